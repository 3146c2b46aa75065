#include "services/channels.hpp"

#include "city/sight.hpp"
#include "geo/geometry.hpp"
#include "services/radio.hpp"

#include <algorithm>
#include <limits>

namespace halong::services {
namespace {

bool is_high_band(double frequency_ghz) { return frequency_ghz >= 3; }

bool hears(city::Site const& listener, city::Site const& sender, scenario::WifiParameters const& parameters,
           city::Sight const& buildings)
{
    if (is_high_band(listener.hotspot.frequency_ghz) != is_high_band(sender.hotspot.frequency_ghz)) return false;
    double const distance_m = geo::distance_m(listener.position, sender.position);
    RadioPath const path{distance_m, sender.hotspot.frequency_ghz, sender.hotspot.height_m, listener.hotspot.height_m};
    auto const arrives = [&](bool sight) {
        return sender.hotspot.eirp_dbm - path_loss_db(parameters, path, sight) >= parameters.contention_dbm;
    };
    if (!arrives(true)) return false;  // no loss is lower
    auto const sight = known_sight(parameters, buildings, {sender.position, sender.hotspot.height_m},
                                   {listener.position, listener.hotspot.height_m});
    return arrives(sight ? *sight : sight_probability(parameters, distance_m) >= 0.5);
}

int quietest_channel(int channels, std::span<std::uint32_t const> heard, std::span<int const> channel_of)
{
    std::vector<int> busy(static_cast<std::size_t>(channels), 0);
    for (std::uint32_t const other : heard) {
        int const channel = channel_of[other];
        if (channel >= 1 && channel <= channels) ++busy[static_cast<std::size_t>(channel) - 1];
    }
    return static_cast<int>(std::ranges::min_element(busy) - busy.begin()) + 1;
}

// What a hotspot and its contenders leave of the air, and how many of them still want more.
struct Neighbourhood {
    double left = 1;
    int rising = 0;
};

}  // namespace

int channel_count(double frequency_ghz) { return is_high_band(frequency_ghz) ? 24 : 3; }

Channels plan_channels(city::City const& city, std::span<core::SiteId const> sites,
                       scenario::WifiParameters const& parameters)
{
    city::Sight const buildings(city.buildings);
    std::vector<std::vector<std::uint32_t>> heard(sites.size());
    for (std::uint32_t i = 0; i < sites.size(); ++i) {
        for (std::uint32_t j = 0; j < sites.size(); ++j) {
            if (i != j && hears(city.sites[sites[i]], city.sites[sites[j]], parameters, buildings)) {
                heard[i].push_back(j);
            }
        }
    }
    Channels plan;
    for (core::SiteId const site : sites) plan.channel.push_back(city.sites[site].hotspot.channel);
    for (std::uint32_t i = 0; i < sites.size(); ++i) {
        if (plan.channel[i] != 0) continue;
        plan.channel[i] =
            quietest_channel(channel_count(city.sites[sites[i]].hotspot.frequency_ghz), heard[i], plan.channel);
    }
    plan.contenders.resize(sites.size());
    for (std::uint32_t i = 0; i < sites.size(); ++i) {
        plan.contenders[i].push_back(i);
        for (std::uint32_t const other : heard[i]) {
            if (plan.channel[other] != plan.channel[i]) continue;
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
    auto const sum_around = [&](std::uint32_t hotspot) {
        double sum = 0;
        for (std::uint32_t const other : contenders[hotspot]) sum += wanted[other];
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
