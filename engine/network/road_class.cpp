#include "network/road_class.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <array>

namespace halong::network {
namespace {

constexpr std::array<std::string_view, road_class_count> names{
    "motorway",    "trunk",         "primary", "secondary", "tertiary", "unclassified",
    "residential", "living_street", "service", "ramp",      "footway",  "ferry"};

struct Alias {
    std::string_view osm_value;
    RoadClass road_class;
};
constexpr std::array<Alias, 11> aliases{{{"motorway_link", RoadClass::ramp},
                                         {"trunk_link", RoadClass::ramp},
                                         {"primary_link", RoadClass::ramp},
                                         {"secondary_link", RoadClass::ramp},
                                         {"tertiary_link", RoadClass::ramp},
                                         {"pedestrian", RoadClass::footway},
                                         {"path", RoadClass::footway},
                                         {"steps", RoadClass::footway},
                                         {"cycleway", RoadClass::footway},
                                         {"corridor", RoadClass::footway},
                                         {"road", RoadClass::unclassified}}};

}  // namespace

std::string_view name_of(RoadClass road_class)
{
    auto const index = static_cast<std::size_t>(road_class);
    core::ensure(index < names.size(), "road class outside its enumeration");
    return names[index];
}

std::optional<RoadClass> find_road_class(std::string_view name)
{
    auto const* const own = std::ranges::find(names, name);
    if (own != names.end()) return static_cast<RoadClass>(own - names.begin());
    auto const* const alias = std::ranges::find(aliases, name, &Alias::osm_value);
    if (alias != aliases.end()) return alias->road_class;
    return std::nullopt;
}

}  // namespace halong::network
