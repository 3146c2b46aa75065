// Indicators computed by hand, from a result written by hand and from a toy run.
#include "results/kpi.hpp"

#include "core/hash.hpp"
#include "results/toy_result.hpp"

#include <catch2/catch.hpp>
#include <cmath>
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
    wifi.extras = {{"outage_sessions", 12}};
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

TEST_CASE("values of time: log-normal by class, with its mean, from a person's own stream")
{
    scenario::ValueOfTimeParameters parameters;
    city::ValueOfTime const values(parameters, 7);
    constexpr int people = 40'000;
    double sum = 0;
    double logs = 0;
    double squares = 0;
    int above = 0;
    double const limit = 1'000;  // VND a minute: a toll of 10,000 VND to save ten
    for (std::uint64_t person = 0; person < people; ++person) {
        double const worth = values.vnd_per_min(core::combine(person, 1), PersonClass::worker, 1);
        sum += worth;
        logs += std::log(worth);
        squares += std::log(worth) * std::log(worth);
        above += worth > limit ? 1 : 0;
    }
    double const mean = parameters.worker_vnd_per_h / 60;
    double const s = parameters.spread;
    double const mean_log = std::log(mean) - s * s / 2;
    // Four standard errors: chances of 1 in 16,000 each.
    CHECK(sum / people == Approx(mean).margin(4 * mean * std::sqrt((std::exp(s * s) - 1) / people)));
    CHECK(logs / people == Approx(mean_log).margin(4 * s / std::sqrt(people)));
    double const variance = squares / people - logs / people * logs / people;
    CHECK(std::sqrt(variance) == Approx(s).margin(4 * s / std::sqrt(2.0 * people)));
    double const share = std::erfc((std::log(limit) - mean_log) / s / std::sqrt(2.0)) / 2;
    CHECK(above / double{people} == Approx(share).margin(4 * std::sqrt(share * (1 - share) / people)));

    // The same person in any class and company, whoever else there is; other replications are other people.
    double const alone = values.vnd_per_min(5, PersonClass::worker, 1);
    CHECK(values.vnd_per_min(5, PersonClass::worker, 3) == Approx(3 * alone).epsilon(1e-14));
    CHECK(values.vnd_per_min(5, PersonClass::resident, 1) == Approx(alone * 14 / 33).epsilon(1e-14));
    CHECK(city::ValueOfTime(parameters, 8).vnd_per_min(5, PersonClass::worker, 1) != alone);
    parameters.spread = 0;
    CHECK(city::ValueOfTime(parameters, 7).vnd_per_min(5, PersonClass::worker, 2) == 1'100);
    CHECK(city::worth_in_time(10'000, 1'000) == 10 * core::ms_per_minute);
    CHECK(city::worth_in_time(1'000'000'000'000, 1) == core::ms_per_day);
}

TEST_CASE("the time on the way is worth what it is to each of those who spend it")
{
    auto const town = line_town();
    auto const plans = three_travellers().plans;
    auto run = by_hand(town);
    auto const sum_of = [](std::vector<results::Kpi> const& kpis) {
        double sum = 0;
        for (std::string const who : {"resident", "worker", "domestic_visitor", "foreign_visitor", "business"}) {
            sum += value_of(kpis, who + "_time_worth_m_vnd");
        }
        return sum;
    };
    run.value_of_time = {{10'000, 20'000, 30'000, 40'000, 50'000, 0}, 1};
    auto const alike = results::kpis_of(town, plans, run);
    double expected = 0;
    double vnd_per_h = 0;
    for (std::string const who : {"resident", "worker", "domestic_visitor", "foreign_visitor", "business"}) {
        vnd_per_h += 10'000;
        expected += value_of(alike, who + "_time_h") * vnd_per_h / 1e6;
        CHECK(value_of(alike, who + "_time_worth_m_vnd") ==
              Approx(value_of(alike, who + "_time_h") * vnd_per_h / 1e6).margin(1e-9));
    }
    CHECK(expected > 0);
    CHECK(value_of(alike, "time_worth_m_vnd") == Approx(expected).margin(1e-9));

    run.value_of_time = {{10'000, 20'000, 30'000, 40'000, 50'000, 0.7}, 1};
    auto const unlike = results::kpis_of(town, plans, run);
    double by_person = 0;
    for (std::uint32_t i = 0; i < plans.traveller_count(); ++i) {
        for (std::uint32_t stay = plans.stays_begin(i); stay < plans.stays_end(i); ++stay) {
            if (!results::is_completed_trip(plans, run, stay)) continue;
            double const minutes = (run.legs[stay].arrival_ms - run.legs[stay].departure_ms) / 60'000.0;
            by_person += minutes * run.value_of_time.vnd_per_min(plans, i) / 1e6;
        }
    }
    CHECK(value_of(unlike, "time_worth_m_vnd") == Approx(by_person).margin(1e-8));
    CHECK(sum_of(unlike) == Approx(by_person).margin(1e-8));
    CHECK(by_person != Approx(expected));
}

TEST_CASE("every KPI of a small result by hand")
{
    auto town = line_town();
    for (auto const service : {scenario::ServiceKind::wifi, scenario::ServiceKind::camera}) {
        city::Site site;
        site.service = service;
        town.sites.push_back(site);
    }
    core::SiteId const hotspot{0};
    town.faults.sites.add(hotspot, {9 * hour, 10 * hour});
    town.faults.sites.add(core::SiteId{1}, {0, 30 * minute});
    town.faults.sites.add(hotspot, {8 * hour, 9 * hour});
    CHECK(town.faults.sites.of(hotspot) == std::vector{city::Spell{8 * hour, 10 * hour}});  // one with the other
    auto const kpis = results::kpis_of(town, three_travellers().plans, by_hand(town));
    CHECK(value_of(kpis, "outage_hotspot_h") == 2);
    CHECK(value_of(kpis, "outage_camera_h") == 0.5);
    CHECK(value_of(kpis, "outage_dark_signal_h") == 0);
    CHECK(value_of(kpis, "outage_wifi_sessions") == 12);
    CHECK(value_of(kpis, "outage_power_unserved_mwh") == 0);
    CHECK(value_of(kpis, "trips_completed") == 2);
    CHECK(value_of(kpis, "vehicle_km") == Approx(0.6).epsilon(1e-14));
    CHECK(value_of(kpis, "running_cost_m_vnd") == Approx(0.6 * 2'500 / 1e6).epsilon(1e-14));  // of a car
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

TEST_CASE("buses of the timetable drive from stop to stop, which are no trips")
{
    auto const town = line_town();
    auto plans = three_travellers().plans;
    auto const before = results::kpis_of(town, plans, by_hand(town));
    plans.bus_runs.push_back({0, 0});  // the first of them drives a bus
    auto const kpis = results::kpis_of(town, plans, by_hand(town));
    CHECK(value_of(kpis, "trips_completed") == 1);
    CHECK(value_of(kpis, "mean_trip_min") == 9);  // of the walker
    for (char const* const same : {"vehicle_h", "vehicle_delay_h", "person_delay_h"}) {
        CHECK(value_of(kpis, same) == value_of(before, same));
    }
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
        CHECK(results::find_kpi(all[i].id) == &all[i]);
    }
    for (auto const& kpi : results::study_kpis()) {
        CHECK(ids.insert(kpi.id).second);
        CHECK(kpi.definition.ends_with('.'));
        CHECK(results::find_kpi(kpi.id) == &kpi);
    }
    CHECK(results::find_kpi("none") == nullptr);
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
