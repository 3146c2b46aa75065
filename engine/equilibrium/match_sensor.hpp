// What a device looks at, found from ids or coordinates.
#pragma once

#include "city/city.hpp"
#include "equilibrium/observations.hpp"
#include "geo/projection.hpp"
#include "geo/spatial_index.hpp"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace halong::equilibrium {

// Where a row says that its sensor is; empty or nothing: it does not say.
struct SensorPlace {
    std::string link;
    std::string site;
    std::string place;
    std::string zone;
    std::optional<geo::PointMetric> position;
    std::optional<double> heading_deg;  // clockwise from north

    [[nodiscard]] bool is_given() const
    {
        return !link.empty() || !site.empty() || !place.empty() || !zone.empty() || position.has_value();
    }
};

struct SensorMatch {
    SensorTarget target;  // empty: not found
    std::optional<geo::PointMetric> position;
    double distance_m = 0;
    std::string other;      // several links are as good: which
    bool two_ways = false;  // both directions of one street
    std::string message;    // why nothing was found
};

class SensorMatcher {
public:
    explicit SensorMatcher(city::City const& city);

    // Of coordinates, the link within 40 m that is nearest and, where a heading is given, within 45° of it; a street whose
    // link is at least 8 m nearer than that of any other street is no matter of doubt. Kinds that look at people go to the
    // place within whose radius the point lies, or else to the zone. What the kind cannot look at is not found.
    [[nodiscard]] SensorMatch match(SensorPlace const& place, ObservedKind kind, ClassBits classes) const;

private:
    [[nodiscard]] SensorMatch match_any(SensorPlace const& place, ObservedKind kind, ClassBits classes) const;
    [[nodiscard]] SensorMatch match_link_id(std::string const& id) const;
    [[nodiscard]] SensorMatch match_site(std::string const& id, ObservedKind kind, ClassBits classes) const;
    [[nodiscard]] SensorMatch match_roads(geo::PointMetric position, std::optional<double> heading_deg,
                                          ClassBits classes) const;
    [[nodiscard]] SensorMatch match_people(geo::PointMetric position) const;

    city::City const& city_;
    geo::SpatialIndex links_;
    std::unordered_map<std::uint64_t, core::LinkId> link_of_;  // looked up only, never walked
    std::map<std::string, std::uint32_t> places_;
    std::map<std::string, std::uint32_t> zones_;
    std::map<std::string, std::uint32_t> sites_;
};

}  // namespace halong::equilibrium
