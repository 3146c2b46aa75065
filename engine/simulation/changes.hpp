// What is changed from outside between two steps of a run.
#pragma once

#include "city/city.hpp"
#include "services/service.hpp"
#include "simulation/simulation.hpp"
#include "traffic/traffic.hpp"

#include <memory>
#include <span>

namespace halong::simulation {

// Each makes the change, and tells it in words for the result; UserError where it does not fit (see Simulation).
Change set_green(traffic::Traffic& traffic, network::Network const& network, core::LinkId link,
                 traffic::GreenTime green, core::Millis now_ms);
Change shut(traffic::Traffic& traffic, network::Network const& network, core::LinkId link, core::Millis until_ms,
            core::Millis now_ms);
// `wanted`: the place, and servers and capacity (0: as they are).
Change change_spot(std::span<std::unique_ptr<services::Service> const> services, city::City const& city,
                   services::SpotNow const& wanted, core::Millis now_ms);
Change change_price(std::span<std::unique_ptr<services::Service> const> services, traffic::Traffic& traffic,
                    city::City const& city, services::PriceNow const& wanted, core::Millis now_ms);

}  // namespace halong::simulation
