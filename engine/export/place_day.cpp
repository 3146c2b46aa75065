#include "export/place_day.hpp"

#include <algorithm>
#include <functional>

namespace halong::exporting {

std::vector<PlaceDay> days_of_places(services::ServiceResult const& service)
{
    constexpr std::size_t hours = core::hours_per_day;
    services::WaitTable const& waits = service.waits;
    bool const has_servers = !service.duty_ms.empty();
    std::vector<PlaceDay> days;
    for (std::size_t row = 0; row < service.places.size(); ++row) {
        PlaceDay day{service.places[row]};
        double worst_min = -1;
        for (std::size_t hour = 0; hour < hours; ++hour) {
            std::size_t const cell = row * hours + hour;
            day.admitted += waits.admitted[cell];
            day.turned_away += waits.turned_away[cell];
            day.wait_ms += waits.wait_ms[cell];
            day.peak_inside = std::max(day.peak_inside, waits.peak_inside[cell]);
            if (has_servers) day.busy_ms += service.busy_ms[cell];
            if (has_servers) day.duty_ms += service.duty_ms[cell];
            if (waits.admitted[cell] == 0 || waits.mean_wait_min_of(cell) <= worst_min) continue;
            worst_min = waits.mean_wait_min_of(cell);
            day.worst_hour = static_cast<std::int64_t>(hour);
            day.wait_p95_ms = waits.wait_p95_ms[cell];
        }
        days.push_back(day);
    }
    return days;
}

std::vector<PlaceDay> longest_waits(services::ServiceResult const& service)
{
    auto days = days_of_places(service);
    std::ranges::stable_sort(days, std::ranges::greater{}, &PlaceDay::wait_ms);
    return days;
}

services::ServiceResult const* with_places(std::vector<services::ServiceResult> const& results, std::string_view name)
{
    auto const* const found = services::find_service(results, name);
    return found == nullptr || found->places.empty() ? nullptr : found;
}

}  // namespace halong::exporting
