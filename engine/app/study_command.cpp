#include "app/report_run.hpp"
#include "app/run_folder.hpp"
#include "app/settings.hpp"
#include "city/city_folder.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/parallel.hpp"
#include "core/progress.hpp"
#include "export/report/report.hpp"
#include "export/run_files.hpp"
#include "results/provenance.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"
#include "study/located.hpp"
#include "study/sensitivity.hpp"
#include "study/study.hpp"
#include "study/study_inputs.hpp"
#include "study/variants.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace halong::app {
namespace {

// The runs that an interrupted study left in the folder; none where it begins.
study::StudyState state_before(RunSettings const& settings, std::uint64_t content)
{
    auto const file = settings.out / study::state_file;
    if (!settings.resume || !std::filesystem::exists(file)) return {};
    auto state = study::read_state(file, content);
    fmt::print("Going on after {} runs of {:.0f} s\n", state.runs.size(), state.elapsed_s);
    return state;
}

void check_at_lines(scenario::Study const& study, std::filesystem::path const& file)
{
    try {
        study::check_study(study);
    } catch (core::UserError const& error) {
        throw study::located(error, file);
    }
}

// What does not fit the city shows before the folder is made.
void check_fit_at_lines(scenario::Study const& study, std::vector<scenario::Scenario> const& scenarios,
                        city::City const& city, std::filesystem::path const& file)
{
    try {
        static_cast<void>(study::days_of(study, scenarios, city));
        study::check_uncertain_keys(study, scenarios.front());
    } catch (core::UserError const& error) {
        throw study::located(error, file);
    }
}

// run_study; what is wrong with the study is told at the lines of its file.
template <class... Arguments>
study::StudyAnswer run_at_lines(std::filesystem::path const& file, Arguments&&... arguments)
{
    try {
        return study::run_study(std::forward<Arguments>(arguments)...);
    } catch (core::UserError const& error) {
        throw study::located(error, file);
    }
}

}  // namespace

int study_command(RunSettings const& settings)
{
    core::ThreadLimit const limit(settings.threads);
    auto const overrides = scenario::split_overrides(settings.overrides);
    auto const study = scenario::load_study(settings.file, overrides.study);
    check_at_lines(study, settings.file);
    auto const scenarios = study::scenarios_of(study, overrides.scenario, settings.city);
    std::string const started = results::utc_now();
    auto const city = city::load_city(scenarios.front().city);
    check_fit_at_lines(study, scenarios, city, settings.file);
    auto const out =
        make_run_folder(settings.out, study.id, scenario::to_toml(study), settings.force || settings.resume);
    FolderLock const lock(out);
    auto const content = study::content_of(study, scenarios, city);
    auto before = state_before(settings, content);
    fmt::print("{}\n{}\n", study.question.en, city_line(city));
    core::Progress progress(study.id, settings.quiet);
    auto const answer = run_at_lines(
        settings.file, study, scenarios, city,
        [&](study::FinishedRun const& finished) {
            exporting::write_study_run(out, finished, settings.command_line, started);
        },
        [&](double fraction, std::string const& text) { progress.update(fraction, text); }, std::move(before),
        [&](study::StudyState const& state) {
            core::write_file(out / study::state_file, study::state_json(state, content));
        });
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
