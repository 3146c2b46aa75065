#include "city/byte_source.hpp"
#include "city/city_folder.hpp"
#include "city/sumo_text.hpp"
#include "city/sumo_words.hpp"
#include "city/xml_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "support/file_bytes.hpp"
#include "support/test_data.hpp"

#include <catch2/catch.hpp>
#include <lzma.h>
#include <zlib.h>

using namespace halong;
using namespace halong::city;
using namespace halong::test;
using network::GreenWindow;

TEST_CASE("A SUMO network keeps its lengths, speeds and lanes")
{
    auto const built = build_sumo(signal_cross);
    auto const& net = built.network;
    REQUIRE(net.link_count() == 4);
    REQUIRE(net.node_count() == 4);
    auto const wc = built.link("wc");
    CHECK(net.length_m(wc) == 90.0);
    CHECK(net.lanes(wc) == 2);
    CHECK(net.width_m(wc) == 7.0);
    CHECK(net.speed_limit_kmh(wc) == Approx(13.89 * 3.6));
    CHECK(net.free_speed_mps(wc, network::VehicleClass::car) == Approx(13.89));
    CHECK(net.stable_id(wc) == core::hash_of("sumo/edge/wc"));
    CHECK(net.access(wc) == network::Access::all_vehicles());
    auto const sc = built.link("sc");
    CHECK(net.width_m(sc) == 4.0);
    CHECK(net.road_class(sc) == network::RoadClass::tertiary);
    CHECK(net.name(sc) == "South Road");
    CHECK(net.shape(sc).size() == 3);
    CHECK_FALSE(net.access(sc).has(network::VehicleClass::lorry));
    CHECK_FALSE(net.access(sc).has(network::VehicleClass::bus));
    CHECK(net.access(sc).has(network::VehicleClass::coach));
    CHECK(net.has_signal(net.to(wc)));
    CHECK_FALSE(net.has_signal(net.from(wc)));
    CHECK(built.issues.count(IssueKind::no_projection) == 1);
    CHECK(built.issues.count(Severity::error) == 0);
    CHECK(built.summary.kept_length_m == Approx(90 + 95.5 + 88 + 90));
}

TEST_CASE("Turns without a connection are banned")
{
    auto const built = build_sumo(signal_cross);
    auto const& net = built.network;
    CHECK_FALSE(net.is_banned(built.link("wc"), built.link("ce")));
    CHECK(net.is_banned(built.link("wc"), built.link("cw")));  // a U-turn
    CHECK_FALSE(net.is_banned(built.link("sc"), built.link("ce")));
    CHECK_FALSE(net.is_banned(built.link("sc"), built.link("cw")));
    CHECK(net.is_banned(built.link("cw"), built.link("wc")));  // another
    CHECK(net.banned_turns().size() == 2);
}

TEST_CASE("A program becomes the plan of its junction")
{
    auto const built = build_sumo(signal_cross);
    REQUIRE(built.network.signal_plans().size() == 1);
    auto const& plan = built.network.signal_plans()[0];
    CHECK(plan.cycle_ms == 60'000);
    CHECK(plan.offset_ms == 50'000);  // -10 s
    CHECK(plan.node == built.network.to(built.link("wc")));
    REQUIRE(plan.turns.size() == 3);
    for (auto const& turn : plan.turns) {
        REQUIRE(turn.greens.size() == 1);
        bool const from_south = turn.from == built.link("sc");
        CHECK(turn.greens[0] == (from_south ? GreenWindow{33'000, 25'500} : GreenWindow{0, 30'000}));
        CHECK(turn.yields == (turn.to == built.link("cw")));
    }
}

TEST_CASE("Amber can count as green, over the end of the cycle too")
{
    auto const text = replaced(signal_cross, "rryy", "GGyy");
    auto const built = build_sumo(text, {.amber_is_green = true});
    REQUIRE(built.network.signal_plans().size() == 1);
    for (auto const& turn : built.network.signal_plans()[0].turns) {
        REQUIRE(turn.greens.size() == 1);
        bool const from_south = turn.from == built.link("sc");
        CHECK(turn.greens[0] == (from_south ? GreenWindow{33'000, 27'000} : GreenWindow{58'500, 34'500}));
    }
}

TEST_CASE("Turns that no program guards are always green, and yield")
{
    auto const text = replaced(signal_cross, R"(toLane="0" tl="tc" linkIndex="2")", R"(toLane="0")");
    auto const built = build_sumo(text);
    auto const& turns = built.network.signal_plans()[0].turns;
    REQUIRE(turns.size() == 3);
    for (auto const& turn : turns) {
        if (turn.from != built.link("sc") || turn.to != built.link("ce")) continue;
        CHECK(turn.greens == std::vector{GreenWindow{0, 60'000}});
        CHECK(turn.yields);
    }
}

TEST_CASE("Programs that cannot be used are issues, and the signal stays")
{
    struct Fault {
        char const* from;
        char const* to;
    };
    auto const fault =
        GENERATE(Fault{R"(duration="30")", R"(duration="0")"}, Fault{R"(duration="30")", R"(duration="x")"},
                 Fault{"GGrr", "GGr"}, Fault{"GGrr", "GGQr"}, Fault{R"(offset="-10")", R"(offset="now")"},
                 Fault{R"(duration="30")", R"(duration="90000")"}, Fault{R"(<tlLogic id="tc")", R"(<tlLogic id="td")"});
    auto const built = build_sumo(replaced(signal_cross, fault.from, fault.to));
    CHECK(built.network.signal_plans().empty());
    CHECK(built.issues.count(IssueKind::bad_signal_plan) >= 1);
    CHECK(built.network.has_signal(built.network.to(built.link("wc"))));
}

TEST_CASE("Edges that cannot be links are issues with their line")
{
    struct Fault {
        char const* from;
        char const* to;
        IssueKind kind;
    };
    auto const fault = GENERATE(
        Fault{R"(length="95.50")", R"(length="0")", IssueKind::bad_tag},
        Fault{R"(length="95.50")", R"(length="-3")", IssueKind::bad_tag},
        Fault{R"(length="95.50")", R"(length="nan")", IssueKind::bad_tag},
        Fault{R"(length="95.50")", R"(length="1e300")", IssueKind::bad_tag},
        Fault{R"(length="95.50")", "", IssueKind::bad_tag},
        Fault{R"(speed="10")", R"(speed="fast")", IssueKind::bad_tag},
        Fault{R"(id="sc" from="s")", R"(id="sc" from="nowhere")", IssueKind::bad_tag},
        Fault{R"(id="sc" from="s")", R"(id="sc" from="c")", IssueKind::bad_tag},
        Fault{R"(disallow="truck bus pedestrian")", R"(allow="tram rail")", IssueKind::unused_way},
        Fault{R"(id="sc" from="s")", R"(id="wc" from="s")", IssueKind::duplicate_id},
        Fault{R"(id="s" type="dead_end" x="100.00")", R"(id="s" type="dead_end" x="inf")", IssueKind::bad_tag});
    auto const built = build_sumo(replaced(signal_cross, fault.from, fault.to));
    CHECK(built.network.link_count() == 3);
    CHECK(built.issues.count(fault.kind) >= 1);
}

TEST_CASE("Files that are no SUMO network are refused with their place")
{
    auto const refusal = [](std::string const& text) { return message_of<core::UserError>([&] { build_sumo(text); }); };
    using Catch::Contains;
    CHECK_THAT(refusal(signal_cross.substr(0, 900)), Contains("net.xml:") && Contains("well-formed"));
    CHECK_THAT(refusal(""), Contains("well-formed"));
    CHECK_THAT(refusal("<routes/>"), Contains("net.xml:1:1") && Contains("<routes>, not <net>"));
    CHECK_THAT(refusal("<net><edge from='a' to='b'/></net>"), Contains("net.xml:1:6") && Contains("'id'"));
    CHECK_THAT(refusal("<net/>"), Contains("no edge"));
    CHECK_THAT(refusal("<!DOCTYPE net [<!ENTITY a 'aaaa'>]><net>&a;</net>"), Contains("document type"));
    std::string deep = "<net>";
    for (int i = 0; i < 200; ++i) deep += "<param>";
    CHECK_THAT(refusal(deep), Contains("nested deeper than 100"));
}

TEST_CASE("Coordinates go through the file's own projection")
{
    // 300,000 m of UTM zone 48 north lies at 103.1 degrees east.
    auto const text =
        replaced(replaced(signal_cross, R"(projParameter="!")",
                          R"(projParameter="+proj=utm +zone=48 +ellps=WGS84 +datum=WGS84 +units=m +no_defs")"),
                 R"(netOffset="0.00,0.00")", R"(netOffset="-700000.00,-2300000.00")");
    auto const built = build_sumo(text);
    geo::Projection const utm("EPSG:32648");
    geo::Projection const target("EPSG:5899");
    auto const wanted = target.to_metric(utm.to_lon_lat({700'100.0, 2'300'000.0}));
    auto const found = built.network.position(built.network.to(built.link("wc")));
    CHECK(geo::distance_m(wanted, found) < 0.01);
    CHECK(built.issues.count(IssueKind::no_projection) == 0);
}

TEST_CASE("SUMO's words for times, vehicles and lanes")
{
    CHECK(parse_sumo_time("12.3456") == 12'346);
    CHECK(parse_sumo_time("-1") == -1'000);
    CHECK(parse_sumo_time("1:02:03.5") == 3'723'500);
    CHECK(parse_sumo_time("1:00:00:00") == 86'400'000);
    for (char const* const text : {"", "triggered", "1:", ":", "1:2:3:4:5", "nan", "1e30", "25:00:00:00", "1 2"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_sumo_time(text));
    }
    CHECK(vehicle_of_sumo("moped") == network::VehicleClass::motorbike);
    CHECK(vehicle_of_sumo("taxi") == network::VehicleClass::car);
    CHECK_FALSE(vehicle_of_sumo("tram"));
    CHECK(access_of_sumo("taxi bus", "") == network::Access::of(network::VehicleClass::bus));
    CHECK(access_of_sumo("", "passenger pedestrian") ==
          network::Access::all_vehicles().without(network::Access::of(network::VehicleClass::car)));
    for (unsigned bits = 1; bits < 256; ++bits) {
        auto const access = network::Access::from_bits(static_cast<std::uint16_t>(bits));
        CHECK(access_of_sumo(sumo_allow_list(access), "") == access);
    }
}

namespace {

std::filesystem::path write_gzip(std::filesystem::path const& path, std::string const& text)
{
    gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
    gzclose(file);
    return path;
}

std::string xz_of(std::string const& text)
{
    std::string packed(text.size() + 1024, '\0');
    std::size_t size = 0;
    REQUIRE(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<std::uint8_t const*>(text.data()),
                                    text.size(), reinterpret_cast<std::uint8_t*>(packed.data()), &size,
                                    packed.size()) == LZMA_OK);
    packed.resize(size);
    return packed;
}

}  // namespace

TEST_CASE("Compressed networks are read as plain ones, and damaged ones refused")
{
    ScratchFolder const folder;
    auto const gz = write_gzip(folder.path() / "net.xml.gz", signal_cross);
    auto const xz_text = xz_of(signal_cross);
    auto const xz = folder.write("net.xml.xz", xz_text);
    CHECK(read_sumo_file(gz).edges.size() == 4);
    CHECK(read_sumo_file(xz).edges.size() == 4);
    auto const refusal = [](std::filesystem::path const& path) {
        return message_of<core::UserError>([&] { read_sumo_file(path); });
    };
    using Catch::Contains;
    auto const gz_text = bytes_of(gz);
    CHECK_THAT(refusal(folder.write("cut.gz", gz_text.substr(0, gz_text.size() / 2))), Contains("cut.gz"));
    CHECK_THAT(refusal(folder.write("cut.xz", xz_text.substr(0, xz_text.size() / 2))), Contains("ends inside"));
    CHECK_THAT(refusal(folder.write("bad.xz", replaced(xz_text, xz_text.substr(100, 4), "oops"))), Contains("bad.xz"));
    CHECK_THAT(refusal(folder.path()), Contains("is a folder"));
}

TEST_CASE("A city from a SUMO network alone is saved and loaded")
{
    ScratchFolder const folder;
    ImportSources sources;
    sources.sumo_net = folder.write("net.xml", signal_cross);
    sources.name = "cross";
    sources.crs = "";
    ImportReport report;
    auto const city = import_city(sources, report);
    CHECK(city.crs == "EPSG:5899");
    REQUIRE(city.zones.size() == 1);
    CHECK(city.nearest_zone({50, 0}).valid());
    save_city(city, report, folder.path() / "city", false);
    auto const loaded = load_city(folder.path() / "city");
    REQUIRE(loaded.network.link_count() == 4);
    for (auto const link : loaded.network.links()) {
        CHECK(loaded.network.stable_id(link) == city.network.stable_id(link));
        CHECK(loaded.network.length_m(link) == city.network.length_m(link));
        CHECK(loaded.network.speed_limit_kmh(link) == city.network.speed_limit_kmh(link));
    }
    CHECK(loaded.network.banned_turns() == city.network.banned_turns());
}

TEST_CASE("A real SUMO network with signals, bus lanes and railways")
{
    auto const path = test_data_or_skip("sumo/acosta/acosta_buslanes.net.xml");
    if (!path) return;
    ImportSources sources;
    sources.sumo_net = *path;
    sources.sumo_additional = {*test_data("sumo/acosta/acosta_tls.add.xml")};
    sources.name = "acosta";
    sources.crs = "";
    ImportReport report;
    auto const city = import_city(sources, report);
    CHECK(city.network.link_count() == 178);
    CHECK(report.issues.count(Severity::error) == 0);
    ScratchFolder const folder;
    save_city(city, report, folder.path() / "city", false);
    CHECK(load_city(folder.path() / "city").network.link_count() == city.network.link_count());
}
