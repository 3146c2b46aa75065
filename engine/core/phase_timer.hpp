// Where the time of a loop goes: wall time by phase.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>

namespace halong::core {

// Wall time since then, s.
inline double seconds_since(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Adds the wall time of a scope, s, to that of one phase. `Phase` is an enumeration that counts from 0.
template <class Phase, std::size_t count>
class PhaseTimer {
public:
    PhaseTimer(std::array<double, count>& times_s, Phase phase)
        : sum_s_(times_s[static_cast<std::size_t>(phase)]), start_(std::chrono::steady_clock::now())
    {}
    ~PhaseTimer() { sum_s_ += seconds_since(start_); }
    PhaseTimer(PhaseTimer const&) = delete;
    PhaseTimer& operator=(PhaseTimer const&) = delete;

private:
    double& sum_s_;
    std::chrono::steady_clock::time_point start_;
};

}  // namespace halong::core
