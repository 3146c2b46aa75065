// Entrances of places: who queues, what becomes of him, and what the next day expects.
#include "services/entrances.hpp"

#include "core/archive.hpp"
#include "services/experience_of.hpp"
#include "services/toy_town.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::services;
using namespace halong::test;

namespace {

// A museum with one gate, 60 s a person, room for 4, from 8 to 17 h, and a square without any.
city::City museum_town()
{
    auto town = line_town();
    city::Place museum;
    museum.id = "museum";
    museum.zone = core::ZoneId{0};
    museum.gates = 1;
    museum.gate_s_per_person = 60;
    museum.capacity = 4;
    museum.opens_h = 8;
    museum.closes_h = 17;
    town.places.push_back(city::Place{});
    town.places.push_back(museum);
    return town;
}

core::PlaceId const square{0};
core::PlaceId const museum{1};

// A group that comes to a place and stays until `leave`, at least for 5 minutes; returns its stay there.
std::uint32_t visit(PlanSketch& sketch, std::string const& id, core::PlaceId place, int persons, Millis leave,
                    city::Activity activity = city::Activity::visit)
{
    sketch.begin(id, city::PersonClass::domestic_visitor, persons);
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.leave(7 * hour, city::Mode::walk);
    auto const stay = sketch.stay(core::NodeId{1}, {300, 0}, 0, 5 * minute);
    sketch.plans.place.back() = place;
    sketch.plans.activity.back() = activity;
    sketch.leave(leave, city::Mode::walk);
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.end();
    return stay;
}

}  // namespace

TEST_CASE("entrances: visitors queue, staff and squares without gates do not")
{
    auto const town = museum_town();
    PlanSketch sketch;
    auto const guest = visit(sketch, "guest", museum, 2, 12 * hour);
    auto const keeper = visit(sketch, "keeper", museum, 1, 12 * hour, city::Activity::work);
    auto const stroller = visit(sketch, "stroller", square, 2, 12 * hour);
    auto const service = make_entrances(town, sketch.plans, {});
    CHECK(service->admits(guest));
    CHECK_FALSE(service->admits(keeper));
    CHECK_FALSE(service->admits(stroller));
    CHECK_FALSE(service->admits(guest - 1));
    CHECK(make_entrances(line_town(), sketch.plans, {}) == nullptr);
}

TEST_CASE("entrances: who waits leaves later or stays shorter, who would wait too long goes at once")
{
    auto const town = museum_town();
    PlanSketch sketch;
    auto const first = visit(sketch, "first", museum, 3, 10 * hour);
    auto const second = visit(sketch, "second", museum, 1, 9 * hour + 10 * minute);
    auto const third = visit(sketch, "third", museum, 2, 9 * hour + 30 * minute);
    auto const fourth = visit(sketch, "fourth", museum, 1, 17 * hour + 30 * minute);
    auto const service = make_entrances(town, sketch.plans, {.patience_min = 30});
    auto const come = [&](std::uint32_t traveller, std::uint32_t stay, Millis time) {
        return service->admit({traveller, stay, time, sketch.plans.planned_end[stay]});
    };
    CHECK(come(0, first, 9 * hour) == 10 * hour);
    // Three minutes for the three before him, one for himself, then five at least.
    CHECK(come(1, second, 9 * hour + 2 * minute) == 9 * hour + 10 * minute);
    // Two more do not fit before 10:00, beyond the patience of half an hour.
    CHECK(come(2, third, 9 * hour + 5 * minute) == 9 * hour + 6 * minute);
    CHECK(come(3, fourth, 17 * hour + minute) == 17 * hour + 2 * minute);  // closed
    service->advance(24 * hour);

    auto const result = service->result();
    CHECK(result.service == "queue");
    REQUIRE(result.places == std::vector{museum});
    auto const total = result.by_site.total();
    CHECK(total == Tally{7'000, 6'000, 4'000});
    CHECK(result.by_zone.total() == total);
    CHECK(result.by_site.hour_total(17) == Tally{1'000, 0, 0});
    CHECK(result.waits.all_turned_away == 3);
    CHECK(result.waits.peak_inside[9] == 4);
    CHECK(result.waits.wait_ms[9] == minute);  // one person, one minute
    CHECK(result.peaks[0].peak_load == 4);
    CHECK(result.peaks[0].busy_share == Approx(1.0 / 24));

    auto const experience = experience_of(town, std::vector{result}, {});
    CHECK(experience.wait_at(museum, 8 * hour) == 0);
    CHECK(experience.wait_at(museum, 9 * hour + 1) == (minute + 2 * 55 * minute) / 6);
    CHECK(experience.wait_at(square, 9 * hour) == 0);
    CHECK(experience.crowding_at(museum, 9 * hour) == 1);
    CHECK(experience.crowding_at(museum, 33 * hour) == 1);  // hours wrap round
    CHECK(city::Experience{}.wait_at(museum, 0) == 0);
}

TEST_CASE("entrances: who boards a boat behind the gate waits for as long as it takes")
{
    auto const town = museum_town();
    PlanSketch sketch;
    visit(sketch, "first", museum, 4, 12 * hour);
    auto const second = visit(sketch, "second", museum, 4, 10 * hour);
    sketch.plans.mode[second] = city::Mode::transit;
    auto const service = make_entrances(town, sketch.plans, {.patience_min = 1});
    service->admit({0, 1, 9 * hour, 12 * hour});
    CHECK(service->admit({1, second, 9 * hour, 10 * hour}) == 12 * hour + 9 * minute);
}

TEST_CASE("entrances: a place is full by the room that it has at each moment")
{
    auto const town = museum_town();
    PlanSketch sketch;
    auto const pair = visit(sketch, "pair", museum, 2, 12 * hour);
    auto const late = visit(sketch, "late", museum, 4, 16 * hour + 30 * minute);
    // Room for `persons` from each of these times on.
    auto const busy_share = [&](std::vector<std::pair<Millis, std::int64_t>> const& changes) {
        auto service = make_entrances(town, sketch.plans, {});
        service->admit({0, pair, 9 * hour, 12 * hour});
        std::size_t next = 0;
        auto const change_before = [&](Millis time) {
            for (; next < changes.size() && changes[next].first < time; ++next) {
                REQUIRE(service->change_spot({.place = museum, .capacity = changes[next].second}, changes[next].first));
            }
        };
        change_before(15 * hour + 56 * minute);
        service->admit({1, late, 15 * hour + 56 * minute, 16 * hour + 30 * minute});
        change_before(24 * hour);
        core::ArchiveWriter writer;
        service->save(writer);
        auto const resumed = make_entrances(town, sketch.plans, {});
        core::ArchiveReader reader(writer.bytes(), "test");
        resumed->load(reader);
        CHECK(resumed->result().peaks[0].busy_share == service->result().peaks[0].busy_share);
        return 24 * service->result().peaks[0].busy_share;
    };
    CHECK(busy_share({}) == Approx(1));                // four of four from 16:00 to 16:30
    CHECK(busy_share({{13 * hour, 9}}) == Approx(0));  // room for nine by then
    CHECK(busy_share({{10 * hour + 30 * minute, 2}, {13 * hour, 4}}) ==
          Approx(3));  // and two of two from 10:30 to 12:00
    CHECK(busy_share({{10 * hour + 30 * minute, 2}, {11 * hour, 9}}) == Approx(1));  // until 11:00 only
    CHECK(busy_share({{17 * hour, 1}}) == Approx(1));                                // nobody is there any more
    auto const service = make_entrances(town, sketch.plans, {});
    CHECK_FALSE(service->change_spot({.place = square, .capacity = 5}, 9 * hour));
}

TEST_CASE("entrances: go on from where they were saved")
{
    auto const town = museum_town();
    PlanSketch sketch;
    Draws draws(5);
    for (int i = 0; i < 200; ++i) visit(sketch, std::to_string(i), museum, 1 + draws.below(4), 9 * hour);
    auto const whole = make_entrances(town, sketch.plans, {});
    auto part = make_entrances(town, sketch.plans, {});
    Millis now = 8 * hour;
    for (std::uint32_t i = 0; i < 200; ++i) {
        now += draws.below(5 * minute);
        city::Presence const coming{i, 3 * i + 1, now, 9 * hour};
        CHECK(whole->admit(coming) == part->admit(coming));
        if (i % 70 != 0) continue;
        core::ArchiveWriter writer;
        part->save(writer);
        part = make_entrances(town, sketch.plans, {});
        core::ArchiveReader reader(writer.bytes(), "test");
        part->load(reader);
        reader.finish();
    }
    CHECK(whole->result().by_site.cells() == part->result().by_site.cells());
    CHECK(whole->result().waits.wait_p95_ms == part->result().waits.wait_p95_ms);
}

TEST_CASE("entrances: how crowded the hall of a pier is before its gates")
{
    auto town = museum_town();
    auto& pier = town.places[museum];
    pier.kind = city::PlaceKind::pier;
    pier.capacity = 0;
    PlanSketch sketch;
    std::vector<std::uint32_t> stays;
    for (int i = 0; i < 3; ++i) stays.push_back(visit(sketch, std::to_string(i), museum, 10, 12 * hour));
    auto const extra = [&](double area_m2, std::string_view name) {
        auto const service = make_entrances(town, sketch.plans, {.patience_min = 60, .hall_m2_per_gate = area_m2});
        for (std::uint32_t i = 0; i < 3; ++i) service->admit({i, stays[i], 9 * hour, 12 * hour});
        return extra_of(service->result(), name);
    };
    // Ten go in at once; ten wait for 10 minutes and ten for 20.
    CHECK(extra(4, "hall_least_m2") == 0.2);
    CHECK(extra(4, "hall_crowded_person_min") == 20 * 10);  // 0.4 m2 each for the last ten
    CHECK(extra(2, "hall_crowded_person_min") == 20 * 10 + 10 * 10);
    CHECK(extra(5.7, "hall_crowded_person_min") == 0);
    pier.kind = city::PlaceKind::museum;
    CHECK(extra(2, "hall_least_m2") == 0);
}
