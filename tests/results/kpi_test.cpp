// Indicators computed by hand, from a result written by hand and from a toy run.
#include "results/kpi.hpp"

#include "results/toy_result.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace halong;
using namespace halong::test;
using city::Mode;
using city::PersonClass;

namespace {

double value_of(std::vector<results::Kpi> const& kpis, std::string const& id)
{
    for (auto const& kpi : kpis) {
        if (kpi.id == id) return kpi.value;
    }
    FAIL("no KPI named " << id);
    return 0;
}

// Two people in a car, one on foot, and a car that is held: legs 0, 2 and 4.
PlanSketch three_travellers()
{
    PlanSketch sketch;
    Mode const modes[] = {Mode::car, Mode::walk, Mode::car};
    for (int i = 0; i < 3; ++i) {
        sketch.begin("t" + std::to_string(i), PersonClass::resident, i == 0 ? 2 : 1);
        sketch.stay(core::NodeId{0}, {0, 0});
        sketch.leave(8 * hour, modes[i]);
        sketch.stay(core::NodeId{2}, {600, 0});
        sketch.end();
    }
    return sketch;
}

simulation::RunResult by_hand(city::City const& town)
{
    simulation::RunResult run;
    run.legs.resize(6);
    // 3 min on the road, of which 2 min of delay, and 1 min on foot from the car park
    run.legs[0] = {8 * hour, 8 * hour + 4 * minute, minute, minute};
    run.legs[2] = {8 * hour, 8 * hour + 9 * minute, 9 * minute};
    run.legs[4] = {8 * hour, core::never, 0};
    auto& hours = run.link_hours;
    std::size_t const cells = town.network.link_count() * 24;
    hours.link_count = town.network.link_count();
    hours.vehicles.resize(cells * network::vehicle_class_count);
    hours.walkers.resize(cells);
    hours.time_ms.resize(cells);
    hours.free_time_ms.resize(cells);
    for (int const link : {0, 2}) {  // 300 m each
        hours.vehicles[hours.cell(core::LinkId{link}, 8) * network::vehicle_class_count + 1] = 1;
    }
    services::ServiceResult wifi{"wifi", "person_min", {}, services::TallyTable(0), services::TallyTable(1), {}, {}};
    wifi.by_zone.at(0, 8, PersonClass::resident) = {4'000, 3'000, 1'000};
    wifi.by_zone.at(0, 9, PersonClass::domestic_visitor) = {3'000, 2'000, 500};
    wifi.by_zone.at(0, 9, PersonClass::foreign_visitor) = {1'000, 1'000, 250};
    services::ServiceResult camera{"camera", "passage", {}, services::TallyTable(0), services::TallyTable(1), {}, {}};
    camera.by_zone.at(0, 8, PersonClass::worker) = {10'000, 5'000, 4'000};
    camera.extras = {{"blind_vehicle_km_pct", 30},
                     {"trips_seen_pct", 60},
                     {"trips_seen_often_pct", 20},
                     {"cameras_per_detection", 1.5},
                     {"one_camera_only_pct", 70}};
    run.services = {wifi, camera};
    return run;
}

}  // namespace

TEST_CASE("every KPI of a small result by hand")
{
    auto const town = line_town();
    auto const kpis = results::kpis_of(town, three_travellers().plans, by_hand(town));
    CHECK(value_of(kpis, "trips_completed") == 2);
    CHECK(value_of(kpis, "vehicle_km") == Approx(0.6).epsilon(1e-14));
    CHECK(value_of(kpis, "vehicle_h") == Approx(3.0 / 60).epsilon(1e-14));
    CHECK(value_of(kpis, "vehicle_delay_h") == Approx(2.0 / 60).epsilon(1e-14));
    CHECK(value_of(kpis, "person_delay_h") == Approx(6.0 / 60).epsilon(1e-14));  // two people
    CHECK(value_of(kpis, "mean_trip_min") == Approx(6.5).epsilon(1e-14));
    CHECK(value_of(kpis, "mean_speed_kmh") == Approx(12).epsilon(1e-14));
    CHECK(value_of(kpis, "resident_time_h") == Approx(17.0 / 60).epsilon(1e-14));  // 2 x 4 min and 9 min
    CHECK(value_of(kpis, "worker_time_h") == 0);
    CHECK(value_of(kpis, "wifi_offered_person_min") == 8);
    CHECK(value_of(kpis, "wifi_covered_person_min") == 6);
    CHECK(value_of(kpis, "wifi_carried_person_min") == 1.75);
    CHECK(value_of(kpis, "wifi_covered_share_pct") == 75);
    CHECK(value_of(kpis, "wifi_carried_share_pct") == 21.875);
    CHECK(value_of(kpis, "wifi_carried_visitor_person_min") == 0.75);
    CHECK(value_of(kpis, "camera_offered_passages") == 10);
    CHECK(value_of(kpis, "camera_covered_passages") == 5);
    CHECK(value_of(kpis, "camera_detected_passages") == 4);
    CHECK(value_of(kpis, "camera_covered_share_pct") == 50);
    CHECK(value_of(kpis, "camera_detected_share_pct") == 40);
    CHECK(value_of(kpis, "camera_blind_vehicle_km_pct") == 30);
    CHECK(value_of(kpis, "camera_trips_seen_pct") == 60);
    CHECK(value_of(kpis, "camera_trips_seen_often_pct") == 20);
    CHECK(value_of(kpis, "camera_per_detection") == 1.5);
    CHECK(value_of(kpis, "camera_one_only_pct") == 70);
}

TEST_CASE("an empty day has zeros, not infinities")
{
    auto const town = line_town();
    PlanSketch sketch;
    auto run = by_hand(town);
    run.legs.clear();
    run.services.clear();
    std::ranges::fill(run.link_hours.vehicles, 0U);
    for (auto const& kpi : results::kpis_of(town, sketch.plans, run)) {
        CAPTURE(kpi.id);
        CHECK(kpi.value == 0);
    }
}

TEST_CASE("KPIs stand in their order, each with a unit, two names and a definition")
{
    auto const town = line_town();
    auto const kpis = results::kpis_of(town, three_travellers().plans, by_hand(town));
    auto const& all = results::all_kpis();
    REQUIRE(kpis.size() == all.size());
    std::set<std::string_view> ids;
    for (std::size_t i = 0; i < all.size(); ++i) {
        CHECK(kpis[i].id == all[i].id);
        CHECK(ids.insert(all[i].id).second);
        CHECK_FALSE(all[i].unit.empty());
        CHECK_FALSE(all[i].name_vi.empty());
        CHECK_FALSE(all[i].name_en.empty());
        CHECK(all[i].definition.ends_with('.'));
    }
}

TEST_CASE("one car alone in a run has no delay and the speed of the road")
{
    auto const town = line_town();
    PlanSketch sketch;
    sketch.begin("a");
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.leave(8 * hour, Mode::car);
    sketch.stay(core::NodeId{2}, {600, 0});
    sketch.end();
    scenario::Scenario const scenario;
    auto const routes = simulation::route_plans(town, sketch.plans, scenario);
    auto const run = simulation::simulate(town, scenario, sketch.plans, routes);
    auto const kpis = results::kpis_of(town, sketch.plans, run);
    CHECK(value_of(kpis, "trips_completed") == 1);
    CHECK(value_of(kpis, "vehicle_km") == Approx(0.6).epsilon(1e-12));
    CHECK(value_of(kpis, "mean_speed_kmh") == Approx(36).epsilon(1e-12));
    CHECK(value_of(kpis, "vehicle_delay_h") == 0);
    CHECK(value_of(kpis, "mean_trip_min") == 1);
}
