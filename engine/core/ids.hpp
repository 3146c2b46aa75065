// The identifiers of every kind of entity, in one place.
#pragma once

#include "core/id.hpp"

namespace halong::core {

using NodeId = Id<struct NodeTag>;            // a junction or end of road
using LinkId = Id<struct LinkTag>;            // one direction of one stretch of road between two nodes
using ZoneId = Id<struct ZoneTag>;            // a census unit or ward
using PlaceId = Id<struct PlaceTag>;          // where an activity happens
using SiteId = Id<struct SiteTag>;            // where a service stands
using PersonId = Id<struct PersonTag>;        // one resident, visitor or driver
using TravellerId = Id<struct TravellerTag>;  // what moves as one: a person, or a group that travels together
using LegId = Id<struct LegTag>;              // one movement of one traveller between two activities
using StayId = Id<struct StayTag>;            // one activity of one traveller at one spot

}  // namespace halong::core
