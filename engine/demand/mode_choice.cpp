#include "demand/mode_choice.hpp"

#include "demand/decisions.hpp"
#include "demand/parameters.hpp"

#include <limits>

namespace halong::demand {
namespace {

constexpr double none = -std::numeric_limits<double>::infinity();

struct Speed {
    double kmh;
    double access_min;
};

Speed speed_of(Mode mode)
{
    using namespace parameter;
    switch (mode) {
        case Mode::bicycle:
            return {bicycle_kmh, bicycle_access_min};
        case Mode::motorbike:
            return {motorbike_kmh, motorbike_access_min};
        case Mode::passenger:
            return {motorbike_kmh, passenger_access_min};
        case Mode::car:
        case Mode::van:
            return {car_kmh, car_access_min};
        case Mode::bus:
        case Mode::coach:
        case Mode::lorry:
            return {heavy_kmh, heavy_access_min};
        case Mode::none:
        case Mode::walk:
        case Mode::transit:
            break;
    }
    return {walk_kmh, 0.0};
}

double minutes(Mode mode, double crow_fly_m)
{
    Speed const speed = speed_of(mode);
    return speed.access_min + crow_fly_m * parameter::detour_factor * 0.06 / speed.kmh;
}

}  // namespace

ModeAccess mode_access(int age, bool has_motorbike, bool household_has_car)
{
    ModeAccess access;
    access.bicycle = age >= 9;
    access.child = age >= 9 && age < 16;
    access.motorbike = age >= 16 && has_motorbike;
    access.own_car = age >= 18 && household_has_car;
    access.taxi = age >= 16;
    return access;
}

Millis expected_travel_ms(Mode mode, double crow_fly_m)
{
    return static_cast<Millis>(minutes(mode, crow_fly_m) * core::ms_per_minute);
}

std::array<double, city::mode_count> mode_utilities(ModeAccess const& access, double crow_fly_m,
                                                    scenario::DemandParameters const& parameters)
{
    std::array<double, city::mode_count> utilities{};
    utilities.fill(none);
    auto const set = [&](Mode mode, double constant, double per_min) {
        utilities[static_cast<std::size_t>(mode)] = constant + per_min * minutes(mode, crow_fly_m);
    };
    double const per_min = parameters.time_utility_per_min;
    set(Mode::walk, parameters.walk_constant, parameters.walk_time_utility_per_min);
    if (access.bicycle) {
        set(Mode::bicycle, parameters.bicycle_constant + (access.child ? parameter::child_bicycle_utility.value : 0.0),
            per_min);
    }
    if (access.motorbike) set(Mode::motorbike, parameters.motorbike_constant, per_min);
    if (access.own_car) {
        set(Mode::car, parameters.car_constant + parameter::own_car_utility, per_min);
    } else if (access.taxi) {
        set(Mode::car, parameters.car_constant + parameter::taxi_utility, per_min);
    }
    if (access.passenger) {
        double const rides = access.motorbike ? parameter::rider_passenger_utility.value : 0.0;
        set(Mode::passenger, parameters.passenger_constant + rides, per_min);
    }
    return utilities;
}

Mode choose_mode(core::Random const& random, std::uint64_t key, std::uint32_t ordinal,
                 std::array<double, city::mode_count> const& utilities)
{
    Mode best = Mode::walk;
    double highest = none;
    for (std::uint32_t mode = 0; mode < utilities.size(); ++mode) {
        if (utilities[mode] == none) continue;
        // Purpose carries the decision, ordinal the tour and the mode's stable number.
        core::Draw const draw{key, purpose_of(Decision::mode_of_tour), ordinal * 64 + mode};
        double const value = utilities[mode] + random.gumbel(core::Stream::mode, draw);
        if (value > highest) {
            highest = value;
            best = static_cast<Mode>(mode);
        }
    }
    return best;
}

}  // namespace halong::demand
