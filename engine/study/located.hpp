// Faults of a study that show only when it meets KPIs and a city, at the lines of its file.
#pragma once

#include "core/error.hpp"

#include <filesystem>

namespace halong::study {

// The same findings, each without a line at the one in which the file names what it is about: the first text in single
// quotes of where it is or else of what it says, as a text of TOML ("option 'shuttle'" at `id = "shuttle"`). Findings of
// which the file names nothing are at the file as a whole. A file that cannot be read changes nothing.
core::UserError located(core::UserError const& error, std::filesystem::path const& file);

}  // namespace halong::study
