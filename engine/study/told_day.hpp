// A simulated day as a part of longer work that tells its progress.
#pragma once

#include "core/time.hpp"
#include "simulation/simulation.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <functional>
#include <string>
#include <utility>

namespace halong::study {

// Tells once a simulated minute how far the whole work is, from `begin` on by `width` in all, and the step with its clock:
// "the day without new sites, 07:15:00". What `tell` throws ends the day.
inline simulation::Watcher told_day(std::function<void(double, std::string const&)> tell, double begin, double width,
                                    std::string step)
{
    return [tell = std::move(tell), begin, width, step = std::move(step)](core::Millis now, std::int64_t) {
        double const share = std::min(1.0, static_cast<double>(now) / core::ms_per_day);
        tell(begin + width * share, fmt::format("{}, {}", step, core::clock_text(now)));
    };
}

}  // namespace halong::study
