#include "serve/device_rows.hpp"

#include "city/csv_table.hpp"
#include "core/error.hpp"
#include "core/input_file.hpp"
#include "core/time.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <fmt/format.h>

namespace halong::serve {
namespace {

using namespace equilibrium;

constexpr double ms_per_minute = core::ms_per_minute;
constexpr double least_minutes = core::ms_per_second / ms_per_minute;
constexpr double most_minutes = core::ms_per_day / ms_per_minute;
constexpr double level_minutes = 5;
constexpr LocalMillis most_jitter_ms = 30'000;  // less than a row may be received before its interval ends
constexpr std::array<ObservationColumn, 6> names{c_sensor, c_class, c_link, c_site, c_place, c_zone};
constexpr std::array<ObservationColumn, 3> not_of_devices{c_time, c_value, c_received};

bool is_between(std::string const& text, double least, double most)
{
    auto const number = number_of(text);
    return number && *number >= least && *number <= most;
}

// Of the cell `minutes`, where it is not empty.
std::optional<std::string> fault_of_minutes(std::string const& text)
{
    if (text.empty() || is_between(text, least_minutes, most_minutes)) return std::nullopt;
    return fmt::format("minutes is '{}', outside a second to {}", text, most_minutes);
}

// Whether a kind is a level that is there all the time, and not an amount of an interval.
bool is_level(std::string_view kind)
{
    auto const found = find_kind(kind);
    if (!found) return false;
    switch (*found) {
        case ObservedKind::people:
        case ObservedKind::wifi:
        case ObservedKind::parking:
        case ObservedKind::hotel:
        case ObservedKind::speed:
            return true;
        case ObservedKind::count:
        case ObservedKind::travel_time:
        case ObservedKind::tickets:
        case ObservedKind::rain:
            break;
    }
    return false;
}

bool is_error(std::string_view text)
{
    if (text.ends_with('%')) text.remove_suffix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    auto const number = number_of(text);
    return number && *number >= 0;
}

// "nan", "-Infinity" and the like.
bool names_no_number(std::string_view text)
{
    while (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    std::string word(text.substr(0, 3));
    std::ranges::transform(word, word.begin(), [](unsigned char letter) { return std::tolower(letter); });
    return word == "nan" || word == "inf";
}

std::optional<Refused> fault_of_text(std::string_view column, std::string const& text, std::size_t most_bytes)
{
    if (text.size() > most_bytes) {
        return Refused{Refusal::bad_value, fmt::format("{} has {} bytes: at most {}", column, text.size(), most_bytes)};
    }
    if (std::ranges::any_of(text, [](unsigned char letter) { return letter < ' ' || letter == 0x7F; })) {
        return Refused{Refusal::bad_value, fmt::format("{} has a control character", column)};
    }
    // JSON has none, but paths and topics have: one such byte, and nobody reads the file any more.
    if (auto const place = core::first_non_text(text)) {
        return Refused{Refusal::bad_value, fmt::format("{} has {}", column, place->why)};
    }
    return std::nullopt;
}

std::optional<Refused> fault_of_place(ObservationCells const& row)
{
    for (auto const& [column, most] : {std::pair(c_lon, 180.0), std::pair(c_lat, 90.0), std::pair(c_heading, 360.0)}) {
        if (row[column].empty() || is_between(row[column], -most, most)) continue;
        return Refused{Refusal::bad_value, fmt::format("{} is '{}', outside -{} to {}", observation_columns[column],
                                                       row[column], most, most)};
    }
    if (row[c_lon].empty() != row[c_lat].empty()) return Refused{Refusal::bad_value, "lon and lat go together"};
    return std::nullopt;
}

// The end of the interval that an instant tells: a device that is seconds early or late would else share them with the
// interval before, and one of the two would be dropped. Of what is there all the time it is one of the ends that follow each
// other from midnight; an amount keeps its own, unless that is near one of these.
LocalMillis end_on_grid(LocalMillis instant, LocalMillis length, bool is_level)
{
    LocalMillis const jitter = std::min(most_jitter_ms, length / 2);
    LocalMillis const day = instant / core::ms_per_day * core::ms_per_day;
    LocalMillis const end = day + (instant - day + jitter) / length * length;
    return is_level || instant - end <= jitter ? end : instant;
}

std::optional<Refused> fault_of_value(ObservationCells const& row, ObservedKind kind)
{
    if (find_unit(kind, row[c_unit]) == nullptr) {
        return Refused{Refusal::wrong_unit,
                       fmt::format("{} has no unit '{}': {}", row[c_kind], row[c_unit], units_text(kind))};
    }
    if (!number_of(row[c_value])) {
        bool const is_infinite = names_no_number(row[c_value]);
        return Refused{is_infinite ? Refusal::not_finite : Refusal::bad_value,
                       fmt::format("value is '{}', not a finite number", row[c_value])};
    }
    if (!row[c_error].empty() && !is_error(row[c_error])) {
        return Refused{Refusal::bad_value, fmt::format("error is '{}': a number >= 0, or '5 %'", row[c_error])};
    }
    return std::nullopt;
}

}  // namespace

std::optional<Refused> fault_of(ObservationCells const& row, std::size_t cell_bytes)
{
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (auto fault = fault_of_text(observation_columns[i], row[i], cell_bytes)) return fault;
    }
    if (row[c_sensor].empty()) return Refused{Refusal::no_sensor, "there is no sensor: give its id"};
    for (ObservationColumn const column : names) {
        // A spreadsheet would take it for a formula.
        if (row[column].empty() || std::string_view("=+-@").find(row[column].front()) == std::string_view::npos)
            continue;
        return Refused{Refusal::bad_value, fmt::format("{} begins with '{}': begin it with a letter or a digit",
                                                       observation_columns[column], row[column].front())};
    }
    auto const kind = find_kind(row[c_kind]);
    if (!kind) {
        return Refused{Refusal::unknown_shape, fmt::format("kind is '{}': it is none that is observed", row[c_kind])};
    }
    if (!classes_of(row[c_class])) {
        return Refused{Refusal::bad_value,
                       fmt::format("class is '{}': all, walker or classes of vehicles", row[c_class])};
    }
    if (row[c_time].empty()) return Refused{Refusal::no_time, "there is no time: give the begin of the interval"};
    if (auto fault = fault_of_minutes(row[c_minutes])) return Refused{Refusal::no_time, std::move(*fault)};
    if (auto fault = fault_of_value(row, *kind)) return fault;
    return fault_of_place(row);
}

std::optional<Refused> put_time(ObservationCells& row, LocalSpan span, std::string const& known_minutes)
{
    constexpr LocalMillis second = core::ms_per_second;
    auto const to_second = [](LocalMillis time) { return (time + second / 2) / second * second; };
    span = {to_second(span.from_ms), to_second(span.to_ms)};
    auto length = static_cast<double>(span.to_ms - span.from_ms);
    if (length == 0) {
        bool const is_of_level = is_level(row[c_kind]);
        auto const known = known_minutes.empty() && is_of_level ? level_minutes : number_of(known_minutes);
        if (!known || *known < least_minutes || *known > most_minutes) {
            return Refused{Refusal::no_time,
                           "an instant, but an amount is of an interval: give begin/end, or the device's "
                           "minutes with --devices"};
        }
        auto const length_ms = std::max(to_second(std::llround(*known * ms_per_minute)), second);
        span.to_ms = end_on_grid(span.to_ms, length_ms, is_of_level);
        span.from_ms = span.to_ms - length_ms;
        length = static_cast<double>(length_ms);
    }
    if (length > most_minutes * ms_per_minute) return Refused{Refusal::no_time, "an interval of more than a day"};
    row[c_time] = local_time_text(span.from_ms);
    row[c_minutes] = fmt::format("{}", length / ms_per_minute);
    return std::nullopt;
}

void complete(ObservationCells& row, ObservationCells const& device)
{
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (row[i].empty() || (i == c_sensor && !device[i].empty())) row[i] = device[i];
    }
}

std::string_view name_of(Refusal why)
{
    constexpr std::array<std::string_view, refusal_count> all{
        "not_json",   "too_large", "too_deep",   "unknown_shape", "no_sensor",     "no_time",  "wrong_unit",
        "not_finite", "bad_value", "wrong_host", "wrong_token",   "wrong_request", "too_many", "torn_line"};
    return all[static_cast<std::size_t>(why)];
}

Devices read_devices(std::filesystem::path const& path)
{
    auto const table = city::read_csv_table(path);
    std::vector<core::Diagnostic> findings;
    std::vector<std::string> known{"stream"};
    for (std::size_t i = 0; i < observation_column_count; ++i) {
        if (std::ranges::find(not_of_devices, i) == not_of_devices.end()) known.emplace_back(observation_columns[i]);
    }
    for (std::string const& column : table.columns) {
        if (std::ranges::find(known, column) != known.end()) continue;
        auto const near = core::nearest(column, known);
        findings.push_back({table.file, 1, 0, fmt::format("a device has no column '{}'", column),
                            near.empty() ? fmt::format("the columns are {}", fmt::join(known, ", "))
                                         : fmt::format("did you mean '{}'?", near)});
    }
    auto const stream = table.find("stream");
    if (!stream) {
        findings.push_back({table.file, 1, 0, "there is no column 'stream'",
                            "it holds the id with which a device's messages come, or that of its Datastream"});
    }
    std::array<std::optional<std::size_t>, observation_column_count> position;
    for (std::size_t i = 0; i < observation_column_count; ++i) position[i] = table.find(observation_columns[i]);
    Devices devices;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        auto const& id = table.cell(row, stream);
        ObservationCells cells;
        for (std::size_t i = 0; i < observation_column_count; ++i) cells[i] = table.cell(row, position[i]);
        std::string fault;
        if (id.empty()) fault = "a device without stream";
        if (!cells[c_kind].empty() && !find_kind(cells[c_kind])) fault = fmt::format("kind is '{}'", cells[c_kind]);
        if (auto minutes = fault_of_minutes(cells[c_minutes])) fault = std::move(*minutes);
        if (!devices.emplace(id, std::move(cells)).second) fault = fmt::format("stream '{}' is there twice", id);
        if (!fault.empty()) findings.push_back({table.file, table.line[row], 0, fault, "one row for each stream"});
    }
    if (!findings.empty()) throw core::UserError(std::move(findings));
    return devices;
}

}  // namespace halong::serve
