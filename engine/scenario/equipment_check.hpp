// Whether equipment that did not come out of a scenario file (from a GIS layer, say) is what such a file may hold.
#pragma once

#include "scenario/site_rule.hpp"

#include <string>
#include <vector>

namespace halong::scenario {

// One message for each value that is outside its range or breaks a rule between keys, with the value and what is allowed;
// empty: all is well.
std::vector<std::string> faults_of(HotspotEquipment const& equipment);
std::vector<std::string> faults_of(CameraEquipment const& equipment);

}  // namespace halong::scenario
