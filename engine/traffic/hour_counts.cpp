#include "traffic/hour_counts.hpp"

namespace halong::traffic {

LinkHours empty_link_hours(std::size_t link_count)
{
    std::size_t const cells = link_count * core::hours_per_day;
    LinkHours hours;
    hours.link_count = link_count;
    hours.vehicles.assign(cells * network::vehicle_class_count, 0);
    hours.walkers.assign(cells, 0);
    hours.time_ms.assign(cells, 0);
    hours.free_time_ms.assign(cells, 0);
    return hours;
}

void read_meters(Streets& streets, int hour, LinkHours& hours)
{
    for (std::size_t exit = 0; exit < streets.meters.size(); ++exit) {
        LinkMeter& meter = streets.meters[exit];
        std::size_t const cell = hours.cell(streets.layout.link_of_exit[exit], hour);
        hours.time_ms[cell] += meter.time_ms;
        for (std::size_t vehicle = 0; vehicle < meter.vehicles.size(); ++vehicle) {
            std::uint32_t const passed = meter.vehicles[vehicle];
            hours.vehicles[cell * network::vehicle_class_count + vehicle] += passed;
            hours.free_time_ms[cell] += std::int64_t{passed} * meter.free_time_ms[vehicle];
        }
        meter.vehicles.fill(0);
        meter.time_ms = 0;
    }
}

}  // namespace halong::traffic
