// Tables, layers and lines about incidents and car parks.
#include "export/incident_tables.hpp"

#include "export/parking_tables.hpp"
#include "export/result_layers.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::test;
using Catch::Contains;

namespace {

city::City town_of_one_pier()
{
    city::City town;
    city::Zone zone;
    zone.id = "z0";
    town.zones.push_back(zone);
    city::Place pier;
    pier.id = "pier";
    pier.name = "Bến Tuần Châu";
    pier.kind = city::PlaceKind::pier;
    pier.position = {100, 200};
    town.places.push_back(pier);
    return town;
}

// One incident that an operator saw after 30 s, and one that was missed; 40 coaches for 30 spaces.
simulation::RunResult busy_day()
{
    services::ServiceResult centre;
    centre.service = "operations";
    services::Incident seen;
    seen.point = {10, 20};
    seen.zone = core::ZoneId{0};
    seen.notice = services::Notice::tour;
    seen.cameras = 2;
    seen.urgent = true;
    seen.at_ms = 8 * core::ms_per_hour;
    seen.visible_ms = 90'000;
    seen.noticed_ms = seen.at_ms + 30'000;
    seen.attended_ms = seen.at_ms + 45'500;
    services::Incident missed = seen;
    missed.kind = services::IncidentKind::public_space;
    missed.notice = services::Notice::none;
    missed.at_ms += core::ms_per_hour;
    missed.noticed_ms = missed.attended_ms = core::never;
    centre.incidents = {seen, missed};
    for (char const* name : {"missed", "within_60_s_pct", "within_5_min_pct", "delay_median_s", "delay_p95_s",
                             "by_tour_pct", "by_analytics_pct", "by_call_pct", "cameras_per_operator", "revisit_s",
                             "false_alarms", "alarms_per_operator_h", "utilisation_pct", "peak_utilisation_pct",
                             "urgent_wait_s", "other_wait_s", "false_alarms_per_camera_h_at_85_pct"}) {
        centre.extras.emplace_back(name, centre.extras.size() + 1);
    }
    services::ServiceResult coaches;
    coaches.service = "coach_parking";
    coaches.unit = "vehicle";
    coaches.places = {core::PlaceId{0}};
    coaches.by_site = services::TallyTable(1);
    coaches.by_site.at(0, 9, city::PersonClass::domestic_visitor) = {40'000, 40'000, 35'000};
    coaches.by_zone = coaches.by_site;
    coaches.peaks = {{30, 10 * core::ms_per_hour, 0.25}};
    coaches.busy_ms.assign(core::hours_per_day, 0);
    coaches.duty_ms.assign(core::hours_per_day, 30 * std::int64_t{core::ms_per_hour});
    coaches.extras = {{"spaces", 30},      {"turned_away", 4},        {"kerb", 1},
                      {"walk_h", 3},       {"elsewhere", 2},          {"cruising_km", 1.5},
                      {"search_h", 0.125}, {"occupancy_p95_pct", 97}, {"hours_above_85_pct", 6}};
    simulation::RunResult run;
    run.services = {centre, coaches};
    return run;
}

}  // namespace

TEST_CASE("incidents: one point each, with how and when it was noticed")
{
    auto const layer = exporting::incidents_layer(town_of_one_pier(), busy_day());
    REQUIRE(layer.features.size() == 2);
    auto const& seen = layer.features[0].values;
    REQUIRE(seen.size() == layer.fields.size());
    CHECK(std::get<std::string>(seen[0]) == "2025-06-04T08:00:00");
    CHECK(std::get<std::string>(seen[1]) == "road");
    CHECK(std::get<std::string>(seen[2]) == "z0");
    CHECK(std::get<std::int64_t>(seen[3]) == 1);
    CHECK(std::get<std::int64_t>(seen[4]) == 2);
    CHECK(std::get<double>(seen[5]) == 90);
    CHECK(std::get<std::string>(seen[6]) == "tour");
    CHECK(std::get<double>(seen[7]) == 30);
    CHECK(std::get<double>(seen[8]) == 45.5);
    CHECK(std::get<std::string>(layer.features[1].values[6]) == "none");
    CHECK(layer.features[1].values[7] == geo::Value());
    CHECK(exporting::incidents_layer(town_of_one_pier(), {}).features.empty());
}

TEST_CASE("incidents: a table by time, and none without an operations centre")
{
    ScratchFolder const folder;
    exporting::write_incident_csv(folder.path() / "none.csv", town_of_one_pier(), {});
    exporting::write_incident_csv(folder.path() / "incidents.csv", town_of_one_pier(), busy_day());
    CHECK(folder.names() == std::vector<std::string>{"incidents.csv"});
    auto const text = bytes_of(folder.path() / "incidents.csv");
    CHECK_THAT(text, Contains("at,kind,zone,urgent,cameras,lasted_s,noticed_by,noticed_after_s,attended_after_s"));
    CHECK_THAT(text, Contains("2025-06-04T08:00:00,road,z0,1,2,90,tour,30,45.5"));
    CHECK_THAT(text, Contains("2025-06-04T09:00:00,public_space,z0,1,2,90,none,,"));
}

TEST_CASE("incidents: lines for the terminal")
{
    auto const text = exporting::operations_text(busy_day());
    CHECK_THAT(text, Contains("2 incidents, 1 missed; 2.0 % known within 60 s, 3.0 % within 5 min"));
    CHECK_THAT(text, Contains("85 % at 17.000 false alarms a camera-hour"));
    CHECK(exporting::operations_text({}).empty());
}

TEST_CASE("parking: one point for each car park and kind of vehicle, a table and a line")
{
    auto const layer = exporting::parking_layer(town_of_one_pier(), busy_day());
    REQUIRE(layer.features.size() == 1);
    auto const& pier = layer.features[0].values;
    REQUIRE(pier.size() == layer.fields.size());
    CHECK(std::get<std::string>(pier[0]) == "coach");
    CHECK(std::get<std::int64_t>(pier[3]) == 30);
    CHECK(std::get<std::int64_t>(pier[6]) == 5);
    CHECK(std::get<std::string>(pier[8]) == "2025-06-04T10:00:00");
    CHECK(std::get<std::int64_t>(pier[9]) == 6);
    CHECK(exporting::parking_layer(town_of_one_pier(), {}).features.empty());
    ScratchFolder const folder;
    auto only_coaches = busy_day();
    exporting::write_parking_csv(folder.path() / "none.csv", town_of_one_pier(), {});
    exporting::write_parking_csv(folder.path() / "parking.csv", town_of_one_pier(), only_coaches);
    CHECK(folder.names() == std::vector<std::string>{"parking.csv"});
    CHECK_THAT(bytes_of(folder.path() / "parking.csv"),
               Contains("coach,pier,Bến Tuần Châu,30,40,35,5,30,2025-06-04T10:00:00,6"));
    auto const text = exporting::parking_text(only_coaches);
    CHECK_THAT(text, Contains("40 came to 30 spaces, 2 parked at another place, 1 at the kerb, 4 turned away"));
    CHECK(exporting::parking_text({}).empty());
}
