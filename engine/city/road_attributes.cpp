#include "city/road_table.hpp"
#include "network/road_defaults.hpp"

#include <algorithm>

namespace halong::city {
namespace {

using network::Access;

// Narrower carriageways carry no vehicle; per direction, m.
constexpr double narrowest_m = 1.0;
constexpr double narrowest_footway_m = 0.5;

// Users of a ferry are walkers unless the source lets vehicles aboard: without such a tag it may be any boat.
Access users_of(RawWay const& way)
{
    bool const ferry = way.road_class == network::RoadClass::ferry;
    Access const by_class = ferry ? Access::walkers() : network::road_defaults(way.road_class).access;
    return by_class.with(way.allowed).without(way.banned);
}

// Lanes and width of one direction. The source gives them for both together.
void fill_size(RawWay const& way, RoadAttributes& result, std::vector<std::string>& used)
{
    auto const defaults = network::road_defaults(way.road_class);
    int const directions = result.one_way ? 1 : 2;
    result.lanes = defaults.lanes;
    result.width_m = defaults.width_m();
    bool const footway = !is_drivable(way.road_class);
    if (way.lanes > 0) {
        result.lanes = std::max(1, way.lanes / directions);
        result.width_m = way.lanes * defaults.lane_width_m / directions;
    }
    if (way.width_m > 0) result.width_m = way.width_m / directions;
    if (way.lanes == 0 && way.width_m > 0) {
        result.lanes = std::max(1, static_cast<int>(result.width_m / defaults.lane_width_m));
    }
    if (way.lanes == 0 && way.width_m <= 0 && !footway) used.emplace_back("lanes");
    if (way.width_m <= 0 && !footway) used.emplace_back("width");
    result.width_m = std::max(result.width_m, footway ? narrowest_footway_m : narrowest_m);
}

}  // namespace

RoadAttributes attributes_of(RawWay const& way, std::vector<std::string>& used)
{
    auto const defaults = network::road_defaults(way.road_class);
    RoadAttributes result;
    result.name = way.name;
    result.road_class = way.road_class;
    result.one_way = way.oneway != Oneway::no && way.road_class != network::RoadClass::ferry;
    // Footways are walked both ways; a one-way sign there is for bicycles.
    if (way.road_class == network::RoadClass::footway && !users_of(way).overlaps(Access::all_vehicles())) {
        result.one_way = false;
    }
    fill_size(way, result, used);
    result.speed_limit_kmh = way.speed_limit_kmh > 0 ? way.speed_limit_kmh : defaults.speed_limit_kmh;
    if (way.speed_limit_kmh <= 0 && is_drivable(way.road_class)) used.emplace_back("maxspeed");
    result.access = users_of(way);
    if (result.one_way) {
        Access const users = result.access;
        Access const others = Access::all_vehicles().with(Access::walkers()).without(users);
        result.contraflow = way.contraflow.with(Access::walkers()).without(others);
    }
    result.bridge = way.bridge;
    return result;
}

}  // namespace halong::city
