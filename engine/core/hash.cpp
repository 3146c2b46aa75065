#include "core/hash.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <fstream>
#include <memory>
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
    std::ifstream file(path, std::ios::binary);
    if (!file) fail(path);
    std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), &XXH3_freeState);
    XXH3_64bits_reset(state.get());
    std::vector<char> block(1 << 16);
    while (file.read(block.data(), static_cast<std::streamsize>(block.size())) || file.gcount() > 0) {
        XXH3_64bits_update(state.get(), block.data(), static_cast<std::size_t>(file.gcount()));
    }
    if (file.bad()) fail(path);  // a folder opens, but cannot be read
    return hex(XXH3_64bits_digest(state.get()));
}

std::string hex(std::uint64_t value) { return fmt::format("{:016x}", value); }

void Digest::add_bytes(void const* data, std::size_t size)
{
    state_ = combine(combine(state_, XXH3_64bits(data, size)), size);
}

}  // namespace halong::core
