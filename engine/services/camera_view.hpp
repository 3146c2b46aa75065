// What a camera sees of the streets: the parts of links inside its field of view at the needed level.
#pragma once

#include "city/city.hpp"
#include "city/sight.hpp"
#include "core/time.hpp"
#include "geo/spatial_index.hpp"
#include "scenario/scenario.hpp"
#include "scenario/site_rule.hpp"

#include <vector>

namespace halong::services {

// Pixels per metre of a level: detect 25, observe 62.5, recognise 125, identify 250 (IEC EN 62676-4).
double pixels_per_metre(scenario::DoriLevel level);

// Greatest distance at which the level is reached on the optical axis, metres: pixels / (2 ppm tan(fov / 2)).
// 0 < fov < 180 degrees. For 1,920 pixels and 79.6 degrees: 46.1 m to detect.
double dori_distance_m(scenario::CameraEquipment const& camera);

// The cameras of a city, in its order.
std::vector<core::SiteId> camera_sites(city::City const& city);

// Chance that light and weather of this time of day let a camera see: day or night, rain, fog (0.5, an assumption).
double clear_sight(core::Millis time, scenario::CameraParameters const& parameters, scenario::Weather const& weather);

// A field of view on flat ground: apex, axis as a unit vector, cosine of half the opening, distance of the level.
struct Sector {
    geo::PointMetric apex;
    double axis_x = 1;
    double axis_y = 0;
    double cosine = 1;
    double radius_m = 0;

    [[nodiscard]] bool in_reach(geo::PointMetric point) const { return geo::distance_m(apex, point) <= radius_m; }
    [[nodiscard]] bool sees(geo::PointMetric point) const
    {
        double const distance = geo::distance_m(apex, point);
        if (distance > radius_m) return false;
        double const along = (point.x_m - apex.x_m) * axis_x + (point.y_m - apex.y_m) * axis_y;
        return along >= cosine * distance;
    }
};
// One for each heading of a camera that turns, else one; as far as this level reaches.
std::vector<Sector> sectors_of(city::Site const& camera, scenario::DoriLevel level);

// Share of the time for which a camera looks along one of its headings: stay / (headings (stay + move)); 1 for a camera
// that stands still.
double duty_share(scenario::CameraEquipment const& camera);

// Which cameras see a point at a level.
class Sectors {
public:
    Sectors(city::City const& city, std::vector<core::SiteId> const& cameras, scenario::DoriLevel level);
    // Rows of cameras that have the point in their field of view at this time, no building in the way, ascending: a camera
    // that turns goes through its headings in order, from a moment of its own on. O(log cameras + cameras near the
    // point).
    [[nodiscard]] std::vector<std::uint32_t> seeing(geo::PointMetric point, core::Millis time_ms) const;

private:
    struct Turn {
        std::int64_t stay_ms = 1;
        std::int64_t move_ms = 0;
        std::uint64_t begins_ms = 0;
    };
    [[nodiscard]] bool sees(std::uint32_t row, geo::PointMetric point, core::Millis time_ms) const;

    city::Sight buildings_;
    std::vector<std::vector<Sector>> sectors_;  // by camera, then heading
    std::vector<double> height_m_;
    std::vector<Turn> turns_;
    geo::SpatialIndex index_;
};

// One camera and one link that comes near it.
struct LinkView {
    core::LinkId link;
    std::uint32_t camera = 0;  // row among the camera sites
    bool near = false;         // the link passes within the level's distance in any direction
    double seen_share = 0;     // share of the link's length inside the field of view, 0 … 1; of a camera that turns,
                               // the mean of the headings that see some of it
    double duty = 1;           // share of the time in which it looks there
};

// All pairs of camera and link where the link passes within reach, ordered by (link, camera). Flat ground, with the city's
// buildings in the way of all that is lower than 1.5 m above it, the height of a car or of a rider's shoulders; link
// shapes are sampled every 2 m. Sites are rows of `cameras`.
std::vector<LinkView> link_views(city::City const& city, std::vector<core::SiteId> const& cameras);

}  // namespace halong::services
