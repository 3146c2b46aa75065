// The readers of scenarios and of what cities are made of, each with a small file that it takes.
#pragma once

#include "city/build.hpp"
#include "city/city_file.hpp"
#include "city/city_folder.hpp"
#include "city/csv_table.hpp"
#include "city/gmns.hpp"
#include "city/gtfs.hpp"
#include "city/sumo_network.hpp"
#include "city/sumo_text.hpp"
#include "city/tntp.hpp"
#include "city/tntp_text.hpp"
#include "core/archive.hpp"
#include "core/input_file.hpp"
#include "geo/heights.hpp"
#include "geo/layer_formats.hpp"
#include "geo/raster.hpp"
#include "geo/vector_layer.hpp"
#include "hostile/osm_pbf.hpp"
#include "hostile/trial.hpp"
#include "scenario/load_calibration.hpp"
#include "scenario/load_sweep.hpp"
#include "scenario/parse_file.hpp"
#include "support/file_bytes.hpp"

#include <cstdlib>
#include <zlib.h>

namespace halong::test {

inline geo::Projection const& hostile_crs()
{
    static geo::Projection const projection("EPSG:5899");
    return projection;
}

// Every fault of a file, as a refusal.
inline void read_checked(std::filesystem::path const& path)
{
    if (auto faults = scenario::check_file(path); !faults.empty()) throw core::UserError(std::move(faults));
}

inline std::string const small_scenario_toml = R"(format = "halong-scenario/1"
title = { vi = "Thử", en = "Trial" }
city = "town"
day = "holiday"
seed = 7
[demand]
visitors_per_day = 27_000
bay_share = 0.26
[weather]
rain = false
[[event]]
id = "show"
place = "square"
from_h = 20
to_h = 22
attendance = 20_000
[[event.roads]]
name = "Hạ Long"
ban = ["coach", "lorry"]
ban_from_h = 15
ban_to_h = 23
)";

inline std::string const small_option_toml = R"(format = "halong-option/1"
id = "lane"
title = { vi = "Đóng", en = "Close" }
capex_vnd = 2_000_000_000
opex_vnd_per_year = 0
life_years = 3
[scenario.demand]
visitors_per_day = 30_000
[[add_sites]]
id = "wifi"
service = "wifi"
anchor = "places"
place_kinds = ["beach"]
count = 4
[add_sites.hotspot]
uplink_mbps = 100
[[roads]]
name = "Hạ Long"
lanes_change = -1
)";

inline std::string const small_study_toml = R"(format = "halong-study/1"
scenario = "base.toml"
replications = 3
confidence = 0.95
[[options]]
file = "option.toml"
capex_vnd = 5
[[options]]
id = "none"
capex_vnd = 1
opex_vnd_per_year = 2
[[kpis]]
id = "vehicle_delay_h"
better = "less"
[[uncertain]]
key = "discount_rate"
low = 0.06
high = 0.12
)";

inline std::string const small_sweep_toml = R"(format = "halong-sweep/1"
scenario = "base.toml"
seed = 1
seeds = 2
kpis = ["vehicle_delay_h"]
[[grid]]
key = "weather.rain"
values = [false, true]
[[rows]]
id = "quiet"
scenario = { demand.visitors_per_day = 15000 }
[sample]
method = "sobol"
points = 16
[[sample.keys]]
key = "demand.bay_share"
low = 0.1
high = 0.6
)";

inline std::string const small_calibration_toml = R"(format = "halong-calibration/1"
scenario = "base.toml"
iterations = 8
[[parameters]]
key = "demand.through_factor"
low = 0.2
high = 4.0
source = "estimate"
[[targets]]
id = "visitors"
quantity = "visitors"
value = 27_000
unit = "person/day"
tolerance_pct = 15
role = "fit"
source = "2024; estimate"
)";

inline std::string const small_sites_toml = R"(format = "halong-sites/1"
[[site_rules]]
id = "pier"
service = "wifi"
anchor = "places"
place_kinds = ["pier"]
count = 16
per_anchor = 4
min_spacing_m = 60
[site_rules.hotspot]
frequency_ghz = 5.2
eirp_dbm = 27
)";

inline std::string const base_scenario_toml = "format = \"halong-scenario/1\"\ncity = \"town\"\n";

inline std::vector<Subject> toml_subjects()
{
    std::pair<std::string, std::string> const base{"base.toml", base_scenario_toml};
    std::pair<std::string, std::string> const option{"option.toml", small_option_toml};
    return {
        {"scenario", "s.toml", small_scenario_toml, read_checked},
        {"scenario that extends",
         "e.toml",
         "format = \"halong-scenario/1\"\nextends = \"base.toml\"\nseed = 3\n",
         read_checked,
         true,
         1'000'000,
         {base}},
        {"option", "o.toml", small_option_toml, read_checked},
        {"study", "y.toml", small_study_toml, read_checked, true, 1'000, {base, option}},
        {"sweep", "w.toml", small_sweep_toml, read_checked, true, 1'000, {base}},
        {"calibration", "c.toml", small_calibration_toml, read_checked, true, 1'000, {base}},
        {"site rules", "r.toml", small_sites_toml, read_checked},
        {"city.toml", "city.toml",
         "format = \"halong-city/1\"\nname = \"Thử\"\ncrs = \"EPSG:5899\"\nschematic = true\nroads = "
         "\"roads.geojson\"\n"
         "zones = \"zones.geojson\"\n",
         [](auto const& path) { city::read_city_file(path); }},
    };
}

inline std::vector<Subject> gmns_subjects()
{
    std::vector<std::pair<std::string, std::string>> const files{
        {"node.csv", "node_id,x_coord,y_coord,zone_id\n10,0,0,A\n11,1,0,\n12,2,0,B\n"},
        {"link.csv",
         "link_id,from_node_id,to_node_id,directed,length,free_speed,lanes,capacity,allowed_uses,toll\n"
         "ab,10,11,1,1.5,30,2,900,,2\nbc,11,12,false,0.5,60,1,800,\"auto,bus\",\n"},
        {"demand.csv", "o_zone_id,d_zone_id,volume\nA,B,100\nA,A,3\n"}};
    std::vector<Subject> subjects;
    for (auto const& [file, text] : files) {
        subjects.push_back({"GMNS " + file, file, text, [](auto const& path) { city::read_gmns(path.parent_path()); },
                            true, 1'000, files});
    }
    return subjects;
}

inline std::vector<Subject> gtfs_subjects()
{
    std::vector<std::pair<std::string, std::string>> const files{
        {"stops.txt",
         "stop_id,stop_name,stop_lat,stop_lon\na,Chợ,20.950,107.070\nb,\"Bến, \"\"cũ\"\"\",20.951,107.080\n"},
        {"routes.txt", "route_id,route_short_name,route_long_name,route_type,capacity\nr1,01,Chợ – Ga,3,55\n"},
        {"calendar.txt", "service_id,wednesday,saturday,sunday,start_date,end_date\nall,1,1,1,20250101,20251231\n"},
        {"calendar_dates.txt", "service_id,date,exception_type\nday,20250604,1\n"},
        {"trips.txt", "route_id,service_id,trip_id\nr1,all,t1\nr1,day,t2\n"},
        {"stop_times.txt",
         "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,25:10:00,25:10:00,a,1\n"
         "t1,25:30:00,25:30:00,b,9\nt2,06:10:00,06:10:30,b,3\nt2,6:00:00,6:00:00,a,1\n"},
        {"frequencies.txt", "trip_id,start_time,end_time,headway_secs\nt1,07:00:00,09:00:00,1800\n"}};
    std::vector<Subject> subjects;
    for (auto const& [file, text] : files) {
        auto const read = [](std::filesystem::path const& path) {
            city::ImportIssues issues;
            city::read_gtfs(path.parent_path(), hostile_crs(), issues);
        };
        subjects.push_back({"GTFS " + file, file, text, read, true, 400, files});
    }
    return subjects;
}

inline city::StaticNetwork const& tntp_network()
{
    static city::StaticNetwork const network = city::parse_tntp_network(tntp_network_text, "net.tntp");
    return network;
}

inline std::vector<Subject> tntp_subjects()
{
    return {
        {"TNTP network", "n.tntp", tntp_network_text, [](auto const& path) { city::read_tntp_network(path); }},
        {"TNTP trips", "t.tntp",
         "<NUMBER OF ZONES> 2\n<END OF METADATA>\n\nOrigin 	1\n    1 :   3.0;    2 :   12.5;\nOrigin  2\n",
         [](auto const& path) { city::read_tntp_trips(path, tntp_network()); }},
        {"TNTP flows", "f.tntp", "From To Volume Cost\n1 3 12.5 5\n3 2 3 6.5\n2 3 0 6.5\n",
         [](auto const& path) { city::read_tntp_flows(path, tntp_network()); }},
    };
}

inline std::vector<Subject> table_subjects()
{
    return {
        {"table", "t.csv", "a,b,c\n1,\"x, \"\"y\"\"\",Hạ Long\n2,,\n",
         [](auto const& path) { city::read_csv_table(path); }},
    };
}

inline std::vector<Subject> xml_subjects()
{
    auto const net = [](std::filesystem::path const& path) {
        city::ImportIssues issues;
        city::NetworkSummary summary;
        city::build_sumo_network(city::read_sumo_file(path), path.string(), hostile_crs(), issues, summary);
    };
    auto const osm = [](std::filesystem::path const& path) {
        city::ImportIssues issues;
        city::NetworkSummary summary;
        city::build_network(city::read_osm(path, hostile_crs(), issues), hostile_crs(), issues, summary);
    };
    return {
        {"SUMO network", "net.xml", signal_cross, net, true, 300},
        {"OSM XML", "town.osm",
         "<?xml version='1.0' encoding='UTF-8'?>\n<osm version=\"0.6\">\n"
         "<node id=\"1\" version=\"1\" lat=\"20.955\" lon=\"107.08\"/>\n"
         "<node id=\"2\" version=\"1\" lat=\"20.956\" lon=\"107.08\"/>\n"
         "<node id=\"3\" version=\"1\" lat=\"20.957\" lon=\"107.081\"/>\n"
         "<way id=\"10\" version=\"1\"><nd ref=\"1\"/><nd ref=\"2\"/><nd ref=\"3\"/>"
         "<tag k=\"highway\" v=\"primary\"/><tag k=\"maxspeed\" v=\"50\"/></way>\n</osm>\n",
         osm, true, 100},
    };
}

inline std::string const roads_geojson =
    R"({"type":"FeatureCollection","name":"roads","features":[
{"type":"Feature","properties":{"id":"a","name":"Hạ Long","class":"primary","lanes":4,"oneway":"no","maxspeed_kmh":50,"width_m":14,"bridge":"no"},"geometry":{"type":"LineString","coordinates":[[107.070,20.950],[107.075,20.951],[107.080,20.952]]}},
{"type":"Feature","properties":{"id":"b","name":"Phố","class":"tertiary","lanes":2,"oneway":"no","maxspeed_kmh":40,"width_m":7,"bridge":"no"},"geometry":{"type":"LineString","coordinates":[[107.075,20.948],[107.075,20.951],[107.075,20.955]]}}
]}
)";
inline std::string const zones_geojson =
    R"({"type":"FeatureCollection","name":"zones","features":[
{"type":"Feature","properties":{"id":"z","name":"Bãi Cháy","population":1000,"households":300,"jobs":400,"school_places":200,"sector":"mixed","street_spacing_m":200,"street_bearing_deg":15},"geometry":{"type":"Polygon","coordinates":[[[107.070,20.948],[107.080,20.948],[107.080,20.955],[107.070,20.955],[107.070,20.948]]]}}
]}
)";
inline std::string const places_geojson =
    R"({"type":"FeatureCollection","name":"places","features":[
{"type":"Feature","properties":{"id":"p","name":"Chợ","kind":"market","visits_per_day":1500,"jobs":200,"radius_m":80,"outdoor_share":0.4,"stay_median_min":35,"opens_h":5,"closes_h":18},"geometry":{"type":"Point","coordinates":[107.074,20.951]}}
]}
)";

inline std::vector<std::pair<std::string, std::string>> city_files()
{
    return {{"city.toml",
             "format = \"halong-city/1\"\nname = \"Thử\"\ncrs = \"EPSG:5899\"\nroads = \"roads.geojson\"\n"
             "zones = \"zones.geojson\"\nplaces = \"places.geojson\"\n"},
            {"roads.geojson", roads_geojson},
            {"zones.geojson", zones_geojson},
            {"places.geojson", places_geojson}};
}

// Whole cities, of which one layer is spoilt, and layers by themselves.
inline std::vector<Subject> layer_subjects()
{
    auto const city = [](std::filesystem::path const& path) { city::load_city(path.parent_path()); };
    auto const layer = [](std::filesystem::path const& path) { geo::read_layer(path, "", hostile_crs()); };
    return {
        {"city's roads", "roads.geojson", roads_geojson, city, true, 15, city_files(), {}, false},
        {"city's zones", "zones.geojson", zones_geojson, city, true, 15, city_files(), {}, false},
        {"city's places", "places.geojson", places_geojson, city, true, 15, city_files(), {}, false},
        {"layer in GeoJSON", "places.geojson", places_geojson, layer, true, 300},
        {"layer in CSV", "points.csv", "id,lon,lat,jobs\na,107.07,20.95,3\nb,107.08,20.95,\n", layer, true, 1'000},
    };
}

inline std::string gzipped(std::string const& content)
{
    ScratchFolder const folder;
    auto const path = folder.path() / "x.gz";
    gzFile const file = ::gzopen(path.c_str(), "wb9");
    ::gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
    ::gzclose(file);
    return bytes_of(path);
}

inline std::vector<Subject> osm_subjects()
{
    auto const read = [](std::filesystem::path const& path) {
        city::ImportIssues issues;
        city::NetworkSummary summary;
        city::build_network(city::read_osm(path, hostile_crs(), issues), hostile_crs(), issues, summary);
    };
    auto const net = [](std::filesystem::path const& path) { city::read_sumo_file(path); };
    return {
        {"OSM PBF", "town.osm.pbf", small_pbf(), read, false, 400},
        {"SUMO network in gzip", "net.xml.gz", gzipped(signal_cross), net, false, 300},
    };
}

// A city with all its layers in one GeoPackage.
inline std::vector<Subject> geopackage_subjects()
{
    ScratchFolder const folder;
    for (auto const& [name, text] : city_files()) static_cast<void>(folder.write(name, text));
    city::ImportReport report;
    city::City const town = city::load_city(folder.path(), report);
    auto const saved = folder.path() / "saved";
    city::save_city(town, report, saved, false);
    auto const read = [](std::filesystem::path const& path) { city::load_city(path.parent_path()); };
    return {{"city in a GeoPackage",
             "city.gpkg",
             bytes_of(saved / "city.gpkg"),
             read,
             false,
             25,
             {{"city.toml", bytes_of(saved / "city.toml")}}}};
}

// Layers and rasters of other programs, in files that are not text.
inline std::vector<Subject> binary_layer_subjects()
{
    ScratchFolder const folder;
    geo::OutputLayer stops;
    stops.name = "stops";
    stops.fields = {{"id", geo::FieldType::text, {}}, {"jobs", geo::FieldType::integer, {}}};
    for (int i = 0; i < 3; ++i) {
        double const east_m = 500'000 + 100.0 * i;
        stops.features.push_back(
            {i + 1, geo::PointMetric{east_m, 2'317'000}, {fmt::format("bến {}", i), std::int64_t{i}}});
    }
    stops.geometry_type = geo::GeometryType::point;
    auto const flat = folder.path() / "stops.fgb";
    geo::write_flatgeobuf(flat, hostile_crs(), "", stops);
    auto const package = folder.path() / "stops.gpkg";
    geo::write_geopackage(package, hostile_crs(), {stops});
    auto const raster = folder.path() / "heights.tif";
    geo::Raster heights;
    heights.grid = {500'000, 2'317'100, 50, 4, 3};
    heights.bands = {{"height", std::vector<float>(heights.grid.size(), 7.5F)}};
    geo::write_cog(raster, "EPSG:5899", heights);

    auto const layer = [](std::filesystem::path const& path) { geo::read_layer(path, "", hostile_crs()); };
    auto const ground = [](std::filesystem::path const& path) {
        geo::heights_at(path, hostile_crs(), {{500'080, 2'317'030}, {500'010, 2'317'090}, {499'000, 2'317'000}});
    };
    return {
        {"layer in FlatGeobuf", "stops.fgb", bytes_of(flat), layer, false, 100},
        {"layer in a GeoPackage", "stops.gpkg", bytes_of(package), layer, false, 25},
        {"heights in GeoTIFF", "heights.tif", bytes_of(raster), ground, false, 100},
        {"heights in an ASCII grid",
         "heights.asc",
         "ncols 3\nnrows 2\nxllcorner 107.7\nyllcorner 20.9\ncellsize 0.05\nNODATA_value -9999\n"
         "1 2 3.5\n4 -9999 6\n",
         ground,
         true,
         30,
         {{"heights.prj", R"(GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],)"
                          R"(PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]])"}}},
    };
}

// What the cache keeps of a city, damaged before it was sealed.
inline Subject compiled_city_subject()
{
    ScratchFolder const folder;
    for (auto const& [name, text] : city_files()) static_cast<void>(folder.write(name, text));
    core::ArchiveWriter writer;
    writer(city::load_city(folder.path()));
    auto const read = [](std::filesystem::path const& path) {
        std::string const content = core::read_input(path);
        core::ArchiveReader reader(content, path.string());
        city::City town;
        reader(town);
        reader.finish();
    };
    return {"content of a city in the cache", "city.bin", writer.bytes(), read, false, 1'000};
}

// All of them. Nothing is kept from one trial to the next.
inline std::vector<Subject> city_text_subjects()
{
    ::setenv("HALONG_CACHE", "", 1);
    std::vector<Subject> all;
    for (auto const& part : {toml_subjects(), table_subjects(), gmns_subjects(), gtfs_subjects(), tntp_subjects(),
                             xml_subjects(), layer_subjects()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace halong::test
