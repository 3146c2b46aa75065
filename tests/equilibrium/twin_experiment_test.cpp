// Twin experiments on a small road: the hidden demand is drawn as believed, and more counters tell more.
#include "equilibrium/twin_experiment.hpp"

#include "equilibrium/road_day.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

using namespace halong;
using namespace halong::equilibrium;
using namespace halong::test;

namespace {

DemandPrior few_travellers()
{
    DemandPrior prior;
    prior.least_travellers = 0;
    prior.mismatch_share = 0;
    return prior;
}

TwinScore const& score_of(TwinResult const& result, std::string_view figure)
{
    for (auto const& score : result.scores) {
        if (score.figure == figure) return score;
    }
    FAIL("no score of " << figure);
    return result.scores.front();
}

}  // namespace

TEST_CASE("the demand of a hidden day is drawn as the prior says", "[nowcast]")
{
    auto const town = road_town();
    Chance chance(3);
    auto const base = drawn_day(chance, nullptr);
    auto const map = base.map(town);
    auto const prior = few_travellers();
    double squares = 0;
    double lagged = 0;
    double pair_squares = 0;
    long steps = 0;
    long hours = 0;
    long pairs = 0;
    constexpr int draws = 40;
    for (int draw = 0; draw < draws; ++draw) {
        auto const changes = drawn_changes(town, map, prior, core::Random(static_cast<std::uint64_t>(draw)));
        REQUIRE(changes.size() == DemandEstimate(map, prior).size());
        CHECK(std::ranges::is_sorted(changes, {}, &demand::DemandChange::key));
        for (std::size_t i = 0; i < changes.size(); ++i) {
            CHECK(changes[i].change >= -1);
            auto const& key = changes[i].key;
            if (key.kind == demand::ChangeKind::pair) {
                pair_squares += changes[i].change * changes[i].change;
                ++pairs;
            }
            if (key.kind != demand::ChangeKind::origin_hour) continue;
            squares += changes[i].change * changes[i].change;
            ++hours;
            auto next = key;
            ++next.group.hour;
            auto const found = std::ranges::find(changes, next, &demand::DemandChange::key);
            if (found == changes.end()) continue;
            lagged += changes[i].change * found->change;
            ++steps;
        }
    }
    double const variance = squares / static_cast<double>(hours);
    CHECK(std::sqrt(variance) == Approx(prior.origin_hour_sd).epsilon(0.08));
    CHECK(lagged / static_cast<double>(steps) / variance == Approx(prior.hour_correlation).margin(0.05));
    CHECK(std::sqrt(pair_squares / static_cast<double>(pairs)) == Approx(prior.pair_sd).epsilon(0.08));
    core::Random const random(7);
    auto const once = drawn_changes(town, map, prior, random);
    auto const again = drawn_changes(town, map, prior, random);
    for (std::size_t i = 0; i < once.size(); ++i) CHECK(once[i].change == again[i].change);
}

TEST_CASE("counts of a hidden day have the error that they are said to have, and come when their intervals end",
          "[nowcast]")
{
    auto const town = road_town();
    Chance chance(4);
    auto const map = drawn_day(chance, nullptr).map(town);
    std::vector<LinkId> const links{LinkId{0}, LinkId{4}, LinkId{7}};
    auto const exact = counts_of_day(town, map, links, hour, 0, core::Random(1));
    REQUIRE(exact.sensors.size() == 3);
    REQUIRE(exact.values.size() == 3 * 24);
    for (auto const& value : exact.values) {
        CHECK(value.received_ms == value.interval.to_ms);
        CHECK(value.value == static_cast<double>(map.passages(links[value.sensor], value.interval)));
        CHECK(value.error_sd == 0.5);
    }
    double squares = 0;
    long count = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        auto const noisy = counts_of_day(town, map, links, hour, 0.2, core::Random(seed));
        for (std::size_t i = 0; i < noisy.values.size(); ++i) {
            double const truth = exact.values[i].value;
            if (truth < 40) continue;
            double const off = (noisy.values[i].value - truth) / truth;
            squares += off * off;
            ++count;
        }
    }
    REQUIRE(count > 100);
    CHECK(std::sqrt(squares / static_cast<double>(count)) == Approx(0.2).epsilon(0.1));
}

TEST_CASE("what is estimated of uncounted streets beats the plans, and more counters are no worse", "[nowcast]")
{
    auto const town = road_town();
    TwinOptions options;
    options.prior = few_travellers();
    options.from_ms = 6 * hour;
    options.to_ms = 20 * hour;
    std::vector<LinkId> const counted{LinkId{2}, LinkId{5}, LinkId{6}, LinkId{9}};
    std::vector<LinkId> const judged{LinkId{0}, LinkId{3}, LinkId{4}, LinkId{8}};
    std::map<std::size_t, double> squares;
    std::map<std::size_t, double> hours_of_day;
    double before = 0;
    double inside = 0;
    constexpr int days = 6;
    for (int day = 0; day < days; ++day) {
        Chance chance(static_cast<std::uint64_t>(100 + day));
        auto const map = drawn_day(chance, nullptr).map(town);
        DrawnChanges const changes(options.prior, chance);
        auto const hidden = drawn_day(chance, &changes).map(town);
        for (std::size_t const count : {std::size_t{1}, counted.size()}) {
            auto const result =
                twin_experiment(town, map, hidden, std::span(counted).first(count), judged, core::Random(9), options);
            CHECK(result.counters == count);
            CHECK(result.cycles == 288);
            CHECK(result.longest_cycle_s >= result.mean_cycle_s);
            auto const& of_hours = score_of(result, "hour");
            CHECK(of_hours.figures == 4 * 14);
            CHECK(of_hours.ratio() == Approx(of_hours.rmse / of_hours.rmse_before));
            hours_of_day[count] += of_hours.rmse * of_hours.rmse;
            auto const& now = score_of(result, "now");
            CHECK(now.figures == 4 * 15);
            squares[count] += now.rmse * now.rmse;
            if (count == counted.size()) {
                before += of_hours.rmse_before * of_hours.rmse_before;
                inside += of_hours.inside_90 / days;
            }
        }
    }
    CHECK(hours_of_day[4] < 0.6 * before);
    CHECK(hours_of_day[4] < hours_of_day[1]);
    CHECK(hours_of_day[1] < before);
    CHECK(squares[4] < squares[1]);
    CHECK(inside > 0.87);
}
