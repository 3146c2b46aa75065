#include "core/error.hpp"
#include "study/answer_table.hpp"
#include "study/study.hpp"
#include "study/synthetic_study.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace halong;

TEST_CASE("means and differences go by variant and replication, in whatever order runs come")
{
    auto const study = test::hand_study();
    auto runs = test::hand_runs();
    auto const answer = study::evaluate(study, test::hand_subject(), runs);
    REQUIRE(answer.kpis.size() == 3);
    CHECK(answer.kpis[0].kpi == "wifi_carried_person_min");
    CHECK(answer.kpis[0].base_mean == 155'700);
    CHECK(answer.kpis[0].option_means == std::vector<double>{156'700, 155'700});
    CHECK(answer.kpis[0].differences[0] == study::PairedDifference{1'000, 0, true});
    CHECK(answer.kpis[0].differences[1] == study::PairedDifference{});
    CHECK(answer.kpis[1].differences[0].mean == 0);
    CHECK_FALSE(answer.kpis[1].differences[0].distinguishable);
    CHECK(answer.kpis[1].differences[1].mean == 100);
    CHECK(answer.kpis[1].differences[1].half_width == Approx(4.302652729749464 / std::sqrt(3.0)));
    CHECK(answer.kpis[2].differences[1] == study::PairedDifference{-30, 0, true});

    std::ranges::reverse(runs);
    auto const again = study::evaluate(study, test::hand_subject(), runs);
    CHECK(again.kpis[1].differences == answer.kpis[1].differences);
}

TEST_CASE("VND per unit is there only for a distinguishable benefit")
{
    auto const study = test::hand_study();
    auto const answer = study::evaluate(study, test::hand_subject(), test::hand_runs());
    CHECK(answer.annual_cost_vnd == std::vector<double>{1.2e9, 6e7});
    CHECK(answer.kpis[0].vnd_per_unit[0] == Approx(1.2e9 / (1'000 * 300.0)));  // more is better, and it is more
    CHECK(std::isnan(answer.kpis[0].vnd_per_unit[1]));                         // no difference
    CHECK(std::isnan(answer.kpis[1].vnd_per_unit[0]));                         // not distinguishable
    CHECK(std::isnan(answer.kpis[1].vnd_per_unit[1]));                         // distinguishable, but worse
    CHECK(std::isnan(answer.kpis[2].vnd_per_unit[1]));                         // fewer where more is better

    auto turned = study;
    turned.kpis[1].better = scenario::Better::more;
    turned.kpis[2].better = scenario::Better::less;
    auto const other = study::evaluate(turned, test::hand_subject(), test::hand_runs());
    CHECK(other.kpis[1].vnd_per_unit[1] == Approx(6e7 / (100 * 300.0)));
    CHECK(other.kpis[2].vnd_per_unit[1] == Approx(6e7 / (30 * 300.0)));
}

TEST_CASE("a benefit that only another kind of day has is one of the year, and has its cost per unit")
{
    auto study = test::hand_study();
    scenario::StudyDay cut;
    cut.id = "cut";
    cut.days_per_year = 50;
    study.days = {cut};
    auto subject = test::hand_subject();
    subject.other_days.resize(1);
    subject.other_days[0].id = "cut";
    std::vector<study::RunRecord> runs;
    for (int r = 0; r < 3; ++r) {
        double const noise = 10.0 * r;
        for (std::string const variant : {"base", "hotspots", "lane"}) {
            runs.push_back(test::hand_run(variant, r, 1'000 + noise, 10, 1));
            bool const helps = variant == "hotspots";
            runs.push_back(test::hand_run(variant, r, 500 + noise + (helps ? 200 + r : 0), 10, 1));
            runs.back().day = "cut";
        }
    }
    auto const answer = study::evaluate(study, subject, runs);
    CHECK_FALSE(answer.kpis[0].differences[0].distinguishable);
    CHECK(answer.kpis[0].vnd_per_unit[0] == Approx(1.2e9 / (201 * 50.0)));
    CHECK(std::isnan(answer.kpis[0].vnd_per_unit[1]));
    CHECK(study::days_text(study) == "300 + 50");
}

TEST_CASE("a free option costs nothing per unit of its benefit")
{
    auto study = test::hand_study();
    study.options[0].capex_vnd = 0;
    study.options[0].opex_vnd_per_year = 0;
    CHECK(study::evaluate(study, test::hand_subject(), test::hand_runs()).kpis[0].vnd_per_unit[0] == 0);
}

TEST_CASE("the weighted benefit is the sum of weights times benefits of a year, with its own interval")
{
    auto const answer = study::evaluate(test::hand_study(), test::hand_subject(), test::hand_runs());
    REQUIRE(answer.weighted_benefit_vnd.size() == 2);
    CHECK(answer.weighted_benefit_vnd[0] == Approx(100 * 1'000 * 300.0));
    CHECK(answer.weighted_benefit_vnd[1] == Approx(-50'000 * 100 * 300.0));
    // Only the delay varies: its half width times its weight and the days.
    double const delay_half = answer.kpis[1].differences[0].half_width;
    CHECK(answer.weighted_benefit[0].half_width == Approx(delay_half * 50'000 * 300));
    CHECK(answer.weighted_benefit[1].distinguishable);
}

TEST_CASE("a record that is missing or double is a fault of ours")
{
    auto runs = test::hand_runs();
    runs.pop_back();
    CHECK_THROWS_AS(study::evaluate(test::hand_study(), {}, runs), core::InternalFault);
    runs = test::hand_runs();
    runs.push_back(runs.back());
    CHECK_THROWS_AS(study::evaluate(test::hand_study(), {}, runs), core::InternalFault);
    runs = test::hand_runs();
    runs.front().kpis.clear();
    CHECK_THROWS_AS(study::evaluate(test::hand_study(), {}, runs), core::InternalFault);
}

TEST_CASE("the digest sees every number of the answer but not the clock")
{
    auto const study = test::hand_study();
    auto runs = test::hand_runs();
    auto const digest = [&] { return study::digest_of(study::evaluate(study, test::hand_subject(), runs)); };
    auto const first = digest();
    runs[0].wall_s = 99;
    CHECK(digest() == first);
    runs[0].digest += 1;
    CHECK(digest() != first);
    runs = test::hand_runs();
    runs[1].kpis.back().value += 1e-9;
    CHECK(digest() != first);
}

TEST_CASE("faults of a study are told together, with the nearest KPI")
{
    auto study = test::hand_study();
    CHECK_NOTHROW(study::check_study(study));
    study.kpis.push_back({"wifi_caried_person_min", scenario::Better::more, 0});
    study.kpis.push_back({"happiness", scenario::Better::more, 0});
    study.kpis.push_back({"vehicle_delay_h", scenario::Better::less, 0});
    study.replications = 1;
    study.confidence = 95;
    study.options[1].id = "hotspots";
    try {
        study::check_study(study);
        FAIL("nothing was thrown");
    } catch (core::UserError const& error) {
        REQUIRE(error.diagnostics().size() == 6);
        std::string text;
        for (auto const& diagnostic : error.diagnostics()) text += core::text_of(diagnostic) + "\n";
        using Catch::Contains;
        CHECK_THAT(text, Contains("hand.toml") && Contains("'replications' = 1 gives no interval"));
        CHECK_THAT(text, Contains("'confidence' = 95 is no probability"));
        CHECK_THAT(text, Contains("'hotspots' names two variants"));
        CHECK_THAT(text, Contains("did you mean 'wifi_carried_person_min'?"));
        CHECK_THAT(text, Contains("no run reports a KPI 'happiness'") && Contains("choose from: trips_completed, "));
        CHECK_THAT(text, Contains("KPI 'vehicle_delay_h' stands twice"));
    }
}

TEST_CASE("a study without options or KPIs is refused")
{
    auto study = test::hand_study();
    study.options.clear();
    study.kpis.clear();
    try {
        study::check_study(study);
        FAIL("nothing was thrown");
    } catch (core::UserError const& error) {
        REQUIRE(error.diagnostics().size() == 2);
        CHECK(error.diagnostics()[0].message == "the study has no option");
        CHECK(error.diagnostics()[1].message == "the study asks for no KPI");
    }
}

TEST_CASE("money that changes hands is told by who pays and who receives, and is in no benefit")
{
    auto const study = test::hand_study();
    auto const plain = study::evaluate(study, test::hand_subject(), test::hand_runs());
    CHECK(plain.transfers.empty());
    CHECK(plain.receipts.empty());
    auto runs = test::hand_runs();
    for (study::RunRecord& run : runs) {
        for (results::Kpi& kpi : run.kpis) {
            if (kpi.id == "parking_fees_visitors_m_vnd") kpi.value = 10;  // the same everywhere: not shown
            if (kpi.id == "tolls_residents_m_vnd") kpi.value = run.variant == "lane" ? 2 + 0.5 * run.replication : 0;
            if (kpi.id == "tolls_visitors_m_vnd") kpi.value = run.variant == "lane" ? 3 : 1;
        }
    }
    auto const answer = study::evaluate(study, test::hand_subject(), runs);
    REQUIRE(answer.transfers.size() == 2);
    CHECK(results::all_transfers()[answer.transfers[0].transfer].kpi == "tolls_residents_m_vnd");
    CHECK(answer.transfers[0].base_vnd == 0);
    CHECK(answer.transfers[0].differences[0] == study::PairedDifference{});
    CHECK(answer.transfers[0].differences[1].mean == Approx(2.5e6 * 300));
    // Student's t for 2 degrees of freedom, 4.3027, times 0.5 / sqrt(3) million of a day, 300 days.
    CHECK(answer.transfers[0].differences[1].half_width == Approx(4.3027 * 0.5e6 * 300 / std::sqrt(3)).epsilon(1e-4));
    CHECK(answer.transfers[1].base_vnd == 300e6);
    CHECK(answer.transfers[1].differences[1].mean == Approx(600e6));
    REQUIRE(answer.receipts.size() == 1);
    CHECK(answer.receipts[0].differences[1].mean == Approx(4.5e6 * 300));
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(answer.weighted_benefit[i] == plain.weighted_benefit[i]);
        CHECK(answer.economics[i].npv_vnd == plain.economics[i].npv_vnd);
    }
    auto const text = study::table_text(study, answer);
    CHECK_THAT(text, Catch::Contains("Tolls: residents pay") && Catch::Contains("Received: toll authority"));
    CHECK_THAT(study::answer_json(study, answer), Catch::Contains(R"("receiver": "toll authority")"));

    for (study::RunRecord& run :
         runs) {  // one payer changes: the other is shown too, and both add up to what is received
        for (results::Kpi& kpi : run.kpis) {
            if (kpi.id == "parking_fees_residents_m_vnd") kpi.value = 4;
            if (kpi.id == "parking_fees_visitors_m_vnd") kpi.value = run.variant == "lane" ? 11 : 10;
        }
    }
    auto const parking = study::evaluate(study, test::hand_subject(), runs);
    REQUIRE(parking.transfers.size() == 4);
    REQUIRE(parking.receipts.size() == 2);
    CHECK(parking.transfers[2].base_vnd == 1'200e6);
    CHECK(parking.transfers[2].differences[1] == study::PairedDifference{});
    CHECK(parking.transfers[3].differences[1].mean == Approx(300e6));
    CHECK(parking.receipts[1].base_vnd == Approx(parking.transfers[2].base_vnd + parking.transfers[3].base_vnd));

    auto weighed = study;
    weighed.kpis.push_back({"tolls_visitors_m_vnd", scenario::Better::more, 1e6});
    CHECK_THROWS_WITH(study::check_study(weighed), Catch::Contains("what one pays another receives"));
    weighed.kpis.back().weight_vnd_per_unit = 0;
    CHECK_NOTHROW(study::check_study(weighed));
}
