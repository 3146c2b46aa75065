// The table of waits: persons by hour of coming, percentiles by persons, and the most people inside.
#include "services/wait_table.hpp"

#include "services/toy_town.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::services;
using namespace halong::test;

namespace {

QueueVisit admitted(Millis come_ms, std::int32_t persons, Millis wait_ms, Millis stays_ms)
{
    return {.persons = persons,
            .come_ms = come_ms,
            .wait_ms = wait_ms,
            .enter_ms = come_ms + wait_ms,
            .leave_ms = come_ms + wait_ms + stays_ms,
            .admitted = true,
            .open = true};
}

}  // namespace

TEST_CASE("waits are counted by persons and by the hour of coming")
{
    std::vector<QueueVisit> visits;
    for (int i = 0; i < 19; ++i) visits.push_back(admitted(9 * hour, 1, 0, minute));
    visits.push_back(admitted(9 * hour, 1, 10 * minute, minute));
    visits.push_back(admitted(10 * hour, 3, 2 * minute, minute));
    QueueVisit gone{.persons = 2, .come_ms = 10 * hour, .wait_ms = 90 * minute, .open = true};
    visits.push_back(gone);
    gone.open = false;  // after closing: no wait at all to expect
    visits.push_back(gone);
    auto const table = wait_table(visits, 1);
    CHECK(table.admitted[9] == 20);
    CHECK(table.wait_ms[9] == 10 * minute);
    CHECK(table.wait_p95_ms[9] == 0);  // 19 of 20 are 95 %
    CHECK(table.wait_p95_ms[10] == 2 * minute);
    CHECK(table.turned_away[10] == 4);
    CHECK(table.all_admitted == 23);
    CHECK(table.all_turned_away == 4);
    CHECK(table.mean_wait_min == Approx(16.0 / 23));
    CHECK(table.wait_p95_min == 2);
    CHECK(table.expected_persons[10] == 5);
    CHECK(table.expected_ms[10] == 3 * 2 * minute + 2 * hour);  // 90 minutes count as an hour
}

TEST_CASE("the most people inside are exact, and last from hour to hour")
{
    std::vector<QueueVisit> const visits{admitted(8 * hour + 50 * minute, 5, 0, 3 * hour),
                                         admitted(9 * hour, 4, 10 * minute, 10 * minute),
                                         admitted(9 * hour, 7, 20 * minute, 5 * minute)};  // as the four leave
    auto const table = wait_table(visits, 1);
    CHECK(table.peak_inside[8] == 5);
    CHECK(table.peak_inside[9] == 12);
    CHECK(table.peak_inside[10] == 5);
    CHECK(table.peak_inside[11] == 5);
    CHECK(table.peak_inside[12] == 0);
    CHECK(wait_table({}, 2).admitted.size() == 48);
}
