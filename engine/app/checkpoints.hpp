// The checkpoints of one run folder: written while the run goes on, read when it is taken up again.
#pragma once

#include "simulation/checkpoint.hpp"

#include <cstddef>
#include <filesystem>
#include <future>

namespace halong::app {

// They lie in <run folder>/checkpoints; the last two are kept, so that a damaged one does not cost the run.
class Checkpoints {
public:
    Checkpoints(std::filesystem::path const& run_folder, simulation::RunIdentity identity);

    // Brings a new simulation to the newest checkpoint that is whole; those that are not are told on standard error.
    // False when there is none at all; UserError when none of them can be used.
    bool resume(simulation::Simulation& simulation) const;
    // Copies the state, and returns where it will lie; it is written while the run goes on, one at a time. A file that
    // cannot be written is told by the next save() or wait(), as CannotWrite; the ones before are then still there.
    std::filesystem::path save(simulation::Simulation const& simulation);
    // Until the last one is on disk.
    void wait();
    // Bytes of the last one; 0 when there was none.
    [[nodiscard]] std::size_t size() const { return size_; }
    // Removes all: the run has ended, or begins anew.
    void clear() const;

private:
    std::filesystem::path folder_;
    simulation::RunIdentity identity_;
    std::size_t size_ = 0;
    std::future<void> writing_;
};

}  // namespace halong::app
