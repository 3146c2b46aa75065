// The operations centre: incidents on roads and among people outdoors, who notices them when, and the operators who see
// to alarms, true and false.
#pragma once

#include "core/random.hpp"
#include "scenario/scenario.hpp"
#include "services/service.hpp"

#include <memory>

namespace halong::services {

// Incidents happen by the vehicle-kilometres and person-hours of the day (exposure.hpp), last for an exponential time, and
// are noticed by the earliest of: an operator whose tour of views (tour.hpp) shows them and who is not seeing to an alarm;
// an alarm of a camera's analytics; a call. Only cameras with the spot in their field of view that are at work can show
// or report it, as far as people are detected (25 px/m), whatever level the camera is meant for; of those that turn, the
// ones that look there when it happens. What is noticed, and false alarms, wait for an operator, the urgent first
// (stations.hpp); handling times are exponential, so that waits are those of M/M/c with two priorities. Incidents of the
// day count, up to midnight.
// Offered: incidents; covered: in view of a camera at work; carried: of these, noticed through a camera while they lasted.
// What an outage of the day hides (City::faults) stays covered: no alarm comes from a camera that is out, and none when the
// power is back, but who looks then sees what still goes on.
// By site: incidents in the camera's view (offered), while it works (covered), noticed through it (carried); by zone:
// where they happen; by hour and class of whom they happen to.
std::unique_ptr<Service> make_operations(city::City const& city, city::Plans const& plans,
                                         scenario::OperationsParameters const& parameters,
                                         scenario::CameraParameters const& cameras, scenario::Weather const& weather,
                                         core::Random random);

}  // namespace halong::services
