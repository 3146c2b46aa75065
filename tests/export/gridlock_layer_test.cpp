// A town that really locks: the run ends at its hard end, is not valid, and the layer shows where.
#include "core/hash.hpp"
#include "export/geopackage.hpp"
#include "export/result_layers.hpp"
#include "simulation/ring_town.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::test;

TEST_CASE("a locked town ends at its hard end, is not valid, and loses nobody")
{
    auto const town = ring_town();
    auto const run = ring_run(town, false);
    CHECK(run.end_ms == 4 * hour);
    CHECK_FALSE(run.valid);
    CHECK(run.held_legs > 100);
    CHECK(run.counters.departures == 480);
    CHECK(run.counters.arrivals + run.counters.on_road == run.counters.departures);
    CHECK(run.counters.on_road == run.held_legs);
    REQUIRE(run.stranded.size() == 1);
    CHECK(run.stranded[0].held == run.held_legs);
    REQUIRE(run.gridlocks.size() == 1);
    auto const& ring = run.gridlocks[0];
    CHECK(ring.links == the_ring);
    CHECK(ring.turns == 0);
    CHECK(ring.first_seen_ms > hour);
    CHECK(ring.first_seen_ms < hour + hour / 2);
    CHECK(ring.last_seen_ms == 4 * hour);
    CHECK(ring.vehicles_held > 4 * 20);
    CHECK(ring.vehicles_held < run.held_legs);
}

TEST_CASE("with relief the same town empties, and its ring is told with its turns")
{
    auto const run = ring_run(ring_town(), true);
    CHECK(run.valid);
    CHECK(run.held_legs == 0);
    CHECK(run.stranded.empty());
    REQUIRE_FALSE(run.gridlocks.empty());
    CHECK(run.gridlocks[0].turns > 0);
}

TEST_CASE("the layer of gridlock has one line for each link of the ring")
{
    ScratchFolder const folder;
    auto const town = ring_town();
    auto const run = ring_run(town, false);
    auto const path = folder.path() / "results.gpkg";
    exporting::write_geopackage(path, town, run);
    auto const layer = geo::read_layer(path, "gridlock", geo::Projection("EPSG:5899"), true);
    REQUIRE(layer.features.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        auto const& feature = layer.features[i];
        CHECK(layer.integer(feature, "ring", 0) == 1);
        CHECK(layer.integer(feature, "link_in_ring", 0) == static_cast<std::int64_t>(i) + 1);
        CHECK(layer.integer(feature, "links_in_ring", 0) == 4);
        CHECK(layer.integer(feature, "link_fid", 0) == the_ring[i].value() + 1);
        CHECK(layer.integer(feature, "vehicles_held", 0) == run.gridlocks[0].vehicles_held);
        CHECK(layer.integer(feature, "turns", -1) == 0);
        CHECK(layer.text(feature, "state") == "stood");
        CHECK(layer.text(feature, "stable_id") == core::hex(town.network.stable_id(the_ring[i])));
        CHECK(layer.text(feature, "name") == town.network.name(the_ring[i]));
        auto const shape = town.network.shape(the_ring[i]);
        auto const& line = std::get<geo::Line>(feature.geometry);
        REQUIRE(line.size() == shape.size());
        CHECK(line.front().x_m == Approx(shape.front().x_m));
        CHECK(line.back().y_m == Approx(shape.back().y_m));
    }
    auto const zones = geo::read_layer(path, "zones", geo::Projection("EPSG:5899"), true);
    CHECK(zones.integer(zones.features[0], "held_legs", 0) == run.held_legs);
    CHECK(zones.integer(zones.features[0], "unreachable_legs", -1) == 0);
}

TEST_CASE("times of rings after midnight name the next day")
{
    simulation::RunResult run;
    traffic::Gridlock ring;
    ring.first_seen_ms = 23 * hour + 30 * minute;
    ring.last_seen_ms = 25 * hour;
    ring.links = the_ring;
    ring.turns = 3;
    run.gridlocks.push_back(ring);
    auto const layer = exporting::gridlock_layer(ring_town(), run);
    REQUIRE(layer.features.size() == 4);
    CHECK(std::get<std::string>(layer.features[0].values[3]) == "2025-06-04T23:30:00");
    CHECK(std::get<std::string>(layer.features[0].values[4]) == "2025-06-05T01:00:00");
    CHECK(std::get<std::string>(layer.features[0].values[7]) == "moved on");
}
