#include "services/radio.hpp"

#include "core/exact_math.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace halong::services {
namespace {

constexpr double speed_of_light_mps = 3.0e8;  // the value that TR 38.901 uses

double log10_of(double x)
{
    constexpr double one_over_ln10 = 0.43429448190325182765;
    return core::exact_log(x) * one_over_ln10;
}

double line_of_sight_loss_db(RadioPath const& path, double distance_3d_m)
{
    double const rise_m = path.site_height_m - path.user_height_m;
    double const breakpoint_m =
        4 * (path.site_height_m - 1) * (path.user_height_m - 1) * path.frequency_ghz * 1e9 / speed_of_light_mps;
    double const frequency_term = 20 * log10_of(path.frequency_ghz);
    if (path.distance_2d_m <= breakpoint_m) {
        return 32.4 + 21 * log10_of(distance_3d_m) + frequency_term;
    }
    return 32.4 + 40 * log10_of(distance_3d_m) + frequency_term -
           9.5 * log10_of(breakpoint_m * breakpoint_m + rise_m * rise_m);
}

struct RateStep {
    double min_snr_db;
    double rate_mbps;
};
// One stream, by MCS: hostap's SNR tables.
constexpr std::array<RateStep, 12> wide_20{{{2, 8.6},
                                            {5, 17.2},
                                            {9, 25.8},
                                            {11, 34.4},
                                            {15, 51.6},
                                            {18, 68.8},
                                            {20, 77.4},
                                            {25, 86.0},
                                            {29, 103.2},
                                            {31, 114.7},
                                            {34, 129.0},
                                            {36, 143.4}}};
constexpr std::array<RateStep, 12> wide_40{{{5, 17.2},
                                            {8, 34.4},
                                            {12, 51.6},
                                            {14, 68.8},
                                            {18, 103.2},
                                            {21, 137.6},
                                            {23, 154.9},
                                            {28, 172.1},
                                            {32, 206.5},
                                            {34, 229.4},
                                            {37, 258.1},
                                            {39, 286.8}}};
constexpr std::array<RateStep, 10> wide_80{{{8, 29.3},
                                            {11, 58.5},
                                            {15, 87.8},
                                            {17, 117.0},
                                            {21, 175.5},
                                            {24, 234.0},
                                            {26, 263.3},
                                            {31, 292.5},
                                            {35, 351.0},
                                            {37, 390.0}}};

std::span<RateStep const> rate_steps(int channel_mhz)
{
    if (channel_mhz >= 80) return wide_80;
    return channel_mhz >= 40 ? std::span<RateStep const>(wide_40) : wide_20;
}

double distance_in_space_m(RadioPath const& path)
{
    double const rise_m = path.site_height_m - path.user_height_m;
    return std::max(1.0, std::sqrt(path.distance_2d_m * path.distance_2d_m + rise_m * rise_m));
}

}  // namespace

double umi_path_loss_db(RadioPath const& path, bool line_of_sight)
{
    double const distance_3d_m = distance_in_space_m(path);
    double const open_db = line_of_sight_loss_db(path, distance_3d_m);
    if (line_of_sight) return open_db;
    double const blocked_db =
        35.3 * log10_of(distance_3d_m) + 22.4 + 21.3 * log10_of(path.frequency_ghz) - 0.3 * (path.user_height_m - 1.5);
    return std::max(open_db, blocked_db);
}

double umi_line_of_sight_probability(double distance_2d_m)
{
    if (distance_2d_m <= 18) return 1;
    double const near = 18 / distance_2d_m;
    return near + core::exact_exp(-distance_2d_m / 36) * (1 - near);
}

double log_distance_loss_db(RadioPath const& path, double exponent)
{
    double const at_1_m_db = 20 * log10_of(4 * std::numbers::pi * path.frequency_ghz * 1e9 / speed_of_light_mps);
    return at_1_m_db + 10 * exponent * log10_of(distance_in_space_m(path));
}

double path_loss_db(scenario::WifiParameters const& parameters, RadioPath const& path, bool line_of_sight)
{
    return parameters.path_loss == scenario::PathLoss::umi ? umi_path_loss_db(path, line_of_sight)
                                                           : log_distance_loss_db(path, parameters.path_loss_exponent);
}

double sight_probability(scenario::WifiParameters const& parameters, double distance_2d_m)
{
    return parameters.path_loss == scenario::PathLoss::umi ? umi_line_of_sight_probability(distance_2d_m) : 1;
}

std::optional<bool> known_sight(scenario::WifiParameters const& parameters, city::Sight const& buildings,
                                city::Spot const& from, city::Spot const& to)
{
    if (parameters.path_loss != scenario::PathLoss::umi) return std::nullopt;
    auto const sight = buildings.between(from, to);
    if (sight == city::LineOfSight::unknown) return std::nullopt;
    return sight == city::LineOfSight::open;
}

double noise_dbm(int channel_mhz)
{
    double const wider_db = channel_mhz >= 80 ? 6 : channel_mhz >= 40 ? 3 : 0;
    return -94 + wider_db;
}

double phy_rate_mbps(double snr_db, int channel_mhz)
{
    constexpr double second_stream_db = 3;
    double rate = 0;
    for (RateStep const& step : rate_steps(channel_mhz)) {
        if (snr_db >= step.min_snr_db + second_stream_db) rate = 2 * step.rate_mbps;
    }
    return rate;
}

std::vector<double> phy_rates_mbps()
{
    std::vector<double> rates;
    for (int const width_mhz : {20, 40, 80}) {
        for (RateStep const& step : rate_steps(width_mhz)) rates.push_back(2 * step.rate_mbps);
    }
    std::ranges::sort(rates);
    rates.erase(std::unique(rates.begin(), rates.end()), rates.end());
    return rates;
}

std::vector<Radio> radios_of(scenario::HotspotEquipment const& equipment)
{
    auto const& [frequency_ghz, eirp_dbm, height_m, uplink_mbps, association_cap, channel, channel_mhz,
                 second_frequency_ghz, second_eirp_dbm, second_channel, second_channel_mhz] = equipment;
    std::vector<Radio> radios{{{}, 0, frequency_ghz, eirp_dbm, height_m, channel, channel_mhz}};
    if (second_frequency_ghz > 0) {
        radios.push_back({{}, 0, second_frequency_ghz, second_eirp_dbm, height_m, second_channel, second_channel_mhz});
    }
    return radios;
}

std::vector<Radio> radios_of(city::City const& city, std::span<core::SiteId const> sites)
{
    std::vector<Radio> radios;
    for (std::uint32_t row = 0; row < sites.size(); ++row) {
        for (Radio radio : radios_of(city.sites[sites[row]].hotspot)) {
            radio.site = sites[row];
            radio.hotspot = row;
            radios.push_back(radio);
        }
    }
    return radios;
}

bool is_high_band(double frequency_ghz) { return frequency_ghz >= 3; }

}  // namespace halong::services
