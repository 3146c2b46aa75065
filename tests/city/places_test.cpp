// Places from a layer: entrances, opening hours past midnight, and values that cannot be.
#include "city/build.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace halong;
using Catch::Contains;

namespace {

using Row = std::vector<std::pair<std::string, geo::Value>>;

// One museum with these columns; all else as it comes.
geo::Layer museum_layer(Row const& row)
{
    geo::Layer layer;
    layer.name = "places";
    layer.source = "places.geojson";
    geo::Feature feature;
    feature.fid = 7;
    feature.geometry = geo::PointMetric{0, 0};
    auto const add = [&](std::string const& name, geo::Value value) {
        layer.fields.push_back(
            {name, std::holds_alternative<std::string>(value) ? geo::FieldType::text : geo::FieldType::real});
        feature.values.push_back(std::move(value));
    };
    add("id", std::string("museum"));
    bool const states_kind = std::ranges::find(row, "kind", &Row::value_type::first) != row.end();
    if (!states_kind) add("kind", std::string("museum"));
    for (auto const& [name, value] : row) add(name, value);
    layer.features.push_back(feature);
    return layer;
}

city::Place museum(Row const& row)
{
    core::Column<core::PlaceId, city::Place> places;
    city::ImportIssues issues;
    city::add_places(museum_layer(row), "", places, issues);
    REQUIRE(places.size() == 1);
    return places[core::PlaceId{0}];
}

std::string faults(Row const& row)
{
    try {
        museum(row);
    } catch (core::UserError const& error) {
        std::string text;
        for (auto const& finding : error.diagnostics()) text += core::text_of(finding) + "\n";
        return text;
    }
    return "";
}

}  // namespace

TEST_CASE("places: entrances are read, and without one nobody queues")
{
    auto const place = museum({{"gates", std::int64_t{3}},
                               {"gate_s_per_person", 6.5},
                               {"capacity", std::int64_t{2'500}},
                               {"slot_min", 15.0},
                               {"slot_persons", std::int64_t{80}},
                               {"fee_vnd", std::int64_t{40'000}}});
    CHECK(place.gates == 3);
    CHECK(place.gate_s_per_person == 6.5);
    CHECK(place.capacity == 2'500);
    CHECK(place.slot_min == 15);
    CHECK(place.slot_persons == 80);
    CHECK(place.fee_vnd == 40'000);
    CHECK(place.has_queue());
    CHECK_FALSE(museum({}).has_queue());
    CHECK(museum({{"posts", std::int64_t{12}}}).posts == 12);
    CHECK_THAT(faults({{"posts", -2.0}}), Contains("posts = -2; allowed are 0 to 1000"));
}

TEST_CASE("places: a limit of zero is refused where it stands, and so is half an entrance")
{
    for (char const* limit : {"capacity", "gates", "slot_min", "slot_persons", "posts"}) {
        auto const text = faults({{limit, 0.0}});
        CHECK_THAT(text, Contains("places.geojson, feature 7"));
        CHECK_THAT(text, Contains(std::string("place 'museum' has ") + limit + " = 0, which lets nobody in"));
        CHECK_THAT(text, Contains("leave it empty where no limit is known"));
    }
    CHECK_THAT(faults({{"gates", std::int64_t{2}}}), Contains("gates = 2 and gate_s_per_person = 0"));
    CHECK_THAT(faults({{"slot_persons", std::int64_t{9}}}), Contains("slot_min = 0 and slot_persons = 9"));
    CHECK_THAT(faults({{"capacity", -5.0}}), Contains("capacity = -5; allowed are 0 to"));
}

TEST_CASE("places: hours past midnight are taken in both ways, and no hours at all are refused")
{
    CHECK(faults({{"opens_h", 18.0}, {"closes_h", 26.0}}).empty());
    CHECK(faults({{"opens_h", 18.0}, {"closes_h", 2.0}}).empty());
    CHECK_THAT(faults({{"opens_h", 9.0}, {"closes_h", 9.0}}), Contains("opens at 9 h and closes at 9 h"));
    CHECK_THAT(faults({{"opens_h", 9.0}, {"closes_h", 31.0}}), Contains("closes_h = 31; allowed are 0 to 30"));
    CHECK_THAT(faults({{"opens_h", -1.0}}), Contains("opens_h = -1; allowed are 0 to 24"));
    Row const reversed{{"kind", std::string("one_stop_centre")}, {"opens_h", 17.0}, {"closes_h", 7.5}};
    CHECK_THAT(faults(reversed),
               Contains("place 'museum' is a one-stop centre that opens at 17 h and closes at 7.5 h") &&
                   Contains("exchange the two"));
}
