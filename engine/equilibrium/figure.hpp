// A figure of the city as a sum over groups of travellers, and the piece of the day that it is of.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <vector>

namespace halong::equilibrium {

// A figure that observations can be compared with, as a sum over groups: its value is `fixed` plus the sum of amount times
// the group's weight.
struct Figure {
    double fixed = 0;
    struct Part {
        std::uint32_t group = 0;
        double amount = 0;
    };
    std::vector<Part> parts;  // by group, each once
    // Variance that the figure has by itself, since people decide for themselves: of the day looked at (Poisson), and of
    // the simulated day of which the amounts are one draw.
    double noise = 0;
    // Of people who stay: for how long the same ones make the figure (mean of their stays, by what they add to the
    // noise), so that readings within that time share their noise. 0: each reading is of others.
    core::Millis alike_ms = 0;

    static constexpr std::uint32_t no_group = UINT32_MAX;
    // With every weight 1.
    [[nodiscard]] double value() const;
    // Adds to the part of the group, or to what is fixed; gather() makes each group one part again.
    void add(std::uint32_t group, double amount);
    void gather();
};

// A piece of the day.
struct Interval {
    core::Millis from_ms = 0;
    core::Millis to_ms = 0;  // > from_ms
    [[nodiscard]] core::Millis length_ms() const { return to_ms - from_ms; }
    bool operator==(Interval const&) const = default;
};

}  // namespace halong::equilibrium
