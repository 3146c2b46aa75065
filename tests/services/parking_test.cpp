// Car parks: M/G/c/c against Erlang B whatever the stays, the way to the next one, and who leaves when.
#include "services/parking.hpp"

#include "services/desk_town.hpp"
#include "services/queue_theory.hpp"
#include "services/toy_town.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

using namespace halong;
using namespace halong::services;
using namespace halong::test;
using city::Mode;
using city::PlaceKind;
using city::Presence;

namespace {

city::Place lot_at(std::string const& id, double x_m, std::int64_t jobs, PlaceKind kind = PlaceKind::park)
{
    auto place = desk_place(id, kind, 0, 24);
    place.position = {x_m, 0};
    place.jobs = jobs;
    return place;
}

// One space for each person, 0.8 persons for each job.
scenario::ParkingParameters plain(double walk_m)
{
    scenario::ParkingParameters p;
    p.car_spaces_per_person = p.motorbike_spaces_per_person = p.coach_spaces_per_person = 1;
    p.walk_m = walk_m;
    return p;
}

// Somebody who drives to the place and away again; returns his stay there.
std::uint32_t drive(PlanSketch& sketch, std::string const& id, core::PlaceId place, Mode there = Mode::car,
                    Mode back = Mode::car)
{
    sketch.begin(id);
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.leave(0, there);
    auto const stay = sketch.stay(core::NodeId{1}, {300, 0});
    sketch.plans.place.back() = place;
    sketch.leave(0, back);
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.end();
    return stay;
}

Presence at_place(PlanSketch const& sketch, std::uint32_t traveller, Millis from_ms, Millis to_ms)
{
    return {traveller, sketch.plans.stays_begin(traveller) + 1, from_ms, to_ms};
}

}  // namespace

TEST_CASE("parking: spaces by the persons whom a place holds at once")
{
    auto p = plain(0);
    auto place = lot_at("works", 0, 25);
    CHECK(spaces_of(place, ParkedKind::car, p) == 20);
    CHECK(spaces_of(place, ParkedKind::coach, p) == 0);  // no sight
    p.spaces_factor = 0.5;
    CHECK(spaces_of(place, ParkedKind::car, p) == 10);
    p.spaces_factor = 0;
    CHECK(spaces_of(place, ParkedKind::car, p) == 0);
    p.spaces_factor = 1;
    auto pier = lot_at("pier", 0, 0, PlaceKind::pier);
    CHECK(spaces_of(pier, ParkedKind::coach, p) == 0);  // nobody comes
    pier.visits_per_day = 1'600;
    pier.opens_h = 6;
    pier.closes_h = 18;
    pier.stay_median_min = 60;
    CHECK(spaces_of(pier, ParkedKind::coach, p) == 534);  // an hour each, within 3 hours
    p.coach_spaces_per_person = 1e-9;
    CHECK(spaces_of(pier, ParkedKind::coach, p) == 1);
}

// Erlang (1917); Sevastyanov (1957): the share that finds no room depends on the mean stay alone. 30 days from the
// third hour on; 5 standard errors, wrong in less than one of 10,000 comparisons, and 1 % for the grain of the day.
TEST_CASE("parking: who finds a single car park full, as Erlang B says for any stays", "[statistics]")
{
    auto const town = town_with({lot_at("works", 300, 25)});  // 20 spaces
    auto const p = plain(0);
    core::Random const random(11);
    auto const exponential = [&](std::uint64_t who, std::uint32_t purpose) {
        return random.exponential(core::Stream::test, {who, purpose, 0});
    };
    std::function<double(std::uint64_t)> const stays[] = {
        [](std::uint64_t) { return 1.0; }, [&](std::uint64_t who) { return exponential(who, 2); },
        [&](std::uint64_t who) {
            return random.lognormal(core::Stream::test, {who, 3, 0}, 1 / std::sqrt(5.0), 2);
        }};
    constexpr double mean_min = 12;
    for (double const load : {14.0, 20.0, 26.0}) {
        for (auto const& stay : stays) {
            std::vector<double> lost;
            for (std::uint64_t day = 1; day <= 30; ++day) {
                PlanSketch sketch;
                std::vector<Presence> comings;
                double at_min = 0;
                for (std::uint32_t i = 0;; ++i) {
                    std::uint64_t const who = core::combine(day, i);
                    at_min += exponential(who, 1) * mean_min / load;
                    if (at_min >= 24 * 60) break;
                    drive(sketch, std::to_string(i), core::PlaceId{0});
                    auto const from = core::millis(at_min, minute);
                    comings.push_back(at_place(sketch, i, from, from + core::millis(stay(who) * mean_min, minute)));
                }
                auto const parking = make_parking(town, sketch.plans, ParkedKind::car, p);
                parking->presences(comings);
                parking->advance(24 * hour);
                auto const result = parking->result();
                Tally sum;
                for (int h = 2; h < 24; ++h) sum += result.by_site.hour_total(h);
                lost.push_back(1 - static_cast<double>(sum.carried) / static_cast<double>(sum.covered));
                CHECK(result.peaks[0].peak_load <= 20);
            }
            auto const found = estimate_of(lost);
            double const expected = erlang_b(load, 20);
            INFO(load << " erlang: expected " << expected << ", found " << found.mean << " +- "
                      << found.standard_error);
            CHECK(std::abs(found.mean - expected) <= 5 * found.standard_error + 0.01 * expected);
        }
    }
}

TEST_CASE("parking: the next car park when one is full, with the way there; then none")
{
    // One space each, 300 and 500 m along the street; a third beyond reach.
    auto const town = town_with({lot_at("near", 300, 1), lot_at("next", 500, 1), lot_at("far", 900, 1)});
    PlanSketch sketch;
    for (int i = 0; i < 4; ++i) drive(sketch, std::to_string(i), core::PlaceId{0});
    auto const parking = make_parking(town, sketch.plans, ParkedKind::car, plain(250));
    for (std::uint32_t i = 0; i < 3; ++i) {
        parking->presences(
            std::vector<Presence>{at_place(sketch, i, 8 * hour + static_cast<Millis>(i) * minute, 9 * hour)});
    }
    parking->presences(std::vector<Presence>{at_place(sketch, 3, 9 * hour, 10 * hour)});  // both are free again
    auto const result = parking->result();
    CHECK(result.by_site.row_total(0) == Tally{4'000, 4'000, 3'000});
    CHECK(result.by_zone.total() == result.by_site.total());
    CHECK(figure(result, "turned_away") == 1);
    CHECK(figure(result, "elsewhere") == 1);
    CHECK(figure(result, "cruising_km") == Approx(2 * 0.26));  // 200 m as the crow flies, for two of them
    CHECK(figure(result, "search_h") == Approx(2 * 0.26 / 12).epsilon(1e-4));
    CHECK(figure(result, "spaces") == 3);
    std::size_t const eight = 8;
    CHECK(result.busy_ms[eight] == hour);
    CHECK(result.busy_ms[core::hours_per_day + eight] == 59 * minute);
    CHECK(result.duty_ms[eight] == hour);
    CHECK(figure(result, "hours_above_85_pct") == 3);  // near at 8 and 9, next at 8
}

TEST_CASE("parking: fees and walks decide where there is room everywhere")
{
    auto const town = town_with({lot_at("sight", 300, 10, PlaceKind::museum), lot_at("works", 400, 10)});
    PlanSketch sketch;
    drive(sketch, "a", core::PlaceId{0});
    auto p = plain(400);
    auto const lot_of = [&] {
        auto const parking = make_parking(town, sketch.plans, ParkedKind::car, p);
        parking->presences(std::vector<Presence>{at_place(sketch, 0, 8 * hour, 9 * hour)});
        auto const result = parking->result();
        return result.peaks[0].peak_load > 0 ? 0 : 1;
    };
    p.car_fee_vnd = 0;
    CHECK(lot_of() == 0);
    p.car_fee_vnd = 20'000;  // 80 min against 3.6 min on foot
    CHECK(lot_of() == 1);
    p.walk_m = 50;
    CHECK(lot_of() == 0);
}

TEST_CASE("parking: the car park of a company takes its own people only")
{
    auto const town = town_with({lot_at("small", 300, 1), lot_at("works", 310, 90, PlaceKind::industrial_park)});
    PlanSketch sketch;
    for (int i = 0; i < 3; ++i) drive(sketch, std::to_string(i), core::PlaceId{i / 2});
    auto const parking = make_parking(town, sketch.plans, ParkedKind::car, plain(400));
    parking->presences(std::vector<Presence>{at_place(sketch, 0, 8 * hour, 9 * hour),
                                             at_place(sketch, 1, 8 * hour, 9 * hour),
                                             at_place(sketch, 2, 8 * hour, 9 * hour)});
    auto const result = parking->result();
    CHECK(result.by_site.row_total(0) == Tally{2'000, 2'000, 1'000});
    CHECK(result.by_site.row_total(1) == Tally{1'000, 1'000, 1'000});
}

TEST_CASE("parking: a vehicle stands until its driver leaves with it; taxis and walkers take no space")
{
    auto const town = town_with({lot_at("works", 300, 10)});
    PlanSketch sketch;
    drive(sketch, "stays", core::PlaceId{0}, Mode::car, Mode::walk);
    drive(sketch, "taxi", core::PlaceId{0}, Mode::taxi, Mode::taxi);
    drive(sketch, "rider", core::PlaceId{0}, Mode::motorbike, Mode::motorbike);
    auto const parking = make_parking(town, sketch.plans, ParkedKind::car, plain(0));
    parking->presences(std::vector<Presence>{at_place(sketch, 0, 8 * hour, 9 * hour),
                                             at_place(sketch, 1, 8 * hour, 9 * hour),
                                             at_place(sketch, 2, 8 * hour, 9 * hour)});
    auto const result = parking->result();
    CHECK(result.by_site.total() == Tally{1'000, 1'000, 1'000});
    CHECK(result.busy_ms[8] == hour);
    CHECK(result.busy_ms[23] == hour);
    CHECK(result.service == "car_parking");
}

TEST_CASE("parking: a day does not depend on windows or on being saved in the middle")
{
    auto const town = town_with({lot_at("near", 300, 5), lot_at("next", 500, 4), lot_at("third", 600, 3)});
    PlanSketch sketch;
    std::vector<Presence> comings;
    Draws draws(3);
    for (std::uint32_t i = 0; i < 400; ++i) {
        drive(sketch, std::to_string(i), core::PlaceId{draws.below(3)});
        Millis const from = static_cast<Millis>(i) * 3 * minute;
        comings.push_back(at_place(sketch, i, from, from + static_cast<Millis>(draws.uniform(0, 90 * minute))));
    }
    auto const day = [&](std::size_t cut, bool saves) {
        auto parking = make_parking(town, sketch.plans, ParkedKind::car, plain(250));
        for (std::size_t i = 0; i < comings.size(); i += cut) {
            auto const last = std::min(comings.size(), i + cut);
            parking->presences(std::span(comings).subspan(i, last - i));
            parking->advance(comings[last - 1].from_ms + 1);
            if (!saves) continue;
            core::ArchiveWriter writer;
            parking->save(writer);
            parking = make_parking(town, sketch.plans, ParkedKind::car, plain(250));
            core::ArchiveReader reader(writer.bytes(), "test");
            parking->load(reader);
            reader.finish();
        }
        return parking->result();
    };
    auto const whole = day(comings.size(), false);
    CHECK(figure(whole, "turned_away") > 20);
    CHECK(figure(whole, "elsewhere") > 20);
    for (auto const& [cut, saves] : {std::pair{std::size_t{1}, false}, {std::size_t{17}, true}}) {
        auto const other = day(cut, saves);
        CHECK(other.extras == whole.extras);
        CHECK(other.by_site.cells() == whole.by_site.cells());
        CHECK(other.busy_ms == whole.busy_ms);
    }
}
