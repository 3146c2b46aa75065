// Times in messages, and the clock of the city.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace halong::serve {

// Milliseconds since 1970-01-01T00:00 in the city's time, which is UTC+7 all year.
using LocalMillis = std::int64_t;

// What a time without a zone is.
enum class NoZone : std::uint8_t {
    local,   // the city's, as in files of observations
    utc,     // as the Smart Data Models say of theirs
    refused  // no time
};

// "2026-05-01T07:15:00.5+07:00" (ISO 8601: date and time with a T or a blank between; seconds, their parts and the zone may
// be left out); years 1970 to 9999. Nothing for any other text.
std::optional<LocalMillis> local_time_of(std::string_view text, NoZone no_zone);

struct LocalSpan {
    LocalMillis from_ms = 0;
    LocalMillis to_ms = 0;  // >= from_ms; the same: an instant
};
// A time, or two with a slash between (an ISO 8601 interval). Nothing for any other text, and where the second is the earlier.
std::optional<LocalSpan> local_span_of(std::string_view text, NoZone no_zone);

// "2026-05-01T07:15:00", seconds rounded down.
std::string local_time_text(LocalMillis time);
// "2026-05-01": its day.
std::string local_date_text(LocalMillis time);

// By the clock of this machine.
LocalMillis local_now();

}  // namespace halong::serve
