#include "scenario/parse_file.hpp"

#include "support/scratch_folder.hpp"
#include "support/test_data.hpp"

#include <catch2/catch.hpp>

using namespace halong::scenario;
using halong::test::complaint;
using halong::test::ScratchFolder;

namespace {

std::string const scenario_head = "format = \"halong-scenario/1\"\n";
std::string const study_head = "format = \"halong-study/1\"\n";

std::string check_text(std::filesystem::path const& path)
{
    std::string text;
    for (auto const& diagnostic : check_file(path)) text += halong::core::text_of(diagnostic) + "\n";
    return text;
}

}  // namespace

TEST_CASE("extends: the nearest file holds, tables merge by key, paths belong to the file that says them")
{
    ScratchFolder const folder;
    (void)folder.write("base/a.toml", scenario_head +
                                          "city = \"../city\"\nseed = 1\n[demand]\nvisitors_per_day = 1\n"
                                          "foreign_share = 0.1\n[weather]\nrain = true\n");
    (void)folder.write("b.toml",
                       scenario_head + "extends = \"base/a.toml\"\nseed = 2\n[demand]\nvisitors_per_day = 2\n");
    auto const c = folder.write("c.toml", scenario_head +
                                              "extends = \"b.toml\"\nday = \"holiday\"\n[demand]\n"
                                              "visitors_per_day = 3\n");
    auto const scenario = load_scenario(c);
    CHECK(scenario.id == "c");
    CHECK(scenario.city == (folder.path() / "city").generic_string());
    CHECK(scenario.seed == 2);
    CHECK(scenario.day == DayKind::holiday);
    CHECK(scenario.demand.visitors_per_day == 3);
    CHECK(scenario.demand.foreign_share == 0.1);
    CHECK(scenario.demand.bay_share == DemandParameters{}.bay_share);
    CHECK(scenario.weather.rain);
}

TEST_CASE("a study that extends another merges its options by id")
{
    ScratchFolder const folder;
    (void)folder.write("a.toml", study_head +
                                     "scenario = \"s.toml\"\n[[options]]\nid = \"x\"\ncapex_vnd = 1\n"
                                     "opex_vnd_per_year = 2\n[[options]]\nid = \"y\"\ncapex_vnd = 3\n"
                                     "opex_vnd_per_year = 4\n[[kpis]]\nid = \"k\"\nbetter = \"less\"\n");
    auto const b = folder.write("b.toml", study_head +
                                              "extends = \"a.toml\"\n[[options]]\nid = \"y\"\ncapex_vnd = 5\n"
                                              "[[options]]\nid = \"z\"\ncapex_vnd = 6\nopex_vnd_per_year = 7\n");
    auto const study = load_study(b);
    REQUIRE(study.options.size() == 3);
    CHECK(study.options[0].id == "x");
    CHECK(study.options[1].id == "y");
    CHECK(study.options[1].capex_vnd == 5);
    CHECK(study.options[1].opex_vnd_per_year == 4);
    CHECK(study.options[2].id == "z");
    CHECK(study.kpis.at(0).better == Better::less);
    CHECK(study.scenario == (folder.path() / "s.toml").generic_string());
}

TEST_CASE("extends in a circle, or of nothing, is refused")
{
    ScratchFolder const folder;
    auto const a = folder.write("a.toml", scenario_head + "extends = \"b.toml\"\n");
    (void)folder.write("b.toml", scenario_head + "extends = \"./a.toml\"\n");
    auto const self = folder.write("self.toml", scenario_head + "extends = \"self.toml\"\n");
    auto const lost = folder.write("lost.toml", scenario_head + "extends = \"nowhere.toml\"\n");
    auto const number = folder.write("number.toml", scenario_head + "city = \"c\"\nextends = 3\n");
    auto const text = [&folder](auto const& path) {
        return folder.without_folder(complaint([&] { load_scenario(path); }));
    };
    CHECK(text(a) ==
          "b.toml:2:11: error: 'extends' goes in a circle: a.toml -> b.toml -> a.toml\n"
          "    help: take one of these 'extends' out");
    CHECK(text(self) ==
          "self.toml:2:11: error: 'extends' goes in a circle: self.toml -> self.toml\n"
          "    help: take one of these 'extends' out");
    CHECK(text(lost) ==
          "lost.toml:2:11: error: there is no file 'nowhere.toml' to extend\n"
          "    help: 'nowhere.toml' is relative to the folder of lost.toml, or one of the scenarios that come with the "
          "program");
    CHECK(text(number) ==
          "number.toml:3:11: error: 'extends' = 3 is a whole number; a text is needed\n"
          "    help: write the path of a file in quotes");
}

TEST_CASE("faults name the file that holds them: the file first, then what it extends")
{
    ScratchFolder const folder;
    (void)folder.write("a.toml", scenario_head + "city = \"c\"\nsead = 1\n[demand]\nbay_share = 7\n");
    auto const b = folder.write("b.toml", scenario_head + "extends = \"a.toml\"\n\n\n\n\n\nday = 1\n");
    CHECK(folder.without_folder(complaint([&] { load_scenario(b, {"traffic.end_hour=6"}); })) ==
          "b.toml:8:7: error: 'day' = 1 is a whole number; a word is needed\n"
          "    help: write one of \"weekday\", \"weekend\", \"holiday\"\n"
          "a.toml:3:1: error: unknown key 'sead'\n    help: did you mean 'seed'?\n"
          "a.toml:5:13: error: 'demand.bay_share' = 7 is outside the allowed range: 0 to 1\n"
          "    help: write e.g. bay_share = 0.26 (share)\n"
          "--set traffic.end_hour=6: error: 'traffic.end_hour' = 6 is outside the allowed range: "
          "24 to 72\n"
          "    help: write e.g. end_hour = 30 (h)");
}

TEST_CASE("overrides hold over all files")
{
    ScratchFolder const folder;
    (void)folder.write("a.toml", scenario_head + "city = \"c\"\n[demand]\nvisitors_per_day = 1\n");
    auto const b = folder.write("b.toml", scenario_head + "extends = \"a.toml\"\n[demand]\nvisitors_per_day = 2\n");
    auto const scenario = load_scenario(
        b, {"demand.visitors_per_day=30_000", "day=weekend", "city=some/where", "demand.visitors_per_day=4e4"});
    CHECK(scenario.demand.visitors_per_day == 40'000);
    CHECK(scenario.day == DayKind::weekend);
    CHECK(scenario.city == "some/where");
    CHECK(complaint([&] { load_scenario(b, {"demand.visitor_per_day=3"}); }) ==
          "--set demand.visitor_per_day=3: error: unknown key 'demand.visitor_per_day'\n"
          "    help: did you mean 'visitors_per_day'?");
    CHECK(complaint([&] { load_scenario(b, {"day"}); }) ==
          "--set day: error: this is not key=value\n    help: write e.g. --set "
          "demand.visitors_per_day=30000");
}

TEST_CASE("overrides of a study reach its options by id, and its scenario")
{
    auto const split = split_overrides({"replications=5", "scenario=holiday.toml", "scenario.seed=3", "seed=4",
                                        "demand.visitors_per_day=3", "options.x.capex_vnd=0", "nonsense=1"});
    CHECK(split.study ==
          Overrides{"replications=5", "scenario=holiday.toml", "seed=4", "options.x.capex_vnd=0", "nonsense=1"});
    CHECK(split.scenario == Overrides{"seed=3", "demand.visitors_per_day=3"});

    auto const path = halong::test::repository_path("scenarios/hotspots-or-cameras.toml");
    auto const study = load_study(path, {"options.more-hotspots.capex_vnd=7", "replications=5"});
    CHECK(study.options.at(0).capex_vnd == 7);
    CHECK(study.replications == 5);
    CHECK(complaint([&] { load_study(path, {"options.more-hotspot.capex_vnd=7"}); }) ==
          "--set options.more-hotspot.capex_vnd=7: error: there is no item with the id "
          "'more-hotspot'\n"
          "    help: did you mean 'more-hotspots'?");
}

TEST_CASE("an option may lie in a file of its own, and differ from it")
{
    ScratchFolder const folder;
    auto const option = folder.write("o/x.toml",
                                     "format = \"halong-option/1\"\nid = \"x\"\ncapex_vnd = 1\n"
                                     "opex_vnd_per_year = 2\nlife_years = 3\n");
    auto const y = folder.write("y.toml", study_head +
                                              "scenario = \"s.toml\"\n[[options]]\nfile = \"o/x.toml\"\n"
                                              "life_years = 4\n[[options]]\nid = \"z\"\nfile = \"o/x.toml\"\n"
                                              "[[kpis]]\nid = \"k\"\nbetter = \"more\"\n");
    CHECK(load_option(option).life_years == 3);
    auto const study = load_study(y);
    REQUIRE(study.options.size() == 2);
    CHECK(study.options[0].id == "x");
    CHECK(study.options[0].life_years == 4);
    CHECK(study.options[1].id == "z");
    CHECK(study.options[1].opex_vnd_per_year == 2);
}

TEST_CASE("faults of an option's file are told with that file")
{
    ScratchFolder const folder;
    (void)folder.write("x.toml", "format = \"halong-option/1\"\nid = \"x\"\ncapex_vnd = -1\nopex_vnd_per_year = 2\n");
    (void)folder.write("s.toml", scenario_head + "city = \"c\"\n");
    auto const y = folder.write("y.toml", study_head +
                                              "scenario = \"s.toml\"\n[[options]]\nfile = \"x.toml\"\n"
                                              "[[options]]\nfile = \"lost.toml\"\n[[options]]\nfile = \"s.toml\"\n"
                                              "[[options]]\nfile = 3\n[[kpis]]\nid = \"k\"\nbetter = \"more\"\n");
    CHECK(folder.without_folder(complaint([&] { load_study(y); })) ==
          "y.toml:6:8: error: there is no file 'lost.toml'\n"
          "    help: 'lost.toml' is relative to the folder of y.toml, or one of the scenarios that come with the "
          "program\n"
          "y.toml:10:8: error: 'file' = 3 is a whole number; a text is needed\n"
          "    help: write file = \"x.toml\", relative to this file\n"
          "x.toml:3:13: error: 'options.x.capex_vnd' = -1 is outside the allowed range: 0 to "
          "1_000_000_000_000_000\n"
          "    help: an option needs its cost: write capex_vnd = 0 if it is free\n"
          "s.toml:1:10: error: this file is of format \"halong-scenario/1\"; \"halong-option/1\" "
          "is needed here\n"
          "    help: name a file of kind option");
}

TEST_CASE("the format is required and must be one that this program reads")
{
    ScratchFolder const folder;
    auto const text = [&folder](std::string const& content) {
        return folder.without_folder(check_text(folder.write("f.toml", content)));
    };
    CHECK(text("seed = 1\n") ==
          "f.toml:1:1: error: the required key 'format' is missing\n    help: write format = "
          "\"...\" in the first line, "
          "with one of halong-scenario/1, halong-option/1, halong-study/1, halong-sites/1, "
          "halong-calibration/1, halong-sweep/1\n");
    CHECK(text("format = \"halong-scenario/2\"\n") ==
          "f.toml:1:10: error: format \"halong-scenario/2\" is not supported\n"
          "    help: this program reads \"halong-scenario/1\"\n");
    CHECK(text("format = \"halong-scenaro/1\"\n") ==
          "f.toml:1:10: error: there is no format \"halong-scenaro/1\"\n"
          "    help: did you mean \"halong-scenario/1\"?\n");
    CHECK(text("format = \"something else entirely\"\n").find("the formats are halong-scenario/1, ") !=
          std::string::npos);
    CHECK(text("format = 1\n").find("f.toml:1:10: error: 'format' = 1 is a whole number; a text is needed") == 0);
    CHECK(complaint([] { parse_scenario("city = \"c\"\nsead = 1\n", "s.toml"); }) ==
          "s.toml:1:1: error: the required key 'format' is missing\n"
          "    help: write format = \"halong-scenario/1\" in the first line\n"
          "s.toml:2:1: error: unknown key 'sead'\n    help: did you mean 'seed'?");
    CHECK(complaint([] { parse_study("format = \"halong-scenario/1\"\n", "s.toml"); }) ==
          "s.toml:1:10: error: this file is of format \"halong-scenario/1\"; \"halong-study/1\" is "
          "needed here\n"
          "    help: name a file of kind study");
}

TEST_CASE("site rules stand in a file of their own or in a city.toml")
{
    std::string const rule =
        "[[site_rules]]\nid = \"r\"\nservice = \"camera\"\nanchor = \"junctions\"\nroad_classes = "
        "[\"trunk\"]\n"
        "count = 5\n[site_rules.camera]\nlevel = \"identify\"\n";
    auto const own = parse_site_rules("format = \"halong-sites/1\"\n" + rule, "site_rules.toml");
    REQUIRE(own.size() == 1);
    CHECK(own[0].service == ServiceKind::camera);
    CHECK(own[0].camera.level == DoriLevel::identify);
    CHECK(parse_site_rules("format = \"halong-city/1\"\nname = \"Hạ Long\"\n" + rule + "[layers]\na = 1\n",
                           "city.toml") == own);
    CHECK(parse_site_rules("format = \"halong-city/1\"\nname = \"Hạ Long\"\n", "city.toml").empty());
    CHECK(complaint([&] { parse_site_rules("format = \"halong-sites/1\"\nname = \"A\"\n" + rule, "r.toml"); }) ==
          "r.toml:2:1: error: unknown key 'name'\n    help: the keys here are: format, site_rules");
}

TEST_CASE("check_file finds the kind by the format and the faults of a study's scenario")
{
    ScratchFolder const folder;
    auto const s = folder.write("s.toml", scenario_head + "city = \"c\"\n");
    auto const y = folder.write("y.toml", study_head +
                                              "scenario = \"s.toml\"\n[[options]]\nid = \"o\"\ncapex_vnd = 0\n"
                                              "opex_vnd_per_year = 0\n[[kpis]]\nid = \"k\"\nbetter = \"more\"\n");
    CHECK(check_text(s).empty());
    CHECK(check_text(y).empty());
    (void)folder.write("s.toml", scenario_head + "city = \"c\"\nsead = 1\n");
    CHECK(folder.without_folder(check_text(y)) ==
          "s.toml:3:1: error: unknown key 'sead'\n    help: did you mean 'seed'?\n");
    auto const city = folder.write("city.toml", "format = \"halong-city/1\"\nname = \"A\"\n");
    CHECK(check_text(city).empty());
    (void)folder.write("city.toml", "format = \"halong-city/1\"\nname = \"A\"\nsite_rules = 3\n");
    CHECK(folder.without_folder(check_text(city)).find("city.toml:3:14: error: 'site_rules' = 3 is") == 0);
    std::filesystem::remove(s);
    CHECK(folder.without_folder(check_text(y)) ==
          "y.toml:2:12: error: there is no file 's.toml'\n    help: `scenario` is relative to this "
          "file\n");
    CHECK(check_text(folder.path() / "lost.toml").find("there is no such file") != std::string::npos);
}

TEST_CASE("the files in scenarios/ are sound and say what they promise")
{
    using halong::test::repository_path;
    int files = 0;
    for (auto const& entry : std::filesystem::directory_iterator{repository_path("scenarios")}) {
        if (entry.path().extension() != ".toml") continue;
        INFO(entry.path());
        CHECK(check_text(entry.path()).empty());
        ++files;
    }
    CHECK(files >= 4);
    auto const weekday = load_scenario(repository_path("scenarios/weekday.toml"));
    auto const weekend = load_scenario(repository_path("scenarios/weekend.toml"));
    auto const holiday = load_scenario(repository_path("scenarios/holiday.toml"));
    CHECK(weekday.city == repository_path("data/halong").lexically_normal().generic_string());
    CHECK(weekday.demand == DemandParameters{});
    CHECK(weekday.wifi == WifiParameters{});
    CHECK(weekday.camera == CameraParameters{});
    CHECK(weekday.traffic == TrafficParameters{});
    CHECK(weekend.day == DayKind::weekend);
    CHECK(weekend.city == weekday.city);
    CHECK(holiday.day == DayKind::holiday);
    CHECK(holiday.demand.visitors_per_day == 100'000);
    CHECK(holiday.wifi == weekday.wifi);
    auto const storm = load_scenario(repository_path("scenarios/storm.toml"));
    CHECK(storm.weather.boats_barred);
    REQUIRE(storm.events.size() == 1);
    CHECK(storm.events[0].roads.at(0).name == "Cầu Bãi Cháy");
    CHECK(storm.events[0].roads.at(0).ban == std::vector<std::string>{"motorbike", "bicycle"});
    auto const carnaval = load_scenario(repository_path("scenarios/carnaval.toml"));
    CHECK(carnaval.demand == holiday.demand);
    REQUIRE(carnaval.events.size() == 1);
    CHECK(carnaval.events[0].attendance == 20'000);
    CHECK(carnaval.events[0].roads.size() == 2);
}

TEST_CASE("the study of hotspots or cameras asks for what its options say")
{
    auto const study = load_study(halong::test::repository_path("scenarios/hotspots-or-cameras.toml"));
    REQUIRE(study.options.size() == 3);
    auto const& hotspots = study.options[0];
    CHECK(hotspots.capex_vnd == 40 * 200'000'000LL);
    CHECK(hotspots.opex_vnd_per_year * 100 == hotspots.capex_vnd * 12);
    REQUIRE(hotspots.add_sites.size() == 1);
    CHECK(hotspots.add_sites[0].count == 40);
    CHECK(hotspots.add_sites[0].anchor == Anchor::places);
    auto const& cameras = study.options[1];
    CHECK(cameras.capex_vnd == 200 * 208'000'000LL);
    CHECK(cameras.opex_vnd_per_year * 100 == cameras.capex_vnd * 12);
    CHECK(cameras.add_sites.at(0).service == ServiceKind::camera);
    CHECK(cameras.add_sites.at(0).count == 200);
    CHECK(study.options[2].roads.at(0).name == "Trần Quốc Nghiễn");
    CHECK(study.options[2].roads.at(0).lanes_change == -1);
    CHECK(study.replications == 3);
    CHECK(load_scenario(study.scenario).id == "weekday");
}
