// What was taken of each sensor so far, in the order in which it came: no time is counted twice.
#pragma once

#include "equilibrium/observations.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace halong::equilibrium {

enum class Taken : std::uint8_t {
    fresh,
    again,    // the same interval came before
    crossing  // shares time with one that came before
};

class TakenIntervals {
public:
    explicit TakenIntervals(std::size_t sensors) : until_(sensors) {}

    // Of sensors below the number given. Remembers the interval where it is fresh.
    Taken take(Observation const& observation);

private:
    std::vector<std::map<core::Millis, core::Millis>> until_;  // by sensor: begin -> end
};

}  // namespace halong::equilibrium
