// A result in the forms of GIS: read back by GDAL, in part, and as a project of QGIS.
#include "export/gis/gis_files.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "export/day_curves.hpp"
#include "export/geopackage.hpp"
#include "export/gis/heat_maps.hpp"
#include "export/gis/layer_words.hpp"
#include "export/gis/qgis_layers.hpp"
#include "export/gis/qgis_project.hpp"
#include "export/gis/selection.hpp"
#include "export/gis_case.hpp"
#include "results/hdf5_file.hpp"
#include "results/toy_result.hpp"
#include "scenario/save.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <fstream>
#include <gdal_priv.h>
#include <iterator>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <ogrsf_frmts.h>
#include <set>

using namespace halong;
using namespace halong::exporting;
using namespace halong::test;
using Catch::Contains;

TEST_CASE("every layer and column of a result has a name in both languages")
{
    RunLayers const run = read_run_layers(toy_run());
    CHECK(run.title_vi == "Thử <b>&</b>");
    CHECK(run.layers.size() == layer_words().size());
    for (geo::OutputLayer const& layer : run.layers) {
        for (geo::Field const& field : layer.fields) {
            INFO(layer.name << "." << field.name);
            auto const word = column_word(layer.name, field.name);
            REQUIRE(word);
            CHECK(field.alias == column_alias(layer.name, field.name));
        }
    }
    CHECK(column_alias("links", "volume_07") == "Lưu lượng 07:00-08:00 / Volume 07:00-08:00 [veh/h]");
    CHECK(column_alias("zones", "wifi_carried_share_pct") == "Wi-Fi: tỷ lệ phục vụ / Wi-Fi: carried share [%]");
    CHECK_FALSE(column_word("links", "volume_7a"));
}

TEST_CASE("layers by hour hold what run.h5 holds")
{
    RunLayers const run = read_run_layers(toy_run());
    results::Hdf5Reader const file(toy_run() / "run.h5");
    auto const sum_of = [](std::vector<double> const& values) {
        double sum = 0;
        for (double const value : values) sum += value;
        return sum;
    };
    auto const column_sum = [](geo::OutputLayer const& layer, std::string const& name, std::string const& service) {
        auto const field =
            static_cast<std::size_t>(std::ranges::find(layer.fields, name, &geo::Field::name) - layer.fields.begin());
        double sum = 0;
        for (geo::Feature const& row : layer.features) {
            if (!service.empty() && row.values[1] != geo::Value(service)) continue;
            if (auto const* const value = std::get_if<double>(&row.values[field])) sum += *value;
        }
        return sum;
    };
    auto const& sites = *run.find("site_hours");
    for (std::string const service : {"wifi", "camera"}) {
        double const offered = sum_of(file.numbers("/" + service + "/site_offered"));
        CHECK(offered > 0);
        CHECK(column_sum(sites, "offered", service) == Approx(offered));
        CHECK(column_sum(sites, "carried", service) == Approx(sum_of(file.numbers("/" + service + "/site_carried"))));
    }
    auto const& zones = *run.find("zone_hours");
    CHECK(zones.features.size() == 24 * file.texts("/zones/id").size());
    CHECK(column_sum(zones, "present_persons", "") == Approx(sum_of(file.numbers("/zones/present")) / 60));
    CHECK(zones.features.at(23).values.at(4) == geo::Value(std::string("2025-06-05T00:00:00")));
}

TEST_CASE("a part of a result: layers, hours and an area")
{
    RunLayers run = read_run_layers(toy_run());
    std::size_t const all = run.find("links")->features.size();
    Selection selection;
    selection.layers = {"links", "link_hours", "site_hours"};
    set_hours(selection, "6-8");
    selection.area = {{{{-50, -50}, {150, -50}, {150, 50}, {-50, 50}}, {}}};
    select(run, selection);
    REQUIRE(run.layers.size() == 3);
    auto const& links = *run.find("links");
    CHECK(links.features.size() < all);
    CHECK_FALSE(links.features.empty());
    std::size_t hourly = 0;
    for (geo::Field const& field : links.fields) hourly += field.name.starts_with("volume_0") ? 1 : 0;
    CHECK(hourly == 2);
    CHECK(links.features.front().values.size() == links.fields.size());
    for (geo::Feature const& row : run.find("site_hours")->features) {
        auto const hour = std::get<std::int64_t>(row.values[2]);
        CHECK((hour == 6 || hour == 7));
        CHECK(geo::contains(selection.area, std::get<geo::PointMetric>(row.geometry)));
    }
    // A road whose peak hour is left out shows the first hour that is there.
    auto const speed_of = [](RunLayers const& layers) {
        auto const shown = project_layers(layers);
        return std::ranges::find(shown, "links_speed", &ProjectLayer::id)->renderer;
    };
    CHECK_THAT(speed_of(run), Contains(" in (6, 7)") && Contains("speed_kmh_06"));
    CHECK_THAT(speed_of(read_run_layers(toy_run())), !Contains("speed_kmh_06"));
    refuses("did you mean 'links'", [&] {
        Selection wrong;
        wrong.layers = {"link"};
        RunLayers fresh = read_run_layers(toy_run());
        select(fresh, wrong);
    });
    for (char const* hours : {"9-6", "7", "-1-3", "6-25", "6-9-10", "a-b", "6-6"}) {
        refuses("is no span of hours", [&] { set_hours(selection, hours); });
    }
    refuses("is no area on the globe", [&] { (void)area_of("107,21,106,20", run.crs); });
    refuses("neither four numbers nor a file", [&] { (void)area_of("107,21,106", run.crs); });
    CHECK(geo::area_m2(area_of("107.0,20.9,107.1,21.0", run.crs)) == Approx(10'400.0 * 11'070).epsilon(0.01));
}

TEST_CASE("what a selection leaves empty is told, and nothing at all is refused with where the run lies")
{
    Selection one_corner;
    one_corner.area = {{{{-50, -50}, {150, -50}, {150, 50}, {-50, 50}}, {}}};
    RunLayers run = read_run_layers(toy_run());
    std::set<std::string> had_rows;
    for (auto const& layer : run.layers) {
        if (!layer.features.empty()) had_rows.insert(layer.name);
    }
    for (std::string const& name : select(run, one_corner)) {
        INFO(name);
        CHECK(had_rows.contains(name));
        CHECK(run.find(name)->features.empty());
    }
    for (auto const& layer : run.layers) {
        INFO(layer.name);
        if (had_rows.contains(layer.name) && !layer.features.empty()) had_rows.erase(layer.name);
    }
    RunLayers again = read_run_layers(toy_run());
    CHECK(select(again, one_corner).size() == had_rows.size());
    CHECK(select(again, {}).empty());  // what was empty before is not told again

    Selection elsewhere;
    elsewhere.area = area_of("10,10,11,11", run.crs);
    auto const town = extent_of(read_run_layers(toy_run()));
    refuses("no row of", [&] {
        RunLayers fresh = read_run_layers(toy_run());
        select(fresh, elsewhere);
    });
    refuses(town + " (west, south, east, north in degrees)", [&] {
        RunLayers fresh = read_run_layers(toy_run());
        select(fresh, elsewhere);
    });
    Selection here;
    here.area = area_of(town, run.crs);  // what the message says to be the run's extent is
    RunLayers whole = read_run_layers(toy_run());
    CHECK(select(whole, here).empty());
    refuses("no row of site_hours is of the hours from 02:00 to 03:00", [&] {
        Selection night;
        night.layers = {"site_hours"};
        set_hours(night, "2-3");
        RunLayers fresh = read_run_layers(toy_run());
        select(fresh, night);
    });
}

TEST_CASE("rings of gridlock that were seen in the selected hours")
{
    geo::OutputLayer rings{"gridlock",
                           "",
                           geo::GeometryType::none,
                           {{"first_seen", geo::FieldType::date_time}, {"last_seen", geo::FieldType::date_time}},
                           {},
                           ""};
    auto const seen = [&rings](std::string const& first, std::string const& last) {
        rings.features.push_back({static_cast<std::int64_t>(rings.features.size()) + 1, {}, {first, last}});
    };
    seen("2025-06-04T05:10:00", "2025-06-04T05:59:59");  // before
    seen("2025-06-04T05:10:00", "2025-06-04T06:00:00");  // into
    seen("2025-06-04T05:00:00", "2025-06-04T12:00:00");  // around
    seen("2025-06-04T08:59:00", "2025-06-04T09:30:00");  // out of
    seen("2025-06-04T09:00:00", "2025-06-04T23:00:00");  // after
    seen("2025-06-04T23:00:00", "2025-06-05T00:10:00");  // past midnight
    seen("2025-06-04T23:00:00", "2025-06-05T06:10:00");  // into the same hours of the next day
    auto const kept = [&rings](char const* hours) {
        RunLayers run;
        run.layers = {rings};
        Selection selection;
        set_hours(selection, hours);
        select(run, selection);
        std::vector<std::int64_t> fids;
        for (geo::Feature const& row : run.layers[0].features) fids.push_back(row.fid);
        return fids;
    };
    CHECK(kept("6-9") == std::vector<std::int64_t>{2, 3, 4, 7});
    CHECK(kept("0-1") == std::vector<std::int64_t>{6, 7});
    CHECK(kept("0-24").size() == 7);
}

TEST_CASE("GDAL reads every form that is written")
{
    test::ScratchFolder const folder;
    RunLayers const run = read_run_layers(toy_run());
    std::size_t const links = run.find("links")->features.size();
    for (std::string const format : {"geopackage", "geojson", "flatgeobuf", "shapefile", "csv", "kml", "mvt", "cog"}) {
        INFO(format);
        auto const out = folder.path() / format;
        fs::create_directories(out);
        auto const lines = write_gis_files(out, format, run, {});
        CHECK_FALSE(lines.empty());
        if (format == "cog") {
            auto const map = opened(out / "people_density.tif", GDAL_OF_RASTER);
            REQUIRE(map != nullptr);
            CHECK(map->GetRasterCount() == 24);
            CHECK(std::string(map->GetRasterBand(8)->GetDescription()) == "2025-06-04T07:00");
            CHECK(std::string(map->GetRasterBand(8)->GetUnitType()) == "persons/km2");
            CHECK(std::string(map->GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE")) == "COG");
            continue;
        }
        if (format == "mvt") {
            auto const tiles = opened(out / "halong.mbtiles");
            REQUIRE(tiles != nullptr);
            CHECK(tiles->GetLayerByName("links") != nullptr);
            CHECK(tiles->GetLayerByName("site_hours") != nullptr);
            continue;
        }
        char const* const file = format == "geopackage"   ? "halong.gpkg"
                                 : format == "geojson"    ? "links.geojson"
                                 : format == "flatgeobuf" ? "links.fgb"
                                 : format == "shapefile"  ? "links.shp"
                                 : format == "csv"        ? "links.csv"
                                                          : "halong.kml";
        auto const data = opened(out / file);
        REQUIRE(data != nullptr);
        OGRLayer* layer = data->GetLayerByName("links");
        if (format == "kml") layer = data->GetLayerByName("Đường / Roads");
        REQUIRE(layer != nullptr);
        CHECK(layer->GetFeatureCount() == static_cast<GIntBig>(links));
        std::unique_ptr<OGRFeature> const first(layer->GetNextFeature());
        REQUIRE(first != nullptr);
        CHECK(first->GetFieldAsDouble("length_m") ==
              Approx(std::get<double>(run.find("links")->features[0].values[6])));
        auto const fid = format == "geopackage" ? first->GetFID() : first->GetFieldAsInteger64("fid");
        auto const& all = run.find("links")->features;
        auto const same = std::ranges::find(all, static_cast<std::int64_t>(fid), &geo::Feature::fid);
        REQUIRE(same != all.end());  // what link_fid of other layers means
        CHECK(first->GetFieldAsString("stable_id") == std::get<std::string>(same->values[0]));
    }
    // Names with markup and steps upwards stay texts.
    CHECK_THAT(bytes_of(folder.path() / "kml" / "halong.kml"), Contains("../&lt;điểm&gt; &quot;a&quot; &amp; b/0"));
    CHECK_THAT(bytes_of(folder.path() / "shapefile" / "columns.csv"), Contains("links,speed_07,speed_kmh_07"));
    CHECK(fs::exists(folder.path() / "flatgeobuf" / "link_hours.csv"));
    CHECK_FALSE(fs::exists(folder.path() / "điểm"));
}

TEST_CASE("a map for kepler.gl names datasets, columns and fields that are there")
{
    test::ScratchFolder const folder;
    RunLayers const run = read_run_layers(toy_run());
    write_gis_files(folder.path(), "kepler", run, {});
    auto const map = nlohmann::json::parse(bytes_of(folder.path() / "halong.kepler.json"));
    CHECK(map.at("info").at("title").get<std::string>().ends_with("Toy <b>&</b>"));
    CHECK(map.at("config") == nlohmann::json::parse(bytes_of(folder.path() / "config.json")));
    CHECK(map.at("config").at("version") == "v1");
    std::map<std::string, std::map<std::string, std::string>> types;  // of fields, by dataset
    for (auto const& dataset : map.at("datasets")) {
        auto const& data = dataset.at("data");
        auto const id = data.at("id").get<std::string>();
        std::string heading;
        for (auto const& field : data.at("fields")) {
            types[id][field.at("name")] = field.at("type");
            heading += (heading.empty() ? "" : ",") + field.at("name").get<std::string>();
        }
        CHECK(bytes_of(folder.path() / (id + ".csv")).starts_with(heading + "\n"));
        CHECK(data.at("allData").size() == run.find(id)->features.size());
        for (auto const& row : data.at("allData")) REQUIRE(row.size() == data.at("fields").size());
    }
    CHECK(types.size() == 3);
    CHECK(types.at("links").at("wkt") == "geojson");
    CHECK(types.at("site_hours").at("starts") == "timestamp");
    auto const& state = map.at("config").at("config").at("visState");
    CHECK(state.at("layers").size() == 3);
    for (auto const& layer : state.at("layers")) {
        auto const& fields = types.at(layer.at("config").at("dataId"));
        for (auto const& [role, column] : layer.at("config").at("columns").items()) CHECK(fields.contains(column));
        for (auto const& [channel, value] : layer.at("visualChannels").items()) {
            if (channel.ends_with("Field")) CHECK(fields.at(value.at("name")) == value.at("type"));
        }
    }
    auto const& hour = state.at("filters").at(0);
    CHECK(hour.at("dataId") == nlohmann::json{"zone_hours", "site_hours"});
    CHECK(hour.at("value").at(0) == 1'749'020'400'000);  // 2025-06-04T07:00:00Z
    CHECK(hour.at("value").at(1).get<std::int64_t>() - hour.at("value").at(0).get<std::int64_t>() == 3'599'999);
    // A part of it is a map as well, and nothing of it is refused.
    RunLayers part = run;
    Selection selection;
    selection.layers = {"site_hours"};
    select(part, selection);
    write_gis_files(folder.path(), "kepler", part, {});
    CHECK(nlohmann::json::parse(bytes_of(folder.path() / "config.json"))
              .at("config")
              .at("visState")
              .at("layers")
              .size() == 1);
    selection.layers = {"gridlock"};
    RunLayers none = run;
    select(none, selection);
    refuses("needs links, zone_hours or site_hours", [&] { write_gis_files(folder.path(), "kepler", none, {}); });
}

TEST_CASE("a dashboard for SimWrapper names files and columns that are there")
{
    test::ScratchFolder const folder;
    RunLayers const run = read_run_layers(toy_run());
    write_gis_files(folder.path(), "simwrapper", run, {});
    auto const dashboard = nlohmann::json::parse(bytes_of(folder.path() / "dashboard-1.yaml"));
    CHECK(dashboard.at("header").at("title").get<std::string>().ends_with("Toy <b>&</b>"));
    auto const heading_of = [&](std::string const& file) {
        std::string const text = bytes_of(folder.path() / file);
        return "," + text.substr(0, text.find('\n')) + ",";
    };
    std::size_t panels = 0;
    for (auto const& row : dashboard.at("layout")) {
        for (auto const& panel : row) {
            ++panels;
            if (panel.at("type") == "line") {
                for (auto const& column : panel.at("columns")) {
                    CHECK_THAT(heading_of("day.csv"), Contains("," + column.get<std::string>() + ","));
                }
                continue;
            }
            auto const data = heading_of(panel.at("datasets").at("day").at("file").get<std::string>());
            auto const join = panel.at("shapes").at("join").get<std::string>();
            for (auto const& display : panel.at("display")) {
                CHECK(display.at("join") == join);
                CHECK_THAT(data, Contains("," + join + ","));
                CHECK_THAT(data, Contains("," + display.at("columnName").get<std::string>() + ","));
            }
            auto const shapes = opened(folder.path() / panel.at("shapes").at("file").get<std::string>());
            REQUIRE(shapes != nullptr);
            CHECK(shapes->GetLayer(0)->GetLayerDefn()->GetFieldIndex(join.c_str()) >= 0);
        }
    }
    CHECK(panels == 5);
    auto const day = bytes_of(folder.path() / "day.csv");
    CHECK(count_of(day, "\n") == 25);
}

TEST_CASE("another coordinate system, where the form takes one")
{
    test::ScratchFolder const folder;
    RunLayers run = read_run_layers(toy_run());
    std::erase_if(run.layers, [](geo::OutputLayer const& layer) { return layer.name != "sites"; });
    for (std::string const format : {"geopackage", "flatgeobuf", "shapefile"}) {
        auto const out = folder.path() / format;
        fs::create_directories(out);
        write_gis_files(out, format, run, {"EPSG:3405", 100});
        auto const data = opened(format == "geopackage"   ? out / "halong.gpkg"
                                 : format == "flatgeobuf" ? out / "sites.fgb"
                                                          : out / "sites.shp");
        REQUIRE(data != nullptr);
        OGRLayer* const layer = data->GetLayer(0);
        REQUIRE(layer->GetSpatialRef() != nullptr);
        CHECK(std::string(layer->GetSpatialRef()->GetAuthorityCode(nullptr)) == "3405");
    }
    refuses("--to geojson has its own coordinate system", [&] {
        write_gis_files(folder.path(), "geojson", run, {"EPSG:3405", 100});
    });
    refuses("unknown coordinate reference system", [&] {
        write_gis_files(folder.path(), "flatgeobuf", run, {"EPSG:99999999", 100});
    });
}

TEST_CASE("a project of QGIS: groups, names, hours and relations, by relative paths")
{
    test::ScratchFolder const folder;
    RunLayers const run = read_run_layers(toy_run());
    write_qgis(folder.path(), "halong", run);
    std::string const xml = project_in(folder.path() / "halong.qgz");
    CHECK(is_balanced(xml));
    auto const layers = project_layers(run);
    CHECK(count_of(xml, "<maplayer ") == layers.size());
    CHECK(count_of(xml, "<datasource>./halong.gpkg|layername=") == layers.size());
    CHECK(count_of(xml, "<relation ") == project_relations(layers).size());
    CHECK(count_of(xml, "<layer-tree-group name=") == 4);
    CHECK(count_of(xml, folder.path().string()) == 0);
    CHECK_THAT(xml, Contains("<Absolute type=\"bool\">false</Absolute>"));
    CHECK_THAT(xml, Contains("<projectCrs><spatialrefsys nativeFormat=\"Wkt\"><wkt>PROJCRS"));
    CHECK_THAT(xml, Contains("<authid>EPSG:5899</authid>"));
    CHECK_THAT(xml, Contains("Toy &lt;b&gt;&amp;&lt;/b&gt;"));
    CHECK_THAT(xml, Contains(R"(startField="starts" endField="ends")"));
    CHECK_THAT(xml, Contains("name=\"Lưu lượng 07:00-08:00 / Volume 07:00-08:00 [veh/h]\""));
    for (ProjectLayer const& layer : layers) {
        INFO(layer.id);
        CHECK(count_of(xml, "<id>halong_" + layer.id + "</id>") == 1);
        auto const& table = *run.find(layer.table);
        for (std::string const& column : {layer.time_from, layer.time_to, layer.label}) {
            CHECK((column.empty() || std::ranges::find(table.fields, column, &geo::Field::name) != table.fields.end()));
        }
    }
    for (ProjectRelation const& relation : project_relations(layers)) {
        for (auto const& [parent, child] : relation.pairs) {
            auto const table_of = [&](std::string const& id) {
                return run.find(std::ranges::find(layers, id, &ProjectLayer::id)->table);
            };
            auto const has = [](geo::OutputLayer const& table, std::string const& column) {
                return column == "fid" ||
                       std::ranges::find(table.fields, column, &geo::Field::name) != table.fields.end();
            };
            CHECK(has(*table_of(relation.parent), parent));
            CHECK(has(*table_of(relation.child), child));
        }
    }
    // The map begins with what is there.
    auto const extent_with = [&run](std::string const& name) {
        RunLayers part = run;
        std::erase_if(part.layers, [&](geo::OutputLayer const& layer) { return layer.name != name; });
        std::string const text = qgis_project(part, "halong.gpkg", "");
        auto const from = text.find("<extent>");
        return from == std::string::npos ? "" : text.substr(from, text.find("</extent>") - from);
    };
    for (std::string const name : {"links", "zones", "sites"}) {
        INFO(name);
        CHECK_THAT(extent_with(name), Contains("<xmin>") && !Contains("<xmax>0.00000000</xmax>"));
    }
    CHECK(extent_with("link_hours").empty());
    // The styles inside the GeoPackage say the same.
    auto const data = opened(folder.path() / "halong.gpkg");
    REQUIRE(data != nullptr);
    OGRLayer* const styles = data->GetLayerByName("layer_styles");
    REQUIRE(styles != nullptr);
    CHECK(styles->GetFeatureCount() == static_cast<GIntBig>(run.layers.size()));
}

TEST_CASE("what is no whole result is refused")
{
    test::ScratchFolder const folder;
    auto const path = folder.path();
    refuses("does not exist", [&] { (void)read_run_layers(path); });
    std::string const whole = bytes_of(toy_run() / "run.h5");
    for (std::size_t const part : {std::size_t{0}, std::size_t{100}, whole.size() / 2, whole.size() - 1}) {
        core::write_file(path / "run.h5", whole.substr(0, part));
        CHECK_THROWS_AS(read_run_layers(path), core::UserError);
    }
    core::write_file(path / "run.h5", whole);
    refuses("without it roads and zones have no shape", [&] { (void)read_run_layers(path); });
    core::write_file(path / "results.gpkg", bytes_of(toy_run() / "results.gpkg").substr(0, 5'000));
    CHECK_THROWS_AS(read_run_layers(path), core::UserError);
    fs::copy_file(toy_run() / "results.gpkg", path / "results.gpkg", fs::copy_options::overwrite_existing);
    CHECK_NOTHROW(read_run_layers(path));
}

TEST_CASE("a day's curve is a bar for each hour")
{
    std::vector<double> const values{0, 1, 4, 8, std::nan(""), 7.9};
    CHECK(sparkline(values) == " ▁▄█ █");
    CHECK(sparkline(std::vector<double>{0, 0}).empty());
    auto const text = day_curves_text(toy_run() / "run.h5");
    CHECK_THAT(text, Contains("Wi-Fi được phục vụ / Wi-Fi carried") && Contains("person-min (max"));
}
