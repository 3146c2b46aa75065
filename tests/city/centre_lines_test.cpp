#include "city/build.hpp"
#include "city/osm_text.hpp"
#include "core/error.hpp"
#include "support/test_data.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace halong;
using namespace halong::city;
using network::Access;
using network::RoadClass;
using network::VehicleClass;

namespace {

std::string line(std::string const& properties, std::string const& coordinates)
{
    return R"({"type":"Feature","properties":{)" + properties + R"(},"geometry":{"type":"LineString","coordinates":[)" +
           coordinates + "]}}";
}

std::string collection(std::vector<std::string> const& features)
{
    std::string text = R"({"type":"FeatureCollection","features":[)";
    for (auto const& feature : features) text += (text.back() == '[' ? "" : ",") + feature;
    return text + "]}";
}

RawRoads read(std::vector<std::string> const& features, ImportIssues& issues)
{
    test::ScratchFolder const folder;
    return read_centre_lines(folder.write("roads.geojson", collection(features)), test::halong_crs(), issues);
}

std::string refusal(std::vector<std::string> const& features)
{
    ImportIssues issues;
    return test::message_of<core::UserError>([&] { (void)read(features, issues); });
}

}  // namespace

TEST_CASE("centre lines with equal coordinates share a node")
{
    ImportIssues issues;
    auto const roads = read({line(R"("id":"a","class":"trunk","name":"QL18","lanes":4,"width_m":16,"maxspeed_kmh":60)",
                                  "[107.001,20.951],[107.002,20.952],[107.003,20.952]"),
                             line(R"("id":"b","class":"primary","ref":"ĐT.337","oneway":"yes","bridge":"yes")",
                                  "[107.002,20.952],[107.002,20.960]")},
                            issues);
    REQUIRE(roads.ways.size() == 2);
    CHECK(roads.nodes.size() == 4);
    auto const& a = roads.ways[0];
    CHECK(a.id == "a");
    CHECK(a.name == "QL18");
    CHECK(a.road_class == RoadClass::trunk);
    CHECK(a.lanes == 4);
    CHECK(a.width_m == 16.0);
    CHECK(a.speed_limit_kmh == 60.0);
    CHECK(a.oneway == Oneway::no);
    CHECK_FALSE(a.bridge);
    auto const& b = roads.ways[1];
    CHECK(b.name == "ĐT.337");
    CHECK(b.oneway == Oneway::forward);
    CHECK(b.bridge);
    CHECK(b.lanes == 0);
    CHECK(b.nodes[0] == a.nodes[1]);
    CHECK(std::is_sorted(roads.nodes.begin(), roads.nodes.end(),
                         [](auto const& x, auto const& y) { return x.id < y.id; }));
    CHECK(issues.all().empty());
}

TEST_CASE("a node's id follows from its coordinate alone")
{
    ImportIssues issues;
    auto const one = read({line(R"("id":"a","class":"trunk")", "[107.001,20.951],[107.002,20.952]")}, issues);
    auto const two = read({line(R"("id":"z","class":"service")", "[107.5,21.1],[107.001,20.951]")}, issues);
    CHECK(one.ways[0].nodes[0] == two.ways[0].nodes[1]);
}

TEST_CASE("motorbikes follow the column, and the class where it is silent")
{
    ImportIssues issues;
    std::string const place = "[107.001,20.951],[107.002,20.952]";
    auto const roads =
        read({line(R"("id":"a","class":"motorway")", place), line(R"("id":"b","class":"motorway_link")", place),
              line(R"("id":"c","class":"trunk","motorbike":"no")", place),
              line(R"("id":"d","class":"motorway","motorbike":"yes")", place),
              line(R"("id":"e","class":"trunk","oneway":"-1")", place)},
             issues);
    auto const motorbike = Access::of(VehicleClass::motorbike);
    CHECK(roads.ways[0].banned.overlaps(motorbike));
    CHECK(roads.ways[1].banned == motorbike.with(Access::of(VehicleClass::bicycle)).with(Access::walkers()));
    CHECK(roads.ways[1].road_class == RoadClass::ramp);
    CHECK(roads.ways[2].banned == motorbike);
    CHECK(roads.ways[3].allowed == motorbike);
    CHECK_FALSE(roads.ways[3].banned.overlaps(motorbike));
    CHECK(roads.ways[4].oneway == Oneway::backward);
}

TEST_CASE("values out of range are issues and fall back on the class")
{
    ImportIssues issues;
    auto const roads =
        read({line(R"("id":"a","class":"trunk","lanes":40,"width_m":-3,"maxspeed_kmh":900,"bridge":"maybe")",
                   "[107.001,20.951],[107.002,20.952]")},
             issues);
    CHECK(roads.ways[0].lanes == 0);
    CHECK(roads.ways[0].width_m == 0.0);
    CHECK(roads.ways[0].speed_limit_kmh == 0.0);
    CHECK_FALSE(roads.ways[0].bridge);
    CHECK(issues.count(IssueKind::bad_tag) == 4);
    CHECK(test::issue_of(issues, IssueKind::bad_tag).subject == "a");
}

TEST_CASE("faults of centre lines are told together")
{
    std::string const place = "[107.001,20.951],[107.002,20.952]";
    auto const text = refusal({line(R"("id":"","class":"trunk")", place), line(R"("id":"b","class":"primry")", place),
                               line(R"("id":"c","class":"trunk")", place), line(R"("id":"c","class":"trunk")", place),
                               R"({"type":"Feature","properties":{"id":"d","class":"trunk"},"geometry":)"
                               R"({"type":"Point","coordinates":[107.1,20.9]}})"});
    CHECK_THAT(text, Catch::Contains("has no id"));
    CHECK_THAT(text, Catch::Contains("unknown class 'primry'") && Catch::Contains("did you mean 'primary'?"));
    CHECK_THAT(text, Catch::Contains("id 'c' is used by feature 2 as well"));
    CHECK_THAT(text, Catch::Contains("is not a line"));
    CHECK_THAT(refusal({line(R"("name":"x")", place)}),
               Catch::Contains("has no column 'id'") && Catch::Contains("has no column 'class'"));
}

TEST_CASE("the embedded main roads of Hạ Long are one strongly connected network")
{
    ImportIssues issues;
    auto const roads =
        read_centre_lines(test::repository_path("data/halong/roads.geojson"), test::halong_crs(), issues);
    NetworkSummary summary;
    (void)build_network(roads, test::halong_crs(), issues, summary);
    CHECK(summary.kept_length_m == Approx(summary.input_length_m));
    CHECK(summary.input_length_m > 300'000);
    CHECK(issues.count(IssueKind::disconnected_part) == 0);
    CHECK(issues.count(IssueKind::wave_speed) == 0);
}
