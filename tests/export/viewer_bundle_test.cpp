// The bundle for the viewer holds what run.h5 holds, in columns whose lengths and hashes are right.
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "export/bundle_column.hpp"
#include "export/geopackage.hpp"
#include "export/viewer/bundle.hpp"
#include "results/hdf5_file.hpp"
#include "results/toy_result.hpp"
#include "scenario/save.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace halong;
using namespace halong::exporting;
using Catch::Contains;
using test::bytes_of;
using test::column;

namespace {

void write_run(std::filesystem::path const& folder)
{
    test::ToyResult toy(true);
    toy.scenario.id = "toy";
    toy.provenance.scenario_toml = scenario::to_toml(toy.scenario);
    toy.write(folder / "run.h5");
    exporting::write_geopackage(folder / "results.gpkg", toy.town, toy.run);
}

}  // namespace

TEST_CASE("a bundle holds the run's columns, and says what lies where")
{
    test::ScratchFolder const folder;
    write_run(folder.path());
    auto const out = folder.path() / "view";
    write_viewer_bundle(folder.path(), out);
    auto const manifest = nlohmann::json::parse(bytes_of(out / "manifest.json"));
    CHECK(manifest.at("format") == "halong-viewer/1");
    for (auto const& [name, file] : manifest.at("files").items()) {
        auto const bytes = bytes_of(out / name);
        CHECK(bytes.size() == file.at("bytes").get<std::size_t>());
        CHECK(core::hex(core::hash_of(bytes)) == file.at("xxh3"));
    }
    results::Hdf5Reader const run(folder.path() / "run.h5");
    auto const links = run.texts("/links/id");
    auto const texts = nlohmann::json::parse(bytes_of(out / "texts.json"));
    CHECK(texts.at("link_ids").get<std::vector<std::string>>() == links);

    auto const volume = run.numbers("/link_volume");
    auto const shown = column<std::uint16_t>(out, manifest, "link.volume");
    CHECK(std::vector<double>(shown.begin(), shown.end()) == volume);
    auto const start = column<std::uint32_t>(out, manifest, "link.start");
    REQUIRE(start.size() == links.size() + 1);
    CHECK(column<std::int32_t>(out, manifest, "link.point").size() == 2 * std::size_t{start.back()});
    auto const nodes = run.numbers("/edge_nodes");
    auto const ends = column<std::uint32_t>(out, manifest, "link.nodes");
    CHECK(std::vector<double>(ends.begin(), ends.end()) == nodes);

    // Services: sums over classes of person.
    auto const offered = run.numbers("/wifi/site_offered");
    double sum = 0;
    for (double const value : offered) sum += value;
    double shown_sum = 0;
    for (float const value : column<float>(out, manifest, "service.wifi.offered")) {
        shown_sum += static_cast<double>(value);
    }
    CHECK(sum > 0);
    CHECK(shown_sum == Approx(sum).epsilon(1e-5));
    auto const by_class = column<float>(out, manifest, "zone.present_by_class");
    auto const present = column<float>(out, manifest, "zone.present");
    REQUIRE(by_class.size() == 5 * present.size());
    for (std::size_t cell = 0; cell < present.size(); ++cell) {
        float of_all = 0;
        for (std::size_t c = 0; c < 5; ++c) of_all += by_class[5 * cell + c];
        CHECK(of_all == Approx(present[cell]).margin(0.01));
    }
    REQUIRE(manifest.at("gridlock").size() == 1);
    CHECK(manifest.at("gridlock")[0].at("links") == nlohmann::json{0, 1});
    CHECK(manifest.at("kpis").size() == run.texts("/kpi/id").size());
    CHECK(manifest.at("title").at("vi") == "Thị trấn thử");
    CHECK_FALSE(manifest.contains("tracks"));
    CHECK_FALSE(manifest.at("places_found").get<bool>());
}

TEST_CASE("a bundle is made anew only when its run has changed or it is not whole")
{
    test::ScratchFolder const folder;
    write_run(folder.path());
    auto const out = folder.path() / "view";
    renew_viewer_bundle(folder.path(), out);
    core::write_file(out / "mark", "");  // goes when the folder is replaced
    renew_viewer_bundle(folder.path(), out);
    CHECK(std::filesystem::exists(out / "mark"));
    core::write_file(out / "base.bin", "cut");
    renew_viewer_bundle(folder.path(), out);
    CHECK_FALSE(std::filesystem::exists(out / "mark"));
    CHECK(std::filesystem::file_size(out / "base.bin") > 3);
    for (auto const& entry : std::filesystem::directory_iterator(folder.path())) {
        CHECK_FALSE(entry.path().filename().string().ends_with(".tmp"));
    }
}

TEST_CASE("what is no result of this program has no bundle")
{
    test::ScratchFolder const folder;
    auto const out = folder.path() / "view";
    CHECK_THROWS_WITH(write_viewer_bundle(folder.path(), out), Contains("run.h5: error: does not exist"));
    core::write_file(folder.path() / "run.h5", "not HDF5");
    CHECK_THROWS_WITH(write_viewer_bundle(folder.path(), out), Contains("has no seal of this program"));
    write_run(folder.path());
    auto const whole = bytes_of(folder.path() / "run.h5");
    core::write_file(folder.path() / "run.h5", std::string_view(whole).substr(0, whole.size() / 2));
    CHECK_THROWS_AS(write_viewer_bundle(folder.path(), out), core::UserError);
    {
        results::Hdf5Writer other(folder.path() / "run.h5");
        other.attribute("/", "filetype", std::string("halong-result"));
        other.attribute("/", "version", std::string("0"));
        other.add_group("/provenance");
        other.add_scalar("/provenance/record", std::string("{}"));
        other.close();
    }
    CHECK_THROWS_WITH(write_viewer_bundle(folder.path(), out), Contains("has layout 0; this program reads layout 1"));
    core::write_file(folder.path() / "run.h5", whole);
    std::filesystem::remove(folder.path() / "results.gpkg");
    CHECK_THROWS_WITH(write_viewer_bundle(folder.path(), out), Contains("results.gpkg: error: does not exist"));
    CHECK_THROWS_WITH(write_viewer_bundle(folder.path(), out, folder.path()), Contains("results.gpkg"));
    CHECK_FALSE(std::filesystem::exists(out));
}
