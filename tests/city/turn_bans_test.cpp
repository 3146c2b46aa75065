#include "city/built_town.hpp"
#include "core/error.hpp"
#include "support/test_data.hpp"

using namespace halong;
using namespace halong::city;
using namespace halong::test;

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
        if (issue.kind == IssueKind::bad_restriction) texts.push_back(issue.subject + ": " + issue.message);
    }
    std::sort(texts.begin(), texts.end());
    REQUIRE(texts.size() == 4);
    CHECK(texts[0] == "osm/relation/1: its from way does not lead to the via node");
    CHECK(texts[1] == "osm/relation/2: its via node is no junction of the network (left out, or not on a road)");
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
        at_junctions += built.network.in_links(node).size() + built.network.out_links(node).size() > 4 ? 1 : 0;
    }
    CHECK(signals >= 10);  // 23 stop lines at about as many junctions and crossings
    CHECK(at_junctions >= 6);
    CHECK(built.issues.count(IssueKind::moved_signal) >= 6);
    CHECK(built.network.banned_turns().size() >= 5);
}
