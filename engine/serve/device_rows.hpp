// Rows that come in one by one: whether they can be written, and what is known of their devices.
#pragma once

#include "serve/iso_time.hpp"
#include "serve/observation_message.hpp"

#include <optional>

namespace halong::serve {

// Why a row cannot be written, or nothing: an unknown kind, unit or class, a number that is none or outside its range, a
// cell of more than `cell_bytes` bytes. Places are not looked up: that is for those who know the city.
std::optional<Refused> fault_of(equilibrium::ObservationCells const& row, std::size_t cell_bytes);

// Puts `time` and `minutes`, to the second, or says why not. `known_minutes`: how long an interval of which only the end is
// told is, from a second to a day; empty: not known, which is 5 minutes for a level and refused for an amount. Needs `kind`.
// Where that end is put: observation_message.hpp.
std::optional<Refused> put_time(equilibrium::ObservationCells& row, LocalSpan span, std::string const& known_minutes);

// Puts the cells that the row lacks, and the device's own sensor where it has one.
void complete(equilibrium::ObservationCells& row, equilibrium::ObservationCells const& device);

}  // namespace halong::serve
