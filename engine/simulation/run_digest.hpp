// One number for all that happened in a run.
#pragma once

#include "simulation/simulation.hpp"

#include <cstdint>

namespace halong::simulation {

// Of the traffic's own digest, when each leg started and ended, the counts of links by hour, and the services' cells.
std::uint64_t digest_of(RunResult const& run, std::uint64_t traffic_digest);

}  // namespace halong::simulation
