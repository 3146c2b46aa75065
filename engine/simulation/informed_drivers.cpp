#include "simulation/informed_drivers.hpp"

#include "core/random.hpp"
#include "demand/decisions.hpp"
#include "simulation/simulation.hpp"

#include <algorithm>

namespace halong::simulation {

traffic::InformedDrivers informed_drivers(city::Plans const& plans, scenario::Scenario const& scenario)
{
    scenario::TrafficParameters const& parameters = scenario.traffic;
    traffic::InformedDrivers drivers;
    drivers.look_ms = static_cast<core::Millis>(parameters.informed_look_s * core::ms_per_second);
    drivers.least_gain = parameters.informed_gain;
    drivers.least_gain_ms = static_cast<core::Millis>(parameters.informed_gain_s * core::ms_per_second);
    drivers.routes = route_parameters(scenario);
    drivers.legs.assign(plans.stay_count(), 0);
    core::Random const random(scenario.seed);
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        double const draw = random.uniform(
            core::Stream::route, {plans.traveller_key[traveller], purpose_of(demand::Decision::informed_driver), 0});
        if (draw >= parameters.informed_share) continue;
        std::fill(drivers.legs.begin() + plans.stays_begin(traveller),
                  drivers.legs.begin() + plans.stays_end(traveller), std::uint8_t{1});
    }
    for (city::BusRun const& bus : plans.bus_runs) {
        std::fill(drivers.legs.begin() + plans.stays_begin(bus.traveller),
                  drivers.legs.begin() + plans.stays_end(bus.traveller), std::uint8_t{0});
    }
    return drivers;
}

}  // namespace halong::simulation
