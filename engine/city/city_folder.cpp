#include "city/city_folder.hpp"

#include "city/city_file.hpp"
#include "city/city_layers.hpp"
#include "city/gtfs.hpp"
#include "city/site_layer.hpp"
#include "city/sumo_network.hpp"
#include "core/compiled_cache.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/new_folder.hpp"
#include "geo/projection.hpp"
#include "scenario/parse_file.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <utility>

namespace halong::city {
namespace {

namespace fs = std::filesystem;

// Adds every rule's sites; a rule that finds too few anchors is a finding, not a silent loss.
void place_all(City& city, std::vector<scenario::SiteRule> const& rules, geo::Projection const& projection,
               ImportIssues& issues)
{
    for (auto const& rule : rules) {
        int const placed = place_sites(city, rule, projection);
        if (placed == rule.count) continue;
        issues.add({IssueKind::default_used, Severity::warning, fmt::format("site rule '{}'", rule.id),
                    fmt::format("found room for {} of {} sites", placed, rule.count), std::nullopt, 0,
                    rule.count - placed});
    }
}

// A CRS of another part of the world shows every length too long or too short, without any other sign.
void require_fitting_crs(City const& city, geo::Projection const& projection)
{
    constexpr double largest_scale_error = 0.01;
    geo::PointLonLat const centre = projection.to_lon_lat(geo::centroid(city.zones[ZoneId{0}].area));
    double const error = projection.scale_error(centre);
    if (error <= largest_scale_error) return;
    throw core::UserError(core::Diagnostic{city.folder, 0, 0,
                                           fmt::format("the CRS '{}' does not fit the city: at {:.3f}°, {:.3f}° its "
                                                       "lengths are wrong by {:.1f} % (at most 1 % is allowed)",
                                                       city.crs, centre.lon_deg, centre.lat_deg, 100 * error),
                                           "choose a CRS that is made for this place: EPSG:5899 for Hạ Long, "
                                           "elsewhere the country's own or a UTM zone"});
}

void finish(City& city, std::vector<scenario::SiteRule> const& rules, geo::Projection const& projection,
            ImportIssues& issues)
{
    if (city.zones.empty()) {
        throw core::UserError(
            core::Diagnostic{city.folder, 0, 0, "the city has no zones", "give a layer of areas with their residents"});
    }
    require_fitting_crs(city, projection);
    attach(city, issues);
    place_all(city, rules, projection, issues);
    for (Site& site : city.sites) {
        if (!site.zone.valid()) site.zone = city.nearest_zone(site.position);
    }
}

// Joins a table's columns to the zones by id or name.
void join_table(geo::Layer& zones, ZoneColumns const& columns, fs::path const& path, ImportIssues& issues)
{
    auto const table = geo::read_table(path);
    for (auto const& field : table.fields) {
        if (!zones.find_field(field.name)) {
            zones.fields.push_back(field);
            for (auto& feature : zones.features) feature.values.emplace_back();
        }
    }
    std::string const key = table.fields.empty() ? "" : table.fields.front().name;
    for (auto& feature : zones.features) {
        std::string const id = zones.text(feature, columns.id);
        std::string const name = zones.text(feature, columns.name);
        bool found = false;
        for (auto const& row : table.features) {
            std::string const value = table.text(row, key);
            if (value.empty() || (value != id && value != name)) continue;
            for (std::size_t i = 0; i < table.fields.size(); ++i) {
                feature.values[*zones.find_field(table.fields[i].name)] = row.values[i];
            }
            found = true;
            break;
        }
        if (!found) {
            issues.add({IssueKind::missing_join, Severity::warning, fmt::format("zone '{}'", id),
                        fmt::format("{} has no row with {} = '{}' or '{}'", path.string(), key, id, name), std::nullopt,
                        0, 1});
        }
    }
}

// The timetable, tied to streets.
void add_transit(City& city, fs::path const& folder, geo::Projection const& projection, ImportIssues& issues)
{
    if (folder.empty()) return;
    city.transit = read_gtfs(folder, projection, issues);
    attach_transit(city, issues);
}

// The files of a timetable, with their hashes; none without a folder.
std::vector<InputFile> inputs_of_feed(fs::path const& folder)
{
    std::vector<InputFile> inputs;
    if (folder.empty()) return inputs;
    for (auto const& file : gtfs_files(folder)) {
        inputs.push_back({(folder.filename() / file.filename()).string(), core::hash_of_file(file)});
    }
    return inputs;
}

InputFile input_of(fs::path const& path) { return {path.filename().string(), core::hash_of_file(path)}; }

std::string crs_of(ImportSources const& sources, std::optional<SumoFile> const& sumo)
{
    if (!sources.crs.empty()) return sources.crs;
    return sumo && is_projected(*sumo) ? sumo->projection : ImportSources{}.crs;
}

fs::path roads_of(ImportSources const& sources)
{
    if (!sources.sumo_net.empty()) return sources.sumo_net;
    return sources.osm.empty() ? sources.centre_lines : sources.osm;
}

network::Network network_of(ImportSources const& sources, std::optional<SumoFile> const& sumo,
                            geo::Projection const& projection, ImportReport& report)
{
    if (sumo) return build_sumo_network(*sumo, sources.sumo_net.string(), projection, report.issues, report.network);
    RawRoads const roads = sources.osm.empty() ? read_centre_lines(sources.centre_lines, projection, report.issues)
                                               : read_osm(sources.osm, projection, report.issues, sources.osm_options);
    return build_network(roads, projection, report.issues, report.network);
}

// A city of which only the roads are known is one zone without people.
Zone zone_around(network::Network const& network, std::string const& name, ImportIssues& issues)
{
    constexpr double margin_m = 100;
    geo::Box box{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    for (NodeId const node : network.nodes()) {
        auto const point = network.position(node);
        box = {std::min(box.min_x_m, point.x_m - margin_m), std::min(box.min_y_m, point.y_m - margin_m),
               std::max(box.max_x_m, point.x_m + margin_m), std::max(box.max_y_m, point.y_m + margin_m)};
    }
    Zone zone;
    zone.id = "network";
    zone.name = name;
    zone.area = {{{{box.min_x_m, box.min_y_m},
                   {box.max_x_m, box.min_y_m},
                   {box.max_x_m, box.max_y_m},
                   {box.min_x_m, box.max_y_m},
                   {box.min_x_m, box.min_y_m}},
                  {}}};
    issues.add({IssueKind::default_used, Severity::note, "zone 'network'",
                "no zones are given: one zone without people lies around the network", std::nullopt, 0, 1});
    return zone;
}

}  // namespace

City import_city(ImportSources const& sources, ImportReport& report)
{
    std::optional<SumoFile> sumo;
    if (!sources.sumo_net.empty()) sumo = read_sumo_file(sources.sumo_net, sources.sumo_additional);
    City city;
    city.name = sources.name;
    city.crs = crs_of(sources, sumo);
    geo::Projection const projection(city.crs);
    city.network = network_of(sources, sumo, projection, report);
    if (sources.zones.empty()) {
        city.zones.push_back(zone_around(city.network, city.name, report.issues));
    } else {
        auto zones = geo::read_layer(sources.zones, sources.zones_layer, projection);
        for (auto const& table : sources.tables) {
            join_table(zones, sources.zone_columns, table, report.issues);
            city.inputs.push_back(input_of(table));
        }
        city.zones = zones_from(zones, sources.zone_columns, report.issues);
    }
    for (auto const& path : sources.places) {
        auto const layer = geo::read_layer(path, "", projection);
        add_places(layer, city.places.empty() ? "" : path.stem().string() + "/", city.places, report.issues);
        city.inputs.push_back(input_of(path));
    }
    std::vector<scenario::SiteRule> rules;
    if (!sources.site_rules.empty()) rules = scenario::load_site_rules(sources.site_rules);
    if (!sources.buildings.empty()) {
        city.buildings = buildings_from(geo::read_layer(sources.buildings, "", projection), report.issues);
        city.inputs.push_back(input_of(sources.buildings));
    }
    finish(city, rules, projection, report.issues);
    add_transit(city, sources.gtfs, projection, report.issues);
    for (auto& input : inputs_of_feed(sources.gtfs)) city.inputs.push_back(std::move(input));
    city.inputs.push_back(input_of(roads_of(sources)));
    if (!sources.zones.empty()) city.inputs.push_back(input_of(sources.zones));
    return city;
}

namespace {

void copy_feed(fs::path const& from, fs::path const& to)
{
    core::require_writable_folder(to);
    for (auto const& file : gtfs_files(from)) {
        std::error_code error;
        if (!fs::copy_file(file, to / file.filename(), error)) {
            throw core::CannotWrite((to / file.filename()).string(), error.message(), "choose another --out");
        }
    }
}

}  // namespace

void save_city(City const& city, ImportReport const& report, fs::path const& folder, bool force, fs::path const& gtfs)
{
    if (fs::exists(folder) && !force) {
        throw core::UserError(core::Diagnostic{folder.string(), 0, 0, "exists already",
                                               "choose another --out, or replace it with --force"});
    }
    core::NewFolder made(folder);
    geo::Projection const projection(city.crs);
    geo::write_geopackage(made.path() / "city.gpkg", projection, layers_of(city));
    geo::write_geojson(made.path() / "import_issues.geojson", projection, layer_of(report.issues));
    core::write_file(made.path() / "city.toml", city_file_text(city));
    if (!city.transit.empty()) {
        core::ensure(!gtfs.empty(), "a city with a timetable is saved with the feed that it came from");
        copy_feed(gtfs, made.path() / "transit");
    }
    made.take_place();
}

namespace {

constexpr core::SealedKind compiled_kind{"HLCITY  ", "compiled city", 2};

struct LoadedCity {
    City city;
    ImportReport report;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [city, report] = self;
        archive(city, report);
    }
};

// Every file of the folder, with its hash.
std::vector<InputFile> inputs_of(CityFile const& file, fs::path const& folder)
{
    std::vector<InputFile> inputs = inputs_of_feed(file.transit.empty() ? fs::path() : folder / file.transit);
    for (auto const& name : file.files()) inputs.push_back({name, core::hash_of_file(folder / name)});
    return inputs;
}

LoadedCity read_city(CityFile const& file, fs::path const& folder)
{
    LoadedCity loaded;
    auto& [city, report] = loaded;
    geo::Projection const projection(file.crs);
    city.name = file.name;
    city.crs = file.crs;
    city.schematic = file.schematic;
    city.folder = folder.string();
    auto const zones = geo::read_layer(folder / file.zones, layer_in(file.zones, "zones"), projection);
    city.zones = zones_from(zones, ZoneColumns{}, report.issues);
    if (!file.network.empty()) {
        city.network = read_network(folder / file.network, projection);
        report.network.nodes = city.network.node_count();
        report.network.links = city.network.link_count();
    } else {
        RawRoads roads = read_centre_lines(folder / file.roads, projection, report.issues);
        lay_local_streets(roads, zones, projection, report.issues);
        city.network = build_network(roads, projection, report.issues, report.network);
    }
    if (!file.places.empty()) {
        auto const places = geo::read_layer(folder / file.places, layer_in(file.places, "places"), projection, true);
        add_places(places, "", city.places, report.issues);
    }
    if (!file.buildings.empty()) {
        auto const layer =
            geo::read_layer(folder / file.buildings, layer_in(file.buildings, "buildings"), projection, true);
        city.buildings = buildings_from(layer, report.issues);
    }
    if (!file.sites.empty()) city.sites = read_sites(folder / file.sites, projection);
    std::vector<scenario::SiteRule> rules;
    if (!file.site_rules.empty()) rules = scenario::load_site_rules(folder / file.site_rules);
    finish(city, rules, projection, report.issues);
    if (!file.transit.empty()) add_transit(city, folder / file.transit, projection, report.issues);
    city.inputs = inputs_of(file, folder);
    return loaded;
}

// Files that GDAL reads along with a layer without being told: parts of a Shapefile, the log of an open GeoPackage.
std::vector<fs::path> companions_of(fs::path const& layer)
{
    std::vector<fs::path> found;
    std::error_code error;
    for (auto const& entry : fs::directory_iterator(layer.parent_path(), error)) {
        fs::path const& path = entry.path();
        bool const has_its_name = path.stem() == layer.stem() || path.filename() == layer.filename().string() + "-wal";
        if (has_its_name && path != layer && entry.is_regular_file(error)) found.push_back(path);
    }
    std::ranges::sort(found);
    return found;
}

// What the city follows from. The folder is part of it because messages name it. Nothing when a file cannot be read:
// whoever reads it for the city says so better.
std::optional<core::CompiledKey> key_of(CityFile const& file, fs::path const& folder)
{
    try {
        core::CompiledKey key(compiled_kind);
        key.add_text(folder.string());
        for (InputFile const& input : inputs_of(file, folder)) {
            key.add_text(input.path);
            key.add_text(input.hash);
        }
        for (auto const& name : file.files()) {
            for (fs::path const& companion : companions_of(folder / name)) {
                key.add_text(companion.filename().string());
                key.add_file(companion);
            }
        }
        return key;
    } catch (core::UserError const&) {
        return std::nullopt;
    }
}

}  // namespace

City load_city(fs::path const& folder)
{
    ImportReport report;
    return load_city(folder, report);
}

City load_city(fs::path const& folder, ImportReport& report)
{
    CityFile const file = read_city_file(folder / "city.toml");
    auto const key = key_of(file, folder);
    LoadedCity loaded =
        key ? core::compiled<LoadedCity>(*key, [&] { return read_city(file, folder); }) : read_city(file, folder);
    report = std::move(loaded.report);
    return std::move(loaded.city);
}

}  // namespace halong::city
