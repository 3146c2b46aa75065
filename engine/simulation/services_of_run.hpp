// Which services a run has, in the order of the report.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "scenario/scenario.hpp"
#include "services/service.hpp"
#include "simulation/simulation.hpp"

#include <memory>
#include <vector>

namespace halong::simulation {

// `city` and `plans` outlive the services. With ServicesOfRun::none only those that hold people up.
std::vector<std::unique_ptr<services::Service>> make_services(city::City const& city, city::Plans const& plans,
                                                              scenario::Scenario const& scenario,
                                                              ServicesOfRun which = ServicesOfRun::all);

// stay -> 1 + the service that admits to it, 0 where none does; empty when none does anywhere.
std::vector<std::uint8_t> doors_of(city::Plans const& plans,
                                   std::vector<std::unique_ptr<services::Service>> const& services);

// link -> 1 where some service wants passages.
std::vector<std::uint8_t> watched_links(std::size_t link_count,
                                        std::vector<std::unique_ptr<services::Service>> const& services);

}  // namespace halong::simulation
