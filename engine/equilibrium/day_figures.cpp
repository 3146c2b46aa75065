#include "equilibrium/day_figures.hpp"

#include "demand/trips.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halong::equilibrium {
namespace {

using city::Activity;
using city::PersonClass;

bool is_resident(PersonClass who) { return who == PersonClass::resident || who == PersonClass::worker; }
bool is_visitor(PersonClass who) { return who == PersonClass::domestic_visitor || who == PersonClass::foreign_visitor; }

// Calls body(stay) for each stay of each traveller that `wanted` holds for.
template <class Wanted, class Body>
void for_stays(city::Plans const& plans, Wanted const& wanted, Body const& body)
{
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        if (!wanted(plans.person_class[traveller])) continue;
        for (std::uint32_t stay = plans.stays_begin(traveller); stay < plans.stays_end(traveller); ++stay) {
            body(traveller, stay);
        }
    }
}

std::array<std::int64_t, city::mode_count> trips_by_mode(city::Plans const& plans)
{
    std::array<std::int64_t, city::mode_count> trips{};
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        if (!is_resident(plans.person_class[traveller])) continue;
        demand::for_trips(plans, traveller, [&](demand::Trip const& trip) {
            trips[static_cast<std::size_t>(trip.mode)] += plans.persons[traveller];
        });
    }
    return trips;
}

std::int64_t sum(std::array<std::int64_t, city::mode_count> const& trips)
{
    std::int64_t total = 0;
    for (std::int64_t const count : trips) total += count;
    return total;
}

bool is_visit(Activity activity)
{
    constexpr std::array<Activity, 5> others{Activity::work, Activity::school, Activity::deliver, Activity::transfer,
                                             Activity::outside};
    return std::ranges::find(others, activity) == others.end();
}

// People of the travellers for which some stay is wanted.
template <class Wanted>
double people_with(city::Plans const& plans, bool (*who)(PersonClass), Wanted const& wanted)
{
    std::int64_t people = 0;
    std::uint32_t last = UINT32_MAX;
    for_stays(plans, who, [&](std::uint32_t traveller, std::uint32_t stay) {
        if (traveller == last || !wanted(stay)) return;
        last = traveller;
        people += plans.persons[traveller];
    });
    return static_cast<double>(people);
}

bool anybody(PersonClass) { return true; }

}  // namespace

double trips_per_person(city::Plans const& plans)
{
    std::int64_t residents = 0;
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        if (is_resident(plans.person_class[traveller])) residents += plans.persons[traveller];
    }
    return residents == 0 ? 0 : static_cast<double>(sum(trips_by_mode(plans))) / static_cast<double>(residents);
}

double mode_share_pct(city::Plans const& plans, std::span<city::Mode const> modes)
{
    auto const trips = trips_by_mode(plans);
    std::int64_t by_modes = 0;
    for (city::Mode const mode : modes) by_modes += trips[static_cast<std::size_t>(mode)];
    std::int64_t const all = sum(trips);
    return all == 0 ? 0 : 100.0 * static_cast<double>(by_modes) / static_cast<double>(all);
}

double visitors(city::Plans const& plans)
{
    std::int64_t people = 0;
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        bool const arrives = is_visitor(plans.person_class[traveller]) &&
                             plans.stays_begin(traveller) < plans.stays_end(traveller) &&
                             plans.activity[plans.stays_begin(traveller)] == Activity::outside;
        if (arrives) people += plans.persons[traveller];
    }
    return static_cast<double>(people);
}

double bay_passengers(city::Plans const& plans)
{
    return people_with(plans, is_visitor, [&](std::uint32_t stay) { return plans.activity[stay] == Activity::cruise; });
}

double place_visits(city::Plans const& plans, core::PlaceId place)
{
    return people_with(plans, anybody, [&](std::uint32_t stay) {
        return plans.place[stay] == place && is_visit(plans.activity[stay]);
    });
}

double gateway_vehicles(city::Plans const& plans, core::PlaceId gateway)
{
    std::int64_t vehicles = 0;
    for_stays(plans, anybody, [&](std::uint32_t, std::uint32_t stay) {
        if (!city::has_vehicle(plans.mode[stay])) return;
        vehicles += plans.place[stay] == gateway || plans.place[stay + 1] == gateway ? 1 : 0;
    });
    return static_cast<double>(vehicles);
}

double gateway_vehicles_at_hour(city::Plans const& plans, simulation::RunResult const& run, core::PlaceId gateway,
                                int hour)
{
    auto const is_then = [hour](core::Millis time) { return time != core::never && time / core::ms_per_hour == hour; };
    std::int64_t vehicles = 0;
    for_stays(plans, anybody, [&](std::uint32_t, std::uint32_t stay) {
        if (!city::has_vehicle(plans.mode[stay])) return;
        auto const& leg = run.legs[stay];
        vehicles += plans.place[stay] == gateway && is_then(leg.departure_ms) ? 1 : 0;
        vehicles += plans.place[stay + 1] == gateway && is_then(leg.arrival_ms) ? 1 : 0;
    });
    return static_cast<double>(vehicles);
}

double geh(double simulated, double observed)
{
    double const both = simulated + observed;
    double const difference = simulated - observed;
    return both > 0 ? std::sqrt(2 * difference * difference / both) : 0;
}

}  // namespace halong::equilibrium
