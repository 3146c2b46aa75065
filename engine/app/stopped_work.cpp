#include "app/stopped_work.hpp"

#include <cctype>

namespace halong::app {

std::string shell_line(std::vector<std::string> const& words)
{
    constexpr std::string_view plain = "%+,-./:=@_";
    std::string line;
    for (std::string const& word : words) {
        bool is_plain = !word.empty();
        for (char const c : word) {
            bool const is_letter = static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c));
            is_plain = is_plain && (is_letter || plain.find(c) != std::string_view::npos);
        }
        if (!line.empty()) line += ' ';
        if (is_plain) {
            line += word;
            continue;
        }
        line += '\'';
        for (char const c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
        line += '\'';
    }
    return line;
}

int code_of_signal()
{
    constexpr int above = 128;
    return above + StopSignals::received();
}

}  // namespace halong::app
