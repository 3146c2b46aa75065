// Signal programs of a SUMO network as plans of our nodes.
#pragma once

#include "city/issue_tally.hpp"
#include "city/sumo_file.hpp"
#include "city/sumo_network.hpp"
#include "network/signals.hpp"

#include <span>
#include <string>
#include <vector>

namespace halong::city {

// A lane's way over a node, resolved.
struct SumoTurn {
    core::NodeId node;
    core::LinkId from;
    core::LinkId to;
    std::uint32_t connection = 0;                       // row in the file
    auto operator<=>(SumoTurn const&) const = default;  // NOLINT(modernize-use-nullptr): sees one in it
};

// One plan for each node at which a turn is guarded, by node. A turn is green while any of its lanes has G, g, s, O or
// o (and y, Y where options say so), and yields where any of them has g, s or o; turns of the node that no program
// guards are always green. `turns` are sorted. Programs that cannot be used become issues; their nodes get no plan.
std::vector<network::SignalPlan> sumo_signal_plans(SumoFile const& file, std::span<SumoTurn const> turns,
                                                   SumoOptions const& options, IssueTally& issues);

}  // namespace halong::city
