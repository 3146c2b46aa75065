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
    {}

    void deliver_entries(std::vector<EntryLetter> const& letters)
    {
        look_ahead(
            letters.size(),
            [&](std::size_t i) {
                prefetch(&streets_.exits[letters[i].exit]);
                prefetch(&streets_.exit_ready[letters[i].exit]);
                prefetch(streets_.address_of_way(letters[i].leg, letters[i].way_position + 1));
            },
            [&](std::size_t i) { ask_for_place(letters[i]); }, [&](std::size_t i) { deliver(letters[i]); });
    }

    void deliver_leavings(std::vector<HoleLetter> const& letters)
    {
        look_ahead(
            letters.size(), [&](std::size_t i) { prefetch(&streets_.entrances[letters[i].entrance]); },
            [&](std::size_t i) {
                Ring const& holes = streets_.entrances[letters[i].entrance].holes;
                if (holes.capacity() == 0) return;
                prefetch(region_.holes.address_of_end(holes));
                prefetch(&region_.holes.front(holes));
            },
            [&](std::size_t i) { deliver(letters[i]); });
    }

private:
    void ask_for_place(EntryLetter const& letter) const
    {
        LinkExit const& exit = streets_.exits[letter.exit];
        for (Ring const& file : exit.files) {
            if (file.capacity() == 0) continue;
            prefetch(region_.queues.address_of_end(file));
            prefetch(&region_.queues.front(file));
        }
        prefetch(&streets_.node_due[exit.node]);
    }

    void deliver(EntryLetter const& letter)
    {
        LinkExit& exit = streets_.exits[letter.exit];
        QueuedVehicle vehicle;
        vehicle.leg = letter.leg;
        vehicle.exit_ms = letter.exit_ms;
        vehicle.next_entrance = streets_.way(letter.leg, letter.way_position + 1);
        vehicle.vehicle = letter.vehicle;
        vehicle.way_position = letter.way_position;
        if (exit.counts_inside) note_entry(exit, letter);
        if (!join_queue(exit, region_.queues, vehicle)) return;
        Millis const ready_ms = streets_.crossing_from(exit, letter.exit_ms);
        streets_.exit_ready[letter.exit] = ready_ms;
        streets_.wake(exit.node, ready_ms);
    }

    void note_entry(LinkExit const& exit, EntryLetter const& letter)
    {
        Millis const free_ms = streets_.free_times_ms[exit.entrance][letter.vehicle];
        region_.crossings.push_back({letter.exit, letter.exit_ms - free_ms, 0, 0, mpcu_of(letter.vehicle), false});
    }

    void deliver(HoleLetter const& letter)
    {
        LinkEntrance& entrance = streets_.entrances[letter.entrance];
        // Before the ring would have to grow: those that have arrived need not be kept.
        if (entrance.holes.size == entrance.holes.capacity()) {
            receive_holes(entrance, region_.holes, window_.end_ms);
        }
        region_.holes.push_back(entrance.holes, {letter.exit_ms, mpcu_of(letter.vehicle)});
        if (entrance.wanted) streets_.wake(entrance.node, letter.exit_ms + entrance.wave_time_ms);
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
