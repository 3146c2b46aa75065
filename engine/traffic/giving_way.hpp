// Green that is not protected: a turn that yields waits for the streams that it crosses or joins.
#pragma once

#include "traffic/streets.hpp"

namespace halong::traffic {

// Whether the turn from `exit` to `entrance` yields at some time by a plan of its signal.
bool may_yield(Streets const& streets, LinkExit const& exit, std::uint32_t entrance);

// When a vehicle that could turn at `time_ms`, with green, need not give way: that time, a later one, or core::never
// until somebody crosses the node. Times at or after `end_ms` are only when to ask again. The turn gives way while a
// rival stream has protected green and its first vehicle is there, or will be within the gap, and has room beyond.
Millis clear_from(Streets const& streets, Region const& region, LinkExit const& exit, std::uint32_t entrance,
                  Millis time_ms, Millis end_ms);

}  // namespace halong::traffic
