#include "demand/destination_choice.hpp"

#include "demand/gravity.hpp"
#include "small_city.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>

using namespace halong;
using namespace halong::demand;

namespace {
constexpr DestinationChoice::Decisions decisions{Decision::errand_zone, Decision::errand_place};
}

TEST_CASE("destinations: the winner follows the weights")
{
    core::Random const random(3);
    std::array<double, 4> const weights{1, 0, 3, 6};
    std::array<std::uint64_t, 4> const ids{101, 102, 103, 104};
    std::array<double, 4> counts{};
    constexpr int draws = 100'000;
    for (std::uint64_t key = 0; key < draws; ++key) {
        counts[weighted_choice(random, core::Stream::test, key, Decision::errand_zone, 0, weights, ids)] += 1;
    }
    double chi_square = 0;
    for (std::size_t i : {0U, 2U, 3U}) {
        double const expected = draws * weights[i] / 10;
        chi_square += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    CHECK(counts[1] == 0);
    CHECK(chi_square < 13.8);  // 2 degrees of freedom, 99.9 %
    std::array<double, 2> const nothing{0, 0};
    CHECK(weighted_choice(random, core::Stream::test, 1, Decision::errand_zone, 0, nothing, {ids.data(), 2}) == 2);
}

TEST_CASE("destinations: a new alternative wins or changes nothing")
{
    core::Random const random(3);
    std::vector<double> const weights{1, 2, 3};
    std::vector<std::uint64_t> const ids{7, 8, 9};
    std::vector<double> const more_weights{1, 4, 2, 3};  // the new one stands in the middle
    std::vector<std::uint64_t> const more_ids{7, 99, 8, 9};
    int won = 0;
    for (std::uint64_t key = 0; key < 10'000; ++key) {
        auto const before = weighted_choice(random, core::Stream::test, key, Decision::work_zone, 0, weights, ids);
        auto const after =
            weighted_choice(random, core::Stream::test, key, Decision::work_zone, 0, more_weights, more_ids);
        if (more_ids[after] == 99)
            ++won;
        else
            CHECK(more_ids[after] == ids[before]);
    }
    CHECK(won == Approx(4000).margin(200));
}

TEST_CASE("destinations: the doubly constrained choice gives each zone its share")
{
    auto const city = test::small_city();
    auto const geometry = zone_geometry(city);
    AlternativesByZone alternatives(city.zones.size());
    std::vector<double> origins;
    std::vector<double> in;
    for (std::uint32_t z = 0; z < 9; ++z) {
        origins.push_back(100.0 * (z + 1));
        in.push_back(100.0 * (9 - z));
        alternatives[z].push_back({core::PlaceId{}, geometry.stable_id[z], 9.0 - z});
    }
    auto const choice = doubly_constrained_choice(geometry, alternatives, origins, 0.3);
    auto const trips = doubly_constrained(origins, in, exponential_deterrence(geometry.km, 0.3)).trips;
    core::Random const random(4);
    for (std::uint32_t from : {0U, 5U}) {
        std::array<double, 9> counts{};
        constexpr int draws = 50'000;
        for (std::uint64_t key = 0; key < draws; ++key) {
            counts[choice.choose(random, key, 0, decisions, core::ZoneId{from}).zone.value()] += 1;
        }
        double chi_square = 0;
        for (std::uint32_t z = 0; z < 9; ++z) {
            double const expected = draws * trips(from, z) / origins[from];
            chi_square += (counts[z] - expected) * (counts[z] - expected) / expected;
        }
        CHECK(chi_square < 26.1);  // 8 degrees of freedom, 99.9 %
    }
}

TEST_CASE("destinations: nothing to choose is empty")
{
    auto const city = test::small_city();
    auto const geometry = zone_geometry(city);
    AlternativesByZone const none(city.zones.size());
    CHECK(singly_constrained_choice(geometry, none, 0.1).empty());
    CHECK(doubly_constrained_choice(geometry, none, std::vector<double>(9, 1.0), 0.1).empty());
    CHECK(DestinationChoice{}.empty());
}

TEST_CASE("zone geometry: centres and distances of a square grid")
{
    auto const city = test::small_city();
    auto const geometry = zone_geometry(city);
    CHECK(geometry.centre[4].x_m == Approx(4500));
    CHECK(geometry.centre[4].y_m == Approx(4500));
    CHECK(geometry.km(0, 1) == Approx(3));
    CHECK(geometry.km(0, 4) == Approx(3 * std::sqrt(2.0)));
    CHECK(geometry.km(3, 5) == geometry.km(5, 3));
    // 36 points of a square: mean square distance 2 (6^2 - 1) / 12 x 0.5^2 km^2.
    CHECK(geometry.km(4, 4) == Approx(0.905414787 * std::sqrt(2 * 2 * 35.0 / 12 * 0.25)));
}
