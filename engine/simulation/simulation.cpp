#include "simulation/simulation.hpp"

#include "core/archive.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "core/phase_timer.hpp"
#include "simulation/arriving_vehicles.hpp"
#include "simulation/changes.hpp"
#include "simulation/day.hpp"
#include "simulation/informed_drivers.hpp"
#include "simulation/rings.hpp"
#include "simulation/run_digest.hpp"
#include "simulation/services_of_run.hpp"
#include "simulation/shared_services.hpp"
#include "traffic/rank_gather.hpp"
#include "traffic/ranks.hpp"
#include "traffic/road_control.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <fmt/format.h>
#include <iterator>
#include <utility>

namespace halong::simulation {
namespace {

using core::Millis;

constexpr Millis service_interval_ms = core::ms_per_minute;  // services are given a minute's events at a time
constexpr Millis watch_interval_ms = core::ms_per_minute;

using Clock = std::chrono::steady_clock;

}  // namespace

// Everything that changes while the day runs, and what it runs on.
struct Simulation::State {
    State(city::City const& city_in, scenario::Scenario const& scenario_in, city::Plans const& plans_in,
          network::Routes const& routes_in, ServicesOfRun services_in, traffic::Ranks* ranks_in);

    void step();
    void shut_roads();
    [[nodiscard]] Millis end_of_step() const;
    void arrive();
    void admit();
    void sort_out_transit();
    void serve();
    void watch();
    [[nodiscard]] bool is_first() const { return ranks == nullptr || ranks->rank() == 0; }
    // Passages that the services have not been given yet, of all ranks, on the first.
    [[nodiscard]] std::vector<city::Passage> passages_to_save() const
    {
        return ranks != nullptr ? traffic::gathered_on_first(*ranks, events.passages) : events.passages;
    }
    [[nodiscard]] bool passed(Millis interval_ms) const { return now_ms % interval_ms < window_ms; }
    void check_that_nobody_vanished(std::vector<traffic::Whereabouts> const& under_way) const;
    void add_driven_legs(RunResult& run) const;
    [[nodiscard]] std::vector<std::uint32_t> legs_looking_round(
        std::vector<traffic::Whereabouts> const& under_way) const;
    [[nodiscard]] std::vector<std::uint32_t> legs_at_stays(std::vector<traffic::Whereabouts> const& under_way) const;
    RunResult finish();

    city::City const& city;
    scenario::Scenario const& scenario;
    city::Plans const& plans;
    network::Routes const& routes;
    Millis window_ms;
    Millis hard_end_ms;
    std::vector<std::unique_ptr<services::Service>> services;
    ArrivingVehicles vehicles;
    Day day;
    traffic::Ranks* ranks;  // that share the roads; nullptr: this process is alone
    std::optional<SharedServices> shared_services;
    std::vector<std::uint8_t> informed;  // by leg; empty where nobody is
    traffic::Traffic traffic;
    traffic::PublicTransport transit;
    std::vector<traffic::Departure> departures;  // of legs, not yet given to the traffic
    std::vector<city::Presence> presences;       // since the services were last served
    std::vector<services::Release> released;     // in the window
    std::vector<traffic::Arrival> turned_away;   // the same: vehicles that found no room
    traffic::WindowEvents events;                // arrivals of the window; passages since the last service
    Rings rings;                                 // that stood when they were looked for
    std::vector<Change> changes;                 // from outside
    Millis now_ms = 0;
    bool is_over = false;
    double wall_s = 0;
    std::array<double, phase_names.size()> phase_wall_s{};

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [city, scenario, plans, routes, window_ms, hard_end_ms, services, vehicles, day, ranks, shared_services,
               informed, traffic, transit, departures, presences, released, turned_away, events, rings, changes, now_ms,
               is_over, wall_s, phase_wall_s] = self;
        // Given: city … hard end, ranks, informed. Services, traffic and passages are saved by themselves. Empty between steps:
        // who was released or turned away, and arrivals of the window.
        archive.section("day");
        archive(day, vehicles, departures, presences, rings, changes, now_ms, is_over, wall_s, phase_wall_s);
        archive.section("public transport");
        archive(transit);
    }
};

Simulation::State::State(city::City const& city_in, scenario::Scenario const& scenario_in, city::Plans const& plans_in,
                         network::Routes const& routes_in, ServicesOfRun services_in, traffic::Ranks* ranks_in)
    : city(city_in),
      scenario(scenario_in),
      plans(plans_in),
      routes(routes_in),
      window_ms(scenario.traffic.window_ms),
      hard_end_ms(scenario.traffic.end_hour * core::ms_per_hour),
      services(make_services(city, plans, scenario, services_in)),
      vehicles(city, plans, services, route_parameters(scenario), {scenario.value_of_time, scenario.seed}),
      day(plans, routes, doors_of(plans, services)),
      ranks(ranks_in),
      traffic(city.network, plans, routes, watched_links(city.network.link_count(), services), scenario.traffic,
              {ranks_in, {}}),
      transit(city.transit, plans, scenario.day, hard_end_ms,
              core::millis(scenario.transit.patience_min, core::ms_per_minute)),
      is_over(hard_end_ms <= 0)
{
    if (ranks != nullptr) shared_services.emplace(services, *ranks);
    if (scenario.traffic.informed_share > 0) {
        traffic::InformedDrivers drivers = informed_drivers(plans, scenario);
        if (!city.network.link_tolls().empty()) {
            drivers.worth = city::worth_steps(plans, {scenario.value_of_time, scenario.seed});
        }
        informed = drivers.legs;
        traffic.inform(city.network, std::move(drivers));
    }
    if (services_in == ServicesOfRun::none) {
        auto const slot_ms = static_cast<Millis>(scenario.replanning.slot_min * core::ms_per_minute);
        traffic.meter_turns(network::TurnIndex(city.network), slot_ms, hard_end_ms);
    }
    if (vehicles.is_needed()) traffic.let_drive_on();
    day.begin(departures, presences);
    sort_out_transit();
}

void Simulation::State::step()
{
    {
        core::PhaseTimer const timer(phase_wall_s, Phase::depart);
        shut_roads();
        vehicles.set_out(departures, day.traveller_of_stay());
        traffic.depart(departures);
        departures.clear();
    }
    now_ms = end_of_step();
    {
        core::PhaseTimer const timer(phase_wall_s, Phase::move);
        traffic.advance(now_ms, events);
    }
    {
        core::PhaseTimer const timer(phase_wall_s, Phase::arrive);
        arrive();
    }
    if (passed(service_interval_ms)) {
        core::PhaseTimer const timer(phase_wall_s, Phase::serve);
        serve();
    }
    if (passed(watch_interval_ms)) {
        core::PhaseTimer const timer(phase_wall_s, Phase::watch);
        watch();
    }
    is_over = is_over || now_ms >= hard_end_ms;
}

// Roads that are closed from now on, though nobody has planned for it; after 24:00 as on the day before.
void Simulation::State::shut_roads()
{
    for (auto const& [link, spell] : city.faults.shut_roads.rows()) {
        Millis const midnight_ms = now_ms - now_ms % core::ms_per_day;
        if (midnight_ms + spell.from_ms == now_ms) traffic.shut(link, midnight_ms + spell.to_ms);
    }
}

// A window on, or sooner: a road is closed at the moment that the scenario says, whatever the windows are.
Millis Simulation::State::end_of_step() const
{
    Millis end_ms = std::min(now_ms + window_ms - now_ms % window_ms, hard_end_ms);
    for (auto const& [link, spell] : city.faults.shut_roads.rows()) {
        for (Millis const from_ms : {spell.from_ms, spell.from_ms + core::ms_per_day}) {
            if (from_ms > now_ms) end_ms = std::min(end_ms, from_ms);
        }
    }
    return end_ms;
}

void Simulation::State::arrive()
{
    vehicles.settle(events.arrivals, turned_away, now_ms, day.traveller_of_stay(), traffic);
    day.turn_away(turned_away, departures, presences);
    turned_away.clear();
    day.arrive(events.arrivals, departures, presences);
    events.arrivals.clear();
    if (plans.rides.empty() && plans.bus_runs.empty()) {
        admit();
        return;
    }
    sort_out_transit();
    std::vector<traffic::Departure> buses;
    transit.advance(now_ms, events.arrivals, buses);
    day.arrive(events.arrivals, departures, presences);
    events.arrivals.clear();
    admit();
    sort_out_transit();
    departures.insert(departures.end(), buses.begin(), buses.end());
}

// Everybody who has come to a queue in this window, in the order of coming: on foot, by vehicle, bus or boat. Nobody
// leaves within the window in which he came, so that this can wait until all have come. Then everybody goes on whom a
// service has let go meanwhile.
void Simulation::State::admit()
{
    for (Day::Coming& coming : day.take_coming()) {
        Millis const to_ms = services[coming.door - std::size_t{1}]->admit(coming.presence);
        if (to_ms == core::never) {
            day.keep(coming.presence, presences);
            continue;
        }
        coming.presence.to_ms = std::max(to_ms, coming.presence.from_ms + core::ms_per_second);
        day.admit(coming.presence, departures, presences);
    }
    for (auto& service : services) service->release(now_ms, released);
    for (services::Release const& one : released) day.release(one.stay, one.leave_ms, departures);
    released.clear();
}

// Gives riders and buses that have come to a stop to the public transport; all others are left for the traffic.
void Simulation::State::sort_out_transit()
{
    std::erase_if(departures, [&](traffic::Departure const& departure) {
        if (plans.mode[departure.leg] == city::Mode::transit) {
            transit.come(departure.leg, departure.time_ms);
            return true;
        }
        if (!transit.is_bus_stay(departure.leg)) return false;
        transit.reach(departure.leg, departure.time_ms);
        return true;
    });
}

void Simulation::State::serve()
{
    std::ranges::sort(presences, {},
                      [](city::Presence const& presence) { return std::pair(presence.from_ms, presence.stay); });
    // No service knows another, so that all may work at once.
    core::for_each_index(services.size(), 1, [&](std::size_t i) {
        services[i]->presences(presences);
        services[i]->passages(events.passages);
        if (!shared_services) services[i]->advance(now_ms);
    });
    if (shared_services) {
        shared_services->tell_each_other();
        core::for_each_index(services.size(), 1, [&](std::size_t i) { services[i]->advance(now_ms); });
    }
    presences.clear();
    events.passages.clear();
}

void Simulation::State::watch()
{
    for (auto const& ring : traffic.find_gridlock()) rings.add(ring);
    is_over = now_ms >= core::ms_per_day && day.open_legs() == 0;
}

// Legs whose vehicles are about to leave a full car park for the next. Whereabouts are in the order of legs.
std::vector<std::uint32_t> Simulation::State::legs_looking_round(
    std::vector<traffic::Whereabouts> const& under_way) const
{
    std::vector<std::uint32_t> legs = vehicles.legs_driving_on();
    std::erase_if(legs, [&](std::uint32_t leg) {
        return std::ranges::binary_search(under_way, leg, {}, &traffic::Whereabouts::leg);
    });
    return legs;
}

// Legs that started are found again on the road, have arrived or look round a car park; all others still wait for their
// time.
void Simulation::State::check_that_nobody_vanished(std::vector<traffic::Whereabouts> const& under_way) const
{
    auto const counters = traffic.counters();
    auto const found = static_cast<std::int64_t>(under_way.size());
    auto const looking = static_cast<std::int64_t>(legs_looking_round(under_way).size());
    core::ensure(counters.departures == counters.arrivals + found + looking,
                 "a leg that started has vanished from the streets");
    auto const not_begun = traffic.announced() + static_cast<std::int64_t>(departures.size());
    auto const at_stops = static_cast<std::int64_t>(transit.open_legs().size());
    auto const kept = static_cast<std::int64_t>(day.kept_stays().size());
    auto const on_foot = static_cast<std::int64_t>(vehicles.legs_on_foot().size());
    core::ensure(day.open_legs() == found + not_begun + at_stops + kept + on_foot,
                 "a traveller has vanished between two stays");
}

void Simulation::State::add_driven_legs(RunResult& run) const
{
    for (std::size_t leg = 0; leg < run.legs.size(); ++leg) {
        LegResult const& result = run.legs[leg];
        if (result.arrival_ms == core::never || !city::has_vehicle(plans.mode[leg])) continue;
        DrivenLegs& sums = !informed.empty() && informed[leg] != 0 ? run.informed : run.uninformed;
        ++sums.legs;
        sums.time_ms += result.arrival_ms - result.departure_ms - result.after_road_ms;
        sums.free_ms += result.free_ms;
    }
}

// Legs that have not begun, those of who is still at a service, on foot from his vehicle or looks round a full car park,
// and of riders and buses of the public transport.
std::vector<std::uint32_t> Simulation::State::legs_at_stays(std::vector<traffic::Whereabouts> const& under_way) const
{
    std::vector<std::uint32_t> legs = day.legs_not_begun(now_ms);
    std::ranges::copy(day.kept_stays(), std::back_inserter(legs));
    std::ranges::copy(vehicles.legs_on_foot(), std::back_inserter(legs));
    std::ranges::copy(legs_looking_round(under_way), std::back_inserter(legs));
    std::ranges::copy_if(transit.open_legs(), std::back_inserter(legs), [&](std::uint32_t leg) {
        Millis const departure_ms = day.legs()[leg].departure_ms;
        return departure_ms == core::never || departure_ms < now_ms;
    });
    return legs;
}

RunResult Simulation::State::finish()
{
    serve();
    if (shared_services) shared_services->bring_together();
    traffic.gather();
    auto const under_way = traffic.whereabouts();
    check_that_nobody_vanished(under_way);
    RunResult run;
    run.end_ms = now_ms;
    run.value_of_time = {scenario.value_of_time, scenario.seed};
    for (auto& service : services) run.services.push_back(service->result());
    run.legs = day.legs();
    run.link_hours = traffic.link_hours();
    run.turn_waits = traffic.turn_waits();
    run.reroutings = traffic.reroutings();
    add_driven_legs(run);
    run.counters = traffic.counters();
    for (auto const& ring : traffic.turned_rings()) rings.add(ring);
    run.gridlocks = rings.list();
    run.changes = changes;
    run.line_hours = transit.hours();
    run.turned_away = transit.turned_away();
    run.gave_up = transit.gave_up();
    run.unreachable_legs = day.unreachable_legs();
    run.held_legs = day.open_legs();
    run.stranded = stranded_legs(city, plans, day.unreachable_stays(), legs_at_stays(under_way), under_way);
    run.zone_hour_present = day.presence_by_zone_hour(city.zones.size(), run.end_ms);
    run.zone_class_present = day.presence_by_class(city.zones.size(), run.end_ms);
    run.agent_steps = day.stays_begun() + run.counters.link_moves + run.counters.free_moves;
    double const limit = scenario.traffic.gridlock_limit_share * static_cast<double>(run.counters.departures);
    run.valid = static_cast<double>(run.held_legs) <= limit;
    run.digest = digest_of(run, traffic.digest() + transit.digest());
    run.wall_s = wall_s;
    run.phase_wall_s = phase_wall_s;
    return run;
}

Simulation::Simulation(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
                       network::Routes const& routes, ServicesOfRun services, traffic::Ranks* ranks)
{
    auto const start = Clock::now();
    state_ = std::make_unique<State>(city, scenario, plans, routes, services, ranks);
    state_->wall_s = core::seconds_since(start);
}

Simulation::~Simulation() = default;
Simulation::Simulation(Simulation&&) noexcept = default;

Millis Simulation::now() const { return state_->now_ms; }
bool Simulation::ended() const { return state_->is_over; }
std::int64_t Simulation::on_road() const { return state_->traffic.counters().on_road; }
bool Simulation::passed_multiple_of(Millis interval_ms) const { return state_->passed(interval_ms); }

void Simulation::record_tracks()
{
    state_->traffic.record_tracks();
    if (state_->is_first()) state_->transit.record_tracks();
}

std::vector<traffic::TrackEvent> Simulation::take_tracks() { return state_->traffic.take_tracks(); }

std::vector<traffic::Crossing> const& Simulation::crossings() const { return state_->transit.crossings(); }

traffic::LinkHours const& Simulation::link_hours() const { return state_->traffic.link_hours(); }
traffic::LinksNow Simulation::links_now() const { return state_->traffic.links_now(); }
std::optional<traffic::GreenTime> Simulation::green(core::LinkId link) const { return state_->traffic.green(link); }
std::vector<Change> const& Simulation::changes() const { return state_->changes; }

std::vector<std::int64_t> Simulation::persons_by_zone() const
{
    return state_->day.persons_by_zone(state_->city.zones.size(), state_->now_ms);
}

std::vector<services::SpotNow> Simulation::spots() const
{
    std::vector<services::SpotNow> all;
    for (auto const& service : state_->services) std::ranges::copy(service->spots(now()), std::back_inserter(all));
    return all;
}

void Simulation::set_green(core::LinkId link, traffic::GreenTime green)
{
    state_->changes.push_back(simulation::set_green(state_->traffic, state_->city.network, link, green, now()));
}

void Simulation::shut(core::LinkId link, Millis until_ms)
{
    state_->changes.push_back(simulation::shut(state_->traffic, state_->city.network, link, until_ms, now()));
}

void Simulation::change_spot(core::PlaceId place, std::int64_t servers, std::int64_t capacity)
{
    services::SpotNow const wanted{.place = place, .servers = servers, .capacity = capacity};
    state_->changes.push_back(simulation::change_spot(state_->services, state_->city, wanted, now()));
}

std::vector<services::PriceNow> Simulation::prices() const
{
    std::vector<services::PriceNow> all;
    for (auto const& service : state_->services) std::ranges::copy(service->prices(now()), std::back_inserter(all));
    return all;
}

void Simulation::change_price(services::PriceNow const& wanted)
{
    state_->changes.push_back(simulation::change_price(state_->services, state_->traffic, state_->city, wanted, now()));
}

void Simulation::step()
{
    auto const start = Clock::now();
    core::ensure(!state_->is_over, "a run goes on after its end");
    state_->step();
    state_->wall_s += core::seconds_since(start);
}

RunResult Simulation::finish() { return state_->finish(); }

// All that ranks do not share is the same on each, and what they share comes together on the first.
void Simulation::save(core::ArchiveWriter& archive) const
{
    if (state_->shared_services) state_->shared_services->move_to_first();
    auto const passages = state_->passages_to_save();
    if (!state_->is_first()) {
        state_->traffic.save(archive);
        return;
    }
    State::transfer(archive, std::as_const(*state_));
    archive.section("passages");
    archive(passages);
    state_->traffic.save(archive);
    for (auto const& service : state_->services) service->save(archive);
}

void Simulation::load(core::ArchiveReader& archive)
{
    State::transfer(archive, *state_);
    auto& passages = state_->events.passages;
    archive.section("passages");
    archive(passages);
    state_->traffic.load(archive);
    for (auto const& service : state_->services) service->load(archive);
    if (!state_->shared_services) return;
    std::erase_if(passages, [this](city::Passage const& passage) { return !state_->traffic.has(passage.link); });
    state_->shared_services->leave_to_first();
}

RunResult simulate(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
                   network::Routes const& routes, Watcher const& watcher, ServicesOfRun services, traffic::Ranks* ranks)
{
    Simulation simulation(city, scenario, plans, routes, services, ranks);
    while (!simulation.ended()) {
        simulation.step();
        if (watcher && simulation.passed_multiple_of(watch_interval_ms))
            watcher(simulation.now(), simulation.on_road());
    }
    return simulation.finish();
}

}  // namespace halong::simulation
