// The report as one HTML file that needs nothing else: no request leaves it, and no text of the data becomes markup.
#pragma once

#include "export/report/document.hpp"

#include <string>
#include <string_view>

namespace halong::exporting {

// The whole page. Scripts and the stylesheet are the program's own and D3, allowed by their hashes in a
// Content-Security-Policy that forbids everything else; all data is one block of JSON that the script reads, and texts
// reach the page as text only. Without scripts, the page says that it needs them.
std::string page_html(Document const& document);

// JSON that can stand inside a script element: "<", ">", "&", U+2028 and U+2029 are written as \u escapes, which mean the
// same in JSON.
std::string json_in_page(std::string_view json);

// The document as the JSON that the script reads, before that escaping.
std::string document_json(Document const& document);

}  // namespace halong::exporting
