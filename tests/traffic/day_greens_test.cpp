// Green by the plans of a day: several windows, several plans, times when the signal is off.
#include "traffic/day_greens.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace halong;
using core::Millis;
using traffic::DayGreens;
using traffic::GreenPeriod;

namespace {

constexpr Millis hour = core::ms_per_hour;

}  // namespace

TEST_CASE("several greens of a cycle, offset and wrapped over its end", "[traffic]")
{
    DayGreens const greens({{0, core::ms_per_day, 90'000, 20'000, {{10'000, 20'000}, {80'000, 15'000}}, false}});
    // Cycles start at 20 s: green 30-50 s, and from 100 s over the end of the cycle at 110 s to 115 s.
    CHECK(greens.next_green(26'000) == 30'000);
    CHECK(greens.next_green(49'999) == 49'999);
    CHECK(greens.next_green(50'000) == 100'000);
    CHECK(greens.end_of_green(100'000) == 115'000);
    CHECK(greens.end_of_green(112'000) == 115'000);
    CHECK(greens.next_green(115'000) == 120'000);
    CHECK(greens.next_green(9'000) == 10'000);  // 100 s less a cycle
    CHECK(greens.next_green(24'000) == 24'000);
    CHECK_FALSE(greens.is_green(25'000));
}

TEST_CASE("plans of a day follow each other, and between them the signal is off", "[traffic]")
{
    DayGreens const greens({{6 * hour, 9 * hour, 60'000, 0, {{0, 10'000}}, true},
                            {9 * hour, 22 * hour, 120'000, 0, {{60'000, 60'000}}, false}});
    CHECK(greens.is_green(5 * hour + 59'999));
    CHECK_FALSE(greens.yields(5 * hour));
    CHECK(greens.yields(6 * hour));
    CHECK_FALSE(greens.yields(9 * hour));
    CHECK(greens.next_green(6 * hour + 10'000) == 6 * hour + 60'000);
    CHECK(greens.next_green(9 * hour - 1) == 9 * hour + 60'000);
    CHECK(greens.end_of_green(3 * hour) == 6 * hour + 10'000);  // off, then green at once
    CHECK(greens.end_of_green(22 * hour - 1) == core::ms_per_day + 6 * hour + 10'000);
    CHECK(greens.next_green(core::ms_per_day + 7 * hour + 30'000) == core::ms_per_day + 7 * hour + 60'000);
}

TEST_CASE("greens that never come, and greens that never end", "[traffic]")
{
    DayGreens const red({{0, core::ms_per_day, 60'000, 0, {}, false}});
    CHECK(red.next_green(hour) == core::never);
    DayGreens const green({{0, core::ms_per_day, 60'000, 0, {{0, 30'000}, {30'000, 30'000}}, false}});
    CHECK(green.next_green(hour + 1) == hour + 1);
    CHECK(green.end_of_green(hour) == core::never);
    DayGreens const only_at_night({{4 * hour, core::ms_per_day, 60'000, 0, {}, false}});
    CHECK(only_at_night.next_green(5 * hour) == core::ms_per_day);
}

TEST_CASE("greens of a day agree with looking at every tenth of a second", "[traffic]")
{
    std::mt19937 random(11);
    for (int round = 0; round < 50; ++round) {
        std::vector<GreenPeriod> periods;
        Millis from = 0;
        for (int i = 0; i < 3; ++i) {
            GreenPeriod period;
            period.from_ms = from + static_cast<Millis>(random() % 3) * 100'000;
            period.to_ms = period.from_ms + 100'000 + static_cast<Millis>(random() % 5) * 50'000;
            period.cycle_ms = 30'000 + static_cast<Millis>(random() % 4) * 10'000;
            period.offset_ms = static_cast<Millis>(random() % 30) * 1'000;
            Millis const length = 1'000 * static_cast<Millis>(1 + random() % 12);
            period.greens = {{static_cast<Millis>(random() % 5) * 1'000, length}, {20'000, 5'000 + length}};
            if (round % 5 == 0) period.greens.clear();
            from = period.to_ms;
            periods.push_back(period);
        }
        DayGreens const greens(periods);
        auto const green_at = [&](Millis t) {
            for (GreenPeriod const& period : periods) {
                if (t < period.from_ms || t >= period.to_ms) continue;
                Millis const phase = (t + 10 * period.cycle_ms - period.offset_ms) % period.cycle_ms;
                for (auto const& green : period.greens) {
                    Millis const since = (phase - green.start_ms + period.cycle_ms) % period.cycle_ms;
                    if (since < green.length_ms) return true;
                }
                return false;
            }
            return true;
        };
        Millis next = core::never;
        Millis end = core::never;
        bool same = true;
        for (Millis t = 1'500'000; t >= 0; t -= 100) {
            if (green_at(t)) next = t;
            if (!green_at(t)) end = t;
            if (next != core::never) same = same && greens.next_green(t) == next;
            if (end != core::never) same = same && greens.end_of_green(t) == end;
        }
        CHECK(same);
    }
}
