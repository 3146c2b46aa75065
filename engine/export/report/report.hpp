// The report of a study or a run: one HTML file in Vietnamese and English, made from a results folder alone.
#pragma once

#include "export/report/document.hpp"

#include <filesystem>

namespace halong::exporting {

// What the report of a results folder says: of a study where it holds answer.json, of a run where it holds run.h5.
// Nothing is simulated. Throws UserError: neither of them, or a file that is missing or not ours.
Document report_of(std::filesystem::path const& folder);

// Writes it durably as one file that needs no other. Throws UserError as above, and CannotWrite.
void write_report(std::filesystem::path const& folder, std::filesystem::path const& out);

}  // namespace halong::exporting
