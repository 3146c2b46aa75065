// The services of a run whose roads ranks share: each is given the passages on links of its own rank.
#pragma once

#include "services/service.hpp"
#include "traffic/ranks.hpp"

#include <memory>
#include <vector>

namespace halong::simulation {

// Makes one service of the services on all ranks, once a minute and at the end (services/shared_passages.hpp). All ranks call
// alike; each call waits for all of them.
class SharedServices {
public:
    // Both outlive this object.
    SharedServices(std::vector<std::unique_ptr<services::Service>> const& services, traffic::Ranks& ranks);

    // Between passages() and advance() of each minute: what follows from the passages that others were given.
    void tell_each_other();
    // Before the first rank saves the run: what is counted moves to it.
    void move_to_first();
    // After a saved run was loaded on all ranks: it counts on the first.
    void leave_to_first();
    // At the end: all of it on every rank.
    void bring_together();

private:
    // What stands on this rank alone.
    [[nodiscard]] std::string own() const;
    void take_in(std::vector<std::string> const& of_ranks);
    void let_go();

    std::vector<services::SharedPassages*> services_;
    traffic::Ranks& ranks_;
};

}  // namespace halong::simulation
