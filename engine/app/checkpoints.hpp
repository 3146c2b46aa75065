// The checkpoints of one run folder: written while the run goes on, read when it is taken up again.
#pragma once

#include "simulation/checkpoint.hpp"
#include "traffic/ranks.hpp"

#include <cstddef>
#include <filesystem>
#include <future>
#include <string>

namespace halong::app {

// They lie in <run folder>/checkpoints; the last two are kept, so that a damaged one does not cost the run.
class Checkpoints {
public:
    // `ranks` that share the roads each make one and call it in the same way; the first reads and writes. nullptr: there is
    // one process. They outlive this.
    Checkpoints(std::filesystem::path const& run_folder, simulation::RunIdentity identity,
                traffic::Ranks* ranks = nullptr);

    // Brings a new simulation to the newest checkpoint that is whole, whatever the number of ranks that wrote it; those that
    // are not are told on standard error. False when there is none at all; UserError when none of them can be used.
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
    [[nodiscard]] std::string newest_content() const;  // "": there is none
    [[nodiscard]] bool is_first() const { return ranks_ == nullptr || ranks_->rank() == 0; }

    std::filesystem::path folder_;
    simulation::RunIdentity identity_;
    traffic::Ranks* ranks_;
    std::size_t size_ = 0;
    std::future<void> writing_;
};

}  // namespace halong::app
