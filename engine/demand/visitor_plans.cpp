#include "demand/visitor_plans.hpp"

#include "core/exact_math.hpp"
#include "demand/departure_profile.hpp"
#include "demand/parameters.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halong::demand {
namespace {

using city::Activity;
using core::ms_per_hour;
using core::ms_per_minute;
using core::Stream;

Millis hours(double h) { return static_cast<Millis>(h * ms_per_hour); }

// When the stages of a visitor's day may lie; estimates, like the tables of departure_profile.hpp.
constexpr double cruise_in_city_by_h = 10.75;  // who wants a cruise comes by this hour
constexpr double lunch_from_h = 11.0;
constexpr double lunch_to_h = 13.75;
constexpr double dinner_from_h = 17.75;
constexpr double dinner_to_h = 20.25;
constexpr double sightseeing_ends_h = 17.0;
constexpr double last_outing_h = 20.5;
constexpr double evening_ends_h = 22.75;
constexpr double breakfast_ends_h = 7.25;
constexpr double breakfast_spread_h = 1.75;
constexpr double shortest_day_h = 4.0;
constexpr double latest_return_h = 23.0;
constexpr double business_median_min = 180;
constexpr Millis least_visit = 5 * ms_per_minute;

double business_share(double foreign_share)
{
    return (1 - foreign_share) * parameter::domestic_business_share + foreign_share * parameter::foreign_business_share;
}

}  // namespace

// What is left of a group's day.
struct VisitorPlans::Budget {
    Millis latest_end = 0;
    std::uint32_t visits = 0;
    bool had_lunch = false;
    bool had_dinner = false;
    std::array<std::uint32_t, 8> visited{};
    std::size_t visited_count = 0;
};

VisitorPlans::VisitorPlans(city::City const& city, scenario::Scenario const& scenario, DestinationChoice const& jobs,
                           std::vector<CrowdEvent> const& events, core::Random const& random,
                           city::Experience const& experience)
    : city_(city),
      scenario_(scenario),
      random_(random),
      jobs_(jobs),
      events_(events),
      experience_(experience),
      attractions_(attractions(city, scenario.day)),
      piers_(cruise_piers(city, scenario.day))
{
    for (Attraction const& pier : piers_) pier_ids_.push_back(pier.stable_id);
    double const others = 1 - business_share(scenario.demand.foreign_share);
    bool const boats_go = !piers_.empty() && !scenario.weather.boats_barred;
    if (boats_go) cruise_share_ = std::min(1.0, scenario.demand.bay_share / others);
}

double VisitorPlans::uniform(Decision decision, VisitorGroup const& group, std::uint32_t ordinal) const
{
    return random_.uniform(Stream::visitor, {group.key, purpose_of(decision), ordinal});
}

// Guests choose one of their days: those of the nights and one more.
bool VisitorPlans::cruises_today(VisitorGroup const& group) const
{
    if (group.type == GroupType::business) return false;
    double const nights = group.foreign ? parameter::foreign_guest_nights : parameter::domestic_guest_nights;
    double const days = is_guest(group.kind) ? nights + 1 : 1;
    return uniform(Decision::wants_cruise, group) < cruise_share_ / days;
}

Spot VisitorPlans::gate_of(VisitorGroup const& group) const
{
    Spot gate = spot_in_place(city_, random_, group.key, 0, group.gateway);
    gate.outdoor_share = 0;
    return gate;
}

Spot VisitorPlans::hotel_of(VisitorGroup const& group) const
{
    Spot hotel = spot_in_place(city_, random_, group.key, 0, group.hotel);
    hotel.outdoor_share = 0;  // in their rooms; evenings out are stays of their own
    return hotel;
}

bool VisitorPlans::cruise(Itinerary& itinerary) const
{
    using namespace parameter;
    VisitorGroup const& group = itinerary.group();
    std::vector<double> weights;
    for (Attraction const& pier : piers_) {
        double const wait_min =
            static_cast<double>(experience_.wait_at(pier.place, std::max(itinerary.now(), hours(first_boarding_h)))) /
            ms_per_minute;
        weights.push_back(pier.weight * core::exact_exp(visit_wait_utility_per_min * wait_min));
    }
    std::size_t const chosen =
        weighted_choice(random_, Stream::visitor, group.key, Decision::cruise_pier, 0, weights, pier_ids_);
    if (chosen == piers_.size()) return false;
    Attraction const& pier = piers_[chosen];
    Spot spot = itinerary.spot_at(pier.place);
    spot.outdoor_share = 0;  // on the water, out of reach of the land
    Millis const travel = itinerary.travel_to(spot.point);
    Millis const boarding = std::max({itinerary.now() + travel, hours(first_boarding_h), pier.opens});
    Millis const length =
        hours(least_cruise_h + uniform(Decision::cruise_duration, group) * (most_cruise_h - least_cruise_h));
    Millis const end = std::min(boarding + length, pier.closes);
    if (boarding > hours(last_boarding_h) || end - boarding < hours(least_cruise_h) - 30 * ms_per_minute) return false;
    itinerary.wait_until(pier.opens - travel);  // nobody stands before a closed pier
    Millis const arrival = itinerary.now() + travel;
    itinerary.go(Activity::cruise, spot, end - arrival, end);
    return true;
}

bool VisitorPlans::visit(Itinerary& itinerary, Budget& budget, Decision decision) const
{
    VisitorGroup const& group = itinerary.group();
    VisitQuestion question;
    question.key = group.key;
    question.ordinal = itinerary.stay_ordinal();
    question.decision = decision;
    question.from = itinerary.at().point;
    question.now = itinerary.now();
    question.latest_end = budget.latest_end;
    question.vehicle = group.vehicle();
    question.foreign = group.foreign;
    question.rain = scenario_.weather.rain;
    question.decay_per_km = scenario_.demand.gravity_decay_per_km;
    question.experience = &experience_;
    question.visited = {budget.visited.data(), budget.visited_count};
    PlannedVisit const visit = chosen_visit(attractions_, city_, random_, question);
    if (visit.attraction == attractions_.size()) return false;
    Attraction const& attraction = attractions_[visit.attraction];
    Spot const spot = itinerary.spot_at(attraction.place);
    Millis const travel = itinerary.travel_to(spot.point);
    itinerary.wait_until(std::max(visit.leave, attraction.opens - travel));
    Millis const length = visit.end - itinerary.now() - travel;
    if (length < least_visit) return false;
    itinerary.go(Activity::visit, spot, length);
    budget.visited[budget.visited_count++] = static_cast<std::uint32_t>(visit.attraction);
    return true;
}

void VisitorPlans::eat(Itinerary& itinerary, Budget& budget) const
{
    Millis const now = itinerary.now();
    bool const lunch = !budget.had_lunch && now >= hours(lunch_from_h) && now < hours(lunch_to_h);
    bool const dinner = !budget.had_dinner && now >= hours(dinner_from_h) && now < hours(dinner_to_h);
    if ((!lunch && !dinner) || now + hours(1) > budget.latest_end) return;
    (lunch ? budget.had_lunch : budget.had_dinner) = true;
    itinerary.go(Activity::meal, itinerary.meal_spot(), static_cast<Millis>(parameter::meal_min * ms_per_minute));
}

void VisitorPlans::spend_day(Itinerary& itinerary, Budget& budget) const
{
    for (std::uint32_t made = 0; made < budget.visits; ++made) {
        if (!visit(itinerary, budget, Decision::visit_place)) return;
        eat(itinerary, budget);
    }
}

void VisitorPlans::work(Itinerary& itinerary) const
{
    VisitorGroup const& group = itinerary.group();
    auto const chosen = jobs_.choose(random_, group.key, 0, {Decision::work_zone, Decision::work_place},
                                     city_.places[group.gateway].zone);
    Spot spot = chosen.place.valid() ? itinerary.spot_at(chosen.place)
                                     : spot_in_zone(city_, random_, group.key, itinerary.stay_ordinal(), chosen.zone,
                                                    parameter::workplace_spread_m);
    spot.outdoor_share = 0;
    double const minutes = random_.lognormal(Stream::visitor, {group.key, purpose_of(Decision::visit_duration), 0},
                                             business_median_min, parameter::visit_cv);
    itinerary.go(Activity::work, spot, static_cast<Millis>(std::min(minutes, 540.0) * ms_per_minute));
}

// Everything is closed or too far: they eat near an attraction all the same, and see it from outside.
void VisitorPlans::look_around(Itinerary& itinerary) const
{
    std::vector<double> weights;
    std::vector<std::uint64_t> ids;
    for (Attraction const& attraction : attractions_) {
        weights.push_back(attraction.weight);
        ids.push_back(attraction.stable_id);
    }
    std::size_t const chosen = weighted_choice(random_, Stream::visitor, itinerary.group().key, Decision::visit_place,
                                               itinerary.stay_ordinal(), weights, ids);
    Spot spot = itinerary.spot_at(attractions_[chosen].place);
    spot.place = PlaceId{};
    spot.outdoor_share = 0;
    itinerary.go(Activity::meal, spot, static_cast<Millis>(parameter::meal_min * ms_per_minute));
}

// Whoever goes to an event has time for other things until an hour before it.
Millis VisitorPlans::free_until(VisitorGroup const& group, Millis latest_end) const
{
    if (group.event == no_event) return latest_end;
    return std::min(latest_end, events_[group.event].from - ms_per_hour);
}

void VisitorPlans::attend_event(Itinerary& itinerary) const
{
    CrowdEvent const& event = events_[itinerary.group().event];
    Spot const spot = itinerary.spot_at(event.place);
    Millis const travel = itinerary.travel_to(spot.point);
    EventTimes const times = event_times(event, random_, itinerary.group().key);
    itinerary.wait_until(times.come - travel);
    Millis const length = times.leave - itinerary.now() - travel;
    if (length >= least_visit) itinerary.go(Activity::visit, spot, length);
}

void VisitorPlans::write_day(VisitorGroup const& group, PlanWriter& writer) const
{
    bool const on_cruise = cruises_today(group);
    double const u = uniform(Decision::arrival_time, group);
    Millis const arrival = on_cruise ? time_until(profiles::day_visitor_arrival, hours(cruise_in_city_by_h), u)
                                     : time_at(profiles::day_visitor_arrival, u);
    Millis const wished = time_at(profiles::day_visitor_return, uniform(Decision::departure_time, group));
    Budget budget;
    budget.latest_end =
        free_until(group, std::min(std::max(wished, arrival + hours(shortest_day_h)), hours(latest_return_h)));
    budget.visits = 2 + static_cast<std::uint32_t>(uniform(Decision::visit_count, group) * 3);
    Itinerary itinerary(city_, random_, group, writer, Activity::outside, gate_of(group), arrival);
    if (group.type == GroupType::business) {
        work(itinerary);
        budget.visits = 1;
    }
    if (on_cruise && cruise(itinerary)) {
        budget.had_lunch = true;  // aboard
        budget.visits -= 1;
    }
    eat(itinerary, budget);
    spend_day(itinerary, budget);
    if (group.event != no_event) attend_event(itinerary);
    if (itinerary.stay_ordinal() == 0) look_around(itinerary);
    itinerary.leave_city();
}

// Back at the hotel for a rest, then dinner, an event or an evening out, and to bed.
void VisitorPlans::evening(Itinerary& itinerary, Budget& budget, Spot const& hotel) const
{
    VisitorGroup const& group = itinerary.group();
    bool const to_event = group.event != no_event;
    Millis const rested = hours(dinner_from_h + uniform(Decision::evening_place, group, 1));
    itinerary.go(Activity::hotel, hotel, 45 * ms_per_minute,
                 to_event ? std::min(rested, events_[group.event].from - ms_per_hour) : rested);
    if (itinerary.now() >= hours(last_outing_h)) return;
    budget.latest_end = free_until(group, hours(evening_ends_h));
    eat(itinerary, budget);
    if (to_event) {
        attend_event(itinerary);
    } else if (uniform(Decision::evening_place, group) < parameter::evening_share) {
        visit(itinerary, budget, Decision::evening_place);
    }
    itinerary.go(Activity::hotel, hotel, 0);
}

void VisitorPlans::write_arrival(VisitorGroup const& group, PlanWriter& writer) const
{
    bool const on_cruise = cruises_today(group);
    double const u = uniform(Decision::arrival_time, group);
    Millis const arrival = on_cruise ? time_until(profiles::guest_arrival, hours(cruise_in_city_by_h), u)
                                     : time_at(profiles::guest_arrival, u);
    Budget budget;
    budget.latest_end = free_until(group, hours(sightseeing_ends_h));
    budget.visits = 1 + static_cast<std::uint32_t>(uniform(Decision::visit_count, group) * 2);
    Itinerary itinerary(city_, random_, group, writer, Activity::outside, gate_of(group), arrival);
    if (group.type == GroupType::business) {
        if (arrival < budget.latest_end) work(itinerary);
    } else if (on_cruise && cruise(itinerary)) {
        budget.had_lunch = true;
    } else {
        spend_day(itinerary, budget);
    }
    evening(itinerary, budget, hotel_of(group));
    itinerary.finish();
}

// A day between two nights in the same hotel.
void VisitorPlans::write_whole_day(VisitorGroup const& group, PlanWriter& writer) const
{
    Millis const breakfast = hours(breakfast_ends_h + uniform(Decision::visit_count, group, 1) * breakfast_spread_h);
    Spot const hotel = hotel_of(group);
    Budget budget;
    budget.latest_end = free_until(group, hours(sightseeing_ends_h));
    budget.visits = 2 + static_cast<std::uint32_t>(uniform(Decision::visit_count, group) * 2);
    Itinerary itinerary(city_, random_, group, writer, Activity::hotel, hotel, breakfast);
    if (group.type == GroupType::business) {
        work(itinerary);
        budget.visits = 0;
    } else if (cruises_today(group) && cruise(itinerary)) {
        budget.had_lunch = true;
        budget.visits -= 1;
    }
    spend_day(itinerary, budget);
    if (itinerary.stay_ordinal() == 0) look_around(itinerary);
    evening(itinerary, budget, hotel);
    itinerary.finish();
}

void VisitorPlans::write_departure(VisitorGroup const& group, PlanWriter& writer) const
{
    Millis const home = time_at(profiles::guest_return, uniform(Decision::departure_time, group));
    Millis const breakfast = hours(breakfast_ends_h + uniform(Decision::visit_count, group, 1) * breakfast_spread_h);
    bool const on_cruise = cruises_today(group);
    Budget budget;
    budget.latest_end = home;
    budget.visits = static_cast<std::uint32_t>(uniform(Decision::visit_count, group) * 3);
    bool const at_once =
        !on_cruise && (group.type == GroupType::business || budget.visits == 0 || home < breakfast + ms_per_hour);
    Itinerary itinerary(city_, random_, group, writer, Activity::hotel, hotel_of(group), at_once ? home : breakfast);
    if (on_cruise && cruise(itinerary)) {
        budget.had_lunch = true;
    } else if (!at_once) {
        spend_day(itinerary, budget);
    }
    itinerary.leave_city();
}

void VisitorPlans::write(VisitorGroup const& group, PlanWriter& writer) const
{
    ZoneId const home = group.kind == VisitKind::day ? city_.places[group.gateway].zone : hotel_of(group).zone;
    writer.begin({group.key, group.foreign ? city::PersonClass::foreign_visitor : city::PersonClass::domestic_visitor,
                  group.persons, home});
    switch (group.kind) {
        case VisitKind::day:
            write_day(group, writer);
            break;
        case VisitKind::arriving_guest:
            write_arrival(group, writer);
            break;
        case VisitKind::staying_guest:
            write_whole_day(group, writer);
            break;
        case VisitKind::leaving_guest:
            write_departure(group, writer);
            break;
    }
}

}  // namespace halong::demand
