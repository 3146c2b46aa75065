// What both files that are replaced as a whole and files that grow need of the system.
#pragma once

#include <filesystem>
#include <string_view>

namespace halong::core {

// Writes all of it to an open file, also in pieces and where a signal comes between. False: it could not, `errno` says why,
// and a part may be written.
bool write_whole(int descriptor, std::string_view content);

// The folder in which a file of this path lies: "." where it names none.
std::filesystem::path folder_of(std::filesystem::path const& path);

// Makes new names in a folder last. True also where the file system cannot sync a folder (EINVAL) and need not. False: it
// could not, and `errno` says why.
bool sync_folder(std::filesystem::path const& folder);

}  // namespace halong::core
