#include "geo/gzip.hpp"

#include "core/error.hpp"

#include <array>
#include <libdeflate.h>
#include <memory>

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

}  // namespace halong::geo
