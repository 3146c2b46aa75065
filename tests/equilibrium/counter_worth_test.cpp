// What counters would tell of the demand, against the variance that they really remove.
#include "equilibrium/link_information.hpp"
#include "equilibrium/road_day.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace halong;
using namespace halong::equilibrium;
using namespace halong::test;

TEST_CASE("the worth of counters is what they really take from the variance, the best one first", "[nowcast]")
{
    auto const town = road_town();
    DemandPrior exact;
    exact.least_travellers = 0;
    exact.mismatch_share = 0;
    Chance chance(6);
    auto const base = drawn_day(chance, nullptr);
    auto const map = base.map(town);
    DemandEstimate const before(map, exact);
    std::vector<Figure> targets;
    std::vector<CounterCandidate> candidates;
    for (int link = 0; link < 10; ++link) {
        auto& candidate = candidates.emplace_back();
        for (int const h : {7, 12, 17}) {
            targets.push_back(map.volume(LinkId{link}, {h * hour, (h + 1) * hour}));
            candidate.readings.push_back({map.volume(LinkId{link}, {h * hour, (h + 1) * hour}), 0, 5, {}});
        }
    }
    auto const left = [&](DemandEstimate const& estimate) {
        double sum = 0;
        for (auto const& target : targets) sum += estimate.of(target).sd * estimate.of(target).sd;
        return sum;
    };
    auto const chosen = worth_of_counters(before, targets, candidates, 4);
    REQUIRE(chosen.size() == 4);
    DemandEstimate estimate(before);
    double last = left(before);
    for (auto const& counter : chosen) {
        estimate.update(candidates[counter.candidate].readings);
        double const now = left(estimate);
        CHECK(counter.removed == Approx(last - now).epsilon(1e-6));
        CHECK(counter.removed_share == Approx((last - now) / left(before)).epsilon(1e-6));
        last = now;
    }
    // With one reading each, the first is the best of all.
    for (auto& candidate : candidates) candidate.readings.resize(1);
    auto const first = worth_of_counters(before, targets, candidates, 1);
    REQUIRE(first.size() == 1);
    for (auto const& candidate : candidates) {
        DemandEstimate one(before);
        one.update(candidate.readings);
        CHECK(left(before) - left(one) <= first[0].removed * (1 + 1e-9));
    }
    CHECK(worth_of_counters(before, {}, candidates, 3).empty());
    CHECK(worth_of_counters(before, targets, {}, 3).empty());
}

TEST_CASE("a counter is worth most where there is none yet, and less the second time", "[nowcast]")
{
    auto const town = road_town();
    Chance chance(5);
    DemandPrior exact;
    exact.least_travellers = 0;
    DrawnChanges const changes(exact, chance);
    auto const day = drawn_day(chance, nullptr);
    auto const map = day.map(town);
    auto const other = drawn_day(chance, &changes);
    auto const seen = counted(other.map(town), {8, 9}, hour, 0.05, chance);
    std::vector<LinkId> streets;
    for (int link = 0; link < 10; ++link) streets.emplace_back(link);
    auto const uncounted = busiest_uncounted(map, seen, streets, 5);
    REQUIRE(uncounted.size() == 5);
    LinkInformation const information(map, seen);
    auto const proposed = information.best(uncounted, 3);
    REQUIRE(proposed.size() == 3);
    CHECK(proposed[0].link.value() < 8);
    CHECK(proposed[0].removed_share > proposed[2].removed_share);
    CHECK(proposed[2].removed_share > 0);
    auto const in_turn = information.removed_in_turn(
        std::vector<std::vector<LinkId>>{{proposed[0].link}, {proposed[1].link}, {proposed[0].link, proposed[1].link}});
    CHECK(in_turn[0] == Approx(proposed[0].removed_share));
    CHECK(in_turn[1] == Approx(proposed[1].removed_share));
    CHECK(in_turn[2] < in_turn[1]);

    // All at once they tell what they tell one after the other; each once.
    CHECK(information_of_links(map, {}) == 0);
    LinkInformation const from_nothing(map, {});
    auto const alone = from_nothing.removed_in_turn(std::vector<std::vector<LinkId>>{{streets[2]}, {streets[7]}});
    double const both = information_of_links(map, std::vector<LinkId>{streets[7], streets[2], streets[7]});
    CHECK(both == Approx(alone[0] + alone[1]).epsilon(1e-9));
    CHECK(information_of_links(map, std::span(streets).subspan(2, 1)) == Approx(alone[0]).epsilon(1e-9));
    CHECK(information_of_links(map, streets) > both);
    CHECK(information_of_links(map, streets) < 1);
}
