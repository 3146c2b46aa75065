#include "core/error.hpp"
#include "core/parallel.hpp"
#include "demand/demand.hpp"
#include "equilibrium/link_information.hpp"
#include "geo/projection.hpp"
#include "study/same_network.hpp"
#include "study/siting_reach.hpp"
#include "study/small_city.hpp"
#include "study/study.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

using namespace halong;

namespace {

// Longitude and latitude of a point between two crossings near the beach.
std::vector<double> spot_lon_lat(double column, double row)
{
    auto const point = geo::Projection("EPSG:5899").to_lon_lat(test::small_city_point(column, row));
    return {point.lon_deg, point.lat_deg};
}

scenario::Study small_study()
{
    scenario::Study study;
    study.id = "small";
    study.replications = 2;
    study.seed = 11;
    study.options = {test::hotspot_option("powerless", -100, spot_lon_lat(4.1, 3.1)),
                     test::hotspot_option("strong", 27, spot_lon_lat(4.2, 3.2)), test::closed_lane_option()};
    for (results::KpiInfo const& info : results::all_kpis()) {
        study.kpis.push_back({std::string(info.id), scenario::Better::more, 0});
    }
    return study;
}

study::KpiAnswer const& kpi_of(study::StudyAnswer const& answer, std::string_view id)
{
    for (auto const& kpi : answer.kpis) {
        if (kpi.kpi == id) return kpi;
    }
    FAIL("no KPI " << id);
    return answer.kpis.front();
}

struct SeenRun {
    std::string variant;
    int replication;
    std::uint64_t seed;
    core::KeptColumn<std::uint64_t> people;
    std::size_t sites;
    bool operator==(SeenRun const&) const = default;
};

}  // namespace

TEST_CASE("a study runs every variant with the same people, and only real changes show")
{
    auto const city = test::small_city();
    auto const study = small_study();
    std::vector<SeenRun> seen;
    std::vector<double> fractions;
    std::vector<std::size_t> days;
    std::set<std::string> texts;
    auto const answer = study::run_study(
        study, {test::small_scenario()}, city,
        [&](study::FinishedRun const& run) {
            seen.push_back(
                {run.variant, run.replication, run.scenario.seed, run.plans.traveller_key, run.city.sites.size()});
            CHECK((run.option == nullptr) == (run.variant == "base"));
            CHECK(run.kpis.size() == results::all_kpis().size());
            days.push_back(run.days.size());
        },
        [&](double fraction, std::string const& text) {
            fractions.push_back(fraction);
            texts.insert(text);
        });

    SECTION("routes were chosen once") { CHECK(days == std::vector<std::size_t>(8, 0)); }
    SECTION("order and people")
    {
        REQUIRE(seen.size() == 8);
        REQUIRE(answer.runs.size() == 8);
        std::vector<std::string> const order{"base", "powerless", "strong", "lane"};
        for (std::size_t i = 0; i < seen.size(); ++i) {
            CHECK(seen[i].variant == order[i % 4]);
            CHECK(seen[i].replication == static_cast<int>(i / 4));
            CHECK(seen[i].seed == 11 + i / 4);
            CHECK(seen[i].people == seen[i / 4 * 4].people);
            CHECK(seen[i].sites == city.sites.size() + (i % 4 == 1 || i % 4 == 2 ? 1 : 0));
            CHECK(answer.runs[i].variant == seen[i].variant);
            CHECK(answer.runs[i].seed == seen[i].seed);
        }
        CHECK(answer.runs[0].digest != answer.runs[4].digest);
        CHECK(answer.subject.residents == 600);
        CHECK(answer.subject.visitors > 0);
        CHECK(answer.subject.city_is_schematic);
    }
    SECTION("a powerless hotspot changes no KPI, bit for bit")
    {
        for (auto const& kpi : answer.kpis) {
            INFO(kpi.kpi);
            CHECK(kpi.differences[0] == study::PairedDifference{});
        }
        for (std::size_t r : {std::size_t{0}, std::size_t{4}}) {
            for (std::size_t k = 0; k < answer.runs[r].kpis.size(); ++k) {
                CHECK(answer.runs[r].kpis[k].value == answer.runs[r + 1].kpis[k].value);
            }
        }
    }
    SECTION("a strong hotspot covers more and leaves traffic alone; a lane closed does the opposite")
    {
        CHECK(kpi_of(answer, "wifi_covered_person_min").differences[1].mean > 0);
        CHECK(kpi_of(answer, "wifi_offered_person_min").differences[1].mean == 0);
        CHECK(kpi_of(answer, "vehicle_h").differences[1] == study::PairedDifference{});
        CHECK(kpi_of(answer, "vehicle_h").differences[2].mean != 0);
        CHECK(kpi_of(answer, "trips_completed").base_mean > 500);
    }
    SECTION("progress never falls and ends at one")
    {
        REQUIRE_FALSE(fractions.empty());
        CHECK(std::is_sorted(fractions.begin(), fractions.end()));
        CHECK(fractions.front() == 0);
        CHECK(fractions.back() == 1);
        CHECK(texts.contains("base, replication 1 of 2: 07:15"));
        CHECK(texts.contains("lane, replication 2 of 2: routes"));
        CHECK_FALSE(texts.contains("strong, replication 2 of 2: routes"));  // the base's routes hold
    }
}

TEST_CASE("what cameras would tell of the demand is an indicator of studies that ask for it")
{
    auto const city = test::small_city();
    auto study = small_study();
    study.kpis = {{"camera_information_pct", scenario::Better::more, 1'000'000},
                  {"camera_detected_passages", scenario::Better::more, 0}};
    study.options.erase(study.options.begin());
    auto cameras = study.options.front();
    cameras.id = "cameras";
    auto& rule = cameras.add_sites.front();
    rule.service = scenario::ServiceKind::camera;
    rule.field = "traffic";
    rule.points_lon_lat.clear();
    for (double const column : {1.1, 2.1, 4.1}) {
        auto const spot = spot_lon_lat(column, 2.0);
        rule.points_lon_lat.insert(rule.points_lon_lat.end(), spot.begin(), spot.end());
    }
    rule.count = 3;
    rule.headings_deg = {90, 90, 90};
    study.options.push_back(cameras);
    std::map<std::string, double> by_hand;
    auto const answer = study::run_study(
        study, {test::small_scenario()}, city,
        [&](study::FinishedRun const& run) {
            // Files of a run hold what a run tells by itself.
            CHECK(run.kpis.size() == results::all_kpis().size());
            if (run.replication != 0) return;
            auto const routes = simulation::route_plans(run.city, run.plans, run.scenario);
            auto const map = equilibrium::map_day(run.city, run.scenario, run.plans, routes);
            by_hand[run.variant] = 100 * equilibrium::information_of_links(map, study::links_in_sight(run.city));
        },
        {});
    for (std::size_t i = 0; i < 4; ++i) {
        auto const& run = answer.runs.at(i);
        INFO(run.variant);
        CHECK(run.kpis.size() == results::all_kpis().size() + 1);
        CHECK(run.kpis.back().id == "camera_information_pct");
        CHECK(run.kpis.back().value == by_hand.at(run.variant));
    }
    auto const& information = kpi_of(answer, "camera_information_pct");
    CHECK(information.base_mean > 0);
    CHECK(information.differences[0] == study::PairedDifference{});  // a hotspot counts no vehicles
    CHECK(information.differences[2].mean > 1);
    CHECK(information.differences[2].mean < 100);
    CHECK(answer.weighted_benefit_vnd[2] > 0);
    // Runs that do not ask for it do not have it, and a name that is nearly right is told.
    study.kpis.front().id = "camera_informations_pct";
    CHECK_THROWS_WITH(study::check_study(study), Catch::Contains("did you mean 'camera_information_pct'"));
}

TEST_CASE("a study's routes settle in every variant that has roads of its own, and each run says how")
{
    auto scenario = test::small_scenario();
    scenario.replanning.days = 2;
    scenario.replanning.stop_gap = 0;
    std::set<std::string> texts;
    int runs = 0;
    auto const answer = study::run_study(
        small_study(), {scenario}, test::small_city(),
        [&](study::FinishedRun const& run) {
            ++runs;
            REQUIRE(!run.days.empty());  // fewer than two when nobody can gain anything
            CHECK(run.days.size() <= 2);
            CHECK(run.days.front().of_all().legs > 0);
        },
        [&](double, std::string const& text) { texts.insert(text); });
    CHECK(runs == 8);
    CHECK(texts.contains("base, replication 1 of 2: day 1 of replanning"));

    // The base's people settle twice more by other draws; what differs then is shown.
    REQUIRE(answer.other_equilibria.size() == 2);
    for (study::RunRecord const& run : answer.other_equilibria) {
        CHECK(run.variant == "base");
        CHECK(run.seed == answer.runs.front().seed);
    }
    for (study::KpiAnswer const& kpi : answer.kpis) CHECK(kpi.equilibrium_spread >= 0);
    CHECK(study::table_text(small_study(), answer).find("Equilibrium noise") != std::string::npos);
}

TEST_CASE("a study gives one answer for one and two threads, and twice the same")
{
    auto const city = test::small_city();
    std::set<std::uint64_t> digests;
    for (int const threads : {1, 2, 2}) {
        core::ThreadLimit const limit(threads);
        digests.insert(study::digest_of(study::run_study(small_study(), {test::small_scenario()}, city, {}, {})));
    }
    CHECK(digests.size() == 1);
}

TEST_CASE("a powerless hotspot in the middle of the city's list changes nothing")
{
    auto const kpis_of = [](city::City const& city) {
        auto const scenario = test::small_scenario();
        auto const plans = demand::make_plans(city, scenario, core::Random(scenario.seed));
        auto const routes = simulation::route_plans(city, plans, scenario);
        std::vector<double> values;
        for (auto const& kpi : results::kpis_of(city, plans, simulation::simulate(city, scenario, plans, routes))) {
            values.push_back(kpi.value);
        }
        return values;
    };
    auto const city = test::small_city();
    auto changed = city;
    auto powerless = test::small_site("hotspot/nothing", scenario::ServiceKind::wifi, 4, 3);
    powerless.hotspot.eirp_dbm = -100;
    changed.sites.values().insert(changed.sites.begin() + 1, powerless);
    CHECK(kpis_of(changed) == kpis_of(city));
}

TEST_CASE("options that do not fit the city stop the study before the first run")
{
    auto study = small_study();
    study.options[2].roads[0].name = "Trần Phu";
    int runs = 0;
    auto const run = [&] {
        study::run_study(study, {test::small_scenario()}, test::small_city(),
                         [&](study::FinishedRun const&) { ++runs; }, {});
    };
    try {
        run();
        FAIL("nothing was thrown");
    } catch (core::UserError const& error) {
        CHECK_THAT(core::text_of(error.diagnostics().front()), Catch::Contains("did you mean 'Trần Phú'?"));
    }
    study = small_study();
    study.kpis.push_back({"no_such_kpi", scenario::Better::more, 0});
    CHECK_THROWS_AS(run(), core::UserError);
    CHECK(runs == 0);
}

TEST_CASE("what the sink throws ends the study")
{
    auto const sink = [](study::FinishedRun const&) { throw core::CannotWrite("result.h5", "no space", "free some"); };
    CHECK_THROWS_AS(study::run_study(small_study(), {test::small_scenario()}, test::small_city(), sink, {}),
                    core::CannotWrite);
}

TEST_CASE("networks are the same only in all that routes and traffic read")
{
    auto const network = test::small_network();
    core::LinkId const link{5};
    CHECK(study::is_same_network(network, test::small_network()));
    auto other = network;
    other.set_width(link, network.width_m(link) + 0.1, network.lanes(link));
    CHECK_FALSE(study::is_same_network(network, other));
    other = network;
    other.set_speed_limit(link, 29);
    CHECK_FALSE(study::is_same_network(network, other));
    other = network;
    other.set_access(link, network::Access::walkers());
    CHECK_FALSE(study::is_same_network(network, other));
    CHECK_FALSE(study::is_same_network(network, network::Network{}));
}

TEST_CASE("a toll moves drivers to other roads and is counted; a new place draws people; the base stays as it was")
{
    auto study = small_study();
    scenario::Toll toll;
    toll.id = "gate";
    toll.vehicles = {"car", "motorbike", "van", "lorry"};
    toll.vnd = 50'000;
    toll.road = "Trần Phú";
    scenario::Toll cordon = toll;  // who crosses to the east has no other way
    cordon.id = "cordon";
    cordon.vnd = 10'000;
    cordon.road.clear();
    for (auto const& [column, row] : {std::pair{2.5, -0.5}, {5.5, -0.5}, {5.5, 4.5}, {2.5, 4.5}}) {
        auto const corner = spot_lon_lat(column, row);
        cordon.cordon_lon_lat.insert(cordon.cordon_lon_lat.end(), corner.begin(), corner.end());
    }
    scenario::Option tolled;
    tolled.id = "toll";
    tolled.tolls = {toll, cordon};
    scenario::NewPlace museum;
    museum.id = "museum";
    museum.kind = "museum";
    museum.at_lon_lat = spot_lon_lat(1, 3);
    museum.visits_per_day = 400;
    museum.entrance.fee_vnd = 40'000;
    scenario::Option opened;
    opened.id = "museum";
    opened.new_places = {museum};
    auto const plain = study::run_study(study, {test::small_scenario()}, test::small_city(), {}, {});
    study.options = {tolled, opened};
    auto settled = test::small_scenario();  // ways that know no toll, and nobody who looks for others
    settled.replanning.warm_start = "settled.bin";
    CHECK_THROWS_WITH(study::run_study(study, {settled}, test::small_city(), {}, {}),
                      Catch::Contains("option 'toll'") && Catch::Contains("replanning.days is 0"));
    std::map<std::string, std::int64_t> on_main_road;
    std::int64_t visits = 0;
    auto const answer = study::run_study(
        study, {test::small_scenario()}, test::small_city(),
        [&](study::FinishedRun const& run) {
            for (auto const link : run.city.network.links()) {
                if (run.city.network.name(link) != "Trần Phú") continue;
                for (int hour = 0; hour < core::hours_per_day; ++hour) {
                    for (int i = 0; i < network::vehicle_class_count; ++i) {
                        on_main_road[run.variant] +=
                            run.run.link_hours
                                .vehicles[run.run.link_hours.cell(link, hour) * network::vehicle_class_count +
                                          static_cast<std::size_t>(i)];
                    }
                }
            }
            if (run.variant != "museum") return;
            for (core::PlaceId const place : run.plans.place) {
                if (place.valid() && run.city.places[place].id == "museum") ++visits;
            }
        },
        {});
    CHECK(answer.runs[0].digest == plain.runs[0].digest);
    CHECK(on_main_road["toll"] < on_main_road["base"]);
    CHECK(visits > 0);
    double all = 0;
    for (char const* payer : {"residents", "visitors", "carriers"}) {
        auto const& kpi = kpi_of(answer, std::string("tolls_") + payer + "_m_vnd");
        CHECK(kpi.base_mean == 0);
        CHECK(kpi.option_means[1] == 0);
        all += kpi.option_means[0];
    }
    CHECK(all > 0);
    double const vehicles = all * 1e6 / 10'000;
    CHECK(std::abs(vehicles * 2 - std::round(vehicles * 2)) < 1e-6);  // of two replications
    auto const tolls = std::ranges::find(answer.receipts, results::Charge::toll, &study::ReceiptAnswer::charge);
    REQUIRE(tolls != answer.receipts.end());
    CHECK(tolls->differences[0].mean == Approx(all * 1e6 * 365));
    CHECK(kpi_of(answer, "tickets_visitors_m_vnd").differences[1].mean > 0);
}
