#include "city/built_town.hpp"
#include "core/error.hpp"
#include "support/test_data.hpp"

using namespace halong;
using namespace halong::city;
using namespace halong::test;
using network::RoadClass;

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
        CHECK(forwards.network.stable_id(core::NodeId{i}) == node_stable_id(static_cast<long>(i) + 1));
    }
}

TEST_CASE("random towns give the same network in any order of the file, and every class can come and go")
{
    for (long seed = 1; seed <= 12; ++seed) {
        OsmText town;
        auto draw = [state = static_cast<std::uint64_t>(seed)](std::uint64_t n) mutable {
            state = core::combine(state, 7);
            return static_cast<long>(state % n);
        };
        for (long id = 1; id <= 60; ++id) {
            town.node(id, static_cast<double>(draw(2000)), static_cast<double>(draw(2000)),
                      draw(9) == 0 ? test::TagList{{"highway", "traffic_signals"}} : test::TagList{});
        }
        char const* const kinds[] = {"residential", "primary", "footway", "motorway", "service", "residential"};
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

    for (auto const& tag :
         {std::pair{"name", "B"}, {"lanes", "4"}, {"maxspeed", "20"}, {"bridge", "yes"}, {"hgv", "no"}}) {
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
    CHECK(built.network.access(back) == Access::walkers().with(Access::of(VehicleClass::motorbike)));
    CHECK(built.network.reverse(back) == link_between(built.network, 1, 2));
}

TEST_CASE("a roundabout is one-way in the order of its nodes")
{
    OsmText town;
    town.node(1, 20, 0).node(2, 0, 25).node(3, -20, 0).node(4, 0, -20).node(5, 120, 0).node(6, -120, 0);
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
    town.way(11, {2, 3}, {{"highway", "primary"}, {"width", "12"}}).way(12, {3, 4}, {{"highway", "primary"}});
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
    CHECK(network.width_m(link_between(network, 3, 4)) ==
          Approx(9.0));  // 2 lanes of 3.5 m and the strip for motorbikes
    long lanes = 0;
    for (auto const& issue : built.issues.all()) {
        if (issue.kind != IssueKind::default_used) continue;
        CHECK(issue.severity == Severity::note);
        if (issue.length_m > 0) CHECK(issue.position.has_value());  // the first of them can be found on a map
        if (issue.message.starts_with("no lanes given: default of class primary")) lanes = issue.count;
        if (issue.message.starts_with("no maxspeed given")) CHECK(issue.length_m == Approx(200).margin(0.02));
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

TEST_CASE("points in one spot: short links are lengthened and reported")
{
    OsmText town = crossroads();
    town.node(50, 100.1, 0).node(51, 200, 0).road(50, {2, 50}, {{"name", "Z"}}).road(51, {50, 51});
    auto const built = build(town);
    auto const link = link_between(built.network, 2, 50);
    REQUIRE(link.valid());
    CHECK(built.network.length_m(link) == 0.5);
    CHECK(test::issue_of(built.issues, IssueKind::short_link).message.starts_with("shorter than 0.5 m"));
}

TEST_CASE("thousands of roads beside each other are refused with their node")
{
    OsmText town;
    town.node(7, 0, 0).node(8, 300, 0);
    for (long way = 1; way <= 600; ++way) town.road(way, {7, 8});
    try {
        build(town);
        FAIL("not refused");
    } catch (core::UserError const& error) {
        REQUIRE(error.diagnostics().size() == 2);
        CHECK(error.diagnostics()[0].message == "1200 links begin or end at node 7; at most 1000 are possible");
        CHECK_FALSE(error.diagnostics()[0].help.empty());
    }
}

TEST_CASE("a signal at a stop line is given to the junction behind it")
{
    OsmText other;
    other.node(1, 0, 0).node(2, 100, 0).node(3, -100, 0).node(4, 0, 100).node(5, 0, -100);
    other.node(50, -20, 0, {{"highway", "traffic_signals"}});
    other.node(51, 200, 0, {{"highway", "traffic_signals"}}).node(52, 300, 0);
    other.road(10, {3, 50, 1}, {{"oneway", "yes"}}).road(11, {1, 2}).road(12, {4, 1}).road(13, {1, 5});
    other.road(14, {2, 51, 52}).road(15, {5, 3});
    auto const built = build(other);
    std::set<std::uint64_t> signals;
    for (auto const node : built.network.nodes()) {
        if (built.network.has_signal(node)) signals.insert(built.network.stable_id(node));
    }
    CHECK(signals == std::set<std::uint64_t>{node_stable_id(1), node_stable_id(51)});  // 51 is too far from any
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
    town.road(10, {1, 2, 3}, {{"oneway", "yes"}}).road(11, {4, 1}).road(12, {1, 5}).road(13, {3, 4});
    auto const built = build(town);
    CHECK(built.issues.count(IssueKind::moved_signal) == 0);
    CHECK(built.network.has_signal(built.network.to(link_between(built.network, 1, 2))));
}
