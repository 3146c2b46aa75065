// The fit of a day's demand to counts: what it says of itself, and of streets that nobody counts.
#include "equilibrium/count_fit.hpp"

#include "equilibrium/road_day.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace halong;
using namespace halong::equilibrium;
using namespace halong::test;

namespace {

// A day as it was simulated, and one whose demand is drawn as the prior says.
struct SimulatedAndHidden {
    Chance chance;
    DrawnChanges changes;
    DayMap map;
    DayMap hidden;
    SimulatedAndHidden(city::City const& town, DemandPrior const& prior, int seed)
        : chance(static_cast<std::uint64_t>(seed)),
          changes(prior, chance),
          map(drawn_day(chance, nullptr).map(town)),
          hidden(drawn_day(chance, &changes).map(town))
    {}
};

}  // namespace

TEST_CASE("a fit says what it settled, and is judged by sensors that it did not see", "[nowcast]")
{
    auto const town = road_town();
    SimulatedAndHidden two(town, no_bias_prior(), 5);
    auto& [chance, changes, map, hidden] = two;
    auto seen = counted(hidden, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, hour, 0.05, chance);
    for (auto& value : seen.values) {  // a broken device
        if (value.sensor == 4 && value.interval.from_ms == 8 * hour) value.value = 8'000, value.error_sd = 1;
    }
    auto const fit = fit_to_counts(map, seen);
    REQUIRE(fit.rows.size() == 240);
    CHECK(std::ranges::count_if(fit.rows, [](CountFitRow const& row) { return !row.is_used; }) == 1);
    CHECK(fit.held_out.sensors == 10);
    CHECK(fit.held_out.readings == 239);
    CHECK(fit.held_out.rmse_after < 0.8 * fit.held_out.rmse_before);
    CHECK(fit.pairs.size() == 30);
    CHECK(fit.resolved > 0.3);
    for (auto const& pair : fit.pairs) {
        CHECK(pair.resolved >= 0);
        CHECK(pair.resolved <= 1);
        CHECK(pair.after.sd <= pair.before_sd * (1 + 1e-9));
    }
    // What a device counts of other classes is left out with it.
    auto classes = seen;
    classes.sensors[5].id = classes.sensors[0].id;
    CHECK(fit_to_counts(map, classes).held_out.sensors == 10);
    // Only values that have a figure, of used sensors, can be used.
    CHECK(usable_values(map, seen) == 240);
    auto others = seen;
    others.sensors[0].is_used = false;
    others.sensors[1].kind = ObservedKind::wifi;
    CHECK(usable_values(map, others) == 192);
    // A second fit is the same, and nothing seen changes nothing.
    CHECK(fit_to_counts(map, seen).changes.front().change == fit.changes.front().change);
    seen.values.clear();
    CHECK(fit_to_counts(map, seen).changes.empty());
}

TEST_CASE("counters that see the same vehicles are weighed less, and each is judged by its own noise", "[nowcast]")
{
    auto const town = road_town();
    CountFitOptions options;
    options.prior = no_bias_prior();
    double misfit = 0;
    double inside = 0;
    constexpr int days = 12;
    for (int day = 0; day < days; ++day) {
        SimulatedAndHidden two(town, options.prior, 700 + day);
        auto& [chance, changes, map, hidden] = two;
        auto seen = counted(hidden, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 15 * core::ms_per_minute, 0.05, chance);
        std::erase_if(seen.values, [](Observation const& value) {
            return value.interval.from_ms < (first_hour + 1) * hour || value.interval.to_ms > last_hour * hour;
        });
        auto const fit = fit_to_counts(map, seen, options);
        misfit += fit.misfit / days;
        inside += fit.held_out.inside_90 / days;
    }
    CHECK(misfit == Approx(1).epsilon(0.2));
    CHECK(inside > 0.85);
    CHECK(inside < 0.95);
}

TEST_CASE("what comes and goes within an hour is nothing that the day gets wrong of a street", "[nowcast]")
{
    auto const town = road_town();
    CountFitOptions options;
    options.prior = no_bias_prior();
    double squared = 0;
    constexpr int days = 6;
    for (int day = 0; day < days; ++day) {
        Chance chance(static_cast<std::uint64_t>(900 + day));
        auto const map = drawn_day(chance, nullptr).map(town);
        auto const hidden = drawn_day(chance, nullptr).map(town);
        auto seen = counted(hidden, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 5 * core::ms_per_minute, 0.05, chance);
        // What one reading has too much, the next lacks.
        for (Observation& value : seen.values) {
            value.value *= value.interval.from_ms / (5 * core::ms_per_minute) % 2 == 0 ? 1.5 : 0.5;
        }
        auto const fit = fit_to_counts(map, seen, options);
        squared += fit.held_out.own_share * fit.held_out.own_share / days;
    }
    CHECK(std::sqrt(squared) < 0.1);
}

TEST_CASE("what a simulated day gets wrong of streets by itself is learnt from counters that are left out", "[nowcast]")
{
    auto const town = road_town();
    CountFitOptions options;
    options.prior = no_bias_prior();
    options.links = {LinkId{3}, LinkId{8}};
    double inside = 0;
    double volumes = 0;
    double counted_before = 0;
    double counted_after = 0;
    std::array<double, 2> squared{};
    constexpr int days = 12;
    for (int day = 0; day < days; ++day) {
        SimulatedAndHidden two(town, options.prior, 300 + day);
        auto& [chance, changes, map, hidden] = two;
        auto seen = counted(hidden, {0, 1, 2, 4, 5, 6, 7, 9}, hour, 0.05, chance);
        auto const fit = fit_to_counts(map, seen, options);
        squared[0] += fit.held_out.own_share * fit.held_out.own_share / days;
        REQUIRE(fit.volumes.size() == 48);
        for (VolumeFit const& volume : fit.volumes) {
            int const h = volume.hour.from_ms / hour;
            if (h < first_hour || h > last_hour) continue;
            auto const truth = static_cast<double>(hidden.passages(volume.link, volume.hour));
            inside += std::abs(truth - volume.after.mean) <= sd_of_90 * volume.after.sd ? 1 : 0;
            ++volumes;
        }
        // Now each street has its own factor.
        std::vector<double> factor;
        for (std::size_t s = 0; s < seen.sensors.size(); ++s) factor.push_back(1 + 0.4 * chance.normal());
        for (auto& value : seen.values) value.value *= std::max(0.0, factor[value.sensor]);
        auto of_all = options;
        of_all.links = {LinkId{0}};  // its volume is what its counter shows
        auto const off = fit_to_counts(map, seen, of_all);
        squared[1] += off.held_out.own_share * off.held_out.own_share / days;
        for (VolumeFit const& volume : off.volumes) {
            auto const count = std::ranges::find_if(seen.values, [&](Observation const& value) {
                return value.sensor == 0 && value.interval == volume.hour;
            });
            REQUIRE(count != seen.values.end());
            counted_before += (count->value - volume.before) * (count->value - volume.before);
            counted_after += (count->value - volume.after.mean) * (count->value - volume.after.mean);
        }
    }
    CHECK(inside / volumes > 0.87);
    CHECK(inside / volumes < 0.95);
    CHECK(std::sqrt(squared[0]) < 0.12);
    CHECK(std::sqrt(squared[1]) == Approx(0.37).epsilon(0.25));  // of eight devices at 0.4 and two at 0.14
    CHECK(counted_after < 0.2 * counted_before);
    // Nothing seen: as it was believed.
    Chance chance(1);
    auto const unseen = fit_to_counts(drawn_day(chance, nullptr).map(town), {}, options);
    CHECK(unseen.held_out.own_share == options.held_out.own_share);
    CHECK(unseen.held_out.spread == 1);
}
