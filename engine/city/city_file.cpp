#include "city/city_file.hpp"

#include "core/error.hpp"
#include "core/input_file.hpp"
#include "scenario/document.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

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

core::Diagnostic at(scenario::Origin const& origin, std::string message, std::string help)
{
    return {origin.file, origin.line, origin.column, std::move(message), std::move(help)};
}

scenario::Node parse(std::filesystem::path const& path)
{
    if (auto const obstacle = core::obstacle_to_reading(path); !obstacle.empty()) {
        bool const is_missing = obstacle == core::no_such_file;
        throw core::UserError(
            core::Diagnostic{path.string(), 0, 0, is_missing ? "no such file" : "cannot be read: " + obstacle,
                             "a city is a folder with city.toml and its layers; make one with `halong import`"});
    }
    return scenario::read_toml(path.string());
}

void read_text_key(std::filesystem::path const& path, scenario::Node const& table, TextKey const& key, CityFile& file,
                   std::vector<core::Diagnostic>& findings)
{
    scenario::Node const* const node = scenario::find(table, key.name);
    if (node == nullptr) {
        if (key.required) {
            findings.push_back({path.string(), 0, 0, fmt::format("the key '{}' is missing", key.name),
                                fmt::format("add {} = \"…\"", key.name)});
        }
        return;
    }
    std::string const* const text = node->text();
    if (text != nullptr && !text->empty()) {
        file.*key.member = *text;
    } else {
        findings.push_back(
            at(node->origin, fmt::format("'{}' must be a text", key.name), fmt::format("write {} = \"…\"", key.name)));
    }
}

void check_unknown_keys(scenario::Node const& table, std::vector<core::Diagnostic>& findings)
{
    auto const known = known_keys();
    for (auto const& [name, node] : *table.table()) {
        if (std::ranges::find(known, name) != known.end()) continue;
        std::string const near = core::nearest(name, known);
        findings.push_back(at(node.key_origin, fmt::format("unknown key '{}'", name),
                              near.empty() ? "remove it" : fmt::format("did you mean '{}'?", near)));
    }
}

}  // namespace

std::string layer_in(std::string const& file, std::string const& layer)
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
    scenario::Node const table = parse(path);
    std::vector<core::Diagnostic> findings;
    CityFile file;
    scenario::Node const* const format = scenario::find(table, "format");
    std::string const named = format != nullptr && format->text() != nullptr ? *format->text() : "";
    if (named != format_name) {
        findings.push_back({path.string(), 1, 1,
                            fmt::format("the file's format is '{}'; this version reads '{}'", named, format_name),
                            fmt::format("write format = \"{}\"", format_name)});
    }
    check_unknown_keys(table, findings);
    for (auto const& key : text_keys) read_text_key(path, table, key, file, findings);
    if (scenario::Node const* const schematic = scenario::find(table, "schematic")) {
        bool const* const value = std::get_if<bool>(&schematic->value);
        if (value == nullptr) {
            findings.push_back(at(schematic->origin, "'schematic' must be true or false",
                                  "write schematic = true where the city is drawn from facts, not surveyed"));
        }
        file.schematic = value != nullptr && *value;
    }
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
        "format = \"{}\"\nname = {}\ncrs = {}\nschematic = {}\n"
        "network = \"city.gpkg\"\nzones = \"city.gpkg\"\nplaces = \"city.gpkg\"\n"
        "sites = \"city.gpkg\"\n{}{}",
        format_name, scenario::toml_text(city.name), scenario::toml_text(city.crs), city.schematic,
        city.buildings.empty() ? "" : "buildings = \"city.gpkg\"\n",
        city.transit.empty() ? "" : "transit = \"transit\"  # a GTFS feed\n");
}

}  // namespace halong::city
