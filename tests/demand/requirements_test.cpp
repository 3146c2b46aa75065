#include "demand/requirements.hpp"

#include "demand/demand.hpp"
#include "small_city.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace halong;
using demand::missing_for_a_day;
using test::small_city;
using test::small_day;

namespace {

// All messages and help texts in one string.
std::string told(city::City const& city, scenario::Scenario const& scenario)
{
    std::string all;
    for (auto const& finding : missing_for_a_day(city, scenario)) all += core::text_of(finding) + "\n";
    return all;
}

void clear(city::City& city, city::PlaceKind kind)
{
    for (auto& place : city.places) {
        if (place.kind == kind) place.vehicle_node = core::NodeId{};
    }
}

}  // namespace

TEST_CASE("requirements: a whole city lacks nothing") { CHECK(told(small_city(), small_day()).empty()); }

TEST_CASE("requirements: no residents")
{
    auto city = small_city();
    for (auto& zone : city.zones) zone.residents = 0;
    CHECK(told(city, small_day()) ==
          "city 'Small City': error: no zone has residents\n"
          "    help: fill the column 'population' of the zones layer (or name it in city.toml)\n");
    CHECK_THROWS_AS(demand::make_plans(city, small_day(), core::Random(1)), core::UserError);
}

TEST_CASE("requirements: gateways")
{
    auto city = small_city();
    for (auto& place : city.places) place.visitor_share = 0;
    CHECK_THAT(told(city, small_day()), Catch::Contains("6000 visitors a day have no gateway to come by") &&
                                            Catch::Contains("or set demand.visitors_per_day = 0"));
    auto no_visitors = small_day();
    no_visitors.demand.visitors_per_day = 0;
    CHECK(told(city, no_visitors).empty());

    city = small_city();
    city.places[core::PlaceId{0}].visitor_share = 0.55;
    CHECK_THAT(told(city, small_day()), Catch::Contains("the visitor_share of all gateways sums to 0.95, not 1"));
    city.places[core::PlaceId{0}].visitor_share = 0.605;  // within a hundredth: scaled
    CHECK(told(city, small_day()).empty());
    city.places[core::PlaceId{0}].vehicle_node = core::NodeId{};
    CHECK_THAT(told(city, small_day()), Catch::Contains("gateway 'gate-west' lies at no street"));
}

TEST_CASE("requirements: hotels, piers and sights")
{
    auto city = small_city();
    clear(city, city::PlaceKind::hotel);
    clear(city, city::PlaceKind::pier);
    auto const text = told(city, small_day());
    CHECK_THAT(text, Catch::Contains("visitors who stay the night find no hotel"));
    CHECK_THAT(text, Catch::Contains("visitors who want a bay cruise find no pier"));
    auto day = small_day();
    day.demand.overnight_share = 0;
    day.demand.bay_share = 0;
    CHECK(told(city, day).empty());
    for (auto& place : city.places) place.visits_per_day = 0;
    CHECK_THAT(told(city, day), Catch::Contains("visitors have nothing to visit"));
}

TEST_CASE("requirements: zones")
{
    auto city = small_city();
    city.zones[core::ZoneId{2}].jobs = -3;
    city.zone_nodes[core::ZoneId{5}].clear();
    auto const text = told(city, small_day());
    CHECK_THAT(text, Catch::Contains("zone 'zone-2' has a negative number"));
    CHECK_THAT(text, Catch::Contains("zone 'zone-5' has people, jobs or schools but no street"));
    city = small_city();
    for (auto& zone : city.zones) zone.jobs = zone.school_places = 0;
    for (auto& place : city.places) place.jobs = place.pupils = 0;
    CHECK_THAT(told(city, small_day()), Catch::Contains("neither zones nor places have jobs") &&
                                            Catch::Contains("neither zones nor places have school places"));
}

TEST_CASE("requirements: places")
{
    auto city = small_city();
    city.places[core::PlaceId{3}].closes_h = 31;
    city.places[core::PlaceId{4}].opens_h = city.places[core::PlaceId{4}].closes_h;
    city.places[core::PlaceId{5}].visits_per_day = std::numeric_limits<double>::quiet_NaN();
    auto const text = told(city, small_day());
    CHECK_THAT(text, Catch::Contains("place 'beach' opens at 5 h and closes at 31 h"));
    CHECK_THAT(text, Catch::Contains("place 'museum' opens at 17 h and closes at 17 h"));
    CHECK_THAT(text, Catch::Contains("place 'cable-car' has a negative amount"));
}

TEST_CASE("requirements: parameters of the scenario")
{
    auto day = small_day();
    day.demand.bay_share = 1.2;
    day.demand.time_utility_per_min = 0.1;
    auto const text = told(small_city(), day);
    CHECK_THAT(text,
               Catch::Contains("scenario 'small': error: demand.bay_share is 1.2\n    help: give a value in 0 … 1"));
    CHECK_THAT(text, Catch::Contains("demand.time_utility_per_min is 0.1"));
    day = small_day();
    day.demand.visitors_per_day = std::numeric_limits<double>::quiet_NaN();
    CHECK_THAT(told(small_city(), day), Catch::Contains("demand.visitors_per_day is nan"));
}
