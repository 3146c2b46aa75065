// Demand from counts and the now-cast, against exact formulas and against hidden days of which everything is known.
#include "equilibrium/count_fit.hpp"
#include "equilibrium/nowcast_replay.hpp"
#include "equilibrium/road_day.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace halong;
using namespace halong::equilibrium;
using namespace halong::test;

namespace {

std::vector<Reading> readings(DayMap const& map, Observations const& seen)
{
    std::vector<std::size_t> which;
    auto all = readings_of(map, seen, no_bias_prior(), shares_at_first(seen.sensors), which);
    for (Reading& reading : all) {
        reading.sensor.reset();
        reading.figure.noise = std::max(reading.figure.noise, 1.0);
    }
    return all;
}

Figure hourly(DayMap const& map, int link, int h) { return map.volume(LinkId{link}, {h * hour, (h + 1) * hour}); }

struct Twin {
    double squared_before = 0;
    double squared_after = 0;
    double inside = 0;
    double count = 0;
};

// Fits the day to counts at some links and looks at all others, hour by hour.
void judge(DayMap const& map, DayMap const& hidden, std::vector<int> const& links, Chance& chance, Twin& twin)
{
    DemandEstimate estimate(map, no_bias_prior());
    estimate.update(readings(map, counted(hidden, links, hour, 0.05, chance)));
    for (int link = 0; link < 2 * (zone_count - 1); ++link) {
        if (std::ranges::find(links, link) != links.end()) continue;
        for (int h = first_hour; h <= last_hour; ++h) {
            auto const figure = hourly(map, link, h);
            auto const after = estimate.of(figure);
            auto const truth = static_cast<double>(hidden.passages(LinkId{link}, {h * hour, (h + 1) * hour}));
            double const sd = std::sqrt(after.sd * after.sd + figure.noise);
            twin.squared_before += (truth - figure.value()) * (truth - figure.value());
            twin.squared_after += (truth - after.mean) * (truth - after.mean);
            twin.inside += std::abs(truth - after.mean) <= 1.6449 * sd ? 1 : 0;
            twin.count += 1;
        }
    }
}

}  // namespace

TEST_CASE("the estimate is that of the exact Kalman filter, in any order and by either form", "[nowcast]")
{
    auto const town = road_town();
    Chance chance(1);
    auto const base = drawn_day(chance, nullptr);
    auto const map = base.map(town);
    auto const prior = no_bias_prior();
    DemandEstimate const before(map, prior);
    auto seen = counted(map, {0, 3, 6}, hour, 0.1, chance);
    for (auto& value : seen.values) value.value *= 1.2;
    auto const all = readings(map, seen);

    // The textbook's filter on the figures themselves, one reading after the other: x += c (y - x) / (v + r).
    std::vector<Figure> figures;
    for (auto const& reading : all) figures.push_back(reading.figure);
    for (int link = 0; link < 10; ++link) figures.push_back(hourly(map, link, 8));
    std::size_t const n = figures.size();
    std::vector<double> mean;
    std::vector<std::vector<double>> cov(n, std::vector<double>(n));
    for (std::size_t i = 0; i < n; ++i) {
        mean.push_back(figures[i].value());
        for (std::size_t j = 0; j < n; ++j) cov[i][j] = before.covariance(figures[i], figures[j]);
    }
    for (std::size_t r = 0; r < all.size(); ++r) {
        double const s = cov[r][r] + all[r].weighed_variance();
        double const innovation = all[r].value - mean[r];
        auto const column = cov[r];
        for (std::size_t i = 0; i < n; ++i) {
            mean[i] += column[i] * innovation / s;
            for (std::size_t j = 0; j < n; ++j) cov[i][j] -= column[i] * column[j] / s;
        }
    }
    DemandEstimate at_once(before);
    at_once.update(all);
    DemandEstimate backwards(before);
    for (auto reading = all.rbegin(); reading != all.rend(); ++reading) backwards.update({&*reading, 1});
    // Three times as many readings as unknowns, each with so much more error that they say the same: by information.
    std::vector<Reading> many;
    int const times = 3 * static_cast<int>(before.size()) / static_cast<int>(all.size()) + 1;
    for (int i = 0; i < times; ++i) {
        for (Reading reading : all) {
            reading.error_sd *= std::sqrt(times);
            reading.figure.noise *= times;
            reading.shared_noise *= times;
            many.push_back(reading);
        }
    }
    REQUIRE(many.size() > 2 * before.size());
    DemandEstimate by_information(before);
    by_information.update(many);
    for (std::size_t i = all.size(); i < n; ++i) {
        auto const exact_sd = std::sqrt(cov[i][i]);
        for (auto const* estimate : {&at_once, &backwards, &by_information}) {
            CHECK(estimate->of(figures[i]).mean == Approx(mean[i]).epsilon(1e-7));
            CHECK(estimate->of(figures[i]).sd == Approx(exact_sd).epsilon(1e-6));
        }
        CHECK(exact_sd < before.of(figures[i]).sd);
    }
}

TEST_CASE("counts recover a matrix as far as they can tell it, and the rest keeps its prior", "[nowcast]")
{
    auto const town = road_town();
    RoadDay day;
    RoadDay other;
    // Zones 4 and 5 share a node here: trips from 0 to either take the same links.
    std::map<std::pair<int, int>, int> const trips{{{0, 1}, 400}, {{0, 3}, 300}, {{2, 3}, 500}, {{5, 4}, 200}};
    std::map<std::pair<int, int>, double> const factors{{{0, 1}, 1.5}, {{0, 3}, 0.6}, {{2, 3}, 1.2}, {{5, 4}, 1.4}};
    for (auto const& [pair, count] : trips) {
        for (int i = 0; i < count; ++i) day.drive(pair.first, pair.second, 7 * hour + i * 1'000);
        for (int i = 0; i < count * factors.at(pair); ++i) other.drive(pair.first, pair.second, 7 * hour + i * 1'000);
    }
    auto const map = day.map(town);
    auto const hidden = other.map(town);
    DemandPrior prior = no_bias_prior();
    prior.pair_sd = 1;
    prior.person_hour_sd = prior.origin_hour_sd = prior.destination_hour_sd = 1e-6;
    DemandEstimate estimate(map, prior);
    std::vector<Reading> seen;
    for (int const link : {0, 2, 4}) {  // 0 -> 1, 1 -> 2, 2 -> 3; nobody looks at 5 -> 4
        auto figure = hourly(map, link, 7);
        figure.noise = 0;
        seen.push_back({figure, static_cast<double>(hidden.passages(LinkId{link}, {7 * hour, 8 * hour})), 0.1, {}});
    }
    estimate.update(seen);
    for (auto const& change : estimate.changes()) {
        if (change.key.kind != demand::ChangeKind::pair) continue;
        auto const pair = std::pair(static_cast<int>(change.key.group.origin.value()),
                                    static_cast<int>(change.key.group.destination.value()));
        INFO(pair.first << " to " << pair.second);
        CHECK(1 + change.change == Approx(factors.at(pair)).margin(0.002));
    }
    for (std::size_t i = 0; i < estimate.keys().size(); ++i) {
        auto const& key = estimate.keys()[i];
        if (key.kind != demand::ChangeKind::pair) continue;
        bool const is_unseen = key.group.origin == ZoneId{5};
        CHECK(estimate.change(i).mean == Approx(is_unseen
                                                    ? 0
                                                    : factors.at({static_cast<int>(key.group.origin.value()),
                                                                  static_cast<int>(key.group.destination.value())}) -
                                                          1)
                                             .margin(0.002));
        CHECK(estimate.change(i).sd == Approx(is_unseen ? 1 : 0).margin(0.01));
    }
}

TEST_CASE("of pairs with as many travellers, as many have a change of their own as there may be", "[nowcast]")
{
    auto const town = road_town();
    RoadDay day;
    for (int from = 0; from < 4; ++from) {
        for (int i = 0; i < 10; ++i) day.drive(from, from + 1, 7 * hour + i * minute);
    }
    DemandPrior prior = no_bias_prior();
    prior.most_pairs = 2;
    DemandEstimate const estimate(day.map(town), prior);
    std::vector<ZoneId> origins;
    for (auto const& key : estimate.keys()) {
        if (key.kind == demand::ChangeKind::pair) origins.push_back(key.group.origin);
    }
    CHECK(origins == std::vector{ZoneId{0}, ZoneId{1}});
}

TEST_CASE("travellers who leave at other times are of the group that they were made in", "[nowcast]")
{
    auto const town = road_town();
    RoadDay made;
    made.drive(0, 2, 6 * hour);
    RoadDay settled;
    settled.drive(0, 2, 8 * hour);
    settled.drive(1, 2, 9 * hour);
    DayMap const map(town, settled.plans(), demand::groups_by_key(made.plans()));
    REQUIRE(map.groups().size() == 2);
    CHECK(map.groups()[0].hour == 6);
    CHECK(map.groups()[1].hour == 9);
    CHECK(DayMap(town, settled.plans()).groups()[0].hour == 8);
}

TEST_CASE("hidden days: better than the plans at streets that nobody counts, and bands that hold", "[nowcast]")
{
    auto const town = road_town();
    Twin few;
    Twin more;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        Chance chance(seed);
        DrawnChanges const changes(no_bias_prior(), chance);
        auto const base = drawn_day(chance, nullptr);
        auto const map = base.map(town);
        auto const other = drawn_day(chance, &changes);
        auto const hidden = other.map(town);
        judge(map, hidden, {2, 7}, chance, few);
        judge(map, hidden, {2, 7, 1, 4}, chance, more);
    }
    CHECK(few.squared_after < 0.5 * few.squared_before);
    CHECK(more.squared_after / more.count < few.squared_after / few.count);
    CHECK(few.inside / few.count > 0.87);
    CHECK(few.inside / few.count < 0.93);
    CHECK(more.inside / more.count > 0.87);
    CHECK(more.inside / more.count < 0.93);
}

TEST_CASE("a now-cast foresees hidden days, better than the plans and within its bands", "[nowcast]")
{
    auto const town = road_town();
    std::array<Twin, 3> ahead;
    for (std::uint64_t seed = 21; seed <= 28; ++seed) {
        Chance chance(seed);
        DrawnChanges const changes(no_bias_prior(), chance);
        auto const base = drawn_day(chance, nullptr);
        auto const map = base.map(town);
        auto const hidden = drawn_day(chance, &changes).map(town);
        auto const seen = counted(hidden, {0, 2, 5, 7}, 15 * minute, 0.05, chance);
        NowcastOptions exact;
        exact.prior = no_bias_prior();
        Nowcast nowcast(town, map, seen.sensors, exact);
        ReplayOptions options;
        options.from_ms = 4 * hour;
        std::size_t cycles = 0;
        auto const scores =
            replay(nowcast, map, seen, options, [&](Nowcast const&, Cycle const&, double) { ++cycles; });
        CHECK(cycles == 240);
        REQUIRE(scores.size() == 3);
        CHECK(scores[0].readings == 4 * 96);
        for (std::size_t i = 0; i < 3; ++i) {
            auto const n = static_cast<double>(scores[i].readings);
            ahead[i].squared_before += n * scores[i].rmse_before * scores[i].rmse_before;
            ahead[i].squared_after += n * scores[i].rmse * scores[i].rmse;
            ahead[i].inside += n * scores[i].inside_90;
            ahead[i].count += n;
        }
        for (StateRow const& row : nowcast.state(24 * hour)) {
            CHECK(row.low_90() >= 0);
            CHECK(row.high_90() >= row.mean);
            CHECK(row.sd > 0);
        }
        CHECK_FALSE(nowcast.state(24 * hour).empty());
        CHECK(nowcast.state(24 * hour + minute).empty());
    }
    // In three hours little is known of people who have not left yet; much more is where they come back (whole days have
    // one weight), which nobody does here.
    std::array<double, 3> const most{0.7, 0.8, 1.0};
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(ahead[i].squared_after < most[i] * ahead[i].squared_before);
        CHECK(ahead[i].inside / ahead[i].count > 0.87);
        CHECK(ahead[i].inside / ahead[i].count < 0.93);
    }
}

TEST_CASE("late readings count as if they had been in time", "[nowcast]")
{
    auto const town = road_town();
    Chance chance(3);
    DrawnChanges const changes(no_bias_prior(), chance);
    auto const base = drawn_day(chance, nullptr);
    auto const map = base.map(town);
    auto const hidden = drawn_day(chance, &changes).map(town);
    auto const seen = counted(hidden, {0, 2, 5, 7}, 15 * minute, 0.05, chance);
    auto late = seen;
    for (auto& value : late.values) {  // one sensor's morning comes at noon
        if (value.sensor == 1) value.received_ms = std::max(value.received_ms, 12 * hour);
    }
    NowcastOptions options;
    options.gate_sd = 1'000;
    Nowcast in_time(town, map, seen.sensors, options);
    Nowcast other(town, map, seen.sensors, options);
    std::size_t late_readings = 0;
    replay(in_time, map, seen, {});
    replay(other, map, late, {}, [&](Nowcast const&, Cycle const& cycle, double) { late_readings += cycle.late; });
    CHECK(late_readings == 47);
    // Variances differ by the spread factor of the moment alone.
    auto const figure = hourly(map, 4, 18);
    CHECK(other.estimate().of(figure).sd == Approx(in_time.estimate().of(figure).sd).epsilon(0.05));
    CHECK(other.estimate().of(figure).mean == Approx(in_time.estimate().of(figure).mean).epsilon(0.05));
}

TEST_CASE("a device that is always late is late, and silent once when it stops", "[nowcast]")
{
    auto const town = road_town();
    Chance chance(8);
    auto const map = drawn_day(chance, nullptr).map(town);
    auto seen = counted(map, {0, 5}, 5 * minute, 0.05, chance);
    std::erase_if(seen.values, [](Observation const& o) { return o.sensor == 1 && o.interval.from_ms >= 12 * hour; });
    for (auto& value : seen.values) {
        if (value.sensor == 1) value.received_ms += 37 * minute;
    }
    Nowcast nowcast(town, map, seen.sensors);
    std::vector<Anomaly> silent;
    std::size_t late = 0;
    replay(nowcast, map, seen, {}, [&](Nowcast const&, Cycle const& cycle, double) {
        late += cycle.late;
        for (auto const& anomaly : cycle.anomalies) {
            if (anomaly.kind == AnomalyKind::silent) silent.push_back(anomaly);
        }
    });
    CHECK(late == 12 * 12);
    REQUIRE(silent.size() == 1);
    CHECK(silent[0].sensor == 1);
    CHECK(silent[0].from_ms == 12 * hour);
    // The last one came at the cycle of 12:40.
    CHECK(silent[0].raised_ms == 13 * hour);
    CHECK(silent[0].evidence == "nothing came since 12:40:00, and that was of the time until 12:00:00");
}

TEST_CASE("vehicles that many devices count are told, and noise is shared by them", "[nowcast]")
{
    auto const town = road_town();
    RoadDay day;
    day.drive(0, 3, 7 * hour);   // passes links 0, 2 and 4
    day.drive(1, 2, 8 * hour);   // 2
    day.drive(3, 0, 17 * hour);  // 5, 3 and 1
    auto const map = day.map(town);
    std::vector<DayMap::Counted> devices(6);
    for (std::size_t i = 0; i < 5; ++i) devices[i].links = {LinkId{std::array{0, 2, 4, 1, 8}[i]}};
    // Of the two on link 2, one is counted three times and one once.
    CHECK(map.counted_together(devices) == std::vector<double>{3, 2, 3, 1, 1, 1});
    CHECK(map.counted_together({}).empty());
    // A device that counts two classes counts nobody twice.
    constexpr ClassBits motorbikes = 1U << static_cast<unsigned>(network::VehicleClass::motorbike);
    devices.assign(2, {{LinkId{2}}, motorbikes});
    devices[1].classes = every_vehicle & ~motorbikes;
    CHECK(map.counted_together(devices) == std::vector<double>{1, 1});
    // Who sends nothing shares nothing.
    std::vector<Sensor> sensors(3);
    for (std::size_t i = 0; i < 3; ++i) sensors[i].target.links = {LinkId{2 * static_cast<std::uint32_t>(i)}};
    CHECK(counted_together(map, sensors, std::array<std::uint8_t, 3>{1, 1, 1}) == std::vector<double>{3, 2, 3});
    CHECK(counted_together(map, sensors, std::array<std::uint8_t, 3>{1, 0, 1}) == std::vector<double>{2, 1, 2});
    Reading alone{map.volume(LinkId{2}, {7 * hour, 8 * hour}), 0, 0, {}};
    auto together = alone;
    DemandPrior const prior;
    spread_noise(alone, prior, ObservedKind::count, {7 * hour, 8 * hour});
    spread_noise(together, prior, ObservedKind::count, {7 * hour, 8 * hour}, 2);
    CHECK(alone.figure.noise > 0);
    CHECK(together.figure.noise == alone.figure.noise);
    CHECK(alone.shared_noise == 0);
    CHECK(together.weighed_variance() == Approx(2 * alone.own_variance()));
    // Within an hour, twelve readings share their mismatch, and none its chance.
    Reading short_one{map.volume(LinkId{2}, {7 * hour, 7 * hour + hour / 12}), 0, 0, {}};
    double const chance = short_one.figure.noise;
    spread_noise(short_one, prior, ObservedKind::count, {7 * hour, 7 * hour + hour / 12});
    double const mismatch = std::pow(prior.mismatch_share * short_one.figure.value(), 2);
    CHECK(mismatch > 0);
    CHECK(short_one.own_variance() == Approx(chance + mismatch));
    CHECK(short_one.weighed_variance() == Approx(chance + 12 * mismatch));
}

TEST_CASE("a day that is followed as it comes in ends as when it is replayed, bit for bit", "[nowcast]")
{
    auto const town = road_town();
    Chance chance(6);
    DrawnChanges const changes(no_bias_prior(), chance);
    auto const map = drawn_day(chance, nullptr).map(town);
    auto const hidden = drawn_day(chance, &changes).map(town);
    auto seen = counted(hidden, {0, 2, 5, 7}, 15 * minute, 0.05, chance);
    std::size_t const count = seen.values.size();
    for (std::size_t i = 0; i < count; ++i) {
        auto& value = seen.values[i];
        value.line = static_cast<int>(i);
        value.received_ms += static_cast<Millis>(i * 7'919 % 40) * minute;  // out of order
        if (i % 3 != 0) continue;
        auto again = value;  // and twice, with another value
        again.received_ms += 10 * minute;
        again.value += 5;
        again.line += static_cast<int>(count);
        seen.values.push_back(again);
    }
    auto const followed = seen;
    check_series(seen, Doubtful::told);
    CHECK(seen.values.size() == count);
    Nowcast one(town, map, seen.sensors);
    Nowcast other(town, map, seen.sensors);
    std::vector<StateRow> states;
    std::vector<std::size_t> repeated;
    auto const keep = [&](Nowcast const& now, Cycle const& cycle, double) {
        repeated.push_back(cycle.repeated);
        if (cycle.now_ms % hour != 0) return;
        auto const state = now.state(cycle.now_ms);
        states.insert(states.end(), state.begin(), state.end());
    };
    auto const replayed_scores = replay(one, map, seen, {}, keep);
    auto const replayed = std::exchange(states, {});
    auto const repeated_in_replay = std::exchange(repeated, {});
    // In any order within a cycle, and some that will be received later.
    auto waiting = followed.values;
    std::ranges::reverse(waiting);
    auto const followed_scores = go_through(
        other, map, followed.sensors, {},
        [&](Millis now, std::vector<Observation>& come) {
            std::erase_if(waiting, [&](Observation const& o) {
                if (o.received_ms > now + 3 * minute) return false;
                come.push_back(o);
                return true;
            });
            return true;
        },
        keep);
    CHECK(repeated == repeated_in_replay);
    CHECK(std::ranges::count_if(repeated, [](std::size_t many) { return many > 0; }) > 0);
    REQUIRE(states.size() == replayed.size());
    for (std::size_t i = 0; i < states.size(); ++i) {
        bool const same = states[i].mean == replayed[i].mean && states[i].sd == replayed[i].sd;
        if (!same) FAIL("row " << i << ": " << states[i].mean << " instead of " << replayed[i].mean);
    }
    for (std::size_t i = 0; i < followed_scores.size(); ++i) {
        CHECK(followed_scores[i].readings == replayed_scores[i].readings);
        CHECK(followed_scores[i].rmse == replayed_scores[i].rmse);
    }
    CHECK(replayed_scores[0].readings > 370);  // of 384; the last come after midnight
    // It may be ended at any cycle.
    long cycles = 0;
    Nowcast third(town, map, seen.sensors);
    go_through(
        third, map, followed.sensors, {}, [](Millis now, std::vector<Observation>&) { return now <= hour; },
        [&](Nowcast const&, Cycle const&, double) { ++cycles; });
    CHECK(cycles == 12);
}

TEST_CASE("a street that closes and a device that falls silent are raised, once, with where and since when",
          "[nowcast]")
{
    auto const town = road_town();
    Chance chance(4);
    auto const map = drawn_day(chance, nullptr).map(town);
    auto const hidden = drawn_day(chance, nullptr).map(town);
    auto seen = counted(hidden, {2, 4, 6, 8}, 5 * minute, 0.05, chance);
    for (auto& value : seen.values) {
        bool const closed = value.interval.from_ms >= 7 * hour && value.interval.from_ms < 8 * hour;
        if (value.sensor == 1 && closed) value.value = 0, value.error_sd = 0.5;
    }
    std::erase_if(seen.values, [](Observation const& o) { return o.sensor == 3 && o.interval.from_ms >= 10 * hour; });
    Nowcast nowcast(town, map, seen.sensors);
    std::vector<Anomaly> raised;
    replay(nowcast, map, seen, {}, [&](Nowcast const&, Cycle const& cycle, double) {
        raised.insert(raised.end(), cycle.anomalies.begin(), cycle.anomalies.end());
    });
    auto const closed = std::ranges::find(raised, AnomalyKind::fewer, &Anomaly::kind);
    REQUIRE(closed != raised.end());
    CHECK(closed->sensor == 1);
    CHECK(closed->raised_ms <= 7 * hour + 20 * minute);
    CHECK(closed->evidence.find("observed instead of") != std::string::npos);
    auto const silent = std::ranges::find(raised, AnomalyKind::silent, &Anomaly::kind);
    REQUIRE(silent != raised.end());
    CHECK(silent->sensor == 3);
    CHECK(silent->from_ms == 10 * hour);
    CHECK(silent->raised_ms == 10 * hour + 20 * minute);
    CHECK(std::ranges::count(raised, AnomalyKind::silent, &Anomaly::kind) == 1);
    CHECK(std::ranges::count(raised, AnomalyKind::fewer, &Anomaly::kind) == 1);
}
