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
    for (LinkExit& exit : streets.exits) {
        FreeTimes const& free_time_ms = streets.free_times_ms[exit.entrance];
        std::size_t const cell = hours.cell(core::LinkId{exit.link}, hour);
        std::int64_t free_ms = 0;
        for (std::size_t vehicle = 0; vehicle < exit.vehicles.size(); ++vehicle) {
            std::uint32_t const passed = exit.vehicles[vehicle];
            hours.vehicles[cell * network::vehicle_class_count + vehicle] += passed;
            free_ms += std::int64_t{passed} * free_time_ms[vehicle];
        }
        hours.free_time_ms[cell] += free_ms;
        hours.time_ms[cell] += free_ms + exit.delay_ms;
        exit.vehicles.fill(0);
        exit.delay_ms = 0;
    }
}

std::int64_t bytes_of(LinkHours const& hours)
{
    auto const of = [](auto const& column) { return static_cast<std::int64_t>(column.capacity() * sizeof(column[0])); };
    return of(hours.vehicles) + of(hours.walkers) + of(hours.time_ms) + of(hours.free_time_ms);
}

}  // namespace halong::traffic
