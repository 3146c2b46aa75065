// A day's people as a file, from which reports show them without making them again.
#pragma once

#include "demand/people_summary.hpp"

#include <filesystem>

namespace halong::exporting {

// Every column of the summary as JSON, durably. Throws CannotWrite.
void write_people_json(std::filesystem::path const& path, demand::PeopleSummary const& summary);
// Reads it back. Throws UserError when the file is missing or not of this form.
demand::PeopleSummary read_people_json(std::filesystem::path const& path);

}  // namespace halong::exporting
