// The checkpoints of one run folder: written while the run goes on, read when it is taken up again.
#pragma once

#include "simulation/checkpoint.hpp"

#include <filesystem>

namespace halong::app {

// They lie in <run folder>/checkpoints; the last two are kept, so that a damaged one does not cost the run.
class Checkpoints {
public:
    Checkpoints(std::filesystem::path const& run_folder, simulation::RunIdentity identity);

    // Brings a new simulation to the newest checkpoint that is whole; those that are not are told on standard error.
    // False when there is none at all; UserError when none of them can be used.
    bool resume(simulation::Simulation& simulation) const;
    // Writes one, and returns its path. Throws CannotWrite; the ones before are then still there.
    std::filesystem::path save(simulation::Simulation const& simulation) const;
    // Removes all: the run has ended, or begins anew.
    void clear() const;

private:
    std::filesystem::path folder_;
    simulation::RunIdentity identity_;
};

}  // namespace halong::app
