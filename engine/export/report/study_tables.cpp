#include "export/report/sections.hpp"
#include "export/report/study_words.hpp"
#include "export/report/texts.hpp"
#include "study/number_text.hpp"

#include <fmt/format.h>

namespace halong::exporting {
namespace {

using study::AnswerRow;
using study::AnswerSection;
using study::PairedDifference;

std::vector<Text> head_of(StudyWords const& words)
{
    std::vector<Text> head{text_of("table.indicator"), text_of("table.unit"), text_of("table.base")};
    for (std::size_t i = 0; i < words.study().options.size(); ++i) head.push_back(words.option_title(i));
    return head;
}

// The unit of a row of the printed table, such as "person-min ↑" or "VND/person-min".
Text row_unit(std::string const& unit)
{
    for (std::string_view const arrow : {" ↑", " ↓"}) {
        if (unit.ends_with(arrow)) {
            return joined(unit_text(std::string_view(unit).substr(0, unit.size() - arrow.size())), "", same(arrow));
        }
    }
    constexpr std::string_view per = "VND/";
    if (unit.starts_with(per)) return joined(unit_text("VND"), "/", unit_text(unit.substr(per.size())));
    return unit_text(unit);
}

// `tone_of` tells the tone of a cell by row and option.
template <class ToneOf>
Table table_of(StudyWords const& words, AnswerSection const& section, ToneOf const& tone_of)
{
    Table table{{section.title.vi, section.title.en}, head_of(words), true, {}, {}, false};
    for (std::size_t r = 0; r < section.rows.size(); ++r) {
        AnswerRow const& row = section.rows[r];
        TableRow one{{row.name.vi, row.name.en}, row_unit(row.unit), {{figure(row.base), {}, {}, Tone::plain}}};
        for (std::size_t i = 0; i < row.cells.size(); ++i)
            one.cells.push_back(report_cell(row.cells[i], tone_of(r, i)));
        table.rows.push_back(std::move(one));
    }
    return table;
}

Tone plain_tone(std::size_t, std::size_t) { return Tone::plain; }

Tone tone_of_benefit(PairedDifference const& benefit)
{
    if (benefit.mean == 0 && benefit.half_width == 0) return Tone::plain;
    if (!benefit.distinguishable) return Tone::unclear;
    return benefit.mean > 0 ? Tone::better : Tone::worse;
}

Chart cost_chart(StudyWords const& words)
{
    constexpr double million = 1e6;
    Chart chart{
        ChartKind::bars, text_of("cost.chart"), unit_text("m VND/year"), text_of("table.option"), {}, {}, {}, 0, {}};
    Series cost{text_of("cost.annual"), {}, {}, {}, {}, false};
    Series benefit{text_of("cost.benefit"), {}, {}, {}, {}, false};
    for (std::size_t i = 0; i < words.study().options.size(); ++i) {
        chart.labels.push_back(words.option_title(i));
        cost.values.push_back(words.answer().annual_cost_vnd[i] / million);
        benefit.values.push_back(words.answer().weighted_benefit_vnd[i] / million);
    }
    chart.series.push_back(std::move(cost));
    if (!words.sum_cells().empty()) chart.series.push_back(std::move(benefit));
    return chart;
}

}  // namespace

Section indicators_section(study::KeptStudy const& kept)
{
    StudyWords const words(kept);
    Section section{"indicators", text_of("section.indicators"), {}};
    Table table = table_of(words, words.table().sections[0],
                           [&words](std::size_t kpi, std::size_t option) { return words.tone(kpi, option); });
    table.note = filled("table.note",
                        {{"confidence", words.confidence()}, {"replications", count_text(kept.study.replications)}});
    section.blocks.emplace_back(std::move(table));
    return section;
}

Section costs_section(study::KeptStudy const& kept)
{
    StudyWords const words(kept);
    auto const& sections = words.table().sections;
    Section section{"costs", text_of("section.costs"), {}};
    section.blocks.emplace_back(cost_chart(words));
    Table costs = table_of(words, sections[1], plain_tone);
    costs.note = filled("cost.note", {{"rate", figure(study::given_text(100 * kept.study.discount_rate))}});
    section.blocks.emplace_back(std::move(costs));
    Table per_unit = table_of(words, sections[2], plain_tone);
    per_unit.note = filled("cost.per_unit_note", {{"days", figure(study::given_text(kept.study.days_per_year))}});
    section.blocks.emplace_back(std::move(per_unit));
    if (sections.size() > 3) {
        std::size_t const sum = sections[3].rows.size() - 2;
        Table worth = table_of(words, sections[3], [&](std::size_t row, std::size_t option) {
            return row == sum ? tone_of_benefit(kept.answer.weighted_benefit[option]) : Tone::plain;
        });
        worth.note = text_of("cost.weights_note");
        section.blocks.emplace_back(std::move(worth));
    }
    return section;
}

}  // namespace halong::exporting
