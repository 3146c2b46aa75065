// Signal plans as a plain table and back: the layer 'signals' of city.gpkg.
#pragma once

#include "geo/vector_layer.hpp"
#include "network/network.hpp"

#include <filesystem>
#include <vector>

namespace halong::city {

// One row for each green of each turn; a turn that is always red has one row with green_s = 0. Rows with the same node and
// from_s are one plan. Times are seconds: from_s and to_s of the day, green_start_s of the cycle.
geo::OutputLayer signal_layer(network::Network const& network);

// The plans of the layer 'signals'; none where the file has no such layer. Throws UserError, with all faults at once: each
// names the layer, the feature, the value and what is allowed.
std::vector<network::SignalPlan> read_signal_plans(std::filesystem::path const& geopackage,
                                                   network::Network const& network);

}  // namespace halong::city
