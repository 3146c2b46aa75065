#include "city/apply_parts.hpp"
#include "city/build.hpp"
#include "core/time.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <set>

namespace halong::city {
namespace {

using scenario::LineChange;
using scenario::NewLine;

constexpr std::uint8_t every_day = 7;  // a bit for each scenario::DayKind
constexpr double usual_bus_kmh = 18;
constexpr double usual_boat_kmh = 12;
constexpr double most_trip_h = 12;

core::Millis from_hours(double hours) { return std::llround(hours * 3600) * core::ms_per_second; }

bool refuse_unknown_routes(std::string const& where, LineChange const& change, City const& city, Findings& findings)
{
    std::set<std::string> known;
    for (TransitLine const& line : city.transit.lines) known.insert(line.route);
    bool all_known = true;
    for (std::string const& route : change.routes) {
        if (known.contains(route)) continue;
        all_known = false;
        std::string const near = core::nearest(route, {known.begin(), known.end()});
        findings.push_back({where, 0, 0, fmt::format("the city has no line of the route '{}'", route),
                            near.empty() ? fmt::format("its routes are: {}", fmt::join(known, ", "))
                                         : fmt::format("did you mean '{}'?", near)});
    }
    return all_known;
}

// A trip at the share `part` of the way in time from one to the next of the same line.
TransitTrip between(TransitTrip const& first, TransitTrip const& second, int number, int of)
{
    TransitTrip trip = first;
    trip.id = fmt::format("{}+{}", first.id, number);
    trip.days = first.days & second.days;
    for (std::size_t i = 0; i < trip.times.size(); ++i) {
        StopTime const& a = first.times[i];
        StopTime const& b = second.times[i];
        trip.times[i] = {a.arrival_ms + (b.arrival_ms - a.arrival_ms) * number / of,
                         a.departure_ms + (b.departure_ms - a.departure_ms) * number / of};
    }
    return trip;
}

// Trips of one line on the same kinds of days, in the order of departure.
void add_trips_between(Transit& transit, std::set<std::uint32_t> const& lines, int count)
{
    std::map<std::pair<std::uint32_t, std::uint8_t>, TransitTrip const*> last;
    std::vector<TransitTrip> more;
    for (TransitTrip const& trip : transit.trips) {
        if (!lines.contains(trip.line)) continue;
        TransitTrip const*& before = last[{trip.line, trip.days}];
        for (int k = 1; before != nullptr && k <= count; ++k) more.push_back(between(*before, trip, k, count + 1));
        before = &trip;
    }
    std::ranges::move(more, std::back_inserter(transit.trips));
}

std::vector<Place const*> places_of(std::string const& where, NewLine const& line, City const& city, Findings& findings)
{
    std::vector<std::string> known;
    for (Place const& place : city.places) known.push_back(place.id);
    std::vector<Place const*> places;
    for (std::string const& id : line.stops) {
        auto const found = std::ranges::find(city.places, id, &Place::id);
        if (found != city.places.end()) {
            places.push_back(&*found);
            continue;
        }
        std::string const near = core::nearest(id, known);
        findings.push_back(
            {where, 0, 0, fmt::format("line '{}' calls at '{}', which is no place of the city", line.id, id),
             near.empty() ? "ids stand in the places layer of the city" : fmt::format("did you mean '{}'?", near)});
    }
    return places;
}

double speed_of(NewLine const& line)
{
    if (line.speed_kmh > 0) return line.speed_kmh;
    return line.kind == scenario::LineKind::bus ? usual_bus_kmh : usual_boat_kmh;
}

// From the first stop to the last by the timetable.
double hours_along(NewLine const& line, std::vector<Place const*> const& places)
{
    double way_m = 0;
    for (std::size_t k = 1; k < places.size(); ++k) {
        way_m += geo::distance_m(places[k - 1]->position, places[k]->position);
    }
    return way_m / 1000 / speed_of(line) + static_cast<double>(places.size()) * line.dwell_s / 3600;
}

// Stops of one direction, a line that calls at them, and its trips.
class DirectionMaker {
public:
    DirectionMaker(Transit& transit, NewLine const& line, std::string direction)
        : transit_(transit), line_(line), direction_(std::move(direction))
    {}

    void add(std::vector<Place const*> const& places)
    {
        bool const is_bus = line_.kind == scenario::LineKind::bus;
        TransitLine line;
        line.id = fmt::format("{}/{}", line_.id, direction_);
        line.route = line_.id;
        line.name = fmt::format("{} → {}", line_.name.empty() ? line_.id : line_.name, places.back()->name);
        line.kind = is_bus ? TransitKind::bus : TransitKind::boat;
        line.capacity = line_.capacity > 0 ? line_.capacity : default_capacity(line.kind);
        for (std::size_t k = 0; k < places.size(); ++k) {
            line.stops.push_back(static_cast<std::uint32_t>(transit_.stops.size()));
            TransitStop stop;
            stop.id = fmt::format("{}/{}", line.id, k + 1);
            stop.name = places[k]->name;
            stop.position = places[k]->position;
            transit_.stops.push_back(std::move(stop));
        }
        auto const row = static_cast<std::uint32_t>(transit_.lines.size());
        transit_.lines.push_back(std::move(line));
        add_trips(row, times_of(places));
    }

private:
    // From the first departure, at the speed of the timetable.
    [[nodiscard]] std::vector<StopTime> times_of(std::vector<Place const*> const& places) const
    {
        double const speed_mps = speed_of(line_) / 3.6;
        std::vector<StopTime> times(1);
        core::Millis const dwell_ms = std::llround(line_.dwell_s) * core::ms_per_second;
        for (std::size_t k = 1; k < places.size(); ++k) {
            double const way_m = geo::distance_m(places[k - 1]->position, places[k]->position);
            core::Millis const arrival =
                times.back().departure_ms + std::llround(way_m / speed_mps) * core::ms_per_second;
            times.push_back({arrival, arrival + (k + 1 < places.size() ? dwell_ms : 0)});
        }
        return times;
    }

    void add_trips(std::uint32_t row, std::vector<StopTime> const& times)
    {
        auto const headway_ms = std::llround(line_.headway_min * 60) * core::ms_per_second;
        for (core::Millis start = from_hours(line_.from_h); start <= from_hours(line_.to_h); start += headway_ms) {
            TransitTrip trip;
            trip.id = fmt::format("{}@{}", transit_.lines[row].id, core::clock_text(start));
            trip.line = row;
            trip.days = every_day;
            trip.times = times;
            for (StopTime& time : trip.times) {
                time.arrival_ms += start;
                time.departure_ms += start;
            }
            transit_.trips.push_back(std::move(trip));
        }
    }

    Transit& transit_;
    NewLine const& line_;
    std::string direction_;
};

}  // namespace

void apply_line_change(std::string const& where, LineChange const& change, City& city, Findings& findings)
{
    if (!refuse_unknown_routes(where, change, city, findings)) return;
    Transit& transit = city.transit;
    std::set<std::uint32_t> lines;
    for (std::uint32_t row = 0; row < transit.lines.size(); ++row) {
        TransitLine& line = transit.lines[row];
        if (std::ranges::find(change.routes, line.route) == change.routes.end()) continue;
        lines.insert(row);
        if (change.capacity > 0) line.capacity = change.capacity;
    }
    if (change.cancel) std::erase_if(transit.trips, [&](TransitTrip const& trip) { return lines.contains(trip.line); });
    if (change.trips_between > 0) add_trips_between(transit, lines, change.trips_between);
    transit = in_order(std::move(transit));
}

void add_lines(std::string const& where, std::vector<NewLine> const& lines, City& city, Findings& findings)
{
    if (lines.empty()) return;
    for (NewLine const& line : lines) {
        if (std::ranges::find(city.transit.lines, line.id, &TransitLine::route) != city.transit.lines.end()) {
            findings.push_back({where, 0, 0, fmt::format("the city has a line of the route '{}' already", line.id),
                                "choose another id, or change that line under [[options.lines]]"});
            continue;
        }
        auto places = places_of(where, line, city, findings);
        if (places.size() != line.stops.size()) continue;
        if (hours_along(line, places) > most_trip_h) {
            findings.push_back({where, 0, 0,
                                fmt::format("a trip of line '{}' would take {:.1f} h, more than {} h", line.id,
                                            hours_along(line, places), most_trip_h),
                                "raise speed_kmh, or lower dwell_s"});
            continue;
        }
        DirectionMaker(city.transit, line, "out").add(places);
        if (!line.both_ways) continue;
        std::ranges::reverse(places);
        DirectionMaker(city.transit, line, "back").add(places);
    }
    city.transit = in_order(std::move(city.transit));
    ImportIssues issues;
    attach_transit(city, issues);
}

}  // namespace halong::city
