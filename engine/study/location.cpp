#include "study/location.hpp"

#include "core/error.hpp"
#include "study/milp.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace halong::study {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void require_count(LocationProblem const& problem, std::uint32_t count)
{
    core::ensure(count >= 1 && count <= problem.candidates, "as many sites as there are candidates may be chosen");
    core::ensure(problem.distance.size() == problem.weight.size() * problem.candidates,
                 "a distance is needed for each demand and candidate");
}

Location with_value(LocationProblem const& problem, std::vector<std::uint32_t> chosen)
{
    std::ranges::sort(chosen);
    double const value = median_value(problem, chosen);
    return {std::move(chosen), value, false};
}

std::vector<double> nearest_distances(LocationProblem const& problem, std::span<std::uint32_t const> chosen)
{
    std::vector<double> nearest(problem.weight.size(), infinity);
    for (std::size_t i = 0; i < nearest.size(); ++i) {
        for (std::uint32_t const j : chosen) nearest[i] = std::min(nearest[i], problem.distance_of(i, j));
    }
    return nearest;
}

// The nearest and the second nearest of the chosen, by demand.
struct Nearest {
    std::uint32_t position = 0;  // in the list of the chosen
    double first = infinity;
    double second = infinity;
};

std::vector<Nearest> two_nearest(LocationProblem const& problem, std::span<std::uint32_t const> chosen)
{
    std::vector<Nearest> nearest(problem.weight.size());
    for (std::size_t i = 0; i < nearest.size(); ++i) {
        Nearest& one = nearest[i];
        for (std::uint32_t position = 0; position < chosen.size(); ++position) {
            double const away = problem.distance_of(i, chosen[position]);
            if (away < one.first) {
                one = {position, away, one.first};
            } else {
                one.second = std::min(one.second, away);
            }
        }
    }
    return nearest;
}

struct Swap {
    double saved = 0;
    std::uint32_t out = 0;  // position
    std::uint32_t in = 0;   // candidate
};

// The swap that saves most; saved is 0 where none does.
Swap best_swap(LocationProblem const& problem, std::vector<std::uint32_t> const& chosen)
{
    auto const nearest = two_nearest(problem, chosen);
    std::vector<bool> is_chosen(problem.candidates, false);
    for (std::uint32_t const j : chosen) is_chosen[j] = true;
    Swap best;
    std::vector<double> loss(chosen.size());  // by position: what leaving costs once the newcomer is there
    for (std::uint32_t in = 0; in < problem.candidates; ++in) {
        if (is_chosen[in]) continue;
        double gain = 0;
        std::ranges::fill(loss, 0.0);
        for (std::size_t i = 0; i < nearest.size(); ++i) {
            auto const weight = static_cast<double>(problem.weight[i]);
            double const away = problem.distance_of(i, in);
            Nearest const& now = nearest[i];
            if (away < now.first) {
                gain += weight * (now.first - away);
            } else {
                loss[now.position] += weight * (std::min(away, now.second) - now.first);
            }
        }
        for (std::uint32_t out = 0; out < loss.size(); ++out) {
            if (gain - loss[out] > best.saved) best = {gain - loss[out], out, in};
        }
    }
    return best;
}

std::vector<std::uint32_t> chosen_of(MixedIntegerProgram::Solution const& solution, std::uint32_t candidates)
{
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t j = 0; j < candidates; ++j) {
        if (solution.values[j] > 0.5) chosen.push_back(j);
    }
    return chosen;
}

bool reaches_all(LocationProblem const& problem, std::span<std::uint32_t const> chosen, double reach)
{
    return !chosen.empty() && center_value(problem, chosen) <= reach;
}

// A row for each demand with weight: at least one of the candidates in reach. False where there is none.
bool add_cover_rows(MixedIntegerProgram& program, LocationProblem const& problem, double reach)
{
    for (std::size_t i = 0; i < problem.weight.size(); ++i) {
        if (problem.weight[i] == 0) continue;
        int const row = program.add_row(1, MixedIntegerProgram::infinity);
        bool is_reached = false;
        for (std::uint32_t j = 0; j < problem.candidates; ++j) {
            if (problem.distance_of(i, j) > reach) continue;
            program.set(row, static_cast<int>(j), 1);
            is_reached = true;
        }
        if (!is_reached) return false;
    }
    return true;
}

double cost_of(LocationProblem const& problem, std::size_t demand, std::uint32_t candidate)
{
    return static_cast<double>(problem.weight[demand]) * problem.distance_of(demand, candidate);
}

// A lower bound of p-medians, by Lagrangian relaxation of "every demand is served once" (Narula, Ogbu and Samuelsson 1977),
// and what it says of each candidate and pair: whatever lifts the bound above a value that is known cannot be part of a
// better choice.
struct MedianBound {
    double value = 0;
    std::vector<double> price;        // by demand: what serving it may cost
    std::vector<double> gain;         // by candidate: the sum of costs less prices, where that is below 0
    double last_inside = 0;           // the greatest gain among the `count` that the bound chooses …
    double first_outside = infinity;  // … and the least of the others

    // With a little room, so that rounding keeps what is as good as the known value.
    [[nodiscard]] static bool exceeds(double bound, double known) { return bound > known * (1 + 1e-9) + 1e-9; }
    [[nodiscard]] double with(std::uint32_t candidate) const
    {
        return value + std::max(0.0, gain[candidate] - last_inside);
    }
    [[nodiscard]] bool may_stand(std::uint32_t candidate, double known) const
    {
        return !exceeds(with(candidate), known);
    }
    [[nodiscard]] bool must_stand(std::uint32_t candidate, double known) const
    {
        bool const is_inside = gain[candidate] <= last_inside && first_outside < infinity;
        return is_inside && exceeds(value + first_outside - gain[candidate], known);
    }
    [[nodiscard]] bool may_serve(LocationProblem const& problem, std::size_t demand, std::uint32_t candidate,
                                 double known) const
    {
        double const dearer = std::max(0.0, cost_of(problem, demand, candidate) - price[demand]);
        return !exceeds(with(candidate) + dearer, known);
    }
};

// The bound at given prices; `served` counts by demand how many of the chosen would serve it.
MedianBound bound_at(LocationProblem const& problem, std::uint32_t count, std::vector<double> const& price,
                     std::vector<int>& served)
{
    MedianBound bound;
    bound.price = price;
    bound.gain.assign(problem.candidates, 0);
    for (std::size_t i = 0; i < price.size(); ++i) {
        if (problem.weight[i] == 0) continue;
        bound.value += price[i];
        for (std::uint32_t j = 0; j < problem.candidates; ++j) {
            bound.gain[j] += std::min(0.0, cost_of(problem, i, j) - price[i]);
        }
    }
    std::vector<std::uint32_t> order(problem.candidates);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t j) { return std::pair(bound.gain[j], j); });
    served.assign(price.size(), 0);
    for (std::uint32_t k = 0; k < count; ++k) {
        std::uint32_t const j = order[k];
        bound.value += bound.gain[j];
        bound.last_inside = bound.gain[j];
        for (std::size_t i = 0; i < price.size(); ++i) served[i] += cost_of(problem, i, j) < price[i] ? 1 : 0;
    }
    if (count < problem.candidates) bound.first_outside = bound.gain[order[count]];
    return bound;
}

// The best bound that subgradient steps find (Held, Wolfe and Crowder 1974) below `known`, the value of some choice.
MedianBound median_bound(LocationProblem const& problem, std::uint32_t count, double known)
{
    constexpr int steps = 600;
    constexpr int patience = 20;  // steps without a better bound, after which they become shorter
    std::vector<double> price(problem.weight.size(), 0);
    for (std::size_t i = 0; i < price.size(); ++i) {
        if (problem.weight[i] != 0) price[i] = known / static_cast<double>(price.size());
    }
    std::vector<int> served;
    MedianBound best = bound_at(problem, count, price, served);
    double length = 1.5;
    int waited = 0;
    for (int step = 0; step < steps && best.value < known; ++step) {
        MedianBound const bound = bound_at(problem, count, price, served);
        waited = bound.value > best.value ? 0 : waited + 1;
        if (bound.value > best.value) best = bound;
        if (waited == patience) {
            length /= 2;
            waited = 0;
        }
        double norm = 0;
        for (std::size_t i = 0; i < price.size(); ++i) {
            if (problem.weight[i] != 0) norm += (1.0 - served[i]) * (1.0 - served[i]);
        }
        if (norm == 0) break;  // everybody is served once: this is a best choice
        for (std::size_t i = 0; i < price.size(); ++i) {
            if (problem.weight[i] != 0) price[i] += length * (known - bound.value) / norm * (1 - served[i]);
        }
    }
    return best;
}

}  // namespace

double median_value(LocationProblem const& problem, std::span<std::uint32_t const> chosen)
{
    auto const nearest = nearest_distances(problem, chosen);
    double sum = 0;
    for (std::size_t i = 0; i < nearest.size(); ++i) sum += static_cast<double>(problem.weight[i]) * nearest[i];
    return sum;
}

double center_value(LocationProblem const& problem, std::span<std::uint32_t const> chosen)
{
    auto const nearest = nearest_distances(problem, chosen);
    double largest = 0;
    for (std::size_t i = 0; i < nearest.size(); ++i) {
        if (problem.weight[i] > 0) largest = std::max(largest, nearest[i]);
    }
    return largest;
}

Location greedy_medians(LocationProblem const& problem, std::uint32_t count)
{
    require_count(problem, count);
    std::vector<double> nearest(problem.weight.size(), infinity);
    std::vector<bool> is_chosen(problem.candidates, false);
    std::vector<std::uint32_t> chosen;
    while (chosen.size() < count) {
        double least = infinity;
        std::uint32_t next = problem.candidates;  // none yet
        for (std::uint32_t j = 0; j < problem.candidates; ++j) {
            if (is_chosen[j]) continue;
            double sum = 0;
            for (std::size_t i = 0; i < nearest.size(); ++i) {
                sum += static_cast<double>(problem.weight[i]) * std::min(nearest[i], problem.distance_of(i, j));
            }
            if (sum < least || next == problem.candidates) {
                least = sum;
                next = j;
            }
        }
        is_chosen[next] = true;
        chosen.push_back(next);
        for (std::size_t i = 0; i < nearest.size(); ++i) {
            nearest[i] = std::min(nearest[i], problem.distance_of(i, next));
        }
    }
    return with_value(problem, std::move(chosen));
}

Location improved_medians(LocationProblem const& problem, Location location)
{
    for (;;) {
        Swap const swap = best_swap(problem, location.chosen);
        if (swap.saved <= 0) return location;
        auto chosen = location.chosen;
        chosen[swap.out] = swap.in;
        Location better = with_value(problem, std::move(chosen));
        if (better.value >= location.value) return location;  // saved by rounding alone
        location = std::move(better);
    }
}

Location exact_medians(LocationProblem const& problem, Location const& start, double seconds)
{
    auto const count = static_cast<std::uint32_t>(start.chosen.size());
    require_count(problem, count);
    MedianBound const bound = median_bound(problem, count, start.value);
    MixedIntegerProgram program;
    std::vector<std::uint32_t> candidates;  // by column
    for (std::uint32_t j = 0; j < problem.candidates; ++j) {
        if (!bound.may_stand(j, start.value)) continue;
        candidates.push_back(j);
        program.add_column(0, bound.must_stand(j, start.value) ? 1 : 0, 1, true);
    }
    auto const columns = static_cast<int>(candidates.size());
    int const number = program.add_row(count, count);
    for (int column = 0; column < columns; ++column) program.set(number, column, 1);
    for (std::size_t i = 0; i < problem.weight.size(); ++i) {
        if (problem.weight[i] == 0) continue;
        int const assigned = program.add_row(1, 1);
        for (int column = 0; column < columns; ++column) {
            std::uint32_t const j = candidates[static_cast<std::size_t>(column)];
            if (!bound.may_serve(problem, i, j, start.value)) continue;
            int const share = program.add_column(-cost_of(problem, i, j), 0, 1, false);
            program.set(assigned, share, 1);
            int const is_open = program.add_row(-MixedIntegerProgram::infinity, 0);
            program.set(is_open, share, 1);
            program.set(is_open, column, -1);
        }
    }
    auto const solution = program.solve(seconds);
    Location best = start;
    if (!solution.values.empty()) {
        std::vector<std::uint32_t> chosen;
        for (std::uint32_t const column : chosen_of(solution, static_cast<std::uint32_t>(columns))) {
            chosen.push_back(candidates[column]);
        }
        if (chosen.size() == count) {
            Location found = with_value(problem, std::move(chosen));
            if (found.value < best.value) best = std::move(found);
        }
    }
    constexpr double tolerance = 1e-9;
    best.proven = solution.proven || best.value <= -solution.bound * (1 + tolerance);
    return best;
}

std::optional<Location> exact_set_cover(LocationProblem const& problem, double reach, double seconds)
{
    MixedIntegerProgram program;
    for (std::uint32_t j = 0; j < problem.candidates; ++j) program.add_column(-1, 0, 1, true);
    if (!add_cover_rows(program, problem, reach)) return std::nullopt;
    auto const solution = program.solve(seconds);
    if (solution.values.empty()) return std::nullopt;
    auto chosen = chosen_of(solution, problem.candidates);
    if (!reaches_all(problem, chosen, reach)) return std::nullopt;
    auto const value = static_cast<double>(chosen.size());
    return Location{std::move(chosen), value, solution.proven};
}

std::optional<Location> exact_backup_cover(LocationProblem const& problem, double reach, std::uint32_t count,
                                           double seconds)
{
    require_count(problem, count);
    MixedIntegerProgram program;
    for (std::uint32_t j = 0; j < problem.candidates; ++j) program.add_column(0, 0, 1, true);
    if (!add_cover_rows(program, problem, reach)) return std::nullopt;
    int const number = program.add_row(count, count);
    for (std::uint32_t j = 0; j < problem.candidates; ++j) program.set(number, static_cast<int>(j), 1);
    for (std::size_t i = 0; i < problem.weight.size(); ++i) {
        if (problem.weight[i] == 0) continue;
        // Covered twice as far as more than one stands in reach: twice - sum of those <= -1, also where there is only one.
        int const twice = program.add_column(static_cast<double>(problem.weight[i]), 0, 1, false);
        int const row = program.add_row(-MixedIntegerProgram::infinity, -1);
        program.set(row, twice, 1);
        bool is_reached = false;
        for (std::uint32_t j = 0; j < problem.candidates; ++j) {
            if (problem.distance_of(i, j) > reach) continue;
            program.set(row, static_cast<int>(j), -1);
            is_reached = true;
        }
        if (!is_reached) return std::nullopt;
    }
    auto const solution = program.solve(seconds);
    if (solution.values.empty()) return std::nullopt;
    auto chosen = chosen_of(solution, problem.candidates);
    if (!reaches_all(problem, chosen, reach)) return std::nullopt;
    std::int64_t twice = 0;
    for (std::size_t i = 0; i < problem.weight.size(); ++i) {
        auto const sites =
            std::ranges::count_if(chosen, [&](std::uint32_t j) { return problem.distance_of(i, j) <= reach; });
        if (sites >= 2) twice += problem.weight[i];
    }
    return Location{std::move(chosen), static_cast<double>(twice), solution.proven};
}

Location exact_centers(LocationProblem const& problem, std::uint32_t count, double seconds)
{
    require_count(problem, count);
    std::vector<double> distances;
    for (std::size_t i = 0; i < problem.weight.size(); ++i) {
        if (problem.weight[i] == 0) continue;
        for (std::uint32_t j = 0; j < problem.candidates; ++j) distances.push_back(problem.distance_of(i, j));
    }
    std::ranges::sort(distances);
    distances.erase(std::unique(distances.begin(), distances.end()), distances.end());
    Location best = greedy_medians(problem, count);
    best.value = center_value(problem, best.chosen);
    best.proven = true;
    double farthest = 0;  // with all candidates: no smaller distance does
    for (std::size_t i = 0; i < problem.weight.size(); ++i) {
        if (problem.weight[i] == 0) continue;
        double nearest = infinity;
        for (std::uint32_t j = 0; j < problem.candidates; ++j) nearest = std::min(nearest, problem.distance_of(i, j));
        farthest = std::max(farthest, nearest);
    }
    auto low = static_cast<std::size_t>(std::ranges::lower_bound(distances, farthest) - distances.begin());
    auto high = static_cast<std::size_t>(std::ranges::lower_bound(distances, best.value) - distances.begin());
    while (low < high) {
        std::size_t const middle = low + (high - low) / 2;
        auto found = exact_set_cover(problem, distances[middle], seconds);
        if (found && found->value <= count) {
            best.chosen = std::move(found->chosen);
            best.value = center_value(problem, best.chosen);
            high = middle;
        } else {
            best.proven = best.proven && found && found->proven;  // from here on, all candidates would do
            low = middle + 1;
        }
    }
    return best;
}

}  // namespace halong::study
