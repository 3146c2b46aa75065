// A city and its trips for other models: written, and read back as our own importers do.
#include "export/model_files.hpp"

#include "city/gmns.hpp"
#include "city/gtfs.hpp"
#include "core/error.hpp"
#include "core/parallel.hpp"
#include "export/gzip_parts.hpp"
#include "export/matsim/matsim.hpp"
#include "geo/gzip.hpp"
#include "results/hdf5_file.hpp"
#include "results/toy_result.hpp"
#include "results/track_steps.hpp"
#include "support/file_bytes.hpp"
#include "support/gunzip.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <fmt/format.h>

using namespace halong;
using namespace halong::exporting;

TEST_CASE("a timetable goes out as GTFS and comes back the same")
{
    test::ScratchFolder const folder;
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
    test::ScratchFolder const folder;
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

TEST_CASE("a share of the travellers is a part of every larger one, and about as large as it says")
{
    constexpr std::uint64_t keys = 20'000;
    std::size_t tenth = 0;
    for (std::uint64_t key = 0; key < keys; ++key) {
        bool const in_tenth = TravellerShare(0.1).takes(key);
        tenth += in_tenth ? 1 : 0;
        CHECK_FALSE((in_tenth && !TravellerShare(0.3).takes(key)));
        CHECK(TravellerShare().takes(key));
    }
    // Five standard deviations of a binomial: sqrt(20,000 x 0.1 x 0.9) = 42.4.
    CHECK(std::abs(static_cast<double>(tenth) - 2'000) < 5 * 42.4);
}

TEST_CASE("text in parts is the same file on any number of threads")
{
    test::ScratchFolder const folder;
    auto const write = [&](int threads) {
        core::ThreadLimit const limit(threads);
        auto const path = folder.path() / fmt::format("{}.gz", threads);
        write_gzip_parts(
            path, "<first>\n", 70,
            [](std::size_t part, GzipText& out) {
                for (std::size_t row = 0; row < 400 * (part % 7); ++row) {
                    out.text += fmt::format("<row part=\"{}\" row=\"{}\" square=\"{}\"/>\n", part, row, row * row);
                    out.step();
                }
                if (part % 3 == 0) out.members() += geo::quick_gzip("<piece/>\n");
            },
            "<last>\n");
        return test::bytes_of(path);
    };
    auto const one = write(1);
    CHECK(one.size() > 100'000);
    auto const text = test::gunzip(one);
    CHECK(text.starts_with("<first>\n<piece/>\n<row part=\"1\" row=\"0\""));
    CHECK(text.ends_with("<last>\n"));
    CHECK(write(3) == one);
    CHECK(write(8) == one);
}

TEST_CASE("events for MATSim are not made of legs that the plans lack, nor of vehicles of those on foot")
{
    test::ScratchFolder const folder;
    auto const path = folder.path() / "tracks.bin";
    test::ToyResult const toy(false);
    city::City const& town = toy.town;
    city::Plans driven = toy.sketch.plans;
    REQUIRE(driven.stays_end(0) > 1);
    driven.mode[0] = city::Mode::car;
    city::Plans walked = driven;
    walked.mode[0] = city::Mode::walk;
    std::vector<simulation::LegResult> first(driven.stay_count());
    first[0] = {1'000, 9'000, 8'000, 0};
    using Events = std::vector<traffic::TrackEvent>;
    auto const export_of = [&](Events const& events, std::vector<simulation::LegResult> const& legs,
                               city::Plans const& plans) {
        results::TrackWriter writer(path, town, driven);
        writer.add_chunk(events, results::track_chunk_ms);
        writer.finish({}, results::track_chunk_ms, 7, legs);
        auto tracks = results::read_track_file(path);
        tracks.plans = results::plans_stamp(plans);
        return write_matsim_events(folder.path() / "events.xml.gz", town, plans, tracks, path, 0, 24);
    };
    auto const on_link = [](std::uint32_t leg) { return Events{{leg, 0, 1'000}, {leg, traffic::track_ends, 9'000}}; };
    CHECK(export_of(on_link(0), first, driven).links_left == 1);
    // A share that leaves this traveller out tells nothing of him.
    double const share = std::ldexp(1, -40);
    REQUIRE_FALSE(TravellerShare(share).takes(driven.traveller_key[0]));
    auto const tracks = results::read_track_file(path);
    CHECK(write_matsim_events(folder.path() / "few.xml.gz", town, driven, tracks, path, 0, 24, TravellerShare(share))
              .events == 0);
    CHECK(write_matsim_plans(folder.path() / "few-plans.xml.gz", town, driven, TravellerShare(share)) <
          driven.traveller_count() / 100 + 1);
    CHECK_THROWS_WITH(export_of(on_link(0), first, walked),
                      Catch::Contains("vehicles of those who travel without one"));
    for (std::size_t traveller : {std::size_t{0}, driven.traveller_count() - 1}) {
        auto const last = driven.stays_end(static_cast<std::uint32_t>(traveller)) - 1;
        auto legs = first;
        legs[last].departure_ms = 1'000;
        CHECK_THROWS_WITH(export_of({}, legs, driven), Catch::Contains("legs that the plans lack"));
        CHECK_THROWS_WITH(export_of(on_link(last), first, driven), Catch::Contains("legs that the plans lack"));
    }
}
