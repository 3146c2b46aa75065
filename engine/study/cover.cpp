#include "study/cover.hpp"

#include "core/error.hpp"
#include "study/milp.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <queue>

namespace halong::study {
namespace {

// How often each cell is covered, and what that is worth.
class Covering {
public:
    explicit Covering(CoverProblem const& problem) : problem_(problem), times_(problem.weight.size(), 0) {}

    // What a candidate would add.
    [[nodiscard]] std::int64_t gain(std::uint32_t candidate) const
    {
        std::int64_t sum = 0;
        for (std::uint32_t const cell : problem_.cells_of(candidate)) {
            if (times_[cell] == 0) sum += problem_.weight[cell];
        }
        return sum;
    }
    void add(std::uint32_t candidate)
    {
        for (std::uint32_t const cell : problem_.cells_of(candidate)) {
            if (times_[cell]++ == 0) covered_ += problem_.weight[cell];
        }
    }
    void remove(std::uint32_t candidate)
    {
        for (std::uint32_t const cell : problem_.cells_of(candidate)) {
            if (--times_[cell] == 0) covered_ -= problem_.weight[cell];
        }
    }
    [[nodiscard]] std::uint32_t times(std::uint32_t cell) const { return times_[cell]; }
    [[nodiscard]] std::int64_t covered() const { return covered_; }

private:
    CoverProblem const& problem_;
    std::vector<std::uint32_t> times_;
    std::int64_t covered_ = 0;
};

void append(CoverChoice& choice, CoverProblem const& problem, Covering& covering, std::uint32_t candidate)
{
    std::int64_t const before = covering.covered();
    covering.add(candidate);
    choice.chosen.push_back(candidate);
    choice.gain.push_back(covering.covered() - before);
    choice.covered = covering.covered();
    choice.cost += problem.cost[candidate];
}

// By gain, or by gain per cost; both exact.
enum class Rule {
    gain,
    gain_per_cost
};

struct Offer {
    std::int64_t gain = 0;
    std::int64_t cost = 1;  // 1 for Rule::gain
    std::uint32_t candidate = 0;
    std::uint32_t round = 0;  // in which the gain was worked out
    // Whether `other` comes first.
    bool operator<(Offer const& other) const
    {
        __extension__ using Wide = __int128;
        Wide const mine = Wide{gain} * other.cost;
        Wide const its = Wide{other.gain} * cost;
        return mine != its ? mine < its : candidate > other.candidate;
    }
};

CoverChoice greedy_by(Rule rule, CoverProblem const& problem, CoverLimit const& limit,
                      std::vector<std::uint32_t> const& allowed)
{
    Covering covering(problem);
    std::priority_queue<Offer> offers;
    for (std::uint32_t const candidate : allowed) {
        offers.push({covering.gain(candidate), rule == Rule::gain ? 1 : problem.cost[candidate], candidate, 0});
    }
    CoverChoice choice;
    while (!offers.empty() && choice.chosen.size() < limit.count) {
        Offer offer = offers.top();
        offers.pop();
        if (problem.cost[offer.candidate] > limit.budget - choice.cost) continue;  // nor later: money only goes
        auto const round = static_cast<std::uint32_t>(choice.chosen.size());
        if (offer.round < round) {  // gains only fall, so one that is still first is the greatest
            offer.gain = covering.gain(offer.candidate);
            offer.round = round;
            offers.push(offer);
            continue;
        }
        if (offer.gain <= 0) break;
        append(choice, problem, covering, offer.candidate);
    }
    return choice;
}

std::vector<std::uint32_t> all_candidates(CoverProblem const& problem)
{
    std::vector<std::uint32_t> all(problem.candidate_count());
    std::iota(all.begin(), all.end(), 0U);
    return all;
}

struct Swap {
    std::optional<std::uint32_t> out;  // position among the chosen; none: only adds
    std::uint32_t in = 0;
    std::int64_t gain = 0;
};

// Looks for the best change of one choice. What a newcomer gains apart from the leaver, what the leaver loses, and what
// both cover alone are three sums, so that one pass over a candidate's cells weighs it against all leavers
// (Whitaker 1983; Resende and Werneck 2007).
class SwapSearch {
public:
    SwapSearch(CoverProblem const& problem, CoverLimit const& limit, std::vector<std::uint32_t> const& chosen)
        : problem_(problem), limit_(limit), chosen_(chosen), covering_(problem), is_chosen_(problem.candidate_count())
    {
        for (std::uint32_t const candidate : chosen_) {
            covering_.add(candidate);
            is_chosen_[candidate] = true;
            cost_ += problem.cost[candidate];
        }
        only_.assign(problem.weight.size(), none);
        loss_.assign(chosen_.size(), 0);
        for (std::uint32_t position = 0; position < chosen_.size(); ++position) {
            for (std::uint32_t const cell : problem.cells_of(chosen_[position])) {
                if (covering_.times(cell) != 1) continue;
                only_[cell] = position;
                loss_[position] += problem.weight[cell];
            }
        }
        shared_.assign(chosen_.size(), 0);
    }

    [[nodiscard]] std::optional<Swap> best()
    {
        std::optional<Swap> best;
        for (std::uint32_t in = 0; in < problem_.candidate_count(); ++in) {
            if (!is_chosen_[in]) weigh(in, best);
        }
        return best;
    }

private:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    void weigh(std::uint32_t in, std::optional<Swap>& best)
    {
        std::int64_t gain = 0;
        touched_.clear();
        for (std::uint32_t const cell : problem_.cells_of(in)) {
            if (covering_.times(cell) == 0) gain += problem_.weight[cell];
            if (only_[cell] == none) continue;
            if (shared_[only_[cell]] == 0) touched_.push_back(only_[cell]);
            shared_[only_[cell]] += problem_.weight[cell];
        }
        std::int64_t const money = limit_.budget - cost_ - problem_.cost[in];
        auto const consider = [&](std::optional<std::uint32_t> out, std::int64_t gained) {
            if (gained > (best ? best->gain : 0)) best = Swap{out, in, gained};
        };
        if (chosen_.size() < limit_.count && money >= 0) consider(std::nullopt, gain);
        for (std::uint32_t out = 0; out < chosen_.size(); ++out) {
            if (money + problem_.cost[chosen_[out]] >= 0) consider(out, gain - loss_[out] + shared_[out]);
        }
        for (std::uint32_t const position : touched_) shared_[position] = 0;
    }

    CoverProblem const& problem_;
    CoverLimit const& limit_;
    std::vector<std::uint32_t> const& chosen_;
    Covering covering_;
    std::vector<bool> is_chosen_;
    std::int64_t cost_ = 0;
    std::vector<std::uint32_t> only_;     // by cell: position of the one chosen that covers it
    std::vector<std::int64_t> loss_;      // by position: what it alone covers
    std::vector<std::int64_t> shared_;    // by position: of that, what the newcomer covers too
    std::vector<std::uint32_t> touched_;  // positions with shared_ != 0
};

}  // namespace

void CoverProblem::add(std::int64_t candidate_cost, std::span<std::uint32_t const> covered)
{
    core::ensure(candidate_cost > 0, "a candidate must cost something");
    core::ensure(std::ranges::is_sorted(covered), "a candidate's cells must ascend");
    core::ensure(covered.empty() || covered.back() < weight.size(), "a candidate covers a cell that does not exist");
    cost.push_back(candidate_cost);
    cells.insert(cells.end(), covered.begin(), covered.end());
    first_cell.push_back(static_cast<std::uint32_t>(cells.size()));
}

CoverProblem merged(CoverProblem const& problem)
{
    std::vector<std::vector<std::uint32_t>> coverers(problem.weight.size());
    for (std::uint32_t candidate = 0; candidate < problem.candidate_count(); ++candidate) {
        for (std::uint32_t const cell : problem.cells_of(candidate)) coverers[cell].push_back(candidate);
    }
    CoverProblem result;
    std::map<std::vector<std::uint32_t>, std::uint32_t> number;
    std::vector<std::vector<std::uint32_t>> covered(problem.candidate_count());
    for (std::size_t cell = 0; cell < coverers.size(); ++cell) {
        if (coverers[cell].empty() || problem.weight[cell] == 0) continue;
        auto const [entry, is_new] = number.emplace(coverers[cell], static_cast<std::uint32_t>(result.weight.size()));
        if (is_new) {
            result.weight.push_back(0);
            for (std::uint32_t const candidate : coverers[cell]) covered[candidate].push_back(entry->second);
        }
        result.weight[entry->second] += problem.weight[cell];
    }
    for (std::uint32_t candidate = 0; candidate < problem.candidate_count(); ++candidate) {
        result.add(problem.cost[candidate], covered[candidate]);
    }
    return result;
}

CoverChoice ranked(CoverProblem const& problem, std::span<std::uint32_t const> chosen)
{
    Covering covering(problem);
    CoverChoice choice;
    std::vector<std::uint32_t> left(chosen.begin(), chosen.end());
    std::ranges::sort(left);
    while (!left.empty()) {
        auto const next = std::ranges::max_element(left, {}, [&](std::uint32_t c) { return covering.gain(c); });
        append(choice, problem, covering, *next);
        left.erase(next);
    }
    return choice;
}

CoverChoice greedy_cover(CoverProblem const& problem, CoverLimit const& limit)
{
    auto const all = all_candidates(problem);
    CoverChoice by_gain = greedy_by(Rule::gain, problem, limit, all);
    CoverChoice by_ratio = greedy_by(Rule::gain_per_cost, problem, limit, all);
    return by_ratio.covered > by_gain.covered ? ranked(problem, by_ratio.chosen) : by_gain;
}

CoverChoice improved_by_swaps(CoverProblem const& problem, CoverLimit const& limit, CoverChoice const& choice)
{
    std::vector<std::uint32_t> chosen = choice.chosen;
    while (auto const swap = SwapSearch(problem, limit, chosen).best()) {
        if (swap->out) {
            chosen[*swap->out] = swap->in;
        } else {
            chosen.push_back(swap->in);
        }
    }
    return ranked(problem, chosen);
}

std::int64_t cover_bound(CoverProblem const& problem, CoverLimit const& limit, CoverChoice const& choice)
{
    Covering covering(problem);
    for (std::uint32_t const candidate : choice.chosen) covering.add(candidate);
    std::vector<Offer> offers;
    std::int64_t all = 0;
    for (std::int64_t const weight : problem.weight) all += weight;
    for (std::uint32_t candidate = 0; candidate < problem.candidate_count(); ++candidate) {
        if (problem.cost[candidate] > limit.budget) continue;
        offers.push_back({covering.gain(candidate), problem.cost[candidate], candidate, 0});
    }
    // Two relaxations: the count alone, and the budget alone with a fraction of the last.
    std::ranges::sort(offers, [](Offer const& a, Offer const& b) { return b < a; });
    auto by_budget = static_cast<double>(covering.covered());
    std::int64_t money = limit.budget;
    for (Offer const& offer : offers) {
        if (money <= 0) break;
        double const part =
            std::min(1.0, static_cast<double>(money) / static_cast<double>(problem.cost[offer.candidate]));
        by_budget += part * static_cast<double>(offer.gain);
        money -= std::min(money, problem.cost[offer.candidate]);
    }
    std::ranges::sort(offers, std::ranges::greater{}, &Offer::gain);
    std::int64_t by_count = covering.covered();
    for (std::size_t i = 0; i < offers.size() && i < limit.count; ++i) by_count += offers[i].gain;
    auto const budget_bound = static_cast<std::int64_t>(std::floor(std::min(by_budget, 9e18)));
    return std::min({by_count, budget_bound, all});
}

ExactCover exact_cover(CoverProblem const& problem, CoverLimit const& limit, CoverChoice const& start, double seconds,
                       Unlike const& unlike)
{
    CoverProblem const small = merged(problem);
    MixedIntegerProgram program;
    for (std::uint32_t candidate = 0; candidate < small.candidate_count(); ++candidate) {
        program.add_column(0, 0, small.cost[candidate] > limit.budget ? 0 : 1, true);
    }
    std::vector<int> row_of_cell;
    for (std::int64_t const weight : small.weight) {
        int const covered = program.add_column(static_cast<double>(weight), 0, 1, false);
        row_of_cell.push_back(program.add_row(-MixedIntegerProgram::infinity, 0));
        program.set(row_of_cell.back(), covered, 1);
    }
    for (std::uint32_t candidate = 0; candidate < small.candidate_count(); ++candidate) {
        for (std::uint32_t const cell : small.cells_of(candidate)) {
            program.set(row_of_cell[cell], static_cast<int>(candidate), -1);
        }
    }
    if (limit.count < small.candidate_count()) {
        int const row = program.add_row(0, limit.count);
        for (std::uint32_t c = 0; c < small.candidate_count(); ++c) program.set(row, static_cast<int>(c), 1);
    }
    std::int64_t all_cost = 0;
    for (std::int64_t const cost : small.cost) all_cost += cost;
    if (limit.budget < all_cost) {
        // Scaled, so that amounts of money are no larger than the solver's tolerances like.
        auto const scale = static_cast<double>(*std::ranges::max_element(small.cost));
        int const row = program.add_row(0, static_cast<double>(limit.budget) / scale);
        for (std::uint32_t c = 0; c < small.candidate_count(); ++c) {
            program.set(row, static_cast<int>(c), static_cast<double>(small.cost[c]) / scale);
        }
    }
    if (!unlike.other.empty()) {
        int const row = program.add_row(0, unlike.at_most);
        for (std::uint32_t const c : unlike.other) program.set(row, static_cast<int>(c), 1);
    }
    auto const solution = program.solve(seconds);

    ExactCover result{start, cover_bound(problem, limit, start), false};
    if (!solution.values.empty()) {
        std::vector<std::uint32_t> chosen;
        for (std::uint32_t c = 0; c < small.candidate_count(); ++c) {
            if (solution.values[c] > 0.5) chosen.push_back(c);
        }
        CoverChoice found = ranked(problem, chosen);
        auto const shared = std::ranges::count_if(chosen, [&unlike](std::uint32_t candidate) {
            return std::ranges::find(unlike.other, candidate) != unlike.other.end();
        });
        bool const is_unlike = unlike.other.empty() || shared <= unlike.at_most;
        bool const fits = found.cost <= limit.budget && found.chosen.size() <= limit.count && is_unlike;
        if (fits && found.covered > result.choice.covered) result.choice = found;
    }
    // Weights are whole, so that a bound may be rounded down once the solver's rounding is allowed for.
    constexpr double tolerance = 1e-9;
    if (solution.bound < static_cast<double>(result.bound)) {
        double const rounded = std::floor(solution.bound * (1 + tolerance) + tolerance);
        result.bound = std::min(result.bound, std::max(result.choice.covered, static_cast<std::int64_t>(rounded)));
    }
    if (solution.proven) result.bound = result.choice.covered;
    result.proven = result.bound == result.choice.covered;
    return result;
}

ExactCover runner_up(CoverProblem const& problem, CoverLimit const& limit, CoverChoice const& best,
                     std::uint32_t different, double seconds)
{
    core::ensure(different >= 1 && different <= best.chosen.size(), "a runner-up differs from the best");
    // A beginning: as if those of the best that add least covered nothing.
    std::span<std::uint32_t const> const last(best.chosen.end() - different, best.chosen.end());
    CoverProblem without;
    without.weight = problem.weight;
    for (std::uint32_t candidate = 0; candidate < problem.candidate_count(); ++candidate) {
        bool const is_out = std::ranges::find(last, candidate) != last.end();
        without.add(problem.cost[candidate], is_out ? std::span<std::uint32_t const>{} : problem.cells_of(candidate));
    }
    auto const start = improved_by_swaps(without, limit, greedy_cover(without, limit));
    auto const kept = static_cast<std::uint32_t>(best.chosen.size()) - different;
    return exact_cover(problem, limit, start, seconds, {best.chosen, kept});
}

}  // namespace halong::study
