#include "cluster/design.hpp"

#include "scenario/save.hpp"
#include "study/small_city.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

using namespace halong;

namespace {

scenario::Node number(double value)
{
    scenario::Node node;
    node.value = value;
    return node;
}

scenario::Node whole(std::int64_t value)
{
    scenario::Node node;
    node.value = value;
    return node;
}

std::string text_of(cluster::Design const& design, std::size_t point)
{
    auto const one = design.point(point);
    return one.row + " " + one.patch.text();
}

double drawn(cluster::DesignPoint const& point, std::string_view key)
{
    auto const* node = scenario::find_path(point.patch.keys, key);
    REQUIRE(node != nullptr);
    auto const* const number = std::get_if<double>(&node->value);
    return number != nullptr ? *number : static_cast<double>(std::get<std::int64_t>(node->value));
}

}  // namespace

TEST_CASE("Sobol points fill every elementary interval of their net, whatever the shift", "[design]")
{
    for (std::uint64_t const seed : {1, 2, 77}) {
        auto const points = cluster::sobol_points(64, 5, seed);
        for (std::size_t d = 0; d < 5; ++d) {  // each of 64 strata once
            std::set<int> strata;
            for (auto const& point : points) strata.insert(static_cast<int>(point[d] * 64));
            CHECK(strata.size() == 64);
        }
        for (int columns = 1; columns <= 64; columns *= 2) {  // the first two dimensions are a (0, 6, 2)-net
            std::set<std::pair<int, int>> boxes;
            for (auto const& point : points) {
                boxes.insert({static_cast<int>(point[0] * columns), static_cast<int>(point[1] * (64 / columns))});
            }
            CHECK(boxes.size() == 64);
        }
    }
    CHECK(cluster::sobol_points(4, 2, 1) != cluster::sobol_points(4, 2, 2));
    CHECK(cluster::sobol_points(4, 2, 1) == cluster::sobol_points(4, 2, 1));
    auto const first = cluster::sobol_points(2, 3, 9);
    auto const more = cluster::sobol_points(8, 3, 9);
    CHECK(std::equal(first.begin(), first.end(), more.begin()));  // a longer sequence begins with the shorter one
}

TEST_CASE("Sobol sequences have as many dimensions as sweeps allow", "[design]")
{
    auto const points = cluster::sobol_points(16, scenario::most_sobol_keys, 3);
    std::set<int> strata;
    for (auto const& point : points) strata.insert(static_cast<int>(point.back() * 16));
    CHECK(strata.size() == 16);
}

TEST_CASE("rows are slowest, then axes in their order, then the sample", "[design]")
{
    scenario::Sweep sweep;
    sweep.rows.resize(2);
    sweep.rows[0] = {"few", scenario::patch_of("demand.visitors_per_day", whole(10))};
    sweep.rows[1] = {"many", scenario::patch_of("demand.visitors_per_day", whole(20))};
    sweep.grid = {{"wifi.take_rate_worker", {{number(0.1), number(0.2)}}},
                  {"demand.residents_factor", {{number(1), number(2), number(3)}}}};
    sweep.sample.points = 2;
    sweep.sample.keys = {{"wifi.take_rate_resident", 0.1, 0.3}};
    cluster::Design const design(sweep, test::small_scenario());
    REQUIRE(design.size() == 2 * 2 * 3 * 2);
    CHECK(design.keys() == std::vector<std::string>{"wifi.take_rate_worker", "demand.residents_factor",
                                                    "demand.visitors_per_day", "wifi.take_rate_resident"});
    std::set<std::string> seen;
    for (std::size_t p = 0; p < design.size(); ++p) {
        auto const values = design.values(design.point(p));
        CHECK(values[0] == (p / 6 % 2 == 0 ? "0.1" : "0.2"));
        CHECK(std::stod(values[1]) == 1.0 + p / 2 % 3);
        CHECK(values[2] == (p < 12 ? "10" : "20"));
        seen.insert(text_of(design, p));
    }
    CHECK(seen.size() == design.size());
    CHECK(design.point(0).row == "few");
    CHECK(design.point(12).row == "many");
}

TEST_CASE("drawn numbers stay between their ends, and whole ones whole", "[design]")
{
    scenario::Sweep sweep;
    sweep.sample.method = GENERATE(scenario::SampleMethod::latin_hypercube, scenario::SampleMethod::sobol);
    sweep.sample.points = 512;
    sweep.sample.keys = {{"traffic.end_hour", 24, 27},
                         {"wifi.take_rate_foreign", 0.001, 0.1, scenario::SampleScale::log},
                         {"wifi.take_rate_domestic", 0.2, 0.4}};
    cluster::Design const design(sweep, test::small_scenario());
    std::array<int, 4> whole_counts{};
    int below_geometric_mean = 0;
    double sum = 0;
    for (std::size_t p = 0; p < design.size(); ++p) {
        auto const point = design.point(p);
        auto const hour = drawn(point, "traffic.end_hour");
        REQUIRE((hour >= 24 && hour <= 27 && hour == std::floor(hour)));
        ++whole_counts.at(static_cast<std::size_t>(hour - 24));
        double const rate = drawn(point, "wifi.take_rate_foreign");
        REQUIRE((rate >= 0.001 && rate <= 0.1));
        below_geometric_mean += rate < 0.01 ? 1 : 0;
        double const linear = drawn(point, "wifi.take_rate_domestic");
        REQUIRE((linear >= 0.2 && linear <= 0.4));
        sum += linear;
    }
    CHECK(whole_counts == std::array<int, 4>{128, 128, 128, 128});  // strata of a quarter each
    CHECK(below_geometric_mean == 256);
    CHECK(sum / 512 == Approx(0.3).margin(1e-3));  // each stratum of 1/512 once
}
