#include "geo/vector_layer.hpp"

#include "core/error.hpp"
#include "geo/layer_formats.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"
#include "support/test_data.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <set>
#include <unistd.h>

using namespace halong::geo;
using namespace halong::test;
using Catch::Contains;
using halong::core::UserError;

namespace {

Projection const& tm3()
{
    static Projection const projection("EPSG:5899");
    return projection;
}

std::string collection(std::string const& features, std::string const& more = "")
{
    return R"({"type":"FeatureCollection",)" + more + R"("features":[)" + features + "]}";
}

std::string feature(std::string const& geometry, std::string const& properties = "{}")
{
    return R"({"type":"Feature","properties":)" + properties + R"(,"geometry":)" + geometry + "}";
}

std::string point(std::string const& coordinates)
{
    return feature(R"({"type":"Point","coordinates":)" + coordinates + "}");
}

std::string read_fault(std::filesystem::path const& path, std::string const& layer = "")
{
    return message_of<UserError>([&] { (void)read_layer(path, layer, tm3()); });
}

template <class Shape>
Shape const& shape(Layer const& layer, std::size_t i)
{
    return std::get<Shape>(layer.features.at(i).geometry);
}

}  // namespace

TEST_CASE("GeoJSON without a CRS is WGS 84 and comes out in whole millimetres")
{
    ScratchFolder const folder;
    auto const path = folder.write(
        "sites.geojson", collection(feature(R"({"type":"Point","coordinates":[107.0525,20.9511]})",
                                            R"({"name":"Cảng tàu Bãi Cháy","width_m":7.5,"lanes":2,"note":null})")));
    Layer const layer = read_layer(path, "", tm3());
    REQUIRE(layer.features.size() == 1);
    CHECK(shape<PointMetric>(layer, 0) == PointMetric{427'268.100, 2'317'700.458});
    CHECK(layer.name == "sites");
    CHECK(layer.source == path.string());
    auto const& f = layer.features[0];
    CHECK(layer.text(f, "name") == "Cảng tàu Bãi Cháy");
    CHECK(layer.number(f, "width_m", 0) == 7.5);
    CHECK(layer.integer(f, "lanes", 0) == 2);
    CHECK(layer.text(f, "note", "-") == "-");
    CHECK(layer_names(path) == std::vector<std::string>{"sites"});
}

TEST_CASE("every geometry type: first of a multipoint, each line of a multiline, areas with holes")
{
    ScratchFolder const folder;
    std::string const outer = "[[107,20.9],[107.01,20.9],[107.01,20.91],[107,20.91],[107,20.9]]";
    std::string const hole = "[[107.002,20.902],[107.004,20.902],[107.004,20.904],[107.002,20.902]]";
    auto const path = folder.write(
        "mixed.geojson",
        collection(
            feature(R"({"type":"MultiPoint","coordinates":[[107.1,20.9],[107.2,20.9]]})") + "," +
            feature(R"({"type":"LineString","coordinates":[[107.1,20.9,5],[107.2,20.9,6]]})") + "," +
            feature(
                R"({"type":"MultiLineString","coordinates":[[[107,20.9],[107.1,20.9]],[[107.1,20.9],[107.2,20.9],[107.3,20.9]]]})",
                R"({"name":"twice"})") +
            "," + feature(R"({"type":"Polygon","coordinates":[)" + outer + "," + hole + "]}") + "," +
            feature(R"({"type":"MultiPolygon","coordinates":[[)" + outer + "],[" + hole + "]]}") + "," +
            feature("null")));
    Layer const layer = read_layer(path, "", tm3());
    REQUIRE(layer.features.size() == 7);
    CHECK(shape<PointMetric>(layer, 0) == tm3().to_metric(PointLonLat{107.1, 20.9}));
    CHECK(shape<Line>(layer, 1).size() == 2);
    CHECK(shape<Line>(layer, 2).size() == 2);
    CHECK(shape<Line>(layer, 3).size() == 3);
    CHECK(layer.features[2].fid == layer.features[3].fid);
    CHECK(layer.text(layer.features[3], "name") == "twice");
    CHECK(layer.features[1].fid != layer.features[2].fid);
    CHECK(shape<Area>(layer, 4).at(0).holes.size() == 1);
    CHECK(shape<Area>(layer, 5).size() == 2);
    CHECK(layer.features[6].geometry.index() == 0);
    // 0.01° by 0.01° at 20.9° north, less the hole: half of 0.002° squared.
    CHECK(area_m2(shape<Area>(layer, 4)) == Approx(0.98 * 1107.2 * 1040.3).epsilon(0.002));
}

TEST_CASE("values: text becomes a number where it is one, else the default holds")
{
    Layer layer;
    layer.fields = {{"a", FieldType::text}, {"b", FieldType::integer}, {"c", FieldType::real}};
    Feature f;
    auto const with = [&](Value a, Value b, Value c) { f.values = {a, b, c}; };
    with(std::string(" +12.5 "), std::int64_t{7}, 2.0);
    CHECK(layer.number(f, "a", -1) == 12.5);
    CHECK(layer.integer(f, "a", -1) == -1);  // not a whole number
    CHECK(layer.number(f, "b", -1) == 7);
    CHECK(layer.integer(f, "c", -1) == 2);
    CHECK(layer.text(f, "b") == "7");
    CHECK(layer.text(f, "c") == "2");
    CHECK(layer.number(f, "missing", -1) == -1);
    CHECK(layer.find_field("c") == std::optional<std::size_t>(2));
    CHECK_FALSE(layer.find_field("C"));
    for (auto const* text : {"", "12 m", "1,5", "nan", "inf", "0x10", "--3"}) {
        with(std::string(text), {}, 2.5);
        CHECK(layer.number(f, "a", -1) == -1);
        CHECK(layer.integer(f, "a", -1) == -1);
        CHECK(layer.integer(f, "b", -1) == -1);
        CHECK(layer.integer(f, "c", -1) == -1);
    }
    with(std::string("9007199254740993"), {}, 1e30);
    CHECK(layer.integer(f, "a", -1) == 9007199254740993);
    CHECK(layer.integer(f, "c", -1) == -1);
}

TEST_CASE("CSV tables: text in UTF-8, empty cells are null, semicolons and a byte order mark too")
{
    ScratchFolder const folder;
    auto const comma = folder.write("wards.csv",
                                    "ward,population,note\n\"Hồng Gai, Bạch Đằng\",8500,\nHà "
                                    "Tu,\"13,407\",\"nói \"\"được\"\"\"\n");
    Layer const layer = read_table(comma);
    REQUIRE(layer.features.size() == 2);
    CHECK(layer.fields ==
          std::vector<Field>{{"ward", FieldType::text}, {"population", FieldType::text}, {"note", FieldType::text}});
    CHECK(layer.text(layer.features[0], "ward") == "Hồng Gai, Bạch Đằng");
    CHECK(layer.integer(layer.features[0], "population", 0) == 8500);
    CHECK(layer.features[0].values[2].index() == 0);
    CHECK(layer.number(layer.features[1], "population", -1) == -1);  // "13,407" is no number
    CHECK(layer.text(layer.features[1], "note") == "nói \"được\"");
    auto const excel = folder.write("excel.csv", "\xEF\xBB\xBFtên;số\r\nYết Kiêu;12\r\n");
    Layer const other = read_table(excel);
    CHECK(other.text(other.features.at(0), "tên") == "Yết Kiêu");
    CHECK(other.integer(other.features.at(0), "số", 0) == 12);
}

TEST_CASE("CSV with columns of longitude and latitude is a layer of points")
{
    ScratchFolder const folder;
    auto const path = folder.write("sites.csv", "id,lon,lat\nw1,107.0525,20.9511\nw2,107.084,20.9\n");
    Layer const layer = read_layer(path, "", tm3());
    REQUIRE(layer.features.size() == 2);
    CHECK(shape<PointMetric>(layer, 1) == PointMetric{430'520.581, 2'312'029.225});
    CHECK(layer.text(layer.features[1], "id") == "w2");
    CHECK_THAT(read_fault(folder.write("t.csv", "id,x\nw1,5\n")),
               Contains("is a table without geometry") && Contains("columns 'lon' and 'lat'"));
}

TEST_CASE("text that is not UTF-8 is refused by feature and field")
{
    ScratchFolder const folder;
    auto const path = folder.write("old.csv", "name,n\nHa Long,1\nH\xF2n Gai,2\n");
    CHECK_THAT(message_of<UserError>([&] { (void)read_table(path); }),
               Contains("feature 2") && Contains("field 'name' is not UTF-8") && Contains("CSV UTF-8"));
}

TEST_CASE("a missing file is named, with the nearest name in its folder")
{
    ScratchFolder const folder;
    (void)folder.write("roads.geojson", collection(point("[107,20.9]")));
    auto const path = folder.path() / "raods.geojson";
    auto const message = read_fault(path);
    CHECK_THAT(message, Contains(path.string() + ": error: there is no such file"));
    CHECK_THAT(message, Contains("help: did you mean 'roads.geojson'?"));
    CHECK_THAT(read_fault("/nowhere/at/all.gpkg"), Contains("there is no such file, nor its folder"));
    CHECK_THROWS_AS(layer_names(path), UserError);
    CHECK_THROWS_AS(read_table(path), UserError);
}

TEST_CASE("a truncated, an empty and a foreign file are refused, each with GDAL's reason or ours")
{
    ScratchFolder const folder;
    std::string const whole = collection(point("[107,20.9]") + "," + point("[107.1,20.9]"));
    auto const cut = folder.write("cut.geojson", whole.substr(0, whole.size() - 20));
    CHECK_THAT(read_fault(cut), Contains(cut.string()) && Contains("cut short") && Contains("help: check"));
    for (auto const& text : {std::string(), std::string("not a layer"), std::string(500, '\0')}) {
        CHECK_THAT(read_fault(folder.write("x.geojson", text)), Contains("cannot be read as a GIS layer"));
    }
    OutputLayer layer{"sites", "", GeometryType::point, {{"name", FieldType::text}}, {}, ""};
    for (int i = 0; i < 5000; ++i) {
        layer.features.push_back({0, PointMetric{430'000.0 + i, 2'312'000}, {std::string(100, 'x')}});
    }
    auto const full = folder.path() / "full.gpkg";
    write_geopackage(full, tm3(), {layer});
    std::string const bytes = bytes_of(full);
    for (std::size_t const tenths : {1U, 3U, 5U, 8U}) {
        auto const part = folder.write("part.gpkg", bytes.substr(0, bytes.size() * tenths / 10));
        CHECK_THAT(read_fault(part), Contains("part.gpkg") && Contains("help: check that the file is complete"));
    }
}

TEST_CASE("a file that leads to another one, in disguise, is not followed")
{
    ScratchFolder const folder;
    auto const secret = folder.write("secret.geojson", collection(point("[107,20.9]")));
    std::string const virtual_layer = "<OGRVRTDataSource><OGRVRTLayer name=\"secret\"><SrcDataSource>" +
                                      secret.string() + "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>";
    for (char const* const name : {"roads.geojson", "roads.csv", "roads.gpkg", "roads.vrt", "roads.shp"}) {
        auto const path = folder.write(name, virtual_layer);
        CHECK_THAT(read_fault(path, "secret"), Contains(path.string() + ": error: "));
    }
    // nor does a coordinate system lead anywhere: nobody listens at port 9, and GDAL would say so had it asked
    auto const linked =
        folder.write("linked.geojson", collection(point("[107,20.9]"), R"("crs":{"type":"link","properties":{"href":)"
                                                                       R"("http://127.0.0.1:9/x","type":"ogcwkt"}},)"));
    CHECK_THAT(read_fault(linked), Contains("nothing is fetched from a network"));
    // addresses are no files
    for (char const* const address : {"/vsicurl/http://127.0.0.1:9/a.geojson", "/vsimem/a.geojson",
                                      "WFS:http://127.0.0.1:9/", "PG:host=127.0.0.1", "GeoJSON:http://127.0.0.1:9/"}) {
        CHECK_THAT(read_fault(address), Contains("there is no such file"));
    }
}

TEST_CASE("coordinates that cannot be degrees name the feature, the value and the cure")
{
    ScratchFolder const folder;
    auto const path =
        folder.write("metres.geojson",
                     collection(point("[107,20.9]") + "," + point("[427268.1,2317700.4]") + "," + point("[20.9,107]")));
    auto const message = read_fault(path);
    CHECK_THAT(message, Contains(path.string() + ", feature 1: error: longitude 427268.1 is outside -180 … 180"));
    CHECK_THAT(message, Contains("feature 2: error: latitude 107 is outside -90 … 90"));
    CHECK_THAT(message, Contains("wrong CRS? The layer says EPSG:4326 (WGS 84)"));
    CHECK_THAT(message, Contains("longitude comes before latitude"));
    CHECK_THAT(message, !Contains("feature 0"));
}

TEST_CASE("of very many faulty features the first twenty are told, and how many more")
{
    ScratchFolder const folder;
    std::string features;
    for (int i = 0; i < 50; ++i) features += (i > 0 ? "," : "") + point("[5000,20]");
    try {
        (void)read_layer(folder.write("bad.geojson", collection(features)), "", tm3());
        FAIL("nothing was thrown");
    } catch (UserError const& error) {
        CHECK(error.diagnostics().size() == 21);
        CHECK_THAT(error.diagnostics().back().message, Contains("and 30 more"));
    }
}

TEST_CASE("coordinates in metres far beyond the earth are refused")
{
    ScratchFolder const folder;
    std::string const crs = R"("crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::5899"}},)";
    auto const good = folder.write("good.geojson", collection(point("[427268.1234,2317700.4]"), crs));
    CHECK(shape<PointMetric>(read_layer(good, "", tm3()), 0) == PointMetric{427268.1234, 2317700.4});
    auto const path = folder.write("far.geojson", collection(point("[427268.1,2.5e7]"), crs));
    CHECK_THAT(read_fault(path), Contains("feature 0") && Contains("(427268.1, 25000000) m is outside ±20,000,000 m") &&
                                     Contains("EPSG:5899"));
}

TEST_CASE("a layer in another projected CRS is transformed")
{
    ScratchFolder const folder;
    Projection const utm("EPSG:32648");
    OutputLayer layer{"p", "", GeometryType::point, {}, {}, ""};
    layer.features.push_back({0, utm.to_metric(PointLonLat{107.0525, 20.9511}), {}});
    auto const path = folder.path() / "utm.gpkg";
    write_geopackage(path, utm, {layer});
    auto const found = shape<PointMetric>(read_layer(path, "", tm3()), 0);
    CHECK(distance_m(found, {427'268.100, 2'317'700.458}) < 0.003);  // two roundings and a datum shift
}

TEST_CASE("a layer without a CRS is refused with how to declare one")
{
    ScratchFolder const folder;
    OutputLayer const layer{"plain",
                            "",
                            GeometryType::point,
                            {{"id", FieldType::integer}},
                            {{1, PointMetric{427'268, 2'317'700}, {std::int64_t{1}}}},
                            ""};
    auto const path = folder.path() / "plain.shp";
    (void)write_shapefile(path, tm3(), "", layer);
    REQUIRE(std::filesystem::remove(folder.path() / "plain.prj"));
    CHECK_THAT(read_fault(path), Contains("does not say in which coordinate reference system") &&
                                     Contains("Set Layer CRS") && Contains("-a_srs EPSG:5899"));
}

TEST_CASE("an empty layer is refused unless it may be empty")
{
    ScratchFolder const folder;
    auto const path = folder.write("empty.geojson", collection(""));
    CHECK_THAT(read_fault(path), Contains("there are no features in it") && Contains("check the export"));
    CHECK(read_layer(path, "", tm3(), true).features.empty());
    CHECK_THAT(message_of<UserError>([&] { (void)read_table(folder.write("e.csv", "a,b\n")); }),
               Contains("there are no features in it"));
}

TEST_CASE("a mixed collection of geometries is refused by feature")
{
    ScratchFolder const folder;
    auto const path = folder.write(
        "mix.geojson",
        collection(feature(R"({"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[107,20.9]},)"
                           R"({"type":"LineString","coordinates":[[107,20.9],[107.1,20.9]]}]})")));
    CHECK_THAT(read_fault(path), Contains("feature 0") && Contains("GEOMETRYCOLLECTION is not known here"));
}

TEST_CASE("a wrong layer name is answered with the nearest one and the list")
{
    ScratchFolder const folder;
    OutputLayer const roads{"roads", "", GeometryType::line, {}, {{0, Line{{0, 0}, {1, 1}}, {}}}, "<qgis/>"};
    OutputLayer const sites{"sites", "", GeometryType::point, {}, {{0, PointMetric{2, 2}, {}}}, ""};
    auto const path = folder.path() / "city.gpkg";
    write_geopackage(path, tm3(), {roads, sites});
    CHECK(layer_names(path) == std::vector<std::string>{"roads", "sites"});
    CHECK_THAT(read_fault(path, "raods"), Contains("there is no layer 'raods'") &&
                                              Contains("did you mean 'roads'? the file holds 'roads', 'sites'"));
    CHECK(read_layer(path, "", tm3()).name == "roads");
    CHECK(read_layer(path, "sites", tm3()).source == "layer 'sites' of " + path.string());
}

TEST_CASE("GDAL says nothing on standard error, whatever goes wrong")
{
    ScratchFolder const folder;
    auto const spoken = folder.path() / "stderr.txt";
    int const kept = ::dup(STDERR_FILENO);
    REQUIRE(std::freopen(spoken.c_str(), "w", stderr) != nullptr);
    for (auto const* text : {"", R"({"type":"FeatureCollection")", "x"}) {
        CHECK_THROWS_AS(read_layer(folder.write("x.geojson", text), "", tm3()), UserError);
        CHECK_THROWS_AS(read_layer(folder.write("x.gpkg", text), "", tm3()), UserError);
        CHECK_THROWS_AS(read_layer(folder.write("x.shp", text), "", tm3()), UserError);
    }
    CHECK_THROWS_AS(Projection("EPSG:1"), UserError);
    CHECK_THROWS_AS(tm3().to_lon_lat(PointMetric{1e300, 1e300}), UserError);
    CHECK_THROWS_AS(write_geopackage("/proc/1/x.gpkg", tm3(), {}), halong::core::CannotWrite);
    std::fflush(stderr);
    ::dup2(kept, STDERR_FILENO);
    ::close(kept);
    CHECK(bytes_of(spoken) == "");
}

TEST_CASE("the wards of Hạ Long: eleven areas of the published size")
{
    auto const path = test_data_or_skip("halong/wards_2025.geojson");
    if (!path) return;
    Layer const wards = read_layer(*path, "", tm3());
    REQUIRE(wards.features.size() == 11);
    std::set<std::string> names;
    double total_km2 = 0;
    for (auto const& ward : wards.features) {
        names.insert(wards.text(ward, "name"));
        auto const& area = std::get<Area>(ward.geometry);
        total_km2 += area_m2(area) / 1e6;
        CHECK(area_m2(area) > 1e6);
        CHECK(box_of(area).min_x_m > 380'000);
        CHECK(box_of(area).max_x_m < 480'000);
    }
    CHECK(names.count("Bãi Cháy") == 1);
    CHECK(names.size() == 11);
    INFO(total_km2);
    CHECK(total_km2 > 700);  // the former city: 1,119 km² with its sea islands
    CHECK(total_km2 < 1300);
}
