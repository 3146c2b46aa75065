// Water-filling: the conditions that define the max-min fair share, on random needs, and cases by hand.
#include "services/airtime.hpp"

#include "services/toy_town.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

using halong::services::fill_to_limit;

namespace {

std::vector<double> shares(std::vector<double> const& need, double limit)
{
    std::vector<double> share(need.size());
    fill_to_limit(need, limit, share);
    return share;
}

}  // namespace

TEST_CASE("water-filling by hand")
{
    CHECK(shares({0.2, 0.3}, 1) == std::vector<double>{0.2, 0.3});  // all fits
    CHECK(shares({0.5, 0.5}, 1) == std::vector<double>{0.5, 0.5});  // just fits
    CHECK(shares({2, 2}, 1) == std::vector<double>{0.5, 0.5});      // equal
    CHECK(shares({8, 1, 8}, 5) == std::vector<double>{2, 1, 2});    // the modest one is served in full
    CHECK(shares({0.25, 4, 0.25, 4}, 1) == std::vector<double>{0.25, 0.25, 0.25, 0.25});
    CHECK(shares({3, 0, 1}, 0) == std::vector<double>{0, 0, 0});
    CHECK(shares({}, 1).empty());
}

TEST_CASE("water-filling meets the conditions of max-min fairness on random needs")
{
    halong::test::Draws draws(5);
    for (int trial = 0; trial < 5'000; ++trial) {
        std::vector<double> need(static_cast<std::size_t>(1 + draws.below(40)));
        bool const coarse = trial % 3 == 0;  // with ties
        for (double& value : need) value = coarse ? draws.below(4) : draws.uniform(0, 3);
        double const limit = draws.uniform(0, 40);
        auto const share = shares(need, limit);
        double const wanted = std::accumulate(need.begin(), need.end(), 0.0);
        double const given = std::accumulate(share.begin(), share.end(), 0.0);
        double const level = *std::max_element(share.begin(), share.end());
        REQUIRE(given == Approx(std::min(limit, wanted)).margin(1e-9));  // nothing is wasted, nothing invented
        for (std::size_t i = 0; i < need.size(); ++i) {
            REQUIRE(share[i] >= 0);
            REQUIRE(share[i] <= need[i]);
            // Whoever gets less than he needs gets as much as anybody: no gain but from a poorer one.
            bool const satisfied = share[i] == need[i];
            bool const at_level = share[i] == level;
            REQUIRE((satisfied || at_level));
        }
    }
}

TEST_CASE("the order of the needs does not change anybody's share")
{
    halong::test::Draws draws(6);
    for (int trial = 0; trial < 500; ++trial) {
        std::vector<double> need(static_cast<std::size_t>(2 + draws.below(20)));
        for (double& value : need) value = draws.below(64) / 16.0;  // sums are exact in any order
        auto const share = shares(need, 8);
        std::vector<double> turned(need.rbegin(), need.rend());
        auto const turned_share = shares(turned, 8);
        REQUIRE(std::vector<double>(turned_share.rbegin(), turned_share.rend()) == share);
    }
}

TEST_CASE("water-filling with costs: by hand, and as without where all cost the same")
{
    std::vector<double> share(3);
    fill_to_limit(std::vector<double>{1, 1, 1}, std::vector<double>{1, 2, 5}, 8, share);
    CHECK(share == std::vector<double>{1, 1, 1});
    fill_to_limit(std::vector<double>{8, 8, 0.5}, std::vector<double>{1, 2, 4}, 8, share);
    CHECK(share == std::vector<double>{2, 2, 0.5});
    fill_to_limit(std::vector<double>{0, 3, 3}, std::vector<double>{0, 1, 1}, 4, share);  // who cannot get anything
    CHECK(share == std::vector<double>{0, 2, 2});

    halong::test::Draws draws(6);
    for (int trial = 0; trial < 2'000; ++trial) {
        std::vector<double> need(static_cast<std::size_t>(1 + draws.below(30)));
        for (double& value : need) value = draws.uniform(0, 2);
        std::vector<double> cost(need.size());
        for (double& value : cost) value = draws.uniform(0.1, 3);
        double const limit = draws.uniform(0, 20);
        std::vector<double> got(need.size());
        fill_to_limit(need, cost, limit, got);
        double const level = *std::ranges::max_element(got);
        double used = 0;
        double wanted = 0;
        for (std::size_t i = 0; i < need.size(); ++i) {
            used += cost[i] * got[i];
            wanted += cost[i] * need[i];
            REQUIRE((got[i] == need[i] || got[i] == level));
            REQUIRE(got[i] <= need[i]);
        }
        REQUIRE(used == Approx(std::min(limit, wanted)).margin(1e-9));
        std::vector<double> plain(need.size());
        fill_to_limit(need, limit, plain);
        fill_to_limit(need, std::vector<double>(need.size(), 1), limit, got);
        for (std::size_t i = 0; i < need.size(); ++i) REQUIRE(got[i] == Approx(plain[i]).margin(1e-9));
    }
}
