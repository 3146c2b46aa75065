// Which demand each candidate of a siting question reaches, and how well: the columns of its covering problem.
#pragma once

#include "city/city.hpp"
#include "services/service.hpp"
#include "study/cover.hpp"
#include "study/siting.hpp"

#include <cstdint>
#include <vector>

namespace halong::study {

// Steps in which cover decays; one step is all or nothing.
inline constexpr std::uint32_t gradual_levels = 10;

// A cell, and so many of the steps of its demand that are covered: 1 … levels.
struct Reached {
    std::uint32_t cell = 0;
    std::uint32_t level = 1;
    bool operator==(Reached const&) const = default;
};
using Reaches = std::vector<std::vector<Reached>>;  // by candidate; cells ascending

// Steps that are covered at a distance: all up to `full_m`, none from `none_m` >= full_m on, and between them a share that
// falls in a straight line (the gradual covering of Berman, Krass and Drezner 2003), rounded to the nearest step.
std::uint32_t level_at(double away_m, double full_m, double none_m, std::uint32_t levels);

// Cells that hotspots at the candidates reach.
Reaches reached_cells(std::vector<Candidate> const& candidates, std::vector<services::DemandCell> const& cells,
                      double full_m, double none_m, std::uint32_t levels);

// Links of which cameras at the candidates see at least 10 m (about a second of a vehicle's way: less is hardly ever
// detected), past the city's buildings; with several levels, by the share of the link that is seen.
Reaches seen_links(city::City const& city, std::vector<Candidate> const& candidates,
                   scenario::CameraEquipment const& equipment, std::uint32_t levels);

// Links of which the city's cameras see as much, each once, ascending.
std::vector<core::LinkId> links_in_sight(city::City const& city);

// The best cover of a cell counts, not the sum (Berman and Krass 2002, Computers & Operations Research 29: generalised
// maximal covering). A cell of w with L steps becomes L cells of w/L (in whole units that add up to w), of which who
// covers k steps covers the first k: then that is the ordinary problem, and greedy, swaps, program and bounds hold for it. Cells without
// demand are left out of what candidates cover. Cell i's steps are i L … i L + L - 1.
CoverProblem cover_problem(Reaches const& reaches, std::vector<std::int64_t> const& weights,
                           std::vector<Candidate> const& candidates, std::int64_t usual_cost, std::uint32_t levels);

// Weights after a day with the `chosen` candidates. Of a cell in their reach, with demand, the problem of these weights
// promises for the same candidates what was really carried `more` (by cell), but weighs no more than went `unserved`:
// cover is not discounted twice. Others stay as they are.
std::vector<std::int64_t> weights_after(Reaches const& reaches, std::vector<std::uint32_t> const& chosen,
                                        std::vector<std::int64_t> weights, std::vector<std::int64_t> const& more,
                                        std::vector<std::int64_t> const& unserved, std::uint32_t levels);

// Of all cells that some candidate covers.
std::int64_t weight_in_reach(CoverProblem const& problem);

}  // namespace halong::study
