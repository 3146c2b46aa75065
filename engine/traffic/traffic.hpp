// The traffic of one run: vehicles on links by the per-vehicle link transmission model (Newell 1993; Yperman 2007),
// and walkers and passengers who move freely. Exact integer-millisecond events; the window only synchronises.
#pragma once

#include "city/travel.hpp"
#include "core/time.hpp"
#include "network/network.hpp"
#include "network/route_choice.hpp"
#include "network/routes.hpp"
#include "network/toll_now.hpp"
#include "scenario/scenario.hpp"
#include "traffic/green_time.hpp"
#include "traffic/track_events.hpp"
#include "traffic/turn_meter.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halong::core {
class ArchiveReader;
class ArchiveWriter;
}  // namespace halong::core

namespace halong::traffic {

using core::LinkId;
using core::Millis;

// A leg that wants to start. Times may lie anywhere at or after the present window's start.
struct Departure {
    std::uint32_t leg = 0;
    Millis time_ms = 0;
};

// A leg that has ended, with the time that it would have taken alone on the road by the way with which it set out.
struct Arrival {
    std::uint32_t leg = 0;
    Millis time_ms = 0;
    Millis departure_ms = 0;
    Millis free_ms = 0;
    Millis after_road_ms = 0;  // of it, after the vehicle left the road: inside a car park and on foot from it
};

// What happened in one window, in an order that does not depend on threads: arrivals by (time, leg). Passages stand as they
// are found, those of one leg in the order of time: who counts them needs no order, and there are tens of millions a day.
struct WindowEvents {
    std::vector<Arrival> arrivals;
    std::vector<city::Passage>
        passages;  // on watched links only; of ranks, each is told those on its own (Traffic::has)
    void clear()
    {
        arrivals.clear();
        passages.clear();
    }
};

// Sums by link and hour of exit. Vehicles by class; walkers; time spent and its free-flow part.
struct LinkHours {
    std::size_t link_count = 0;
    std::vector<std::uint32_t> vehicles;                         // [link][hour][vehicle class]
    std::vector<std::uint32_t> walkers;                          // [link][hour]
    std::vector<std::int64_t> time_ms;                           // [link][hour], vehicles only
    std::vector<std::int64_t> free_time_ms;                      // [link][hour], vehicles only
    [[nodiscard]] std::size_t cell(LinkId link, int hour) const  // NOLINT(*-to-static): of these columns
    {
        return static_cast<std::size_t>(link.value()) * core::hours_per_day + static_cast<std::size_t>(hour);
    }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [link_count, vehicles, walkers, time_ms, free_time_ms] = self;
        archive.fixed(vehicles, walkers, time_ms, free_time_ms);
    }
};

// A ring of full links that wait for each other.
struct Gridlock {
    Millis first_seen_ms = 0;
    Millis last_seen_ms = 0;
    std::vector<LinkId> links;
    std::int64_t vehicles_held = 0;  // the most that were seen
    std::int64_t turns = 0;          // how often it moved on as one; 0 for one that stands

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [first_seen_ms, last_seen_ms, links, vehicles_held, turns] = self;
        archive(first_seen_ms, last_seen_ms, links, vehicles_held, turns);
    }
};

// Where a leg that is under way stands: the link that it is on, or that its vehicle waits to enter first.
struct Whereabouts {
    std::uint32_t leg = 0;
    LinkId link;
};

// Who is on the links at one moment, by link: vehicles.
struct LinksNow {
    std::vector<std::uint32_t> vehicles;  // on the link
    std::vector<std::uint32_t> waiting;   // of these, whose free time is over: they queue at the stop line
    std::vector<std::uint32_t> starting;  // that wait beside the road to enter it as their first link
};

struct Counters {
    std::int64_t departures = 0;
    std::int64_t arrivals = 0;
    std::int64_t link_moves = 0;        // vehicles that crossed a node
    std::int64_t free_moves = 0;        // links passed by walkers and passengers
    std::int64_t on_road = 0;           // vehicles now on links or waiting to enter
    std::int64_t ring_turns = 0;        // how often a full ring moved on as one
    std::int64_t squeezes = 0;          // vehicles that squeezed into a full link after a long wait
    std::int64_t banned_entries = 0;    // links entered by vehicles that are banned there at that hour
    std::int64_t held_short_links = 0;  // links whose free time was raised to min_link_time_ms
};

// Drivers who know the present times of the roads and may change the rest of their way (rerouting.hpp).
struct InformedDrivers {
    std::vector<std::uint8_t> legs;         // by leg: 1 where one of them drives; legs without a vehicle do not matter
    Millis look_ms = 0;                     // > 0; the news is renewed at its multiples
    double least_gain = 0;                  // for which they change, as a share of the time that is left
    Millis least_gain_ms = 0;               // the same as a time; the larger of the two counts
    network::RouteChoiceParameters routes;  // where drivers turn back
    std::vector<network::WorthStep> worth =
        {};  // by traveller: of a minute, where tolls are paid; empty: the usual one
};

// What informed drivers did, by hour.
struct Reroutings {
    std::array<std::int64_t, core::hours_per_day> started{};            // legs that informed drivers began
    std::array<std::int64_t, core::hours_per_day> changed_at_start{};   // of these, by another way than planned
    std::array<std::int64_t, core::hours_per_day> changed_under_way{};  // how often one took another way
    std::int64_t legs_changed = 0;                                      // on which that happened at least once
    bool operator==(Reroutings const&) const = default;
};

// What happens in a window, in this order.
enum class TrafficPhase {
    start,    // legs whose time has come wait at their first links
    nodes,    // vehicles cross
    deliver,  // what links of other regions are told
    collect,  // arrivals, and passages of watched links
    walk,     // walkers, passengers and bicycles on ways of their own
    relieve   // meters of an hour are read; blocked vehicles are passed, rings turn, the impatient squeeze in
};
inline constexpr std::array<std::string_view, 6> traffic_phase_names{"start",   "nodes", "deliver",
                                                                     "collect", "walk",  "relieve"};

struct RoadModel;
class Ranks;

// Processes that share the roads of a run (ranks.hpp). Each makes the same traffic with the same arguments and calls it in
// the same way; it moves only the vehicles at its own nodes, and is told who arrives at those of others. The result is that
// of one process, but for the passages: each is told of those on links to its nodes.
struct Sharing {
    Ranks* ranks = nullptr;                   // outlives the traffic; nullptr: this process is alone
    std::vector<std::uint32_t> rank_of_node;  // empty: shared out by the routes (node_parts.hpp)
};

class Traffic {
public:
    // `parameters.window_ms` of 0 asks for the longest windows that the links allow; results depend on none.
    // `plans` and `routes` (one route per stay, empty where no leg follows) outlive this object. `watched` by link:
    // city::watch_nothing, … `speed_factor` of walkers comes from their key. Nothing here draws random numbers otherwise.
    // With ranks that share the roads, this, inform(), advance(), find_gridlock() and gather() wait for all of them.
    Traffic(network::Network const& network, city::Plans const& plans, network::Routes const& routes,
            std::vector<std::uint8_t> watched, scenario::TrafficParameters const& parameters,
            Sharing const& sharing = {});
    ~Traffic();
    Traffic(Traffic const&) = delete;
    Traffic& operator=(Traffic const&) = delete;
    Traffic(Traffic&&) noexcept;
    Traffic& operator=(Traffic&&) noexcept;

    // Counts waits by turn and slot of `slot_ms` > 0 from now on; times after `end_ms` fall into the last slot. Call it
    // before the first window. Such traffic cannot be saved.
    void meter_turns(network::TurnIndex const& index, Millis slot_ms, Millis end_ms);
    // What was counted so far; nothing without meter_turns.
    [[nodiscard]] TurnWaits turn_waits() const;

    // From now on these drivers hear the news of the roads. Call it before the first window, and before load().
    void inform(network::Network const& network, InformedDrivers drivers);
    // What they did so far; zeros without any.
    [[nodiscard]] Reroutings reroutings() const;

    // From now on it is kept who enters which link when: vehicles and walkers, not passengers. Results do not change.
    void record_tracks();
    // What was kept since the last call, by (leg, time); the same on any threads. Ranks all ask; the first gets it.
    [[nodiscard]] std::vector<TrackEvent> take_tracks();

    // From now on vehicles may drive on. Call it before the first window, and before load().
    void let_drive_on();
    // The vehicle of a leg that has arrived goes on at `time_ms`, not before now(), along a way that begins where it
    // stands, for somebody who looks for a space; with an empty way it arrives there at once. It arrives anew, with this
    // departure; who asked for it keeps what the first arrival told. Counters hold each leg once.
    void drive_on(std::uint32_t leg, Millis time_ms, std::span<LinkId const> way);

    // Adds legs that start; any order. Times before now() are an InternalFault.
    void depart(std::span<Departure const> departures);
    // Moves everything up to `until_ms` (exclusive) = now() + window; appends what happened to `events`.
    void advance(Millis until_ms, WindowEvents& events);

    // With ranks that share the roads: link_hours(), turn_waits() and whereabouts() are those of all from now on, and not of
    // this one. Once, after the last window; does nothing for one process.
    void gather();

    [[nodiscard]] Millis now() const;
    // Whether passages on the link are told here: on links to nodes of this process.
    [[nodiscard]] bool has(LinkId link) const;
    [[nodiscard]] LinkHours const& link_hours() const;
    [[nodiscard]] Counters counters() const;
    // Rings that moved on as one so far (parameters.ring_turn_s), in order of their first turn.
    [[nodiscard]] std::vector<Gridlock> const& turned_rings() const;
    // Looks for rings of full links that wait for each other, now. Cheap enough for once a simulated minute.
    [[nodiscard]] std::vector<Gridlock> find_gridlock() const;
    // Order-insensitive hash of every event so far: equal for any number of threads and any window.
    [[nodiscard]] std::uint64_t digest() const;

    // Every leg that has started and not arrived, in order of leg, found by looking through all queues.
    [[nodiscard]] std::vector<Whereabouts> whereabouts() const;
    // Legs that were announced and have not started.
    [[nodiscard]] std::int64_t announced() const;

    // The whole state between two calls of advance(). It may be loaded into traffic that was made with the same
    // arguments, on any number of threads and ranks. Ranks that share the roads all call both, and the first writes.
    void save(core::ArchiveWriter& archive) const;
    void load(core::ArchiveReader& archive);

    // Between two windows (road_control.hpp): who is where; the green of a whole stop line (nothing where it is by turn);
    // another one from now on; a link that no vehicle enters before `until_ms`; a toll that informed drivers weigh. All of it
    // is part of the state. Not with ranks.
    [[nodiscard]] LinksNow links_now() const;
    [[nodiscard]] std::optional<GreenTime> green(LinkId link) const;
    void set_green(LinkId link, GreenTime green);
    void shut(LinkId link, Millis until_ms);
    void set_toll(network::TollNow toll);

    // Wall time of each phase in this process, s.
    [[nodiscard]] std::array<double, traffic_phase_names.size()> const& phase_wall_s() const;
    // Memory of the links, queues and counters, bytes.
    [[nodiscard]] std::int64_t bytes() const;

private:
    struct State;
    explicit Traffic(std::unique_ptr<State> state);
    // For cases of theory, in road_model.hpp: the same traffic on links with given capacities and waves.
    friend Traffic traffic_on(RoadModel model, network::Network const& network, city::Plans const& plans,
                              network::Routes const& routes, std::vector<std::uint8_t> watched,
                              scenario::TrafficParameters const& parameters, Sharing const& sharing);

    std::unique_ptr<State> state_;
};

// Free travel time of a whole leg over its route, ms.
Millis free_time_ms(network::Network const& network, std::span<LinkId const> route, city::Mode mode,
                    scenario::TrafficParameters const& parameters);

}  // namespace halong::traffic
