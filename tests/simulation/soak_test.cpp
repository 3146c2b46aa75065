// Many days in one process, and many days that jam: neither memory nor descriptors grow, and every day ends and says how.
#include "simulation/busy_town.hpp"
#include "simulation/ring_town.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

using namespace halong;
using namespace halong::test;

namespace {

// Of this process, in KiB.
long resident_kib()
{
    long pages = 0;
    long resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    return resident * (::sysconf(_SC_PAGESIZE) / 1'024);
}

std::ptrdiff_t open_descriptors()
{
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
}

scenario::Scenario strict_day(int end_hour)
{
    scenario::Scenario scenario = ring_scenario(false);
    scenario.traffic.end_hour = end_hour;
    return scenario;
}

}  // namespace

TEST_CASE("a hundred days in one process, without growth of memory or descriptors", "[slow]")
{
    constexpr int side = 8;
    auto const town = busy_town(side);
    auto const plans = busy_plans(side, 1'000, hour);
    scenario::Scenario scenario;
    scenario.traffic.end_hour = 24;
    auto const day = [&] {
        return simulation::simulate(town, scenario, plans, simulation::route_plans(town, plans, scenario)).digest;
    };
    std::uint64_t const first = day();
    for (int i = 1; i < 20; ++i) REQUIRE(day() == first);  // allocators keep what they were given once
    long const kib = resident_kib();
    auto const descriptors = open_descriptors();
    for (int i = 20; i < 100; ++i) REQUIRE(day() == first);
    CAPTURE(kib, resident_kib());
    CHECK(resident_kib() <= kib + 1'024);
    CHECK(open_descriptors() == descriptors);
}

TEST_CASE("fifty days that may lock end, and tell who is held and where", "[slow]")
{
    int locked = 0;
    for (int number = 0; number < 50; ++number) {
        CAPTURE(number);
        bool const is_ring = number % 2 == 0;
        int const people = is_ring ? 200 + 20 * number : 600 + 60 * number;
        auto const town = is_ring ? ring_town() : busy_town(5);
        auto const plans = is_ring ? round_trips(people) : busy_plans(5, people, hour / 4);
        auto const scenario = strict_day(is_ring ? 4 : 3);
        auto const run = simulation::simulate(town, scenario, plans, simulation::route_plans(town, plans, scenario));
        CHECK(run.end_ms <= scenario.traffic.end_hour * hour);
        std::int64_t held = 0;
        for (auto const& stranded : run.stranded) held += stranded.held;
        CHECK(held == run.held_legs);
        CHECK(run.valid == (run.held_legs <= scenario.traffic.gridlock_limit_share * run.counters.departures));
        if (run.held_legs == 0) continue;
        CHECK(run.end_ms == scenario.traffic.end_hour * hour);
        if (run.gridlocks.empty()) continue;
        ++locked;
        CHECK(run.gridlocks.front().links.size() >= 2);
        CHECK(run.gridlocks.front().vehicles_held > 0);
        CHECK_FALSE(run.valid);
    }
    CHECK(locked >= 20);
}
