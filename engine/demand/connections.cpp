#include "demand/connections.hpp"

#include "demand/mode_choice.hpp"

#include <algorithm>
#include <array>

namespace halong::demand {
namespace {

using city::TransitKind;

constexpr double station_reach_m = 300;  // a pier or cable-car station and its stop are the same thing within this
constexpr Millis most_wait_ms = 15 * core::ms_per_minute;  // assumption: who rides a rare bus knows its times

// Buses, and boats that lead from one place to another; a boat that comes back to its pier is a tour of the bay.
bool carries_to_another_place(city::Transit const& transit, city::TransitLine const& line)
{
    if (line.kind != TransitKind::boat) return line.kind == TransitKind::bus;
    auto const& from = transit.stops[line.stops.front()].position;
    return geo::distance_m(from, transit.stops[line.stops.back()].position) > station_reach_m;
}

}  // namespace

Connections::Connections(city::Transit const& transit, scenario::DayKind day,
                         scenario::TransitParameters const& parameters)
    : transit_(transit), parameters_(parameters), bus_calls_(transit.stops.size())
{
    std::vector<std::uint32_t> index_of_line(transit.lines.size(), UINT32_MAX);
    for (city::TransitTrip const& trip : transit.trips) {  // by first departure
        if (!trip.runs_on(day)) continue;
        std::uint32_t& index = index_of_line[trip.line];
        Millis const start_ms = trip.times.front().departure_ms;
        if (index == UINT32_MAX) {
            index = static_cast<std::uint32_t>(lines_.size());
            Line line{trip.line, {}, start_ms, start_ms, 0};
            for (city::StopTime const& time : trip.times) line.offset_ms.push_back(time.arrival_ms - start_ms);
            lines_.push_back(std::move(line));
        }
        lines_[index].last_start_ms = start_ms;
        ++lines_[index].trips;
    }
    std::ranges::sort(lines_, {}, &Line::row);
    std::vector<std::pair<geo::Box, std::uint32_t>> items;
    for (std::uint32_t index = 0; index < lines_.size(); ++index) {
        city::TransitLine const& line = transit.lines[lines_[index].row];
        if (!carries_to_another_place(transit, line)) continue;
        for (std::uint32_t position = 0; position < line.stops.size(); ++position) {
            auto& calls = bus_calls_[line.stops[position]];
            if (calls.empty()) {
                auto const at = transit.stops[line.stops[position]].position;
                items.emplace_back(geo::Box{at.x_m, at.y_m, at.x_m, at.y_m}, line.stops[position]);
            }
            calls.push_back({index, position});
        }
    }
    bus_stops_ = geo::SpatialIndex(items);
}

bool Connections::near(std::uint32_t stop, geo::PointMetric point, double reach_m) const
{
    return geo::distance_m(transit_.stops[stop].position, point) <= reach_m;
}

std::vector<std::uint32_t> Connections::bus_stops_near(geo::PointMetric point) const
{
    double const reach_m = parameters_.walk_to_stop_m;
    auto stops =
        bus_stops_.touching({point.x_m - reach_m, point.y_m - reach_m, point.x_m + reach_m, point.y_m + reach_m});
    std::erase_if(stops, [&](std::uint32_t stop) { return !near(stop, point, reach_m); });
    return stops;
}

// Whether riding from a call to a later stop of its line beats the best so far.
void Connections::consider(Call const& call, std::uint32_t to_stop, double walk_m, Millis reach_ms, double& best_ms,
                           std::optional<Connection>& best) const
{
    Line const& line = lines_[call.line];
    auto const& stops = transit_.lines[line.row].stops;
    auto const to = std::find(stops.begin() + call.position + 1, stops.end(), to_stop);
    if (to == stops.end() || line.last_start_ms + line.offset_ms[call.position] < reach_ms) return;
    Millis const ride_ms = line.offset_ms[static_cast<std::size_t>(to - stops.begin())] - line.offset_ms[call.position];
    double const total_ms = ride_ms + expected_travel_ms(city::Mode::walk, walk_m);
    if (best && total_ms >= best_ms) return;
    best_ms = total_ms;
    Millis const wait_ms =
        line.trips > 1 ? (line.last_start_ms - line.first_start_ms) / (2 * (line.trips - 1)) : most_wait_ms;
    best = Connection{stops[call.position], to_stop, ride_ms, line.first_start_ms + line.offset_ms[call.position],
                      std::min(wait_ms, most_wait_ms)};
}

std::optional<Connection> Connections::by_bus(geo::PointMetric from, geo::PointMetric to, Millis leave_ms) const
{
    std::optional<Connection> best;
    double best_ms = 0;
    auto const to_stops = bus_stops_near(to);
    if (to_stops.empty()) return best;
    for (std::uint32_t const from_stop : bus_stops_near(from)) {
        auto const at = transit_.stops[from_stop].position;
        double const access_m = geo::distance_m(from, at);
        Millis const reach_ms = leave_ms + expected_travel_ms(city::Mode::walk, access_m);
        for (std::uint32_t const to_stop : to_stops) {
            auto const end = transit_.stops[to_stop].position;
            if (geo::distance_m(at, end) < parameters_.least_ride_m) continue;
            double const walk_m = access_m + geo::distance_m(end, to);
            for (Call const& call : bus_calls_[from_stop]) consider(call, to_stop, walk_m, reach_ms, best_ms, best);
        }
    }
    return best;
}

double Connections::bus_minutes(geo::PointMetric from, geo::PointMetric to, Millis leave_ms) const
{
    auto const bus = by_bus(from, to, leave_ms);
    if (!bus) return -1;
    double const walk_m = geo::distance_m(from, transit_.stops[bus->from_stop].position) +
                          geo::distance_m(transit_.stops[bus->to_stop].position, to);
    Millis const walk_ms = expected_travel_ms(city::Mode::walk, walk_m);
    if (leave_ms + walk_ms + most_wait_ms < bus->first_ms) return -1;
    return static_cast<double>(walk_ms + bus->wait_ms + bus->ride_ms) / core::ms_per_minute;
}

std::optional<Connection> Connections::boat_tour(geo::PointMetric pier, Millis most_ms) const
{
    std::optional<Connection> best;
    for (Line const& line : lines_) {
        city::TransitLine const& row = transit_.lines[line.row];
        if (row.kind != TransitKind::boat || !near(row.stops.front(), pier, station_reach_m) ||
            !near(row.stops.back(), pier, station_reach_m)) {
            continue;
        }
        Connection const tour{row.stops.front(), row.stops.back(), line.offset_ms.back(), 0, 0};
        bool const fits = tour.ride_ms <= most_ms;
        bool const best_fits = best && best->ride_ms <= most_ms;
        if (!best || (fits && !best_fits) || (fits == best_fits && (tour.ride_ms > best->ride_ms) == fits)) best = tour;
    }
    return best;
}

std::optional<Connection> Connections::cabin_from(geo::PointMetric station) const
{
    for (Line const& line : lines_) {
        city::TransitLine const& up = transit_.lines[line.row];
        if (up.kind != TransitKind::cabin || !near(up.stops.front(), station, station_reach_m)) continue;
        bool const leads_back = std::ranges::any_of(lines_, [&](Line const& other) {
            city::TransitLine const& down = transit_.lines[other.row];
            return down.kind == TransitKind::cabin && down.stops.front() == up.stops.back() &&
                   down.stops.back() == up.stops.front();
        });
        if (leads_back) return Connection{up.stops.front(), up.stops.back(), line.offset_ms.back(), 0, 0};
    }
    return std::nullopt;
}

}  // namespace halong::demand
