#include "study/siting.hpp"

#include "city/apply.hpp"
#include "city/apply_parts.hpp"
#include "core/error.hpp"
#include "demand/demand.hpp"
#include "equilibrium/replanning.hpp"
#include "geo/projection.hpp"
#include "scenario/words.hpp"
#include "services/camera_view.hpp"
#include "services/hotspot_map.hpp"
#include "simulation/simulation.hpp"
#include "study/kept_day.hpp"
#include "study/siting_information.hpp"
#include "study/siting_reach.hpp"
#include "study/told_day.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <memory>
#include <numbers>
#include <set>

namespace halong::study {
namespace {

using services::DemandCell;
using services::ServiceResult;

constexpr std::string_view rule_id = "proposed";

std::int64_t unserved(services::Tally const& tally) { return std::max<std::int64_t>(0, tally.offered - tally.carried); }

class Siting {
public:
    Siting(city::City const& city, scenario::Scenario const& scenario, SitingQuestion const& question,
           SitingWatcher const& watcher)
        : city_(city), scenario_(scenario), question_(question), watcher_(watcher), candidates_(question.candidates)
    {
        if (candidates_.empty()) candidates_ = is_camera() ? junction_candidates(city) : street_candidates(city);
        answer_.service = question.service;
        answer_.reach_m = is_camera() ? services::dori_distance_m(question.camera)
                                      : services::median_reach_m(question.equipment, scenario.wifi);
        answer_.cover = question.cover;
        answer_.full_m = question.full_m > 0 ? question.full_m : answer_.reach_m / 2;
        answer_.none_m = question.none_m > 0 ? question.none_m : answer_.reach_m * 3 / 2;
        if (!is_gradual()) answer_.full_m = answer_.none_m = answer_.reach_m;
        answer_.candidates = candidates_.size();
        answer_.existing = static_cast<std::size_t>(std::ranges::count_if(
            city.sites, [&question](city::Site const& site) { return site.service == question.service; }));
    }

    SitingAnswer answer()
    {
        check();
        simulate_base();
        reaches_ = is_camera() ? seen_links(city_, candidates_, question_.camera, levels())
                               : reached_cells(candidates_, answer_.cells, answer_.full_m, answer_.none_m, levels());
        std::vector<std::int64_t> weights;
        for (DemandCell const& cell : answer_.cells) weights.push_back(unserved(cell.tally));
        look_for_information(weights);
        std::set<std::set<std::uint32_t>> best_choices;
        for (int round = 0; round < question_.rounds; ++round) {
            auto const& benefits = information_ ? information_->combined(weights) : weights;
            auto const problem = cover_problem(reaches_, benefits, candidates_, question_.capex_vnd, levels());
            SitingRound chosen = choose(problem, round);
            if (!best_choices.insert(set_of(chosen.choice)).second) break;  // the same again
            std::size_t const first = answer_.rounds.size();
            judge(std::move(chosen), weights, problem);
            for (std::uint32_t const different : differences(answer_.rounds[first].choice.chosen.size())) {
                SitingRound next = next_best(problem, answer_.rounds[first], different);
                if (!next.choice.chosen.empty() && !simulated(next.choice)) judge(std::move(next), weights, problem);
            }
        }
        finish();
        return std::move(answer_);
    }

private:
    [[nodiscard]] bool is_camera() const { return question_.service == scenario::ServiceKind::camera; }

    [[nodiscard]] bool is_gradual() const { return question_.cover == CoverKind::gradual; }
    [[nodiscard]] std::uint32_t levels() const { return is_gradual() ? gradual_levels : 1; }

    [[nodiscard]] ServiceResult const& service_of(simulation::RunResult const& run) const
    {
        auto const* const service = services::find_service(run.services, scenario::word_of(question_.service));
        core::ensure(service != nullptr, "siting: a run without the service");
        return *service;
    }

    void check_candidates() const
    {
        std::vector<core::Diagnostic> findings;
        geo::Projection const projection(city_.crs);
        for (std::size_t i = 0; i < question_.candidates.size(); ++i) {
            geo::PointMetric const point = question_.candidates[i].position;
            double const away_m = city::away_from_zones_m(city_, point);
            if (away_m <= city::most_away_m) continue;
            auto const at = projection.to_lon_lat(point);
            findings.push_back(
                {"siting", 0, 0,
                 fmt::format("candidate {} ({:.5f}, {:.5f}) lies {:.1f} km outside every zone of {}", i + 1, at.lon_deg,
                             at.lat_deg, away_m / 1000, city_.name),
                 "sites stand on land of the city, or within 500 m of it: leave it out of the layer of candidates"});
        }
        if (!findings.empty()) throw core::UserError(findings);
    }

    void check() const
    {
        check_candidates();
        if (candidates_.empty()) {
            throw core::UserError(core::Diagnostic{"siting", 0, 0, "the city offers no place where a site may stand",
                                                   "give a layer of points with --candidates"});
        }
        if (answer_.none_m < answer_.full_m) {
            throw core::UserError(
                core::Diagnostic{"siting", 0, 0,
                                 fmt::format("cover ends at {:.0f} m, before {:.0f} m, up to which it is whole",
                                             answer_.none_m, answer_.full_m),
                                 "give a larger none_m or a smaller full_m"});
        }
        auto const cost = [this](Candidate const& candidate) {
            return candidate.capex_vnd > 0 ? candidate.capex_vnd : question_.capex_vnd;
        };
        std::int64_t const cheapest = cost(std::ranges::min(candidates_, {}, cost));
        if (question_.limit.budget >= cheapest) return;
        throw core::UserError(core::Diagnostic{
            "siting", 0, 0,
            fmt::format("a budget of {} VND does not pay for one site of {} VND", question_.limit.budget, cheapest),
            "raise the budget or lower the capital cost of a site"});
    }

    void tell(double share, std::string const& step) const
    {
        if (watcher_) watcher_(std::min(1.0, share / (question_.rounds + 1)), step);
    }

    [[nodiscard]] SitingWatcher watcher() const
    {
        return [this](double share, auto const& step) { tell(share, step); };
    }

    void simulate_base()
    {
        tell(0, "plans of the day");
        KeptDay const kept(city_, scenario_);
        plans_ = kept.plans();
        tell(0.2, "routes");
        settled_ = kept.settled(plans_, [this](int, double, auto const*) { tell(0.2, "routes"); });
        auto const run = simulation::simulate(city_, scenario_, settled_.plans_or(plans_), settled_.routes,
                                              told_day(watcher(), 0.4, 0.6, "the day without new sites"));
        answer_.base = service_of(run).by_zone.total();
        answer_.cells = service_of(run).cells;
        if (answer_.base.offered > answer_.base.carried) return;
        throw core::UserError(core::Diagnostic{scenario_.id, 0, 0, "no demand goes unserved on this day",
                                               "further sites would change nothing"});
    }

    void look_for_information(std::vector<std::int64_t> const& weights)
    {
        answer_.information = question_.information;
        if (question_.information <= 0) return;
        tell(0.7, "what counts would tell of the demand");
        information_ =
            std::make_unique<SitingInformation>(city_, scenario_, plans_, settled_.plans_or(plans_), settled_.routes,
                                                question_.observations, reaches_, weights, question_.information);
    }

    // By which finalists are compared.
    [[nodiscard]] double worth(SitingRound const& round) const
    {
        if (information_) return information_->worth(round.carried, round.informed);
        return static_cast<double>(round.carried);
    }

    SitingRound choose(CoverProblem const& problem, int round) const
    {
        tell(1 + round, fmt::format("round {}: choosing among {} candidates", round + 1, candidates_.size()));
        SitingRound result;
        result.round = round;
        result.demand = weight_in_reach(problem);
        result.greedy = greedy_cover(problem, question_.limit);
        if (result.greedy.chosen.empty()) {
            throw core::UserError(core::Diagnostic{
                "siting", 0, 0, fmt::format("no candidate reaches unserved demand within {:.0f} m", answer_.reach_m),
                "give other candidates, or equipment that reaches further"});
        }
        auto const swapped = improved_by_swaps(problem, question_.limit, result.greedy);
        double const share = question_.finalists > 1 ? 0.5 : 1;
        auto const exact = exact_cover(problem, question_.limit, swapped, question_.solver_s * share);
        result.choice = exact.choice;
        result.bound = exact.bound;
        result.proven = exact.proven;
        return result;
    }

    // By how many sites the further finalists of a round differ from its best choice of so many.
    [[nodiscard]] std::vector<std::uint32_t> differences(std::size_t count) const
    {
        std::set<std::uint32_t> const usual{1, (static_cast<std::uint32_t>(count) + 1) / 2};
        std::vector<std::uint32_t> wanted(usual.begin(), usual.end());
        wanted.resize(std::min(wanted.size(), static_cast<std::size_t>(question_.finalists - 1)));
        return wanted;
    }

    // The best choice that differs so from another one of the same round; without sites where there is none.
    [[nodiscard]] SitingRound next_best(CoverProblem const& problem, SitingRound const& best, std::uint32_t different)
    {
        auto const found = runner_up(problem, question_.limit, best.choice, different, question_.solver_s / 4);
        found_.insert_or_assign(std::pair{best.round, different}, found);
        SitingRound next = best;
        next.different = different;
        next.informed = 0;
        next.choice = found.choice;
        next.bound = found.bound;
        next.proven = found.proven;
        return next;
    }

    // Adds a finalist: one that was simulated in an earlier round as it was then.
    void judge(SitingRound chosen, std::vector<std::int64_t>& weights, CoverProblem const& problem)
    {
        auto const before = simulated(chosen.choice);
        if (!before) {
            simulate(std::move(chosen), weights, problem);
            return;
        }
        chosen.carried = answer_.rounds[*before].carried;
        chosen.informed = answer_.rounds[*before].informed;
        chosen.valid = answer_.rounds[*before].valid;
        answer_.rounds.push_back(std::move(chosen));
        carried_by_site_.push_back(carried_by_site_[*before]);
        options_.push_back(options_[*before]);
    }

    // Simulates a finalist, and weighs the demand in reach of it by what was really carried of it.
    void simulate(SitingRound chosen, std::vector<std::int64_t>& weights, CoverProblem const& problem)
    {
        double const done = chosen.different == 0 ? 0.3 : chosen.different == 1 ? 0.55 : 0.8;
        std::string const step =
            fmt::format("round {}: the day with {} new sites{}", chosen.round + 1, chosen.choice.chosen.size(),
                        chosen.different == 0 ? "" : fmt::format(", {} of them other", chosen.different));
        auto const option = option_of(chosen.choice);
        auto const city = city::apply(option, city_);
        auto const run = simulation::simulate(city, scenario_, settled_.plans_or(plans_), settled_.routes,
                                              told_day(watcher(), 1 + done + chosen.round, 0.2, step));
        ServiceResult const& service = service_of(run);
        chosen.carried = service.by_zone.total().carried - answer_.base.carried;
        chosen.valid = run.valid;
        if (information_) {
            for (double const share : information_->removed(chosen.choice.chosen)) chosen.informed += share;
        }
        core::ensure(service.cells.size() == answer_.cells.size(), "new sites must not change where people are");
        std::vector<std::int64_t> more;
        std::vector<std::int64_t> left;
        for (std::size_t cell = 0; cell < answer_.cells.size(); ++cell) {
            services::Tally const& before = answer_.cells[cell].tally;
            more.push_back(std::max<std::int64_t>(0, service.cells[cell].tally.carried - before.carried));
            left.push_back(unserved(before));
        }
        weights = weights_after(reaches_, chosen.choice.chosen, std::move(weights), more, left, levels());
        answer_.rounds.push_back(std::move(chosen));
        std::size_t const last = answer_.rounds.size() - 1;
        if (worth(answer_.rounds[last]) > worth(answer_.rounds[answer_.best_round])) answer_.best_round = last;
        if (answer_.best_round == last) best_problem_ = problem;
        carried_by_site_.push_back(carried_of_new_sites(city, service));
        options_.push_back(option);
    }

    scenario::Option option_of(CoverChoice const& choice) const
    {
        geo::Projection const projection(city_.crs);
        auto const count = static_cast<std::int64_t>(choice.chosen.size());
        scenario::Option option;
        option.id = is_camera() ? "proposed-cameras" : "proposed-hotspots";
        option.title =
            is_camera()
                ? scenario::Text{fmt::format("Thêm {} camera", count), fmt::format("{} more cameras", count)}
                : scenario::Text{fmt::format("Thêm {} điểm Wi-Fi", count), fmt::format("{} more hotspots", count)};
        option.capex_vnd = choice.cost;
        option.opex_vnd_per_year = count * question_.opex_vnd_per_year;
        option.life_years = question_.life_years;
        scenario::SiteRule rule;
        rule.id = rule_id;
        rule.service = question_.service;
        rule.anchor = scenario::Anchor::points;
        rule.count = static_cast<int>(count);
        rule.hotspot = question_.equipment;
        rule.camera = question_.camera;
        if (is_camera()) rule.field = "traffic";
        for (std::uint32_t const candidate : choice.chosen) {
            auto const at = projection.to_lon_lat(candidates_[candidate].position);
            // A ten-thousandth of a thousandth of a degree: a centimetre.
            rule.points_lon_lat.push_back(std::round(at.lon_deg * 1e7) / 1e7);
            rule.points_lon_lat.push_back(std::round(at.lat_deg * 1e7) / 1e7);
            if (is_camera()) rule.headings_deg.push_back(candidates_[candidate].heading_deg);
        }
        option.add_sites.push_back(rule);
        return option;
    }

    // What each new site carried, by where it stands and looks: they were placed in another order.
    struct NewSite {
        geo::PointMetric position;
        double heading_rad = 0;
        std::int64_t carried = 0;
    };
    static std::vector<NewSite> carried_of_new_sites(city::City const& city, ServiceResult const& service)
    {
        std::vector<NewSite> carried;
        for (std::size_t row = 0; row < service.sites.size(); ++row) {
            city::Site const& site = city.sites[service.sites[row]];
            if (site.rule != rule_id) continue;
            carried.push_back({site.position, site.heading_rad, service.by_site.row_total(row).carried});
        }
        return carried;
    }

    // Metres from the candidate, and, of cameras, degrees of another heading as if they were metres.
    [[nodiscard]] double misfit(NewSite const& site, Candidate const& candidate) const
    {
        double const away_m = geo::distance_m(site.position, candidate.position);
        if (!is_camera()) return away_m;
        double const turn =
            std::fmod(std::abs(90 - site.heading_rad * 180 / std::numbers::pi - candidate.heading_deg), 360);
        return away_m + std::min(turn, 360 - turn);
    }

    static std::set<std::uint32_t> set_of(CoverChoice const& choice)
    {
        return {choice.chosen.begin(), choice.chosen.end()};
    }

    // The finalist with the same sites.
    [[nodiscard]] std::optional<std::size_t> simulated(CoverChoice const& choice) const
    {
        auto const same = std::ranges::find_if(
            answer_.rounds, [&](SitingRound const& round) { return set_of(round.choice) == set_of(choice); });
        if (same == answer_.rounds.end()) return std::nullopt;
        return static_cast<std::size_t>(same - answer_.rounds.begin());
    }

    // What was found when its round looked for further finalists; else it is looked for.
    [[nodiscard]] ExactCover runner_up_of(SitingRound const& best, std::uint32_t different) const
    {
        auto const found = found_.find({best.round, different});
        if (best.different == 0 && found != found_.end()) return found->second;
        return runner_up(best_problem_, question_.limit, best.choice, different, question_.solver_s / 4);
    }

    void find_runners_up()
    {
        SitingRound const& proposal = answer_.rounds[answer_.best_round];
        CoverChoice const& best = proposal.choice;
        auto const count = static_cast<std::uint32_t>(best.chosen.size());
        for (std::uint32_t const different : std::set<std::uint32_t>{1, (count + 1) / 2}) {
            auto const found = runner_up_of(proposal, different);
            if (found.choice.chosen.empty()) continue;  // there are no other candidates
            RunnerUp one{different, found.choice, found.bound, found.proven, std::nullopt, {}, {}};
            if (auto const finalist = simulated(found.choice)) one.carried = answer_.rounds[*finalist].carried;
            for (std::uint32_t const candidate : found.choice.chosen) {
                one.sites.push_back(candidates_[candidate]);
                one.is_proposed.push_back(std::ranges::find(best.chosen, candidate) != best.chosen.end());
            }
            answer_.runners_up.push_back(std::move(one));
        }
    }

    void finish()
    {
        find_runners_up();
        SitingRound const& best = answer_.rounds[answer_.best_round];
        answer_.option = options_[answer_.best_round];
        auto const informed =
            information_ ? information_->removed(best.choice.chosen) : std::vector<double>(best.choice.chosen.size());
        for (std::size_t i = 0; i < best.choice.chosen.size(); ++i) {
            std::uint32_t const number = best.choice.chosen[i];
            ProposedSite site;
            site.candidate = candidates_[number];
            site.expected = best.choice.gain[i];
            site.informed = informed[i];
            auto const& carried = carried_by_site_[answer_.best_round];
            auto const same =
                std::ranges::min_element(carried, {}, [&](NewSite const& one) { return misfit(one, site.candidate); });
            if (same != carried.end()) site.carried = same->carried;
            site.in_all = std::ranges::all_of(answer_.rounds, [&](SitingRound const& round) {
                bool const is_best = round.different == 0;
                return !is_best || (std::ranges::find(round.choice.chosen, number) != round.choice.chosen.end() &&
                                    std::ranges::find(round.greedy.chosen, number) != round.greedy.chosen.end());
            });
            answer_.sites.push_back(std::move(site));
        }
    }

    city::City const& city_;
    scenario::Scenario const& scenario_;
    SitingQuestion const& question_;
    SitingWatcher const& watcher_;
    std::vector<Candidate> candidates_;
    Reaches reaches_;
    CoverProblem best_problem_;  // of the proposal's round
    city::Plans plans_;
    equilibrium::Replanned settled_;
    std::unique_ptr<SitingInformation> information_;  // where it is asked for
    SitingAnswer answer_;
    std::vector<scenario::Option> options_;                      // by finalist
    std::vector<std::vector<NewSite>> carried_by_site_;          // by finalist
    std::map<std::pair<int, std::uint32_t>, ExactCover> found_;  // by round and sites other than its best choice has
};

}  // namespace

SitingAnswer propose_sites(city::City const& city, scenario::Scenario const& scenario, SitingQuestion const& question,
                           SitingWatcher const& watcher)
{
    core::ensure(question.rounds >= 1, "siting needs at least one round");
    core::ensure(question.finalists >= 1 && question.finalists <= 3, "a round of siting has one to three finalists");
    return Siting(city, scenario, question, watcher).answer();
}

}  // namespace halong::study
