#include "demand/resident_plans.hpp"

#include "demand/parameters.hpp"

#include <algorithm>
#include <optional>

namespace halong::demand {
namespace {

using core::ms_per_hour;
using core::ms_per_minute;

constexpr Millis earliest_errand = 4 * ms_per_hour + 30 * ms_per_minute;
constexpr Millis latest_errand = 21 * ms_per_hour + 30 * ms_per_minute;
constexpr Millis after_night_shift = 12 * ms_per_hour;  // sleeps until noon
constexpr Millis at_home_between = 15 * ms_per_minute;
constexpr Millis least_stay = 10 * ms_per_minute;  // of somebody who comes late
constexpr Millis least_stay_at_work = 60 * ms_per_minute;
constexpr Millis stop_latest = 20 * ms_per_hour;

Millis least_stay_of(Tour const& tour)
{
    Millis const planned = std::max(least_stay, tour.end - tour.leave - tour.travel);
    bool const long_stay = tour.activity == city::Activity::work || tour.activity == city::Activity::school;
    return std::min(long_stay ? least_stay_at_work : 3 * least_stay, planned / 2);
}

// From an open stay at home to the next one.
void write_tour(PlanWriter& writer, Tour const& tour, Spot const& home)
{
    writer.leave(tour.leave, tour.mode);
    writer.stay(tour.activity, tour.spot, least_stay_of(tour));
    if (tour.lunch_out > 0) {
        writer.leave(tour.lunch_out, tour.mode);
        writer.stay(city::Activity::home, home, least_stay);
        writer.leave(tour.lunch_back, tour.mode);
        writer.stay(tour.activity, tour.spot, least_stay_at_work);
    }
    writer.leave(tour.end, tour.mode);
    if (tour.has_stop) {
        writer.stay(city::Activity::shopping, tour.stop, tour.stop_length / 2);
        writer.leave(tour.end + tour.stop_travel + tour.stop_length, tour.mode);
    }
    writer.stay(city::Activity::home, home, least_stay);
}

}  // namespace

// Tours in order of time: those before the commitment, the commitment, those after it.
struct ResidentPlans::Day {
    std::optional<Tour> commitment;
    std::array<Tour, errand_limit> before;
    std::array<Tour, errand_limit + 1> after;  // an event may be the last
    std::size_t before_count = 0;
    std::size_t after_count = 0;
    Millis free_before = earliest_errand;  // home again from the last tour before
    Millis free_after = 0;                 // … after

    // Goes to an event as the last thing today; whatever would end too late for it is dropped.
    void attend(Tour const& event)
    {
        auto const drop = [&](auto const& tours, std::size_t& count) {
            while (count > 0 && tours[count - 1].back() + at_home_between > event.leave) --count;
        };
        drop(before, before_count);
        drop(after, after_count);
        after[after_count++] = event;
    }
};

ResidentPlans::ResidentPlans(city::City const& city, scenario::Scenario const& scenario, Population const& population,
                             Commitments const& commitments, Errands const& errands, EventCrowds const& crowds,
                             core::Random const& random)
    : city_(city),
      scenario_(scenario),
      population_(population),
      commitments_(commitments),
      errands_(errands),
      crowds_(crowds),
      random_(random)
{}

void ResidentPlans::add_stop(Tour& tour, Resident const& resident) const
{
    core::Draw const draw{resident.key, purpose_of(Decision::stop_on_way_home), 0};
    bool const wishes =
        random_.uniform(core::Stream::activity, draw) < parameter::stop_share * scenario_.demand.trips_factor;
    if (tour.activity != city::Activity::work || tour.overnight || tour.end > stop_latest || !wishes) return;
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

// Before the commitment if it fits there, else after it, moved later as far as needed; dropped when too late or closed.
void ResidentPlans::place_errand(Day& day, Tour errand) const
{
    Tour moved = errand;
    moved.shift(std::max(0, day.free_before - errand.leave));
    bool const before = !day.commitment || moved.back() + at_home_between <= day.commitment->leave;
    if (!before) {
        if (day.commitment->overnight) return;
        moved = errand;
        moved.shift(std::max(0, day.free_after - errand.leave));
    }
    if (moved.leave > latest_errand || !errands_.fits_opening_hours(moved)) return;
    (before ? day.before[day.before_count++] : day.after[day.after_count++]) = moved;
    (before ? day.free_before : day.free_after) = moved.back() + at_home_between;
}

ResidentPlans::Day ResidentPlans::day_of(std::size_t person, Resident const& resident) const
{
    Day day;
    if (!errands_.takes_day_off(resident)) day.commitment = commitments_.tour_of(resident);
    if (day.commitment) {
        add_stop(*day.commitment, resident);
        if (day.commitment->overnight) day.free_before = after_night_shift;
        day.free_after = day.commitment->back() + at_home_between;
    }
    ErrandList wishes;
    errands_.wishes_of(resident, day.commitment.has_value(), wishes);
    for (std::size_t k = 0; k < wishes.count; ++k) place_errand(day, wishes.tours[k]);
    if (auto const event = crowds_.tour_of(person, resident)) day.attend(*event);
    return day;
}

void ResidentPlans::write(std::size_t i, PlanWriter& writer) const
{
    Resident const resident = resident_of(population_, i);
    Day const day = day_of(i, resident);
    writer.begin({resident.key, resident.role == Role::worker ? city::PersonClass::worker : city::PersonClass::resident,
                  1, resident.home.zone});
    bool const night = day.commitment && day.commitment->overnight;
    if (night) {
        writer.stay(day.commitment->activity, day.commitment->spot, 0);
        writer.leave(day.commitment->end, day.commitment->mode);
    }
    writer.stay(city::Activity::home, resident.home, night ? least_stay : 0);
    for (std::size_t k = 0; k < day.before_count; ++k) write_tour(writer, day.before[k], resident.home);
    if (night) {
        writer.leave(day.commitment->leave, day.commitment->mode);
        writer.stay(day.commitment->activity, day.commitment->spot, least_stay_at_work);
    } else if (day.commitment) {
        write_tour(writer, *day.commitment, resident.home);
    }
    for (std::size_t k = 0; k < day.after_count; ++k) write_tour(writer, day.after[k], resident.home);
    writer.finish();
}

}  // namespace halong::demand
