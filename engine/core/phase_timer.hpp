// Where the time of a loop goes: wall time by phase.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>

namespace halong::core {

// Adds the wall time of a scope, s, to that of one phase. `Phase` is an enumeration that counts from 0.
template <class Phase, std::size_t count>
class PhaseTimer {
public:
    PhaseTimer(std::array<double, count>& times_s, Phase phase)
        : sum_s_(times_s[static_cast<std::size_t>(phase)]), start_(Clock::now())
    {}
    ~PhaseTimer() { sum_s_ += std::chrono::duration<double>(Clock::now() - start_).count(); }
    PhaseTimer(PhaseTimer const&) = delete;
    PhaseTimer& operator=(PhaseTimer const&) = delete;

private:
    using Clock = std::chrono::steady_clock;
    double& sum_s_;
    Clock::time_point start_;
};

}  // namespace halong::core
