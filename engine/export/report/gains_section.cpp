#include "export/report/sections.hpp"
#include "export/report/texts.hpp"
#include "study/answer_table.hpp"
#include "study/number_text.hpp"
#include "study/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <span>

namespace halong::exporting {
namespace {

using study::PairedDifference;
using Service = ServiceFigures RunFigures::*;
using Groups = std::vector<double> (DemandTable::*)() const;  // by class of person or by zone
constexpr std::size_t most_zones = 12;

// One group's sum in every replication of every variant.
struct Gain {
    std::vector<std::vector<double>> values;  // [variant][replication]
};

std::vector<Gain> gains_by(std::vector<VariantRuns> const& variants, Service service, Groups groups)
{
    std::vector<Gain> gains;
    for (std::size_t v = 0; v < variants.size(); ++v) {
        for (RunFigures const& run : variants[v].runs) {
            auto const sums = ((run.*service).zone_carried.*groups)();
            gains.resize(sums.size());
            for (std::size_t g = 0; g < sums.size(); ++g) {
                gains[g].values.resize(variants.size());
                gains[g].values[v].push_back(sums[g]);
            }
        }
    }
    return gains;
}

double mean_of(std::vector<double> const& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// What the groups of zones and classes share: a row of base and differences.
Cell difference_cell(Gain const& gain, std::size_t variant, double confidence)
{
    PairedDifference const difference = study::paired_difference(gain.values.front(), gain.values[variant], confidence);
    if (difference.mean == 0 && difference.half_width == 0) {
        return {{}, text_of("cell.no_difference"), {}, Tone::plain};
    }
    return {{},
            figure(study::interval_text(difference)),
            difference.distinguishable ? Text{} : text_of("cell.unclear"),
            !difference.distinguishable ? Tone::unclear
            : difference.mean > 0       ? Tone::better
                                        : Tone::worse};
}

TableRow row_of(Text name, Gain const& gain, double confidence)
{
    TableRow row{
        std::move(name), {}, {{figure(study::number_text(mean_of(gain.values.front()))), {}, {}, Tone::plain}}};
    for (std::size_t v = 1; v < gain.values.size(); ++v) row.cells.push_back(difference_cell(gain, v, confidence));
    return row;
}

bool changes_any(Gain const& gain)
{
    return std::ranges::any_of(std::span(gain.values).subspan(1),
                               [&](auto const& values) { return values != gain.values.front(); });
}

double largest_change(Gain const& gain)
{
    double largest = 0;
    for (auto const& values : std::span(gain.values).subspan(1)) {
        largest = std::max(largest, std::abs(mean_of(values) - mean_of(gain.values.front())));
    }
    return largest;
}

Table empty_table(std::vector<VariantRuns> const& variants, Text title, std::string_view groups)
{
    Table table{std::move(title), {text_of(groups), text_of("table.base")}, false, {}, {}, false};
    for (VariantRuns const& variant : std::span(variants).subspan(1)) table.head.push_back(variant.title);
    return table;
}

void add_service(Section& section, std::vector<VariantRuns> const& variants, std::string const& id, Service service,
                 double confidence)
{
    RunFigures const& first = variants.front().runs.front();
    Text const unit = unit_text((first.*service).unit);
    auto const by_class = gains_by(variants, service, &DemandTable::by_class);
    if (std::ranges::none_of(by_class, changes_any)) return;
    Table classes = empty_table(variants, filled("gains." + id + "_classes", {{"unit", unit}}), "gains.class");
    for (std::size_t c = 0; c < by_class.size(); ++c) {
        classes.rows.push_back(row_of(person_class_text(first.person_classes[c]), by_class[c], confidence));
    }
    section.blocks.emplace_back(std::move(classes));

    auto const by_zone = gains_by(variants, service, &DemandTable::by_row);
    std::vector<std::size_t> order(by_zone.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, std::ranges::greater(), [&](std::size_t z) { return largest_change(by_zone[z]); });
    Table zones = empty_table(variants, filled("gains." + id + "_zones", {{"unit", unit}}), "gains.zone");
    for (std::size_t const z : std::span(order).first(std::min(most_zones, order.size()))) {
        if (!changes_any(by_zone[z])) continue;
        zones.rows.push_back(row_of(same(first.zone_names[z]), by_zone[z], confidence));
    }
    zones.note = filled("gains.zones_note", {{"shown", count_text(static_cast<std::int64_t>(zones.rows.size()))},
                                             {"all", count_text(static_cast<std::int64_t>(by_zone.size()))}});
    section.blocks.emplace_back(std::move(zones));
}

}  // namespace

Text person_class_text(std::string const& word)
{
    std::string const key = fmt::format("class.{}", word);
    return has_text(key) ? text_of(key) : same(word);
}

Section gains_section(std::vector<VariantRuns> const& variants, double confidence)
{
    Section section{"gains", text_of("section.gains"), {Paragraph{text_of("gains.intro"), ParagraphKind::plain}}};
    add_service(section, variants, "wifi", &RunFigures::wifi, confidence);
    add_service(section, variants, "camera", &RunFigures::camera, confidence);
    if (section.blocks.size() == 1) section.blocks.emplace_back(Paragraph{text_of("gains.none"), ParagraphKind::plain});
    return section;
}

}  // namespace halong::exporting
