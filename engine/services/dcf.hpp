// How much of a radio's rate phones can use that contend for it: the distributed coordination function of 802.11.
#pragma once

#include <cstddef>
#include <vector>

namespace halong::services {

// Random backoff. `repeat_share`: chance that the winner of a contention draws no wait and sends once more at once, 0 … 1
// (Tinnirello, Bianchi and Xiao, IEEE Trans. Vehicular Technology 59(3), 2010: 1 / least window where it may).
struct Backoff {
    int least_window = 16;  // slots to draw from at first, >= 1
    int stages = 6;         // times that a collision doubles them, >= 0; 16 slots become 1,024
    double slot_us = 9;
    double repeat_share = 0;
};

// One transmission with its answer, microseconds, and the useful bits in it.
struct Exchange {
    double success_us = 0;
    double collision_us = 0;  // how long a failed one keeps the channel
    double payload_bits = 0;
};

// Mbit/s that `stations` >= 1, which always have something to send, get through together: the saturation throughput of
// Bianchi (IEEE JSAC 18(3), 2000). Stations send in a slot with tau = 2 / (1 + W + p W sum_{i<m} (2p)^i), and collide with
// p = 1 - (1 - tau)^(n-1); found by bisection, the same bits on every machine.
double saturation_mbps(int stations, Backoff const& backoff, Exchange const& exchange);

// A burst of `frames` >= 1 frames of 1,500 bytes by 802.11ax at `rate_mbps` > 0, answered at `answer_mbps`: SIFS of 16 and
// DIFS of 34 us, preamble of 44 us, symbols of 13.6 us; headers of 30 bytes, and 8 of what is above; 4 bytes between frames
// that share a burst, and a block answer of 32 bytes instead of 14. A burst lasts 5.484 ms at most (the standard's limit), so
// a slow one has fewer frames. After a collision the others wait for the answer that does not come (EIFS).
Exchange he_exchange(double rate_mbps, int frames, double answer_mbps);

// Useful share of the radio's rate at a hotspot, by that rate and how many phones contend. Made once, then looked up.
class ContentionTable {
public:
    // For bursts of `frames` >= 1, and 1 … `most_stations` >= 1.
    ContentionTable(int frames, int most_stations);
    // `rate_mbps`: what phy_rate_mbps() gives, not 0. More stations than the table has count as its last.
    [[nodiscard]] double efficiency(double rate_mbps, std::size_t stations) const;

private:
    std::vector<double> rates_mbps_;    // ascending
    std::vector<double> efficiencies_;  // [rate][stations - 1]
    std::size_t most_stations_ = 0;
};

}  // namespace halong::services
