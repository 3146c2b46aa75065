// Events: as many come as the scenario says, at its hours, and the rest of the day fits before it.
#include "demand/event_crowds.hpp"

#include "demand/demand.hpp"
#include "demand/requirements.hpp"
#include "plan_rules.hpp"
#include "small_city.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <map>

using namespace halong;
using namespace halong::demand;
using test::small_city;
using test::small_day;

namespace {

scenario::Scenario day_with_show(std::int64_t attendance)
{
    auto scenario = small_day();
    scenario::Event show;
    show.id = "show";
    show.place = "square";
    show.from_h = 20;
    show.to_h = 22;
    show.attendance = attendance;
    show.residents_share = 0.4;
    scenario.events = {show};
    return scenario;
}

struct Crowd {
    std::int64_t residents = 0;
    std::int64_t visitors = 0;
};

// Who plans to be on the square at half past nine and leaves within twenty minutes of the end.
Crowd crowd_of(city::City const& city, city::Plans const& plans)
{
    Crowd crowd;
    for (std::uint32_t t = 0; t < plans.traveller_count(); ++t) {
        for (std::uint32_t k = plans.stays_begin(t) + 1; k < plans.stays_end(t); ++k) {
            bool const at_show = plans.place[k].valid() && city.places[plans.place[k]].id == "square" &&
                                 plans.planned_end[k - 1] < 21.5 * core::ms_per_hour &&
                                 plans.planned_end[k] >= 22 * core::ms_per_hour &&
                                 plans.planned_end[k] < 22.34 * core::ms_per_hour;
            if (at_show) (test::is_visitor(plans, t) ? crowd.visitors : crowd.residents) += plans.persons[t];
        }
    }
    return crowd;
}

// Whether two travellers go to the same places at the same planned times.
bool same_day(city::Plans const& a, std::uint32_t i, city::Plans const& b, std::uint32_t j)
{
    std::uint32_t const stays = a.stays_end(i) - a.stays_begin(i);
    if (stays != b.stays_end(j) - b.stays_begin(j)) return false;
    for (std::uint32_t k = 0; k < stays; ++k) {
        std::uint32_t const of_a = a.stays_begin(i) + k;
        std::uint32_t const of_b = b.stays_begin(j) + k;
        if (a.place[of_a] != b.place[of_b] || a.planned_end[of_a] != b.planned_end[of_b]) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("events: residents are exact, visitors too where groups fit and have an evening here")
{
    auto const city = small_city();
    auto const scenario = day_with_show(5'000);
    auto const plans = make_plans(city, scenario, core::Random(1));
    test::check_plans(city, plans);
    auto const quiet = crowd_of(city, make_plans(city, small_day(), core::Random(1)));
    auto const crowd = crowd_of(city, plans);
    // A few end a visit of their own at the same time.
    CHECK(crowd.residents >= 2'000);
    CHECK(crowd.residents <= 2'000 + quiet.residents);
    CHECK(static_cast<double>(crowd.visitors) ==
          Approx(3'000).margin(3'000 * 0.03 + static_cast<double>(quiet.visitors)));
}

TEST_CASE("events: whoever does not go has the same day as without it")
{
    auto const city = small_city();
    auto const with = make_plans(city, day_with_show(1'000), core::Random(1));
    auto const without = make_plans(city, small_day(), core::Random(1));
    std::map<std::uint64_t, std::uint32_t> row_without;
    for (std::uint32_t t = 0; t < without.traveller_count(); ++t) row_without[without.traveller_key[t]] = t;
    long changed = 0;
    for (std::uint32_t t = 0; t < with.traveller_count(); ++t) {
        bool const is_person = with.person_class[t] != city::PersonClass::business;  // taxis follow the people
        if (is_person && !same_day(with, t, without, row_without.at(with.traveller_key[t]))) ++changed;
    }
    // Each resident, and each group of visitors; a few of their households find the motorbike gone.
    CHECK(changed >= 400);
    CHECK(changed <= 1'000);
}

TEST_CASE("events: groups are sent until the attendance is reached, each to one event at most")
{
    core::Random const random(1);
    auto groups = visitor_groups(small_city(), small_day().demand, random);
    CrowdEvent first;
    first.stable_id = 1;
    first.visitors = 700;
    CrowdEvent second = first;
    second.stable_id = 2;
    second.visitors = 300;
    send_groups_to_events({first, second}, random, groups);
    std::int64_t persons[2] = {};
    for (auto const& group : groups) {
        if (group.event == no_event) continue;
        CHECK(group.type != GroupType::business);
        CHECK(group.kind != VisitKind::leaving_guest);
        persons[group.event] += group.persons;
    }
    CHECK(persons[0] == 700);
    CHECK(persons[1] == 300);
}

TEST_CASE("events: a crowd larger than the people there are is an error that says so")
{
    auto const findings = missing_for_a_day(small_city(), day_with_show(200'000));
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].message.find("event 'show'") != std::string::npos);
    CHECK(findings[0].message.find("80000 residents") != std::string::npos);
}
