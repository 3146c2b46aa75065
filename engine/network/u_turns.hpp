// Where drivers may turn back onto the road by which they came.
#pragma once

#include "network/network.hpp"

#include <cstdint>
#include <vector>

namespace halong::network {

enum class UTurns : std::uint8_t {
    dead_ends,  // only where there is no other way on
    anywhere    // where no restriction forbids it
};

// By link: whether a driver at its end who has another way on may not turn back. Turning back never shortens a way but
// to get round a banned turn, so only links up to `u_turn_reach` links behind one are named (estimate: who drives on
// further, turns and comes all the way back takes longer than by other ways round).
core::Column<LinkId, std::uint8_t> links_without_u_turn(Network const& network, Access users);
inline constexpr int u_turn_reach = 8;

// Whether someone among `users` who arrives by `in` may go on by `out`: it is open to them and not banned.
bool is_way_on(Network const& network, Access users, LinkId in, LinkId out);

}  // namespace halong::network
