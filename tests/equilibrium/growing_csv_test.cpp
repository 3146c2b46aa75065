// A day that is still being written: read line by line, from known sensors alone, and gone through as when it is whole.
#include "equilibrium/growing_csv.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "equilibrium/observation_issues.hpp"
#include "equilibrium/taken_intervals.hpp"
#include "services/toy_town.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <fstream>
#include <sys/stat.h>

using namespace halong;
using namespace halong::equilibrium;
using namespace halong::test;
using Kind = ObservationIssueKind;

namespace {

city::City town()
{
    StreetPlan streets;
    streets.two_way(streets.node(0, 0), streets.node(1'000, 0));
    city::City town;
    town.crs = "EPSG:5899";
    town.network = network::Network(streets.nodes, streets.links, {});
    add_zones(town, 1, 1'000);
    return town;
}

std::string const header = "sensor,kind,time,minutes,value,unit,link,received\n";

std::string row(std::string const& sensor, std::string const& time, int value, std::string const& link = "",
                std::string const& received = "")
{
    return fmt::format("{},count,{},15,{},veh,{},{}\n", sensor, time, value, link, received);
}

void append(std::filesystem::path const& path, std::string const& text)
{
    std::ofstream(path, std::ios::binary | std::ios::app) << text;
}

Observation observation(core::Millis from, core::Millis to, std::uint32_t sensor = 0)
{
    Observation result;
    result.sensor = sensor;
    result.interval = {from, to};
    return result;
}

}  // namespace

TEST_CASE("rows come as lines are ended, of sensors that were known before", "[observations]")
{
    auto const city = town();
    auto const link = core::hex(city.network.stable_id(core::LinkId{0}));
    ScratchFolder const folder;
    auto const yesterday = folder.write(
        "yesterday.csv", header + row("a", "2026-04-30T07:00", 5, link) + row("b", "2026-04-30T07:00", 5, link));
    ObservationReader reader(city);
    reader.read_file(yesterday);
    REQUIRE(reader.seen().sensors.size() == 2);
    reader.close_sensors("2026-05-01");
    auto const today = folder.write("today.csv", "");
    GrowingCsv file(today);
    auto const more = [&] { return reader.read_rows(file.more(reader)); };
    CHECK(more().empty());
    append(today, header.substr(0, 10));
    CHECK(more().empty());
    append(today, header.substr(10) + row("a", "2026-05-01T07:00", 12) + "b,count,2026-05-01T07:");
    auto first = more();
    REQUIRE(first.size() == 1);
    CHECK(first[0].value == 12);
    CHECK(first[0].sensor == 0);
    CHECK(first[0].line == 2);
    CHECK(more().empty());
    append(today, "00,15,13,veh,,\n");
    auto second = more();
    REQUIRE(second.size() == 1);
    CHECK(second[0].sensor == 1);
    CHECK(second[0].line == 3);

    // Hostile or broken lines are told, and never used: an unknown sensor though it says where it is, another day, a wrong
    // unit, no row at all, a device that moved. A clock that is seconds fast is no fault.
    append(today, row("c", "2026-05-01T07:15", 1, link) + row("a", "2026-04-30T07:15", 1) +
                      "a,count,2026-05-01T07:15,15,1,km/h,,\n" + "a,\"count\n" + std::string(70'000, 'x') + "\n" +
                      row("a", "2026-05-01T07:15", 1, core::hex(city.network.stable_id(core::LinkId{1}))) +
                      row("a", "2026-05-01T07:15", 14, "", "2026-05-01T07:29:30"));
    auto third = more();
    REQUIRE(third.size() == 1);
    CHECK(third[0].value == 14);
    CHECK(third[0].received_ms == 450 * minute);
    auto const& seen = reader.seen();
    CHECK(count_of(seen, Kind::unknown_sensor) == 1);
    CHECK(count_of(seen, Kind::other_day) == 1);
    CHECK(count_of(seen, Kind::wrong_unit) == 1);
    CHECK(count_of(seen, Kind::bad_row) == 2);
    CHECK(count_of(seen, Kind::moved_sensor) == 1);
    CHECK(seen.sensors.size() == 2);
    CHECK(seen.rows == 9);

    // What a power cut leaves of the length of a file; zero bytes elsewhere are no row.
    append(today, std::string(40, '\0'));
    CHECK(more().empty());
    append(today, std::string(4'000, '\0') + row("b", "2026-05-01T07:30", 16) + "a,count,2026-05-01T07:3" + '\0' +
                      ",15,1,veh,,\n");
    auto after_cut = more();
    REQUIRE(after_cut.size() == 1);
    CHECK(after_cut[0].value == 16);
    CHECK(count_of(seen, Kind::bad_row) == 3);

    // Begun anew, as by somebody who turns files over.
    (void)folder.write("today.csv", header + row("b", "2026-05-01T08:00", 3));
    auto fourth = more();
    REQUIRE(fourth.size() == 1);
    CHECK(fourth[0].line == 2);
    CHECK(file.restarts() == 1);
    std::filesystem::remove(today);
    CHECK(more().empty());
    std::filesystem::create_directory(today);
    CHECK_THROWS_AS(more(), core::UserError);
    std::filesystem::remove(today);
    REQUIRE(::mkfifo(today.c_str(), 0600) == 0);  // nobody writes into it: opening it would wait
    CHECK_THROWS_AS(more(), core::UserError);
    std::filesystem::remove(today);
    CHECK(more().empty());
    auto const wrong = folder.write("wrong.csv", "sensor,time\n");
    GrowingCsv other(wrong);
    CHECK_THROWS_AS(other.more(reader), core::UserError);
}

TEST_CASE("no time of a sensor is taken twice, and what came first counts", "[observations]")
{
    TakenIntervals taken(2);
    CHECK(taken.take(observation(10, 20)) == Taken::fresh);
    CHECK(taken.take(observation(10, 20)) == Taken::again);
    CHECK(taken.take(observation(10, 20, 1)) == Taken::fresh);
    CHECK(taken.take(observation(15, 25)) == Taken::crossing);
    CHECK(taken.take(observation(5, 11)) == Taken::crossing);
    CHECK(taken.take(observation(0, 30)) == Taken::crossing);
    CHECK(taken.take(observation(12, 13)) == Taken::crossing);
    CHECK(taken.take(observation(20, 30)) == Taken::fresh);
    CHECK(taken.take(observation(0, 10)) == Taken::fresh);

    // Of a whole file the interval that begins first counts; gone through as it was, that which came first.
    auto const city = town();
    auto const link = core::hex(city.network.stable_id(core::LinkId{0}));
    ScratchFolder const folder;
    auto const path =
        folder.write("day.csv", header + row("a", "07:00", 1, link, "08:30") + row("a", "07:10", 2, link, "07:25") +
                                    row("a", "07:10", 3, link, "07:26"));
    auto whole = read_observations(path, city);
    auto as_it_was = whole;
    check_series(whole);
    check_series(as_it_was, Doubtful::told);
    REQUIRE(whole.values.size() == 1);
    CHECK(whole.values[0].value == 1);
    REQUIRE(as_it_was.values.size() == 1);
    CHECK(as_it_was.values[0].value == 2);
    CHECK(whole.repeated.empty());
    REQUIRE(as_it_was.repeated.size() == 2);  // for those who go through it and count them
    CHECK(as_it_was.repeated[0].value == 1);
    CHECK(as_it_was.repeated[1].value == 3);
    CHECK(count_of(as_it_was, Kind::duplicate) == 1);
    CHECK(count_of(as_it_was, Kind::overlap) == 1);
}
