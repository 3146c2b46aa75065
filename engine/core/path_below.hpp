// Whether a path leads into a folder.
#pragma once

#include <filesystem>

namespace halong::core {

// Whether the file lies in the folder ("": the one in which the program runs) or below it, once links and dots are resolved.
// False where that cannot be told. Neither need exist.
bool is_below(std::filesystem::path const& folder, std::filesystem::path const& file);

}  // namespace halong::core
