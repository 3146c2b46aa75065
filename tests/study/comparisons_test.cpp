// Holm, allocation, screening and chances to be best: published values, closed forms, and error rates in made-up studies.
#include "study/comparisons.hpp"

#include "core/random.hpp"
#include "study/paired_cells.hpp"
#include "study/statistics.hpp"
#include "study/study.hpp"
#include "study/synthetic_study.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace halong;
using study::Series;

namespace {

Series normals(std::uint64_t study, std::uint32_t series, std::size_t n, double mean = 0)
{
    static core::Random const random(99);
    Series values(n);
    for (std::uint32_t r = 0; r < n; ++r) values[r] = mean + random.normal(core::Stream::test, {study, series, r});
    return values;
}

}  // namespace

TEST_CASE("Holm's procedure steps down, and leaves out what was no test")
{
    double const none = std::numeric_limits<double>::quiet_NaN();
    auto const adjusted = study::holm(std::array{0.01, 0.04, none, 0.03, 0.005});
    CHECK(adjusted[0] == Approx(0.03));
    CHECK(adjusted[1] == Approx(0.06));  // not less than the one before it
    CHECK(std::isnan(adjusted[2]));
    CHECK(adjusted[3] == Approx(0.06));
    CHECK(adjusted[4] == Approx(0.02));
    CHECK(study::holm(std::array{0.7, 0.8})[1] == 1);
    CHECK(study::holm({}).empty());
}

TEST_CASE("p of paired differences agrees with the interval at every confidence")
{
    for (std::uint64_t i = 0; i < 300; ++i) {
        auto const base = normals(i, 0, 4);
        auto const option = normals(i, 1, 4, 1.5);
        double const p = study::paired_p_value(base, option);
        for (double const confidence : {0.5, 0.9, 0.95, 0.99}) {
            if (std::abs(p - (1 - confidence)) < 1e-9) continue;
            CHECK(study::paired_difference(base, option, confidence).distinguishable == (p < 1 - confidence));
        }
    }
    CHECK(study::paired_p_value(std::array{1.0, 2.0}, std::array{3.0, 4.0}) == 0);
    CHECK(std::isnan(study::paired_p_value(std::array{1.0, 2.0}, std::array{1.0, 2.0})));
    CHECK(study::paired_p_value(std::array{0.0, 0.0}, std::array{1.0, -1.0}) == 1);
}

TEST_CASE("a difference that only its own interval shows is told apart from one that all allow")
{
    auto runs = test::hand_runs();
    for (auto& run : runs) {  // about +2 hours in each replication: p = 0.03 alone, 0.09 of the three that were tested
        for (auto& kpi : run.kpis) {
            if (run.variant == "hotspots" && kpi.id == "vehicle_delay_h") {
                kpi.value = 2'500 + 10 * run.replication + 2 + 0.6 * (run.replication - 1);
            }
        }
    }
    auto study = test::hand_study();
    auto const delay = study::evaluate(study, test::hand_subject(), runs).kpis[1];
    CHECK(delay.comparisons[0].p == Approx(0.02870).epsilon(0.01));
    CHECK(delay.comparisons[0].p_holm == Approx(delay.comparisons[0].p));  // the others are surer: it is the last step
    CHECK(delay.differences[0].distinguishable);
    for (auto& run : runs) {  // with another one as doubtful, neither is sure
        for (auto& kpi : run.kpis) {
            if (run.variant == "lane" && kpi.id == "camera_detected_passages")
                kpi.value = 8'998 + 0.6 * (run.replication - 1);
        }
    }
    auto const answer = study::evaluate(study, test::hand_subject(), runs);
    CHECK(answer.kpis[1].comparisons[0].alone);
    CHECK_FALSE(answer.kpis[1].differences[0].distinguishable);
    CHECK(std::isnan(answer.kpis[1].vnd_per_unit[0]));
    CHECK_THAT(study::table_text(study, answer), Catch::Contains("only alone"));
}

TEST_CASE("the allocation of a published example")
{
    // Chen and Lee (2010): five designs, the least is best, 100 further runs.
    std::array const means{-1.2, -2.1, -3.4, -4.87, -6.05};
    std::array const variances{3.3, 2.0, 4.5, 5.3, 6.9};
    std::array const runs{12, 6, 5, 5, 4};
    CHECK(study::optimal_allocation(means, variances, runs, 100) == std::vector<int>{48, 38, 11, 2, 1});
}

TEST_CASE("an allocation shares out every run, never takes one back, and gives none to what does not vary")
{
    core::Random const random(4);
    for (std::uint64_t i = 0; i < 300; ++i) {
        std::vector<double> means;
        std::vector<double> variances;
        std::vector<int> runs;
        for (std::uint32_t v = 0; v < 6; ++v) {
            means.push_back(random.normal(core::Stream::test, {i, 0, v}));
            variances.push_back(v == 3 ? 0 : random.exponential(core::Stream::test, {i, 1, v}));
            runs.push_back(1 + static_cast<int>(random.below(core::Stream::test, {i, 2, v}, 20)));
        }
        auto const more = study::optimal_allocation(means, variances, runs, 50);
        int sum = 0;
        for (int const one : more) {
            CHECK(one >= 0);
            sum += one;
        }
        CHECK(sum == 50);
        if (std::ranges::max_element(means) - means.begin() != 3) CHECK(more[3] == 0);
    }
    CHECK(study::optimal_allocation(std::array{1.0, 2.0}, std::array{0.0, 0.0}, std::array{3, 3}, 10) ==
          std::vector<int>{0, 0});
}

TEST_CASE("the chance to be best is that of Student's t for two, and is shared by equals")
{
    for (std::uint64_t i = 0; i < 20; ++i) {
        auto const a = normals(i, 0, 8);
        auto const b = normals(i, 1, 8, 0.4);
        study::MeanDraws const draws(8);
        auto const chances = study::probability_best(draws, std::array{a, b});
        double const mean = study::paired_difference(a, b, 0.95).mean;
        double const tail = study::paired_p_value(a, b) / 2;
        CHECK(chances[1] == Approx(mean > 0 ? 1 - tail : tail).margin(0.035));  // 4,000 draws: four standard errors
        CHECK(chances[0] + chances[1] == Approx(1));
        auto const equals = study::probability_best(draws, std::array{a, a});
        CHECK(equals == std::vector<double>{0.5, 0.5});
    }
}

TEST_CASE("what is dearer and changes nothing is dominated; what is dearer and surely better is not")
{
    study::MeanDraws const draws(10);
    auto const base = normals(1, 0, 10);
    auto better = base;
    for (double& value : better) value += 5;
    Series const free(10, 0.0);
    Series const dear(10, -7.0);
    std::vector<std::vector<Series>> const objectives{{base, base, better}, {free, dear, dear}};
    CHECK(study::probability_undominated(draws, objectives) == std::vector<double>{1, 0, 1});
}

TEST_CASE("screening drops what is clearly worse and keeps at least one")
{
    std::vector<Series> const variants{normals(7, 0, 20, 0), normals(7, 1, 20, 10), normals(7, 2, 20, 9.9)};
    auto const kept = study::kim_nelson_kept(variants, 1, 0.95);
    CHECK_FALSE(kept[0]);
    CHECK((kept[1] || kept[2]));  // these two differ by less than matters
    CHECK(study::kim_nelson_kept(std::vector<Series>(3, normals(8, 0, 12)), 0.1, 0.95) == std::vector<bool>(3, true));
    CHECK(study::kim_nelson_kept(std::vector<Series>{normals(9, 0, 3)}, 1, 0.95) == std::vector<bool>{true});
}

TEST_CASE("screening keeps the best in at least 95 % of 2,000 made-up studies with common random numbers")
{
    int kept = 0;
    constexpr int studies = 2'000;
    for (int s = 0; s < studies; ++s) {
        auto const i = static_cast<std::uint64_t>(s);
        auto const shared = normals(i, 9, 30);
        std::vector<Series> variants;
        for (std::uint32_t v = 0; v < 4; ++v) {
            variants.push_back(normals(i, v, 30, v == 2 ? 1 : 0));
            for (std::size_t r = 0; r < 30; ++r) variants.back()[r] += 3 * shared[r];
        }
        kept += study::kim_nelson_kept(variants, 1, 0.95)[2] ? 1 : 0;
    }
    CHECK(kept >= 0.95 * studies);
}

TEST_CASE("95 % intervals cover the truth in 94 to 96 % of 10,000 made-up studies", "[slow]")
{
    constexpr int studies = 10'000;  // the standard error of the share is 0.2 %
    for (std::size_t const n : {std::size_t{2}, std::size_t{3}, std::size_t{10}}) {
        int covered = 0;
        for (int s = 0; s < studies; ++s) {
            auto const i = static_cast<std::uint64_t>(s);
            auto const found = study::paired_difference(normals(i, 0, n), normals(i, 1, n, 0.7), 0.95);
            covered += std::abs(found.mean - 0.7) <= found.half_width ? 1 : 0;
        }
        INFO(n << " replications: " << covered);
        CHECK(covered >= 0.94 * studies);
        CHECK(covered <= 0.96 * studies);
    }
}

TEST_CASE("of 10,000 made-up studies without any difference, at most 5 % call an option better", "[slow]")
{
    constexpr int studies = 10'000;
    constexpr std::uint32_t options = 3;
    constexpr std::uint32_t kpis = 4;
    int any_better = 0;
    int any_alone = 0;
    for (int s = 0; s < studies; ++s) {
        auto const i = static_cast<std::uint64_t>(s);
        std::vector<double> p_values;
        std::vector<bool> is_more;
        for (std::uint32_t k = 0; k < kpis; ++k) {
            auto const base = normals(i, 10 * k, 5);
            for (std::uint32_t o = 1; o <= options; ++o) {
                auto const option = normals(i, 10 * k + o, 5);
                p_values.push_back(study::paired_p_value(base, option));
                is_more.push_back(study::paired_difference(base, option, 0.95).mean > 0);
            }
        }
        auto const adjusted = study::holm(p_values);
        bool better = false;
        bool alone = false;
        for (std::size_t c = 0; c < adjusted.size(); ++c) {
            better = better || (is_more[c] && adjusted[c] < 0.05);
            alone = alone || (is_more[c] && p_values[c] < 0.05);
        }
        any_better += better ? 1 : 0;
        any_alone += alone ? 1 : 0;
    }
    INFO(any_better << " with Holm, " << any_alone << " without");
    CHECK(any_better <= 0.05 * studies);
    CHECK(any_alone > 0.10 * studies);  // why it is needed
}

TEST_CASE("Benjamini and Hochberg's procedure steps up, and leaves out what was no test")
{
    double const none = std::numeric_limits<double>::quiet_NaN();
    // Fifteen p-values of the example in Benjamini and Hochberg (1995, section 4): four are found at 0.05, Holm finds three.
    std::array const p{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                       0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0};
    auto const adjusted = study::benjamini_hochberg(p);
    CHECK(std::ranges::count_if(adjusted, [](double q) { return q <= 0.05; }) == 4);
    CHECK(std::ranges::count_if(study::holm(p), [](double q) { return q <= 0.05; }) == 3);
    CHECK(adjusted[3] == Approx(0.0095 * 15 / 4));
    CHECK(adjusted[5] == Approx(0.0298 * 15 / 7));  // not more than the ones after it
    CHECK(adjusted[14] == 1);
    auto const some = study::benjamini_hochberg(std::array{0.04, none, 0.01});
    CHECK(some[0] == Approx(0.04));
    CHECK(std::isnan(some[1]));
    CHECK(some[2] == Approx(0.02));
    CHECK(study::benjamini_hochberg({}).empty());
}

TEST_CASE("cells of a map agree with one comparison each")
{
    constexpr std::size_t replications = 5;
    constexpr std::size_t cells = 60;
    double const none = std::numeric_limits<double>::quiet_NaN();
    study::PairedCells paired(cells);
    std::vector<Series> base;
    std::vector<Series> option;
    for (std::uint32_t cell = 0; cell < cells; ++cell) {
        base.push_back(normals(7, cell, replications, 1e6));
        option.push_back(normals(8, cell, replications, 1e6 + 0.1 * cell));
    }
    option[3] = base[3];                           // never differs
    for (double& value : option[4]) value = none;  // is not there
    option[5][0] = none;                           // once without value
    for (std::size_t r = 1; r < replications; ++r) option[6][r] = none;
    for (std::size_t r = 0; r < replications; ++r) {
        Series a;
        Series b;
        for (std::size_t cell = 0; cell < cells; ++cell) {
            a.push_back(base[cell][r]);
            b.push_back(option[cell][r]);
        }
        paired.add(a, b);
    }
    auto const p = paired.p_values();
    auto const half = paired.half_widths(0.95);
    for (std::size_t cell = 7; cell < cells; ++cell) {
        auto const expected = study::paired_difference(base[cell], option[cell], 0.95);
        CHECK(paired.mean(cell) == Approx(expected.mean).margin(1e-9));
        CHECK(half[cell] == Approx(expected.half_width));
        CHECK(p[cell] == Approx(study::paired_p_value(base[cell], option[cell])));
    }
    CHECK((paired.mean(3) == 0 && half[3] == 0 && std::isnan(p[3])));
    CHECK((std::isnan(paired.mean(4)) && std::isnan(half[4]) && std::isnan(p[4])));
    Series const a(base[5].begin() + 1, base[5].end());
    Series const b(option[5].begin() + 1, option[5].end());
    CHECK(p[5] == Approx(study::paired_p_value(a, b)));
    CHECK((paired.mean(6) == Approx(option[6][0] - base[6][0]) && std::isnan(half[6]) && std::isnan(p[6])));
    CHECK_FALSE(paired.is_zero());
    CHECK(study::PairedCells(3).is_zero());
}

TEST_CASE("equal differences are not certain: their step is the least spread, and without a step nothing is tested")
{
    Series const base{50, 50, 50, 50};
    Series const option{75, 75, 75, 75};
    double const none = std::numeric_limits<double>::quiet_NaN();
    study::PairedCells shares(4);
    // One of four, one of eight, none was ever offered, and a share of what is measured.
    for (int r = 0; r < 2; ++r) shares.add(base, option, Series{r == 0 ? 25.0 : 12.5, 12.5, none, 0});
    auto const p = shares.p_values();
    auto const half = shares.half_widths(0.95);
    for (std::size_t cell = 0; cell < 2; ++cell) {
        double const error = std::sqrt((cell == 0 ? 25 * 25 : 12.5 * 12.5) / 12 / 2);
        CHECK(half[cell] == Approx(study::student_t_quantile(0.975, 1) * error));
        CHECK(p[cell] == Approx(study::student_t_p_value(25 / error, 1)));
    }
    for (std::size_t cell = 2; cell < 4; ++cell) {
        CHECK(shares.mean(cell) == 25);
        CHECK((std::isnan(half[cell]) && std::isnan(p[cell])));
    }
    CHECK(std::ranges::count(shares.distinguishable({}), true) == 0);
    // Speeds that rise alike in two runs.
    study::PairedCells speeds(1);
    for (int r = 0; r < 2; ++r) speeds.add(Series{30}, Series{31});
    CHECK(std::isnan(speeds.p_values()[0]));
    CHECK_FALSE(speeds.distinguishable({})[0]);
    CHECK_FALSE(speeds.is_zero());
}

TEST_CASE("cells are judged in their families, and chance alone is seldom called distinguishable")
{
    // Families by column: the first holds real differences, the second none.
    study::PairedCells paired(40);
    constexpr std::size_t replications = 6;
    for (std::uint32_t r = 0; r < replications; ++r) {
        Series a(40, 0.0);
        Series b(40, 0.0);
        for (std::uint32_t cell = 0; cell < 40; ++cell) {
            b[cell] = normals(20 + r, cell, 1)[0] + (cell % 2 == 0 ? 20 : 0);
        }
        paired.add(a, b);
    }
    auto const found = paired.distinguishable({2, 1});
    for (std::size_t cell = 0; cell < 40; cell += 2) CHECK(found[cell]);
    CHECK(study::Families{24, 100}.of(2'399) == 23);
    // In 400 maps of 50 cells without any difference at most about 5 % have any that is called distinguishable.
    int maps = 0;
    for (std::uint64_t map = 0; map < 400; ++map) {
        study::PairedCells none(50);
        for (std::uint32_t r = 0; r < 4; ++r)
            none.add(normals(1'000 + map, 2 * r, 50), normals(1'000 + map, 2 * r + 1, 50));
        auto const chance = none.distinguishable({});
        maps += std::ranges::count(chance, true) > 0 ? 1 : 0;
    }
    CHECK(maps >= 8);
    CHECK(maps <= 33);  // binomial(400, 0.05): 20 ± 3 × 4.4
}
