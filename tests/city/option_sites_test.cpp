// Sites that an option puts at points: on land of the city or near it, or a message that names the point.
#include "city/apply.hpp"
#include "core/error.hpp"
#include "geo/projection.hpp"
#include "services/toy_town.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::test;

namespace {

// A town of one zone 1 km wide and high, at Hạ Long's place in the world.
city::City town_on_earth()
{
    auto town = line_town();
    for (auto& point : town.zones[core::ZoneId{0}].area[0].outer) {
        point.x_m += 427'000;
        point.y_m += 2'316'000;
    }
    return town;
}

scenario::Option hotspot_at_point(double x_m, double y_m)
{
    auto const at = geo::Projection("EPSG:5899").to_lon_lat({427'000 + x_m, 2'316'000 + y_m});
    scenario::Option option;
    option.id = "quay";
    scenario::SiteRule rule;
    rule.id = "lamp";
    rule.anchor = scenario::Anchor::points;
    rule.count = 1;
    rule.points_lon_lat = {at.lon_deg, at.lat_deg};
    option.add_sites.push_back(rule);
    return option;
}

}  // namespace

TEST_CASE("a site stands in a zone or on a quay beside it")
{
    auto const town = town_on_earth();
    CHECK(city::apply(hotspot_at_point(500, 0), town).sites.size() == 1);
    CHECK(city::apply(hotspot_at_point(1'400, 0), town).sites.size() == 1);
}

TEST_CASE("a site in the sea or in another province is refused, with its point and how far away it lies")
{
    using Catch::Matchers::Contains;
    auto const town = town_on_earth();
    CHECK_THROWS_WITH(city::apply(hotspot_at_point(3'000, 0), town),
                      Contains("option 'quay', rule 'lamp'") && Contains("point 1 (") &&
                          Contains("lies 2.0 km outside every zone of Thị trấn thử"));
    CHECK_THROWS_WITH(city::apply(hotspot_at_point(0, 900'000), town), Contains("outside every zone"));
}
