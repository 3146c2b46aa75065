#include "demand/demand.hpp"
#include "demand/parameters.hpp"
#include "demand/population.hpp"
#include "plan_rules.hpp"
#include "small_city.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace halong;
using city::Activity;
using city::Mode;
using demand::make_plans;
using test::small_city;
using test::small_day;

namespace {

// A leg of somebody of a household, as row of the plans' stays.
struct Leg {
    core::NodeId from;
    core::NodeId to;
    core::Millis leave = 0;
    Mode mode = Mode::none;
};

Leg leg_of(city::Plans const& plans, std::uint32_t stay)
{
    return {plans.node[stay], plans.node[stay + 1], plans.planned_end[stay], plans.mode[stay]};
}

bool drives(Mode mode) { return mode == Mode::motorbike || mode == Mode::car; }

// Whether some other member of the household drives from and to the same nodes at that very time.
bool is_driven_by_family(city::Plans const& plans, demand::Population const& people, std::uint32_t person,
                         Leg const& leg)
{
    std::uint32_t const h = people.household[person];
    for (std::uint32_t other = people.first_member[h]; other < people.first_member[h + 1]; ++other) {
        for (auto stay = plans.stays_begin(other); other != person && stay + 1 < plans.stays_end(other); ++stay) {
            Leg const his = leg_of(plans, stay);
            if (drives(his.mode) && his.from == leg.from && his.to == leg.to && his.leave == leg.leave) return true;
        }
    }
    return false;
}

struct Escorts {
    double rides = 0;   // of children below escort_age to and from school as passengers
    double driven = 0;  // of these, on a leg of the family
    double visits = 0;  // stays of escorts at schools
};

Escorts escorts_of(city::City const& city, scenario::Scenario const& day, city::Plans const& plans)
{
    auto const people = demand::synthesise(city, day.demand, core::Random(1));
    Escorts sums;
    for (std::uint32_t person = 0; person < people.person_count(); ++person) {
        REQUIRE(plans.traveller_key[person] == people.key[person]);
        for (auto stay = plans.stays_begin(person); stay + 1 < plans.stays_end(person); ++stay) {
            if (plans.activity[stay] == Activity::escort) {
                sums.visits += 1;
                CHECK(people.age[person] >= 18);
                CHECK(drives(plans.mode[stay]));
            }
            bool const school =
                plans.activity[stay] == Activity::school || plans.activity[stay + 1] == Activity::school;
            bool const child = people.age[person] < demand::parameter::escort_age;
            if (!school || !child || plans.mode[stay] != Mode::passenger) continue;
            sums.rides += 1;
            sums.driven += is_driven_by_family(plans, people, person, leg_of(plans, stay)) ? 1 : 0;
        }
    }
    return sums;
}

}  // namespace

TEST_CASE("escorts: children ride on the very leg of somebody of their household")
{
    auto const city = small_city();
    auto const day = small_day();
    auto const sums = escorts_of(city, day, make_plans(city, day, core::Random(1)));
    CHECK(sums.rides > 3'000);
    CHECK(sums.driven / sums.rides > 0.7);  // the rest ride with neighbours: nobody of the family is free
    CHECK(sums.visits > 0.5 * sums.driven);
    CHECK(sums.visits <= sums.driven);  // brothers and sisters share one
}

TEST_CASE("escorts: nobody goes to school gates on days without school")
{
    auto const city = small_city();
    auto const plans = make_plans(city, small_day(scenario::DayKind::weekend), core::Random(1));
    CHECK(std::count(plans.activity.begin(), plans.activity.end(), Activity::escort) == 0);
}

TEST_CASE("household vehicles: never more on the road than the household has")
{
    auto const city = small_city();
    auto const day = small_day();
    auto const plans = make_plans(city, day, core::Random(1));
    auto const people = demand::synthesise(city, day.demand, core::Random(1));
    long broken = 0;
    long used = 0;
    for (std::size_t h = 0; h < people.household_count(); ++h) {
        // +1 when a vehicle leaves home, -1 when its user sets out for home: it is away at least between these.
        std::vector<std::pair<core::Millis, int>> motorbikes;
        std::vector<std::pair<core::Millis, int>> cars;
        for (auto person = people.first_member[h]; person < people.first_member[h + 1]; ++person) {
            for (auto stay = plans.stays_begin(person); stay + 1 < plans.stays_end(person); ++stay) {
                if (!drives(plans.mode[stay])) continue;
                auto& away = plans.mode[stay] == Mode::car ? cars : motorbikes;
                bool const first = stay == plans.stays_begin(person);
                if (plans.activity[stay] == Activity::home) away.emplace_back(plans.planned_end[stay], 1);
                if (first && plans.activity[stay] == Activity::work) away.emplace_back(0, 1);
                if (plans.activity[stay + 1] == Activity::home) away.emplace_back(plans.planned_end[stay], -1);
            }
        }
        for (auto const& [events, owned] :
             {std::pair(&motorbikes, people.motorbikes[h]), std::pair(&cars, people.cars[h])}) {
            std::sort(events->begin(), events->end());
            int away = 0;
            for (auto const& event : *events) {
                away += event.second;
                used += event.second > 0 ? 1 : 0;
                broken += away > owned ? 1 : 0;
            }
        }
    }
    CHECK(used > 30'000);
    CHECK(broken == 0);
}
