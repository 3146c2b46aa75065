#include "services/car_parks.hpp"

#include "geo/geometry.hpp"
#include "services/figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halong::services {
namespace {

using city::Mode;
using city::PlaceKind;

constexpr double empty_search_min = 0.25;  // in an empty car park (assumption)
constexpr double least_free_share = 0.05;  // that a search counts with (assumption)
constexpr double full_share = 0.85;        // occupancy that planners aim at (Shoup 2005)
constexpr double busy_share = 0.25;        // of the way from an ordinary day to the fullest (estimate)
constexpr double attendance = 0.92;        // of the jobs of a place, as in the demand (work_attendance)
constexpr double tour_h = 5;               // of a bay cruise: 4 to 6 h
constexpr double coach_load = 20.64;       // persons, 2015 survey (data/halong/SOURCES.md §2)

bool is_pier(PlaceKind kind) { return kind == PlaceKind::pier || kind == PlaceKind::cruise_port; }

bool takes_fee(PlaceKind kind) { return is_sight(kind) || kind == PlaceKind::market || kind == PlaceKind::mall; }

// Open to whoever is bound elsewhere.
bool is_public(PlaceKind kind) { return takes_fee(kind) || kind == PlaceKind::park || kind == PlaceKind::bus_station; }

bool takes_coaches(PlaceKind kind)
{
    return is_sight(kind) || kind == PlaceKind::hotel || kind == PlaceKind::bus_station;
}

double persons_at_once(city::Place const& place)
{
    double const fullest = std::max(place.visits_per_day, place.peak_visits_per_day);
    double const visits = place.visits_per_day + busy_share * (fullest - place.visits_per_day);
    double const open_h = std::max(1.0, place.closes_h - place.opens_h);
    double const stay_h = is_pier(place.kind) ? tour_h : place.stay_median_min / 60;
    double const visitors = visits * std::min(1.0, stay_h / (open_h / 4));
    return visitors + attendance * static_cast<double>(place.jobs) + 1.5 * static_cast<double>(place.rooms) +
           0.3 * static_cast<double>(place.pupils);
}

}  // namespace

bool is_sight(PlaceKind kind)
{
    constexpr std::array sights{PlaceKind::attraction, PlaceKind::beach,  PlaceKind::museum,
                                PlaceKind::cable_car,  PlaceKind::square, PlaceKind::night_market};
    return is_pier(kind) || std::ranges::find(sights, kind) != sights.end();
}

bool has_car_park(city::Place const& place) { return place.kind != PlaceKind::gateway; }

ParkedKindNames const& about(ParkedKind kind)
{
    using P = scenario::ParkingParameters;
    static constexpr std::array<ParkedKindNames, 3> kinds{
        {{"motorbike_parking", Mode::motorbike, &P::motorbike_spaces_per_person, &P::motorbike_fee_vnd},
         {"car_parking", Mode::car, &P::car_spaces_per_person, &P::car_fee_vnd},
         {"coach_parking", Mode::coach, &P::coach_spaces_per_person, &P::coach_fee_vnd}}};
    return kinds[static_cast<std::size_t>(kind)];
}

std::int64_t spaces_of(city::Place const& place, ParkedKind kind, scenario::ParkingParameters const& parameters)
{
    double const persons = persons_at_once(place);
    if (persons <= 0 || (kind == ParkedKind::coach && !takes_coaches(place.kind))) return 0;
    double per_person = parameters.*about(kind).spaces_per_person;
    if (kind == ParkedKind::coach && place.kind == PlaceKind::bus_station) per_person = 1 / coach_load;
    double const spaces = persons * per_person;
    if (spaces <= 0 || parameters.spaces_factor <= 0) return 0;
    return std::max<std::int64_t>(1, std::llround(std::ceil(spaces) * parameters.spaces_factor));
}

std::int64_t fee_vnd(city::Place const& place, ParkedKind kind, scenario::ParkingParameters const& parameters)
{
    return takes_fee(place.kind) ? std::llround(parameters.*about(kind).fee_vnd) : 0;
}

CarParks::CarParks(city::City const& city, ParkedKind kind, scenario::ParkingParameters const& parameters)
    : city_(city),
      kind_(kind),
      parameters_(parameters),
      rows_(city, has_car_park),
      taken_(rows_.size(), 0),
      seen_ms_(rows_.size(), 0),
      busy_ms_(rows_.size() * core::hours_per_day, 0),
      peak_(rows_.size(), 0),
      peak_at_(rows_.size(), 0)
{
    for (core::PlaceId const id : rows_.places()) {
        spaces_.push_back(spaces_of(city.places[id], kind, parameters));
        fee_vnd_.push_back(services::fee_vnd(city.places[id], kind, parameters));
    }
    find_reach();
}

double CarParks::metres_between(std::uint32_t lot, std::uint32_t other) const
{
    return parking_detour * geo::distance_m(place(lot).position, place(other).position);
}

double CarParks::walk_min(std::uint32_t lot, std::uint32_t row) const
{
    return metres_between(lot, row) / (parameters_.walk_kmh * 1000 / 60);
}

void CarParks::find_reach()
{
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
        std::vector<Reach> lots;
        for (std::uint32_t lot = 0; lot < rows_.size(); ++lot) {
            bool const in_reach = metres_between(lot, row) <= parking_detour * parameters_.walk_m;
            if (spaces_[lot] == 0 || !in_reach || !(lot == row || is_public(place(lot).kind))) continue;
            lots.push_back({lot, 2 * walk_min(lot, row)});
        }
        reach_.push_back(std::move(lots));
    }
}

double CarParks::search_min(std::uint32_t lot) const
{
    auto const spaces = static_cast<double>(spaces_[lot]);
    double const free = std::max(0.0, spaces - static_cast<double>(taken_[lot])) / spaces;
    return empty_search_min / std::max(free, least_free_share);
}

std::uint32_t CarParks::choose(std::uint32_t row, std::span<std::uint32_t const> tried, double vnd_per_min) const
{
    std::uint32_t best = none;
    double least = 0;
    for (Reach const& at : reach_[row]) {
        if (std::ranges::find(tried, at.lot) != tried.end()) continue;
        double const cost = at.walk_min + static_cast<double>(fee_vnd_[at.lot]) / vnd_per_min + search_min(at.lot);
        if (best != none && cost >= least) continue;
        best = at.lot;
        least = cost;
    }
    return best;
}

void CarParks::take(std::uint32_t lot, Millis now_ms)
{
    write_log(lot, now_ms);
    ++taken_[lot];
    if (taken_[lot] <= peak_[lot]) return;
    peak_[lot] = taken_[lot];
    peak_at_[lot] = now_ms;
}

void CarParks::leave(std::uint32_t lot, Millis time_ms, std::uint32_t traveller)
{
    departures_.push_back({time_ms, traveller, lot});
    std::ranges::push_heap(departures_, later);
}

void CarParks::leave_before(Millis until_ms)
{
    while (!departures_.empty() && departures_.front().time_ms < until_ms) {
        std::ranges::pop_heap(departures_, later);
        Departure const departure = departures_.back();
        departures_.pop_back();
        write_log(departure.lot, departure.time_ms);
        --taken_[departure.lot];
    }
}

// Hours of the day; what stands longer counts up to midnight.
void CarParks::write_log(std::uint32_t lot, Millis now_ms)
{
    Millis const until = std::min(now_ms, core::ms_per_day);
    for (Millis from = seen_ms_[lot]; from < until;) {
        Millis const to = std::min(until, (from / core::ms_per_hour + 1) * core::ms_per_hour);
        auto const hour = static_cast<std::size_t>(core::hour_of(from));
        busy_ms_[std::size_t{lot} * core::hours_per_day + hour] += taken_[lot] * (to - from);
        from = to;
    }
    seen_ms_[lot] = std::max(seen_ms_[lot], until);
}

CarParks::Day CarParks::day() const
{
    CarParks parks(*this);
    parks.leave_before(core::ms_per_day);
    Day day;
    std::vector<double> occupancies;
    for (std::uint32_t lot = 0; lot < rows_.size(); ++lot) {
        parks.write_log(lot, core::ms_per_day);
        auto const spaces = static_cast<double>(spaces_[lot]);
        int full = 0;
        for (std::size_t hour = 0; hour < core::hours_per_day; ++hour) {
            std::int64_t const busy = parks.busy_ms_[std::size_t{lot} * core::hours_per_day + hour];
            day.busy_ms.push_back(busy);
            day.duty_ms.push_back(spaces_[lot] * core::ms_per_hour);
            if (spaces_[lot] == 0) continue;
            double const occupancy = static_cast<double>(busy) / (spaces * core::ms_per_hour);
            occupancies.push_back(occupancy);
            full += occupancy > full_share ? 1 : 0;
        }
        day.hours_above_target += full;
        day.peaks.push_back({static_cast<double>(peak_[lot]), peak_at_[lot], full / 24.0});
        if (spaces_[lot] > 0 && is_pier(place(lot).kind)) {
            day.pier_peak_pct = std::max(day.pier_peak_pct, 100 * static_cast<double>(peak_[lot]) / spaces);
        }
    }
    day.spaces = sum(spaces_);
    day.occupancy_p95_pct = 100 * percentile(occupancies, 95);
    return day;
}

}  // namespace halong::services
