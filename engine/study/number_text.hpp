// Numbers and texts as people read them in tables.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace halong::study {

// Decimals with which numbers up to `magnitude` show four digits that count: 0 from 1,000 on, at most 6.
int decimals_for(double magnitude);
// "1,234,567", "45.67", "−0.01230"; a dash for what is not a number.
std::string number_text(double value);
std::string number_text(double value, int decimals);
// Figures that people chose or counted: whole numbers without decimals, "20", "0.5".
std::string given_text(double value);
// Rounded to three digits that count: "16,000,000", "465", "0.0731".
std::string rough_text(double value);
// With its sign always: "+210".
std::string signed_text(double value, int decimals);

// Columns that a UTF-8 text takes on a terminal: code points but combining marks.
std::size_t display_width(std::string_view text);
// Cut to `width` columns with an ellipsis, or filled with blanks at the right or left.
std::string fit_left(std::string_view text, std::size_t width);
std::string fit_right(std::string_view text, std::size_t width);
// Broken at blanks into lines of at most `width` columns, each after the first begun with `indent` blanks.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace halong::study
