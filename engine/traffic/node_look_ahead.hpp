// What is due at nodes that will be worked on soon, and asking for the memory that they will need.
#pragma once

#include "traffic/prefetch.hpp"
#include "traffic/streets.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace halong::traffic {

// So many of a node's exits have a bit in DueNode::exits.
inline constexpr std::uint16_t exits_in_mask = 64;

// Finds out what is due at the nodes of a list, and asks for the memory that they will need.
class NodeLookAhead {
public:
    NodeLookAhead(Streets const& streets, Region& region, Window const& window)
        : streets_(streets), region_(region), window_(window)
    {}

    // `i`: position in the list of due nodes.
    void ready_times(std::size_t i) const
    {
        NodeEnds const& ends = streets_.nodes[region_.due_nodes[i].node];
        prefetch(&streets_.exit_ready[ends.first_exit]);
        if (ends.source_due_ms < window_.end_ms) prefetch(&streets_.source_ready[ends.first_entrance]);
    }

    void stop_lines(std::size_t i) const
    {
        DueNode& due = region_.due_nodes[i];
        NodeEnds const& ends = streets_.nodes[due.node];
        Millis const* const ready_ms = streets_.exit_ready.data() + ends.first_exit;
        LinkExit const* const exits = streets_.exits.data() + ends.first_exit;
        for (std::uint32_t end = 0; end < std::min<std::uint32_t>(ends.exit_count, exits_in_mask); ++end) {
            if (ready_ms[end] >= window_.end_ms) {
                due.later_ms = std::min(due.later_ms, ready_ms[end]);
                continue;
            }
            due.exits |= std::uint64_t{1} << end;
            prefetch(&exits[end]);
            prefetch(&exits[end].vehicles);
        }
    }

    void queue_fronts(std::size_t i) const
    {
        for_due_exits(i, [this](LinkExit const& exit) {
            for (Ring const& file : exit.files) {
                if (!file.empty()) prefetch(&region_.queues.front(file));
            }
        });
    }

    void next_links(std::size_t i) const
    {
        for_due_exits(i, [this](LinkExit const& exit) {
            for (Ring const& file : exit.files) {
                if (file.empty()) continue;
                std::uint32_t const next = region_.queues.front(file).next_entrance;
                if (next == no_entrance) continue;
                prefetch(&streets_.entrances[next]);
                prefetch(&streets_.free_times_ms[next]);
            }
        });
    }

private:
    template <class Ask>
    void for_due_exits(std::size_t i, Ask const& ask) const
    {
        DueNode const& due = region_.due_nodes[i];
        LinkExit const* const exits = streets_.exits.data() + streets_.nodes[due.node].first_exit;
        for (std::uint64_t bits = due.exits; bits != 0; bits &= bits - 1) ask(exits[std::countr_zero(bits)]);
    }

    Streets const& streets_;
    Region& region_;
    Window window_;
};

}  // namespace halong::traffic
