// Rows that come in one by one: whether they can be written, and what is known of their devices.
#pragma once

#include "serve/iso_time.hpp"
#include "serve/observation_message.hpp"

#include <optional>

namespace halong::serve {

// Why a row cannot be written, or nothing. Places are not looked up: that is for those who know the city.
std::optional<Refused> fault_of(equilibrium::ObservationCells const& row, std::size_t cell_bytes);

// Puts `time` and `minutes`. `known_minutes`: how long an interval of which only the end is told is; empty: not known.
std::optional<Refused> put_time(equilibrium::ObservationCells& row, LocalSpan span, std::string const& known_minutes);

// Whether a kind is a level that is there all the time, and not an amount of an interval.
bool is_level(std::string_view kind);

// Cells that the row lacks, and the device's name.
void complete(equilibrium::ObservationCells& row, equilibrium::ObservationCells const& device);

}  // namespace halong::serve
