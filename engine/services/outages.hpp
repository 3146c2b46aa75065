// When devices are out of order: times of work and repair that follow each other at random.
#pragma once

#include "core/random.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace halong::services {

// One device over a day. Working and repair last exponential times with the means that give the share `uptime`; the day
// begins in either with that share (an alternating renewal process in its steady state, as in Barlow and Proschan 1965).
class Outages {
public:
    // `device`: its stable id. `uptime` in (0, 1]; 1: it always works. `repair_h` > 0: the mean repair, hours.
    Outages(core::Random const& random, std::uint64_t device, double uptime, double repair_h);
    [[nodiscard]] bool works_at(core::Millis time_ms) const;

private:
    std::vector<std::pair<core::Millis, core::Millis>> repairs_;  // from, to; in order
};

}  // namespace halong::services
