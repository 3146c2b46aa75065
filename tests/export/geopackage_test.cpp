#include "export/geopackage.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "export/link_traffic.hpp"
#include "study/small_city.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"
#include "support/test_data.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <map>
#include <numeric>

using namespace halong;
using Catch::Contains;
using test::ScratchFolder;

namespace {

struct SmallRun {
    city::City city = test::small_city();
    city::Plans plans;
    simulation::RunResult run;
};

// One day of the small city, simulated once for all tests of this file.
SmallRun const& small_run()
{
    static SmallRun const made = [] {
        SmallRun one;
        auto const scenario = test::small_scenario();
        one.plans = demand::make_plans(one.city, scenario, core::Random(3));
        auto const routes = simulation::route_plans(one.city, one.plans, scenario);
        one.run = simulation::simulate(one.city, scenario, one.plans, routes);
        return one;
    }();
    return made;
}

geo::Layer read_back(std::filesystem::path const& path, std::string const& layer)
{
    return geo::read_layer(path, layer, geo::Projection("EPSG:5899"), true);
}

std::int64_t sum_of(geo::Layer const& layer, std::string const& field)
{
    std::int64_t sum = 0;
    for (auto const& feature : layer.features) sum += layer.integer(feature, field, 0);
    return sum;
}

double real_sum_of(geo::Layer const& layer, std::string const& field)
{
    double sum = 0;
    for (auto const& feature : layer.features) sum += layer.number(feature, field, 0);
    return sum;
}

std::filesystem::path written(ScratchFolder const& folder)
{
    auto const path = folder.path() / "result.gpkg";
    exporting::write_geopackage(path, small_run().city, small_run().run);
    return path;
}

}  // namespace

TEST_CASE("the GeoPackage holds links, their hours, zones and sites, each with its style")
{
    ScratchFolder const folder;
    auto const path = written(folder);
    auto const names = geo::layer_names(path);
    for (std::string const layer : {"links", "link_hours", "zones", "sites"}) {
        CHECK(std::find(names.begin(), names.end(), layer) != names.end());
    }
    CHECK(folder.names() == std::vector<std::string>{"result.gpkg"});
    for (auto const& layer : exporting::result_layers(small_run().city, small_run().run)) {
        INFO(layer.name);
        CHECK(layer.style_qml.empty() == (layer.geometry_type == geo::GeometryType::none));
        CHECK_FALSE(layer.description.empty());
        for (auto const& feature : layer.features) REQUIRE(feature.values.size() == layer.fields.size());
    }
}

TEST_CASE("volumes of the links read back with the sums of the run")
{
    ScratchFolder const folder;
    auto const links = read_back(written(folder), "links");
    auto const& run = small_run().run;
    REQUIRE(links.features.size() == small_run().city.network.link_count());
    auto const all = std::accumulate(run.link_hours.vehicles.begin(), run.link_hours.vehicles.end(), std::int64_t{0});
    REQUIRE(all > 1'000);
    CHECK(sum_of(links, "volume_day") == all);
    std::int64_t by_hour = 0;
    for (int hour = 0; hour < 24; ++hour) by_hour += sum_of(links, fmt::format("volume_{:02}", hour));
    CHECK(by_hour == all);
    std::int64_t by_class = 0;
    for (std::string const name : {"motorbike_day", "car_day", "van_day", "heavy_day", "bicycle_day"}) {
        by_class += sum_of(links, name);
    }
    CHECK(by_class == all);
    CHECK(sum_of(links, "walkers_day") ==
          std::accumulate(run.link_hours.walkers.begin(), run.link_hours.walkers.end(), std::int64_t{0}));
}

TEST_CASE("speed and delay of a link and hour follow from its sums, and are null without vehicles")
{
    ScratchFolder const folder;
    auto const links = read_back(written(folder), "links");
    auto const& network = small_run().city.network;
    auto const& hours = small_run().run.link_hours;
    int used = 0;
    for (auto const& feature : links.features) {
        core::LinkId const link{static_cast<std::uint32_t>(feature.fid - 1)};
        CHECK(links.text(feature, "stable_id") == fmt::format("{:016x}", network.stable_id(link)));
        auto const peak = exporting::peak_hour(hours, link);
        CHECK(links.integer(feature, "peak_volume", -1) == peak.vehicles);
        for (int hour = 0; hour < 24; ++hour) {
            auto const sums = exporting::link_hour(hours, link, hour);
            double const speed = links.number(feature, fmt::format("speed_kmh_{:02}", hour), -1);
            double const delay = links.number(feature, fmt::format("delay_s_{:02}", hour), -1);
            CHECK(sums.vehicles <= peak.vehicles);
            if (sums.vehicles == 0) {
                CHECK(speed == -1);
                CHECK(delay == -1);
                continue;
            }
            ++used;
            double const mean_s = static_cast<double>(sums.time_ms) / 1000 / sums.vehicles;
            CHECK(speed == Approx(network.length_m(link) / mean_s * 3.6));
            CHECK(speed <= 50.01);
            CHECK(delay >= 0);
            CHECK(delay <= mean_s);
        }
    }
    CHECK(used > 100);
}

TEST_CASE("the table of hours has one row for each hour with vehicles on a main road")
{
    ScratchFolder const folder;
    auto const path = written(folder);
    auto const links = read_back(path, "links");
    auto const table = geo::read_table(path, "link_hours");
    std::map<std::int64_t, geo::Feature const*> by_fid;
    std::size_t expected = 0;
    for (auto const& feature : links.features) {
        by_fid[feature.fid] = &feature;
        if (links.text(feature, "class") != "primary") continue;
        for (int hour = 0; hour < 24; ++hour) {
            expected += links.integer(feature, fmt::format("volume_{:02}", hour), 0) > 0 ? 1 : 0;
        }
    }
    REQUIRE(expected > 10);
    CHECK(table.features.size() == expected);
    for (auto const& row : table.features) {
        auto const* const link = by_fid.at(table.integer(row, "link_fid", -1));
        std::string const time = table.text(row, "hour");
        CHECK_THAT(time, Catch::StartsWith("2025") && Contains(":00:00"));
        auto const colon = time.find(':');
        std::string const hour = time.substr(colon - 2, 2);
        CHECK(table.integer(row, "volume", -1) == links.integer(*link, "volume_" + hour, -2));
        CHECK(table.number(row, "speed_kmh", -1) == links.number(*link, "speed_kmh_" + hour, -2));
        CHECK(table.number(row, "delay_s", -1) == links.number(*link, "delay_s_" + hour, -2));
    }
    auto const field = table.find_field("hour");
    REQUIRE(field.has_value());
    CHECK(table.fields[*field].type == geo::FieldType::date_time);
}

TEST_CASE("zones and sites carry the sums of the services")
{
    ScratchFolder const folder;
    auto const path = written(folder);
    auto const zones = read_back(path, "zones");
    auto const sites = read_back(path, "sites");
    REQUIRE(zones.features.size() == 2);
    REQUIRE(sites.features.size() == 3);
    CHECK(sum_of(zones, "population") == 600);
    for (auto const& service : small_run().run.services) {
        bool const is_wifi = service.service == "wifi";
        if (!is_wifi && service.service != "camera") continue;
        auto const total = service.by_zone.total();
        std::string const unit = is_wifi ? "wifi_{}_person_min" : "camera_{}_passages";
        CHECK(real_sum_of(zones, fmt::format(fmt::runtime(unit), "offered")) * 1000 == Approx(total.offered));
        CHECK(real_sum_of(zones, fmt::format(fmt::runtime(unit), "covered")) * 1000 == Approx(total.covered));
        CHECK(real_sum_of(zones, fmt::format(fmt::runtime(unit), "carried")) * 1000 == Approx(total.carried));
        CHECK(total.offered > 0);
        double by_site = 0;
        for (auto const& site : sites.features) {
            if (sites.text(site, "service") == service.service) by_site += sites.number(site, "carried", 0);
        }
        CHECK(by_site * 1000 == Approx(service.by_site.total().carried));
    }
    auto const& present = small_run().run.zone_hour_present;
    CHECK(real_sum_of(zones, "present_person_h") * 60'000 ==
          Approx(std::accumulate(present.begin(), present.end(), 0.0)));
    CHECK(sites.text(sites.features[0], "id") == "hotspot/beach");
    CHECK(sites.text(sites.features[0], "zone") == "east");
    CHECK(sites.text(sites.features[0], "unit") == "person_min");
    CHECK(sites.number(sites.features[0], "azimuth_deg", -1) == -1);
    CHECK(sites.number(sites.features[2], "azimuth_deg", -1) == 90);  // looks along the x axis: east
    CHECK(sites.number(sites.features[2], "eirp_dbm", -1) == -1);
}

TEST_CASE("the room's README documents every column")
{
    std::string const readme = test::bytes_of(test::repository_path("engine/export/README.md"));
    for (auto const& layer : exporting::result_layers(small_run().city, small_run().run)) {
        CHECK_THAT(readme, Contains("**" + layer.name + "**"));
        for (auto const& field : layer.fields) {
            bool const within_range = field.name.find_last_of("0123456789") + 1 == field.name.size() &&
                                      !field.name.ends_with("_00") && !field.name.ends_with("_23");
            if (!within_range) CHECK_THAT(readme, Contains(field.name));
        }
    }
}

TEST_CASE("a GeoPackage that cannot be written is told, and nothing is left behind")
{
    ScratchFolder const folder;
    auto const file = folder.write("occupied", "a file");
    CHECK_THROWS_AS(exporting::write_geopackage(file / "result.gpkg", small_run().city, small_run().run),
                    core::CannotWrite);
    CHECK_THROWS_AS(exporting::write_kpi_csv(file / "kpis.csv", {}), core::CannotWrite);
    CHECK(folder.names() == std::vector<std::string>{"occupied"});
}

TEST_CASE("KPIs as CSV read back with unit and value")
{
    ScratchFolder const folder;
    exporting::write_kpi_csv(folder.path() / "kpis.csv", {{"vehicle_km", 12.5}, {"wifi_carried_share_pct", 1.0 / 3}});
    auto const table = geo::read_table(folder.path() / "kpis.csv");
    REQUIRE(table.features.size() == 2);
    CHECK(table.text(table.features[0], "id") == "vehicle_km");
    CHECK(table.text(table.features[0], "unit") == "km");
    CHECK(table.number(table.features[0], "value", -1) == 12.5);
    CHECK(table.text(table.features[1], "unit") == "%");
    CHECK(table.number(table.features[1], "value", -1) == Approx(1.0 / 3).epsilon(1e-12));
}
