#include "simulation/run_digest.hpp"

#include "core/hash.hpp"

namespace halong::simulation {

std::uint64_t digest_of(RunResult const& run, std::uint64_t traffic_digest)
{
    core::Digest digest;
    digest.add(traffic_digest);
    for (LegResult const& leg : run.legs) {
        digest.add((static_cast<std::uint64_t>(static_cast<std::uint32_t>(leg.departure_ms)) << 32) |
                   static_cast<std::uint32_t>(leg.arrival_ms));
    }
    digest.add(run.link_hours.vehicles);
    digest.add(run.link_hours.walkers);
    digest.add(run.link_hours.time_ms);
    for (auto const& service : run.services) {
        digest.add(service.by_site.cells());
        digest.add(service.by_zone.cells());
    }
    return digest.value();
}

}  // namespace halong::simulation
