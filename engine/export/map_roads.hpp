// The roads of one hour as lines of a picture, and the part of the city that the picture shows.
#pragma once

#include "city/city.hpp"
#include "export/svg.hpp"
#include "simulation/simulation.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace halong::exporting {

// Whether pictures show roads of this class: all but footways and ferries.
constexpr bool is_drawn(network::RoadClass road_class)
{
    return road_class != network::RoadClass::footway && road_class != network::RoadClass::ferry;
}

// Where the map lies in the picture, and which ground it shows: the same scale in x and y.
struct MapFrame {
    double left = 0;
    double top = 0;
    double width = 0;
    double height = 0;
    geo::PointMetric centre;
    double px_per_m = 1;

    [[nodiscard]] PicturePoint at(geo::PointMetric point) const
    {
        return {left + width / 2 + (point.x_m - centre.x_m) * px_per_m,
                top + height / 2 - (point.y_m - centre.y_m) * px_per_m};
    }
    // Whether the point lies inside, at least `margin` px from the edge.
    [[nodiscard]] bool has(PicturePoint point, double margin = 0) const
    {
        return point.x >= left + margin && point.x <= left + width - margin && point.y >= top + margin &&
               point.y <= top + height - margin;
    }
};

// One stretch of road with the vehicles of both directions in the hour.
struct MapRoad {
    core::LinkId link;  // the first of its directions
    std::uint32_t vehicles = 0;
    PictureLine line;
};

// Sets centre and scale so that the frame holds the box between the quantiles of 2 and 98 % of the passages of links in
// the hour, in x and in y, with a margin; of the links where nobody drives.
void fit_frame(MapFrame& frame, network::Network const& network, traffic::LinkHours const& hours, int hour);

// Every stretch that shows in the frame; two directions of one stretch once. Ferries and footways are left out.
std::vector<MapRoad> map_roads(MapFrame const& frame, network::Network const& network, traffic::LinkHours const& hours,
                               int hour);

}  // namespace halong::exporting
