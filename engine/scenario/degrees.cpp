#include "scenario/degrees.hpp"

#include <cmath>

namespace halong::scenario {

bool is_point(std::span<double const> lon_lat)
{
    return lon_lat.size() == 2 && std::abs(lon_lat[0]) <= 180 && std::abs(lon_lat[1]) <= 90;
}

bool is_box(std::span<double const> box)
{
    return box.size() == 4 && is_point(box.first(2)) && is_point(box.last(2)) && box[0] < box[2] && box[1] < box[3];
}

bool are_points(std::span<double const> lon_lat, std::size_t least)
{
    if (lon_lat.size() < 2 * least || lon_lat.size() % 2 != 0) return false;
    for (std::size_t i = 0; i < lon_lat.size(); i += 2) {
        if (!is_point(lon_lat.subspan(i, 2))) return false;
    }
    return true;
}

}  // namespace halong::scenario
