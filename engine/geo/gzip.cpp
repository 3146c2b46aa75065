#include "geo/gzip.hpp"

#include "core/error.hpp"

#include <array>
#include <cstdint>
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <limits>
#include <memory>
#include <vector>

namespace halong::geo {
namespace {

struct Free {
    void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
};
using Compressor = std::unique_ptr<libdeflate_compressor, Free>;

constexpr int best_level = 12;

// Each thread keeps those that it has used: making one takes as long as compressing some kilobytes.
libdeflate_compressor& compressor_of(int level)
{
    thread_local std::array<Compressor, best_level + 1> made;
    core::ensure(level >= 1 && level <= best_level, "a level of compression is 1 to 12");
    Compressor& one = made[static_cast<std::size_t>(level)];
    if (one == nullptr) one.reset(libdeflate_alloc_compressor(level));
    core::ensure(one != nullptr, "there is room in memory for a compressor");
    return *one;
}

}  // namespace

std::string gzip(std::string_view bytes, int level)
{
    libdeflate_compressor& compressor = compressor_of(level);
    std::string out(libdeflate_gzip_compress_bound(&compressor, bytes.size()), '\0');
    out.resize(libdeflate_gzip_compress(&compressor, bytes.data(), bytes.size(), out.data(), out.size()));
    core::ensure(!out.empty(), "a member of gzip fits its bound");
    out.shrink_to_fit();  // tiles are kept by the thousand
    return out;
}

std::string quick_gzip(std::string_view bytes)
{
    // What cannot be compressed is stored, 5 bytes more for each block of 65,535 (RFC 1951, 3.2.4), within 18 of gzip.
    constexpr std::size_t stored_block = 65'535;
    constexpr std::size_t frame = 64;
    core::ensure(bytes.size() <= std::numeric_limits<std::uint32_t>::max() / 2, "a member of gzip is below 2 GiB");
    thread_local std::vector<std::uint8_t> work(ISAL_DEF_LVL1_DEFAULT);
    thread_local std::vector<std::uint8_t> out;
    std::size_t const room = bytes.size() + 5 * (bytes.size() / stored_block + 1) + frame;
    if (out.size() < room) out.resize(room);
    isal_zstream stream;  // NOLINT(*-member-init): large; the next line sets what is read
    isal_deflate_stateless_init(&stream);
    stream.level = 1;
    stream.level_buf = work.data();
    stream.level_buf_size = static_cast<std::uint32_t>(work.size());
    stream.gzip_flag = IGZIP_GZIP;
    stream.end_of_stream = 1;
    // The library only reads what it calls next_in, and yet has no const there. NOLINTNEXTLINE(*-const-cast)
    stream.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<std::uint32_t>(bytes.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<std::uint32_t>(room);
    core::ensure(isal_deflate_stateless(&stream) == COMP_OK, "a member of gzip fits its bound");
    return {reinterpret_cast<char const*>(out.data()), stream.total_out};
}

}  // namespace halong::geo
