// Values that no service can have are refused where they stand: lenses, ranges, hours, fees, posts, charging points.
#include "scenario/parse_file.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace halong;
using namespace halong::scenario;
using Catch::Matchers::Contains;
using halong::test::complaint;

namespace {

std::string in_scenario(std::string const& lines)
{
    return complaint([&] { parse_scenario("format = \"halong-scenario/1\"\ncity = \"c\"\n" + lines, "s.toml"); });
}

std::string in_rule(std::string const& lines)
{
    return complaint([&] {
        parse_site_rules(
            "format = \"halong-sites/1\"\n[[site_rules]]\nid = \"r\"\nservice = \"camera\"\nanchor = \"places\"\n"
            "place_kinds = [\"pier\"]\ncount = 1\n" +
                lines,
            "r.toml");
    });
}

std::string in_option(std::string const& lines)
{
    return complaint([&] {
        parse_option("format = \"halong-option/1\"\nid = \"o\"\ncapex_vnd = 0\nopex_vnd_per_year = 0\n" + lines,
                     "o.toml");
    });
}

}  // namespace

TEST_CASE("a lens that sees nothing or all round is refused, and so are pictures, powers and lines of nothing")
{
    for (char const* degrees : {"0", "360", "176", "-30"}) {
        CHECK_THAT(in_rule(std::string("camera = { field_of_view_deg = ") + degrees + " }\n"),
                   Contains("r.toml:8:32: error:") && Contains("field_of_view_deg' = " + std::string(degrees)) &&
                       Contains("allowed range: 1 to 175"));
    }
    CHECK(in_rule("camera = { field_of_view_deg = 79.6 }\n").empty());
    CHECK_THAT(in_rule("camera = { pixels = 0 }\n"), Contains("pixels' = 0 is outside the allowed range: 160"));
    CHECK_THAT(in_rule("camera = { height_m = 0 }\n"), Contains("height_m' = 0 is outside the allowed range"));
    CHECK_THAT(in_rule("hotspot = { uplink_mbps = 0 }\n"), Contains("uplink_mbps' = 0 is outside the allowed range"));
    CHECK_THAT(in_rule("hotspot = { association_cap = 0 }\n"), Contains("association_cap' = 0 is outside"));
    CHECK_THAT(in_rule("hotspot = { frequency_ghz = 0 }\n"), Contains("frequency_ghz' = 0 is outside"));
    CHECK_THAT(in_rule("hotspot = { channel_mhz = 30 }\n"), Contains("'channel_mhz' = 30 is no width of a channel"));
    CHECK_THAT(in_rule("hotspot = { channel_mhz = 80 }\n"), Contains("wider than the band of 2.44 GHz"));
    CHECK_THAT(in_rule("hotspot = { channel = 4 }\n"), Contains("there are 3 channels of 20 MHz"));
    CHECK_THAT(in_rule("hotspot = { second_frequency_ghz = 0.1 }\n"), Contains("is below 0.5 GHz"));
    CHECK_THAT(in_rule("hotspot = { second_frequency_ghz = 5.5, second_channel = 13 }\n"),
               Contains("there are 12 channels of 40 MHz"));
    CHECK(in_rule("hotspot = { second_frequency_ghz = 5.5, second_channel_mhz = 80, second_channel = 6 }\n")
              .find("channel") == std::string::npos);
}

TEST_CASE("hours in the wrong order, negative fees and more operators than posts are refused")
{
    CHECK_THAT(in_scenario("[clinics]\nopens_h = 18\n"),
               Contains("s.toml:4:11: error:") && Contains("outpatients are seen from 18 h to 17 h"));
    CHECK_THAT(in_scenario("[parking]\ncar_fee_vnd = -20_000\n"),
               Contains("s.toml:4:15: error: 'parking.car_fee_vnd' = -20000 is outside the allowed range: 0 to"));
    CHECK_THAT(in_scenario("[operations]\nposts = 9\n"),
               Contains("a shift has 10 operators, but the room 'posts' = 9"));
    CHECK_THAT(in_scenario("[parking]\nlook_s = 0\n"), Contains("'parking.look_s' = 0 is outside"));
    CHECK_THAT(in_scenario("[queues]\nhall_m2_per_gate = 0\n"), Contains("'queues.hall_m2_per_gate' = 0 is outside"));
}

TEST_CASE("charging points: powers, shares and rules that cannot be, and those that can")
{
    CHECK_THAT(in_scenario("[charging]\ncar_kw = 0\n"), Contains("'charging.car_kw' = 0 is outside the allowed range"));
    CHECK_THAT(in_scenario("[charging]\ncar_share = 1.5\n"), Contains("'charging.car_share' = 1.5 is outside"));
    CHECK_THAT(in_scenario("[charging]\ncar_power = 3\n"), Contains("unknown key"));
    CHECK_THAT(in_scenario("[[charger]]\ncar_points = 3\n"), Contains("place_kinds"));
    CHECK_THAT(in_scenario("[[charger]]\nplace_kinds = [\"mall\"]\n"), Contains("adds no charging point"));
    CHECK_THAT(in_scenario("[[charger]]\nplace_kinds = [\"malls\"]\ncar_points = 3\n"), Contains("malls"));
    CHECK_THAT(in_scenario("[utilities]\nhotel_l = -1\n"), Contains("'utilities.hotel_l' = -1 is outside"));
    CHECK(in_scenario("[[charger]]\nplace_kinds = [\"mall\", \"pier\"]\ncar_points = 3\n").empty());
    CHECK(in_option("[[chargers]]\nplace_kinds = [\"mall\"]\nmotorbike_points = 3\n").empty());
    CHECK_THAT(in_option("[[chargers]]\nplace_kinds = []\ncar_points = 3\n"),
               Contains("lacks the required key 'place_kinds'"));
}

TEST_CASE("an option's charging points join those of the scenario")
{
    Scenario scenario;
    scenario.chargers = {{{"pier"}, 2, 0}};
    Option option;
    option.chargers = {{{"mall"}, 4, 8}};
    auto const joined = with_option(scenario, option);
    REQUIRE(joined.chargers.size() == 2);
    CHECK(joined.chargers[0] == scenario.chargers[0]);
    CHECK(joined.chargers[1] == option.chargers[0]);
    CHECK(changes_of(option).chargers == option.chargers);
}

TEST_CASE("outages that say nothing, contradict themselves or lie nowhere are refused")
{
    auto const in_outage = [](std::string const& lines) { return in_scenario("[[outage]]\nid = \"o\"\n" + lines); };
    CHECK(in_outage("what = [\"power\", \"roads\"]\nroads = [\"Cầu Bãi Cháy\"]\nfrom_h = 17\nto_h = 21\n").empty());
    CHECK_THAT(in_outage("from_h = 1\n"), Contains("'what'") && Contains("write e.g. what = [\"power\"]"));
    CHECK_THAT(in_outage("what = []\n"), Contains("lacks the required key 'what'"));
    CHECK_THAT(in_outage("what = [\"powre\"]\n"), Contains("s.toml:5:") && Contains("did you mean \"power\"?"));
    CHECK_THAT(in_outage("what = [\"power\"]\nfrom_h = 21\nto_h = 17\n"),
               Contains("s.toml:6:") && Contains("lasts from 21 h to 17 h, which is no time"));
    CHECK_THAT(in_outage("what = [\"roads\"]\nroads = [\"Hạ Long\"]\nfrom_h = 18\nto_h = 18.0001\n"),
               Contains("s.toml:7:") && Contains("lasts from 18 h to 18.0001 h, which is no time"));
    CHECK_THAT(in_outage("what = [\"power\"]\nfrom_h = 23.9999\n"), Contains("s.toml:6:") && Contains("no time"));
    CHECK(in_outage("what = [\"power\"]\nfrom_h = 18\nto_h = 18.0002\n").empty());
    CHECK_THAT(in_outage("what = [\"power\"]\nto_h = 25\n"), Contains("allowed range: 0 to 24"));
    CHECK_THAT(in_outage("what = [\"roads\"]\n"), Contains("the outage closes roads, but names none"));
    CHECK_THAT(in_outage("what = [\"power\"]\nroads = [\"Hạ Long\"]\n"), Contains("add \"roads\" to what"));
    CHECK_THAT(in_outage("what = [\"power\"]\nvehicles = [\"car\"]\n"), Contains("but none is"));
    CHECK_THAT(in_outage("what = [\"roads\"]\nroads = [\"Hạ Long\"]\nvehicles = [\"car\"]\nannounced = false\n"),
               Contains("a closure that nobody knows of beforehand is one for all vehicles"));
    CHECK_THAT(in_outage("what = [\"power\"]\nbox_lon_lat = [107.1, 20.9, 107.0, 21.0]\n"),
               Contains("is not west, south, east, north"));
    CHECK_THAT(in_outage("what = [\"power\"]\ncircle_lon_lat = [107.1]\n"), Contains("is not one point"));
    CHECK_THAT(in_outage("what = [\"power\"]\npolygon_lon_lat = [107.1, 20.9, 107.0, 21.0]\n"),
               Contains("is not an area of at least three corners"));
    CHECK_THAT(in_outage("what = [\"power\"]\nradius_m = 0\n"), Contains("radius_m' = 0 is outside"));
    CHECK_THAT(in_outage("what = [\"power\"]\nzone = [\"bai-chay\"]\n"), Contains("did you mean 'zones'?"));
    CHECK_THAT(in_scenario("[[backup]]\nid = \"b\"\nbattery_min = -1\n"), Contains("battery_min' = -1 is outside"));
    CHECK_THAT(in_scenario("[power]\ngate_by_hand_factor = 0.5\n"), Contains("gate_by_hand_factor' = 0.5 is outside"));
}
