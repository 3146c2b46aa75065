// Informed drivers: who changes his way, when and for what gain, in cases that can be worked out by hand; and what must
// hold on any network.
#include "traffic/rerouting.hpp"

#include "core/archive.hpp"
#include "core/parallel.hpp"
#include "traffic/random_town.hpp"
#include "traffic/rank_threads.hpp"
#include "traffic/traffic_case.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace halong;
using core::LinkId;
using core::Millis;
using test::LinkSpec;
using test::Town;
using test::TrafficCase;

namespace {

std::int64_t sum_of(std::array<std::int64_t, core::hours_per_day> const& hours)
{
    std::int64_t sum = 0;
    for (std::int64_t const count : hours) sum += count;
    return sum;
}

// From node 0 by A to node 1, and on by B to node 2, or by C and D, which take 100 s longer; then by E. B lets one
// vehicle out, and then none for an hour. Cars depart every 10 s from 5 s on; the odd ones are informed.
struct TwoWays {
    static constexpr int cars = 120;
    TrafficCase town;
    LinkId a = town.link(0, 1);
    LinkId b;
    LinkId c = town.link(1, 3, {.length_m = 1500});
    LinkId d = town.link(3, 2, {.length_m = 1500});
    LinkId e = town.link(2, 4);
    traffic::InformedDrivers drivers{{}, 300'000, 0.2, 60'000, {}};

    explicit TwoWays(LinkSpec blocked = {}) : b(town.link(1, 2, blocked))
    {
        town.model(b).exit_capacity_pcu_per_h = 1;
        for (int i = 0; i < cars; ++i) {
            town.leg(5 + 10 * i, {a, b, e});
            drivers.legs.push_back(i % 2 == 1 ? 1 : 0);
        }
    }
    void run(double until_s)
    {
        town.build();
        town.traffic().inform(town.network(), drivers);
        town.traffic().depart(town.departures());
        town.advance(until_s);
    }
    // Cars that entered C, in their order.
    [[nodiscard]] std::vector<std::uint32_t> diverted() const
    {
        std::vector<std::uint32_t> legs;
        for (city::Passage const& p : town.passages) {
            if (p.link == c) legs.push_back(p.leg);
        }
        return legs;
    }
};

std::vector<std::uint32_t> odd_from(std::uint32_t first)
{
    std::vector<std::uint32_t> legs;
    for (std::uint32_t leg = first; leg < TwoWays::cars; leg += 2) legs.push_back(leg);
    return legs;
}

}  // namespace

// Car 1 reaches the end of B at 115 s and stands. At 300 s the news tells a wait of 185 s: by B it takes 50 + 185 + 50 s
// from the end of A on, by C 200 s. On A are the cars that departed from 250 s on: 25 to 29.
TEST_CASE("informed drivers go round a blocked link from the next news on, others never", "[traffic]")
{
    TwoWays ways;
    ways.run(2'000);
    CHECK(ways.diverted() == odd_from(25));
    auto const made = ways.town.traffic().reroutings();
    CHECK(sum_of(made.started) == 60);
    CHECK(sum_of(made.changed_under_way) == 3);  // 25, 27 and 29
    CHECK(sum_of(made.changed_at_start) == 45);  // 31, 33 … 119
    CHECK(made.changed_under_way[0] == 3);
    CHECK(made.legs_changed == 48);
    // Car 0 and all that went round have arrived, each as if it were alone.
    REQUIRE(ways.town.arrivals.size() == 49);
    for (traffic::Arrival const& arrival : ways.town.arrivals) {
        bool const first = arrival.leg == 0;
        CHECK(arrival.time_ms - arrival.departure_ms == (first ? 150'000 : 250'000));
        CHECK(arrival.free_ms == 150'000);  // of the way that it had planned
    }
}

TEST_CASE("nobody changes for less than the least gain", "[traffic]")
{
    double const least_s = GENERATE(85.0, 85.001);
    TwoWays ways;
    ways.drivers.least_gain_ms = TrafficCase::millis(least_s);
    ways.run(2'000);
    // For a gain of 85 s and more they wait for the news of 600 s: on A are 55 to 59.
    CHECK(ways.diverted() == odd_from(least_s > 85 ? 55 : 25));
}

TEST_CASE("the least gain is a share of the time that is left", "[traffic]")
{
    // 85 of 285 s are 29.8 %; 85 of the 335 s from the start 25.4 %.
    double const share = GENERATE(0.25, 0.28, 0.29, 0.30);
    TwoWays ways;
    ways.drivers.least_gain = share;
    ways.drivers.least_gain_ms = 0;
    ways.run(599);
    std::vector<std::uint32_t> expected;
    if (share < 0.298) expected = {25, 27, 29};
    if (share < 0.254) expected = {25, 27, 29, 31, 33, 35, 37, 39, 41, 43, 45};  // 47 leaves C at 600 s
    CHECK(ways.diverted() == expected);
}

TEST_CASE("without a least gain informed drivers keep a way on which nobody waits", "[traffic]")
{
    TwoWays ways;
    ways.drivers.least_gain = 0;
    ways.drivers.least_gain_ms = 0;
    ways.town.model(ways.b).exit_capacity_pcu_per_h = 2'880;
    ways.run(3'000);
    CHECK(ways.town.arrivals.size() == TwoWays::cars);
    CHECK(ways.diverted().empty());
    CHECK(ways.town.traffic().reroutings().legs_changed == 0);
}

// B holds five cars, and the place of car 0 comes back at 305 s: car 5 stands at the end of A from 105 s on and has a
// claim to it. In strict order it holds all others.
TEST_CASE("an informed driver at the stop line gives up his claim and lets those behind him go", "[traffic]")
{
    TwoWays ways({.length_m = 1000, .jam_per_m = 0.005, .capacity_per_s = 0.8});
    bool const all_informed = GENERATE(false, true);
    if (all_informed) ways.drivers.legs.assign(TwoWays::cars, 1);
    ways.run(3'000);
    auto const diverted = ways.diverted();
    if (!all_informed) {  // 5 goes round, 6 takes the place on B, 7 goes round and 8 stands for good
        CHECK(diverted == std::vector<std::uint32_t>{5, 7});
        return;
    }
    std::vector<std::uint32_t> expected;
    for (std::uint32_t leg = 5; leg < TwoWays::cars; ++leg) expected.push_back(leg);
    CHECK(diverted == expected);
    for (city::Passage const& p : ways.town.passages) {
        if (p.link != ways.a || p.leg < 5 || p.leg > 20) continue;
        // At the moment of the news, and then at the capacity of 0.8 cars/s.
        CHECK(p.exit_ms == 300'000 + 1'250 * static_cast<Millis>(p.leg - 5));
    }
}

TEST_CASE("who waits to enter his first link keeps it and changes what comes behind it", "[traffic]")
{
    TwoWays ways;
    ways.town.model(ways.a).entrance_capacity_pcu_per_h = 180;  // one every 20 s
    ways.run(3'500);
    // Car i enters A at 5 + 20 i s, and car 1 stands at the end of B from 125 s on. At 300 s cars 13 and 14 are on A, and
    // 15 to 29 wait for it; at 600 s 30 to 59 do. A gain of 75 s is too little for those who set out between, with the
    // wait at A before them.
    CHECK(ways.diverted() == odd_from(13));
    auto const made = ways.town.traffic().reroutings();
    CHECK(sum_of(made.changed_under_way) == 9 + 15);
    CHECK(sum_of(made.changed_at_start) == 30);
}

TEST_CASE("a banned turn and a link that is banned at this hour are no ways round", "[traffic]")
{
    TwoWays ways;
    auto const kind = GENERATE(0, 1, 2);
    if (kind == 0) ways.town.ban_turn(ways.a, ways.c);
    if (kind == 1)
        ways.town.ban_by_hour({ways.d, network::Access::of(network::VehicleClass::car), 0, core::ms_per_day});
    if (kind == 2)
        ways.town.ban_by_hour({ways.d, network::Access::of(network::VehicleClass::lorry), 0, core::ms_per_day});
    ways.run(2'000);
    CHECK(ways.diverted() == (kind == 2 ? odd_from(25) : std::vector<std::uint32_t>{}));
}

// 1,000 VND are four minutes, and the way round gains 85 s.
TEST_CASE("informed drivers weigh what their own class pays, and nothing that others pay", "[traffic]")
{
    auto const payer = GENERATE(network::VehicleClass::car, network::VehicleClass::van, network::VehicleClass::lorry);
    TwoWays ways;
    ways.town.charge({ways.d, network::Access::of(payer), 0, core::ms_per_day, 1'000});
    ways.run(599);
    bool const is_seen = payer == network::VehicleClass::car;
    CHECK(ways.diverted().empty() == is_seen);
}

TEST_CASE("a toll that changes in the course of a day moves informed drivers from then on, and is saved", "[traffic]")
{
    auto const cars = network::Access::of(network::VehicleClass::car);
    auto const diverted_after = [&](bool saves, std::int64_t vnd) {
        TwoWays ways;
        ways.town.charge({ways.d, cars, 23 * core::ms_per_hour, core::ms_per_day, 1'000});  // not at this time of day
        ways.run(400);
        ways.town.traffic().set_toll({ways.d, vnd});
        if (saves) {
            core::ArchiveWriter writer;
            ways.town.traffic().save(writer);
            ways.town.traffic().set_toll({ways.d, 0});  // what was saved counts
            core::ArchiveReader reader(writer.bytes(), "test");
            ways.town.traffic().load(reader);
        }
        ways.town.advance(2'000);
        return ways.diverted();
    };
    CHECK(diverted_after(false, 0) == odd_from(25));
    // At 300 s cars 25 to 29 change on the way, and those that start until 400 s change at once: 31 to 39; the toll
    // of 4 minutes is more than the 100 s that the way round takes longer while the next news tells more waiting.
    auto const dear = diverted_after(false, 1'000'000);
    CHECK(dear == std::vector<std::uint32_t>{25, 27, 29, 31, 33, 35, 37, 39});
    CHECK(diverted_after(true, 1'000'000) == dear);
}

// ---- Any network ---------------------------------------------------------------------------------

namespace {

struct InformedRun {
    std::vector<test::TownCrossing> crossings;  // by (leg, entry)
    std::vector<std::pair<Millis, std::uint32_t>> arrivals;
    traffic::Counters counters;
    traffic::Reroutings reroutings;
    std::uint64_t digest = 0;
    bool operator==(InformedRun const& other) const
    {
        return crossings == other.crossings && arrivals == other.arrivals && reroutings == other.reroutings &&
               digest == other.digest && counters.link_moves == other.counters.link_moves;
    }
};

// A random town in which two of three drivers are informed; some turns are banned, and a link to one class, where no
// leg's own route minds.
class InformedTown {
public:
    InformedTown(Town town, unsigned seed) : town_(std::move(town)), random_(seed)
    {
        std::set<std::pair<std::size_t, std::size_t>> driven;
        for (test::TownLeg const& leg : town_.legs) {
            for (std::size_t i = 0; i + 1 < leg.route.size(); ++i) driven.insert({leg.route[i], leg.route[i + 1]});
            plans_.traveller_key.push_back(routes_.size());
            plans_.first_stay.push_back(static_cast<std::uint32_t>(routes_.size()) + 1);
            plans_.activity.push_back(city::Activity::work);
            plans_.mode.push_back(leg.mode);
            for (std::size_t const link : leg.route) routes_.links.push_back(LinkId(link));
            routes_.offset.push_back(static_cast<std::uint32_t>(routes_.links.size()));
            departures_.push_back({static_cast<std::uint32_t>(departures_.size()), leg.departure_ms});
        }
        for (test::TownLink const& link : town_.links) model_.links.push_back(link.model);
        std::vector<network::BannedTurn> banned;
        for (std::size_t in = 0; in < town_.links.size(); ++in) {
            for (std::size_t out = 0; out < town_.links.size(); ++out) {
                if (town_.links[in].to != town_.links[out].from || driven.contains({in, out})) continue;
                if (random_() % 4 == 0) banned.push_back({LinkId(in), LinkId(out)});
            }
        }
        network_ = test::network_of(town_, banned);
        shut_ = LinkId(random_() % town_.links.size());
        bool const used_by_cars = std::ranges::any_of(town_.legs, [&](test::TownLeg const& leg) {
            return leg.mode == city::Mode::car && std::ranges::count(leg.route, shut_.value()) > 0;
        });
        if (!used_by_cars) {
            network_.add_hour_bans({{shut_, network::Access::of(network::VehicleClass::car), 0, core::ms_per_day}});
        }
        drivers_.look_ms = 7'000 + static_cast<Millis>(random_() % 30) * 1'000;
        drivers_.least_gain = 0.1;
        drivers_.least_gain_ms = 5'000;
        for (std::size_t leg = 0; leg < town_.legs.size(); ++leg) drivers_.legs.push_back(random_() % 3 > 0 ? 1 : 0);
    }

    [[nodiscard]] traffic::Traffic begin(int window_ms, traffic::Sharing const& sharing = {}) const
    {
        scenario::TrafficParameters parameters = town_.parameters;
        parameters.window_ms = window_ms;
        traffic::Traffic traffic = traffic::traffic_on(
            model_, network_, plans_, routes_, std::vector<std::uint8_t>(town_.links.size(), 1), parameters, sharing);
        traffic.inform(network_, drivers_);
        return traffic;
    }

    // With `stop_ms`: saved then, and gone on with in other traffic.
    [[nodiscard]] InformedRun run(int window_ms, int threads = 1, Millis stop_ms = 0) const
    {
        core::ThreadLimit const limit(threads);
        traffic::Traffic traffic = begin(window_ms);
        traffic.depart(departures_);
        traffic::WindowEvents happened;
        if (stop_ms > 0) {
            traffic.advance(stop_ms, happened);
            core::ArchiveWriter writer;
            traffic.save(writer);
            traffic::Traffic resumed = begin(window_ms);
            core::ArchiveReader reader(writer.bytes(), "memory");
            resumed.load(reader);
            reader.finish();
            traffic = std::move(resumed);
        }
        traffic.advance(town_.until_ms, happened);
        return told(traffic, happened);
    }

    // On one of several ranks, which have the nodes in turn.
    [[nodiscard]] InformedRun run_on(traffic::Ranks& ranks, test::Halt* saved = nullptr) const
    {
        traffic::Sharing sharing{&ranks, {}};
        for (std::size_t i = 0; i < town_.node_ids.size(); ++i) {
            sharing.rank_of_node.push_back(static_cast<std::uint32_t>(i % static_cast<std::size_t>(ranks.count())));
        }
        traffic::Traffic traffic = begin(1'000, sharing);
        traffic::WindowEvents happened;
        test::Halt none;
        (saved != nullptr ? *saved : none).run(traffic, departures_, town_.until_ms, 20'000, happened, &ranks);
        return told(traffic, happened);
    }
    // Saved at `stop_ms` by so many ranks, as the first of them has it.
    [[nodiscard]] test::Halt halted_on(int ranks, Millis stop_ms) const
    {
        auto const halts = test::on_ranks(ranks, [&](traffic::Ranks& each) {
            test::Halt halt{stop_ms, {}, {}};
            static_cast<void>(run_on(each, &halt));
            return halt;
        });
        return halts.front();
    }

    [[nodiscard]] static InformedRun told(traffic::Traffic const& traffic, traffic::WindowEvents const& happened)
    {
        InformedRun run;
        for (city::Passage const& p : happened.passages) {
            run.crossings.push_back({p.exit_ms, p.leg, p.link.value(), p.entry_ms});
        }
        std::ranges::sort(run.crossings, {},
                          [](test::TownCrossing const& c) { return std::tuple(c.leg, c.entry_ms, c.exit_ms); });
        for (traffic::Arrival const& a : happened.arrivals) run.arrivals.emplace_back(a.time_ms, a.leg);
        std::ranges::sort(run.arrivals);
        run.counters = traffic.counters();
        run.reroutings = traffic.reroutings();
        run.digest = traffic.digest();
        return run;
    }

    // What is wrong with a run; empty when nothing is.
    [[nodiscard]] std::string problem(InformedRun const& run) const
    {
        std::vector<std::vector<test::TownCrossing>> trips(town_.legs.size());
        for (test::TownCrossing const& c : run.crossings) trips[c.leg].push_back(c);
        std::set<std::uint32_t> arrived;
        for (auto const& [time_ms, leg] : run.arrivals) arrived.insert(leg);
        std::int64_t changed = 0;
        for (std::uint32_t leg = 0; leg < trips.size(); ++leg) {
            auto const& route = town_.legs[leg].route;
            bool strays = false;
            for (std::size_t i = 0; i < trips[leg].size(); ++i) {
                test::TownCrossing const& c = trips[leg][i];
                strays = strays || i >= route.size() || c.link != route[i];
                if (i == 0) {
                    if (town_.links[c.link].from != town_.links[route.front()].from) return "starts elsewhere";
                    continue;
                }
                test::TownCrossing const& before = trips[leg][i - 1];
                if (before.exit_ms != c.entry_ms) return "times do not follow each other";
                if (town_.links[before.link].to != town_.links[c.link].from) return "a way is not connected";
                if (network_.is_banned(LinkId(before.link), LinkId(c.link))) return "a banned turn is taken";
            }
            if (strays && drivers_.legs[leg] == 0) return "an uninformed driver leaves his route";
            changed += strays ? 1 : 0;
            if (arrived.contains(leg) &&
                (trips[leg].empty() || town_.links[trips[leg].back().link].to != town_.links[route.back()].to)) {
                return "somebody arrives elsewhere";
            }
        }
        if (changed > run.reroutings.legs_changed) return "more strayed than changed their way";
        if (run.counters.banned_entries > 0) return "somebody enters a link from which he is banned";
        auto const departed = static_cast<std::int64_t>(town_.legs.size());
        if (run.counters.departures != departed) return "not everybody departed";
        if (run.counters.arrivals + run.counters.on_road != departed) return "somebody is lost";
        if (static_cast<std::int64_t>(run.arrivals.size()) != run.counters.arrivals) return "arrivals are miscounted";
        return {};
    }

private:
    Town town_;
    std::mt19937 random_;
    network::Network network_;
    traffic::RoadModel model_;
    city::Plans plans_;
    network::Routes routes_;
    std::vector<traffic::Departure> departures_;
    traffic::InformedDrivers drivers_;
    LinkId shut_;
};

InformedTown informed_town(unsigned seed)
{
    Town town = test::random_town(seed, test::TownShape::any);
    if (seed % 2 == 0) {
        town.parameters.pass_blocked_after_s = 1 + seed % 3;
        town.parameters.ring_turn_s = 1 + seed % 5;
        town.parameters.squeeze_after_s = 15;
    }
    return {std::move(town), seed};
}

}  // namespace

TEST_CASE("ways of informed drivers are connected, keep bans and end where they should, for any window", "[traffic]")
{
    std::int64_t changed = 0;
    unsigned const count = test::case_count(300);
    for (unsigned seed = 0; seed < count; ++seed) {
        INFO("seed " << seed);
        InformedTown const town = informed_town(seed);
        InformedRun const run = town.run(1'000);
        REQUIRE(town.problem(run).empty());
        changed += run.reroutings.legs_changed;
        REQUIRE(town.run(370) == run);
        if (seed % 4 == 0) REQUIRE(town.run(100, 1 + static_cast<int>(seed / 4 % 4)) == run);
    }
    CHECK(changed > count);
}

TEST_CASE("informed traffic that is saved goes on as if it had never stopped", "[traffic]")
{
    for (unsigned seed = 1'000; seed < 1'000 + test::case_count(60); ++seed) {
        INFO("seed " << seed);
        InformedTown const town = informed_town(seed);
        InformedRun const run = town.run(1'000);
        for (int i = 1; i < 6; ++i) REQUIRE(town.run(1'000, 1, i * 23'137) == run);
    }
}

TEST_CASE("informed drivers hear the same news and take the same ways where ranks share the roads", "[traffic]")
{
    std::int64_t changed = 0;
    unsigned const count = test::case_count(40);
    for (unsigned seed = 2'000; seed < 2'000 + count; ++seed) {
        INFO("seed " << seed);
        InformedTown const town = informed_town(seed);
        InformedRun const expected = town.run(1'000);
        changed += expected.reroutings.legs_changed;
        auto const runs =
            test::on_ranks(2 + static_cast<int>(seed % 3), [&](traffic::Ranks& ranks) { return town.run_on(ranks); });
        for (InformedRun const& run : runs) REQUIRE(run == expected);
    }
    CHECK(changed > count);
}

TEST_CASE("informed drivers go on alike where ranks have saved the day, on another number of them", "[traffic]")
{
    unsigned const count = test::case_count(20);
    for (unsigned seed = 3'000; seed < 3'000 + count; ++seed) {
        INFO("seed " << seed);
        InformedTown const town = informed_town(seed);
        InformedRun const expected = town.run(1'000);
        int const ranks = 2 + static_cast<int>(seed % 3);
        test::Halt const halt = town.halted_on(ranks, 20'000 + static_cast<Millis>(seed % 7) * 13'137);
        for (int const others : {1, 6 - ranks}) {
            auto const runs = test::on_ranks(others, [&](traffic::Ranks& each) {
                test::Halt own = halt;
                return town.run_on(each, &own);
            });
            for (InformedRun const& run : runs) REQUIRE(run == expected);
        }
    }
}
