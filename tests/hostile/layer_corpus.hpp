// Hand-made faults of tables, layers, XML and the rest: what planners and analysts really get wrong.
#pragma once

#include <string>
#include <vector>

namespace halong::test {

// The subject's own small file with one piece replaced, or another text altogether where `from` is "".
struct SpoiltText {
    std::string subject;
    std::string what;
    std::string from;
    std::string to;

    [[nodiscard]] std::string content(std::string seed) const
    {
        if (from.empty()) return to;
        auto const at = seed.find(from);
        if (at == std::string::npos) return "the corpus is stale: '" + from + "' is not in the seed";
        return seed.replace(at, from.size(), to);
    }
};

inline std::vector<SpoiltText> corpus_of_tables()
{
    return {
        {"table", "empty", "", ""},
        {"table", "quotation without end", R"(y""",H)", "y\"\",H"},
        {"table", "Latin-1", "Hạ", "H\xe1"},
        {"table", "UTF-16", "",
         std::string("\xff\xfe"
                     "a\0,\0b\0",
                     8)},
        {"table", "zero byte", "2,,", std::string("2,\0,", 4)},
        {"route file", "empty", "", ""},
        {"route file", "no column class", "class", "klass"},
        {"route file", "semicolons", "id,class,departure_ms,links", "id;class;departure_ms;links"},
        {"route file", "class of vehicle", ",car,", ",cart,"},
        {"route file", "departure below 0", "25200000", "-1"},
        {"route file", "departure as clock", "25200000", "07:00"},
        {"route file", "departure too late", "25200000", "99999999999"},
        {"route file", "link that is none", "motorbike,25260000,", "motorbike,25260000,xyz"},
        {"route file", "no id", "\na,", "\n,"},
        {"route file", "same id", "\"b, c\"", "a"},
        {"route file", "row too short", "\na,car", "\na,car\nx,car"},
        {"observations", "no column value", ",value,", ",val,"},
        {"observations", "empty", "", ""},
        {"changes of demand", "kind", "origin_hour", "origin"},
        {"changes of demand", "zone", ",z0,", ",z9,"},
        {"changes of demand", "hour", ",7,", ",24,"},
        {"changes of demand", "change", "0.25", "-1.5"},
        {"changes of demand", "change with comma", "0.25", "\"0,25\""},
        {"changes of demand", "class", "worker", "workers"},
        {"changes of demand", "no column hour", ",hour,", ",hours,"},
        {"GMNS node.csv", "no column node_id", "node_id", "node"},
        {"GMNS node.csv", "same node", "\n11,", "\n10,"},
        {"GMNS node.csv", "empty id", "\n11,", "\n,"},
        {"GMNS link.csv", "length below 0", ",1.5,", ",-1.5,"},
        {"GMNS link.csv", "length not finite", ",1.5,", ",inf,"},
        {"GMNS link.csv", "speed 0", ",30,", ",0,"},
        {"GMNS link.csv", "unknown node", "ab,10,", "ab,99,"},
        {"GMNS link.csv", "same link", "\nbc,", "\nab,"},
        {"GMNS link.csv", "capacity text", ",900,", ",many,"},
        {"GMNS demand.csv", "unknown zone", "\nA,B", "\nA,C"},
        {"GMNS demand.csv", "volume below 0", ",100", ",-100"},
        {"GTFS stops.txt", "no column stop_lat", "stop_lat", "lat"},
        {"GTFS stops.txt", "nothing usable", "20.950", "920.950"},
        {"GTFS routes.txt", "route_type", ",3,55", ",99,55"},
        {"GTFS trips.txt", "unknown service", "r1,all,t1\nr1,day,t2", "r1,al,t1\nr1,da,t2"},
        {"GTFS stop_times.txt", "no stops", "", "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"},
        {"TNTP network", "no metadata", "", "1 2 3\n"},
        {"TNTP network", "more links declared", "LINKS> 3", "LINKS> 4"},
        {"TNTP network", "more nodes declared", "NODES> 3", "NODES> 100000000"},
        {"TNTP network", "nodes as text", "NODES> 3", "NODES> three"},
        {"TNTP network", "node outside", "\t3\t2\t200", "\t3\t9\t200"},
        {"TNTP network", "capacity 0", "\t100\t", "\t0\t"},
        {"TNTP network", "power of a half", "0.15\t4\t50\t1", "0.15\t0.5\t50\t1"},
        {"TNTP network", "row too short", "\t2\t3\t1e2\t4\t6.5\t0\t0\t50\t0\t1\t;", "\t2\t3\t1e2\t;"},
        {"TNTP trips", "no origin", "Origin \t1\n", ""},
        {"TNTP trips", "zone outside", "2 :   12.5", "5 :   12.5"},
        {"TNTP trips", "trips below 0", "12.5", "-12.5"},
        {"TNTP flows", "no such link", "1 3 12.5", "3 1 12.5"},
        {"TNTP flows", "row missing", "2 3 0 6.5\n", ""},
    };
}

inline std::vector<SpoiltText> corpus_of_xml()
{
    std::string const bomb =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE net [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n"
        "<net>&b;</net>\n";
    std::string const outside =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE net [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<net>&x;</net>\n";
    std::string deep = "<net>";
    for (int i = 0; i < 200; ++i) deep += "<a>";
    return {
        {"SUMO network", "empty", "", ""},
        {"SUMO network", "other root", "", "<routes/>\n"},
        {"SUMO network", "entities", "", bomb},
        {"SUMO network", "entity of a file", "", outside},
        {"SUMO network", "nested too deep", "", deep},
        {"SUMO network", "end tag missing", "</net>", ""},
        {"SUMO network", "bare ampersand", "South Road", "South & Road"},
        {"SUMO network", "Latin-1", "South Road",
         "S\xfc"
         "d"},
        {"SUMO network", "edge without id", "<edge id=\"wc\" ", "<edge "},
        {"SUMO network", "attribute twice", R"(from="w" to="c")", R"(from="w" from="c")"},
        {"SUMO network", "no edges", "", "<net version=\"1.9\"><location projParameter=\"!\"/></net>\n"},
        {"SUMO routes", "no vehicles", "", "<routes></routes>\n"},
        {"SUMO routes", "vehicle without id", "<vehicle id=\"v\"", "<vehicle"},
        {"SUMO routes", "vehicle without departure", "depart=\"12.5\"", ""},
        {"SUMO routes", "only trips", "", "<routes><trip id=\"t\" depart=\"0\" from=\"wc\" to=\"ce\"/></routes>\n"},
        {"OSM XML", "empty", "", ""},
        {"OSM XML", "entities", "",
         "<?xml version='1.0'?>\n<!DOCTYPE osm [<!ENTITY a \"b\">]>\n<osm version=\"0.6\">&a;</osm>\n"},
        {"OSM XML", "no roads", "highway", "building"},
        {"OSM XML", "version", "version=\"0.6\"", "version=\"0.5\""},
        {"OSM XML", "cut off", "</osm>\n", ""},
        {"OSM XML", "id as text", "node id=\"1\"", "node id=\"one\""},
        {"OSM XML", "latitude as text", "20.955", "north"},
    };
}

inline std::vector<SpoiltText> corpus_of_layers()
{
    return {
        {"city.toml", "missing keys", "", "format = \"halong-city/1\"\n"},
        {"city.toml", "unknown key", "zones =", "zone ="},
        {"city.toml", "format of the future", "halong-city/1", "halong-city/2"},
        {"city.toml", "text as number", "\"Thử\"", "3"},
        {"city.toml", "flag as text", "schematic = true", "schematic = \"yes\""},
        {"city.toml", "roads and network", "roads =", "network = \"city.gpkg\"\nroads ="},
        {"city.toml", "no TOML", "name =", "name"},
        {"city.toml", "key of too many parts", "name =", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v = 1\nname ="},
        {"city's roads", "empty", "", ""},
        {"city's roads", "no GeoJSON", "", "{}\n"},
        {"city's roads", "no features", "", "{\"type\":\"FeatureCollection\",\"features\":[]}\n"},
        {"city's roads", "no id", R"("id":"a")", R"("idd":"a")"},
        {"city's roads", "unknown class", "\"primary\"", "\"primry\""},
        {"city's roads", "latitude first", "[107.070,20.950]", "[20.950,107.070]"},
        {"city's roads", "longitude off the globe", "107.070,20.950", "1070.70,20.950"},
        {"city's roads", "points for lines",
         R"("LineString","coordinates":[[107.070,20.950],[107.075,20.951],[107.080,20.952]])",
         R"("Point","coordinates":[107.070,20.950])"},
        {"city's roads", "collection of geometries",
         R"({"type":"LineString","coordinates":[[107.070,20.950],[107.075,20.951],[107.080,20.952]]})",
         R"({"type":"GeometryCollection","geometries":[]})"},
        {"city's roads", "cut off", "]}\n", ""},
        {"city's zones", "population below 0", "1000", "-1000"},
        {"city's zones", "population as text", "1000", "\"many\""},
        {"city's zones", "lines for areas",
         "\"Polygon\",\"coordinates\":[[[107.070,20.948],[107.080,20.948],[107.080,20.955],[107.070,20.955],[107.070,"
         "20.948]]]",
         R"("LineString","coordinates":[[107.070,20.948],[107.080,20.948]])"},
        {"city's zones", "far away", "107.080,20.948", "10.080,20.948"},
        {"city's places", "jobs below 0", "\"jobs\":200", "\"jobs\":-200"},
        {"city's places", "share of two", "\"outdoor_share\":0.4", "\"outdoor_share\":2"},
        {"city's places", "hours of 48", "\"closes_h\":18", "\"closes_h\":48"},
        {"city's places", "open for no time", "\"closes_h\":18", "\"closes_h\":5"},
        {"layer in CSV", "no coordinates", "lon,lat", "x,y"},
        {"layer in CSV", "empty", "", ""},
        {"layer in CSV", "off the globe", "107.07", "1070.7"},
        {"layer in CSV", "Latin-1", "\na,", "\n\xe1,"},
        {"layer in GeoJSON", "virtual layer", "",
         "<OGRVRTDataSource><OGRVRTLayer "
         "name=\"x\"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>\n"},
        {"layer in GeoJSON", "address", "", "http://127.0.0.1:9/x.geojson\n"},
        {"people of a day", "empty", "", ""},
        {"people of a day", "no object", "", "[1, 2]\n"},
        {"people of a day", "format", "halong-people/1", "halong-people/9"},
        {"delays of a day", "other size", "\"zones\":1", "\"zones\":2"},
        {"delays of a day", "zones below 0", "\"zones\":1", "\"zones\":-1"},
        {"delays of a day", "text for number", "\"zones\":1", R"("zones":"one")"},
    };
}

inline std::vector<SpoiltText> corpus_of_toml()
{
    std::string keys;
    for (int i = 0; i < 3; ++i) keys += "key" + std::to_string(i) + " = 1\n";
    return {
        {"scenario", "empty", "", ""},
        {"scenario", "no format", "format = \"halong-scenario/1\"\n", ""},
        {"scenario", "format of a study", "halong-scenario/1", "halong-study/1"},
        {"scenario", "format mistyped", "halong-scenario/1", "halong-scenarios/1"},
        {"scenario", "format as number", "\"halong-scenario/1\"", "1"},
        {"scenario", "no TOML", "seed = 7", "seed 7"},
        {"scenario", "text without end", "\"town\"", "\"town"},
        {"scenario", "key twice", "seed = 7", "seed = 7\nseed = 8"},
        {"scenario", "table twice", "[weather]", "[demand]"},
        {"scenario", "decimal comma", "0.26", "0,26"},
        {"scenario", "Latin-1", "Thử", "Th\xff"},
        {"scenario", "zero byte", "Thử", std::string("Th\0", 3)},
        {"scenario", "date for a number", "seed = 7", "seed = 2026-05-01"},
        {"scenario", "whole number too large", "seed = 7", "seed = 99999999999999999999"},
        {"scenario", "several unknown keys", "seed = 7", keys + "seed = 7"},
        {"scenario", "list in brackets too deep", "seed = 7", "seed = " + std::string(1000, '[')},
        {"scenario", "key of too many parts", "seed = 7", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v = 7"},
        {"scenario", "orders to the terminal in a key", "seed = 7", "\"\x1b[2J\" = 7"},
        {"scenario", "event without id", "id = \"show\"\n", ""},
        {"scenario", "event ends before it begins", "to_h = 22", "to_h = 19"},
        {"scenario that extends", "itself", "base.toml", "e.toml"},
        {"scenario that extends", "nothing", "base.toml", "bse.toml"},
        {"scenario that extends", "a folder", "base.toml", "."},
        {"scenario that extends", "outside of its folder", "base.toml", "../../../etc/passwd"},
        {"scenario that extends", "an absolute path", "base.toml", "/etc/passwd"},
        {"study", "scenario that is not there", "base.toml", "bas.toml"},
        {"study", "option that is not there", "option.toml", "options.toml"},
        {"study", "option outside of its folder", "option.toml", "/etc/passwd"},
        {"study", "same id", "id = \"none\"", "id = \"lane\""},
        {"study", "ends exchanged", "low = 0.06", "low = 0.5"},
        {"sweep", "unknown key", "weather.rain", "weather.rainy"},
        {"sweep", "wrong values", "[false, true]", "[0, 1]"},
        {"sweep", "key set twice", "demand.bay_share", "weather.rain"},
        {"sweep", "too many tasks", "points = 16", "points = 999999999"},
        {"calibration", "unknown parameter", "demand.through_factor", "demand.through"},
        {"calibration", "parameter beyond its range", "high = 4.0", "high = 1e9"},
        {"calibration", "unknown quantity", "quantity = \"visitors\"", "quantity = \"visitor\""},
        {"site rules", "rule without anchor", "anchor = \"places\"\n", ""},
        {"option", "key that options cannot change", "[scenario.demand]", "[scenario]\nseed = 4\n[scenario.demand]"},
    };
}

inline std::vector<SpoiltText> layer_corpus()
{
    std::vector<SpoiltText> all;
    for (auto const& part : {corpus_of_tables(), corpus_of_xml(), corpus_of_layers(), corpus_of_toml()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace halong::test
