#include "services/outages.hpp"

#include "city/every_day.hpp"

#include <algorithm>

namespace halong::services {

Outages::Outages(core::Random const& random, std::uint64_t device, double uptime, double repair_h)
{
    if (uptime >= 1) return;
    constexpr std::uint32_t state_purpose = 0;
    constexpr std::uint32_t length_purpose = 1;
    double const repair_ms = repair_h * core::ms_per_hour;
    bool works = random.uniform(core::Stream::outage, {device, state_purpose, 0}) < uptime;
    double time_ms = 0;
    for (std::uint32_t span = 0; time_ms < core::ms_per_day; ++span, works = !works) {
        double const mean_ms = works ? repair_ms * uptime / (1 - uptime) : repair_ms;
        double const end_ms = std::min<double>(
            core::ms_per_day,
            time_ms + mean_ms * random.exponential(core::Stream::outage, {device, length_purpose, span}));
        if (!works) repairs_.emplace_back(static_cast<core::Millis>(time_ms), static_cast<core::Millis>(end_ms));
        time_ms = end_ms;
    }
}

void Outages::add(std::span<city::Spell const> spells)
{
    for (city::Spell const& spell : spells) repairs_.emplace_back(spell.from_ms, spell.to_ms);
}

bool Outages::works_at(core::Millis time_ms) const
{
    return std::ranges::none_of(repairs_,
                                [&](auto const& span) { return span.first <= time_ms && time_ms < span.second; });
}

std::vector<std::vector<city::Spell>> faults_of(city::City const& city, std::vector<core::SiteId> const& sites)
{
    std::vector<std::vector<city::Spell>> faults;
    if (city.faults.sites.empty()) return faults;
    for (core::SiteId const site : sites) faults.push_back(city::every_day(city.faults.sites.of(site)));
    return faults;
}

}  // namespace halong::services
