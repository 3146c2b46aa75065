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

using study::mean_of;
using study::PairedDifference;

// What is shared out: demand that a service carries, or delay of people.
struct Subject {
    std::string id;  // in the catalogue: gains.<id>_classes, gains.<id>_zones
    Text unit;
    DemandTable const& (*table_of)(RunFigures const&);
    bool more_is_better = true;
};
using Groups = std::vector<double> (DemandTable::*)() const;  // by class of person or by zone
constexpr std::size_t most_zones = 12;

// One group's sum in every replication of every variant.
struct Gain {
    std::vector<std::vector<double>> values;  // [variant][replication]
};

std::vector<Gain> gains_by(std::vector<VariantRuns> const& variants, Subject const& subject, Groups groups)
{
    std::vector<Gain> gains;
    for (std::size_t v = 0; v < variants.size(); ++v) {
        for (RunFigures const& run : variants[v].runs) {
            auto const sums = (subject.table_of(run).*groups)();
            gains.resize(sums.size());
            for (std::size_t g = 0; g < sums.size(); ++g) {
                gains[g].values.resize(variants.size());
                gains[g].values[v].push_back(sums[g]);
            }
        }
    }
    return gains;
}

Cell difference_cell(Gain const& gain, std::size_t variant, Subject const& subject, scenario::Study const& study)
{
    PairedDifference const difference = study::paired_difference(gain.values.front(), gain.values[variant],
                                                                 study.confidence, study::first_stage_of(study));
    if (difference.mean == 0 && difference.half_width == 0) {
        return {{}, text_of("cell.no_difference"), {}, Tone::plain};
    }
    return {{},
            figure(study::interval_text(difference)),
            difference.distinguishable ? Text{} : text_of("cell.unclear"),
            !difference.distinguishable                       ? Tone::unclear
            : (difference.mean > 0) == subject.more_is_better ? Tone::better
                                                              : Tone::worse};
}

TableRow row_of(Text name, Gain const& gain, Subject const& subject, scenario::Study const& study)
{
    TableRow row{
        std::move(name), {}, {{figure(study::number_text(mean_of(gain.values.front()))), {}, {}, Tone::plain}}};
    for (std::size_t v = 1; v < gain.values.size(); ++v) {
        row.cells.push_back(difference_cell(gain, v, subject, study));
    }
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
    Table table{std::move(title), {text_of(groups), text_of("table.base")}, false, {}, {}, false, true};
    for (VariantRuns const& variant : std::span(variants).subspan(1)) table.head.push_back(variant.title);
    return table;
}

void add_classes(Section& section, std::vector<VariantRuns> const& variants, Subject const& subject,
                 std::vector<Gain> const& gains, scenario::Study const& study)
{
    auto const& classes = variants.front().runs.front().person_classes;
    Table table =
        empty_table(variants, filled("gains." + subject.id + "_classes", {{"unit", subject.unit}}), "gains.class");
    for (std::size_t c = 0; c < gains.size(); ++c) {
        table.rows.push_back(row_of(person_class_text(classes[c]), gains[c], subject, study));
    }
    section.blocks.emplace_back(std::move(table));
}

// The zones that change most.
void add_zones(Section& section, std::vector<VariantRuns> const& variants, Subject const& subject,
               std::vector<Gain> const& gains, scenario::Study const& study)
{
    auto const& names = variants.front().runs.front().zone_names;
    std::vector<std::size_t> order(gains.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, std::ranges::greater(), [&](std::size_t z) { return largest_change(gains[z]); });
    Table table =
        empty_table(variants, filled("gains." + subject.id + "_zones", {{"unit", subject.unit}}), "gains.zone");
    for (std::size_t const z : std::span(order).first(std::min(most_zones, order.size()))) {
        if (changes_any(gains[z])) table.rows.push_back(row_of(same(names[z]), gains[z], subject, study));
    }
    table.note = filled("gains.zones_note", {{"shown", count_text(static_cast<std::int64_t>(table.rows.size()))},
                                             {"all", count_text(static_cast<std::int64_t>(gains.size()))}});
    section.blocks.emplace_back(std::move(table));
}

// Nothing where no option changes it.
void add_subject(Section& section, std::vector<VariantRuns> const& variants, Subject const& subject,
                 scenario::Study const& study)
{
    auto const by_class = gains_by(variants, subject, &DemandTable::by_class);
    if (std::ranges::none_of(by_class, changes_any)) return;
    add_classes(section, variants, subject, by_class, study);
    add_zones(section, variants, subject, gains_by(variants, subject, &DemandTable::by_row), study);
}

}  // namespace

Text person_class_text(std::string const& word)
{
    std::string const key = fmt::format("class.{}", word);
    return has_text(key) ? text_of(key) : same(word);
}

Section gains_section(std::vector<VariantRuns> const& variants, scenario::Study const& study)
{
    Section section{"gains", text_of("section.gains"), {Paragraph{text_of("gains.intro"), ParagraphKind::plain}}};
    auto const& first = variants.front().runs.front();
    auto const wifi = [](RunFigures const& run) -> DemandTable const& { return run.wifi.zone_carried; };
    auto const camera = [](RunFigures const& run) -> DemandTable const& { return run.camera.zone_carried; };
    auto const delay = [](RunFigures const& run) -> DemandTable const& { return run.person_delay_h; };
    std::vector<Subject> const subjects{{"wifi", unit_text(first.wifi.unit), wifi},
                                        {"camera", unit_text(first.camera.unit), camera},
                                        {"delay", unit_text("person-h"), delay, false}};
    for (Subject const& subject : subjects) add_subject(section, variants, subject, study);
    if (section.blocks.size() == 1) section.blocks.emplace_back(Paragraph{text_of("gains.none"), ParagraphKind::plain});
    return section;
}

}  // namespace halong::exporting
