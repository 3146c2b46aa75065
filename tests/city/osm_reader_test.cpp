#include "city/build.hpp"
#include "city/osm_text.hpp"
#include "core/error.hpp"
#include "support/file_bytes.hpp"
#include "support/test_data.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::city;
using test::OsmText;

namespace {

OsmText crossroads()
{
    OsmText town;
    town.node(1, 0, 0, {{"highway", "traffic_signals"}})
        .node(2, 100, 0)
        .node(3, -100, 0)
        .node(4, 0, 100)
        .node(5, 0, -100);
    town.road(10, {3, 1}).road(11, {1, 2}).road(12, {4, 1, 5});
    return town;
}

std::string refusal(std::filesystem::path const& path)
{
    ImportIssues issues;
    auto const message = test::message_of<core::UserError>([&] { (void)read_osm(path, test::halong_crs(), issues); });
    CHECK(issues.all().empty());  // nothing half-done
    return message;
}

long restrictions_seen(RawRoads const& roads, ImportIssues const& issues)
{
    long remarks = 0;
    for (auto const& issue : issues.all()) {
        bool const refused =
            issue.kind == IssueKind::bad_restriction && issue.message.find("exempts") == std::string::npos;
        if (refused) remarks += issue.count;
    }
    return static_cast<long>(roads.restrictions.size()) + remarks;
}

}  // namespace

TEST_CASE("nodes, ways and signals are read")
{
    ImportIssues issues;
    auto const roads = crossroads().read(issues);
    REQUIRE(roads.nodes.size() == 5);
    CHECK(roads.nodes[0].id == 1);
    CHECK(roads.nodes[0].signal);
    CHECK_FALSE(roads.nodes[1].signal);
    CHECK(roads.nodes[0].position.lon_deg == Approx(107.08).epsilon(1e-9));
    CHECK(test::way_of(roads, 12).nodes == std::vector<std::int64_t>{4, 1, 5});
    CHECK(roads.source == "town.osm");
    CHECK(issues.all().empty());
}

TEST_CASE("nodes that roads do not need are not kept")
{
    ImportIssues issues;
    auto town = crossroads();
    town.node(77, 500, 500).way(40, {77, 2}, {{"building", "yes"}});
    CHECK(town.read(issues).nodes.size() == 5);
}

TEST_CASE("a way is cut where the extract lacks its nodes")
{
    ImportIssues issues;
    OsmText town;
    for (long id = 1; id <= 5; ++id) town.node(id, 100.0 * static_cast<double>(id), 0);
    town.road(10, {1, 2, 90, 3, 4, 91, 5}).road(11, {92, 5});
    auto const roads = town.read(issues);
    REQUIRE(roads.ways.size() == 2);
    CHECK(roads.ways[0].nodes == std::vector<std::int64_t>{1, 2});
    CHECK(roads.ways[1].nodes == std::vector<std::int64_t>{3, 4});
    CHECK(roads.ways[1].id == "osm/way/10");
    CHECK(issues.count(IssueKind::missing_node) == 2);
    CHECK(issues.count(IssueKind::short_way) == 1);
    CHECK(test::issue_of(issues, IssueKind::short_way).subject == "osm/way/11");
    CHECK(test::issue_of(issues, IssueKind::missing_node).position.has_value());
}

TEST_CASE("what is left out is counted with its length")
{
    ImportIssues issues;
    auto town = crossroads();
    town.way(20, {2, 4}, {{"highway", "construction"}, {"construction", "primary"}, {"name", "Cầu mới"}});
    town.way(21, {3, 5}, {{"highway", "construction"}}).way(22, {2, 3}, {{"highway", "proposed"}});
    auto const roads = town.read(issues);
    CHECK(roads.ways.size() == 3);
    auto const& built = test::issue_of(issues, IssueKind::under_construction);
    CHECK(built.count == 2);
    CHECK(built.length_m == Approx(282.84).epsilon(1e-3));
    CHECK(built.severity == Severity::note);
    CHECK(built.message == "highway=construction, 0.3 km, left out: Cầu mới");
    CHECK(test::issue_of(issues, IssueKind::unused_way).length_m == Approx(200).epsilon(1e-3));

    ImportIssues second;
    auto const with = town.read(second, OsmOptions{true});
    CHECK(with.ways.size() == 5);
    CHECK(test::way_of(with, 20).road_class == network::RoadClass::primary);
    CHECK(test::issue_of(second, IssueKind::under_construction).message ==
          "highway=construction, 0.3 km, taken as open to traffic: Cầu mới");
}

TEST_CASE("equal bad tags are one issue with a count")
{
    ImportIssues issues;
    OsmText town;
    town.node(1, 0, 0).node(2, 100, 0).node(3, 200, 0);
    town.road(10, {1, 2}, {{"maxspeed", "fast"}}).road(11, {2, 3}, {{"maxspeed", "fast"}});
    auto const roads = town.read(issues);
    CHECK(roads.ways[0].speed_limit_kmh == 0.0);
    auto const& issue = test::issue_of(issues, IssueKind::bad_tag);
    CHECK(issue.count == 2);
    CHECK(issue.subject == "osm/way/10 and 1 more");
    CHECK(issue.message == "maxspeed=fast cannot be read: the default of the class is taken");
}

TEST_CASE("turn restrictions are read or refused with a reason")
{
    ImportIssues issues;
    auto town = crossroads();
    town.restriction(1, "no_left_turn", 10, 1, 12).restriction(2, "only_straight_on", 10, 1, 11);
    town.restriction(3, "no_u_turn", 11, -12, 10).restriction(4, "no_left_turn", 10, 1, 99);
    town.restriction(5, "", 10, 1, 12, {{"restriction:conditional", "no_left_turn @ (07:00-09:00)"}});
    town.restriction(6, "", 10, 1, 12, {{"restriction:hgv", "no_left_turn"}});
    town.restriction(7, "give_way", 10, 1, 12);
    auto const roads = town.read(issues);
    REQUIRE(roads.restrictions.size() == 2);
    CHECK(roads.restrictions[0].from_way == "osm/way/10");
    CHECK(roads.restrictions[0].via_node == 1);
    CHECK(roads.restrictions[0].to_way == "osm/way/12");
    CHECK_FALSE(roads.restrictions[0].only);
    CHECK(roads.restrictions[1].only);
    std::vector<std::string> reasons;
    for (auto const& issue : issues.all()) reasons.push_back(issue.subject + ": " + issue.message);
    std::sort(reasons.begin(), reasons.end());
    REQUIRE(reasons.size() == 5);
    CHECK(reasons[0] == "osm/relation/3: leads over a way: only restrictions at one node are applied");
    CHECK(reasons[1] == "osm/relation/4: from or to is not a road of this extract");
    CHECK(reasons[2] == "osm/relation/5: holds only under a condition (restriction:conditional): not applied");
    CHECK(reasons[3] == "osm/relation/6: holds only for 'hgv': not applied");
    CHECK(reasons[4] == "osm/relation/7: restriction=give_way is unknown");
}

TEST_CASE("damaged files are refused with a reason and nothing is returned")
{
    test::ScratchFolder const folder;
    std::string const whole = crossroads().text();
    using Catch::Contains;
    auto const cut_xml = refusal(folder.write("cut.osm", whole.substr(0, whole.size() / 2)));
    CHECK_THAT(cut_xml, Contains("cut.osm") && Contains("XML parsing error") && Contains("fetch it again"));
    CHECK_THAT(refusal(folder.write("words.osm", "hello")), Contains("XML parsing error at line 1"));
    CHECK_THAT(refusal(folder.write("words.osm.pbf", "hello, this is not a map")), Contains("PBF error"));
    CHECK_THAT(refusal(folder.write("words.osm.gz", "hello")), Contains("cannot be read as OpenStreetMap data"));
    CHECK_THAT(refusal(folder.write("map.txt", whole)), Contains("must end in .osm"));
    CHECK_THAT(refusal(folder.path() / "none.osm"), Contains("no such file"));
    CHECK_THAT(refusal(folder.path()), Contains("is a folder"));
    CHECK_THAT(refusal(folder.write("empty.osm", OsmText().text())), Contains("holds no roads"));
    OsmText without_nodes;
    without_nodes.road(1, {1, 2});
    CHECK_THAT(refusal(folder.write("bare.osm", without_nodes.text())), Contains("holds no roads"));
}

TEST_CASE("a truncated copy of a real PBF or gzip file is refused wherever it is cut")
{
    auto const map = test::test_data_or_skip("halong/transport_2021.osm.pbf");
    if (!map) return;
    test::ScratchFolder const folder;
    std::string const whole = test::bytes_of(*map);
    for (std::size_t const size : {std::size_t{10}, whole.size() / 3, whole.size() / 2, whole.size() - 1}) {
        CHECK_THAT(refusal(folder.write("cut.osm.pbf", whole.substr(0, size))), Catch::Contains("PBF error"));
    }
    std::string const packed = test::bytes_of(*test::test_data("osm/monaco.osm.gz"));
    for (std::size_t const size : {packed.size() / 3, packed.size() - 1}) {
        CHECK_THAT(refusal(folder.write("cut.osm.gz", packed.substr(0, size))),
                   Catch::Contains("cannot be read as OpenStreetMap data"));
    }
}

TEST_CASE("Hà Nội: all signals, and each of the 21 turn restrictions is read or accounted for")
{
    auto const map = test::test_data_or_skip("osm/hanoi_badinh.osm");
    if (!map) return;
    ImportIssues issues;
    auto const roads = read_osm(*map, geo::Projection("EPSG:32648"), issues);
    CHECK(std::count_if(roads.nodes.begin(), roads.nodes.end(), [](RawNode const& node) { return node.signal; }) == 23);
    CHECK(restrictions_seen(roads, issues) == 21);
    CHECK(roads.restrictions.size() == 7);  // 6 conditional, 5 over ways, 3 whose ways the extract lacks
}

TEST_CASE("gzip, PBF and XML files from elsewhere are read")
{
    if (!test::test_data_or_skip("osm/monaco.osm.gz")) return;
    ImportIssues issues;
    geo::Projection const utm32("EPSG:32632");
    CHECK(read_osm(*test::test_data("osm/monaco.osm.gz"), utm32, issues).ways.size() > 800);
    CHECK(read_osm(*test::test_data("osm/liechtenstein-latest.osm.pbf"), utm32, issues).ways.size() > 4000);
    auto const nyc = read_osm(*test::test_data("osm/nyc.osm.pbf"), geo::Projection("EPSG:32618"), issues);
    CHECK(nyc.ways.size() > 80);
}
