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
// One stream, 20 MHz, MCS 0-11 (hostap's SNR table).
constexpr std::array<RateStep, 12> single_stream{{{2, 8.6},
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

constexpr auto double_stream = [] {
    std::array<double, single_stream.size()> rates{};
    for (std::size_t i = 0; i < rates.size(); ++i) rates[i] = 2 * single_stream[i].rate_mbps;
    return rates;
}();

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

std::span<double const> phy_rates_mbps() { return double_stream; }

double phy_rate_mbps(double snr_db)
{
    constexpr double second_stream_db = 3;
    double rate = 0;
    for (std::size_t i = 0; i < single_stream.size(); ++i) {
        if (snr_db >= single_stream[i].min_snr_db + second_stream_db) rate = double_stream[i];
    }
    return rate;
}

}  // namespace halong::services
