#include "study/siting_information.hpp"

#include "equilibrium/observations.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace halong::study {
namespace {

using core::LinkId;

// Each ranked one costs the square of the number of unknowns; what more would tell is little.
constexpr std::size_t most_links = 100;

}  // namespace

SitingInformation::SitingInformation(city::City const& city, scenario::Scenario const& scenario,
                                     city::Plans const& made, city::Plans const& plans, network::Routes const& routes,
                                     std::filesystem::path const& observations, Reaches const& reaches,
                                     std::span<std::int64_t const> weights, double share)
    : reaches_(reaches), share_(share), bonus_(weights.size(), 0)
{
    equilibrium::Observations present;
    if (!observations.empty()) {
        present = equilibrium::read_observations(observations, city);
        equilibrium::check_series(present);
    }
    map_ = std::make_unique<equilibrium::DayMap>(
        equilibrium::map_day(city, scenario, plans, routes, {}, demand::groups_by_key(made)));
    information_ = std::make_unique<equilibrium::LinkInformation>(*map_, present);
    std::set<std::uint32_t> cells;
    for (auto const& reach : reaches) {
        for (Reached const& reached : reach) cells.insert(reached.cell);
    }
    std::vector<LinkId> links;
    double passages = 0;
    for (std::uint32_t const cell : cells) {
        links.emplace_back(cell);
        passages += static_cast<double>(weights[cell]);
    }
    auto const best = information_->best(equilibrium::busiest_uncounted(*map_, present, links, most_links), most_links);
    double all = 0;
    for (auto const& link : best) all += link.removed_share;
    if (all <= 0) return;
    per_variance_ = share_ * passages / all;
    for (auto const& link : best) bonus_[link.link.value()] = per_variance_ * link.removed_share;
}

std::vector<std::int64_t> SitingInformation::combined(std::span<std::int64_t const> weights) const
{
    std::vector<std::int64_t> combined;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        combined.push_back(std::llround((1 - share_) * static_cast<double>(weights[i]) + bonus_[i]));
    }
    return combined;
}

std::vector<double> SitingInformation::removed(std::span<std::uint32_t const> chosen) const
{
    std::vector<std::vector<LinkId>> devices;
    for (std::uint32_t const candidate : chosen) {
        auto& links = devices.emplace_back();
        for (Reached const& reached : reaches_[candidate]) links.emplace_back(reached.cell);
    }
    return information_->removed_in_turn(devices);
}

double SitingInformation::worth(std::int64_t carried, double removed) const
{
    return (1 - share_) * static_cast<double>(carried) + per_variance_ * removed;
}

}  // namespace halong::study
