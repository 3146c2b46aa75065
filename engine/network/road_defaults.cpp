#include "network/road_defaults.hpp"

namespace halong::network {
namespace {

constexpr Access everybody = Access::all_vehicles().with(Access::walkers());
constexpr Access motorway_users =
    Access::all_vehicles().without(Access::of(VehicleClass::motorbike)).without(Access::of(VehicleClass::bicycle));

}  // namespace

RoadDefaults road_defaults(RoadClass road_class)
{
    switch (road_class) {
        case RoadClass::motorway:
            return {2, 3.5, 100, motorway_users};
        case RoadClass::trunk:
            return {2, 3.5, 60, everybody, 2.0};
        case RoadClass::primary:
            return {2, 3.5, 50, everybody, 2.0};
        case RoadClass::secondary:
            return {1, 3.5, 50, everybody, 1.75};
        case RoadClass::tertiary:
            return {1, 3.5, 40, everybody, 0.25};
        case RoadClass::unclassified:
            return {1, 3.0, 40, everybody, 0.5};
        case RoadClass::residential:
            return {1, 2.75, 30, everybody};
        case RoadClass::living_street:
        case RoadClass::service:
            return {1, 2.0, 20, everybody};
        case RoadClass::ramp:
            return {1, 3.5, 50, everybody, 1.0};
        case RoadClass::footway:
            return {1, 2.0, 5, Access::walkers()};
        case RoadClass::ferry:
            return {1, 3.5, 12, everybody};
    }
    return {};
}

}  // namespace halong::network
