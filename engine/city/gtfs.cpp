#include "city/gtfs.hpp"

#include "city/csv_table.hpp"
#include "city/gtfs_values.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <tuple>
#include <utility>

namespace halong::city {
namespace {

namespace fs = std::filesystem;
using scenario::DayKind;

constexpr std::array<char const*, 7> file_names{
    "stops.txt", "routes.txt", "trips.txt", "stop_times.txt", "calendar.txt", "calendar_dates.txt", "frequencies.txt"};
constexpr int most_departures = 2'000;         // of one trip in a day: a cabin every 43 s
constexpr std::size_t most_calls = 5'000'000;  // of all departures by headway: more than any city has

constexpr std::uint8_t bit_of(DayKind day) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(day)); }

struct Route {
    std::string name;
    TransitKind kind = TransitKind::bus;
    int capacity = 0;
};

struct DraftTrip {
    std::string route;
    std::uint8_t days = 0;
    struct Call {
        int sequence = 0;
        std::uint32_t stop = 0;
        std::optional<Millis> arrival_ms;
        std::optional<Millis> departure_ms;
    };
    std::vector<Call> calls;
    bool is_broken = false;
};

struct Headway {
    Millis from_ms = 0;
    Millis to_ms = 0;
    Millis every_ms = 0;
};

class GtfsReader {
public:
    GtfsReader(fs::path folder, geo::Projection const& projection, ImportIssues& issues)
        : folder_(std::move(folder)), projection_(projection), issues_(issues)
    {}

    Transit run()
    {
        for (char const* name : {"stops.txt", "routes.txt", "trips.txt", "stop_times.txt"}) require(name);
        if (!has("calendar.txt") && !has("calendar_dates.txt")) require("calendar.txt");
        read_stops();
        read_routes();
        read_calendar();
        read_dates();
        read_trips();
        read_stop_times();
        if (has("frequencies.txt")) read_frequencies();
        require_few_calls();
        for (auto& [id, trip] : trips_) finish(id, trip);
        if (transit_.trips.empty()) {
            throw core::UserError(
                core::Diagnostic{folder_.string(), 0, 0, "the feed has no trip that can be used",
                                 first_issue_.empty() ? "give it trips with at least two stops each" : first_issue_});
        }
        return in_order(std::move(transit_));
    }

private:
    [[nodiscard]] bool has(char const* name) const
    {
        std::error_code error;
        return fs::exists(folder_ / name, error);
    }

    void require(char const* name) const
    {
        if (has(name)) return;
        throw core::UserError(core::Diagnostic{(folder_ / name).string(), 0, 0, "no such file",
                                               "a GTFS folder has stops.txt, routes.txt, trips.txt, stop_times.txt and "
                                               "calendar.txt or calendar_dates.txt"});
    }

    [[nodiscard]] CsvTable table(char const* name, std::initializer_list<char const*> columns) const
    {
        CsvTable table = read_csv_table(folder_ / name);
        std::vector<core::Diagnostic> missing;
        for (char const* column : columns) {
            if (table.find(column)) continue;
            missing.push_back({table.file, 1, 0, fmt::format("the column '{}' is missing", column), "add it"});
        }
        if (!missing.empty()) throw core::UserError(missing);
        return table;
    }

    void fault(CsvTable const& table, std::size_t row, std::string message, IssueKind kind = IssueKind::bad_timetable)
    {
        std::string const subject = fmt::format("{}:{}", table.file, table.line[row]);
        if (first_issue_.empty()) first_issue_ = fmt::format("first fault: {}: {}", subject, message);
        issues_.add({kind, Severity::warning, subject, std::move(message), std::nullopt, 0, 1});
    }

    [[nodiscard]] std::optional<geo::PointMetric> position_of(std::string const& lat, std::string const& lon) const;
    void read_stops();
    void read_routes();
    void read_calendar();
    void read_dates();
    void read_trips();
    void read_stop_times();
    void read_frequencies();
    [[nodiscard]] bool fill_times(std::string const& id, DraftTrip& trip);
    void require_few_calls() const;
    void finish(std::string const& id, DraftTrip& draft);
    std::uint32_t line_of(std::string const& trip_id, DraftTrip const& trip);

    fs::path folder_;
    geo::Projection const& projection_;
    ImportIssues& issues_;
    Transit transit_;
    std::map<std::string, std::uint32_t> stops_;
    std::map<std::string, Route> routes_;
    std::map<std::string, std::uint8_t> days_;  // by service
    std::map<std::string, DraftTrip> trips_;
    std::map<std::string, std::vector<Headway>> headways_;  // by trip
    std::map<std::pair<std::string, std::vector<std::uint32_t>>, std::uint32_t> lines_;
    std::string first_issue_;
};

std::optional<geo::PointMetric> GtfsReader::position_of(std::string const& lat, std::string const& lon) const
{
    auto const y = number_of(lat);
    auto const x = number_of(lon);
    if (!x || !y || std::abs(*x) > 180 || std::abs(*y) > 90) return std::nullopt;
    try {
        return projection_.to_metric(geo::PointLonLat{*x, *y});
    } catch (core::UserError const&) {
        return std::nullopt;
    }
}

void GtfsReader::read_stops()
{
    auto const stops = table("stops.txt", {"stop_id", "stop_lat", "stop_lon"});
    auto const id = stops.find("stop_id");
    auto const name = stops.find("stop_name");
    auto const lat = stops.find("stop_lat");
    auto const lon = stops.find("stop_lon");
    for (std::size_t row = 0; row < stops.rows.size(); ++row) {
        auto const position = position_of(stops.cell(row, lat), stops.cell(row, lon));
        std::string const& stop_id = stops.cell(row, id);
        if (stop_id.empty() || !position) {
            fault(stops, row,
                  fmt::format("stop '{}' lies at ('{}', '{}'); give an id, and degrees inside the area "
                              "of the city's coordinate system",
                              stop_id, stops.cell(row, lat), stops.cell(row, lon)));
        } else if (!stops_.emplace(stop_id, static_cast<std::uint32_t>(transit_.stops.size())).second) {
            fault(stops, row, fmt::format("stop '{}' is given twice; the first one counts", stop_id),
                  IssueKind::duplicate_id);
        } else {
            TransitStop stop;
            stop.id = stop_id;
            stop.name = stops.cell(row, name);
            stop.position = *position;
            transit_.stops.push_back(stop);
        }
    }
}

void GtfsReader::read_routes()
{
    auto const routes = table("routes.txt", {"route_id", "route_type"});
    auto const id = routes.find("route_id");
    auto const type = routes.find("route_type");
    auto const short_name = routes.find("route_short_name");
    auto const long_name = routes.find("route_long_name");
    auto const capacity = routes.find("capacity");
    for (std::size_t row = 0; row < routes.rows.size(); ++row) {
        std::string const& route_id = routes.cell(row, id);
        auto const number = whole_number_of(routes.cell(row, type));
        auto const kind = number ? kind_of_route(*number) : std::nullopt;
        if (!kind) {
            fault(routes, row,
                  fmt::format("route '{}' has route_type '{}'; known are buses (3, 11, 200, 700, 800), boats "
                              "(4, 1000, 1200) and cabins (5, 6, 7, 1300, 1400); its trips are left out",
                              route_id, routes.cell(row, type)),
                  IssueKind::unknown_kind);
            continue;
        }
        Route route;
        route.kind = *kind;
        route.name = routes.cell(row, short_name);
        if (!routes.cell(row, long_name).empty()) {
            route.name += (route.name.empty() ? "" : " ") + routes.cell(row, long_name);
        }
        if (route.name.empty()) route.name = route_id;
        route.capacity = default_capacity(*kind);
        if (std::string const& text = routes.cell(row, capacity); !text.empty()) {
            auto const persons = whole_number_of(text);
            if (persons && *persons >= 1 && *persons <= 10'000) {
                route.capacity = *persons;
            } else {
                fault(routes, row,
                      fmt::format("capacity '{}' is not in 1 … 10,000; {} is taken", text, route.capacity));
            }
        }
        if (!routes_.emplace(route_id, route).second) {
            fault(routes, row, fmt::format("route '{}' is given twice; the first one counts", route_id),
                  IssueKind::duplicate_id);
        }
    }
}

void GtfsReader::read_calendar()
{
    if (!has("calendar.txt")) return;
    auto const calendar = table("calendar.txt", {"service_id", "wednesday", "saturday", "sunday"});
    for (std::size_t row = 0; row < calendar.rows.size(); ++row) {
        std::uint8_t days = 0;
        for (auto const& [column, day] :
             {std::pair("wednesday", DayKind::weekday), std::pair("saturday", DayKind::weekend),
              std::pair("sunday", DayKind::holiday)}) {
            std::string const& text = calendar.cell(row, calendar.find(column));
            if (text == "1") {
                days |= bit_of(day);
            } else if (text != "0") {
                fault(calendar, row, fmt::format("{} is '{}', not 0 or 1; taken as 0", column, text));
            }
        }
        days_[calendar.cell(row, calendar.find("service_id"))] |= days;
    }
}

void GtfsReader::read_dates()
{
    if (!has("calendar_dates.txt")) return;
    auto const dates = table("calendar_dates.txt", {"service_id", "date", "exception_type"});
    std::map<std::string, std::uint8_t> by_date;
    for (std::size_t row = 0; row < dates.rows.size(); ++row) {
        auto const weekday = weekday_of(dates.cell(row, dates.find("date")));
        if (!weekday) {
            fault(dates, row, fmt::format("the date '{}' is not YYYYMMDD", dates.cell(row, dates.find("date"))));
            continue;
        }
        std::string const& service = dates.cell(row, dates.find("service_id"));
        if (days_.contains(service) || dates.cell(row, dates.find("exception_type")) != "1") continue;
        std::uint8_t& days = by_date[service];
        if (*weekday == 3) days |= bit_of(DayKind::weekday);
        if (*weekday == 6) days |= bit_of(DayKind::weekend);
        if (*weekday == 0) days |= bit_of(DayKind::holiday);
    }
    days_.merge(by_date);
}

void GtfsReader::read_trips()
{
    auto const trips = table("trips.txt", {"route_id", "service_id", "trip_id"});
    for (std::size_t row = 0; row < trips.rows.size(); ++row) {
        DraftTrip trip;
        trip.route = trips.cell(row, trips.find("route_id"));
        std::string const& service = trips.cell(row, trips.find("service_id"));
        std::string const& id = trips.cell(row, trips.find("trip_id"));
        auto const days = days_.find(service);
        if (days == days_.end()) {
            fault(trips, row, fmt::format("trip '{}' has the unknown service_id '{}'; it is left out", id, service));
            trip.is_broken = true;
        } else {
            trip.days = days->second;
        }
        if (!routes_.contains(trip.route)) {
            fault(trips, row,
                  fmt::format("trip '{}' has no route '{}' that can be used; it is left out", id, trip.route));
            trip.is_broken = true;
        }
        if (!trips_.emplace(id, trip).second) {
            fault(trips, row, fmt::format("trip '{}' is given twice; the first one counts", id),
                  IssueKind::duplicate_id);
        }
    }
}

void GtfsReader::read_stop_times()
{
    auto const times =
        table("stop_times.txt", {"trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"});
    auto const trip_id = times.find("trip_id");
    auto const arrival = times.find("arrival_time");
    auto const departure = times.find("departure_time");
    auto const stop_id = times.find("stop_id");
    auto const sequence = times.find("stop_sequence");
    for (std::size_t row = 0; row < times.rows.size(); ++row) {
        auto const trip = trips_.find(times.cell(row, trip_id));
        if (trip == trips_.end()) {
            fault(times, row, fmt::format("unknown trip_id '{}'", times.cell(row, trip_id)));
            continue;
        }
        auto const stop = stops_.find(times.cell(row, stop_id));
        auto const number = whole_number_of(times.cell(row, sequence));
        DraftTrip::Call call;
        call.arrival_ms = gtfs_time(times.cell(row, arrival));
        call.departure_ms = gtfs_time(times.cell(row, departure));
        bool const bad_time = (!call.arrival_ms && !times.cell(row, arrival).empty()) ||
                              (!call.departure_ms && !times.cell(row, departure).empty());
        if (stop == stops_.end() || !number || bad_time) {
            fault(
                times, row,
                fmt::format("trip '{}': stop_id '{}' {}, stop_sequence '{}', times '{}' and '{}'; give a known stop, a "
                            "whole number and times as HH:MM:SS; the trip is left out",
                            trip->first, times.cell(row, stop_id), stop == stops_.end() ? "(unknown)" : "(known)",
                            times.cell(row, sequence), times.cell(row, arrival), times.cell(row, departure)));
            trip->second.is_broken = true;
            continue;
        }
        if (!call.arrival_ms) call.arrival_ms = call.departure_ms;
        if (!call.departure_ms) call.departure_ms = call.arrival_ms;
        call.sequence = *number;
        call.stop = stop->second;
        trip->second.calls.push_back(call);
    }
}

void GtfsReader::read_frequencies()
{
    auto const rows = table("frequencies.txt", {"trip_id", "start_time", "end_time", "headway_secs"});
    for (std::size_t row = 0; row < rows.rows.size(); ++row) {
        std::string const& trip = rows.cell(row, rows.find("trip_id"));
        auto const from = gtfs_time(rows.cell(row, rows.find("start_time")));
        auto const to = gtfs_time(rows.cell(row, rows.find("end_time")));
        auto const seconds = whole_number_of(rows.cell(row, rows.find("headway_secs")));
        bool const usable = from && to && seconds && *from <= *to && *seconds >= 1 && *seconds <= 86'400 &&
                            (*to - *from) / (*seconds * core::ms_per_second) < most_departures;
        if (!usable || !trips_.contains(trip)) {
            fault(
                rows, row,
                fmt::format("trip '{}' every '{}' s from '{}' to '{}'; give a known trip, times as HH:MM:SS in order, "
                            "and headway_secs in 1 … 86,400 with at most {} departures; the row is left out",
                            trip, rows.cell(row, rows.find("headway_secs")), rows.cell(row, rows.find("start_time")),
                            rows.cell(row, rows.find("end_time")), most_departures));
            continue;
        }
        headways_[trip].push_back({*from, *to, *seconds * core::ms_per_second});
    }
}

// Puts calls in order and times between those given; false where they go back or the ends have none.
bool GtfsReader::fill_times(std::string const& id, DraftTrip& trip)
{
    auto& calls = trip.calls;
    std::ranges::stable_sort(calls, {}, &DraftTrip::Call::sequence);
    auto const refuse = [&](std::string message) {
        std::string const subject = fmt::format("trip '{}'", id);
        message += "; it is left out";
        if (first_issue_.empty()) first_issue_ = fmt::format("first fault: {}: {}", subject, message);
        issues_.add({IssueKind::bad_timetable, Severity::warning, subject, std::move(message), std::nullopt, 0, 1});
        return false;
    };
    if (calls.size() < 2) return refuse(fmt::format("has {} stops; at least two are needed", calls.size()));
    if (!calls.front().arrival_ms || !calls.back().arrival_ms) return refuse("its first or last stop has no time");
    std::size_t known = 0;
    for (std::size_t i = 1; i < calls.size(); ++i) {
        if (calls[i].sequence == calls[i - 1].sequence) {
            return refuse(fmt::format("has stop_sequence {} twice", calls[i].sequence));
        }
        if (!calls[i].arrival_ms) continue;
        Millis const from_ms = *calls[known].departure_ms;
        Millis const to_ms = *calls[i].arrival_ms;
        if (to_ms < from_ms || *calls[i].departure_ms < to_ms) {
            return refuse(fmt::format("its times go back at stop_sequence {}, from {} to {}", calls[i].sequence,
                                      core::clock_text(from_ms),
                                      core::clock_text(std::min(to_ms, *calls[i].departure_ms))));
        }
        for (std::size_t j = known + 1; j < i; ++j) {
            auto const share =
                static_cast<std::int64_t>(j - known) * (to_ms - from_ms) / static_cast<std::int64_t>(i - known);
            calls[j].arrival_ms = calls[j].departure_ms = from_ms + static_cast<Millis>(share);
        }
        known = i;
    }
    if (*calls.front().departure_ms < *calls.front().arrival_ms) return refuse("its times go back at the first stop");
    return true;
}

std::uint32_t GtfsReader::line_of(std::string const& trip_id, DraftTrip const& trip)
{
    std::vector<std::uint32_t> stops;
    for (auto const& call : trip.calls) stops.push_back(call.stop);
    auto const next = static_cast<std::uint32_t>(transit_.lines.size());
    auto const [found, is_new] = lines_.try_emplace({trip.route, stops}, next);
    if (is_new) {
        Route const& route = routes_.at(trip.route);
        std::string const& last = transit_.stops[stops.back()].name;
        transit_.lines.push_back({trip.route + "/" + trip_id, trip.route,
                                  last.empty() ? route.name : fmt::format("{} → {}", route.name, last), route.kind,
                                  route.capacity, std::move(stops)});
    }
    return found->second;
}

// Before any of them is made: a line of 25 bytes stands for thousands.
void GtfsReader::require_few_calls() const
{
    std::size_t calls = 0;
    for (auto const& [id, headways] : headways_) {
        std::size_t const of_a_trip = trips_.at(id).calls.size();
        for (Headway const& headway : headways) {
            calls += of_a_trip * static_cast<std::size_t>((headway.to_ms - headway.from_ms) / headway.every_ms + 1);
        }
        if (calls <= most_calls) continue;
        throw core::UserError(core::Diagnostic{
            (folder_ / "frequencies.txt").string(), 0, 0,
            fmt::format("makes more than {} calls at stops of a day, the last of them of trip '{}'", most_calls, id),
            "correct its times and headway_secs"});
    }
}

void GtfsReader::finish(std::string const& id, DraftTrip& draft)
{
    if (draft.is_broken || !fill_times(id, draft)) return;
    TransitTrip trip;
    trip.id = id;
    trip.line = line_of(id, draft);
    trip.days = draft.days;
    for (auto const& call : draft.calls) trip.times.push_back({*call.arrival_ms, *call.departure_ms});
    auto const headways = headways_.find(id);
    if (headways == headways_.end()) {
        transit_.trips.push_back(trip);
        return;
    }
    Millis const first_ms = trip.times.front().departure_ms;
    for (Headway const& headway : headways->second) {
        for (Millis start_ms = headway.from_ms; start_ms < headway.to_ms; start_ms += headway.every_ms) {
            TransitTrip copy = trip;
            copy.id = fmt::format("{}@{}", id, core::clock_text(start_ms));
            for (StopTime& time : copy.times) {
                time.arrival_ms += start_ms - first_ms;
                time.departure_ms += start_ms - first_ms;
            }
            transit_.trips.push_back(std::move(copy));
        }
    }
}

}  // namespace

std::vector<fs::path> gtfs_files(fs::path const& folder)
{
    std::vector<fs::path> files;
    for (char const* name : file_names) {
        std::error_code error;
        if (fs::exists(folder / name, error)) files.push_back(folder / name);
    }
    return files;
}

Transit read_gtfs(fs::path const& folder, geo::Projection const& projection, ImportIssues& issues)
{
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
        throw core::UserError(core::Diagnostic{folder.string(), 0, 0, "is not a folder",
                                               "unpack the GTFS archive and name the folder with stops.txt in it"});
    }
    return GtfsReader(folder, projection, issues).run();
}

}  // namespace halong::city
