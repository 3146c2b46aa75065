// When devices are out of order: times of work and repair that follow each other at random.
#pragma once

#include "city/city.hpp"
#include "city/faults.hpp"
#include "core/random.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace halong::services {

// One device over a day. Working and repair last exponential times with the means that give the share `uptime`; the day
// begins in either with that share (an alternating renewal process in its steady state, as in Barlow and Proschan 1965).
class Outages {
public:
    // `device`: its stable id. `uptime` in (0, 1]; 1: it always works. `repair_h` > 0: the mean repair, hours.
    Outages(core::Random const& random, std::uint64_t device, double uptime, double repair_h);
    // It does not work in these either.
    void add(std::span<city::Spell const> spells);
    [[nodiscard]] bool works_at(core::Millis time_ms) const;

private:
    std::vector<std::pair<core::Millis, core::Millis>> repairs_;  // from, to
};

// By row of these sites, when outages of the day take them out; empty where that happens to none.
std::vector<std::vector<city::Spell>> faults_of(city::City const& city, std::vector<core::SiteId> const& sites);

}  // namespace halong::services
