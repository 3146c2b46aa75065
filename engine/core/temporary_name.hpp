// Names of what is written aside until it is complete, and how to know what is left of it.
#pragma once

#include <filesystem>
#include <string>

namespace halong::core {

// A name, without its folder, for what will take this path's: of this process among those of all machines that share a file
// system, and of this call among those of the process. Ends in the path's extension, as some formats need.
std::string temporary_name(std::filesystem::path const& path);

// Whether a name has this form, with whatever a library puts behind it (SQLite: "-journal"), and the process is of this machine
// and gone. Of its own number, only one that had it before can have left anything. Whether one of another space of process
// numbers lives cannot be seen: what it left is old (a day) before it is a leftover.
bool is_leftover(std::filesystem::path const& path);

// Whether a folder above the path has a name that this process gave: what lies in it is complete when the folder takes its place,
// and on the disk no earlier.
bool is_in_folder_aside(std::filesystem::path const& path);

}  // namespace halong::core
