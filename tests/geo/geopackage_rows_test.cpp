// Rows of a GeoPackage, which we write by SQLite: blobs by the standard, and all that GDAL keeps beside them.
#include "geo/geopackage_rows.hpp"

#include "core/error.hpp"
#include "geo/gdal_session.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

using namespace halong;
using namespace halong::geo;

namespace {

std::string hex_of(std::string const& bytes)
{
    std::string text;
    for (char const byte : bytes) {
        constexpr char const* digits = "0123456789abcdef";
        auto const value = static_cast<unsigned char>(byte);
        text += {digits[value / 16], digits[value % 16]};
    }
    return text;
}

std::string blob_of(Geometry const& geometry)
{
    std::optional<Box> box;
    return hex_of(geopackage_blob(geometry, 5899, box));
}

Projection const& tm3()
{
    static Projection const projection("EPSG:5899");
    return projection;
}

OutputLayer layer_of(std::string name, GeometryType type, std::vector<Feature> features)
{
    return {std::move(name),
            "Tầng / layer",
            type,
            {{"name", FieldType::text},
             {"at", FieldType::date_time},
             {"count", FieldType::integer},
             {"x", FieldType::real}},
            std::move(features),
            ""};
}

// One value of the first row of a query by GDAL.
std::string asked(GDALDataset& dataset, std::string const& sql)
{
    OGRLayer* const found = dataset.ExecuteSQL(sql.c_str(), nullptr, nullptr);
    if (found == nullptr) return "no layer";
    OGRFeatureUniquePtr const row(found->GetNextFeature());
    std::string const text = row == nullptr || !row->IsFieldSetAndNotNull(0) ? "" : row->GetFieldAsString(0);
    dataset.ReleaseResultSet(found);
    return text;
}

}  // namespace

TEST_CASE("geometries are blobs of the GeoPackage standard")
{
    std::string const one = "000000000000f03f";
    std::string const two = "0000000000000040";
    std::string const srs = "0b170000";
    CHECK(blob_of(PointMetric{1, 2}) == "47500001" + srs + "0101000000" + one + two);
    std::string const box = one + two + one + two;  // x, x, y, y
    CHECK(blob_of(Line{{1, 1}, {2, 2}}) == "47500003" + srs + box + "0102000000" + "02000000" + one + one + two + two);
    // A ring that is open is closed.
    CHECK(blob_of(Area{{{{1, 1}, {2, 1}, {2, 2}}, {}}}) == "47500003" + srs + box + "0106000000" + "01000000" +
                                                               "0103000000" + "01000000" + "04000000" + one + one +
                                                               two + one + two + two + one + one);
    CHECK(blob_of(Area{}) == "47500011" + srs + "0106000000" + "00000000");
    CHECK(blob_of(Line{}) == "47500011" + srs + "0102000000" + "00000000");
}

TEST_CASE("rows come with index, extent, count and triggers, as GDAL would have written them")
{
    test::ScratchFolder const folder;
    auto const path = folder.path() / "a.gpkg";
    std::string const name = "Trần \"Quốc\" Nghiễn";
    std::vector<Feature> roads{
        {7,
         Line{{430'000, 2'320'000}, {430'100, 2'320'050}},
         {name, std::string("2025-06-04T07:00:00"), std::int64_t{-3}, 0.1}},
        {9, std::monostate{}, {std::string(), std::string("2025-06-04T07:00:00.25+07:00"), {}, {}}},
        {8, Line{{429'000, 2'321'000}, {429'000, 2'321'000}}, {{}, {}, {}, 5.0}}};
    // Numbers that repeat are given anew.
    std::vector<Feature> table{{1, {}, {std::string("a"), {}, {}, {}}}, {1, {}, {std::string("b"), {}, {}, {}}}};
    write_geopackage(path, tm3(),
                     {layer_of("đường \"1\"", GeometryType::line, roads), layer_of("table", GeometryType::none, table),
                      layer_of("none", GeometryType::point, {})});

    CHECK(layer_names(path) == std::vector<std::string>{"đường \"1\"", "none", "table"});  // GDAL tells tables last
    Layer const back = read_layer(path, "đường \"1\"", tm3());
    REQUIRE(back.features.size() == 3);
    CHECK(back.features[0].fid == 7);
    CHECK(back.text(back.features[0], "name") == name);
    CHECK(back.text(back.features[0], "at") == "2025-06-04T07:00:00");
    CHECK(back.integer(back.features[0], "count", 0) == -3);
    CHECK(std::get<Line>(back.features[0].geometry) == std::get<Line>(roads[0].geometry));
    CHECK(back.text(back.features[2], "at") == "2025-06-04T07:00:00.250+07:00");
    CHECK(back.features[2].values[2].index() == 0);
    CHECK(read_table(path, "table").features[1].fid == 2);

    register_gdal();
    Dataset const dataset(static_cast<GDALDataset*>(
        GDALOpenEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE, nullptr, nullptr, nullptr)));
    REQUIRE(dataset != nullptr);
    CHECK(asked(*dataset, R"(SELECT count(*) FROM "rtree_đường ""1""_geom")") == "2");
    CHECK(asked(*dataset, "SELECT rtreecheck('rtree_đường \"1\"_geom')") == "ok");
    CHECK(asked(*dataset, "SELECT min_x FROM gpkg_contents WHERE table_name LIKE 'đường%'") == "429000");
    CHECK(asked(*dataset, "SELECT max_y FROM gpkg_contents WHERE table_name LIKE 'đường%'") == "2321000");
    CHECK(asked(*dataset, "SELECT min_x FROM gpkg_contents WHERE table_name = 'none'").empty());
    CHECK(asked(*dataset, "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'table'") == "2");
    CHECK(asked(*dataset, "PRAGMA integrity_check") == "ok");
    // What is added later goes into the index and the count: the triggers are back.
    OGRLayer* const layer = dataset->GetLayerByName("none");
    OGRFeature more(layer->GetLayerDefn());
    OGRPoint const place(430'000, 2'320'000);
    more.SetGeometry(&place);
    REQUIRE(layer->CreateFeature(&more) == OGRERR_NONE);
    CHECK(asked(*dataset, "SELECT count(*) FROM rtree_none_geom") == "1");
    CHECK(layer->GetFeatureCount() == 1);
}

TEST_CASE("a spatial index of many rows is sound and finds what GDAL finds without it")
{
    std::size_t const count = GENERATE(std::size_t{1}, std::size_t{51}, std::size_t{52}, std::size_t{6'000});
    test::ScratchFolder const folder;
    auto const path = folder.path() / "a.gpkg";
    std::vector<Feature> places;
    auto const spread = [](std::size_t i, std::size_t step) { return 37.3 * static_cast<double>(i * step % 1'009); };
    for (std::size_t i = 0; i < count; ++i) {
        PointMetric const at{430'000 + spread(i, 7), 2'320'000 + spread(i, 113)};
        places.push_back({static_cast<std::int64_t>(i) + 1,
                          Line{at, {at.x_m + spread(i, 3) / 100, at.y_m - 0.1}},
                          {{}, {}, {}, {}}});
    }
    write_geopackage(path, tm3(), {layer_of("places", GeometryType::line, places)});
    register_gdal();
    Dataset const dataset(
        static_cast<GDALDataset*>(GDALOpenEx(path.c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr)));
    CHECK(asked(*dataset, "SELECT rtreecheck('rtree_places_geom')") == "ok");
    OGRLayer& layer = *dataset->GetLayer(0);
    for (double const side_m : {10.0, 900.0, 9'000.0}) {
        layer.SetSpatialFilterRect(431'000, 2'321'000, 431'000 + side_m, 2'321'000 + side_m);
        std::size_t within = 0;
        for (Feature const& feature : places) {
            auto const& line = std::get<Line>(feature.geometry);
            within += line[1].x_m >= 431'000 && line[0].x_m <= 431'000 + side_m && line[0].y_m >= 2'321'000 &&
                              line[1].y_m <= 2'321'000 + side_m
                          ? 1
                          : 0;
        }
        CHECK(static_cast<std::size_t>(layer.GetFeatureCount()) == within);
    }
}

TEST_CASE("rows in another system are those that GDAL makes of them, and what has no place there is named")
{
    test::ScratchFolder const folder;
    auto const path = folder.path() / "a.gpkg";
    auto layer = layer_of("links", GeometryType::line,
                          {{1, Line{{430'000, 2'320'000}, {430'100, 2'320'050}}, {{}, {}, {}, {}}}});
    write_geopackage(path, tm3(), {layer}, "EPSG:4326");
    register_gdal();
    Dataset const dataset(
        static_cast<GDALDataset*>(GDALOpenEx(path.c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr)));
    OGREnvelope extent;
    REQUIRE(dataset->GetLayer(0)->GetExtent(&extent) == OGRERR_NONE);
    auto const at = tm3().to_lon_lat({430'000, 2'320'000});
    CHECK(extent.MinX == Approx(at.lon_deg).margin(1e-7));
    CHECK(extent.MinY == Approx(at.lat_deg).margin(1e-7));
    layer.features[0].geometry = Line{{1e30, 1e30}, {0, 0}};
    CHECK_THROWS_WITH(write_geopackage(path, tm3(), {layer}, "EPSG:4326"),
                      Catch::Contains("layer 'links', feature 1") && Catch::Contains("has no place in EPSG:4326"));
    layer.features[0].geometry = PointMetric{};
    CHECK_THROWS_AS(write_geopackage(path, tm3(), {layer}), core::InternalFault);
    layer.features[0].geometry = {};
    layer.features[0].values[1] = std::string("yesterday");
    CHECK_THROWS_AS(write_geopackage(path, tm3(), {layer}), core::InternalFault);
}
