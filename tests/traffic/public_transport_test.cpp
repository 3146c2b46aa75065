// Riders, buses, boats and cabins without any road: the test plays the road.
#include "traffic/public_transport.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>

namespace halong {
namespace {

using city::TransitKind;
using core::Millis;
using core::ms_per_hour;
using core::ms_per_minute;
using core::ms_per_second;

// One line with stops s, s+1, …, its trips, and riders; buses take `road_ms` from stop to stop.
struct Service {
    city::Transit transit;
    city::Plans plans;
    std::vector<std::pair<std::uint32_t, Millis>> coming;
    std::vector<traffic::Arrival> arrivals;
    std::vector<traffic::Departure> left;
    std::optional<traffic::PublicTransport> running;
    Millis road_ms = 5 * ms_per_minute;
    Millis patience_ms = core::never;

    std::uint32_t line(TransitKind kind, int capacity, int stops)
    {
        city::TransitLine row;
        row.id = std::to_string(transit.lines.size());
        row.kind = kind;
        row.capacity = capacity;
        for (int i = 0; i < stops; ++i) {
            row.stops.push_back(static_cast<std::uint32_t>(transit.stops.size()));
            transit.stops.push_back({std::to_string(transit.stops.size()), "", {i * 1'000.0, 0}, {}, {}});
        }
        transit.lines.push_back(row);
        return static_cast<std::uint32_t>(transit.lines.size() - 1);
    }
    // Trips must be given in order of their start. Every stop is 5 minutes from the one before.
    void trip(std::uint32_t line, Millis start_ms)
    {
        city::TransitTrip row;
        row.id = std::to_string(transit.trips.size());
        row.line = line;
        row.days = 7;
        for (std::size_t i = 0; i < transit.lines[line].stops.size(); ++i) {
            Millis const at_ms = start_ms + static_cast<Millis>(i) * 5 * ms_per_minute;
            row.times.push_back({at_ms, at_ms});
        }
        transit.trips.push_back(row);
    }
    std::uint32_t traveller(int persons, std::vector<city::Mode> const& modes)
    {
        plans.traveller_key.push_back(plans.traveller_count() + 1);
        plans.persons.push_back(static_cast<std::uint16_t>(persons));
        auto const first = static_cast<std::uint32_t>(plans.stay_count());
        for (city::Mode const mode : modes) {
            plans.activity.push_back(city::Activity::transfer);
            plans.mode.push_back(mode);
        }
        plans.first_stay.push_back(static_cast<std::uint32_t>(plans.stay_count()));
        return first;
    }
    std::uint32_t rider(Millis come_ms, std::uint32_t from_stop, std::uint32_t to_stop, int persons = 1)
    {
        std::uint32_t const leg = traveller(persons, {city::Mode::transit, city::Mode::none});
        plans.rides.push_back({leg, from_stop, to_stop});
        coming.emplace_back(leg, come_ms);
        return leg;
    }
    void run(Millis step_ms = ms_per_second)
    {
        for (std::uint32_t trip = 0; trip < transit.trips.size(); ++trip) {
            auto const& line = transit.lines[transit.trips[trip].line];
            if (line.kind != TransitKind::bus) continue;
            std::vector<city::Mode> modes(line.stops.size(), city::Mode::bus);
            modes.back() = city::Mode::none;
            plans.bus_runs.push_back({static_cast<std::uint32_t>(plans.traveller_count()), trip});
            traveller(1, modes);
        }
        running.emplace(transit, plans, scenario::DayKind::weekday, 30 * ms_per_hour, patience_ms);
        for (auto const& [leg, time_ms] : coming) running->come(leg, time_ms);
        std::vector<traffic::Departure> rolling;
        for (Millis now = 0; now < 30 * ms_per_hour;) {
            now += step_ms;
            for (auto const& bus : rolling) {
                Millis const there_ms = bus.time_ms + road_ms;
                if (there_ms >= now - step_ms && there_ms < now) running->reach(bus.leg + 1, there_ms);
            }
            std::vector<traffic::Departure> starts;
            running->advance(now, arrivals, starts);
            rolling.insert(rolling.end(), starts.begin(), starts.end());
            std::erase_if(rolling, [&](auto const& bus) { return bus.time_ms + road_ms < now; });
            left.insert(left.end(), starts.begin(), starts.end());
        }
    }
    [[nodiscard]] traffic::Arrival arrival(std::uint32_t leg) const
    {
        auto const found = std::ranges::find(arrivals, leg, &traffic::Arrival::leg);
        REQUIRE(found != arrivals.end());
        return *found;
    }
    [[nodiscard]] std::int64_t sum(std::vector<std::int64_t> traffic::LineHours::*column) const
    {
        std::int64_t total = 0;
        for (std::int64_t const value : running->hours().*column) total += value;
        return total;
    }
};

using traffic::LineHours;

}  // namespace

TEST_CASE("a bus stands for its doors and the busier one of boarding and alighting", "[transit]")
{
    CHECK(traffic::dwell_time_ms(0, 0) == 0);
    CHECK(traffic::dwell_time_ms(1, 0) == 7'000);
    CHECK(traffic::dwell_time_ms(10, 4) == 34'000);
    CHECK(traffic::dwell_time_ms(0, 8) == 18'000);
    CHECK(traffic::dwell_time_ms(2, 8) == 18'000);
}

TEST_CASE("a bus leaves on time, stops for its riders and takes them where they want to go", "[transit]")
{
    Service service;
    auto const line = service.line(TransitKind::bus, 60, 4);
    service.trip(line, 8 * ms_per_hour);
    auto const through = service.rider(8 * ms_per_hour - 10 * ms_per_minute, 0, 3, 2);
    auto const second = service.rider(8 * ms_per_hour + ms_per_minute, 1, 3);
    service.rider(8 * ms_per_hour + 6 * ms_per_minute, 1, 2);  // a minute after it left: no other bus comes
    service.run();
    REQUIRE(service.left.size() == 3);
    CHECK(service.left[0].time_ms == 8 * ms_per_hour);
    Millis const at_second = 8 * ms_per_hour + 5 * ms_per_minute;
    CHECK(service.left[1].time_ms == at_second + 7'000);                              // one boards
    CHECK(service.left[2].time_ms == at_second + 7'000 + 5 * ms_per_minute + 1'000);  // nobody wants to: it drives on
    Millis const at_end = at_second + 7'000 + 5 * ms_per_minute + 1'000 + 5 * ms_per_minute;
    CHECK(service.arrival(through).time_ms == at_end);
    CHECK(service.arrival(through).departure_ms == 8 * ms_per_hour - 10 * ms_per_minute);
    CHECK(service.arrival(through).free_ms == 15 * ms_per_minute);
    CHECK(service.arrival(second).time_ms == at_end);
    CHECK(service.sum(&LineHours::boardings) == 3);
    CHECK(service.sum(&LineHours::alightings) == 3);
    CHECK(service.sum(&LineHours::departures) == 1);
    CHECK(service.sum(&LineHours::wait_ms) == 2 * (10 * ms_per_minute - 1'000) + 4 * ms_per_minute);
    CHECK(service.sum(&LineHours::ride_ms) == 2 * (at_end - 8 * ms_per_hour + 1'000) + (at_end - at_second));
    CHECK(service.running->hours().peak_load[8] == 3);
    CHECK(service.sum(&LineHours::aboard_ms) == 2 * (at_second - 8 * ms_per_hour + 1'000) + 3 * (at_end - at_second));
    CHECK(service.sum(&LineHours::crowded_ms) == 0);
    CHECK(service.running->turned_away() == 1);
    CHECK(service.arrivals.size() == 3);  // he took a taxi: 1 km x 1.35 at 30 km/h
    Millis const taxi_ms = 162'000;
    CHECK(std::ranges::any_of(service.arrivals, [&](auto const& a) {
        return a.time_ms == 8 * ms_per_hour + 6 * ms_per_minute + taxi_ms && a.free_ms == taxi_ms;
    }));
}

TEST_CASE("whoever a full bus leaves behind takes a taxi when he has waited beyond his patience", "[transit]")
{
    Service service;
    service.patience_ms = 30 * ms_per_minute;
    auto const line = service.line(TransitKind::bus, 10, 2);
    service.trip(line, 8 * ms_per_hour);
    service.trip(line, 9 * ms_per_hour);
    auto const first = service.rider(7 * ms_per_hour, 0, 1, 8);
    auto const early = service.rider(7 * ms_per_hour + 20 * ms_per_minute, 0, 1, 4);
    auto const late = service.rider(7 * ms_per_hour + 40 * ms_per_minute, 0, 1, 3);
    service.run();
    Millis const taxi_ms = 162'000;  // 1 km x 1.35 at 30 km/h
    CHECK(service.arrival(first).time_ms == 8 * ms_per_hour + 5 * ms_per_minute);
    CHECK(std::abs(service.arrival(early).time_ms - (8 * ms_per_hour + taxi_ms)) <= ms_per_second);
    CHECK(service.arrival(late).time_ms == 9 * ms_per_hour + 5 * ms_per_minute);
    CHECK(service.running->gave_up() == 4);
    CHECK(service.running->turned_away() == 0);
    CHECK(service.sum(&LineHours::passed_up) == 7);
    CHECK(service.sum(&LineHours::boardings) == 11);
    CHECK(service.sum(&LineHours::alightings) == 11);
}

TEST_CASE("riders board in the order of their coming, and a full vehicle passes the rest up", "[transit]")
{
    Service service;
    auto const line = service.line(TransitKind::bus, 10, 2);
    service.trip(line, 8 * ms_per_hour);
    service.trip(line, 9 * ms_per_hour);
    auto const first = service.rider(7 * ms_per_hour, 0, 1, 6);
    auto const large = service.rider(7 * ms_per_hour + 1, 0, 1, 5);
    auto const small = service.rider(7 * ms_per_hour + 2, 0, 1, 1);  // would fit, but is behind
    service.run();
    CHECK(service.arrival(first).time_ms == 8 * ms_per_hour + 5 * ms_per_minute);
    CHECK(service.arrival(large).time_ms == 9 * ms_per_hour + 5 * ms_per_minute);
    CHECK(service.arrival(small).time_ms == 9 * ms_per_hour + 5 * ms_per_minute);
    CHECK(service.running->hours().passed_up[LineHours::cell(0, 8 * ms_per_hour)] == 6);
    CHECK(service.sum(&LineHours::passed_up) == 6);
    CHECK(service.running->turned_away() == 0);
}

TEST_CASE("a bus is crowded from more than 1.25 persons a seat", "[transit]")
{
    for (int const persons : {6, 7}) {  // 5 of the 10 places are seats
        Service service;
        service.trip(service.line(TransitKind::bus, 10, 2), 8 * ms_per_hour);
        service.rider(7 * ms_per_hour, 0, 1, persons);
        service.run();
        CHECK(service.sum(&LineHours::aboard_ms) == persons * (5 * ms_per_minute + 1'000));
        CHECK(service.sum(&LineHours::crowded_ms) == (persons == 7 ? service.sum(&LineHours::aboard_ms) : 0));
    }
}

TEST_CASE("nobody is left behind for ever: a party beyond any vehicle takes an empty one", "[transit]")
{
    Service service;
    auto const line = service.line(TransitKind::cabin, 10, 2);
    service.trip(line, 8 * ms_per_hour);
    auto const party = service.rider(7 * ms_per_hour, 0, 1, 40);
    auto const late = service.rider(7 * ms_per_hour + 1, 0, 1);
    service.run();
    CHECK(service.arrival(party).time_ms == 8 * ms_per_hour + 5 * ms_per_minute);
    CHECK(service.running->turned_away() == 1);  // the last cabin was full
    CHECK(service.arrival(late).time_ms == 8 * ms_per_hour - 1'000 + 162'000);
}

TEST_CASE("a boat leaves when it is full, from the planned start of the one before it on", "[transit]")
{
    Service service;
    auto const line = service.line(TransitKind::boat, 10, 2);
    for (int i = 0; i < 4; ++i) service.trip(line, 8 * ms_per_hour + i * 30 * ms_per_minute);
    std::vector<std::uint32_t> riders;
    for (int i = 0; i < 25; ++i) riders.push_back(service.rider(7 * ms_per_hour + i * ms_per_minute, 0, 1));
    service.run();
    auto const left_ms = [&](std::uint32_t rider) { return service.arrival(rider).time_ms - 5 * ms_per_minute; };
    CHECK(left_ms(riders[9]) == 7 * ms_per_hour + 9 * ms_per_minute + 1'001);
    // Ten more wait by 7:19, but the next boat comes to the berth only at 8:00.
    CHECK(left_ms(riders[10]) == 8 * ms_per_hour + 30 * ms_per_minute);
    CHECK(left_ms(riders[19]) == left_ms(riders[10]));
    CHECK(left_ms(riders[20]) == 9 * ms_per_hour);
    CHECK(service.running->turned_away() == 0);
}

TEST_CASE("mean wait for scheduled departures is half the headway when riders come evenly", "[transit]")
{
    Service service;
    auto const line = service.line(TransitKind::cabin, 1'000, 2);
    for (int i = 0; i < 20; ++i) service.trip(line, 8 * ms_per_hour + i * 414 * ms_per_second);
    int const riders = 19 * 414;
    for (int i = 0; i < riders; ++i) service.rider(8 * ms_per_hour + i * ms_per_second, 0, 1);
    service.run();
    double const mean_s = static_cast<double>(service.sum(&LineHours::wait_ms)) / riders / 1e3;
    CHECK(mean_s == Approx(207).margin(1));
    CHECK(service.sum(&LineHours::boardings) == riders);
}

TEST_CASE("riders, loads and times balance and do not depend on the window", "[transit]")
{
    auto const make = [] {
        Service service;
        auto const bus = service.line(TransitKind::bus, 25, 6);
        auto const boat = service.line(TransitKind::boat, 20, 2);
        for (int i = 0; i < 24; ++i) {
            service.trip(bus, 6 * ms_per_hour + i * 10 * ms_per_minute);
            service.trip(boat, 6 * ms_per_hour + i * 10 * ms_per_minute);
        }
        std::uint32_t state = 12345;
        auto const draw = [&](std::uint32_t n) { return (state = state * 1'664'525U + 1'013'904'223U) / 65'536U % n; };
        for (int i = 0; i < 800; ++i) {
            Millis const time_ms =
                6 * ms_per_hour + static_cast<Millis>(draw(4 * 3'600)) * 1'000 + static_cast<Millis>(draw(1'000));
            std::uint32_t const from = draw(5);
            if (i % 3 == 0) {
                service.rider(time_ms, 6, 7, 1 + static_cast<int>(draw(5)));
            } else {
                service.rider(time_ms, from, from + 1 + draw(5 - from), 1 + static_cast<int>(draw(3)));
            }
        }
        return service;
    };
    Service one = make();
    Service other = make();
    one.run(1'000);
    other.run(250);
    CHECK(one.running->digest() == other.running->digest());
    CHECK(one.arrivals.size() == 800);
    CHECK(one.sum(&LineHours::boardings) == one.sum(&LineHours::alightings));
    std::int64_t persons = 0;
    for (auto const& ride : one.plans.rides) {
        auto const traveller =
            std::ranges::upper_bound(one.plans.first_stay, ride.stay) - one.plans.first_stay.begin() - 1;
        persons += one.plans.persons[static_cast<std::size_t>(traveller)];
    }
    CHECK(one.sum(&LineHours::boardings) + one.running->turned_away() == persons);
    CHECK(one.sum(&LineHours::passed_up) > 0);
    for (std::int64_t const load : one.running->hours().peak_load) CHECK(load <= 25);
    for (auto const& arrival : one.arrivals) {
        CHECK(arrival.free_ms >= 0);
        CHECK(arrival.time_ms - arrival.departure_ms >= arrival.free_ms);
    }
}

}  // namespace halong
