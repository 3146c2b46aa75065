// Files that somebody else wrote, taken whole: what is no ordinary file, or longer than any of its kind, is refused
// before it is read, and what is no text is told by its place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace halong::core {

// Longer tables and texts of JSON are no input of a city: those of a whole country have 2 GiB.
inline constexpr std::uintmax_t longest_table_bytes = std::uintmax_t{4} << 30U;

// What obstacle_to_reading says of a path where nothing is.
inline constexpr std::string_view no_such_file = "there is no such file";

// Why the path cannot be read as a file: it is not there, a folder, a device or pipe (which may never end), in a circle of
// links, ...; "" when nothing stands in the way. Whether its content may be read is not asked.
std::string obstacle_to_reading(std::filesystem::path const& path);

// Throws UserError, which says what stands in the way.
void require_ordinary_file(std::filesystem::path const& path);

// The whole content, at most `most_bytes`. Throws UserError for what is no ordinary file, cannot be read to its end, or is longer.
std::string read_input(std::filesystem::path const& path, std::uintmax_t most_bytes = longest_table_bytes);

// Where a text stops to be one (UTF-8 without zero bytes), by line and column (in bytes) from 1.
struct PlaceInText {
    int line = 1;
    int column = 1;
    std::string why;  // "a byte that is not UTF-8 (0xE9)", "a zero byte"
};

// Nothing where the whole text is UTF-8 (RFC 3629) without zero bytes.
std::optional<PlaceInText> first_non_text(std::string_view text);

// The text with U+FFFD for every byte that is not UTF-8, and for zero bytes.
std::string as_utf8(std::string_view text);

}  // namespace halong::core
