// The words that files use for enumerated values and for kinds of places, roads and vehicles.
#pragma once

#include "scenario/calibration.hpp"
#include "scenario/line_change.hpp"
#include "scenario/scenario.hpp"
#include "scenario/site_rule.hpp"
#include "scenario/study.hpp"
#include "scenario/sweep.hpp"

#include <span>
#include <string_view>

namespace halong::scenario {

using Words = std::span<std::string_view const>;

// The words of an enumeration, in the order of its enumerators; one overload for each.
Words words_of(DayKind);
Words words_of(Better);
Words words_of(ServiceKind);
Words words_of(Anchor);
Words words_of(DoriLevel);
Words words_of(LineKind);
Words words_of(UTurns);
Words words_of(ReplanningStep);
Words words_of(WindowPolicy);
Words words_of(OnlineChannel);
Words words_of(PathLoss);
Words words_of(MacModel);
Words words_of(AirSharing);
Words words_of(Quantity);
Words words_of(TargetRole);
Words words_of(SampleMethod);
Words words_of(SampleScale);

// The word of one value: word_of(DayKind::holiday) == "holiday".
template <class Enum>
std::string_view word_of(Enum value)
{
    return words_of(value)[static_cast<std::size_t>(value)];
}

// What rules and road changes may name. The rooms `city` and `network` give these words their meaning
// (city::PlaceKind, network::RoadClass, network::VehicleClass), in the same order.
Words place_kind_words();
Words road_class_words();
Words vehicle_class_words();
Words outage_words();

}  // namespace halong::scenario
