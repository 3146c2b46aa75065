// The morning commute through one bottleneck (Vickrey 1969, American Economic Review 59: 251-260; Arnott, de Palma and
// Lindsey 1990, Journal of Urban Economics 27: 111-130): day by day commuters find the times to leave at which all pay
// the same, and a toll that varies with time takes the queue away.
#include "core/parallel.hpp"
#include "equilibrium/replanning.hpp"
#include "services/toy_town.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

using namespace halong;
using namespace halong::test;
using city::Mode;

namespace {

constexpr core::Millis wished_departure = 9 * hour;

// A wide road, in which any queue finds room, to a narrow one of 300 m.
city::City bottleneck_town()
{
    StreetPlan streets;
    auto const home = streets.node(0, 0);
    auto const fork = streets.node(2'000, 0);
    auto const town = streets.node(2'300, 0);
    streets.one_way(home, fork);
    streets.one_way(fork, town);
    streets.links[0].width_m = 42;
    city::City result;
    result.network = network::Network(streets.nodes, streets.links, {});
    add_zones(result, 1, 6'000);
    return result;
}

city::Plans commuters(int count)
{
    PlanSketch sketch;
    for (int i = 0; i < count; ++i) {
        sketch.begin("commuter " + std::to_string(i));
        sketch.stay(core::NodeId{0}, {0, 0});
        sketch.leave(wished_departure, Mode::car);
        sketch.stay(core::NodeId{2}, {2'300, 0});
        sketch.end();
    }
    return sketch.plans;
}

// Costs in seconds on the way, beyond the free time of the road.
struct Morning {
    double cost_s = 0;
    double queueing_s = 0;
    double largest_delay_s = 0;
    double rush_s = 0;  // from the first arrival to the last

    void add(Morning const& other, double weight)
    {
        cost_s += weight * other.cost_s;
        queueing_s += weight * other.queueing_s;
        largest_delay_s += weight * other.largest_delay_s;
        rush_s += weight * other.rush_s;
    }
};

struct Commute {
    city::City town = bottleneck_town();
    scenario::Scenario scenario;
    int commuters_count = 0;
    double per_h = 0;  // of the bottleneck
    core::Millis wished_arrival = 0;

    Commute()
    {
        per_h = town.network.supply(core::LinkId{1}).capacity_pcu_per_h;
        commuters_count = static_cast<int>(2 * per_h);  // a rush of two hours
        scenario.replanning.routes = false;
        scenario.replanning.departure_times = true;
        scenario.replanning.early_cost = 0.5;
        scenario.replanning.late_cost = 2;
        scenario.replanning.slot_min = 2;
        auto const plans = commuters(1);
        wished_arrival = equilibrium::wished_times(plans).front();
    }
    [[nodiscard]] double rush_h() const { return commuters_count / per_h; }

    [[nodiscard]] Morning morning_of(simulation::RunResult const& run) const
    {
        Morning morning;
        core::Millis first = core::never;
        core::Millis last = 0;
        int count = 0;
        for (auto const& leg : run.legs) {
            if (leg.departure_ms == core::never) continue;
            double const delay_s = (leg.arrival_ms - leg.departure_ms - leg.free_ms) / 1e3;
            double const late_s = (leg.arrival_ms - wished_arrival) / 1e3;
            morning.queueing_s += delay_s;
            morning.cost_s += delay_s + (late_s > 0 ? scenario.replanning.late_cost * late_s
                                                    : -scenario.replanning.early_cost * late_s);
            morning.largest_delay_s = std::max(morning.largest_delay_s, delay_s);
            first = std::min(first, leg.arrival_ms);
            last = std::max(last, leg.arrival_ms);
            ++count;
        }
        morning.cost_s /= count;
        morning.queueing_s /= count;
        morning.rush_s = (last - first) / 1e3;
        return morning;
    }

    Morning settle(int days, equilibrium::LegCharge charge = {}) const
    {
        equilibrium::ReplanningHooks hooks;
        hooks.charge = std::move(charge);
        auto const plans = commuters(commuters_count);
        network::Routes routes;
        for (int i = 0; i < commuters_count; ++i) {
            routes.links.insert(routes.links.end(), {core::LinkId{0}, core::LinkId{1}});
            routes.offset.push_back(static_cast<std::uint32_t>(routes.links.size()));
            routes.offset.push_back(static_cast<std::uint32_t>(routes.links.size()));
        }
        equilibrium::Replanning replanning(town, scenario, {plans, std::move(routes), equilibrium::wished_times(plans)},
                                           std::move(hooks));
        auto const day = [&] {
            return simulation::simulate(town, scenario, replanning.plans(), replanning.routes(), {},
                                        simulation::ServicesOfRun::none);
        };
        Morning mean;
        constexpr int days_in_mean = 40;
        for (int i = 0; i < days; ++i) {
            auto const run = day();
            auto gap = replanning.look_back(run);
            replanning.change(gap);
            if (i >= days - days_in_mean) mean.add(morning_of(run), 1.0 / days_in_mean);
        }
        CHECK(replanning.plans().traveller_count() == plans.traveller_count());
        return mean;
    }
};

}  // namespace

TEST_CASE("commuters learn to leave so that all pay what Vickrey's bottleneck asks")
{
    Commute commute;
    // Days swing by a few per cent, so the mean of the last 40 counts.
    auto const morning = commute.settle(160);
    double const delta = 0.5 * 2 / 2.5;
    double const exact_s = delta * commute.rush_h() * 3'600;
    CAPTURE(morning.cost_s, exact_s, morning.queueing_s, morning.largest_delay_s, morning.rush_s);
    CHECK(morning.cost_s == Approx(exact_s).epsilon(0.02));
    CHECK(morning.queueing_s == Approx(exact_s / 2).epsilon(0.1));
}

TEST_CASE("the toll that Vickrey's bottleneck asks takes the queue away")
{
    Commute commute;
    double const delta = 0.5 * 2 / 2.5;
    auto const most_ms = static_cast<std::int64_t>(delta * commute.rush_h() * hour);
    // What the others pay less than the first and the last.
    auto const toll = [&](std::span<core::LinkId const>, core::Millis, core::Millis arrival) {
        std::int64_t const late = arrival - commute.wished_arrival;
        return std::max<std::int64_t>(0, most_ms - (late > 0 ? 2 * late : -late / 2));
    };
    auto const morning = commute.settle(100, toll);
    CAPTURE(morning.cost_s, morning.queueing_s, morning.largest_delay_s, morning.rush_s);
    CHECK(morning.queueing_s < 0.05 * delta * commute.rush_h() * 3'600);
}
