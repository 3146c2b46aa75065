// Heights and gradients of roads from rasters, and rasters that are refused.
#include "export/gis/link_heights.hpp"

#include "core/durable_file.hpp"
#include "export/gis/gis_files.hpp"
#include "export/gis/layer_words.hpp"
#include "export/gis_case.hpp"
#include "geo/heights.hpp"
#include "support/file_bytes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <sys/stat.h>

using namespace halong;
using namespace halong::exporting;
using namespace halong::test;

namespace {

// Cells of 10 m from (0, 100) southwards, whose height is east + 2 north of their centre, with one cell without a value.
void write_slope(fs::path const& path, char const* crs)
{
    GDALAllRegister();
    auto* const driver = GetGDALDriverManager()->GetDriverByName("GTiff");
    Dataset const data(driver->Create(path.c_str(), 20, 10, 1, GDT_Float32, nullptr));
    REQUIRE(data != nullptr);
    std::array<double, 6> transform{0, 10, 0, 100, 0, -10};
    data->SetGeoTransform(transform.data());
    if (crs != nullptr) {
        OGRSpatialReference reference;
        reference.SetFromUserInput(crs);
        data->SetSpatialRef(&reference);
    }
    std::vector<float> cells;
    for (int row = 0; row < 10; ++row) {
        for (int column = 0; column < 20; ++column) {
            cells.push_back(static_cast<float>(10 * column + 5 + 2 * (95 - 10 * row)));
        }
    }
    cells[19] = -9999;  // in the north-eastern corner
    auto* const band = data->GetRasterBand(1);
    band->SetNoDataValue(-9999);
    REQUIRE(band->RasterIO(GF_Write, 0, 0, 20, 10, cells.data(), 20, 10, GDT_Float32, 0, 0, nullptr) == CE_None);
}

}  // namespace

TEST_CASE("heights between the centres of cells are those of the plane through them")
{
    ScratchFolder const folder;
    geo::Projection const crs("EPSG:5899");
    auto const path = folder.path() / "slope.tif";
    write_slope(path, "EPSG:5899");
    auto const heights =
        geo::heights_at(path, crs, {{5, 5}, {42.5, 61}, {100, 50}, {0, 0}, {-1, 50}, {1e6, 50}, {195, 95}, {188, 88}});
    CHECK(heights[0] == Approx(15));
    CHECK(heights[1] == Approx(42.5 + 122));
    CHECK(heights[2] == Approx(200));
    CHECK(heights[3] == Approx(15));  // beyond the outermost centres: theirs
    CHECK(std::isnan(heights[4]));
    CHECK(std::isnan(heights[5]));
    CHECK(std::isnan(heights[6]));     // no value
    CHECK(heights[7] < 188 + 2 * 88);  // of the three that have one
    CHECK(heights[7] > 340);

    write_slope(folder.path() / "no_crs.tif", nullptr);
    core::write_file(folder.path() / "text.tif", "no raster");
    write_slope(folder.path() / "far.tif", "EPSG:3405");
    refuses("there is no such file", [&] { (void)geo::heights_at(folder.path() / "x.tif", crs, {{5, 5}}); });
    std::filesystem::create_symlink("circle.tif", folder.path() / "circle.tif");
    refuses("cannot be read", [&] { (void)geo::heights_at(folder.path() / "circle.tif", crs, {{5, 5}}); });
    REQUIRE(::mkfifo((folder.path() / "pipe.tif").c_str(), 0600) == 0);
    refuses("pipe", [&] { (void)geo::heights_at(folder.path() / "pipe.tif", crs, {{5, 5}}); });
    refuses("folder", [&] { (void)geo::heights_at(folder.path(), crs, {{5, 5}}); });
    refuses("is no raster that can be read", [&] { (void)geo::heights_at(folder.path() / "text.tif", crs, {{5, 5}}); });
    refuses("has no coordinate system", [&] { (void)geo::heights_at(folder.path() / "no_crs.tif", crs, {{5, 5}}); });
    refuses("does not cover any of the roads", [&] { (void)geo::heights_at(path, crs, {{-500, 5}}); });
    refuses("does not cover any of the roads", [&] {
        (void)geo::heights_at(folder.path() / "far.tif", crs, {crs.to_metric({107.08, 20.95})});
    });
}

TEST_CASE("roads of a result get heights at their ends and the gradient between them")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "slope.tif";
    write_slope(path, "EPSG:5899");
    RunLayers run;
    run.crs = "EPSG:5899";
    geo::OutputLayer links{"links", "", geo::GeometryType::line, {{"length_m", geo::FieldType::real}}, {}, ""};
    links.features.push_back({1, geo::Line{{10, 10}, {10, 60}}, {50.0}});
    links.features.push_back({2, geo::Line{{10, 60}, {10, 10}}, {50.0}});
    links.features.push_back({3, geo::Line{{10, 60}, {-500, 10}}, {513.0}});
    run.layers.push_back(links);
    add_link_heights(run, path);
    auto const& made = run.layers[0];
    REQUIRE(made.fields.size() == 4);
    CHECK(made.fields[3].name == "gradient_pct");
    CHECK(made.fields[3].alias == "Độ dốc / Gradient [%]");
    CHECK(made.features[0].values == std::vector<geo::Value>{50.0, 30.0, 130.0, 200.0});
    CHECK(made.features[1].values == std::vector<geo::Value>{50.0, 130.0, 30.0, -200.0});
    CHECK(made.features[2].values == std::vector<geo::Value>{513.0, 130.0, geo::Value(), geo::Value()});
    write_gis_files(folder.path(), "kepler", run, {});
    auto const table = bytes_of(folder.path() / "links.csv");
    CHECK(table.substr(0, table.find('\n')) == "wkt,fid,from_height_m,to_height_m,gradient_pct");
    RunLayers without;
    without.crs = "EPSG:5899";
    refuses("which is not selected", [&] { add_link_heights(without, path); });
}

TEST_CASE("heights of roads are in the table of a dashboard, too")
{
    ScratchFolder const folder;
    RunLayers run = read_run_layers(toy_run());
    auto const links = std::ranges::find(run.layers, "links", &geo::OutputLayer::name);
    REQUIRE(links != run.layers.end());
    auto const first_line = [&](char const* name) {
        fs::path const out = folder.path() / name;
        fs::create_directory(out);
        write_gis_files(out, "simwrapper", run, {});
        std::string const text = bytes_of(out / "link_day.csv");
        return text.substr(0, text.find_first_of("\r\n"));
    };
    CHECK_THAT(first_line("without"), !Catch::Contains("height"));
    for (char const* column : {"from_height_m", "to_height_m", "gradient_pct"}) {
        links->fields.push_back({column, geo::FieldType::real, ""});
        for (geo::Feature& link : links->features) link.values.emplace_back(2.5);
    }
    CHECK_THAT(first_line("with"), Catch::EndsWith("from_height_m,to_height_m,gradient_pct"));
}
