// Who looks at a link, and how surely somebody who passes it shows himself to each of them.
#pragma once

#include "core/exact_math.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace halong::services {

// A camera that sees a part of a link.
struct LinkWatcher {
    std::uint64_t stable_id = 0;
    std::uint32_t camera = 0;  // row
    double seen_share = 0;
    double duty = 1;
};

// How surely whoever is in view for so long shows himself: the same for all who take as long on a link, as most vehicles of
// a class do. Kept for a few times of each link in view, so that the exponential is seldom worked out.
class ExposedShares {
public:
    ExposedShares(std::size_t links_in_view, std::size_t watchers)
        : time_ms_(links_in_view * slots, -1), shares_(watchers * slots)
    {}

    // One for each of the link's watchers, which are those from `first` on; until the next call. `row`: of the link among
    // those in view.
    [[nodiscard]] double const* of(std::uint32_t row, std::size_t first, std::span<LinkWatcher const> watchers,
                                   core::Millis time_ms, double exposure_time_s)
    {
        std::size_t const slot = static_cast<std::uint32_t>(time_ms) % slots;
        double* const shares = shares_.data() + first * slots + slot * watchers.size();
        core::Millis& kept_ms = time_ms_[row * slots + slot];
        if (kept_ms == time_ms) return shares;
        kept_ms = time_ms;
        double const exposures = time_ms / 1000.0 / exposure_time_s;
        for (std::size_t i = 0; i < watchers.size(); ++i) {
            shares[i] = 1 - core::exact_exp(-watchers[i].seen_share * exposures);
        }
        return shares;
    }

private:
    static constexpr std::size_t slots = 8;
    std::vector<core::Millis> time_ms_;  // [row][slot]; -1: none yet
    std::vector<double> shares_;         // [link][slot][watcher]
};

}  // namespace halong::services
