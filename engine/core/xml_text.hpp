// Text inside XML, HTML and SVG.
#pragma once

#include <string>
#include <string_view>

namespace halong::core {

// With &, <, > and " as entities, and without the control characters that XML does not allow: for element content and
// attributes in double quotes.
std::string xml_text(std::string_view text);
// The same, behind what `to` holds.
void add_xml_text(std::string& to, std::string_view text);

}  // namespace halong::core
