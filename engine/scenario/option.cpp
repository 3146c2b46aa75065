#include "scenario/option.hpp"

#include <algorithm>

namespace halong::scenario {

Scenario with_option(Scenario scenario, Option const& option)
{
    OperationsParameters& room = scenario.operations;
    for (int* number : {&room.posts, &room.operators_morning, &room.operators_afternoon, &room.operators_night}) {
        *number = std::max(0, *number + option.operators_change);
    }
    return scenario;
}

}  // namespace halong::scenario
