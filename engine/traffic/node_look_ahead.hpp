// The memory that the next nodes of a window will need, asked for in time.
#pragma once

#include "traffic/prefetch.hpp"
#include "traffic/region.hpp"
#include "traffic/stop_line.hpp"
#include "traffic/streets.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace halong::traffic {

// Asks for the memory that the nodes of a list will need.
class NodeLookAhead {
public:
    NodeLookAhead(Streets const& streets, Region& region, Window const& window)
        : streets_(streets), region_(region), window_(window)
    {
        region.due_exits.resize(region.due_nodes.size());
    }

    // `i`: position in the list of due nodes.
    void ready_times(std::size_t i) const
    {
        NodeEnds const& ends = streets_.nodes[region_.due_nodes[i]];
        prefetch(&streets_.exit_ready[ends.first_exit]);
        if (ends.source_due_ms < window_.end_ms) prefetch(&streets_.source_ready[ends.first_entrance]);
    }

    void stop_lines(std::size_t i) const
    {
        NodeEnds const& ends = streets_.nodes[region_.due_nodes[i]];
        std::uint64_t due = 0;
        for (std::uint32_t k = 0; k < std::min<std::uint32_t>(ends.exit_count, 64); ++k) {
            std::uint32_t const exit = ends.first_exit + k;
            if (streets_.exit_ready[exit] >= window_.end_ms) continue;
            due |= std::uint64_t{1} << k;
            prefetch(&streets_.exits[exit]);
            prefetch(&streets_.exits[exit].vehicles);
        }
        region_.due_exits[i] = due;
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
        std::uint32_t const first = streets_.nodes[region_.due_nodes[i]].first_exit;
        for (std::uint64_t due = region_.due_exits[i]; due != 0; due &= due - 1) {
            ask(streets_.exits[first + static_cast<std::uint32_t>(std::countr_zero(due))]);
        }
    }

    Streets const& streets_;
    Region& region_;
    Window window_;
};

}  // namespace halong::traffic
