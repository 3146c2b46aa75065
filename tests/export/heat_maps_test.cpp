// Heat maps of a result: what is shared out among cells, how many fit, and what GDAL finds in the files.
#include "export/gis/heat_maps.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "export/day_curves.hpp"
#include "export/geopackage.hpp"
#include "export/gis/gis_files.hpp"
#include "export/gis/layer_words.hpp"
#include "export/gis/qgis_layers.hpp"
#include "export/gis/qgis_project.hpp"
#include "export/gis/selection.hpp"
#include "export/gis_case.hpp"
#include "results/hdf5_file.hpp"
#include "results/toy_result.hpp"
#include "scenario/save.hpp"
#include "support/scratch_folder.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <fstream>
#include <gdal_priv.h>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <ogrsf_frmts.h>

using namespace halong;
using namespace halong::exporting;
using namespace halong::test;

TEST_CASE("heat maps of zones, and the room for all of them")
{
    auto const square = [](double west_m, double side_m) {
        return geo::Area{
            {{{west_m, 0}, {west_m + side_m, 0}, {west_m + side_m, side_m}, {west_m, side_m}, {west_m, 0}}, {}}};
    };
    RunLayers run;
    geo::OutputLayer hours{
        "zone_hours",
        "",
        geo::GeometryType::area,
        {{"zone", geo::FieldType::text}, {"hour", geo::FieldType::integer}, {"present_per_km2", geo::FieldType::real}},
        {},
        ""};
    auto const add = [&hours](std::string const& zone, std::int64_t hour, double value, geo::Area const& area) {
        hours.features.push_back({static_cast<std::int64_t>(hours.features.size()) + 1, area, {zone, hour, value}});
    };
    add("b", 7, 1, square(1'000, 990));
    add("a", 7, 2, square(0, 990));
    add("a", 8, 3, square(0, 990));
    run.layers = {hours};
    auto const maps = heat_maps(run, 100);
    auto const people = std::ranges::find(maps, "people_density", &HeatMap::name);
    REQUIRE(people != maps.end());
    REQUIRE(people->raster.bands.size() == 2);
    CHECK(people->raster.bands[1].name == "2025-06-04T08:00");
    auto const at = [&people](std::size_t band, double x_m) {
        return people->raster.bands[band].cells[people->raster.grid.cell_at({x_m, 950})];
    };
    CHECK(at(0, 950) == 2);
    CHECK(at(0, 1'050) == 1);
    CHECK(at(0, 50) == 2);
    CHECK(at(1, 950) == 3);
    CHECK(std::isnan(at(1, 1'050)));

    // 24 hours of a million cells are room enough for each map, but not for all seven.
    run.layers[0].features = {{1, square(0, 5'000), {std::string("a"), std::int64_t{7}, 1.0}}};
    run.layers.push_back({"links",
                          "",
                          geo::GeometryType::line,
                          {{"length_m", geo::FieldType::real}},
                          {{1, geo::Line{{0, 0}, {5'000, 5'000}}, {7'071.0}}},
                          ""});
    refuses("in all maps", [&] { (void)heat_maps(run, 5); });
    CHECK_NOTHROW(heat_maps(run, 50));
}

TEST_CASE("all heat maps of an export lie on one grid")
{
    RunLayers const run = read_run_layers(toy_run());
    auto const maps = heat_maps(run, 70);
    REQUIRE(maps.size() == 7);
    for (HeatMap const& map : maps) {
        INFO(map.name);
        CHECK(map.raster.grid.west_m == maps[0].raster.grid.west_m);
        CHECK(map.raster.grid.north_m == maps[0].raster.grid.north_m);
        CHECK(map.raster.grid.columns == maps[0].raster.grid.columns);
        CHECK(map.raster.grid.rows == maps[0].raster.grid.rows);
    }
    // A zone without any row by hour still counts: another run of the city may have some.
    RunLayers fewer = run;
    for (auto& layer : fewer.layers) {
        if (layer.name == "zone_hours") layer.features.resize(1);
        if (layer.name == "links") layer.features.resize(1);
    }
    auto const of_fewer = heat_maps(fewer, 70);
    CHECK(of_fewer.front().raster.grid.columns == of_fewer.back().raster.grid.columns);
    geo::OutputLayer const& zones = *fewer.find("zones");
    for (geo::Feature const& zone : zones.features) {
        auto const& ring = std::get<geo::Area>(zone.geometry).front().outer;
        for (auto const& corner : ring) CHECK(of_fewer.back().raster.grid.cell_at(corner) < maps[0].raster.grid.size());
    }
}

TEST_CASE("a line is shared out among cells by its length, and heat maps keep the sums")
{
    geo::Grid const grid = geo::grid_over({0, 0, 299, 199}, 100);
    REQUIRE(grid.columns == 3);
    REQUIRE(grid.rows == 2);
    auto const shares = geo::cells_along(grid, {{50, 50}, {250, 50}, {250, 150}});
    REQUIRE(shares.size() == 4);  // lower row 50 + 100 + 50 m and 50 m up, upper row 50 m
    CHECK(shares[0].cell == 2);
    CHECK(shares[0].share == Approx(50.0 / 300));
    CHECK(shares[2].share == Approx(100.0 / 300));
    CHECK(shares[3].share == Approx(100.0 / 300));
    CHECK(grid.cell_at(grid.centre(4)) == 4);
    CHECK(grid.cell_at({-1, 50}) == grid.size());
    CHECK(grid.cell_at({0, 0}) == 3);
    CHECK(grid.cell_at({0, 200}) == grid.size());

    RunLayers const run = read_run_layers(toy_run());
    auto const maps = heat_maps(run, 150);
    auto const found = std::ranges::find(maps, "vehicle_density", &HeatMap::name);
    REQUIRE(found != maps.end());
    REQUIRE(found->raster.bands.size() == 24);
    auto const& links = *run.find("links");
    auto const field = [&](std::string const& name) {
        return static_cast<std::size_t>(std::ranges::find(links.fields, name, &geo::Field::name) -
                                        links.fields.begin());
    };
    double vehicles = 0;  // Little's law: volume times time
    for (geo::Feature const& link : links.features) {
        auto const volume = static_cast<double>(std::get<std::int64_t>(link.values[field("volume_06")]));
        auto const* const speed = std::get_if<double>(&link.values[field("speed_kmh_06")]);
        if (speed != nullptr) vehicles += volume * std::get<double>(link.values[field("length_m")]) / 1000 / *speed;
    }
    double on_map = 0;
    for (float const cell : found->raster.bands[6].cells) on_map += std::isnan(cell) ? 0 : static_cast<double>(cell);
    CHECK(vehicles > 0);
    CHECK(on_map * 0.15 * 0.15 == Approx(vehicles).epsilon(1e-5));
    refuses("is no size of a cell", [&] { (void)heat_maps(run, 0); });
    refuses("is no size of a cell", [&] { (void)heat_maps(run, std::nan("")); });
}
