// A column of a bundle for the viewer, read as a browser does.
#pragma once

#include "support/file_bytes.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace halong::test {

// The column of this name of the bundle in `folder`, where the manifest says that it lies.
template <class T>
std::vector<T> column(std::filesystem::path const& folder, nlohmann::json const& manifest, std::string const& name)
{
    auto const& place = manifest.at("columns").at(name);
    std::string const bytes = bytes_of(folder / place.at("file").get<std::string>());
    std::vector<T> values(place.at("length").get<std::size_t>());
    auto const offset = place.at("offset").get<std::size_t>();
    REQUIRE(offset % 4 == 0);
    REQUIRE(offset + values.size() * sizeof(T) <= bytes.size());
    std::memcpy(values.data(), bytes.data() + offset, values.size() * sizeof(T));
    return values;
}

}  // namespace halong::test
