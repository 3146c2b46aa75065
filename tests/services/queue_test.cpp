// The one queue: exact cases by hand, rules on random cases, and theory (M/M/c, M/D/1, Erlang A and B).
#include "services/queue.hpp"

#include "core/archive.hpp"
#include "core/error.hpp"
#include "core/random.hpp"
#include "services/queue_theory.hpp"
#include "services/toy_town.hpp"
#include "support/test_data.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sstream>

using namespace halong;
using namespace halong::services;
using namespace halong::test;

namespace {

QueueGroup group(Millis come_ms, std::int32_t persons, Millis service_ms, Millis stays_ms = 0)
{
    return {.come_ms = come_ms, .persons = persons, .service_ms = service_ms, .least_inside_ms = stays_ms};
}

constexpr Millis unit = 10'000;  // mean service of the runs below: a millisecond is 0.01 % of it

// What one long run of a queue gave.
struct LongRun {
    double waited = 0;     // share of the customers
    double mean_wait = 0;  // in mean services
    double lost = 0;       // share of the customers
};

struct Law {
    double arrivals = 0.5;  // per mean service
    int servers = 1;
    bool fixed_service = false;
    std::int64_t waiting_room = unlimited;
    double mean_patience = 0;  // in mean services; 0: waits for ever
};

// The first tenth of the customers warms up the queue.
LongRun long_run(Law const& law, std::uint64_t seed, std::uint64_t customers)
{
    core::Random const random(seed);
    FifoQueue queue({.servers = law.servers, .waiting_room = law.waiting_room});
    auto const drawn = [&](std::uint64_t customer, std::uint32_t purpose, double mean) {
        return static_cast<Millis>(
            std::lround(mean * unit * random.exponential(core::Stream::test, {customer, purpose, 0})));
    };
    LongRun sums;
    Millis now_ms = 0;
    std::uint64_t counted = 0;
    for (std::uint64_t i = 0; i < customers; ++i) {
        now_ms += drawn(i, 0, 1 / law.arrivals);
        QueueGroup customer = group(now_ms, 1, law.fixed_service ? unit : drawn(i, 1, 1));
        if (law.mean_patience > 0) customer.patience_ms = drawn(i, 2, law.mean_patience);
        auto const outcome = queue.come(customer);
        if (i < customers / 10) continue;
        ++counted;
        if (outcome.wait_ms > 0) sums.waited += 1;
        if (!outcome.admitted) sums.lost += 1;
        if (outcome.admitted) sums.mean_wait += static_cast<double>(outcome.wait_ms) / unit;
    }
    auto const all = static_cast<double>(counted);
    return {sums.waited / all, sums.mean_wait / all, sums.lost / all};
}

// The figures of independent runs, each with its standard error.
struct Figures {
    Estimate waited;
    Estimate mean_wait;
    Estimate lost;
};

Figures figures_of(Law const& law)
{
    constexpr int runs = 16;
    constexpr std::uint64_t customers = 12'000;
    std::vector<double> waited;
    std::vector<double> mean_wait;
    std::vector<double> lost;
    for (std::uint64_t seed = 1; seed <= runs; ++seed) {
        auto const run = long_run(law, seed, customers);
        waited.push_back(run.waited);
        mean_wait.push_back(run.mean_wait);
        lost.push_back(run.lost);
    }
    return {estimate_of(waited), estimate_of(mean_wait), estimate_of(lost)};
}

// Within 6 standard errors of 16 runs (Student, 15 degrees of freedom: wrong alarm in 2.4 of 100,000 comparisons) and the
// grain of a millisecond.
void check_near(Estimate const& found, double expected)
{
    INFO("expected " << expected << ", found " << found.mean << " with a standard error of " << found.standard_error);
    CHECK(std::abs(found.mean - expected) <= 6 * found.standard_error + 1e-3 * expected + 1e-4);
}

// (lambda, servers, theta) -> quantity -> value of one model.
using Reference = std::map<std::tuple<double, double, double, double>, std::map<std::string, double>>;

Reference reference(std::filesystem::path const& path, std::string const& model)
{
    Reference rows;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> cells;
        std::stringstream text(line);
        for (std::string cell; std::getline(text, cell, ',');) cells.push_back(cell);
        if (cells.size() != 7 || cells[0] != model) continue;
        auto const number = [&](std::size_t i) { return cells[i].empty() ? 0 : std::stod(cells[i]); };
        rows[{number(1), number(2), number(3), number(4)}][cells[5]] = number(6);
    }
    return rows;
}

}  // namespace

TEST_CASE("a queue of equal customers at equal times is exact (D/D/1)")
{
    FifoQueue slow({.servers = 1});
    for (int i = 0; i < 100; ++i) {
        auto const outcome = slow.come(group(i * 1'000, 1, 1'500));
        CHECK(outcome.admitted);
        CHECK(outcome.wait_ms == i * 500);
        CHECK(outcome.enter_ms == i * 1'000 + i * 500 + 1'500);
    }
    FifoQueue quick({.servers = 1});
    for (int i = 0; i < 100; ++i) CHECK(quick.come(group(i * 1'000, 1, 1'000)).wait_ms == 0);
    FifoQueue pair({.servers = 2});
    for (int i = 0; i < 100; ++i) CHECK(pair.come(group(i * 1'000, 1, 3'000)).wait_ms == i / 2 * 1'000);
}

TEST_CASE("a place takes so many people at once, and nobody overtakes a larger group")
{
    FifoQueue place({.capacity = 10});
    CHECK(place.come(group(0, 6, 0, 100'000)).wait_ms == 0);
    CHECK(place.come(group(1'000, 3, 0, 50'000)).wait_ms == 0);
    auto const large = place.come(group(2'000, 5, 0, 10'000));
    CHECK(large.wait_ms == 98'000);  // 5 fit when the six have gone
    CHECK(large.inside == 5);
    auto const single = place.come(group(3'000, 1, 0, 10'000));
    CHECK(single.wait_ms == 97'000);  // there is room now, but the large group is first
    CHECK(single.inside == 6);
    auto const too_large = place.come(group(4'000, 11, 0, 10'000));
    CHECK_FALSE(too_large.admitted);
    CHECK(too_large.wait_ms == core::never);
    CHECK(too_large.leave_ms == 4'000);
}

TEST_CASE("slots let people in together, as many as have seats")
{
    FifoQueue boats({.slot_ms = 600'000, .slot_persons = 50});
    CHECK(boats.come(group(0, 30, 0)).wait_ms == 0);
    CHECK(boats.come(group(1, 20, 0)).wait_ms == 599'999);
    CHECK(boats.come(group(2, 31, 0)).wait_ms == 1'199'998);  // 20 of the boat at 00:10 are taken
    CHECK(boats.come(group(3, 10, 0)).wait_ms == 1'199'997);
    CHECK(boats.come(group(4, 10, 0)).wait_ms == 1'799'996);
    CHECK_FALSE(boats.come(group(5, 51, 0)).admitted);
}

TEST_CASE("a queue keeps its opening hours, also past midnight")
{
    FifoQueue museum({.opens_ms = 8 * hour, .closes_ms = 17 * hour});
    CHECK(museum.come(group(7 * hour, 1, 0)).wait_ms == hour);
    CHECK(museum.come(group(9 * hour, 1, 0)).wait_ms == 0);
    auto const late = museum.come(group(17 * hour, 1, 0));
    CHECK_FALSE(late.admitted);
    CHECK_FALSE(late.open);

    FifoQueue night_market({.opens_ms = 18 * hour, .closes_ms = 26 * hour});
    CHECK(night_market.come(group(hour, 1, 0)).wait_ms == 0);  // since yesterday
    CHECK(night_market.come(group(3 * hour, 1, 0)).wait_ms == 15 * hour);
    CHECK(night_market.come(group(25 * hour, 1, 0)).wait_ms == 0);
    CHECK_FALSE(night_market.come(group(26 * hour, 1, 0)).admitted);

    FifoQueue gate({.servers = 1, .opens_ms = 0, .closes_ms = 10'000});
    CHECK(gate.come(group(1'000, 1, 9'500)).admitted);
    CHECK_FALSE(gate.come(group(2'000, 1, 1'000)).admitted);  // his turn comes after closing
    CHECK(gate.come(group(2'000, 1, 1'000)).open);
}

TEST_CASE("whoever would wait too long goes at once and holds nobody up")
{
    FifoQueue gate({.servers = 1});
    gate.come(group(0, 1, 60'000));
    auto impatient = group(1'000, 4, 60'000);
    impatient.patience_ms = 58'999;
    auto const outcome = gate.come(impatient);
    CHECK_FALSE(outcome.admitted);
    CHECK(outcome.open);
    CHECK(outcome.wait_ms == 59'000);
    CHECK(outcome.leave_ms == 1'000);
    impatient.patience_ms = 59'000;
    CHECK(gate.come(impatient).admitted);

    FifoQueue loss({.servers = 1, .waiting_room = 2});
    CHECK(loss.come(group(0, 5, 10'000)).admitted);  // goes straight in
    CHECK_FALSE(loss.come(group(1, 3, 10'000)).admitted);
    CHECK(loss.come(group(2, 2, 10'000)).admitted);
    CHECK_FALSE(loss.come(group(3, 1, 10'000)).admitted);
    CHECK(loss.come(group(10'001, 1, 10'000)).admitted);  // the two have begun
}

TEST_CASE("who waited leaves later, but not before his least stay, and not at all if he never meant to")
{
    FifoQueue gate({.servers = 1});
    gate.come(group(0, 1, 100'000));
    auto visit = group(0, 1, 0, 30'000);
    visit.leave_ms = 120'000;
    CHECK(gate.come(visit).leave_ms == 130'000);
    visit.leave_ms = 500'000;
    CHECK(gate.come(visit).leave_ms == 500'000);
    visit.leave_ms = core::never;
    CHECK(gate.come(visit).leave_ms == core::never);
}

// Against the plainest reference: everybody's times looked up again in the list of all who came before.
TEST_CASE("queues of random groups: order, capacity, gates and slots hold, and waits are no longer than they must")
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Draws draws(seed);
        QueueRules const rules{.servers = draws.below(4),
                               .capacity = draws.below(2) == 0 ? unlimited : 20 + draws.below(40),
                               .slot_ms = draws.below(2) == 0 ? 0 : 500 + draws.below(3'000),
                               .slot_persons = 10 + draws.below(20)};
        FifoQueue queue(rules);
        struct Past {
            Millis start, enter, leave;
            int persons;
        };
        std::vector<Past> past;
        Millis now = 0;
        for (int i = 0; i < 100; ++i) {
            now += draws.below(2'000);
            int const persons = 1 + draws.below(10);
            auto const customer = group(now, persons, draws.below(2'500), draws.below(20'000));
            auto const outcome = queue.come(customer);
            REQUIRE(outcome.admitted);
            auto const possible = [&](Millis start) {
                int inside = persons;
                int serving = 1;
                int in_slot = persons;
                for (Past const& other : past) {
                    if (other.start > start) return false;
                    if (other.leave > start) inside += other.persons;
                    if (other.enter > start) ++serving;
                    if (other.start == start) in_slot += other.persons;
                }
                if (inside > rules.capacity || (rules.servers > 0 && serving > rules.servers)) return false;
                return rules.slot_ms == 0 || (start % rules.slot_ms == 0 && in_slot <= rules.slot_persons);
            };
            Millis const start = now + outcome.wait_ms;
            REQUIRE(possible(start));
            // The earliest possible time is now or one at which something changes.
            std::vector<Millis> moments{now};
            for (Past const& other : past) {
                for (Millis const moment : {other.start, other.enter, other.leave}) {
                    if (moment > now && moment < start) moments.push_back(moment);
                }
            }
            for (Millis moment : moments) {
                if (rules.slot_ms > 0) moment = (moment + rules.slot_ms - 1) / rules.slot_ms * rules.slot_ms;
                for (; moment < start; moment += rules.slot_ms) {
                    if (possible(moment)) FAIL("group " << i << " of seed " << seed << " could have begun earlier");
                    if (rules.slot_ms == 0) break;
                }
            }
            past.push_back({start, outcome.enter_ms, outcome.leave_ms, persons});
        }
    }
}

TEST_CASE("gates that open or close act on whoever comes later, and those in the queue keep their times")
{
    FifoQueue queue({.servers = 2});
    for (int i = 0; i < 4; ++i) CHECK(queue.come(group(0, 1, 1'000)).wait_ms == i / 2 * 1'000);
    CHECK(queue.waiting_at(0) == 2);
    CHECK(queue.inside_at(0) == 2);
    CHECK(queue.waiting_at(1'000) == 0);

    queue.set_servers(3, 500);  // both old ones are promised until 2 s
    CHECK(queue.rules().servers == 3);
    CHECK(queue.come(group(500, 1, 4'000)).wait_ms == 500);  // not before those ahead of him
    queue.set_servers(1, 600);                               // the one that is free last stays: until 5 s
    CHECK(queue.come(group(700, 1, 100)).wait_ms == 4'300);
    CHECK_THROWS_AS(queue.set_servers(0, 700), core::InternalFault);
}

TEST_CASE("a place with less room than people inside takes nobody until enough have left")
{
    FifoQueue queue({.capacity = 10});
    for (int i = 1; i <= 5; ++i) CHECK(queue.come(group(0, 2, 0, i * 1'000)).wait_ms == 0);
    queue.set_capacity(4);
    CHECK(queue.come(group(100, 2, 0, 1'000)).wait_ms == 3'900);  // 2 of 10 are left inside at 4 s
    CHECK_FALSE(queue.come(group(200, 5, 0)).admitted);           // will never fit
}

TEST_CASE("a queue goes on from where it was saved")
{
    QueueRules const rules{.servers = 2, .capacity = 30, .waiting_room = 25, .slot_ms = 700, .slot_persons = 12};
    Draws draws(3);
    FifoQueue whole(rules);
    FifoQueue part(rules);
    Millis now = 0;
    for (int i = 0; i < 400; ++i) {
        now += draws.below(900);
        auto const customer = group(now, 1 + draws.below(6), draws.below(1'500), draws.below(9'000));
        auto const a = whole.come(customer);
        auto const b = part.come(customer);
        REQUIRE(a.admitted == b.admitted);
        REQUIRE(a.wait_ms == b.wait_ms);
        if (i % 60 == 0) {
            for (FifoQueue* const queue : {&whole, &part}) queue->set_servers(1 + i / 60 % 4, now);
            for (FifoQueue* const queue : {&whole, &part}) queue->set_capacity(20 + i % 11);
        }
        if (i % 50 != 0) continue;
        core::ArchiveWriter writer;
        writer(part);
        part = FifoQueue(rules);
        core::ArchiveReader reader(writer.bytes(), "test");
        reader(part);
        reader.finish();
    }
}

TEST_CASE("M/M/c: who waits, and for how long (Erlang C)", "[statistics]")
{
    CHECK(erlang_c(10, 14) == Approx(0.1741319335950498).epsilon(1e-12));
    for (auto const& [arrivals, servers] :
         {std::pair{0.5, 1}, {0.8, 1}, {1.6, 2}, {2.7, 3}, {8.0, 10}, {10.0, 14}, {45.0, 50}}) {
        INFO("M/M/" << servers << ", " << arrivals << " arrivals in a mean service");
        auto const found = figures_of({.arrivals = arrivals, .servers = servers});
        check_near(found.waited, erlang_c(arrivals, servers));
        check_near(found.mean_wait, mean_wait_mmc(arrivals, servers));
    }
}

TEST_CASE("M/D/1: half the wait of M/M/1 (Pollaczek and Khinchine)", "[statistics]")
{
    for (double const load : {0.3, 0.5, 0.8}) {
        INFO("load " << load);
        auto const found = figures_of({.arrivals = load, .fixed_service = true});
        check_near(found.mean_wait, mean_wait_mg1(load, 0));
        check_near(found.waited, load);
    }
}

TEST_CASE("M/M/c/c: who finds no room to wait is lost (Erlang B)", "[statistics]")
{
    for (auto const& [arrivals, servers] : {std::pair{0.5, 1}, {1.6, 2}, {8.0, 10}, {18.0, 20}}) {
        INFO("M/M/" << servers << "/" << servers << ", load " << arrivals);
        auto const found = figures_of({.arrivals = arrivals, .servers = servers, .waiting_room = 0});
        check_near(found.lost, erlang_b(arrivals, servers));
        CHECK(found.mean_wait.mean == 0);
    }
}

// Whoever knows that he would wait beyond his patience and goes at once is as good as one who waits in vain: neither is
// served, so that the shares are those of Erlang A.
TEST_CASE("queues agree with the tables of published and recomputed values", "[statistics]")
{
    auto const path = test_data_or_skip("queues/queue_reference.csv");
    if (!path) return;
    auto const tables = reference(*path, "M/M/c");
    REQUIRE(tables.size() >= 10);
    for (auto const& [key, values] : tables) {
        auto const [lambda, mu, c, theta] = key;
        auto const servers = static_cast<int>(c);
        CHECK(erlang_b(lambda / mu, servers) == Approx(values.at("ErlangB")).margin(1e-9));
        CHECK(erlang_c(lambda / mu, servers) == Approx(values.at("ErlangC_Pwait")).margin(1e-9));
        CHECK(mean_wait_mmc(lambda / mu, servers) / mu == Approx(values.at("Wq")).margin(1e-9));
    }
    for (auto const& [key, values] : reference(*path, "M/G/1")) {
        auto const [lambda, mu, c, theta] = key;
        CHECK(mean_wait_mg1(lambda / mu, 0) / mu == Approx(values.at("Wq_cs2=0")).margin(1e-9));
    }
    auto const patient = reference(*path, "M/M/c+M");
    REQUIRE(patient.size() == 4);
    for (auto const& [key, values] : patient) {
        auto const [lambda, mu, c, theta] = key;
        INFO("M/M/" << c << "+M, lambda " << lambda << ", theta " << theta);
        auto const found =
            figures_of({.arrivals = lambda / mu, .servers = static_cast<int>(c), .mean_patience = mu / theta});
        check_near(found.waited, values.at("P_wait"));
        check_near(found.lost, values.at("P_ab"));
    }
}
