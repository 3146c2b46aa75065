#include "demand/gravity.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using halong::core::UserError;
using halong::demand::calibrated_decay;
using halong::demand::doubly_constrained;
using halong::demand::exponential_deterrence;
using halong::demand::Matrix;
using halong::demand::mean_cost;

namespace {

std::vector<double> const origins{400, 460, 400, 702};
std::vector<double> const destinations{260, 400, 500, 802};

Matrix four_by_four(std::vector<double> const& values)
{
    Matrix matrix(4, 4);
    matrix.values() = values;
    return matrix;
}

Matrix costs() { return four_by_four({3, 11, 18, 22, 12, 3, 13, 19, 15.5, 13, 5, 7, 24, 18, 8, 5}); }

double row_sum(Matrix const& matrix, std::size_t row)
{
    double sum = 0;
    for (std::size_t j = 0; j < matrix.columns(); ++j) sum += matrix(row, j);
    return sum;
}

double column_sum(Matrix const& matrix, std::size_t column)
{
    double sum = 0;
    for (std::size_t i = 0; i < matrix.rows(); ++i) sum += matrix(i, column);
    return sum;
}

template <class Call>
std::string message_of(Call const& call)
{
    try {
        call();
    } catch (UserError const& error) {
        return halong::core::text_of(error.diagnostics().front());
    }
    return "";
}

}  // namespace

TEST_CASE("gravity: the four-zone table with exponential deterrence")
{
    auto const result = doubly_constrained(origins, destinations, exponential_deterrence(costs(), 0.1));
    Matrix const expected = four_by_four({156.4326, 99.3887, 67.5246, 76.6542,   //
                                          58.5600, 203.6627, 102.5057, 95.2716,  //
                                          24.9860, 45.3645, 138.1285, 191.5210,  //
                                          20.0214, 51.5842, 191.8412, 438.5532});
    for (std::size_t k = 0; k < 16; ++k) {
        CHECK(std::abs(result.trips.values()[k] - expected.values()[k]) < 5.1e-5);
    }
    CHECK(mean_cost(result.trips, costs()) == Approx(8.6981074177).margin(1e-8));
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(std::abs(row_sum(result.trips, i) / origins[i] - 1) <= 1e-9);
        CHECK(std::abs(column_sum(result.trips, i) / destinations[i] - 1) <= 1e-9);
    }
}

TEST_CASE("gravity: trips are the product of their factors")
{
    Matrix const f = exponential_deterrence(costs(), 0.1);
    auto const result = doubly_constrained(origins, destinations, f);
    for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t j = 0; j < 4; ++j) {
            CHECK(result.trips(i, j) ==
                  Approx(result.a[i] * origins[i] * result.b[j] * destinations[j] * f(i, j)).epsilon(1e-13));
        }
    }
}

TEST_CASE("gravity: no deterrence makes destinations independent of origins")
{
    auto const trips = doubly_constrained(origins, destinations, Matrix(4, 4, 1.0)).trips;
    for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t j = 0; j < 4; ++j)
            CHECK(trips(i, j) == Approx(origins[i] * destinations[j] / 1962).epsilon(1e-9));
    }
}

TEST_CASE("gravity: a zone without origins or destinations stays empty")
{
    std::vector<double> const some{0, 860, 400, 702};
    std::vector<double> const others{660, 0, 500, 802};
    auto const trips = doubly_constrained(some, others, exponential_deterrence(costs(), 0.1)).trips;
    CHECK(row_sum(trips, 0) == 0.0);
    CHECK(column_sum(trips, 1) == 0.0);
    CHECK(row_sum(trips, 1) + row_sum(trips, 2) + row_sum(trips, 3) == Approx(1962));
}

TEST_CASE("gravity: calibration returns the decay that made the mean cost")
{
    CHECK(calibrated_decay(origins, destinations, costs(), 8.6981074177) == Approx(0.1).margin(1e-8));
    for (double const decay : {0.01, 0.05, 0.3, 0.8}) {
        auto const trips = doubly_constrained(origins, destinations, exponential_deterrence(costs(), decay)).trips;
        CHECK(calibrated_decay(origins, destinations, costs(), mean_cost(trips, costs())) ==
              Approx(decay).epsilon(1e-6));
    }
}

TEST_CASE("gravity: faults are told")
{
    Matrix const f = exponential_deterrence(costs(), 0.1);
    std::vector<double> const more{261, 400, 500, 802};
    CHECK(message_of([&] { doubly_constrained(origins, more, f); }) ==
          "gravity model: error: the origins sum to 1962 and the destinations to 1963\n"
          "    help: trips that leave must arrive: scale one of the two first");
    CHECK_THAT(message_of([&] {
                   doubly_constrained(std::vector<double>{1, 1, 1}, destinations, f);
               }),
               Catch::Contains("3 origins and 4 destinations do not fit a matrix of 4 x 4"));
    CHECK_THAT(message_of([&] {
                   doubly_constrained(std::vector<double>{-400, 1260, 400, 702}, destinations, f);
               }),
               Catch::Contains("below 0"));
    Matrix cut = f;
    for (std::size_t j = 0; j < 4; ++j) cut(0, j) = 0;
    CHECK_THAT(message_of([&] { doubly_constrained(origins, destinations, cut); }), Catch::Contains("reach too few"));
    CHECK_THAT(message_of([&] { calibrated_decay(origins, destinations, costs(), 50); }),
               Catch::Contains("no decay above 0 gives a mean cost of 50"));
    CHECK_THAT(message_of([&] { calibrated_decay(origins, destinations, costs(), 1); }), Catch::Contains("too low"));
}
