// Gzip as zlib reads it, all members behind one another.
#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <zlib.h>

namespace halong::test {

// The text of one or more members. Throws std::runtime_error where zlib refuses them, or where anything stands behind.
inline std::string gunzip(std::string gzip)
{
    constexpr int gzip_alone = 15 + 16;  // zlib.h: the largest window, and 16 for gzip
    std::string text;
    z_stream stream{};
    stream.next_in = reinterpret_cast<Bytef*>(gzip.data());
    stream.avail_in = static_cast<uInt>(gzip.size());
    if (inflateInit2(&stream, gzip_alone) != Z_OK) throw std::runtime_error("zlib cannot begin");
    int state = Z_OK;
    std::array<char, 1U << 16U> piece{};
    while (state == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        state = inflate(&stream, Z_NO_FLUSH);
        text.append(piece.data(), piece.size() - stream.avail_out);
        if (state == Z_STREAM_END && stream.avail_in > 0) state = inflateReset(&stream);
    }
    inflateEnd(&stream);
    if (state != Z_STREAM_END) throw std::runtime_error("zlib refuses the text");
    return text;
}

}  // namespace halong::test
