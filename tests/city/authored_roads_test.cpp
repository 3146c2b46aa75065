// The embedded main roads against the same names in OpenStreetMap's roads of 2021.
#include "city/build.hpp"
#include "city/osm_text.hpp"
#include "geo/spatial_index.hpp"
#include "support/test_data.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

using namespace halong;
using namespace halong::city;

namespace {

constexpr double sample_every_m = 50;

// What one source knows of a name: pieces of road inside the box, and points along them.
struct NamedRoad {
    std::vector<geo::Line> pieces;
    std::vector<geo::PointMetric> samples;
    double length_m = 0;  // one-way ways count half: dual carriageways are drawn twice
};

bool in_box(geo::PointLonLat point)
{
    return point.lon_deg >= 106.85 && point.lon_deg <= 107.30 && point.lat_deg >= 20.85 && point.lat_deg <= 21.10;
}

std::map<std::string, NamedRoad> roads_by_name(RawRoads const& roads)
{
    std::map<std::int64_t, geo::PointLonLat> positions;
    for (auto const& node : roads.nodes) positions.emplace(node.id, node.position);
    std::map<std::string, NamedRoad> result;
    for (auto const& way : roads.ways) {
        if (way.name.empty() || way.road_class > network::RoadClass::ramp) continue;
        auto& road = result[way.name];
        for (std::size_t i = 1; i < way.nodes.size(); ++i) {
            auto const a = positions.at(way.nodes[i - 1]);
            auto const b = positions.at(way.nodes[i]);
            geo::Line const whole{test::halong_crs().to_metric(a), test::halong_crs().to_metric(b)};
            double const length_m = geo::length_m(whole);
            auto const steps = std::max(1, static_cast<int>(length_m / sample_every_m + 0.5));
            for (int k = 0; k < steps; ++k) {
                auto const middle = geo::point_along(whole, (k + 0.5) / steps);
                if (!in_box(test::halong_crs().to_lon_lat(middle))) continue;
                road.samples.push_back(middle);
                road.length_m += length_m / steps * (way.oneway == Oneway::no ? 1.0 : 0.5);
            }
            if (in_box(a) || in_box(b)) road.pieces.push_back(whole);
        }
    }
    return result;
}

// The median distance from the points of one road to the other; `distances` collects all.
double median_distance_m(NamedRoad const& from, NamedRoad const& to, std::vector<double>& all)
{
    std::vector<double> distances;
    for (auto const point : from.samples) {
        double least = 1e9;
        for (auto const& piece : to.pieces) least = std::min(least, geo::nearest_on_line(piece, point).distance_m);
        distances.push_back(least);
    }
    all.insert(all.end(), distances.begin(), distances.end());
    std::sort(distances.begin(), distances.end());
    return distances[distances.size() / 2];
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

TEST_CASE("named main roads lie where OpenStreetMap has them and are as long")
{
    auto const map = test::test_data_or_skip("halong/transport_2021.osm.pbf");
    if (!map) return;
    ImportIssues issues;
    auto const& crs = test::halong_crs();
    auto const authored =
        roads_by_name(read_centre_lines(test::repository_path("data/halong/roads.geojson"), crs, issues));
    auto const surveyed = roads_by_name(read_osm(*map, crs, issues, OsmOptions{true}));
    std::vector<double> there;
    std::vector<double> back;
    double authored_m = 0;
    double surveyed_m = 0;
    int compared = 0;
    for (auto const& [name, road] : authored) {
        auto const found = surveyed.find(name);
        if (found == surveyed.end() || road.length_m < 500 || found->second.length_m < 500) continue;
        ++compared;
        double const to_survey = median_distance_m(road, found->second, there);
        double const to_authored = median_distance_m(found->second, road, back);
        double const ratio = road.length_m / found->second.length_m;
        INFO(name << ": " << road.length_m << " m authored, " << found->second.length_m << " m surveyed; median "
                  << to_survey << " m there, " << to_authored << " m back");
        CHECK(to_survey <= 150);
        CHECK(to_authored <= 150);
        CHECK(ratio >= 0.9);
        CHECK(ratio <= 1.1);
        authored_m += road.length_m;
        surveyed_m += found->second.length_m;
    }
    CHECK(compared >= 20);
    CHECK(median(there) <= 150);
    CHECK(median(back) <= 150);
    CHECK(authored_m / surveyed_m == Approx(1).margin(0.1));
}
