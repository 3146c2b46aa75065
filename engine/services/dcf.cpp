#include "services/dcf.hpp"

#include "core/error.hpp"
#include "services/radio.hpp"

#include <algorithm>
#include <cmath>

namespace halong::services {
namespace {

constexpr double sifs_us = 16;
constexpr double difs_us = 34;
constexpr double longest_burst_us = 5'484;

// By whole exponents, so that no library decides about the last bit.
double power(double base, int exponent)
{
    double result = 1;
    for (; exponent > 0; exponent /= 2, base *= base) {
        if (exponent % 2 == 1) result *= base;
    }
    return result;
}

// Chance that a station sends in a slot when each try collides with chance `p`.
double sending_share(double p, Backoff const& backoff)
{
    double longer = 0;  // by how much collisions lengthen the wait
    double term = 1;
    for (int stage = 0; stage < backoff.stages; ++stage, term *= 2 * p) longer += term;
    return 2 / (1 + backoff.least_window * (1 + p * longer));
}

// The chance tau at which both relations hold: what tau makes of p falls in tau, so that there is one.
double sending_share_of(int stations, Backoff const& backoff)
{
    double low = 0;
    double high = 1;
    for (int halvings = 0; halvings < 60; ++halvings) {
        double const tau = (low + high) / 2;
        double const collides = 1 - power(1 - tau, stations - 1);
        (sending_share(collides, backoff) > tau ? low : high) = tau;
    }
    return (low + high) / 2;
}

// What stations that send in a slot with chance `tau` get through together.
double throughput_mbps(double tau, int stations, Backoff const& backoff, Exchange const& exchange)
{
    double const silent = power(1 - tau, stations);
    double const alone = stations * tau * power(1 - tau, stations - 1);
    double const collided = 1 - silent - alone;
    double const repeats = 1 - backoff.repeat_share;
    double const success_us = exchange.success_us / repeats + backoff.slot_us;
    return alone * (exchange.payload_bits / repeats) /
           (silent * backoff.slot_us + alone * success_us + collided * exchange.collision_us);
}

double burst_us(double bits, double rate_mbps)
{
    constexpr double preamble_us = 44;
    constexpr double symbol_us = 13.6;
    constexpr double service_and_tail_bits = 16 + 6;
    return preamble_us + symbol_us * std::ceil((service_and_tail_bits + bits) / (rate_mbps * symbol_us));
}

// Answers go out in the old form, which everybody reads.
double answer_us(double bits, double rate_mbps)
{
    constexpr double preamble_us = 20;
    constexpr double symbol_us = 4;
    constexpr double service_and_tail_bits = 16 + 6;
    return preamble_us + symbol_us * std::ceil((service_and_tail_bits + bits) / (rate_mbps * symbol_us));
}

}  // namespace

double saturation_mbps(int stations, Backoff const& backoff, Exchange const& exchange)
{
    return throughput_mbps(sending_share_of(stations, backoff), stations, backoff, exchange);
}

Exchange he_exchange(double rate_mbps, int frames, double answer_mbps)
{
    constexpr double payload_bits = 1'500 * 8;
    constexpr double header_bits = (30 + 8) * 8;
    constexpr double delimiter_bits = 4 * 8;
    auto const bits_of = [&](int count) {
        return count * (payload_bits + header_bits + (count > 1 ? delimiter_bits : 0));
    };
    while (frames > 1 && burst_us(bits_of(frames), rate_mbps) > longest_burst_us) --frames;
    double const burst = burst_us(bits_of(frames), rate_mbps);
    double const answer = answer_us((frames > 1 ? 32 : 14) * 8, answer_mbps);
    double const whole_us = burst + sifs_us + answer + difs_us;
    return {whole_us, whole_us, frames * payload_bits};
}

ContentionTable::ContentionTable(int frames, int most_stations)
    : most_stations_(static_cast<std::size_t>(most_stations))
{
    constexpr double answer_mbps = 24;  // the highest that all devices must know
    Backoff const backoff;
    std::vector<double> taus;  // [stations - 1]; the same at every rate
    for (int stations = 1; stations <= most_stations; ++stations) taus.push_back(sending_share_of(stations, backoff));
    for (double const rate_mbps : phy_rates_mbps()) {
        rates_mbps_.push_back(rate_mbps);
        Exchange const exchange = he_exchange(rate_mbps, frames, std::min(answer_mbps, rate_mbps));
        for (int stations = 1; stations <= most_stations; ++stations) {
            double const tau = taus[static_cast<std::size_t>(stations) - 1];
            efficiencies_.push_back(throughput_mbps(tau, stations, backoff, exchange) / rate_mbps);
        }
    }
}

double ContentionTable::efficiency(double rate_mbps, std::size_t stations) const
{
    auto const rate = std::ranges::lower_bound(rates_mbps_, rate_mbps);
    core::ensure(rate != rates_mbps_.end() && *rate == rate_mbps && stations > 0,
                 "no such rate, or nobody, in the contention table");
    auto const row = static_cast<std::size_t>(rate - rates_mbps_.begin());
    return efficiencies_[row * most_stations_ + std::min(stations, most_stations_) - 1];
}

}  // namespace halong::services
