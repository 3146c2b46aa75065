#include "services/channels.hpp"

#include "city/sight.hpp"
#include "geo/geometry.hpp"
#include "services/radio.hpp"

#include <algorithm>
#include <limits>

namespace halong::services {
namespace {

bool hears(city::City const& city, Radio const& listener, Radio const& sender,
           scenario::WifiParameters const& parameters, city::Sight const& buildings)
{
    if (is_high_band(listener.frequency_ghz) != is_high_band(sender.frequency_ghz)) return false;
    geo::PointMetric const here = city.sites[listener.site].position;
    geo::PointMetric const there = city.sites[sender.site].position;
    double const distance_m = geo::distance_m(here, there);
    RadioPath const path{distance_m, sender.frequency_ghz, sender.height_m, listener.height_m};
    auto const arrives = [&](bool sight) {
        return sender.eirp_dbm - path_loss_db(parameters, path, sight) >= parameters.contention_dbm;
    };
    if (!arrives(true)) return false;  // no loss is lower
    auto const sight = known_sight(parameters, buildings, {there, sender.height_m}, {here, listener.height_m});
    return arrives(sight ? *sight : sight_probability(parameters, distance_m) >= 0.5);
}

// The channels of 20 MHz that a channel takes, from `first` up to before `end`.
struct Blocks {
    int first = 0;
    int end = 0;
};

Blocks blocks_of(int channel, int channel_mhz)
{
    int const width = channel_mhz / 20;
    return {(channel - 1) * width, channel * width};
}

bool overlap(Blocks a, Blocks b) { return a.first < b.end && b.first < a.end; }

int quietest_channel(Radio const& radio, std::span<Radio const> radios, std::span<std::uint32_t const> heard,
                     std::span<int const> channel_of)
{
    int const channels = channel_count(radio.frequency_ghz, radio.channel_mhz);
    std::vector<int> busy(static_cast<std::size_t>(channels), 0);
    for (std::uint32_t const other : heard) {
        if (channel_of[other] == 0) continue;  // not chosen yet
        Blocks const taken = blocks_of(channel_of[other], radios[other].channel_mhz);
        for (int channel = 1; channel <= channels; ++channel) {
            if (overlap(taken, blocks_of(channel, radio.channel_mhz))) ++busy[static_cast<std::size_t>(channel) - 1];
        }
    }
    return static_cast<int>(std::ranges::min_element(busy) - busy.begin()) + 1;
}

// What a radio and its contenders leave of the air, and how many of them still want more.
struct Neighbourhood {
    double left = 1;
    int rising = 0;
};

}  // namespace

int channel_count(double frequency_ghz, int channel_mhz)
{
    return std::max(1, (is_high_band(frequency_ghz) ? 24 : 3) * 20 / channel_mhz);
}

Channels plan_channels(city::City const& city, std::span<Radio const> radios,
                       scenario::WifiParameters const& parameters)
{
    city::Sight const buildings(city.buildings);
    std::vector<std::vector<std::uint32_t>> heard(radios.size());
    for (std::uint32_t i = 0; i < radios.size(); ++i) {
        for (std::uint32_t j = 0; j < radios.size(); ++j) {
            if (i != j && hears(city, radios[i], radios[j], parameters, buildings)) heard[i].push_back(j);
        }
    }
    Channels plan;
    for (Radio const& radio : radios) plan.channel.push_back(radio.channel);
    for (std::uint32_t i = 0; i < radios.size(); ++i) {
        if (plan.channel[i] == 0) plan.channel[i] = quietest_channel(radios[i], radios, heard[i], plan.channel);
    }
    auto const blocks = [&](std::uint32_t i) { return blocks_of(plan.channel[i], radios[i].channel_mhz); };
    plan.contenders.resize(radios.size());
    for (std::uint32_t i = 0; i < radios.size(); ++i) {
        plan.contenders[i].push_back(i);
        for (std::uint32_t const other : heard[i]) {
            if (!overlap(blocks(i), blocks(other))) continue;
            plan.contenders[i].push_back(other);
            plan.contenders[other].push_back(i);
        }
    }
    for (auto& list : plan.contenders) {  // two that hear each other stand there twice
        std::ranges::sort(list);
        list.erase(std::unique(list.begin(), list.end()), list.end());
    }
    return plan;
}

void share_air(std::span<std::vector<std::uint32_t> const> contenders, std::span<double const> wanted,
               std::span<double> air)
{
    auto const sum_around = [&](std::uint32_t radio) {
        double sum = 0;
        for (std::uint32_t const other : contenders[radio]) sum += wanted[other];
        return sum;
    };
    std::ranges::copy(wanted, air.begin());
    std::vector<bool> rises(wanted.size(), false);
    std::vector<Neighbourhood> around(wanted.size());
    bool crowded = false;
    for (std::uint32_t h = 0; h < wanted.size(); ++h) {
        if (wanted[h] <= 0 || sum_around(h) <= 1) continue;
        crowded = true;
        for (std::uint32_t const other : contenders[h]) rises[other] = wanted[other] > 0;
    }
    if (!crowded) return;
    // All who want air in a crowded neighbourhood rise together, until somebody has enough or the air round him is full.
    for (std::uint32_t h = 0; h < wanted.size(); ++h) {
        for (std::uint32_t const other : contenders[h]) {
            if (rises[other]) {
                ++around[h].rising;
            } else {
                around[h].left -= wanted[other];
            }
        }
    }
    double level = 0;
    auto const full_at = [&](std::uint32_t h) {  // the level that fills this neighbourhood
        return wanted[h] <= 0 || around[h].rising == 0 ? std::numeric_limits<double>::infinity()
                                                       : around[h].left / around[h].rising;
    };
    for (auto left = std::ranges::count(rises, true); left > 0;) {
        double next = std::numeric_limits<double>::infinity();
        for (std::uint32_t h = 0; h < wanted.size(); ++h) {
            if (rises[h]) next = std::min(next, wanted[h]);
            next = std::min(next, full_at(h));
        }
        level = std::max(level, next);
        std::vector<std::uint32_t> settled;
        for (std::uint32_t h = 0; h < wanted.size(); ++h) {
            if (!rises[h]) continue;
            bool const full = std::ranges::any_of(contenders[h], [&](std::uint32_t o) { return full_at(o) <= level; });
            if (wanted[h] <= level || full) settled.push_back(h);
        }
        for (std::uint32_t const h : settled) {
            rises[h] = false;
            air[h] = std::min(wanted[h], level);
            for (std::uint32_t const other : contenders[h]) {
                around[other].left -= air[h];
                --around[other].rising;
            }
        }
        left -= static_cast<std::ptrdiff_t>(settled.size());
    }
}

}  // namespace halong::services
