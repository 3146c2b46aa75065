// A city and its trips for other models: written, and read back as our own importers do.
#include "export/model_files.hpp"

#include "city/gmns.hpp"
#include "city/gtfs.hpp"
#include "geo/temporary_folder.hpp"
#include "results/hdf5_file.hpp"
#include "results/toy_result.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::exporting;

TEST_CASE("a timetable goes out as GTFS and comes back the same")
{
    test::TemporaryFolder const folder;
    test::ToyResult toy(false);
    auto const stop = [&](std::string id, int node) {
        city::TransitStop result{
            std::move(id), "Bến <" + std::to_string(node) + ">, \"x\"", {}, core::NodeId{node}, core::ZoneId{0}};
        result.position = toy.town.network.position(core::NodeId{node});
        return result;
    };
    constexpr std::uint8_t weekday = 1;
    constexpr std::uint8_t all = 7;
    city::Transit transit;
    transit.stops = {stop("a", 0), stop("b", 5), stop("c", 10)};
    transit.lines = {{"01/t1", "01", "Tuyến 01 → c", city::TransitKind::bus, 60, {0, 1, 2}},
                     {"02/t3", "02", "Tàu → a", city::TransitKind::boat, 48, {2, 0}}};
    transit.trips = {{"t1", 0, all, {{21'600'000, 21'600'000}, {21'900'000, 21'930'000}, {22'500'000, 22'500'000}}},
                     {"t2", 0, weekday, {{90'000'000, 90'000'000}, {90'300'000, 90'300'000}, {90'900'000, 90'900'000}}},
                     {"t3", 1, all, {{36'000'000, 36'000'000}, {39'000'000, 39'000'000}}}};
    toy.town.transit = city::in_order(transit);
    CHECK(write_gtfs(folder.path(), toy.town) == 3);
    city::ImportIssues issues;
    auto const back = city::read_gtfs(folder.path(), geo::Projection(toy.town.crs), issues);
    CHECK(issues.all().empty());
    auto const& out = toy.town.transit;
    REQUIRE(back.trips.size() == out.trips.size());
    REQUIRE(back.lines.size() == out.lines.size());
    for (std::size_t i = 0; i < back.trips.size(); ++i) {
        CHECK(back.trips[i].id == out.trips[i].id);
        CHECK(back.trips[i].times == out.trips[i].times);
        CHECK(back.trips[i].days == out.trips[i].days);
    }
    for (std::size_t i = 0; i < back.lines.size(); ++i) {
        CHECK(back.lines[i].stops == out.lines[i].stops);
        CHECK(back.lines[i].capacity == out.lines[i].capacity);
        CHECK(back.lines[i].kind == out.lines[i].kind);
    }
    CHECK(back.stops[0].name == out.stops[0].name);
    CHECK(geo::distance_m(back.stops[1].position, out.stops[1].position) < 0.02);
}

TEST_CASE("trips between zones: every leg once, and GMNS as halong assign reads it")
{
    test::TemporaryFolder const folder;
    test::ToyResult toy(false);
    auto const& plans = toy.sketch.plans;
    auto const matrices = trip_matrices(toy.town, plans, 0, 24);
    auto const sum_of = [](TripMatrix const& matrix) {
        double sum = 0;
        for (double const trips : matrix.trips) sum += trips;
        return sum;
    };
    double persons = 0;
    double vehicles = 0;
    for (std::uint32_t who = 0; who < plans.traveller_count(); ++who) {
        for (std::uint32_t stay = plans.stays_begin(who); stay + 1 < plans.stays_end(who); ++stay) {
            if (!plans.zone[stay].valid() || !plans.zone[stay + 1].valid()) continue;
            persons += plans.persons[who];
            vehicles += city::has_vehicle(plans.mode[stay]) ? 1 : 0;
        }
    }
    CHECK(persons > 0);
    CHECK(sum_of(matrices[0]) == persons);
    CHECK(sum_of(matrices[1]) == vehicles);
    double by_mode = 0;
    for (TripMatrix const& matrix : matrices) by_mode += matrix.name.starts_with("persons_by_") ? sum_of(matrix) : 0;
    CHECK(by_mode == persons);
    auto const parts =
        sum_of(trip_matrices(toy.town, plans, 0, 7)[0]) + sum_of(trip_matrices(toy.town, plans, 7, 24)[0]);
    CHECK(parts == persons);

    auto const counts = write_gmns(folder.path(), toy.town, matrices, 24);
    auto const back = city::read_gmns(folder.path());
    CHECK(counts.links == toy.town.network.link_count());
    CHECK(back.network.node_id.size() >= counts.nodes);
    write_omx(folder.path() / "trips.omx", toy.town, matrices);
    results::Hdf5Reader const omx(folder.path() / "trips.omx");
    CHECK(omx.numbers("/data/vehicles") == matrices[1].trips);
    CHECK(omx.numbers("/lookup/zone").size() == toy.town.zones.size());
    CHECK(omx.attribute("/", "OMX_VERSION") == "0.2");
}
