// Several kinds of days, combined costs, and what the answer does when uncertain numbers change.
#include "study/sensitivity.hpp"

#include "core/error.hpp"
#include "study/small_city.hpp"
#include "study/synthetic_study.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using Catch::Contains;

namespace {

scenario::UncertainKey uncertain(std::string key, double low, double high)
{
    return {.key = std::move(key), .title = {}, .low = low, .high = high};
}

double npv_of(scenario::Study study)
{
    study.uncertain.clear();
    return static_cast<double>(study::evaluate(study, test::hand_subject(), test::hand_runs()).economics[0].npv_vnd);
}

}  // namespace

TEST_CASE("a key of the study is worked out anew at both ends, just as if the study said so")
{
    auto study = test::hand_study();
    study.scenario = "day.toml";
    study.uncertain = {uncertain("discount_rate", 0.05, 0.12),
                       uncertain("kpis.wifi_carried_person_min.weight_vnd_per_unit", 50, 300),
                       uncertain("options.hotspots.capex_vnd", 4e9, 9e9)};
    study.sensitivity_samples = 500;
    auto subject = test::hand_subject();
    subject.uncertain_values = study::values_as_they_are(study, {});
    CHECK(subject.uncertain_values == std::vector<double>{0, 100, 8e9});
    auto const answer = study::evaluate(study, subject, test::hand_runs());
    auto const& bars = answer.sensitivity.bars;
    REQUIRE(bars.size() == 3);
    auto changed = study;
    changed.discount_rate = 0.12;
    CHECK(bars[0].npv_high[0] == npv_of(changed));
    changed = study;
    changed.kpis[0].weight_vnd_per_unit = 50;
    CHECK(bars[1].npv_low[0] == npv_of(changed));
    changed = study;
    changed.options[0].capex_vnd = 9'000'000'000;
    CHECK(bars[2].npv_high[0] == npv_of(changed));
    CHECK(bars[2].npv_low[1] == bars[2].npv_high[1]);  // the lane does not care

    // A net present value is a straight line in a weight and in costs: where it meets 0 it is 0.
    auto const worth_at = [&](double weight_vnd) {
        auto weighed = study;
        weighed.kpis[0].weight_vnd_per_unit = weight_vnd;
        return npv_of(weighed);
    };
    study::SensitivityBar const bar{100, {worth_at(50)}, {worth_at(100'000)}, {}};
    double const weight = study::break_even(uncertain("weight", 50, 100'000), bar, 0);
    CAPTURE(weight, bar.npv_low[0], bar.npv_high[0]);
    CHECK(std::abs(worth_at(weight)) < 1e-6 * std::abs(bar.npv_low[0]));
    CHECK(std::isnan(study::break_even(study.uncertain[2], bars[2], 1)));  // level
    study::SensitivityBar const far{0, {100, -1}, {101, 1}, {}};
    CHECK(std::isnan(study::break_even(study.uncertain[1], far, 0)));  // 100 widths away
    CHECK(study::break_even(study.uncertain[1], far, 1) == Approx(175));
    study::SensitivityBar const below{0, {1}, {2}, {}};  // 0 at one width below the low end
    CHECK(std::isnan(study::break_even(uncertain("weight", 50, 150), below, 0)));
    CHECK(study::break_even(uncertain("growth", -1, 1), below, 0) == Approx(-3));

    // A dearer option is worth less in every sample, all else as it is.
    CHECK(bars[2].correlation[0] < -0.5);
    CHECK(bars[1].correlation[0] > 0.05);
    CHECK(answer.sensitivity.low[0] < answer.sensitivity.high[0]);
    CHECK(answer.sensitivity.chance_to_pay[0] >= 0);
    CHECK(study::digest_of(answer) == study::digest_of(study::evaluate(study, subject, test::hand_runs())));
}

TEST_CASE("unknown or impossible uncertain numbers are told")
{
    auto study = test::hand_study();
    study.uncertain = {uncertain("discount_rat", 0, 1), uncertain("wifi.take_rate_foreing", 0.1, 0.2),
                       uncertain("wifi.uptime", 0.5, 3)};
    try {
        study::check_uncertain_keys(study, {});
        FAIL("nothing was thrown");
    } catch (core::UserError const& error) {
        std::string all;
        for (auto const& diagnostic : error.diagnostics()) all += core::text_of(diagnostic) + "\n";
        CHECK_THAT(all, Contains("'discount_rat' is no number of the study"));
        CHECK_THAT(all, Contains("take_rate_foreing") && Contains("did you mean 'wifi.take_rate_foreign'?"));
        CHECK_THAT(all, Contains("outside the allowed range"));
    }
}

TEST_CASE("Latin hypercubes fall once into each stratum, and rank correlation is Spearman's")
{
    auto const points = study::latin_hypercube(40, 3);
    for (std::size_t d = 0; d < 3; ++d) {
        std::vector<int> met(40, 0);
        for (auto const& point : points) ++met[static_cast<std::size_t>(point[d] * 40)];
        CHECK(met == std::vector<int>(40, 1));
    }
    CHECK(study::rank_correlation({1, 2, 3, 4}, {10, 100, 1'000, 10'000}) == Approx(1));
    CHECK(study::rank_correlation({1, 2, 3, 4}, {4, 3, 2, 1}) == Approx(-1));
    // Spearman (1904) by hand: ranks 1 2 3 4 5 against 2 1 4 3 5, 1 - 6 * 4 / (5 * 24) = 0.8.
    CHECK(study::rank_correlation({1, 2, 3, 4, 5}, {20, 10, 40, 30, 50}) == Approx(0.8));
    CHECK(std::isnan(study::rank_correlation({1, 1, 1}, {1, 2, 3})));
}

TEST_CASE("benefits of further kinds of days count with their days a year, and days of stress do not")
{
    auto study = test::hand_study();
    study.days = {{"holiday", "h.toml", 10}, {"storm", "s.toml", 0}};
    auto runs = test::hand_runs();
    for (std::string const day : {"holiday", "storm"}) {
        for (auto run : test::hand_runs()) {
            run.day = day;
            for (auto& kpi : run.kpis) {
                if (kpi.id == "wifi_carried_person_min") kpi.value *= 2;
            }
            runs.push_back(run);
        }
    }
    auto subject = test::hand_subject();
    subject.other_days = {{"holiday", {}, scenario::DayKind::holiday}, {"storm", {}, scenario::DayKind::weekday}};
    auto const answer = study::evaluate(study, subject, runs);
    auto const alone = study::evaluate(test::hand_study(), test::hand_subject(), test::hand_runs());
    REQUIRE(answer.other_days.size() == 2);
    CHECK(answer.other_days[0].kpis[0].differences[0].mean == Approx(2'000));
    CHECK(answer.other_days[1].kpis[0].differences[0].mean == Approx(2'000));
    CHECK(study::benefit_a_year(study, answer, 0, 0) == Approx(300 * 1'000 + 10 * 2'000));
    CHECK(answer.weighted_benefit[1].mean == Approx(alone.weighted_benefit[1].mean * 310 / 300));
    CHECK(answer.kpis[0].differences[0].mean == alone.kpis[0].differences[0].mean);
    auto const text = study::table_text(study, answer);
    CHECK_THAT(text, Contains("Day “holiday” (10 days a year)") && Contains("Day “storm” (stress"));
}

TEST_CASE("a combination costs what its parts cost, each over its own life")
{
    auto study = test::hand_study();
    scenario::Option both;
    both.id = "both";
    both.combines = {"hotspots", "lane"};
    study.options.push_back(both);
    auto runs = test::hand_runs();
    for (auto run : test::hand_runs()) {
        if (run.variant != "hotspots") continue;
        run.variant = "both";
        runs.push_back(run);
    }
    auto const answer = study::evaluate(study, test::hand_subject(), runs);
    CHECK(answer.annual_cost_vnd[2] == Approx(answer.annual_cost_vnd[0] + answer.annual_cost_vnd[1]));
    CHECK(answer.economics[2].cost_vnd == answer.economics[0].cost_vnd + answer.economics[1].cost_vnd);
    CHECK_THAT(study::table_text(study, answer), Contains("8,000"));
}

TEST_CASE("a study simulates its days, options of every kind, and uncertain numbers of the scenario")
{
    auto const city = test::small_city();
    scenario::Study study;
    study.id = "small";
    study.replications = 2;
    study.seed = 11;
    study.scenario = "small.toml";
    study.days_per_year = 250;
    study.days = {{"rain", "rain.toml", 20}};
    scenario::Option nothing;
    nothing.id = "nothing";
    scenario::Option wifi = nothing;  // acts on a service only
    wifi.id = "wifi";
    wifi.scenario.keys = scenario::parse_toml("[wifi]\nuptime = 0.5\n", "option.toml");
    scenario::Option fewer = nothing;  // acts on who comes
    fewer.id = "fewer";
    fewer.scenario.keys = scenario::parse_toml("[demand]\nvisitors_per_day = 60\n", "option.toml");
    study.options = {nothing, wifi, fewer};
    study.kpis = {{"wifi_carried_person_min", scenario::Better::more, 100},
                  {"trips_completed", scenario::Better::more, 1}};
    study.uncertain = {uncertain("wifi.take_rate_domestic", 0.3, 0.9)};
    study.sensitivity_samples = 20;
    auto rain = test::small_scenario();
    rain.weather.rain = true;
    auto const answer = study::run_study(study, {test::small_scenario(), rain}, city, {}, {});
    CHECK(answer.runs.size() == 2 * 2 * 4);
    CHECK(answer.sensitivity_runs.size() == 2 * 4);
    for (std::size_t k = 0; k < 2; ++k) {
        CHECK(answer.kpis[k].differences[0] == study::PairedDifference{});
        CHECK(answer.other_days[0].kpis[k].differences[0] == study::PairedDifference{});
    }
    CHECK(answer.kpis[0].differences[1].mean < 0);
    CHECK(answer.kpis[1].differences[1].mean == 0);  // the same trips
    CHECK(answer.kpis[1].differences[2].mean < 0);   // fewer visitors make fewer trips
    REQUIRE(answer.sensitivity.bars.size() == 1);
    CHECK(answer.sensitivity.bars[0].as_is == 0.9);
    // Fewer sessions are lost where fewer people connect.
    CHECK(answer.sensitivity.bars[0].npv_low[1] > answer.sensitivity.bars[0].npv_high[1]);
    CHECK(answer.sensitivity.bars[0].npv_low[0] == 0);
    CHECK_THAT(study::table_text(study, answer), Contains("Sensitivity: net present value"));
}

TEST_CASE("days a year of further kinds of days can be uncertain, but ranges must go together")
{
    auto study = test::hand_study();
    study.scenario = "day.toml";
    study.days = {{"holiday", "h.toml", 20}};
    study.uncertain = {uncertain("days.holiday.days_per_year", 10, 60)};
    auto runs = test::hand_runs();
    for (auto run : test::hand_runs()) {
        run.day = "holiday";
        runs.push_back(run);
    }
    auto subject = test::hand_subject();
    subject.other_days = {{"holiday", {}, scenario::DayKind::holiday}};
    subject.uncertain_values = study::values_as_they_are(study, {});
    CHECK(subject.uncertain_values == std::vector<double>{20});
    auto const answer = study::evaluate(study, subject, runs);
    auto changed = study;
    changed.uncertain.clear();
    changed.days[0].days_per_year = 60;
    auto const more = study::evaluate(changed, subject, runs);
    CHECK(answer.sensitivity.bars.at(0).npv_high[0] == static_cast<double>(more.economics[0].npv_vnd));
    CHECK(answer.sensitivity.bars[0].npv_low[0] < answer.sensitivity.bars[0].npv_high[0]);

    study.uncertain.push_back(uncertain("days_per_year", 250, 330));  // 330 and 60 are more than a year
    CHECK_THROWS_WITH(study::check_uncertain_keys(study, {}),
                      Contains("ranges of [[uncertain]] do not go together") && Contains("days are"));
    study.sensitivity_samples = 0;
    CHECK_NOTHROW(study::check_uncertain_keys(study, {}));

    auto other = study;  // another study.toml beside the answer
    other.uncertain.push_back(uncertain("discount_rate", 0, 0.1));
    CHECK_THROWS_AS(study::evaluate(other, subject, runs), core::InternalFault);
}
