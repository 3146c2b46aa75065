#include "demand/vehicle_ledger.hpp"

#include <catch2/catch.hpp>

using namespace halong::demand;

TEST_CASE("vehicle ledger: as many at once as there are")
{
    VehicleLedger vehicles(2, 0);
    CHECK(vehicles.is_free(Mode::motorbike, 0, 100));
    CHECK_FALSE(vehicles.is_free(Mode::car, 0, 100));
    CHECK(vehicles.is_free(Mode::walk, 0, 100));
    vehicles.take(Mode::motorbike, 10, 20, 0);
    vehicles.take(Mode::motorbike, 15, 30, 1);
    CHECK(vehicles.is_free(Mode::motorbike, 0, 15));
    CHECK_FALSE(vehicles.is_free(Mode::motorbike, 0, 16));
    CHECK_FALSE(vehicles.is_free(Mode::motorbike, 19, 25));
    CHECK(vehicles.is_free(Mode::motorbike, 20, 25));
    vehicles.give_back(0);
    CHECK(vehicles.is_free(Mode::motorbike, 0, 16));
}

TEST_CASE("vehicle ledger: bookings that never meet each other leave one free")
{
    VehicleLedger vehicles(2, 1);
    vehicles.take(Mode::motorbike, 0, 10, 0);
    vehicles.take(Mode::motorbike, 10, 20, 1);
    CHECK(vehicles.is_free(Mode::motorbike, 0, 20));
    vehicles.take(Mode::car, 0, 20, 0);
    CHECK_FALSE(vehicles.is_free(Mode::car, 19, 21));
    CHECK(vehicles.is_free(Mode::car, 20, 21));
    CHECK_THROWS(vehicles.take(Mode::car, 5, 6, 1));
}
