// Files packed into one, as QGIS keeps its projects (.qgz).
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace halong::geo {

// Writes a ZIP archive of (name, content), the same bytes for the same content, durably. Throws CannotWrite.
void write_zip(std::filesystem::path const& path, std::vector<std::pair<std::string, std::string>> const& files);

}  // namespace halong::geo
