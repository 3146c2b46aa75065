#include "core/xml_text.hpp"

namespace halong::core {

std::string xml_text(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    add_xml_text(result, text);
    return result;
}

void add_xml_text(std::string& to, std::string_view text)
{
    for (char const c : text) {
        switch (c) {
            case '&':
                to += "&amp;";
                break;
            case '<':
                to += "&lt;";
                break;
            case '>':
                to += "&gt;";
                break;
            case '"':
                to += "&quot;";
                break;
            default:
                if (static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n') to += c;
        }
    }
}

}  // namespace halong::core
