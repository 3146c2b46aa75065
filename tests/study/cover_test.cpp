// The maximal covering location problem: against all choices on small problems, and against published optima.
#include "study/cover.hpp"

#include "core/hash.hpp"
#include "core/random.hpp"
#include "study/san_francisco.hpp"
#include "support/test_data.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace halong;
using study::CoverChoice;
using study::CoverLimit;
using study::CoverProblem;

namespace {

constexpr std::uint64_t seed = 4;

// A problem of a few candidates and cells, with costs and weights of all sizes; `unit_costs`: each costs 1.
CoverProblem random_problem(std::uint64_t number, std::uint32_t candidates, std::uint32_t cells, bool unit_costs)
{
    core::Random const random(seed);
    auto const draw = [&](std::uint32_t what, std::uint64_t k) {
        return random.uniform(core::Stream::destination, {core::combine(number, k), what, 0});
    };
    CoverProblem problem;
    for (std::uint32_t cell = 0; cell < cells; ++cell) {
        problem.weight.push_back(static_cast<std::int64_t>(draw(0, cell) * draw(1, cell) * 1'000));
    }
    for (std::uint32_t candidate = 0; candidate < candidates; ++candidate) {
        std::vector<std::uint32_t> covered;
        double const reach = 0.5 * draw(2, candidate);
        for (std::uint32_t cell = 0; cell < cells; ++cell) {
            if (draw(3, candidate * cells + cell) < reach) covered.push_back(cell);
        }
        problem.add(unit_costs ? 1 : 1 + static_cast<std::int64_t>(draw(4, candidate) * 50), covered);
    }
    return problem;
}

CoverChoice best_of_all(CoverProblem const& problem, CoverLimit const& limit)
{
    CoverChoice best;
    for (std::uint32_t set = 0; set < 1U << problem.candidate_count(); ++set) {
        std::vector<std::uint32_t> chosen;
        for (std::uint32_t c = 0; c < problem.candidate_count(); ++c) {
            if ((set >> c & 1U) != 0) chosen.push_back(c);
        }
        if (chosen.size() > limit.count) continue;
        CoverChoice const choice = ranked(problem, chosen);
        if (choice.cost <= limit.budget && choice.covered > best.covered) best = choice;
    }
    return best;
}

void check_sound(CoverProblem const& problem, CoverLimit const& limit, CoverChoice const& choice)
{
    CHECK(choice.chosen.size() <= limit.count);
    CHECK(choice.cost <= limit.budget);
    CoverChoice const again = ranked(problem, choice.chosen);
    CHECK(again.covered == choice.covered);
    CHECK(again.cost == choice.cost);
    std::int64_t sum = 0;
    for (std::int64_t const gain : choice.gain) sum += gain;
    CHECK(sum == choice.covered);
}

struct Point {
    double x = 0;
    double y = 0;
    std::int64_t demand = 0;
};

std::vector<Point> swain_points(std::filesystem::path const& folder)
{
    std::ifstream file(folder / "swain.txt");
    std::vector<Point> points;
    std::string line;
    std::getline(file, line);  // their number
    while (std::getline(file, line)) {
        std::istringstream row(line);
        int id = 0;
        double demand = 0;
        Point point;
        if (row >> id >> point.x >> point.y >> demand) {
            point.demand = static_cast<std::int64_t>(demand);
            points.push_back(point);
        }
    }
    return points;
}

CoverProblem within(std::vector<Point> const& points, double radius)
{
    CoverProblem problem;
    for (Point const& point : points) problem.weight.push_back(point.demand);
    for (Point const& site : points) {
        std::vector<std::uint32_t> covered;
        for (std::uint32_t i = 0; i < points.size(); ++i) {
            if (std::hypot(points[i].x - site.x, points[i].y - site.y) <= radius + 1e-9) covered.push_back(i);
        }
        problem.add(1, covered);
    }
    return problem;
}

}  // namespace

TEST_CASE("the exact choice is the best of all, and the others keep their promises")
{
    for (std::uint64_t number = 0; number < 60; ++number) {
        bool const unit_costs = number % 2 == 0;
        CoverProblem const problem = random_problem(number, 9, 25, unit_costs);
        CoverLimit limit;
        if (unit_costs || number % 3 == 0) limit.count = 1 + number % 4;
        if (!unit_costs) limit.budget = 20 + static_cast<std::int64_t>(number);
        INFO("problem " << number);
        CoverChoice const best = best_of_all(problem, limit);
        CoverChoice const greedy = greedy_cover(problem, limit);
        CoverChoice const swapped = improved_by_swaps(problem, limit, greedy);
        auto const exact = exact_cover(problem, limit, swapped, 60);
        for (CoverChoice const& choice : {greedy, swapped, exact.choice}) check_sound(problem, limit, choice);
        CHECK(exact.choice.covered == best.covered);
        CHECK(exact.bound == best.covered);
        CHECK(exact.proven);
        CHECK(swapped.covered >= greedy.covered);
        CHECK(cover_bound(problem, limit, greedy) >= best.covered);
        CHECK(cover_bound(problem, limit, swapped) >= best.covered);
        double const promise = 1 - std::exp(-1.0);
        CHECK(static_cast<double>(greedy.covered) >=
              (unit_costs ? promise : promise / 2) * static_cast<double>(best.covered));
        auto const small = merged(problem);
        CHECK(ranked(small, best.chosen).covered == best.covered);
        CHECK(greedy_cover(small, limit).chosen == greedy.chosen);
    }
}

TEST_CASE("greedy by gain per cost saves a budget that one dear candidate would eat up")
{
    CoverProblem problem;
    problem.weight = {10, 6, 6, 6};
    problem.add(3, std::vector<std::uint32_t>{0});
    for (std::uint32_t cell = 1; cell <= 3; ++cell) problem.add(1, std::vector<std::uint32_t>{cell});
    auto const choice = greedy_cover(problem, {.budget = 3});
    CHECK(choice.chosen == std::vector<std::uint32_t>{1, 2, 3});
    CHECK(choice.covered == 18);
    // And the other way round: what is cheap for its size leaves no money for what covers most.
    CoverProblem other;
    other.weight = {100, 2};
    other.add(10, std::vector<std::uint32_t>{0});
    other.add(1, std::vector<std::uint32_t>{1});
    other.cost[1] = 1;
    other.weight[1] = 11;  // 11 per 1 against 100 per 10
    CHECK(greedy_cover(other, {.budget = 10}).covered == 100);
}

TEST_CASE("nothing to choose from, and nothing to choose, give an empty choice")
{
    CoverProblem empty;
    empty.weight = {5};
    CHECK(greedy_cover(empty, {}).chosen.empty());
    CoverProblem dear;
    dear.weight = {5};
    dear.add(10, std::vector<std::uint32_t>{0});
    CHECK(greedy_cover(dear, {.budget = 9}).chosen.empty());
    CHECK(greedy_cover(dear, {.count = 0}).chosen.empty());
    auto const exact = exact_cover(dear, {.budget = 9}, {}, 10);
    CHECK(exact.proven);
    CHECK(exact.choice.covered == 0);
}

TEST_CASE("Swain's 55 nodes: the proved optimum for each radius and number of sites")
{
    auto const folder = test::test_data_or_skip("siting/swain55");
    if (!folder) return;
    auto const points = swain_points(*folder);
    REQUIRE(points.size() == 55);
    std::ifstream file(*folder / "swain_mclp_highs.csv");
    std::string line;
    std::getline(file, line);
    int rows = 0;
    while (std::getline(file, line)) {
        std::ranges::replace(line, ',', ' ');
        std::istringstream row(line);
        double radius = 0;
        std::uint32_t count = 0;
        std::int64_t greedy = 0;
        std::int64_t optimum = 0;
        row >> radius >> count >> greedy >> optimum;
        INFO("radius " << radius << ", " << count << " sites");
        CoverProblem const problem = within(points, radius);
        CoverLimit const limit{.count = count};
        auto const swapped = improved_by_swaps(problem, limit, greedy_cover(problem, limit));
        auto const exact = exact_cover(problem, limit, swapped, 60);
        CHECK(exact.choice.covered == optimum);
        CHECK(exact.bound == optimum);
        CHECK(cover_bound(problem, limit, swapped) >= optimum);
        CHECK(swapped.covered >= greedy);
        CHECK(static_cast<double>(swapped.covered) >= 0.94 * static_cast<double>(optimum));
        ++rows;
    }
    CHECK(rows >= 20);
}

TEST_CASE("San Francisco, 205 tracts and 16 stores: four stores within 5,000 m cover 875,247 people")
{
    auto const folder = test::test_data_or_skip("siting/san_francisco");
    if (!folder) return;
    auto const city = test::san_francisco(*folder);
    REQUIRE(city.people.size() == 205);
    REQUIRE(city.distance.front().size() == 16);
    CoverProblem problem;
    problem.weight = city.people;
    for (std::size_t store = 0; store < city.distance.front().size(); ++store) {
        std::vector<std::uint32_t> covered;
        for (std::uint32_t tract = 0; tract < city.people.size(); ++tract) {
            if (city.distance[tract][store] <= 5'000) covered.push_back(tract);
        }
        problem.add(1, covered);
    }
    CoverLimit const limit{.count = 4};
    auto const exact = exact_cover(problem, limit, greedy_cover(problem, limit), 60);
    CHECK(exact.choice.covered == 875'247);  // pysal/spopt's published result
    CHECK(exact.proven);
}

TEST_CASE("the runner-up is the best of all choices that differ by so many sites")
{
    for (std::uint64_t number = 0; number < 20; ++number) {
        CoverProblem const problem = random_problem(100 + number, 9, 25, number % 2 == 0);
        CoverLimit limit;
        limit.count = 3;
        if (number % 2 != 0) limit.budget = 60;
        auto const best = study::exact_cover(problem, limit, study::greedy_cover(problem, limit), 10).choice;
        for (std::uint32_t different = 1; different <= best.chosen.size(); ++different) {
            std::int64_t most = 0;
            for (std::uint32_t set = 0; set < 1U << problem.candidate_count(); ++set) {
                std::vector<std::uint32_t> chosen;
                for (std::uint32_t c = 0; c < problem.candidate_count(); ++c) {
                    if ((set >> c & 1U) != 0) chosen.push_back(c);
                }
                auto const missing = std::ranges::count_if(best.chosen, [set](auto c) { return (set >> c & 1U) == 0; });
                auto const choice = ranked(problem, chosen);
                bool const fits = chosen.size() <= limit.count && choice.cost <= limit.budget;
                if (fits && missing >= different) most = std::max(most, choice.covered);
            }
            INFO(number << ", " << different);
            auto const found = study::runner_up(problem, limit, best, different, 10);
            check_sound(problem, limit, found.choice);
            CHECK(found.proven);
            CHECK(found.choice.covered == most);
            CHECK(found.choice.covered <= best.covered);
        }
    }
}
