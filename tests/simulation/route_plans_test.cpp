// Every stay has a route: that of its leg, or an empty one.
#include "services/toy_town.hpp"
#include "simulation/services_of_run.hpp"
#include "simulation/simulation.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::test;
using city::Mode;

TEST_CASE("routes stand at the stay that their leg follows")
{
    auto const town = line_town();
    PlanSketch sketch;
    sketch.begin("a");
    sketch.stay(core::NodeId{0}, {0, 0});  // 0: to the east end over links 0 and 2
    sketch.leave(8 * hour, Mode::car);
    sketch.stay(core::NodeId{2}, {600, 0});  // 1: next door
    sketch.leave(9 * hour, Mode::walk);
    sketch.stay(core::NodeId{2}, {610, 0});  // 2: nobody gets to the node apart
    sketch.leave(10 * hour, Mode::car);
    sketch.stay(core::NodeId{3}, {900, 0});  // 3: the last
    sketch.end();
    sketch.begin("b");
    sketch.stay(core::NodeId{1}, {300, 0});  // 4: back to the west over link 1
    sketch.leave(8 * hour, Mode::walk);
    sketch.stay(core::NodeId{0}, {0, 0});  // 5: the last
    sketch.end();
    auto const routes = simulation::route_plans(town, sketch.plans, {});
    REQUIRE(routes.size() == 6);
    auto const route = [&](std::size_t stay) {
        return std::vector<core::LinkId>(routes[stay].begin(), routes[stay].end());
    };
    CHECK(route(0) == std::vector<core::LinkId>{core::LinkId{0}, core::LinkId{2}});
    CHECK(route(1).empty());
    CHECK(route(2).empty());
    CHECK(route(3).empty());
    CHECK(route(4) == std::vector<core::LinkId>{core::LinkId{1}});
    CHECK(route(5).empty());
    CHECK(routes.unreachable == std::vector<std::uint32_t>{2});
}

TEST_CASE("a run has its services in the order of the report, and watches what they ask for")
{
    auto const town = line_town();
    PlanSketch const sketch;
    auto const services = simulation::make_services(town, sketch.plans, {});
    REQUIRE(services.size() == 3);
    CHECK(services[0]->result().service == "wifi");
    CHECK(services[1]->result().service == "camera");
    CHECK(services[2]->result().service == "operations");
    // All five links are tertiary: main streets. Nobody asks how full they are before a camera sees one.
    CHECK(simulation::watched_links(5, services) == std::vector<std::uint8_t>(5, city::watch_passages));
    auto seen = town;
    put_sites(seen, {camera_at("camera", {0, 0}, 0)});
    auto const watched = simulation::watched_links(5, simulation::make_services(seen, sketch.plans, {}));
    CHECK(watched[0] == city::watch_occupancy);  // from 0 to 300 m, along which the camera looks
    CHECK(watched[2] == city::watch_passages);   // from 300 to 600 m
}
