#include "demand/mode_choice.hpp"

#include "core/random.hpp"
#include "demand/parameters.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace halong;
using namespace halong::demand;

namespace {
constexpr double no_way = -std::numeric_limits<double>::infinity();
double utility(std::array<double, city::mode_count> const& utilities, Mode mode)
{
    return utilities[static_cast<std::size_t>(mode)];
}
}  // namespace

TEST_CASE("mode choice: closed form of the nested logit, by hand")
{
    std::array<double, city::mode_count> utilities{};
    utilities.fill(no_way);
    auto const at = [&](Mode mode) -> double& { return utilities[static_cast<std::size_t>(mode)]; };
    at(Mode::walk) = 0.3;
    at(Mode::motorbike) = 0.8;
    at(Mode::car) = -0.4;
    auto const shares = mode_shares(utilities);
    // The nest of motorbike and car has the worth lambda ln(sum exp(V / lambda)).
    double const lambda = parameter::private_logsum;
    double const inside = std::exp(0.8 / lambda) + std::exp(-0.4 / lambda);
    double const nest = std::pow(inside, lambda);
    double const all = std::exp(0.3) + nest;
    CHECK(utility(shares, Mode::walk) == Approx(std::exp(0.3) / all).epsilon(1e-12));
    CHECK(utility(shares, Mode::motorbike) == Approx(nest / all * std::exp(0.8 / lambda) / inside).epsilon(1e-12));
    CHECK(utility(shares, Mode::car) == Approx(nest / all * std::exp(-0.4 / lambda) / inside).epsilon(1e-12));
    CHECK(utility(shares, Mode::transit) == 0);
}

// Chi-square of 10^6 draws against the closed form; wrong by chance in one of 1,000 seeds.
TEST_CASE("mode choice: 10^6 draws have the shares of the closed form", "[statistics]")
{
    ModeAccess access{true, true, true, true, true, false, true, 22.0};
    auto const utilities = mode_utilities(access, 2500, {}, -0.5);
    auto const shares = mode_shares(utilities);
    core::Random const random(11);
    std::array<double, city::mode_count> counts{};
    constexpr int people = 1'000'000;
    for (std::uint64_t key = 0; key < people; ++key) {
        counts[static_cast<std::size_t>(choose_mode(random, key * 7919 + 1, 0, utilities))] += 1;
    }
    double chi_square = 0;
    double sum = 0;
    for (std::size_t mode = 0; mode < counts.size(); ++mode) {
        double const expected = people * shares[mode];
        sum += shares[mode];
        if (expected == 0) {
            CHECK(counts[mode] == 0);
        } else {
            chi_square += (counts[mode] - expected) * (counts[mode] - expected) / expected;
        }
    }
    CHECK(sum == Approx(1).epsilon(1e-12));
    CHECK(chi_square < 24.32);  // 8 alternatives, 7 degrees of freedom, 99.9 %
}

TEST_CASE("mode choice: who may use what")
{
    scenario::DemandParameters const parameters;
    auto const toddler = mode_utilities(mode_access(3, true, true), 1000, parameters, -1);
    CHECK(utility(toddler, Mode::bicycle) == no_way);
    CHECK(utility(toddler, Mode::motorbike) == no_way);
    CHECK(utility(toddler, Mode::car) == no_way);
    CHECK(utility(toddler, Mode::passenger) > no_way);
    auto const pupil = mode_utilities(mode_access(12, true, true), 1000, parameters, -1);
    CHECK(utility(pupil, Mode::bicycle) > no_way);
    CHECK(utility(pupil, Mode::motorbike) == no_way);
    CHECK(utility(pupil, Mode::car) == no_way);
    auto const teen = mode_utilities(mode_access(16, true, true), 1000, parameters, -1);
    CHECK(utility(teen, Mode::motorbike) > no_way);
    auto const adult = mode_utilities(mode_access(40, true, true), 1000, parameters, -1);
    CHECK(utility(teen, Mode::car) == no_way);
    CHECK(utility(adult, Mode::car) > no_way);
    CHECK(utility(teen, Mode::taxi) == utility(adult, Mode::taxi));
    CHECK(utility(pupil, Mode::ride_hail) == no_way);
    CHECK(utility(mode_utilities(mode_access(40, false, false), 1000, parameters, -1), Mode::motorbike) == no_way);
    auto by_bus = mode_access(40, false, false);
    CHECK(utility(mode_utilities(by_bus, 1000, parameters, -1), Mode::transit) == no_way);
    by_bus.bus_min = 20;
    CHECK(utility(mode_utilities(by_bus, 1000, parameters, -1), Mode::transit) == Approx(-1 - 0.06 * 20));
    for (auto const& all : {toddler, pupil, teen, adult}) {
        CHECK(utility(all, Mode::walk) > no_way);
        CHECK(utility(all, Mode::none) == no_way);
        CHECK(utility(all, Mode::coach) == no_way);
        CHECK(utility(all, Mode::lorry) == no_way);
    }
}

TEST_CASE("mode choice: utility is constant plus time, by hand")
{
    scenario::DemandParameters const parameters;
    auto const utilities = mode_utilities(mode_access(40, true, false), 2000, parameters, -1);
    // 2 km crow-fly are 2.7 km of street: 37.5 min at 4.32 km/h; 5.7857 min at 28 km/h and 2 min of access.
    CHECK(utility(utilities, Mode::walk) == Approx(-0.2 - 0.11 * 37.5));
    CHECK(utility(utilities, Mode::motorbike) == Approx(-0.06 * (2.7 / 28 * 60 + 2)));
    CHECK(expected_travel_ms(Mode::walk, 2000) == 2'250'000);
    CHECK(expected_travel_ms(Mode::motorbike, 0) == 120'000);
}

TEST_CASE("mode choice: another alternative's constant moves people only towards it")
{
    core::Random const random(5);
    scenario::DemandParameters parameters;
    ModeAccess const access{true, true, false, true, true, false, true, 15.0};
    auto const before = mode_utilities(access, 1500, parameters, -1);
    parameters.walk_constant += 1;
    auto const after = mode_utilities(access, 1500, parameters, -1);
    for (std::uint64_t key = 0; key < 5000; ++key) {
        Mode const old_mode = choose_mode(random, key, 2, before);
        Mode const new_mode = choose_mode(random, key, 2, after);
        if (new_mode != Mode::walk) CHECK(new_mode == old_mode);
    }
}
