// What the upstream end of a link may take, and taking it.
#pragma once

#include "traffic/link_state.hpp"
#include "traffic/ring.hpp"

#include <algorithm>

namespace halong::traffic {

// The earliest time at which `mpcu` fit into the link, as far as is known; 0 when they fit already, core::never when
// more must leave first. Only looks: whoever enters takes the holes (admit), or asking often would change results.
inline Millis space_from(LinkEntrance const& entrance, RingPool<Hole> const& holes, std::uint32_t mpcu)
{
    std::uint32_t used = entrance.used_mpcu;
    std::uint32_t const room = entrance.storage_mpcu + entrance.turn_mpcu;
    if (used + mpcu <= room) return 0;
    for (std::uint32_t i = 0; i < entrance.holes.size; ++i) {
        Hole const& hole = holes.at(entrance.holes, i);
        used -= hole.mpcu;
        if (used + mpcu <= room) return hole.exit_ms + entrance.wave_time_ms;
    }
    return core::never;
}

// Frees the space of all holes that have reached the entrance by `time_ms`.
inline void receive_holes(LinkEntrance& entrance, RingPool<Hole>& holes, Millis time_ms)
{
    while (!entrance.holes.empty()) {
        Hole const& oldest = holes.front(entrance.holes);
        if (oldest.exit_ms > time_ms - entrance.wave_time_ms) return;
        entrance.used_mpcu -= oldest.mpcu;
        holes.pop_front(entrance.holes);
    }
}

// A vehicle enters at `time_ms`: takes space and entrance time, and ends its claim if it had one. `waited`: it was due
// before. If not, a long unused time was for lack of demand, and nothing of it is kept: a queue does not begin by a burst.
inline void admit(LinkEntrance& entrance, RingPool<Hole>& holes, std::uint32_t mpcu, Millis time_ms, bool waited = true)
{
    bool const lacked_demand = !waited && time_ms - entrance.service.ready() > entrance.bank_ms;
    if (entrance.used_mpcu + mpcu > entrance.storage_mpcu) receive_holes(entrance, holes, time_ms);
    entrance.used_mpcu += mpcu;
    entrance.service.serve(time_ms, mpcu, entrance.capacity_pcu_per_h, lacked_demand ? 0 : entrance.bank_ms);
    entrance.open_from_ms = time_ms;
    entrance.claimant = no_claimant;
    entrance.claim_end_ms = core::never;
    entrance.wanted = false;
    entrance.turn_mpcu = 0;
}

// The end at the node wants the place no longer that it may have claimed.
inline void give_up_claim(LinkEntrance& entrance, std::uint16_t end)
{
    if (entrance.claimant != end) return;
    entrance.claimant = no_claimant;
    entrance.claim_end_ms = core::never;
    entrance.turn_mpcu = 0;
}

// Ends a claim whose holder did not go before `claim_end_ms`.
inline void lapse_claim(LinkEntrance& entrance)
{
    entrance.open_from_ms = std::max(entrance.open_from_ms, entrance.claim_end_ms);
    entrance.claimant = no_claimant;
    entrance.claim_end_ms = core::never;
}

}  // namespace halong::traffic
