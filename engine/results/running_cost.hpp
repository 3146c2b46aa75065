// What vehicles use up on the road: fuel, tyres, oil and repairs, without what people's time is worth and without tolls.
#pragma once

#include "network/vehicle_class.hpp"

#include <array>

namespace halong::results {

// VND for a kilometre, by network::VehicleClass. Assumptions: 2.0 (motorbikes), 7.5 (cars), 10 (vans), 30 (buses), 28 (coaches)
// and 25 litres (lorries) for 100 km at 20,000 VND a litre of petrol and 18,500 of diesel (retail prices of 2025, rounded; their
// taxes are not taken off), and half as much again and more for wear. Vehicles that charge count like those that burn.
inline constexpr std::array<double, network::vehicle_class_count> running_vnd_per_km{600,   2'500, 3'200, 8'500,
                                                                                     8'000, 7'000, 0};

// Of these kilometres of each class, VND.
constexpr double running_cost_vnd(std::array<double, network::vehicle_class_count> const& km)
{
    double vnd = 0;
    for (std::size_t i = 0; i < km.size(); ++i) vnd += km[i] * running_vnd_per_km[i];
    return vnd;
}

}  // namespace halong::results
