#include "export/transit_table.hpp"

#include "geo/vector_layer.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace halong::exporting {
namespace {

using geo::FieldType;

double share(std::int64_t part, std::int64_t whole)
{
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

void write_transit_csv(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run)
{
    if (city.transit.lines.empty()) return;
    geo::OutputLayer table{"transit", "", geo::GeometryType::none, {}, {}, ""};
    for (char const* name : {"line", "name", "kind"}) table.fields.push_back({name, FieldType::text});
    for (char const* name : {"capacity", "hour", "departures", "boardings", "alightings", "passed_up"}) {
        table.fields.push_back({name, FieldType::integer});
    }
    table.fields.push_back({"mean_wait_min", FieldType::real});
    table.fields.push_back({"mean_ride_min", FieldType::real});
    table.fields.push_back({"peak_load", FieldType::integer});
    table.fields.push_back({"peak_load_share", FieldType::real});
    table.fields.push_back({"crowded_share", FieldType::real});
    auto const& hours = run.line_hours;
    for (std::uint32_t line = 0; line < city.transit.lines.size(); ++line) {
        city::TransitLine const& row = city.transit.lines[line];
        for (int hour = 0; hour < core::hours_per_day; ++hour) {
            std::size_t const cell = traffic::LineHours::cell(line, hour * core::ms_per_hour);
            if (hours.departures[cell] == 0 && hours.boardings[cell] == 0 && hours.alightings[cell] == 0) continue;
            table.features.push_back(
                {0,
                 {},
                 {row.id, row.name, std::string(city::name_of(row.kind)), std::int64_t{row.capacity},
                  std::int64_t{hour}, hours.departures[cell], hours.boardings[cell], hours.alightings[cell],
                  hours.passed_up[cell], services::mean_minutes(hours.wait_ms[cell], hours.boardings[cell]),
                  services::mean_minutes(hours.ride_ms[cell], hours.alightings[cell]), hours.peak_load[cell],
                  static_cast<double>(hours.peak_load[cell]) / row.capacity,
                  share(hours.crowded_ms[cell], hours.aboard_ms[cell])}});
        }
    }
    geo::write_csv(path, table);
}

std::string transit_text(city::City const& city, simulation::RunResult const& run)
{
    struct Sum {
        std::int64_t departures = 0;
        std::int64_t boardings = 0;
        std::int64_t passed_up = 0;
        std::int64_t wait_ms = 0;
        std::int64_t aboard_ms = 0;
        std::int64_t crowded_ms = 0;
    };
    std::array<Sum, city::transit_kind_count> sums{};
    for (std::size_t cell = 0; cell < run.line_hours.departures.size(); ++cell) {
        auto const& line = city.transit.lines[cell / core::hours_per_day];
        Sum& sum = sums[static_cast<std::size_t>(line.kind)];
        sum.departures += run.line_hours.departures[cell];
        sum.boardings += run.line_hours.boardings[cell];
        sum.passed_up += run.line_hours.passed_up[cell];
        sum.wait_ms += run.line_hours.wait_ms[cell];
        sum.aboard_ms += run.line_hours.aboard_ms[cell];
        sum.crowded_ms += run.line_hours.crowded_ms[cell];
    }
    std::string text;
    for (std::size_t kind = 0; kind < sums.size(); ++kind) {
        Sum const& sum = sums[kind];
        if (sum.departures == 0) continue;
        text += fmt::format(
            "  {}: {} departures, {} persons boarded after {:.1f} min on average, {} times somebody was passed "
            "up, {:.1f} % of the time aboard crowded\n",
            city::name_of(static_cast<city::TransitKind>(kind)), sum.departures, sum.boardings,
            services::mean_minutes(sum.wait_ms, sum.boardings), sum.passed_up,
            100 * share(sum.crowded_ms, sum.aboard_ms));
    }
    if (run.turned_away > 0) {
        text += fmt::format("  {} persons came too late for the last bus, boat or cabin and took a taxi\n",
                            run.turned_away);
    }
    if (run.gave_up > 0) {
        text += fmt::format("  {} persons were left behind by full buses until they took a taxi\n", run.gave_up);
    }
    return text;
}

}  // namespace halong::exporting
