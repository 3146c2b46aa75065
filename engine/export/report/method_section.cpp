#include "demand/parameters.hpp"
#include "export/report/sections.hpp"
#include "export/report/texts.hpp"
#include "results/kpi.hpp"
#include "study/number_text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

namespace halong::exporting {
namespace {

Cell plain(Text text) { return {std::move(text), {}, {}, Tone::plain}; }

Bullets method()
{
    Bullets bullets{{}, {}};
    for (char const* key :
         {"method.people", "method.traffic", "method.services", "method.comparison", "method.limits"}) {
        bullets.items.push_back(text_of(key));
    }
    return bullets;
}

// `study_toml` tells which indicators are asked for that no run has; empty without a study.
Table definitions(RunFigures const& run, std::string const& study_toml)
{
    Table table{text_of("method.definitions"),
                {text_of("table.indicator"), text_of("table.unit"), text_of("method.definition")},
                true,
                {},
                {},
                true};
    auto const add = [&table](results::KpiInfo const& info) {
        table.rows.push_back({{std::string(info.name_vi), std::string(info.name_en)},
                              unit_text(info.unit),
                              {plain(kpi_definition(info))}});
    };
    for (KpiFigure const& kpi : run.kpis) {
        if (auto const* const info = results::find_kpi(kpi.id)) add(*info);
    }
    for (results::KpiInfo const& info : results::study_kpis()) {
        if (study_toml.find(info.id) != std::string::npos) add(info);
    }
    return table;
}

// How many of the demand model's parameters rest on what.
Text marks()
{
    std::array<std::int64_t, 3> counts{};
    for (auto const* parameter : demand::all_parameters()) ++counts[static_cast<std::size_t>(parameter->mark)];
    return filled("method.marks", {{"stated", count_text(counts[0])},
                                   {"estimate", count_text(counts[1])},
                                   {"assumption", count_text(counts[2])}});
}

Table parameters()
{
    Table table{text_of("method.parameters"),
                {text_of("method.parameter"), text_of("table.unit"), text_of("method.value"), text_of("method.mark"),
                 text_of("method.source")},
                true,
                {},
                text_of("method.parameters_note"),
                true};
    for (auto const* parameter : demand::all_parameters()) {
        table.rows.push_back({same(parameter->name),
                              unit_text(parameter->unit),
                              {plain(figure(fmt::format("{:g}", parameter->value))),
                               plain(text_of(fmt::format("mark.{}", demand::name_of(parameter->mark)))),
                               plain(same(parameter->source))}});
    }
    return table;
}

Table inputs(RunFigures const& run)
{
    Table table{text_of("method.inputs"),
                {text_of("method.file"), text_of("method.hash")},
                false,
                {},
                text_of("method.inputs_note"),
                true};
    for (auto const& [path, hash] : run.inputs) table.rows.push_back({same(path), {}, {plain(same(hash))}});
    return table;
}

Table repeat(std::vector<VariantRuns> const& variants)
{
    RunFigures const& first = variants.front().runs.front();
    std::vector<Text> seeds;
    for (RunFigures const& run : variants.front().runs) seeds.push_back(same(std::to_string(run.seed)));
    Table table{text_of("method.repeat"), {{}, {}}, false, {}, text_of("method.repeat_note"), false};
    table.rows.push_back({text_of("method.command"), {}, {plain(same(first.command))}});
    table.rows.push_back({text_of("method.software"), {}, {plain(same(first.software))}});
    table.rows.push_back({text_of("method.started"), {}, {plain(date_text(first.started_utc))}});
    table.rows.push_back({text_of("method.seeds"), {}, {plain(joined(seeds, ", "))}});
    return table;
}

}  // namespace

Text kpi_definition(results::KpiInfo const& info)
{
    std::string const key = fmt::format("kpi.{}", info.id);
    return {has_text(key) ? text_of(key).vi : std::string(info.definition), std::string(info.definition)};
}

Section method_section(std::vector<VariantRuns> const& variants, std::string const& study_toml)
{
    RunFigures const& first = variants.front().runs.front();
    Section section{"method", text_of("section.method"), {}};
    section.blocks.emplace_back(method());
    section.blocks.emplace_back(repeat(variants));
    section.blocks.emplace_back(Paragraph{marks(), ParagraphKind::plain});
    section.blocks.emplace_back(definitions(first, study_toml));
    section.blocks.emplace_back(parameters());
    section.blocks.emplace_back(inputs(first));
    if (!study_toml.empty()) section.blocks.emplace_back(Listing{text_of("method.study"), study_toml});
    section.blocks.emplace_back(Listing{text_of("method.scenario"), first.scenario_toml});
    return section;
}

}  // namespace halong::exporting
