// How long siting takes: p-medians as large as OR-Library's pmed40, and cover of 100,000 cells by 1,000 candidates.
#include "core/random.hpp"
#include "study/cover.hpp"
#include "study/location.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <vector>

using namespace halong;

namespace {

core::Random const random_numbers(40);

double uniform(std::uint64_t entity, std::uint32_t purpose)
{
    return random_numbers.uniform(core::Stream::test, {entity, purpose, 0});
}

class Stopwatch {
public:
    [[nodiscard]] double elapsed_s() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// 900 points in a square, all of them demand and candidate, 90 sites.
void medians_of_900()
{
    constexpr std::uint32_t points = 900;
    constexpr std::uint32_t sites = 90;
    study::LocationProblem problem;
    problem.candidates = points;
    problem.weight.assign(points, 1);
    for (std::uint32_t i = 0; i < points; ++i) {
        for (std::uint32_t j = 0; j < points; ++j) {
            problem.distance.push_back(std::hypot(uniform(i, 0) - uniform(j, 0), uniform(i, 1) - uniform(j, 1)) *
                                       1'000);
        }
    }
    Stopwatch const watch;
    auto const greedy = study::greedy_medians(problem, sites);
    double const greedy_s = watch.elapsed_s();
    auto const swaps = study::improved_medians(problem, greedy);
    std::printf("p-median, 900 points, 90 sites: greedy %.0f in %.2f s, with swaps %.0f (-%.2f %%) in %.2f s\n",
                greedy.value, greedy_s, swaps.value, 100 * (1 - swaps.value / greedy.value), watch.elapsed_s());
}

// 100,000 cells in a square of 30 km with demand in clumps, 1,000 candidates that reach 150 m to 600 m, 100 sites.
void cover_of_100000(double reach_m)
{
    constexpr std::uint32_t cells = 100'000;
    constexpr std::uint32_t candidates = 1'000;
    constexpr double side_m = 30'000;
    struct Point {
        double x = 0;
        double y = 0;
    };
    auto const clump = [&](std::uint64_t number) {
        return Point{side_m * uniform(number, 10), side_m * uniform(number, 11)};
    };
    auto const near_clump = [&](std::uint64_t i, std::uint32_t purpose) {
        Point const middle = clump(static_cast<std::uint64_t>(60 * uniform(i, purpose)));
        double const spread = 1'500;
        return Point{middle.x + spread * random_numbers.normal(core::Stream::test, {i, purpose + 1, 0}),
                     middle.y + spread * random_numbers.normal(core::Stream::test, {i, purpose + 2, 0})};
    };
    std::vector<Point> where;
    study::CoverProblem problem;
    for (std::uint32_t i = 0; i < cells; ++i) {
        where.push_back(near_clump(i, 20));
        problem.weight.push_back(
            static_cast<std::int64_t>(1'000 * random_numbers.exponential(core::Stream::test, {i, 30, 0})));
    }
    for (std::uint32_t j = 0; j < candidates; ++j) {
        Point const at = near_clump(j, 40);
        std::vector<std::uint32_t> covered;
        for (std::uint32_t i = 0; i < cells; ++i) {
            if (std::hypot(where[i].x - at.x, where[i].y - at.y) <= reach_m) covered.push_back(i);
        }
        problem.add(1, covered);
    }
    study::CoverLimit const limit{.count = 100};
    Stopwatch const watch;
    auto const swaps = study::improved_by_swaps(problem, limit, study::greedy_cover(problem, limit));
    double const swaps_s = watch.elapsed_s();
    auto const bound = study::cover_bound(problem, limit, swaps);
    double const simple_gap = 100 * (1 - static_cast<double>(swaps.covered) / static_cast<double>(bound));
    std::printf(
        "cover, 100,000 cells, 1,000 candidates of %.0f m, 100 sites: swaps within %.2f %% of the bound in %.2f s; ",
        reach_m, simple_gap, swaps_s);
    auto const exact = study::exact_cover(problem, limit, swaps, 50);
    std::printf("exact within %.3f %% in %.1f s\n",
                100 * (1 - static_cast<double>(exact.choice.covered) / static_cast<double>(exact.bound)),
                watch.elapsed_s());
}

}  // namespace

int main()
{
    medians_of_900();
    for (double const reach_m : {150.0, 300.0, 600.0}) cover_of_100000(reach_m);
    return 0;
}
