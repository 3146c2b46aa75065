// A sweep as a job array of the batch system Slurm.
#pragma once

#include "cluster/plan.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace halong::cluster {

// Elements of the array that have any of the tasks, ascending: element e runs tasks e * tasks_per_element and following.
std::vector<std::size_t> array_elements(scenario::SlurmSettings const& slurm, std::vector<std::size_t> const& tasks);

// The batch script that runs the given tasks of the sweep in `folder` by `program`. Told that its time runs out (USR1), an
// element writes checkpoints and asks to be put into the queue again, from where it goes on.
std::string array_script(Plan const& plan, std::filesystem::path const& program, std::filesystem::path const& folder,
                         std::vector<std::size_t> const& tasks);

// Writes the script into the folder and hands it to sbatch; returns the number of the job. Throws UserError with what
// sbatch says where there is no such program or it refuses, CannotWrite.
std::string submit(std::filesystem::path const& folder, std::string const& script);

// The file of the program that runs.
std::filesystem::path own_program();

}  // namespace halong::cluster
