// Fixed-time signals under uniform arrivals (D/D/1): d = r^2 / (2 C (1 - q/s)); largest queue and its end.
#include "traffic/traffic_case.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace halong;
using test::LinkId;
using test::TrafficCase;

namespace {

struct SignalCase {
    double cycle_s, red_s, arrivals_per_s, saturation_per_s;
    double mean_delay_s, largest_queue, cleared_after_s;
};

}  // namespace

TEST_CASE("D/D/1 at a signal", "[traffic][analytic]")
{
    auto const c = GENERATE(SignalCase{120, 60, 0.2, 0.8, 20, 12, 20}, SignalCase{120, 60, 0.3, 0.8, 24, 18, 36},
                            SignalCase{90, 45, 0.25, 0.5, 22.5, 11.25, 45});
    TrafficCase road;
    LinkId const link = road.link(0, 1, {.exit_per_s = c.saturation_per_s});
    road.model(link).green = {TrafficCase::millis(c.cycle_s), TrafficCase::millis(c.red_s),
                              TrafficCase::millis(c.cycle_s - c.red_s)};
    road.demand({{0, 40 * c.cycle_s, c.arrivals_per_s}}, {{link}});
    road.run();

    double const headway_s = 1 / c.saturation_per_s;
    double delay_s = 0;
    double cleared_s = 0;
    int vehicles = 0;
    for (city::Passage const& p : road.passages) {
        double const at_line_s = p.entry_ms / 1e3 + 50;
        double const left_s = p.exit_ms / 1e3;
        if (at_line_s < 5 * c.cycle_s || at_line_s >= 35 * c.cycle_s) continue;
        delay_s += left_s - at_line_s;
        ++vehicles;
        if (left_s > at_line_s + 1e-3) cleared_s = std::max(cleared_s, std::fmod(left_s, c.cycle_s) - c.red_s);
    }
    CHECK(delay_s / vehicles == Approx(c.mean_delay_s).margin(headway_s));
    CHECK(cleared_s == Approx(c.cleared_after_s).margin(1 / c.arrivals_per_s));

    int largest = 0;
    for (double t = 5 * c.cycle_s; t < 35 * c.cycle_s; t += 0.5) {
        int const arrived = road.entries(link, t - 50);
        largest = std::max(largest, arrived - road.exits(link, t));
    }
    CHECK(largest == Approx(c.largest_queue).margin(1));
}
