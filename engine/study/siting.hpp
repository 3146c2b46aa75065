// Proposes where further hotspots or cameras should stand: the demand that goes unserved today, what could reach it, the
// best places for the money, and what these do when they are simulated.
#pragma once

#include "city/city.hpp"
#include "scenario/option.hpp"
#include "scenario/scenario.hpp"
#include "services/service.hpp"
#include "study/cover.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace halong::study {

// Where a site may stand.
struct Candidate {
    geo::PointMetric position;
    std::uint64_t stable_id = 0;
    std::string near;            // the place, the street or the zone, for people
    double heading_deg = 90;     // of a camera, clockwise from north
    std::int64_t capex_vnd = 0;  // of a site here; 0: as everywhere
};

// Whether demand within reach counts whole, or less the further it is from a site.
enum class CoverKind {
    whole,
    gradual
};

struct SitingQuestion {
    scenario::ServiceKind service = scenario::ServiceKind::wifi;
    scenario::HotspotEquipment equipment;         // of hotspots
    scenario::CameraEquipment camera;             // of cameras
    CoverLimit limit;                             // at most so many, or for at most so much capital
    std::int64_t capex_vnd = 200'000'000;         // of one site; Cần Thơ paid about 1 billion for 5; estimate
    std::int64_t opex_vnd_per_year = 24'000'000;  // of one site: 12 %; 10 to 15 % are usual; assumption
    double life_years = 5;                        // electronics; assumption
    int rounds = 2;                               // of choosing and simulating, at least 1
    // Of each round, 1 to 3, that are simulated: the best choice, the best one without one of its sites, without half of them.
    int finalists = 3;
    double solver_s =
        30;  // for the exact searches of one round: half of it for the best choice, where there are others
    CoverKind cover = CoverKind::whole;
    // Of gradual cover by hotspots: demand counts whole up to `full_m`, not at all from `none_m` on. 0: half the reach, and
    // one and a half times it (assumption: a hotspot's median reach is where half of the phones hear it). Cameras count
    // the share of a link that they see.
    double full_m = 0;
    double none_m = 0;
    // What part of the benefit of cameras is what they tell of the demand of the city (equilibrium/link_information.hpp), 0 … 1:
    // 0.3 weighs the passages that they detect by 0.7 and that by 0.3, each as a share of all that there is to get.
    double information = 0;
    // Observations of a day (observations.hpp): what is counted already tells nothing new. Empty: nothing is counted.
    std::filesystem::path observations;
    std::vector<Candidate> candidates;  // empty: street_candidates() or junction_candidates()
};

// A finalist: chosen from demand as it was weighed in its round, and what came of it when it was simulated.
struct SitingRound {
    int round = 0;                // from 0
    std::uint32_t different = 0;  // of the sites of the round's best choice, at least so many are not in it
    CoverChoice greedy;           // before swaps
    CoverChoice choice;           // the best that was found
    std::int64_t bound =
        0;  // no choice that differs so covers more; thousandths of person-minutes or passages, as everywhere here
    bool proven = false;
    std::int64_t demand = 0;   // unserved, in reach of some candidate
    std::int64_t carried = 0;  // simulated: more than without the sites
        // That is of the same day by which it was chosen: the best of several, so a little too good.
    double informed = 0;  // share of the variance of travellers between zones that counts of the sites would remove
    bool valid = true;    // the simulated day
};

// The best choice that differs from the proposal, by what is expected of it in the proposal's round: more than of the
// proposal where that came second and carried more.
struct RunnerUp {
    std::uint32_t different = 1;  // of the proposed sites, at least so many are not in it
    CoverChoice choice;
    std::int64_t bound = 0;  // no choice that differs so covers more
    bool proven = false;
    std::optional<std::int64_t> carried;  // simulated, where it was a finalist: more than without the sites
    std::vector<Candidate> sites;         // in the order of the choice
    std::vector<bool> is_proposed;        // which of them the proposal has as well
};

struct ProposedSite {
    Candidate candidate;
    std::int64_t expected = 0;  // what it adds to those before it, of the demand that goes unserved
    std::int64_t carried = 0;   // simulated, by this site; some of it taken over from others
    double informed = 0;        // share of the variance that its counts would remove, after the sites before it
    bool in_all = false;        // in the best choice of every round, and in that of the greedy rule as well
};

struct SitingAnswer {
    std::size_t existing = 0;  // sites of the service that are kept
    std::size_t candidates = 0;
    scenario::ServiceKind service = scenario::ServiceKind::wifi;
    double reach_m = 0;  // of one new site
    CoverKind cover = CoverKind::whole;
    double full_m = 0;  // of gradual cover by hotspots
    double none_m = 0;
    double information = 0;  // as asked for; 0: the shares of variance were not looked at
    services::Tally base;    // of the day without new sites
    std::vector<services::DemandCell> cells;
    std::vector<SitingRound> rounds;   // all finalists, round by round, the best choice of each first
    std::size_t best_round = 0;        // of these, by what was carried and is told, weighed as asked
    std::vector<ProposedSite> sites;   // of that one, the one that adds most first
    std::vector<RunnerUp> runners_up;  // one site other than proposed, and half of them
    scenario::Option option;           // the sites as an option, to be studied further
};

// For hotspots: street nodes and places, the first by stable id in each square of 50 m, where sites may stand.
std::vector<Candidate> street_candidates(city::City const& city);

// For cameras: every junction of three or more legs on roads from tertiary upwards, once for each of its approaches, which
// the camera looks along.
std::vector<Candidate> junction_candidates(city::City const& city);

using SitingWatcher = std::function<void(double done, std::string const& step)>;

// Simulates the scenario's day as it is, chooses (greedy, swaps, exact), simulates the choice and those that come next with
// the same people, after each of them weighs the demand that was within reach by what could really be carried, and chooses
// again. The finalist that carried most is proposed. Sites that stand are kept.
// A hotspot reaches the cells of 25 m within its median reach; a camera the links of which it sees at least 10 m at its
// level, past the city's buildings; with gradual cover, as SitingQuestion says. What cameras tell is weighed by link as the
// best counters would remove variance one after the other, and of what is chosen told exactly. UserError: no unserved demand, no candidate in
// reach of any, a candidate outside the city, a budget below one site, cover that ends before it is whole.
SitingAnswer propose_sites(city::City const& city, scenario::Scenario const& scenario, SitingQuestion const& question,
                           SitingWatcher const& watcher = {});

}  // namespace halong::study
