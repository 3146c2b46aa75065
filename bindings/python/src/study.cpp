#include "study/study.hpp"

#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "core/durable_file.hpp"
#include "core/folder_lock.hpp"
#include "export/report/report.hpp"
#include "export/run_files.hpp"
#include "results/provenance.hpp"
#include "rooms.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"
#include "study/siting_request.hpp"
#include "study/study_folder.hpp"
#include "study/study_inputs.hpp"
#include "watch.hpp"

#include <filesystem>
#include <optional>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>
#include <string>
#include <utility>
#include <vector>

namespace halong::python {
namespace {

namespace fs = std::filesystem;

constexpr char const* study_call = "halong.study (Python)";

// With the files of all runs, the answer and the report in the folder `out`.
study::StudyAnswer run_in_folder(fs::path const& out, scenario::Study const& study,
                                 std::vector<scenario::Scenario> const& scenarios, city::City const& city, bool resume,
                                 bool force, study::StudyWatcher const& watcher)
{
    if (!resume && !force) {
        core::require_unused_folder(out,
                                    "choose another out, go on with what an interrupted study left there by "
                                    "resume=True, or begin anew there by force=True");
    }
    core::require_writable_folder(out);
    core::FolderLock const lock(out);
    std::string const started = results::utc_now();
    auto folder = study::open_folder(out, study::content_of(study, scenarios, city), resume);
    auto const write_run = [&](study::FinishedRun const& run) {
        exporting::write_study_run(out, run, study_call, started);
    };
    auto answer = study::run_study_in(std::move(folder), study, scenarios, city, write_run, watcher);
    exporting::write_report(out, out / "report.html");
    return answer;
}

// The answer as JSON (answer.json). With a folder, it and the files of all runs land there too; `resume`: those that are
// there already are not simulated again; `force`: whatever is there may be written over.
std::string run_study(fs::path const& file, scenario::Overrides const& overrides, fs::path const& city_folder,
                      std::optional<fs::path> const& out, bool resume, bool force, py::object progress)
{
    Watch const watch(std::move(progress));
    py::gil_scoped_release const others_may_run;
    auto const parts = scenario::split_overrides(overrides);
    auto const study = scenario::load_study(file, parts.study);
    auto const scenarios = study::scenarios_of(study, parts.scenario, city_folder);
    auto const city = city::load_city(scenarios.front().city);
    auto const watcher = [&](double done, std::string const& text) { watch(done, text); };
    auto const answer = out ? run_in_folder(*out, study, scenarios, city, resume, force, watcher)
                            : study::run_study(study, scenarios, city, {}, watcher);
    return study::answer_json(study, answer);
}

std::string read_study(fs::path const& folder)
{
    py::gil_scoped_release const others_may_run;
    auto const kept = study::read_study(folder);
    return study::answer_json(kept.study, kept.answer);
}

py::dict tally(services::Tally const& tally)
{
    py::dict numbers;
    numbers["offered"] = services::units(tally.offered);
    numbers["covered"] = services::units(tally.covered);
    numbers["carried"] = services::units(tally.carried);
    return numbers;
}

py::dict as_dict(study::SitingAnswer const& answer)
{
    py::list sites;
    for (study::ProposedSite const& site : answer.sites) {
        sites.append(py::make_tuple(site.candidate.near, site.candidate.position.x_m, site.candidate.position.y_m,
                                    site.candidate.heading_deg, services::units(site.expected),
                                    services::units(site.carried), site.in_all, site.informed));
    }
    py::list rounds;
    for (study::SitingRound const& round : answer.rounds) {
        rounds.append(py::make_tuple(services::units(round.demand), services::units(round.greedy.covered),
                                     services::units(round.choice.covered), services::units(round.bound), round.proven,
                                     services::units(round.carried), round.valid, round.round, round.different,
                                     round.informed));
    }
    py::list runners_up;
    for (study::RunnerUp const& one : answer.runners_up) {
        py::list near;
        for (study::Candidate const& site : one.sites) {
            near.append(py::make_tuple(site.near, site.position.x_m, site.position.y_m));
        }
        runners_up.append(py::make_tuple(one.different, services::units(one.choice.covered), services::units(one.bound),
                                         one.proven, near,
                                         one.carried ? py::cast(services::units(*one.carried)) : py::none()));
    }
    py::dict all;
    all["sites"] = sites;
    all["runners_up"] = runners_up;
    all["rounds"] = rounds;
    all["best_round"] = answer.best_round;
    all["existing"] = answer.existing;
    all["candidates"] = answer.candidates;
    all["reach_m"] = answer.reach_m;
    all["base"] = tally(answer.base);
    all["option_toml"] = scenario::to_toml(answer.option);
    return all;
}

py::dict propose_sites(scenario::Scenario const& scenario, std::shared_ptr<city::City> const& city,
                       study::SitingRequest const& request, py::object progress)
{
    Watch const watch(std::move(progress));
    study::SitingAnswer answer;
    {
        py::gil_scoped_release const others_may_run;
        auto const today = city::on_day(scenario, city == nullptr ? city::load_city(scenario.city) : *city);
        answer = study::propose_sites(today, scenario, study::question_of(request, today.crs),
                                      [&](double done, std::string const& step) { watch(done, step); });
    }
    return as_dict(answer);
}

}  // namespace

void add_study(py::module_& module)
{
    using study::SitingRequest;
    module.def("run_study", &run_study, py::arg("file"), py::arg("overrides"), py::arg("city"), py::arg("out"),
               py::arg("resume"), py::arg("force"), py::arg("progress"));
    module.def("read_study", &read_study, py::arg("folder"));
    py::class_<SitingRequest>(module, "SitingRequest", "A question about sites; 0 where nothing is said.")
        .def(py::init<>())
        .def_readwrite("candidates", &SitingRequest::candidates)
        .def_readwrite("service", &SitingRequest::service)
        .def_readwrite("count", &SitingRequest::count)
        .def_readwrite("budget_vnd", &SitingRequest::budget_vnd)
        .def_readwrite("capex_vnd", &SitingRequest::capex_vnd)
        .def_readwrite("opex_vnd_per_year", &SitingRequest::opex_vnd_per_year)
        .def_readwrite("life_years", &SitingRequest::life_years)
        .def_readwrite("level", &SitingRequest::level)
        .def_readwrite("rounds", &SitingRequest::rounds)
        .def_readwrite("finalists", &SitingRequest::finalists)
        .def_readwrite("solver_s", &SitingRequest::solver_s)
        .def_readwrite("cover", &SitingRequest::cover)
        .def_readwrite("full_m", &SitingRequest::full_m)
        .def_readwrite("none_m", &SitingRequest::none_m)
        .def_readwrite("information", &SitingRequest::information)
        .def_readwrite("observations", &SitingRequest::observations);
    module.def("propose_sites", &propose_sites, py::arg("scenario"), py::arg("city"), py::arg("request"),
               py::arg("progress"));
}

}  // namespace halong::python
