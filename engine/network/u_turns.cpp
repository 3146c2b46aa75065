#include "network/u_turns.hpp"

#include <algorithm>

namespace halong::network {
namespace {

bool has_banned_way(Network const& network, Access users, LinkId in)
{
    NodeId const node = network.to(in);
    if (!network.has_banned_turn(node)) return false;
    return std::ranges::any_of(network.out_links(node), [&](LinkId out) {
        return network.access(out).overlaps(users) && network.is_banned(in, out);
    });
}

bool has_other_way(Network const& network, Access users, LinkId in)
{
    return std::ranges::any_of(network.out_links(network.to(in)), [&](LinkId out) {
        return out != network.reverse(in) && is_way_on(network, users, in, out);
    });
}

}  // namespace

bool is_way_on(Network const& network, Access users, LinkId in, LinkId out)
{
    return network.access(out).overlaps(users) && !network.is_banned(in, out);
}

core::Column<LinkId, std::uint8_t> links_without_u_turn(Network const& network, Access users)
{
    core::Column<LinkId, std::uint8_t> marked;
    marked.resize(network.link_count());
    std::vector<LinkId> edge;
    for (LinkId const link : network.links()) {
        if (network.access(link).overlaps(users) && has_banned_way(network, users, link)) edge.push_back(link);
    }
    core::Column<LinkId, std::uint8_t> seen;
    seen.resize(network.link_count());
    for (int step = 0; step < u_turn_reach && !edge.empty(); ++step) {
        std::vector<LinkId> next;
        for (LinkId const in : edge) {
            for (LinkId const out : network.out_links(network.to(in))) {
                if (seen[out] != 0 || !is_way_on(network, users, in, out)) continue;
                seen[out] = 1;
                next.push_back(out);
                LinkId const back = network.reverse(out);
                bool const can_turn = back.valid() && is_way_on(network, users, out, back);
                marked[out] = can_turn && has_other_way(network, users, out) ? 1 : 0;
            }
        }
        edge = std::move(next);
    }
    return marked;
}

}  // namespace halong::network
