#include "app/report_run.hpp"
#include "app/run_folder.hpp"
#include "app/settings.hpp"
#include "app/stopped_work.hpp"
#include "city/city_folder.hpp"
#include "core/error.hpp"
#include "core/folder_lock.hpp"
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
#include "study/study_folder.hpp"
#include "study/study_inputs.hpp"
#include "study/variants.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace halong::app {
namespace {

// What is wrong with the study is told at the lines of its file.
template <class Action>
auto at_lines(std::filesystem::path const& file, Action const& action)
{
    try {
        return action();
    } catch (core::UserError const& error) {
        throw study::located(error, file);
    }
}

// The runs that had ended are kept, the one under way is not.
void tell_stopped(RunSettings const& settings, std::filesystem::path const& out, std::size_t kept)
{
    std::vector<std::string> words{"halong", "study", settings.file.string(), "--out", out.string(), "--resume"};
    if (!settings.city.empty()) words.insert(words.end(), {"--city", settings.city.string()});
    for (std::string const& one : settings.overrides) words.insert(words.end(), {"--set", one});
    std::string const what = kept == 0   ? "stopped before a run had ended; go on in"
                             : kept == 1 ? "stopped; 1 run has ended and is kept in"
                                         : fmt::format("stopped; {} runs have ended and are kept in", kept);
    fmt::print(stderr, "{} {}\ngo on with: {}\n", what, out.string(), shell_line(words));
}

}  // namespace

int study_command(RunSettings const& settings)
{
    StopSignals const stop;  // also of one that comes while the city is read
    core::ThreadLimit const limit(settings.threads);
    auto const overrides = scenario::split_overrides(settings.overrides);
    auto const study = scenario::load_study(settings.file, overrides.study);
    at_lines(settings.file, [&] { study::check_study(study); });
    auto const scenarios = study::scenarios_of(study, overrides.scenario, settings.city);
    std::string const started = results::utc_now();
    auto const city = city::load_city(scenarios.front().city);
    // What does not fit the city shows before the folder is made.
    at_lines(settings.file, [&] {
        static_cast<void>(study::days_of(study, scenarios, city));
        study::check_uncertain_keys(study, scenarios.front());
    });
    auto const out =
        make_run_folder(settings.out, study.id, scenario::to_toml(study), settings.force || settings.resume);
    core::FolderLock const lock(out);
    auto folder = study::open_folder(out, study::content_of(study, scenarios, city), settings.resume);
    auto const& before = folder.before;
    if (!before.runs.empty()) fmt::print("Going on after {} runs of {:.0f} s\n", before.runs.size(), before.elapsed_s);
    fmt::print("{}\n{}\n", study.question.en, city_line(city));
    std::size_t kept = before.runs.size();
    study::StudyAnswer answer;
    double elapsed_s = 0;
    try {
        core::Progress progress(study.id, settings.quiet);
        auto const write_run = [&](study::FinishedRun const& finished) {
            exporting::write_study_run(out, finished, settings.command_line, started);
            ++kept;
        };
        auto const show = [&](double fraction, std::string const& text) {
            progress.update(fraction, text);
            stop_where_asked();
        };
        answer = at_lines(settings.file, [&] {
            return study::run_study_in(std::move(folder), study, scenarios, city, write_run, show);
        });
        elapsed_s = progress.elapsed_s();
    } catch (StopAsked const&) {
        tell_stopped(settings, out, kept);
        return stopped;
    }
    link_latest(out);
    fmt::print("{}\nResults: {}  ({:.0f} s)\n", study::table_text(study, answer), out.string(), elapsed_s);
    exporting::write_report(out, out / report_file);
    fmt::print("Report: {}\n", (out / report_file).string());
    return answer.all_valid() ? done : invalid_run;
}

}  // namespace halong::app
