// The scenarios that come with the program, found by name from anywhere.
#pragma once

#include <filesystem>
#include <optional>

namespace halong::scenario {

// The program's own scenario that a relative path names ("weekend.toml", "scenarios/weekend.toml"), in the first of
// core::home_folders() that has it; nothing where the path is absolute, leads out of that folder, or names none.
std::optional<std::filesystem::path> find_own_scenario(std::filesystem::path const& path);

}  // namespace halong::scenario
