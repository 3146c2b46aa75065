// Which files of a folder this program wrote, so that another site there takes away what it no longer has, and nothing else.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace halong::app {

// Stands in the folder: {"format": "halong-site/1", "files": {"data/0/base.bin": "<XXH3, 16 hex digits>", ...}}.
inline constexpr std::string_view site_list_file = "files.json";

// Writes the list of all files in the folder and below it. Throws CannotWrite.
void write_site_list(std::filesystem::path const& folder);

// What an earlier list told of, and the one in the folder now does not.
struct EarlierFiles {
    std::size_t removed = 0;
    std::size_t kept = 0;  // changed since they were written, so somebody else's
};

// The text of the folder's list; empty where there is none.
std::string read_site_list(std::filesystem::path const& folder);

// Removes the regular files that `earlier` (of read_site_list) lists and the list in the folder does not, where they are as they
// were written; and folders that are empty then. What is not a list, and paths that lead out of the folder, count for nothing.
// Throws CannotWrite: a file that cannot be removed.
EarlierFiles remove_earlier_files(std::filesystem::path const& folder, std::string_view earlier);

}  // namespace halong::app
