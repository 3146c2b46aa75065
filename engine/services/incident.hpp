// Something that happened in the city and that the operations centre should know of.
#pragma once

#include "city/travel.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"
#include "geo/geometry.hpp"

#include <cstdint>
#include <string_view>

namespace halong::services {

enum class IncidentKind : std::uint8_t {
    road,         // among vehicles
    public_space  // among people on foot or outdoors at a place
};
std::string_view name_of(IncidentKind kind);

// How the centre learned of it.
enum class Notice : std::uint8_t {
    none,       // it was over before anybody noticed
    tour,       // an operator saw it on a screen
    analytics,  // an alarm of the camera's software
    call        // somebody called
};
std::string_view name_of(Notice notice);

struct Incident {
    std::uint64_t key = 0;  // stable: of the stretch or place, and its number there
    geo::PointMetric point;
    core::ZoneId zone;
    IncidentKind kind = IncidentKind::road;
    city::PersonClass person_class = city::PersonClass::resident;  // of whom it happened to
    bool urgent = false;
    Notice notice = Notice::none;
    std::uint16_t cameras = 0;  // at work, with a view of it
    core::Millis at_ms = 0;
    core::Millis visible_ms = 0;             // how long it lasts
    core::Millis noticed_ms = core::never;   // when the centre learned of it
    core::Millis attended_ms = core::never;  // when an operator began to see to it

    [[nodiscard]] core::Millis delay_ms() const { return noticed_ms - at_ms; }
};

}  // namespace halong::services
