// Where zones are for trips, and how far apart: from their street nodes, so that no site or road change moves them.
#pragma once

#include "city/city.hpp"
#include "demand/matrix.hpp"

#include <cstdint>
#include <vector>

namespace halong::demand {

struct ZoneGeometry {
    std::vector<geo::PointMetric>
        centre;  // mean of the zone's street nodes: a built-up point, unlike the area's centre
    std::vector<std::uint64_t> stable_id;  // hash of the zone's id
    Matrix km;                             // crow-fly between centres; on the diagonal, the mean inside the zone
    // The nearest of so many random spots in the zone is parameter::local_reach_km away on the average (that of n in a
    // plane is about 1/sqrt(n) times as far as one), so that what is local does not depend on how large zones are drawn.
    std::vector<std::uint32_t> local_spots;
};

// Inside a zone: 128 / (45 pi) of the radius (mean distance of two points of a disc), whose radius is sqrt(2) times the
// root mean square distance of the nodes from their centre. Zones without nodes take the centre of their area.
ZoneGeometry zone_geometry(city::City const& city);

}  // namespace halong::demand
