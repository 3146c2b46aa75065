// Intervals without normality, against tables of the binomial distribution, and their cover for skewed values.
#include "study/robust.hpp"

#include "core/random.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace halong;

namespace {

std::vector<double> exponentials(std::uint64_t study, std::size_t n)
{
    static core::Random const random(17);
    std::vector<double> values(n);
    for (std::uint32_t r = 0; r < n; ++r) values[r] = random.exponential(core::Stream::test, {study, 0, r});
    return values;
}

}  // namespace

TEST_CASE("the normal distribution and its inverse have their printed values")
{
    CHECK(study::normal_probability(0) == 0.5);
    CHECK(study::normal_probability(1.96) == Approx(0.9750021048517795).epsilon(1e-14));
    CHECK(study::normal_probability(-3) == Approx(0.0013498980316300933).epsilon(1e-11));
    CHECK(study::normal_probability(-40) == 0);
    CHECK(study::normal_quantile(0.975) == Approx(1.959963984540054).epsilon(1e-13));
    for (double p = 0.001; p < 1; p += 0.013) {
        CHECK(study::normal_probability(study::normal_quantile(p)) == Approx(p).epsilon(1e-12));
    }
}

TEST_CASE("the median lies between order statistics by the binomial distribution")
{
    std::array const ten{7.0, 1.0, 3.0, 9.0, 5.0, 2.0, 8.0, 4.0, 6.0, 10.0};
    auto const found = study::quantile_interval(ten, 0.5, 0.95);
    REQUIRE(found);
    CHECK(found->estimate == 5.5);
    CHECK(found->low == 2);
    CHECK(found->high == 9);
    CHECK(found->confidence == Approx(1 - 22.0 / 1024));
    auto const six = study::quantile_interval(std::span(ten).first(6), 0.5, 0.95);
    REQUIRE(six);
    CHECK(six->confidence == Approx(1 - 2.0 / 64));
    CHECK(six->low == 1);
    CHECK(six->high == 9);
    CHECK_FALSE(study::quantile_interval(std::span(ten).first(5), 0.5, 0.95));
    CHECK_FALSE(study::quantile_interval(ten, 0.95, 0.95));  // 59 are needed for both ends
    CHECK_FALSE(study::quantile_interval({}, 0.5, 0.95));
}

TEST_CASE("the bootstrap needs 30 values, moves with them and repeats itself")
{
    auto const values = exponentials(3, 40);
    CHECK_FALSE(study::bootstrap_interval(std::span(values).first(29), 0.95));
    auto const found = study::bootstrap_interval(values, 0.95);
    REQUIRE(found);
    CHECK(found == study::bootstrap_interval(values, 0.95));
    CHECK(found->low < found->estimate);
    CHECK(found->estimate < found->high);
    CHECK(found->high - found->estimate > found->estimate - found->low);  // skewed to the right, as the values are
    auto moved = values;
    for (double& value : moved) value = 8 - 2 * value;
    auto const mirrored = study::bootstrap_interval(moved, 0.95);
    REQUIRE(mirrored);
    CHECK(mirrored->low == Approx(8 - 2 * found->high).epsilon(1e-3));
    CHECK(mirrored->high == Approx(8 - 2 * found->low).epsilon(1e-3));
    CHECK(study::bootstrap_interval(std::vector<double>(30, 4.0), 0.95) == study::Interval{4, 4, 4, 0.95});
}

TEST_CASE("robust intervals cover the truth of skewed values in 10,000 made-up studies", "[slow]")
{
    int median = 0;
    int mean = 0;
    constexpr int studies = 10'000;
    constexpr int bootstraps = 1'000;  // the standard error of their share is 0.8 %
    for (int s = 0; s < studies; ++s) {
        auto const values = exponentials(static_cast<std::uint64_t>(s), 30);
        auto const middle = study::quantile_interval(values, 0.5, 0.95);
        median += middle && middle->low <= std::log(2.0) && std::log(2.0) <= middle->high ? 1 : 0;
        if (s >= bootstraps) continue;
        auto const average = study::bootstrap_interval(values, 0.95);
        mean += average && average->low <= 1 && 1 <= average->high ? 1 : 0;
    }
    INFO("median " << median << ", mean " << mean);
    CHECK(median >= 0.95 * studies);
    CHECK(mean >= 0.91 * bootstraps);  // published studies find about 93 % for 30 exponential values
}
