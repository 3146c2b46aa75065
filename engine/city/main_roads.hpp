// The authored roads as lines in the plane, and the joints at which local streets meet them.
#pragma once

#include "city/raw_roads.hpp"
#include "geo/projection.hpp"
#include "geo/spatial_index.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace halong::city {

// How a local street may meet a road: at a joint, not at all (motorways and ramps), or under it (bridges).
enum class Meeting {
    joint,
    barrier,
    under
};

class MainRoads {
public:
    MainRoads(RawRoads const& roads, geo::Projection const& projection);

    struct Spot {
        std::uint32_t segment = 0;
        double fraction = 0;  // along the segment
        geo::PointMetric position;
        double distance_m = 0;  // from the point that was asked about
    };
    // The nearest spot within `limit_m` where a joint may be.
    [[nodiscard]] std::optional<Spot> find_nearest(geo::PointMetric point, double limit_m) const;

    struct Crossing {
        Meeting meeting = Meeting::joint;
        double along = 0;  // fraction of a-b
        Spot spot;
    };
    // Where the line a-b crosses roads, from a to b; crossings within `margin_m` of a or b do not count.
    [[nodiscard]] std::vector<Crossing> crossings(geo::PointMetric a, geo::PointMetric b, double margin_m) const;
    [[nodiscard]] bool crosses_barrier(geo::PointMetric a, geo::PointMetric b) const;

    struct Joint {
        std::int64_t node = 0;  // external id
        geo::PointMetric position;
    };
    // The node of the road nearest to the spot, if within `reuse_m`; else a new one whose id follows from `name`.
    Joint join(Spot const& spot, double reuse_m, std::string const& name);

    // Inserts the new joints into the ways and nodes of `roads`, which must be those of the constructor.
    void write_to(RawRoads& roads, geo::Projection const& projection) const;

private:
    struct Segment {
        std::uint32_t way = 0;
        std::uint32_t index = 0;  // from node `index` of the way to the next
        Meeting meeting = Meeting::joint;
        Joint from;
        Joint to;
    };
    void add_segments(RawRoads const& roads, geo::Projection const& projection);

    std::vector<Segment> segments_;
    geo::SpatialIndex index_;
    std::map<std::uint32_t, std::map<double, Joint>> new_joints_;  // of each segment, by fraction
};

// The id of a node that no source has: negative, from the hash of its name.
std::int64_t laid_node_id(std::string const& name);

// Positions in degrees, rounded to 1e-7 (1 cm), so that files and machines agree.
geo::PointLonLat rounded_lon_lat(geo::PointMetric point, geo::Projection const& projection);

}  // namespace halong::city
