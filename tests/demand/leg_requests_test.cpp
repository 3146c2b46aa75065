#include "core/error.hpp"
#include "demand/demand.hpp"
#include "demand/plan_writer.hpp"
#include "small_timetable.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace halong;
using namespace halong::demand;
using city::Activity;
using city::Mode;
using network::RouteUser;

TEST_CASE("leg requests: ends, user, load and time of each leg")
{
    struct Case {
        Mode mode;
        RouteUser user;
        int pcu_milli;
    };
    std::vector<Case> const cases{{Mode::walk, RouteUser::walker, 0},
                                  {Mode::bicycle, RouteUser::bicycle, 250},
                                  {Mode::motorbike, RouteUser::motorbike, 250},
                                  {Mode::car, RouteUser::car, 1000},
                                  {Mode::van, RouteUser::van, 1250},
                                  {Mode::bus, RouteUser::bus, 3000},
                                  {Mode::coach, RouteUser::coach, 3000},
                                  {Mode::lorry, RouteUser::lorry, 2500},
                                  {Mode::passenger, RouteUser::car, 0}};
    city::Plans plans;
    PlanWriter writer(plans);
    writer.begin({1, city::PersonClass::resident, 1, core::ZoneId{0}});
    for (std::size_t i = 0; i < cases.size(); ++i) {
        Spot spot;
        spot.zone = core::ZoneId{0};
        spot.node = core::NodeId{i};
        writer.stay(Activity::home, spot, 0);
        writer.leave(static_cast<core::Millis>(1000 * i), cases[i].mode);
    }
    Spot last;
    last.zone = core::ZoneId{0};
    last.node = core::NodeId{99};
    writer.stay(Activity::home, last, 0);
    writer.finish();

    auto const legs = leg_requests(plans);
    REQUIRE(legs.requests.size() == cases.size());
    REQUIRE(legs.request_of_stay.size() == cases.size() + 1);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        auto const& request = legs.requests[legs.request_of_stay[i]];
        CHECK(request.origin == core::NodeId{i});
        CHECK(request.destination == (i + 1 < cases.size() ? core::NodeId{i + 1} : core::NodeId{99}));
        CHECK(request.user == cases[i].user);
        CHECK(request.pcu_milli == cases[i].pcu_milli);
        CHECK(request.departure_ms == static_cast<core::Millis>(1000 * i));
    }
    CHECK(legs.request_of_stay.back() == std::numeric_limits<std::uint32_t>::max());
}

TEST_CASE("leg requests: one for each leg of a day")
{
    auto const plans = make_plans(test::small_city(), test::small_day(), core::Random(1));
    auto const legs = leg_requests(plans);
    CHECK(legs.requests.size() == plans.stay_count() - plans.traveller_count());
}

TEST_CASE("leg requests: who comes back from a cruise starts after it, and meets the bans of that hour")
{
    city::City city = test::small_city_with_timetable();
    auto const tour = std::ranges::find(city.transit.lines, city::TransitKind::boat, &city::TransitLine::kind);
    core::Millis const boards_ms = 8 * core::ms_per_hour;
    city::Plans plans;
    PlanWriter writer(plans);
    writer.begin({1, city::PersonClass::domestic_visitor, 2, core::ZoneId{0}});
    Spot spot;
    spot.zone = core::ZoneId{0};
    spot.node = core::NodeId{0};
    writer.stay(Activity::home, spot, 0);
    writer.leave(boards_ms, Mode::car);
    writer.stay(Activity::cruise, spot, 0);
    plans.rides.push_back({1, tour->stops.front(), tour->stops.back()});
    writer.leave(boards_ms, Mode::transit);
    writer.stay(Activity::transfer, spot, 0);
    writer.leave(boards_ms, Mode::car);
    writer.stay(Activity::meal, spot, core::ms_per_hour);
    writer.leave(boards_ms, Mode::car);
    writer.stay(Activity::home, spot, 0);
    writer.finish();

    auto const legs = leg_requests(plans, city.transit);
    auto const earliest = [&](std::size_t stay) { return legs.requests[legs.request_of_stay[stay]].earliest_ms; };
    CHECK(earliest(0) == boards_ms);
    CHECK(earliest(2) == boards_ms + 4 * core::ms_per_hour);  // the shorter of the two tours from there
    CHECK(earliest(3) == boards_ms + 5 * core::ms_per_hour);
    CHECK(legs.requests[legs.request_of_stay[2]].departure_ms == boards_ms);
}

TEST_CASE("plan writer: times to leave never fall, and an open plan is a fault")
{
    city::Plans plans;
    PlanWriter writer(plans);
    writer.begin({7, city::PersonClass::worker, 2, core::ZoneId{3}});
    writer.stay(Activity::home, {}, 0);
    writer.leave(5000, Mode::car);
    writer.stay(Activity::work, {}, 100);
    writer.leave(4000, Mode::car);
    CHECK_THROWS_AS(writer.finish(), core::InternalFault);
    writer.stay(Activity::home, {}, 200);
    writer.finish();
    CHECK(plans.planned_end == core::KeptColumn<core::Millis>{5000, 5000, core::never});
    CHECK(plans.first_stay == core::KeptColumn<std::uint32_t>{0, 3});
    CHECK(plans.persons == core::KeptColumn<std::uint16_t>{2});
}
