// p-median, set cover, backup cover and p-center against published and proved optima.
#include "study/location.hpp"

#include "core/random.hpp"
#include "study/san_francisco.hpp"
#include "support/test_data.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

using namespace halong;
using namespace halong::study;

namespace {

LocationProblem random_problem(std::uint64_t number, std::size_t demands, std::uint32_t candidates)
{
    static core::Random const random(31);
    LocationProblem problem;
    problem.candidates = candidates;
    auto const draw = [&](std::uint32_t what, std::uint32_t i) {
        return random.uniform(core::Stream::test, {number, what, i});
    };
    for (std::uint32_t i = 0; i < demands; ++i) {
        problem.weight.push_back(static_cast<std::int64_t>(10 * draw(0, i)));
        for (std::uint32_t j = 0; j < candidates; ++j) {
            problem.distance.push_back(std::hypot(draw(1, i) - draw(3, j), draw(2, i) - draw(4, j)));
        }
    }
    return problem;
}

// Every set of `count` candidates.
template <class Visit>
void for_each_set(std::uint32_t candidates, std::uint32_t count, Visit const& visit)
{
    for (std::uint32_t set = 0; set < 1U << candidates; ++set) {
        std::vector<std::uint32_t> chosen;
        for (std::uint32_t j = 0; j < candidates; ++j) {
            if ((set >> j & 1U) != 0) chosen.push_back(j);
        }
        if (chosen.size() == count) visit(chosen);
    }
}

std::int64_t reached(LocationProblem const& problem, std::vector<std::uint32_t> const& chosen, double reach, int times)
{
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < problem.weight.size(); ++i) {
        auto const sites =
            std::ranges::count_if(chosen, [&](std::uint32_t j) { return problem.distance_of(i, j) <= reach; });
        if (sites >= times) sum += problem.weight[i];
    }
    return sum;
}

struct OrLibraryCase {
    LocationProblem problem;
    std::uint32_t count = 0;
};

// Of edges that stand there twice the last counts; then the shortest ways between all pairs (Floyd 1962).
OrLibraryCase or_library_case(std::filesystem::path const& path)
{
    std::ifstream file(path);
    std::uint32_t n = 0;
    std::size_t edges = 0;
    OrLibraryCase result;
    file >> n >> edges >> result.count;
    std::vector<double> away(std::size_t{n} * n, 1e12);
    std::size_t from = 0;
    std::size_t to = 0;
    double cost = 0;
    while (file >> from >> to >> cost) away[(from - 1) * n + to - 1] = away[(to - 1) * n + from - 1] = cost;
    for (std::size_t i = 0; i < n; ++i) away[i * n + i] = 0;
    for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                away[i * n + j] = std::min(away[i * n + j], away[i * n + k] + away[k * n + j]);
            }
        }
    }
    result.problem = {std::vector<std::int64_t>(n, 1), std::move(away), n};
    return result;
}

std::map<std::string, double> or_library_optima(std::filesystem::path const& path)
{
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    std::map<std::string, double> optima;
    std::string name;
    for (double value = 0; file >> name >> value;) optima[name] = value;
    return optima;
}

LocationProblem swain(std::filesystem::path const& path)
{
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    std::vector<std::array<double, 3>> nodes;
    while (std::getline(file, line)) {
        std::istringstream row(line);
        int id = 0;
        std::array<double, 3> node{};
        if (row >> id >> node[0] >> node[1] >> node[2]) nodes.push_back(node);
    }
    LocationProblem problem;
    problem.candidates = static_cast<std::uint32_t>(nodes.size());
    for (auto const& from : nodes) {
        problem.weight.push_back(static_cast<std::int64_t>(from[2]));
        for (auto const& to : nodes) problem.distance.push_back(std::hypot(from[0] - to[0], from[1] - to[1]));
    }
    return problem;
}

LocationProblem problem_of(test::SanFrancisco const& city)
{
    LocationProblem problem;
    problem.weight = city.people;
    problem.candidates = static_cast<std::uint32_t>(city.distance.front().size());
    for (auto const& row : city.distance) problem.distance.insert(problem.distance.end(), row.begin(), row.end());
    return problem;
}

Location swapped_medians(LocationProblem const& problem, std::uint32_t count)
{
    return improved_medians(problem, greedy_medians(problem, count));
}

}  // namespace

TEST_CASE("medians, centers, set cover and backup cover are the best of all sets of small problems")
{
    for (std::uint64_t number = 0; number < 12; ++number) {
        auto const problem = random_problem(number, 25, 9);
        double least_median = 1e300;
        double least_center = 1e300;
        for_each_set(9, 3, [&](auto const& chosen) {
            least_median = std::min(least_median, median_value(problem, chosen));
            least_center = std::min(least_center, center_value(problem, chosen));
        });
        INFO("problem " << number);
        auto const greedy = greedy_medians(problem, 3);
        auto const swaps = improved_medians(problem, greedy);
        auto const exact = exact_medians(problem, swaps, 60);
        CHECK(swaps.value <= greedy.value);
        CHECK(exact.value == Approx(least_median));
        CHECK(exact.proven);
        auto const centers = exact_centers(problem, 3, 60);
        CHECK(centers.value == Approx(least_center));
        CHECK(centers.proven);

        auto const cover = exact_set_cover(problem, least_center, 60);
        REQUIRE(cover);
        CHECK(cover->chosen.size() <= 3);
        auto const everybody = reached(problem, cover->chosen, least_center, 1);
        auto const backup = exact_backup_cover(problem, least_center, 4, 60);
        std::int64_t most_twice = -1;
        for_each_set(9, 4, [&](auto const& chosen) {
            if (reached(problem, chosen, least_center, 1) < everybody) return;
            most_twice = std::max(most_twice, reached(problem, chosen, least_center, 2));
        });
        REQUIRE(backup.has_value() == (most_twice >= 0));
        if (backup) CHECK(backup->value == static_cast<double>(most_twice));
    }
}

TEST_CASE("demand that nothing reaches has no cover")
{
    LocationProblem const problem{{5, 3}, {1, 9, 9, 9}, 2};
    CHECK_FALSE(exact_set_cover(problem, 2, 10));
    CHECK_FALSE(exact_backup_cover(problem, 2, 2, 10));
    CHECK(exact_centers(problem, 1, 10).value == 9);
}

TEST_CASE("Swain's 55 nodes: proved medians and centers of one to ten sites")
{
    auto const folder = test::test_data_or_skip("siting/swain55");
    if (!folder) return;
    auto const problem = swain(*folder / "swain.txt");
    std::ifstream file(*folder / "swain_pmedian_pcenter_highs.csv");
    std::string line;
    std::getline(file, line);
    int rows = 0;
    while (std::getline(file, line)) {
        std::ranges::replace(line, ',', ' ');
        std::istringstream row(line);
        std::uint32_t count = 0;
        double median = 0;
        double mean = 0;
        double center = 0;
        row >> count >> median >> mean >> center;
        INFO(count << " sites");
        auto const found = exact_medians(problem, swapped_medians(problem, count), 60);
        CHECK(found.value == Approx(median).epsilon(1e-9));
        CHECK(exact_centers(problem, count, 60).value == Approx(center).epsilon(1e-7));
        ++rows;
    }
    CHECK(rows == 10);
}

TEST_CASE("San Francisco: the published medians, centers and covers, and the true backup")
{
    auto const folder = test::test_data_or_skip("siting/san_francisco");
    if (!folder) return;
    auto const problem = problem_of(test::san_francisco(*folder));
    REQUIRE(problem.weight.size() == 205);
    auto const medians = exact_medians(problem, swapped_medians(problem, 4), 60);
    CHECK(medians.value == Approx(2'848'268'129.7145104).epsilon(1e-12));
    CHECK(exact_centers(problem, 4, 60).value == Approx(7'403.06).epsilon(1e-6));
    CHECK(exact_set_cover(problem, 5'000, 60)->chosen.size() == 8);
    CHECK(exact_set_cover(problem, 8'000, 60)->chosen.size() == 3);
    // Tracts, not people: 140 of 205 can have a second store within 8 km while three reach all.
    auto tracts = problem;
    std::ranges::fill(tracts.weight, 1);
    CHECK(exact_backup_cover(tracts, 8'000, 3, 60)->value == 140);
}

TEST_CASE("p-medians of OR-Library 1 to 15: swaps come within 1 % of the optimum, greedy within 5 %")
{
    auto const folder = test::test_data_or_skip("siting/pmed");
    if (!folder) return;
    auto const optima = or_library_optima(*folder / "optimal.txt");
    for (int number = 1; number <= 15; ++number) {
        auto const name = "pmed" + std::to_string(number);
        auto const one = or_library_case(*folder / (name + ".txt"));
        double const optimum = optima.at(name);
        auto const greedy = greedy_medians(one.problem, one.count);
        auto const swaps = improved_medians(one.problem, greedy);
        INFO(name << ": " << greedy.value << ", " << swaps.value << " of " << optimum);
        CHECK(swaps.value >= optimum);
        CHECK(swaps.value <= 1.01 * optimum);
        CHECK(greedy.value <= 1.05 * optimum);
    }
}

TEST_CASE("p-medians of OR-Library 1 to 15 by mixed-integer programming")
{
    auto const folder = test::test_data_or_skip("siting/pmed");
    if (!folder) return;
    auto const optima = or_library_optima(*folder / "optimal.txt");
    for (int number = 1; number <= 15; ++number) {
        auto const name = "pmed" + std::to_string(number);
        auto const one = or_library_case(*folder / (name + ".txt"));
        INFO(name);
        auto const exact = exact_medians(one.problem, swapped_medians(one.problem, one.count), 300);
        CHECK(exact.value == optima.at(name));
        CHECK(exact.proven);
    }
}

TEST_CASE("p-centers of OR-Library 1 to 5 by mixed-integer programming", "[slow]")
{
    auto const folder = test::test_data_or_skip("siting/pmed");
    if (!folder) return;
    std::array<double, 5> const centers{127, 98, 93, 74, 48};  // published for the same graphs
    for (int number = 1; number <= 5; ++number) {
        auto const name = "pmed" + std::to_string(number);
        auto const one = or_library_case(*folder / (name + ".txt"));
        INFO(name);
        CHECK(exact_centers(one.problem, one.count, 60).value == centers[static_cast<std::size_t>(number) - 1]);
    }
}
