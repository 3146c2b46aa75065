#include "demand/ipf.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using halong::core::Random;
using halong::core::Stream;
using halong::core::UserError;
using halong::demand::fit_margins;
using halong::demand::Matrix;

namespace {

using Rows = std::vector<std::vector<double>>;

Matrix seed_of(Rows const& rows)
{
    Matrix seed(rows.size(), rows.front().size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = 0; j < rows[i].size(); ++j) seed(i, j) = rows[i][j];
    }
    return seed;
}

double largest_difference(Matrix const& a, Matrix const& b)
{
    double largest = 0;
    for (std::size_t k = 0; k < a.values().size(); ++k) {
        largest = std::max(largest, std::abs(a.values()[k] - b.values()[k]));
    }
    return largest;
}

std::vector<double> row_sums(Matrix const& table)
{
    std::vector<double> sums(table.rows(), 0.0);
    for (std::size_t i = 0; i < table.rows(); ++i) {
        for (std::size_t j = 0; j < table.columns(); ++j) sums[i] += table(i, j);
    }
    return sums;
}

std::vector<double> column_sums(Matrix const& table)
{
    std::vector<double> sums(table.columns(), 0.0);
    for (std::size_t i = 0; i < table.rows(); ++i) {
        for (std::size_t j = 0; j < table.columns(); ++j) sums[j] += table(i, j);
    }
    return sums;
}

bool near(std::vector<double> const& a, std::vector<double> const& b)
{
    bool same = a.size() == b.size();
    for (std::size_t i = 0; same && i < a.size(); ++i) same = std::abs(a[i] - b[i]) < 1e-9;
    return same;
}

std::string message_of(Matrix const& seed, std::vector<double> const& rows, std::vector<double> const& columns)
{
    try {
        fit_margins(seed, rows, columns);
    } catch (UserError const& error) {
        return halong::core::text_of(error.diagnostics().front());
    }
    return "";
}

}  // namespace

TEST_CASE("margins: the 4 x 4 table known from the literature")
{
    auto const seed = seed_of({{40, 30, 20, 10}, {35, 50, 100, 75}, {30, 80, 70, 120}, {20, 30, 40, 50}});
    auto const result =
        fit_margins(seed, std::vector<double>{150, 300, 400, 150}, std::vector<double>{200, 300, 400, 100});
    auto const expected = seed_of({{64.558510, 46.232460, 35.384298, 3.824732},
                                   {49.967919, 68.159354, 156.498546, 25.374180},
                                   {56.721944, 144.428226, 145.082481, 53.767349},
                                   {28.751627, 41.179961, 63.034674, 17.033738}});
    CHECK(largest_difference(result.table, expected) < 5.1e-7);
    CHECK(result.error <= 1e-12);
    CHECK(
        fit_margins(seed, std::vector<double>{150, 300, 400, 150}, std::vector<double>{200, 300, 400, 100}, {1e-8, 100})
            .rounds <= 14);
}

TEST_CASE("margins: a seed that already has them is not changed")
{
    auto const result =
        fit_margins(seed_of({{1, 2}, {3, 4}}), std::vector<double>{30, 70}, std::vector<double>{40, 60});
    CHECK(result.table(0, 0) == Approx(10).margin(1e-12));
    CHECK(result.table(0, 1) == Approx(20).margin(1e-12));
    CHECK(result.table(1, 0) == Approx(30).margin(1e-12));
    CHECK(result.table(1, 1) == Approx(40).margin(1e-12));
    CHECK(result.rounds == 1);
}

TEST_CASE("margins: the closed form of a 2 x 2 table, with its odds ratio kept")
{
    auto const table =
        fit_margins(seed_of({{1, 2}, {3, 4}}), std::vector<double>{50, 50}, std::vector<double>{40, 60}).table;
    CHECK(table(0, 0) == Approx((std::sqrt(60100.0) - 210) / 2).margin(1e-9));
    CHECK(table(0, 0) == Approx(17.5765067213).margin(1e-9));
    CHECK(table(0, 0) * table(1, 1) / (table(0, 1) * table(1, 0)) == Approx(2.0 / 3).epsilon(1e-12));
}

TEST_CASE("margins: zero cells stay zero")
{
    std::vector<double> const totals{10, 20, 15};
    auto const table = fit_margins(seed_of({{0, 1, 1}, {1, 0, 1}, {1, 1, 0}}), totals, totals).table;
    for (std::size_t i = 0; i < 3; ++i) CHECK(table(i, i) == 0.0);
    CHECK(near(row_sums(table), totals));
    CHECK(near(column_sums(table), totals));
}

TEST_CASE("margins: totals hold and odds ratios are kept on random tables")
{
    Random const random(7);
    for (std::uint32_t trial = 0; trial < 50; ++trial) {
        Matrix seed(2 + trial % 5, 2 + trial % 7);
        Matrix target = seed;
        for (std::uint32_t k = 0; k < seed.values().size(); ++k) {
            seed.values()[k] = 0.1 + random.uniform(Stream::test, {trial, 0, k});
            target.values()[k] = 0.1 + random.uniform(Stream::test, {trial, 1, k});
        }
        auto const table = fit_margins(seed, row_sums(target), column_sums(target)).table;
        CHECK(near(row_sums(table), row_sums(target)));
        CHECK(near(column_sums(table), column_sums(target)));
        double const before = seed(0, 0) * seed(1, 1) / (seed(0, 1) * seed(1, 0));
        CHECK(table(0, 0) * table(1, 1) / (table(0, 1) * table(1, 0)) == Approx(before).epsilon(1e-9));
    }
}

TEST_CASE("margins: nothing to share out gives an empty table")
{
    std::vector<double> const nothing{0, 0};
    auto const table = fit_margins(seed_of({{1, 2}, {3, 4}}), nothing, nothing).table;
    CHECK(table.values() == std::vector<double>(4, 0.0));
}

TEST_CASE("margins: faults are told")
{
    auto const seed = seed_of({{1, 2}, {3, 4}});
    CHECK(message_of(seed, std::vector<double>{30, 70}, std::vector<double>{40, 61}) ==
          "fitting of margins: error: the row totals sum to 100 and the column totals to 101\n"
          "    help: margins of one table have one sum: scale one of the two first");
    CHECK_THAT(message_of(seed_of({{0, 0}, {3, 4}}), std::vector<double>{1, 1}, std::vector<double>{1, 1}),
               Catch::Contains("row 1 has the total 1 but only zeros in the seed"));
    CHECK_THAT(message_of(seed_of({{1, 0}, {3, 0}}), std::vector<double>{1, 1}, std::vector<double>{1, 1}),
               Catch::Contains("column 2 has the total 1 but only zeros"));
    CHECK_THAT(message_of(seed_of({{-1, 2}, {3, 4}}), std::vector<double>{1, 1}, std::vector<double>{1, 1}),
               Catch::Contains("the seed cells have a value below 0"));
    CHECK_THAT(message_of(seed, std::vector<double>{1, 1, 1}, std::vector<double>{1, 2}),
               Catch::Contains("2 x 2 cells cannot have 3 row totals"));
    // The diagonal alone cannot give 2 in the first row and 1 in the first column.
    CHECK_THAT(message_of(seed_of({{1, 0}, {0, 1}}), std::vector<double>{2, 1}, std::vector<double>{1, 2}),
               Catch::Contains("the totals are missed by"));
}
