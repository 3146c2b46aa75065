#include "city/city.hpp"

#include <array>

namespace halong::city {
namespace {

constexpr std::array<std::string_view, place_kind_count> place_kind_names{
    "gateway",  "attraction",      "beach",       "museum",     "night_market",    "cable_car",
    "pier",     "cruise_port",     "square",      "hotel",      "market",          "mall",
    "hospital", "clinic",          "school",      "university", "one_stop_centre", "port",
    "mine",     "industrial_park", "bus_station", "park"};

}  // namespace

std::string_view name_of(PlaceKind kind) { return place_kind_names[static_cast<std::size_t>(kind)]; }

std::optional<PlaceKind> find_place_kind(std::string_view name)
{
    for (std::size_t i = 0; i < place_kind_names.size(); ++i) {
        if (place_kind_names[i] == name) return static_cast<PlaceKind>(i);
    }
    return std::nullopt;
}

std::vector<std::string> place_kind_list() { return {place_kind_names.begin(), place_kind_names.end()}; }

std::int64_t City::resident_count() const
{
    std::int64_t sum = 0;
    for (Zone const& zone : zones) sum += zone.residents;
    return sum;
}

ZoneId City::nearest_zone(geo::PointMetric point) const
{
    ZoneId nearest;
    double nearest_m = 0;
    for (std::uint32_t i = 0; i < zones.size(); ++i) {
        ZoneId const id{i};
        if (geo::contains(zones[id].area, point)) return id;
        double const away_m = geo::distance_m(geo::centroid(zones[id].area), point);
        if (!nearest.valid() || away_m < nearest_m) {
            nearest = id;
            nearest_m = away_m;
        }
    }
    return nearest;
}

}  // namespace halong::city
