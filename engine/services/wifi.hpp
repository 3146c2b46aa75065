// Public Wi-Fi hotspots: who wants a session, who is in radio reach, and whom airtime and uplink can carry.
#pragma once

#include "core/random.hpp"
#include "scenario/scenario.hpp"
#include "services/service.hpp"

namespace halong::services {

// Offered: person-minutes of the sessions that people outdoors want (take rates by class; each person of a group for
// himself). Covered: of these, with the strongest hotspot at or above min_power_dbm. Carried: of the covered, those
// within the association cap and the shares of airtime and uplink; a session that gets half of its need counts half.
// People indoors are not served by hotspots in the street (assumption). Hotspots do not disturb each
// other's airtime. Sessions end at midnight at the latest.
std::unique_ptr<Service> make_wifi(city::City const& city, city::Plans const& plans,
                                   scenario::WifiParameters const& parameters, core::Random random);

}  // namespace halong::services
