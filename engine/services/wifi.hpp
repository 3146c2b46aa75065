// Public Wi-Fi hotspots: who wants a session, who is in radio reach, and whom airtime and uplink can carry.
#pragma once

#include "core/random.hpp"
#include "scenario/scenario.hpp"
#include "services/service.hpp"

namespace halong::services {

// Offered: person-minutes of the sessions that people outdoors want (take rates by class; each person of a group for
// himself). Covered: of these, with a hotspot at or above min_power_dbm: the strongest that works when they begin. Carried:
// of the covered, those within the association cap and the shares of airtime and uplink, while the hotspot works; a session
// that gets half of its need counts half. Hotspots of one channel that hear each other share the air. What a phone gets
// through in its airtime falls with the number of phones that are active there. People indoors are not served by hotspots
// in the street (assumption). Sessions end at midnight at the latest.
std::unique_ptr<Service> make_wifi(city::City const& city, city::Plans const& plans,
                                   scenario::WifiParameters const& parameters, core::Random random);

}  // namespace halong::services
