#include "simulation/simulation.hpp"

#include "core/hash.hpp"
#include "simulation/day.hpp"
#include "simulation/services_of_run.hpp"

#include <algorithm>
#include <chrono>

namespace halong::simulation {
namespace {

using core::Millis;

constexpr Millis service_interval_ms = core::ms_per_minute;  // services are given a minute's events at a time
constexpr Millis watch_interval_ms = core::ms_per_minute;

// Adds the wall time of a scope to one phase.
class PhaseTimer {
public:
    PhaseTimer(RunResult& run, Phase phase)
        : sum_s_(run.phase_wall_s[static_cast<std::size_t>(phase)]), start_(Clock::now())
    {
    }
    ~PhaseTimer() { sum_s_ += std::chrono::duration<double>(Clock::now() - start_).count(); }
    PhaseTimer(PhaseTimer const&) = delete;
    PhaseTimer& operator=(PhaseTimer const&) = delete;

private:
    using Clock = std::chrono::steady_clock;
    double& sum_s_;
    Clock::time_point start_;
};

// Everything that changes while the day runs.
struct Loop {
    Day day;
    std::vector<std::unique_ptr<services::Service>> services;
    traffic::Traffic traffic;
    traffic::PublicTransport transit;
    std::vector<traffic::Departure> departures;  // of legs, not yet given to the traffic
    std::vector<city::Presence> presences;       // since the services were last served
    traffic::WindowEvents events;                // arrivals of the window; passages since the last service
};

// Gives riders and buses that have come to a stop to the public transport; all others are left for the traffic.
void sort_out_transit(Loop& loop, city::Plans const& plans)
{
    std::erase_if(loop.departures, [&](traffic::Departure const& departure) {
        if (plans.mode[departure.leg] == city::Mode::transit) {
            loop.transit.come(departure.leg, departure.time_ms);
            return true;
        }
        if (!loop.transit.is_bus_stay(departure.leg)) return false;
        loop.transit.reach(departure.leg, departure.time_ms);
        return true;
    });
}

void arrive(Loop& loop, city::Plans const& plans, Millis now)
{
    loop.day.arrive(loop.events.arrivals, loop.departures, loop.presences);
    loop.events.arrivals.clear();
    if (plans.rides.empty() && plans.bus_runs.empty()) return;
    sort_out_transit(loop, plans);
    std::vector<traffic::Departure> buses;
    loop.transit.advance(now, loop.events.arrivals, buses);
    loop.day.arrive(loop.events.arrivals, loop.departures, loop.presences);
    loop.events.arrivals.clear();
    sort_out_transit(loop, plans);
    loop.departures.insert(loop.departures.end(), buses.begin(), buses.end());
}

void serve(Loop& loop, Millis now)
{
    std::ranges::sort(loop.presences, {}, [](city::Presence const& presence) {
        return std::pair(presence.from_ms, presence.stay);
    });
    for (auto& service : loop.services) {
        service->presences(loop.presences);
        service->passages(loop.events.passages);
        service->advance(now);
    }
    loop.presences.clear();
    loop.events.passages.clear();
}

void record_gridlocks(Loop const& loop, RunResult& run)
{
    for (auto const& found : loop.traffic.find_gridlock()) {
        auto const known = std::ranges::find_if(
            run.gridlocks, [&](traffic::Gridlock const& ring) { return ring.links == found.links; });
        if (known == run.gridlocks.end()) run.gridlocks.push_back(found);
    }
}

std::uint64_t digest_of(RunResult const& run, std::uint64_t traffic_digest)
{
    core::Digest digest;
    digest.add(traffic_digest);
    for (LegResult const& leg : run.legs) {
        digest.add((static_cast<std::uint64_t>(static_cast<std::uint32_t>(leg.departure_ms)) << 32) |
                   static_cast<std::uint32_t>(leg.arrival_ms));
    }
    digest.add(run.link_hours.vehicles);
    digest.add(run.link_hours.walkers);
    digest.add(run.link_hours.time_ms);
    for (auto const& service : run.services) {
        digest.add(service.by_site.cells());
        digest.add(service.by_zone.cells());
    }
    return digest.value();
}

void finish(Loop& loop, city::City const& city, scenario::Scenario const& scenario, RunResult& run)
{
    run.end_ms = loop.traffic.now();
    for (auto& service : loop.services) run.services.push_back(service->result());
    run.legs = loop.day.legs();
    run.link_hours = loop.traffic.link_hours();
    run.counters = loop.traffic.counters();
    auto const& turned = loop.traffic.turned_rings();
    run.gridlocks.insert(run.gridlocks.end(), turned.begin(), turned.end());
    run.line_hours = loop.transit.hours();
    run.turned_away = loop.transit.turned_away();
    run.unreachable_legs = loop.day.unreachable_legs();
    run.held_legs = loop.day.open_legs();
    run.zone_hour_present = loop.day.presence_by_zone_hour(city.zones.size(), run.end_ms);
    run.agent_steps = loop.day.stays_begun() + run.counters.link_moves + run.counters.free_moves;
    double const limit = scenario.traffic.gridlock_limit_share * static_cast<double>(run.counters.departures);
    run.valid = static_cast<double>(run.held_legs) <= limit;
    run.digest = digest_of(run, loop.traffic.digest() + loop.transit.digest());
}

}  // namespace

RunResult simulate(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
                   network::Routes const& routes, Watcher const& watcher)
{
    auto const start = std::chrono::steady_clock::now();
    RunResult run;
    auto services = make_services(city, plans, scenario);
    auto watched = watched_links(city.network.link_count(), services);
    Loop loop{Day(plans, routes), std::move(services),
              traffic::Traffic(city.network, plans, routes, std::move(watched), scenario.traffic),
              traffic::PublicTransport(city.transit, plans, scenario.day, scenario.traffic.end_hour * core::ms_per_hour),
              {}, {}, {}};
    loop.day.begin(loop.departures, loop.presences);
    sort_out_transit(loop, plans);
    Millis const window = scenario.traffic.window_ms;
    Millis const hard_end = scenario.traffic.end_hour * core::ms_per_hour;
    bool running = true;
    for (Millis now = 0; running && now < hard_end;) {
        {
            PhaseTimer const timer(run, Phase::depart);
            loop.traffic.depart(loop.departures);
            loop.departures.clear();
        }
        now = std::min(now + window, hard_end);
        {
            PhaseTimer const timer(run, Phase::move);
            loop.traffic.advance(now, loop.events);
        }
        {
            PhaseTimer const timer(run, Phase::arrive);
            arrive(loop, plans, now);
        }
        if (now % service_interval_ms < window) {
            PhaseTimer const timer(run, Phase::serve);
            serve(loop, now);
        }
        if (now % watch_interval_ms < window) {
            PhaseTimer const timer(run, Phase::watch);
            record_gridlocks(loop, run);
            running = now < core::ms_per_day || loop.day.open_legs() > 0;
            if (watcher) watcher(now, loop.traffic.counters().on_road);
        }
    }
    serve(loop, loop.traffic.now());
    finish(loop, city, scenario, run);
    run.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return run;
}

}  // namespace halong::simulation
