#include "core/hash.hpp"

#include "core/error.hpp"
#include "core/input_file.hpp"
#include "core/streamed_hash.hpp"

#include <fmt/format.h>
#include <fstream>
#include <xxhash.h>

namespace halong::core {
namespace {

[[noreturn]] void fail(std::filesystem::path const& path)
{
    throw UserError(Diagnostic{path.string(), 0, 0, "cannot be read", "check that the file exists and may be read"});
}

}  // namespace

std::uint64_t hash_of(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

std::uint64_t combine(std::uint64_t hash, std::uint64_t value)
{
    std::uint64_t const pair[2] = {hash, value};
    return XXH3_64bits(pair, sizeof pair);
}

std::string hash_of_file(std::filesystem::path const& path)
{
    if (!obstacle_to_reading(path).empty()) fail(path);  // a device may never end
    std::ifstream file(path, std::ios::binary);
    if (!file) fail(path);
    StreamedHash hash;
    std::vector<char> block(1 << 16);
    while (file.read(block.data(), static_cast<std::streamsize>(block.size())) || file.gcount() > 0) {
        hash.add({block.data(), static_cast<std::size_t>(file.gcount())});
    }
    if (file.bad()) fail(path);
    return hex(hash.value());
}

std::string hex(std::uint64_t value) { return fmt::format("{:016x}", value); }

void Digest::add_bytes(void const* data, std::size_t size)
{
    state_ = combine(combine(state_, XXH3_64bits(data, size)), size);
}

}  // namespace halong::core
