#include "city/build.hpp"
#include "city/local_grid.hpp"
#include "city/osm_text.hpp"
#include "core/hash.hpp"
#include "support/test_data.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

using namespace halong;
using namespace halong::city;
using network::RoadClass;

namespace {

geo::PointMetric origin() { return test::halong_crs().to_metric({107.08, 20.955}); }

geo::Area rectangle(double x0, double y0, double x1, double y1)
{
    auto const o = origin();
    geo::Ring ring;
    for (auto const& [x, y] : {std::pair{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}) {
        ring.push_back({o.x_m + x, o.y_m + y});
    }
    return {{ring, {}}};
}

struct TestZone {
    std::string id;
    geo::Area area;
    double spacing_m = 100;
    double bearing_deg = 0;
};

geo::Layer layer_of(std::vector<TestZone> const& zones)
{
    geo::Layer layer;
    layer.name = layer.source = "zones";
    layer.fields = {{"id", geo::FieldType::text},
                    {"street_spacing_m", geo::FieldType::real},
                    {"street_bearing_deg", geo::FieldType::real}};
    for (auto const& zone : zones)
        layer.features.push_back({0, zone.area, {zone.id, zone.spacing_m, zone.bearing_deg}});
    return layer;
}

// A main road from (x0, y0) to (x1, y1), metres from the origin.
RawRoads main_road(double x0, double y0, double x1, double y1, RoadClass road_class = RoadClass::secondary)
{
    auto const o = origin();
    RawRoads roads;
    roads.source = "test";
    roads.nodes = {{1, test::halong_crs().to_lon_lat({o.x_m + x0, o.y_m + y0}), false},
                   {2, test::halong_crs().to_lon_lat({o.x_m + x1, o.y_m + y1}), false}};
    RawWay way;
    way.id = "main";
    way.road_class = road_class;
    way.nodes = {1, 2};
    roads.ways.push_back(way);
    return roads;
}

struct Laid {
    RawRoads roads;
    ImportIssues issues;
    NetworkSummary summary;
    network::Network network;
};

Laid lay(RawRoads roads, std::vector<TestZone> const& zones)
{
    Laid result;
    result.roads = std::move(roads);
    lay_local_streets(result.roads, layer_of(zones), test::halong_crs(), result.issues);
    result.network = build_network(result.roads, test::halong_crs(), result.issues, result.summary);
    return result;
}

std::set<std::string> way_ids(RawRoads const& roads)
{
    std::set<std::string> ids;
    for (auto const& way : roads.ways) ids.insert(way.id);
    return ids;
}

std::set<std::int64_t> joints_with_main(RawRoads const& roads)
{
    std::set<std::int64_t> main(roads.ways[0].nodes.begin(), roads.ways[0].nodes.end());
    std::set<std::int64_t> joints;
    for (std::size_t i = 1; i < roads.ways.size(); ++i) {
        for (auto const node : roads.ways[i].nodes) {
            if (main.contains(node)) joints.insert(node);
        }
    }
    return joints;
}

}  // namespace

TEST_CASE("a grid has its crossings at the spacing, turned by the bearing, inside the area")
{
    auto const grid = make_local_grid(rectangle(-250, -150, 250, 150), 100, 90);
    CHECK(grid.nodes.size() == 5 * 3);
    CHECK(grid.edges.size() == 4 * 3 + 5 * 2);
    for (auto const& edge : grid.edges) {
        auto const& a = grid.nodes[edge.from].position;
        auto const& b = grid.nodes[edge.to].position;
        CHECK(geo::distance_m(a, b) == Approx(100));
        // A bearing of 90 degrees runs east
        CHECK(std::abs(edge.axis == 0 ? a.y_m - b.y_m : a.x_m - b.x_m) < 1e-6);
    }
    auto const turned = make_local_grid(rectangle(-250, -150, 250, 150), 100, 30);
    auto const& edge = turned.edges.front();
    auto const& a = turned.nodes[edge.from].position;
    auto const& b = turned.nodes[edge.to].position;
    CHECK((b.x_m - a.x_m) / 100 == Approx(std::sin(30 * M_PI / 180)));
    CHECK((b.y_m - a.y_m) / 100 == Approx(std::cos(30 * M_PI / 180)));
}

TEST_CASE("bearings of all quarters give unit directions")
{
    for (double bearing = -350; bearing <= 350; bearing += 17.5) {
        auto const grid = make_local_grid(rectangle(-150, -150, 150, 150), 100, bearing);
        REQUIRE_FALSE(grid.edges.empty());
        auto const& edge = grid.edges.front();
        auto const& a = grid.nodes[edge.from].position;
        auto const& b = grid.nodes[edge.to].position;
        INFO(bearing);
        CHECK((b.x_m - a.x_m) / 100 == Approx(std::sin(bearing * M_PI / 180)).margin(1e-9));
        CHECK((b.y_m - a.y_m) / 100 == Approx(std::cos(bearing * M_PI / 180)).margin(1e-9));
    }
}

TEST_CASE("edges that leave a bent area or cross a hole are not laid")
{
    auto area = rectangle(-350, -350, 350, 350);
    auto const hole = rectangle(-40, 20, 40, 80);
    area[0].holes.push_back(hole[0].outer);
    auto const grid = make_local_grid(area, 100, 0);
    for (auto const& edge : grid.edges) {
        CHECK(lies_inside(area, grid.nodes[edge.from].position, grid.nodes[edge.to].position));
    }
    auto const whole = make_local_grid(rectangle(-350, -350, 350, 350), 100, 0);
    CHECK(grid.edges.size() < whole.edges.size());
}

TEST_CASE("streets cross a main road at shared nodes, and everything is connected")
{
    auto const laid = lay(main_road(-1000, 40, 1000, 40), {{"z", rectangle(-450, -350, 450, 350)}});
    CHECK(joints_with_main(laid.roads).size() == 9);  // nine streets run north
    CHECK(laid.roads.ways[0].nodes.size() == 11);
    CHECK(laid.summary.kept_length_m == Approx(laid.summary.input_length_m));
    CHECK(laid.issues.count(IssueKind::disconnected_part) == 0);
    // 9 streets of 600 m north, 7 of 800 m east, the main road of 2,000 m, spurs at most beside it
    CHECK(laid.summary.input_length_m > 2000 + 9 * 600 + 7 * 800 - 300);
    CHECK(laid.summary.input_length_m < 2000 + 9 * 600 + 7 * 800 + 300);
    // The main road keeps its course
    for (auto const node : laid.roads.nodes) {
        if (std::find(laid.roads.ways[0].nodes.begin(), laid.roads.ways[0].nodes.end(), node.id) ==
            laid.roads.ways[0].nodes.end()) {
            continue;
        }
        CHECK(test::halong_crs().to_metric(node.position).y_m - origin().y_m == Approx(40).margin(0.05));
    }
}

TEST_CASE("every fourth street is a wider collector, and ids name zone, axis and line")
{
    auto const laid = lay(main_road(-1000, 40, 1000, 40), {{"z", rectangle(-450, -350, 450, 350)}});
    auto const ids = way_ids(laid.roads);
    CHECK(ids.size() == laid.roads.ways.size());
    bool seen = false;
    for (auto const& way : laid.roads.ways) {
        if (way.id == "local/z/0/0/-3") {
            seen = true;
            CHECK(way.road_class == RoadClass::unclassified);
        }
        if (way.id.starts_with("local/z/0/1/")) CHECK(way.road_class == RoadClass::residential);
        if (way.id.starts_with("local/z/0/-4/")) CHECK(way.road_class == RoadClass::unclassified);
    }
    CHECK(seen);
}

TEST_CASE("a grid apart from the main road gets two connectors")
{
    auto const laid = lay(main_road(-1000, -900, 1000, -900), {{"z", rectangle(-250, -250, 250, 250)}});
    CHECK(joints_with_main(laid.roads).size() == 2);
    CHECK(way_ids(laid.roads).contains("local/z/connector/1"));
    CHECK_THAT(test::issue_of(laid.issues, IssueKind::laid_by_rule).message, Catch::Contains("with 2 connectors"));
    CHECK(laid.summary.kept_length_m == Approx(laid.summary.input_length_m));
}

TEST_CASE("a zone without a main road within 2 km gets no streets and an issue")
{
    auto const laid = lay(main_road(-1000, -2600, 1000, -2600), {{"z", rectangle(-250, -250, 250, 250)}});
    CHECK(laid.roads.ways.size() == 1);
    auto const& issue = test::issue_of(laid.issues, IssueKind::zone_without_road);
    CHECK(issue.subject == "zone 'z'");
    CHECK(issue.length_m == Approx(2 * 5 * 400));
}

TEST_CASE("streets meet neither motorways nor bridges")
{
    auto roads = main_road(-1000, -330, 1000, -330);
    auto const o = origin();
    for (auto const bridge : {true, false}) {
        ImportIssues ignored;
        auto with = roads;
        with.nodes.push_back({3, test::halong_crs().to_lon_lat({o.x_m - 900, o.y_m + 40}), false});
        with.nodes.push_back({4, test::halong_crs().to_lon_lat({o.x_m + 900, o.y_m + 40}), false});
        RawWay way;
        way.id = "over";
        way.road_class = bridge ? RoadClass::trunk : RoadClass::motorway;
        way.bridge = bridge;
        way.nodes = {3, 4};
        with.ways.push_back(way);
        lay_local_streets(with, layer_of({{"z", rectangle(-450, -350, 450, 350)}}), test::halong_crs(), ignored);
        CHECK(with.ways[1].nodes.size() == 2);  // no joint
        ImportIssues issues;
        NetworkSummary summary;
        auto const network = build_network(with, test::halong_crs(), issues, summary);
        long crossing = 0;
        for (auto const link : network.links()) {
            if (network.road_class(link) > RoadClass::service || network.road_class(link) < RoadClass::unclassified)
                continue;
            auto const shape = network.shape(link);
            bool const from_below = shape.front().y_m < o.y_m + 40;
            bool const to_below = shape.back().y_m < o.y_m + 40;
            crossing += from_below != to_below ? 1 : 0;
        }
        CHECK((crossing > 0) == bridge);  // under a bridge, but not across a motorway
    }
}

TEST_CASE("areas that overlap are laid once, and a zone does not change its neighbours' ids")
{
    std::vector<TestZone> const both{{"a", rectangle(-450, -350, 0, 350)}, {"b", rectangle(-200, -350, 450, 350)}};
    auto const laid = lay(main_road(-1000, 40, 1000, 40), both);
    auto const alone = lay(main_road(-1000, 40, 1000, 40), {both[0]});
    for (auto const& id : way_ids(alone.roads)) CHECK(way_ids(laid.roads).contains(id));
    auto const o = origin();
    for (auto const link : laid.network.links()) {
        if (!laid.network.way_id(link).starts_with("local/b/")) continue;
        auto const middle =
            geo::point_along(geo::Line(laid.network.shape(link).begin(), laid.network.shape(link).end()), 0.5);
        CHECK(middle.x_m > o.x_m - 60);  // b's streets begin where a ends, but for a piece that straddles the border
    }
}

TEST_CASE("the order of zones does not matter")
{
    std::vector<TestZone> zones{{"a", rectangle(-450, -350, 0, 350)}, {"b", rectangle(20, -350, 450, 350), 80, 20}};
    auto const one = lay(main_road(-1000, 40, 1000, 40), zones);
    std::reverse(zones.begin(), zones.end());
    auto const two = lay(main_road(-1000, 40, 1000, 40), zones);
    REQUIRE(one.network.link_count() == two.network.link_count());
    for (auto const link : one.network.links()) CHECK(one.network.stable_id(link) == two.network.stable_id(link));
}

TEST_CASE("a spacing out of range is an issue and the usual one is taken")
{
    auto const laid = lay(main_road(-1000, 40, 1000, 40), {{"z", rectangle(-450, -350, 450, 350), -5}});
    CHECK_THAT(test::issue_of(laid.issues, IssueKind::bad_tag).message,
               Catch::Contains("street_spacing_m = -5 is outside 40 … 1000: 120 m is taken"));
}

TEST_CASE("the embedded city: streets for every zone, all of them connected")
{
    ImportIssues issues;
    auto const& crs = test::halong_crs();
    auto roads = read_centre_lines(test::repository_path("data/halong/roads.geojson"), crs, issues);
    auto const zones = geo::read_layer(test::repository_path("data/halong/zones.geojson"), "", crs);
    lay_local_streets(roads, zones, crs, issues);
    NetworkSummary summary;
    (void)build_network(roads, crs, issues, summary);
    CHECK(summary.kept_length_m == Approx(summary.input_length_m));
    CHECK(summary.input_length_m > 800'000);
    CHECK(summary.input_length_m < 1'500'000);
    CHECK(issues.count(IssueKind::zone_without_road) == 0);
    std::set<std::string> zones_with_streets;
    std::set<std::int64_t> main_nodes;
    for (auto const& way : roads.ways) {
        if (!way.id.starts_with("local/")) main_nodes.insert(way.nodes.begin(), way.nodes.end());
    }
    std::map<std::string, std::set<std::int64_t>> joints;
    for (auto const& way : roads.ways) {
        if (!way.id.starts_with("local/")) continue;
        auto const zone = way.id.substr(6, way.id.find('/', 6) - 6);
        for (auto const node : way.nodes) {
            if (main_nodes.contains(node)) joints[zone].insert(node);
        }
    }
    CHECK(joints.size() == zones.features.size());
    for (auto const& [zone, nodes] : joints) {
        INFO(zone);
        CHECK(nodes.size() >= 2);
    }
}
