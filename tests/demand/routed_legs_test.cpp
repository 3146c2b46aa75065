#include "demand/routed_legs.hpp"

#include "city/sumo_text.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/random.hpp"
#include "support/test_data.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <tuple>

using namespace halong;
using namespace halong::demand;
using namespace halong::test;
using network::VehicleClass;

namespace {

struct ReadRoutes {
    BuiltSumo net = build_sumo(signal_cross);
    RoutedLegs legs;
    city::ImportIssues issues;
};

ReadRoutes read(std::string const& text)
{
    ReadRoutes result;
    ScratchFolder const folder;
    auto const path = folder.write("day.rou.xml", "<routes>\n" + text + "\n</routes>\n");
    result.legs = read_sumo_routes({path}, result.net.network, result.issues);
    return result;
}

constexpr char const* good_vehicle = R"(<vehicle id="good" depart="5"><route edges="wc ce"/></vehicle>)";

std::vector<core::LinkId> route_of(RoutedLegs const& legs, std::size_t leg)
{
    auto const route = legs.routes[leg];
    return {route.begin(), route.end()};
}

}  // namespace

TEST_CASE("Vehicles of a SUMO route file become legs in the order of departure")
{
    auto const read_file = read(R"(
<vType id="moped" vClass="moped"/>
<vTypeDistribution id="mix"><vType id="m1" vClass="delivery"/><vType id="m2" vClass="bus"/></vTypeDistribution>
<route id="south" edges="sc cw"/>
<vehicle id="late" depart="1:00:00" type="moped"><route edges="wc ce"/></vehicle>
<vehicle id="b" depart="7.5" route="south"/>
<vehicle id="a" depart="7.50"><route edges="  wc
  ce "/></vehicle>
<vehicle id="van" depart="3" type="mix"><routeDistribution last="1">
  <route cost="9" edges="sc cw"/><route cost="8" edges="sc ce"/></routeDistribution></vehicle>
)");
    auto const& legs = read_file.legs;
    REQUIRE(legs.id == std::vector<std::string>{"van", "a", "b", "late"});
    CHECK(legs.departure_ms == std::vector<core::Millis>{3'000, 7'500, 7'500, 3'600'000});
    CHECK(legs.vehicle ==
          std::vector{VehicleClass::van, VehicleClass::car, VehicleClass::car, VehicleClass::motorbike});
    auto const link = [&](char const* edge) { return read_file.net.link(edge); };
    CHECK(route_of(legs, 0) == std::vector{link("sc"), link("ce")});
    CHECK(route_of(legs, 1) == std::vector{link("wc"), link("ce")});
    CHECK(route_of(legs, 2) == std::vector{link("sc"), link("cw")});
    CHECK(read_file.issues.all().size() == 1);  // the mix of types
}

TEST_CASE("Flows are counted out")
{
    auto const departures = [](std::string const& attributes) {
        return read("<flow id=\"f\" " + attributes + "><route edges=\"wc ce\"/></flow>").legs.departure_ms;
    };
    using Times = std::vector<core::Millis>;
    CHECK(departures(R"(begin="10" end="40" period="10")") == Times{10'000, 20'000, 30'000});
    CHECK(departures(R"(begin="10" end="40" number="4")") == Times{10'000, 17'500, 25'000, 32'500});
    CHECK(departures(R"(begin="0" end="10" vehsPerHour="1200")") == Times{0, 3'000, 6'000, 9'000});
    CHECK(departures(R"(begin="0" number="2" period="1.5")") == Times{0, 1'500});
}

TEST_CASE("What cannot be used is an issue, and the rest is taken")
{
    auto const fault =
        GENERATE(as<std::string>{}, R"(<vehicle id="x" depart="triggered"><route edges="wc ce"/></vehicle>)",
                 R"(<vehicle id="x" depart="-1"><route edges="wc ce"/></vehicle>)",
                 R"(<vehicle id="x" depart="0"><route edges="wc nowhere"/></vehicle>)",
                 R"(<vehicle id="x" depart="0"><route edges="wc cw"/></vehicle>)",
                 R"(<vehicle id="x" depart="0"><route edges="ce wc"/></vehicle>)",
                 R"(<vehicle id="x" depart="0"><route edges=""/></vehicle>)",
                 R"(<vehicle id="x" depart="0" route="unknown"/>)", R"(<vehicle id="x" depart="0"/>)",
                 R"(<vehicle id="x" depart="0" type="unknown"><route edges="wc ce"/></vehicle>)",
                 R"(<vType id="t" vClass="tram"/><vehicle id="x" depart="0" type="t"><route edges="wc ce"/></vehicle>)",
                 R"(<vType id="t" vClass="bus"/><vehicle id="x" depart="0" type="t"><route edges="sc ce"/></vehicle>)",
                 R"(<vehicle id="good" depart="0"><route edges="wc ce"/></vehicle>)",
                 R"(<trip id="x" depart="0" from="wc" to="ce"/>)",
                 R"(<flow id="x" begin="0" probability="0.1"><route edges="wc ce"/></flow>)",
                 R"(<flow id="x" begin="0" period="0.0000001"><route edges="wc ce"/></flow>)",
                 R"(<person id="x" depart="0"><walk edges="wc"/></person>)");
    CAPTURE(fault);
    auto const read_file = read(good_vehicle + fault);
    CHECK(read_file.legs.size() == 1);
    CHECK(read_file.issues.count(city::IssueKind::bad_route) == 1);
}

TEST_CASE("A file without one usable vehicle is refused")
{
    auto const refusal = message_of<core::UserError>([] { read(R"(<trip id="x" depart="0" from="wc" to="ce"/>)"); });
    CHECK_THAT(refusal, Catch::Contains("day.rou.xml") && Catch::Contains("no vehicle"));
    CHECK_THROWS_AS(read("<vehicle depart=\"0\"/>"), core::UserError);
}

TEST_CASE("Our route file gives back what was written, plain and compressed")
{
    auto const name = GENERATE("legs.csv", "legs.csv.gz");
    auto read_file = read(std::string(good_vehicle) +
                          R"(<vehicle id="comma, &quot;quote&quot;" depart="0.001"><route edges="sc cw"/></vehicle>)");
    ScratchFolder const folder;
    auto const path = folder.path() / name;
    write_route_file(path, read_file.legs, read_file.net.network);
    auto const again = read_route_file(path, read_file.net.network);
    CHECK(again.id == read_file.legs.id);
    CHECK(again.vehicle == read_file.legs.vehicle);
    CHECK(again.departure_ms == read_file.legs.departure_ms);
    CHECK(again.routes.links == read_file.legs.routes.links);
    CHECK(again.routes.offset == read_file.legs.routes.offset);
    CHECK(folder.names() == std::vector<std::string>{name});
}

TEST_CASE("Faults of a route file are told with their lines, all at once")
{
    auto const net = build_sumo(signal_cross);
    auto const id = [&](char const* edge) { return core::hex(net.network.stable_id(net.link(edge))); };
    ScratchFolder const folder;
    auto const refusal = [&](std::string const& text) {
        auto const path = folder.write("legs.csv", text);
        return message_of<core::UserError>([&] { read_route_file(path, net.network); });
    };
    using Catch::Contains;
    CHECK_THAT(refusal(""), Contains("is empty"));
    CHECK_THAT(refusal("id,class,links\n"), Contains("legs.csv:1") && Contains("'departure_ms'"));
    std::string const header = "departure_ms,links,id,class,note\n";
    auto const good = fmt::format("0,{} {},a,car,\n", id("wc"), id("ce"));
    auto const message =
        refusal(header + good + fmt::format("-1,{},b,car,\n", id("wc")) + fmt::format("0,{},c,tank,\n", id("wc")) +
                "0,0000000000000000,d,car,\n" + fmt::format("0,{} {},e,car,\n", id("wc"), id("cw")) +
                fmt::format("0,{} {},f,car,\n", id("ce"), id("wc")) + fmt::format("0,{},g,lorry,\n", id("sc")) + good +
                "0\n" + "0,,h,car,\n");
    for (char const* const part :
         {"legs.csv:3", "departure_ms is '-1'", "legs.csv:4", "'tank'", "legs.csv:5", "no link", "legs.csv:6",
          "not allowed", "legs.csv:7", "do not meet", "legs.csv:8", "closed to lorry", "legs.csv:9",
          "'a' stands before", "legs.csv:10", "1 cells", "legs.csv:11", "no links"}) {
        CHECK_THAT(message, Contains(part));
    }
    CHECK_THAT(refusal(header + "\"0,1\n"), Contains("legs.csv:2"));
}

TEST_CASE("Plans of routed legs start, stay and end where the routes do")
{
    auto const read_file =
        read(std::string(good_vehicle) + R"(<vehicle id="two" depart="6"><route edges="sc cw"/></vehicle>)");
    city::City city;
    city.network = read_file.net.network;
    city::Zone zone;
    zone.area = {{{{-500, -500}, {500, -500}, {500, 500}, {-500, 500}}, {}}};
    city.zones.push_back(zone);
    auto const plans = plans_of(read_file.legs, city);
    auto const routes = routes_by_stay(read_file.legs.routes);
    REQUIRE(plans.traveller_count() == 2);
    REQUIRE(plans.stay_count() == 4);
    REQUIRE(routes.size() == 4);
    for (std::uint32_t traveller = 0; traveller < 2; ++traveller) {
        auto const first = plans.stays_begin(traveller);
        REQUIRE(plans.stays_end(traveller) == first + 2);
        CHECK(plans.mode[first] == city::Mode::car);
        CHECK(plans.mode[first + 1] == city::Mode::none);
        CHECK(plans.planned_end[first] == read_file.legs.departure_ms[traveller]);
        CHECK(plans.node[first] == city.network.from(routes[first].front()));
        CHECK(plans.node[first + 1] == city.network.to(routes[first].back()));
        CHECK(routes[first + 1].empty());
        CHECK(plans.zone[first] == core::ZoneId(0));
    }
    CHECK(plans.traveller_key[0] != plans.traveller_key[1]);
}

TEST_CASE("Legs of a day come by departure and id, whatever travellers share a time")
{
    city::Plans plans;
    network::Routes routes;
    core::Random const random(7);
    constexpr std::uint32_t travellers = 3'000;
    constexpr std::uint32_t stays = 12;  // "10" and "11" come before "2"
    for (std::uint32_t traveller = 0; traveller < travellers; ++traveller) {
        plans.traveller_key.push_back(core::hash_of(std::to_string(traveller)));
        plans.first_stay.push_back((traveller + 1) * stays);
        for (std::uint32_t stay = 0; stay < stays; ++stay) {
            auto const draw = [&](std::uint32_t what, std::uint64_t below) {
                return random.below(core::Stream::visitor, {traveller, stay, what}, below);
            };
            bool const is_last = stay + 1 == stays;
            plans.activity.push_back(city::Activity::outside);
            plans.planned_end.push_back(static_cast<core::Millis>(1'000 * draw(0, 40)));
            plans.mode.push_back(is_last ? city::Mode::none : draw(1, 5) == 0 ? city::Mode::walk : city::Mode::car);
            for (std::uint64_t link = is_last ? 0 : draw(2, 4); link > 0; --link)
                routes.links.emplace_back(link + stay);
            routes.offset.push_back(static_cast<std::uint32_t>(routes.links.size()));
        }
    }
    // The same by texts.
    struct Leg {
        core::Millis departure_ms;
        std::string id;
        std::vector<core::LinkId> route;
    };
    std::vector<Leg> expected;
    for (std::uint32_t stay = 0; stay < plans.stay_count(); ++stay) {
        if (plans.mode[stay] != city::Mode::car || routes[stay].empty()) continue;
        auto const route = routes[stay];
        expected.push_back({plans.planned_end[stay],
                            core::hex(plans.traveller_key[stay / stays]) + "." + std::to_string(stay % stays),
                            {route.begin(), route.end()}});
    }
    std::ranges::sort(expected, {}, [](Leg const& leg) { return std::tie(leg.departure_ms, leg.id); });
    auto const legs = vehicle_legs(plans, routes);
    REQUIRE(legs.size() == expected.size());
    REQUIRE(legs.routes.size() == expected.size());
    bool is_same = true;
    for (std::size_t leg = 0; leg < expected.size(); ++leg) {
        is_same = is_same && legs.id[leg] == expected[leg].id && legs.departure_ms[leg] == expected[leg].departure_ms &&
                  legs.vehicle[leg] == VehicleClass::car && route_of(legs, leg) == expected[leg].route;
    }
    CHECK(is_same);
}

TEST_CASE("Routes of a real scenario are taken whole")
{
    auto const path = test_data_or_skip("sumo/acosta/acosta.rou.xml");
    if (!path) return;
    city::ImportIssues issues;
    city::NetworkSummary summary;
    geo::Projection const projection("EPSG:32632");
    auto const net = city::build_sumo_network(city::read_sumo_file(*test_data("sumo/acosta/acosta_buslanes.net.xml")),
                                              "acosta", projection, issues, summary);
    auto const legs = read_sumo_routes({*test_data("sumo/acosta/acosta_vtypes.add.xml"), *path}, net, issues);
    CHECK(legs.size() > 5'000);
    CHECK(static_cast<double>(issues.count(city::IssueKind::bad_route)) < 0.01 * static_cast<double>(legs.size()));
}
