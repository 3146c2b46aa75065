#include "results/file_seal.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/input_file.hpp"
#include "core/streamed_hash.hpp"

#include <algorithm>
#include <fstream>
#include <vector>

namespace halong::results {
namespace {

constexpr std::string_view mark = "HALONGH5";
constexpr std::size_t number_bytes = 8;

std::string bytes_of(std::uint64_t number)
{
    std::string bytes;
    for (std::size_t i = 0; i < number_bytes; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xFFU);
    return bytes;
}

std::uint64_t number_at(std::string_view bytes, std::size_t place)
{
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < number_bytes; ++i) {
        number |= std::uint64_t{static_cast<unsigned char>(bytes[place * number_bytes + i])} << (8 * i);
    }
    return number;
}

std::string seal_with(std::uint64_t length, std::uint64_t hash)
{
    std::string seal = std::string(mark) + bytes_of(length) + bytes_of(hash);
    return seal + bytes_of(core::hash_of(seal));
}

[[noreturn]] void refuse(std::filesystem::path const& path, char const* what)
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, what,
                                           "give a file as `halong run` or `halong study` wrote it, or make it again"});
}

}  // namespace

std::string seal_of(std::string_view content) { return seal_with(content.size(), core::hash_of(content)); }

std::uintmax_t require_whole(std::filesystem::path const& path)
{
    core::require_ordinary_file(path);
    std::error_code error;
    std::uintmax_t const size = std::filesystem::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    if (error || !file) refuse(path, "cannot be read");
    constexpr char const* no_seal =
        "has no seal of this program at its end: it is cut off, was changed by another program, is no result, or an "
        "older version wrote it";
    if (size < seal_bytes) refuse(path, no_seal);
    std::string seal(seal_bytes, '\0');
    file.seekg(static_cast<std::streamoff>(size - seal_bytes));
    file.read(seal.data(), static_cast<std::streamsize>(seal.size()));
    if (!file || !seal.starts_with(mark)) refuse(path, no_seal);
    std::uint64_t const length = number_at(seal, 1);
    std::uint64_t const hash = number_at(seal, 2);
    if (seal != seal_with(length, hash)) refuse(path, "is damaged: its seal is");
    if (length != size - seal_bytes) refuse(path, "is damaged: its length is not that of its seal");
    file.seekg(0);
    core::StreamedHash content;
    std::vector<char> block(std::size_t{1} << 16U);
    for (std::uintmax_t left = length; left > 0;) {
        auto const piece = static_cast<std::size_t>(std::min<std::uintmax_t>(left, block.size()));
        file.read(block.data(), static_cast<std::streamsize>(piece));
        if (!file) refuse(path, "cannot be read to its end");
        content.add({block.data(), piece});
        left -= piece;
    }
    if (content.value() != hash) refuse(path, "is damaged: its content is not that of its seal");
    return length;
}

}  // namespace halong::results
