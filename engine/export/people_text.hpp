// A day's people as text for the terminal: bars of characters.
#pragma once

#include "demand/people_summary.hpp"

#include <string>

namespace halong::exporting {

// Population pyramid, household sizes, trips by mode, departures by hour and purpose, visitors by hour, and the table of
// published figures; headings in Vietnamese and English.
std::string people_text(demand::PeopleSummary const& summary);

// Names of the columns of PeopleSummary, Vietnamese and English, as "Việt / English".
std::string label_of(demand::TripPurpose purpose);
std::string label_of(city::Mode mode);
// "0-4" … "85+".
std::string age_class_label(int age_class);

}  // namespace halong::exporting
