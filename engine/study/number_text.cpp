#include "study/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <vector>

namespace halong::study {
namespace {

constexpr std::string_view minus = "−";
constexpr std::string_view nothing = "–";

bool continues_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// Code points with the bytes of combining marks (U+0300 … U+036F) kept at the letter before them.
std::vector<std::string_view> letters_of(std::string_view text)
{
    std::vector<std::string_view> letters;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i + 1;
        while (end < text.size() && continues_code_point(text[end])) ++end;
        auto const lead = static_cast<unsigned char>(text[i]);
        auto const next = static_cast<unsigned char>(end - i == 2 ? text[i + 1] : '\0');
        bool const combines = end - i == 2 && (lead == 0xCC || (lead == 0xCD && next < 0xB0));
        if (combines && !letters.empty()) {
            std::string_view const letter = letters.back();
            letters.back() = {letter.data(), letter.size() + end - i};
        } else {
            letters.push_back(text.substr(i, end - i));
        }
        i = end;
    }
    return letters;
}

std::string cut(std::string_view text, std::size_t width)
{
    auto const letters = letters_of(text);
    if (letters.size() <= width) return std::string(text);
    std::string result;
    for (std::size_t i = 0; i + 1 < width; ++i) result += letters[i];
    return result + "…";
}

std::string grouped(double magnitude, int decimals)
{
    std::string const digits = fmt::format("{:.{}f}", magnitude, decimals);
    std::size_t const whole = std::min(digits.find('.'), digits.size());
    std::string result;
    for (std::size_t i = 0; i < whole; ++i) {
        if (i > 0 && (whole - i) % 3 == 0) result += ',';
        result += digits[i];
    }
    return result + digits.substr(whole);
}

bool rounds_to_zero(std::string_view digits) { return digits.find_first_not_of("0.,") == std::string_view::npos; }

}  // namespace

int decimals_for(double magnitude)
{
    int decimals = 3;
    for (double limit = 10; magnitude >= limit && decimals > 0; limit *= 10) --decimals;
    for (double limit = 1; magnitude > 0 && magnitude < limit && decimals < 6; limit /= 10) ++decimals;
    return decimals;
}

std::string number_text(double value, int decimals)
{
    if (!std::isfinite(value)) return std::string(nothing);
    std::string const digits = grouped(std::abs(value), decimals);
    return value < 0 && !rounds_to_zero(digits) ? std::string(minus) + digits : digits;
}

std::string number_text(double value) { return value == 0 ? "0" : number_text(value, decimals_for(std::abs(value))); }

std::string given_text(double value)
{
    return std::isfinite(value) && value == std::floor(value) ? number_text(value, 0) : number_text(value);
}

std::string rough_text(double value)
{
    double unit = 1;
    while (std::abs(value) >= 1000 * unit && std::isfinite(value)) unit *= 10;
    if (unit > 1) return number_text(std::round(value / unit) * unit, 0);
    return value == 0 ? "0" : number_text(value, std::max(0, decimals_for(std::abs(value)) - 1));
}

std::string signed_text(double value, int decimals)
{
    std::string const text = number_text(value, decimals);
    return std::isfinite(value) && !text.starts_with(minus) ? "+" + text : text;
}

std::size_t display_width(std::string_view text) { return letters_of(text).size(); }

std::string fit_left(std::string_view text, std::size_t width)
{
    std::string result = cut(text, width);
    return result + std::string(width - display_width(result), ' ');
}

std::string fit_right(std::string_view text, std::size_t width)
{
    std::string const result = cut(text, width);
    return std::string(width - display_width(result), ' ') + result;
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent)
{
    std::string result;
    std::size_t column = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t const end = std::min(text.find(' ', begin), text.size());
        std::string_view const word = text.substr(begin, end - begin);
        std::size_t const length = display_width(word);
        if (column > 0 && column + 1 + length > width) {
            result += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (column > 0) {
            result += ' ';
            ++column;
        }
        result += word;
        column += length;
        begin = end + 1;
    }
    return result;
}

}  // namespace halong::study
