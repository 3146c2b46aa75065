// The course of a link as a line of its own.
#pragma once

#include "core/ids.hpp"
#include "geo/geometry.hpp"
#include "network/network.hpp"

namespace halong::network {

// From its first node to its last, at least two points.
inline geo::Line line_of(Network const& network, core::LinkId link)
{
    auto const shape = network.shape(link);
    return {shape.begin(), shape.end()};
}

// The point half way along it.
inline geo::PointMetric middle_of(Network const& network, core::LinkId link)
{
    return geo::point_along(line_of(network, link), 0.5);
}

}  // namespace halong::network
