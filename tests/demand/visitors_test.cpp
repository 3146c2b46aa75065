#include "demand/demand.hpp"
#include "demand/parameters.hpp"
#include "demand/visitor_groups.hpp"
#include "plan_rules.hpp"
#include "small_city.hpp"

#include <catch2/catch.hpp>
#include <map>

using namespace halong;
using namespace halong::demand;
using city::Activity;
using city::Mode;
using test::is_visitor;
using test::small_city;
using test::small_day;

namespace {
std::vector<VisitorGroup> groups_of(scenario::DemandParameters const& parameters)
{
    return visitor_groups(small_city(), parameters, core::Random(1));
}
}  // namespace

TEST_CASE("visitors: people are exact in all, by gateway and by night")
{
    for (double const visitors : {0.0, 1.0, 6000.0, 27'001.0}) {
        scenario::DemandParameters parameters;
        parameters.visitors_per_day = visitors;
        std::map<std::string, std::int64_t> arriving;
        std::map<VisitKind, std::int64_t> kinds;
        auto const city = small_city();
        for (auto const& group : groups_of(parameters)) {
            CHECK(group.persons >= 1);
            kinds[group.kind] += group.persons;
            if (group.kind != VisitKind::leaving_guest) arriving[city.places[group.gateway].id] += group.persons;
        }
        CHECK(kinds[VisitKind::day] + kinds[VisitKind::arriving_guest] == std::llround(visitors));
        CHECK(kinds[VisitKind::leaving_guest] == kinds[VisitKind::arriving_guest]);
        if (visitors == 6000.0) {
            CHECK(arriving["gate-west"] == 3600);
            CHECK(arriving["gate-east"] == 1800);
            CHECK(arriving["gate-north"] == 600);
            CHECK(kinds[VisitKind::arriving_guest] == 1476 + 738 + 246);
        }
    }
}

TEST_CASE("visitors: shares of origin and means of arrival")
{
    scenario::DemandParameters parameters;
    parameters.visitors_per_day = 100'000;
    double people = 0;
    double foreign = 0;
    std::map<Mode, double> arrival;
    for (auto const& group : groups_of(parameters)) {
        people += group.persons;
        foreign += group.foreign ? group.persons : 0;
        arrival[group.arrival] += group.persons;
        if (group.type == GroupType::tour) CHECK(group.arrival == Mode::coach);
    }
    CHECK(foreign / people == Approx(0.12).margin(0.01));
    CHECK(arrival[Mode::car] / people > 0.45);
    CHECK(arrival[Mode::car] / people < 0.55);
    double const coach = (arrival[Mode::coach] + arrival[Mode::passenger]) / people;
    CHECK(coach > 0.35);
    CHECK(coach < 0.45);
    CHECK(arrival[Mode::motorbike] / people > 0.05);
    CHECK(arrival[Mode::motorbike] / people < 0.08);
}

TEST_CASE("visitors: nobody brings a vehicle by ship")
{
    auto city = small_city();
    for (auto& place : city.places) {
        if (place.id == "gate-west") place.visitor_share = 0;
        if (place.id == "pier-a") place.visitor_share = 0.6;
    }
    auto const groups = visitor_groups(city, {}, core::Random(1));
    long by_ship = 0;
    for (auto const& group : groups) {
        if (city.places[group.gateway].id != "pier-a") continue;
        ++by_ship;
        CHECK((group.arrival == Mode::passenger || group.arrival == Mode::coach));
    }
    CHECK(by_ship > 1000);
    auto scenario = small_day();
    auto const plans = make_plans(city, scenario, core::Random(1));
    test::check_plans(city, plans);
}

TEST_CASE("visitors: nobody comes by motorway on a motorbike")
{
    auto city = small_city();
    auto const gate = city.places[core::PlaceId{0}].vehicle_node;
    std::vector<network::NodeRecord> nodes;
    std::vector<network::LinkRecord> links;
    for (auto const node : city.network.nodes()) nodes.push_back(city.network.record(node));
    for (auto const link : city.network.links()) {
        links.push_back(city.network.record(link));
        if (links.back().from == gate) links.back().road_class = network::RoadClass::motorway;
    }
    city.network = network::Network(nodes, links, {});
    bool elsewhere = false;
    for (auto const& group : visitor_groups(city, {}, core::Random(1))) {
        if (group.gateway == core::PlaceId{0})
            CHECK(group.arrival != Mode::motorbike);
        else
            elsewhere = elsewhere || group.arrival == Mode::motorbike;
    }
    CHECK(elsewhere);
}

TEST_CASE("visitors: days begin and end where they should")
{
    auto const city = small_city();
    auto const plans = make_plans(city, small_day(), core::Random(1));
    std::int64_t came = 0;
    std::int64_t left = 0;
    std::int64_t slept_before = 0;
    std::int64_t sleep_now = 0;
    for (std::uint32_t t = 0; t < plans.traveller_count(); ++t) {
        if (!is_visitor(plans, t)) continue;
        auto const first = plans.stays_begin(t);
        auto const last = plans.stays_end(t) - 1;
        if (plans.activity[first] == Activity::outside) came += plans.persons[t];
        if (plans.activity[first] == Activity::hotel) slept_before += plans.persons[t];
        if (plans.activity[last] == Activity::outside) left += plans.persons[t];
        if (plans.activity[last] == Activity::hotel) sleep_now += plans.persons[t];
        // Nobody drives out and back in on the same minute: there is something between.
        CHECK(last - first >= 1);
        for (auto k = first + 1; k < last; ++k) {
            if (plans.activity[k] == Activity::outside) FAIL("outside the city in the middle of the visit");
        }
    }
    CHECK(came == 6000);
    CHECK(left == 6000);
    CHECK(slept_before == 2460);
    CHECK(sleep_now == 2460);
}

TEST_CASE("visitors: the share on the bay, its hours and its length")
{
    auto const city = small_city();
    auto scenario = small_day();
    scenario.demand.visitors_per_day = 30'000;
    auto const plans = make_plans(city, scenario, core::Random(1));
    double people = 0;
    std::map<std::string, double> by_pier;
    for (std::uint32_t t = 0; t < plans.traveller_count(); ++t) {
        for (auto k = plans.stays_begin(t) + 1; k < plans.stays_end(t); ++k) {
            if (plans.activity[k] != Activity::cruise) continue;
            people += plans.persons[t];
            by_pier[city.places[plans.place[k]].id] += plans.persons[t];
            auto const length = plans.planned_end[k] - plans.planned_end[k - 1];
            CHECK(length >= 3.5 * core::ms_per_hour);
            CHECK(plans.planned_end[k] <= 19 * core::ms_per_hour);
        }
    }
    CHECK(people / 30'000 == Approx(0.26).margin(0.02));
    CHECK(by_pier["pier-a"] / people == Approx(3000.0 / 6200).margin(0.04));
}

TEST_CASE("visitors: walks are short, and own vehicles are driven from where they stand")
{
    auto const city = small_city();
    auto const plans = make_plans(city, small_day(), core::Random(1));
    long broken = 0;
    long walks = 0;
    for (std::uint32_t t = 0; t < plans.traveller_count(); ++t) {
        if (!is_visitor(plans, t)) continue;
        auto const first = plans.stays_begin(t);
        bool const rides_motorbike = plans.mode[first] == Mode::motorbike;
        core::NodeId vehicle = plans.node[first];
        for (auto k = first; k + 1 < plans.stays_end(t); ++k) {
            if (plans.mode[k] == Mode::walk) ++walks;
            if (!rides_motorbike || plans.mode[k] != Mode::motorbike) continue;
            if (plans.node[k] != vehicle) ++broken;
            vehicle = plans.node[k + 1];
        }
    }
    CHECK(walks > 500);
    CHECK(broken == 0);
}

TEST_CASE("visitors: on a holiday they follow the peak weights")
{
    auto city = small_city();
    for (auto& place : city.places) {
        if (place.id == "cave") place.peak_visits_per_day = 40'000;
    }
    auto const share = [&](scenario::DayKind day) {
        auto const plans = make_plans(city, small_day(day), core::Random(1));
        double cave = 0;
        double all = 0;
        for (std::uint32_t t = 0; t < plans.traveller_count(); ++t) {
            for (auto k = plans.stays_begin(t); is_visitor(plans, t) && k < plans.stays_end(t); ++k) {
                if (plans.activity[k] != Activity::visit || !plans.place[k].valid()) continue;
                all += plans.persons[t];
                if (city.places[plans.place[k]].id == "cave") cave += plans.persons[t];
            }
        }
        return cave / all;
    };
    double const ordinary = share(scenario::DayKind::weekday);
    CHECK(share(scenario::DayKind::weekend) > ordinary);
    CHECK(share(scenario::DayKind::holiday) > 1.5 * ordinary);
}

TEST_CASE("visitors: none, when none are asked for")
{
    auto scenario = small_day();
    scenario.demand.visitors_per_day = 0;
    auto const plans = make_plans(small_city(), scenario, core::Random(1));
    for (std::uint32_t t = 0; t < plans.traveller_count(); ++t) {
        if (is_visitor(plans, t)) FAIL("a visitor");
    }
}
