// A city as a thing to check: city.toml with the layers that it names.
#pragma once

#include "core/error.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace halong::city {

// Whether a path is that of a city: a folder with city.toml, or a file whose `format` is that of one. Files that cannot be
// read as TOML are none.
[[nodiscard]] bool is_city(std::filesystem::path const& path);

// What stands in the way of using a city; nothing where it can be loaded.
struct CityCheck {
    std::vector<core::Diagnostic> faults;
    std::string summary;  // "a city with its layers, 33 zones and 10036 links; issues: 0 errors, …"; "" with faults
};

// Loads the city whose folder or city.toml is given, with all its layers. A file of another name than city.toml is a fault:
// folders are read by that one.
[[nodiscard]] CityCheck check_city(std::filesystem::path const& path);

}  // namespace halong::city
