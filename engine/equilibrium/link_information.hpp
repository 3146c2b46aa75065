// What counting the vehicles of links would tell of the demand: by how much it makes the travellers between zones surer.
#pragma once

#include "equilibrium/count_fit.hpp"
#include "equilibrium/counter_worth.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace halong::equilibrium {

struct LinkWorth {
    core::LinkId link;
    double removed_share = 0;  // of the pairs' variance that present sensors leave, after the links before it
};

// Value of information in the normal model, which does not depend on what will be counted: the sum over pairs of zones of
// the variance of their travellers, and how much of it counts of all vehicles (error 5 %) in the hours from 7 and from 17 on
// would remove. Beside what the present sensors' readings within the gate tell. The map outlives this object. Memory: the
// square of the number of unknowns.
class LinkInformation {
public:
    LinkInformation(DayMap const& map, Observations const& present, CountFitOptions const& options = {});

    // Up to `count` of these links, each the one that removes most after those before it (counter_worth.hpp).
    [[nodiscard]] std::vector<LinkWorth> best(std::span<core::LinkId const> links, std::size_t count) const;
    // What devices remove that count so many links each, one after the other in this order.
    [[nodiscard]] std::vector<double> removed_in_turn(std::span<std::vector<core::LinkId> const> devices) const;

private:
    [[nodiscard]] CounterCandidate candidate(std::span<core::LinkId const> links) const;

    DayMap const& map_;
    DemandPrior prior_;
    DemandEstimate estimate_;
    std::vector<Figure> targets_;
};

// Share of the pairs' variance before any count that counts of all these links would remove, 0 … 1: of all vehicles, with
// an error of 5 %, in the hours from 7 and from 17 on; more links never make it less. Each link counts once. 0 where nobody
// travels whom counts could tell of, as on a day of routed vehicles.
double information_of_links(DayMap const& map, std::span<core::LinkId const> links, DemandPrior const& prior = {});

// Of these, the links with most vehicles on the day that no used sensor counts, at most so many; the first by id of equal
// ones.
std::vector<core::LinkId> busiest_uncounted(DayMap const& map, Observations const& present,
                                            std::span<core::LinkId const> links, std::size_t most);

}  // namespace halong::equilibrium
