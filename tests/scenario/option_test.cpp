// Options that change the scenario, and options that combine others.
#include "core/error.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using Catch::Contains;
using scenario::Option;

namespace {

std::string const head = "format = \"halong-option/1\"\nid = \"a\"\ncapex_vnd = 1\nopex_vnd_per_year = 1\n";

Option option_of(std::string const& keys) { return scenario::parse_option(head + keys, "o/option.toml"); }

std::string faults_of(auto const& action)
{
    try {
        action();
    } catch (core::UserError const& error) {
        std::string all;
        for (auto const& diagnostic : error.diagnostics()) all += core::text_of(diagnostic) + "\n";
        return all;
    }
    return {};
}

Option named(std::string id, std::string const& keys = "")
{
    Option option = option_of(keys);
    option.id = std::move(id);
    return option;
}

}  // namespace

TEST_CASE("an option's keys of the scenario hold instead of the scenario's, and nothing else changes")
{
    auto const option = option_of(
        "[scenario.counters]\nonline_share = 0.9\n[scenario.weather]\nrain = true\n"
        "[[scenario.event]]\nid = \"fair\"\nplace = \"square\"\nattendance = 5\nfrom_h = 8\nto_h = 12\n");
    scenario::Scenario base;
    base.id = "day";
    base.seed = 77;
    base.demand.visitors_per_day = 12'345.678901;
    auto const changed = scenario::with_option(base, option);
    CHECK(changed.counters.online_share == 0.9);
    CHECK(changed.weather.rain);
    REQUIRE(changed.events.size() == 1);
    auto same = changed;
    same.counters.online_share = base.counters.online_share;
    same.weather.rain = false;
    same.events.clear();
    CHECK(same == base);

    SECTION("the patch survives saving")
    {
        auto const again = scenario::parse_option(scenario::to_toml(option), "o/option.toml");
        CHECK(again == option);
        CHECK(scenario::with_option(base, again) == changed);
    }
    SECTION("events merge by id")
    {
        auto const later = option_of("[[scenario.event]]\nid = \"fair\"\nto_h = 20\n");
        auto const both = scenario::with_option(changed, later);
        REQUIRE(both.events.size() == 1);
        CHECK(both.events[0].from_h == 8);
        CHECK(both.events[0].to_h == 20);
    }
}

TEST_CASE("what is wrong in an option's keys of the scenario is told where it stands")
{
    auto const faults = faults_of(
        [] { option_of("[scenario]\ncity = \"x\"\n[scenario.wifi]\ntake_rate_foreing = 0.2\nuptime = 3\n"); });
    CHECK_THAT(faults, Contains("o/option.toml:6:1") && Contains("'scenario.city' cannot be changed by an option"));
    CHECK_THAT(faults, Contains("o/option.toml:8:1") && Contains("take_rate_foreing") &&
                           Contains("did you mean 'take_rate_foreign'?"));
    CHECK_THAT(faults, Contains("o/option.toml:9:") && Contains("outside the allowed range: above 0, at most 1"));
    CHECK_THAT(faults_of([] { option_of("[scenario.demand]\nroute_file = \"a.csv\"\n"); }),
               Contains("'scenario.demand.route_file' cannot be changed by an option"));
    // Rules between keys are judged with the scenario's own.
    auto const option = option_of("[[scenario.event]]\nid = \"fair\"\nfrom_h = 22\n");
    scenario::Scenario base;
    scenario::Event fair;
    fair.id = "fair";
    fair.from_h = 8;
    fair.to_h = 12;
    base.events.push_back(fair);
    CHECK_FALSE(faults_of([&] { (void)scenario::with_option(base, option); }).empty());
}

TEST_CASE("an option that combines others has their changes and need not name a cost")
{
    std::vector<Option> options{
        named("slots", "[[places]]\nids = [\"pier\"]\nslot_min = 30\n[scenario.wifi]\nuptime = 0.9\n"),
        named("limit", "operators_change = 2\n[[roads]]\nname = \"Hạ Long\"\nspeed_limit_kmh = 30\n")};
    auto const both = scenario::parse_option(
        "format = \"halong-option/1\"\nid = \"both\"\ncombines = [\"slots\", \"limit\"]\n", "o/both.toml");
    options.push_back(both);
    auto const whole = scenario::whole_option(both, options);
    CHECK(whole.id == "both");
    CHECK(whole.combines.empty());
    CHECK(whole.places.size() == 1);
    CHECK(whole.roads.size() == 1);
    CHECK(whole.operators_change == 2);
    CHECK(scenario::with_option({}, whole).wifi.uptime == 0.9);
    CHECK(scenario::parts_of(both, options).size() == 3);
    CHECK(scenario::whole_option(options[0], options) == options[0]);
    CHECK_THAT(faults_of([] { scenario::parse_option("format = \"halong-option/1\"\nid = \"x\"\n", "x.toml"); }),
               Contains("lacks the required key 'capex_vnd'"));
}

TEST_CASE("parts that contradict each other are told, all of them")
{
    std::vector<Option> options{
        named("one",
              "[[places]]\nids = [\"pier\"]\nslot_min = 30\n[[roads]]\nname = \"Hạ Long\"\nspeed_limit_kmh = 30\n"
              "[scenario.wifi]\nuptime = 0.9\n"),
        named("two",
              "[[places]]\nids = [\"pier\", \"beach\"]\nslot_min = 20\n[[roads]]\nname = \"Hạ Long\"\n"
              "speed_limit_kmh = 40\n[scenario.wifi]\nuptime = 0.8\n")};
    Option both = named("both");
    both.combines = {"one", "two"};
    options.push_back(both);
    auto const faults = faults_of([&] { (void)scenario::whole_option(both, options); });
    CHECK_THAT(faults, Contains("wifi.uptime = 0.9 and 0.8"));
    CHECK_THAT(faults, Contains("place pier"));
    CHECK_THAT(faults, Contains("the speed limit of 'Hạ Long'"));
    options[0].roads[0].heading_deg = 0;  // one limit for each direction
    options[1].roads[0].heading_deg = 180;
    CHECK_THAT(faults_of([&] { (void)scenario::whole_option(both, options); }), !Contains("the speed limit"));
    options[2].combines = {"one", "tow"};
    CHECK_THAT(faults_of([&] { (void)scenario::parts_of(options[2], options); }), Contains("did you mean 'two'?"));
    options[0].combines = {"both"};
    options[2].combines = {"one"};
    CHECK_THAT(faults_of([&] { (void)scenario::parts_of(options[2], options); }), Contains("both -> one -> both"));
}

TEST_CASE("tolls, signals and new places are read, saved and told what is wrong with them")
{
    auto const option = option_of(
        "[[tolls]]\nid = \"cars\"\nvehicles = [\"car\", \"van\"]\nvnd = 20000\nfrom_h = 6\nto_h = 20\n"
        "cordon_lon_lat = [107.03, 20.94, 107.05, 20.94, 107.05, 20.96]\n"
        "[[tolls]]\nid = \"km\"\nvehicles = [\"lorry\"]\nvnd_per_km = 1500\nroad = \"Hạ Long\"\n"
        "[[signals]]\nplace = \"sun-world\"\ncycle_s = 100\nmain_green_share = 0.6\n"
        "[[new_places]]\nid = \"clinic-9\"\nkind = \"clinic\"\nat_lon_lat = [107.05, 20.95]\n"
        "opens_h = 7\nposts = 4\n");
    REQUIRE(option.tolls.size() == 2);
    CHECK(option.tolls[0].vnd == 20'000);
    CHECK(option.signals[0].main_green_share == 0.6);
    CHECK(option.new_places[0].entrance.posts == 4);
    CHECK(scenario::parse_option(scenario::to_toml(option), "o/option.toml") == option);

    auto const faults = faults_of([] {
        (void)option_of(
            "[[tolls]]\nid = \"both\"\nvehicles = [\"car\"]\nvnd = 1000\nroad = \"Hạ Long\"\n"
            "cordon_lon_lat = [107.03, 20.94, 107.05, 20.94]\n"
            "[[tolls]]\nid = \"line\"\nvehicles = [\"car\"]\nvnd = 1000\n"
            "cordon_lon_lat = [107.03, 20.94, 107.05, 20.94]\n"
            "[[tolls]]\nid = \"free\"\nvehicles = [\"cars\"]\nroad = \"Hạ Long\"\nfrom_h = 7\nto_h = 7\n"
            "[[signals]]\nplace = \"pier\"\nnode = 4\ncycle_s = 5\n"
            "[[signals]]\nnode = 4\nremove = true\ncycle_s = 60\n"
            "[[new_places]]\nid = \"x\"\nkind = \"musuem\"\nat_lon_lat = [107.05]\n");
    });
    for (char const* part :
         {"toll 'both' has a cordon and a road", "'cordon_lon_lat' has not three corners or more",
          "did you mean \"car\"", "toll 'free' costs nothing", "toll 'free' is paid from 7 h to 7 h, which is no time",
          "the change of a signal names its junction twice", "'cycle_s' = 5 is too short",
          "a signal that is taken away cannot be timed or added", "did you mean \"museum\"?",
          "'at_lon_lat' is not one point", "o/option.toml:"}) {
        CHECK_THAT(faults, Contains(part));
    }
}

TEST_CASE("parts that time one signal differently, or have a toll or place of one id, contradict each other")
{
    std::string const place = "[[new_places]]\nid = \"m\"\nkind = \"museum\"\nat_lon_lat = [107, 21]\n";
    std::string const toll = "[[tolls]]\nid = \"t\"\nvehicles = [\"car\"]\nvnd = 1\nroad = \"Hạ Long\"\n";
    std::vector<Option> options{named("one", "[[signals]]\nnode = 4\ncycle_s = 60\n" + place + toll),
                                named("two", "[[signals]]\nnode = 4\ncycle_s = 90\noffset_s = 5\n" + place + toll)};
    Option both = named("both");
    both.combines = {"one", "two"};
    options.push_back(both);
    auto const faults = faults_of([&] { (void)scenario::whole_option(both, options); });
    CHECK_THAT(faults, Contains("the signal of node 4") && Contains("both have a toll 't'") &&
                           Contains("both have a new place 'm'"));
    options[1] = named("two", "[[signals]]\nnode = 4\noffset_s = 5\n");
    auto const whole = scenario::whole_option(both, options);
    CHECK(whole.signals.size() == 2);
    CHECK(whole.tolls.size() == 1);

    for (std::size_t i : {0, 1}) {
        options[i] = named(i == 0 ? "one" : "two", "[[signals]]\nplace = \"pier\"\nadd = true\n");
    }
    CHECK_THAT(faults_of([&] { (void)scenario::whole_option(both, options); }),
               Contains("the signal of the junction at place 'pier'"));
}
