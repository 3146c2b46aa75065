#include "equilibrium/observations.hpp"

#include "core/csv_cell.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"

#include <array>
#include <fmt/format.h>

namespace halong::equilibrium {
namespace {

constexpr std::string_view assumed = "assumption: to be replaced by counts by hand beside the device";

constexpr std::array<KindInfo, observed_kind_count> kinds{{
    {0.05, 0.10, true, false, 0,
     "loops and cameras miscount by 2 to 10 %; that and what simulated routes get wrong: assumption"},
    {0.10, 0.15, false, false, 0, assumed},
    {0.10, 0.15, false, false, 0, assumed},
    {0.10, 0.10, true, false, 0, assumed},
    {0.05, 0.70, true, true, 0.20,
     "what share of people has a phone in the network is not known beforehand: assumption"},
    {0.01, 0.10, true, false, 0, assumed},
    {0.05, 0.70, true, true, 0.15, "which of the vehicles at a place stand in one car park is not known: assumption"},
    {0.02, 0.10, true, false, 0, assumed},
    {0.10, 0.00, false, false, 0, assumed},
}};

std::string_view severity_name(city::Severity severity)
{
    switch (severity) {
        case city::Severity::note:
            return "note";
        case city::Severity::warning:
            return "warning";
        case city::Severity::error:
            break;
    }
    return "error";
}

void add(Figure& sum, Figure const& more)
{
    sum.fixed += more.fixed;
    sum.noise += more.noise;
    std::vector<Figure::Part> both;
    auto a = sum.parts.begin();
    auto b = more.parts.begin();
    while (a != sum.parts.end() || b != more.parts.end()) {
        bool const from_b = a == sum.parts.end() || (b != more.parts.end() && b->group < a->group);
        bool const same = !from_b && b != more.parts.end() && a->group == b->group;
        both.push_back(from_b ? *b : *a);
        if (same) both.back().amount += b->amount;
        if (from_b || same) ++b;
        if (!from_b) ++a;
    }
    sum.parts = std::move(both);
}

}  // namespace

std::string_view name_of(ObservedKind kind)
{
    constexpr std::array<std::string_view, observed_kind_count> names{
        "count", "speed", "travel_time", "people", "wifi", "tickets", "parking", "hotel", "rain"};
    return names[static_cast<std::size_t>(kind)];
}

KindInfo const& info_of(ObservedKind kind) { return kinds[static_cast<std::size_t>(kind)]; }

std::string_view name_of(ObservationIssueKind kind)
{
    constexpr std::array<std::string_view, 18> names{"bad_row",
                                                     "wrong_unit",
                                                     "unknown_place",
                                                     "unknown_sensor",
                                                     "moved_sensor",
                                                     "ambiguous_place",
                                                     "both_directions",
                                                     "impossible_value",
                                                     "other_day",
                                                     "duplicate",
                                                     "overlap",
                                                     "out_of_order",
                                                     "late",
                                                     "gap",
                                                     "stuck",
                                                     "outlier",
                                                     "clock_shift",
                                                     "not_used"};
    return names[static_cast<std::size_t>(kind)];
}

std::optional<Figure> figure_of(DayMap const& map, Sensor const& sensor, Interval interval)
{
    if (!info_of(sensor.kind).is_used) return std::nullopt;
    if (sensor.kind == ObservedKind::count) {
        Figure figure;
        for (auto const link : sensor.target.links) add(figure, map.volume(link, interval, sensor.classes));
        return figure;
    }
    auto const& visits = map.visits();
    auto const& target = sensor.target;
    if (!target.place.valid() && !target.zone.valid()) return std::nullopt;
    switch (sensor.kind) {
        case ObservedKind::wifi:
            if (target.hotspot.valid()) return visits.phones_of(target.hotspot, interval);
            if (target.place.valid()) return visits.phones_at(target.place, interval);
            return visits.phones_in(target.zone, interval);
        case ObservedKind::parking:
            if (target.place.valid()) return visits.vehicles_at(target.place, interval, sensor.classes);
            return visits.vehicles_in(target.zone, interval, sensor.classes);
        case ObservedKind::tickets:
            if (!target.place.valid()) return std::nullopt;
            return visits.arrivals_at(target.place, interval);
        default:
            break;
    }
    return target.place.valid() ? visits.people_at(target.place, interval) : visits.people_in(target.zone, interval);
}

std::size_t usable_values(DayMap const& map, Observations const& observations)
{
    std::size_t count = 0;
    for (auto const& value : observations.values) {
        auto const& sensor = observations.sensors[value.sensor];
        if (sensor.is_used && figure_of(map, sensor, value.interval)) ++count;
    }
    return count;
}

std::string issues_csv(Observations const& observations)
{
    std::string text = "kind,severity,sensor,line,count,message\n";
    for (auto const& issue : observations.issues) {
        text += fmt::format("{},{},{},{},{},{}\n", name_of(issue.kind), severity_name(issue.severity),
                            core::csv_cell(issue.sensor), issue.line == 0 ? "" : fmt::format("{}", issue.line),
                            issue.count, core::csv_cell(issue.message));
    }
    return text;
}

std::string sensors_csv(Observations const& observations, city::City const& city)
{
    std::string text = "sensor,kind,links,street,place,zone,hotspot,distance_m,used,may_also_be\n";
    for (auto const& sensor : observations.sensors) {
        std::vector<std::string> links;
        for (auto const link : sensor.target.links) links.push_back(core::hex(city.network.stable_id(link)));
        auto const& target = sensor.target;
        text += fmt::format("{},{},{},{},{},{},{},{:.1f},{},{}\n", core::csv_cell(sensor.id), name_of(sensor.kind),
                            fmt::join(links, " "),
                            target.links.empty() ? "" : core::csv_cell(city.network.name(target.links.front())),
                            target.place.valid() ? core::csv_cell(city.places[target.place].id) : "",
                            target.zone.valid() ? core::csv_cell(city.zones[target.zone].id) : "",
                            target.hotspot.valid() ? core::csv_cell(city.sites[target.hotspot].id) : "",
                            sensor.distance_m, sensor.is_used ? 1 : 0, core::csv_cell(sensor.other));
    }
    return text;
}

}  // namespace halong::equilibrium
