#include "traffic/public_transport.hpp"

#include "core/error.hpp"
#include "traffic/event_hash.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace halong::traffic {
namespace {

using city::TransitKind;

constexpr Millis doors_closed_ms = core::ms_per_second;  // before a planned start; no window is longer
// A taxi: crow-fly distance times 1.35 at 30 km/h, as people expect it (demand's parameters).
constexpr double taxi_ms_per_m = 1.35 * 3'600 / 30;

// Departures from the first stop count in the hour of the timetable.
std::size_t cell_of_call(std::uint32_t line, std::uint32_t position, Millis time_ms)
{
    return LineHours::cell(line, time_ms + (position == 0 ? doors_closed_ms : 0));
}

enum Event : std::uint32_t {
    joined,
    boarded,
    alighted,
    left,
    turned
};

void grow(LineHours& hours, std::size_t lines)
{
    for (auto* column : {&hours.departures, &hours.boardings, &hours.alightings, &hours.passed_up, &hours.wait_ms,
                         &hours.ride_ms, &hours.peak_load, &hours.aboard_ms, &hours.crowded_ms}) {
        column->assign(lines * core::hours_per_day, 0);
    }
}

}  // namespace

PublicTransport::PublicTransport(city::Transit const& transit, city::Plans const& plans, scenario::DayKind day,
                                 Millis end_ms, Millis patience_ms)
    : transit_(transit), plans_(plans), patience_ms_(patience_ms)
{
    std::size_t const riders = plans.rides.size();
    traveller_.reserve(riders);
    for (city::Ride const& ride : plans.rides) {
        auto const after = std::upper_bound(plans.first_stay.begin(), plans.first_stay.end(), ride.stay);
        traveller_.push_back(static_cast<std::uint32_t>(after - plans.first_stay.begin() - 1));
    }
    next_rider_.assign(riders, none);
    came_ms_.assign(riders, 0);
    boarded_ms_.assign(riders, core::never);
    exit_position_.assign(riders, none);
    free_ms_.assign(riders, 0);
    first_waiting_.assign(transit.stops.size(), none);
    last_waiting_.assign(transit.stops.size(), none);
    waiting_persons_.assign(transit.stops.size(), 0);
    grow(hours_, transit.lines.size());

    // Only what is in the plans runs: without a bus among the travellers no bus does, and without riders no boat.
    std::size_t bus = 0;
    bool const is_on = !plans.rides.empty() || !plans.bus_runs.empty();
    for (std::uint32_t trip = 0; is_on && trip < transit.trips.size(); ++trip) {
        bool const has_bus = bus < plans.bus_runs.size() && plans.bus_runs[bus].trip == trip;
        city::TransitTrip const& row = transit.trips[trip];
        bool const is_bus = transit.lines[row.line].kind == TransitKind::bus;
        if (is_bus != has_bus || !row.runs_on(day) || row.times.back().arrival_ms >= end_ms) continue;
        if (has_bus) run_of_bus_.push_back(static_cast<std::uint32_t>(trip_.size()));
        add_run(trip, has_bus ? plans.bus_runs[bus++].traveller : none);
    }
    core::ensure(bus == plans.bus_runs.size(), "every bus of the plans has its trip, in order");
    count_future_calls();
}

void PublicTransport::add_run(std::uint32_t trip, std::uint32_t traveller)
{
    auto const run = static_cast<std::uint32_t>(trip_.size());
    trip_.push_back(trip);
    first_stay_.push_back(traveller == none ? none : plans_.stays_begin(traveller));
    position_.push_back(0);
    call_ms_.push_back(core::never);
    called_ms_.push_back(0);
    first_aboard_.push_back(none);
    load_.push_back(0);
    plan_call(run, std::max(0, transit_.trips[trip].times.front().departure_ms - doors_closed_ms));
}

// Which lines call at each stop, their runs in order of planned start, and how many vehicles are still to come.
void PublicTransport::count_future_calls()
{
    auto const& lines = transit_.lines;
    std::vector<std::vector<std::uint32_t>> runs(lines.size());
    for (std::uint32_t run = 0; run < trip_.size(); ++run) runs[transit_.trips[trip_[run]].line].push_back(run);
    std::vector<std::vector<StopCall>> calls(transit_.stops.size());
    first_run_.push_back(0);
    position_offset_.push_back(0);
    for (std::uint32_t line = 0; line < lines.size(); ++line) {
        next_run_.push_back(first_run_.back());
        runs_of_line_.insert(runs_of_line_.end(), runs[line].begin(), runs[line].end());
        first_run_.push_back(static_cast<std::uint32_t>(runs_of_line_.size()));
        for (std::uint32_t position = 0; position < lines[line].stops.size(); ++position) {
            calls_left_.push_back(static_cast<std::uint32_t>(runs[line].size()));
            calls[lines[line].stops[position]].push_back({line, position});
        }
        position_offset_.push_back(static_cast<std::uint32_t>(calls_left_.size()));
    }
    call_offset_.push_back(0);
    for (auto const& of_stop : calls) {
        stop_calls_.insert(stop_calls_.end(), of_stop.begin(), of_stop.end());
        call_offset_.push_back(static_cast<std::uint32_t>(stop_calls_.size()));
    }
}

void PublicTransport::plan_call(std::uint32_t run, Millis time_ms)
{
    call_ms_[run] = time_ms;
    calls_.add(time_ms, run);
}

void PublicTransport::log(std::uint32_t what, std::uint32_t who, Millis time_ms)
{
    digest_ += event_hash(who, what, time_ms);
}

std::uint32_t PublicTransport::rider_of(std::uint32_t leg) const
{
    auto const found = std::ranges::lower_bound(plans_.rides, leg, {}, &city::Ride::stay);
    core::ensure(found != plans_.rides.end() && found->stay == leg, "a leg of mode transit has its ride");
    return static_cast<std::uint32_t>(found - plans_.rides.begin());
}

std::uint32_t PublicTransport::persons(std::uint32_t rider) const { return plans_.persons[traveller_[rider]]; }

Millis PublicTransport::taxi_ms(std::uint32_t rider) const
{
    city::Ride const& ride = plans_.rides[rider];
    double const way_m =
        geo::distance_m(transit_.stops[ride.from_stop].position, transit_.stops[ride.to_stop].position);
    return static_cast<Millis>(std::floor(std::min(way_m * taxi_ms_per_m, double{core::ms_per_day}) + 0.5));
}

std::uint32_t PublicTransport::exit_position(std::uint32_t line, std::uint32_t position, std::uint32_t rider) const
{
    auto const& stops = transit_.lines[line].stops;
    auto const found = std::find(stops.begin() + position + 1, stops.end(), plans_.rides[rider].to_stop);
    return found == stops.end() ? none : static_cast<std::uint32_t>(found - stops.begin());
}

void PublicTransport::come(std::uint32_t leg, Millis time_ms) { coming_.add(time_ms, rider_of(leg)); }

bool PublicTransport::is_bus_stay(std::uint32_t stay) const
{
    auto const after =
        std::ranges::upper_bound(run_of_bus_, stay, {}, [&](std::uint32_t run) { return first_stay_[run]; });
    if (after == run_of_bus_.begin()) return false;
    std::uint32_t const run = *(after - 1);
    return stay < first_stay_[run] + transit_.lines[transit_.trips[trip_[run]].line].stops.size();
}

void PublicTransport::reach(std::uint32_t stay, Millis time_ms)
{
    auto const after =
        std::ranges::upper_bound(run_of_bus_, stay, {}, [&](std::uint32_t run) { return first_stay_[run]; });
    std::uint32_t const run = *(after - 1);
    std::uint32_t const position = stay - first_stay_[run];
    if (position == 0) return;
    core::ensure(position == position_[run] && call_ms_[run] == core::never, "a bus reaches its stops in order");
    plan_call(run, time_ms);
}

std::vector<std::uint32_t> PublicTransport::open_legs() const
{
    std::vector<std::uint32_t> legs;
    auto const add = [&](Millis, std::uint32_t rider) { legs.push_back(plans_.rides[rider].stay); };
    auto const add_chain = [&](std::uint32_t first) {
        for (std::uint32_t rider = first; rider != none; rider = next_rider_[rider]) add(0, rider);
    };
    coming_.for_each(add);
    taxis_.for_each(add);
    for (std::uint32_t const first : first_waiting_) add_chain(first);
    for (std::uint32_t const first : first_aboard_) add_chain(first);
    for (std::uint32_t const run : run_of_bus_) {
        bool const is_last = position_[run] + 1 == transit_.lines[transit_.trips[trip_[run]].line].stops.size();
        if (call_ms_[run] != core::never && !is_last) legs.push_back(first_stay_[run] + position_[run]);
    }
    return legs;
}

void PublicTransport::advance(Millis until_ms, std::vector<Arrival>& arrivals, std::vector<Departure>& departures)
{
    arrivals_ = &arrivals;
    departures_ = &departures;
    while (true) {
        Millis const now_ms = std::min({coming_.next_ms(), calls_.next_ms(), taxis_.next_ms()});
        if (now_ms >= until_ms) break;
        taxis_.take_due(now_ms + 1, [&](Millis time_ms, std::uint32_t rider) {
            arrivals.push_back({plans_.rides[rider].stay, time_ms, came_ms_[rider], taxi_ms(rider)});
        });
        coming_.take_due(now_ms + 1, [&](Millis time_ms, std::uint32_t rider) { join(time_ms, rider); });
        calls_.take_due(now_ms + 1, [&](Millis time_ms, std::uint32_t run) {
            if (call_ms_[run] == time_ms) call(time_ms, run);
        });
    }
}

void PublicTransport::join(Millis time_ms, std::uint32_t rider)
{
    std::uint32_t const stop = plans_.rides[rider].from_stop;
    came_ms_[rider] = time_ms;
    log(joined, plans_.rides[rider].stay, time_ms);
    if (!has_hope(rider)) {
        turned_away_ += persons(rider);
        take_taxi(time_ms, rider);
        return;
    }
    next_rider_[rider] = none;
    (first_waiting_[stop] == none ? first_waiting_[stop] : next_rider_[last_waiting_[stop]]) = rider;
    last_waiting_[stop] = rider;
    waiting_persons_[stop] += persons(rider);
    for (std::uint32_t i = call_offset_[stop]; i < call_offset_[stop + 1]; ++i) {
        if (stop_calls_[i].position == 0) leave_when_full(time_ms, stop_calls_[i].line);
    }
}

bool PublicTransport::has_hope(std::uint32_t rider) const
{
    std::uint32_t const stop = plans_.rides[rider].from_stop;
    for (std::uint32_t i = call_offset_[stop]; i < call_offset_[stop + 1]; ++i) {
        StopCall const& at = stop_calls_[i];
        if (calls_left_[position_offset_[at.line] + at.position] == 0) continue;
        if (exit_position(at.line, at.position, rider) != none) return true;
    }
    return false;
}

void PublicTransport::take_taxi(Millis time_ms, std::uint32_t rider)
{
    log(turned, plans_.rides[rider].stay, time_ms);
    taxis_.add(time_ms + std::max(doors_closed_ms, taxi_ms(rider)), rider);
}

template <class GivesUp>
std::int64_t PublicTransport::send_away(Millis time_ms, std::uint32_t stop, GivesUp const& gives_up)
{
    std::int64_t sent = 0;
    std::uint32_t before = none;
    for (std::uint32_t rider = first_waiting_[stop]; rider != none;) {
        std::uint32_t const next = next_rider_[rider];
        if (!gives_up(rider)) {
            before = rider;
        } else {
            (before == none ? first_waiting_[stop] : next_rider_[before]) = next;
            if (next == none) last_waiting_[stop] = before;
            waiting_persons_[stop] -= persons(rider);
            sent += persons(rider);
            take_taxi(time_ms, rider);
        }
        rider = next;
    }
    return sent;
}

void PublicTransport::leave_when_full(Millis time_ms, std::uint32_t line)
{
    city::TransitLine const& row = transit_.lines[line];
    if (row.kind != TransitKind::boat || next_run_[line] == first_run_[line + 1]) return;
    if (waiting_persons_[row.stops.front()] < row.capacity) return;
    std::uint32_t const run = runs_of_line_[next_run_[line]];
    bool const at_berth =
        next_run_[line] == first_run_[line] ||
        transit_.trips[trip_[runs_of_line_[next_run_[line] - 1]]].times.front().departure_ms <= time_ms;
    if (at_berth && call_ms_[run] > time_ms + 1) plan_call(run, time_ms + 1);
}

// A vehicle opens its doors at a stop.
void PublicTransport::call(Millis time_ms, std::uint32_t run)
{
    call_ms_[run] = core::never;
    std::uint32_t const line = transit_.trips[trip_[run]].line;
    auto const& stops = transit_.lines[line].stops;
    std::uint32_t const position = position_[run];
    if (position > 0) count_aboard(time_ms, run);
    called_ms_[run] = time_ms;
    std::int64_t const out = alight(time_ms, run);
    --calls_left_[position_offset_[line] + position];
    if (position + 1 == stops.size()) return;
    std::size_t const cell = cell_of_call(line, position, time_ms);
    std::int64_t const passed_up = hours_.passed_up[cell];
    std::int64_t const in = board(time_ms, run);
    hours_.peak_load[cell] = std::max(hours_.peak_load[cell], load_[run]);
    if (position == 0) {
        ++hours_.departures[cell];
        ++next_run_[line];
    }
    depart(time_ms, run, dwell_time_ms(in, out));
    if (calls_left_[position_offset_[line] + position] == 0) {
        turned_away_ += send_away(time_ms, stops[position], [&](std::uint32_t rider) { return !has_hope(rider); });
    }
    if (transit_.lines[line].kind == TransitKind::bus && hours_.passed_up[cell] > passed_up) {
        gave_up_ += send_away(time_ms, stops[position], [&](std::uint32_t rider) {
            bool const wanted_it = exit_position(line, position, rider) != none;
            return wanted_it && time_ms - came_ms_[rider] > patience_ms_;
        });
    }
    if (position == 0) leave_when_full(time_ms, line);
}

// Those who were aboard since the last call.
void PublicTransport::count_aboard(Millis time_ms, std::uint32_t run)
{
    std::uint32_t const line = transit_.trips[trip_[run]].line;
    std::size_t const cell = cell_of_call(line, position_[run] - 1, called_ms_[run]);
    std::int64_t const aboard_ms = load_[run] * (time_ms - called_ms_[run]);
    hours_.aboard_ms[cell] += aboard_ms;
    bool const crowded = 4 * load_[run] > 5 * std::int64_t{city::seats_of(transit_.lines[line])};
    if (crowded) hours_.crowded_ms[cell] += aboard_ms;
}

std::int64_t PublicTransport::alight(Millis time_ms, std::uint32_t run)
{
    std::size_t const cell = LineHours::cell(transit_.trips[trip_[run]].line, time_ms);
    std::int64_t count = 0;
    std::uint32_t before = none;
    for (std::uint32_t rider = first_aboard_[run]; rider != none;) {
        std::uint32_t const next = next_rider_[rider];
        if (exit_position_[rider] != position_[run]) {
            before = rider;
        } else {
            (before == none ? first_aboard_[run] : next_rider_[before]) = next;
            count += persons(rider);
            hours_.ride_ms[cell] += static_cast<std::int64_t>(persons(rider)) * (time_ms - boarded_ms_[rider]);
            log(alighted, plans_.rides[rider].stay, time_ms);
            Millis const free_ms = std::min(free_ms_[rider], time_ms - came_ms_[rider]);
            arrivals_->push_back({plans_.rides[rider].stay, time_ms, came_ms_[rider], free_ms});
        }
        rider = next;
    }
    load_[run] -= count;
    hours_.alightings[cell] += count;
    return count;
}

std::int64_t PublicTransport::board(Millis time_ms, std::uint32_t run)
{
    city::TransitTrip const& trip = transit_.trips[trip_[run]];
    city::TransitLine const& line = transit_.lines[trip.line];
    std::uint32_t const position = position_[run];
    std::uint32_t const stop = line.stops[position];
    std::size_t const cell = cell_of_call(trip.line, position, time_ms);
    std::int64_t count = 0;
    bool is_full = false;
    std::uint32_t before = none;
    for (std::uint32_t rider = first_waiting_[stop]; rider != none;) {
        std::uint32_t const next = next_rider_[rider];
        std::uint32_t const exit = exit_position(trip.line, position, rider);
        std::int64_t const group = persons(rider);
        is_full = is_full || (exit != none && load_[run] > 0 && load_[run] + group > line.capacity);
        if (exit == none || is_full) {
            if (exit != none) hours_.passed_up[cell] += group;
            before = rider;
        } else {
            (before == none ? first_waiting_[stop] : next_rider_[before]) = next;
            if (next == none) last_waiting_[stop] = before;
            next_rider_[rider] = first_aboard_[run];
            first_aboard_[run] = rider;
            boarded_ms_[rider] = time_ms;
            exit_position_[rider] = exit;
            free_ms_[rider] = trip.times[exit].arrival_ms - trip.times[position].departure_ms;
            load_[run] += group;
            count += group;
            hours_.wait_ms[cell] += group * (time_ms - came_ms_[rider]);
            log(boarded, plans_.rides[rider].stay, time_ms);
        }
        rider = next;
    }
    waiting_persons_[stop] -= count;
    hours_.boardings[cell] += count;
    return count;
}

void PublicTransport::depart(Millis time_ms, std::uint32_t run, Millis dwell_ms)
{
    auto const& times = transit_.trips[trip_[run]].times;
    std::uint32_t const position = position_[run]++;
    // At the first stop riders have boarded while the vehicle stood there.
    Millis const stands_ms = std::max(doors_closed_ms, position == 0 ? 0 : dwell_ms);
    log(left, trip_[run], time_ms);
    if (first_stay_[run] != none) {
        departures_->push_back({first_stay_[run] + position, time_ms + stands_ms});
        return;
    }
    Millis const halts_ms = times[position].departure_ms - times[position].arrival_ms;
    Millis const leaves_ms = time_ms + std::max(doors_closed_ms, position == 0 ? 0 : halts_ms);
    Millis const arrives_ms = leaves_ms + std::max(1, times[position + 1].arrival_ms - times[position].departure_ms);
    if (records_tracks_) crossings_.push_back({transit_.trips[trip_[run]].line, position, leaves_ms, arrives_ms});
    plan_call(run, arrives_ms);
}

}  // namespace halong::traffic
