#include "demand/taxi_service.hpp"

#include "demand/demand.hpp"
#include "demand/plan_writer.hpp"
#include "plan_rules.hpp"
#include "small_city.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <tuple>
#include <vector>

using namespace halong;
using namespace halong::demand;
using city::Mode;

namespace {

bool is_hired(Mode mode) { return mode == Mode::taxi || mode == Mode::ride_hail; }

using Departures = std::map<std::tuple<core::NodeId, Mode>, std::vector<core::Millis>>;

// Times of departure by pick-up node and kind of vehicle: of passengers, or of the empty runs that end there.
Departures departures_of(city::Plans const& plans, bool of_empty_runs)
{
    Departures all;
    for (std::uint32_t t = 0; t < plans.traveller_count(); ++t) {
        if ((plans.person_class[t] == city::PersonClass::business) != of_empty_runs) continue;
        for (auto stay = plans.stays_begin(t); stay + 1 < plans.stays_end(t); ++stay) {
            if (!is_hired(plans.mode[stay])) continue;
            core::NodeId const node = plans.node[of_empty_runs ? stay + 1 : stay];
            all[{node, plans.mode[stay]}].push_back(plans.planned_end[stay]);
        }
    }
    for (auto& [key, times] : all) std::sort(times.begin(), times.end());
    return all;
}

}  // namespace

TEST_CASE("taxis: one empty run to each passenger, by a vehicle of that kind, before he leaves")
{
    auto const city = test::small_city();
    auto const plans = make_plans(city, test::small_day(), core::Random(1));
    auto const passengers = departures_of(plans, false);
    auto const runs = departures_of(plans, true);
    REQUIRE(runs.size() == passengers.size());
    std::size_t all = 0;
    for (auto const& [at, times] : passengers) {
        auto const& of_runs = runs.at(at);
        REQUIRE(of_runs.size() == times.size());
        for (std::size_t i = 0; i < times.size(); ++i) CHECK(of_runs[i] <= times[i]);
        all += times.size();
    }
    CHECK(all > 1'000);
}

TEST_CASE("taxis: a vehicle goes on from where it set down, once it has waited long enough to be sent")
{
    auto const city = test::small_city();
    city::Plans plans;
    PlanWriter writer(plans);
    auto const ride = [&](std::uint64_t key, int from, int to, core::Millis leave) {
        auto const spot = [&](int node) {
            return Spot{core::PlaceId{}, core::ZoneId{0}, core::NodeId{node}, city.network.position(core::NodeId{node}),
                        0};
        };
        writer.begin({key, city::PersonClass::resident, 1, core::ZoneId{0}});
        writer.stay(city::Activity::home, spot(from), 0);
        writer.leave(leave, Mode::taxi);
        writer.stay(city::Activity::shopping, spot(to), 0);
        writer.finish();
    };
    ride(1, 0, 1, 8 * core::ms_per_hour);
    ride(2, 2, 3, 9 * core::ms_per_hour);                        // the first taxi has waited at node 1
    ride(3, 4, 5, 9 * core::ms_per_hour + core::ms_per_minute);  // it is under way: another one
    auto const runs = taxi_runs(city, plans, core::Random(1));
    REQUIRE(runs.traveller_count() == 3);
    CHECK(runs.node[2] == core::NodeId{1});
    CHECK(runs.node[3] == core::NodeId{2});
    CHECK(runs.planned_end[2] < 9 * core::ms_per_hour);
    CHECK(runs.node[5] == core::NodeId{4});
    CHECK_FALSE(runs.node[4] == core::NodeId{3});
}
