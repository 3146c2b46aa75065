// Spots without a name: which street node of a zone, and how near to home.
#include "demand/spot.hpp"

#include "demand/zone_geometry.hpp"
#include "small_city.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <set>

using namespace halong;
using demand::Spot;
using demand::spot_near;

namespace {

constexpr double spread_m = 30;

Spot home_in(city::City const& city, core::ZoneId zone)
{
    core::NodeId const node = city.zone_nodes[zone].front();
    return {core::PlaceId{}, zone, node, city.network.position(node), 0};
}

// Of many spots near a home in zone 0, each of another person: the mean distance of their nodes.
double mean_away_m(city::City const& city, std::uint32_t candidates)
{
    constexpr std::uint64_t people = 4'000;
    core::Random const random(1);
    Spot const home = home_in(city, core::ZoneId{0});
    double sum = 0;
    for (std::uint64_t key = 0; key < people; ++key) {
        Spot const spot = spot_near(city, random, key, 1, home, candidates, spread_m);
        sum += geo::distance_m(home.point, city.network.position(spot.node));
    }
    return sum / static_cast<double>(people);
}

}  // namespace

TEST_CASE("a spot near home among one candidate is a spot anywhere in the zone")
{
    auto const city = test::small_city();
    core::Random const random(7);
    Spot const home = home_in(city, core::ZoneId{4});
    for (std::uint64_t key = 0; key < 200; ++key) {
        Spot const near = spot_near(city, random, key, 2, home, 1, spread_m);
        Spot const anywhere = demand::spot_in_zone(city, random, key, 2, home.zone, spread_m);
        CHECK(near.node == anywhere.node);
        CHECK(near.point.x_m == anywhere.point.x_m);
        CHECK(near.point.y_m == anywhere.point.y_m);
        CHECK(near.zone == home.zone);
    }
}

TEST_CASE("a further candidate never lies in the way: a spot near home is no further off than with fewer")
{
    auto const city = test::small_city();
    core::Random const random(3);
    Spot const home = home_in(city, core::ZoneId{0});
    for (std::uint64_t key = 0; key < 500; ++key) {
        double before_m = std::numeric_limits<double>::infinity();
        for (std::uint32_t candidates = 1; candidates <= demand::most_local_spots; ++candidates) {
            Spot const spot = spot_near(city, random, key, 0, home, candidates, spread_m);
            double const away_m = geo::distance_m(home.point, city.network.position(spot.node));
            CHECK(away_m <= before_m);
            CHECK(geo::distance_m(spot.point, city.network.position(spot.node)) <= spread_m);
            before_m = away_m;
        }
    }
}

// Exact for drawing without replacement: of 36 nodes, sorted by distance, the nearest of n is the k-th with probability
// C(36 - k, n - 1) / C(36, n).
TEST_CASE("the mean distance of the nearest of n spots is that of drawing n nodes without replacement")
{
    auto const city = test::small_city();
    Spot const home = home_in(city, core::ZoneId{0});
    std::multiset<double> away_m;
    for (core::NodeId const node : city.zone_nodes[core::ZoneId{0}]) {
        away_m.insert(geo::distance_m(home.point, city.network.position(node)));
    }
    auto const all = static_cast<double>(away_m.size());
    for (std::uint32_t n : {1U, 2U, 4U, 9U, 16U}) {
        double expected_m = 0;
        double squares = 0;
        double probability = n / all;  // that the nearest of all is among the n
        double further = all - 1;      // nodes further off than the present one
        for (double const here_m : away_m) {
            expected_m += probability * here_m;
            squares += probability * here_m * here_m;
            probability *= further > 0 ? (further - (n - 1)) / further : 0;
            further -= 1;
        }
        double const deviation_m = std::sqrt((squares - expected_m * expected_m) / 4'000);
        CHECK(std::abs(mean_away_m(city, n) - expected_m) < 4.5 * deviation_m);  // fails by chance in 1 of 30,000 runs
    }
}

TEST_CASE("what is local is as far in large zones as in small ones")
{
    auto const geometry = demand::zone_geometry(test::small_city());
    for (std::size_t zone = 0; zone < geometry.local_spots.size(); ++zone) {
        double const inside_km = geometry.km(zone, zone);
        CHECK(inside_km == Approx(1.55).margin(0.05));  // 3 x 3 km
        CHECK(geometry.local_spots[zone] == 2);         // (1.55 / 1.2)^2 = 1.7
    }
}
