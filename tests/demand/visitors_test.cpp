#include "core/hash.hpp"
#include "demand/attractions.hpp"
#include "demand/demand.hpp"
#include "demand/departure_profile.hpp"
#include "demand/parameters.hpp"
#include "demand/visitor_groups.hpp"
#include "plan_rules.hpp"
#include "small_city.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
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
            bool const arrives = group.kind == VisitKind::day || group.kind == VisitKind::arriving_guest;
            if (arrives) arriving[city.places[group.gateway].id] += group.persons;
        }
        CHECK(kinds[VisitKind::day] + kinds[VisitKind::arriving_guest] == std::llround(visitors));
        CHECK(kinds[VisitKind::leaving_guest] == kinds[VisitKind::arriving_guest]);
        // Mean nights beyond the first: 12 % of the guests have 0.97, the others 0.11; rounded at each of three gateways.
        double const stay_on = static_cast<double>(kinds[VisitKind::arriving_guest]) * (0.12 * 0.97 + 0.88 * 0.11);
        CHECK(std::abs(static_cast<double>(kinds[VisitKind::staying_guest]) - stay_on) <= 1.5);
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
        if (group.kind == VisitKind::staying_guest) continue;  // foreign visitors stay on for longer
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
    std::int64_t const stay_on = 315 + 157 + 52;  // 1476, 738 and 246 guests x 0.2132 nights more
    CHECK(slept_before == 2460 + stay_on);
    CHECK(sleep_now == 2460 + stay_on);
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

TEST_CASE("visitors: waits and crowds of the day before send some of them elsewhere, and the others expect them")
{
    auto const city = small_city();
    core::PlaceId cave;
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        if (city.places[core::PlaceId{i}].id == "cave") cave = core::PlaceId{i};
    }
    city::Experience experience;
    experience.wait_ms.assign(city.places.size() * core::hours_per_day, 0);
    experience.crowding_permille.assign(city.places.size() * core::hours_per_day, 0);
    auto const visits = [&](city::Experience const& expected) {
        auto const plans = make_plans(city, small_day(), core::Random(1), expected);
        test::check_plans(city, plans);
        double persons = 0;
        for (std::uint32_t t = 0; t < plans.traveller_count(); ++t) {
            for (auto k = plans.stays_begin(t); is_visitor(plans, t) && k < plans.stays_end(t); ++k) {
                if (plans.place[k] == cave) persons += plans.persons[t];
            }
        }
        return persons;
    };
    double const nothing_known = visits({});
    CHECK(visits(experience) == nothing_known);  // no wait at all is what they expect anyway
    for (int hour = 0; hour < core::hours_per_day; ++hour) {
        experience.crowding_permille[cave.value() * std::size_t{core::hours_per_day} + static_cast<std::size_t>(hour)] =
            1000;
    }
    double const crowded = visits(experience);
    CHECK(crowded < 0.8 * nothing_known);
    for (int hour = 0; hour < core::hours_per_day; ++hour) {
        experience.wait_ms[cave.value() * std::size_t{core::hours_per_day} + static_cast<std::size_t>(hour)] =
            45 * core::ms_per_minute;
    }
    CHECK(visits(experience) < 0.6 * crowded);
}

TEST_CASE("visitors: the choice of a sight has the shares of the logit model", "[statistics]")
{
    auto const city = small_city();
    auto sights = attractions(city, scenario::DayKind::weekday);
    for (auto& sight : sights) {  // all open all day, and a visit as good as no time: only utilities differ
        sight.opens = 0;
        sight.closes = 24 * core::ms_per_hour;
        sight.stay_median_min = 10;
    }
    VisitQuestion question;
    question.from = city.places[sights[0].place].position;
    question.now = 10 * core::ms_per_hour;
    question.latest_end = 20 * core::ms_per_hour;
    question.decay_per_km = 0.2;
    question.rain = true;
    std::vector<double> expected;
    double sum = 0;
    for (auto const& sight : sights) {
        double const km = geo::distance_m(question.from, city.places[sight.place].position) / 1000;
        expected.push_back(sight.weight * std::exp(-0.2 * km + parameter::rain_utility * sight.outdoor_share));
        sum += expected.back();
    }
    constexpr int people = 20'000;
    std::vector<double> chosen(sights.size(), 0);
    for (std::uint64_t key = 1; key <= people; ++key) {
        question.key = core::combine(1, key);
        ++chosen[chosen_visit(sights, city, core::Random(1), question).attraction];
    }
    // Pearson's chi-squared with 5 degrees of freedom: above 25.7 in one of 10,000 tests.
    REQUIRE(sights.size() == 6);
    double chi_squared = 0;
    for (std::size_t i = 0; i < sights.size(); ++i) {
        double const mean = people * expected[i] / sum;
        chi_squared += (chosen[i] - mean) * (chosen[i] - mean) / mean;
    }
    CHECK(chi_squared < 25.7);
}

TEST_CASE("visitors: by cruise ship come visitors from abroad, who sleep aboard; the foreign share of all holds")
{
    auto city = small_city();
    for (auto& place : city.places) {
        if (place.id == "gate-west") place.visitor_share = 0.55;
        if (place.id != "pier-b") continue;
        place.kind = city::PlaceKind::cruise_port;
        place.visitor_share = 0.05;
    }
    scenario::DemandParameters parameters;
    parameters.visitors_per_day = 100'000;
    double foreign = 0;
    double people = 0;
    for (auto const& group : visitor_groups(city, parameters, core::Random(1))) {
        if (group.kind == VisitKind::staying_guest) continue;
        people += group.persons;
        foreign += group.foreign ? group.persons : 0;
        if (city.places[group.gateway].kind != city::PlaceKind::cruise_port) continue;
        CHECK(group.foreign);
        CHECK(group.kind == VisitKind::day);
    }
    CHECK(foreign / people == Approx(0.12).margin(0.025));
}

TEST_CASE("visitors: nobody is on the bay when boats are barred")
{
    auto scenario = small_day();
    scenario.weather.boats_barred = true;
    auto const plans = make_plans(small_city(), scenario, core::Random(1));
    CHECK(std::ranges::find(plans.activity, Activity::cruise) == plans.activity.end());
}

namespace {

// Largest distance between a sample and a law on ordered values (Kolmogorov).
double kolmogorov(std::vector<double> sample, std::function<double(double)> const& law)
{
    std::ranges::sort(sample);
    double const n = static_cast<double>(sample.size());
    double distance = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        double const p = law(sample[i]);
        distance = std::max({distance, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
    }
    return distance;
}

// 2.23 / sqrt(n) is exceeded in one of 10,000 samples (Kolmogorov's limit law, 2 exp(-2 x²)).
double kolmogorov_limit(std::size_t n) { return 2.23 / std::sqrt(static_cast<double>(n)); }

}  // namespace

TEST_CASE("visitors: arrival hours and visit lengths follow their laws", "[statistics]")
{
    auto const city = small_city();
    auto scenario = small_day();
    scenario.demand.visitors_per_day = 30'000;
    scenario.demand.bay_share = 0;  // who wants a cruise comes earlier
    auto const plans = make_plans(city, scenario, core::Random(5));
    std::vector<double> arrivals;
    for (std::uint32_t t = 0; t < plans.traveller_count(); ++t) {
        auto const first = plans.stays_begin(t);
        bool const day_visitor = is_visitor(plans, t) && plans.activity[first] == Activity::outside &&
                                 plans.activity[plans.stays_end(t) - 1] == Activity::outside;
        if (day_visitor) arrivals.push_back(plans.planned_end[first]);
    }
    REQUIRE(arrivals.size() > 2'000);
    CHECK(kolmogorov(arrivals, [](double time) {
              return share_by(profiles::day_visitor_arrival, static_cast<core::Millis>(time));
          }) < kolmogorov_limit(arrivals.size()));

    // Visits with nothing in the way: log-normal round the median of an hour, variation 0.4.
    auto sights = attractions(city, scenario::DayKind::weekday);
    sights.resize(1);
    sights[0].opens = 0;
    sights[0].closes = 24 * core::ms_per_hour;
    sights[0].stay_median_min = 60;
    VisitQuestion question;
    question.from = city.places[sights[0].place].position;
    question.latest_end = 24 * core::ms_per_hour;
    std::vector<double> lengths;
    for (std::uint64_t key = 1; key <= 5'000; ++key) {
        question.key = core::combine(1, key);
        auto const visit = chosen_visit(sights, city, core::Random(1), question);
        lengths.push_back(static_cast<double>(visit.end - visit.arrival) / core::ms_per_minute);
    }
    double const sigma = std::sqrt(std::log(1 + 0.4 * 0.4));
    CHECK(kolmogorov(lengths, [&](double minutes) {
              return 0.5 * std::erfc(-std::log(minutes / 60) / sigma / std::sqrt(2.0));
          }) < kolmogorov_limit(lengths.size()));
}

TEST_CASE("visitors: sizes of coach parties are even between their bounds", "[statistics]")
{
    scenario::DemandParameters parameters;
    parameters.visitors_per_day = 200'000;
    std::map<int, double> sizes;
    double parties = 0;
    for (auto const& group : groups_of(parameters)) {
        if (group.type != GroupType::tour || group.persons < 30) continue;  // the last of a list is cut
        ++sizes[group.persons];
        ++parties;
    }
    double distance = 0;
    double so_far = 0;
    for (int size = 30; size <= 40; ++size) {
        so_far += sizes[size] / parties;
        distance = std::max(distance, std::abs(so_far - (size - 29) / 11.0));
    }
    CHECK(distance < kolmogorov_limit(static_cast<std::size_t>(parties)));
}
