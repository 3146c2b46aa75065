#include "traffic/turn_meter.hpp"

#include "traffic/streets.hpp"

namespace halong::traffic {

TurnMeter::TurnMeter(Streets const& streets, network::TurnIndex const& index, Millis slot_ms, Millis end_ms)
    : numbers_(streets.layout, index)
{
    waits_.slot_ms = slot_ms;
    waits_.slot_count = static_cast<std::size_t>(std::max(1, (end_ms + slot_ms - 1) / slot_ms));
    waits_.turn_count = index.turn_count();
    waits_.link_count = index.link_count();
    waits_.turns.resize(waits_.slot_count * waits_.turn_count);
    waits_.starts.resize(waits_.slot_count * waits_.link_count);
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
