// Day-to-day replanning: yesterday's times of the roads are known, and some travellers look for a better way, another
// time to leave, another means of travel or another itinerary.
#pragma once

#include "city/city.hpp"
#include "city/experience.hpp"
#include "city/travel.hpp"
#include "equilibrium/plan_trials.hpp"
#include "network/routes.hpp"
#include "results/route_gap.hpp"
#include "scenario/scenario.hpp"
#include "simulation/simulation.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

namespace halong::equilibrium {

// Plans of the same travellers (by traveller_key), drawn anew from what places were like on a day; who is left out keeps
// his own. Whatever travellers try, they weigh the waits of that day.
struct RedrawnDay {
    city::Plans plans;
    city::Experience experience;
};
using Itineraries = std::function<RedrawnDay(city::Plans const& today, simulation::RunResult const& run, int day)>;

// What replanning is told by others; each may be empty.
struct ReplanningHooks {
    ModeUtilities mode_utilities;  // needed by replanning.modes; settled_day fills in those of the residents
    OwnVehicle has_own_vehicle;    // whose times of leaving may move; settled_day fills in that of the residents
    Itineraries itineraries;       // where it is given, travellers may take other days; settled_day fills in visitors'
    LegCharge charge;              // weighed by those who try other times to leave
};

// Plans and routes that change from day to day. Riders of public transport and the buses of its timetable keep theirs.
// With several choices on (scenario.replanning), a traveller looks for one of them on a day; he looks, and takes what is
// better, by draws of his own (traveller's key, day, leg), so that the same travellers look in all variants of a study.
// The best route is the earliest arrival in the day's mean waits by turn and slot of entry (network::TurnSearch), tolls
// weighed as time that is worth as much to the traveller, from the time at which the leg really started. The result is the same for any number of threads.
class Replanning {
public:
    // City and scenario outlive this object.
    Replanning(city::City const& city, scenario::Scenario const& scenario, RoutedPlans begun,
               ReplanningHooks hooks = {});
    ~Replanning();
    Replanning(Replanning const&) = delete;
    Replanning& operator=(Replanning const&) = delete;

    [[nodiscard]] city::Plans const& plans() const;
    [[nodiscard]] network::Routes const& routes() const;
    // The gap of a day on which routes() were driven by plans(), among those who look; remembers what they found. The
    // run must be one without services (simulation::ServicesOfRun::none): InternalFault when it is not, or when it has
    // not as many stays as the plans.
    results::RouteGap look_back(simulation::RunResult const& run);
    // Lets some of those who found something better in the last look_back take it; `gap` is what it returned, and gets
    // their numbers.
    void change(results::RouteGap& gap);
    // Plans and routes, moved out.
    RoutedPlans take() &&;

private:
    struct State;
    std::unique_ptr<State> state_;
};

struct Replanned {
    network::Routes routes;
    std::optional<city::Plans> plans;     // where anything but routes may have changed
    std::vector<results::RouteGap> days;  // one for each day of replanning that was driven

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [routes, plans, days] = self;
        archive.section("ways");
        bool has_plans = plans.has_value();
        archive(routes, days, has_plans);
        if (!has_plans) return;
        if constexpr (!std::is_const_v<Self>) plans.emplace();
        archive(*plans);
    }

    [[nodiscard]] city::Plans const& plans_or(city::Plans const& given) const { return plans ? *plans : given; }
};

// Told the day (from 1), its share that is done, 0 … 1, and its gap once it is known (nullptr before).
using DayWatcher = std::function<void(int day, double done, results::RouteGap const* gap)>;

// simulation::route_plans, or what had settled before (replanning.warm_start), and then as many days of replanning as the
// scenario asks for (replanning.days), or until the gap of the routes and the gains of all other choices are at most
// replanning.stop_gap. Days have no services, and nothing of an outage that nobody foresees (city/foreseen.hpp). Ways that
// had settled before are kept wherever they are still open: without days, roads and signals that have changed move nobody
// else, and tolls are a UserError. `ranks` share the roads of these days (simulation.hpp), and all find the same.
Replanned settled_day(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
                      DayWatcher const& watcher = {}, ReplanningHooks hooks = {}, traffic::Ranks* ranks = nullptr);

}  // namespace halong::equilibrium
