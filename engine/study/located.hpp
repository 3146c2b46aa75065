// Faults of a study that show only when it meets KPIs and a city, at the lines of its file.
#pragma once

#include "core/error.hpp"

#include <filesystem>

namespace halong::study {

// The same findings, each without a line at the one in which the file names what it is about: the last text in single
// quotes of where it is that the file has, or else the first of what it says, as a text of TOML ("option 'shuttle'" at
// `id = "shuttle"`). Findings of the file, or of the scenario in it, of which it names nothing are at the file as a whole; those of
// others stay as they are. A file that cannot be read changes nothing.
core::UserError located(core::UserError const& error, std::filesystem::path const& file);

}  // namespace halong::study
