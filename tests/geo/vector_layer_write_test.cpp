#include "core/error.hpp"
#include "geo/vector_layer.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <gdal_priv.h>
#include <limits>
#include <ogrsf_frmts.h>
#include <sys/resource.h>

using namespace halong::geo;
using namespace halong::test;
using Catch::Contains;
using halong::core::CannotWrite;
using halong::core::InternalFault;

namespace {

Projection const& tm3()
{
    static Projection const projection("EPSG:5899");
    return projection;
}

std::vector<Field> all_fields()
{
    return {{"tên", FieldType::text}, {"n", FieldType::integer}, {"x", FieldType::real}, {"at", FieldType::date_time}};
}

std::vector<Value> row(Value text, Value integer, Value real, Value time) { return {text, integer, real, time}; }

OutputLayer all_values()
{
    OutputLayer layer{"điểm", "Điểm đo", GeometryType::point, all_fields(), {}, "<qgis version=\"3.22\"/>"};
    layer.features.push_back({3, PointMetric{427'268.1, 2'317'700.458},
                              row(std::string("Cầu Bãi Cháy – \"1\", 'a'\nb"), std::int64_t{1} << 60, 0.1,
                                  std::string("2030-06-01T07:15:30.250Z"))});
    layer.features.push_back({7, PointMetric{-1e-3, 2'312'029.225}, row({}, {}, {}, {})});
    layer.features.push_back(
        {5, std::monostate{}, row(std::string(), std::int64_t{-5}, -1e300, std::string("2030-12-31T00:00:00Z"))});
    return layer;
}

OutputLayer areas()
{
    OutputLayer layer{"areas", "",       GeometryType::area, {{"geom", FieldType::text}, {"FID", FieldType::integer}},
                      {},      "<qgis/>"};
    Area const area{{{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}}, {{{1, 1}, {1, 2}, {2, 2}, {1, 1}}}},
                    {{{9, 9}, {10, 9}, {10, 10}, {9, 9}}, {}}};
    layer.features.push_back({0, area, {std::string("a"), std::int64_t{8}}});
    layer.features.push_back({0, area, {std::string("b"), std::int64_t{8}}});
    return layer;
}

// Text of the first column of every row of an SQL query, each as "a|b|c".
std::vector<std::string> query(std::filesystem::path const& path, std::string const& sql)
{
    GDALAllRegister();
    auto* const dataset =
        static_cast<GDALDataset*>(GDALOpenEx(path.c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr));
    REQUIRE(dataset != nullptr);
    std::vector<std::string> rows;
    OGRLayer* const result = dataset->ExecuteSQL(sql.c_str(), nullptr, nullptr);
    REQUIRE(result != nullptr);
    for (auto const& feature : *result) {
        std::string text;
        for (int i = 0; i < feature->GetFieldCount(); ++i) {
            text += (i > 0 ? "|" : "") + std::string(feature->GetFieldAsString(i));
        }
        rows.push_back(text);
    }
    dataset->ReleaseResultSet(result);
    GDALClose(dataset);
    return rows;
}

// Limits the size of files that this process may write, as a full disk would.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        rlimit const now{bytes, before_.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &now) == 0);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FileSizeLimit(FileSizeLimit const&) = delete;
    FileSizeLimit& operator=(FileSizeLimit const&) = delete;

private:
    rlimit before_{};
};

OutputLayer many(int count)
{
    OutputLayer layer{"many",
                      "",
                      GeometryType::line,
                      {{"name", FieldType::text}, {"flow", FieldType::integer}, {"speed", FieldType::real}},
                      {},
                      ""};
    for (int i = 0; i < count; ++i) {
        double const x = 400'000 + i;
        layer.features.push_back({i + 1,
                                  Line{{x, 2'300'000}, {x + 10, 2'300'010}, {x + 20, 2'300'000}},
                                  {std::string("Đường 25 tháng 4"), std::int64_t{i}, i * 0.5}});
    }
    return layer;
}

}  // namespace

TEST_CASE("GeoPackage: what is written is read, Vietnamese text, nulls, times and numbers alike")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "kết quả.gpkg";
    auto const written = all_values();
    write_geopackage(path, tm3(), {written});
    Layer const read = read_layer(path, "điểm", tm3());
    CHECK(read.fields == written.fields);
    REQUIRE(read.features.size() == 3);
    for (auto const& feature : written.features) {  // the file is in order of feature numbers
        auto const same = std::find_if(read.features.begin(), read.features.end(),
                                       [&](Feature const& f) { return f.fid == feature.fid; });
        REQUIRE(same != read.features.end());
        CHECK(same->values == feature.values);
        CHECK((same->geometry.index() == 0) == (feature.geometry.index() == 0));
        if (feature.geometry.index() != 0) {
            CHECK(std::get<PointMetric>(same->geometry) == std::get<PointMetric>(feature.geometry));
        }
    }
    CHECK(folder.names() == std::vector<std::string>{"kết quả.gpkg"});  // no journal, no temporary file
}

TEST_CASE("GeoPackage: areas, lines and tables, and fields called like the format's own columns")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "all.gpkg";
    OutputLayer const table{
        "table", "numbers", GeometryType::none, {{"v", FieldType::real}}, {{0, {}, {1.5}}, {0, {}, {Value{}}}}, ""};
    write_geopackage(path, tm3(), {areas(), many(3), table});
    Layer const read = read_layer(path, "areas", tm3());
    REQUIRE(read.features.size() == 2);
    CHECK(read.text(read.features[1], "geom") == "b");
    CHECK(read.integer(read.features[1], "FID", 0) == 8);
    auto const& area = std::get<Area>(read.features[0].geometry);
    CHECK(area.size() == 2);
    CHECK(area_m2(area) == 16);  // 16 - 1/2 + 1/2
    CHECK(area.at(0).holes.size() == 1);
    CHECK(std::get<Line>(read_layer(path, "many", tm3()).features[2].geometry) ==
          std::get<Line>(many(3).features[2].geometry));
    CHECK(query(path, "SELECT v FROM \"table\"") == std::vector<std::string>{"1.5", ""});
}

TEST_CASE("GeoPackage: EPSG code, DATETIME columns, styles as a registered default")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "styled.gpkg";
    write_geopackage(path, tm3(), {all_values(), areas(), many(2)});
    CHECK(query(path, "SELECT table_name, data_type, srs_id FROM gpkg_contents ORDER BY table_name") ==
          std::vector<std::string>{"areas|features|5899", "layer_styles|attributes|0", "many|features|5899",
                                   "điểm|features|5899"});
    CHECK(query(path, "SELECT description FROM gpkg_contents WHERE table_name = 'điểm'") ==
          std::vector<std::string>{"Điểm đo"});
    CHECK(query(path,
                "SELECT organization, organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE "
                "srs_id = 5899") == std::vector<std::string>{"EPSG|5899"});
    CHECK(query(path, "SELECT type FROM pragma_table_info('điểm') WHERE name = 'at'") ==
          std::vector<std::string>{"DATETIME"});
    CHECK(query(path, "SELECT CAST(at AS TEXT) FROM \"điểm\" WHERE fid = 3") ==
          std::vector<std::string>{"2030-06-01T07:15:30.250Z"});
    CHECK(query(path,
                "SELECT f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
                "useAsDefault, styleQML "
                "FROM layer_styles ORDER BY id") ==
          std::vector<std::string>{"||điểm|geom|1|<qgis version=\"3.22\"/>", "||areas|geom_|1|<qgis/>"});
    CHECK(
        query(path, "SELECT group_concat(name) FROM pragma_table_info('layer_styles')") ==
        std::vector<std::string>{"id,f_table_catalog,f_table_schema,f_table_name,f_geometry_column,styleName,styleQML,"
                                 "styleSLD,useAsDefault,description,owner,ui,update_time"});
    CHECK(query(path, "SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'") ==
          std::vector<std::string>{"3"});
}

TEST_CASE("GeoPackage: 100,000 features come back, every one")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "many.gpkg";
    write_geopackage(path, tm3(), {many(100'000)});
    Layer const read = read_layer(path, "", tm3());
    REQUIRE(read.features.size() == 100'000);
    CHECK(read.features.back().fid == 100'000);
    CHECK(read.number(read.features.back(), "speed", 0) == 99'999 * 0.5);
}

TEST_CASE("an existing file is replaced as a whole")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "a.gpkg";
    write_geopackage(path, tm3(), {many(5)});
    write_geopackage(path, tm3(), {areas()});
    CHECK(layer_names(path) == std::vector<std::string>{"areas"});
}

TEST_CASE("a folder that cannot be written to gives CannotWrite with the system's reason")
{
    for (std::string const folder : {"/proc/1", "/proc/no-such-folder", "/nowhere"}) {
        for (std::string const name : {"/x.gpkg", "/x.geojson", "/x.csv"}) {
            auto const message = message_of<CannotWrite>([&] {
                if (name == "/x.gpkg") write_geopackage(folder + name, tm3(), {many(2)});
                if (name == "/x.geojson") write_geojson(folder + name, tm3(), many(2));
                if (name == "/x.csv") write_csv(folder + name, many(2));
            });
            CHECK_THAT(message, Contains(folder + name) || Contains(folder));
            CHECK_THAT(message, Contains("cannot be written: No such file or directory") ||
                                    Contains("cannot be written: Permission denied"));
            CHECK_THAT(message, Contains("help: choose another folder"));
        }
    }
}

TEST_CASE("when the disk is full midway, nothing is left and the old file stays")
{
    ScratchFolder const folder;
    auto const gpkg = folder.path() / "old.gpkg";
    write_geopackage(gpkg, tm3(), {areas()});
    auto const before = bytes_of(gpkg);
    for (rlim_t const bytes : {4096U, 100'000U, 1'000'000U}) {
        FileSizeLimit const limit(bytes);
        CHECK_THROWS_AS(write_geopackage(gpkg, tm3(), {many(20'000)}), CannotWrite);
        CHECK_THROWS_AS(write_geojson(folder.path() / "a.geojson", tm3(), many(20'000)), CannotWrite);
    }
    {
        FileSizeLimit const limit(4096);
        CHECK_THROWS_AS(write_csv(folder.path() / "a.csv", many(20'000)), CannotWrite);
    }
    CHECK(bytes_of(gpkg) == before);
    CHECK(folder.names() == std::vector<std::string>{"old.gpkg"});
}

TEST_CASE("GeoJSON is RFC 7946: WGS 84 with seven decimals, closed and turned rings, escaped text")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "p.geojson";
    OutputLayer layer{"điểm",
                      "Mô tả",
                      GeometryType::point,
                      {{"tên", FieldType::text}, {"n", FieldType::integer}, {"x", FieldType::real}},
                      {},
                      ""};
    layer.features.push_back(
        {1, PointMetric{427'268.100, 2'317'700.458}, {std::string("a\"b\\c\n\x01"), std::int64_t{5}, 0.1}});
    layer.features.push_back({2, std::monostate{}, {Value{}, Value{}, std::numeric_limits<double>::infinity()}});
    write_geojson(path, tm3(), layer);
    CHECK(bytes_of(path) ==
          "{\"type\":\"FeatureCollection\",\"name\":\"điểm\",\"description\":\"Mô "
          "tả\",\"features\":[\n"
          "{\"type\":\"Feature\",\"properties\":{\"tên\":\"a\\\"b\\\\c\\n\\u0001\",\"n\":5,\"x\":0."
          "1},"
          "\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.0525,20.9511]}},\n"
          "{\"type\":\"Feature\",\"properties\":{\"tên\":null,\"n\":null,\"x\":null},\"geometry\":"
          "null}\n]}\n");

    auto turned = areas();
    auto& polygon = std::get<Area>(turned.features[0].geometry)[0];
    for (auto* ring : {&polygon.outer, &polygon.holes[0]}) {
        ring->pop_back();  // open
        std::reverse(ring->begin(), ring->end());
        for (auto& p : *ring) p = {430'000 + 100 * p.x_m, 2'312'000 + 100 * p.y_m};
    }
    std::get<Area>(turned.features[0].geometry).pop_back();
    turned.features.pop_back();
    write_geojson(path, tm3(), turned);
    Layer const read = read_layer(path, "", tm3());
    auto const& back = std::get<Area>(read.features.at(0).geometry).at(0);
    auto const turn = [](Ring const& r) {
        double sum = 0;
        for (std::size_t i = 0; i + 1 < r.size(); ++i) {
            sum +=
                (r[i].x_m - r[0].x_m) * (r[i + 1].y_m - r[0].y_m) - (r[i + 1].x_m - r[0].x_m) * (r[i].y_m - r[0].y_m);
        }
        return sum;
    };
    CHECK(turn(back.outer) > 0);
    CHECK(turn(back.holes.at(0)) < 0);
    CHECK(back.outer.front() == back.outer.back());
    CHECK(back.outer.size() == 5);
    CHECK(area_m2({back}) == Approx(155'000).epsilon(1e-3));
}

TEST_CASE("GeoJSON of every geometry type is read back within a centimetre")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "l.geojson";
    auto const lines = many(10);
    write_geojson(path, tm3(), lines);
    Layer const read = read_layer(path, "", tm3());
    REQUIRE(read.features.size() == 10);
    for (std::size_t i = 0; i < 10; ++i) {
        auto const& a = std::get<Line>(lines.features[i].geometry);
        auto const& b = std::get<Line>(read.features[i].geometry);
        REQUIRE(a.size() == b.size());
        for (std::size_t k = 0; k < a.size(); ++k) CHECK(distance_m(a[k], b[k]) < 0.01);
        CHECK(read.features[i].values == lines.features[i].values);
    }
    auto far = areas();
    for (auto& f : far.features) {
        for (auto& polygon : std::get<Area>(f.geometry)) {
            for (auto& p : polygon.outer) p = {p.x_m + 430'000, p.y_m + 2'312'000};
            for (auto& hole : polygon.holes)
                for (auto& p : hole) p = {p.x_m + 430'000, p.y_m + 2'312'000};
        }
    }
    write_geojson(path, tm3(), far);
    CHECK(std::get<Area>(read_layer(path, "", tm3()).features.at(1).geometry).size() == 2);
}

TEST_CASE("CSV quotes what needs it and tells null from empty")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "t.csv";
    write_csv(path, all_values());
    CHECK(bytes_of(path) ==
          "tên,n,x,at\n"
          "\"Cầu Bãi Cháy – \"\"1\"\", 'a'\nb\",1152921504606846976,0.1,2030-06-01T07:15:30.250Z\n"
          ",,,\n"
          "\"\",-5,-1e+300,2030-12-31T00:00:00Z\n");
    Layer const read = read_table(path);
    CHECK(read.text(read.features.at(0), "tên") == "Cầu Bãi Cháy – \"1\", 'a'\nb");
    CHECK(read.number(read.features.at(2), "x", 0) == -1e300);
}

TEST_CASE("no text of a table for people is a formula")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "t.csv";
    OutputLayer layer{"t", "", GeometryType::none, {{"text", FieldType::text}, {"x", FieldType::real}}, {}, ""};
    for (char const* text : {"=1+1", "@x", "-a", "+84 33", "\t=1", "\r=1", "=\"a\",1", "a=1", "'=1"}) {
        layer.features.push_back({0, {}, {std::string(text), -1.5}});
    }
    write_csv(path, layer);
    CHECK(bytes_of(path) ==
          "text,x\n"
          "'=1+1,-1.5\n"
          "'@x,-1.5\n"
          "'-a,-1.5\n"
          "'+84 33,-1.5\n"
          "\"'\t=1\",-1.5\n"
          "\"'\r=1\",-1.5\n"
          "\"'=\"\"a\"\",1\",-1.5\n"
          "a=1,-1.5\n"
          "'=1,-1.5\n");
    write_csv(path, layer, halong::core::CsvFor::programs);
    Layer const read = read_table(path);
    REQUIRE(read.features.size() == 9);
    CHECK(read.text(read.features[0], "text") == "=1+1");
    CHECK(read.text(read.features[2], "text") == "-a");
    CHECK(read.number(read.features[0], "x", 0) == -1.5);
}

TEST_CASE("rows that do not fit their layer are our own fault")
{
    ScratchFolder const folder;
    auto layer = many(2);
    layer.features[1].values.pop_back();
    CHECK_THROWS_AS(write_geopackage(folder.path() / "a.gpkg", tm3(), {layer}), InternalFault);
    CHECK_THROWS_AS(write_csv(folder.path() / "a.csv", layer), InternalFault);
    CHECK_THROWS_AS(write_geojson(folder.path() / "a.geojson", tm3(), layer), InternalFault);
    layer = many(1);
    layer.features[0].geometry = PointMetric{};
    CHECK_THROWS_AS(write_geopackage(folder.path() / "a.gpkg", tm3(), {layer}), InternalFault);
    layer = all_values();
    layer.features[0].values[3] = std::string("yesterday");
    CHECK_THROWS_AS(write_geopackage(folder.path() / "a.gpkg", tm3(), {layer}), InternalFault);
    CHECK(folder.names().empty());
}
