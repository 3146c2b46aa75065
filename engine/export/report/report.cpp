#include "export/report/report.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "export/people_file.hpp"
#include "export/report/page.hpp"
#include "export/report/sections.hpp"
#include "export/report/texts.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"

#include <fmt/format.h>

namespace halong::exporting {
namespace {

namespace fs = std::filesystem;

// Where a study keeps the run of a variant and replication, from 0.
fs::path run_folder(fs::path const& study, std::string const& variant, int replication)
{
    return study / variant / std::to_string(replication + 1);
}

VariantRuns variant_runs(fs::path const& folder, int replications, std::string id, Text title)
{
    VariantRuns variant{std::move(id), std::move(title), {}};
    for (int r = 0; r < replications; ++r) {
        variant.runs.push_back(read_run(run_folder(folder, variant.id, r)));
    }
    return variant;
}

std::vector<VariantRuns> runs_of(fs::path const& folder, study::KeptStudy const& kept)
{
    std::vector<VariantRuns> variants;
    variants.push_back(
        variant_runs(folder, kept.answer.replications, std::string(study::base_variant), text_of("table.base")));
    for (scenario::Option const& option : kept.study.options) {
        variants.push_back(variant_runs(folder, kept.answer.replications, option.id, of_user(option.title, option.id)));
    }
    return variants;
}

// Runs of a file of routed vehicles have no people of the model's.
void add_people(Document& document, fs::path const& file)
{
    if (fs::exists(file)) document.sections.push_back(people_section(read_people_json(file)));
}

void add_if_any(Document& document, Section section)
{
    if (!section.blocks.empty()) document.sections.push_back(std::move(section));
}

// The city alone, of "city: scenario" as the title of a run has it in one language.
std::string city_of(std::string const& title, std::string const& scenario)
{
    std::string const end = ": " + scenario;
    return title.ends_with(end) ? title.substr(0, title.size() - end.size()) : title;
}

Document study_report(fs::path const& folder)
{
    study::KeptStudy const kept = study::read_study(folder);
    std::vector<VariantRuns> const variants = runs_of(folder, kept);
    fs::path const base = run_folder(folder, std::string(study::base_variant), 0);
    Document document{of_user(kept.study.question, kept.study.id),
                      filled("title.study", {{"city", same(kept.answer.subject.city)}, {"study", same(kept.study.id)}}),
                      {}};
    document.sections = {answer_section(kept), indicators_section(kept)};
    add_if_any(document, days_section(kept));
    document.sections.push_back(costs_section(kept));
    add_if_any(document, sensitivity_section(kept));
    document.sections.push_back(certainty_section(kept));
    document.sections.push_back({"maps", text_of("section.maps"), {maps_of(variants, base / "results.gpkg")}});
    document.sections.push_back(profiles_section(variants));
    document.sections.push_back(gains_section(variants, kept.study));
    add_people(document, base / "people.json");
    add_if_any(document, anchors_section(variants.front().runs));
    document.sections.push_back(traffic_section(variants));
    document.sections.push_back(method_section(variants, scenario::to_toml(kept.study, folder)));
    return document;
}

Document run_report(fs::path const& folder)
{
    std::vector<VariantRuns> variants(1);
    variants[0].runs.push_back(read_run(folder));
    RunFigures const& run = variants[0].runs.front();
    auto const scenario = scenario::parse_scenario(run.scenario_toml, (folder / "run.h5").string());
    variants[0].title = of_user(scenario.title, scenario.id);
    Document document{
        variants[0].title, filled("title.run", {{"city", same(city_of(run.title, scenario.title.en))}}), {}};
    document.sections.push_back(day_section(run, scenario));
    document.sections.push_back({"maps", text_of("section.maps"), {maps_of(variants, folder / "results.gpkg")}});
    document.sections.push_back(profiles_section(variants));
    add_people(document, folder / "people.json");
    add_if_any(document, visits_section(run));
    add_if_any(document, anchors_section(variants.front().runs));
    document.sections.push_back(traffic_section(variants));
    document.sections.push_back(method_section(variants, ""));
    return document;
}

}  // namespace

Document report_of(fs::path const& folder)
{
    if (fs::exists(folder / "answer.json")) return study_report(folder);
    if (fs::exists(folder / "run.h5")) return run_report(folder);
    throw core::UserError(
        core::Diagnostic{folder.string(), 0, 0, "holds neither a study nor a run",
                         "give a results folder with answer.json or run.h5, such as runs/NAME/latest"});
}

void write_report(fs::path const& folder, fs::path const& out) { core::write_file(out, page_html(report_of(folder))); }

}  // namespace halong::exporting
