#include "city/gtfs.hpp"

#include "city/city_folder.hpp"
#include "city/csv_table.hpp"
#include "city/gtfs_values.hpp"
#include "core/error.hpp"
#include "support/scratch_folder.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>

namespace halong {
namespace {

using city::TransitKind;
using core::ms_per_hour;
using core::ms_per_minute;
using core::ms_per_second;
using scenario::DayKind;
using test::message_of;
using test::ScratchFolder;

// A small feed that is right; tests change one file each.
struct Feed {
    std::map<std::string, std::string> files{
        {"stops.txt",
         "stop_id,stop_name,stop_lat,stop_lon\n"
         "a,Chợ,20.950,107.070\nb,\"Bến, \"\"cũ\"\"\",20.951,107.080\nc,Ga,20.952,107.090\n"},
        {"routes.txt",
         "route_id,route_short_name,route_long_name,route_type,capacity\n"
         "r1,01,Chợ – Ga,3,55\nboat,,Vịnh,4,\ncar,,Cáp treo,6,230\n"},
        {"calendar.txt",
         "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
         "all,1,1,1,1,1,1,1,20250101,20251231\nweek,1,1,1,1,1,0,0,20250101,20251231\n"},
        {"trips.txt", "route_id,service_id,trip_id\nr1,all,t1\nr1,week,t2\nboat,all,t3\n"},
        {"stop_times.txt",
         "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
         "t1,25:10:00,25:10:00,a,1\nt1,,,b,5\nt1,25:30:00,25:30:00,c,9\n"
         "t2,06:10:00,06:10:30,c,3\nt2,6:00:00,6:00:00,a,1\n"
         "t3,00:00:00,00:00:00,a,1\nt3,04:00:00,04:00:00,c,2\n"},
        {"frequencies.txt", "trip_id,start_time,end_time,headway_secs\nt3,07:00:00,09:00:00,1800\n"},
    };
    city::ImportIssues issues;

    city::Transit read()
    {
        ScratchFolder const folder;
        for (auto const& [name, text] : files) {
            if (!text.empty()) static_cast<void>(folder.write(name, text));
        }
        return city::read_gtfs(folder.path(), geo::Projection("EPSG:5899"), issues);
    }
    std::string refusal()
    {
        return message_of<core::UserError>([&] { read(); });
    }
    // The message of the only issue.
    std::string issue()
    {
        REQUIRE(issues.all().size() == 1);
        return issues.all()[0].subject + ": " + issues.all()[0].message;
    }
};

bool contains(std::string const& text, std::string const& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a timetable is read: stops, lines and trips in a stable order", "[gtfs]")
{
    Feed feed;
    auto const transit = feed.read();
    CHECK(feed.issues.all().empty());
    REQUIRE(transit.stops.size() == 3);
    CHECK(transit.stops[1].name == "Bến, \"cũ\"");
    CHECK(geo::distance_m(transit.stops[0].position, transit.stops[1].position) == Approx(1'046).margin(3));
    REQUIRE(transit.lines.size() == 3);  // one for each sequence of stops
    CHECK(transit.lines[0].kind == TransitKind::boat);
    CHECK(transit.lines[0].capacity == 48);  // the default
    CHECK(transit.lines[1].id == "r1/t1");
    CHECK(transit.lines[1].name == "01 Chợ – Ga → Ga");
    CHECK(transit.lines[1].capacity == 55);
    CHECK(transit.lines[1].stops == std::vector<std::uint32_t>{0, 1, 2});
    CHECK(transit.lines[2].stops == std::vector<std::uint32_t>{0, 2});
    REQUIRE(transit.trips.size() == 6);
    CHECK(transit.trips[0].id == "t2");
    CHECK(transit.trips[0].times ==
          std::vector<city::StopTime>{
              {6 * ms_per_hour, 6 * ms_per_hour},
              {6 * ms_per_hour + 10 * ms_per_minute, 6 * ms_per_hour + 10 * ms_per_minute + 30 * ms_per_second}});
    CHECK(transit.trips[1].id == "t3@07:00:00");
    CHECK(transit.trips[4].id == "t3@08:30:00");  // the end of a period is not a departure
    CHECK(transit.trips[4].times.back().arrival_ms == 12 * ms_per_hour + 30 * ms_per_minute);
    auto const& night = transit.trips[5];
    CHECK(night.times[0].departure_ms == 25 * ms_per_hour + 10 * ms_per_minute);  // past midnight is legal
    CHECK(night.times[1].arrival_ms == 25 * ms_per_hour + 20 * ms_per_minute);    // between its neighbours
}

TEST_CASE("a weekday is the feed's Wednesday, a weekend its Saturday, a holiday its Sunday", "[gtfs]")
{
    Feed feed;
    auto const transit = feed.read();
    CHECK(transit.trips[0].runs_on(DayKind::weekday));
    CHECK_FALSE(transit.trips[0].runs_on(DayKind::weekend));
    CHECK_FALSE(transit.trips[0].runs_on(DayKind::holiday));
    CHECK(transit.trips[5].runs_on(DayKind::holiday));

    feed.files["calendar.txt"] = "";
    feed.files["calendar_dates.txt"] =
        "service_id,date,exception_type\nall,20250604,1\nall,20250607,1\nweek,20250608,1\n"
        "week,20250605,1\nweek,20250604,2\n";
    auto const dated = feed.read();
    CHECK(dated.trips[5].runs_on(DayKind::weekday));
    CHECK(dated.trips[5].runs_on(DayKind::weekend));
    CHECK_FALSE(dated.trips[5].runs_on(DayKind::holiday));
    CHECK_FALSE(dated.trips[0].runs_on(DayKind::weekday));
    CHECK(dated.trips[0].runs_on(DayKind::holiday));
}

TEST_CASE("the order of rows does not matter", "[gtfs]")
{
    Feed feed;
    auto const one = feed.read();
    feed.files["stops.txt"] =
        "\xEF\xBB\xBFstop_lon,stop_lat,stop_name,stop_id\r\n107.090,20.952,Ga,c\r\n"
        "107.080,20.951,\"Bến, \"\"cũ\"\"\",b\r\n\r\n107.070,20.950,Chợ,a\r\n";
    feed.files["trips.txt"] = "route_id,service_id,trip_id\nboat,all,t3\nr1,week,t2\nr1,all,t1\n";
    auto const other = feed.read();
    REQUIRE(other.trips.size() == one.trips.size());
    for (std::size_t i = 0; i < one.trips.size(); ++i) {
        CHECK(other.trips[i].id == one.trips[i].id);
        CHECK(other.trips[i].line == one.trips[i].line);
        CHECK(other.lines[other.trips[i].line].stops == one.lines[one.trips[i].line].stops);
    }
    CHECK(other.stops[1].position.x_m == one.stops[1].position.x_m);
}

TEST_CASE("what a feed gets wrong is located, and only its trip is left out", "[gtfs]")
{
    Feed feed;
    auto& times = feed.files["stop_times.txt"];
    SECTION("an unknown stop")
    {
        times += "t2,06:20:00,06:20:00,nowhere,4\n";
        CHECK(feed.read().trips.size() == 5);
        CHECK(contains(feed.issue(), "stop_times.txt:9: trip 't2': stop_id 'nowhere' (unknown)"));
    }
    SECTION("times that go back")
    {
        times += "t2,06:05:00,06:05:00,b,4\n";
        CHECK(feed.read().trips.size() == 5);
        CHECK(contains(feed.issue(), "trip 't2': its times go back at stop_sequence 4, from 06:10:30 to 06:05:00"));
    }
    SECTION("a departure before the arrival")
    {
        times += "t2,06:25:00,06:20:00,b,4\n";
        CHECK(feed.read().trips.size() == 5);
        CHECK(contains(feed.issue(), "times go back"));
    }
    SECTION("a time that is none")
    {
        times += "t2,6:61:00,06:20:00,b,4\n";
        CHECK(feed.read().trips.size() == 5);
        CHECK(contains(feed.issue(), "'6:61:00'"));
    }
    SECTION("a trip of one stop, and a stop_sequence twice")
    {
        feed.files["trips.txt"] += "r1,all,lonely\n";
        times += "lonely,06:00:00,06:00:00,a,1\nt2,06:20:00,06:20:00,b,3\n";
        CHECK(feed.read().trips.size() == 5);
        CHECK(feed.issues.all().size() == 2);
    }
    SECTION("an unknown route, service and trip")
    {
        feed.files["trips.txt"] += "r9,all,t4\nr1,never,t5\n";
        times += "t6,06:00:00,06:00:00,a,1\n";
        CHECK(feed.read().trips.size() == 6);
        CHECK(feed.issues.all().size() == 3);
        CHECK(contains(feed.issues.all()[1].message, "unknown service_id 'never'"));
    }
    SECTION("a railway")
    {
        feed.files["routes.txt"] += "train,,Tàu,2,\n";
        CHECK(feed.read().trips.size() == 6);
        CHECK(contains(feed.issue(), "route_type '2'"));
    }
    SECTION("a stop off the globe, and one given twice")
    {
        feed.files["stops.txt"] += "d,,91,107\nd2,,nan,107\na,,20,107\n";
        CHECK(feed.read().trips.size() == 6);
        CHECK(feed.issues.all().size() == 3);
        CHECK(feed.issues.count(city::IssueKind::duplicate_id) == 1);
    }
    SECTION("headways of nothing, backwards, or without end")
    {
        feed.files["frequencies.txt"] +=
            "t1,07:00:00,09:00:00,0\nt1,09:00:00,07:00:00,60\nt1,00:00:00,99:00:00,1\n"
            "t9,07:00:00,09:00:00,60\n";
        CHECK(feed.read().trips.size() == 6);
        CHECK(feed.issues.all().size() == 4);
    }
    SECTION("a capacity that is none")
    {
        feed.files["routes.txt"] += "r2,,,3,-4\n";
        CHECK(feed.read().trips.size() == 6);
        CHECK(contains(feed.issue(), "capacity '-4' is not in 1 … 10,000; 60 is taken"));
    }
}

TEST_CASE("a feed of which nothing can be used is refused", "[gtfs]")
{
    Feed feed;
    SECTION("no trips")
    {
        feed.files["trips.txt"] = "route_id,service_id,trip_id\n";
        feed.files["stop_times.txt"] = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n";
        feed.files["frequencies.txt"] = "";
        CHECK(contains(feed.refusal(), "has no trip that can be used"));
    }
    SECTION("a missing file")
    {
        feed.files["stop_times.txt"] = "";
        CHECK(contains(feed.refusal(), "stop_times.txt: error: no such file"));
    }
    SECTION("no calendar at all")
    {
        feed.files["calendar.txt"] = "";
        CHECK(contains(feed.refusal(), "calendar.txt"));
    }
    SECTION("missing columns, all at once")
    {
        feed.files["trips.txt"] = "trip_id,headsign\nt1,x\n";
        CHECK(contains(feed.refusal(), "the column 'route_id' is missing"));
        CHECK(contains(feed.refusal(), "the column 'service_id' is missing"));
    }
    SECTION("a quotation that never ends")
    {
        feed.files["stops.txt"] = "stop_id,stop_lat,stop_lon\na,\"20,107\nb,20,107\n";
        CHECK(contains(feed.refusal(), "stops.txt:2"));
    }
    SECTION("an empty file")
    {
        feed.files["stops.txt"] = "\n";
        CHECK(contains(feed.refusal(), "the file is empty"));
    }
    SECTION("no folder")
    {
        CHECK(contains(message_of<core::UserError>(
                           [&] { city::read_gtfs("/nowhere/feed.zip", geo::Projection("EPSG:5899"), feed.issues); }),
                       "unpack the GTFS archive"));
    }
}

TEST_CASE("the embedded city's timetable has no fault, and its stops lie at streets", "[gtfs]")
{
    city::ImportReport report;
    auto const city = city::load_city(std::filesystem::path(HALONG_REPOSITORY) / "data/halong", report);
    CHECK(report.issues.count(city::IssueKind::bad_timetable) == 0);
    std::map<TransitKind, int> trips;
    for (auto const& trip : city.transit.trips) {
        ++trips[city.transit.lines[trip.line].kind];
        CHECK(trip.runs_on(DayKind::weekday));
    }
    CHECK(trips[TransitKind::bus] == 2 * (58 + 47 + 34 + 45));
    CHECK(trips[TransitKind::boat] == 2 * 4 * 39);
    CHECK(trips[TransitKind::cabin] == 2 * 122);
    for (auto const& line : city.transit.lines) {
        if (line.kind != TransitKind::bus) continue;
        for (std::uint32_t const stop : line.stops) {
            auto const& row = city.transit.stops[stop];
            INFO(row.name);
            CHECK(geo::distance_m(row.position, city.network.position(row.node)) < 150);
        }
    }
}

TEST_CASE("an imported city keeps its timetable", "[gtfs]")
{
    Feed feed;
    ScratchFolder const folder;
    std::filesystem::create_directory(folder.path() / "feed");
    for (auto const& [name, text] : feed.files) static_cast<void>(folder.write("feed/" + name, text));
    std::filesystem::path const data = std::filesystem::path(HALONG_REPOSITORY) / "data/halong";
    city::ImportSources sources;
    sources.centre_lines = data / "roads.geojson";
    sources.zones = data / "zones.geojson";
    sources.places = {data / "places.geojson"};
    sources.gtfs = folder.path() / "feed";
    sources.name = "Thử";
    city::ImportReport report;
    auto const city = city::import_city(sources, report);
    city::save_city(city, report, folder.path() / "city", false, sources.gtfs);
    auto const again = city::load_city(folder.path() / "city");
    REQUIRE(again.transit.trips.size() == 6);
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(again.transit.trips[i].id == city.transit.trips[i].id);
        CHECK(again.transit.trips[i].times == city.transit.trips[i].times);
    }
    for (std::size_t i = 0; i < 3; ++i) CHECK(again.transit.stops[i].node == city.transit.stops[i].node);
    CHECK(std::ranges::any_of(again.inputs, [](auto const& input) { return input.path == "transit/stops.txt"; }));
}

TEST_CASE("GTFS times have hours up to 99", "[gtfs]")
{
    CHECK(city::gtfs_time("00:00:00") == 0);
    CHECK(city::gtfs_time("7:05:09") == 7 * ms_per_hour + 5 * ms_per_minute + 9 * ms_per_second);
    CHECK(city::gtfs_time("27:00:00") == 27 * ms_per_hour);
    for (char const* text : {"", "7:5:09", "07:05", "07:60:00", "07:00:60", "-7:00:00", "+7:00:00", "07-00-00",
                             "100:00:00", "0a:00:00", " 7:00:00"}) {
        INFO(text);
        CHECK_FALSE(city::gtfs_time(text));
    }
}

TEST_CASE("comma-separated values keep quoted commas, quotes and line breaks", "[csv]")
{
    auto const table = city::parse_csv_table(
        "\xEF\xBB\xBF"
        "a, b ,c\n1,\"x,\n\"\"y\"\"\",3\n\n4\n",
        "t.csv");
    CHECK(table.columns == std::vector<std::string>{"a", "b", "c"});
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[0] == std::vector<std::string>{"1", "x,\n\"y\"", "3"});
    CHECK(table.rows[1] == std::vector<std::string>{"4"});  // cells that are missing take no memory
    CHECK(table.cell(1, table.find("c")).empty());
    CHECK(table.line == std::vector<int>{2, 5});
    CHECK(table.cell(1, table.find("none")).empty());
}

}  // namespace halong
