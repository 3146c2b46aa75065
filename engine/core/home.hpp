// Where the files lie that come with the program: data/, scenarios/ and the built viewer.
#pragma once

#include <filesystem>
#include <vector>

namespace halong::core {

// Folders in which they may lie, the best first: HALONG_HOME (the source tree, set by ./halong), then share/halong beside
// the bin folder of the program that runs (an installed program). None of them need exist.
std::vector<std::filesystem::path> home_folders();

}  // namespace halong::core
