#include "app/report_run.hpp"
#include "app/run_folder.hpp"
#include "app/settings.hpp"
#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "core/durable_file.hpp"
#include "core/parallel.hpp"
#include "core/progress.hpp"
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
    auto const folder = out / finished.variant / fmt::format("{}", finished.replication + 1);
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

}  // namespace

int study_command(RunSettings const& settings)
{
    core::ThreadLimit const limit(settings.threads);
    auto const overrides = scenario::split_overrides(settings.overrides);
    auto const study = scenario::load_study(settings.file, overrides.study);
    auto scenario = scenario::load_scenario(study.scenario, overrides.scenario);
    if (!settings.city.empty()) scenario.city = settings.city.string();
    std::string const started = utc_now();
    auto const city = city::on_day(scenario, city::load_city(scenario.city));
    auto const out = make_run_folder(settings.out, study.id, scenario::to_toml(study), settings.force);
    fmt::print("{}\n{}\n", study.question.en, city_line(city));
    core::Progress progress(study.id, settings.quiet);
    auto const answer = study::run_study(
        study, scenario, city,
        [&](study::FinishedRun const& finished) { write_run(out, finished, settings.command_line, started); },
        [&](double fraction, std::string const& text) { progress.update(fraction, text); });
    study::write_answer(out, study, answer);
    core::write_file(out / "study.toml", scenario::to_toml(study, out));
    core::write_file(out / "scenario.toml", scenario::to_toml(scenario, out));
    link_latest(out);
    fmt::print("{}\nResults: {}  ({:.0f} s)\n", study::table_text(study, answer), out.string(), progress.elapsed_s());
    exporting::write_report(out, out / report_file);
    fmt::print("Report: {}\n", (out / report_file).string());
    bool const valid = std::ranges::all_of(answer.runs, &study::RunRecord::valid);
    return valid ? done : invalid_run;
}

}  // namespace halong::app
