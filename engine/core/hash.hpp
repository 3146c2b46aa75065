// 64-bit hashes of bytes and texts, and an order-sensitive digest of columns (XXH3, Collet 2019).
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halong::core {

// The hash of a text: the stable number of a thing that is known by an external name.
std::uint64_t hash_of(std::string_view text);
// Mixes a number into a hash; different orders give different results.
std::uint64_t combine(std::uint64_t hash, std::uint64_t value);
// The hash of a file's content as 16 hex digits. Throws UserError when it cannot be read.
std::string hash_of_file(std::filesystem::path const& path);
// 16 lower-case hex digits.
std::string hex(std::uint64_t value);

// Accumulates columns into one number that differs when any byte differs.
class Digest {
public:
    void add_bytes(void const* data, std::size_t size);
    template <class T>
    void add(std::span<T const> values)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        add_bytes(values.data(), values.size_bytes());
    }
    template <class T, class Allocator>
    void add(std::vector<T, Allocator> const& values)
    {
        add(std::span<T const>(values));
    }
    void add(std::uint64_t value) { add_bytes(&value, sizeof value); }
    void add(std::string_view text) { add_bytes(text.data(), text.size()); }
    [[nodiscard]] std::uint64_t value() const { return state_; }

private:
    std::uint64_t state_ = 0;
};

}  // namespace halong::core
