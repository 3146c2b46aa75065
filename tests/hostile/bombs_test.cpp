// Small files that stand for much, files that lead to others, and databases that hold code.
#include "hostile/binary_subjects.hpp"
#include "results/file_seal.hpp"
#include "support/file_bytes.hpp"

#include <catch2/catch.hpp>
#include <gdal_priv.h>
#include <hdf5.h>

using namespace halong;
using namespace halong::test;
using Catch::Contains;

namespace {

std::string repeated(std::string_view piece, std::size_t count)
{
    std::string text;
    text.reserve(piece.size() * count);
    for (std::size_t i = 0; i < count; ++i) text += piece;
    return text;
}

// The subject of this name, of those that `make` gives.
Subject subject_of(std::vector<Subject> const& subjects, std::string_view name)
{
    for (Subject const& subject : subjects) {
        if (subject.name == name) return subject;
    }
    FAIL("there is no subject " << name);
    return {};
}

// Reads the content as the subject's file: within bounds, whatever comes of it.
Outcome tried(Subject const& subject, std::string const& what, std::string const& content)
{
    TrialFolder const folder(subject);
    auto const outcome = folder.tried(what, content);
    INFO(subject.name << ": " << what << ": " << outcome.text.substr(0, 1'000));
    CHECK(outcome.fault == "");
    return outcome;
}

void check_refused(Subject const& subject, std::string const& what, std::string const& content,
                   std::string const& words)
{
    auto const outcome = tried(subject, what, content);
    INFO(subject.name << ": " << what);
    CHECK(outcome.is_refused);
    CHECK_THAT(outcome.text, Contains(words));
}

}  // namespace

TEST_CASE("TOML that nests, or has keys, without end is refused in time", "[hostile]")
{
    Subject const subject = subject_of(toml_subjects(), "scenario");
    constexpr std::size_t many = 200'000;
    check_refused(subject, "lists", "a = " + repeated("[", many), "not TOML");
    check_refused(subject, "tables", "a = " + repeated("{a=", many), "not TOML");
    check_refused(subject, "parts of a key", repeated("a.", many) + "a = 1", "more than 20 parts");
    check_refused(subject, "parts of a header", "[" + repeated("\"a\" . ", many) + "a]\n", "more than 20 parts");
    check_refused(subject, "quotation", "a = '''" + repeated("a.", many), "not TOML");
    for (std::string const marks : {R"(""")", "'''"}) {
        for (std::string const more : {"", "\"", "\"\"", "'", "''"}) {
            if (!more.empty() && more[0] != marks[0]) continue;
            check_refused(subject, "quotation that ends with quotation marks",
                          "x = {s = " + marks + "a" + more + marks + ", " + repeated("k.", 20'000) + "k = 1}\n",
                          "more than 20 parts");
        }
    }
    std::string keys = "format = \"halong-scenario/1\"\n";
    for (std::size_t i = 0; i < many; ++i) keys += fmt::format("key{} = 1\n", i);
    check_refused(subject, "unknown keys", keys, "more faults");
    check_refused(subject, "long key", std::string(1'000'000, 'a') + " = 1\nformat = \"halong-scenario/1\"\n",
                  "unknown key");
    check_refused(subject, "17 MB", std::string(17'000'000, '\n'), "no file of its kind");
    // Dots that are no keys do not count.
    CHECK_FALSE(tried(subject, "dots in texts and numbers",
                      base_scenario_toml + "title = { vi = \"" + repeated("a.", 100) + "\", en = '" +
                          repeated(".", 100) + "' } # " + repeated("a.", 100) + "\n")
                    .is_refused);
    std::string nested = "format = \"halong-scenario/1\"\na";
    for (int i = 0; i < 200; ++i) nested += repeated(".a", 19) + " = { a";
    tried(subject, "long keys in tables in one another", nested + " = 1" + repeated("}", 200) + "\n");
}

TEST_CASE("files take over what lies in their folder, and no more than they can need", "[hostile]")
{
    ScratchFolder const folder;
    std::filesystem::create_directories(folder.path() / "in" / "below");
    auto const write = [&](std::string const& name, std::string const& extends) {
        return folder.write(name, "format = \"halong-scenario/1\"\ncity = \"c\"\n" +
                                      (extends.empty() ? "" : "extends = \"" + extends + "\"\n"));
    };
    auto const said = [](std::filesystem::path const& path) {
        return message_of<core::UserError>([&] { scenario::load_scenario(path); });
    };
    static_cast<void>(write("out.toml", ""));
    static_cast<void>(write("in/below/b.toml", ""));
    CHECK_NOTHROW(scenario::load_scenario(write("in/a.toml", "below/b.toml")));
    CHECK_NOTHROW(scenario::load_scenario(write("in/d.toml", "./below/../below/b.toml")));
    CHECK_THAT(said(write("in/e.toml", "../out.toml")), Contains("e.toml:3:11") && Contains("outside the folder"));
    std::filesystem::create_symlink(folder.path() / "out.toml", folder.path() / "in" / "link.toml");
    CHECK_THAT(said(write("in/f.toml", "link.toml")), Contains("outside the folder"));
    CHECK_THAT(said(write("in/g.toml", "below")), Contains("there is no file"));
    CHECK_THAT(said(write("in/h.toml", std::string(5'000, 'x'))), Contains("h.toml:3:11"));
    // Named from its own folder: a slip of the pen is no way out of it.
    static_cast<void>(write("in/j.toml", "weekdy.toml"));
    static_cast<void>(write("in/k.toml", "../weekdy.toml"));
    static_cast<void>(write("in/l.toml", "below/b.toml"));
    auto const before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path() / "in");
    auto const of_none = said("j.toml");
    auto const of_outside = said("k.toml");
    CHECK_NOTHROW(scenario::load_scenario("l.toml"));
    std::filesystem::current_path(before);
    CHECK_THAT(of_none, Contains("j.toml:3:11") && Contains("there is no file 'weekdy.toml' to extend"));
    CHECK_THAT(of_outside, Contains("outside the folder"));
    ::setenv("HALONG_HOME", folder.path().c_str(), 1);
    std::filesystem::create_directories(folder.path() / "scenarios");
    auto const own = write("scenarios/own.toml", "");
    CHECK_NOTHROW(scenario::load_scenario(write("in/i.toml", own.string())));  // those that come with the program
    // They are found by name from anywhere, after what lies beside the file; nothing else of the program's folder is.
    CHECK_NOTHROW(scenario::load_scenario(write("in/m.toml", "own.toml")));
    CHECK_NOTHROW(scenario::load_scenario(write("in/n.toml", "scenarios/own.toml")));
    CHECK_THAT(said(write("in/o.toml", "out.toml")), Contains("there is no file"));
    CHECK_THAT(said(write("in/p.toml", "scenarios/../out.toml")), Contains("there is no file"));
    static_cast<void>(write("in/own.toml", "below/none.toml"));
    CHECK_THAT(said(folder.path() / "in/m.toml"), Contains("own.toml:3:11") && Contains("below/none.toml"));
    std::filesystem::remove(folder.path() / "in/own.toml");
    std::filesystem::current_path(folder.path() / "in");
    CHECK_THAT(said("scenarios/own.toml"),
               Contains("there is no such file") && Contains("the program has one: '" + own.string()));
    std::filesystem::current_path(before);
    ::unsetenv("HALONG_HOME");
    CHECK_THAT(said(folder.path() / "in/m.toml"), Contains("there is no file"));
    CHECK_THAT(said(write("in/i.toml", own.string())), Contains("outside the folder"));

    static_cast<void>(write("in/chain0.toml", ""));
    for (int i = 1; i <= 20; ++i) {
        static_cast<void>(write(fmt::format("in/chain{}.toml", i), fmt::format("chain{}.toml", i - 1)));
    }
    CHECK_NOTHROW(scenario::load_scenario(folder.path() / "in/chain15.toml"));
    CHECK_THAT(said(folder.path() / "in/chain20.toml"), Contains("more than 16 files extend each other"));

    std::string study = "format = \"halong-study/1\"\nscenario = \"a.toml\"\n";
    for (int i = 0; i < 300; ++i) study += "[[options]]\nfile = \"below/o.toml\"\n";
    static_cast<void>(folder.write("in/below/o.toml", small_option_toml));
    CHECK_THAT(message_of<core::UserError>([&] { scenario::load_study(folder.write("in/study.toml", study)); }),
               Contains("more than 256 parts"));
}

TEST_CASE("wide, long and crooked tables take memory as their bytes do", "[hostile]")
{
    Subject const table = subject_of(table_subjects(), "table");
    CHECK_FALSE(tried(table, "wide header, short rows", "a" + repeated(",a", 20'000) + "\n" + repeated("x\n", 100'000))
                    .is_refused);
    CHECK_FALSE(tried(table, "one cell", "a\n\"" + std::string(5'000'000, '\n') + "\"\n").is_refused);
    check_refused(table, "quotation without end", "a\n" + repeated("\"\",", 500'000) + "\"", "does not end");
    Subject const routes = subject_of(csv_subjects(), "route file");
    tried(routes, "many columns", "id,class,departure_ms,links" + repeated(",", 1'000'000) + "\n");
    Subject const tntp = subject_of(tntp_subjects(), "TNTP network");
    std::string rows = tntp_network_text;
    check_refused(tntp, "faults without end", rows + repeated("9 9 0 0 0 0 0;\n", 50'000), "more faults");
    check_refused(tntp, "nodes without rows", rows.replace(rows.find("NODES> 3"), 8, "NODES> 100000000"),
                  "only 3 rows");
    Subject const frequencies = subject_of(gtfs_subjects(), "GTFS frequencies.txt");
    check_refused(frequencies, "departures without end",
                  "trip_id,start_time,end_time,headway_secs\n" + repeated("t1,00:00:00,24:00:00,44\n", 10'000),
                  "more than 5000000 calls");
}

TEST_CASE("flows of vehicles have an end", "[hostile][slow]")
{
    Subject const routes = subject_of(route_subjects(), "SUMO routes");
    std::string flows = "<routes><route id=\"r\" edges=\"wc ce\"/>\n";
    for (int i = 0; i < 20; ++i) {
        flows += fmt::format("<flow id=\"f{}\" route=\"r\" begin=\"0\" end=\"3600\" number=\"1000000\"/>\n", i);
    }
    TrialFolder const folder(routes);
    auto const outcome = folder.tried("flows", flows + "</routes>\n");
    CHECK(outcome.is_refused);
    CHECK_THAT(outcome.text, Contains("flows stand for more than"));
}

TEST_CASE("packed files that unpack to much more than data would are refused", "[hostile]")
{
    Subject const net = subject_of(osm_subjects(), "SUMO network in gzip");
    std::string const spaces = "<net>" + std::string(70'000'000, ' ') + "</net>";
    check_refused(net, "blanks", gzipped(spaces), "more than 300 times its size");
    // What real files reach is taken.
    std::string edges = "<net version=\"1.9\">\n";
    for (int i = 0; i < 20'000; ++i) {
        edges += fmt::format(
            "<edge id=\"e{}\" from=\"a\" to=\"b\"><lane id=\"e{}_0\" index=\"0\" speed=\"9\" length=\"12\"/></edge>\n",
            i, i);
    }
    CHECK_FALSE(tried(net, "edges alike", gzipped(edges + "</net>\n")).is_refused);

    Subject const pbf = subject_of(osm_subjects(), "OSM PBF");
    auto const blob = [](std::string const& message) { return pbf_head() + pbf_block("OSMData", message); };
    std::string zeros(40'000'000, '\0');
    std::string packed(::compressBound(zeros.size()), '\0');
    uLongf size = packed.size();
    REQUIRE(::compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<Bytef const*>(zeros.data()),
                        zeros.size(), 9) == Z_OK);
    packed.resize(size);
    for (std::uint64_t const stated :
         {std::uint64_t{40'000'000}, std::uint64_t{1000}, std::uint64_t{1} << 31U, ~std::uint64_t{0}}) {
        check_refused(pbf, fmt::format("blob of {} bytes", stated),
                      blob(Protobuf().number(2, stated).text(3, packed).bytes()),
                      "cannot be read as OpenStreetMap data");
    }
    check_refused(pbf, "header of 4 GB", pbf_head() + std::string("\xff\xff\xff\xff", 4), "cannot be read");
}

TEST_CASE("layers that nest, are wide or have many parts stay within bounds", "[hostile]")
{
    Subject const layer = subject_of(layer_subjects(), "layer in GeoJSON");
    check_refused(layer, "lists", repeated("[", 200'000), "cannot be read");
    auto const collection = [](std::string const& features) {
        return R"({"type":"FeatureCollection","features":[)" + features + "]}";
    };
    check_refused(layer, "coordinates",
                  collection(R"({"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":)" +
                             repeated("[", 50'000) + repeated("]", 50'000) + "}}"),
                  "");
    std::string collections = R"({"type":"Point","coordinates":[107,21]})";
    for (int i = 0; i < 2'000; ++i) collections = R"({"type":"GeometryCollection","geometries":[)" + collections + "]}";
    tried(layer, "collections", collection(R"({"type":"Feature","properties":{},"geometry":)" + collections + "}"));
    std::string line = R"({"type":"Feature","properties":{"note":")" + std::string(1'000'000, 'a') +
                       R"("},"geometry":{"type":"MultiLineString","coordinates":[)";
    for (int i = 0; i < 1'000; ++i) line += (i == 0 ? "" : ",") + std::string("[[107,21],[107.1,21]]");
    check_refused(layer, "a long note on every part of a line", collection(line + "]}}"), "times the file's size");
}

TEST_CASE("a GeoPackage that holds queries is not asked", "[hostile]")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "points.gpkg";
    geo::OutputLayer points;
    points.name = "points";
    points.geometry_type = geo::GeometryType::point;
    points.fields = {{"id", geo::FieldType::text}};
    points.features = {{1, geo::PointMetric{430'000, 2'317'000}, {std::string("a")}}};
    geo::write_geopackage(path, hostile_crs(), {points});
    CHECK(geo::read_layer(path, "points", hostile_crs()).features.size() == 1);
    {
        geo::layer_names(path);  // the drivers are there from now on
        std::unique_ptr<GDALDataset> const file(GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE));
        REQUIRE(file);
        for (char const* const command : {"CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i "
                                          "+ 1 FROM n) SELECT i AS fid FROM n",
                                          "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES "
                                          "('endless', 'attributes', 'endless')"}) {
            file->ExecuteSQL(command, nullptr, nullptr);
        }
    }
    CHECK(geo::read_layer(path, "points", hostile_crs()).features.size() == 1);
    auto const outcome = judged("view", bytes_of(path).size(), [&] { geo::read_table(path, "endless"); });
    CHECK(outcome.fault == "");
    CHECK_THAT(outcome.text, Contains("a view, a stored query"));
}

namespace {

// An HDF5 file that `write` fills, with the seal of this program.
void write_sealed_hdf5(std::filesystem::path const& path, std::function<void(hid_t)> const& write)
{
    hid_t const file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    REQUIRE(file >= 0);
    write(file);
    H5Fclose(file);
    std::string const content = bytes_of(path);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content << results::seal_of(content);
}

std::string said_of_numbers(std::filesystem::path const& path, std::string const& dataset)
{
    auto const outcome = judged("numbers", bytes_of(path).size(),
                                [&] { static_cast<void>(results::Hdf5Reader(path).numbers(dataset)); });
    CHECK(outcome.fault == "");
    return outcome.text;
}

void make_numbers(hid_t file, char const* name, std::vector<hsize_t> const& extent, hid_t list)
{
    hid_t const space = H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr);
    H5Dclose(H5Dcreate2(file, name, H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, list, H5P_DEFAULT));
    H5Sclose(space);
}

}  // namespace

TEST_CASE("result files that declare more than they hold, or lead to others, are refused", "[hostile]")
{
    ScratchFolder const folder;
    auto const path = folder.path() / "x.h5";
    write_sealed_hdf5(path, [](hid_t file) {
        hid_t const list = H5Pcreate(H5P_DATASET_CREATE);
        std::vector<hsize_t> const chunk{1024, 1024};
        H5Pset_chunk(list, 2, chunk.data());
        make_numbers(file, "huge", {hsize_t{1} << 30U, hsize_t{1} << 30U}, list);
        H5Pclose(list);
        make_numbers(file, "small", {3}, H5P_DEFAULT);
        hid_t const outside = H5Pcreate(H5P_DATASET_CREATE);
        H5Pset_external(outside, "/etc/passwd", 0, 24);
        make_numbers(file, "outside", {3}, outside);
        H5Pclose(outside);
        H5Lcreate_external("/etc/other.h5", "/x", file, "other", H5P_DEFAULT, H5P_DEFAULT);
        H5Lcreate_soft("/small", file, "soft", H5P_DEFAULT, H5P_DEFAULT);
        hid_t const numbers = H5Screate_simple(1, std::vector<hsize_t>{1000}.data(), nullptr);
        H5Aclose(H5Acreate2(file, "filetype", H5T_NATIVE_DOUBLE, numbers, H5P_DEFAULT, H5P_DEFAULT));
        H5Sclose(numbers);
    });
    CHECK(results::Hdf5Reader(path).numbers("/small").size() == 3);
    CHECK_THAT(said_of_numbers(path, "/huge"), Contains("more than the file can hold"));
    CHECK_THAT(said_of_numbers(path, "/outside"), Contains("lies in another file"));
    CHECK_THAT(said_of_numbers(path, "/other"), Contains("has no dataset"));
    CHECK_THAT(said_of_numbers(path, "/soft"), Contains("has no dataset"));
    auto const attribute =
        judged("attribute", 1, [&] { static_cast<void>(results::Hdf5Reader(path).attribute("/", "filetype")); });
    CHECK(attribute.fault == "");
    CHECK_THAT(attribute.text, Contains("is no text"));
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - results::seal_bytes);
    CHECK_THAT(said_of_numbers(path, "/small"), Contains("has no seal"));
}

TEST_CASE("texts that are not UTF-8 in OpenStreetMap files are left out", "[hostile]")
{
    std::string pbf = small_pbf();
    pbf.replace(pbf.find("Hạ"), 2, "H\xff");
    ScratchFolder const folder;
    city::ImportIssues issues;
    auto const roads = city::read_osm(folder.write("town.osm.pbf", pbf), hostile_crs(), issues);
    REQUIRE(roads.ways.size() == 1);
    CHECK(roads.ways[0].name.empty());
    REQUIRE(issues.count(city::IssueKind::bad_tag) == 1);
    auto const lost = std::ranges::find(issues.all(), city::IssueKind::bad_tag, &city::ImportIssue::kind);
    CHECK(lost->subject == "osm/way/10");
    CHECK_THAT(lost->message, Contains("not UTF-8") && Contains("left out"));
}

TEST_CASE("texts with a zero byte in OpenStreetMap files end no list of tags", "[hostile]")
{
    std::string const whole = small_pbf();
    ScratchFolder const folder;
    for (std::string const text : {"Hạ", "highway", "name"}) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            INFO(text << ", byte " << i);
            std::string pbf = whole;
            auto const at = pbf.find(text);
            REQUIRE(at != std::string::npos);
            pbf[at + i] = '\0';
            city::ImportIssues issues;
            auto const outcome = judged("zero", pbf.size(), [&] {
                static_cast<void>(city::read_osm(folder.write("town.osm.pbf", pbf), hostile_crs(), issues));
            });
            CHECK(outcome.fault == "");
        }
    }
    std::string pbf = whole;
    pbf[pbf.find("Hạ") + 1] = '\0';
    city::ImportIssues issues;
    CHECK_THROWS_WITH(city::read_osm(folder.write("town.osm.pbf", pbf), hostile_crs(), issues),
                      Contains("holds no roads") && Contains("osm/way/10: its tags hold a zero byte"));
}

TEST_CASE("whose tags are lost to a zero byte is told, and the rest is read", "[hostile]")
{
    std::string const torn("a\0b", 3);
    std::string const strings =
        Protobuf().text(1, "").text(1, "highway").text(1, "primary").text(1, "note").text(1, torn).bytes();
    Protobuf nodes;
    for (int id = 1; id <= 3; ++id) {
        Protobuf node;
        node.signed_number(1, id);
        if (id == 2) node.packed(2, {3}, false).packed(3, {4}, false);
        node.signed_number(8, 209'550'000 + 10'000 * id).signed_number(9, 1'070'800'000);
        nodes.text(1, node.bytes());
    }
    Protobuf ways;
    for (std::int64_t const id : {10, 11}) {
        auto const all = static_cast<std::size_t>(id - 9);  // the second has the note, too
        std::vector<std::int64_t> keys{1, 3};
        std::vector<std::int64_t> values{2, 4};
        keys.resize(all);
        values.resize(all);
        ways.text(3, Protobuf()
                         .number(1, static_cast<std::uint64_t>(id))
                         .packed(2, keys, false)
                         .packed(3, values, false)
                         .packed(8, {1, 1, 1}, true)
                         .bytes());
    }
    Protobuf relations;
    relations.text(4, Protobuf().number(1, 12).packed(2, {3}, false).packed(3, {4}, false).bytes());
    Protobuf block;
    block.text(1, strings).text(2, nodes.bytes()).text(2, ways.bytes()).text(2, relations.bytes());
    ScratchFolder const folder;
    auto const file = folder.write("town.osm.pbf", pbf_head() + pbf_block("OSMData", pbf_raw(block.bytes())));
    city::ImportIssues issues;
    auto const roads = city::read_osm(file, hostile_crs(), issues);
    REQUIRE(roads.ways.size() == 1);
    CHECK(roads.ways[0].id == "osm/way/10");
    CHECK(issues.count(city::IssueKind::bad_tag) == 3);  // a way, a node and a relation
    auto const lost = std::ranges::find(issues.all(), city::IssueKind::bad_tag, &city::ImportIssue::kind);
    REQUIRE(lost != issues.all().end());
    CHECK(lost->subject == "osm/way/11 and 2 more");
    CHECK_THAT(lost->message, Contains("zero byte") && Contains("left out"));
}

TEST_CASE("no message gives orders to a terminal or goes on without end", "[hostile]")
{
    core::UserError const error({"a\x1b[2Jb", 1, 2, "x\x07y\xffz" + std::string(1'000'000, 'a'), "h\r"});
    CHECK_THAT(error.what(),
               Catch::StartsWith("a\\x1b[2Jb:1:2: error: x\\x07y\xef\xbf\xbdzaaa") && Catch::EndsWith("help: h\\x0d"));
    CHECK(std::string(error.what()).size() < 3'000);
    core::UserError const many(std::vector<core::Diagnostic>(100'000, {"f", 1, 1, "m", "h"}));
    CHECK(many.diagnostics().size() == 101);
    CHECK_THAT(many.what(), Contains("and 99900 more faults"));
}
