#include "traffic/traffic.hpp"

#include "core/archive.hpp"
#include "core/error.hpp"
#include "core/parallel.hpp"
#include "core/phase_timer.hpp"
#include "traffic/arguments.hpp"
#include "traffic/delivery.hpp"
#include "traffic/departures.hpp"
#include "traffic/free_movers.hpp"
#include "traffic/gridlock.hpp"
#include "traffic/hour_counts.hpp"
#include "traffic/node_step.hpp"
#include "traffic/pass_blocked.hpp"
#include "traffic/rank_gather.hpp"
#include "traffic/rerouting.hpp"
#include "traffic/ring_turn.hpp"
#include "traffic/road_control.hpp"
#include "traffic/road_model.hpp"
#include "traffic/road_state.hpp"
#include "traffic/shared_roads.hpp"
#include "traffic/streets.hpp"
#include "traffic/watched_links.hpp"
#include "traffic/whereabouts.hpp"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

namespace halong::traffic {
namespace {

// Below this many groups of nodes with something to do, starting other threads costs more than it saves.
constexpr std::size_t least_groups_for_threads = 48;
// Blocked vehicles at stop lines are looked for at multiples of this.
constexpr Millis pass_interval_ms = core::ms_per_second;
// And those who have waited so long that they squeeze in, at multiples of this.
constexpr Millis squeeze_interval_ms = 5 * core::ms_per_second;

}  // namespace

struct Traffic::State {
    State(RoadModel const& model, network::Network const& network, city::Plans const& plans_in,
          network::Routes const& routes, std::vector<std::uint8_t> watched_in,
          scenario::TrafficParameters const& parameters, Sharing const& sharing);

    void depart(std::span<Departure const> legs);
    void advance(Millis until_ms, WindowEvents& events);
    [[nodiscard]] Millis next_event() const;
    [[nodiscard]] Millis next_multiple(Millis interval_ms) const
    {
        return interval_ms > 0 ? (now_ms / interval_ms + 1) * interval_ms : core::never;
    }
    [[nodiscard]] Millis next_passing() const;
    void pass_to(Millis time_ms);
    void run_window(Window const& window, WindowEvents& events);
    void start_legs(Millis end_ms, WindowEvents& events);
    void move_vehicles(Window const& window);
    void collect(std::vector<Arrival>& arrivals, std::vector<city::Passage>& passages);
    [[nodiscard]] RoadSums own_sums() const;
    [[nodiscard]] RoadSums sums() const;  // of all ranks
    // Where ranks share the roads: whether anybody drives, as far as all of them know. Others than nullptr then.
    [[nodiscard]] SharedRoads* shared_in_use() const
    {
        return shared && vehicles_started > shared->vehicles_arrived() ? shared.get() : nullptr;
    }
    [[nodiscard]] Ranks* ranks_in_use() const { return shared_in_use() != nullptr ? &shared->ranks() : nullptr; }

    city::Plans const& plans;
    std::vector<std::uint8_t> watched;
    Millis window_ms;
    Millis pass_after_ms;     // patience behind a blocked vehicle; 0: endless
    Millis squeeze_after_ms;  // patience at a stop line; 0: endless
    Millis ring_turn_ms;      // full rings are looked for at its multiples; 0: never
    std::int64_t held_short_links;
    std::unique_ptr<Streets> streets;
    std::unique_ptr<SharedRoads> shared;   // nullptr: this process has all vehicles
    std::unique_ptr<Rerouting> rerouting;  // nullptr: nobody is informed
    FreeMovers movers;
    WatchedLinks watched_links;
    Departures departures;
    LinkHours hours;
    std::vector<WatchedCrossing> crossings;  // scratch
    std::vector<Departure> starting;         // the same
    std::vector<Gridlock> turned;
    std::int64_t ring_turns = 0;
    std::int64_t squeezes = 0;
    Millis waiting_since_ms = 0;  // when it was last looked who waits: whoever came to wait later waits for less
    Millis now_ms = 0;
    std::int64_t vehicles_started = 0;
    std::int64_t legs_started = 0;
    std::int64_t arrived_at_once = 0;
    std::int64_t driven_on = 0;  // arrivals after which the vehicle went on with the same leg
    std::array<double, traffic_phase_names.size()> phase_wall_s{};

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self);
    [[nodiscard]] RoadState roads() const;
    void take(RoadState const& roads);
};

template <class Archive, class Self>
void Traffic::State::transfer(Archive& archive, Self& self)
{
    auto& [plans, watched, window_ms, pass_after_ms, squeeze_after_ms, ring_turn_ms, held_short_links, streets, shared,
           rerouting, movers, watched_links, departures, hours, crossings, starting, turned, ring_turns, squeezes,
           waiting_since_ms, now_ms, vehicles_started, legs_started, arrived_at_once, driven_on, phase_wall_s] = self;
    // Given: plans … held_short_links. In a RoadState: streets, watched_links, squeezes, waiting_since_ms; by save(): hours.
    // Of this process: shared, phase_wall_s. Empty between windows: crossings, starting.
    archive.section("streets");
    archive.fixed(streets->departure_ms, streets->present_way);
    archive.section("informed drivers");
    if (rerouting) archive(*rerouting);
    archive.section("free movers");
    archive(movers);
    archive.section("traffic");
    archive(departures, turned, ring_turns, now_ms, vehicles_started, legs_started, arrived_at_once, driven_on);
}

Traffic::State::State(RoadModel const& model, network::Network const& network, city::Plans const& plans_in,
                      network::Routes const& routes, std::vector<std::uint8_t> watched_in,
                      scenario::TrafficParameters const& parameters, Sharing const& sharing)
    : plans(plans_in),
      watched(std::move(watched_in)),
      window_ms(parameters.window_ms > 0 ? parameters.window_ms : std::min(least_time_ms(model), core::ms_per_hour)),
      pass_after_ms(static_cast<Millis>(parameters.pass_blocked_after_s * core::ms_per_second)),
      squeeze_after_ms(static_cast<Millis>(parameters.squeeze_after_s * core::ms_per_second)),
      ring_turn_ms(static_cast<Millis>(parameters.ring_turn_s * core::ms_per_second)),
      held_short_links(model.held_short_links),
      streets(build_streets(model, network, plans, routes, watched, parameters.seepage,
                            node_parts(sharing, network, plans, routes))),
      shared(sharing.ranks == nullptr ? nullptr : std::make_unique<SharedRoads>(*sharing.ranks, *streets)),
      movers(network, plans, routes, model, watched, window_ms),
      watched_links(streets->layout, streets->storage_by_exit()),
      hours(empty_link_hours(network.link_count()))
{
    if (shared) watch_own_links(streets->layout, watched);  // people on foot are the same on all ranks
}

void Traffic::State::depart(std::span<Departure const> legs)
{
    for (Departure const& departure : legs) {
        core::ensure(departure.leg < plans.stay_count(), "a departing leg must exist");
        core::ensure(departure.time_ms >= now_ms, "a leg departs before the present time");
        core::ensure(departure.time_ms < core::never, "a leg departs at no time");
        core::ensure(plans.mode[departure.leg] != city::Mode::none, "a departing leg must have a mode");
        departures.add(departure.time_ms, departure.leg);
    }
}

// The next time at which anything may happen. People on foot are always on the move; so are vehicles where ranks share the
// roads, who do not know of each other's.
Millis Traffic::State::next_event() const
{
    if (movers.moving() > 0 || shared_in_use() != nullptr) return now_ms;
    Millis next_ms = departures.next_ms();
    if (shared) return std::max(next_ms, now_ms);
    for (Millis const due_ms : streets->group_due) next_ms = std::min(next_ms, due_ms);
    return std::max(next_ms, now_ms);
}

// The next time at which somebody may pass a blocked vehicle: one that waits now, or will from now on.
Millis Traffic::State::next_passing() const
{
    if (pass_after_ms == 0) return core::never;
    // There, without patience; and ranks that share the roads do not know who waits on others.
    if (!streets->turn_signal_exits.empty() || shared) return next_multiple(pass_interval_ms);
    Millis const patient_until_ms = waiting_since_ms + pass_after_ms;
    return std::max(next_multiple(pass_interval_ms), (patient_until_ms / pass_interval_ms + 1) * pass_interval_ms);
}

void Traffic::State::advance(Millis until_ms, WindowEvents& events)
{
    core::ensure(until_ms >= now_ms, "traffic cannot go back in time");
    std::size_t const first_arrival = events.arrivals.size();
    while (now_ms < until_ms) {
        // Windows end with the hour, so that the meters hold counts of one hour only, and when jams are looked at.
        Millis const hour_end_ms = (now_ms / core::ms_per_hour + 1) * core::ms_per_hour;
        Millis const stop_ms =
            std::min({until_ms, hour_end_ms, next_multiple(ring_turn_ms), next_multiple(crowd_interval_ms),
                      next_multiple(squeeze_after_ms > 0 ? squeeze_interval_ms : 0),
                      next_multiple(rerouting ? rerouting->look_ms() : 0), next_passing()});
        Millis const start_ms = std::min(next_event(), stop_ms);
        Window const window{start_ms, std::min(stop_ms, start_ms + window_ms)};
        if (start_ms < stop_ms) run_window(window, events);
        pass_to(window.end_ms);
    }
    if (auto* const roads = shared_in_use()) roads->tell(own_sums(), events.arrivals);
    std::ranges::sort(std::span(events.arrivals).subspan(first_arrival), {},
                      [](Arrival const& arrival) { return std::tuple(arrival.time_ms, arrival.leg); });
}

// Reads the meters out at the end of an hour, looks at crowds, renews the news of the roads and lets full rings move on at
// their times.
void Traffic::State::pass_to(Millis time_ms)
{
    core::PhaseTimer const timer(phase_wall_s, TrafficPhase::relieve);
    if (time_ms % core::ms_per_hour == 0) read_meters(*streets, core::hour_of(now_ms), hours);
    now_ms = time_ms;
    if (time_ms % crowd_interval_ms == 0) movers.update_crowds();
    if (rerouting && time_ms % rerouting->look_ms() == 0) {
        rerouting->renew(*streets, time_ms, shared ? &shared->ranks() : nullptr);
    }
    if (pass_after_ms > 0 && time_ms % pass_interval_ms == 0) {
        waiting_since_ms = pass_blocked(*streets, time_ms, pass_after_ms);
    }
    if (ring_turn_ms > 0 && time_ms % ring_turn_ms == 0) {
        ring_turns += turn_rings(*streets, time_ms, turned, ranks_in_use());
    }
    if (squeeze_after_ms > 0 && time_ms % squeeze_interval_ms == 0) {
        squeezes += squeeze_in(*streets, time_ms, squeeze_after_ms);
    }
}

void Traffic::State::run_window(Window const& window, WindowEvents& events)
{
    start_legs(window.end_ms, events);
    move_vehicles(window);
    collect(shared ? shared->own_arrivals() : events.arrivals, events.passages);
    core::PhaseTimer const timer(phase_wall_s, TrafficPhase::walk);
    movers.advance(window.end_ms, events, hours);
}

void Traffic::State::start_legs(Millis end_ms, WindowEvents& events)
{
    core::PhaseTimer const timer(phase_wall_s, TrafficPhase::start);
    starting.clear();
    departures.take_due(end_ms, [&](Millis time_ms, std::uint32_t leg) {
        core::ensure(streets->departure_ms[leg] == core::never, "a leg departs twice");
        streets->departure_ms[leg] = time_ms;
        starting.push_back({leg, time_ms});
        if (streets->sets_out_first(leg)) ++legs_started;
    });
    if (rerouting && !starting.empty()) rerouting->set_out(*streets, starting);
    for (auto const& [leg, time_ms] : starting) {
        if (streets->way(leg, streets->first_position(leg)) == no_entrance) {
            events.arrivals.push_back({leg, time_ms, time_ms, 0});
            ++arrived_at_once;
        } else if (city::has_vehicle(plans.mode[leg])) {
            if (streets->layout.is_own(streets->entrances[streets->way(leg, streets->first_position(leg))].node)) {
                join_source(*streets, leg, time_ms);
            }
            ++vehicles_started;
        } else {
            movers.start(leg, time_ms);
        }
    }
}

void Traffic::State::move_vehicles(Window const& window)
{
    auto& regions = streets->regions;
    Layout const& layout = streets->layout;
    auto const due = static_cast<std::size_t>(std::count_if(
        streets->group_due.begin() + layout.first_own_group(), streets->group_due.begin() + layout.end_own_group(),
        [&window](Millis due_ms) { return due_ms < window.end_ms; }));
    auto* const roads = shared_in_use();
    if (due == 0 && roads == nullptr) return;
    std::size_t const own = layout.end_own_region - layout.first_own_region;
    auto const for_own_regions = [&](auto const& work) {
        core::for_blocks(own, due < least_groups_for_threads ? own : 1, [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) work(layout.first_own_region + static_cast<std::uint32_t>(i));
        });
    };
    {
        core::PhaseTimer const timer(phase_wall_s, TrafficPhase::nodes);
        for_own_regions([&](std::uint32_t region) { step_nodes(*streets, regions[region], window); });
    }
    core::PhaseTimer const timer(phase_wall_s, TrafficPhase::deliver);
    if (roads != nullptr) roads->exchange_letters();
    for_own_regions([&](std::uint32_t region) { deliver_letters(*streets, region, window); });
    for (Region& region : regions) region.written_to = 0;
}

void Traffic::State::collect(std::vector<Arrival>& arrivals, std::vector<city::Passage>& passages)
{
    core::PhaseTimer const timer(phase_wall_s, TrafficPhase::collect);
    for (Region& region : streets->regions) {
        arrivals.insert(arrivals.end(), region.arrivals.begin(), region.arrivals.end());
        crossings.insert(crossings.end(), region.crossings.begin(), region.crossings.end());
        passages.insert(passages.end(), region.passages.begin(), region.passages.end());
        region.arrivals.clear();
        region.crossings.clear();
        region.passages.clear();
    }
    if (!crossings.empty()) watched_links.settle(crossings, passages);
}

Traffic::Traffic(network::Network const& network, city::Plans const& plans, network::Routes const& routes,
                 std::vector<std::uint8_t> watched, scenario::TrafficParameters const& parameters,
                 Sharing const& sharing)
    : Traffic(traffic_on(road_model_of(network, parameters), network, plans, routes, std::move(watched), parameters,
                         sharing))
{}

Traffic::Traffic(std::unique_ptr<State> state) : state_(std::move(state)) {}
Traffic::~Traffic() = default;
Traffic::Traffic(Traffic&&) noexcept = default;
Traffic& Traffic::operator=(Traffic&&) noexcept = default;

// Once a day. NOLINTNEXTLINE(performance-unnecessary-value-param)
Traffic traffic_on(RoadModel model, network::Network const& network, city::Plans const& plans,
                   network::Routes const& routes, std::vector<std::uint8_t> watched,
                   scenario::TrafficParameters const& parameters, Sharing const& sharing)
{
    check_arguments(model, plans, network, routes, watched, parameters);
    return Traffic(
        std::make_unique<Traffic::State>(model, network, plans, routes, std::move(watched), parameters, sharing));
}

void Traffic::meter_turns(network::TurnIndex const& index, Millis slot_ms, Millis end_ms)
{
    core::ensure(slot_ms > 0, "waits are metered in slots of more than 0 ms");
    state_->streets->turn_meter = std::make_unique<TurnMeter>(*state_->streets, index, slot_ms, end_ms);
}

TurnWaits Traffic::turn_waits() const
{
    if (state_->shared && state_->shared->turn_waits()) return *state_->shared->turn_waits();
    auto const& meter = state_->streets->turn_meter;
    return meter ? meter->read(*state_->streets, state_->now_ms) : TurnWaits{};
}

void Traffic::inform(network::Network const& network, InformedDrivers drivers)
{
    core::ensure(state_->now_ms == 0 && state_->legs_started == 0, "drivers are informed before the first window");
    state_->rerouting = std::make_unique<Rerouting>(network, state_->plans, *state_->streets, std::move(drivers));
}

Reroutings Traffic::reroutings() const { return state_->rerouting ? state_->rerouting->counts() : Reroutings{}; }

void Traffic::record_tracks()
{
    state_->streets->records_tracks = true;
    // Walkers are the same on all ranks.
    if (!state_->shared || state_->shared->ranks().rank() == 0) state_->movers.record_tracks();
}

std::vector<TrackEvent> Traffic::take_tracks()
{
    std::vector<TrackEvent> events = std::exchange(state_->movers.track_events(), {});
    for (Region& region : state_->streets->regions) {
        events.insert(events.end(), region.track_events.begin(), region.track_events.end());
        region.track_events.clear();
    }
    if (state_->shared) events = gathered_on_first(state_->shared->ranks(), events);
    std::sort(events.begin(), events.end());
    return events;
}

void Traffic::let_drive_on()
{
    core::ensure(state_->now_ms == 0 && state_->legs_started == 0, "vehicles may drive on from the first window on");
    state_->streets->keep_present_ways();
}

void Traffic::drive_on(std::uint32_t leg, Millis time_ms, std::span<LinkId const> way)
{
    Streets& streets = *state_->streets;
    core::ensure(leg < streets.present_way.size(), "a leg drives on that may not");
    core::ensure(city::has_vehicle(state_->plans.mode[leg]), "a leg drives on without a vehicle");
    core::ensure(streets.departure_ms[leg] != core::never, "a leg drives on that has not started");
    ++state_->driven_on;
    streets.departure_ms[leg] = core::never;
    streets.present_way[leg] = streets.add_way(no_entrance, way);
    Departure const departure{leg, time_ms};
    state_->depart({&departure, 1});
}

void Traffic::gather()
{
    if (!state_->shared) return;
    static_cast<void>(link_hours());  // reads the meters of this rank
    state_->shared->gather(state_->hours, state_->now_ms);
}

void Traffic::depart(std::span<Departure const> departures) { state_->depart(departures); }
void Traffic::advance(Millis until_ms, WindowEvents& events) { state_->advance(until_ms, events); }
Millis Traffic::now() const { return state_->now_ms; }
bool Traffic::has(LinkId link) const { return state_->streets->layout.is_own(link); }

LinkHours const& Traffic::link_hours() const
{
    // Meters hold the hour of the last window.
    Millis const last_ms = std::max(0, state_->now_ms - 1);
    read_meters(*state_->streets, core::hour_of(last_ms), state_->hours);
    return state_->hours;
}

RoadSums Traffic::State::own_sums() const
{
    RoadSums sums = sums_of(*streets);
    sums.squeezes = squeezes;
    return sums;
}

RoadSums Traffic::State::sums() const
{
    RoadSums sums = own_sums();
    if (shared) sums += shared->sums_of_others();
    return sums;
}

Counters Traffic::counters() const
{
    RoadSums const sums = state_->sums();
    return {.departures = state_->legs_started,
            .arrivals = sums.vehicles_arrived + state_->movers.arrived() + state_->arrived_at_once - state_->driven_on,
            .link_moves = sums.link_moves,
            .free_moves = state_->movers.moves(),
            .on_road = state_->vehicles_started - sums.vehicles_arrived,
            .ring_turns = state_->ring_turns,
            .squeezes = sums.squeezes,
            .banned_entries = sums.banned_entries,
            .held_short_links = state_->held_short_links};
}

std::vector<Gridlock> const& Traffic::turned_rings() const { return state_->turned; }
std::vector<Gridlock> Traffic::find_gridlock() const
{
    return gridlocks_in(*state_->streets, state_->now_ms, state_->ranks_in_use());
}

std::uint64_t Traffic::digest() const { return state_->movers.digest() + state_->sums().digest; }

std::vector<Whereabouts> Traffic::whereabouts() const
{
    core::ensure(!state_->shared || state_->shared->has_gathered(),
                 "whereabouts of ranks are asked for before gather()");
    std::vector<Whereabouts> found = state_->shared ? state_->shared->all_vehicles() : vehicles_in(*state_->streets);
    state_->movers.list_whereabouts(found);
    std::ranges::sort(found, {}, &Whereabouts::leg);
    return found;
}

std::int64_t Traffic::announced() const { return static_cast<std::int64_t>(state_->departures.size()); }
LinksNow Traffic::links_now() const
{
    core::ensure(!state_->shared, "a rank that shares the roads does not see all of them");
    return links_on(*state_->streets, state_->now_ms);
}
std::optional<GreenTime> Traffic::green(LinkId link) const { return green_of(*state_->streets, link); }
void Traffic::set_green(LinkId link, GreenTime green)
{
    traffic::set_green(*state_->streets, link, green, state_->now_ms);
}
void Traffic::set_toll(network::TollNow toll)
{
    if (state_->rerouting) state_->rerouting->set_toll(toll);
}
void Traffic::shut(LinkId link, Millis until_ms) { traffic::shut(*state_->streets, link, state_->now_ms, until_ms); }

RoadState Traffic::State::roads() const
{
    RoadState roads = road_state(*streets, watched_links);
    roads.sums = own_sums();
    roads.waiting_since_ms = waiting_since_ms;
    return roads;
}

void Traffic::State::take(RoadState const& roads)
{
    RoadSums const own = shared ? shared->take_over(roads.sums, hours) : roads.sums;
    restore(roads, own, *streets, watched_links);
    squeezes = own.squeezes;
    waiting_since_ms = roads.waiting_since_ms;
}

void Traffic::save(core::ArchiveWriter& archive) const
{
    core::ensure(!state_->streets->turn_meter, "traffic whose turns are metered cannot be saved");
    RoadState roads = state_->roads();
    std::optional<LinkHours> of_all;
    if (state_->shared) {
        of_all = state_->hours;
        if (!bring_together(state_->shared->ranks(), roads, *of_all)) return;
    }
    State::transfer(archive, std::as_const(*state_));
    archive.section("roads");
    archive(of_all ? *of_all : state_->hours, roads);
}

void Traffic::load(core::ArchiveReader& archive)
{
    State::transfer(archive, *state_);
    RoadState roads;
    archive.section("roads");
    archive(state_->hours, roads);
    require_fit(roads, *state_->streets);
    state_->take(roads);
}

std::array<double, traffic_phase_names.size()> const& Traffic::phase_wall_s() const { return state_->phase_wall_s; }

std::int64_t Traffic::bytes() const { return state_->streets->bytes() + bytes_of(state_->hours); }

}  // namespace halong::traffic
