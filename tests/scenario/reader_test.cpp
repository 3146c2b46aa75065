// What the reader complains about, word for word.
#include "scenario/reader.hpp"

#include "scenario/parse_file.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>

using namespace halong::scenario;
using halong::test::complaint;

namespace {

std::string scenario_complaint(std::string const& lines)
{
    return complaint([&] { parse_scenario("format = \"halong-scenario/1\"\ncity = \"c\"\n" + lines, "s.toml"); });
}

std::string rule_complaint(std::string const& lines)
{
    return complaint([&] {
        parse_site_rules("format = \"halong-sites/1\"\n[[site_rules]]\nid = \"r\"\nservice = \"wifi\"\n" + lines,
                         "r.toml");
    });
}

std::string option_complaint(std::string const& lines)
{
    return complaint([&] {
        parse_option("format = \"halong-option/1\"\nid = \"o\"\ncapex_vnd = 0\nopex_vnd_per_year = 0\n" + lines,
                     "o.toml");
    });
}

std::string study_complaint(std::string const& lines)
{
    return complaint([&] {
        parse_study("format = \"halong-study/1\"\nscenario = \"s.toml\"\n" + lines +
                        "[[kpis]]\nid = \"vehicle_km\"\nbetter = \"less\"\n",
                    "y.toml");
    });
}

std::string const free_option = "[[options]]\nid = \"o\"\ncapex_vnd = 0\nopex_vnd_per_year = 0\n";

}  // namespace

TEST_CASE("values of the right type and range are taken")
{
    auto const scenario = parse_scenario(
        "format = \"halong-scenario/1\"\ncity = \"../c\"\nseed = 9223372036854775807\nday = "
        "\"holiday\"\n"
        "title = { en = \"A\" }\n[demand]\nvisitors_per_day = 100_000\nforeign_share = "
        "1\n[traffic]\nend_hour = 72\n"
        "[weather]\nrain = true\n",
        "a/b/s.toml");
    CHECK(scenario.id == "s");
    CHECK(scenario.city == "a/c");
    CHECK(scenario.seed == 9'223'372'036'854'775'807ULL);
    CHECK(scenario.day == DayKind::holiday);
    CHECK(scenario.title == Text{"", "A"});
    CHECK(scenario.demand.visitors_per_day == 100'000);
    CHECK(scenario.demand.foreign_share == 1);
    CHECK(scenario.traffic.end_hour == 72);
    CHECK(scenario.weather.rain);
    CHECK(scenario.wifi == WifiParameters{});
}

TEST_CASE("a number out of its range is refused with the range")
{
    CHECK(scenario_complaint("[demand]\nforeign_share = 1.2\n") ==
          "s.toml:4:17: error: 'demand.foreign_share' = 1.2 is outside the allowed range: 0 to 1\n"
          "    help: write e.g. foreign_share = 0.12 (share)");
    CHECK(scenario_complaint("[traffic]\nend_hour = 23\n") ==
          "s.toml:4:12: error: 'traffic.end_hour' = 23 is outside the allowed range: 24 to 72\n"
          "    help: write e.g. end_hour = 30 (h)");
    CHECK(scenario_complaint("[demand]\nvisitors_per_day = inf\n") ==
          "s.toml:4:20: error: 'demand.visitors_per_day' = inf is not a finite number; the allowed range: 0 to "
          "1_000_000\n"
          "    help: write e.g. visitors_per_day = 27000 (persons/day)");
    CHECK(scenario_complaint("[wifi]\nneed_mbps = 0\n") ==
          "s.toml:4:13: error: 'wifi.need_mbps' = 0 is outside the allowed range: above 0, at most "
          "1000\n"
          "    help: write e.g. need_mbps = 0.5 (Mbit/s)");
    CHECK(scenario_complaint("seed = -1\n") ==
          "s.toml:3:8: error: 'seed' = -1 is outside the allowed range: at least 0\n    help: "
          "write e.g. seed = 1");
    CHECK(scenario_complaint("[demand]\novernight_share = nan\n").find("= nan is not a finite number; the allowed") !=
          std::string::npos);
}

TEST_CASE("ends of ranges belong to them")
{
    CHECK(scenario_complaint("[demand]\nforeign_share = 0\novernight_share = 1\nvisitors_per_day = 1e6\n").empty());
    CHECK(scenario_complaint("[traffic]\nwindow_ms = 1\nmin_link_time_ms = 1\nend_hour = 24\n").empty());
    CHECK(scenario_complaint("[wifi]\nneed_mbps = 1e-9\nmac_efficiency = 1\n").empty());
    CHECK(study_complaint(free_option + "replications = 2\n").find("unknown key") != std::string::npos);
    CHECK(study_complaint("replications = 2\nconfidence = 0.999\n" + free_option).empty());
    CHECK(study_complaint("replications = 1\n" + free_option).find("2 to 1000") != std::string::npos);
    CHECK(study_complaint("confidence = 1\n" + free_option).find("0.5 to 0.999") != std::string::npos);
}

TEST_CASE("a value of the wrong type is refused with the right one")
{
    CHECK(scenario_complaint("[demand]\nvisitors_per_day = \"many\"\n") ==
          "s.toml:4:20: error: 'demand.visitors_per_day' = \"many\" is a text; a number is needed\n"
          "    help: write e.g. visitors_per_day = 27000 (persons/day)");
    CHECK(scenario_complaint("seed = 1.5\n") ==
          "s.toml:3:8: error: 'seed' = 1.5 is a decimal number; a whole number is needed\n"
          "    help: write e.g. seed = 1");
    CHECK(scenario_complaint("title = \"A\"\n") ==
          "s.toml:3:9: error: 'title' = \"A\" is a text; a table is needed\n"
          "    help: write title = { vi = \"...\", en = \"...\" }");
    CHECK(scenario_complaint("demand = 3\n") ==
          "s.toml:3:10: error: 'demand' = 3 is a whole number; a table is needed\n"
          "    help: write [demand] and the keys of the table below");
    CHECK(scenario_complaint("[weather]\nrain = 1\n") ==
          "s.toml:4:8: error: 'weather.rain' = 1 is a whole number; true or false is needed\n"
          "    help: write rain = true or rain = false");
    CHECK(scenario_complaint("day = 6\n") ==
          "s.toml:3:7: error: 'day' = 6 is a whole number; a word is needed\n"
          "    help: write one of \"weekday\", \"weekend\", \"holiday\"");
    CHECK(scenario_complaint("day = 2026-04-30\n").find("is a date or time; a word is needed") != std::string::npos);
    CHECK(option_complaint("roads = 3\n") ==
          "o.toml:5:9: error: 'roads' = 3 is a whole number; a list of tables is needed\n"
          "    help: write [[roads]] above the keys of each one");
    CHECK(option_complaint("[[add_sites]]\nid = \"r\"\nservice = \"wifi\"\nanchor = \"points\"\ncount = 1\n"
                           "points_lon_lat = [107.0, 21.0]\nhotspot = 3\n") ==
          "o.toml:11:11: error: 'add_sites.r.hotspot' = 3 is a whole number; a table is needed\n"
          "    help: write [add_sites.hotspot] and the keys of the table below");
    CHECK(rule_complaint("anchor = \"places\"\ncount = 1\nplace_kinds = \"beach\"\n") ==
          "r.toml:7:15: error: 'site_rules.r.place_kinds' = \"beach\" is a text; a list is needed\n"
          "    help: write place_kinds = [\"...\", \"...\"]");
}

TEST_CASE("money is in whole VND")
{
    std::string const text = "format = \"halong-option/1\"\nid = \"o\"\nopex_vnd_per_year = 0\n";
    CHECK(complaint([&] { parse_option(text + "capex_vnd = 8e9\n", "o.toml"); }) ==
          "o.toml:4:13: error: 'capex_vnd' = 8000000000 is a decimal number; a whole number is "
          "needed\n"
          "    help: write capex_vnd = 8000000000 (VND)");
    CHECK(complaint([&] { parse_option(text + "capex_vnd = -5\n", "o.toml"); }) ==
          "o.toml:4:13: error: 'capex_vnd' = -5 is outside the allowed range: 0 to "
          "1_000_000_000_000_000\n"
          "    help: an option needs its cost: write capex_vnd = 0 if it is free");
    CHECK(parse_option(text + "capex_vnd = 41_600_000_000\n", "o.toml").capex_vnd == 41'600'000'000);
}

TEST_CASE("words are refused with the list of words and the nearest one")
{
    CHECK(scenario_complaint("day = \"holday\"\n") ==
          "s.toml:3:7: error: 'day' = \"holday\" is not one of weekday, weekend, holiday\n"
          "    help: did you mean \"holiday\"?");
    CHECK(scenario_complaint("day = \"xxxxxxxxx\"\n") ==
          "s.toml:3:7: error: 'day' = \"xxxxxxxxx\" is not one of weekday, weekend, holiday\n"
          "    help: choose one of these words");
    CHECK(rule_complaint("anchor = \"junctions\"\ncount = 1\nroad_classes = [\"primary\",\n  "
                         "\"secundary\"]\n") ==
          "r.toml:8:3: error: 'site_rules.r.road_classes' = \"secundary\" is not one of motorway, "
          "trunk, primary, "
          "secondary, tertiary, unclassified, residential, living_street, service, ramp, footway, "
          "ferry\n"
          "    help: did you mean \"secondary\"?");
    CHECK_THAT(option_complaint("[[places]]\nids = [\"hcc-tinh\"]\nposts = 0\n"),
               Catch::Contains("'posts' = 0 would let rules choose"));
    CHECK_THAT(option_complaint("[[places]]\nids = [\"bv-bai-chay\"]\nbeds = 0\n"),
               Catch::Contains("'beds' = 0 would make of it a place that never had beds"));
    CHECK(option_complaint("[[roads]]\nname = \"A\"\nban = [\"truck\"]\n") ==
          "o.toml:7:8: error: 'roads[1].ban' = \"truck\" is not one of motorbike, car, van, bus, "
          "coach, lorry, bicycle\n"
          "    help: choose one of these words");
}

TEST_CASE("unknown keys name the nearest known one")
{
    CHECK(scenario_complaint("sead = 3\n") == "s.toml:3:1: error: unknown key 'sead'\n    help: did you mean 'seed'?");
    CHECK(scenario_complaint("[demand]\nvisitor_per_day = 3\n") ==
          "s.toml:4:1: error: unknown key 'demand.visitor_per_day'\n    help: did you mean "
          "'visitors_per_day'?");
    CHECK(scenario_complaint("visitors_per_day = 3\n") ==
          "s.toml:3:1: error: unknown key 'visitors_per_day'\n    help: did you mean "
          "'demand.visitors_per_day'?");
    CHECK(scenario_complaint("[weather]\ntyphoonlike = 3\n") ==
          "s.toml:4:1: error: unknown key 'weather.typhoonlike'\n    help: the keys here are: "
          "rain, fog, boats_barred");
    CHECK(rule_complaint("anchor = \"points\"\npoints_lon_lat = [107, 21]\ncount = "
                         "1\n[site_rules.hotspot]\nheigth_m = 3\n") ==
          "r.toml:9:1: error: unknown key 'site_rules.r.hotspot.heigth_m'\n    help: did you mean "
          "'height_m'?");
}

TEST_CASE("an option with no cost is refused by name, and told to write 0 if it is free")
{
    CHECK(study_complaint("[[options]]\nid = \"shuttle\"\n") ==
          "y.toml:3:1: error: option 'shuttle' lacks the required key 'capex_vnd'\n"
          "    help: an option needs its cost: write capex_vnd = 0 if it is free\n"
          "y.toml:3:1: error: option 'shuttle' lacks the required key 'opex_vnd_per_year'\n"
          "    help: an option needs its cost: write opex_vnd_per_year = 0 if running it is free");
    CHECK(complaint([] { parse_option("format = \"halong-option/1\"\nid = \"o\"\ncapex_vnd = 1\n", "o.toml"); }) ==
          "o.toml:1:1: error: option 'o' lacks the required key 'opex_vnd_per_year'\n"
          "    help: an option needs its cost: write opex_vnd_per_year = 0 if running it is free");
}

TEST_CASE("other required keys are missed, too")
{
    CHECK(complaint([] { parse_scenario("format = \"halong-scenario/1\"\n", "s.toml"); }) ==
          "s.toml:1:1: error: the scenario lacks the required key 'city'\n"
          "    help: write e.g. city = \"../data/halong\"");
    CHECK(complaint([] { parse_study("format = \"halong-study/1\"\noptions = []\n", "y.toml"); }) ==
          "y.toml:1:1: error: the study lacks the required key 'scenario'\n"
          "    help: write e.g. scenario = \"weekday.toml\"\n"
          "y.toml:1:1: error: the study lacks the required key 'kpis'\n"
          "    help: a study needs at least one [[kpis]]; `halong explain kpis` lists them\n"
          "y.toml:2:11: error: the study lacks the required key 'options'\n"
          "    help: a study needs at least one [[options]]");
    CHECK(rule_complaint("anchor = \"points\"\npoints_lon_lat = [107, 21]\n") ==
          "r.toml:2:1: error: site rule 'r' lacks the required key 'count'\n    help: write e.g. "
          "count = 40");
}

TEST_CASE("ids are plain and used once; base is taken")
{
    CHECK(option_complaint("id = 3\n").find("cannot redefine") != std::string::npos);
    CHECK(study_complaint("[[options]]\nid = \"a/b\"\ncapex_vnd = 0\nopex_vnd_per_year = 0\n") ==
          "y.toml:4:6: error: 'options.a/b.id' = \"a/b\" cannot be an id\n"
          "    help: use at most 64 letters a-z, digits, _ and -, and begin with a letter or digit");
    CHECK(study_complaint("[[options]]\nid = \"base\"\ncapex_vnd = 0\nopex_vnd_per_year = 0\n") ==
          "y.toml:4:6: error: options.base: an option cannot have the id \"base\"\n"
          "    help: the base case is called so; choose another name");
    CHECK(study_complaint(free_option + free_option) ==
          "y.toml:8:6: error: the id 'o' is used twice in 'options'\n"
          "    help: the first one stands at y.toml:4:6; rename one of them");
}

TEST_CASE("rules between keys are checked")
{
    CHECK(scenario_complaint("[traffic]\nwindow_ms = 600\nmin_link_time_ms = 500\n") ==
          "s.toml:4:13: error: traffic: 'window_ms' = 600 is longer than 'min_link_time_ms' = 500\n"
          "    help: no vehicle may cross a link within one window: shorten window_ms or raise "
          "min_link_time_ms");
    CHECK(scenario_complaint("[traffic]\nmin_link_time_ms = 500\n").empty());
    CHECK(scenario_complaint("[demand]\nroute_file = \"a.csv\"\nchange_file = \"b.csv\"\n") ==
          "s.toml:5:15: error: demand: 'change_file' changes travellers of the model, and with 'route_file' there are "
          "none\n"
          "    help: keep one of them");
    CHECK(scenario_complaint("[demand]\nchange_file = \"b.csv\"\n").empty());
    CHECK(scenario_complaint("[traffic]\nmin_link_time_ms = 499\n")
              .find("s.toml:4:20: error: traffic: 'window_ms' = 500") == 0);
    CHECK(scenario_complaint("[traffic]\nsignal_cycle_s = 20\nsignal_lost_s = 10\n") ==
          "s.toml:5:17: error: traffic: two phases that lose 10 s each leave no green in a cycle "
          "of 20 s\n"
          "    help: shorten signal_lost_s or lengthen signal_cycle_s");
    CHECK(scenario_complaint("[operations]\noperators_morning = 15\n")
              .find("a shift has 15 operators, but the room 'posts' = 14") != std::string::npos);
    CHECK(scenario_complaint("[operations]\nmorning_from_h = 14\nafternoon_from_h = 6\n")
              .find("the shifts begin at 14, 6 and 22 h, which is not morning, afternoon, night") != std::string::npos);
    CHECK(scenario_complaint("[camera]\nsunset_h = 5.7\n").find("'sunrise_h' = 5.7 is not before 'sunset_h' = 5.7") !=
          std::string::npos);
    for (auto const& [file, complaint] :
         {std::pair{"[counters]\nquick_share = 0.9\n",
                    "s.toml:4:15: error: counters: 'quick_share' = 0.9 and "
                    "'land_share' = 0.15 are more than all visits"},
          {"[counters]\nlunch_from_h = 14\n",
           "s.toml:4:16: error: counters: the pause at noon lasts from 14 h to 13.5 h"},
          {"[counters]\nbalk_least = 20\n",
           "s.toml:4:14: error: counters: 'balk_least' = 20 is above 'balk_most' = 15"},
          {"[counters]\nquick_min = -5\n",
           "s.toml:4:13: error: 'counters.quick_min' = -5 is outside the allowed range"},
          {"[counters]\nwindows_factor = 0\n",
           "s.toml:4:18: error: 'counters.windows_factor' = 0 is outside the allowed range"},
          {"[clinics]\nopens_h = 18\n", "s.toml:4:11: error: clinics: outpatients are seen from 18 h to 17 h"},
          {"[clinics]\nexam_min = 0\n", "s.toml:4:12: error: 'clinics.exam_min' = 0 is outside the allowed range"}}) {
        CHECK(scenario_complaint(file).find(complaint) == 0);
    }
    CHECK(option_complaint("[[roads]]\nname = \"A\"\n") ==
          "o.toml:6:8: error: roads[1]: the change to road 'A' changes nothing\n"
          "    help: say lanes_change, speed_limit_kmh or ban");
    CHECK(option_complaint("[[roads]]\nname = \"A\"\nlanes_change = -1\nbox_lon_lat = [107.1, "
                           "20.9, 107.0, 21.0]\n") ==
          "o.toml:8:15: error: roads[1]: 'box_lon_lat' is not west, south, east, north\n"
          "    help: write four numbers, e.g. box_lon_lat = [107.08, 20.93, 107.12, 20.97]");
    CHECK(option_complaint("[[roads]]\nname = \"A\"\nban = [\"lorry\"]\nban_from_h = 22\nban_to_h = 6\n").empty());
    CHECK(option_complaint("[[roads]]\nname = \"A\"\nlanes_change = 1\nban_to_h = 6\n") ==
          "o.toml:8:12: error: roads[1]: the change to road 'A' has hours of a ban, but bans nobody\n"
          "    help: say whom, e.g. ban = [\"lorry\"]");
    CHECK(option_complaint("[[roads]]\nname = \"A\"\nban = [\"lorry\"]\nban_from_h = 6\nban_to_h = 6\n") ==
          "o.toml:8:14: error: roads[1]: the ban on road 'A' lasts from 6 h to 6 h, which is no time\n"
          "    help: write e.g. ban_from_h = 6 and ban_to_h = 20, or leave both out for all day");
    CHECK(option_complaint("[[roads]]\nname = \"A\"\nban = [\"lorry\"]\nban_to_h = 25\n").find("o.toml:8:12: error") ==
          0);
    CHECK(scenario_complaint("[[event]]\nid = \"show\"\nplace = \"square\"\nfrom_h = 20\nto_h = 25\nattendance = 9\n")
              .empty());
    CHECK(scenario_complaint("[[event]]\nid = \"show\"\nplace = \"square\"\nfrom_h = 22\nto_h = 1\nattendance = 9\n") ==
          "s.toml:6:10: error: event.show: the event lasts from 22 h to 1 h, which is no time\n"
          "    help: write both as hours of the day, e.g. from_h = 19.5 and to_h = 22; past midnight, 25 is 01:00");
    CHECK(scenario_complaint("[[event]]\nid = \"show\"\nattendance = 9\n").find("has no place") != std::string::npos);
    CHECK(scenario_complaint("[[event]]\nid = \"show\"\n").find("neither a crowd nor roads that change") !=
          std::string::npos);
    CHECK(scenario_complaint("[[event]]\nid = \"show\"\natendance = 9\n").find("attendance") != std::string::npos);
    CHECK(scenario_complaint("[routes]\nu_turns = \"everywhere\"\n") ==
          "s.toml:4:11: error: 'routes.u_turns' = \"everywhere\" is not one of dead_ends, anywhere\n"
          "    help: choose one of these words");
    CHECK(option_complaint("[[roads]]\nname = \"A\"\nspeed_limit_kmh = 3\n").find("slower than walking") !=
          std::string::npos);
}

TEST_CASE("an anchor needs what it stands at")
{
    CHECK(rule_complaint("anchor = \"places\"\ncount = 1\n") ==
          "r.toml:5:10: error: site_rules.r: anchor \"places\" needs 'place_kinds'\n"
          "    help: write e.g. place_kinds = [\"beach\", \"attraction\"]");
    for (std::string const anchor : {"junctions", "roads"}) {
        CHECK(rule_complaint("anchor = \"" + anchor + "\"\ncount = 1\n") ==
              "r.toml:5:10: error: site_rules.r: anchor \"" + anchor +
                  "\" needs 'road_classes'\n"
                  "    help: write e.g. road_classes = [\"primary\", \"secondary\"]");
    }
    CHECK(rule_complaint("anchor = \"points\"\ncount = 1\npoints_lon_lat = [107, 21, 107]\n") ==
          "r.toml:7:18: error: site_rules.r: 'points_lon_lat' holds 3 numbers: a latitude is "
          "missing\n"
          "    help: write e.g. points_lon_lat = [107.08, 20.95]: longitude, latitude, longitude, "
          "latitude, ...");
    CHECK(rule_complaint("anchor = \"points\"\ncount = 1\npoints_lon_lat = [21, 107]\n") ==
          "r.toml:7:18: error: site_rules.r: 'points_lon_lat' leaves -180 to 180 degrees of "
          "longitude or -90 to 90 of "
          "latitude\n    help: the longitude comes first: Hạ Long lies at 107.08, 20.95");
    CHECK(rule_complaint("anchor = \"points\"\ncount = 3\nper_anchor = 2\npoints_lon_lat = [107, 21]\n") ==
          "r.toml:6:9: error: site_rules.r: 'count' = 3 does not fit: 1 points with at most 2 each\n"
          "    help: lower count, raise per_anchor or add points");
    CHECK(rule_complaint("anchor = \"points\"\ncount = 2\nper_anchor = 2\npoints_lon_lat = [107, 21]\n").empty());
}

TEST_CASE("a rule between keys is silent while one of the keys is wrong itself")
{
    CHECK(scenario_complaint("[camera]\nsunrise_h = 30\nsunset_h = 1\n") ==
          "s.toml:4:13: error: 'camera.sunrise_h' = 30 is outside the allowed range: 0 to 24\n"
          "    help: write e.g. sunrise_h = 5.7 (h)");
}

TEST_CASE("all faults of a file come at once, by line")
{
    CHECK(scenario_complaint("sead = 1\nday = \"x\"\n[demand]\nforeign_share = 2\n[traffic]\nend_hour = \"6\"\n"
                             "[demnd]\nbay_share = 1\n") ==
          "s.toml:3:1: error: unknown key 'sead'\n    help: did you mean 'seed'?\n"
          "s.toml:4:7: error: 'day' = \"x\" is not one of weekday, weekend, holiday\n"
          "    help: choose one of these words\n"
          "s.toml:6:17: error: 'demand.foreign_share' = 2 is outside the allowed range: 0 to 1\n"
          "    help: write e.g. foreign_share = 0.12 (share)\n"
          "s.toml:8:12: error: 'traffic.end_hour' = \"6\" is a text; a whole number is needed\n"
          "    help: write e.g. end_hour = 30 (h)\n"
          "s.toml:9:2: error: unknown key 'demnd'\n    help: did you mean 'demand'?");
}
