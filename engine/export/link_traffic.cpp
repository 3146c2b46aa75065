#include "export/link_traffic.hpp"

#include <algorithm>

namespace halong::exporting {

double LinkHour::speed_kmh(double length_m) const
{
    constexpr double kmh_per_m_per_ms = 3600.0;
    return time_ms > 0 ? length_m * vehicles / static_cast<double>(time_ms) * kmh_per_m_per_ms : 0;
}

double LinkHour::delay_s() const
{
    return vehicles > 0 ? static_cast<double>(time_ms - free_time_ms) / core::ms_per_second / vehicles : 0;
}

LinkHour link_hour(traffic::LinkHours const& hours, core::LinkId link, int hour)
{
    std::size_t const cell = hours.cell(link, hour);
    LinkHour result;
    std::size_t const first = cell * network::vehicle_class_count;
    for (std::size_t i = 0; i < result.by_class.size(); ++i) {
        result.by_class[i] = hours.vehicles[first + i];
        result.vehicles += result.by_class[i];
    }
    result.walkers = hours.walkers[cell];
    result.time_ms = hours.time_ms[cell];
    result.free_time_ms = hours.free_time_ms[cell];
    return result;
}

LinkHour link_day(traffic::LinkHours const& hours, core::LinkId link)
{
    LinkHour day;
    for (int hour = 0; hour < core::hours_per_day; ++hour) {
        LinkHour const part = link_hour(hours, link, hour);
        for (std::size_t i = 0; i < day.by_class.size(); ++i) day.by_class[i] += part.by_class[i];
        day.vehicles += part.vehicles;
        day.walkers += part.walkers;
        day.time_ms += part.time_ms;
        day.free_time_ms += part.free_time_ms;
    }
    return day;
}

PeakHour peak_hour(traffic::LinkHours const& hours, core::LinkId link)
{
    PeakHour peak;
    for (int hour = 0; hour < core::hours_per_day; ++hour) {
        std::uint32_t const vehicles = link_hour(hours, link, hour).vehicles;
        if (vehicles > peak.vehicles) peak = {hour, vehicles};
    }
    return peak;
}

std::array<double, core::hours_per_day> vehicle_km_by_hour(network::Network const& network,
                                                           traffic::LinkHours const& hours)
{
    std::array<double, core::hours_per_day> sums{};
    for (core::LinkId const link : network.links()) {
        for (int hour = 0; hour < core::hours_per_day; ++hour) {
            sums[static_cast<std::size_t>(hour)] +=
                link_hour(hours, link, hour).vehicles * network.length_m(link) / 1000;
        }
    }
    return sums;
}

int busiest_hour(network::Network const& network, traffic::LinkHours const& hours)
{
    auto const sums = vehicle_km_by_hour(network, hours);
    return static_cast<int>(std::ranges::max_element(sums) - sums.begin());
}

}  // namespace halong::exporting
