#include "traffic/turn_meter.hpp"

#include "traffic/streets.hpp"

namespace halong::traffic {

TurnMeter::TurnMeter(Streets const& streets, network::TurnIndex const& index, Millis slot_ms, Millis end_ms)
{
    Layout const& layout = streets.layout;
    waits_.slot_ms = slot_ms;
    waits_.slot_count = static_cast<std::size_t>(std::max(1, (end_ms + slot_ms - 1) / slot_ms));
    waits_.turn_count = index.turn_count();
    waits_.link_count = index.link_count();
    waits_.turns.resize(waits_.slot_count * waits_.turn_count);
    waits_.starts.resize(waits_.slot_count * waits_.link_count);
    first_turn_.resize(waits_.link_count);
    end_turn_.resize(waits_.link_count);
    place_.resize(waits_.link_count);
    link_of_entrance_.resize(waits_.link_count);
    for (std::uint32_t exit = 0; exit < waits_.link_count; ++exit) {
        core::LinkId const link = layout.link_of_exit[exit];
        first_turn_[exit] = index.first(link);
        end_turn_[exit] = index.end(link);
        std::uint32_t const entrance = layout.entrance_of_link[link.value()];
        link_of_entrance_[entrance] = link.value();
        place_[entrance] = index.place(link);
    }
}

std::uint32_t TurnMeter::turn_of(std::uint32_t exit, std::uint32_t next_entrance) const
{
    return next_entrance == no_entrance ? end_turn_[exit] : first_turn_[exit] + place_[next_entrance];
}

TurnWaits TurnMeter::read(Streets const& streets, Millis now_ms) const
{
    TurnMeter all = *this;
    for (std::uint32_t i = 0; i < streets.exits.size(); ++i) {
        LinkExit const& exit = streets.exits[i];
        auto const& pool = streets.regions[streets.layout.region_of_node(exit.node)].queues;
        for (Ring const& file : exit.files) {
            for (std::uint32_t k = 0; k < file.size; ++k) {
                QueuedVehicle const& vehicle = pool.at(file, k);
                Millis const entry_ms = vehicle.exit_ms - streets.free_times_ms[exit.entrance][vehicle.vehicle];
                all.leave(i, vehicle.next_entrance, entry_ms, now_ms - vehicle.exit_ms);
            }
        }
    }
    for (std::uint32_t i = 0; i < streets.sources.size(); ++i) {
        for (std::uint32_t leg = streets.sources[i].first_leg; leg != no_leg; leg = streets.next_leg[leg]) {
            all.start(i, streets.departure_ms[leg], now_ms - streets.departure_ms[leg]);
        }
    }
    return std::move(all.waits_);
}

}  // namespace halong::traffic
