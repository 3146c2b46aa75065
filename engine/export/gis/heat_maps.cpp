#include "export/gis/heat_maps.hpp"

#include "core/error.hpp"
#include "core/parallel.hpp"
#include "core/time.hpp"
#include "export/gis/hourly_layers.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>
#include <limits>
#include <map>
#include <optional>

namespace halong::exporting {
namespace {

using geo::Grid;
using geo::OutputLayer;

constexpr float no_value = std::numeric_limits<float>::quiet_NaN();
constexpr double most_cells = 1e8;

std::optional<std::size_t> field_of(OutputLayer const& layer, std::string const& name)
{
    auto const found = std::ranges::find(layer.fields, name, &geo::Field::name);
    if (found == layer.fields.end()) return std::nullopt;
    return static_cast<std::size_t>(found - layer.fields.begin());
}

std::optional<double> number_of(geo::Feature const& feature, std::optional<std::size_t> field)
{
    if (!field) return std::nullopt;
    geo::Value const& value = feature.values[*field];
    if (auto const* const whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    auto const* const real = std::get_if<double>(&value);
    return real == nullptr ? std::nullopt : std::optional(*real);
}

std::string band_name(int hour) { return hour_text(hour).substr(0, std::string_view("2025-06-04T07:00").size()); }

// Around the lines and areas of the layers of which maps are made, and of all zones: some have no row in any hour.
geo::Box box_around(RunLayers const& run)
{
    std::optional<geo::Box> box;
    for (char const* const name : {"links", "zone_hours", "zones"}) {
        if (OutputLayer const* const layer = run.find(name)) box = geo::joined(box, geo::extent_of(layer->features));
    }
    return box.value_or(geo::Box{});
}

// Cells that a grid around the box would have; as a number without limits, since none may be made that is too large.
double cells_over(geo::Box const& box, double cell_m)
{
    return (box.max_x_m - box.min_x_m + cell_m) / cell_m * ((box.max_y_m - box.min_y_m + cell_m) / cell_m);
}

struct LinkCells {
    std::size_t row = 0;
    std::vector<geo::CellShare> cells;
};

std::vector<LinkCells> cells_of(OutputLayer const& links, Grid const& grid)
{
    std::vector<LinkCells> all;
    for (std::size_t row = 0; row < links.features.size(); ++row) {
        auto const* const line = std::get_if<geo::Line>(&links.features[row].geometry);
        if (line != nullptr) all.push_back({row, geo::cells_along(grid, *line)});
    }
    return all;
}

void add_traffic(std::vector<HeatMap>& maps, OutputLayer const& links, Grid const& grid)
{
    constexpr double s_per_h = 3600;
    constexpr double m2_per_km2 = 1e6;
    auto const cells = cells_of(links, grid);
    double const km2 = grid.cell_m * grid.cell_m / m2_per_km2;
    auto const length = field_of(links, "length_m");
    HeatMap density{"vehicle_density", "Mật độ xe", "Density of vehicles", {grid, "", "vehicles/km2", {}}};
    HeatMap delay{"vehicle_delay", "Giờ trễ của xe", "Delay of vehicles", {grid, "", "h/km2", {}}};
    density.raster.bands.resize(core::hours_per_day);
    delay.raster.bands.resize(core::hours_per_day);
    core::run_tasks(core::hours_per_day, [&](std::size_t hour) {
        auto const volume = field_of(links, fmt::format("volume_{:02}", hour));
        auto const speed = field_of(links, fmt::format("speed_kmh_{:02}", hour));
        auto const lost = field_of(links, fmt::format("delay_s_{:02}", hour));
        if (!volume) return;
        std::vector<double> present(grid.size(), 0);
        std::vector<double> held(grid.size(), 0);
        std::vector<bool> is_road(grid.size(), false);
        for (LinkCells const& link : cells) {
            geo::Feature const& feature = links.features[link.row];
            double const vehicles = number_of(feature, volume).value_or(0);
            double const kmh = number_of(feature, speed).value_or(0);
            double const time_h = kmh > 0 ? number_of(feature, length).value_or(0) / 1000 / kmh : 0;
            double const lost_h = std::max(0.0, number_of(feature, lost).value_or(0)) / s_per_h;
            for (auto const& [cell, share] : link.cells) {
                present[cell] += vehicles * time_h * share;
                held[cell] += vehicles * lost_h * share;
                is_road[cell] = true;
            }
        }
        auto const band = [&](std::vector<double> const& sums) {
            geo::RasterBand made{band_name(static_cast<int>(hour)), std::vector<float>(grid.size(), no_value)};
            for (std::size_t cell = 0; cell < grid.size(); ++cell) {
                if (is_road[cell]) made.cells[cell] = static_cast<float>(sums[cell] / km2);
            }
            return made;
        };
        density.raster.bands[hour] = band(present);
        delay.raster.bands[hour] = band(held);
    });
    for (HeatMap* map : {&density, &delay}) {
        std::erase_if(map->raster.bands, [](geo::RasterBand const& band) { return band.cells.empty(); });
        maps.push_back(std::move(*map));
    }
}

// Rows of `zone_hours` that have a place, by zone: numbered in the order of their first rows.
struct ZoneRows {
    std::vector<std::size_t> first;                                // row of each zone's first hour
    std::array<std::vector<std::size_t>, core::hours_per_day> of;  // rows of an hour
    std::vector<std::size_t> zone;                                 // by row of the layer
};

ZoneRows zone_rows(OutputLayer const& hours)
{
    auto const zone_field = field_of(hours, "zone");
    auto const hour_field = field_of(hours, "hour");
    core::ensure(zone_field && hour_field, "zones by hour have a zone and an hour");
    ZoneRows rows;
    std::map<geo::Value, std::size_t> numbers;
    rows.zone.resize(hours.features.size());
    for (std::size_t row = 0; row < hours.features.size(); ++row) {
        geo::Feature const& feature = hours.features[row];
        if (!std::holds_alternative<geo::Area>(feature.geometry)) continue;
        auto const [found, is_new] = numbers.emplace(feature.values[*zone_field], rows.first.size());
        if (is_new) rows.first.push_back(row);
        rows.zone[row] = found->second;
        double const hour = number_of(feature, hour_field).value_or(-1);
        if (hour >= 0 && hour < core::hours_per_day) rows.of[static_cast<std::size_t>(hour)].push_back(row);
    }
    return rows;
}

constexpr std::size_t no_zone = std::numeric_limits<std::size_t>::max();

// The zone of each cell's centre, of several the first, or none.
std::vector<std::size_t> zones_of_cells(OutputLayer const& hours, Grid const& grid, ZoneRows const& rows)
{
    std::vector<std::size_t> zones(grid.size(), no_zone);
    auto const index = [](double number, int count) {
        return static_cast<std::size_t>(std::clamp(number, 0.0, static_cast<double>(count)));
    };
    auto const mark_row = [&](std::size_t y, std::size_t zone, geo::Area const& area, geo::Box const& box) {
        std::size_t const south = index((grid.north_m - box.min_y_m) / grid.cell_m + 1, grid.rows);
        std::size_t const east = index((box.max_x_m - grid.west_m) / grid.cell_m + 1, grid.columns);
        if (y < index((grid.north_m - box.max_y_m) / grid.cell_m, grid.rows) || y >= south) return;
        for (std::size_t x = index((box.min_x_m - grid.west_m) / grid.cell_m, grid.columns); x < east; ++x) {
            std::size_t const cell = y * static_cast<std::size_t>(grid.columns) + x;
            if (zones[cell] == no_zone && geo::contains(area, grid.centre(cell))) zones[cell] = zone;
        }
    };
    std::vector<geo::Area const*> areas;
    std::vector<geo::Box> boxes;
    for (std::size_t const row : rows.first) {
        areas.push_back(&std::get<geo::Area>(hours.features[row].geometry));
        boxes.push_back(geo::box_of(*areas.back()));
    }
    core::for_each_index(static_cast<std::size_t>(grid.rows), 1, [&](std::size_t y) {
        for (std::size_t zone = 0; zone < areas.size(); ++zone) mark_row(y, zone, *areas[zone], boxes[zone]);
    });
    return zones;
}

struct ZoneKind {
    char const* name;
    char const* column;
    char const* vi;
    char const* en;
    char const* unit;
};
constexpr std::array<ZoneKind, 5> zone_kinds{
    {{"people_density", "present_per_km2", "Mật độ người", "Density of people", "persons/km2"},
     {"wifi_share", "wifi_carried_share_pct", "Wi-Fi: tỷ lệ phục vụ", "Wi-Fi carried share", "%"},
     {"camera_share", "camera_carried_share_pct", "Camera: tỷ lệ phát hiện", "Cameras' carried share", "%"},
     {"counter_share", "counter_carried_share_pct", "Một cửa: tỷ lệ phục vụ", "One-stop centres' carried share", "%"},
     {"clinic_share", "clinic_carried_share_pct", "Khám bệnh: tỷ lệ phục vụ", "Clinics' carried share", "%"}}};

void add_zones(std::vector<HeatMap>& maps, OutputLayer const& hours, Grid const& grid)
{
    auto const rows = zone_rows(hours);
    auto const zones = zones_of_cells(hours, grid, rows);
    std::vector<HeatMap> made(zone_kinds.size());
    core::run_tasks(made.size(), [&](std::size_t number) {
        ZoneKind const& kind = zone_kinds[number];
        auto const field = field_of(hours, kind.column);
        HeatMap map{kind.name, kind.vi, kind.en, {grid, "", kind.unit, {}}};
        for (std::size_t hour = 0; hour < rows.of.size(); ++hour) {
            if (rows.of[hour].empty()) continue;
            std::vector<float> values(rows.first.size(), no_value);  // by zone
            for (std::size_t const row : rows.of[hour]) {
                if (auto const value = number_of(hours.features[row], field)) {
                    values[rows.zone[row]] = static_cast<float>(*value);
                }
            }
            geo::RasterBand band{band_name(static_cast<int>(hour)), std::vector<float>(grid.size(), no_value)};
            for (std::size_t cell = 0; cell < grid.size(); ++cell) {
                if (zones[cell] != no_zone) band.cells[cell] = values[zones[cell]];
            }
            map.raster.bands.push_back(std::move(band));
        }
        made[number] = std::move(map);
    });
    std::ranges::move(made, std::back_inserter(maps));
}

// All maps are held at once.
void require_room(OutputLayer const* links, OutputLayer const* hours, geo::Box const& box, double cell_m)
{
    constexpr std::size_t of_traffic = 2;
    std::size_t const maps = (links != nullptr ? of_traffic : 0) + (hours != nullptr ? zone_kinds.size() : 0);
    double const values = cells_over(box, cell_m) * static_cast<double>(maps * core::hours_per_day);
    if (values <= most_cells) return;
    throw core::UserError(core::Diagnostic{
        "--cell", 0, 0,
        fmt::format("cells of {} m make {:.0f} million values in all maps; {:.0f} million is the most", cell_m,
                    values / 1e6, most_cells / 1e6),
        "choose larger cells, a part of the city with --area, or one of --layer links and zone_hours"});
}

}  // namespace

std::vector<HeatMap> heat_maps(RunLayers const& run, double cell_m)
{
    constexpr double least_m = 5;
    constexpr double most_m = 5'000;
    if (!(cell_m >= least_m && cell_m <= most_m)) {
        throw core::UserError(core::Diagnostic{"--cell", 0, 0, fmt::format("{} m is no size of a cell", cell_m),
                                               fmt::format("give {} to {} m", least_m, most_m)});
    }
    auto const rows_of = [&run](char const* name) {
        OutputLayer const* const layer = run.find(name);
        return layer == nullptr || layer->features.empty() ? nullptr : layer;
    };
    OutputLayer const* const links = rows_of("links");
    OutputLayer const* const hours = rows_of("zone_hours");
    std::vector<HeatMap> maps;
    if (links == nullptr && hours == nullptr) return maps;
    geo::Box const box = box_around(run);
    require_room(links, hours, box, cell_m);
    Grid const grid = geo::grid_over(box, cell_m);
    std::vector<HeatMap> of_zones;
    core::run_tasks(2, [&](std::size_t task) {
        if (task == 0 && links != nullptr) add_traffic(maps, *links, grid);
        if (task == 1 && hours != nullptr) add_zones(of_zones, *hours, grid);
    });
    std::ranges::move(of_zones, std::back_inserter(maps));
    for (HeatMap& map : maps) {
        map.raster.title = fmt::format("{}: {} / {} [{}]", run.city, map.vi, map.en, map.raster.unit);
    }
    std::erase_if(maps, [](HeatMap const& map) { return map.raster.bands.empty(); });
    return maps;
}

}  // namespace halong::exporting
