// Vehicles that never leave: whoever arrives starts its route again. Close to gridlock this is the hardest case for a
// queue model, since most heads are blocked.
#pragma once

#include "benchmarks/measure.hpp"

namespace halong::benchmark {

struct ClosedOutcome {
    std::array<double, traffic::traffic_phase_names.size()> phase_wall_s{};
    double run_s = 0;
    double cpu_s = 0;
    traffic::Counters counters;
    std::int64_t used_up = 0;  // vehicles that have driven all laps there are: should be few
    std::uint64_t digest = 0;
};

// A case whose vehicles have `laps` legs each, all with the same route; lap i of vehicle v is leg i * vehicles + v.
inline Case with_laps(Case const& once, std::uint32_t laps)
{
    Case result;
    result.name = once.name + " closed";
    result.network = once.network;
    result.ideal_signals = once.ideal_signals;
    auto const& links = once.routes.links;
    result.routes.links.reserve(links.size() * laps);
    for (std::uint32_t lap = 0; lap < laps; ++lap) {
        auto const before = static_cast<std::uint32_t>(result.routes.links.size());
        result.routes.links.insert(result.routes.links.end(), links.begin(), links.end());
        for (std::size_t leg = 0; leg < once.routes.size(); ++leg) {
            result.routes.offset.push_back(before + once.routes.offset[leg + 1]);
            result.add_leg(once.plans.mode[leg], 0);
        }
    }
    return result;
}

// Everybody starts within the first 300 s, evenly.
inline core::Millis start_of_closed(std::size_t vehicle, std::size_t vehicles)
{
    constexpr std::uint64_t last_ms = 300'000;
    return static_cast<core::Millis>(last_ms * vehicle / vehicles);
}

// Who arrives starts again at the end of the window.
inline ClosedOutcome run_closed(Case const& laps, std::uint32_t vehicles, core::Millis end_ms,
                                scenario::TrafficParameters const& parameters)
{
    std::vector<std::uint8_t> const watched(laps.network.link_count(), 0);
    traffic::Traffic traffic(laps.network, laps.plans, laps.routes, watched, parameters);
    std::vector<traffic::Departure> departures;
    for (std::uint32_t v = 0; v < vehicles; ++v) departures.push_back({v, start_of_closed(v, vehicles)});
    traffic::WindowEvents events;
    ClosedOutcome outcome;
    Stopwatch const running;
    while (traffic.now() < end_ms) {
        traffic.depart(departures);
        departures.clear();
        traffic.advance(traffic.now() + parameters.window_ms, events);
        for (auto const& arrival : events.arrivals) {
            std::uint32_t const next = arrival.leg + vehicles;
            if (next < laps.departure_ms.size())
                departures.push_back({next, traffic.now()});
            else
                ++outcome.used_up;
        }
        events.clear();
    }
    outcome.run_s = running.wall_s();
    outcome.cpu_s = running.cpu_s();
    outcome.counters = traffic.counters();
    outcome.digest = traffic.digest();
    outcome.phase_wall_s = traffic.phase_wall_s();
    return outcome;
}

}  // namespace halong::benchmark
