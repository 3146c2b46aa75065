// Day-to-day replanning of routes: yesterday's times of the roads are known, and some drivers look for a better way.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "network/routes.hpp"
#include "results/route_gap.hpp"
#include "scenario/scenario.hpp"
#include "simulation/simulation.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace halong::equilibrium {

// Routes that change from day to day. Only legs with a vehicle of their own change; buses of the timetable keep theirs.
// A leg looks by a draw of its own (traveller's key, day, leg), so that the same legs look in all variants of a study.
// The best route is the earliest arrival in the day's mean times by link and hour of entry (network::TimedSearch), from
// the time at which the leg really started. The result is the same for any number of threads.
class Replanning {
public:
    // All arguments but the routes outlive this object.
    Replanning(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
               network::Routes routes);
    ~Replanning();
    Replanning(Replanning const&) = delete;
    Replanning& operator=(Replanning const&) = delete;

    [[nodiscard]] network::Routes const& routes() const;
    // The gap of a day on which routes() were driven, among those who look; remembers what they found. Throws
    // InternalFault when the run has not as many stays as the plans.
    results::RouteGap look_back(simulation::RunResult const& run);
    // Lets some of those who found a better route in the last look_back take it; `gap` is what it returned, and gets
    // their number.
    void change(results::RouteGap& gap);
    // The routes, moved out.
    network::Routes take_routes() &&;

private:
    struct State;
    std::unique_ptr<State> state_;
};

struct Replanned {
    network::Routes routes;
    std::vector<results::RouteGap> days;  // one for each day of replanning that was driven
};

// Told the day (from 1), its share that is done, 0 … 1, and its gap once it is known (nullptr before).
using DayWatcher = std::function<void(int day, double done, results::RouteGap const* gap)>;

// simulation::route_plans, and then as many days of replanning as the scenario asks for (replanning.days), or until a
// day's gap is at most replanning.stop_gap. Days have no services.
Replanned settled_routes(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
                         DayWatcher const& watcher = {});

}  // namespace halong::equilibrium
