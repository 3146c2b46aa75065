// The fundamental diagram on a closed track: three links of 1,000 m, filled in steps (the test track of Agarwal, Zilske,
// Rao and Nagel 2015, Procedia CS 52: 2,700 PCU/h, 60 km/h; storage by eq. 7 of Agarwal, Lämmel and Nagel 2018: 225 PCU).
// A triangle closes: with w = 15 km/h and k_j = 225 PCU/km, u w k_j / (u + w) = 2,700 PCU/h. On a closed track the mean
// flow of the fluid is min(u_c k, q, w (k_j - k)) whatever the first state, since both branches are straight.
#include "traffic/traffic_case.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

using namespace halong;
using city::Mode;
using network::VehicleClass;
using test::LinkId;
using test::TrafficCase;

namespace {

constexpr double capacity_pcu_per_h = 2'700;
constexpr double jam_pcu_per_km = 225;
constexpr double wave_kmh = 15;
constexpr double step_s = 3'600;      // a batch enters in the first third, then the track settles
constexpr double measured_s = 1'440;  // the last of each step: whole rounds of every class and of the wave (720 s)

double speed_kmh(Mode mode)
{
    if (mode == Mode::bicycle) return 15;
    return mode == Mode::lorry ? 30 : 60;
}

double pcu(Mode mode) { return network::info(city::vehicle_of(mode)).pcu_milli / 1e3; }

struct Track {
    TrafficCase town;
    std::vector<LinkId> links;
    std::vector<LinkId> laps;

    Track()
    {
        for (int i = 0; i < 3; ++i) {
            links.push_back(
                town.link(i, (i + 1) % 3, {.speed_mps = 50.0 / 3, .wave_mps = 25.0 / 6, .jam_per_m = 0.225}));
            town.model(links.back()).free_time_ms[static_cast<std::size_t>(VehicleClass::lorry)] = 120'000;
            town.model(links.back()).free_time_ms[static_cast<std::size_t>(VehicleClass::bicycle)] = 240'000;
        }
        for (int lap = 0; lap < 180; ++lap) laps.insert(laps.end(), links.begin(), links.end());
    }

    // `vehicles` of a mode start evenly over the three links in the first third of a step.
    void fill(int step, int vehicles, Mode mode)
    {
        for (int i = 0; i < vehicles; ++i) {
            auto const first = laps.begin() + i % 3;
            town.leg(step * step_s + (i + 0.5) * step_s / 3 / vehicles, {first, laps.end()}, mode);
        }
    }

    // PCU an hour past a point, mean of the three stop lines, at the end of a step.
    [[nodiscard]] double flow_pcu_per_h(int step) const
    {
        double sum_pcu = 0;
        double const end_s = (step + 1) * step_s;
        for (city::Passage const& p : town.passages) {
            if (p.exit_ms <= TrafficCase::millis(end_s - measured_s) || p.exit_ms > TrafficCase::millis(end_s))
                continue;
            sum_pcu += pcu(town.plans().mode[p.leg]);
        }
        return sum_pcu / 3 * 3600 / measured_s;
    }
};

}  // namespace

TEST_CASE("every class follows the triangle on a closed track", "[traffic][analytic]")
{
    auto const mode =
        GENERATE(Mode::motorbike, Mode::car, Mode::van, Mode::bus, Mode::coach, Mode::lorry, Mode::bicycle);
    Track track;
    constexpr int steps = 8;
    auto const batch = static_cast<int>(3 * 25 / pcu(mode));  // 25 PCU/km a step
    for (int step = 0; step < steps; ++step) track.fill(step, batch, mode);
    track.town.run(steps * step_s);
    for (int step = 0; step < steps; ++step) {
        double const k = batch * pcu(mode) / 3 * (step + 1);
        double const exact = std::min({speed_kmh(mode) * k, capacity_pcu_per_h, wave_kmh * (jam_pcu_per_km - k)});
        INFO(name_of(mode) << " at " << k << " PCU/km");
        CHECK(track.town.entries(track.links[0], (step + 1) * step_s - measured_s) > 0);
        // One vehicle at each of three stop lines in the measured time.
        CHECK(track.flow_pcu_per_h(step) == Approx(exact).epsilon(0.005).margin(pcu(mode) * 3600 / measured_s));
        double const speed = track.flow_pcu_per_h(step) / k;
        CHECK(speed == Approx(exact / k).epsilon(0.005).margin(pcu(mode) * 3600 / measured_s / k));
    }
}

TEST_CASE("mixtures follow the triangle in PCU on a closed track", "[traffic][analytic]")
{
    // Shares of the PCU; classes of one speed, since slower ones would leave the fluid's two straight branches.
    struct Share {
        Mode mode;
        double share;
    };
    auto const mix = GENERATE(std::vector<Share>{{Mode::motorbike, 0.5}, {Mode::car, 0.5}},
                              std::vector<Share>{{Mode::motorbike, 0.4}, {Mode::car, 0.4}, {Mode::bus, 0.2}});
    Track track;
    constexpr int steps = 8;
    std::vector<double> k(steps, 0);
    for (int step = 0; step < steps; ++step) {
        if (step > 0) k[static_cast<std::size_t>(step)] = k[static_cast<std::size_t>(step) - 1];
        for (auto const& [mode, share] : mix) {
            auto const vehicles = static_cast<int>(3 * 25 * share / pcu(mode));
            track.fill(step, vehicles, mode);
            k[static_cast<std::size_t>(step)] += vehicles * pcu(mode) / 3;
        }
    }
    track.town.run(steps * step_s);
    for (int step = 0; step < steps; ++step) {
        double const density = k[static_cast<std::size_t>(step)];
        double const exact = std::min({60 * density, capacity_pcu_per_h, wave_kmh * (jam_pcu_per_km - density)});
        INFO(density << " PCU/km");
        // Who enters a full link waits until all of its space is free: beside motorbikes, half of what the largest vehicle
        // needs beyond 0.25 PCU stands empty on average on each kilometre.
        double const empty = wave_kmh * (pcu(mix.back().mode) - 0.25) / 2;
        CHECK(track.flow_pcu_per_h(step) == Approx(exact).epsilon(0.005).margin(empty + 3600 / measured_s));
    }
}

TEST_CASE("in free flow every class of a mixture keeps its own speed", "[traffic][analytic]")
{
    Track track;
    track.fill(0, 6, Mode::bicycle);
    track.fill(0, 9, Mode::car);
    track.fill(0, 9, Mode::motorbike);
    track.fill(0, 3, Mode::lorry);
    track.town.run(step_s);
    for (city::Passage const& p : track.town.passages) {
        if (p.exit_ms < TrafficCase::millis(step_s - measured_s)) continue;
        double const speed = 3600 / ((p.exit_ms - p.entry_ms) / 1e3);
        // Whoever comes up behind another at the stop line waits for that one's service, 4 s at most for a lorry.
        CHECK(speed == Approx(speed_kmh(track.town.plans().mode[p.leg])).epsilon(0.07));
    }
}
