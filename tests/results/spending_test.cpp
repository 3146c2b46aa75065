// Spending by hand: two foreign visitors for a day and a night, with one sight from which they are turned away.
#include "results/spending.hpp"

#include "results/transfers.hpp"
#include "services/toy_town.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::test;
using city::Activity;
using city::Mode;
using results::Business;

namespace {

struct VisitorDay {
    city::City town = line_town();
    PlanSketch sketch;
    simulation::RunResult run;

    VisitorDay()
    {
        city::Place museum;
        museum.fee_vnd = 40'000;
        town.places.push_back(museum);
        sketch.begin("guests", city::PersonClass::foreign_visitor, 2);
        add(Activity::outside, Mode::car, 8 * hour);
        add(Activity::visit, Mode::walk, 10 * hour, core::PlaceId{0});
        add(Activity::meal, Mode::walk, 11 * hour);
        add(Activity::visit, Mode::car, 11 * hour + 31 * minute, core::PlaceId{0});  // after a minute
        add(Activity::hotel, Mode::none, core::never);
        sketch.end();
        sketch.begin("neighbour", city::PersonClass::resident);
        add(Activity::meal, Mode::none, core::never);
        sketch.end();
    }

private:
    // Legs take half an hour.
    void add(Activity activity, Mode mode, core::Millis departure, core::PlaceId place = {})
    {
        sketch.stay(core::NodeId{0}, {0, 0});
        sketch.plans.activity.back() = activity;
        sketch.plans.place.back() = place;
        if (mode != Mode::none) sketch.leave(departure, mode);
        run.legs.push_back({departure, mode == Mode::none ? core::never : departure + hour / 2, 0});
    }
};

}  // namespace

TEST_CASE("what two guests spend in a day")
{
    VisitorDay const day;
    auto const spending = results::spending_of(day.town, day.sketch.plans, day.run);
    core::ZoneId const zone{0};
    CHECK(spending.at(Business::lodging, zone, true) == 2 * 1'030'000);
    CHECK(spending.at(Business::food, zone, true) == 2 * 415'000);
    CHECK(spending.at(Business::transport, zone, true) == 2 * 2 * 123'000);
    CHECK(spending.at(Business::sights, zone, true) == 2 * 40'000);
    CHECK(spending.at(Business::shopping, zone, true) == 2 * 209'000);
    CHECK(spending.at(Business::food, zone, false) == 0);
    CHECK(spending.total(Business::food) == 830'000);
    CHECK(spending.total() == 2 * (1'030'000 + 415'000 + 246'000 + 40'000 + 209'000));
}

TEST_CASE("whoever does not arrive spends nothing where he wanted to go")
{
    VisitorDay day;
    day.run.legs[1].arrival_ms = core::never;  // stuck on the way to lunch
    auto const spending = results::spending_of(day.town, day.sketch.plans, day.run);
    CHECK(spending.total(Business::food) == 0);
    CHECK(spending.total(Business::lodging) == 0);
    CHECK(spending.total(Business::sights) == 80'000);
    CHECK(results::Spending{}.total() == 0);
    CHECK(results::Spending{}.total(Business::food) == 0);
}

TEST_CASE("residents buy tickets where they stay, and none where they are turned away")
{
    city::City town = line_town();
    city::Place museum;
    museum.fee_vnd = 40'000;
    town.places.push_back(museum);
    PlanSketch sketch;
    simulation::RunResult run;
    auto const add = [&](Activity activity, core::Millis arrival, core::Millis departure, core::PlaceId place) {
        sketch.stay(core::NodeId{0}, {0, 0});
        sketch.plans.activity.back() = activity;
        sketch.plans.place.back() = place;
        if (arrival != core::never) run.legs.back().arrival_ms = arrival;
        if (departure != core::never) sketch.leave(departure, Mode::walk);
        run.legs.push_back({departure, core::never, 0});
    };
    core::PlaceId const there{0};
    sketch.begin("family", city::PersonClass::resident, 3);
    add(Activity::home, core::never, 8 * hour, {});
    add(Activity::leisure, 9 * hour, 9 * hour + 4 * minute, there);  // turned away
    add(Activity::leisure, 10 * hour, 10 * hour + 5 * minute, there);
    add(Activity::work, 11 * hour, 17 * hour, there);
    add(Activity::leisure, 18 * hour, core::never, there);  // and stays
    sketch.end();
    auto const paid = results::transfers_of(town, sketch.plans, run, results::Spending(1));
    auto const& all = results::all_transfers();
    for (std::size_t i = 0; i < all.size(); ++i) {
        bool const is_ticket = all[i].kpi == "tickets_residents_m_vnd";
        CHECK(paid[i] == (is_ticket ? 2 * 3 * 40'000 : 0));
    }
}
