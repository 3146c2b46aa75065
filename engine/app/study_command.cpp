#include "app/report_run.hpp"
#include "app/run_folder.hpp"
#include "app/settings.hpp"
#include "city/city_folder.hpp"
#include "core/durable_file.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "core/progress.hpp"
#include "core/version.hpp"
#include "demand/people_summary.hpp"
#include "export/delay_file.hpp"
#include "export/geopackage.hpp"
#include "export/people_file.hpp"
#include "export/report/report.hpp"
#include "export/volume_map.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"
#include "study/study.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::app {
namespace {

constexpr int map_hour = 7;  // the morning peak

// Writes what one run leaves: always its HDF5 file and KPIs; GIS layers and the map once for each variant.
void write_run(std::filesystem::path const& out, study::FinishedRun const& finished, std::string const& command_line,
               std::string const& started)
{
    auto const folder = out / finished.day / finished.variant / fmt::format("{}", finished.replication + 1);
    core::require_writable_folder(folder);
    results::write_result(
        folder / "run.h5", finished.city, finished.scenario, finished.run, finished.kpis,
        provenance_of(finished.city, finished.scenario, finished.option, finished.run, command_line, started),
        finished.days);
    exporting::write_kpi_csv(folder / "kpis.csv", finished.kpis);
    exporting::write_delays_json(folder / "delays.json",
                                 exporting::person_delays(finished.city, finished.plans, finished.run));
    if (finished.replication > 0) return;
    exporting::write_geopackage(folder / "results.gpkg", finished.city, finished.run);
    exporting::write_volume_map(folder / "volumes.svg", finished.city, finished.run, map_hour);
    if (finished.scenario.demand.route_file.empty()) {
        exporting::write_people_json(folder / "people.json",
                                     demand::summarise(finished.city, finished.scenario, finished.plans));
    }
}

constexpr char const* state_file = "state.json";  // finished runs, from which a study goes on

// All that the runs of a study follow from, the program among it; not what is made of them, nor how many there are.
std::uint64_t content_of(scenario::Study const& study, std::vector<scenario::Scenario> const& scenarios,
                         city::City const& city)
{
    scenario::Study simulated;
    simulated.seed = study.seed;
    simulated.uncertain = study.uncertain;
    simulated.days = study.days;
    for (scenario::StudyDay& day : simulated.days) day.days_per_year = 0;
    for (scenario::Option const& option : study.options) simulated.options.push_back(scenario::changes_of(option));
    core::Digest digest;
    digest.add(std::string(core::program_version) + std::string(core::git_commit()));
    digest.add(scenario::to_toml(simulated));
    for (scenario::Scenario const& scenario : scenarios) {
        digest.add(scenario::to_toml(scenario));
        for (city::InputFile const& input : input_files(city, scenario)) digest.add(input.hash);
    }
    for (scenario::Option const& option : study.options) {
        for (scenario::SiteRule const& rule : option.add_sites) {
            if (!rule.layer.empty()) digest.add(core::hash_of_file(rule.layer));
        }
    }
    return digest.value();
}

// The runs that an interrupted study left in the folder; none where it begins.
study::StudyState state_before(RunSettings const& settings, std::uint64_t content)
{
    auto const file = settings.out / state_file;
    if (!settings.resume || !std::filesystem::exists(file)) return {};
    auto state = study::read_state(file, content);
    fmt::print("Going on after {} runs of {:.0f} s\n", state.runs.size(), state.elapsed_s);
    return state;
}

// That of the study and those of its further days, all in one city. Throws UserError where they name different ones.
std::vector<scenario::Scenario> scenarios_of(scenario::Study const& study, scenario::Overrides const& overrides,
                                             std::filesystem::path const& city)
{
    std::vector<scenario::Scenario> scenarios{scenario::load_scenario(study.scenario, overrides)};
    for (scenario::StudyDay const& day : study.days) {
        scenarios.push_back(scenario::load_scenario(day.scenario, overrides));
    }
    for (std::size_t d = 0; d < scenarios.size(); ++d) {
        if (!city.empty()) scenarios[d].city = city.string();
        if (scenarios[d].city == scenarios.front().city) continue;
        throw core::UserError(core::Diagnostic{study.days[d - 1].scenario, 0, 0,
                                               fmt::format("is of the city '{}', but the study's scenario is of '{}'",
                                                           scenarios[d].city, scenarios.front().city),
                                               "let all scenarios of a study name one city"});
    }
    return scenarios;
}

}  // namespace

int study_command(RunSettings const& settings)
{
    core::ThreadLimit const limit(settings.threads);
    auto const overrides = scenario::split_overrides(settings.overrides);
    auto const study = scenario::load_study(settings.file, overrides.study);
    auto const scenarios = scenarios_of(study, overrides.scenario, settings.city);
    std::string const started = utc_now();
    auto const city = city::load_city(scenarios.front().city);
    auto const out =
        make_run_folder(settings.out, study.id, scenario::to_toml(study), settings.force || settings.resume);
    FolderLock const lock(out);
    auto const content = content_of(study, scenarios, city);
    auto before = state_before(settings, content);
    fmt::print("{}\n{}\n", study.question.en, city_line(city));
    core::Progress progress(study.id, settings.quiet);
    auto const answer = study::run_study(
        study, scenarios, city,
        [&](study::FinishedRun const& finished) { write_run(out, finished, settings.command_line, started); },
        [&](double fraction, std::string const& text) { progress.update(fraction, text); }, std::move(before),
        [&](study::StudyState const& state) { core::write_file(out / state_file, study::state_json(state, content)); });
    study::write_answer(out, study, answer);
    core::write_file(out / "study.toml", scenario::to_toml(study, out));
    core::write_file(out / "scenario.toml", scenario::to_toml(scenarios.front(), out));
    link_latest(out);
    fmt::print("{}\nResults: {}  ({:.0f} s)\n", study::table_text(study, answer), out.string(), progress.elapsed_s());
    exporting::write_report(out, out / report_file);
    fmt::print("Report: {}\n", (out / report_file).string());
    bool const valid = std::ranges::all_of(answer.runs, &study::RunRecord::valid);
    return valid ? done : invalid_run;
}

}  // namespace halong::app
