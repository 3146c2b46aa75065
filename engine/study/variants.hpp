// What a study simulates: on each of its kinds of days, the base and every option.
#pragma once

#include "city/city.hpp"
#include "scenario/study.hpp"

#include <memory>
#include <string>
#include <vector>

namespace halong::study {

// The scenario without what services alone read: people plan and drive alike in two scenarios that are equal so.
scenario::Scenario without_services(scenario::Scenario scenario);

// Whether an option changes what people plan with: new places, hours, entrances and lines. Roads they find on the day.
bool changes_plans(scenario::Option const& option);

// Whether it changes roads, tolls or signals by name; other changes may change the network, too (is_same_network).
bool changes_routes(scenario::Option const& option);

// UserError at `where` when ways that had settled on other roads are put back (replanning.warm_start) and nobody looks for
// others, though the option changes the roads: a new bridge would stay empty.
void check_somebody_looks(scenario::Scenario const& scenario, scenario::Option const& option, std::string const& where);

// The base or an option on one kind of day.
struct Variant {
    std::string id;
    scenario::Option const* option = nullptr;  // of the study; nullptr for the base
    scenario::Scenario scenario;               // with what the option changes; the seed is of no replication
    std::shared_ptr<city::City const> city;    // as it is on that day, with what the option changes
    bool has_base_people = true;               // plans of the base are its plans
    bool has_base_routes = true;               // routes of the base are its routes
};

// One kind of day: the base first, then the options in the study's order.
struct DayVariants {
    std::string id;  // "" of the study's own scenario, else that of one of its `days`
    std::vector<Variant> variants;
};

// One kind of day. `city`: the scenario's, as it is on no particular day. Throws UserError with what is wrong with an option.
DayVariants day_of(std::string id, scenario::Study const& study, scenario::Scenario const& scenario,
                   city::City const& city);

// `scenarios`: the study's own first, then those of its `days`; `city`: theirs, as it is on no particular day. Throws
// UserError with what is wrong with an option on any of the days.
std::vector<DayVariants> days_of(scenario::Study const& study, std::vector<scenario::Scenario> const& scenarios,
                                 city::City const& city);

}  // namespace halong::study
