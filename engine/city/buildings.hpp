// Footprints of buildings: what stands between a pole and whoever it serves.
#pragma once

#include "geo/geometry.hpp"

namespace halong::city {

struct Building {
    geo::Area footprint;
    double height_m = 0;     // of the roof above the ground, 1 … 1,000
    bool estimated = false;  // the height is by storeys or by rule

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [footprint, height_m, estimated] = self;
        archive(footprint, height_m, estimated);
    }
};

// Height of a storey, and of a building of which nothing is known: two of them and a half. Estimates for a city of tube
// houses, most of them of two or three storeys.
inline constexpr double storey_m = 3.3;
inline constexpr double unknown_height_m = 2.5 * storey_m;

}  // namespace halong::city
