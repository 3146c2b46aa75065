#include "city/build.hpp"
#include "city/osm_text.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "network/connectivity.hpp"
#include "support/test_data.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace halong;
using namespace halong::city;
using network::Access;
using network::RoadClass;
using network::VehicleClass;
using test::OsmText;

namespace {

struct Built {
    network::Network network;
    ImportIssues issues;
    NetworkSummary summary;
};

Built build(OsmText const& town, bool backwards = false)
{
    Built result;
    auto const roads = town.read(result.issues, {}, backwards);
    result.network = build_network(roads, test::halong_crs(), result.issues, result.summary);
    return result;
}

Built build_file(std::filesystem::path const& path, char const* crs, OsmOptions const& options = {})
{
    Built result;
    geo::Projection const projection(crs);
    auto const roads = read_osm(path, projection, result.issues, options);
    result.network = build_network(roads, projection, result.issues, result.summary);
    return result;
}

std::uint64_t digest_of(network::Network const& network)
{
    core::Digest digest;
    for (auto const node : network.nodes()) {
        digest.add(network.stable_id(node));
        digest.add(static_cast<std::uint64_t>(network.has_signal(node)));
    }
    for (auto const link : network.links()) {
        digest.add(network.stable_id(link));
        digest.add(static_cast<std::uint64_t>(network.from(link).value()));
        digest.add(static_cast<std::uint64_t>(network.to(link).value()));
        digest.add(static_cast<std::uint64_t>(network.access(link).bits()));
        digest.add(std::string_view(network.way_id(link)));
        double const sizes[] = {network.length_m(link), network.width_m(link),
                                network.speed_limit_kmh(link)};
        digest.add_bytes(sizes, sizeof sizes);
        for (auto const point : network.shape(link)) digest.add_bytes(&point, sizeof point);
    }
    for (auto const& turn : network.banned_turns()) {
        digest.add(static_cast<std::uint64_t>(turn.from.value()));
        digest.add(static_cast<std::uint64_t>(turn.to.value()));
    }
    return digest.value();
}

std::uint64_t node_stable_id(long osm_id) { return core::hash_of(fmt::format("node/{}", osm_id)); }

// The link from one OpenStreetMap node to another that vehicles (or, if asked, only walkers) use; invalid if none.
core::LinkId link_between(network::Network const& network, long from, long to,
                          bool walk_only = false)
{
    for (auto const link : network.links()) {
        bool const ends = network.stable_id(network.from(link)) == node_stable_id(from) &&
                          network.stable_id(network.to(link)) == node_stable_id(to);
        if (ends && network.access(link).overlaps(Access::all_vehicles()) != walk_only) return link;
    }
    return {};
}

// Two streets that cross at node 1; arms end at 2 (east), 3 (west), 4 (north), 5 (south).
OsmText crossroads()
{
    OsmText town;
    town.node(1, 0, 0).node(2, 100, 0).node(3, -100, 0).node(4, 0, 100).node(5, 0, -100);
    town.road(10, {3, 1}).road(11, {1, 2}).road(12, {4, 1}).road(13, {1, 5});
    return town;
}

// A ring road 1-2-3-4-1 of 4 x 100 m; every corner has a stub, so that it stays a node.
OsmText square(test::TagList const& tags = {})
{
    OsmText town;
    town.node(1, 0, 0).node(2, 100, 0).node(3, 100, 100).node(4, 0, 100);
    town.node(21, -50, 0).node(22, 150, 0).node(23, 150, 100).node(24, -50, 100);
    town.road(10, {1, 2}, tags)
        .road(11, {2, 3}, tags)
        .road(12, {3, 4}, tags)
        .road(13, {4, 1}, tags);
    town.road(31, {1, 21}).road(32, {2, 22}).road(33, {3, 23}).road(34, {4, 24});
    return town;
}

void check_every_class_is_strongly_connected(network::Network const& network)
{
    std::vector<Access> users{Access::walkers()};
    for (int i = 0; i < network::vehicle_class_count; ++i)
        users.push_back(Access::of(static_cast<VehicleClass>(i)));
    for (auto const user : users) {
        auto const parts = network::strong_components(network, user);
        std::set<std::uint32_t> seen;
        for (auto const link : network.links()) {
            if (!network.access(link).overlaps(user)) continue;
            seen.insert(parts.of_node[network.from(link)]);
            seen.insert(parts.of_node[network.to(link)]);
        }
        CHECK(seen.size() <= 1);
    }
}

}  // namespace

TEST_CASE("ways are cut where they meet, and each direction is one link")
{
    auto const built = build(crossroads());
    CHECK(built.summary.nodes == 5);
    CHECK(built.summary.links == 8);
    CHECK(built.summary.input_length_m == Approx(400).margin(0.02));
    CHECK(built.summary.kept_length_m == built.summary.input_length_m);
    auto const link = link_between(built.network, 3, 1);
    REQUIRE(link.valid());
    CHECK(built.network.length_m(link) == Approx(100).margin(0.02) /* coordinates of 1 cm */);
    CHECK(built.network.reverse(link) == link_between(built.network, 1, 3));
    check_every_class_is_strongly_connected(built.network);
}

TEST_CASE("nodes and links are numbered by external id, whatever the order of the file")
{
    OsmText town = square();
    town.restriction(1, "no_left_turn", 10, 2, 11);
    auto const forwards = build(town);
    auto const backwards = build(town, true);
    CHECK(digest_of(forwards.network) == digest_of(backwards.network));
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(forwards.network.stable_id(core::NodeId{i}) ==
              node_stable_id(static_cast<long>(i) + 1));
    }
}

TEST_CASE(
    "random towns give the same network in any order of the file, and every class can come and go")
{
    for (long seed = 1; seed <= 12; ++seed) {
        OsmText town;
        auto draw = [state = static_cast<std::uint64_t>(seed)](std::uint64_t n) mutable {
            state = core::combine(state, 7);
            return static_cast<long>(state % n);
        };
        for (long id = 1; id <= 60; ++id) {
            town.node(
                id, static_cast<double>(draw(2000)), static_cast<double>(draw(2000)),
                draw(9) == 0 ? test::TagList{{"highway", "traffic_signals"}} : test::TagList{});
        }
        char const* const kinds[] = {"residential", "primary", "footway",
                                     "motorway",    "service", "residential"};
        for (long id = 1; id <= 50; ++id) {
            std::vector<long> nodes;
            auto const count = 2 + draw(4);
            for (long i = 0; i < count; ++i) nodes.push_back(1 + draw(60));
            test::TagList tags{{"highway", kinds[draw(6)]}, {"name", draw(2) == 0 ? "A" : "B"}};
            if (draw(4) == 0) tags.emplace_back("oneway", "yes");
            if (draw(6) == 0) tags.emplace_back("motorcycle", "no");
            town.way(id, nodes, tags);
        }
        for (long id = 1; id <= 20; ++id)
            town.restriction(id, "no_left_turn", 1 + draw(50), 1 + draw(60), 1 + draw(50));
        INFO("seed " << seed);
        auto const one = build(town);
        CHECK(digest_of(one.network) == digest_of(build(town, true).network));
        check_every_class_is_strongly_connected(one.network);
        CHECK(one.summary.kept_length_m <= one.summary.input_length_m * (1 + 1e-12));
        std::set<std::uint64_t> ids;
        for (auto const link : one.network.links()) {
            CHECK(one.network.from(link) != one.network.to(link));
            CHECK(one.network.length_m(link) >= 0.5);
            ids.insert(one.network.stable_id(link));
        }
        CHECK(ids.size() == one.network.link_count());
    }
}

TEST_CASE("ways that only meet end to end become one link when they are alike")
{
    OsmText alike;
    alike.node(1, 0, 0).node(2, 100, 0).node(3, 200, 30);
    alike.road(10, {1, 2}, {{"name", "A"}}).road(11, {3, 2}, {{"name", "A"}});
    auto const joined = build(alike);
    CHECK(joined.summary.links == 2);
    auto const link = link_between(joined.network, 1, 3);
    REQUIRE(link.valid());
    CHECK(joined.network.shape(link).size() == 3);
    CHECK(joined.network.way_id(link) == "osm/way/10");

    for (auto const& tag : {std::pair{"name", "B"},
                            {"lanes", "4"},
                            {"maxspeed", "20"},
                            {"bridge", "yes"},
                            {"hgv", "no"}}) {
        OsmText different;
        different.node(1, 0, 0).node(2, 100, 0).node(3, 200, 30);
        different.road(10, {1, 2}, {{"name", "A"}}).road(11, {2, 3}, {{tag.first, tag.second}});
        CHECK(build(different).summary.links == 4);
    }
    OsmText with_signal;
    with_signal.node(1, 0, 0).node(2, 100, 0, {{"highway", "traffic_signals"}}).node(3, 200, 30);
    with_signal.road(10, {1, 2, 3});
    auto const signalled = build(with_signal);
    CHECK(signalled.summary.links == 4);
    CHECK(signalled.network.has_signal(core::NodeId{1}));
}

TEST_CASE("one-way streets have one link for vehicles, and walkers may go back")
{
    auto const built = build(square({{"oneway", "yes"}}));
    CHECK(link_between(built.network, 1, 2).valid());
    CHECK_FALSE(link_between(built.network, 2, 1).valid());
    auto const walk = link_between(built.network, 2, 1, true);
    REQUIRE(walk.valid());
    CHECK(built.network.access(walk) == Access::walkers());
    CHECK(built.network.road_class(walk) == RoadClass::footway);
    CHECK(built.network.way_id(walk) == "osm/way/10/walk");
    CHECK_FALSE(built.network.reverse(link_between(built.network, 1, 2)).valid());
    auto const against = build(square({{"oneway", "-1"}}));
    CHECK(link_between(against.network, 2, 1).valid());
    CHECK_FALSE(link_between(against.network, 1, 2).valid());
}

TEST_CASE("motorbikes that are exempt may go against a one-way street")
{
    auto const built = build(square({{"oneway", "yes"}, {"oneway:motorcycle", "no"}}));
    auto const back = link_between(built.network, 2, 1);
    REQUIRE(back.valid());
    CHECK(built.network.access(back) ==
          Access::walkers().with(Access::of(VehicleClass::motorbike)));
    CHECK(built.network.reverse(back) == link_between(built.network, 1, 2));
}

TEST_CASE("a roundabout is one-way in the order of its nodes")
{
    OsmText town;
    town.node(1, 20, 0).node(2, 0, 25).node(3, -20, 0).node(4, 0, -20).node(5, 120, 0).node(6, -120,
                                                                                            0);
    town.road(10, {1, 2, 3, 4, 1}, {{"junction", "roundabout"}}).road(11, {5, 1}).road(12, {3, 6});
    auto const built = build(town);
    CHECK(link_between(built.network, 1, 3).valid());
    CHECK(link_between(built.network, 3, 1).valid());
    CHECK_FALSE(built.network.reverse(link_between(built.network, 1, 3)).valid());
    CHECK(built.summary.nodes == 4);
}

TEST_CASE("loops are halved, so that no link ends where it begins")
{
    OsmText town;
    town.node(1, 0, 0).node(2, 100, 0).node(3, 100, 100).node(4, 0, 100).node(5, -100, 0);
    town.road(10, {1, 2, 3, 4, 1}).road(11, {1, 5});
    auto const built = build(town);
    CHECK(built.summary.nodes == 3);  // 1, 5 and the middle of the loop
    CHECK(built.summary.links == 6);
    long from_1_to_3 = 0;
    for (auto const link : built.network.links()) {
        CHECK(built.network.from(link) != built.network.to(link));
        if (built.network.stable_id(built.network.to(link)) == node_stable_id(3)) {
            ++from_1_to_3;
            CHECK(built.network.length_m(link) == Approx(200).margin(0.01));
        }
    }
    CHECK(from_1_to_3 == 2);
}

TEST_CASE("parallel ways stay two pairs of links")
{
    OsmText town;
    town.node(1, 0, 0).node(2, 100, 0).node(3, 50, 40).node(4, -50, 0).node(5, 150, 0);
    town.road(10, {1, 2}).road(11, {1, 3, 2}).road(12, {4, 1}).road(13, {2, 5});
    auto const built = build(town);
    CHECK(built.summary.links == 8);
    std::set<std::uint64_t> ids;
    for (auto const link : built.network.links()) {
        ids.insert(built.network.stable_id(link));
        CHECK(built.network.reverse(built.network.reverse(link)) == link);
        CHECK(built.network.length_m(built.network.reverse(link)) == built.network.length_m(link));
    }
    CHECK(ids.size() == 8);
}

TEST_CASE("lanes and width are of one direction; each default that is used is told once by class")
{
    OsmText town;
    town.node(1, 0, 0).node(2, 100, 0).node(3, 200, 0).node(4, 300, 0);
    town.way(10, {1, 2}, {{"highway", "primary"}, {"lanes", "4"}, {"maxspeed", "60"}});
    town.way(11, {2, 3}, {{"highway", "primary"}, {"width", "12"}})
        .way(12, {3, 4}, {{"highway", "primary"}});
    auto const built = build(town);
    auto const& network = built.network;
    auto const four_lanes = link_between(network, 1, 2);
    CHECK(network.lanes(four_lanes) == 2);
    CHECK(network.width_m(four_lanes) == Approx(7.0));
    CHECK(network.speed_limit_kmh(four_lanes) == 60.0);
    auto const twelve_metres = link_between(network, 2, 3);
    CHECK(network.width_m(twelve_metres) == Approx(6.0));
    CHECK(network.lanes(twelve_metres) == 1);
    CHECK(network.speed_limit_kmh(twelve_metres) == 50.0);
    CHECK(network.width_m(link_between(network, 3, 4)) == Approx(7.0));  // 2 lanes of 3.5 m
    long lanes = 0;
    for (auto const& issue : built.issues.all()) {
        if (issue.kind != IssueKind::default_used) continue;
        CHECK(issue.severity == Severity::note);
        if (issue.message.starts_with("no lanes given: default of class primary"))
            lanes = issue.count;
        if (issue.message.starts_with("no maxspeed given"))
            CHECK(issue.length_m == Approx(200).margin(0.02));
    }
    CHECK(lanes == 1);
}

TEST_CASE("motorways carry neither motorbikes nor walkers, footways only walkers")
{
    OsmText town = square();
    town.node(5, 50, 50).way(50, {1, 5, 3}, {{"highway", "footway"}});
    town.way(51, {2, 4}, {{"highway", "motorway"}}).way(52, {4, 2}, {{"highway", "motorway"}});
    auto const built = build(town);
    auto const motorway = link_between(built.network, 2, 4);
    REQUIRE(motorway.valid());
    CHECK(built.network.access(motorway).has(VehicleClass::car));
    CHECK_FALSE(built.network.access(motorway).has(VehicleClass::motorbike));
    CHECK_FALSE(built.network.access(motorway).has(VehicleClass::bicycle));
    CHECK_FALSE(built.network.access(motorway).has_walkers());
    auto const footway = link_between(built.network, 1, 3, true);
    REQUIRE(footway.valid());
    CHECK(built.network.access(footway) == Access::walkers());
}

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
    town.node(50, 900, 0)
        .node(51, 1000, 0)
        .node(52, 1100, 0)
        .road(50, {50, 51})
        .road(51, {51, 52}, {{"name", "X"}});
    town.node(60, 0, 300).road(60, {4, 60}, {{"oneway", "yes"}});  // can only be entered
    town.node(70, 900, 900).node(71, 950, 900).way(70, {70, 71}, {{"highway", "footway"}});
    town.node(80, -200, 0)
        .way(80, {3, 80}, {{"highway", "steps"}});  // leads to the main part: kept
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
    OsmText town =
        crossroads();  // beyond node 2, lorries are banned on the only way to a street that is open to them
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

TEST_CASE("no_ restrictions ban one turn, only_ restrictions all others")
{
    OsmText town = crossroads();
    town.restriction(1, "no_left_turn", 10, 1, 12);
    auto const no_left = build(town).network;
    auto const in = link_between(no_left, 3, 1);
    CHECK(no_left.banned_turns().size() == 1);
    CHECK(no_left.is_banned(in, link_between(no_left, 1, 4)));

    OsmText straight = crossroads();
    straight.restriction(1, "only_straight_on", 10, 1, 11);
    auto const only = build(straight).network;
    auto const from = link_between(only, 3, 1);
    CHECK(only.banned_turns().size() == 3);
    CHECK_FALSE(only.is_banned(from, link_between(only, 1, 2)));
    for (long const other : {3L, 4L, 5L}) CHECK(only.is_banned(from, link_between(only, 1, other)));

    OsmText u_turn = crossroads();
    u_turn.restriction(1, "no_u_turn", 10, 1, 10);
    auto const back = build(u_turn).network;
    CHECK(back.banned_turns() ==
          std::vector<network::BannedTurn>{{link_between(back, 3, 1), link_between(back, 1, 3)}});
}

TEST_CASE("restrictions stay right when ways are joined end to end")
{
    OsmText town = crossroads();
    town.node(6, -200, 0).road(9, {3, 6});  // joined with way 10 to one link 6-1 or 1-6
    town.restriction(1, "no_right_turn", 10, 1, 13);
    auto const network = build(town).network;
    CHECK(network.is_banned(link_between(network, 6, 1), link_between(network, 1, 5)));
}

TEST_CASE("restrictions that cannot be resolved are issues")
{
    OsmText town = crossroads();
    town.node(6, 0, 200).road(14, {4, 6}, {{"name", "Z"}}).road(15, {3, 1, 5}, {{"name", "Y"}});
    town.restriction(1, "no_left_turn", 14, 1, 12).restriction(2, "no_left_turn", 10, 99, 12);
    town.restriction(3, "no_left_turn", 15, 1, 12).restriction(4, "no_left_turn", 10, 1, 14);
    auto const built = build(town);
    CHECK(built.network.banned_turns().empty());
    std::vector<std::string> texts;
    for (auto const& issue : built.issues.all()) {
        if (issue.kind == IssueKind::bad_restriction)
            texts.push_back(issue.subject + ": " + issue.message);
    }
    std::sort(texts.begin(), texts.end());
    REQUIRE(texts.size() == 4);
    CHECK(texts[0] == "osm/relation/1: its from way does not lead to the via node");
    CHECK(
        texts[1] ==
        "osm/relation/2: its via node is no junction of the network (left out, or not on a road)");
    CHECK(texts[2] ==
          "osm/relation/3: its from or to way passes the via node, so that the turn is ambiguous: "
          "split the "
          "way there");
    CHECK(texts[3] == "osm/relation/4: its to way does not leave the via node");
}

TEST_CASE("bans that would trap a road are not applied")
{
    OsmText town = crossroads();  // nobody could leave the eastern arm any more
    town.restriction(1, "no_u_turn", 11, 1, 11).restriction(2, "no_straight_on", 11, 1, 10);
    town.restriction(3, "no_left_turn", 11, 1, 13).restriction(4, "no_right_turn", 11, 1, 12);
    auto const built = build(town);
    CHECK(built.network.banned_turns().empty());
    CHECK(test::issue_of(built.issues, IssueKind::bad_restriction).count == 4);
    CHECK_THAT(test::issue_of(built.issues, IssueKind::bad_restriction).message,
               Catch::Contains("would leave a road without way in or out"));
}

TEST_CASE("points in one spot: short links are lengthened and reported")
{
    OsmText town = crossroads();
    town.node(50, 100.1, 0).node(51, 200, 0).road(50, {2, 50}, {{"name", "Z"}}).road(51, {50, 51});
    auto const built = build(town);
    auto const link = link_between(built.network, 2, 50);
    REQUIRE(link.valid());
    CHECK(built.network.length_m(link) == 0.5);
    CHECK(test::issue_of(built.issues, IssueKind::short_link)
              .message.starts_with("shorter than 0.5 m"));
}

TEST_CASE("roads among which nobody can drive there and back are refused")
{
    OsmText town;
    town.node(1, 0, 0).node(2, 100, 0).way(10, {1, 2}, {{"highway", "motorway"}});
    ImportIssues issues;
    auto const roads = town.read(issues);
    NetworkSummary summary;
    auto const message = test::message_of<core::UserError>(
        [&] { (void)build_network(roads, test::halong_crs(), issues, summary); });
    CHECK_THAT(message, Catch::Contains("town.osm") && Catch::Contains("drive there and back"));
}

TEST_CASE(
    "Hạ Long 2021: at least 96 % of the road length is kept, strongly connected for every class")
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
            bool const roads =
                issue.kind == IssueKind::disconnected_part && issue.severity == Severity::warning;
            if (roads) lost_m += issue.length_m;
        }
        // Every metre that is missing is in an issue
        CHECK(lost_m ==
              Approx(built.summary.input_length_m - built.summary.kept_length_m).epsilon(1e-3));
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

TEST_CASE("a signal at a stop line is given to the junction behind it")
{
    OsmText other;
    other.node(1, 0, 0).node(2, 100, 0).node(3, -100, 0).node(4, 0, 100).node(5, 0, -100);
    other.node(50, -20, 0, {{"highway", "traffic_signals"}});
    other.node(51, 200, 0, {{"highway", "traffic_signals"}}).node(52, 300, 0);
    other.road(10, {3, 50, 1}, {{"oneway", "yes"}})
        .road(11, {1, 2})
        .road(12, {4, 1})
        .road(13, {1, 5});
    other.road(14, {2, 51, 52}).road(15, {5, 3});
    auto const built = build(other);
    std::set<std::uint64_t> signals;
    for (auto const node : built.network.nodes()) {
        if (built.network.has_signal(node)) signals.insert(built.network.stable_id(node));
    }
    CHECK(signals == std::set<std::uint64_t>{node_stable_id(1),
                                             node_stable_id(51)});  // 51 is too far from any
    CHECK(test::issue_of(built.issues, IssueKind::moved_signal).subject == "node 50");
    CHECK(link_between(built.network, 3, 1).valid());  // not cut at the stop line any more
}

TEST_CASE("a signal behind the junction on a one-way road is not moved back")
{
    OsmText town;
    town.node(1, 0, 0)
        .node(2, 20, 0, {{"highway", "traffic_signals"}})
        .node(3, 200, 0)
        .node(4, 0, 100)
        .node(5, 0, -100);
    town.road(10, {1, 2, 3}, {{"oneway", "yes"}})
        .road(11, {4, 1})
        .road(12, {1, 5})
        .road(13, {3, 4});
    auto const built = build(town);
    CHECK(built.issues.count(IssueKind::moved_signal) == 0);
    CHECK(built.network.has_signal(built.network.to(link_between(built.network, 1, 2))));
}

TEST_CASE("Hà Nội: signals and banned turns are in the network")
{
    auto const map = test::test_data_or_skip("osm/hanoi_badinh.osm");
    if (!map) return;
    auto const built = build_file(*map, "EPSG:32648");
    long signals = 0;
    long at_junctions = 0;
    for (auto const node : built.network.nodes()) {
        if (!built.network.has_signal(node)) continue;
        ++signals;
        at_junctions +=
            built.network.in_links(node).size() + built.network.out_links(node).size() > 4 ? 1 : 0;
    }
    CHECK(signals >= 10);  // 23 stop lines at about as many junctions and crossings
    CHECK(at_junctions >= 6);
    CHECK(built.issues.count(IssueKind::moved_signal) >= 6);
    CHECK(built.network.banned_turns().size() >= 5);
}
