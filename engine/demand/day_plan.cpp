#include "demand/day_plan.hpp"

#include "demand/parameters.hpp"

#include <algorithm>

namespace halong::demand {
namespace {

using core::ms_per_hour;
using core::ms_per_minute;

constexpr Millis after_night_shift = 12 * ms_per_hour;  // sleeps until noon
constexpr Millis at_home_between = 15 * ms_per_minute;
constexpr Millis least_stay = 10 * ms_per_minute;  // of somebody who comes late
constexpr Millis least_stay_at_work = 60 * ms_per_minute;

Millis stay_at_gate() { return static_cast<Millis>(parameter::escort_stop_min * ms_per_minute); }

Millis least_stay_of(Tour const& tour)
{
    if (tour.activity == city::Activity::escort) return stay_at_gate();
    Millis const planned = std::max(least_stay, tour.end - tour.arrival());
    bool const long_stay = tour.activity == city::Activity::work || tour.activity == city::Activity::school;
    return std::min(long_stay ? least_stay_at_work : 3 * least_stay, planned / 2);
}

void write_school_stop(PlanWriter& writer, SchoolStop const& stop, Mode mode)
{
    if (!stop.is_made()) return;
    writer.stay(city::Activity::escort, stop.spot, stay_at_gate());
    writer.leave(stop.until, mode);
}

// From an open stay at home to the next one.
void write_tour(PlanWriter& writer, Tour const& tour, Spot const& home)
{
    writer.leave(tour.leave, tour.mode);
    write_school_stop(writer, tour.bring, tour.mode);
    writer.stay(tour.activity, tour.spot, least_stay_of(tour));
    if (tour.lunch_out > 0) {
        writer.leave(tour.lunch_out, tour.mode);
        writer.stay(city::Activity::home, home, least_stay);
        writer.leave(tour.lunch_back, tour.mode);
        writer.stay(tour.activity, tour.spot, least_stay_at_work);
    }
    writer.leave(tour.end, tour.mode);
    write_school_stop(writer, tour.fetch, tour.mode);
    if (tour.has_stop) {
        writer.stay(city::Activity::shopping, tour.stop, tour.stop_length / 2);
        writer.leave(tour.end + tour.stop_travel + tour.stop_length, tour.mode);
    }
    writer.stay(city::Activity::home, home, least_stay);
}

}  // namespace

bool DayPlan::is_free(Millis from, Millis to, Millis margin) const
{
    if (from < first_free_) return false;
    return std::ranges::all_of(tours_, [&](Tour const& tour) {
        return to + margin <= tour.leave || (!tour.overnight && from >= tour.back() + margin);
    });
}

std::optional<Millis> DayPlan::gap_from(Millis wish, Millis length) const
{
    Millis leave = std::max(wish, first_free_);
    for (Tour const& tour : tours_) {
        if (leave + length + at_home_between <= tour.leave) return leave;
        if (tour.overnight) return std::nullopt;
        leave = std::max(leave, tour.back() + at_home_between);
    }
    return leave;
}

void DayPlan::insert(Tour tour)
{
    if (tour.overnight) first_free_ = after_night_shift;
    auto const at = std::ranges::upper_bound(tours_, tour.leave, {}, &Tour::leave);
    tours_.insert(at, tour);
}

void DayPlan::write(PlanWriter& writer, Resident const& resident) const
{
    writer.begin({resident.key, resident.role == Role::worker ? city::PersonClass::worker : city::PersonClass::resident,
                  1, resident.home.zone});
    bool const night = !tours_.empty() && tours_.back().overnight;
    if (night) {
        writer.stay(tours_.back().activity, tours_.back().spot, 0);
        writer.leave(tours_.back().end, tours_.back().mode);
    }
    writer.stay(city::Activity::home, resident.home, night ? least_stay : 0);
    for (Tour const& tour : tours_) {
        if (!tour.overnight) {
            write_tour(writer, tour, resident.home);
            continue;
        }
        writer.leave(tour.leave, tour.mode);
        writer.stay(tour.activity, tour.spot, least_stay_at_work);
    }
    writer.finish();
}

}  // namespace halong::demand
