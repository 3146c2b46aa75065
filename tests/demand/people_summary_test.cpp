#include "demand/people_summary.hpp"

#include "demand/demand.hpp"
#include "plan_rules.hpp"
#include "small_timetable.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

using namespace halong;
using namespace halong::demand;

namespace {

std::int64_t sum(ByHour const& counts) { return std::accumulate(counts.begin(), counts.end(), std::int64_t{0}); }

}  // namespace

TEST_CASE("people summary: every resident, household, trip and visitor is counted once")
{
    auto const city = test::small_city_with_timetable();
    auto const day = test::small_day();
    auto const plans = make_plans(city, day, core::Random(day.seed));
    auto const summary = summarise(city, day, plans);
    CHECK(summary.persons == 45'000);
    std::int64_t in_pyramid = 0;
    for (auto const& row : summary.pyramid) in_pyramid += row[0] + row[1];
    CHECK(in_pyramid == 45'000);
    CHECK(std::accumulate(summary.household_sizes.begin(), summary.household_sizes.end(), std::int64_t{0}) ==
          summary.households);
    std::int64_t legs = 0;
    std::int64_t rides = 0;
    std::int64_t visitors = 0;
    for (std::uint32_t t = 0; t < plans.traveller_count(); ++t) {
        if (test::is_visitor(plans, t)) visitors += plans.persons[t];
        if (!test::is_resident(plans, t)) continue;
        for (auto stay = plans.stays_begin(t); stay + 1 < plans.stays_end(t); ++stay) {
            legs += 1;
            rides += plans.mode[stay] == city::Mode::transit ? 1 : 0;
        }
    }
    CHECK(summary.by_mode[static_cast<std::size_t>(city::Mode::transit)] == rides);
    CHECK(summary.trips == legs - 2 * rides);  // the walks to and from a bus are parts of its trip
    CHECK(std::accumulate(summary.by_mode.begin(), summary.by_mode.end(), std::int64_t{0}) == summary.trips);
    std::int64_t departures = 0;
    for (auto const& purpose : summary.departures) departures += sum(purpose);
    CHECK(departures == summary.trips);
    CHECK(summary.visitors == visitors);
    CHECK(summary.visitors_arriving == std::llround(day.demand.visitors_per_day));
    CHECK(summary.visitors_arriving < visitors);  // the others slept here
    CHECK(*std::max_element(summary.visitors_present.begin(), summary.visitors_present.end()) <= visitors);
    CHECK(summary.visitors_present[13] > summary.visitors_present[4]);
}

TEST_CASE("people summary: figures stand beside their published ranges")
{
    auto const city = test::small_city_with_timetable();
    auto const day = test::small_day();
    auto const rows = beside_published(summarise(city, day, make_plans(city, day, core::Random(day.seed))));
    CHECK(rows.size() == 11);
    for (auto const& row : rows) {
        INFO(row.name_en << " " << row.simulated);
        CHECK(row.low <= row.high);
        CHECK_FALSE(row.source.empty());
        CHECK(row.simulated > 0);
    }
}
