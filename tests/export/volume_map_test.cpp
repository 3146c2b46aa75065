#include "export/volume_map.hpp"

#include "core/error.hpp"
#include "export/link_traffic.hpp"
#include "export/map_labels.hpp"
#include "export/map_roads.hpp"
#include "export/svg.hpp"
#include "study/small_city.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace halong;
using Catch::Contains;

namespace {

// Motorbikes on every link in hour 8: 500 on Trần Phú, 20 elsewhere.
simulation::RunResult run_of_hour_8(city::City const& city)
{
    simulation::RunResult run;
    auto& hours = run.link_hours;
    hours.link_count = city.network.link_count();
    hours.vehicles.resize(hours.link_count * 24 * network::vehicle_class_count);
    hours.walkers.resize(hours.link_count * 24);
    hours.time_ms.resize(hours.link_count * 24);
    hours.free_time_ms.resize(hours.link_count * 24);
    for (auto const link : city.network.links()) {
        std::uint32_t const vehicles = city.network.name(link).empty() ? 20 : 500;
        hours.vehicles[hours.cell(link, 8) * network::vehicle_class_count] = vehicles;
        hours.time_ms[hours.cell(link, 8)] = vehicles * 30'000;
    }
    return run;
}

exporting::MapFrame frame_of(city::City const& city, simulation::RunResult const& run)
{
    exporting::MapFrame frame{0, 100, 1300, 900, {}, 1};
    exporting::fit_frame(frame, city.network, run.link_hours, 8);
    return frame;
}

}  // namespace

TEST_CASE("the map names its hour, its roads, its legend, and that the city is a schematic")
{
    auto city = test::small_city();
    auto const run = run_of_hour_8(city);
    std::string const svg = exporting::volume_map_svg(city, run);
    CHECK_THAT(svg, Catch::StartsWith("<svg ") && Catch::EndsWith("</svg>\n"));
    CHECK_THAT(svg, Contains("Thị trấn nhỏ: lưu lượng giao thông lúc 08:00 – 09:00"));
    CHECK_THAT(svg, Contains("traffic volumes, 08:00 – 09:00"));
    CHECK_THAT(svg, Contains(">Trần Phú</text>"));
    CHECK_THAT(svg, Contains("Vehicles per hour, both directions") && Contains("≥ 3,500"));
    CHECK_THAT(svg, Contains("2 điểm Wi-Fi") && Contains("1 camera"));
    CHECK_THAT(svg, Contains("A schematic city"));
    CHECK_THAT(svg, !Contains("<script") && !Contains("<image"));
    CHECK(exporting::volume_map_svg(city, run, 8) == svg);
    city.schematic = false;
    CHECK_THAT(exporting::volume_map_svg(city, run), !Contains("schematic"));
}

TEST_CASE("the map of a run that is not valid says so")
{
    auto const city = test::small_city();
    auto run = run_of_hour_8(city);
    CHECK_THAT(exporting::volume_map_svg(city, run), !Contains("not valid"));
    run.valid = false;
    CHECK_THAT(exporting::volume_map_svg(city, run),
               Contains("Lượt chạy không hợp lệ") && Contains("This run is not valid"));
}

TEST_CASE("texts from data cannot break the picture")
{
    auto city = test::small_city();
    city.name = "<b>&\"";
    exporting::MapText text;
    text.note = {"a < b", "c > d"};
    std::string const svg = exporting::volume_map_svg(city, run_of_hour_8(city), 8, text);
    CHECK_THAT(svg, Contains("&lt;b&gt;&amp;&quot;") && Contains("a &lt; b / c &gt; d") && !Contains("<b>"));
}

TEST_CASE("a city where nobody drives still has its map")
{
    auto const city = test::small_city();
    auto run = run_of_hour_8(city);
    CHECK_THAT(exporting::volume_map_svg(city, run, 3), Contains("03:00 – 04:00") && Catch::EndsWith("</svg>\n"));
    CHECK_THROWS_AS(exporting::volume_map_svg(city, run, 24), core::InternalFault);
}

TEST_CASE("both directions of a street are one line with the sum of their vehicles")
{
    auto const city = test::small_city();
    auto const run = run_of_hour_8(city);
    auto const roads = exporting::map_roads(frame_of(city, run), city.network, run.link_hours, 8);
    CHECK(roads.size() == city.network.link_count() / 2);
    for (auto const& road : roads) {
        CHECK(road.vehicles == (city.network.name(road.link).empty() ? 40U : 1'000U));
        CHECK(road.line.size() == 2);
    }
}

TEST_CASE("the frame holds the traffic, north up, one scale in both directions")
{
    auto const city = test::small_city();
    auto const run = run_of_hour_8(city);
    auto const frame = frame_of(city, run);
    auto const west = frame.at(test::small_city_point(0, 2));
    auto const east = frame.at(test::small_city_point(5, 2));
    auto const north = frame.at(test::small_city_point(0, 3));
    CHECK(east.x - west.x == Approx(5 * test::small_city_block_m * frame.px_per_m));
    CHECK(west.y - north.y == Approx(test::small_city_block_m * frame.px_per_m));
    for (int column = 1; column < 5; ++column) CHECK(frame.has(frame.at(test::small_city_point(column, 2))));
}

TEST_CASE("names keep clear of each other")
{
    exporting::LabelSpace space;
    double const width = exporting::text_width("Trần Phú", 12);
    CHECK(space.take({"Trần Phú", {100, 100}, 0, 12}, width));
    CHECK_FALSE(space.take({"Lê Lợi", {110, 104}, 0, 12}, width));
    CHECK_FALSE(space.take({"Lê Lợi", {100, 100}, 90, 12}, width));
    CHECK(space.take({"Lê Lợi", {100, 130}, 0, 12}, width));
    space.block({300, 300}, 20);
    CHECK_FALSE(space.is_free({"Lê Lợi", {300, 310}, 0, 12}, width));
}

TEST_CASE("paths drop points that nobody can tell apart, but never their ends")
{
    CHECK(exporting::path_data({{0, 0}, {0.1, 0}, {5, 0}, {5.1, 0}}) == "M0.0 0.0L5.0 0.0L5.1 0.0");
    CHECK(exporting::path_data({{1.26, 2}, {1.3, 2}}) == "M1.3 2.0L1.3 2.0");
    CHECK(exporting::path_data({}).empty());
}

TEST_CASE("the map is written completely or not at all")
{
    test::ScratchFolder const folder;
    auto const city = test::small_city();
    auto const run = run_of_hour_8(city);
    exporting::write_volume_map(folder.path() / "map.svg", city, run, 8);
    CHECK(test::bytes_of(folder.path() / "map.svg") == exporting::volume_map_svg(city, run, 8));
    CHECK(folder.names() == std::vector<std::string>{"map.svg"});
    CHECK_THROWS_AS(exporting::write_volume_map(folder.path() / "map.svg" / "x.svg", city, run, 8), core::CannotWrite);
}
