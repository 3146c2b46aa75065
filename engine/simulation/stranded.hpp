// Legs that did not end, and where their travellers stand: so that a run says what it left undone, and where.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "traffic/traffic.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::simulation {

// Sums at one place, or elsewhere in one zone.
struct StrandedLegs {
    core::ZoneId zone;
    core::PlaceId place;           // invalid: on the streets, at homes and workplaces of the zone
    std::int64_t unreachable = 0;  // no way leads to where the traveller wants to go next
    std::int64_t held = 0;         // under way, or not yet begun, when the run ended
    bool operator==(StrandedLegs const&) const = default;
};

// By (zone, place), places before the rest of their zone. A leg under way stands in the zone nearest to the middle of
// its link; any other at the stay that it would have ended.
std::vector<StrandedLegs> stranded_legs(city::City const& city, city::Plans const& plans,
                                        std::span<std::uint32_t const> unreachable,
                                        std::span<std::uint32_t const> not_begun,
                                        std::span<traffic::Whereabouts const> under_way);

}  // namespace halong::simulation
