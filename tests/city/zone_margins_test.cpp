#include "city/zone_margins.hpp"

#include "city/build.hpp"
#include "core/error.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::city;

namespace {

// One square zone with the named integer columns.
geo::Layer layer_with(std::vector<std::pair<std::string, std::int64_t>> const& columns)
{
    geo::Layer layer;
    layer.source = "zones.geojson";
    geo::Feature feature;
    feature.fid = 7;
    feature.geometry = geo::Area{{{{0, 0}, {1, 0}, {1, 1}, {0, 1}}, {}}};
    layer.fields.push_back({"id", geo::FieldType::text});
    feature.values.emplace_back(std::string("a"));
    for (auto const& [name, value] : columns) {
        layer.fields.push_back({name, geo::FieldType::integer});
        feature.values.emplace_back(value);
    }
    layer.features.push_back(feature);
    return layer;
}

std::vector<std::pair<std::string, std::int64_t>> with_sizes()
{
    std::vector<std::pair<std::string, std::int64_t>> columns{{"population", 60}, {"households", 20}};
    std::int64_t count = 1;
    for (auto const& column : household_size_columns()) columns.emplace_back(column, count++);
    return columns;
}

}  // namespace

TEST_CASE("zone margins: read where all columns are there, empty where none is")
{
    ImportIssues issues;
    auto const plain = zones_from(layer_with({{"population", 60}}), {}, issues);
    CHECK(plain[core::ZoneId{0}].household_sizes.empty());
    CHECK(plain[core::ZoneId{0}].ages.empty());
    auto const zones = zones_from(layer_with(with_sizes()), {}, issues);
    CHECK(zones[core::ZoneId{0}].household_sizes == std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7});
    CHECK(zones[core::ZoneId{0}].ages.empty());
    CHECK(age_columns().size() == age_class_count);
    CHECK(age_columns().back() == "age_85");
}

TEST_CASE("zone margins: a missing class and a negative count are told with layer, feature and column")
{
    ImportIssues issues;
    auto columns = with_sizes();
    columns.pop_back();
    columns[3].second = -2;
    try {
        zones_from(layer_with(columns), {}, issues);
        FAIL("no error");
    } catch (core::UserError const& error) {
        REQUIRE(error.diagnostics().size() == 2);
        CHECK_THAT(core::text_of(error.diagnostics()[0]),
                   Catch::Contains("zones.geojson, feature 7") && Catch::Contains("households_2 = -2"));
        CHECK_THAT(core::text_of(error.diagnostics()[1]),
                   Catch::Contains("6 of the columns households_1 … households_7, but not 'households_7'"));
    }
}

TEST_CASE("zones: a count whose point may part thousands is refused, not taken for a few people")
{
    auto const zones_with = [](std::string const& population) {
        ImportIssues issues;
        auto layer = layer_with({{"households", 20}});
        layer.fields.push_back({"population", geo::FieldType::text});
        layer.features[0].values.emplace_back(population);
        return zones_from(layer, {}, issues);
    };
    for (std::string const text : {"12.500", "3.000", " 1.234 "}) {
        CHECK_THROWS_WITH(zones_with(text), Catch::Contains("zones.geojson, feature 7") &&
                                                Catch::Contains("population = '" + text + "'") &&
                                                Catch::Contains("write digits alone"));
    }
    CHECK(zones_with("12500")[core::ZoneId{0}].residents == 12'500);
    CHECK(zones_with("1234.5678")[core::ZoneId{0}].residents == 1'235);
    CHECK(zones_with("0.625")[core::ZoneId{0}].residents == 1);
    CHECK(zones_with("12500.0")[core::ZoneId{0}].residents == 12'500);
}
