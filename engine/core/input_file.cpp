#include "core/input_file.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <fstream>
#include <system_error>
#include <vector>

namespace halong::core {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// The bytes of the text's begin that are characters of ASCII but zero.
std::size_t ascii_length(std::string_view text)
{
    auto const is_other = [](char c) { return static_cast<signed char>(c) <= 0; };
    return static_cast<std::size_t>(std::ranges::find_if(text, is_other) - text.begin());
}

// The bytes of the character at the text's begin; 0 where there is none (RFC 3629, section 4).
std::size_t utf8_length(std::string_view text)
{
    auto const byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    unsigned const first = byte(0);
    if (first < 0x80) return first == 0 ? 0 : 1;
    std::size_t const length = first >= 0xC2 && first <= 0xDF ? 2 : first >= 0xE0 && first <= 0xEF ? 3 : 4;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) return 0;
    }
    bool const overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
    bool const surrogate = first == 0xED && byte(1) > 0x9F;
    bool const beyond = first == 0xF4 && byte(1) > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

[[noreturn]] void refuse(fs::path const& path, std::string const& what, std::string help)
{
    throw UserError(Diagnostic{path.string(), 0, 0, what, std::move(help)});
}

}  // namespace

std::string obstacle_to_reading(fs::path const& path)
{
    if (path.native().find('\0') != std::string::npos) return "its name holds a zero byte";
    std::error_code error;
    auto const type = fs::status(path, error).type();
    switch (type) {
        case fs::file_type::regular:
            return "";
        case fs::file_type::not_found:
            return std::string{no_such_file};
        case fs::file_type::directory:
            return "it is a folder, not a file";
        case fs::file_type::none:
        case fs::file_type::unknown:
            return error ? error.message() : "its folder may not be read";
        default:
            return "it is a device, pipe or socket, not a file";
    }
}

void require_ordinary_file(fs::path const& path)
{
    if (auto const obstacle = obstacle_to_reading(path); !obstacle.empty()) {
        refuse(path, "cannot be read: " + obstacle, "check its name and permissions");
    }
}

std::string read_input(fs::path const& path, std::uintmax_t most_bytes)
{
    require_ordinary_file(path);
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        refuse(path, fmt::format("cannot be read: {}", std::generic_category().message(errno)),
               "check its name and permissions");
    }
    constexpr std::uintmax_t piece_bytes = 1U << 20U;
    std::error_code error;
    std::uintmax_t const size = fs::file_size(path, error);
    std::string text;
    text.reserve(error ? 0 : static_cast<std::size_t>(std::min(size, most_bytes) + 1));
    while (stream && text.size() <= most_bytes) {
        std::size_t const begin = text.size();
        // One byte more than there should be shows the end; a file that has grown comes in whole pieces.
        std::uintmax_t const expected = !error && begin <= size ? size + 1 - begin : piece_bytes;
        text.resize(begin + static_cast<std::size_t>(std::min({piece_bytes, expected, most_bytes + 1 - begin})));
        stream.read(text.data() + begin, static_cast<std::streamsize>(text.size() - begin));
        text.resize(begin + static_cast<std::size_t>(stream.gcount()));
    }
    if (text.size() > most_bytes) {
        refuse(path, fmt::format("is longer than {} bytes, which no file of its kind is", most_bytes),
               "check that it is the right file");
    }
    if (stream.bad()) refuse(path, "cannot be read to its end", "check the disk that it lies on");
    return text;
}

std::optional<PlaceInText> first_non_text(std::string_view text)
{
    std::size_t at = 0;
    while ((at += ascii_length(text.substr(at))) < text.size()) {
        std::size_t const length = utf8_length(text.substr(at));
        if (length == 0) break;
        at += length;
    }
    if (at >= text.size()) return std::nullopt;
    std::string_view const before = text.substr(0, at);
    PlaceInText place;
    place.line += static_cast<int>(std::ranges::count(before, '\n'));
    place.column += static_cast<int>(at - (before.rfind('\n') + 1));
    unsigned const byte = static_cast<unsigned char>(text[at]);
    place.why = byte == 0 ? "a zero byte" : fmt::format("a byte that is not UTF-8 (0x{:02X})", byte);
    return place;
}

std::string as_utf8(std::string_view text)
{
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        std::size_t const ascii = ascii_length(text);
        clean += text.substr(0, ascii);
        text.remove_prefix(ascii);
        if (text.empty()) break;
        std::size_t const length = utf8_length(text);
        clean += length == 0 ? replacement : text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return clean;
}

}  // namespace halong::core
