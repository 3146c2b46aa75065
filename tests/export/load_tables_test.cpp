// Tables, layer and lines about charging points, utilities, fields of cameras and published figures.
#include "export/load_tables.hpp"

#include "export/result_layers.hpp"
#include "results/camera_fields.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::test;
using Catch::Contains;

namespace {

// A hotel and a mall; two cameras for traffic and one at a port.
city::City town()
{
    city::City town;
    city::Zone zone;
    zone.id = "z0";
    town.zones.push_back(zone);
    for (auto const& [id, kind] : {std::pair{"hotel", city::PlaceKind::hotel}, {"mall", city::PlaceKind::mall}}) {
        city::Place place;
        place.id = id;
        place.name = std::string("Nơi ") + id;
        place.kind = kind;
        place.zone = core::ZoneId{0};
        town.places.push_back(place);
    }
    for (char const* field : {"traffic", "port", "traffic"}) {
        city::Site site;
        site.service = scenario::ServiceKind::camera;
        site.field = field;
        town.sites.push_back(site);
    }
    return town;
}

simulation::RunResult busy_day()
{
    services::ServiceResult utilities;
    utilities.service = "utility";
    utilities.places = {core::PlaceId{0}};
    utilities.by_site = services::TallyTable(1);
    utilities.by_site.at(0, 7, city::PersonClass::domestic_visitor) = {60'000, 60'000, 60'000};
    std::vector<double> water(core::hours_per_day, 0);
    water[7] = 1'500;
    water[20] = 500;
    utilities.loads = {{"water", "l", water},
                       {"power", "kWh", std::vector<double>(core::hours_per_day, 2)},
                       {"waste", "kg", std::vector<double>(core::hours_per_day, 0.5)}};
    utilities.extras = {{"water_m3", 2},    {"water_peak_m3_h", 1.5}, {"water_peak_hour", 7},
                        {"power_mwh", 48},  {"power_peak_kw", 2},     {"power_peak_hour", 0},
                        {"waste_t", 0.012}, {"waste_peak_kg_h", 1},   {"waste_peak_hour", 0}};
    services::ServiceResult cars;
    cars.service = "car_charging";
    cars.places = {core::PlaceId{0}, core::PlaceId{1}};
    cars.by_site = services::TallyTable(2);
    cars.by_site.at(1, 9, city::PersonClass::resident) = {5'000, 5'000, 4'000};
    cars.by_zone = cars.by_site;
    cars.duty_ms.assign(2 * core::hours_per_day, 0);
    for (std::size_t hour = 0; hour < core::hours_per_day; ++hour) {
        cars.duty_ms[core::hours_per_day + hour] = 3 * std::int64_t{core::ms_per_hour};
    }
    std::vector<double> kwh(2 * core::hours_per_day, 0);
    kwh[core::hours_per_day + 9] = 44;
    cars.loads = {{"power", "kWh", kwh}};
    cars.extras = {{"points", 3},   {"energy_kwh", 44},   {"unserved_kwh", 6},
                   {"peak_kw", 66}, {"mean_wait_min", 2}, {"utilisation_pct", 2.8}};
    services::ServiceResult cameras;
    cameras.service = "camera";
    cameras.unit = "passage";
    cameras.sites = {core::SiteId{0}, core::SiteId{1}, core::SiteId{2}};
    cameras.by_site = services::TallyTable(3);
    cameras.by_site.at(0, 8, city::PersonClass::resident) = {10'000, 8'000, 6'000};
    cameras.by_site.at(2, 9, city::PersonClass::worker) = {10'000, 8'000, 2'000};
    cameras.sole = {1'000, 0, 2'000};
    simulation::RunResult run;
    run.services = {utilities, cars, cameras};
    return run;
}

std::vector<results::Anchor> one_anchor() { return {{"wait", {"Chờ", "Wait"}, "min", 36, 30, "a survey, 2015"}}; }

}  // namespace

TEST_CASE("loads: one point for each place, and a table")
{
    auto const layer = exporting::loads_layer(town(), busy_day());
    REQUIRE(layer.features.size() == 2);
    auto const& hotel = layer.features[0].values;
    REQUIRE(hotel.size() == layer.fields.size());
    CHECK(std::get<std::string>(hotel[0]) == "hotel");
    CHECK(std::get<std::string>(hotel[2]) == "hotel");
    CHECK(std::get<double>(hotel[3]) == 2);
    CHECK(std::get<double>(hotel[4]) == 1.5);
    CHECK(std::get<std::int64_t>(hotel[5]) == 7);
    CHECK(std::get<double>(hotel[6]) == 48);
    CHECK(std::get<double>(hotel[7]) == 12);
    auto const& mall = layer.features[1].values;
    CHECK(std::get<std::string>(mall[2]) == "other");
    CHECK(std::get<std::int64_t>(mall[12]) == 3);
    CHECK(std::get<std::int64_t>(mall[13]) == 5);
    CHECK(std::get<std::int64_t>(mall[14]) == 4);
    CHECK(std::get<double>(mall[15]) == 44);
    CHECK(exporting::loads_layer(town(), {}).features.empty());
    ScratchFolder const folder;
    exporting::write_load_csv(folder.path() / "none.csv", town(), {});
    exporting::write_load_csv(folder.path() / "loads.csv", town(), busy_day());
    CHECK(folder.names() == std::vector<std::string>{"loads.csv"});
    CHECK_THAT(bytes_of(folder.path() / "loads.csv"), Contains("mall,Nơi mall,other,0,0,0,0,0,0,0,0,0,3,5,4,44"));
}

TEST_CASE("cameras by field: sums of their cameras, by name")
{
    auto const run = busy_day();
    auto const fields = results::fields_of(town(), run.services[2]);
    REQUIRE(fields.size() == 2);
    CHECK(fields[0].name == "port");
    CHECK(fields[0].cameras == 1);
    CHECK(fields[0].total() == services::Tally{});
    CHECK(fields[1].name == "traffic");
    CHECK(fields[1].cameras == 2);
    CHECK(fields[1].by_hour[8] == services::Tally{10'000, 8'000, 6'000});
    CHECK(fields[1].total() == services::Tally{20'000, 16'000, 8'000});
    CHECK(fields[1].sole == 3'000);
    ScratchFolder const folder;
    exporting::write_camera_field_csv(folder.path() / "none.csv", town(), {});
    exporting::write_camera_field_csv(folder.path() / "fields.csv", town(), run);
    CHECK(folder.names() == std::vector<std::string>{"fields.csv"});
    CHECK_THAT(bytes_of(folder.path() / "fields.csv"), Contains("traffic,2,20,16,8,3"));
}

TEST_CASE("loads and published figures: lines for the terminal, and a table with sources")
{
    auto const text = exporting::load_text(town(), busy_day());
    CHECK_THAT(text, Contains("5 wanted to charge, 5 where there are points, 4 charged at 3 points; 44 kWh given"));
    CHECK_THAT(text, Contains("2 m3 (most 2 m3/h from 7:00), 48 MWh"));
    CHECK_THAT(text, Contains("port 1 (0 % of what they have in view detected), traffic 2 (50 %"));
    CHECK(exporting::load_text(town(), {}).empty());
    auto const anchors = one_anchor();
    CHECK(anchors[0].error_pct() == Approx(20));
    CHECK_THAT(exporting::anchor_text(anchors), Contains("simulated 36.0") && Contains("published 30.0 min (+20 %;"));
    CHECK(exporting::anchor_text({}).empty());
    ScratchFolder const folder;
    exporting::write_anchor_csv(folder.path() / "none.csv", {});
    exporting::write_anchor_csv(folder.path() / "anchors.csv", anchors);
    CHECK(folder.names() == std::vector<std::string>{"anchors.csv"});
    CHECK_THAT(bytes_of(folder.path() / "anchors.csv"), Contains("wait,Chờ,Wait,min,36,30,20"));
}
