// Published figures beside those of a run: what services and sights must come near to.
#pragma once

#include "city/city.hpp"
#include "scenario/scenario.hpp"
#include "simulation/simulation.hpp"

#include <string>
#include <vector>

namespace halong::results {

struct Anchor {
    std::string id;
    scenario::Text name;
    std::string unit;
    double simulated = 0;
    double observed = 0;
    std::string source;  // who published it, and of when and where it is

    // Of the simulated figure, % of the observed one.
    [[nodiscard]] double error_pct() const { return 100 * (simulated - observed) / observed; }
};

// Those that a run of this kind of day can be set beside: waits for the first care on any day; the bay, the cable car
// and sights on weekdays or on the holiday of 2 September 2024. Figures of Hạ Long's places only where the city has
// them. Figures are of other years and places as their sources say: none is a target that a run must meet. Nothing
// where no service was asked for.
std::vector<Anchor> anchors_of(city::City const& city, scenario::Scenario const& scenario,
                               simulation::RunResult const& run);

}  // namespace halong::results
