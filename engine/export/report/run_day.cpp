#include "export/report/sections.hpp"
#include "export/report/texts.hpp"
#include "results/kpi.hpp"
#include "scenario/words.hpp"
#include "study/number_text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::exporting {
namespace {

Table indicators(RunFigures const& run)
{
    Table table{
        text_of("day.indicators"),
        {text_of("table.indicator"), text_of("table.unit"), text_of("method.value"), text_of("method.definition")},
        true,
        {},
        {},
        false};
    for (KpiFigure const& kpi : run.kpis) {
        auto const info = std::ranges::find(results::all_kpis(), kpi.id, &results::KpiInfo::id);
        if (info == results::all_kpis().end()) continue;
        table.rows.push_back({{std::string(info->name_vi), std::string(info->name_en)},
                              unit_text(info->unit),
                              {{figure(study::given_text(kpi.value)), {}, {}, Tone::plain},
                               {kpi_definition(*info), {}, {}, Tone::plain}}});
    }
    return table;
}

Text outage_fact(scenario::Outage const& outage)
{
    Text what;
    for (std::string const& word : outage.what) {
        Text const name = text_of("outage." + word);
        what = what.en.empty() ? name : joined(what, ", ", name);
    }
    return filled("fact.outage", {{"title", of_user(outage.title, outage.id)},
                                  {"what", what},
                                  {"from", figure(study::given_text(outage.from_h))},
                                  {"to", figure(study::given_text(outage.to_h))}});
}

}  // namespace

Section day_section(RunFigures const& run, scenario::Scenario const& scenario)
{
    Section section{"answer", text_of("section.day"), {}};
    if (!run.valid) {
        section.blocks.emplace_back(
            Paragraph{filled("answer.invalid", {{"runs", count_text(1)}}), ParagraphKind::warning});
    }
    Bullets facts{{}, {}};
    facts.items.push_back(
        filled("fact.day", {{"title", of_user(scenario.title, scenario.id)},
                            {"day", text_of(fmt::format("day.{}", scenario::word_of(scenario.day)))}}));
    for (scenario::Outage const& outage : scenario.outages) facts.items.push_back(outage_fact(outage));
    if (run.city_is_schematic) facts.items.push_back(text_of("uncertain.schematic"));
    facts.items.push_back(text_of("day.one_run"));
    section.blocks.emplace_back(std::move(facts));
    section.blocks.emplace_back(indicators(run));
    return section;
}

}  // namespace halong::exporting
