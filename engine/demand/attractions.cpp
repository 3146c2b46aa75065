#include "demand/attractions.hpp"

#include "core/exact_math.hpp"
#include "core/hash.hpp"
#include "demand/destination_choice.hpp"
#include "demand/mode_choice.hpp"
#include "demand/parameters.hpp"

#include <algorithm>

namespace halong::demand {
namespace {

using city::PlaceKind;
using core::ms_per_hour;
using core::ms_per_minute;
using core::Stream;

constexpr Millis longest_wait = 30 * ms_per_minute;
constexpr double longest_visit_min = 600;

bool is_attraction(PlaceKind kind)
{
    switch (kind) {
        case PlaceKind::attraction:
        case PlaceKind::beach:
        case PlaceKind::museum:
        case PlaceKind::night_market:
        case PlaceKind::cable_car:
        case PlaceKind::square:
            return true;
        default:
            return false;
    }
}

double weight_on(city::Place const& place, scenario::DayKind day)
{
    double const ordinary = place.visits_per_day;
    double const peak = std::max(ordinary, place.peak_visits_per_day);
    switch (day) {
        case scenario::DayKind::weekday:
            return ordinary;
        case scenario::DayKind::weekend:
            return (ordinary + peak) / 2;
        case scenario::DayKind::holiday:
            break;
    }
    return peak;
}

Attraction attraction_at(city::City const& city, core::PlaceId id, double weight)
{
    city::Place const& place = city.places[id];
    double const closes_h = place.closes_h > place.opens_h ? place.closes_h : place.closes_h + 24;
    return {id,
            place.stable_id,
            weight,
            static_cast<Millis>(place.opens_h * ms_per_hour),
            static_cast<Millis>(closes_h * ms_per_hour),
            place.stay_median_min,
            place.outdoor_share,
            place.fee_vnd};
}

std::vector<Attraction> of_kind(city::City const& city, PlaceKind kind, scenario::DayKind day)
{
    std::vector<Attraction> found;
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        core::PlaceId const id{i};
        city::Place const& place = city.places[id];
        if (place.kind != kind || !is_usable(place)) continue;
        double const weight = weight_on(place, day);
        found.push_back(attraction_at(city, id, weight > 0 ? weight : 1.0));
    }
    return found;
}

Millis inside(PlannedVisit const& visit) { return visit.end - visit.arrival - visit.wait; }

// Times of a visit, or nothing wide enough: then end == arrival.
PlannedVisit times_of(Attraction const& attraction, VisitQuestion const& question, Millis travel, Millis wished,
                      bool drives)
{
    PlannedVisit visit;
    visit.leave = std::max(question.now, attraction.opens - travel);
    visit.arrival = visit.leave + travel;
    if (question.experience != nullptr) {
        visit.wait = question.experience->wait_at(attraction.place, visit.arrival);
        if (drives) visit.wait += question.experience->parking_at(question.vehicle, attraction.place, visit.arrival);
    }
    visit.end = std::min({visit.arrival + visit.wait + wished, attraction.closes, question.latest_end});
    bool const waits_too_long = visit.leave > question.now + longest_wait;
    bool const too_short = inside(visit) < static_cast<Millis>(wished * parameter::least_visit_share.value);
    if (waits_too_long || too_short) visit.end = visit.arrival;
    return visit;
}

// exp(utility): see chosen_visit().
double pull_of(Attraction const& attraction, VisitQuestion const& question, PlannedVisit const& visit, Millis wished,
               double km)
{
    using namespace parameter;
    constexpr double fee_unit_vnd = 100'000;
    double utility = -question.decay_per_km * km;
    utility += visit_wait_utility_per_min * (static_cast<double>(visit.wait) / ms_per_minute);
    if (question.experience != nullptr) {
        utility += crowding_utility * question.experience->crowding_at(attraction.place, visit.arrival);
    }
    if (question.rain) utility += rain_utility * attraction.outdoor_share;
    if (question.foreign) utility += foreign_fee_utility * (static_cast<double>(attraction.fee_vnd) / fee_unit_vnd);
    double const fits = std::min(1.0, static_cast<double>(inside(visit)) / std::max<Millis>(1, wished));
    return attraction.weight * fits * core::exact_exp(utility);
}

}  // namespace

std::vector<Attraction> attractions(city::City const& city, scenario::DayKind day)
{
    std::vector<Attraction> found;
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        core::PlaceId const id{i};
        city::Place const& place = city.places[id];
        double const weight = weight_on(place, day);
        if (is_attraction(place.kind) && is_usable(place) && weight > 0)
            found.push_back(attraction_at(city, id, weight));
    }
    return found;
}

std::vector<Attraction> cruise_piers(city::City const& city, scenario::DayKind day)
{
    auto piers = of_kind(city, PlaceKind::pier, day);
    return piers.empty() ? of_kind(city, PlaceKind::cruise_port, day) : piers;
}

bool in_walking_reach(geo::PointMetric from, geo::PointMetric to)
{
    return geo::distance_m(from, to) < parameter::walk_reach_m;
}

Millis hop_time(city::Mode vehicle, geo::PointMetric from, geo::PointMetric to)
{
    double const away_m = geo::distance_m(from, to);
    if (away_m >= parameter::walk_reach_m) return expected_travel_ms(vehicle, away_m);
    return static_cast<Millis>(away_m * parameter::detour_factor * 3.6 / parameter::visitor_walk_kmh *
                               core::ms_per_second);
}

PlannedVisit chosen_visit(std::span<Attraction const> all, city::City const& city, core::Random const& random,
                          VisitQuestion const& question)
{
    PlannedVisit best;
    best.attraction = all.size();
    double first = 0;
    // One draw for the visit, not one for each place: how long the group stays anywhere now.
    double const patience =
        random.lognormal(Stream::visitor, {question.key, purpose_of(Decision::visit_duration), question.ordinal}, 1.0,
                         parameter::visit_cv);
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        if (std::ranges::find(question.visited, i) != question.visited.end()) continue;
        Attraction const& attraction = all[i];
        geo::PointMetric const position = city.places[attraction.place].position;
        Millis const travel = hop_time(question.vehicle, question.from, position);
        if (question.now + travel >= std::min(attraction.closes, question.latest_end)) continue;
        std::uint64_t const entity = core::combine(question.key, attraction.stable_id);
        double const minutes = attraction.stay_median_min * patience;
        auto const wished = static_cast<Millis>(std::min(minutes, longest_visit_min) * ms_per_minute);
        bool const drives = !in_walking_reach(question.from, position);
        PlannedVisit visit = times_of(attraction, question, travel, wished, drives);
        if (visit.end <= visit.arrival) continue;
        double const km = geo::distance_m(question.from, position) / 1000.0;
        double const weight = pull_of(attraction, question, visit, wished, km);
        if (!(weight > 0)) continue;
        double const time =
            random.exponential(Stream::visitor, {entity, purpose_of(question.decision), question.ordinal}) / weight;
        if (best.attraction == all.size() || time < first) {
            visit.attraction = i;
            best = visit;
            first = time;
        }
    }
    return best;
}

}  // namespace halong::demand
