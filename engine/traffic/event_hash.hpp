// Hashes of single events, for sums that do not depend on their order.
#pragma once

#include "core/time.hpp"

#include <cstdint>

namespace halong::traffic {

// Spreads a number over 64 bits: the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
constexpr std::uint64_t spread(std::uint64_t value)
{
    value = (value ^ value >> 30U) * 0xbf58476d1ce4e5b9U;
    value = (value ^ value >> 27U) * 0x94d049bb133111ebU;
    return value ^ value >> 31U;
}

// A leg leaves a link at a time. The multiplier is 2^64 over the golden ratio, as is usual for such sums (Knuth, The Art
// of Computer Programming, vol. 3, 6.4).
constexpr std::uint64_t event_hash(std::uint32_t leg, std::uint32_t link, core::Millis exit_ms)
{
    std::uint64_t const where = (std::uint64_t{leg} << 32U | link) * 0x9e3779b97f4a7c15U;
    return spread(where + static_cast<std::uint32_t>(exit_ms));
}

}  // namespace halong::traffic
