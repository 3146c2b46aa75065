#include "study/study_folder.hpp"

#include "core/durable_file.hpp"
#include "scenario/save.hpp"
#include "study/study_inputs.hpp"

#include <utility>

namespace halong::study {

StudyFolder open_folder(std::filesystem::path const& path, std::uint64_t content, bool resume)
{
    StudyFolder folder{path, content};
    auto const file = path / state_file;
    if (resume && std::filesystem::exists(file)) folder.before = read_state(file, content);
    return folder;
}

StudyAnswer run_study_in(StudyFolder folder, scenario::Study const& study,
                         std::vector<scenario::Scenario> const& scenarios, city::City const& city, RunSink const& sink,
                         StudyWatcher const& watcher)
{
    auto const& path = folder.path;
    auto answer = run_study(
        study, scenarios, city, sink, watcher, std::move(folder.before),
        [&](StudyState const& state) { core::write_file(path / state_file, state_json(state, folder.content)); });
    write_answer(path, study, answer);
    core::write_file(path / "study.toml", scenario::to_toml(study, path));
    core::write_file(path / "scenario.toml", scenario::to_toml(scenarios.front(), path));
    return answer;
}

}  // namespace halong::study
