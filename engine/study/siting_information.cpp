#include "study/siting_information.hpp"

#include "core/error.hpp"
#include "equilibrium/observations.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <set>

namespace halong::study {
namespace {

using core::LinkId;

// Each ranked one costs the square of the number of unknowns; what more would tell is little.
constexpr std::size_t most_links = 100;

// Why no link could be ranked, though counts were to be all of the benefit.
[[noreturn]] void throw_nothing_to_tell(std::size_t in_sight, std::size_t with_traffic, std::size_t uncounted,
                                        std::string const& observations)
{
    std::string what;
    std::string help = "give candidates at streets with traffic, or cameras that see further";
    if (in_sight == 0) {
        what = "no candidate sees a street";
    } else if (with_traffic == 0) {
        what = fmt::format("no vehicle passes on the {} links that candidates see", in_sight);
    } else if (uncounted == 0) {
        what = fmt::format("all {} links with traffic that candidates see are counted already, by sensors of {}",
                           with_traffic, observations);
        help =
            "a further camera would tell nothing new: give candidates at other streets, leave out the sensors that "
            "are to be replaced, or give information below 1 to weigh the passages that go undetected, too";
    } else {
        what = fmt::format(
            "counts of the {} links that candidates see and nobody counts would tell nothing of who travels",
            uncounted);
        help =
            "their vehicles are of no traveller of the model (as those of a file of routed vehicles), or all is known: "
            "give information below 1 to weigh the passages that go undetected, too";
    }
    throw core::UserError(core::Diagnostic{"siting, information", 0, 0, what, help});
}

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
    auto const uncounted = equilibrium::busiest_uncounted(*map_, present, links, most_links);
    auto const best = information_->best(uncounted, most_links);
    double all = 0;
    for (auto const& link : best) all += link.removed_share;
    if (all <= 0) {
        if (share_ < 1) return;  // passages alone are left to choose by
        auto const with_traffic = equilibrium::busiest_uncounted(*map_, {}, links, links.size()).size();
        throw_nothing_to_tell(links.size(), with_traffic, uncounted.size(), observations.string());
    }
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
