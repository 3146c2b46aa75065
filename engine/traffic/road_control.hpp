// Looking at the roads and changing how they are run, between two windows of a run that is controlled from outside.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "traffic/green_time.hpp"
#include "traffic/traffic.hpp"

#include <optional>

namespace halong::traffic {

struct Streets;

// Who is on each link at `now_ms`. O(links + vehicles).
LinksNow links_on(Streets const& streets, Millis now_ms);

// The green at the end of a link, without a cycle where there is no signal; nothing where turns have greens of their own.
std::optional<GreenTime> green_of(Streets const& streets, core::LinkId link);

// Whether it begins within its cycle and lasts some of it, or has no cycle at all.
bool fits(GreenTime green);

// From now on the stop line has this green, or no signal any more where it has no cycle. Its first vehicle is asked again
// when it may cross. InternalFault where green_of() gives nothing, or when the green does not fit its cycle.
void set_green(Streets& streets, core::LinkId link, GreenTime green, Millis now_ms);

// No vehicle enters the link before `until_ms`; who is on it goes on, and who wants to enter waits at its upstream end, or
// passes by there. `until_ms` of now or before opens it again. Walkers are not held.
void shut(Streets& streets, core::LinkId link, Millis now_ms, Millis until_ms);

}  // namespace halong::traffic
