// Our functions against the C library's in 64-bit mantissas, and their bits against those of the first
// machine, which no other machine may change.
#include "core/exact_math.hpp"

#include "core/hash.hpp"
#include "core/random.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace halong::core;

namespace {

double const pi = 3.14159265358979323846;
double const infinity = std::numeric_limits<double>::infinity();

double uniform(std::uint32_t purpose, std::uint32_t i, double low, double high)
{
    return low + (high - low) * Random(1).uniform(Stream::test, {1, purpose, i});
}

double error(double found, long double exact)
{
    return std::fabs(static_cast<double>(static_cast<long double>(found) - exact));
}

}  // namespace

TEST_CASE("exact_exp and exact_log keep to their error bounds")
{
    for (std::uint32_t i = 0; i < 100'000; ++i) {
        double const x = uniform(1, i, -690, 690);
        long double const power = std::exp(static_cast<long double>(x));
        REQUIRE(error(exact_exp(x), power) <= 4e-16 * static_cast<double>(power));
        double const y = exact_exp(uniform(2, i, -300, 300));
        double const ulp = std::nextafter(std::fabs(std::log(y)), infinity) - std::fabs(std::log(y));
        REQUIRE(error(exact_log(y), std::log(static_cast<long double>(y))) <= 2 * ulp + 1e-17);
    }
    CHECK(exact_exp(0) == 1);
    CHECK(exact_exp(710) == infinity);
    CHECK(exact_exp(-746) == 0);
    CHECK(exact_log(1) == 0);
    CHECK(exact_log(0) == -infinity);
    CHECK(std::isnan(exact_log(-1)));
    CHECK(exact_pow(0, 0) == 1);
    CHECK(exact_pow(0, 2) == 0);
    CHECK(exact_pow(2, 10) == Approx(1024).epsilon(1e-14));
}

TEST_CASE("exact_sin and exact_cos are within 1e-15 up to a million radians")
{
    for (std::uint32_t i = 0; i < 200'000; ++i) {
        double const limit = i % 2 == 0 ? 7 : 1e6;
        double const x = uniform(3, i, -limit, limit);
        REQUIRE(error(exact_sin(x), std::sin(static_cast<long double>(x))) < 1e-15);
        REQUIRE(error(exact_cos(x), std::cos(static_cast<long double>(x))) < 1e-15);
    }
}

TEST_CASE("exact_sin and exact_cos at multiples of a quarter turn")
{
    CHECK(exact_sin(0) == 0);
    CHECK(exact_cos(0) == 1);
    CHECK(exact_sin(pi / 2) == 1);
    CHECK(exact_cos(pi) == -1);
    CHECK(exact_sin(-pi / 2) == -1);
    CHECK(exact_sin(pi / 6) == Approx(0.5).epsilon(1e-15));
    CHECK(exact_cos(pi / 2) == Approx(6.123233995736766e-17).epsilon(1e-10));  // pi itself is rounded
    CHECK(exact_sin(3 * pi / 2) == -1);
    CHECK(std::isnan(exact_sin(1.1e6)));
    CHECK(std::isnan(exact_cos(infinity)));
    CHECK(std::isnan(exact_cos(std::nan(""))));
}

TEST_CASE("exact_atan2 is within 1e-15 in all directions and scales")
{
    for (std::uint32_t i = 0; i < 200'000; ++i) {
        double const scale = exact_exp(uniform(4, i, -200, 200));
        double const x = uniform(5, i, -1, 1) * scale;
        double const y = uniform(6, i, -1, 1) * (i % 3 == 0 ? 1.0 : scale);
        REQUIRE(error(exact_atan2(y, x), std::atan2(static_cast<long double>(y), static_cast<long double>(x))) < 1e-15);
    }
}

TEST_CASE("exact_atan2 on the axes, the diagonals and at the ends of the numbers")
{
    CHECK(exact_atan2(0, 1) == 0);
    CHECK(exact_atan2(0, 0) == 0);
    CHECK(exact_atan2(1, 0) == pi / 2);
    CHECK(exact_atan2(-1, 0) == -pi / 2);
    CHECK(exact_atan2(0, -1) == pi);
    CHECK(exact_atan2(-0.0, -1) == pi);
    CHECK(exact_atan2(1, 1) == pi / 4);
    CHECK(exact_atan2(1, -1) == 3 * pi / 4);
    CHECK(exact_atan2(-1, -1) == -3 * pi / 4);
    CHECK(exact_atan2(infinity, infinity) == pi / 4);
    CHECK(exact_atan2(1, infinity) == 0);
    CHECK(exact_atan2(5e-324, 5e-324) == pi / 4);
    CHECK(std::isnan(exact_atan2(std::nan(""), 1)));
}

TEST_CASE("the bits of all exact functions are the same on every machine")
{
    Digest digest;
    auto add = [&digest](double value) { digest.add_bytes(&value, sizeof value); };
    for (int i = -2000; i <= 2000; ++i) {
        double const x = i * 0.37;
        add(exact_exp(x / 2));
        add(exact_log(std::fabs(x) + 0.001));
        add(exact_pow(std::fabs(x), 0.6));
        add(exact_sin(x));
        add(exact_cos(x));
        add(exact_atan2(x, 11.25));
        add(exact_atan2(3.5, x));
    }
    CHECK(hex(digest.value()) == "cd47602285cea372");
}
