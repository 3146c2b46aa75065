#include "export/sumo.hpp"

#include "city/sumo_network.hpp"
#include "city/sumo_text.hpp"
#include "city/xml_file.hpp"
#include "demand/routed_legs.hpp"
#include "export/sumo_lanes.hpp"
#include "export/sumo_program.hpp"
#include "support/file_bytes.hpp"
#include "support/gunzip.hpp"

#include <catch2/catch.hpp>
#include <map>

using namespace halong;
using namespace halong::exporting;
using namespace halong::test;

namespace {

// A junction at the origin: `in` comes from the west; out-links go south (right), east, north (left) and back west.
network::Network cross(int in_lanes, int out_lanes)
{
    std::vector<network::NodeRecord> nodes{
        {{0, 0}, 1, true}, {{-100, 0}, 2, false}, {{0, -100}, 3, false}, {{100, 0}, 4, false}, {{0, 100}, 5, false}};
    std::vector<network::LinkRecord> links;
    auto const add = [&](int from, int to, int lanes) {
        network::LinkRecord record;
        record.from = core::NodeId(from);
        record.to = core::NodeId(to);
        record.stable_id = links.size() + 1;
        record.way_id = from + to == 1 ? "main" : "";
        record.length_m = 100;
        record.width_m = 3.5 * lanes;
        record.lanes = lanes;
        record.speed_limit_kmh = 50;
        record.access = network::Access::all_vehicles();
        record.shape = {nodes[static_cast<std::size_t>(from)].position, nodes[static_cast<std::size_t>(to)].position};
        links.push_back(record);
    };
    add(1, 0, in_lanes);
    for (int const to : {4, 3, 2, 1}) add(0, to, out_lanes);  // north, east, south, back
    return {nodes, links, {}};
}

}  // namespace

TEST_CASE("Lanes are dealt out to the turns from right to left")
{
    struct Lane {
        int to, from_lane, to_lane;
        bool operator==(Lane const&) const = default;
    };
    auto const lanes = [](int in_lanes, int out_lanes) {
        std::vector<Lane> found;
        for (auto const& turn : lane_turns(cross(in_lanes, out_lanes), core::LinkId(0)))
            found.push_back({static_cast<int>(turn.to.value()), turn.from_lane, turn.to_lane});
        return found;
    };
    // links: 1 north, 2 east, 3 south, 4 back
    CHECK(lanes(4, 2) == std::vector<Lane>{{3, 0, 0}, {2, 1, 0}, {1, 2, 1}, {4, 3, 1}});
    CHECK(lanes(1, 1) == std::vector<Lane>{{3, 0, 0}, {2, 0, 0}, {1, 0, 0}, {4, 0, 0}});
    CHECK(lanes(8, 3) ==
          std::vector<Lane>{{3, 0, 0}, {3, 1, 1}, {2, 2, 0}, {2, 3, 1}, {1, 4, 1}, {1, 5, 2}, {4, 6, 1}, {4, 7, 2}});
}

TEST_CASE("A plan becomes phases that fill the cycle")
{
    network::SignalPlan plan;
    plan.node = core::NodeId(0);
    plan.cycle_ms = 60'000;
    plan.turns = {{core::LinkId(0), core::LinkId(2), {{50'000, 30'000}}, false},  // over the end of the cycle
                  {core::LinkId(0), core::LinkId(1), {{25'000, 20'000}}, true}};
    std::vector<LaneTurn> const turns{{core::LinkId(0), core::LinkId(2), 0, 0},
                                      {core::LinkId(0), core::LinkId(1), 1, 0},
                                      {core::LinkId(0), core::LinkId(3), 0, 0}};
    auto const phases = sumo_phases(plan, turns);
    std::vector<std::pair<core::Millis, std::string>> found;
    for (auto const& phase : phases) found.emplace_back(phase.length_ms, phase.state);
    CHECK(found == std::vector<std::pair<core::Millis, std::string>>{{20'000, "Grr"},
                                                                     {3'000, "yrr"},
                                                                     {2'000, "rrr"},
                                                                     {20'000, "rgr"},
                                                                     {3'000, "ryr"},
                                                                     {2'000, "rrr"},
                                                                     {10'000, "Grr"}});
}

TEST_CASE("What is written for SUMO is well-formed and names what there is")
{
    auto const built = build_sumo(replaced(signal_cross, "South Road", "S &amp; &lt;Road&gt; &quot;x&quot;"));
    ScratchFolder const folder;
    auto const counts = write_sumo_network(folder.path() / "out", built.network, "!");
    CHECK(counts.edges == 4);
    CHECK(counts.plans == 1);
    CHECK(counts.walkways == 0);
    struct Names final : city::XmlVisitor {
        std::map<std::string, int> count;
        std::vector<std::string> ids;
        void start(city::XmlElement const& element) override
        {
            ++count[std::string(element.name())];
            if (element.name() == "edge") ids.emplace_back(element.text("id"));
        }
        void end(std::string_view) override {}
    };
    Names edges, connections, programs;
    city::read_xml(folder.path() / "out" / "city.edg.xml", {"edges"}, edges);
    city::read_xml(folder.path() / "out" / "city.con.xml", {"connections"}, connections);
    city::read_xml(folder.path() / "out" / "city.tll.xml", {"tlLogics"}, programs);
    CHECK(edges.ids == std::vector<std::string>{"ce", "cw", "sc", "wc"});
    CHECK(connections.count["connection"] == 6);  // wc by two lanes, sc twice, and two edges that lead nowhere
    CHECK(programs.count["tlLogic"] == 1);
    CHECK(programs.count["connection"] == 4);
    CHECK_THAT(bytes_of(folder.path() / "out" / "city.edg.xml"), Catch::Contains("length=\"95.500\"") &&
                                                                     Catch::Contains("speed=\"13.89\"") &&
                                                                     Catch::Contains("S &amp; &lt;Road"));
}

TEST_CASE("Routes written for SUMO are read back as they were")
{
    auto const name = "day.rou.xml.gz";
    auto const built = build_sumo(signal_cross);
    demand::RoutedLegs legs;
    legs.id = {"a<b", "c", "d"};
    legs.vehicle = {network::VehicleClass::coach, network::VehicleClass::motorbike, network::VehicleClass::car};
    legs.departure_ms = {7, 1'234, 90'000'000};
    legs.routes.links = {built.link("wc"), built.link("ce"), built.link("sc"), built.link("cw"), built.link("cw")};
    legs.routes.offset = {0, 2, 4, 5};
    ScratchFolder const folder;
    write_sumo_routes(folder.path() / name, legs, built.network);
    auto const text = test::gunzip(test::bytes_of(folder.path() / name));
    CHECK_THAT(text, Catch::Contains(R"(<vehicle id="a&lt;b" type="coach" depart="0.007" departLane=)") &&
                         Catch::Contains("depart=\"1.234\"") && Catch::Contains("depart=\"90000.000\""));
    city::ImportIssues issues;
    auto const again = demand::read_sumo_routes({folder.path() / name}, built.network, issues);
    CHECK(again.id == legs.id);
    CHECK(again.vehicle == legs.vehicle);
    CHECK(again.departure_ms == legs.departure_ms);
    CHECK(again.routes.links == legs.routes.links);
    CHECK(issues.all().empty());
}
