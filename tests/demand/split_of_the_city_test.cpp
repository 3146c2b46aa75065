// The embedded city against what is published of it.
#include "city/city_folder.hpp"
#include "demand/demand.hpp"
#include "demand/people_summary.hpp"
#include "scenario/parse_file.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

using namespace halong;

TEST_CASE("the weekday of the embedded city keeps to every published range", "[slow]")
{
    auto const scenario = scenario::load_scenario(std::filesystem::path(HALONG_REPOSITORY) / "scenarios/weekday.toml");
    auto const city = city::load_city(scenario.city);
    auto const plans = demand::make_plans(city, scenario, core::Random(scenario.seed));
    auto const summary = demand::summarise(city, scenario, plans);
    for (auto const& row : demand::beside_published(summary)) {
        INFO(row.name_en << ": " << row.simulated << ", published " << row.low << " to " << row.high);
        CHECK(row.is_within());
    }
    CHECK(summary.trips_per_person() > 2.4);
    CHECK(summary.trips_per_person() < 2.8);
}
