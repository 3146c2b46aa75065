// Sites that an option puts at points: on land of the city or near it, or a message that names the point.
#include "city/apply.hpp"
#include "city/site_layer.hpp"
#include "core/error.hpp"
#include "geo/projection.hpp"
#include "services/toy_town.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

using namespace halong;
using namespace halong::test;

namespace {

// A town of one zone 1 km wide and high, at Hạ Long's place in the world.
city::City town_on_earth()
{
    auto town = line_town();
    for (auto& point : town.zones[core::ZoneId{0}].area[0].outer) {
        point.x_m += 427'000;
        point.y_m += 2'316'000;
    }
    return town;
}

scenario::Option hotspot_at_point(double x_m, double y_m)
{
    auto const at = geo::Projection("EPSG:5899").to_lon_lat({427'000 + x_m, 2'316'000 + y_m});
    scenario::Option option;
    option.id = "quay";
    scenario::SiteRule rule;
    rule.id = "lamp";
    rule.anchor = scenario::Anchor::points;
    rule.count = 1;
    rule.points_lon_lat = {at.lon_deg, at.lat_deg};
    option.add_sites.push_back(rule);
    return option;
}

// What is read back of a layer of sites; the file is gone afterwards.
core::Column<core::SiteId, city::Site> read_back(geo::OutputLayer const& layer)
{
    geo::Projection const projection("EPSG:5899");
    auto const file =
        std::filesystem::temp_directory_path() / ("halong_site_layer_" + std::to_string(::getpid()) + ".gpkg");
    geo::write_geopackage(file, projection, {layer});
    struct Remove {
        std::filesystem::path const& file;
        ~Remove() { std::filesystem::remove(file); }
    } const remove{file};
    return city::read_sites(file, projection);
}

geo::OutputLayer layer_of_two()
{
    auto town = town_on_earth();
    auto hotspot = hotspot_at("hotspot", {427'100, 2'316'100});
    hotspot.hotspot = {2.4, 20, 7, 60, 80, 1, 40, 5.5, 30, 4, 80};
    auto camera = camera_at("camera", {427'200, 2'316'100}, 1);
    camera.camera = {3'840, 60, 9, scenario::DoriLevel::identify, 4, 12, 3};
    put_sites(town, {hotspot, camera});
    return city::site_layer(town);
}

void set(geo::OutputLayer& layer, std::size_t feature, std::string const& column, geo::Value value)
{
    for (std::size_t i = 0; i < layer.fields.size(); ++i) {
        if (layer.fields[i].name == column) layer.features[feature].values[i] = std::move(value);
    }
}

}  // namespace

TEST_CASE("a layer of sites keeps all their equipment")
{
    auto const sites = read_back(layer_of_two());
    REQUIRE(sites.size() == 2);
    CHECK(sites[core::SiteId{0}].hotspot == scenario::HotspotEquipment{2.4, 20, 7, 60, 80, 1, 40, 5.5, 30, 4, 80});
    CHECK(sites[core::SiteId{1}].camera ==
          scenario::CameraEquipment{3'840, 60, 9, scenario::DoriLevel::identify, 4, 12, 3});
}

TEST_CASE("equipment that was edited to nonsense in a layer of sites is refused, all of it at once")
{
    using Catch::Matchers::Contains;
    auto layer = layer_of_two();
    set(layer, 0, "channel_mhz", std::int64_t{37});
    set(layer, 0, "uplink_mbps", -1.0);
    set(layer, 1, "level", std::int64_t{9});
    set(layer, 1, "presets", std::int64_t{5'000'000'000});
    CHECK_THROWS_WITH(read_back(layer), Contains("feature 1") && Contains("'channel_mhz' = 37 is no width") &&
                                            Contains("'uplink_mbps' = -1 is outside the allowed range") &&
                                            Contains("feature 2") &&
                                            Contains("'level' = 9 is none of: detect, observe") &&
                                            Contains("'presets' = 2147483647 is outside"));
    layer = layer_of_two();
    set(layer, 0, "frequency_ghz", 2.4);
    set(layer, 0, "channel_mhz", std::int64_t{80});
    CHECK_THROWS_WITH(read_back(layer), Contains("wider than the band of 2.4 GHz"));
}

TEST_CASE("a site stands in a zone or on a quay beside it")
{
    auto const town = town_on_earth();
    CHECK(city::apply(hotspot_at_point(500, 0), town).sites.size() == 1);
    CHECK(city::apply(hotspot_at_point(1'400, 0), town).sites.size() == 1);
}

TEST_CASE("a site in the sea or in another province is refused, with its point and how far away it lies")
{
    using Catch::Matchers::Contains;
    auto const town = town_on_earth();
    CHECK_THROWS_WITH(city::apply(hotspot_at_point(3'000, 0), town),
                      Contains("option 'quay', rule 'lamp'") && Contains("point 1 (") &&
                          Contains("lies 2.0 km outside every zone of Thị trấn thử"));
    CHECK_THROWS_WITH(city::apply(hotspot_at_point(0, 900'000), town), Contains("outside every zone"));
}

TEST_CASE("points of a layer in the sea are refused, each with its site and how far away it lies")
{
    using Catch::Matchers::Contains;
    auto const town = town_on_earth();
    geo::Projection const projection("EPSG:5899");
    test::ScratchFolder const folder;
    auto const point = [&](std::string const& id, double x_m) {
        auto const at = projection.to_lon_lat({427'000 + x_m, 2'316'000});
        return fmt::format(R"({{"type":"Feature","properties":{{"id":"{}"}},"geometry":{{"type":"Point",)"
                           R"("coordinates":[{},{}]}}}})",
                           id, at.lon_deg, at.lat_deg);
    };
    auto const file = folder.write("points.geojson", R"({"type":"FeatureCollection","features":[)" + point("bến", 500) +
                                                         "," + point("sea", 3'000) + "," + point("far", 5'000) + "]}");
    auto option = hotspot_at_point(500, 0);
    option.add_sites[0].anchor = scenario::Anchor::layer;
    option.add_sites[0].count = 0;
    option.add_sites[0].layer = file.string();
    CHECK_THROWS_WITH(city::apply(option, town), Contains("option 'quay', rule 'lamp'") &&
                                                     Contains("site 'lamp/sea/0' of layer") &&
                                                     Contains("lies 2.0 km outside every zone of Thị trấn thử") &&
                                                     Contains("'lamp/far/0'") && !Contains("bến"));
}
