// Charging points: M/G/c/c against Erlang B, M/G/1 against Pollaczek and Khinchine, patience, who leaves before he is done, energy.
#include "services/charging.hpp"

#include "core/archive.hpp"
#include "services/desk_town.hpp"
#include "services/queue_theory.hpp"
#include "services/toy_town.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <utility>

using namespace halong;
using namespace halong::services;
using namespace halong::test;
using city::Mode;
using city::PlaceKind;
using city::Presence;

namespace {

city::Place lot_of(std::int64_t jobs, PlaceKind kind = PlaceKind::park)
{
    auto place = desk_place("lot", kind, 0, 24);
    place.jobs = jobs;
    return place;
}

// Every car is electric and wants to charge; an hour of 10 kW as a mean; points only by rule.
scenario::Scenario all_electric(int points)
{
    scenario::Scenario s;
    s.charging.car_share = s.charging.motorbike_share = s.charging.charge_share = 1;
    s.charging.car_points_per_100_spaces = s.charging.motorbike_points_per_100_spaces = 0;
    s.charging.car_kw = 10;
    s.charging.car_kwh = 10;
    s.charging.energy_cv = 0;
    if (points > 0) s.chargers = {{{"park"}, points, 0}};
    return s;
}

void drive(PlanSketch& sketch, std::string const& id, Mode mode = Mode::car)
{
    sketch.begin(id);
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.leave(0, mode);
    sketch.stay(core::NodeId{1}, {300, 0});
    sketch.plans.place.back() = core::PlaceId{0};
    sketch.leave(0, mode);
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.end();
}

Presence at_place(PlanSketch const& sketch, std::uint32_t traveller, Millis from_ms, Millis to_ms)
{
    return {traveller, sketch.plans.stays_begin(traveller) + 1, from_ms, to_ms};
}

ServiceResult day_of(city::City const& town, PlanSketch const& sketch, scenario::Scenario const& s,
                     std::vector<Presence> const& comings, ParkedKind kind = ParkedKind::car)
{
    auto const charging = make_charging(town, sketch.plans, kind, s, core::Random(5));
    charging->presences(comings);
    return charging->result();
}

// A day of Poisson arrivals of `per_h` vehicles that stay until midnight.
ServiceResult poisson_day(city::City const& town, scenario::Scenario const& s, std::uint64_t day, double per_h)
{
    core::Random const random(17);
    PlanSketch sketch;
    std::vector<Presence> comings;
    double at_h = 0;
    for (std::uint32_t i = 0;; ++i) {
        at_h += random.exponential(core::Stream::test, {core::combine(day, i), 1, 0}) / per_h;
        if (at_h >= 24) break;
        drive(sketch, std::to_string(day) + "/" + std::to_string(i));
        comings.push_back(at_place(sketch, i, core::millis(at_h, hour), core::never));
    }
    return day_of(town, sketch, s, comings);
}

}  // namespace

TEST_CASE("charging: points by the spaces of a car park, and by rules")
{
    scenario::Scenario s;
    s.parking.car_spaces_per_person = 1;
    s.charging.car_points_per_100_spaces = 3;
    auto const points = [&](std::int64_t jobs, ParkedKind kind = ParkedKind::car) {
        return charging_points(lot_of(jobs), kind, s.parking, s.charging, s.chargers);
    };
    CHECK(points(1'000) == 28);  // 920 spaces
    CHECK(points(55) == 2);      // 51 spaces: 1.53
    s.charging.car_points_per_100_spaces = 0.5;
    CHECK(points(55) == 1);  // one at least from 50 spaces
    CHECK(points(50) == 0);
    s.chargers = {{{"park", "mall"}, 4, 2}, {{"mall"}, 100, 100}};
    CHECK(points(50) == 4);
    CHECK(points(0, ParkedKind::motorbike) == 2);
    s.charging.car_points_per_100_spaces = 0;
    CHECK(points(1'000) == 4);
}

// Erlang (1917); Sevastyanov (1957). 40 days from the third hour on; 5 standard errors, wrong in less than one of 10,000
// comparisons, and 1 % for the grain of the day.
TEST_CASE("charging: without patience, points are lost to Erlang B whatever the energies", "[statistics]")
{
    auto const town = town_with({lot_of(0)});
    auto s = all_electric(8);
    s.charging.patience_min = 0;
    for (double const cv : {0.0, 1.0}) {
        for (double const load : {6.0, 10.0}) {
            s.charging.energy_cv = cv;
            std::vector<double> lost;
            for (std::uint64_t day = 1; day <= 40; ++day) {
                auto const result = poisson_day(town, s, day, load);
                Tally sum;
                for (int h = 4; h < 24; ++h) sum += result.by_site.hour_total(h);
                lost.push_back(1 - static_cast<double>(sum.carried) / static_cast<double>(sum.covered));
            }
            auto const found = estimate_of(lost);
            double const expected = erlang_b(load, 8);
            INFO(load << " erlang, cv " << cv << ": expected " << expected << ", found " << found.mean << " +- "
                      << found.standard_error);
            CHECK(std::abs(found.mean - expected) <= 5 * found.standard_error + 0.01 * expected);
        }
    }
}

// Pollaczek (1930), Khinchine (1932): the mean wait at one server is rho S (1 + cv^2) / (2 (1 - rho)). 600 days that begin
// empty, of 240 times of charging each; 4 standard errors, and 2 % for the beginnings.
TEST_CASE("charging: with patience, waits at one point are those of M/G/1", "[statistics]")
{
    auto const town = town_with({lot_of(0)});
    auto s = all_electric(1);
    s.charging.car_kwh = 1;  // 6 min
    s.charging.patience_min = 1'440;
    for (double const cv : {0.0, 1.0}) {
        s.charging.energy_cv = cv;
        std::vector<double> waited_min;
        std::vector<double> served;
        for (std::uint64_t day = 1; day <= 600; ++day) {
            auto const result = poisson_day(town, s, day, 5);  // rho = 0.5
            served.push_back(static_cast<double>(result.by_site.total().carried) / 1'000);
            waited_min.push_back(figure(result, "mean_wait_min") * served.back());
        }
        double const all = estimate_of(served).mean;
        double const mean_min = estimate_of(waited_min).mean / all;  // busy days weigh more
        std::vector<double> apart;
        for (std::size_t day = 0; day < served.size(); ++day) {
            apart.push_back((waited_min[day] - mean_min * served[day]) / all);
        }
        double const error_min = estimate_of(apart).standard_error;
        double const expected = 0.5 * 6 * (1 + cv * cv) / (2 * (1 - 0.5));
        INFO("cv " << cv << ": expected " << expected << ", found " << mean_min << " +- " << error_min);
        CHECK(std::abs(mean_min - expected) <= 4 * error_min + 0.02 * expected);
    }
}

TEST_CASE("charging: who waits for a point, for too long, and who leaves before he is done")
{
    auto const town = town_with({lot_of(0)});
    auto s = all_electric(1);
    s.charging.patience_min = 40;
    PlanSketch sketch;
    for (int i = 0; i < 5; ++i) drive(sketch, std::to_string(i));
    auto const result = day_of(town, sketch, s,
                               {at_place(sketch, 0, 8 * hour, 20 * hour),                // until 9:00
                                at_place(sketch, 1, 8 * hour + 10 * minute, 20 * hour),  // 50 min are too long
                                at_place(sketch, 2, 8 * hour + 30 * minute, 9 * hour + 30 * minute),  // half an hour
                                at_place(sketch, 3, 9 * hour, 9 * hour + 20 * minute),  // gone before it is free
                                at_place(sketch, 4, 23 * hour + 45 * minute, core::never)});
    CHECK(result.by_site.total() == Tally{5'000, 5'000, 3'000});
    CHECK(figure(result, "mean_wait_min") == Approx(10));
    CHECK(figure(result, "cut_short") == 1);
    CHECK(figure(result, "energy_kwh") == Approx(10 + 5 + 2.5));  // up to midnight
    CHECK(figure(result, "unserved_kwh") == Approx(10 + 5 + 10));
    CHECK(figure(result, "peak_kw") == 10);
    CHECK(result.busy_ms[8] == hour);
    CHECK(result.busy_ms[9] == hour / 2);
    CHECK(result.duty_ms[9] == hour);
    CHECK(figure(result, "utilisation_pct") == Approx(100 * 1.75 / 24));
    REQUIRE(result.loads.size() == 1);
    CHECK(result.loads[0].amount[9] == 5);
}

TEST_CASE("charging: shares of vehicles that are electric; other modes, homes and places without points")
{
    auto town = town_with({lot_of(0)});
    auto s = all_electric(0);
    PlanSketch sketch;
    std::vector<Presence> comings;
    for (std::uint32_t i = 0; i < 2'000; ++i) {
        drive(sketch, std::to_string(i), i % 2 == 0 ? Mode::car : Mode::motorbike);
        comings.push_back(at_place(sketch, i, hour + static_cast<Millis>(i), 2 * hour));
    }
    auto const none = day_of(town, sketch, s, comings);
    CHECK(none.by_zone.total() == Tally{1'000'000, 0, 0});  // nothing but cars, and no points
    CHECK(day_of(town, sketch, s, comings, ParkedKind::motorbike).by_zone.total() == Tally{1'000'000, 0, 0});
    s.charging.car_share = 0.2;
    s.charging.charge_share = 0.5;
    // Binomial(1,000, 0.1): 100, standard deviation 9.5; 5 of them.
    CHECK(std::abs(day_of(town, sketch, s, comings).by_zone.total().offered / 1'000 - 100) < 48);
    s.charging.car_share = 0;
    CHECK(day_of(town, sketch, s, comings).by_zone.total() == Tally{});
    CHECK(make_charging(town, sketch.plans, ParkedKind::coach, s, core::Random(5)) == nullptr);
}

TEST_CASE("charging: a day does not depend on windows or on being saved in the middle")
{
    auto const town = town_with({lot_of(0)});
    auto s = all_electric(3);
    s.charging.energy_cv = 0.7;
    PlanSketch sketch;
    std::vector<Presence> comings;
    Draws draws(3);
    for (std::uint32_t i = 0; i < 300; ++i) {
        drive(sketch, std::to_string(i));
        Millis const from = static_cast<Millis>(i) * 4 * minute;
        comings.push_back(at_place(sketch, i, from, from + static_cast<Millis>(draws.uniform(0, 180 * minute))));
    }
    auto const whole = day_of(town, sketch, s, comings);
    CHECK(figure(whole, "cut_short") > 5);
    auto charging = make_charging(town, sketch.plans, ParkedKind::car, s, core::Random(5));
    for (std::size_t i = 0; i < comings.size(); i += 30) {
        charging->presences(std::span(comings).subspan(i, 30));
        core::ArchiveWriter writer;
        charging->save(writer);
        charging = make_charging(town, sketch.plans, ParkedKind::car, s, core::Random(5));
        core::ArchiveReader reader(writer.bytes(), "test");
        charging->load(reader);
        reader.finish();
    }
    auto const other = charging->result();
    CHECK(other.extras == whole.extras);
    CHECK(other.by_site.cells() == whole.by_site.cells());
    CHECK(other.busy_ms == whole.busy_ms);
}
