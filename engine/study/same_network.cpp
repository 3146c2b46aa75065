#include "study/same_network.hpp"

namespace halong::study {
namespace {

using core::LinkId;
using core::NodeId;
using network::Network;

bool is_same_node(Network const& a, Network const& b, NodeId node)
{
    return a.stable_id(node) == b.stable_id(node) && a.position(node) == b.position(node) &&
           a.has_signal(node) == b.has_signal(node);
}

bool is_same_link(Network const& a, Network const& b, LinkId link)
{
    return a.stable_id(link) == b.stable_id(link) && a.from(link) == b.from(link) && a.to(link) == b.to(link) &&
           a.length_m(link) == b.length_m(link) && a.width_m(link) == b.width_m(link) &&
           a.lanes(link) == b.lanes(link) && a.speed_limit_kmh(link) == b.speed_limit_kmh(link) &&
           a.access(link) == b.access(link) && a.road_class(link) == b.road_class(link);
}

}  // namespace

bool is_same_network(Network const& a, Network const& b)
{
    if (a.node_count() != b.node_count() || a.link_count() != b.link_count()) return false;
    for (NodeId const node : a.nodes()) {
        if (!is_same_node(a, b, node)) return false;
    }
    for (LinkId const link : a.links()) {
        if (!is_same_link(a, b, link)) return false;
    }
    return a.banned_turns() == b.banned_turns() && a.signal_plans() == b.signal_plans() &&
           a.hour_bans() == b.hour_bans() && a.link_tolls() == b.link_tolls() &&
           a.signal_timings() == b.signal_timings();
}

}  // namespace halong::study
