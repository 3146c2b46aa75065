// A place where people wait, over the day.
#pragma once

#include "services/service.hpp"

#include <cstdint>
#include <vector>

namespace halong::exporting {

struct PlaceDay {
    core::PlaceId place;
    std::int64_t admitted = 0;     // persons who were let in or served
    std::int64_t turned_away = 0;  // persons who were not
    std::int64_t wait_ms = 0;      // person-milliseconds of the admitted
    std::int64_t peak_inside = 0;
    core::Millis wait_p95_ms = 0;  // of the worst hour
    std::int64_t worst_hour = 0;   // of coming, with the longest mean wait
    std::int64_t busy_ms = 0;      // server-milliseconds at work and there; 0 where there are no servers
    std::int64_t duty_ms = 0;

    [[nodiscard]] double mean_wait_min() const { return services::mean_minutes(wait_ms, admitted); }
};

// By row of the service.
std::vector<PlaceDay> days_of_places(services::ServiceResult const& service);
// The same, the longest waits of all first; ties in the order of rows.
std::vector<PlaceDay> longest_waits(services::ServiceResult const& service);

// The service of this name, if the run has one with places; else nullptr.
services::ServiceResult const* with_places(std::vector<services::ServiceResult> const& results, std::string_view name);

// Minutes.
inline double minutes(std::int64_t time_ms) { return static_cast<double>(time_ms) / core::ms_per_minute; }

}  // namespace halong::exporting
