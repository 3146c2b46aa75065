#include "export/traveller_share.hpp"

#include "core/hash.hpp"

#include <cmath>

namespace halong::exporting {

bool TravellerShare::takes(std::uint64_t key) const
{
    constexpr std::uint64_t purpose = 0x5368'6172'65;  // "Share": so that keys' own bits do not matter
    // 53 bits of the hash, as a number from 0 to 1.
    return share_ >= 1 || std::ldexp(static_cast<double>(core::combine(purpose, key) >> 11U), -53) < share_;
}

}  // namespace halong::exporting
