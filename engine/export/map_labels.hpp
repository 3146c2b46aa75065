// Names on a map: along the roads that carry most, and on zones, so that none covers another.
#pragma once

#include "city/city.hpp"
#include "export/map_roads.hpp"
#include "export/svg.hpp"

#include <string>
#include <vector>

namespace halong::exporting {

// A text centred at a point of the picture; `turn_deg` clockwise.
struct MapLabel {
    std::string text;
    PicturePoint at;  // middle of the base line
    double turn_deg = 0;
    double size = 12;
};

// Keeps what has been taken; a label is a row of circles along its base line.
class LabelSpace {
public:
    // True, and the space is taken, when the label of this width fits.
    bool take(MapLabel const& label, double width);
    // Whether it would fit.
    [[nodiscard]] bool is_free(MapLabel const& label, double width) const;
    // Blocks a circle, e.g. for a mark.
    void block(PicturePoint centre, double radius) { circles_.push_back({centre, radius}); }

private:
    struct Circle {
        PicturePoint centre;
        double radius = 0;
    };
    [[nodiscard]] static std::vector<Circle> row_of(MapLabel const& label, double width);
    std::vector<Circle> circles_;
};

// Width of a text in px, by the mean letter of common sans-serif fonts.
double text_width(std::string_view text, double size);

// Names of the roads that carry most vehicle-kilometres in the hour, each once, beside its straightest stretch that is
// free; at most `most` names.
std::vector<MapLabel> road_labels(MapFrame const& frame, network::Network const& network,
                                  std::vector<MapRoad> const& roads, std::size_t most, LabelSpace& space);

// Names of the zones with most residents, at their centres or a little beside, clear of other names and of `roads` with
// much traffic; at most `most` names.
std::vector<MapLabel> zone_labels(MapFrame const& frame, city::City const& city, std::vector<MapRoad> const& roads,
                                  std::size_t most, LabelSpace& space);

}  // namespace halong::exporting
