// The parts of the page that do not depend on data, built into the program (cmake/embed_files.cmake).
#pragma once

#include <string_view>

namespace halong::exporting::assets {

extern std::string_view const texts_json;  // texts.json: the catalogue
extern std::string_view const page_css;    // page.css
extern std::string_view const page_js;     // words.js, tables.js, charts.js, maps.js, page.js, one behind the other
extern std::string_view const d3_js;       // D3 (Debian's node-d3)
extern std::string_view const d3_licence;  // and the licence under which it travels

// SHA-256 of each part as 64 hex digits, for the page's Content-Security-Policy.
extern std::string_view const page_css_sha256;
extern std::string_view const page_js_sha256;
extern std::string_view const d3_js_sha256;

}  // namespace halong::exporting::assets
