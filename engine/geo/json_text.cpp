#include "geo/json_text.hpp"

#include <fmt/format.h>

namespace halong::geo {

std::string json_text(std::string_view text)
{
    std::string quoted = "\"";
    for (char const c : text) {
        auto const code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (c == '\n') {
            quoted += "\\n";
        } else if (code < 0x20) {
            quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(code));
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

}  // namespace halong::geo
