// The columns of a zone's own census margins, which a layer of zones may have beside its counts.
#pragma once

#include <string>
#include <vector>

namespace halong::city {

// households_1 … households_7: households with so many members, the last with 7 and more.
std::vector<std::string> household_size_columns();
// age_0, age_5 … age_85: residents of that age and the next four years, the last of 85 and more.
std::vector<std::string> age_columns();

}  // namespace halong::city
