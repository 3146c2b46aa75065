// One run: one scenario, one seed, one day. The loop and its phases.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "city/value_of_time.hpp"
#include "network/route_choice.hpp"
#include "network/routes.hpp"
#include "scenario/scenario.hpp"
#include "services/service.hpp"
#include "simulation/stranded.hpp"
#include "traffic/public_transport.hpp"
#include "traffic/traffic.hpp"

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halong::simulation {

// The phases of one window, in their order. Each reads what the ones before it wrote.
enum class Phase {
    depart,  // legs whose stay ends in this window enter the traffic
    move,    // vehicles and walkers move up to the window's end
    arrive,  // legs that ended begin the next stay, some at the end of a queue; its end is known at once; buses, boats
             // and cabins take and set down
    serve,   // services take the presences and passages of the window and advance
    watch    // gridlock and progress are looked at
};
inline constexpr std::array<std::string_view, 5> phase_names{"depart", "move", "arrive", "serve", "watch"};

// Door-to-door result of one leg; legs that did not end have arrival_ms = core::never.
struct LegResult {
    core::Millis departure_ms = core::never;
    core::Millis arrival_ms = core::never;
    core::Millis free_ms = 0;
    core::Millis after_road_ms = 0;  // after its vehicle left the road: inside a car park and on foot from it
};

// Legs with a vehicle that arrived.
struct DrivenLegs {
    std::int64_t legs = 0;
    std::int64_t time_ms = 0;  // on the roads
    std::int64_t free_ms = 0;  // of the same legs, alone on the road
    bool operator==(DrivenLegs const&) const = default;
};

// Something that was changed from outside while the day ran.
struct Change {
    core::Millis time_ms = 0;
    std::string text;  // "link 1a2b…: no vehicle enters until 09:00:00"

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [time_ms, text] = self;
        archive(time_ms, text);
    }
    bool operator==(Change const&) const = default;
};

struct RunResult {
    std::vector<LegResult> legs;  // by stay; default where no leg follows
    traffic::LinkHours link_hours;
    traffic::Counters counters;
    traffic::Reroutings reroutings;
    DrivenLegs informed;                       // of drivers who hear the news of the roads
    DrivenLegs uninformed;                     // of all others, buses of the timetable included
    std::vector<traffic::Gridlock> gridlocks;  // by (first sight, links); turns == 0: it never moved on
    std::vector<services::ServiceResult> services;
    traffic::TurnWaits turn_waits;                 // only of runs without services
    traffic::LineHours line_hours;                 // of the city's lines of public transport
    std::int64_t turned_away = 0;                  // persons for whom no bus, boat or cabin came any more
    std::int64_t gave_up = 0;                      // persons who waited too long for a bus with room, and took a taxi
    std::vector<std::int64_t> zone_hour_present;   // [zone][hour]: person-milliminutes of stays, by zone
    std::vector<std::int64_t> zone_class_present;  // the same, [zone][hour][class of person]
    core::Millis end_ms = 0;
    std::int64_t unreachable_legs = 0;   // no way for this vehicle: the traveller stays where he is
    std::int64_t held_legs = 0;          // had not ended at the hard end
    std::vector<Change> changes;         // from outside, in their order
    std::vector<StrandedLegs> stranded;  // where the unreachable and the held stand
    std::int64_t agent_steps = 0;        // stays begun + link moves + free moves
    city::ValueOfTime value_of_time;     // of the travellers, with which worth is added up
    double wall_s = 0;
    std::array<double, phase_names.size()> phase_wall_s{};
    std::uint64_t digest = 0;  // of legs, link hours and services
    bool valid = true;         // false: more legs were held at the end than the limit allows
};

// Whether a run asks all services; who only wants the traffic of a day leaves out all but those that hold people up
// (queues), since these change when people go on, and learns how long vehicles waited at turns (RunResult::turn_waits).
// Such a run cannot be saved.
enum class ServicesOfRun {
    all,
    none
};

// A run from 00:00 on, one window at a time, until every leg has ended or the hard end has come
// (scenario.traffic.end_hour). The result is the same for any number of threads, and for a run that is saved after any
// step and goes on from there in another process, or on another number of ranks.
class Simulation {
public:
    // All arguments outlive this object. With `ranks` that share the roads (traffic/ranks.hpp), all of them make the same
    // simulation and call it in the same way; each then has the whole result. Such a run can be neither looked at by
    // links_now() nor changed.
    Simulation(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
               network::Routes const& routes, ServicesOfRun services = ServicesOfRun::all,
               traffic::Ranks* ranks = nullptr);
    ~Simulation();
    Simulation(Simulation&&) noexcept;
    Simulation& operator=(Simulation&&) = delete;
    Simulation(Simulation const&) = delete;
    Simulation& operator=(Simulation const&) = delete;

    [[nodiscard]] core::Millis now() const;
    [[nodiscard]] bool ended() const;
    // Vehicles on links or waiting to enter one.
    [[nodiscard]] std::int64_t on_road() const;
    // One window; not after the end.
    void step();
    // From now on it is kept who enters which link when, and how boats and cabins go. Before the first step; results do
    // not change.
    void record_tracks();
    // What was kept since the last call, by (leg, time); of ranks, which all ask at once, on the first.
    [[nodiscard]] std::vector<traffic::TrackEvent> take_tracks();
    // All of the day so far.
    [[nodiscard]] std::vector<traffic::Crossing> const& crossings() const;
    // Whether the last step reached or passed a multiple of `interval_ms`.
    [[nodiscard]] bool passed_multiple_of(core::Millis interval_ms) const;
    // ---- What may be looked at between two steps --------------------------------------------------------------------
    // Sums by link and hour so far; they grow with the next step.
    [[nodiscard]] traffic::LinkHours const& link_hours() const;
    [[nodiscard]] traffic::LinksNow links_now() const;
    // The green at the end of a link, without a cycle where no signal is; nothing where turns have greens of their own.
    [[nodiscard]] std::optional<traffic::GreenTime> green(core::LinkId link) const;
    // Persons who are at a stay, by zone.
    [[nodiscard]] std::vector<std::int64_t> persons_by_zone() const;
    // Places where people queue.
    [[nodiscard]] std::vector<services::SpotNow> spots() const;
    // Fees of car parks and tolls.
    [[nodiscard]] std::vector<services::PriceNow> prices() const;

    // ---- What may be changed between two steps, from now on ---------------------------------------------------------
    // Nothing else may: people have made their plans before the day. A change
    // is part of the state, is saved with it and recorded in the result; the same changes at the same times give the same
    // result on any number of threads. Each throws UserError where it does not fit.
    void set_green(core::LinkId link, traffic::GreenTime green);
    // No vehicle enters the link before `until_ms`; a time that has passed opens it again. Who wants to enter waits: only
    // informed drivers (traffic.informed_share) look for another way, when the wait shows in the news of the roads.
    void shut(core::LinkId link, core::Millis until_ms);
    // Servers and room of a place where people queue; 0: as they are.
    void change_spot(core::PlaceId place, std::int64_t servers, std::int64_t capacity);
    // A toll or the fee of a car park, VND, 0 … 10 million. Fees move who looks for a space from now on; tolls those who are
    // informed (traffic.informed_share), at once, and all who pay one there at some hour pay this one at any. The ways
    // between car parks stay those of the tolls of the plan.
    void change_price(services::PriceNow const& wanted);
    [[nodiscard]] std::vector<Change> const& changes() const;

    // The sums of the day. InternalFault when a leg has vanished. Only after the end, and once.
    RunResult finish();

    // The whole state between two steps, and back into one of the same arguments on any ranks; all call, the first writes.
    void save(core::ArchiveWriter& archive) const;
    void load(core::ArchiveReader& archive);

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Told the simulated clock and vehicles on the road, once a simulated minute.
using Watcher = std::function<void(core::Millis now, std::int64_t on_road)>;

// One route for each stay of the plans (empty where no leg follows or no way exists), by network::choose_routes, or
// those of the scenario's route file.
network::Routes route_plans(city::City const& city, city::Plans const& plans, scenario::Scenario const& scenario);

// What the scenario asks of network::choose_routes.
network::RouteChoiceParameters route_parameters(scenario::Scenario const& scenario);

// A whole run at once.
RunResult simulate(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
                   network::Routes const& routes, Watcher const& watcher = {},
                   ServicesOfRun services = ServicesOfRun::all, traffic::Ranks* ranks = nullptr);

}  // namespace halong::simulation
