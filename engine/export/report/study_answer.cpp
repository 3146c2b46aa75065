#include "export/report/sections.hpp"
#include "export/report/study_words.hpp"
#include "export/report/texts.hpp"
#include "scenario/words.hpp"
#include "study/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace halong::exporting {
namespace {

using scenario::Study;
using study::PairedDifference;
using study::StudyAnswer;

constexpr double million = 1e6;

bool is_untouched(PairedDifference const& difference) { return difference.mean == 0 && difference.half_width == 0; }

// "person-min a day" for what adds up over a day, "min" for a mean.
Text amount_unit(StudyWords const& words, std::size_t kpi)
{
    Text const unit = difference_unit_text(words.kpi_unit(kpi));
    return words.is_sum_of_day(kpi) ? joined(unit, " ", text_of("finding.a_day")) : unit;
}

// "Wi-Fi carried: rises by 28,701 ± 1,049 person-min a day (base 176,757 person-min)"
Text found_text(StudyWords const& words, std::size_t kpi, std::size_t option)
{
    double const mean = words.answer().kpis[kpi].differences[option].mean;
    return filled(mean > 0 ? "finding.more" : "finding.less", {{"kpi", words.kpi_name(kpi)},
                                                               {"amount", without_sign(words.difference(kpi, option))},
                                                               {"unit", amount_unit(words, kpi)},
                                                               {"base", words.base(kpi)},
                                                               {"base_unit", unit_text(words.kpi_unit(kpi))}});
}

// Names of the indicators for which `wanted` holds, with their differences where `with_figures`.
// Indicators of which there was nothing on the day are left out: add_absent() tells of them.
template <class Wanted>
Text kpi_list(StudyWords const& words, std::size_t option, bool with_figures, Wanted const& wanted)
{
    std::vector<Text> items;
    for (std::size_t k = 0; k < words.answer().kpis.size(); ++k) {
        if (words.absence(k) != study::Absence::none) continue;
        if (!wanted(words.answer().kpis[k].differences[option])) continue;
        items.push_back(with_figures ? filled("finding.item", {{"kpi", words.kpi_name(k)},
                                                               {"difference", words.difference(k, option)},
                                                               {"unit", difference_unit_text(words.kpi_unit(k))}})
                                     : words.kpi_name(k));
    }
    return joined(items, "; ");
}

OptionCard::Line cost_line(Study const& study, StudyAnswer const& answer, std::size_t i)
{
    study::OptionCost const cost = study::cost_of(study, i);
    auto const money = [](auto vnd) { return static_cast<double>(vnd) / million; };
    return {
        filled("finding.cost",
               {{"annual", figure(study::number_text(money(answer.annual_cost_vnd[i])))},
                {"capex", figure(study::given_text(money(cost.capex_vnd)))},
                {"opex", figure(study::given_text(money(cost.opex_vnd_per_year)))},
                {"life", figure(std::isnan(cost.life_years) ? std::string("–") : study::given_text(cost.life_years))}}),
        Tone::plain};
}

void add_costs_per_unit(OptionCard& card, StudyWords const& words, std::size_t option)
{
    std::vector<Text> items;
    for (std::size_t k = 0; k < words.answer().kpis.size(); ++k) {
        double const vnd = words.answer().kpis[k].vnd_per_unit[option];
        if (!std::isfinite(vnd)) continue;
        items.push_back(filled("finding.per_unit", {{"vnd", figure(study::rough_text(vnd))},
                                                    {"unit", one_unit_text(words.kpi_unit(k))},
                                                    {"kpi", words.kpi_name(k)}}));
    }
    if (!items.empty()) card.lines.push_back({joined(items, "; "), Tone::plain});
}

void add_worth(OptionCard& card, StudyWords const& words, std::size_t option)
{
    auto const& cells = words.sum_cells();
    if (cells.empty()) return;
    PairedDifference const& benefit = words.answer().weighted_benefit[option];
    double const net = (words.answer().weighted_benefit_vnd[option] - words.answer().annual_cost_vnd[option]) / million;
    char const* const key = is_untouched(benefit)      ? "finding.worth_none"
                            : !benefit.distinguishable ? "finding.worth_unclear"
                                                       : "finding.worth";
    card.lines.push_back({filled(key, {{"benefit", without_star(figure(cells[option].difference))},
                                       {"net", figure(study::number_text(net))}}),
                          Tone::plain});
}

void add_net_value(OptionCard& card, StudyWords const& words, std::size_t option)
{
    if (words.sum_cells().empty()) return;
    study::Economics const& one = words.answer().economics[option];
    PairedDifference const value{static_cast<double>(one.npv_vnd), static_cast<double>(one.npv_half_width_vnd), false};
    card.lines.push_back(
        {filled(one.distinguishable ? "finding.npv" : "finding.npv_unclear",
                {{"years", count_text(words.study().horizon_years)},
                 {"rate", figure(study::given_text(100 * words.study().discount_rate))},
                 {"npv", figure(study::interval_text(value, million))},
                 {"ratio", figure(study::number_text(one.benefit_cost_ratio, 2))},
                 {"irr", one.internal_rate ? figure(study::number_text(100 * *one.internal_rate, 1) + " %")
                                           : text_of("cell.none")}}),
         !one.distinguishable ? Tone::unclear
         : one.npv_vnd > 0    ? Tone::better
                              : Tone::worse});
}

OptionCard card_of(StudyWords const& words, std::size_t option)
{
    OptionCard card{words.option_title(option), words.study().options[option].id, {}};
    auto const& kpis = words.answer().kpis;
    for (std::size_t k = 0; k < kpis.size(); ++k) {
        PairedDifference const& difference = kpis[k].differences[option];
        if (difference.distinguishable) card.lines.push_back({found_text(words, k, option), words.tone(k, option)});
    }
    if (card.lines.empty()) card.lines.push_back({text_of("finding.nothing"), Tone::unclear});
    Text const unclear = kpi_list(words, option, true, [](PairedDifference const& difference) {
        return !difference.distinguishable && !is_untouched(difference);
    });
    if (!unclear.en.empty()) card.lines.push_back({filled("finding.unclear", {{"kpis", unclear}}), Tone::unclear});
    Text const untouched = kpi_list(words, option, false, is_untouched);
    if (!untouched.en.empty()) {
        card.lines.push_back({filled("finding.untouched", {{"kpis", untouched}}), Tone::plain});
    }
    card.lines.push_back(cost_line(words.study(), words.answer(), option));
    add_costs_per_unit(card, words, option);
    add_worth(card, words, option);
    add_net_value(card, words, option);
    return card;
}

// Indicators that compare nothing, since their service is closed on such a day or nobody came to it.
void add_absent(Section& section, StudyWords const& words)
{
    for (auto const& [absence, key] : {std::pair{study::Absence::closed, "answer.closed"},
                                       std::pair{study::Absence::no_demand, "answer.no_demand"}}) {
        std::vector<Text> names;
        for (std::size_t k = 0; k < words.answer().kpis.size(); ++k) {
            if (words.absence(k) == absence) names.push_back(words.kpi_name(k));
        }
        if (names.empty()) continue;
        Text const day = text_of(fmt::format("day.{}", scenario::word_of(words.answer().subject.day)));
        section.blocks.emplace_back(
            Paragraph{filled(key, {{"day", day}, {"kpis", joined(names, "; ")}}), ParagraphKind::note});
    }
}

// Differences in per cent of the base, so that indicators of all units stand on one scale.
Chart differences_chart(StudyWords const& words)
{
    Chart chart{ChartKind::intervals,
                text_of("answer.chart"),
                text_of("answer.chart_unit"),
                text_of("answer.chart_label"),
                {},
                {},
                {},
                2,
                text_of("answer.chart_note")};
    Series series{text_of("answer.chart_series"), {}, {}, {}, {}, false};
    for (std::size_t i = 0; i < words.study().options.size(); ++i) {
        for (std::size_t k = 0; k < words.answer().kpis.size(); ++k) {
            auto const& kpi = words.answer().kpis[k];
            PairedDifference const& difference = kpi.differences[i];
            if (is_untouched(difference) || kpi.base_mean == 0) continue;
            double const percent = 100 / std::abs(kpi.base_mean);
            chart.labels.push_back(joined(words.option_title(i), " · ", words.kpi_name(k)));
            series.values.push_back(difference.mean * percent);
            series.low.push_back((difference.mean - difference.half_width) * percent);
            series.high.push_back((difference.mean + difference.half_width) * percent);
            series.tones.push_back(difference.distinguishable ? words.tone(k, i) : Tone::unclear);
        }
    }
    chart.series.push_back(std::move(series));
    return chart;
}

Text equilibrium_text(StudyWords const& words)
{
    auto const& answer = words.answer();
    if (answer.other_equilibria.empty()) return text_of("uncertain.no_equilibria");
    std::vector<Text> spreads;
    for (std::size_t k = 0; k < answer.kpis.size(); ++k) {
        spreads.push_back(filled("finding.item", {{"kpi", words.kpi_name(k)},
                                                  {"difference", words.equilibrium_spread(k)},
                                                  {"unit", difference_unit_text(words.kpi_unit(k))}}));
    }
    return filled("uncertain.equilibria",
                  {{"count", count_text(static_cast<std::int64_t>(answer.other_equilibria.size() + 1))},
                   {"spreads", joined(spreads, "; ")}});
}

// "Best by benefit less cost: More hotspots 97 %, base 3 %", with the base and every option.
Text best_text(StudyWords const& words)
{
    auto const& ranking = words.answer().ranking;
    auto const& chances = ranking.best.empty() ? ranking.pareto : ranking.best;
    std::vector<Text> items;
    for (std::size_t v = 0; v < chances.size(); ++v) {
        Text const name = v == 0 ? text_of("table.base") : words.option_title(v - 1);
        items.push_back(joined(name, " ", figure(study::number_text(100 * chances[v], 0) + " %")));
    }
    return filled(ranking.best.empty() ? "uncertain.pareto" : "uncertain.best", {{"chances", joined(items, ", ")}});
}

// "Shuttle: −5 to 12 million VND, above 0 in 70 %", for every option.
Text range_text(StudyWords const& words)
{
    auto const& answer = words.answer();
    auto const millions = [](double vnd) { return figure(study::rough_text(vnd / million)); };
    std::vector<Text> items;
    for (std::size_t i = 0; i < words.study().options.size(); ++i) {
        items.push_back(filled("uncertain.range_item",
                               {{"option", words.option_title(i)},
                                {"low", millions(answer.sensitivity.low[i])},
                                {"high", millions(answer.sensitivity.high[i])},
                                {"chance", figure(study::number_text(100 * answer.sensitivity.chance_to_pay[i], 0))},
                                {"together", millions(study::together_half_width(words.study(), answer, i))}}));
    }
    return filled("uncertain.range",
                  {{"samples", count_text(words.study().sensitivity_samples)},
                   {"numbers", count_text(static_cast<std::int64_t>(words.study().uncertain.size()))},
                   {"ranges", joined(items, "; ")}});
}

Bullets uncertain(StudyWords const& words)
{
    Study const& study = words.study();
    std::int64_t comparisons = 0;
    auto const count = [&comparisons](std::vector<study::KpiAnswer> const& kpis) {
        for (auto const& kpi : kpis) {
            comparisons += std::ranges::count_if(kpi.comparisons, [](auto const& one) { return !std::isnan(one.p); });
        }
    };
    count(words.answer().kpis);
    for (auto const& day : words.answer().other_days) count(day.kpis);
    Bullets bullets{text_of("uncertain.title"), {}};
    bullets.items.push_back(filled("uncertain.monte_carlo", {{"replications", count_text(words.answer().replications)},
                                                             {"confidence", words.confidence()}}));
    if (study.max_replications > 0) {
        double const wanted = words.answer().replications_wanted;
        bullets.items.push_back(
            filled(wanted <= words.answer().replications ? "uncertain.precise" : "uncertain.not_precise",
                   {{"replications", count_text(words.answer().replications)},
                    {"wanted", figure(std::isfinite(wanted) ? study::number_text(wanted, 0) : std::string("∞"))}}));
    }
    bullets.items.push_back(equilibrium_text(words));
    bullets.items.push_back(
        filled("uncertain.comparisons", {{"comparisons", count_text(comparisons)},
                                         {"confidence", words.confidence()},
                                         {"wrong", figure(study::given_text(100 - 100 * study.confidence))}}));
    bullets.items.push_back(best_text(words));
    bullets.items.push_back(words.answer().sensitivity.low.empty() ? text_of("uncertain.parameters")
                                                                   : range_text(words));
    if (words.answer().subject.city_is_schematic) bullets.items.push_back(text_of("uncertain.schematic"));
    return bullets;
}

Bullets facts(StudyWords const& words)
{
    auto const& subject = words.answer().subject;
    Study const& study = words.study();
    Bullets bullets{text_of("fact.title"), {}};
    Text city = filled("fact.city", {{"city", same(subject.city)}});
    if (subject.city_is_schematic) city = joined(city, " ", text_of("fact.schematic"));
    bullets.items.push_back(city);
    bullets.items.push_back(
        filled("fact.day", {{"title", of_user(subject.scenario_title, "–")},
                            {"day", text_of(fmt::format("day.{}", scenario::word_of(subject.day)))}}));
    for (std::size_t d = 0; d < subject.other_days.size(); ++d) {
        study::OtherDay const& other = subject.other_days[d];
        bullets.items.push_back(
            filled("fact.day", {{"title", of_user(other.title, other.id)},
                                {"day", text_of(fmt::format("day.{}", scenario::word_of(other.day)))}}));
    }
    bullets.items.push_back(filled(
        "fact.people", {{"residents", count_text(subject.residents)}, {"visitors", count_text(subject.visitors)}}));
    bullets.items.push_back(
        filled("fact.runs", {{"runs", count_text(static_cast<std::int64_t>(words.answer().runs.size()))},
                             {"variants", count_text(static_cast<std::int64_t>(study.options.size() + 1))},
                             {"replications", count_text(words.answer().replications)}}));
    return bullets;
}

}  // namespace

Section answer_section(study::KeptStudy const& kept)
{
    StudyWords const words(kept);
    Section section{"answer", text_of("section.answer"), {}};
    if (!kept.answer.all_valid()) {
        auto const invalid = std::ranges::count(kept.answer.runs, false, &study::RunRecord::valid) +
                             std::ranges::count(kept.answer.other_equilibria, false, &study::RunRecord::valid) +
                             std::ranges::count(kept.answer.sensitivity_runs, false, &study::RunRecord::valid);
        section.blocks.emplace_back(
            Paragraph{filled("answer.invalid", {{"runs", count_text(invalid)}}), ParagraphKind::warning});
    }
    OptionCards cards;
    for (std::size_t i = 0; i < kept.study.options.size(); ++i) cards.cards.push_back(card_of(words, i));
    section.blocks.emplace_back(std::move(cards));
    add_absent(section, words);
    section.blocks.emplace_back(differences_chart(words));
    section.blocks.emplace_back(uncertain(words));
    section.blocks.emplace_back(facts(words));
    return section;
}

}  // namespace halong::exporting
