// Local streets of a schematic city, laid by rule: what no source shows, but without which nobody could live there.
#include "city/build.hpp"
#include "city/main_roads.hpp"
#include "city/zone_streets.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::city {
namespace {

constexpr double default_spacing_m = 120;  // of zones that state none (estimate)
constexpr double least_spacing_m = 40;
constexpr double greatest_spacing_m = 1000;
constexpr double most_crossings = 2e5;  // in the box of one zone; one wrong corner makes it as wide as a continent

// The zones with an area, sorted by id. Spacings out of range are reported and replaced.
std::vector<ZoneRule> rules_of(geo::Layer const& zones, ImportIssues& issues)
{
    std::vector<ZoneRule> rules;
    std::vector<core::Diagnostic> findings;
    for (std::size_t row = 0; row < zones.features.size(); ++row) {
        auto const& feature = zones.features[row];
        auto const* const area = std::get_if<geo::Area>(&feature.geometry);
        if (area == nullptr) continue;
        ZoneRule rule;
        rule.id = zones.text(feature, "id", zones.text(feature, "name", fmt::format("zone-{}", row + 1)));
        rule.area = *area;
        rule.spacing_m = zones.number(feature, "street_spacing_m", default_spacing_m);
        rule.bearing_deg = zones.number(feature, "street_bearing_deg", 0);
        if (!(rule.spacing_m >= least_spacing_m && rule.spacing_m <= greatest_spacing_m)) {
            issues.add({IssueKind::bad_tag, Severity::warning, fmt::format("zone '{}'", rule.id),
                        fmt::format("street_spacing_m = {} is outside {} … {}: {} m is taken", rule.spacing_m,
                                    least_spacing_m, greatest_spacing_m, default_spacing_m),
                        geo::centroid(*area)});
            rule.spacing_m = default_spacing_m;
        }
        auto const box = geo::box_of(*area);
        double const width_m = box.max_x_m - box.min_x_m;
        double const height_m = box.max_y_m - box.min_y_m;
        if (width_m * height_m > most_crossings * rule.spacing_m * rule.spacing_m) {
            findings.push_back({fmt::format("{}, feature {}", zones.source, feature.fid), 0, 0,
                                fmt::format("zone '{}' is {:.1f} km by {:.1f} km, too large for streets every {} m",
                                            rule.id, width_m / 1000, height_m / 1000, rule.spacing_m),
                                "check its corners, or state a larger street_spacing_m (up to 1000)"});
        }
        if (!(rule.bearing_deg >= -360 && rule.bearing_deg <= 360)) rule.bearing_deg = 0;
        rules.push_back(std::move(rule));
    }
    if (!findings.empty()) throw core::UserError(std::move(findings));
    std::stable_sort(rules.begin(), rules.end(), [](ZoneRule const& a, ZoneRule const& b) { return a.id < b.id; });
    return rules;
}

}  // namespace

void lay_local_streets(RawRoads& roads, geo::Layer const& zones, geo::Projection const& projection,
                       ImportIssues& issues)
{
    auto const rules = rules_of(zones, issues);
    MainRoads main(roads, projection);
    std::vector<ZoneRule> done;
    RawRoads laid;
    for (auto const& rule : rules) {
        ZoneStreets zone(rule, done, main);
        zone.lay();
        zone.write_to(laid, projection, issues);
        done.push_back(rule);
    }
    main.write_to(roads, projection);
    roads.ways.insert(roads.ways.end(), laid.ways.begin(), laid.ways.end());
    roads.nodes.insert(roads.nodes.end(), laid.nodes.begin(), laid.nodes.end());
    std::sort(roads.nodes.begin(), roads.nodes.end(), [](RawNode const& a, RawNode const& b) { return a.id < b.id; });
}

}  // namespace halong::city
