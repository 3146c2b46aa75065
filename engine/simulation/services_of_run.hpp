// Which services a run has, in the order of the report.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "scenario/scenario.hpp"
#include "services/service.hpp"

#include <memory>
#include <vector>

namespace halong::simulation {

// `city` and `plans` outlive the services.
std::vector<std::unique_ptr<services::Service>> make_services(city::City const& city, city::Plans const& plans,
                                                              scenario::Scenario const& scenario);

// link -> 1 where some service wants passages.
std::vector<std::uint8_t> watched_links(std::size_t link_count,
                                        std::vector<std::unique_ptr<services::Service>> const& services);

}  // namespace halong::simulation
