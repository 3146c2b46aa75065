// A signal plan as a SUMO program.
#pragma once

#include "export/sumo_lanes.hpp"
#include "network/signals.hpp"

#include <span>
#include <string>
#include <vector>

namespace halong::exporting {

struct SumoPhaseText {
    core::Millis length_ms = 0;
    std::string state;  // a letter for each of the turns
};

// The phases of one cycle for these lanes: G green, g green that yields, y the first 3 s after green, r red.
std::vector<SumoPhaseText> sumo_phases(network::SignalPlan const& plan, std::span<LaneTurn const> turns);

}  // namespace halong::exporting
