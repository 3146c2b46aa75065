// The small parts: service clock, green time, rings, time wheel, entrance, stop line.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Warray-bounds"  // GCC 12 misreads the growth of a vector of integers (GCC bug 105329)
#endif

#include "traffic/departures.hpp"
#include "traffic/entrance.hpp"
#include "traffic/green_time.hpp"
#include "traffic/ring.hpp"
#include "traffic/service_clock.hpp"
#include "traffic/stop_line.hpp"
#include "traffic/time_wheel.hpp"

#include <catch2/catch.hpp>
#include <deque>
#include <map>
#include <random>

using namespace halong::traffic;

TEST_CASE("a service clock serves exactly its capacity", "[traffic]")
{
    for (std::uint32_t const capacity : {1'837U, 700U, 5'511U, 3'600U}) {
        ServiceClock clock;
        int served = 0;
        while (clock.ready() < 36'000'000) {
            clock.serve(clock.ready(), 1'000, capacity);
            ++served;
        }
        CHECK(served == 10 * static_cast<int>(capacity));
    }
}

TEST_CASE("a service clock loses unused time but for its bank", "[traffic]")
{
    ServiceClock strict;
    strict.serve(10'000, 1'000, 3'600);
    CHECK(strict.ready() == 11'000);
    ServiceClock banked;
    banked.serve(10'000, 1'000, 3'600, 2'000);
    CHECK(banked.ready() == 9'000);
    banked.serve(10'000, 1'000, 3'600, 2'000);
    banked.serve(10'000, 1'000, 3'600, 2'000);
    CHECK(banked.ready() == 11'000);
}

TEST_CASE("green times repeat", "[traffic]")
{
    GreenTime const green{90'000, 80'000, 30'000};  // over the end of the cycle
    CHECK(green.is_green(80'000));
    CHECK(green.is_green(0));
    CHECK(green.is_green(19'999));
    CHECK_FALSE(green.is_green(20'000));
    CHECK(green.next_green(20'000) == 80'000);
    CHECK(green.next_green(50) == 50);
    CHECK(green.end_of_green(80'000) == 110'000);
    CHECK(green.end_of_green(0) == 20'000);
    CHECK(green.next_green(86'400'000 + 25'000) == 86'400'000 + 80'000);
}

TEST_CASE("rings of a pool behave as queues and use their memory again", "[traffic]")
{
    RingPool<int> pool;
    std::array<Ring, 5> rings;
    std::array<std::deque<int>, 5> queues;
    std::mt19937 random(3);
    for (int i = 0; i < 20'000; ++i) {
        std::size_t const k = random() % rings.size();
        if (random() % 2 == 0 || queues[k].empty()) {
            pool.push_back(rings[k], i);
            queues[k].push_back(i);
        } else {
            REQUIRE(pool.front(rings[k]) == queues[k].front());
            pool.pop_front(rings[k]);
            queues[k].pop_front();
        }
        REQUIRE(rings[k].size == queues[k].size());
        if (!queues[k].empty()) REQUIRE(pool.at(rings[k], rings[k].size - 1) == queues[k].back());
    }
    Ring grown;
    for (int i = 0; i < 1000; ++i) pool.push_back(grown, i);
    std::size_t const bytes = pool.bytes();
    Ring again;
    for (int i = 0; i < 256; ++i) pool.push_back(again, i);  // fits into what `grown` left
    CHECK(pool.bytes() == bytes);
}

TEST_CASE("sorted insertion keeps equals in order", "[traffic]")
{
    RingPool<std::pair<int, int>> pool;
    Ring ring;
    std::vector<std::pair<int, int>> expected;
    std::mt19937 random(4);
    for (int i = 0; i < 200; ++i) {
        std::pair<int, int> const item{static_cast<int>(random() % 20), i};
        pool.insert_sorted(ring, item, [&](auto const& other) { return other.first > item.first; });
        expected.push_back(item);
    }
    std::sort(expected.begin(), expected.end());
    for (std::uint32_t i = 0; i < ring.size; ++i) CHECK(pool.at(ring, i) == expected[i]);
}

TEST_CASE("a time wheel gives every item in the step in which it is due", "[traffic]")
{
    struct Item {
        int number;
        Millis due_ms;
    };
    TimeWheel<Item> wheel(500);
    std::mt19937 random(5);
    std::map<int, Millis> waiting;
    Millis now = 0;
    for (int number = 0; number < 3000; ++number) {
        // Some far beyond the wheel's reach of 2,048 s.
        Millis const ahead = static_cast<Millis>(random() % (number % 10 == 0 ? 20'000'000 : 50'000));
        wheel.put({number, now + ahead}, now + ahead);
        waiting[number] = now + ahead;
        Millis const end = now + 1 + static_cast<Millis>(random() % 3000);
        wheel.take_due(
            end, [](Item const& item) { return item.due_ms; },
            [&](Item const& item) {
                CHECK(item.due_ms < end);
                CHECK(item.due_ms >= now);
                CHECK(waiting.erase(item.number) == 1);
            });
        now = end;
        for (auto const& [item, due_ms] : waiting) REQUIRE(due_ms >= now);
    }
    CHECK(wheel.size() == waiting.size());
}

TEST_CASE("departures come in order of time and leg", "[traffic]")
{
    Departures departures;
    CHECK(departures.next_ms() == halong::core::never);
    departures.add(500, 9);
    departures.add(200, 4);
    departures.add(500, 2);
    departures.add(90'000'000, 1);
    std::vector<std::pair<Millis, std::uint32_t>> taken;
    departures.take_due(501, [&](Millis time_ms, std::uint32_t leg) { taken.emplace_back(time_ms, leg); });
    CHECK(taken == std::vector<std::pair<Millis, std::uint32_t>>{{200, 4}, {500, 2}, {500, 9}});
    CHECK(departures.next_ms() == 90'000'000);
}

TEST_CASE("space comes back a wave time after an exit, and asking takes none", "[traffic]")
{
    RingPool<Hole> holes;
    LinkEntrance entrance;
    entrance.storage_mpcu = 3'000;
    entrance.wave_time_ms = 10'000;
    entrance.capacity_pcu_per_h = 3'600;
    CHECK(space_from(entrance, holes, 3'000) == 0);
    admit(entrance, holes, 3'000, 1'000);
    CHECK(entrance.service.ready() == 4'000);
    CHECK(space_from(entrance, holes, 250) == halong::core::never);
    holes.push_back(entrance.holes, {5'000, 1'000});
    holes.push_back(entrance.holes, {6'000, 2'000});
    for (int i = 0; i < 3; ++i) {
        CHECK(space_from(entrance, holes, 250) == 15'000);
        CHECK(space_from(entrance, holes, 1'250) == 16'000);
    }
    receive_holes(entrance, holes, 14'999);
    CHECK(entrance.used_mpcu == 3'000);
    admit(entrance, holes, 1'000, 15'000);
    CHECK(entrance.used_mpcu == 3'000);
    CHECK(entrance.holes.size == 1);
    CHECK(entrance.open_from_ms == 15'000);
    receive_holes(entrance, holes, 16'000);
    CHECK(entrance.used_mpcu == 1'000);
}

TEST_CASE("seepage takes its share of contested places only", "[traffic]")
{
    VehiclePool pool;
    LinkExit exit;
    auto const vehicle = [](halong::network::VehicleClass kind, Millis exit_ms) {
        QueuedVehicle queued;
        queued.exit_ms = exit_ms;
        queued.vehicle = static_cast<std::uint32_t>(kind);
        return queued;
    };
    using halong::network::VehicleClass;
    CHECK(join_queue(exit, pool, vehicle(VehicleClass::car, 1'000)));
    CHECK_FALSE(join_queue(exit, pool, vehicle(VehicleClass::motorbike, 2'000)));
    CHECK(earliest_file(exit, pool) == File::wide);
    CHECK(choose_file(exit, pool, File::wide, 1'000, 100) == File::wide);  // it need not wait
    CHECK(choose_file(exit, pool, File::wide, 1'500, 100) == File::wide);  // the motorbike is not there yet
    CHECK(choose_file(exit, pool, File::wide, 2'500, 100) == File::narrow);
    CHECK(choose_file(exit, pool, File::wide, 2'500, 0) == File::wide);
    int seeped = 0;
    for (int i = 0; i < 1000; ++i) seeped += choose_file(exit, pool, File::wide, 2'500, 30) == File::narrow ? 1 : 0;
    CHECK(seeped == 300);
    CHECK(join_queue(exit, pool, vehicle(VehicleClass::bicycle, 900)));
    CHECK(earliest_file(exit, pool) == File::narrow);
    CHECK_FALSE(join_queue(exit, pool, vehicle(VehicleClass::lorry, 900)));  // narrow vehicles win ties
}
