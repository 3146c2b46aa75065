#include "city/tntp.hpp"

#include "city/tntp_text.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

using namespace halong;
using city::parse_tntp_flows;
using city::parse_tntp_network;
using city::parse_tntp_trips;

namespace {

char const* const trips_text = R"(<NUMBER OF ZONES> 2
<TOTAL OD FLOW> 12.5
<END OF METADATA>

Origin 	1
    1 :   3.0;    2 :   12.5;
Origin  2
)";

std::string replaced(std::string text, std::string const& what, std::string const& with)
{
    auto const at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

// The findings as "line:column message".
std::vector<std::string> findings_of(std::function<void()> const& read)
{
    try {
        read();
    } catch (core::UserError const& error) {
        std::vector<std::string> found;
        for (auto const& finding : error.diagnostics()) {
            CHECK(finding.file == "x.tntp");
            CHECK_FALSE(finding.help.empty());
            found.push_back(std::to_string(finding.line) + ":" + std::to_string(finding.column) + " " +
                            finding.message);
        }
        return found;
    }
    return {};
}

using Findings = std::vector<std::string>;

}  // namespace

TEST_CASE("a TNTP network is read with tolls and lengths as costs", "[tntp]")
{
    auto const network = parse_tntp_network(test::tntp_network_text, "x.tntp", {0.5, 0.25});
    CHECK(network.node_count() == 3);
    CHECK(network.first_through_node == 2);
    CHECK(network.from == std::vector<std::uint32_t>{0, 2, 1});
    CHECK(network.to == std::vector<std::uint32_t>{2, 1, 2});
    CHECK(network.capacity == std::vector<double>{100, 200, 100});
    CHECK(network.free_time == std::vector<double>{5, 6.5, 6.5});
    CHECK(network.b == std::vector<double>{0.15, 0.15, 0});
    CHECK(network.power == std::vector<double>{4, 4, 0});
    CHECK(network.fixed_cost == std::vector<double>{1, 1, 1});
    CHECK(network.link_id[2] == "3");
}

TEST_CASE("TNTP trips are read by origin, those within a zone apart", "[tntp]")
{
    auto const network = parse_tntp_network(test::tntp_network_text, "x.tntp");
    auto const demand = parse_tntp_trips(trips_text, "x.tntp", network);
    REQUIRE(demand.pair_count() == 1);
    CHECK(demand.origin[0] == 0);
    CHECK(demand.destination[0] == 1);
    CHECK(demand.trips[0] == 12.5);
    CHECK(demand.line[0] == 6);
    CHECK(demand.within_zones == 3);
    CHECK(city::unreachable_pairs(network, demand).empty());
}

TEST_CASE("TNTP flows go to their links in any order", "[tntp]")
{
    auto const network = parse_tntp_network(test::tntp_network_text, "x.tntp");
    CHECK(parse_tntp_flows("From To Volume Cost\n3 2 7 1\n1 3 5.5 1\n2 3 0 1\n", "x.tntp", network) ==
          std::vector<double>{5.5, 7, 0});
    CHECK(findings_of([&] { parse_tntp_flows("From To Volume\n1 2 7\n", "x.tntp", network); }) ==
          Findings{"2:1 no link leads from 1 to 2"});
    CHECK(findings_of([&] { parse_tntp_flows("From To Volume\n1 3 7\n", "x.tntp", network); }) ==
          Findings{"1:1 flows of 1 links, but the network has 3"});
}

TEST_CASE("every fault of a TNTP network is told with its place", "[tntp]")
{
    auto text = replaced(test::tntp_network_text, "1	3	100	2	5", "1	4	0	2	-5");
    text = replaced(text, "200	4	6.5	0.15	4", "x	4	6.5	0.15	0.5");
    text = replaced(text, "	2	3	1e2	4	6.5	0	0	50	0	1	;",
                    "	2	3	nan;");
    CHECK(findings_of([&] { parse_tntp_network(text, "x.tntp"); }) ==
          Findings{"8:4 the link's last node is '4'; it must be a whole number from 1 to 3",
                   "8:6 the capacity is 0; it must be above 0", "8:10 the free time is -5; it must be 0 or more",
                   "9:6 the capacity is 'x', which is no number", "9:19 the power is 0.5; it must be 0, or 1 or more",
                   "10:9 the row has 3 values; it needs 7"});
    CHECK(findings_of([&] {
              parse_tntp_network(replaced(test::tntp_network_text, "LINKS> 3", "LINKS> 4"), "x.tntp");
          }) == Findings{"1:1 <NUMBER OF LINKS> says 4, but there are 3 rows"});
    CHECK(findings_of([&] {
              parse_tntp_network(replaced(test::tntp_network_text, "<NUMBER OF NODES> 3", ""), "x.tntp");
          }).front() == "1:1 <NUMBER OF NODES> is missing");
    CHECK(findings_of([&] { parse_tntp_network(replaced(test::tntp_network_text, "NODE> 3", "NODE> 9"), "x.tntp"); }) ==
          Findings{"3:19 <FIRST THRU NODE> is '9'; it must be a whole number from 1 to 4"});
    CHECK(findings_of([&] { parse_tntp_network("", "x.tntp"); }).size() == 4);
}

TEST_CASE("every fault of TNTP trips is told with its place", "[tntp]")
{
    auto const network = parse_tntp_network(test::tntp_network_text, "x.tntp");
    auto const text = replaced(trips_text, "1 :   3.0;    2 :   12.5;", "2 :   -3.0;    7 :   1; 2 : 1; 2 : 2; 1 3");
    CHECK(findings_of([&] { parse_tntp_trips(text, "x.tntp", network); }) ==
          Findings{"6:11 the number of trips is -3.0; it must be 0 or more",
                   "6:20 the destination is '7'; it must be a whole number from 1 to 2",
                   "6:36 the trips from 1 to 2 stand here again", "6:43 '1' begins no \"zone : trips;\""});
    CHECK(findings_of([&] {
              parse_tntp_trips(replaced(trips_text, "Origin 	1", ""), "x.tntp", network);
          }).front() == "6:5 these trips have no origin");
}

TEST_CASE("pairs without a path are told with the place of their trips", "[tntp]")
{
    auto const network = parse_tntp_network(
        replaced(test::tntp_network_text, "	3	2	200", "	3	3	200"), "x.tntp");
    auto const demand = parse_tntp_trips(trips_text, "x.tntp", network);
    auto const findings = city::unreachable_pairs(network, demand);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].line == 6);
    CHECK(findings[0].column == 19);
    CHECK(findings[0].message == "no path leads from 1 to 2, but 12.5 trips want to");
}
