// Keys of a study about years, money and precision: what does not fit is told with its place.
#include "core/error.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using Catch::Contains;

namespace {

std::string study_text(std::string const& keys, std::string const& option_keys, std::string const& kpi_keys = "")
{
    return "format = \"halong-study/1\"\nscenario = \"s.toml\"\n" + keys +
           "\n[[options]]\nid = \"a\"\ncapex_vnd = 5\nopex_vnd_per_year = 1\n" + option_keys +
           "\n[[kpis]]\nid = \"trips_completed\"\nbetter = \"more\"\n" + kpi_keys + "\n";
}

std::string faults_of(std::string const& text)
{
    try {
        (void)scenario::parse_study(text, "s/study.toml");
    } catch (core::UserError const& error) {
        std::string all;
        for (auto const& diagnostic : error.diagnostics()) all += core::text_of(diagnostic) + "\n";
        return all;
    }
    return {};
}

}  // namespace

TEST_CASE("keys of years, rates and precision are kept when a study is saved")
{
    auto const study = scenario::parse_study(
        study_text("first_year = 2030\nhorizon_years = 20\ndiscount_rates = [0.03, 0.09]\nreplications = 10\n"
                   "max_replications = 40\nbudget_minutes = 90\nindifference_vnd_per_year = 5_000_000",
                   "start_year = 2033", "precision = 4.5\nprecision_pct = 2"),
        "study.toml");
    CHECK(study.horizon_years == 20);
    CHECK(study.discount_rates == std::vector<double>{0.03, 0.09});
    CHECK(study.options[0].start_year == 2033);
    CHECK(study.kpis[0].precision_pct == 2);
    auto again = scenario::parse_study(scenario::to_toml(study), "study.toml");
    again.scenario = study.scenario;
    CHECK(again == study);
}

TEST_CASE("an option outside the horizon, without cost or with a negative life is told with its line")
{
    CHECK(faults_of(study_text("", "start_year = 2026")).empty());
    CHECK_THAT(
        faults_of(study_text("horizon_years = 5", "start_year = 2031")),
        Contains("study.toml:") && Contains("option 'a' starts in 2031, but the study's years are 2026 to 2030"));
    CHECK_THAT(faults_of(study_text("first_year = 2030", "start_year = 2029")), Contains("starts in 2029"));
    CHECK_THAT(faults_of(study_text("", "life_years = -5")), Contains("study.toml:8:") && Contains("life_years"));
    CHECK_THAT(faults_of(study_text("discount_rates = [0.06, -0.1]", "")), Contains("study.toml:3:"));
    std::string free = study_text("", "");
    free.erase(free.find("capex_vnd = 5\n"), 14);
    CHECK_THAT(faults_of(free), Contains("an option needs its cost: write capex_vnd = 0 if it is free"));
}

TEST_CASE("precision and the most replications belong together")
{
    CHECK(faults_of(study_text("max_replications = 20", "", "precision = 1")).empty());
    CHECK_THAT(faults_of(study_text("max_replications = 20", "")), Contains("no indicator has a precision"));
    CHECK_THAT(faults_of(study_text("", "", "precision_pct = 1")), Contains("'max_replications' is not given"));
    CHECK_THAT(faults_of(study_text("replications = 9\nmax_replications = 8", "", "precision = 1")),
               Contains("'max_replications' = 8 is less than 'replications' = 9"));
    CHECK_THAT(faults_of(study_text("budget_minutes = 8", "")), Contains("'budget_minutes' limits"));
}

TEST_CASE("the changes of an option are all that is not its title, costs and years")
{
    auto option = [](std::string const& keys) {
        return scenario::changes_of(scenario::parse_study(study_text("", keys), "s/study.toml").options.at(0));
    };
    auto const plain = option("");
    CHECK(option("title = { vi = \"Nhiều\", en = \"Much\" }\nlife_years = 3\nstart_year = 2027") == plain);
    CHECK(option("operators_change = 2") != plain);
    CHECK(option("[[options.roads]]\nname = \"Hạ Long\"\nlanes_change = 1") != plain);
    CHECK(plain.id == "a");
}

TEST_CASE("days, uncertain numbers and combinations of a study are kept, and their faults are told with their lines")
{
    std::string const more =
        "\n[[days]]\nid = \"holiday\"\nscenario = \"h.toml\"\ndays_per_year = 12\n"
        "[[uncertain]]\nkey = \"discount_rate\"\nlow = 0.06\nhigh = 0.12\n";
    auto const study = scenario::parse_study(study_text("days_per_year = 250" + more, ""), "study.toml");
    CHECK(study.days.at(0).days_per_year == 12);
    CHECK(study.uncertain.at(0).high == 0.12);
    CHECK(scenario::parse_study(scenario::to_toml(study), "study.toml") == study);
    CHECK_THAT(faults_of(study_text("days_per_year = 360" + more, "")), Contains("the study's days are 372 a year"));
    CHECK_THAT(faults_of(study_text("[[uncertain]]\nkey = \"discount_rate\"\nlow = 0.2\nhigh = 0.1\n", "")),
               Contains("study.toml:5:") && Contains("'high' = 0.1 is not above 'low' = 0.2"));
    CHECK_THAT(faults_of(study_text("", "combines = [\"b\"]")),
               Contains("combines 'b', which is no option of the study"));
}
