#include "demand/tour_modes.hpp"

#include <limits>

namespace halong::demand {

TourModes::TourModes(scenario::Scenario const& scenario, Connections const* buses, core::Random const& random)
    : scenario_(scenario), buses_(buses), random_(random)
{}

double TourModes::bus_minutes(Spot const& home, Spot const& spot, Times times) const
{
    double const out = buses_->bus_minutes(home.point, spot.point, times.out);
    if (out < 0 || buses_->bus_minutes(spot.point, home.point, times.back) < 0) return -1;
    return out;
}

void TourModes::choose(Tour& tour, Resident const& resident, ModeAccess access, Times times) const
{
    double const away_m = geo::distance_m(resident.home.point, tour.spot.point);
    access.bus_min = access.bus && buses_ != nullptr ? bus_minutes(resident.home, tour.spot, times) : -1;
    tour.mode = choose_mode(random_, resident.key, tour.ordinal,
                            mode_utilities(access, away_m, scenario_.demand, scenario_.transit.bus_constant));
    tour.travel = tour.mode == Mode::transit ? static_cast<Millis>(access.bus_min * core::ms_per_minute)
                                             : expected_travel_ms(tour.mode, away_m);
}

void TourModes::choose_vehicle(Tour& tour, Resident const& resident, ModeAccess const& access) const
{
    double const away_m = geo::distance_m(resident.home.point, tour.spot.point);
    auto utilities = mode_utilities(access, away_m, scenario_.demand, scenario_.transit.bus_constant);
    for (std::size_t mode = 0; mode < utilities.size(); ++mode) {
        bool const drives =
            mode == static_cast<std::size_t>(Mode::motorbike) || mode == static_cast<std::size_t>(Mode::car);
        if (!drives) utilities[mode] = -std::numeric_limits<double>::infinity();
    }
    tour.mode = choose_mode(random_, resident.key, tour.ordinal, utilities);
    tour.travel = expected_travel_ms(tour.mode, away_m);
}

ModeAccess without(ModeAccess access, Mode mode)
{
    if (mode == Mode::motorbike) access.motorbike = false;
    if (mode == Mode::car) access.own_car = false;
    if (mode == Mode::transit) access.bus = false;
    return access;
}

}  // namespace halong::demand
