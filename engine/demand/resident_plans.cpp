#include "demand/resident_plans.hpp"

#include "demand/parameters.hpp"

#include <algorithm>

namespace halong::demand {
namespace {

using core::ms_per_hour;
using core::ms_per_minute;

constexpr Millis latest_errand = 21 * ms_per_hour + 30 * ms_per_minute;
constexpr Millis stop_latest = 20 * ms_per_hour;
constexpr Millis bus_way_to_work = 30 * ms_per_minute;  // to look for a bus at about the right time

// Where the vehicle of the tour is away: a night shift keeps it from the evening on, and until the morning before.
bool is_free_for(VehicleLedger const& vehicles, Tour const& tour)
{
    if (!tour.overnight) return vehicles.is_free(tour.mode, tour.leave, tour.back());
    return vehicles.is_free(tour.mode, 0, tour.back()) && vehicles.is_free(tour.mode, tour.leave, core::never);
}

void book(VehicleLedger& vehicles, Tour const& tour, int member)
{
    if (tour.overnight) {
        vehicles.take(tour.mode, 0, tour.back(), member);
        vehicles.take(tour.mode, tour.leave, core::never, member);
    } else {
        vehicles.take(tour.mode, tour.leave, tour.back(), member);
    }
}

}  // namespace

ResidentPlans::ResidentPlans(city::City const& city, scenario::Scenario const& scenario, Population const& population,
                             Commitments const& commitments, Errands const& errands, TourModes const& modes,
                             EventCrowds const& crowds, core::Random const& random)
    : city_(city),
      scenario_(scenario),
      population_(population),
      commitments_(commitments),
      errands_(errands),
      modes_(modes),
      crowds_(crowds),
      random_(random)
{}

void ResidentPlans::add_stop(Tour& tour, Resident const& resident) const
{
    core::Draw const draw{resident.key, purpose_of(Decision::stop_on_way_home), 0};
    bool const wishes =
        random_.uniform(core::Stream::activity, draw) < parameter::stop_share * scenario_.demand.trips_factor;
    bool const can = tour.activity == city::Activity::work && !tour.overnight && tour.end <= stop_latest &&
                     !tour.fetch.is_made() && tour.mode != Mode::transit;
    if (!can || !wishes) return;
    tour.stop = errands_.shop_for(resident);
    tour.stop_travel = expected_travel_ms(tour.mode, geo::distance_m(tour.spot.point, tour.stop.point));
    tour.stop_home = expected_travel_ms(tour.mode, geo::distance_m(tour.stop.point, resident.home.point));
    tour.stop_length = static_cast<Millis>(parameter::shopping_stay_min * ms_per_minute);
    if (tour.stop.place.valid()) {
        city::Place const& place = city_.places[tour.stop.place];
        double const arrival_h = static_cast<double>(tour.end + tour.stop_travel) / ms_per_hour;
        double const leaving_h = arrival_h + static_cast<double>(tour.stop_length) / ms_per_hour;
        double const closes_h = place.closes_h > place.opens_h ? place.closes_h : place.closes_h + 24;
        if (arrival_h < place.opens_h || leaving_h > closes_h) return;
    }
    tour.has_stop = true;
}

std::vector<Member> ResidentPlans::members_of(std::size_t h) const
{
    std::vector<Member> members(population_.first_member[h + 1] - population_.first_member[h]);
    for (std::size_t i = 0; i < members.size(); ++i) {
        Member& member = members[i];
        member.who = resident_of(population_, population_.first_member[h] + i);
        if (errands_.takes_day_off(member.who)) continue;
        member.duty = commitments_.duty_of(member.who);
        if (!member.duty || !is_escorted(member.who)) continue;
        modes_.choose(*member.duty, member.who, member.who.access,
                      {member.duty->arrive_by - bus_way_to_work, member.duty->end});
        member.wants_escort = member.duty->mode == Mode::passenger;
    }
    return members;
}

// Mode, vehicle, lunch and a shop on the way home.
void ResidentPlans::set_duty(Member& member, int index, VehicleLedger& vehicles) const
{
    Tour& duty = *member.duty;
    ModeAccess access = member.who.access;
    while (!member.duty_is_set) {
        modes_.choose(duty, member.who, access, {duty.arrive_by - bus_way_to_work, duty.end});
        duty.leave = std::max(0, duty.arrive_by - duty.travel);
        duty.has_stop = false;
        add_stop(duty, member.who);
        if (is_free_for(vehicles, duty)) {
            book(vehicles, duty, index);
            member.duty_is_set = true;
        } else {
            access = without(access, duty.mode);
        }
    }
    commitments_.add_lunch(duty, member.who);
    member.day.insert(duty);
}

void ResidentPlans::take_children(std::vector<Member>& members, VehicleLedger& vehicles) const
{
    auto runs = school_runs(members);
    std::erase_if(runs, [&](SchoolRun const& run) { return escort_on_the_way(run, members, vehicles, modes_); });
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (members[i].duty && !members[i].wants_escort) set_duty(members[i], static_cast<int>(i), vehicles);
    }
    for (SchoolRun const& run : runs) escort_from_home(run, members, vehicles, modes_);
    for (auto& member : members) {
        if (member.wants_escort) member.day.insert(*member.duty);
    }
}

// Whoever is not home in time comes later; the end stays as it is.
void ResidentPlans::go_to_event(Member& member, int index, std::size_t person, VehicleLedger& vehicles) const
{
    auto event = crowds_.tour_of(person, member.who);
    if (!event) return;
    for (ModeAccess access = member.who.access;;) {
        modes_.choose(*event, member.who, access, {event->arrive_by, event->end});
        event->leave = std::max(0, event->arrive_by - event->travel);
        auto const leave = member.day.gap_from(event->leave, event->length());
        if (!leave) return;
        event->leave = *leave;
        if (event->arrival() >= event->end) return;  // a school run took him too long
        if (is_free_for(vehicles, *event)) break;
        access = without(access, event->mode);
    }
    book(vehicles, *event, index);
    member.day.insert(*event);
}

// In the first gap from the wished time on; dropped when that is too late or the place is closed.
void ResidentPlans::place_errand(Member& member, int index, VehicleLedger& vehicles, Tour errand) const
{
    ModeAccess access = member.who.access;
    for (;;) {
        auto const leave = member.day.gap_from(errand.leave, errand.length());
        if (!leave || *leave > latest_errand) return;
        Tour moved = errand;
        moved.shift(*leave - errand.leave);
        if (!errands_.fits_opening_hours(moved)) return;
        if (is_free_for(vehicles, moved)) {
            book(vehicles, moved, index);
            member.day.insert(moved);
            return;
        }
        access = without(access, errand.mode);
        Millis const stay = errand.end - errand.arrival();
        modes_.choose(errand, member.who, access, {errand.leave, errand.end});
        errand.end = errand.arrival() + stay;
    }
}

void ResidentPlans::write(std::size_t h, PlanWriter& writer) const
{
    VehicleLedger vehicles(population_.motorbikes[h], population_.cars[h]);
    auto members = members_of(h);
    // Children whom nobody takes leave by themselves in time, as passengers of somebody else.
    for (Member& member : members) {
        if (member.wants_escort) member.duty->leave = std::max(0, member.duty->arrive_by - member.duty->travel);
    }
    take_children(members, vehicles);
    for (std::size_t i = 0; i < members.size(); ++i) {
        go_to_event(members[i], static_cast<int>(i), population_.first_member[h] + i, vehicles);
    }
    for (std::size_t i = 0; i < members.size(); ++i) {
        ErrandList wishes;
        errands_.wishes_of(members[i].who, members[i].duty.has_value(), wishes);
        for (std::size_t k = 0; k < wishes.count; ++k) {
            place_errand(members[i], static_cast<int>(i), vehicles, wishes.tours[k]);
        }
    }
    for (Member const& member : members) {
        member.day.write(writer, member.who);
        if (auto const filed = errands_.filed_online(member.who)) writer.apply(filed->centre, filed->time);
    }
}

}  // namespace halong::demand
