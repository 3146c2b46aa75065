// Texts as cells of CSV files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace halong::core {

// Who reads a table.
enum class CsvFor : std::uint8_t {
    people,  // in a spreadsheet too, which takes a text that begins with = + - @, a tab or a carriage return for a formula
    programs  // that want each text back as it was
};

// The text, with an apostrophe in front where a spreadsheet would take it for a formula.
std::string no_formula(std::string_view text);

// A text as a cell (RFC 4180 §2): quoted where needed, quotes doubled; an empty one is "" and so differs from null. For
// people, nothing is a formula.
std::string csv_cell(std::string_view text, CsvFor reader = CsvFor::people);

}  // namespace halong::core
