#include "city/csv_table.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "equilibrium/match_sensor.hpp"
#include "equilibrium/observations.hpp"
#include "geo/projection.hpp"
#include "geo/vector_layer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <map>

namespace halong::equilibrium {
namespace {

using city::Severity;
using core::Millis;
using Kind = ObservationIssueKind;

constexpr double hundred = 100;
constexpr int most_days_late = 10;  // what comes later is as late

struct Unit {
    ObservedKind kind;
    std::string_view name;
    double factor;     // to ours
    bool is_per_hour;  // a rate: times the hours of the interval
};
constexpr std::array<Unit, 17> units{{{ObservedKind::count, "veh", 1, false},
                                      {ObservedKind::count, "veh/h", 1, true},
                                      {ObservedKind::count, "person", 1, false},
                                      {ObservedKind::speed, "km/h", 1, false},
                                      {ObservedKind::speed, "m/s", 3.6, false},
                                      {ObservedKind::travel_time, "s", 1, false},
                                      {ObservedKind::travel_time, "min", 60, false},
                                      {ObservedKind::people, "person", 1, false},
                                      {ObservedKind::wifi, "phone", 1, false},
                                      {ObservedKind::wifi, "person", 1, false},
                                      {ObservedKind::tickets, "person", 1, false},
                                      {ObservedKind::tickets, "ticket", 1, false},
                                      {ObservedKind::tickets, "person/h", 1, true},
                                      {ObservedKind::parking, "veh", 1, false},
                                      {ObservedKind::hotel, "person", 1, false},
                                      {ObservedKind::rain, "mm/h", 1, false},
                                      {ObservedKind::rain, "mm", 1, false}}};

enum Column {
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
    column_count
};
constexpr std::array<std::string_view, column_count> column_names{
    "sensor", "kind", "time",  "minutes", "value", "unit", "error",       "class",
    "link",   "site", "place", "zone",    "lon",   "lat",  "heading_deg", "received"};
constexpr std::array<Column, 5> required{c_sensor, c_kind, c_time, c_value, c_unit};

// One row of whatever file, as texts.
struct RawRow {
    std::array<std::string, column_count> cell;
    std::optional<geo::PointMetric> position;  // of a feature
    int line = 0;
};

std::optional<double> number_of(std::string_view text)
{
    double value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool const whole = error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
    return whole ? std::optional(value) : std::nullopt;
}

struct Moment {
    std::string day;
    Millis time_ms = 0;
};

// Days since 1970 of "2026-05-01"; nothing where it is no date.
std::optional<int> days_of(std::string_view day)
{
    auto const number = [&](std::size_t at, std::size_t length) {
        int value = -1;
        auto const* const begin = day.data() + at;
        auto const [end, error] = std::from_chars(begin, begin + length, value);
        return error == std::errc{} && end == begin + length ? value : -1;
    };
    constexpr std::size_t date_length = 10;
    if (day.size() != date_length || day[4] != '-' || day[7] != '-') return std::nullopt;
    int const month = number(5, 2);
    int const of_month = number(8, 2);
    if (number(0, 4) < 0 || month < 0 || of_month < 0) return std::nullopt;
    std::chrono::year_month_day const date{std::chrono::year{number(0, 4)},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(of_month)}};
    if (!date.ok()) return std::nullopt;
    return static_cast<int>(std::chrono::sys_days{date}.time_since_epoch().count());
}

// Two digits at a position; -1 where they are none.
int two_digits(std::string_view text, std::size_t at)
{
    if (at + 2 > text.size()) return -1;
    int value = 0;
    auto const [end, error] = std::from_chars(text.data() + at, text.data() + at + 2, value);
    return error == std::errc{} && end == text.data() + at + 2 ? value : -1;
}

// Local time; a zone is taken where it is that of Việt Nam.
std::optional<Moment> moment_of(std::string_view text)
{
    Moment moment;
    constexpr std::size_t date_length = 10;
    bool const dated = text.size() > date_length && (text[4] == '-' || text[4] == '/') && text[7] == text[4] &&
                       (text[date_length] == 'T' || text[date_length] == ' ');
    if (dated) {
        moment.day = text.substr(0, date_length);
        std::ranges::replace(moment.day, '/', '-');
        text.remove_prefix(date_length + 1);
        if (!days_of(moment.day)) return {};
    }
    for (std::string_view const here : {"+07:00", "+0700", "+07"}) {
        if (!text.ends_with(here)) continue;
        text.remove_suffix(here.size());
        break;
    }
    if (text.size() < 5 || text[2] != ':' || (text.size() > 5 && (text.size() < 8 || text[5] != ':'))) return {};
    int const hour = two_digits(text, 0);
    int const minute = two_digits(text, 3);
    int const second = text.size() > 5 ? two_digits(text, 6) : 0;
    bool const rest = text.size() <= 8 || (text[8] == '.' && text.size() > 9 &&
                                           text.find_first_not_of("0123456789", 9) == std::string_view::npos);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || !rest) return {};
    moment.time_ms = hour * core::ms_per_hour + minute * core::ms_per_minute + second * core::ms_per_second;
    return moment;
}

std::optional<ObservedKind> kind_of(std::string_view text)
{
    for (int i = 0; i < observed_kind_count; ++i) {
        if (text == name_of(static_cast<ObservedKind>(i))) return static_cast<ObservedKind>(i);
    }
    return std::nullopt;
}

std::optional<ClassBits> classes_of(std::string_view text)
{
    if (text.empty() || text == "all") return every_vehicle;
    ClassBits bits = 0;
    while (!text.empty()) {
        auto const word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        auto const vehicle = network::find_vehicle_class(word);
        if (word == "walker") {
            bits |= walker_bit;
        } else if (vehicle) {
            bits |= 1U << static_cast<unsigned>(*vehicle);
        } else {
            return std::nullopt;
        }
    }
    return bits;
}

std::vector<RawRow> rows_of_table(std::filesystem::path const& path)
{
    auto const table = city::read_csv_table(path);
    std::array<std::optional<std::size_t>, column_count> position;
    for (std::size_t i = 0; i < column_count; ++i) position[i] = table.find(column_names[i]);
    std::vector<core::Diagnostic> findings;
    for (Column const column : required) {
        if (position[column]) continue;
        findings.push_back({table.file, 1, 0, fmt::format("there is no column '{}'", column_names[column]),
                            fmt::format("the columns are {}", fmt::join(column_names, ","))});
    }
    if (!findings.empty()) throw core::UserError(std::move(findings));
    std::vector<RawRow> rows(table.rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        rows[row].line = table.line[row];
        for (std::size_t i = 0; i < column_count; ++i) rows[row].cell[i] = table.cell(row, position[i]);
    }
    return rows;
}

std::vector<RawRow> rows_of_layer(std::filesystem::path const& path, geo::Projection const& projection)
{
    auto const layer = geo::read_layer(path, "", projection);
    std::vector<core::Diagnostic> findings;
    for (Column const column : required) {
        if (layer.find_field(column_names[column])) continue;
        findings.push_back({layer.source, 0, 0, fmt::format("there is no column '{}'", column_names[column]),
                            fmt::format("the columns are {}", fmt::join(column_names, ","))});
    }
    if (!findings.empty()) throw core::UserError(std::move(findings));
    std::vector<RawRow> rows;
    for (auto const& feature : layer.features) {
        auto& row = rows.emplace_back();
        row.line = static_cast<int>(feature.fid);
        for (std::size_t i = 0; i < column_count; ++i) row.cell[i] = layer.text(feature, column_names[i]);
        if (auto const* point = std::get_if<geo::PointMetric>(&feature.geometry)) row.position = *point;
    }
    return rows;
}

class Reader {
public:
    explicit Reader(city::City const& city) : city_(city), projection_(city.crs), matcher_(city) {}

    Observations read(std::filesystem::path const& path, std::string const& day)
    {
        auto const rows = path.extension() == ".csv" ? rows_of_table(path) : rows_of_layer(path, projection_);
        result_.rows = static_cast<long>(rows.size());
        result_.day = day.empty() ? day_of_most(rows) : day;
        for (RawRow const& row : rows) read_row(row);
        std::ranges::stable_sort(result_.values, {}, [](Observation const& o) {
            return std::tuple(o.interval.to_ms, o.sensor, o.interval.from_ms);
        });
        return std::move(result_);
    }

private:
    static std::string day_of_most(std::vector<RawRow> const& rows)
    {
        std::map<std::string, long> days;
        for (RawRow const& row : rows) {
            if (auto const moment = moment_of(row.cell[c_time])) ++days[moment->day];
        }
        auto const most = std::ranges::max_element(days, {}, [](auto const& entry) { return entry.second; });
        return most == days.end() ? "" : most->first;
    }

    void find(RawRow const& row, Kind kind, Severity severity, std::string message)
    {
        result_.issues.push_back({kind, severity, row.cell[c_sensor], std::move(message), row.line, 1});
    }
    void refuse(RawRow const& row, Kind kind, std::string message)
    {
        find(row, kind, Severity::error, std::move(message));
    }

    void read_row(RawRow const& row)
    {
        if (row.cell[c_sensor].empty()) return refuse(row, Kind::bad_row, "the sensor has no id");
        auto const kind = kind_of(row.cell[c_kind]);
        if (!kind) return refuse(row, Kind::bad_row, fmt::format("kind is '{}'", row.cell[c_kind]));
        auto const classes = classes_of(row.cell[c_class]);
        if (!classes) return refuse(row, Kind::bad_row, fmt::format("class is '{}'", row.cell[c_class]));
        auto const moment = moment_of(row.cell[c_time]);
        if (!moment) {
            return refuse(row, Kind::bad_row,
                          fmt::format("time is '{}': give local time as 07:15 or 2026-05-01T07:15", row.cell[c_time]));
        }
        if (moment->day != result_.day) {
            return refuse(row, Kind::other_day, fmt::format("is of '{}', not of '{}'", moment->day, result_.day));
        }
        double const minutes = row.cell[c_minutes].empty() ? 60 : number_of(row.cell[c_minutes]).value_or(-1);
        if (minutes <= 0 || minutes > 1'440) {
            return refuse(row, Kind::bad_row, fmt::format("minutes is '{}'", row.cell[c_minutes]));
        }
        Observation observation;
        observation.line = row.line;
        observation.interval = {moment->time_ms, moment->time_ms + core::millis(minutes, core::ms_per_minute)};
        if (observation.interval.length_ms() < core::ms_per_second) {
            return refuse(row, Kind::bad_row,
                          fmt::format("minutes is '{}': give a second or more", row.cell[c_minutes]));
        }
        if (observation.interval.to_ms > core::ms_per_day) {
            return refuse(row, Kind::bad_row, "the interval ends after 24:00: part it there");
        }
        if (!read_value(row, *kind, observation) || !read_received(row, observation)) return;
        auto const sensor = sensor_of(row, *kind, *classes);
        if (!sensor) return;
        observation.sensor = *sensor;
        if (is_possible(row, observation)) result_.values.push_back(observation);
    }

    bool read_value(RawRow const& row, ObservedKind kind, Observation& observation)
    {
        auto const unit =
            std::ranges::find_if(units, [&](Unit const& u) { return u.kind == kind && u.name == row.cell[c_unit]; });
        if (unit == units.end()) {
            refuse(row, Kind::wrong_unit, fmt::format("{} has no unit '{}'", name_of(kind), row.cell[c_unit]));
            return false;
        }
        double const hours = static_cast<double>(observation.interval.length_ms()) / core::ms_per_hour;
        double const factor = unit->factor * (unit->is_per_hour ? hours : 1);
        auto const value = number_of(row.cell[c_value]);
        if (!value) {
            refuse(row, Kind::bad_row, fmt::format("value is '{}'", row.cell[c_value]));
            return false;
        }
        observation.value = *value * factor;
        std::string_view error = row.cell[c_error];
        bool const is_share = !error.empty() && error.back() == '%';
        if (is_share) error.remove_suffix(1);
        while (!error.empty() && error.back() == ' ') error.remove_suffix(1);
        auto const stated = number_of(error);
        if (!error.empty() && (!stated || *stated < 0)) {
            refuse(row, Kind::bad_row, fmt::format("error is '{}'", row.cell[c_error]));
            return false;
        }
        double const share = info_of(kind).error_share;
        double sd = share * std::abs(observation.value);
        if (stated) sd = is_share ? *stated / hundred * std::abs(observation.value) : *stated * factor;
        observation.error_sd = std::max(sd, 0.5 * factor);  // no device is surer than half a unit
        return true;
    }

    bool read_received(RawRow const& row, Observation& observation)
    {
        observation.received_ms = observation.interval.to_ms;
        if (row.cell[c_received].empty()) return true;
        auto const moment = moment_of(row.cell[c_received]);
        if (!moment) {
            refuse(row, Kind::bad_row, fmt::format("received is '{}'", row.cell[c_received]));
            return false;
        }
        auto const days = days_after(moment->day);
        if (!days) {
            refuse(row, Kind::bad_row, fmt::format("received is '{}', but time has no date", row.cell[c_received]));
            return false;
        }
        Millis const received = moment->time_ms + *days * core::ms_per_day;
        if (received < observation.interval.to_ms) {
            refuse(row, Kind::bad_row, "was received before its interval ended: see whether its clock is right");
            return false;
        }
        if (received > observation.interval.to_ms + observation.interval.length_ms()) {
            find(row, Kind::late, Severity::note, "came more than an interval after its end");
        }
        observation.received_ms = received;
        return true;
    }

    // Days from that of the observations to another; the same where it is not told.
    [[nodiscard]] std::optional<int> days_after(std::string const& day) const
    {
        if (day.empty() || day == result_.day) return 0;
        auto const other = days_of(day);
        auto const here = days_of(result_.day);
        if (!other || !here) return std::nullopt;
        return std::clamp(*other - *here, -most_days_late, most_days_late);
    }

    std::optional<SensorPlace> place_of(RawRow const& row)
    {
        SensorPlace place{row.cell[c_link], row.cell[c_site], row.cell[c_place], row.cell[c_zone], row.position, {}};
        if (!row.cell[c_heading].empty()) {
            place.heading_deg = number_of(row.cell[c_heading]);
            if (!place.heading_deg) {
                refuse(row, Kind::bad_row, fmt::format("heading_deg is '{}'", row.cell[c_heading]));
                return std::nullopt;
            }
        }
        if (row.cell[c_lon].empty() && row.cell[c_lat].empty()) return place;
        auto const lon = number_of(row.cell[c_lon]);
        auto const lat = number_of(row.cell[c_lat]);
        try {
            if (lon && lat) place.position = projection_.to_metric({*lon, *lat});
        } catch (core::UserError const&) {
            place.position.reset();
        }
        if (place.position) return place;
        refuse(row, Kind::unknown_place, fmt::format("lon {}, lat {}", row.cell[c_lon], row.cell[c_lat]));
        return std::nullopt;
    }

    // A device that counts several classes apart is several sensors, and so is one that tells of several kinds.
    std::optional<std::uint32_t> sensor_of(RawRow const& row, ObservedKind kind, ClassBits classes)
    {
        auto const place = place_of(row);
        if (!place) return std::nullopt;
        auto const key = std::tuple(row.cell[c_sensor], kind, classes);
        auto found = sensors_.find(key);
        if (found != sensors_.end()) {
            auto const index = found->second;
            if (place->is_given() && moved(row, *place, index)) return std::nullopt;
            return index;
        }
        auto const known = place->is_given() ? std::optional(*place) : known_place(row.cell[c_sensor]);
        if (!known) {
            refuse(row, Kind::unknown_sensor, "no row says where this sensor is");
            return std::nullopt;
        }
        return add_sensor(row, kind, classes, *known);
    }

    std::optional<SensorPlace> known_place(std::string const& sensor)
    {
        auto const found = places_.find(sensor);
        return found == places_.end() ? std::nullopt : std::optional(found->second);
    }

    bool moved(RawRow const& row, SensorPlace const& place, std::uint32_t index)
    {
        auto const& before = place_of_sensor_[index];
        bool const same_ids = std::tie(place.link, place.site, place.place, place.zone) ==
                              std::tie(before.link, before.site, before.place, before.zone);
        bool const same_point =
            place.position == before.position ||
            (place.position && before.position && geo::distance_m(*place.position, *before.position) < 1);
        if (same_ids && same_point && place.heading_deg == before.heading_deg) return false;
        refuse(row, Kind::moved_sensor, "was elsewhere in a row before");
        result_.sensors[index].other = "is said to be at several places";
        return true;
    }

    std::optional<std::uint32_t> add_sensor(RawRow const& row, ObservedKind kind, ClassBits classes,
                                            SensorPlace const& place)
    {
        auto const match = matcher_.match(place, kind, classes);
        if (!match.target.found()) {
            refuse(row, Kind::unknown_place, match.message);
            return std::nullopt;
        }
        auto const index = static_cast<std::uint32_t>(result_.sensors.size());
        sensors_.emplace(std::tuple(row.cell[c_sensor], kind, classes), index);
        places_.emplace(row.cell[c_sensor], place);
        place_of_sensor_.push_back(place);
        bool const is_used = match.other.empty() && info_of(kind).is_used;
        result_.sensors.push_back(
            {row.cell[c_sensor], kind, classes, match.target, match.position, match.distance_m, match.other, is_used});
        if (!match.other.empty()) {
            find(row, Kind::ambiguous_place, Severity::error,
                 fmt::format("may as well be {}: give its link, or a heading", match.other));
        } else if (match.two_ways) {
            find(row, Kind::both_directions, Severity::warning, "taken as the sum of both directions of its street");
        }
        if (!info_of(kind).is_used) {
            find(row, Kind::not_used, Severity::note, fmt::format("no estimate uses {} yet", name_of(kind)));
        }
        return index;
    }

    bool is_possible(RawRow const& row, Observation const& observation)
    {
        auto const& sensor = result_.sensors[observation.sensor];
        double most = INFINITY;
        if (sensor.kind == ObservedKind::count && (sensor.classes & walker_bit) == 0) {
            // Motorbikes at a quarter of a PCU, and half as many again.
            double per_h = 0;
            for (auto const link : sensor.target.links) per_h += city_.network.supply(link).capacity_pcu_per_h;
            most = 1.5 * per_h / 0.25 * observation.interval.length_ms() / core::ms_per_hour;
        }
        if (sensor.kind == ObservedKind::speed) most = 200;
        if (observation.value >= 0 && observation.value <= most) return true;
        refuse(row, Kind::impossible_value,
               fmt::format("{} is {:.6g}, outside 0 to {:.6g}", name_of(sensor.kind), observation.value, most));
        return false;
    }

    city::City const& city_;
    geo::Projection projection_;
    SensorMatcher matcher_;
    Observations result_;
    std::map<std::tuple<std::string, ObservedKind, ClassBits>, std::uint32_t> sensors_;
    std::map<std::string, SensorPlace> places_;  // by device: where its first row says
    std::vector<SensorPlace> place_of_sensor_;
};

}  // namespace

Observations read_observations(std::filesystem::path const& path, city::City const& city, std::string const& day)
{
    return Reader(city).read(path, day);
}

}  // namespace halong::equilibrium
