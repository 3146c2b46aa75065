// Footprints from a layer: heights in the columns that maps use, by storeys and by rule; and back from a saved city.
#include "city/build.hpp"
#include "city/city_folder.hpp"
#include "core/error.hpp"
#include "support/test_data.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <unistd.h>

using namespace halong;
using Catch::Contains;

namespace {

using Row = std::vector<std::pair<std::string, geo::Value>>;

geo::Area square(double x_m, double y_m, double side_m)
{
    return {{{{x_m, y_m}, {x_m + side_m, y_m}, {x_m + side_m, y_m + side_m}, {x_m, y_m + side_m}}, {}}};
}

// One feature for each row, with the columns of all rows.
geo::Layer layer_of(std::vector<Row> const& rows)
{
    geo::Layer layer;
    layer.source = "houses.geojson";
    for (Row const& row : rows) {
        for (auto const& [name, value] : row) {
            bool const is_text = std::holds_alternative<std::string>(value);
            if (!layer.find_field(name)) {
                layer.fields.push_back({name, is_text ? geo::FieldType::text : geo::FieldType::real});
            }
        }
    }
    for (Row const& row : rows) {
        geo::Feature feature{static_cast<std::int64_t>(layer.features.size()) + 1, square(0, 0, 10), {}};
        feature.values.resize(layer.fields.size());
        for (auto const& [name, value] : row) feature.values[*layer.find_field(name)] = value;
        layer.features.push_back(std::move(feature));
    }
    return layer;
}

city::Building building(Row const& row)
{
    city::ImportIssues issues;
    auto const buildings = city::buildings_from(layer_of({row}), issues);
    REQUIRE(buildings.size() == 1);
    return buildings.front();
}

}  // namespace

TEST_CASE("buildings: heights are stated, by storeys or by rule, and say which")
{
    CHECK(building({{"height_m", 12.5}}).height_m == 12.5);
    CHECK_FALSE(building({{"height_m", 12.5}}).estimated);
    CHECK(building({{"render_height", 5.0}, {"levels", 9.0}}).height_m == 5);  // metres go before storeys
    CHECK(building({{"building:levels", std::string("4")}}).height_m == Approx(13.2));
    CHECK(building({{"building:levels", std::string("4")}}).estimated);
    CHECK(building({}).height_m == Approx(8.25));
    CHECK(building({}).estimated);
    CHECK(building({{"height_m", 0.0}}).height_m == Approx(8.25));  // who writes 0 does not know
    CHECK(building({{"height_m", 9.0}, {"mark", std::string("estimate")}}).estimated);
}

TEST_CASE("buildings: heights that cannot be are refused together; what is no area and rules are counted")
{
    city::ImportIssues issues;
    std::string faults;
    try {
        city::buildings_from(layer_of({{{"height_m", -1.0}}, {{"height_m", 5'000.0}}, {{"levels", 400.0}}}), issues);
    } catch (core::UserError const& error) {
        for (auto const& finding : error.diagnostics()) faults += core::text_of(finding) + "\n";
    }
    CHECK_THAT(faults, Contains("houses.geojson, feature 1") && Contains("a height of -1; allowed are 0 to 1000"));
    CHECK_THAT(faults, Contains("feature 2") && Contains("feature 3") && Contains("400"));
    auto layer = layer_of({{{"height_m", 3.0}}, {}, {}});
    layer.features[2].geometry = geo::PointMetric{0, 0};
    CHECK(city::buildings_from(layer, issues).size() == 2);
    CHECK(issues.count(city::IssueKind::unknown_kind) == 1);
    CHECK(issues.count(city::IssueKind::default_used) == 1);
}

TEST_CASE("buildings: a saved city has them again")
{
    namespace fs = std::filesystem;
    fs::path const root = fs::temp_directory_path() / ("halong_buildings_" + std::to_string(::getpid()));
    fs::remove_all(root);
    fs::path const data = fs::path(HALONG_REPOSITORY) / "data/halong";
    city::ImportSources sources;
    sources.centre_lines = data / "roads.geojson";
    sources.zones = data / "zones.geojson";
    sources.buildings = data / "zones.geojson";  // areas without heights
    sources.name = "Thử";
    city::ImportReport report;
    auto const city = city::import_city(sources, report);
    REQUIRE(city.buildings.size() == city.zones.size());
    city::save_city(city, report, root / "city", false);
    auto const again = city::load_city(root / "city");
    fs::remove_all(root);
    REQUIRE(again.buildings.size() == city.buildings.size());
    for (std::size_t i = 0; i < city.buildings.size(); ++i) {
        CHECK(again.buildings[i].height_m == city.buildings[i].height_m);
        CHECK(again.buildings[i].estimated);
        CHECK(geo::area_m2(again.buildings[i].footprint) == Approx(geo::area_m2(city.buildings[i].footprint)));
    }
}

TEST_CASE("buildings: those of a real map are read, and some of them stand in the way")
{
    auto const path = test::test_data_or_skip("halong/building_2021.geojson");
    if (!path) return;
    city::ImportIssues issues;
    geo::Projection const projection("EPSG:5899");
    auto const buildings = city::buildings_from(geo::read_layer(*path, "", projection), issues);
    CHECK(buildings.size() > 1'000);
    for (auto const& one : buildings) {
        CHECK(one.height_m >= 1);
        CHECK(geo::area_m2(one.footprint) > 0);
    }
}
