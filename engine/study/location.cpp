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
    MixedIntegerProgram program;
    for (std::uint32_t j = 0; j < problem.candidates; ++j) program.add_column(0, 0, 1, true);
    int const number = program.add_row(count, count);
    for (std::uint32_t j = 0; j < problem.candidates; ++j) program.set(number, static_cast<int>(j), 1);
    for (std::size_t i = 0; i < problem.weight.size(); ++i) {
        if (problem.weight[i] == 0) continue;
        int const assigned = program.add_row(1, 1);
        for (std::uint32_t j = 0; j < problem.candidates; ++j) {
            double const away = static_cast<double>(problem.weight[i]) * problem.distance_of(i, j);
            int const share = program.add_column(-away, 0, 1, false);
            program.set(assigned, share, 1);
            int const is_open = program.add_row(-MixedIntegerProgram::infinity, 0);
            program.set(is_open, share, 1);
            program.set(is_open, static_cast<int>(j), -1);
        }
    }
    auto const solution = program.solve(seconds);
    Location best = start;
    if (!solution.values.empty()) {
        auto chosen = chosen_of(solution, problem.candidates);
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
    std::size_t low = 0;  // no smaller distance does
    auto high = static_cast<std::size_t>(std::ranges::lower_bound(distances, best.value) - distances.begin());
    while (low < high) {
        std::size_t const middle = low + (high - low) / 2;
        auto found = exact_set_cover(problem, distances[middle], seconds);
        if (found && found->value <= count) {
            best.chosen = std::move(found->chosen);
            best.value = center_value(problem, best.chosen);
            high = middle;
        } else {
            best.proven = best.proven && (!found || found->proven);
            low = middle + 1;
        }
    }
    return best;
}

}  // namespace halong::study
