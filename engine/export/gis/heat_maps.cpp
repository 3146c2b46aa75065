#include "export/gis/heat_maps.hpp"

#include "core/error.hpp"
#include "core/time.hpp"
#include "export/gis/hourly_layers.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>
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

geo::Box box_around(OutputLayer const& layer)
{
    geo::Line corners;
    for (geo::Feature const& feature : layer.features) {
        geo::Box box;
        if (auto const* const line = std::get_if<geo::Line>(&feature.geometry)) {
            box = geo::box_of(*line);
        } else if (auto const* const area = std::get_if<geo::Area>(&feature.geometry)) {
            box = geo::box_of(*area);
        } else {
            continue;
        }
        corners.push_back({box.min_x_m, box.min_y_m});
        corners.push_back({box.max_x_m, box.max_y_m});
    }
    return geo::box_of(corners);
}

Grid grid_of(OutputLayer const& layer, double cell_m)
{
    geo::Box const box = box_around(layer);
    double const cells =
        (box.max_x_m - box.min_x_m + cell_m) / cell_m * ((box.max_y_m - box.min_y_m + cell_m) / cell_m);
    if (!(cells * core::hours_per_day <= most_cells)) {
        throw core::UserError(
            core::Diagnostic{"--cell", 0, 0,
                             fmt::format("cells of {} m make {:.0f} million values; {:.0f} million is the most", cell_m,
                                         cells * core::hours_per_day / 1e6, most_cells / 1e6),
                             "choose larger cells, or a part of the city with --area"});
    }
    return geo::grid_over(box, cell_m);
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

void add_traffic(std::vector<HeatMap>& maps, OutputLayer const& links, double cell_m)
{
    constexpr double s_per_h = 3600;
    constexpr double m2_per_km2 = 1e6;
    Grid const grid = grid_of(links, cell_m);
    auto const cells = cells_of(links, grid);
    double const km2 = cell_m * cell_m / m2_per_km2;
    auto const length = field_of(links, "length_m");
    HeatMap density{"vehicle_density", "Mật độ xe", "Density of vehicles", {grid, "", "vehicles/km2", {}}};
    HeatMap delay{"vehicle_delay", "Giờ trễ của xe", "Delay of vehicles", {grid, "", "h/km2", {}}};
    for (int hour = 0; hour < core::hours_per_day; ++hour) {
        auto const volume = field_of(links, fmt::format("volume_{:02}", hour));
        auto const speed = field_of(links, fmt::format("speed_kmh_{:02}", hour));
        auto const lost = field_of(links, fmt::format("delay_s_{:02}", hour));
        if (!volume) continue;
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
        geo::RasterBand of_density{band_name(hour), {}};
        geo::RasterBand of_delay{band_name(hour), {}};
        for (std::size_t cell = 0; cell < grid.size(); ++cell) {
            of_density.cells.push_back(is_road[cell] ? static_cast<float>(present[cell] / km2) : no_value);
            of_delay.cells.push_back(is_road[cell] ? static_cast<float>(held[cell] / km2) : no_value);
        }
        density.raster.bands.push_back(std::move(of_density));
        delay.raster.bands.push_back(std::move(of_delay));
    }
    maps.push_back(std::move(density));
    maps.push_back(std::move(delay));
}

// The zone of each cell by the row of its first hour, or no row.
std::vector<std::size_t> zones_of_cells(OutputLayer const& hours, Grid const& grid, std::size_t zone_field)
{
    constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
    std::vector<std::size_t> zones(grid.size(), none);
    std::vector<geo::Value> seen;
    for (std::size_t row = 0; row < hours.features.size(); ++row) {
        geo::Value const& zone = hours.features[row].values[zone_field];
        auto const* const area = std::get_if<geo::Area>(&hours.features[row].geometry);
        if (area == nullptr || std::ranges::find(seen, zone) != seen.end()) continue;
        seen.push_back(zone);
        geo::Box const box = geo::box_of(*area);
        for (std::size_t cell = 0; cell < grid.size(); ++cell) {
            auto const centre = grid.centre(cell);
            bool const is_near = centre.x_m >= box.min_x_m && centre.x_m <= box.max_x_m && centre.y_m >= box.min_y_m &&
                                 centre.y_m <= box.max_y_m;
            if (is_near && zones[cell] == none && geo::contains(*area, centre)) zones[cell] = seen.size() - 1;
        }
    }
    return zones;
}

void add_zones(std::vector<HeatMap>& maps, OutputLayer const& hours, double cell_m)
{
    struct Kind {
        char const* name;
        char const* column;
        char const* vi;
        char const* en;
        char const* unit;
    };
    constexpr std::array<Kind, 5> kinds{
        {{"people_density", "present_per_km2", "Mật độ người", "Density of people", "persons/km2"},
         {"wifi_share", "wifi_carried_share_pct", "Wi-Fi: tỷ lệ phục vụ", "Wi-Fi carried share", "%"},
         {"camera_share", "camera_carried_share_pct", "Camera: tỷ lệ phát hiện", "Cameras' carried share", "%"},
         {"counter_share", "counter_carried_share_pct", "Một cửa: tỷ lệ phục vụ", "One-stop centres' carried share",
          "%"},
         {"clinic_share", "clinic_carried_share_pct", "Khám bệnh: tỷ lệ phục vụ", "Clinics' carried share", "%"}}};
    Grid const grid = grid_of(hours, cell_m);
    auto const zone_field = field_of(hours, "zone");
    auto const hour_field = field_of(hours, "hour");
    core::ensure(zone_field && hour_field, "zones by hour have a zone and an hour");
    auto const zones = zones_of_cells(hours, grid, *zone_field);
    for (Kind const& kind : kinds) {
        auto const field = field_of(hours, kind.column);
        HeatMap map{kind.name, kind.vi, kind.en, {grid, "", kind.unit, {}}};
        for (int hour = 0; hour < core::hours_per_day; ++hour) {
            std::vector<float> values;  // by zone, in the order of their first rows
            std::vector<geo::Value> seen;
            bool is_there = false;
            for (geo::Feature const& row : hours.features) {
                if (row.geometry.index() == 0) continue;
                geo::Value const& zone = row.values[*zone_field];
                auto at = static_cast<std::size_t>(std::ranges::find(seen, zone) - seen.begin());
                if (at == seen.size()) {
                    seen.push_back(zone);
                    values.push_back(no_value);
                }
                if (number_of(row, hour_field) != hour) continue;
                is_there = true;
                if (auto const value = number_of(row, field)) values[at] = static_cast<float>(*value);
            }
            if (!is_there) continue;
            geo::RasterBand band{band_name(hour), std::vector<float>(grid.size(), no_value)};
            for (std::size_t cell = 0; cell < grid.size(); ++cell) {
                if (zones[cell] < values.size()) band.cells[cell] = values[zones[cell]];
            }
            map.raster.bands.push_back(std::move(band));
        }
        maps.push_back(std::move(map));
    }
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
    std::vector<HeatMap> maps;
    if (auto const* const links = run.find("links"); links != nullptr && !links->features.empty()) {
        add_traffic(maps, *links, cell_m);
    }
    if (auto const* const hours = run.find("zone_hours"); hours != nullptr && !hours->features.empty()) {
        add_zones(maps, *hours, cell_m);
    }
    for (HeatMap& map : maps) {
        map.raster.title = fmt::format("{}: {} / {} [{}]", run.city, map.vi, map.en, map.raster.unit);
    }
    std::erase_if(maps, [](HeatMap const& map) { return map.raster.bands.empty(); });
    return maps;
}

}  // namespace halong::exporting
