// Passages on watched links, and how full each link was at that moment.
#pragma once

#include "city/travel.hpp"
#include "traffic/layout.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::traffic {

using core::Millis;

// A vehicle enters or leaves a watched link.
struct WatchedCrossing {
    std::uint32_t exit = 0;  // number of the link's stop line
    Millis time_ms = 0;
    std::uint32_t leg = 0;  // of one that leaves
    Millis entry_ms = 0;    // of one that leaves
    std::uint32_t mpcu = 0;
    bool leaves = false;
};

// Watches nothing any more on links of other ranks.
void watch_own_links(Layout const& layout, std::vector<std::uint8_t>& watched);

// How much is inside each watched link. Entrances and exits are known to different nodes, so occupancy is worked out
// after the window, when both are known; that makes it independent of windows.
class WatchedLinks {
public:
    WatchedLinks(Layout const& layout, std::vector<std::uint32_t> storage_mpcu_by_exit);

    // Takes one window's crossings, in any order, and appends a passage for each that leaves, those of a link by time.
    // Occupancy: PCU inside at that millisecond, itself included, over storage.
    void settle(std::vector<WatchedCrossing>& crossings, std::vector<city::Passage>& passages);

    // The state, by exit; the rest is given, or scratch.
    [[nodiscard]] std::uint32_t inside_mpcu(std::uint32_t exit) const { return inside_mpcu_[exit]; }
    void set_inside_mpcu(std::uint32_t exit, std::uint32_t mpcu) { inside_mpcu_[exit] = mpcu; }

private:
    void group_by_exit(std::vector<WatchedCrossing> const& crossings);
    void settle_exit(std::span<WatchedCrossing> crossings, std::vector<city::Passage>& passages);

    Layout const& layout_;
    std::vector<std::uint32_t> storage_mpcu_;
    std::vector<std::uint32_t> inside_mpcu_;  // by exit

    std::vector<std::uint32_t>
        places_;  // by exit: how many crossings it has, then where its next goes; 0 outside of settle
    std::vector<std::uint32_t> exits_;      // that have any
    std::vector<WatchedCrossing> by_exit_;  // those of an exit side by side
};

}  // namespace halong::traffic
