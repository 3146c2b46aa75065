// Whole numbers in seven bits a byte, the lowest first (LEB128): of vector tiles' protocol buffers, of PMTiles and of files of
// tracks.
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

// A signed number as one that is small where its size is: 0, -1, 1, -2 … become 0, 1, 2, 3 … (protocol buffers: sint64).
constexpr std::uint64_t zigzag(std::int64_t value)
{
    return value >= 0 ? 2 * static_cast<std::uint64_t>(value) : 2 * static_cast<std::uint64_t>(-(value + 1)) + 1;
}

}  // namespace halong::geo
