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

namespace {

city::Place lot_at(std::string const& id, double x_m, std::int64_t jobs, PlaceKind kind = PlaceKind::park)
{
    auto place = desk_place(id, kind, 0, 24);
    place.position = {x_m, 0};
    place.jobs = jobs;
    return place;
}

// One space for each person, 0.92 persons for each job.
scenario::ParkingParameters plain(double walk_m)
{
    scenario::ParkingParameters p;
    p.car_spaces_per_person = p.motorbike_spaces_per_person = p.coach_spaces_per_person = 1;
    p.walk_m = walk_m;
    p.vnd_per_min = 0;  // drivers' own values
    return p;
}

// Everybody values a minute so.
city::ValueOfTime values_of(double vnd_per_min)
{
    double const vnd_per_h = 60 * vnd_per_min;
    return {{vnd_per_h, vnd_per_h, vnd_per_h, vnd_per_h, vnd_per_h, 0}, 1};
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

// Somebody's vehicle comes at `from_ms`, and leaves at `to_ms` or when he is at his place, whichever is later.
struct Coming {
    std::uint32_t traveller = 0;
    Millis from_ms = 0;
    Millis to_ms = 0;
};

// Brings vehicles to their places as a run does, over roads on which any way takes the same time.
class Drivers {
public:
    Drivers(Service& parking, city::Plans const& plans, Mode mode, Millis way_ms = minute,
            std::int64_t way_mm = 100'000)
        : parking_(&parking), plans_(plans), mode_(mode), way_ms_(way_ms), way_mm_(way_mm)
    {}
    void go_on_with(Service& parking) { parking_ = &parking; }
    void add(Coming const& coming)
    {
        next_.push_back({coming.from_ms, plans_.stays_begin(coming.traveller), coming});
        std::ranges::push_heap(next_, std::greater<>());
    }
    // The next vehicle's outcome; nothing when there is none.
    bool step()
    {
        if (next_.empty()) return false;
        std::ranges::pop_heap(next_, std::greater<>());
        Event const event = next_.back();
        next_.pop_back();
        last = parking_->park({event.coming.traveller, event.leg, event.time_ms});
        CHECK(last.time_ms >= event.time_ms);
        if (last.outcome == Parked::Outcome::drives_on) {
            CHECK(last.time_ms >= event.time_ms + core::ms_per_second);
            parking_->drives_on(event.coming.traveller, way_mm_);
            next_.push_back({last.time_ms + way_ms_, event.leg, event.coming});
            std::ranges::push_heap(next_, std::greater<>());
        } else if (plans_.mode[event.leg + 1] == mode_) {
            parking_->sets_out(event.coming.traveller,
                               std::max(event.coming.to_ms, last.time_ms + core::ms_per_second));
        }
        return true;
    }
    void all()
    {
        while (step()) {
        }
    }
    Parked last;

private:
    struct Event {
        Millis time_ms = 0;
        std::uint32_t leg = 0;
        Coming coming;
        bool operator>(Event const& other) const
        {
            return std::pair(time_ms, leg) > std::pair(other.time_ms, other.leg);
        }
    };
    Service* parking_;
    city::Plans const& plans_;
    Mode mode_;
    Millis way_ms_;
    std::int64_t way_mm_;
    std::vector<Event> next_;
};

ServiceResult day_of(city::City const& town, city::Plans const& plans, scenario::ParkingParameters const& p,
                     std::vector<Coming> const& comings, double vnd_per_min = 250)
{
    auto const parking = make_parking(town, plans, ParkedKind::car, p, values_of(vnd_per_min));
    Drivers drivers(*parking, plans, Mode::car);
    for (Coming const& coming : comings) drivers.add(coming);
    drivers.all();
    return parking->result();
}

}  // namespace

TEST_CASE("parking: spaces by the persons whom a place holds at once on a busy day")
{
    auto p = plain(0);
    auto place = lot_at("works", 0, 25);
    CHECK(spaces_of(place, ParkedKind::car, p) == 23);   // 92 % are there
    CHECK(spaces_of(place, ParkedKind::coach, p) == 0);  // no sight
    p.spaces_factor = 0.5;
    CHECK(spaces_of(place, ParkedKind::car, p) == 12);
    p.spaces_factor = 0;
    CHECK(spaces_of(place, ParkedKind::car, p) == 0);
    p.spaces_factor = 1;
    auto sight = lot_at("sight", 0, 0, PlaceKind::museum);
    CHECK(spaces_of(sight, ParkedKind::coach, p) == 0);  // nobody comes
    sight.visits_per_day = 1'600;
    sight.opens_h = 6;
    sight.closes_h = 18;
    sight.stay_median_min = 60;
    CHECK(spaces_of(sight, ParkedKind::coach, p) == 534);  // an hour each, within 3 hours
    sight.peak_visits_per_day = 3'200;
    CHECK(spaces_of(sight, ParkedKind::coach, p) == 667);  // a quarter of the way to the fullest day
    sight.kind = PlaceKind::pier;
    CHECK(spaces_of(sight, ParkedKind::coach, p) == 2'000);  // tours last longer than the morning
    p.coach_spaces_per_person = 1e-9;
    CHECK(spaces_of(sight, ParkedKind::coach, p) == 1);
    sight.kind = PlaceKind::bus_station;
    CHECK(spaces_of(sight, ParkedKind::coach, p) == 33);  // 667 persons, 20.64 in a coach
    auto hotel = lot_at("hotel", 0, 0, PlaceKind::hotel);
    hotel.rooms = 100;
    CHECK(spaces_of(hotel, ParkedKind::car, {}) == 26);  // one for 4 rooms
}

// Erlang (1917); Sevastyanov (1957): the share that finds no room depends on the mean stay alone. 60 days from the
// ninth hour on; 5 standard errors, wrong in less than one of 10,000 comparisons, and 1 % for the grain of the day.
TEST_CASE("parking: who finds a single car park full, as Erlang B says for any stays", "[statistics]")
{
    auto const town = town_with({lot_at("works", 300, 25)});  // 20 spaces

    auto p = plain(0);
    p.spaces_factor = 20.0 / 23;
    REQUIRE(spaces_of(town.places[core::PlaceId{0}], ParkedKind::car, p) == 20);
    core::Random const random(11);
    auto const exponential = [&](std::uint64_t who, std::uint32_t purpose) {
        return random.exponential(core::Stream::test, {who, purpose, 0});
    };
    std::function<double(std::uint64_t)> const stays[] = {
        [](std::uint64_t) { return 1.0; }, [&](std::uint64_t who) { return exponential(who, 2); },
        [&](std::uint64_t who) {
            return random.lognormal(core::Stream::test, {who, 3, 0}, 1 / std::sqrt(5.0), 2);
        }};
    constexpr double mean_min = 120;  // against which a search of 5 min at most counts little
    for (double const load : {14.0, 20.0, 26.0}) {
        for (auto const& stay : stays) {
            std::vector<double> lost;
            for (std::uint64_t day = 1; day <= 60; ++day) {
                PlanSketch sketch;
                std::vector<Coming> comings;
                double at_min = 0;
                for (std::uint32_t i = 0;; ++i) {
                    std::uint64_t const who = core::combine(day, i);
                    at_min += exponential(who, 1) * mean_min / load;
                    if (at_min >= 24 * 60) break;
                    drive(sketch, std::to_string(i), core::PlaceId{0});
                    auto const from = core::millis(at_min, minute);
                    comings.push_back({i, from, from + core::millis(stay(who) * mean_min, minute)});
                }
                auto const result = day_of(town, sketch.plans, p, comings);
                Tally sum;
                for (int h = 8; h < 24; ++h) sum += result.by_site.hour_total(h);
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

TEST_CASE("parking: the next car park when one is full, over the roads; then the kerb, or away")
{
    // One space each, 300 and 500 m along the street; a third beyond reach.
    auto const town = town_with({lot_at("near", 300, 1), lot_at("next", 500, 1), lot_at("far", 900, 1)});
    auto const activity = GENERATE(city::Activity::work, city::Activity::leisure);
    PlanSketch sketch;
    for (int i = 0; i < 4; ++i) sketch.plans.activity[drive(sketch, std::to_string(i), core::PlaceId{0})] = activity;
    auto const result = day_of(town, sketch.plans, plain(250),
                               {{0, 8 * hour, 9 * hour},
                                {1, 8 * hour + minute, 9 * hour + 10 * minute},
                                {2, 8 * hour + 2 * minute, 10 * hour},
                                {3, 9 * hour + 20 * minute, 10 * hour}});  // both are free again
    bool const leaves = activity == city::Activity::leisure;
    CHECK(result.by_site.row_total(0) == Tally{4'000, 4'000, 3'000});
    CHECK(result.by_zone.total() == result.by_site.total());
    CHECK(figure(result, "turned_away") == (leaves ? 1 : 0));
    CHECK(figure(result, "kerb") == (leaves ? 0 : 1));
    CHECK(figure(result, "elsewhere") == 1);
    CHECK(figure(result, "cruising_km") == Approx(2 * 0.1));  // as the roads say
    // 15 s in an empty car park; the second and third look for a minute, drive for one and then park or look again.
    CHECK(figure(result, "search_h") == Approx((3 * 0.25 + 2.0 + 3.0) / 60).epsilon(1e-4));
    double const walked_min = 200 * 1.3 / (4'300 / 60.0);
    double const kerb_min = 250 * 1.3 / (4'300 / 60.0);
    CHECK(figure(result, "walk_h") == Approx((walked_min + (leaves ? 0 : kerb_min)) / 60).epsilon(1e-4));
    CHECK(figure(result, "spaces") == 3);
    std::size_t const eight = 8;
    CHECK(result.busy_ms[eight] == hour);
    CHECK(result.busy_ms[core::hours_per_day + eight] == 57 * minute);
    CHECK(result.duty_ms[eight] == hour);
    // Whoever found nothing counts with an hour, or with search and walk.
    std::int64_t const found_ms = std::llround((2 * 0.25 + 2 + walked_min) * minute);
    std::int64_t const third_ms = leaves ? hour : std::llround((3 + kerb_min) * minute);
    CHECK(result.waits.expected_persons[eight] == 3);
    CHECK(std::abs(result.waits.expected_ms[eight] - found_ms - third_ms) <= 2);
}

TEST_CASE("parking: who takes a cabin at a place without room parks at the kerb and keeps his ride")
{
    auto const town = town_with({lot_at("station", 300, 1)});
    PlanSketch sketch;
    for (int i = 0; i < 2; ++i) {
        auto const stay = drive(sketch, std::to_string(i), core::PlaceId{0});
        sketch.plans.activity[stay] = city::Activity::visit;
        sketch.plans.mode[stay] = Mode::transit;
    }
    auto const result =
        day_of(town, sketch.plans, plain(250), {{0, 8 * hour, 9 * hour}, {1, 8 * hour + minute, 9 * hour}});
    CHECK(figure(result, "turned_away") == 0);
    CHECK(figure(result, "kerb") == 1);
}

TEST_CASE("parking: a car park to which no way is open counts as tried")
{
    auto const town = town_with({lot_at("near", 300, 1), lot_at("shut", 500, 1), lot_at("next", 520, 1)});
    PlanSketch sketch;
    for (int i = 0; i < 2; ++i) drive(sketch, std::to_string(i), core::PlaceId{0});
    auto const parking = make_parking(town, sketch.plans, ParkedKind::car, plain(250), values_of(250));
    REQUIRE(parking->park({0, sketch.plans.stays_begin(0), 8 * hour}).outcome == Parked::Outcome::at_place);
    std::uint32_t const leg = sketch.plans.stays_begin(1);
    auto const first = parking->park({1, leg, 8 * hour + minute});
    REQUIRE(first.outcome == Parked::Outcome::drives_on);
    CHECK(first.to == town.places[core::PlaceId{1}].vehicle_node);
    auto const second = parking->finds_no_way({1, leg, first.time_ms});
    CHECK(second.outcome == Parked::Outcome::drives_on);
    CHECK(second.time_ms == first.time_ms);
    auto const third = parking->finds_no_way({1, leg, second.time_ms});
    CHECK(third.outcome == Parked::Outcome::turned_away);
}

TEST_CASE("parking: whoever has looked for long enough gives up though there is another car park")
{
    auto const town = town_with({lot_at("near", 300, 1), lot_at("next", 500, 1)});
    PlanSketch sketch;
    for (int i = 0; i < 2; ++i) drive(sketch, std::to_string(i), core::PlaceId{0});
    auto p = plain(250);
    p.look_s = 60;
    p.search_patience_min = 1;
    auto const result = day_of(town, sketch.plans, p, {{0, 8 * hour, 9 * hour}, {1, 8 * hour + minute, 9 * hour}});
    CHECK(result.by_site.row_total(0) == Tally{2'000, 2'000, 1'000});
    CHECK(figure(result, "elsewhere") == 0);
    CHECK(figure(result, "cruising_km") == 0);
}

TEST_CASE("parking: fees and walks decide where there is room everywhere; the way there is driven")
{
    auto town = town_with({lot_at("sight", 300, 10, PlaceKind::museum), lot_at("works", 400, 10)});
    town.places[core::PlaceId{1}].vehicle_node = core::NodeId{2};
    PlanSketch sketch;
    drive(sketch, "a", core::PlaceId{0});
    auto p = plain(400);
    auto const lot_of = [&](double vnd_per_min = 250) {
        auto const result = day_of(town, sketch.plans, p, {{0, 8 * hour, 9 * hour}}, vnd_per_min);
        bool const is_near = result.peaks[0].peak_load > 0;
        CHECK(figure(result, "cruising_km") == Approx(is_near ? 0 : 0.1));
        return is_near ? 0 : 1;
    };
    p.car_fee_vnd = 0;
    CHECK(lot_of() == 0);
    p.car_fee_vnd = 20'000;  // 80 min against 3.6 min on foot
    CHECK(lot_of() == 1);
    CHECK(lot_of(10'000) == 0);  // to whom a minute is worth more, the walk is dearer
    p.vnd_per_min = 250;         // unless all are taken to be alike
    CHECK(lot_of(10'000) == 1);
    p.vnd_per_min = 0;
    p.walk_m = 50;
    CHECK(lot_of() == 0);
    CHECK(fee_vnd(town.places[core::PlaceId{0}], ParkedKind::car, p) == 20'000);
    CHECK(fee_vnd(town.places[core::PlaceId{1}], ParkedKind::car, p) == 0);
}

TEST_CASE("parking: a fee that changes in the course of a day moves who comes after it, and is saved")
{
    auto town = town_with({lot_at("sight", 300, 10, PlaceKind::museum), lot_at("works", 400, 10)});
    PlanSketch sketch;
    for (char const* const id : {"a", "b", "c"}) drive(sketch, id, core::PlaceId{0});
    auto p = plain(400);
    p.car_fee_vnd = 0;
    auto const make = [&] { return make_parking(town, sketch.plans, ParkedKind::car, p, values_of(250)); };
    auto const parking = make();
    auto const prices = parking->prices(0);
    REQUIRE(prices.size() == 2);
    CHECK((prices[0].service == "car_parking" && prices[0].place == core::PlaceId{0} && prices[0].vnd == 0));
    CHECK_FALSE(parking->change_price({"motorbike_parking", core::PlaceId{0}, {}, 1'000}, 0));
    CHECK_FALSE(parking->change_price({"car_parking", {}, core::LinkId{0}, 1'000}, 0));
    Drivers drivers(*parking, sketch.plans, Mode::car);
    drivers.add({0, 8 * hour, 12 * hour});
    drivers.all();
    REQUIRE(parking->change_price({"car_parking", core::PlaceId{0}, {}, 20'000}, 0));
    core::ArchiveWriter writer;
    parking->save(writer);
    auto const resumed = make();
    core::ArchiveReader reader(writer.bytes(), "test");
    resumed->load(reader);
    reader.finish();
    CHECK(resumed->prices(0)[0].vnd == 20'000);
    drivers.go_on_with(*resumed);
    drivers.add({1, 9 * hour, 12 * hour});  // 80 min against 3.6 min on foot
    drivers.all();
    REQUIRE(resumed->change_price({"car_parking", core::PlaceId{0}, {}, 100}, 0));
    drivers.add({2, 10 * hour, 12 * hour});
    drivers.all();
    auto const result = resumed->result();
    CHECK(figure(result, "elsewhere") == 1);
    CHECK(figure(result, "fees_residents_vnd") == 100);
}

TEST_CASE("parking: the fuller a car park, the longer the search in it, up to that for one space in twenty")
{
    auto const town = town_with({lot_at("works", 300, 100)});
    CarParks parks(town, ParkedKind::car, plain(0));
    REQUIRE(parks.spaces(0) == 92);
    CHECK(parks.search_min(0) == 0.25);
    for (int i = 0; i < 46; ++i) parks.take(0, hour);
    CHECK(parks.search_min(0) == 0.5);
    for (int i = 46; i < 92; ++i) parks.take(0, hour);
    CHECK(parks.is_full(0));
    CHECK(parks.search_min(0) == Approx(5));
}

TEST_CASE("parking: the car park of a company takes its own people only")
{
    auto const town = town_with({lot_at("small", 300, 1), lot_at("works", 310, 90, PlaceKind::industrial_park)});
    PlanSketch sketch;
    for (int i = 0; i < 3; ++i) drive(sketch, std::to_string(i), core::PlaceId{i / 2});
    auto const result = day_of(town, sketch.plans, plain(400),
                               {{0, 8 * hour, 9 * hour}, {1, 8 * hour, 9 * hour}, {2, 8 * hour, 9 * hour}});
    CHECK(result.by_site.row_total(0) == Tally{2'000, 2'000, 1'000});
    CHECK(result.by_site.row_total(1) == Tally{1'000, 1'000, 1'000});
}

TEST_CASE("parking: coaches set their party down at once and take room where there is some")
{
    auto sight = [](std::string const& id, double x_m) {
        auto place = lot_at(id, x_m, 0, PlaceKind::museum);
        place.rooms = 1;  // 1.5 persons, rounded up
        return place;
    };
    auto const town = town_with({sight("first", 300), sight("second", 400)});
    PlanSketch sketch;
    for (int i = 0; i < 5; ++i) drive(sketch, std::to_string(i), core::PlaceId{0}, Mode::coach, Mode::coach);
    auto p = plain(200);
    p.coach_fee_vnd = 0;
    auto const parking = make_parking(town, sketch.plans, ParkedKind::coach, p, values_of(250));
    Drivers coaches(*parking, sketch.plans, Mode::coach);
    for (std::uint32_t i = 0; i < 5; ++i) {
        coaches.add({i, 8 * hour, 9 * hour});
        REQUIRE(coaches.step());
        CHECK(coaches.last.outcome == Parked::Outcome::at_place);
        CHECK(coaches.last.time_ms == 8 * hour);
    }
    auto const result = parking->result();
    CHECK(result.by_site.row_total(0) == Tally{5'000, 5'000, 4'000});
    CHECK(figure(result, "turned_away") == 1);
    CHECK(figure(result, "elsewhere") == 2);
    CHECK(figure(result, "cruising_km") == Approx(3 * 0.13));
}

TEST_CASE("parking: a vehicle stands until its driver leaves with it; it is asked about its own kind only")
{
    auto const town = town_with({lot_at("works", 300, 10)});
    PlanSketch sketch;
    drive(sketch, "stays", core::PlaceId{0}, Mode::car, Mode::walk);
    auto const parking = make_parking(town, sketch.plans, ParkedKind::car, plain(0), values_of(250));
    for (int mode = 0; mode < city::mode_count; ++mode) {
        CHECK(parking->parks(static_cast<Mode>(mode)) == (static_cast<Mode>(mode) == Mode::car));
    }
    auto const result = day_of(town, sketch.plans, plain(0), {{0, 8 * hour, 9 * hour}});
    CHECK(result.by_site.total() == Tally{1'000, 1'000, 1'000});
    CHECK(result.busy_ms[8] == hour);
    CHECK(result.busy_ms[23] == hour);
    CHECK(result.service == "car_parking");
}

TEST_CASE("parking: homes, unnamed places and the hours after midnight take any vehicle")
{
    auto const town = town_with({lot_at("works", 300, 10)});
    PlanSketch sketch;
    drive(sketch, "home", core::PlaceId{});
    drive(sketch, "late", core::PlaceId{0});
    auto const parking = make_parking(town, sketch.plans, ParkedKind::car, plain(0), values_of(250));
    Drivers drivers(*parking, sketch.plans, Mode::car);
    for (auto const& [who, at] : {std::pair{0U, 8 * hour}, {1U, 25 * hour}}) {
        drivers.add({who, at, at + hour});
        REQUIRE(drivers.step());
        CHECK(drivers.last.outcome == Parked::Outcome::at_place);
        CHECK(drivers.last.time_ms == at);
    }
    CHECK(parking->result().by_zone.total() == Tally{});
}

TEST_CASE("parking: a day does not depend on being saved in the middle")
{
    auto const town = town_with({lot_at("near", 300, 5), lot_at("next", 500, 4), lot_at("third", 600, 3)});
    PlanSketch sketch;
    std::vector<Coming> comings;
    Draws draws(3);
    for (std::uint32_t i = 0; i < 400; ++i) {
        auto const stay = drive(sketch, std::to_string(i), core::PlaceId{draws.below(3)});
        sketch.plans.activity[stay] = i % 3 == 0 ? city::Activity::shopping : city::Activity::work;
        Millis const from = static_cast<Millis>(i) * 3 * minute;
        comings.push_back({i, from, from + static_cast<Millis>(draws.uniform(0, 90 * minute))});
    }
    auto const whole = day_of(town, sketch.plans, plain(250), comings);
    CHECK(figure(whole, "turned_away") > 20);
    CHECK(figure(whole, "kerb") > 20);
    CHECK(figure(whole, "elsewhere") > 20);
    auto parking = make_parking(town, sketch.plans, ParkedKind::car, plain(250), values_of(250));
    Drivers drivers(*parking, sketch.plans, Mode::car);
    for (Coming const& coming : comings) drivers.add(coming);
    for (int steps = 1; drivers.step(); ++steps) {
        if (steps % 17 != 0) continue;
        core::ArchiveWriter writer;
        parking->save(writer);
        parking = make_parking(town, sketch.plans, ParkedKind::car, plain(250), values_of(250));
        core::ArchiveReader reader(writer.bytes(), "test");
        parking->load(reader);
        reader.finish();
        drivers.go_on_with(*parking);
    }
    auto const other = parking->result();
    CHECK(other.extras == whole.extras);
    CHECK(other.by_site.cells() == whole.by_site.cells());
    CHECK(other.busy_ms == whole.busy_ms);
    CHECK(other.waits.expected_ms == whole.waits.expected_ms);
}
