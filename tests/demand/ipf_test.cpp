#include "demand/ipf.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using halong::core::Random;
using halong::core::Stream;
using halong::core::UserError;
using halong::demand::fit_margins;

namespace {

Eigen::MatrixXd seed_of(std::initializer_list<std::initializer_list<double>> rows)
{
    Eigen::MatrixXd seed(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(rows.begin()->size()));
    Eigen::Index i = 0;
    for (auto const& row : rows) {
        Eigen::Index j = 0;
        for (double const value : row) seed(i, j++) = value;
        ++i;
    }
    return seed;
}

std::string message_of(Eigen::MatrixXd const& seed, Eigen::VectorXd const& rows, Eigen::VectorXd const& columns)
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
    auto const result = fit_margins(seed, Eigen::Vector4d{150, 300, 400, 150}, Eigen::Vector4d{200, 300, 400, 100});
    auto const expected = seed_of({{64.558510, 46.232460, 35.384298, 3.824732},
                                   {49.967919, 68.159354, 156.498546, 25.374180},
                                   {56.721944, 144.428226, 145.082481, 53.767349},
                                   {28.751627, 41.179961, 63.034674, 17.033738}});
    CHECK((result.table - expected).cwiseAbs().maxCoeff() < 5.1e-7);
    CHECK(result.error <= 1e-12);
    CHECK(fit_margins(seed, Eigen::Vector4d{150, 300, 400, 150}, Eigen::Vector4d{200, 300, 400, 100}, {1e-8, 100}).rounds <= 14);
}

TEST_CASE("margins: a seed that already has them is not changed")
{
    auto const result = fit_margins(seed_of({{1, 2}, {3, 4}}), Eigen::Vector2d{30, 70}, Eigen::Vector2d{40, 60});
    CHECK(result.table(0, 0) == Approx(10).margin(1e-12));
    CHECK(result.table(0, 1) == Approx(20).margin(1e-12));
    CHECK(result.table(1, 0) == Approx(30).margin(1e-12));
    CHECK(result.table(1, 1) == Approx(40).margin(1e-12));
    CHECK(result.rounds == 1);
}

TEST_CASE("margins: the closed form of a 2 x 2 table, with its odds ratio kept")
{
    auto const table = fit_margins(seed_of({{1, 2}, {3, 4}}), Eigen::Vector2d{50, 50}, Eigen::Vector2d{40, 60}).table;
    CHECK(table(0, 0) == Approx((std::sqrt(60100.0) - 210) / 2).margin(1e-9));
    CHECK(table(0, 0) == Approx(17.5765067213).margin(1e-9));
    CHECK(table(0, 0) * table(1, 1) / (table(0, 1) * table(1, 0)) == Approx(2.0 / 3).epsilon(1e-12));
}

TEST_CASE("margins: zero cells stay zero")
{
    auto const table = fit_margins(seed_of({{0, 1, 1}, {1, 0, 1}, {1, 1, 0}}), Eigen::Vector3d{10, 20, 15},
                                   Eigen::Vector3d{10, 20, 15}).table;
    for (Eigen::Index i = 0; i < 3; ++i) CHECK(table(i, i) == 0.0);
    CHECK((table.rowwise().sum() - Eigen::Vector3d{10, 20, 15}).cwiseAbs().maxCoeff() < 1e-9);
}

TEST_CASE("margins: totals hold and odds ratios are kept on random tables")
{
    Random const random(7);
    for (std::uint32_t trial = 0; trial < 50; ++trial) {
        Eigen::Index const rows = 2 + trial % 5;
        Eigen::Index const columns = 2 + trial % 7;
        Eigen::MatrixXd seed(rows, columns);
        Eigen::MatrixXd target(rows, columns);
        for (Eigen::Index i = 0; i < rows; ++i) {
            for (Eigen::Index j = 0; j < columns; ++j) {
                auto const cell = static_cast<std::uint32_t>(i * columns + j);
                seed(i, j) = 0.1 + random.uniform(Stream::test, {trial, 0, cell});
                target(i, j) = 0.1 + random.uniform(Stream::test, {trial, 1, cell});
            }
        }
        Eigen::VectorXd const row_totals = target.rowwise().sum();
        Eigen::VectorXd const column_totals = target.colwise().sum().transpose();
        auto const table = fit_margins(seed, row_totals, column_totals).table;
        CHECK((table.rowwise().sum() - row_totals).cwiseAbs().maxCoeff() < 1e-9);
        CHECK((table.colwise().sum().transpose() - column_totals).cwiseAbs().maxCoeff() < 1e-9);
        double const before = seed(0, 0) * seed(1, 1) / (seed(0, 1) * seed(1, 0));
        CHECK(table(0, 0) * table(1, 1) / (table(0, 1) * table(1, 0)) == Approx(before).epsilon(1e-9));
    }
}

TEST_CASE("margins: nothing to share out gives an empty table")
{
    CHECK(fit_margins(seed_of({{1, 2}, {3, 4}}), Eigen::Vector2d{0, 0}, Eigen::Vector2d{0, 0}).table.sum() == 0.0);
}

TEST_CASE("margins: faults are told")
{
    auto const seed = seed_of({{1, 2}, {3, 4}});
    CHECK(message_of(seed, Eigen::Vector2d{30, 70}, Eigen::Vector2d{40, 61}) ==
          "fitting of margins: error: the row totals sum to 100 and the column totals to 101\n"
          "    help: margins of one table have one sum: scale one of the two first");
    CHECK_THAT(message_of(seed_of({{0, 0}, {3, 4}}), Eigen::Vector2d{1, 1}, Eigen::Vector2d{1, 1}),
               Catch::Contains("row 1 has the total 1 but only zeros in the seed"));
    CHECK_THAT(message_of(seed_of({{1, 0}, {3, 0}}), Eigen::Vector2d{1, 1}, Eigen::Vector2d{1, 1}),
               Catch::Contains("column 2 has the total 1 but only zeros"));
    CHECK_THAT(message_of(seed_of({{-1, 2}, {3, 4}}), Eigen::Vector2d{1, 1}, Eigen::Vector2d{1, 1}),
               Catch::Contains("the seed cells have a value below 0"));
    CHECK_THAT(message_of(seed, Eigen::Vector3d{1, 1, 1}, Eigen::Vector2d{1, 2}),
               Catch::Contains("2 x 2 cells cannot have 3 row totals"));
    // The diagonal alone cannot give 2 in the first row and 1 in the first column.
    CHECK_THAT(message_of(seed_of({{1, 0}, {0, 1}}), Eigen::Vector2d{2, 1}, Eigen::Vector2d{1, 2}),
               Catch::Contains("the totals are missed by"));
}
