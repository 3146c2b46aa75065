#include "city/build.hpp"
#include "city/unread_cells.hpp"
#include "city/zone_margins.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <numeric>
#include <set>

namespace halong::city {
namespace {

constexpr double most_of_zone = 1e8;            // more than any city has
constexpr double persons_per_household = 3.62;  // census 2019, sum of 33 units

std::string slug_or(std::string const& id, std::string const& name, std::size_t row)
{
    if (!id.empty()) return id;
    return name.empty() ? fmt::format("zone-{}", row + 1) : name;
}

std::optional<Sector> find_sector(std::string_view name)
{
    constexpr std::array<std::string_view, 6> names{"trade", "industry", "port", "tourism", "mixed", "rural"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) return static_cast<Sector>(i);
    }
    return std::nullopt;
}

// A count that must not be negative; a finding otherwise.
std::int64_t count_of(geo::Layer const& layer, geo::Feature const& feature, std::string const& column,
                      std::string const& zone, std::vector<core::Diagnostic>& findings)
{
    std::string const place = fmt::format("{}, feature {}", layer.source, feature.fid);
    if (auto const text = text_for_number(layer, feature, column); !text.empty()) {
        findings.push_back({place, 0, 0, fmt::format("zone '{}' has {} = '{}', which is no number", zone, column, text),
                            "write digits alone, with a point for decimals"});
        return 0;
    }
    if (auto const text = grouped_number(layer, feature, column); !text.empty()) {
        findings.push_back({place, 0, 0,
                            fmt::format("zone '{}' has {} = '{}', in which the point may part thousands or decimals",
                                        zone, column, text),
                            "write digits alone, such as 12500"});
        return 0;
    }
    double const value = layer.number(feature, column, 0);
    if (value >= 0 && value <= most_of_zone) return std::llround(value);
    findings.push_back(
        {place, 0, 0, fmt::format("zone '{}' has {} = {}; allowed are 0 to {:.0f}", zone, column, value, most_of_zone),
         "correct the value in the layer"});
    return 0;
}

// A margin of the zone's own census: one column for each class. Empty where the layer has none of the columns, or the
// feature no value in any; columns or values that are missing beside others are findings.
std::vector<std::int64_t> margin_of(geo::Layer const& layer, geo::Feature const& feature,
                                    std::vector<std::string> const& columns, std::string const& zone,
                                    std::vector<core::Diagnostic>& findings)
{
    auto const is_given = [&](std::string const& column) { return !layer.text(feature, column).empty(); };
    auto const given = std::ranges::count_if(columns, is_given);
    if (given == 0) return {};
    std::vector<std::int64_t> margin;
    for (std::string const& column : columns) {
        if (is_given(column)) {
            margin.push_back(count_of(layer, feature, column, zone, findings));
        } else {
            findings.push_back({fmt::format("{}, feature {}", layer.source, feature.fid), 0, 0,
                                fmt::format("zone '{}' has {} of the columns {} … {}, but not '{}'", zone, given,
                                            columns.front(), columns.back(), column),
                                "give all of them (0 where there is nobody), or none"});
        }
    }
    return margin;
}

void require_column(geo::Layer const& layer, std::string const& column, std::vector<core::Diagnostic>& findings)
{
    if (layer.find_field(column)) return;
    std::vector<std::string> names;
    for (auto const& field : layer.fields) names.push_back(field.name);
    std::string const near = core::nearest(column, names);
    findings.push_back({layer.source, 0, 0, fmt::format("the zones have no column '{}'", column),
                        near.empty() ? "name the column of residents with --zone-population COLUMN"
                                     : fmt::format("did you mean '{}'?", near)});
}

}  // namespace

Column<ZoneId, Zone> zones_from(geo::Layer const& layer, ZoneColumns const& columns, ImportIssues& issues)
{
    std::vector<core::Diagnostic> findings;
    require_column(layer, columns.population, findings);
    if (!findings.empty()) throw core::UserError(findings);
    // Several features with one id are parts of one zone: their areas are joined.
    std::map<std::string, Zone> zones;
    for (std::size_t row = 0; row < layer.features.size(); ++row) {
        geo::Feature const& feature = layer.features[row];
        std::string const name = layer.text(feature, columns.name);
        std::string const id = slug_or(layer.text(feature, columns.id), name, row);
        auto const* area = std::get_if<geo::Area>(&feature.geometry);
        if (area == nullptr) {
            findings.push_back({fmt::format("{}, feature {}", layer.source, feature.fid), 0, 0,
                                fmt::format("zone '{}' has no polygon", id), "zones are areas: give each a polygon"});
            continue;
        }
        auto const [entry, fresh] = zones.try_emplace(id);
        Zone& zone = entry->second;
        zone.area.insert(zone.area.end(), area->begin(), area->end());
        if (!fresh) {
            issues.add({IssueKind::duplicate_id, Severity::note, fmt::format("zone '{}'", id),
                        "several features share this id: their areas were joined", geo::centroid(*area)});
            continue;
        }
        zone.id = id;
        zone.name = name.empty() ? id : name;
        zone.residents = count_of(layer, feature, columns.population, id, findings);
        zone.households = count_of(layer, feature, columns.households, id, findings);
        zone.jobs = count_of(layer, feature, columns.jobs, id, findings);
        zone.school_places = count_of(layer, feature, columns.school_places, id, findings);
        zone.household_sizes = margin_of(layer, feature, household_size_columns(), id, findings);
        zone.ages = margin_of(layer, feature, age_columns(), id, findings);
        std::string const sector = layer.text(feature, columns.sector);
        zone.sector = find_sector(sector).value_or(Sector::mixed);
        if (!sector.empty() && !find_sector(sector)) {
            issues.add({IssueKind::unknown_kind, Severity::warning, fmt::format("zone '{}'", id),
                        fmt::format("the sector '{}' is not known: taken as mixed", sector), geo::centroid(*area)});
        }
        if (zone.households == 0 && !zone.household_sizes.empty()) {
            zone.households =
                std::accumulate(zone.household_sizes.begin(), zone.household_sizes.end(), std::int64_t{0});
        }
        if (zone.households == 0) {
            zone.households = std::llround(static_cast<double>(zone.residents) / persons_per_household);
        }
        if (zone.residents == 0) {
            issues.add({IssueKind::zone_without_people, Severity::warning, fmt::format("zone '{}'", id),
                        "nobody lives here", geo::centroid(*area)});
        }
    }
    if (!findings.empty()) throw core::UserError(findings);
    Column<ZoneId, Zone> column;
    for (auto& [id, zone] : zones) column.push_back(std::move(zone));
    return column;
}

}  // namespace halong::city
