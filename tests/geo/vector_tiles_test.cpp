// Vector tiles: shapes cut at the borders of tiles, values that GDAL reads back, and where archives keep their tiles.
#include "geo/vector_tiles.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/parallel.hpp"
#include "core/random.hpp"
#include "geo/gzip.hpp"
#include "geo/tile_geometry.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cpl_vsi.h>
#include <gdal_priv.h>
#include <map>
#include <memory>
#include <ogrsf_frmts.h>

using namespace halong;
using namespace halong::geo;
using test::bytes_of;

namespace {

// A shape that lies in units of zoom 0's only tile.
WorldShape shape_of(GeometryType type, std::vector<GridPart> const& parts, std::vector<bool> is_hole = {})
{
    WorldShape shape{type, {}, std::move(is_hole)};
    shape.is_hole.resize(parts.size(), false);
    for (GridPart const& part : parts) {
        auto& to = shape.parts.emplace_back();
        for (GridPoint const point : part) {
            to.push_back({static_cast<double>(point.x) / tile_extent, static_cast<double>(point.y) / tile_extent});
        }
    }
    return shape;
}

std::vector<std::uint32_t> commands_of(WorldShape const& shape, int zoom, std::int64_t x, std::int64_t y)
{
    return tile_commands(shape, grid_parts(shape, zoom), x, y);
}

// A layer of three roads and a lake, of every kind of value.
std::vector<OutputLayer> town(Projection const& crs)
{
    auto const at = [&](double x_m, double y_m) {
        auto const origin = crs.to_metric({107.08, 20.955});
        return PointMetric{origin.x_m + x_m, origin.y_m + y_m};
    };
    OutputLayer roads{"roads",
                      "Roads",
                      GeometryType::line,
                      {{"name", FieldType::text},
                       {"lanes", FieldType::integer},
                       {"length_m", FieldType::real},
                       {"seen", FieldType::date_time}},
                      {},
                      ""};
    roads.features.push_back(
        {7, Line{at(0, 0), at(9'000, 0)}, {std::string("Đường <b>&</b>"), std::int64_t{2}, 0.1, Value()}});
    roads.features.push_back(
        {8, Line{at(0, 0), at(0, 500)}, {std::string("b"), std::int64_t{-3}, 0.5, std::string("2025-06-04T07:00:00")}});
    roads.features.push_back({9, Geometry(), {Value(), Value(), Value(), Value()}});
    OutputLayer lakes{"lakes", "", GeometryType::area, {{"name", FieldType::text}}, {}, ""};
    Polygon lake{{at(0, 0), at(2'000, 0), at(2'000, 2'000), at(0, 2'000), at(0, 0)},
                 {{at(500, 500), at(1'500, 500), at(1'500, 1'500), at(500, 1'500)}}};
    lakes.features.push_back({1, Area{lake}, {std::string("hồ")}});
    OutputLayer const table{"table", "", GeometryType::none, {{"a", FieldType::integer}}, {{1, {}, {std::int64_t{1}}}},
                            ""};
    return {roads, lakes, table};
}

}  // namespace

TEST_CASE("tiles stand along the Hilbert curves of PMTiles")
{
    CHECK(hilbert_id(0, 0, 0) == 0);
    CHECK(hilbert_id(1, 0, 0) == 1);
    CHECK(hilbert_id(1, 0, 1) == 2);
    CHECK(hilbert_id(1, 1, 1) == 3);
    CHECK(hilbert_id(1, 1, 0) == 4);
    CHECK(hilbert_id(2, 0, 0) == 5);
    // Each tile of a zoom once, and neighbours along the curve share a side.
    constexpr int zoom = 5;
    std::vector<std::pair<int, int>> by_id(1U << (2 * zoom), {-1, -1});
    std::uint64_t const first = ((std::uint64_t{1} << (2 * zoom)) - 1) / 3;
    for (std::uint32_t x = 0; x < 32; ++x) {
        for (std::uint32_t y = 0; y < 32; ++y) by_id.at(hilbert_id(zoom, x, y) - first) = {int(x), int(y)};
    }
    CHECK(by_id.front() == std::pair(0, 0));
    for (std::size_t i = 1; i < by_id.size(); ++i) {
        CHECK(std::abs(by_id[i].first - by_id[i - 1].first) + std::abs(by_id[i].second - by_id[i - 1].second) == 1);
    }
}

TEST_CASE("lines are cut at a tile's buffer, and rings turn as the specification says")
{
    using Words = std::vector<std::uint32_t>;
    auto const line = shape_of(GeometryType::line, {{{10, 10}, {20, 30}}});
    CHECK(commands_of(line, 0, 0, 0) == Words{9, 20, 20, 10, 20, 40});  // move to (10, 10), one line by (+10, +20)
    // At zoom 1, across the border between two tiles: each has its part and the buffer's 80 units.
    auto const across = shape_of(GeometryType::line, {{{1'000, 100}, {3'000, 100}}});
    CHECK(commands_of(across, 1, 0, 0) == Words{9, 4'000, 400, 10, 2 * (4'096 + 80 - 2'000), 0});
    CHECK(commands_of(across, 1, 1, 0) == Words{9, 2 * 80 - 1, 400, 10, 2 * (6'000 - 4'096 + 80), 0});
    CHECK(commands_of(across, 1, 0, 1).empty());
    auto const range = tiles_of(grid_parts(across, 1), 1);
    CHECK((range.first_x == 0 && range.last_x == 1 && range.first_y == 0 && range.last_y == 0));
    // A line that leaves and comes back is two pieces.
    auto const bay = shape_of(GeometryType::line, {{{2'000, 10}, {3'000, 10}, {3'000, 20}, {2'000, 20}}});
    auto const words = commands_of(bay, 1, 0, 0);
    CHECK(std::ranges::count(words, 9U) == 2);
    // An outer ring against the clock is turned round; a hole turns the other way.
    GridPart const square{{0, 0}, {0, 100}, {100, 100}, {100, 0}};
    GridPart const inner{{10, 10}, {10, 20}, {20, 20}, {20, 10}};
    auto const rings = commands_of(shape_of(GeometryType::area, {square, inner}, {false, true}), 0, 0, 0);
    CHECK(rings == Words{9, 200, 0, 26, 0, 200, 199, 0, 0, 199, 15, 9, 20, 20, 26, 0, 20, 20, 0, 0, 19, 15});
    // A ring around the whole tile becomes the tile and its buffer.
    auto const around = shape_of(GeometryType::area, {{{0, 0}, {4'096, 0}, {4'096, 4'096}, {0, 4'096}}});
    auto const whole = commands_of(around, 2, 1, 1);
    REQUIRE(whole.size() == 11);  // move, three lines, close
    CHECK(whole[3] == 26);
    CHECK(std::ranges::all_of(std::vector{whole[1], whole[2]},
                              [](auto word) { return word == 159 || word == 2 * 4'176; }));
    // What has no size is left out; what falls on a straight line as well.
    CHECK(commands_of(shape_of(GeometryType::line, {{{5, 5}, {5, 5}}}), 0, 0, 0).empty());
    auto const straight = grid_parts(shape_of(GeometryType::line, {{{0, 0}, {50, 1}, {100, 0}, {100, 90}}}), 0);
    CHECK(straight == std::vector<GridPart>{{{0, 0}, {100, 0}, {100, 90}}});
}

TEST_CASE("GDAL reads tiles with their values, and both archives hold the same ones")
{
    test::ScratchFolder const folder;
    Projection const crs("EPSG:5899");
    auto const set = vector_tiles(crs, town(crs), {12, 14});
    CHECK(set.layers.size() == 2);
    CHECK(set.west_deg == Approx(107.08).margin(1e-6));
    CHECK(set.south_deg == Approx(20.955).margin(1e-4));
    write_mbtiles(folder.path() / "a.mbtiles", set, "Tên");
    GDALAllRegister();
    std::unique_ptr<GDALDataset> const data(static_cast<GDALDataset*>(
        GDALOpenEx((folder.path() / "a.mbtiles").c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr)));
    REQUIRE(data != nullptr);
    OGRLayer* const roads = data->GetLayerByName("roads");
    REQUIRE(roads != nullptr);
    std::size_t seen = 0;
    double length = 0;
    while (auto const feature = std::unique_ptr<OGRFeature>(roads->GetNextFeature())) {
        ++seen;
        bool const is_first = feature->GetFieldAsInteger("lanes") == 2;
        CHECK(std::string(feature->GetFieldAsString("name")) == (is_first ? "Đường <b>&</b>" : "b"));
        CHECK(feature->GetFieldAsDouble("length_m") == (is_first ? 0.1 : 0.5));
        CHECK(feature->GetFieldAsInteger("lanes") == (is_first ? 2 : -3));
        auto const* const when = feature->GetFieldAsString("seen");
        CHECK(std::string(when) == (is_first ? "" : "2025-06-04T07:00:00"));
        if (is_first) length += dynamic_cast<OGRCurve&>(*feature->GetGeometryRef()).get_Length();
    }
    CHECK(seen >= 2);
    // 9 km east, in metres of web Mercator, with what tiles have twice in their buffers.
    CHECK(length / 9'000 == Approx(1 / std::cos(20.955 * 3.14159265 / 180)).epsilon(0.06));
    CHECK(data->GetLayerByName("lakes") != nullptr);
    CHECK(data->GetLayerByName("table") == nullptr);

    // Twice the same bytes, on one thread as on several.
    auto const write = [&](int threads, char const* name) {
        core::ThreadLimit const limit(threads);
        write_pmtiles(folder.path() / name, vector_tiles(crs, town(crs), {12, 14}), "Tên");
        return bytes_of(folder.path() / name);
    };
    auto const archive = write(1, "1.pmtiles");
    CHECK(archive == write(4, "4.pmtiles"));
    CHECK(archive.starts_with("PMTiles\x03"));
    for (VectorTile const& tile : set.tiles) CHECK(archive.find(tile.bytes) != std::string::npos);
    CHECK_THROWS_AS(write_pmtiles(folder.path() / "no" / "x.pmtiles", set, ""), core::CannotWrite);
    CHECK_THROWS_AS(write_mbtiles(folder.path() / "no" / "x.mbtiles", set, ""), core::CannotWrite);
}

TEST_CASE("features in one place share a shape, and each comes with its own values")
{
    test::ScratchFolder const folder;
    Projection const crs("EPSG:5899");
    auto layers = town(crs);
    OutputLayer& lakes = layers[1];
    Feature const lake = lakes.features.front();
    Feature moved = lake;
    std::get<Area>(moved.geometry).front().holes.clear();
    for (auto const& [like, name] : {std::pair(lake, "trưa"), std::pair(moved, "chiều"), std::pair(lake, "tối")}) {
        Feature next = like;
        next.fid = static_cast<std::int64_t>(lakes.features.size()) + 1;
        next.values = {std::string(name)};
        lakes.features.push_back(next);
    }
    lakes.features.push_back({5, Geometry(), {std::string("nowhere")}});
    lakes.features.push_back({6, Geometry(), {std::string("nowhere")}});

    auto const shapes = world_shapes(crs, lakes);
    CHECK(shapes.first_feature == std::vector<std::size_t>{0, 2, 3, 4, 5});
    CHECK(shapes.end_feature(0, lakes.features.size()) == 2);
    CHECK(shapes.end_feature(4, lakes.features.size()) == 6);
    CHECK(world_shapes(crs, layers[0]).first_feature == std::vector<std::size_t>{0, 1, 2});

    write_mbtiles(folder.path() / "a.mbtiles", vector_tiles(crs, {lakes}, {12, 12}), "");
    GDALAllRegister();
    std::unique_ptr<GDALDataset> const data(static_cast<GDALDataset*>(
        GDALOpenEx((folder.path() / "a.mbtiles").c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr)));
    REQUIRE(data != nullptr);
    std::map<std::string, double> area;
    OGRLayer* const layer = data->GetLayerByName("lakes");
    REQUIRE(layer != nullptr);
    while (auto const feature = std::unique_ptr<OGRFeature>(layer->GetNextFeature()))
        area[feature->GetFieldAsString("name")] += OGR_G_Area(OGRGeometry::ToHandle(feature->GetGeometryRef()));
    REQUIRE(area.size() == 4);
    CHECK(area["hồ"] == area["trưa"]);
    CHECK(area["hồ"] == area["tối"]);
    CHECK(area["chiều"] / area["hồ"] == Approx(4.0 / 3).epsilon(0.02));
}

TEST_CASE("members of gzip behind one another are one file")
{
    test::ScratchFolder const folder;
    std::string const long_text(300'000, 'x');
    auto const read_back = [&](std::string const& name, std::string const& members) {
        core::write_file(folder.path() / name, members);
        VSILFILE* const file = VSIFOpenL(("/vsigzip/" + (folder.path() / name).string()).c_str(), "rb");
        REQUIRE(file != nullptr);
        std::string text(1'000'000, '\0');
        text.resize(VSIFReadL(text.data(), 1, text.size(), file));
        VSIFCloseL(file);
        return text;
    };
    CHECK(read_back("a.gz", gzip("một " + long_text, 1) + gzip("") + gzip(" hai")) == "một " + long_text + " hai");

    // What cannot be compressed grows by its frame alone, and bytes do not depend on what was compressed before.
    std::string noise;
    for (std::uint64_t i = 0; noise.size() < 300'000; ++i) {
        auto const bits = core::Random(7).bits(core::Stream::test, {i, 0, 0});
        noise.append(reinterpret_cast<char const*>(&bits), sizeof(bits));
    }
    auto const first = quick_gzip(noise);
    CHECK(first.size() < noise.size() + 100);
    CHECK(quick_gzip(long_text).size() < 2'000);
    CHECK(read_back("b.gz", quick_gzip("") + first + quick_gzip(long_text) + quick_gzip("ba")) ==
          noise + long_text + "ba");
    CHECK(quick_gzip(noise) == first);
    std::vector<std::string> made(8);
    core::run_tasks(made.size(), [&](std::size_t i) { made[i] = quick_gzip(i % 2 == 0 ? noise : long_text); });
    for (std::size_t i = 0; i < made.size(); ++i) CHECK(made[i] == (i % 2 == 0 ? first : quick_gzip(long_text)));
}
