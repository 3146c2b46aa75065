#include "city/csv_table.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "equilibrium/match_sensor.hpp"
#include "equilibrium/observation_cells.hpp"
#include "equilibrium/observation_reader.hpp"
#include "geo/projection.hpp"
#include "geo/vector_layer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <map>

namespace halong::equilibrium {
namespace {

using city::Severity;
using core::Millis;
using Kind = ObservationIssueKind;

constexpr double hundred = 100;
constexpr Millis clock_tolerance_ms = core::ms_per_minute;  // by which clocks of devices may be fast
constexpr int most_days_late = 10;                          // what comes later is as late

constexpr std::array<ObservationColumn, 5> required{c_sensor, c_kind, c_time, c_value, c_unit};

using RawRow = ObservationRow;

// Throws for all columns that are needed and missing; `line`: of the header, 0 where there is none.
template <class HasColumn>
void require_columns(std::string const& source, int line, HasColumn const& has_column)
{
    std::vector<core::Diagnostic> findings;
    for (ObservationColumn const column : required) {
        if (has_column(column)) continue;
        findings.push_back({source, line, 0, fmt::format("there is no column '{}'", observation_columns[column]),
                            fmt::format("the columns are {}", fmt::join(observation_columns, ","))});
    }
    if (!findings.empty()) throw core::UserError(std::move(findings));
}

std::vector<RawRow> rows_of_table(std::filesystem::path const& path)
{
    auto const table = city::read_csv_table(path);
    auto const position = columns_of(table);
    std::vector<RawRow> rows(table.rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = row_of(table, row, position);
    return rows;
}

std::vector<RawRow> rows_of_layer(std::filesystem::path const& path, geo::Projection const& projection)
{
    auto const layer = geo::read_layer(path, "", projection);
    require_columns(layer.source, 0, [&layer](ObservationColumn column) {
        return layer.find_field(observation_columns[column]).has_value();
    });
    std::vector<RawRow> rows;
    for (auto const& feature : layer.features) {
        auto& row = rows.emplace_back();
        row.line = static_cast<int>(feature.fid);
        for (std::size_t i = 0; i < observation_column_count; ++i)
            row.cell[i] = layer.text(feature, observation_columns[i]);
        if (auto const* point = std::get_if<geo::PointMetric>(&feature.geometry)) row.position = *point;
    }
    return rows;
}

}  // namespace

ColumnPositions columns_of(city::CsvTable const& table)
{
    ColumnPositions position;
    for (std::size_t i = 0; i < observation_column_count; ++i) position[i] = table.find(observation_columns[i]);
    require_columns(table.file, 1, [&position](ObservationColumn column) { return position[column].has_value(); });
    return position;
}

ObservationRow row_of(city::CsvTable const& table, std::size_t row, ColumnPositions const& position)
{
    ObservationRow result;
    result.line = table.line[row];
    for (std::size_t i = 0; i < observation_column_count; ++i) result.cell[i] = table.cell(row, position[i]);
    return result;
}

class ObservationReader::State {
public:
    explicit State(city::City const& city) : city_(city), projection_(city.crs), matcher_(city) {}

    [[nodiscard]] Observations const& seen() const { return result_; }

    void close_sensors(std::string day)
    {
        result_.values.clear();
        result_.issues.clear();
        result_.rows = 0;
        result_.day = std::move(day);
        is_closed_ = true;
    }

    void refuse_line(int line, std::string message)
    {
        ++result_.rows;
        result_.issues.push_back({Kind::bad_row, Severity::error, "", std::move(message), line, 1});
    }

    void read_file(std::filesystem::path const& path, std::string const& day)
    {
        auto const rows = path.extension() == ".csv" ? rows_of_table(path) : rows_of_layer(path, projection_);
        result_.rows = static_cast<long>(rows.size());
        result_.day = day.empty() ? day_of_most(rows) : day;
        for (RawRow const& row : rows) read_row(row);
        std::ranges::stable_sort(result_.values, {}, [](Observation const& o) {
            return std::tuple(o.interval.to_ms, o.sensor, o.interval.from_ms);
        });
    }

    std::vector<Observation> read_rows(std::span<ObservationRow const> rows)
    {
        std::size_t const before = result_.values.size();
        result_.rows += static_cast<long>(rows.size());
        for (RawRow const& row : rows) read_row(row);
        return {result_.values.begin() + static_cast<std::ptrdiff_t>(before), result_.values.end()};
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
        result_.issues.push_back(
            {kind, severity, row.cell[c_sensor], std::move(message), row.line, 1, known_series(row)});
    }
    [[nodiscard]] std::optional<std::uint32_t> known_series(RawRow const& row) const
    {
        auto const kind = find_kind(row.cell[c_kind]);
        auto const classes = classes_of(row.cell[c_class]);
        if (!kind || !classes) return std::nullopt;
        auto const found = sensors_.find(std::tuple(row.cell[c_sensor], *kind, *classes));
        return found == sensors_.end() ? std::nullopt : std::optional(found->second);
    }
    void refuse(RawRow const& row, Kind kind, std::string message)
    {
        find(row, kind, Severity::error, std::move(message));
    }

    void read_row(RawRow const& row)
    {
        if (row.cell[c_sensor].empty()) return refuse(row, Kind::bad_row, "the sensor has no id");
        auto const kind = find_kind(row.cell[c_kind]);
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
        auto const* const unit = find_unit(kind, row.cell[c_unit]);
        if (unit == nullptr) {
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
        if (received < observation.interval.to_ms - clock_tolerance_ms) {
            refuse(row, Kind::bad_row, "was received before its interval ended: see whether its clock is right");
            return false;
        }
        if (received > observation.interval.to_ms + observation.interval.length_ms()) {
            find(row, Kind::late, Severity::note, "came more than an interval after its end");
        }
        observation.received_ms = std::max(received, observation.interval.to_ms);
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
        if (is_closed_) {
            refuse(row, Kind::unknown_sensor, "is not among the sensors that were known at the start");
            return std::nullopt;
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
    bool is_closed_ = false;  // no further sensors
    std::map<std::tuple<std::string, ObservedKind, ClassBits>, std::uint32_t> sensors_;
    std::map<std::string, SensorPlace> places_;  // by device: where its first row says
    std::vector<SensorPlace> place_of_sensor_;
};

ObservationReader::ObservationReader(city::City const& city) : state_(std::make_unique<State>(city)) {}
ObservationReader::~ObservationReader() = default;
ObservationReader::ObservationReader(ObservationReader&&) noexcept = default;

void ObservationReader::read_file(std::filesystem::path const& path, std::string const& day)
{
    state_->read_file(path, day);
}

void ObservationReader::close_sensors(std::string day) { state_->close_sensors(std::move(day)); }

std::vector<Observation> ObservationReader::read_rows(std::span<ObservationRow const> rows)
{
    return state_->read_rows(rows);
}

void ObservationReader::refuse_line(int line, std::string message) { state_->refuse_line(line, std::move(message)); }

Observations const& ObservationReader::seen() const { return state_->seen(); }

Observations read_observations(std::filesystem::path const& path, city::City const& city, std::string const& day)
{
    ObservationReader reader(city);
    reader.read_file(path, day);
    return reader.seen();
}

}  // namespace halong::equilibrium
