#include "demand/mode_choice.hpp"

#include "core/exact_math.hpp"
#include "demand/decisions.hpp"
#include "demand/parameters.hpp"

#include <algorithm>
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
        case Mode::ride_hail:
            return {motorbike_kmh, hired_access_min};
        case Mode::taxi:
            return {car_kmh, hired_access_min};
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

// ln of a positive stable variable of index `lambda` in (0, 1) (Kanter 1975, Annals of Probability 3:697, from a uniform
// angle and an exponential): its Laplace transform is exp(-t^lambda).
double log_stable(double lambda, double u, double exponential)
{
    constexpr double pi = 3.14159265358979323846;
    double const angle = pi * u;
    double const a = core::exact_sin(lambda * angle);
    double const b = core::exact_sin((1 - lambda) * angle);
    double const c = core::exact_sin(angle);
    return core::exact_log(a) - core::exact_log(c) / lambda +
           (1 - lambda) / lambda * (core::exact_log(b) - core::exact_log(exponential));
}

// What all modes of a nest have in common for this person and tour.
double nest_taste(core::Random const& random, std::uint64_t key, std::uint32_t ordinal, Nest nest)
{
    double const lambda = logsum_parameter(nest);
    if (lambda >= 1) return 0;
    auto const at = [&](std::uint32_t which) {
        return core::Draw{key, purpose_of(Decision::nest_of_tour),
                          ordinal * 8 + static_cast<std::uint32_t>(nest) * 2 + which};
    };
    constexpr double least = 0x1p-53;  // the angle 0 has no stable variable
    double const u = std::max(least, random.uniform(core::Stream::mode, at(0)));
    double const exponential = std::max(least, random.exponential(core::Stream::mode, at(1)));
    return lambda * log_stable(lambda, u, exponential);
}

}  // namespace

double logsum_parameter(Nest nest)
{
    switch (nest) {
        case Nest::private_motorised:
            return parameter::private_logsum;
        case Nest::non_motorised:
            return parameter::non_motorised_logsum;
        case Nest::hired:
            break;
    }
    return parameter::hired_logsum;
}

Nest nest_of(Mode mode)
{
    if (mode == Mode::walk || mode == Mode::bicycle) return Nest::non_motorised;
    return mode == Mode::transit || mode == Mode::taxi || mode == Mode::ride_hail ? Nest::hired
                                                                                  : Nest::private_motorised;
}

ModeAccess mode_access(int age, bool rides_motorbike, bool household_has_car)
{
    ModeAccess access;
    access.bicycle = age >= 9;
    access.child = age >= 9 && age < 16;
    access.motorbike = age >= 16 && rides_motorbike;
    access.own_car = age >= 18 && household_has_car;
    access.taxi = age >= 16;
    access.bus = age >= 9;
    return access;
}

Millis expected_travel_ms(Mode mode, double crow_fly_m)
{
    return static_cast<Millis>(minutes(mode, crow_fly_m) * core::ms_per_minute);
}

std::array<double, city::mode_count> mode_utilities(ModeAccess const& access, double crow_fly_m,
                                                    scenario::DemandParameters const& parameters, double bus_constant)
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
    if (access.own_car) set(Mode::car, parameters.car_constant, per_min);
    if (access.taxi) {
        set(Mode::taxi, parameter::taxi_constant, per_min);
        set(Mode::ride_hail, parameter::ride_hail_constant, per_min);
    }
    if (access.bus && access.bus_min >= 0) {
        utilities[static_cast<std::size_t>(Mode::transit)] = bus_constant + per_min * access.bus_min;
    }
    if (access.passenger) {
        double const rides = access.motorbike ? parameter::rider_passenger_utility.value : 0.0;
        set(Mode::passenger, parameters.passenger_constant + rides, per_min);
    }
    return utilities;
}

std::array<double, city::mode_count> mode_shares(std::array<double, city::mode_count> const& utilities)
{
    double const highest = *std::ranges::max_element(utilities);
    std::array<double, city::mode_count> shares{};
    std::array<double, nest_count> inside{};
    for (std::size_t mode = 0; mode < utilities.size(); ++mode) {
        if (utilities[mode] == none) continue;
        Nest const nest = nest_of(static_cast<Mode>(mode));
        shares[mode] = core::exact_exp((utilities[mode] - highest) / logsum_parameter(nest));
        inside[static_cast<std::size_t>(nest)] += shares[mode];
    }
    double all = 0;
    std::array<double, nest_count> weight{};
    for (std::size_t n = 0; n < inside.size(); ++n) {
        if (!(inside[n] > 0)) continue;
        weight[n] = core::exact_pow(inside[n], logsum_parameter(static_cast<Nest>(n)));
        all += weight[n];
    }
    for (std::size_t mode = 0; mode < utilities.size(); ++mode) {
        if (utilities[mode] == none) continue;
        auto const nest = static_cast<std::size_t>(nest_of(static_cast<Mode>(mode)));
        if (inside[nest] > 0) shares[mode] *= weight[nest] / inside[nest] / all;
    }
    return shares;
}

Mode choose_mode(core::Random const& random, std::uint64_t key, std::uint32_t ordinal,
                 std::array<double, city::mode_count> const& utilities)
{
    Mode best = Mode::walk;
    double highest = none;
    std::array<double, nest_count> taste{};
    std::array<bool, nest_count> drawn{};
    for (std::uint32_t mode = 0; mode < utilities.size(); ++mode) {
        if (utilities[mode] == none) continue;
        Nest const nest = nest_of(static_cast<Mode>(mode));
        auto const n = static_cast<std::size_t>(nest);
        if (!drawn[n]) {
            taste[n] = nest_taste(random, key, ordinal, nest);
            drawn[n] = true;
        }
        // Purpose carries the decision, ordinal the tour and the mode's stable number.
        core::Draw const draw{key, purpose_of(Decision::mode_of_tour), ordinal * 64 + mode};
        double const value =
            utilities[mode] + logsum_parameter(nest) * random.gumbel(core::Stream::mode, draw) + taste[n];
        if (value > highest) {
            highest = value;
            best = static_cast<Mode>(mode);
        }
    }
    return best;
}

}  // namespace halong::demand
