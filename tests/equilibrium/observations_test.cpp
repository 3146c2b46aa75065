// Files of observed figures: what is read, matched, put aside and told.
#include "equilibrium/observations.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "equilibrium/observation_issues.hpp"
#include "geo/projection.hpp"
#include "services/toy_town.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <map>
#include <optional>

using namespace halong;
using namespace halong::equilibrium;
using namespace halong::test;
using core::LinkId;
using Kind = ObservationIssueKind;

namespace {

// Two parallel two-way streets from west to east, 1 km long and 6 m apart at their middle, a third one 200 m to the north,
// and a one-way street from south to north far to the east.
city::City town()
{
    StreetPlan streets;
    streets.two_way(streets.node(0, 0), streets.node(1'000, 0));
    streets.two_way(streets.node(0, 6), streets.node(1'000, 6));
    streets.two_way(streets.node(0, 200), streets.node(1'000, 200));
    streets.one_way(streets.node(1'500, 0), streets.node(1'500, 500));
    city::City town;
    town.crs = "EPSG:5899";
    town.network = network::Network(streets.nodes, streets.links, {});
    add_zones(town, 2, 1'000);
    city::Place square;
    square.id = "square";
    square.position = {500, 400};
    square.radius_m = 60;
    town.places.push_back(square);
    return town;
}

std::string link_text(city::City const& town, int link) { return core::hex(town.network.stable_id(LinkId{link})); }

Observations read(std::string const& text, std::string const& day = {})
{
    ScratchFolder const folder;
    return read_observations(folder.write("seen.csv", text), town(), day);
}

std::string const header = "sensor,kind,time,minutes,value,unit,error,class,link,place,zone,received\n";

std::string row(std::string const& sensor, std::string const& time, double value, std::string const& link)
{
    return fmt::format("{},count,{},15,{},veh,,,{},,,\n", sensor, time, value, link);
}

std::string quarter(int index) { return fmt::format("{:02}:{:02}", index / 4, index % 4 * 15); }

// A series of counts, one each quarter of an hour from 00:00.
Observations series(std::vector<double> const& values, Doubtful doubtful = Doubtful::put_aside)
{
    std::string text = header;
    auto const link = link_text(town(), 0);
    for (std::size_t i = 0; i < values.size(); ++i) text += row("a", quarter(static_cast<int>(i)), values[i], link);
    auto observations = read(text);
    check_series(observations, doubtful);
    return observations;
}

}  // namespace

TEST_CASE("rows become values in our units, with errors of the row or of their kind", "[observations]")
{
    auto const link = link_text(town(), 6);
    auto const seen = read(header + "a,count,07:00,15,120,veh,,," + link + ",,,\n" +            //
                               "a,count,07:15,15,400,veh/h,7,," + link + ",,,\n" +              //
                               "a,count,07:30,15,100,veh,10 %,,,,,\n" +                         //
                               "a,count,07:00,60,30,veh,,motorbike walker," + link + ",,,\n" +  //
                               "gate,tickets,2026-05-01T09:00,,500,person/h,,,,square,,\n" +    //
                               "sky,rain,07:00,60,3,mm/h,,,,,z0,\n",
                           "");
    REQUIRE(seen.sensors.size() == 3);  // the ticket gate is of another day
    CHECK(count_of(seen, Kind::other_day) == 1);
    REQUIRE(seen.values.size() == 5);
    auto const value = [&](std::size_t sensor, core::Millis from) {
        for (auto const& one : seen.values) {
            if (one.sensor == sensor && one.interval.from_ms == from) return one;
        }
        throw std::runtime_error("no such value");
    };
    CHECK(value(0, 7 * hour).value == 120);
    CHECK(value(0, 7 * hour).error_sd == Approx(6));  // 5 % of a counter
    CHECK(value(0, 7 * hour + 15 * minute).value == 100);
    CHECK(value(0, 7 * hour + 15 * minute).error_sd == Approx(1.75));
    CHECK(value(0, 7 * hour + 30 * minute).error_sd == Approx(10));
    CHECK(seen.sensors[1].classes == (1U | walker_bit));
    CHECK(seen.sensors[0].target.links == std::vector{LinkId{6}});
    CHECK_FALSE(seen.sensors[2].is_used);
    CHECK(count_of(seen, Kind::not_used) == 1);
}

TEST_CASE("what cannot be used is told, row by row, and never used", "[observations]")
{
    auto const link = link_text(town(), 0);
    auto const bad = [&](std::string const& text) {
        auto const seen = read(header + text);
        CHECK(seen.values.empty());
        REQUIRE(seen.issues.size() == 1);
        CHECK(seen.issues[0].line == 2);
        CHECK(seen.issues[0].severity == city::Severity::error);
        return seen.issues[0].kind;
    };
    CHECK(bad("a,count,07:00,15,1,km/h,,," + link + ",,,\n") == Kind::wrong_unit);
    CHECK(bad("a,count,07:00,15,-1,veh,,," + link + ",,,\n") == Kind::impossible_value);
    CHECK(bad("a,count,07:00,15,90000,veh,,," + link + ",,,\n") == Kind::impossible_value);
    CHECK(bad("a,count,07:00,15,nan,veh,,," + link + ",,,\n") == Kind::bad_row);
    CHECK(bad("a,count,25:00,15,1,veh,,," + link + ",,,\n") == Kind::bad_row);
    CHECK(bad("a,count,07:00,0,1,veh,,," + link + ",,,\n") == Kind::bad_row);
    CHECK(bad("a,count,07:00,0.000005,1,veh,,," + link + ",,,\n") == Kind::bad_row);
    CHECK(bad("a,count,23:50,15,1,veh,,," + link + ",,,\n") == Kind::bad_row);  // of the next day as well
    CHECK(bad("a,count,2026-05-01T00:15:00.000Z,15,1,veh,,," + link + ",,,\n") == Kind::bad_row);
    CHECK(bad("a,count,2026-05-01T00:15:00-05:00,15,1,veh,,," + link + ",,,\n") == Kind::bad_row);
    CHECK(bad("a,count,2026-02-30T00:15,15,1,veh,,," + link + ",,,\n") == Kind::bad_row);
    CHECK(bad("a,count,07:15:00.,15,1,veh,,," + link + ",,,\n") == Kind::bad_row);
    CHECK(bad("a,count,07:00,15,1,veh,,," + link + ",,,2026-05-01T08:00\n") == Kind::bad_row);
    CHECK(bad("a,count,2026-05-01T07:00,15,1,veh,,," + link + ",,,2026-04-30T23:00\n") == Kind::bad_row);
    CHECK(bad("a,count,07:00,15,1,veh,-3,," + link + ",,,\n") == Kind::bad_row);
    CHECK(bad("a,count,07:00,15,1,veh,,hovercraft," + link + ",,,\n") == Kind::bad_row);
    CHECK(bad("a,count,07:00,15,1,veh,,," + link + ",,,06:00\n") == Kind::bad_row);
    CHECK(bad("a,coins,07:00,15,1,veh,,," + link + ",,,\n") == Kind::bad_row);
    CHECK(bad(",count,07:00,15,1,veh,,," + link + ",,,\n") == Kind::bad_row);
    CHECK(bad("a,count,07:00,15,1,veh,,,ffffffffffffffff,,,\n") == Kind::unknown_place);
    CHECK(bad("a,people,07:00,15,1,person,,,,sqare,,\n") == Kind::unknown_place);
    CHECK(bad("a,count,07:00,15,1,veh,,,,,,\n") == Kind::unknown_sensor);
    // What the kind cannot look at.
    CHECK(bad("a,tickets,07:00,15,1,person,,,,,z0,\n") == Kind::unknown_place);
    CHECK(bad("a,people,07:00,15,1,person,,," + link + ",,,\n") == Kind::unknown_place);
    CHECK(bad("a,count,07:00,15,1,veh,,,,square,,\n") == Kind::unknown_place);
    CHECK(bad("a,count,07:00,15,1,veh,,,,,z0,\n") == Kind::unknown_place);

    auto const moved = read(header + row("a", "07:00", 5, link) + row("a", "07:15", 5, link_text(town(), 2)));
    CHECK(count_of(moved, Kind::moved_sensor) == 1);
    CHECK(moved.values.size() == 1);
    auto const late = read(header + "a,count,07:00,15,1,veh,,," + link + ",,,08:00\n");
    CHECK(count_of(late, Kind::late) == 1);
    REQUIRE(late.values.size() == 1);
    CHECK(late.values[0].received_ms == 8 * hour);
    CHECK_THROWS_WITH(read("sensor,time\na,07:00\n"), Catch::Matchers::Contains("there is no column 'value'"));
}

TEST_CASE("times have parts of seconds, the zone of the city and dates", "[observations]")
{
    auto const link = link_text(town(), 0);
    auto const seen = read(header + "a,count,2026-05-01T07:00:00.000,15,1,veh,,," + link + ",,,2026-05-01T07:15\n" +  //
                           "a,count,2026-05-01T07:15:00.250+07:00,15,2,veh,,," + link + ",,,\n" +                     //
                           "a,count,2026/05/01 07:30+07,15,3,veh,,," + link + ",,,2026-05-03T07:45+0700\n");
    CHECK(seen.day == "2026-05-01");
    REQUIRE(seen.values.size() == 3);
    for (int i = 0; i < 3; ++i) {
        CHECK(seen.values[static_cast<std::size_t>(i)].interval.from_ms == 7 * hour + 15 * i * minute);
    }
    CHECK(count_of(seen, Kind::late) == 1);
    CHECK(seen.values[2].received_ms == 55 * hour + 45 * minute);
}

TEST_CASE("a device of several kinds and classes may be at a place for each", "[observations]")
{
    auto const gate = link_text(town(), 0);
    auto const lane = link_text(town(), 4);
    std::string text = header;
    for (auto const* const time : {"07:00", "07:15"}) {
        text += row("a", time, 5, gate);
        text += fmt::format("a,people,{},15,5,person,,,,square,,\n", time);
        text += fmt::format("a,count,{},15,5,veh,,motorbike,{},,,\n", time, lane);
    }
    auto const seen = read(text);
    CHECK(seen.issues.empty());
    CHECK(seen.sensors.size() == 3);
    CHECK(seen.values.size() == 6);
    CHECK(count_of(read(text + row("a", "07:30", 5, lane)), Kind::moved_sensor) == 1);
}

TEST_CASE("phones and parked vehicles are used, and show a share that is not known; rain is shown only",
          "[observations]")
{
    auto const seen = read(header + "a,wifi,07:00,15,5,phone,,,,square,,\n" + "b,parking,07:00,15,5,veh,,,,square,,\n" +
                           "c,people,07:00,15,5,person,,,,square,,\n" + "d,rain,07:00,15,5,mm,,,,square,,\n");
    REQUIRE(seen.sensors.size() == 4);
    CHECK(seen.values.size() == 4);
    CHECK(count_of(seen, Kind::not_used) == 1);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(seen.sensors[i].is_used);
        CHECK(info_of(seen.sensors[i].kind).share_is_unknown == (i < 2));
    }
    CHECK_FALSE(seen.sensors[3].is_used);
}

TEST_CASE("points on the map find their street, and doubt is shown", "[observations]")
{
    // Positions of the toy town in degrees.
    geo::Projection const projection("EPSG:5899");
    auto const at = [&](double x_m, double y_m) {
        auto const place = projection.to_lon_lat({x_m, y_m});
        return fmt::format("{:.9f},{:.9f}", place.lon_deg, place.lat_deg);
    };
    std::string const columns = "sensor,kind,time,value,unit,lon,lat,heading_deg\n";
    auto const one = [&](std::string const& kind, std::string const& unit, std::string const& place,
                         std::string const& heading) {
        auto const seen = read(columns + fmt::format("a,{},07:00,5,{},{},{}\n", kind, unit, place, heading));
        return seen.sensors.empty() ? Sensor{} : seen.sensors[0];
    };
    CHECK(one("count", "veh", at(500, 205), "90").target.links == std::vector{LinkId{4}});
    CHECK(one("count", "veh", at(500, 205), "270").target.links == std::vector{LinkId{5}});
    CHECK(one("count", "veh", at(500, 205), "300").target.links == std::vector{LinkId{5}});
    CHECK_FALSE(one("count", "veh", at(500, 205), "0").target.found());
    CHECK_FALSE(one("count", "veh", at(500, 290), "").target.found());
    auto const both = one("count", "veh", at(500, 205), "");
    CHECK(both.target.links == std::vector{LinkId{4}, LinkId{5}});
    CHECK(both.is_used);
    CHECK(one("count", "veh", at(1'504, 100), "").target.links == std::vector{LinkId{6}});
    auto const doubtful = one("count", "veh", at(500, 1), "90");
    CHECK_FALSE(doubtful.is_used);
    CHECK(doubtful.other.find(link_text(town(), 2)) != std::string::npos);
    CHECK(one("wifi", "phone", at(520, 400), "").target.place == core::PlaceId{0});
    CHECK(one("people", "person", at(1'500, 100), "").target.zone == core::ZoneId{1});
}

TEST_CASE("a GIS layer is read as a table is", "[observations]")
{
    ScratchFolder const folder;
    auto const place = geo::Projection("EPSG:5899").to_lon_lat({500, 205});
    auto const path = folder.write(
        "seen.geojson",
        fmt::format("{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"geometry\":{{\"type\":"
                    "\"Point\",\"coordinates\":[{:.9f},{:.9f}]}},\"properties\":{{\"sensor\":\"a\",\"kind\":\"count\","
                    "\"time\":\"07:00\",\"minutes\":15,\"value\":12,\"unit\":\"veh\",\"heading_deg\":90}}}}]}}",
                    place.lon_deg, place.lat_deg));
    auto const seen = read_observations(path, town());
    REQUIRE(seen.values.size() == 1);
    CHECK(seen.sensors[0].target.links == std::vector{LinkId{4}});
    CHECK(seen.values[0].interval == Interval{7 * hour, 7 * hour + 15 * minute});
}

TEST_CASE("series are checked: repeats, overlaps, gaps, stuck devices and outliers", "[observations]")
{
    auto const link = link_text(town(), 0);
    auto seen = read(header + row("a", "07:30", 9, link) + row("a", "07:00", 5, link) + row("a", "07:00", 6, link) +
                     row("a", "07:10", 7, link) + row("a", "08:30", 8, link));
    check_series(seen);
    CHECK(count_of(seen, Kind::out_of_order) == 1);
    CHECK(count_of(seen, Kind::duplicate) == 1);
    CHECK(count_of(seen, Kind::overlap) == 1);
    CHECK(count_of(seen, Kind::gap) == 4);  // 07:15, and 07:45 to 08:15
    REQUIRE(seen.values.size() == 3);
    CHECK(seen.values[0].value == 5);

    std::vector<double> usual;
    for (int i = 0; i < 40; ++i) usual.push_back(100 + 7 * (i % 5));
    CHECK(series(usual).issues.empty());
    CHECK(series(usual).values.size() == 40);
    auto spike = usual;
    spike[20] = 900;
    CHECK(count_of(series(spike), Kind::outlier) == 1);
    CHECK(series(spike).values.size() == 39);
    // Who goes through the day as it was does not know it yet.
    CHECK(count_of(series(spike, Doubtful::told), Kind::outlier) == 1);
    CHECK(series(spike, Doubtful::told).issues[0].severity == city::Severity::warning);
    CHECK(series(spike, Doubtful::told).values.size() == 40);
    // A street that is closed from one quarter to the next is no outlier.
    auto closed = usual;
    std::fill(closed.begin() + 20, closed.end(), 3);
    CHECK(count_of(series(closed), Kind::outlier) == 0);
    auto stuck = usual;
    std::fill(stuck.begin() + 10, stuck.begin() + 20, 107);
    CHECK(count_of(series(stuck), Kind::stuck) >= 10);
    CHECK(count_of(series(stuck, Doubtful::told), Kind::stuck) >= 10);
    CHECK(series(stuck, Doubtful::told).values.size() == 40);
    // Nobody at night is nothing to wonder at.
    auto quiet = usual;
    std::fill(quiet.begin(), quiet.begin() + 20, 0);
    CHECK(count_of(series(quiet), Kind::stuck) == 0);
}

TEST_CASE("issues are of one sensor of a device, or of the device where no row says of which", "[observations]")
{
    auto const link = link_text(town(), 0);
    std::string text = header;
    for (int hour = 6; hour < 12; ++hour) {
        text += fmt::format("a,count,{:02}:00,60,{},veh,,motorbike,{},,,\n", hour, 20 + hour, link);
        if (hour != 9) text += fmt::format("a,count,{:02}:00,60,{},veh,,car,{},,,\n", hour, hour, link);
    }
    text += "a,count,12:00,60,-1,veh,,car," + link + ",,,\n";
    text += "a,count,12:00,60,1,veh,,hovercraft," + link + ",,,\n";
    auto seen = read(text);
    check_series(seen, Doubtful::told);
    REQUIRE(seen.sensors.size() == 2);
    std::map<Kind, std::optional<std::uint32_t>> series;
    for (auto const& issue : seen.issues) series[issue.kind] = issue.series;
    REQUIRE(series.size() == 3);
    CHECK(series.at(Kind::impossible_value) == 1U);
    CHECK_FALSE(series.at(Kind::bad_row).has_value());
    CHECK(series.at(Kind::gap) == 1U);
}

TEST_CASE("a clock that is hours wrong is found by the profile of the day", "[observations]")
{
    auto const link = link_text(town(), 0);
    auto const volume = [](int half_hour) { return half_hour == 14 ? 200.0 : half_hour == 34 ? 150.0 : 20.0; };
    auto const counted = [&](int shift) {
        std::string text = header;
        for (int i = 0; i < 48; ++i) {
            text += fmt::format("a,count,{},30,{},veh,,,{},,,\n", quarter(2 * i), volume((i - shift + 48) % 48), link);
        }
        auto seen = read(text);
        check_clocks(seen, [&](Sensor const&, Interval interval) { return volume(interval.from_ms / (30 * minute)); });
        return seen;
    };
    CHECK(counted(0).issues.empty());
    auto const shifted = counted(14);  // local time and UTC
    REQUIRE(count_of(shifted, Kind::clock_shift) == 48);
    CHECK(shifted.issues[0].message.find("7.0 h fast") != std::string::npos);
    CHECK_FALSE(shifted.sensors[0].is_used);
}
