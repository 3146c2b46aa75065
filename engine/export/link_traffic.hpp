// What passed one link, hour by hour, in the units of maps and tables.
#pragma once

#include "network/network.hpp"
#include "simulation/simulation.hpp"

#include <array>
#include <cstdint>

namespace halong::exporting {

// One link in one hour of the day (vehicles count in the hour in which they leave the link).
struct LinkHour {
    std::array<std::uint32_t, network::vehicle_class_count> by_class{};
    std::uint32_t vehicles = 0;
    std::uint32_t walkers = 0;
    std::int64_t time_ms = 0;  // of all vehicles, with waiting at the stop line
    std::int64_t free_time_ms = 0;

    // Length over mean time, km/h; only meaningful with vehicles.
    [[nodiscard]] double speed_kmh(double length_m) const;
    // Mean time beyond the free time, s per vehicle; only meaningful with vehicles.
    [[nodiscard]] double delay_s() const;
};

LinkHour link_hour(traffic::LinkHours const& hours, core::LinkId link, int hour);
// All hours together.
LinkHour link_day(traffic::LinkHours const& hours, core::LinkId link);

// The hour (0 … 23) with the most vehicles and their number; the first of equals.
struct PeakHour {
    int hour = 0;
    std::uint32_t vehicles = 0;
};
PeakHour peak_hour(traffic::LinkHours const& hours, core::LinkId link);

// The hour with the most vehicle-kilometres in the city; the first of equals.
int busiest_hour(network::Network const& network, traffic::LinkHours const& hours);
// Vehicle-kilometres by hour.
std::array<double, core::hours_per_day> vehicle_km_by_hour(network::Network const& network,
                                                           traffic::LinkHours const& hours);

}  // namespace halong::exporting
