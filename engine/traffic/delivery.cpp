#include "traffic/delivery.hpp"

#include "traffic/entrance.hpp"
#include "traffic/prefetch.hpp"
#include "traffic/stop_line.hpp"

namespace halong::traffic {
namespace {

class Delivery {
public:
    Delivery(Streets& streets, Region& region, Window const& window)
        : streets_(streets), region_(region), window_(window)
    {
    }

    void deliver_entries(std::vector<EntryLetter> const& letters)
    {
        look_ahead(
            letters.size(), [&](std::size_t i) { ask_for_exit(letters[i]); },
            [&](std::size_t i) { ask_for_place(letters[i]); }, [&](std::size_t i) { ask_for_next_link(letters[i]); },
            [&](std::size_t i) { deliver(letters[i]); });
    }

    void deliver_leavings(std::vector<HoleLetter> const& letters)
    {
        look_ahead(
            letters.size(), [&](std::size_t i) { prefetch(&streets_.entrances[letters[i].entrance]); },
            [&](std::size_t i) {
                Ring const& holes = streets_.entrances[letters[i].entrance].holes;
                if (!holes.empty()) prefetch(region_.holes.address_of_end(holes));
            },
            [](std::size_t) {}, [&](std::size_t i) { deliver(letters[i]); });
    }

private:
    void ask_for_exit(EntryLetter const& letter) const
    {
        prefetch(&streets_.exits[letter.exit]);
        prefetch(&streets_.meters[letter.exit]);
        prefetch(&streets_.routes->offset[letter.leg + 1]);
        prefetch(streets_.routes->links.data() + letter.route_position + 1);
    }

    void ask_for_place(EntryLetter const& letter) const
    {
        Ring const& file = file_of(streets_.exits[letter.exit], is_narrow(letter.vehicle) ? File::narrow : File::wide);
        if (file.capacity() > 0) prefetch(region_.queues.address_of_end(file));
    }

    void ask_for_next_link(EntryLetter const& letter) const
    {
        std::uint32_t const next = letter.route_position + 1;
        if (next >= streets_.routes->offset[letter.leg + 1]) return;
        prefetch(&streets_.layout.entrance_of_link[streets_.routes->links[next].value()]);
    }

    [[nodiscard]] std::uint32_t next_entrance(EntryLetter const& letter) const
    {
        std::uint32_t const next = letter.route_position + 1;
        if (next >= streets_.routes->offset[letter.leg + 1]) return no_entrance;
        return streets_.layout.entrance_of_link[streets_.routes->links[next].value()];
    }

    void deliver(EntryLetter const& letter)
    {
        LinkExit& exit = streets_.exits[letter.exit];
        Millis const exit_ms = letter.entry_ms + streets_.meters[letter.exit].free_time_ms[letter.vehicle];
        QueuedVehicle const vehicle{letter.leg, exit_ms, next_entrance(letter), letter.vehicle, letter.route_position};
        if (exit.watched) {
            region_.crossings.push_back({letter.exit, letter.entry_ms, 0, 0, mpcu_of(letter.vehicle), false});
        }
        if (!join_queue(exit, region_.queues, vehicle)) return;
        Millis const ready_ms = crossing_from(exit, streets_.greens[letter.exit], exit_ms);
        streets_.exit_ready[letter.exit] = ready_ms;
        streets_.wake(streets_.layout.node_of_exit[letter.exit], ready_ms);
    }

    void deliver(HoleLetter const& letter)
    {
        LinkEntrance& entrance = streets_.entrances[letter.entrance];
        receive_holes(entrance, region_.holes, window_.end_ms);
        region_.holes.push_back(entrance.holes, {letter.exit_ms, mpcu_of(letter.vehicle)});
        if (entrance.wanted) {
            streets_.wake(streets_.layout.node_of_entrance[letter.entrance], letter.exit_ms + entrance.wave_time_ms);
        }
    }

    Streets& streets_;
    Region& region_;
    Window window_;
};

template <class Letter>
void move_letters(std::vector<Letter>& from, std::vector<Letter>& to)
{
    to.insert(to.end(), from.begin(), from.end());
    from.clear();
}

}  // namespace

void deliver_letters(Streets& streets, std::uint32_t receiver, Window const& window)
{
    Region& region = streets.regions[receiver];
    // One list of each kind is long enough for looking ahead. A link's letters all come from one node, in order.
    for (Region& sender : streets.regions) {
        if ((sender.written_to >> receiver & 1U) == 0) continue;
        move_letters(sender.entries[receiver], region.received_entries);
        move_letters(sender.leavings[receiver], region.received_leavings);
    }
    Delivery delivery(streets, region, window);
    delivery.deliver_entries(region.received_entries);
    delivery.deliver_leavings(region.received_leavings);
    region.received_entries.clear();
    region.received_leavings.clear();
}

}  // namespace halong::traffic
