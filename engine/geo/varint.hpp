// Whole numbers in seven bits a byte, the lowest first (LEB128): of vector tiles' protocol buffers and of PMTiles.
#pragma once

#include <cstdint>
#include <string>

namespace halong::geo {

// Appends the number: 1 to 10 bytes, all but the last with their highest bit set.
inline void put_varint(std::string& out, std::uint64_t value)
{
    while (value >= 128) {
        out.push_back(static_cast<char>(value % 128 + 128));
        value /= 128;
    }
    out.push_back(static_cast<char>(value));
}

}  // namespace halong::geo
