#include "city/build.hpp"
#include "core/error.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>

namespace halong::city {
namespace {

constexpr double least_height_m = 1;  // lower things stand in nobody's way
constexpr double most_height_m = 1'000;
constexpr double most_storeys = 300;

constexpr std::array height_columns{"height_m", "height", "building:height", "render_height"};
constexpr std::array storey_columns{"levels", "building:levels", "storeys"};

// The first of the columns in which a number stands.
template <std::size_t count>
std::optional<double> first_number(geo::Layer const& layer, geo::Feature const& feature,
                                   std::array<char const*, count> const& columns)
{
    for (char const* column : columns) {
        double const value = layer.number(feature, column, std::numeric_limits<double>::quiet_NaN());
        if (!std::isnan(value)) return value;
    }
    return std::nullopt;
}

}  // namespace

std::vector<Building> buildings_from(geo::Layer const& layer, ImportIssues& issues)
{
    std::vector<Building> buildings;
    std::vector<core::Diagnostic> findings;
    long by_rule = 0;
    long no_area = 0;
    auto const refuse = [&](geo::Feature const& feature, char const* what, double value, double most) {
        findings.push_back({fmt::format("{}, feature {}", layer.source, feature.fid), 0, 0,
                            fmt::format("a building has a {} of {}; allowed are 0 to {}", what, value, most),
                            "correct the value in the layer, or leave it empty"});
    };
    for (geo::Feature const& feature : layer.features) {
        auto const* area = std::get_if<geo::Area>(&feature.geometry);
        if (area == nullptr || area->empty()) {
            ++no_area;
            continue;
        }
        auto const height_m = first_number(layer, feature, height_columns);
        auto const storeys = first_number(layer, feature, storey_columns);
        if (height_m && !(*height_m >= 0 && *height_m <= most_height_m)) {
            refuse(feature, "height", *height_m, most_height_m);
        } else if (!height_m && storeys && !(*storeys >= 0 && *storeys <= most_storeys)) {
            refuse(feature, "number of storeys", *storeys, most_storeys);
        }
        bool const by_storeys = !height_m && storeys;
        if (!height_m && !storeys) ++by_rule;
        double const height = height_m ? *height_m : by_storeys ? *storeys * storey_m : unknown_height_m;
        // Whoever writes 0 says that he does not know.
        bool const unknown = height < least_height_m;
        buildings.push_back({*area, unknown ? unknown_height_m : height,
                             unknown || !height_m || layer.text(feature, "mark") == "estimate"});
    }
    if (!findings.empty()) throw core::UserError(findings);
    if (no_area > 0) {
        issues.add({IssueKind::unknown_kind, Severity::note, layer.source, "features without an area: left out",
                    std::nullopt, 0, no_area});
    }
    if (by_rule > 0) {
        issues.add({IssueKind::default_used, Severity::note, layer.source,
                    fmt::format("buildings without a height: {:.2f} m is taken", unknown_height_m), std::nullopt, 0,
                    by_rule});
    }
    return buildings;
}

}  // namespace halong::city
