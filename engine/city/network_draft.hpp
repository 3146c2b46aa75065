// A network while it is being built: records that may still lose links, and where each link comes from.
#pragma once

#include "city/import_issue.hpp"
#include "city/road_table.hpp"
#include "city/stretches.hpp"
#include "network/network.hpp"

#include <cstdint>
#include <vector>

namespace halong::city {

struct LinkOrigin {
    std::uint32_t stretch = 0;  // row of the stretches
    bool against = false;       // from its last node to its first
};

struct NetworkDraft {
    std::vector<std::uint32_t> node_row;  // row of the road table, ascending
    std::vector<network::NodeRecord> nodes;
    std::vector<network::LinkRecord> links;
    std::vector<LinkOrigin> origin;  // of each link
};

// One link along each stretch and one against it where somebody may go that way. Where only walkers may, it is a
// footway whose way id ends in "/walk". Links without length are lengthened and reported.
NetworkDraft make_draft(RoadTable const& table, std::vector<Stretch> const& stretches, ImportIssues& issues);

// Leaves only what is strongly connected: the largest part for motor vehicles, and walkways that lead to it. Each
// class of users then keeps only the links between which it can go both ways. Reports what is lost, part by part.
void keep_strong_part(NetworkDraft& draft, ImportIssues& issues);

// The turns that the restrictions ban. Reports what cannot be resolved, and drops bans that would leave a link without
// way in or out.
std::vector<network::BannedTurn> banned_turns(RawRoads const& roads, RoadTable const& table,
                                              std::vector<Stretch> const& stretches, NetworkDraft const& draft,
                                              ImportIssues& issues);

}  // namespace halong::city
