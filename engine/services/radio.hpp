// Radio between a hotspot on a pole and a phone in the street.
#pragma once

#include "city/city.hpp"
#include "city/sight.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace halong::services {

// Geometry and frequency of one radio link. Heights above the ground, metres; frequency 0.5-100 GHz.
struct RadioPath {
    double distance_2d_m = 0;  // >= 0
    double frequency_ghz = 2.44;
    double site_height_m = 8;    // > 1 m
    double user_height_m = 1.5;  // > 1 m
};

// Path loss in dB of 3GPP TR 38.901 (Table 7.4.1-1) UMi street canyon; the distance in space is at least 1 m.
// Line of sight, up to the breakpoint 4 (h_s - 1)(h_u - 1) f / c: 32.4 + 21 log d + 20 log f; beyond it
// 32.4 + 40 log d + 20 log f - 9.5 log(d_bp^2 + (h_s - h_u)^2). Without line of sight: the greater of that and
// 35.3 log d + 22.4 + 21.3 log f - 0.3 (h_u - 1.5).
double umi_path_loss_db(RadioPath const& path, bool line_of_sight);

// Probability of line of sight in a street canyon: 1 up to 18 m, then 18/d + exp(-d/36)(1 - 18/d).
// 3GPP TR 38.901 Table 7.4.2-1.
double umi_line_of_sight_probability(double distance_2d_m);

// Path loss in dB over a distance in space of at least 1 m: free space up to 1 m, 20 log10(4 pi f / c), then 10 n log10 d
// (the log-distance model; Rappaport 2002, eq. 4.69).
double log_distance_loss_db(RadioPath const& path, double exponent);

// By the model that the parameters name; sight matters to `umi` only, where it has a chance.
double path_loss_db(scenario::WifiParameters const& parameters, RadioPath const& path, bool line_of_sight);
double sight_probability(scenario::WifiParameters const& parameters, double distance_2d_m);

// Whether there is line of sight, as far as buildings say and the model asks; else it has a chance (sight_probability).
std::optional<bool> known_sight(scenario::WifiParameters const& parameters, city::Sight const& buildings,
                                city::Spot const& from, city::Spot const& to);

// Noise of a channel of 20, 40 or 80 MHz with a noise figure of 7 dB: -174 + 10 log10(width) + 7 = -94, -91 or -88 dBm.
double noise_dbm(int channel_mhz);

// PHY rate in Mbit/s of a two-stream phone on a channel of 20, 40 (802.11ax) or 80 MHz (802.11ac) at a signal-to-noise
// ratio: single-stream thresholds of hostap's table, raised by 3 dB, and twice their rates; 0 below the lowest.
double phy_rate_mbps(double snr_db, int channel_mhz);
// Every rate that it may give but 0, of all widths, ascending.
std::vector<double> phy_rates_mbps();

// One of the radios of a hotspot, on its post.
struct Radio {
    core::SiteId site;
    std::uint32_t hotspot = 0;  // row in the list of sites
    double frequency_ghz = 2.44;
    double eirp_dbm = 23;
    double height_m = 8;
    int channel = 0;  // 0: not chosen yet
    int channel_mhz = 20;
};

// Both radios of each hotspot, or its only one, in the order of the sites.
std::vector<Radio> radios_of(city::City const& city, std::span<core::SiteId const> sites);
// The same of equipment that stands nowhere yet.
std::vector<Radio> radios_of(scenario::HotspotEquipment const& equipment);

// Whether it is the band of 5 GHz (or 6), with more and shorter-ranged channels, and not that of 2.4 GHz.
bool is_high_band(double frequency_ghz);

}  // namespace halong::services
