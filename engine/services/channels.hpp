// Radio channels of hotspots, and who has to share the air with whom.
#pragma once

#include "city/city.hpp"
#include "scenario/scenario.hpp"
#include "services/radio.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::services {

struct Channels {
    std::vector<int> channel;  // by radio, from 1, among those of its width
    // By radio: those of its band whose channel overlaps with its own and that hear it or that it hears, itself among
    // them, ascending.
    std::vector<std::vector<std::uint32_t>> contenders;
};

// Channels of that width that do not overlap: of 20 MHz 3 in the band of 2.4 GHz (1, 6 and 11) and 24 from 5.15 to 5.85 GHz
// (IEEE 802.11); wider ones take 2 or 4 of these, those of the lowest numbers first.
int channel_count(double frequency_ghz, int channel_mhz);

// A radio that has a channel keeps it; the others take, in the order given, the one on which they hear the fewest before
// them, the lowest of equals. So a hotspot that is added behind the others changes nobody's channel. Two hear each other
// when the stronger arrives at the other's antenna with `contention_dbm` or more, without luck: by line of sight where no
// building stands in the way or, where not all are known, that is as likely as not.
Channels plan_channels(city::City const& city, std::span<Radio const> radios,
                       scenario::WifiParameters const& parameters);

// Airtime by radio, max-min fair: nobody more than he wants (0 … 1), and nobody who wants any and those who contend with
// him together more than 1. All sizes are the number of radios.
void share_air(std::span<std::vector<std::uint32_t> const> contenders, std::span<double const> wanted,
               std::span<double> air);

}  // namespace halong::services
