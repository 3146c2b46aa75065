// When devices are out of order.
#include "services/outages.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace halong;
using services::Outages;

namespace {

constexpr core::Millis step_ms = core::ms_per_minute;
constexpr int steps = core::ms_per_day / step_ms;

}  // namespace

TEST_CASE("a device of uptime 1 always works")
{
    Outages const outages(core::Random(1), 7, 1, 4);
    for (int i = 0; i < steps; ++i) REQUIRE(outages.works_at(i * step_ms));
}

TEST_CASE("devices work for the share of time that is their uptime, from the first minute to the last")
{
    // Shares of 4,000 devices: four standard errors, or one failure in 16,000 for each of the three figures.
    constexpr int devices = 4'000;
    double const uptime = 0.9;
    int first = 0;
    int last = 0;
    double working = 0;
    double squares = 0;
    for (std::uint64_t device = 0; device < devices; ++device) {
        Outages const outages(core::Random(3), device, uptime, 2);
        first += outages.works_at(0) ? 1 : 0;
        last += outages.works_at(core::ms_per_day - 1) ? 1 : 0;
        int minutes = 0;
        for (int i = 0; i < steps; ++i) minutes += outages.works_at(i * step_ms) ? 1 : 0;
        double const share = static_cast<double>(minutes) / steps;
        working += share;
        squares += share * share;
    }
    double const error = std::sqrt(uptime * (1 - uptime) / devices);
    CHECK(first / double{devices} == Approx(uptime).margin(4 * error));
    CHECK(last / double{devices} == Approx(uptime).margin(4 * error));
    double const mean = working / devices;
    double const spread = std::sqrt((squares / devices - mean * mean) / devices);
    CHECK(mean == Approx(uptime).margin(4 * spread));
}

TEST_CASE("one device's outages do not depend on others, and differ between seeds")
{
    auto const pattern = [](std::uint64_t seed, std::uint64_t device) {
        Outages const outages(core::Random(seed), device, 0.5, 1);
        std::uint64_t bits = 0;
        for (int h = 0; h < 24; ++h) bits = bits * 2 + (outages.works_at(h * core::ms_per_hour) ? 1 : 0);
        return bits;
    };
    CHECK(pattern(1, 5) == pattern(1, 5));
    CHECK(pattern(1, 5) != pattern(1, 6));
    CHECK(pattern(1, 5) != pattern(2, 5));
}
