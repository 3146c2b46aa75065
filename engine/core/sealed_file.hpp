// Binary files of our own that prove themselves whole before anything in them is used.
#pragma once

#include "core/mapped_file.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace halong::core {

// What kind of file it is: 8 characters at its very begin, what to call it in messages, and the version of its form.
struct SealedKind {
    std::string_view mark;
    std::string_view name;
    std::uint32_t version = 1;
};

// A header (mark, version, byte order, length, XXH3 of the content, XXH3 of the header itself) and the content,
// durably. Throws CannotWrite.
void write_sealed(std::filesystem::path const& path, SealedKind const& kind, std::string_view content);

// The content, once the header and both checksums agree. UserError says whether the file cannot be read, is of another
// kind, version or byte order, is cut off, or is damaged.
std::string read_sealed(std::filesystem::path const& path, SealedKind const& kind);
// The same, mapped (mapped_file.hpp).
LentBytes map_sealed(std::filesystem::path const& path, SealedKind const& kind);

}  // namespace halong::core
