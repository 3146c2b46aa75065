// The result file: what is written comes back, and what cannot be written leaves nothing behind.
#include "results/result_file.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "results/file_seal.hpp"
#include "results/hdf5_file.hpp"
#include "results/toy_result.hpp"
#include "support/full_disk.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <numeric>

using namespace halong;
using namespace halong::test;
namespace fs = std::filesystem;

namespace {

std::ptrdiff_t entries(fs::path const& folder)
{
    return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

double sum(std::vector<double> const& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

}  // namespace

TEST_CASE("KPIs come back bit for bit")
{
    ScratchFolder const folder;
    ToyResult const toy(true);
    toy.write(folder.path() / "run.h5");
    auto const kpis = results::read_kpis(folder.path() / "run.h5");
    REQUIRE(kpis.size() == toy.kpis.size());
    for (std::size_t i = 0; i < kpis.size(); ++i) {
        CHECK(kpis[i].id == toy.kpis[i].id);
        CHECK(kpis[i].value == toy.kpis[i].value);
    }
    CHECK(entries(folder.path()) == 1);
}

TEST_CASE("datasets hold the run: link hours turned to [time][edge], tallies in units, UTF-8 texts")
{
    ScratchFolder const folder;
    ToyResult const toy(true);
    toy.write(folder.path() / "run.h5");
    results::Hdf5Reader const file(folder.path() / "run.h5");
    auto const& network = toy.town.network;
    auto const volume = file.numbers("/link_volume");
    auto const by_class = file.numbers("/link_volume_by_class");
    auto const walkers = file.numbers("/link_walkers");
    auto const speed = file.numbers("/link_speed");
    auto const& hours = toy.run.link_hours;
    std::size_t const cells = network.link_count() * 24;
    REQUIRE(volume.size() == cells);
    REQUIRE(by_class.size() == 7 * cells);
    for (auto const link : network.links()) {
        for (int h = 0; h < 24; ++h) {
            std::size_t const cell = hours.cell(link, h);
            std::size_t const at = static_cast<std::size_t>(h) * network.link_count() + link.value();
            double vehicles = 0;
            for (std::size_t c = 0; c < 7; ++c) {
                REQUIRE(by_class[c * cells + at] == hours.vehicles[cell * 7 + c]);
                vehicles += hours.vehicles[cell * 7 + c];
            }
            REQUIRE(volume[at] == vehicles);
            REQUIRE(walkers[at] == hours.walkers[cell]);
            REQUIRE(std::isnan(speed[at]) == (vehicles == 0));
        }
    }
    CHECK(sum(volume) > 0);
    CHECK(sum(walkers) > 0);
    CHECK(sum(file.numbers("/wifi/zone_offered")) ==
          Approx(static_cast<double>(toy.run.services[0].by_zone.total().offered) / 1'000).epsilon(1e-12));
    CHECK(sum(file.numbers("/camera/site_carried")) ==
          Approx(static_cast<double>(toy.run.services[1].by_site.total().carried) / 1'000).epsilon(1e-12));
    CHECK(file.texts("/zones/name").at(0) == "Phường Bãi Cháy");
    CHECK(file.texts("/wifi/site_id").at(2) == "điểm phát/2");
    CHECK(file.texts("/person_class").at(3) == "foreign_visitor");
    CHECK(file.texts("/vehicle_class").at(0) == "motorbike");
    CHECK(file.texts("/links/id").at(0) == core::hex(network.stable_id(core::LinkId{0})));
    CHECK(file.texts("/gridlock/links").at(0) ==
          core::hex(network.stable_id(core::LinkId{0})) + " " + core::hex(network.stable_id(core::LinkId{1})));
    CHECK(file.numbers("/gridlock/first_seen_s") == std::vector<double>{8 * 3'600.0});
    CHECK(file.numbers("/gridlock/last_seen_s") == std::vector<double>{9 * 3'600.0});
    CHECK(file.attribute("/", "title") == "Lưới: Toy town");
    CHECK(file.attribute("/", "city_is_schematic") == "no");
}

TEST_CASE("provenance holds what is needed to make the run again, however long")
{
    ScratchFolder const folder;
    ToyResult toy(false);
    toy.provenance.option_toml = std::string(200'000, '#') + "\n";  // more than an HDF5 attribute can hold
    toy.write(folder.path() / "run.h5");
    results::Hdf5Reader const file(folder.path() / "run.h5");
    CHECK(file.texts("/provenance/scenario_toml") == std::vector<std::string>{"seed = 1\n"});
    CHECK(file.texts("/provenance/option_toml").at(0).size() == 200'001);
    std::string const record = file.texts("/provenance/record").at(0);
    CHECK_THAT(record, Catch::Contains(R"("digest": ")" + core::hex(toy.run.digest) + "\""));
    CHECK_THAT(record, Catch::Contains(R"("roads.geojson": "0123456789abcdef")"));
    CHECK_THAT(record, Catch::Contains(R"("command": "halong run toy.toml")"));
    CHECK_THAT(record, Catch::Contains("\"valid\": true"));
}

TEST_CASE("the same run gives the same bytes")
{
    ScratchFolder const folder;
    ToyResult const toy(true);
    toy.write(folder.path() / "a.h5");
    toy.write(folder.path() / "b.h5");
    CHECK(core::hash_of_file(folder.path() / "a.h5") == core::hash_of_file(folder.path() / "b.h5"));
}

TEST_CASE("a folder in which nothing can be written is told by the file's own name")
{
    ToyResult const toy(false);
    CHECK_THROWS_AS(toy.write("/proc/halong/run.h5"), core::CannotWrite);
    CHECK_THROWS_WITH(toy.write("/proc/halong/run.h5"),
                      Catch::StartsWith("/proc/halong/run.h5: error: cannot be written: No such file or directory") &&
                          Catch::Contains("help: choose another folder with --out"));
}

TEST_CASE("a full disk leaves the older result as it was and nothing else, at any size")
{
    ScratchFolder const folder;
    fs::path const target = folder.path() / "run.h5";
    ToyResult const toy(true);
    toy.write(target);
    auto const before = core::hash_of_file(target);
    auto const size = fs::file_size(target);
    ToyResult const other(false);
    other.write(folder.path() / "other.h5");
    REQUIRE(fs::file_size(folder.path() / "other.h5") < size);
    fs::remove(folder.path() / "other.h5");
    for (auto const room : {std::uintmax_t{0}, std::uintmax_t{500}, size / 4, size / 2, size - 1}) {
        CAPTURE(room);
        {
            FullDisk const full(room);
            CHECK_THROWS_AS(toy.write(target), core::CannotWrite);
        }
        CHECK(core::hash_of_file(target) == before);
        CHECK(entries(folder.path()) == 1);
    }
    toy.write(target);  // and the program can still write when there is room again
    CHECK(core::hash_of_file(target) == before);
}

TEST_CASE("what is no result of ours is refused")
{
    ScratchFolder const folder;
    CHECK_THROWS_WITH(results::read_kpis(folder.path() / "none.h5"), Catch::Contains("there is no such file"));
    std::ofstream(folder.path() / "text.h5") << "no HDF5 at all";
    CHECK_THROWS_WITH(results::read_kpis(folder.path() / "text.h5"), Catch::Contains("has no seal of this program"));
    {
        results::Hdf5Writer file(folder.path() / "foreign.h5");
        file.attribute("/", "filetype", std::string("something else"));
        file.close();
    }
    CHECK_THROWS_WITH(results::read_kpis(folder.path() / "foreign.h5"),
                      Catch::Contains("foreign.h5: error: is no result of a run"));
    {
        results::Hdf5Writer file(folder.path() / "older.h5");
        file.attribute("/", "filetype", std::string("halong-result"));
        file.attribute("/", "version", std::string("0"));
        file.add_group("/provenance");
        file.add_scalar("/provenance/record", std::string("{}"));
        file.close();
    }
    CHECK_THROWS_WITH(
        results::read_kpis(folder.path() / "older.h5"),
        Catch::Contains("has layout 0; this program reads layout 1") && Catch::Contains("make the run again"));
    {
        results::Hdf5Writer file(folder.path() / "bare.h5");
        file.close();
    }
    CHECK_THROWS_WITH(results::read_kpis(folder.path() / "bare.h5"), Catch::Contains("is no result of a run"));
    {
        results::Hdf5Writer file(folder.path() / "empty.h5");
        file.attribute("/", "filetype", std::string("halong-result"));
        file.attribute("/", "version", std::string("1"));
        file.close();
    }
    CHECK_THROWS_WITH(results::read_kpis(folder.path() / "empty.h5"), Catch::Contains("has no dataset '/kpi/id'"));
    // As builds left it that knew no seal, then as a full disk does.
    ToyResult(false).write(folder.path() / "run.h5");
    fs::resize_file(folder.path() / "run.h5", fs::file_size(folder.path() / "run.h5") - results::seal_bytes);
    CHECK_THROWS_WITH(results::read_kpis(folder.path() / "run.h5"),
                      Catch::Contains("an older version wrote it") && Catch::Contains("make it again"));
    fs::resize_file(folder.path() / "run.h5", fs::file_size(folder.path() / "run.h5") / 2);
    CHECK_THROWS_WITH(results::read_kpis(folder.path() / "run.h5"), Catch::Contains("has no seal of this program"));
}

// For tests/python: writes full.h5 and empty.h5 into the folder that HALONG_TOY_RESULT names.
TEST_CASE("write toy results", "[.toy_result]")
{
    char const* const folder = std::getenv("HALONG_TOY_RESULT");
    REQUIRE(folder != nullptr);
    ToyResult(true).write(fs::path(folder) / "full.h5");
    ToyResult(false).write(fs::path(folder) / "empty.h5");
}
