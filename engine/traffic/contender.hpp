// A vehicle at a node that could cross in this window, and from which end it comes.
#pragma once

#include "traffic/link_state.hpp"

#include <cstdint>

namespace halong::traffic {

struct Contender {
    QueuedVehicle vehicle;
    Millis ready_ms = 0;  // may cross from then on, if there is space
    Millis go_ms = 0;     // the earliest crossing as far as is known; core::never while space is not in sight
    std::uint32_t mpcu = 0;
    std::uint32_t index = 0;  // of its exit, or of the entrance at which it waits as a source
    std::uint16_t end = 0;    // number at the node: exits first, then sources; settles ties
    bool from_source = false;

    [[nodiscard]] std::uint32_t target() const { return vehicle.next_entrance; }
    [[nodiscard]] bool leaves() const { return vehicle.next_entrance == no_entrance; }
};

}  // namespace halong::traffic
