// The results of a sweep in one file and one table.
#pragma once

#include "cluster/plan.hpp"
#include "cluster/task_store.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace halong::cluster {

// Why a task has no results in what was merged.
struct LeftOut {
    std::size_t number = 0;
    std::string reason;  // "is missing", why it failed, or that another program ran it
};

struct MergeEnd {
    std::size_t merged = 0;
    std::size_t invalid = 0;  // merged, but their runs are not valid (gridlock beyond the limit)
    std::vector<LeftOut> left_out;
};

// Throws UserError with the nearest one for an indicator that no run reports.
void check_kpis(scenario::Sweep const& sweep);

// Writes `file` (HDF5) and, beside it, the same as CSV: a row for every task of the plan in their order, whether it has a
// result or not (then its indicators are NaN or empty). The bytes follow from the plan and the results alone: they are the
// same however, where and in which order the tasks were run. Both durably. Throws CannotWrite.
//
// HDF5: dimension /task with /id, /state, /seed, /variant, /row, /digest, /valid by task; /keys/<key> as numbers where all
// values are numbers, else as text; /kpis/<id> with its unit as an attribute; attributes and /provenance: the sweep, its
// scenario, input files with hashes and the program.
MergeEnd merge(Plan const& plan, TaskStore const& store, std::filesystem::path const& file);

// The CSV beside a merged file.
std::filesystem::path table_beside(std::filesystem::path const& file);

// What was merged, and of each task that was left out why; at most `most` of them.
std::string merge_text(Plan const& plan, MergeEnd const& end, std::size_t most = 20);

}  // namespace halong::cluster
