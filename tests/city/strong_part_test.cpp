#include "city/built_town.hpp"
#include "core/error.hpp"
#include "support/test_data.hpp"

using namespace halong;
using namespace halong::city;
using namespace halong::test;

TEST_CASE("ferries carry walkers, and vehicles only where the source says so")
{
    for (bool const with_vehicles : {false, true}) {
        OsmText town = crossroads();
        town.node(50, 5000, 0).node(51, 5100, 0).road(50, {50, 51});
        test::TagList tags{{"route", "ferry"}};
        if (with_vehicles) tags.emplace_back("motor_vehicle", "yes");
        town.way(60, {2, 50}, tags);
        auto const built = build(town);
        CHECK(link_between(built.network, 2, 50).valid() == with_vehicles);
        CHECK(link_between(built.network, 50, 51).valid() == with_vehicles);
        CHECK(built.issues.count(IssueKind::disconnected_part) == (with_vehicles ? 0 : 1));
    }
}

TEST_CASE("what is not connected is left out part by part, with length and place")
{
    OsmText town = crossroads();
    town.node(50, 900, 0).node(51, 1000, 0).node(52, 1100, 0).road(50, {50, 51}).road(51, {51, 52}, {{"name", "X"}});
    town.node(60, 0, 300).road(60, {4, 60}, {{"oneway", "yes"}});  // can only be entered
    town.node(70, 900, 900).node(71, 950, 900).way(70, {70, 71}, {{"highway", "footway"}});
    town.node(80, -200, 0).way(80, {3, 80}, {{"highway", "steps"}});  // leads to the main part: kept
    auto const built = build(town);
    CHECK(built.summary.links == 10);
    CHECK(built.summary.input_length_m == Approx(800).margin(0.05));
    CHECK(built.summary.kept_length_m == Approx(400).margin(0.05));
    std::vector<std::string> texts;
    for (auto const& issue : built.issues.all()) {
        if (issue.kind != IssueKind::disconnected_part) continue;
        CHECK(issue.position.has_value());
        texts.push_back(issue.subject + ": " + issue.message);
    }
    std::sort(texts.begin(), texts.end());
    REQUIRE(texts.size() == 3);
    CHECK(texts[0] == "osm/way/50: roads without connection to the main network: 0.20 km left out");
    CHECK(texts[1] ==
          "osm/way/60: roads that can only be entered or only be left (one-way; often at the "
          "border of the "
          "extract): 0.20 km left out");
    CHECK(texts[2] == "osm/way/70: walkways that do not lead to the network: 0.05 km left out");
}

TEST_CASE("a class loses the links where it could not come or go")
{
    OsmText town = crossroads();  // beyond node 2, lorries are banned on the only way to a street that is open to them
    town.node(50, 300, 0).node(51, 400, 0).road(50, {2, 50}, {{"hgv", "no"}}).road(51, {50, 51});
    auto const built = build(town);
    auto const beyond = link_between(built.network, 50, 51);
    REQUIRE(beyond.valid());
    CHECK(built.network.access(beyond).has(VehicleClass::car));
    CHECK_FALSE(built.network.access(beyond).has(VehicleClass::lorry));
    CHECK(test::issue_of(built.issues, IssueKind::access_trimmed).count == 2);
    check_every_class_is_strongly_connected(built.network);
}

TEST_CASE("ways that nobody may use are reported and left out")
{
    OsmText town = crossroads();
    town.node(50, 200, 0).road(50, {2, 50}, {{"access", "no"}});
    auto const built = build(town);
    CHECK(built.summary.links == 8);
    CHECK(test::issue_of(built.issues, IssueKind::closed_way).length_m == Approx(100).margin(0.01));
    CHECK(built.summary.kept_length_m == Approx(400).margin(0.05));
}

TEST_CASE("roads among which nobody can drive there and back are refused")
{
    OsmText town;
    town.node(1, 0, 0).node(2, 100, 0).way(10, {1, 2}, {{"highway", "motorway"}});
    ImportIssues issues;
    auto const roads = town.read(issues);
    NetworkSummary summary;
    auto const message =
        test::message_of<core::UserError>([&] { (void)build_network(roads, test::halong_crs(), issues, summary); });
    CHECK_THAT(message, Catch::Contains("town.osm") && Catch::Contains("drive there and back"));
}

TEST_CASE("Hạ Long 2021: at least 96 % of the road length is kept, strongly connected for every class")
{
    auto const map = test::test_data_or_skip("halong/transport_2021.osm.pbf");
    if (!map) return;
    for (bool const construction : {false, true}) {
        auto const built = build_file(*map, "EPSG:5899", OsmOptions{construction});
        CHECK(built.summary.input_length_m > 2'800'000);
        CHECK(built.summary.kept_length_m / built.summary.input_length_m >= 0.96);
        CHECK(built.summary.links > 40'000);
        check_every_class_is_strongly_connected(built.network);
        double lost_m = 0;
        for (auto const& issue : built.issues.all()) {
            bool const roads = issue.kind == IssueKind::disconnected_part && issue.severity == Severity::warning;
            if (roads) lost_m += issue.length_m;
        }
        // Every metre that is missing is in an issue
        CHECK(lost_m == Approx(built.summary.input_length_m - built.summary.kept_length_m).epsilon(1e-3));
        CHECK(built.issues.count(IssueKind::wave_speed) == 0);
    }
}

TEST_CASE("files of other cities become strongly connected networks of plausible length")
{
    if (!test::test_data_or_skip("osm/hanoi_badinh.osm")) return;
    struct Sample {
        char const* file;
        char const* crs;
        double least_km;
        double most_km;
        double least_share;
    };
    // Small extracts lose the one-way streets at their border.
    for (auto const& [file, crs, least_km, most_km, least_share] :
         {Sample{"osm/hanoi_badinh.osm", "EPSG:32648", 30, 34, 0.8},
          Sample{"osm/monaco.osm.gz", "EPSG:32632", 55, 65, 0.85},
          Sample{"osm/liechtenstein-latest.osm.pbf", "EPSG:32632", 380, 440, 0.97},
          Sample{"osm/danang_transport_2021.osm.pbf", "EPSG:32649", 2150, 2250, 0.97}}) {
        INFO(file);
        auto const built = build_file(*test::test_data(file), crs);
        CHECK(built.summary.input_length_m / 1000 > least_km);
        CHECK(built.summary.input_length_m / 1000 < most_km);
        CHECK(built.summary.kept_length_m / built.summary.input_length_m > least_share);
        check_every_class_is_strongly_connected(built.network);
    }
}
