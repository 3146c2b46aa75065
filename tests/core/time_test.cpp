// Times of day: hours wrap at midnight, clocks go on.
#include "core/time.hpp"

#include <catch2/catch.hpp>

using namespace halong::core;

TEST_CASE("the hour of a time wraps at midnight")
{
    CHECK(hour_of(0) == 0);
    CHECK(hour_of(ms_per_hour - 1) == 0);
    CHECK(hour_of(ms_per_hour) == 1);
    CHECK(hour_of(ms_per_day - 1) == 23);
    CHECK(hour_of(ms_per_day) == 0);
    CHECK(hour_of(25 * ms_per_hour) == 1);
    CHECK(hour_of(-1) == 0);
    CHECK(hour_of(-30 * ms_per_hour) == 0);
}

TEST_CASE("the longest day that a scenario may have fits, and `never` comes after it")
{
    static_assert(std::int64_t{72} * ms_per_hour < never);
    CHECK(ms_per_hour == 60 * ms_per_minute);
    CHECK(ms_per_day == 24 * ms_per_hour);
}

TEST_CASE("clock text")
{
    CHECK(clock_text(0) == "00:00:00");
    CHECK(clock_text(7 * ms_per_hour + 5 * ms_per_minute + 9 * ms_per_second + 999) == "07:05:09");
    CHECK(clock_text(25 * ms_per_hour) == "25:00:00");
}
