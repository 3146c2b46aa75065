#include "export/report/sections.hpp"
#include "export/report/texts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <span>

namespace halong::exporting {
namespace {

using Service = ServiceFigures RunFigures::*;

std::vector<Text> hour_labels()
{
    std::vector<Text> labels;
    for (std::size_t hour = 0; hour < hours_of_day; ++hour) labels.push_back(same(fmt::format("{:02}", hour)));
    return labels;
}

// By hour, of all replications of a variant.
std::vector<double> mean_by_hour(VariantRuns const& variant, std::function<HourSums(RunFigures const&)> const& of)
{
    std::vector<double> means(hours_of_day);
    for (RunFigures const& run : variant.runs) {
        HourSums const sums = of(run);
        for (std::size_t hour = 0; hour < hours_of_day; ++hour) {
            means[hour] += sums[hour] / static_cast<double>(variant.runs.size());
        }
    }
    return means;
}

// Options whose values are those of the base are named under the chart, not drawn over its line.
void add_options(Chart& chart, std::vector<VariantRuns> const& variants, std::vector<double> const& base,
                 std::function<HourSums(RunFigures const&)> const& of)
{
    std::vector<Text> equal;
    for (VariantRuns const& variant : std::span(variants).subspan(1)) {
        auto values = mean_by_hour(variant, of);
        if (values == base) {
            equal.push_back(variant.title);
        } else {
            chart.series.push_back({variant.title, std::move(values), {}, {}, {}, true});
        }
    }
    if (!equal.empty())
        chart.note = joined(chart.note, chart.note.en.empty() ? "" : " ",
                            filled("profile.equal", {{"options", joined(equal, ", ")}}));
}

Chart service_chart(std::vector<VariantRuns> const& variants, std::string const& id, Service service)
{
    Chart chart{ChartKind::lines,
                text_of("profile." + id),
                unit_text((variants.front().runs.front().*service).unit),
                text_of("hour"),
                hour_labels(),
                {},
                {},
                0,
                text_of("profile.service_note")};
    auto const of = [service](DemandTable ServiceFigures::*table) {
        return [service, table](RunFigures const& run) { return ((run.*service).*table).by_hour(); };
    };
    for (auto const& [name, table] :
         {std::pair{"offered", &ServiceFigures::zone_offered}, std::pair{"covered", &ServiceFigures::zone_covered},
          std::pair{"carried", &ServiceFigures::zone_carried}}) {
        chart.series.push_back(
            {text_of(fmt::format("profile.{}", name)), mean_by_hour(variants.front(), of(table)), {}, {}, {}, false});
    }
    auto const base = chart.series.back().values;
    std::size_t const before = chart.series.size();
    add_options(chart, variants, base, of(&ServiceFigures::zone_carried));
    for (Series& series : std::span(chart.series).subspan(before)) {
        series.name = filled("profile.carried_with", {{"option", series.name}});
    }
    return chart;
}

Chart traffic_chart(std::vector<VariantRuns> const& variants, std::string const& id, int decimals,
                    std::function<HourSums(RunFigures const&)> const& of)
{
    Chart chart{ChartKind::lines,
                text_of("profile." + id),
                text_of("profile." + id + ".unit"),
                text_of("hour"),
                hour_labels(),
                {},
                {},
                decimals,
                text_of("profile." + id + ".note")};
    auto const base = mean_by_hour(variants.front(), of);
    chart.series.push_back({text_of(variants.size() > 1 ? "table.base" : "profile.this_day"), base, {}, {}, {}, false});
    add_options(chart, variants, base, of);
    return chart;
}

}  // namespace

Section profiles_section(std::vector<VariantRuns> const& variants)
{
    Section section{"profiles", text_of("section.profiles"), {}};
    auto const& first = variants.front().runs.front();
    if (!first.wifi.unit.empty()) section.blocks.emplace_back(service_chart(variants, "wifi", &RunFigures::wifi));
    if (!first.camera.unit.empty()) {
        section.blocks.emplace_back(service_chart(variants, "camera", &RunFigures::camera));
    }
    section.blocks.emplace_back(traffic_chart(variants, "delay", 1, &RunFigures::delay_h));
    section.blocks.emplace_back(traffic_chart(variants, "volume", 0, &RunFigures::link_volumes));
    return section;
}

}  // namespace halong::exporting
