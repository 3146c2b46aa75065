// Observed figures of one day: what devices counted where and when, read from files, matched to the city and checked.
// Nothing that cannot be used is used, and nothing is left out without being told.
#pragma once

#include "city/city.hpp"
#include "city/import_issue.hpp"
#include "core/time.hpp"
#include "equilibrium/day_map.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halong::equilibrium {

enum class ObservedKind : std::uint8_t {
    count,        // vehicles (or walkers) that pass a spot of a link in the interval: loops, cameras, toll gates
    speed,        // mean speed of vehicles on a link
    travel_time,  // over a link
    people,       // persons at a place or in a zone, mean of the interval
    wifi,         // associated phones: an unknown share of those that a network everywhere would have
    tickets,      // persons who enter a place in the interval
    parking,      // vehicles in a car park: an unknown share of those that stand at its place or in its zone
    hotel,        // guests in a hotel
    rain          // shown only
};
inline constexpr int observed_kind_count = 9;
std::string_view name_of(ObservedKind kind);

// Of a device, since they make one count worth more than another.
struct KindInfo {
    double error_share = 0;  // standard deviation of its error where a row says none, as a share of the value
    double bias_sd = 0;      // of what it shows all day, against the figure of the simulated day
    bool is_used = true;     // by estimates; false: read, checked and told only
    // It shows a share of the figure that is not known beforehand, the same all day but for `bias_sd` and the mismatch: an
    // estimate learns it beside the demand. So such a sensor tells how its figure goes up and down, not how high it is.
    bool share_is_unknown = false;
    double mismatch_share =
        0;  // what the figure and the share get wrong for about an hour (standard deviation), at least
    std::string_view source;
};
KindInfo const& info_of(ObservedKind kind);

// Where a device looks: links (two for one that sees both directions), a place, or a zone; for phones at a hotspot of the
// city, the zone and the hotspot.
struct SensorTarget {
    std::vector<core::LinkId> links;
    core::PlaceId place;
    core::ZoneId zone;
    core::SiteId hotspot;
    [[nodiscard]] bool found() const { return !links.empty() || place.valid() || zone.valid(); }
    bool operator==(SensorTarget const&) const = default;
};

struct Sensor {
    std::string id;
    ObservedKind kind = ObservedKind::count;
    ClassBits classes = every_vehicle;
    SensorTarget target;
    std::optional<geo::PointMetric> position;  // as given, or the middle of its link
    double distance_m = 0;                     // from the position to what was found there
    std::string other;                         // what it might be as well; empty: no doubt
    bool is_used = true;                       // false: doubtful, or a check has put it aside
};

struct Observation {
    std::uint32_t sensor = 0;
    Interval interval;
    core::Millis received_ms = 0;  // when it came in; the interval's end where the file does not say
    double value = 0;              // vehicles, persons or phones; km/h; s; mm/h
    double error_sd = 0;           // > 0, in the same unit
    int line = 0;                  // of the file, or the feature's number
};

enum class ObservationIssueKind : std::uint8_t {
    bad_row,           // a cell that cannot be read
    wrong_unit,        // a unit that its kind does not have
    unknown_place,     // a link, site, place or zone that the city does not have or the kind cannot look at, or
                       // coordinates far from any
    unknown_sensor,    // a row without place, of a sensor of which no row before gave one
    moved_sensor,      // a sensor that is said to be elsewhere than before
    ambiguous_place,   // coordinates that several links share: not used
    both_directions,   // coordinates without heading on a two-way street: taken as the sum of both
    impossible_value,  // below 0, not finite, or more than the road can carry
    other_day,         // of another day than most rows
    duplicate,         // the same interval again
    overlap,           // intervals of one sensor that share time
    out_of_order,      // rows of a sensor that go back in time: used, in their order of time
    late,              // came more than an interval after its end: used when it came
    gap,               // intervals missing between the first and the last
    stuck,             // the same value again and again
    outlier,           // far from the values before and after
    clock_shift,       // a profile that fits the simulated day best when it is moved
    not_used           // of a kind that no estimate uses yet
};
std::string_view name_of(ObservationIssueKind kind);

struct ObservationIssue {
    ObservationIssueKind kind = ObservationIssueKind::bad_row;
    city::Severity severity = city::Severity::warning;  // error: left out; warning: look at it; note: mended
    std::string sensor;                                 // id of the device
    std::string message;
    int line = 0;    // the first one concerned; 0: none
    long count = 1;  // observations concerned
    // Of Observations::sensors, since a device may be several; nothing: of a row from which no sensor was known.
    std::optional<std::uint32_t> series = std::nullopt;
};

struct Observations {
    std::string day;                  // "2026-05-01", or "" where times have no date
    std::vector<Sensor> sensors;      // in the order of their first row
    std::vector<Observation> values;  // by (interval's end, sensor, begin)
    std::vector<ObservationIssue> issues;
    long rows = 0;                      // of the file
    std::vector<Observation> repeated;  // by check_series with Doubtful::told: dropped, their time had been taken
};

// A CSV with a header, or any GIS layer of points with the same columns (GeoJSON, GeoPackage). Columns:
//   sensor   id of the device (text)
//   kind     count, speed, travel_time, people, wifi, tickets, parking, hotel, rain
//   time     begin of the interval, local: 07:15, 07:15:30 or 2026-05-01T07:15; with +07:00 behind it or without
//   minutes  length of the interval, from a second to 1440, and not beyond 24:00; left out: 60
//   value    number, and unit: veh, veh/h, person (count); km/h, m/s; s, min; person, ticket, person/h; phone; mm/h, mm
//   error    optional: standard deviation in the same unit, or as a share of the value ("5 %")
//   class    optional, of counts and parking: all, or classes of vehicles or walker with blanks between
//   link (16 hex digits), site, place, zone (their ids), or lon and lat with heading_deg (clockwise from north): where;
//            may be empty after a sensor's first row
//   received optional: when it came in, as `time`
// Other columns are not read. Faults of rows become issues; only a file that cannot be read, or lacks columns, throws
// UserError. `day` picks one day ("2026-05-01"); empty: that of most rows.
Observations read_observations(std::filesystem::path const& path, city::City const& city, std::string const& day = {});

// Outliers and values that are stuck are known from what comes after them: where a day is gone through as it was, they
// are told and left in.
enum class Doubtful : std::uint8_t {
    put_aside,
    told
};

// Looks each sensor's series over: puts duplicates, overlaps, outliers (Hampel 1974: six scaled medians of absolute
// deviations from the median of seven, and beyond Poisson noise) and values that are stuck (six equal ones of at least
// five in a row) aside, and tells of gaps, rows out of order and late ones. Of intervals that share time the one that begins
// first counts; where doubtful ones are told, as the day is gone through as it was, the one that was received first.
void check_series(Observations& observations, Doubtful doubtful = Doubtful::put_aside);

// What the simulated day has for a sensor in an interval. `sensor` is the very element of Observations::sensors.
using Expected = std::function<double(Sensor const& sensor, Interval interval)>;
// Compares the profile of each counting sensor with that of the simulated day: where it fits much better (correlation
// higher by at least 0.15) when moved by half an hour to twelve hours, its clock is doubted, and it is not used.
void check_clocks(Observations& observations, Expected const& expected);

// The figure of the day that a sensor shows; nothing for kinds that no estimate uses.
std::optional<Figure> figure_of(DayMap const& map, Sensor const& sensor, Interval interval);
// Values that estimates can use: of used sensors, with a figure.
std::size_t usable_values(DayMap const& map, Observations const& observations);

// issues as a CSV of kind, severity, sensor, line, count, message.
std::string issues_csv(Observations const& observations);
// Sensors as a CSV: what each was matched to, how far away, and what else it might be.
std::string sensors_csv(Observations const& observations, city::City const& city);

}  // namespace halong::equilibrium
