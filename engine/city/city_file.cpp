#include "city/city_file.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <toml++/toml.h>

namespace halong::city {
namespace {

constexpr std::string_view format_name = "halong-city/1";

struct TextKey {
    char const* name;
    std::string CityFile::*member;
    bool required;
};
constexpr std::array<TextKey, 10> text_keys{{{"name", &CityFile::name, true},
                                             {"crs", &CityFile::crs, true},
                                             {"roads", &CityFile::roads, false},
                                             {"network", &CityFile::network, false},
                                             {"zones", &CityFile::zones, true},
                                             {"places", &CityFile::places, false},
                                             {"sites", &CityFile::sites, false},
                                             {"site_rules", &CityFile::site_rules, false},
                                             {"buildings", &CityFile::buildings, false},
                                             {"transit", &CityFile::transit, false}}};

std::vector<std::string> known_keys()
{
    std::vector<std::string> keys{"format", "schematic", "note"};
    for (auto const& key : text_keys) keys.emplace_back(key.name);
    return keys;
}

core::Diagnostic at(std::filesystem::path const& path, toml::source_region const& source, std::string message,
                    std::string help)
{
    return {path.string(), static_cast<int>(source.begin.line), static_cast<int>(source.begin.column),
            std::move(message), std::move(help)};
}

toml::table parse(std::filesystem::path const& path)
{
    if (!std::filesystem::exists(path)) {
        throw core::UserError(
            core::Diagnostic{path.string(), 0, 0, "no such file",
                             "a city is a folder with city.toml and its layers; make one with `halong import`"});
    }
    try {
        return toml::parse_file(path.string());
    } catch (toml::parse_error const& error) {
        throw core::UserError(at(path, error.source(), std::string(error.description()), "this is not valid TOML"));
    }
}

void read_text_key(std::filesystem::path const& path, toml::table const& table, TextKey const& key, CityFile& file,
                   std::vector<core::Diagnostic>& findings)
{
    toml::node const* node = table.get(key.name);
    if (node == nullptr) {
        if (key.required) {
            findings.push_back({path.string(), 0, 0, fmt::format("the key '{}' is missing", key.name),
                                fmt::format("add {} = \"…\"", key.name)});
        }
        return;
    }
    auto const text = node->value_exact<std::string>();
    if (text && !text->empty()) {
        file.*key.member = *text;
    } else {
        findings.push_back(at(path, node->source(), fmt::format("'{}' must be a text", key.name),
                              fmt::format("write {} = \"…\"", key.name)));
    }
}

void check_unknown_keys(std::filesystem::path const& path, toml::table const& table,
                        std::vector<core::Diagnostic>& findings)
{
    auto const known = known_keys();
    for (auto const& [key, node] : table) {
        std::string const name(key.str());
        if (std::ranges::find(known, name) != known.end()) continue;
        std::string const near = core::nearest(name, known);
        findings.push_back(at(path, key.source(), fmt::format("unknown key '{}'", name),
                              near.empty() ? "remove it" : fmt::format("did you mean '{}'?", near)));
    }
}

}  // namespace

std::string CityFile::layer_of(std::string const& file, std::string const& layer) const
{
    return std::filesystem::path(file).extension() == ".gpkg" ? layer : "";
}

std::vector<std::string> CityFile::files() const
{
    std::vector<std::string> names{"city.toml"};
    for (std::string const* file : {&roads, &network, &zones, &places, &sites, &site_rules, &buildings}) {
        if (!file->empty() && std::ranges::find(names, *file) == names.end()) names.push_back(*file);
    }
    return names;
}

CityFile read_city_file(std::filesystem::path const& path)
{
    toml::table const table = parse(path);
    std::vector<core::Diagnostic> findings;
    CityFile file;
    if (table["format"].value_or(std::string{}) != format_name) {
        findings.push_back({path.string(), 1, 1,
                            fmt::format("the file's format is '{}'; this version reads '{}'",
                                        table["format"].value_or(std::string{}), format_name),
                            fmt::format("write format = \"{}\"", format_name)});
    }
    check_unknown_keys(path, table, findings);
    for (auto const& key : text_keys) read_text_key(path, table, key, file, findings);
    file.schematic = table["schematic"].value_or(false);
    if (file.roads.empty() == file.network.empty()) {
        findings.push_back({path.string(), 0, 0, "exactly one of 'roads' and 'network' must be given",
                            "roads: authored centre lines; network: a GeoPackage made by `halong import`"});
    }
    if (findings.empty()) return file;
    std::ranges::stable_sort(findings, {}, &core::Diagnostic::line);
    throw core::UserError(findings);
}

std::string city_file_text(City const& city)
{
    return fmt::format(
        "# A city made by `halong import`. Layers of city.gpkg can be edited in QGIS.\n"
        "format = \"{}\"\nname = \"{}\"\ncrs = \"{}\"\nschematic = {}\n"
        "network = \"city.gpkg\"\nzones = \"city.gpkg\"\nplaces = \"city.gpkg\"\n"
        "sites = \"city.gpkg\"\n{}{}",
        format_name, city.name, city.crs, city.schematic, city.buildings.empty() ? "" : "buildings = \"city.gpkg\"\n",
        city.transit.empty() ? "" : "transit = \"transit\"  # a GTFS feed\n");
}

}  // namespace halong::city
