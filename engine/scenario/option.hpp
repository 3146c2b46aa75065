// An option: a change to a scenario, with its cost. Each member is described in describe_option.cpp.
#pragma once

#include "scenario/road_change.hpp"
#include "scenario/scenario.hpp"
#include "scenario/site_rule.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace halong::scenario {

struct Option {
    std::string id;
    Text title;
    std::int64_t capex_vnd = -1;          // required (0 is a value); money is in whole VND
    std::int64_t opex_vnd_per_year = -1;  // required
    double life_years = 10;
    int start_year = 0;  // in which it is built; 0: the first year of the study
    std::vector<SiteRule> add_sites;
    std::vector<RoadChange> roads;
    int operators_change = 0;  // in each shift of the operations centre, with their posts
    std::vector<ChargerRule> chargers;
    bool operator==(Option const&) const = default;
};

// The scenario with what the option changes of it: the operators and posts of the operations centre, none below 0, and more
// charging points.
Scenario with_option(Scenario scenario, Option const& option);

// The option without its title, costs and years: all that a run follows from, and nothing that is made of runs.
Option changes_of(Option option);

}  // namespace halong::scenario
