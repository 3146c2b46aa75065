#include "export/report/sections.hpp"
#include "export/report/study_words.hpp"
#include "export/report/texts.hpp"
#include "study/number_text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::exporting {
namespace {

using study::AnswerPart;
using study::AnswerRow;
using study::AnswerSection;
using study::PairedDifference;

constexpr double million = 1e6;

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
    Table table{{section.title.vi, section.title.en}, head_of(words), true, {}, {}, false, true};
    for (std::size_t r = 0; r < section.rows.size(); ++r) {
        AnswerRow const& row = section.rows[r];
        // A sensitivity has the ends of the number there.
        Text const unit = section.part == AnswerPart::sensitivity ? figure(row.unit) : row_unit(row.unit);
        TableRow one{{row.name.vi, row.name.en}, unit, {{figure(row.base), {}, {}, Tone::plain}}};
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

Table worth_table(StudyWords const& words, AnswerSection const& printed)
{
    std::size_t const sum = printed.rows.size() - 2;
    Table table = table_of(words, printed, [&](std::size_t row, std::size_t option) {
        return row == sum ? tone_of_benefit(words.answer().weighted_benefit[option]) : Tone::plain;
    });
    table.note = text_of("cost.weights_note");
    return table;
}

Table economics_table(StudyWords const& words, AnswerSection const& printed)
{
    constexpr std::size_t net_value = 2;  // after costs and benefit
    Table table = table_of(words, printed, [&](std::size_t row, std::size_t option) {
        study::Economics const& one = words.answer().economics[option];
        if (row != net_value) return Tone::plain;
        return !one.distinguishable ? Tone::unclear : one.npv_vnd > 0 ? Tone::better : Tone::worse;
    });
    table.note = filled("cost.economics_note", {{"years", count_text(words.study().horizon_years)}});
    return table;
}

// The printed table names by their ids the options compared with.
Table increments_table(StudyWords const& words, AnswerSection const& printed)
{
    Table table = table_of(words, printed, plain_tone);
    auto const& against = printed.rows.front().cells;
    for (std::size_t i = 0; i < against.size(); ++i) {
        table.rows.front().cells[i + 1].value = words.variant_title(against[i].value);
    }
    table.note = text_of("cost.increments_note");
    return table;
}

// Net present values at both ends of each uncertain number, the widest first.
Chart tornado(StudyWords const& words, std::size_t option)
{
    auto const& answer = words.answer();
    Chart chart{ChartKind::intervals,
                filled("sensitivity.chart", {{"option", words.option_title(option)}}),
                unit_text("m VND"),
                text_of("sensitivity.label"),
                {},
                {},
                {},
                0,
                {}};
    Series series{text_of("sensitivity.series"), {}, {}, {}, {}, false};
    for (std::size_t const j : study::tornado_order(answer.sensitivity)) {
        study::SensitivityBar const& bar = answer.sensitivity.bars[j];
        Text const name = study::name_of(words.study().uncertain[j]);
        chart.labels.push_back(of_user(name, words.study().uncertain[j].key));
        series.values.push_back(static_cast<double>(answer.economics[option].npv_vnd) / million);
        series.low.push_back(std::min(bar.npv_low[option], bar.npv_high[option]) / million);
        series.high.push_back(std::max(bar.npv_low[option], bar.npv_high[option]) / million);
        series.tones.push_back(Tone::plain);
    }
    chart.series.push_back(std::move(series));
    return chart;
}

Chart cost_chart(StudyWords const& words)
{
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
    Table table = table_of(words, *words.table().find(AnswerPart::indicators),
                           [&words](std::size_t kpi, std::size_t option) { return words.tone(kpi, option); });
    table.note = filled("table.note",
                        {{"confidence", words.confidence()}, {"replications", count_text(kept.answer.replications)}});
    section.blocks.emplace_back(std::move(table));
    return section;
}

Section days_section(study::KeptStudy const& kept)
{
    StudyWords const words(kept);
    Section section{"days", text_of("section.days"), {}};
    std::size_t d = 0;
    for (AnswerSection const& printed : words.table().sections) {
        if (printed.part != AnswerPart::other_day) continue;
        auto const& kpis = kept.answer.other_days[d++].kpis;
        section.blocks.emplace_back(table_of(
            words, printed, [&](std::size_t kpi, std::size_t option) { return words.tone(kpis, kpi, option); }));
    }
    if (!section.blocks.empty()) section.blocks.emplace_back(Paragraph{text_of("days.note"), ParagraphKind::note});
    return section;
}

Section sensitivity_section(study::KeptStudy const& kept)
{
    StudyWords const words(kept);
    Section section{"sensitivity", text_of("section.sensitivity"), {}};
    if (kept.answer.sensitivity.bars.empty()) return section;
    for (std::size_t i = 0; i < kept.study.options.size(); ++i) section.blocks.emplace_back(tornado(words, i));
    Table levels = table_of(words, *words.table().find(AnswerPart::sensitivity), plain_tone);
    levels.note = text_of("sensitivity.note");
    section.blocks.emplace_back(std::move(levels));
    Table together = table_of(words, *words.table().find(AnswerPart::uncertainty), plain_tone);
    together.note = text_of("uncertainty.note");
    section.blocks.emplace_back(std::move(together));
    return section;
}

Section costs_section(study::KeptStudy const& kept)
{
    StudyWords const words(kept);
    study::AnswerTable const& printed = words.table();
    Section section{"costs", text_of("section.costs"), {}};
    section.blocks.emplace_back(cost_chart(words));
    Table costs = table_of(words, *printed.find(AnswerPart::costs), plain_tone);
    costs.note = filled("cost.note", {{"rate", figure(study::given_text(100 * kept.study.discount_rate))}});
    if (Text const sources = words.cost_sources(); !sources.en.empty()) {
        costs.note = joined(costs.note, " ", filled("cost.sources", {{"sources", sources}}));
    }
    section.blocks.emplace_back(std::move(costs));
    Table per_unit = table_of(words, *printed.find(AnswerPart::costs_per_unit), plain_tone);
    per_unit.note = filled("cost.per_unit_note", {{"days", figure(study::days_text(kept.study))}});
    section.blocks.emplace_back(std::move(per_unit));
    auto const* const transfers = printed.find(AnswerPart::transfers);
    auto const add_transfers = [&] {
        if (transfers == nullptr) return;
        Table table = table_of(words, *transfers, plain_tone);
        table.note = text_of("cost.transfers_note");
        section.blocks.emplace_back(std::move(table));
    };
    auto const* const worth = printed.find(AnswerPart::worth);
    if (worth == nullptr) {
        add_transfers();
        return section;
    }
    section.blocks.emplace_back(worth_table(words, *worth));
    section.blocks.emplace_back(economics_table(words, *printed.find(AnswerPart::economics)));
    section.blocks.emplace_back(increments_table(words, *printed.find(AnswerPart::increments)));
    add_transfers();
    return section;
}

Section certainty_section(study::KeptStudy const& kept)
{
    StudyWords const words(kept);
    Section section{"certainty", text_of("section.certainty"), {}};
    Table ranking = table_of(words, *words.table().find(AnswerPart::ranking), plain_tone);
    ranking.note = text_of("certainty.ranking_note");
    section.blocks.emplace_back(std::move(ranking));
    Table comparisons = table_of(words, *words.table().find(AnswerPart::comparisons), plain_tone);
    comparisons.note = text_of("certainty.comparisons_note");
    section.blocks.emplace_back(std::move(comparisons));
    Table common = table_of(words, *words.table().find(AnswerPart::common), plain_tone);
    common.note = text_of("certainty.common_note");
    section.blocks.emplace_back(std::move(common));
    if (auto const* const robust = words.table().find(AnswerPart::robust)) {
        Table table = table_of(words, *robust, plain_tone);
        table.note = filled("certainty.robust_note", {{"confidence", words.confidence()}});
        section.blocks.emplace_back(std::move(table));
    }
    return section;
}

}  // namespace halong::exporting
