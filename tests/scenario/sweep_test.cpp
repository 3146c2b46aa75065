#include "scenario/sweep.hpp"

#include "scenario/load_sweep.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"
#include "support/scratch_folder.hpp"
#include "support/test_data.hpp"

#include <catch2/catch.hpp>

using namespace halong::scenario;
using Catch::Matchers::Contains;
using halong::test::complaint;
using halong::test::ScratchFolder;

namespace {

constexpr std::string_view day = "format = \"halong-scenario/1\"\ncity = \"town\"\n[demand]\nvisitors_per_day = 900\n";
constexpr std::string_view head = "format = \"halong-sweep/1\"\nscenario = \"day.toml\"\n";

LoadedSweep load(ScratchFolder const& folder, std::string const& text, Overrides const& overrides = {})
{
    static_cast<void>(folder.write("day.toml", day));
    return load_sweep(folder.write("sweep.toml", std::string(head) + text), overrides);
}

// What is wrong with a sweep, without the folder's name.
std::string faults(std::string const& text)
{
    ScratchFolder const folder;
    return folder.without_folder(complaint([&] { load(folder, text); }));
}

}  // namespace

TEST_CASE("a sweep multiplies rows, axes, samples, variants and seeds", "[sweep]")
{
    ScratchFolder const folder;
    auto const loaded = load(folder, R"(seed = 5
seeds = 3
kpis = ["person_delay_h"]
[[grid]]
key = "weather.rain"
values = [false, true]
[[rows]]
id = "quiet"
scenario = { demand.visitors_per_day = 100, wifi.take_rate_foreign = 0.5 }
[[rows]]
id = "busy"
scenario = { demand.visitors_per_day = 2000 }
[sample]
method = "sobol"
points = 8
[[sample.keys]]
key = "wifi.take_rate_domestic"
low = 0.1
high = 0.4
scale = "log"
[[options]]
id = "cheap"
capex_vnd = 1
opex_vnd_per_year = 1
[options.scenario.wifi]
take_rate_worker = 0.2
[slurm]
partition = "debug"
tasks_per_element = 7
)",
                             {"scenario.demand.visitors_per_day=1000", "slurm.cores=2"});
    Sweep const& sweep = loaded.sweep;
    CHECK(sweep.id == "sweep");
    CHECK(point_count(sweep) == 2 * 2 * 8);
    CHECK(variant_count(sweep) == 2);
    CHECK(task_count(sweep) == 2 * 2 * 8 * 2 * 3);
    CHECK(loaded.scenario.demand.visitors_per_day == 1000);
    CHECK(sweep.slurm.cores == 2);
    CHECK(sweep.sample.method == SampleMethod::sobol);
    CHECK(sweep.sample.keys.front().scale == SampleScale::log);
    auto const set = values_of(sweep.rows.front().scenario);
    REQUIRE(set.size() == 2);
    CHECK(set[0].key == "demand.visitors_per_day");
    CHECK(set[1].key == "wifi.take_rate_foreign");
    CHECK(full_text(set[1].value) == "0.5");

    SECTION("it is saved and reads back the same")
    {
        static_cast<void>(folder.write("again.toml", to_toml(sweep, folder.path())));
        auto again = load_sweep(folder.path() / "again.toml").sweep;
        again.id = sweep.id;
        CHECK(again == sweep);
    }
}

TEST_CASE("the least sweep is its scenario, once", "[sweep]")
{
    ScratchFolder const folder;
    auto const sweep = load(folder, "").sweep;
    CHECK(task_count(sweep) == 1);
    static_cast<void>(folder.write("again.toml", to_toml(sweep, folder.path())));
    CHECK(task_count(load_sweep(folder.path() / "again.toml").sweep) == 1);
}

TEST_CASE("a sweep takes the options of a study, each with all that it combines", "[sweep]")
{
    ScratchFolder const folder;
    static_cast<void>(folder.write("study.toml", R"(format = "halong-study/1"
scenario = "day.toml"
[[kpis]]
id = "person_delay_h"
better = "less"
[[options]]
id = "a"
capex_vnd = 1
opex_vnd_per_year = 0
operators_change = 2
[[options]]
id = "b"
capex_vnd = 1
opex_vnd_per_year = 0
[[options]]
id = "both"
combines = ["a", "b"]
)"));
    auto const all = load(folder, "options_of = \"study.toml\"\n").sweep;
    CHECK(all.options.size() == 3);
    auto const one = load(folder, "options_of = \"study.toml\"\noption_ids = [\"both\"]\nwith_base = false\n").sweep;
    REQUIRE(one.options.size() == 1);
    CHECK(one.options.front().operators_change == 2);
    CHECK(one.options.front().combines.empty());
    CHECK(task_count(one) == 1);
    auto const wrong = folder.without_folder(
        complaint([&] { load(folder, "options_of = \"study.toml\"\noption_ids = [\"bothh\"]\n"); }));
    CHECK_THAT(wrong,
               Contains("sweep.toml:4:15") && Contains("has no option 'bothh'") && Contains("did you mean 'both'?"));
}

TEST_CASE("faults of a sweep stand where they are", "[sweep]")
{
    CHECK_THAT(faults("sedes = 2\n"),
               Contains("sweep.toml:3:1") && Contains("unknown key 'sedes'") && Contains("did you mean 'seed"));
    auto const unknown = faults("[[grid]]\nkey = \"demand.visitors_per_dya\"\nvalues = [1, 2]\n");
    CHECK_THAT(unknown, Contains("sweep.toml:4:7") && Contains("unknown key 'demand.visitors_per_dya'") &&
                            Contains("did you mean 'visitors_per_day'?"));
    CHECK(unknown.find("unknown key") == unknown.rfind("unknown key"));  // said once, not for each value
    CHECK_THAT(faults("[[grid]]\nkey = \"demand.visitors_per_day\"\nvalues = []\n"),
               Contains("sweep.toml:5:10") && Contains("axis 1 lacks the required key 'values'"));
    CHECK_THAT(faults("[[grid]]\nkey = \"demand.visitors_per_day\"\nvalues = [1, -5, \"x\"]\n"),
               Contains("sweep.toml:5:14") && Contains("outside the allowed range") && Contains("sweep.toml:5:18") &&
                   Contains("a number is needed"));
    CHECK_THAT(faults("[[grid]]\nkey = \"seed\"\nvalues = [1]\n"),
               Contains("sweep.toml:4:7") && Contains("'seed' cannot be changed by a sweep") && Contains("seeds"));
    CHECK_THAT(faults("[[rows]]\nid = \"a\"\nscenario = { city = \"x\" }\n"),
               Contains("sweep.toml:5:14") && Contains("'rows.a.scenario.city' cannot be changed by a sweep"));
    CHECK_THAT(
        faults(
            "[[grid]]\nkey = \"weather.rain\"\nvalues = [true]\n[[grid]]\nkey = \"weather.rain\"\nvalues = [false]\n"),
        Contains("sweep.toml:7:7") && Contains("'weather.rain' varies twice") && Contains("sweep.toml:4:7"));
    CHECK_THAT(faults("[[grid]]\nkey = \"weather.rain\"\nvalues = [true]\n[[rows]]\nid = \"a\"\nscenario = { "
                      "weather.rain = false }\n"),
               Contains("sweep.toml:6:1") && Contains("row 'a' sets 'weather.rain', which varies by itself"));
    CHECK_THAT(faults("[sample]\npoints = 4\n[[sample.keys]]\nkey = \"weather.rain\"\nlow = 0\nhigh = 1\n"),
               Contains("sweep.toml:6:7") && Contains("only numbers can be drawn"));
    CHECK_THAT(faults("[sample]\npoints = 4\n[[sample.keys]]\nkey = \"traffic.end_hour\"\nlow = 24.5\nhigh = 30\n"),
               Contains("sweep.toml:7:7") && Contains("is no whole number"));
    CHECK_THAT(faults("[sample]\npoints = 4\n[[sample.keys]]\nkey = \"wifi.take_rate_foreign\"\nlow = 0\nhigh = 2\n"),
               Contains("sweep.toml:8:8") && Contains("outside the allowed range"));
    CHECK_THAT(
        faults("[sample]\npoints = 4\n[[sample.keys]]\nkey = \"wifi.take_rate_foreign\"\nlow = 0.4\nhigh = 0.1\n"),
        Contains("sweep.toml:7:7") && Contains("'high' = 0.1 is not above 'low' = 0.4"));
    CHECK_THAT(faults("[sample]\npoints = 4\n"),
               Contains("sweep.toml:4:10") && Contains("4 points are sampled, but no key"));
    CHECK_THAT(faults("[sample]\n[[sample.keys]]\nkey = \"wifi.take_rate_foreign\"\nlow = 0.1\nhigh = 0.2\n"),
               Contains("keys are sampled, but at no point"));
    for (char const* key : {"", ".", "demand.", "demand..visitors_per_day"}) {
        CHECK_THAT(faults("[[grid]]\nkey = \"" + std::string(key) + "\"\nvalues = [1]\n"), Contains("sweep.toml:4:7"));
    }
    CHECK_THAT(faults("[[grid]]\nkey = \"format\"\nvalues = [\"x\"]\n"), Contains("cannot be changed by a sweep"));
    // One key that holds another varies it too; so does an option, which comes last.
    CHECK_THAT(faults("[[grid]]\nkey = \"demand\"\nvalues = [{ visitors_per_day = 5 }]\n[[grid]]\nkey = "
                      "\"demand.visitors_per_day\"\nvalues = [1]\n"),
               Contains("sweep.toml:7:7") && Contains("varies twice") && Contains("'demand' does so already"));
    CHECK_THAT(faults("[[grid]]\nkey = \"demand.visitors_per_day\"\nvalues = [1, 2]\n[[options]]\nid = "
                      "\"more\"\ncapex_vnd = 0\nopex_vnd_per_year = 0\nlife_years = 1\n"
                      "scenario = { demand.visitors_per_day = 9 }\n"),
               Contains("option 'more' sets 'demand.visitors_per_day', which varies by itself"));
    CHECK_THAT(faults("[slurm]\nminutes = 2\n"), Contains("leaves nothing of 2 min"));
    CHECK_THAT(faults("[slurm]\npartition = \"a b; rm\"\n"),
               Contains("sweep.toml:4:13") && Contains("cannot stand in a batch script"));
    CHECK_THAT(faults("options_of = \"gone.toml\"\n"),
               Contains("sweep.toml:3:14") && Contains("there is no file 'gone.toml'"));
    CHECK_THAT(faults("seeds = 1000000\n[sample]\npoints = 10000\n[[sample.keys]]\nkey = "
                      "\"wifi.take_rate_foreign\"\nlow = 0.1\nhigh = 0.2\n"),
               Contains("the sweep has 10000000000 tasks"));
    ScratchFolder const folder;
    auto const path = folder.write("sweep.toml", "format = \"halong-sweep/1\"\nscenario = \"gone.toml\"\n");
    CHECK_THAT(complaint([&] { load_sweep(path); }), Contains("sweep.toml:2:12") && Contains("there is no file"));
}

TEST_CASE("the ready sweeps are sound", "[sweep]")
{
    int count = 0;
    for (auto const& entry : std::filesystem::directory_iterator(halong::test::repository_path("scenarios"))) {
        if (!entry.path().stem().string().ends_with("-sweep")) continue;
        ++count;
        INFO(entry.path());
        CHECK(check_file(entry.path()).empty());
        CHECK(task_count(load_sweep(entry.path()).sweep) > 1);
    }
    CHECK(count > 0);
}
