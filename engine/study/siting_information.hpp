// What cameras tell of the demand, as a benefit beside the passages that they detect.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "equilibrium/link_information.hpp"
#include "network/routes.hpp"
#include "scenario/scenario.hpp"
#include "study/siting_reach.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace halong::study {

class SitingInformation {
public:
    // Simulates the day of these plans (as `made`, for their groups) for who makes which count. `weights`: passages that go
    // unserved, by link. `share`: of the benefit, more than 0. The arguments outlive this object. Throws UserError where
    // the observations cannot be read, and where counts are all of the benefit and would tell nothing (everything is counted).
    SitingInformation(city::City const& city, scenario::Scenario const& scenario, city::Plans const& made,
                      city::Plans const& plans, network::Routes const& routes,
                      std::filesystem::path const& observations, Reaches const& reaches,
                      std::span<std::int64_t const> weights, double share);

    // Passages and information by link, in thousandths of passages: all that is to get of each weighs as asked.
    [[nodiscard]] std::vector<std::int64_t> combined(std::span<std::int64_t const> weights) const;
    // Share of the variance that each of these candidates removes, one after the other.
    [[nodiscard]] std::vector<double> removed(std::span<std::uint32_t const> chosen) const;
    // What a round is worth: passages that it carries, and the variance that it removes.
    [[nodiscard]] double worth(std::int64_t carried, double removed) const;

private:
    Reaches const& reaches_;
    double share_;
    double per_variance_ = 0;  // thousandths of passages for all of the variance
    std::unique_ptr<equilibrium::DayMap> map_;
    std::unique_ptr<equilibrium::LinkInformation> information_;
    std::vector<double> bonus_;  // by link
};

}  // namespace halong::study
