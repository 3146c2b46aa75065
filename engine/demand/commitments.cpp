#include "demand/commitments.hpp"

#include "demand/departure_profile.hpp"
#include "demand/parameters.hpp"

#include <algorithm>

namespace halong::demand {
namespace {

using city::PlaceKind;
using core::ms_per_hour;
using core::ms_per_minute;
using core::Stream;

constexpr std::uint32_t main_tour = 0;             // ordinal of work or school among a person's tours
constexpr Millis most_slack = 12 * ms_per_minute;  // people come up to so much early
constexpr Millis least_working_time = 4 * ms_per_hour;

Millis hours(double h) { return static_cast<Millis>(h * ms_per_hour); }

// Named places with what `capacity` counts, and what is left of the zone's total somewhere in it.
AlternativesByZone alternatives(city::City const& city, ZoneGeometry const& geometry, std::int64_t city::Zone::*of_zone,
                                std::int64_t city::Place::*of_place, bool (*counts)(PlaceKind))
{
    AlternativesByZone by_zone(city.zones.size());
    std::vector<double> named(city.zones.size(), 0.0);
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        city::Place const& place = city.places[core::PlaceId{i}];
        auto const amount = static_cast<double>(place.*of_place);
        if (amount <= 0 || !is_usable(place) || !counts(place.kind)) continue;
        by_zone[place.zone.value()].push_back({core::PlaceId{i}, place.stable_id, amount});
        named[place.zone.value()] += amount;
    }
    for (std::uint32_t z = 0; z < city.zones.size(); ++z) {
        double const rest =
            (of_zone == nullptr ? 0.0 : static_cast<double>(city.zones[core::ZoneId{z}].*of_zone)) - named[z];
        if (rest > 0) by_zone[z].push_back({core::PlaceId{}, geometry.stable_id[z], rest});
    }
    return by_zone;
}

bool any_kind(PlaceKind) { return true; }
bool is_school(PlaceKind kind) { return kind == PlaceKind::school; }
bool is_university(PlaceKind kind) { return kind == PlaceKind::university; }

bool is_commerce(city::City const& city, Spot const& spot)
{
    if (spot.place.valid()) {
        switch (city.places[spot.place].kind) {
            case PlaceKind::market:
            case PlaceKind::mall:
            case PlaceKind::night_market:
            case PlaceKind::attraction:
            case PlaceKind::beach:
            case PlaceKind::cable_car:
            case PlaceKind::pier:
                return true;
            default:
                return false;
        }
    }
    city::Sector const sector = city.zones[spot.zone].sector;
    return sector == city::Sector::trade || sector == city::Sector::tourism;
}

// Brothers and sisters who are taken to school go to the same one.
std::uint64_t school_key(Resident const& resident)
{
    return is_escorted(resident) ? resident.household_key : resident.key;
}

Tour started(city::Activity activity, Spot const& spot)
{
    Tour tour;
    tour.activity = activity;
    tour.ordinal = main_tour;
    tour.spot = spot;
    tour.spot.outdoor_share = 0;
    return tour;
}

}  // namespace

bool works_in_shifts(PlaceKind kind)
{
    return kind == PlaceKind::mine || kind == PlaceKind::port || kind == PlaceKind::hotel;
}

DestinationChoice job_choice(city::City const& city, ZoneGeometry const& geometry, double decay_per_km)
{
    return singly_constrained_choice(
        geometry, alternatives(city, geometry, &city::Zone::jobs, &city::Place::jobs, &any_kind), decay_per_km);
}

Commitments::Commitments(city::City const& city, scenario::Scenario const& scenario, ZoneGeometry const& geometry,
                         Population const& population, core::Random const& random)
    : city_(city), scenario_(scenario), geometry_(geometry), random_(random)
{
    double const decay = scenario.demand.gravity_decay_per_km;
    work_ = doubly_constrained_choice(geometry,
                                      alternatives(city, geometry, &city::Zone::jobs, &city::Place::jobs, &any_kind),
                                      population.count_by_zone(Role::worker), decay);
    school_ = doubly_constrained_choice(
        geometry, alternatives(city, geometry, &city::Zone::school_places, &city::Place::pupils, &is_school),
        population.count_by_zone(Role::pupil), parameter::school_decay_per_km);
    university_ =
        doubly_constrained_choice(geometry, alternatives(city, geometry, nullptr, &city::Place::pupils, &is_university),
                                  population.count_by_zone(Role::student), decay);
}

double Commitments::uniform(Decision decision, std::uint64_t key) const
{
    return random_.uniform(Stream::departure, {key, purpose_of(decision), main_tour});
}

bool Commitments::attends(Resident const& resident, bool in_shifts) const
{
    using namespace parameter;
    using scenario::DayKind;
    double share = 0;
    if (resident.role == Role::worker) {
        if (in_shifts)
            share = shift_attendance;
        else if (scenario_.day == DayKind::weekday)
            share = work_attendance;
        else
            share = scenario_.day == DayKind::weekend ? weekend_work_attendance : holiday_work_attendance;
    } else if (scenario_.day == DayKind::weekday) {
        share = resident.role == Role::infant ? kindergarten_attendance : school_attendance;
    }
    return random_.uniform(Stream::activity, {resident.key, purpose_of(Decision::attends), 0}) < share;
}

std::optional<Tour> Commitments::duty_of(Resident const& resident) const
{
    bool const works = resident.role == Role::worker;
    if (school_level(resident.age, resident.role) == SchoolLevel::kindergarten && resident.role == Role::infant) {
        if (!attends(resident, false)) return std::nullopt;
        return school_tour(resident, {resident.home.zone, core::PlaceId{}});
    }
    DestinationChoice const* choice = nullptr;
    if (works) choice = &work_;
    if (resident.role == Role::pupil) choice = &school_;
    if (resident.role == Role::student) choice = &university_;
    if (choice == nullptr || choice->empty()) return std::nullopt;
    if (!works && !attends(resident, false)) return std::nullopt;
    auto const destination =
        choice->choose(random_, works ? resident.key : school_key(resident), main_tour,
                       works ? DestinationChoice::Decisions{Decision::work_zone, Decision::work_place}
                             : DestinationChoice::Decisions{Decision::school_zone, Decision::school_place},
                       resident.home.zone);
    if (!works) return school_tour(resident, destination);
    bool const in_shifts = destination.place.valid() && works_in_shifts(city_.places[destination.place].kind);
    if (!attends(resident, in_shifts)) return std::nullopt;
    return work_tour(resident, destination);
}

Spot Commitments::spot_of(std::uint64_t key, DestinationChoice::Destination destination) const
{
    return destination.place.valid()
               ? spot_in_place(city_, random_, key, main_tour, destination.place)
               : spot_in_zone(city_, random_, key, main_tour, destination.zone, parameter::workplace_spread_m);
}

Spot Commitments::school_of(Resident const& resident, DestinationChoice::Destination destination) const
{
    std::uint64_t const key = school_key(resident);
    if (destination.place.valid() || destination.zone != resident.home.zone) return spot_of(key, destination);
    return spot_near(city_, random_, key, main_tour, resident.home, geometry_.local_spots[resident.home.zone.value()],
                     parameter::workplace_spread_m);
}

Tour Commitments::school_tour(Resident const& resident, DestinationChoice::Destination destination) const
{
    std::uint64_t const key = school_key(resident);
    Tour tour = started(city::Activity::school, school_of(resident, destination));
    double const u = uniform(Decision::school_session, key);
    // Schools of different levels begin a quarter of an hour apart (estimate).
    Millis const stagger = static_cast<Millis>(key % 3) * 15 * core::ms_per_minute;
    Millis begin = hours(7) + stagger;
    Millis end = hours(16.25) + stagger;
    if (u >= parameter::full_day_share + parameter::morning_share) {
        begin = hours(13);
        end = hours(17);
    } else if (u >= parameter::full_day_share) {
        end = hours(11.25);
    }
    auto const slack = static_cast<Millis>(uniform(Decision::slack, key) * most_slack);
    tour.arrive_by = begin - slack;
    tour.end = end + static_cast<Millis>(uniform(Decision::work_end, key) * most_slack);
    return tour;
}

Tour Commitments::work_tour(Resident const& resident, DestinationChoice::Destination destination) const
{
    std::uint64_t const key = resident.key;
    Tour tour = started(city::Activity::work, spot_of(key, destination));
    if (destination.place.valid()) {
        city::Place const& place = city_.places[destination.place];
        if (works_in_shifts(place.kind)) {
            set_shift(tour, key, place.kind);
            return tour;
        }
        if (place.opens_h > 12) {  // evening trade: from half an hour before it opens until it has closed
            tour.arrive_by =
                hours(place.opens_h - 0.5) - static_cast<Millis>(uniform(Decision::slack, key) * most_slack);
            tour.end = hours(place.closes_h > place.opens_h ? place.closes_h : place.closes_h + 24) +
                       static_cast<Millis>(uniform(Decision::work_end, key) * most_slack);
            return tour;
        }
    }
    set_working_day(tour, key);
    return tour;
}

void Commitments::set_shift(Tour& tour, std::uint64_t key, PlaceKind kind) const
{
    double const u = uniform(Decision::shift, key);
    double const night = kind == PlaceKind::hotel ? parameter::hotel_night_share.value : 1.0 / 3.0;
    Millis const early = static_cast<Millis>(uniform(Decision::slack, key) * most_slack) + 8 * ms_per_minute;
    Millis const late = static_cast<Millis>(uniform(Decision::work_end, key) * most_slack) + 3 * ms_per_minute;
    double begin_h = 6;
    if (u < night)
        begin_h = 22;
    else if (u < night + (1 - night) / 2)
        begin_h = 14;
    tour.overnight = begin_h == 22;
    tour.arrive_by = hours(begin_h) - early;
    tour.end = (tour.overnight ? hours(6) : hours(begin_h + 8)) + late;
}

void Commitments::set_working_day(Tour& tour, std::uint64_t key) const
{
    bool const commerce = is_commerce(city_, tour.spot);
    Millis const begin =
        time_at(commerce ? profiles::commerce_start : profiles::office_start, uniform(Decision::work_start, key));
    Millis const end =
        time_at(commerce ? profiles::commerce_end : profiles::office_end, uniform(Decision::work_end, key));
    tour.arrive_by = begin;
    tour.end = std::max(end, begin + least_working_time);
    tour.may_lunch = true;
}

void Commitments::add_lunch(Tour& tour, Resident const& resident) const
{
    double const away_m = geo::distance_m(resident.home.point, tour.spot.point);
    if (!tour.may_lunch || tour.mode == Mode::transit || away_m > parameter::lunch_home_reach_km * 1000.0 ||
        uniform(Decision::lunch_at_home, resident.key) >= parameter::lunch_home_share) {
        return;
    }
    Millis const out =
        time_at(profiles::lunch_out,
                random_.uniform(Stream::departure, {resident.key, purpose_of(Decision::lunch_at_home), 1}));
    Millis const back =
        hours(13.25) - tour.travel +
        static_cast<Millis>(random_.uniform(Stream::departure, {resident.key, purpose_of(Decision::lunch_at_home), 2}) *
                            hours(0.25));
    bool const fits = out > tour.arrival() + ms_per_hour && back > out + tour.travel + 20 * ms_per_minute &&
                      tour.end > back + tour.travel + ms_per_hour;
    if (!fits) return;
    tour.lunch_out = out;
    tour.lunch_back = back;
}

}  // namespace halong::demand
