#include "scenario/option.hpp"

#include <algorithm>

namespace halong::scenario {

Scenario with_option(Scenario scenario, Option const& option)
{
    OperationsParameters& room = scenario.operations;
    for (int* number : {&room.posts, &room.operators_morning, &room.operators_afternoon, &room.operators_night}) {
        *number = std::max(0, *number + option.operators_change);
    }
    scenario.chargers.insert(scenario.chargers.end(), option.chargers.begin(), option.chargers.end());
    return scenario;
}

Option changes_of(Option option)
{
    Option const plain;
    option.title = plain.title;
    option.capex_vnd = plain.capex_vnd;
    option.opex_vnd_per_year = plain.opex_vnd_per_year;
    option.life_years = plain.life_years;
    option.start_year = plain.start_year;
    return option;
}

}  // namespace halong::scenario
