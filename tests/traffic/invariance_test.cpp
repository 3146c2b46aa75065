// The same traffic, bit for bit, for any window, any number of threads and any way of stepping.
#include "traffic/rank_threads.hpp"
#include "traffic/street_grid.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using test::StreetGrid;

TEST_CASE("congested mixed traffic does not depend on windows or threads", "[traffic]")
{
    StreetGrid grid(7, 90);
    grid.add_legs(5000, 18, 1'500'000, 11);
    core::Millis const until_ms = 4'200'000;  // past an hour's end
    StreetGrid::Record const expected = grid.run(500, 1, until_ms, 500);
    REQUIRE(expected.arrivals.size() > 2000);
    double delay = 0;
    for (auto const& [time, leg, departure, free] : expected.arrivals) delay += time - departure - free;
    REQUIRE(delay / static_cast<double>(expected.arrivals.size()) > 60'000);  // it is congested

    for (int const window_ms : {100, 250, 1000}) {
        INFO("window " << window_ms << " ms");
        CHECK(grid.run(window_ms, 1, until_ms, window_ms) == expected);
    }
    for (int const threads : {2, 3, 4, 8}) {
        INFO(threads << " threads");
        CHECK(grid.run(500, threads, until_ms, 500) == expected);
        CHECK(grid.run(1000, threads, until_ms, 1000) == expected);
    }
    CHECK(grid.run(500, 2, until_ms, 60'000) == expected);  // many windows in one call
    CHECK(grid.run(0, 2, until_ms, 60'000) == expected);    // the longest that the links allow
    CHECK(grid.run(700, 1, until_ms, 900) == expected);     // windows that fit nothing
}

TEST_CASE("a grid large enough for several regions gives one digest", "[traffic]")
{
    StreetGrid grid(60, 120);
    grid.add_legs(30'000, 25, 600'000, 5);
    StreetGrid::Record const expected = grid.run(500, 1, 900'000, 500);
    CHECK(expected.counters.link_moves > 150'000);
    for (int const threads : {2, 3, 4, 8}) {
        INFO(threads << " threads");
        CHECK(grid.run(500, threads, 900'000, 500) == expected);
        CHECK(grid.run(1000, threads, 900'000, 1000) == expected);
    }
}

TEST_CASE("ranks that share a grid by its routes give one digest, and write to neighbours only", "[traffic]")
{
    StreetGrid grid(40, 120);
    grid.add_legs(16'000, 25, 600'000, 5);
    StreetGrid::Record const expected = grid.run(500, 1, 900'000, 500);
    REQUIRE(expected.counters.link_moves > 80'000);
    for (int const count : {1, 2, 4}) {
        CAPTURE(count);
        for (int const threads : {1, 2}) {
            CAPTURE(threads);
            core::ThreadLimit const limit(threads);
            std::vector<traffic::RankMessages> messages(static_cast<std::size_t>(count));
            auto const records = test::on_ranks(count, [&](traffic::Ranks& ranks) {
                auto record = grid.run_on(ranks, 500, 900'000, threads == 1 ? 500 : 60'000);
                messages[static_cast<std::size_t>(ranks.rank())] = ranks.messages();
                return record;
            });
            for (StreetGrid::Record const& record : records) CHECK(record == expected);
            for (traffic::RankMessages const& told : messages) {
                CHECK(told.exchanges == 1'800);  // windows of 500 ms
                CHECK(told.messages <= told.exchanges * (count - 1));
                CHECK((told.bytes > 0) == (count > 1));
                // 20 bytes for who has crossed and 8 for his space, of few vehicles.
                CHECK(told.bytes < 28 * expected.counters.link_moves / 10 + 4 * told.messages);
            }
        }
    }
}

// The number changes only with the model. Compilers, optimisation, machines and threads must not change it.
TEST_CASE("a fixed town has the digest that it always had", "[traffic]")
{
    StreetGrid grid(7, 90);
    grid.add_legs(5000, 18, 1'500'000, 11);
    for (int const threads : {1, 2, 3, 4, 8}) {
        INFO(threads << " threads");
        StreetGrid::Record const record = grid.run(500, threads, 4'200'000, 500);
        CHECK(record.counters.link_moves == 40'451);
        CHECK(record.digest == 0xd22942fc896ab6e8);
    }
}

TEST_CASE("passages are the same where nobody asks how full the links are", "[traffic]")
{
    StreetGrid grid(7, 90);
    grid.add_legs(2'000, 12, 900'000, 3);
    auto const expected = grid.run(500, 1, 1'200'000, 500);
    REQUIRE(expected.passages.size() > 5'000);
    auto without = expected.passages;
    for (auto& passage : without) std::get<4>(passage) = 0;
    CHECK(without != expected.passages);
    for (int const threads : {1, 2}) {
        auto const lean = grid.run(1'000, threads, 1'200'000, 1'000, city::watch_passages);
        CHECK(lean.digest == expected.digest);
        CHECK(lean.passages == without);
    }
    CHECK(grid.run(500, 1, 1'200'000, 500, city::watch_nothing).passages.empty());
}

TEST_CASE("legs that start later change nothing before", "[traffic]")
{
    StreetGrid grid(5, 100);
    grid.add_legs(300, 10, 100'000, 3);
    StreetGrid::Record const alone = grid.run(500, 1, 3'000'000, 500);
    REQUIRE(alone.counters.on_road == 0);
    std::size_t const before = grid.departures.size();
    grid.add_legs(200, 10, 100'000, 4);
    for (std::size_t i = before; i < grid.departures.size(); ++i) grid.departures[i].time_ms += 4'000'000;
    StreetGrid::Record const both = grid.run(500, 1, 6'000'000, 500);
    REQUIRE(both.arrivals.size() == 500);
    CHECK(std::equal(alone.arrivals.begin(), alone.arrivals.end(), both.arrivals.begin()));
}
