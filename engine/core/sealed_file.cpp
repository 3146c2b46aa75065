#include "core/sealed_file.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/input_file.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <fmt/format.h>
#include <fstream>

namespace halong::core {
namespace {

struct Header {
    std::array<char, 8> mark{};
    std::uint32_t version = 0;
    std::uint32_t byte_order = 0;
    std::uint64_t length = 0;
    std::uint64_t content_hash = 0;
    std::uint64_t header_hash = 0;  // of the members above
};
static_assert(sizeof(Header) == 40, "no padding: the header is hashed and written as it lies in memory");
static_assert(sizeof(Header) % alignof(std::max_align_t) == 8,
              "values of 8 bytes behind it lie where they can be used");

constexpr std::uint32_t native_order = 0x01020304;

std::uint64_t hash_above(Header const& header)
{
    return hash_of({reinterpret_cast<char const*>(&header), offsetof(Header, header_hash)});
}

[[noreturn]] void refuse(std::filesystem::path const& path, std::string message, std::string help)
{
    throw UserError(Diagnostic{path.string(), 0, 0, std::move(message), std::move(help)});
}

constexpr char const* other_copy = "use another copy, or begin again without it";

void check_header(Header const& header, std::filesystem::path const& path, SealedKind const& kind)
{
    if (!std::equal(header.mark.begin(), header.mark.end(), kind.mark.begin(), kind.mark.end())) {
        refuse(path, fmt::format("is not a {} of this program", kind.name), fmt::format("give a {}", kind.name));
    }
    if (header.byte_order != native_order || header.header_hash != hash_above(header)) {
        refuse(path, "is damaged, or comes from a machine with another byte order", other_copy);
    }
    if (header.version != kind.version) {
        refuse(path,
               fmt::format("is a {} of form {}; this program reads form {}", kind.name, header.version, kind.version),
               "use the version of the program that wrote it");
    }
}

void check_length(Header const& header, std::uintmax_t file_bytes, std::filesystem::path const& path)
{
    if (header.length != file_bytes - sizeof header) {
        refuse(path, fmt::format("has {} bytes of content instead of {}", file_bytes - sizeof header, header.length),
               other_copy);
    }
}

constexpr char const* no_header = "is cut off: it has no complete header";
constexpr char const* wrong_checksum = "is damaged: its checksum is wrong";

}  // namespace

void write_sealed(std::filesystem::path const& path, SealedKind const& kind, std::string_view content)
{
    Header header;
    ensure(kind.mark.size() == header.mark.size(), "the mark of a sealed file has 8 characters");
    std::ranges::copy(kind.mark, header.mark.begin());
    header.version = kind.version;
    header.byte_order = native_order;
    header.length = content.size();
    header.content_hash = hash_of(content);
    header.header_hash = hash_above(header);
    write_file_parts(path, {std::string_view(reinterpret_cast<char const*>(&header), sizeof header), content});
}

std::string read_sealed(std::filesystem::path const& path, SealedKind const& kind)
{
    if (auto const obstacle = obstacle_to_reading(path); !obstacle.empty()) {
        refuse(path, fmt::format("cannot be read: {}", obstacle), "check that the file exists and may be read");
    }
    std::error_code error;
    std::uintmax_t const size = std::filesystem::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    if (error || !file) refuse(path, "cannot be read", "check that the file exists and may be read");
    Header header;
    if (size < sizeof header) refuse(path, no_header, other_copy);
    file.read(reinterpret_cast<char*>(&header), sizeof header);
    check_header(header, path, kind);
    check_length(header, size, path);
    std::string content(static_cast<std::size_t>(header.length), '\0');
    file.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (!file || hash_of(content) != header.content_hash) refuse(path, wrong_checksum, other_copy);
    return content;
}

LentBytes map_sealed(std::filesystem::path const& path, SealedKind const& kind)
{
    LentBytes file = map_file(path);
    Header header;
    if (file.size < sizeof header) refuse(path, no_header, other_copy);
    std::memcpy(&header, file.data, sizeof header);
    check_header(header, path, kind);
    check_length(header, file.size, path);
    file.data += sizeof header;
    file.size -= sizeof header;
    if (hash_of(file.text()) != header.content_hash) refuse(path, wrong_checksum, other_copy);
    return file;
}

}  // namespace halong::core
