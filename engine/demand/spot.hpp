// A spot: where somebody stands during a stay, and the street node at which his legs end and begin.
#pragma once

#include "city/city.hpp"
#include "core/random.hpp"
#include "demand/decisions.hpp"

#include <cstdint>
#include <string_view>

namespace halong::demand {

using core::NodeId;
using core::PlaceId;
using core::ZoneId;

struct Spot {
    PlaceId place;  // invalid: a home, or a workplace or shop without a name
    ZoneId zone;
    NodeId node;
    geo::PointMetric point;
    float outdoor_share = 0;
};

// Hash of "<prefix><ordinal>": the stable id of one of many of a kind, such as "resident/ha-tu/17".
std::uint64_t key_of(std::string_view prefix, std::uint64_t ordinal);

// Uniform in the disc of `radius_m` round `centre`; the draw is expanded by hashing, so that no sine is needed.
geo::PointMetric scattered(std::uint64_t bits, geo::PointMetric centre, double radius_m);

// spot_near() looks at no more than so many.
inline constexpr std::uint32_t most_local_spots = 16;

// One of the zone's street nodes, each as likely (highest random weight: Thaler and Ravishankar 1998): a node that is
// added or removed moves only the share of people that it gains or loses. The zone has nodes.
NodeId node_in_zone(city::City const& city, ZoneId zone, std::uint64_t bits);

// Whether legs can go there: importers report places that no street reaches.
inline bool is_usable(city::Place const& place) { return place.vehicle_node.valid() && place.zone.valid(); }

// A spot inside the place's radius; `ordinal` numbers the stays of one traveller.
Spot spot_in_place(city::City const& city, core::Random const& random, std::uint64_t key, std::uint32_t ordinal,
                   PlaceId id);
// A spot at a street of the zone, indoors, within `spread_m` of its node.
Spot spot_in_zone(city::City const& city, core::Random const& random, std::uint64_t key, std::uint32_t ordinal,
                  ZoneId zone, double spread_m);
// The same at the nearest to `home` of `candidates` (1 … most_local_spots) of the zone's nodes, drawn without replacement.
Spot spot_near(city::City const& city, core::Random const& random, std::uint64_t key, std::uint32_t ordinal,
               Spot const& home, std::uint32_t candidates, double spread_m);

}  // namespace halong::demand
