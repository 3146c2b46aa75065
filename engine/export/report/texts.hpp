// The one catalogue of the report's texts (texts.json), and figures in each language's form.
#pragma once

#include "export/report/document.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halong::exporting {

// The text of a key. Throws InternalFault for an unknown one.
Text text_of(std::string_view key);
// Whether the catalogue has the key.
bool has_text(std::string_view key);
// Every key, sorted.
std::vector<std::string> text_keys();

// The text of a key with each {name} replaced; texts that are put in are not searched again.
using Insertions = std::initializer_list<std::pair<std::string_view, Text>>;
Text filled(std::string_view key, Insertions insertions);

// The same in both languages: names, identifiers.
Text same(std::string_view text);
// A text of the user's: where one language is missing, the other stands for it.
Text of_user(Text text, std::string_view otherwise);
// A published source as results name it, in English, with the Vietnamese words of the catalogue's "source.…"; the same in
// both languages where it has none.
Text source_text(std::string_view english);
// Both parts one behind the other.
Text joined(Text const& first, std::string_view between, Text const& second);
Text joined(std::vector<Text> const& texts, std::string_view between);

// A figure that study/number_text wrote ("+1,234.5 ± 0.2"), with the signs of Vietnamese beside it ("+1.234,5 ± 0,2").
Text figure(std::string const& english);
// A whole number.
Text count_text(std::int64_t value);
// "2025-06-04T05:06:07Z" as "4 June 2025, 05:06 UTC" and "04/06/2025, 05:06 UTC"; any other text as it is.
Text date_text(std::string const& iso);
// The name of a unit, such as "person-min"; the same text where the catalogue has none.
Text unit_text(std::string_view unit);
// Of differences: those of "%" are percentage points.
Text difference_unit_text(std::string_view unit);
// "passage" of "passages": what a cost is per.
Text one_unit_text(std::string_view unit);

}  // namespace halong::exporting
