#include "study/siting_reach.hpp"

#include "core/error.hpp"
#include "geo/spatial_index.hpp"
#include "services/camera_view.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

namespace halong::study {
namespace {

using services::DemandCell;

constexpr double least_view_m = 10;

}  // namespace

std::uint32_t level_at(double away_m, double full_m, double none_m, std::uint32_t levels)
{
    core::ensure(full_m >= 0 && none_m >= full_m && levels > 0, "cover decays outwards");
    if (away_m <= full_m) return levels;
    if (away_m >= none_m) return 0;
    double const share = (none_m - away_m) / (none_m - full_m);
    return static_cast<std::uint32_t>(std::floor(share * levels + 0.5));
}

Reaches reached_cells(std::vector<Candidate> const& candidates, std::vector<DemandCell> const& cells, double full_m,
                      double none_m, std::uint32_t levels)
{
    std::vector<std::pair<geo::Box, std::uint32_t>> boxes;
    for (std::uint32_t i = 0; i < cells.size(); ++i) {
        auto const at = cells[i].middle;
        boxes.emplace_back(geo::Box{at.x_m, at.y_m, at.x_m, at.y_m}, i);
    }
    geo::SpatialIndex const index(boxes);
    Reaches reaches;
    for (Candidate const& candidate : candidates) {
        auto const at = candidate.position;
        reaches.emplace_back();
        for (std::uint32_t const cell : index.touching(geo::expanded({at.x_m, at.y_m, at.x_m, at.y_m}, none_m))) {
            std::uint32_t const level = level_at(geo::distance_m(cells[cell].middle, at), full_m, none_m, levels);
            if (level > 0) reaches.back().push_back({cell, level});
        }
        std::ranges::sort(reaches.back(), {}, &Reached::cell);
    }
    return reaches;
}

Reaches seen_links(city::City const& city, std::vector<Candidate> const& candidates,
                   scenario::CameraEquipment const& equipment, std::uint32_t levels)
{
    city::City with_all = city;
    with_all.sites = {};
    for (Candidate const& candidate : candidates) {
        city::Site site;
        site.service = scenario::ServiceKind::camera;
        site.position = candidate.position;
        site.heading_rad = (90 - candidate.heading_deg) * std::numbers::pi / 180;
        site.camera = equipment;
        with_all.sites.push_back(std::move(site));
    }
    Reaches reaches(candidates.size());
    for (services::LinkView const& view : services::link_views(with_all, services::camera_sites(with_all))) {
        if (view.seen_share * city.network.length_m(view.link) < least_view_m) continue;
        auto const level = static_cast<std::uint32_t>(std::floor(view.seen_share * levels + 0.5));
        reaches[view.camera].push_back(
            {view.link.value(), levels == 1 ? 1 : std::clamp<std::uint32_t>(level, 1, levels)});  // ordered by link
    }
    return reaches;
}

std::vector<core::LinkId> links_in_sight(city::City const& city)
{
    std::vector<core::LinkId> links;
    for (services::LinkView const& view : services::link_views(city, services::camera_sites(city))) {
        bool const is_new = links.empty() || links.back() != view.link;  // views are ordered by link
        if (is_new && view.seen_share * city.network.length_m(view.link) >= least_view_m) links.push_back(view.link);
    }
    return links;
}

CoverProblem cover_problem(Reaches const& reaches, std::vector<std::int64_t> const& weights,
                           std::vector<Candidate> const& candidates, std::int64_t usual_cost, std::uint32_t levels)
{
    CoverProblem problem;
    for (std::int64_t const weight : weights) {
        for (std::int64_t step = 1; step <= levels; ++step) {
            problem.weight.push_back(weight * step / levels - weight * (step - 1) / levels);
        }
    }
    for (std::size_t i = 0; i < reaches.size(); ++i) {
        std::vector<std::uint32_t> covered;
        for (Reached const& reached : reaches[i]) {
            for (std::uint32_t step = 0; step < reached.level; ++step) {
                std::uint32_t const part = reached.cell * levels + step;
                if (problem.weight[part] > 0) covered.push_back(part);
            }
        }
        problem.add(candidates[i].capex_vnd > 0 ? candidates[i].capex_vnd : usual_cost, covered);
    }
    return problem;
}

std::vector<std::int64_t> weights_after(Reaches const& reaches, std::vector<std::uint32_t> const& chosen,
                                        std::vector<std::int64_t> weights, std::vector<std::int64_t> const& more,
                                        std::vector<std::int64_t> const& unserved, std::uint32_t levels)
{
    std::vector<std::uint32_t> best(weights.size(), 0);
    for (std::uint32_t const candidate : chosen) {
        for (auto const& [cell, level] : reaches[candidate]) best[cell] = std::max(best[cell], level);
    }
    for (std::size_t cell = 0; cell < weights.size(); ++cell) {
        if (best[cell] == 0 || weights[cell] == 0) continue;
        // Rounded up: cover_problem rounds down.
        std::int64_t const whole = (more[cell] * levels + best[cell] - 1) / best[cell];
        weights[cell] = std::clamp<std::int64_t>(whole, 0, unserved[cell]);
    }
    return weights;
}

std::int64_t weight_in_reach(CoverProblem const& problem)
{
    std::set<std::uint32_t> const reached(problem.cells.begin(), problem.cells.end());
    std::int64_t sum = 0;
    for (std::uint32_t const cell : reached) sum += problem.weight[cell];
    return sum;
}

}  // namespace halong::study
