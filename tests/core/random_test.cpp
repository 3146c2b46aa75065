// Random numbers: the published Philox, independence of order, and the distributions within stated error levels.
#include "core/random.hpp"

#include "core/exact_math.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <vector>

using namespace halong::core;

namespace {

// One false alarm in a million: 4.9 standard deviations of a normal; 2.70 / sqrt(n) for the Kolmogorov distance
// (2 exp(-2 x^2) = 1e-6).
constexpr double normal_bound = 4.9;
constexpr double kolmogorov_bound = 2.70;
constexpr std::uint32_t draws = 200'000;

using Law = std::function<double(double)>;

std::vector<double> sample(std::function<double(Random const&, Draw)> const& draw)
{
    Random const random(2'025);
    std::vector<double> values(draws);
    for (std::uint32_t i = 0; i < draws; ++i) values[i] = draw(random, {i, 0, 0});
    return values;
}

double kolmogorov_distance(std::vector<double> values, Law const& distribution)
{
    std::ranges::sort(values);
    double const n = static_cast<double>(values.size());
    double distance = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        double const p = distribution(values[i]);
        distance = std::max({distance, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
    }
    return distance;
}

void check_law(std::vector<double> const& values, double mean, double variance, double fourth_central_moment,
               Law const& distribution)
{
    double const n = static_cast<double>(values.size());
    double sum = 0;
    double squares = 0;
    for (double const value : values) {
        sum += value;
        squares += (value - mean) * (value - mean);
    }
    CHECK(sum / n == Approx(mean).margin(normal_bound * std::sqrt(variance / n)));
    double const deviation_of_variance = std::sqrt((fourth_central_moment - variance * variance) / n);
    CHECK(squares / n == Approx(variance).margin(normal_bound * deviation_of_variance));
    CHECK(kolmogorov_distance(values, distribution) < kolmogorov_bound / std::sqrt(n));
}

double normal_law(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

}  // namespace

TEST_CASE("bits are those of Philox 4x64-10")
{
    // Published: counter 0, key 0 (Random123, kat_vectors). The others agree with NumPy's Philox.
    CHECK(Random(0).bits(static_cast<Stream>(0), {0, 0, 0}) == 0x16554d9eca36314cULL);
    CHECK(Random(1).bits(Stream::population, {1, 0, 0}) == 0x133d1b1836b49e25ULL);
    CHECK(Random(42).bits(Stream::test, {0x0123456789abcdefULL, 7, 3}) == 0x7a6d4640344b682fULL);
    CHECK(Random(0x7fffffffffffffffULL).bits(Stream::wifi_session, {~0ULL, ~0U, ~0U}) == 0x4c244f7c4a5b6027ULL);
    CHECK(Random(7).bits(Stream::radio_shadow, {5, 1, 0}) == 0xe7bcce14cb016ca2ULL);
}

TEST_CASE("every part of a draw matters")
{
    Random const random(1);
    auto const base = random.bits(Stream::test, {5, 6, 7});
    CHECK(random.bits(Stream::test, {5, 6, 7}) == base);
    CHECK(Random(2).bits(Stream::test, {5, 6, 7}) != base);
    CHECK(random.bits(Stream::mode, {5, 6, 7}) != base);
    CHECK(random.bits(Stream::test, {4, 6, 7}) != base);
    CHECK(random.bits(Stream::test, {5, 7, 6}) != base);
    CHECK(random.bits(Stream::test, {5, 6, 8}) != base);
    CHECK(random.seed() == 1);
}

TEST_CASE("draws do not depend on what was drawn before")
{
    Random const random(9);
    std::vector<double> forward;
    for (std::uint32_t i = 0; i < 1'000; ++i) forward.push_back(random.normal(Stream::test, {i, 1, 0}));
    for (std::uint32_t i = 1'000; i-- > 0;) {
        REQUIRE(std::isfinite(random.gumbel(Stream::mode, {i, 1, 0})));
        REQUIRE(Random(9).normal(Stream::test, {i, 1, 0}) == forward[i]);
    }
}

TEST_CASE("uniform numbers lie in [0, 1) and follow their law", "[statistics]")
{
    auto const values = sample([](Random const& r, Draw d) { return r.uniform(Stream::test, d); });
    CHECK(*std::ranges::min_element(values) >= 0);
    CHECK(*std::ranges::max_element(values) < 1);
    check_law(values, 0.5, 1.0 / 12, 1.0 / 80, [](double x) { return x; });
}

TEST_CASE("uniform numbers of neighbouring entities, purposes and ordinals are uncorrelated", "[statistics]")
{
    // The correlation of n independent pairs has deviation 1 / sqrt(n).
    Random const random(3);
    std::function<Draw(std::uint32_t)> const neighbours[] = {
        [](std::uint32_t i) {
            return Draw{i + 1ULL, 0, 0};
        },
        [](std::uint32_t i) {
            return Draw{i, 1, 0};
        },
        [](std::uint32_t i) {
            return Draw{i, 0, 1};
        },
    };
    for (auto const& neighbour : neighbours) {
        double sum = 0;
        for (std::uint32_t i = 0; i < draws; ++i) {
            double const one = random.uniform(Stream::test, {i, 0, 0}) - 0.5;
            double const other = random.uniform(Stream::test, neighbour(i)) - 0.5;
            sum += one * other * 12;
        }
        CHECK(sum / draws == Approx(0).margin(normal_bound / std::sqrt(static_cast<double>(draws))));
    }
}

TEST_CASE("normal numbers follow their law", "[statistics]")
{
    auto const values = sample([](Random const& r, Draw d) { return r.normal(Stream::test, d); });
    check_law(values, 0, 1, 3, normal_law);
}

TEST_CASE("lognormal numbers have their median and coefficient of variation", "[statistics]")
{
    double const median = 13;
    double const cv = 0.5;
    double const sigma = std::sqrt(std::log(1 + cv * cv));
    auto values = sample([&](Random const& r, Draw d) { return r.lognormal(Stream::test, d, median, cv); });
    double const mean = median * std::exp(sigma * sigma / 2);
    double const variance = mean * mean * cv * cv;
    double const w = 1 + cv * cv;  // fourth moment: kurtosis w^4 + 2 w^3 + 3 w^2 - 3
    double const fourth = (std::pow(w, 4) + 2 * std::pow(w, 3) + 3 * w * w - 3) * variance * variance;
    check_law(values, mean, variance, fourth, [&](double x) { return normal_law(std::log(x / median) / sigma); });
    CHECK(Random(1).lognormal(Stream::test, {1, 1, 1}, median, 0) == median);
}

TEST_CASE("Gumbel numbers follow their law", "[statistics]")
{
    double const euler = 0.57721566490153286;
    double const variance = std::acos(-1.0) * std::acos(-1.0) / 6;
    auto const values = sample([](Random const& r, Draw d) { return r.gumbel(Stream::test, d); });
    check_law(values, euler, variance, 5.4 * variance * variance, [](double x) { return std::exp(-std::exp(-x)); });
}

TEST_CASE("the greatest of Gumbel draws plus utilities chooses by the logit", "[statistics]")
{
    double const utility[] = {0.0, 1.0, -0.5};
    double weight = 0;
    for (double const u : utility) weight += std::exp(u);
    int chosen[3] = {};
    Random const random(4);
    for (std::uint32_t i = 0; i < draws; ++i) {
        double value[3];
        for (std::uint32_t a = 0; a < 3; ++a) value[a] = utility[a] + random.gumbel(Stream::mode, {i, 0, a});
        ++chosen[std::max_element(value, value + 3) - value];
    }
    for (int a = 0; a < 3; ++a) {
        double const p = std::exp(utility[a]) / weight;
        CHECK(chosen[a] == Approx(draws * p).margin(normal_bound * std::sqrt(draws * p * (1 - p))));
    }
}

TEST_CASE("exponential numbers follow their law", "[statistics]")
{
    auto const values = sample([](Random const& r, Draw d) { return r.exponential(Stream::test, d); });
    CHECK(*std::ranges::min_element(values) > 0);
    check_law(values, 1, 1, 9, [](double x) { return 1 - std::exp(-x); });
}

TEST_CASE("whole numbers below n come equally often", "[statistics]")
{
    // Chi-squared with 6 degrees of freedom exceeds 38.3 once in a million.
    Random const random(6);
    std::vector<double> counts(7);
    for (std::uint32_t i = 0; i < draws; ++i) ++counts[random.below(Stream::test, {i, 0, 0}, 7)];
    double chi_squared = 0;
    for (double const count : counts) chi_squared += (count - draws / 7.0) * (count - draws / 7.0) / (draws / 7.0);
    CHECK(chi_squared < 38.3);
    for (std::uint32_t i = 0; i < 100; ++i) CHECK(random.below(Stream::test, {i, 1, 0}, 1) == 0);
    CHECK(random.below(Stream::test, {1, 2, 3}, ~0ULL) < ~0ULL);
}
