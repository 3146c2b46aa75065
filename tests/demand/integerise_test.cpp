#include "demand/integerise.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

using halong::core::Random;
using halong::core::Stream;
using halong::demand::integerise;

TEST_CASE("whole numbers: known apportionments by largest remainder")
{
    CHECK(integerise(std::vector<double>{47'000, 16'000, 15'900, 12'000, 6'000, 3'100}, 10) ==
          std::vector<std::int64_t>{5, 2, 1, 1, 1, 0});
    CHECK(integerise(std::vector<double>{1, 1, 1}, 2) == std::vector<std::int64_t>{1, 1, 0});  // ties: the earlier one
    CHECK(integerise(std::vector<double>{0.25, 0.75}, 4) == std::vector<std::int64_t>{1, 3});
    CHECK(integerise(std::vector<double>{0, 5, 0}, 7) == std::vector<std::int64_t>{0, 7, 0});
    CHECK(integerise(std::vector<double>{0, 0}, 0) == std::vector<std::int64_t>{0, 0});
    CHECK(integerise(std::vector<double>{}, 0).empty());
}

TEST_CASE("whole numbers: totals are exact and nobody is off by one or more")
{
    Random const random(3);
    for (std::uint32_t trial = 0; trial < 300; ++trial) {
        std::size_t const size = 1 + random.below(Stream::test, {trial, 0, 0}, 40);
        auto const total = static_cast<std::int64_t>(random.below(Stream::test, {trial, 1, 0}, 1'000'000));
        std::vector<double> weights;
        for (std::uint32_t i = 0; i < size; ++i) {
            weights.push_back(i % 5 == 3 ? 0.0 : random.uniform(Stream::test, {trial, 2, i}) * 1e4 + 1e-3);
        }
        double const sum = std::accumulate(weights.begin(), weights.end(), 0.0);
        auto const counts = integerise(weights, total);
        CHECK(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}) == total);
        for (std::size_t i = 0; i < size; ++i) {
            CHECK(std::abs(static_cast<double>(counts[i]) - static_cast<double>(total) * weights[i] / sum) <
                  1.0 + 1e-6);
            if (weights[i] == 0) CHECK(counts[i] == 0);
        }
    }
}

TEST_CASE("whole numbers: shares already whole are kept")
{
    std::vector<double> const wards{11'704, 11'172, 6'951, 25'534, 22'548};
    CHECK(integerise(wards, 77'909) == std::vector<std::int64_t>{11'704, 11'172, 6'951, 25'534, 22'548});
}

TEST_CASE("whole numbers: faults are told")
{
    using Catch::Contains;
    CHECK_THROWS_WITH(integerise(std::vector<double>{1, -2}, 3), Contains("a share is -2"));
    CHECK_THROWS_WITH(integerise(std::vector<double>{0, 0}, 3), Contains("3 cannot be shared out: every share is 0"));
    CHECK_THROWS_WITH(integerise(std::vector<double>{1, 2}, -1), Contains("the total is -1"));
    CHECK_THROWS_WITH(integerise(std::vector<double>{1, std::numeric_limits<double>::quiet_NaN()}, 1),
                      Contains("a share is"));
}
