#include "scenario/explain.hpp"

#include "support/scratch_folder.hpp"
#include "support/test_data.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

using namespace halong::scenario;
using halong::test::complaint;
using halong::test::ScratchFolder;

namespace {

// Every key, with the path that leads to it.
template <class Call>
void for_each_key(KeyInfo const& info, std::string const& prefix, Call const& call)
{
    for (auto const& child : info.children) {
        call(prefix + child.key, child);
        for_each_key(child, prefix + child.key + ".", call);
    }
}

}  // namespace

TEST_CASE("every key is explained: meaning, and range and source where they belong")
{
    for (auto const kind : all_kinds) {
        std::set<std::string> paths;
        for_each_key(catalogue_of(kind), "", [&](std::string const& path, KeyInfo const& info) {
            INFO(name_of(kind) << " " << path);
            CHECK(paths.insert(path).second);
            CHECK(info.about.text.size() > 10);
            CHECK(info.about.text.ends_with('.'));
            if (info.type == KeyType::number) {
                CHECK(std::isfinite(info.about.range.min));
                CHECK(std::isfinite(info.about.range.max));
            }
            bool const claims_source = info.about.mark != Mark::setting;
            if (claims_source) CHECK_FALSE(info.about.source.empty());
            if (auto const* number = std::get_if<double>(&info.default_value)) CHECK(info.about.range.has(*number));
            if (auto const* whole = std::get_if<std::int64_t>(&info.default_value)) {
                CHECK(info.about.range.has(static_cast<double>(*whole)));
            }
            auto const explanations = explain(path);
            CHECK(std::any_of(explanations.begin(), explanations.end(), [&](Explanation const& explanation) {
                return explanation.kind == kind && explanation.path == path && explanation.key == &info;
            }));
            CHECK(explain_text(path).find(info.about.text) != std::string::npos);
        });
        CHECK(known_paths(kind).size() == paths.size());
    }
}

TEST_CASE("a unit stands in the key and in its explanation")
{
    std::vector<std::pair<std::string_view, std::string_view>> const endings{
        {"_share", "share"}, {"_ms", "ms"},   {"_s", "s"},         {"_h", "h"},         {"_m", "m"},
        {"_min", "min"},     {"_dbm", "dBm"}, {"_mbps", "Mbit/s"}, {"_vnd", "VND"},     {"_kmh", "km/h"},
        {"_deg", "degrees"}, {"_db", "dB"},   {"_ghz", "GHz"},     {"_years", "years"}, {"_per_year", "/year"}};
    for (auto const kind : all_kinds) {
        for_each_key(catalogue_of(kind), "", [&](std::string const& path, KeyInfo const& info) {
            for (auto const& [ending, unit] : endings) {
                bool const is_rate = info.key.find("_per_") != std::string::npos && ending != "_per_year";
                if (!info.key.ends_with(ending) || is_rate) continue;
                INFO(path);
                CHECK(info.about.unit.find(unit) != std::string_view::npos);
            }
        });
    }
}

TEST_CASE("a key without a file")
{
    CHECK(explain_text("demand.foreign_share") ==
          "demand.foreign_share\n"
          "    Share of the visitors who come from abroad.\n"
          "    type      number\n"
          "    unit      share\n"
          "    default   0.12\n"
          "    allowed   0 to 1\n"
          "    from      estimate: 1.2 of 10 million visitors, the city's target for 2024\n"
          "    in        scenario (halong-scenario/1)\n");
    CHECK(explain_text("weather") ==
          "weather\n"
          "    The weather of the day.\n"
          "    type      table\n"
          "    in        scenario (halong-scenario/1)\n"
          "  rain = false\n"
          "      Whether it rains all day: cameras see less, and visitors prefer what has a roof.\n"
          "  fog = false\n"
          "      Whether there is fog all day: cameras see less.\n"
          "  boats_barred = false\n"
          "      Whether no boat may leave the piers all day, as in a storm: nobody takes a cruise.\n");
    CHECK(explain_text("scenario.day").find("words     weekday, weekend, holiday\n") != std::string::npos);
    CHECK(explain_text("option.capex_vnd").find("default   none: the key is required") != std::string::npos);
}

TEST_CASE("a key of several kinds of files is explained for each; a kind for itself")
{
    auto const seeds = explain("seed");
    REQUIRE(seeds.size() == 3);
    CHECK(seeds[0].kind == Kind::scenario);
    CHECK(seeds[1].kind == Kind::study);
    CHECK(explain("study.seed").size() == 1);
    auto const scenarios = explain("scenario");
    REQUIRE(scenarios.size() == 5);
    CHECK(scenarios[0].path.empty());
    CHECK(scenarios[1].kind == Kind::option);
    CHECK(scenarios[2].path == "scenario");
    CHECK(scenarios[3].kind == Kind::calibration);
    CHECK(scenarios[4].kind == Kind::sweep);
    CHECK(explain_text("sites") ==
          "site rules: a file of format \"halong-sites/1\"\n"
          "  format (required)\n      Kind and version of this file.\n"
          "  site_rules\n      Rules by which sites are placed where no list of real ones is "
          "public.\n");
    CHECK(explain("kpis").at(0).key->children.size() == 5);
}

TEST_CASE("a key in a file: the value in force, who sets it and what it replaces")
{
    ScratchFolder const folder;
    (void)folder.write("a.toml", "format = \"halong-scenario/1\"\ncity = \"c\"\n[demand]\nforeign_share = 0.1\n");
    (void)folder.write("b.toml",
                       "format = \"halong-scenario/1\"\nextends = \"a.toml\"\n[demand]\nforeign_share = 0.2\n");
    auto const c = folder.write("c.toml", "format = \"halong-scenario/1\"\nextends = \"b.toml\"\n");
    CHECK(folder.without_folder(explain_text("demand.foreign_share", c)) ==
          "demand.foreign_share = 0.2 share\n"
          "    Share of the visitors who come from abroad.\n"
          "    type      number\n"
          "    unit      share\n"
          "    default   0.12\n"
          "    allowed   0 to 1\n"
          "    from      estimate: 1.2 of 10 million visitors, the city's target for 2024\n"
          "    set at    b.toml:4:17\n"
          "    replaces  0.1 at a.toml:4:17\n"
          "    in        scenario (halong-scenario/1)\n"
          "    files     c.toml extends b.toml extends a.toml\n");
    auto const by_default = explain("demand.bay_share", c).at(0).values.at(0);
    CHECK(by_default.is_default);
    CHECK(by_default.text == "0.26");
    auto const overridden = explain("demand.foreign_share", c, {"demand.foreign_share=0.3"}).at(0).values.at(0);
    CHECK(overridden.text == "0.3");
    CHECK(overridden.set_at == "--set demand.foreign_share=0.3");
    REQUIRE(overridden.replaces.size() == 2);
    CHECK(folder.without_folder(overridden.replaces[1]) == "0.2 at b.toml:4:17");
    CHECK(explain_text("demand", c).find("  demand.foreign_share = 0.2 share  [") != std::string::npos);
    CHECK(explain_text("demand", c).find("  demand.bay_share = 0.26 share\n") != std::string::npos);
}

TEST_CASE("lists of a file are entered by id, or as a whole")
{
    auto const path = halong::test::repository_path("scenarios/hotspots-or-cameras.toml");
    auto const all = explain("options.capex_vnd", path).at(0).values;
    REQUIRE(all.size() == 3);
    CHECK(all[1].path == "options.more-cameras.capex_vnd");
    CHECK(all[1].text == "41600000000");
    auto const one = explain("options.more-hotspots.add_sites.tourist-wifi.hotspot.association_cap", path).at(0);
    REQUIRE(one.values.size() == 1);
    CHECK(one.values[0].text == "64");
    CHECK(explain("study.options.coast-road-lane.roads.lanes_change", path).at(0).values.at(0).text == "-1");
    CHECK(explain("options.coast-road-lane", path).at(0).values.size() == 7);
}

TEST_CASE("an unknown key names the nearest known one")
{
    CHECK(complaint([] { explain("demand.visitor_per_day"); }) ==
          "error: unknown key 'demand.visitor_per_day'\n    help: did you mean "
          "'demand.visitors_per_day'?");
    CHECK(complaint([] { explain("visitors_per_day"); }) ==
          "error: unknown key 'visitors_per_day'\n    help: did you mean 'demand.visitors_per_day'?");
    CHECK(complaint([] { explain("visiters_per_day"); }) ==
          "error: unknown key 'visiters_per_day'\n    help: did you mean 'demand.visitors_per_day'?");
    CHECK(complaint([] { explain("capex"); }) == "error: unknown key 'capex'\n    help: did you mean 'capex_vnd'?");
    CHECK(complaint([] { explain("qqqqqqqqqqqq"); }) ==
          "error: unknown key 'qqqqqqqqqqqq'\n    help: `halong explain scenario` lists the keys "
          "of a scenario; study, "
          "option, sites and calibration do the same");
    auto const path = halong::test::repository_path("scenarios/hotspots-or-cameras.toml");
    auto const help = [&path](std::string const& key) {
        auto const text = complaint([&] { explain(key, path); });
        return text.substr(text.find("help: "));
    };
    CHECK(help("options.more-hotspot.capex_vnd") == "help: did you mean 'more-hotspots'?");
    CHECK(help("options.qqqqqqqqq.capex_vnd") ==
          "help: the ids there are: more-hotspots, more-cameras, coast-road-lane");
    CHECK(help("options.more-hotspots.capex") == "help: did you mean 'options.capex_vnd'?");
    CHECK(help("demand.foreign_share") == "help: this is a key of another kind of file: scenario");
}

TEST_CASE("a file with faults is not explained but complained about")
{
    ScratchFolder const folder;
    auto const a = folder.write("a.toml", "format = \"halong-scenario/1\"\ncity = \"c\"\nsead = 1\n");
    CHECK(folder.without_folder(complaint([&] { explain("seed", a); })) ==
          "a.toml:3:1: error: unknown key 'sead'\n    help: did you mean 'seed'?");
}

TEST_CASE("kinds have words, names, formats and schemas of their own")
{
    CHECK(find_kind("scenario") == Kind::scenario);
    CHECK(find_kind("sites") == Kind::sites);
    CHECK_FALSE(find_kind("swep"));
    CHECK_FALSE(find_kind(""));
    std::set<std::string_view> names;
    for (auto const kind : all_kinds) {
        names.insert({name_of(kind), format_of(kind), schema_file_name(kind)});
        CHECK(find_kind(catalogue_of(kind).key) == kind);
    }
    CHECK(names.size() == 3 * all_kinds.size());
    CHECK(catalogue_of(Kind::study).key == "study");
}

TEST_CASE("ranges in words")
{
    CHECK(range_text({0, 1}) == "0 to 1");
    CHECK(range_text({0, 60, true}) == "above 0, at most 60");
    CHECK(range_text({.min = 2}) == "at least 2");
    CHECK(range_text({.min = 2, .above_min = true}) == "above 2");
    CHECK(range_text({.max = -3}) == "at most -3");
    CHECK(range_text({}).empty());
    CHECK(range_text({1000, 60'000}) == "1000 to 60_000");
    CHECK(range_text({-0.5, 1e15}) == "-0.5 to 1_000_000_000_000_000");
}
