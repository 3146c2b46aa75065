#include "demand/freight_and_through.hpp"

#include "demand/commitments.hpp"
#include "demand/departure_profile.hpp"
#include "demand/parameters.hpp"
#include "small_city.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <numeric>
#include <set>

using namespace halong;
using namespace halong::demand;
using city::Mode;
using test::small_city;
using test::small_day;

namespace {
std::vector<VehicleTrip> trips_of(city::City const& city, scenario::Scenario const& scenario)
{
    auto const geometry = zone_geometry(city);
    auto const jobs = job_choice(city, geometry, scenario.demand.gravity_decay_per_km);
    core::Random const random(1);
    auto const groups = visitor_groups(city, scenario.demand, random);
    return vehicle_trips(city, scenario, jobs, groups, random);
}
}  // namespace

TEST_CASE("through traffic: what one gateway has too much calls in the city")
{
    // 3,000 enter in the west, 1,500 in the east, 1,000 in the north: at most 2,500 can pass through the west.
    auto const flows = through_flows(small_city(), 1.0);
    REQUIRE(flows.gateways.size() == 3);
    CHECK(flows.calls == std::vector<std::int64_t>{500, 0, 0});
    CHECK(flows.between == std::vector<std::vector<std::int64_t>>{{0, 1500, 1000}, {1500, 0, 0}, {1000, 0, 0}});
}

TEST_CASE("through traffic: pairs meet the totals of balanced gateways")
{
    auto city = small_city();
    for (auto& place : city.places) {
        if (place.id == "gate-west") place.through_veh_per_day = 4000;
    }
    auto const flows = through_flows(city, 1.0);
    CHECK(flows.calls == std::vector<std::int64_t>{0, 0, 0});
    // Enter: 2000, 1500, 1000; the only symmetric table without a diagonal is 1250, 750, 250.
    std::vector<std::vector<std::int64_t>> const expected{{0, 1250, 750}, {1250, 0, 250}, {750, 250, 0}};
    CHECK(flows.between == expected);
    CHECK(through_flows(city, 0.0).between ==
          std::vector<std::vector<std::int64_t>>(3, std::vector<std::int64_t>(3, 0)));
}

TEST_CASE("through traffic: one gateway alone has only callers")
{
    auto city = small_city();
    for (auto& place : city.places) {
        if (place.id != "gate-west") place.through_veh_per_day = 0;
    }
    auto const flows = through_flows(city, 0.5);
    CHECK(flows.calls == std::vector<std::int64_t>{1500});
    CHECK(flows.between == std::vector<std::vector<std::int64_t>>{{0}});
}

TEST_CASE("vehicles: kinds, numbers and ends of the day's fleet")
{
    auto city = small_city();
    city.places[core::PlaceId{0}].through_veh_per_day = 4000;  // balanced: nobody calls
    auto const trips = trips_of(city, small_day());
    std::map<Mode, double> passing;
    std::map<std::string, double> lorries_at;
    double passing_all = 0;
    double occupants = 0;
    std::set<std::uint64_t> keys;
    for (auto const& trip : trips) {
        keys.insert(trip.key);
        CHECK((trip.start_zone.valid() && trip.turn_zone.valid()));
        CHECK((trip.leave >= 0 && trip.leave <= core::ms_per_day));
        CHECK(trip.mode != Mode::motorbike);
        if (!trip.comes_back) {
            CHECK(trip.start != trip.turn);
            passing[trip.mode] += 1;
            passing_all += 1;
            if (trip.mode == Mode::car) occupants += trip.persons;
        } else if (trip.mode == Mode::lorry) {
            for (auto const place : {trip.start, trip.turn}) {
                if (place.valid()) lorries_at[city.places[place].id] += 1;
            }
        }
    }
    CHECK(keys.size() == trips.size());
    CHECK(passing_all == 4500);
    CHECK(passing[Mode::car] / passing_all == Approx(0.70).margin(0.026));
    CHECK(passing[Mode::van] / passing_all == Approx(0.15).margin(0.021));
    CHECK(occupants / passing[Mode::car] == Approx(2.27).margin(0.08));
    CHECK(lorries_at["mine"] == 100);
    CHECK(lorries_at["park-works"] == 50);
    CHECK(lorries_at["port"] == Approx(300).margin(25));  // its own 240 from gateways and about 60 of the mine's
}

TEST_CASE("vehicles: the factor scales through traffic and lorries")
{
    auto const city = small_city();
    auto scenario = small_day();
    scenario.demand.through_factor = 0;
    for (auto const& trip : trips_of(city, scenario)) CHECK((trip.mode == Mode::van || trip.mode == Mode::coach));
}

TEST_CASE("vehicles: lorries drive by night more than cars do")
{
    CHECK(share_by(profiles::lorry, 6 * core::ms_per_hour) > share_by(profiles::through, 6 * core::ms_per_hour));
}
