// The cells of a row of observations: which columns there are, and what their texts mean. Shared by files and streams.
#pragma once

#include "core/time.hpp"
#include "equilibrium/observations.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace halong::equilibrium {

// In the order in which they are written; observations.hpp says what each holds.
enum ObservationColumn : std::uint8_t {
    c_sensor,
    c_kind,
    c_time,
    c_minutes,
    c_value,
    c_unit,
    c_error,
    c_class,
    c_link,
    c_site,
    c_place,
    c_zone,
    c_lon,
    c_lat,
    c_heading,
    c_received,
    observation_column_count
};
inline constexpr std::array<std::string_view, observation_column_count> observation_columns{
    "sensor", "kind", "time",  "minutes", "value", "unit", "error",       "class",
    "link",   "site", "place", "zone",    "lon",   "lat",  "heading_deg", "received"};
using ObservationCells = std::array<std::string, observation_column_count>;

// A unit that a kind may have.
struct ObservedUnit {
    ObservedKind kind;
    std::string_view name;
    double factor;     // times this, a value is in the unit that is reckoned with (km/h, s)
    bool is_per_hour;  // a rate: times the hours of the interval
};
// Null where the kind does not have it.
ObservedUnit const* find_unit(ObservedKind kind, std::string_view name);
// "veh, veh/h, person": for messages.
std::string units_text(ObservedKind kind);

std::optional<ObservedKind> find_kind(std::string_view text);
// Vehicle classes and "walker", with blanks between; "" and "all" are every vehicle.
std::optional<ClassBits> classes_of(std::string_view text);
// A finite number that is the whole text.
std::optional<double> number_of(std::string_view text);

struct Moment {
    std::string day;  // "2026-05-01", or "" where there is none
    core::Millis time_ms = 0;
};
// Local time of day, "07:15" or "07:15:30", with or without a date before it ("2026-05-01T07:15"); parts of a second are
// dropped, and a zone is taken where it is that of Việt Nam (+07:00). Nothing for any other text.
std::optional<Moment> moment_of(std::string_view text);
// Days since 1970 of "2026-05-01"; nothing where it is no date.
std::optional<int> days_of(std::string_view day);

}  // namespace halong::equilibrium
