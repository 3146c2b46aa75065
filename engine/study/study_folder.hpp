// The folder of a study: what an interrupted one left there, and what one that runs keeps and writes.
#pragma once

#include "study/study.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace halong::study {

// Where a study runs, and from which runs on.
struct StudyFolder {
    std::filesystem::path path;
    std::uint64_t content = 0;  // content_of() the study
    StudyState before = {};     // runs that an interrupted study left there
};

// With `resume`, the runs that are there already (none where there is no state yet); else none: the caller sees to it that
// the folder may be written over. Throws UserError as read_state().
StudyFolder open_folder(std::filesystem::path const& path, std::uint64_t content, bool resume);

// run_study() from there on. state.json is kept after each run and its sink; at the end the answer (write_answer()),
// study.toml and scenario.toml are written. Throws what these throw, and CannotWrite.
StudyAnswer run_study_in(StudyFolder folder, scenario::Study const& study,
                         std::vector<scenario::Scenario> const& scenarios, city::City const& city, RunSink const& sink,
                         StudyWatcher const& watcher);

}  // namespace halong::study
