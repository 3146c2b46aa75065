// An option: a change to a scenario, with its cost. Each member is described in describe_option.cpp.
#pragma once

#include "scenario/line_change.hpp"
#include "scenario/place_change.hpp"
#include "scenario/road_change.hpp"
#include "scenario/scenario.hpp"
#include "scenario/scenario_patch.hpp"
#include "scenario/signal_change.hpp"
#include "scenario/site_change.hpp"
#include "scenario/site_rule.hpp"
#include "scenario/toll.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace halong::scenario {

struct Option {
    std::string id;
    Text title;
    std::int64_t capex_vnd = 0;          // required where it combines no others; then on top of theirs. Whole VND
    std::int64_t opex_vnd_per_year = 0;  // likewise
    Text cost_source;                    // who says so
    double life_years = 10;
    int start_year = 0;                 // in which it is built; 0: the first year of the study
    std::vector<std::string> combines;  // ids of other options of the study, whose changes and costs it has as well
    std::vector<SiteRule> add_sites;
    std::vector<SiteChange> change_sites;
    std::vector<RoadChange> roads;
    std::vector<NewRoad> new_roads;
    std::vector<Toll> tolls;
    std::vector<SignalChange> signals;
    std::vector<PlaceChange> places;
    std::vector<NewPlace> new_places;
    std::vector<LineChange> lines;
    std::vector<NewLine> new_lines;
    int operators_change = 0;  // in each shift of the operations centre, with their posts
    std::vector<ChargerRule> chargers;
    ScenarioPatch scenario;  // keys of the scenario that hold instead
    bool operator==(Option const&) const = default;
};

// The scenario with what the option changes of it: its keys, the operators and posts of the operations centre, none below
// 0, and more charging points. Throws UserError where the keys that result do not go together.
Scenario with_option(Scenario scenario, Option const& option);

// How a change of a signal names its junction, for messages: "node 12", "the junction at place 'sun-world'".
std::string junction_named_by(SignalChange const& change);

// The option without its title, costs, their source and years: all that a run follows from, and nothing that is made of runs.
Option changes_of(Option option);

// The option with the changes of all that it combines, in their order and its own last; its costs are its own. `options`
// are those of its study. Throws UserError where parts contradict each other: different values for one key of the
// scenario, one road, site, signal, place or line that two parts change in the same way, two rules, roads, tolls, places or lines of one
// id.
Option whole_option(Option const& option, std::vector<Option> const& options);

// The options that it combines, those of these, and itself, each once; their costs add up.
std::vector<Option const*> parts_of(Option const& option, std::vector<Option> const& options);

}  // namespace halong::scenario
