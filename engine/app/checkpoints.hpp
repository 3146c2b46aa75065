// The checkpoints of one run folder: written while the run goes on, read when it is taken up again.
#pragma once

#include "simulation/checkpoint.hpp"
#include "traffic/ranks.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <future>
#include <string>
#include <vector>

namespace halong::app {

// A simulation at the beginning of its day; the one made before is gone then. Ranks make theirs at once.
using MakeSimulation = std::function<simulation::Simulation&()>;

// They lie in <run folder>/checkpoints; the last two are kept, so that a damaged one does not cost the run.
class Checkpoints {
public:
    // `ranks` that share the roads each make one and call it in the same way; the first reads and writes. nullptr: there is
    // one process. They outlive this.
    Checkpoints(std::filesystem::path const& run_folder, simulation::RunIdentity identity,
                traffic::Ranks* ranks = nullptr);

    // A simulation brought to the newest checkpoint that can be used, whatever the number of ranks that wrote it; those
    // that cannot are told on standard error by name. `make` makes it, and makes it anew after a checkpoint that was whole
    // but could not be loaded. Where there is no checkpoint at all, it is at its beginning. UserError when none can be used.
    simulation::Simulation& resume(MakeSimulation const& make);
    // Which one that was, on the first rank and all others; empty: none.
    [[nodiscard]] std::filesystem::path const& resumed_from() const { return resumed_from_; }
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
    using Paths = std::vector<std::filesystem::path>;
    struct Whole {
        std::filesystem::path path;  // empty: there is none
        std::string content;
    };

    // The next one of a list that is whole and of this run.
    [[nodiscard]] Whole next_whole(Paths::const_iterator& next, Paths::const_iterator end) const;
    [[nodiscard]] Whole on_all_ranks(Whole own) const;
    // Ranks agree: where one of them cannot load it, none has.
    [[nodiscard]] bool loads_everywhere(std::string const& content, std::filesystem::path const& path,
                                        simulation::Simulation& simulation) const;
    [[nodiscard]] bool is_first() const { return ranks_ == nullptr || ranks_->rank() == 0; }

    std::filesystem::path folder_;
    simulation::RunIdentity identity_;
    traffic::Ranks* ranks_;
    std::filesystem::path resumed_from_;
    std::size_t size_ = 0;
    std::future<void> writing_;
};

}  // namespace halong::app
