#include "study/siting.hpp"

#include "city/apply.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "equilibrium/replanning.hpp"
#include "geo/projection.hpp"
#include "geo/spatial_index.hpp"
#include "services/hotspot_map.hpp"
#include "simulation/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <set>

namespace halong::study {
namespace {

using services::DemandCell;
using services::ServiceResult;

constexpr double candidate_square_m = 50;
constexpr std::string_view option_id = "proposed-hotspots";
constexpr std::string_view rule_id = "proposed";

std::string street_at(city::City const& city, core::NodeId node)
{
    core::LinkId widest;
    for (core::LinkId const link : city.network.out_links(node)) {
        bool const named = !city.network.name(link).empty();
        if (named && (!widest.valid() ||
                      city.network.supply(link).capacity_pcu_per_h > city.network.supply(widest).capacity_pcu_per_h)) {
            widest = link;
        }
    }
    return widest.valid() ? std::string(city.network.name(widest)) : std::string{};
}

ServiceResult const& wifi_of(simulation::RunResult const& run)
{
    auto const* const wifi = services::find_service(run.services, "wifi");
    if (wifi == nullptr) throw core::InternalFault("siting: a run without the service wifi");
    return *wifi;
}

std::int64_t unserved(services::Tally const& tally) { return std::max<std::int64_t>(0, tally.offered - tally.carried); }

// What each candidate reaches of the cells; cells keep their numbers.
CoverProblem cover_problem(std::vector<Candidate> const& candidates, std::vector<DemandCell> const& cells,
                           std::vector<std::int64_t> weights, double reach_m, std::int64_t cost)
{
    std::vector<std::pair<geo::Box, std::uint32_t>> boxes;
    for (std::uint32_t i = 0; i < cells.size(); ++i) {
        auto const at = cells[i].middle;
        boxes.emplace_back(geo::Box{at.x_m, at.y_m, at.x_m, at.y_m}, i);
    }
    geo::SpatialIndex const index(boxes);
    CoverProblem problem;
    problem.weight = std::move(weights);
    for (Candidate const& candidate : candidates) {
        auto const at = candidate.position;
        std::vector<std::uint32_t> covered;
        for (std::uint32_t const cell : index.touching(geo::expanded({at.x_m, at.y_m, at.x_m, at.y_m}, reach_m))) {
            if (problem.weight[cell] > 0 && geo::distance_m(cells[cell].middle, at) <= reach_m) covered.push_back(cell);
        }
        problem.add(cost, covered);
    }
    return problem;
}

std::int64_t weight_in_reach(CoverProblem const& problem)
{
    std::set<std::uint32_t> const reached(problem.cells.begin(), problem.cells.end());
    std::int64_t sum = 0;
    for (std::uint32_t const cell : reached) sum += problem.weight[cell];
    return sum;
}

class Siting {
public:
    Siting(city::City const& city, scenario::Scenario const& scenario, SitingQuestion const& question,
           SitingWatcher const& watcher)
        : city_(city), scenario_(scenario), question_(question), watcher_(watcher)
    {
        candidates_ = question.candidates.empty() ? street_candidates(city) : question.candidates;
        answer_.reach_m = services::median_reach_m(question.equipment, scenario.wifi);
        answer_.candidates = candidates_.size();
        answer_.existing = static_cast<std::size_t>(std::ranges::count_if(
            city.sites, [](city::Site const& site) { return site.service == scenario::ServiceKind::wifi; }));
    }

    SitingAnswer answer()
    {
        check();
        simulate_base();
        std::vector<std::int64_t> weights;
        for (DemandCell const& cell : answer_.cells) weights.push_back(unserved(cell.tally));
        std::set<std::vector<std::uint32_t>> tried;
        for (int round = 0; round < question_.rounds; ++round) {
            auto const problem =
                cover_problem(candidates_, answer_.cells, weights, answer_.reach_m, question_.capex_vnd);
            SitingRound chosen = choose(problem, round);
            std::vector<std::uint32_t> set = chosen.choice.chosen;
            std::ranges::sort(set);
            if (!tried.insert(set).second) break;  // the same again
            simulate(chosen, problem, weights, round);
            if (answer_.rounds.back().carried > answer_.rounds[answer_.best_round].carried) {
                answer_.best_round = answer_.rounds.size() - 1;
            }
        }
        finish();
        return std::move(answer_);
    }

private:
    void check() const
    {
        if (question_.limit.budget >= question_.capex_vnd) return;
        throw core::UserError(core::Diagnostic{"siting", 0, 0,
                                               fmt::format("a budget of {} VND does not pay for one site of {} VND",
                                                           question_.limit.budget, question_.capex_vnd),
                                               "raise the budget or lower the capital cost of a site"});
    }

    void tell(double share, std::string const& step) const
    {
        if (watcher_) watcher_(share / (question_.rounds + 1), step);
    }

    void simulate_base()
    {
        tell(0, "plans of the day");
        plans_ = demand::make_plans(city_, scenario_, core::Random(scenario_.seed));
        tell(0.2, "routes");
        settled_ = equilibrium::settled_day(city_, scenario_, plans_);
        tell(0.4, "the day without new sites");
        auto const run = simulation::simulate(city_, scenario_, settled_.plans_or(plans_), settled_.routes);
        answer_.base = wifi_of(run).by_zone.total();
        answer_.cells = wifi_of(run).cells;
        if (answer_.base.offered > answer_.base.carried) return;
        throw core::UserError(core::Diagnostic{scenario_.id, 0, 0, "no demand for Wi-Fi goes unserved on this day",
                                               "further hotspots would change nothing"});
    }

    SitingRound choose(CoverProblem const& problem, int round) const
    {
        tell(1 + round, fmt::format("round {}: choosing among {} candidates", round + 1, candidates_.size()));
        SitingRound result;
        result.demand = weight_in_reach(problem);
        result.greedy = greedy_cover(problem, question_.limit);
        if (result.greedy.chosen.empty()) {
            throw core::UserError(core::Diagnostic{
                "siting", 0, 0, fmt::format("no candidate reaches unserved demand within {:.0f} m", answer_.reach_m),
                "give other candidates, or equipment of more power"});
        }
        auto const swapped = improved_by_swaps(problem, question_.limit, result.greedy);
        auto const exact = exact_cover(problem, question_.limit, swapped, question_.solver_s);
        result.choice = exact.choice;
        result.bound = exact.bound;
        result.proven = exact.proven;
        return result;
    }

    // Simulates the choice, and weighs the demand in reach of it by what was really carried of it.
    void simulate(SitingRound chosen, CoverProblem const& problem, std::vector<std::int64_t>& weights, int round)
    {
        tell(1.3 + round, fmt::format("round {}: the day with {} new sites", round + 1, chosen.choice.chosen.size()));
        auto const option = option_of(chosen.choice);
        auto const city = city::apply(option, city_);
        auto const run = simulation::simulate(city, scenario_, settled_.plans_or(plans_), settled_.routes);
        ServiceResult const& wifi = wifi_of(run);
        chosen.carried = wifi.by_zone.total().carried - answer_.base.carried;
        chosen.valid = run.valid;
        core::ensure(wifi.cells.size() == answer_.cells.size(), "new sites must not change where people are");
        for (std::uint32_t const candidate : chosen.choice.chosen) {
            for (std::uint32_t const cell : problem.cells_of(candidate)) {
                std::int64_t const more = wifi.cells[cell].tally.carried - answer_.cells[cell].tally.carried;
                weights[cell] = std::clamp<std::int64_t>(more, 0, unserved(answer_.cells[cell].tally));
            }
        }
        answer_.rounds.push_back(std::move(chosen));
        carried_by_site_.push_back(carried_of_new_sites(city, wifi));
        options_.push_back(option);
    }

    scenario::Option option_of(CoverChoice const& choice) const
    {
        geo::Projection const projection(city_.crs);
        auto const count = static_cast<std::int64_t>(choice.chosen.size());
        scenario::Option option;
        option.id = option_id;
        option.title = {fmt::format("Thêm {} điểm Wi-Fi", count), fmt::format("{} more hotspots", count)};
        option.capex_vnd = count * question_.capex_vnd;
        option.opex_vnd_per_year = count * question_.opex_vnd_per_year;
        option.life_years = question_.life_years;
        scenario::SiteRule rule;
        rule.id = rule_id;
        rule.service = scenario::ServiceKind::wifi;
        rule.anchor = scenario::Anchor::points;
        rule.count = static_cast<int>(count);
        rule.hotspot = question_.equipment;
        for (std::uint32_t const candidate : choice.chosen) {
            auto const at = projection.to_lon_lat(candidates_[candidate].position);
            // A ten-thousandth of a thousandth of a degree: a centimetre.
            rule.points_lon_lat.push_back(std::round(at.lon_deg * 1e7) / 1e7);
            rule.points_lon_lat.push_back(std::round(at.lat_deg * 1e7) / 1e7);
        }
        option.add_sites.push_back(rule);
        return option;
    }

    // What each new site carried, by where it stands: they were placed in another order.
    static std::vector<std::pair<geo::PointMetric, std::int64_t>> carried_of_new_sites(city::City const& city,
                                                                                       ServiceResult const& wifi)
    {
        std::vector<std::pair<geo::PointMetric, std::int64_t>> carried;
        for (std::size_t row = 0; row < wifi.sites.size(); ++row) {
            city::Site const& site = city.sites[wifi.sites[row]];
            if (site.rule == rule_id) carried.emplace_back(site.position, wifi.by_site.row_total(row).carried);
        }
        return carried;
    }

    void finish()
    {
        SitingRound const& best = answer_.rounds[answer_.best_round];
        answer_.option = options_[answer_.best_round];
        for (std::size_t i = 0; i < best.choice.chosen.size(); ++i) {
            std::uint32_t const number = best.choice.chosen[i];
            ProposedSite site;
            site.candidate = candidates_[number];
            site.expected = best.choice.gain[i];
            auto const& carried = carried_by_site_[answer_.best_round];
            auto const same = std::ranges::min_element(
                carried, {}, [&](auto const& c) { return geo::distance_m(c.first, site.candidate.position); });
            if (same != carried.end()) site.carried = same->second;
            site.in_all = std::ranges::all_of(answer_.rounds, [&](SitingRound const& round) {
                return std::ranges::find(round.choice.chosen, number) != round.choice.chosen.end() &&
                       std::ranges::find(round.greedy.chosen, number) != round.greedy.chosen.end();
            });
            answer_.sites.push_back(std::move(site));
        }
    }

    city::City const& city_;
    scenario::Scenario const& scenario_;
    SitingQuestion const& question_;
    SitingWatcher const& watcher_;
    std::vector<Candidate> candidates_;
    city::Plans plans_;
    equilibrium::Replanned settled_;
    SitingAnswer answer_;
    std::vector<scenario::Option> options_;                                                // by round
    std::vector<std::vector<std::pair<geo::PointMetric, std::int64_t>>> carried_by_site_;  // by round
};

}  // namespace

std::vector<Candidate> street_candidates(city::City const& city)
{
    std::vector<Candidate> all;
    for (core::NodeId const node : city.network.nodes()) {
        all.push_back({city.network.position(node), city.network.stable_id(node), {}});
    }
    std::size_t const nodes = all.size();
    for (city::Place const& place : city.places) all.push_back({place.position, place.stable_id, place.name});

    std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> first;  // by square
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::pair const square{static_cast<std::int64_t>(std::floor(all[i].position.x_m / candidate_square_m)),
                               static_cast<std::int64_t>(std::floor(all[i].position.y_m / candidate_square_m))};
        auto const [entry, is_new] = first.try_emplace(square, i);
        bool const named_first = i >= nodes && entry->second < nodes;  // a place rather than a corner
        bool const same_kind = (i >= nodes) == (entry->second >= nodes);
        if (named_first || (same_kind && all[i].stable_id < all[entry->second].stable_id)) entry->second = i;
    }
    std::vector<std::size_t> kept;
    for (auto const& [square, i] : first) kept.push_back(i);
    std::ranges::sort(kept, {}, [&](std::size_t i) { return all[i].stable_id; });
    std::vector<Candidate> candidates;
    for (std::size_t const i : kept) {
        if (i < nodes) all[i].near = street_at(city, core::NodeId{i});
        if (all[i].near.empty()) all[i].near = city.zones[city.nearest_zone(all[i].position)].name;
        candidates.push_back(std::move(all[i]));
    }
    return candidates;
}

SitingAnswer propose_hotspots(city::City const& city, scenario::Scenario const& scenario,
                              SitingQuestion const& question, SitingWatcher const& watcher)
{
    core::ensure(question.rounds >= 1, "siting needs at least one round");
    return Siting(city, scenario, question, watcher).answer();
}

}  // namespace halong::study
