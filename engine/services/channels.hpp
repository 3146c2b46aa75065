// Radio channels of hotspots, and who has to share the air with whom.
#pragma once

#include "city/city.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::services {

struct Channels {
    std::vector<int> channel;  // by hotspot, from 1
    // By hotspot: those of its channel and band that hear it or that it hears, itself among them, ascending.
    std::vector<std::vector<std::uint32_t>> contenders;
};

// Channels of 20 MHz that do not overlap: 3 in the band of 2.4 GHz (1, 6 and 11), 24 from 5.15 to 5.85 GHz (IEEE 802.11).
int channel_count(double frequency_ghz);

// A hotspot that has a channel keeps it; the others take, in the order of `sites`, the one on which they hear the fewest
// before them, the lowest of equals. So a hotspot that is added behind the others changes nobody's channel. Two hear each
// other when the stronger arrives at the other's antenna with `contention_dbm` or more, without luck: by line of sight
// where no building stands in the way or, where not all are known, that is as likely as not.
Channels plan_channels(city::City const& city, std::span<core::SiteId const> sites,
                       scenario::WifiParameters const& parameters);

// Airtime by hotspot, max-min fair: nobody more than he wants (0 … 1), and nobody who wants any and those who contend with
// him together more than 1. All sizes are the number of hotspots.
void share_air(std::span<std::vector<std::uint32_t> const> contenders, std::span<double const> wanted,
               std::span<double> air);

}  // namespace halong::services
