// Tables of tallies: sums over rows, hours and classes agree.
#include "services/service.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using services::Tally;
using services::TallyTable;

TEST_CASE("a table of tallies adds up by row, hour and class")
{
    TallyTable table(3);
    std::int64_t value = 1;
    for (std::size_t row = 0; row < 3; ++row) {
        for (int h = 0; h < 24; ++h) {
            for (int c = 0; c < city::person_class_count; ++c) {
                table.at(row, h, static_cast<city::PersonClass>(c)) = {3 * value, 2 * value, value};
                ++value;
            }
        }
    }
    std::int64_t const cells = 3 * 24 * 5;
    std::int64_t const sum = cells * (cells + 1) / 2;
    CHECK(table.total() == Tally{3 * sum, 2 * sum, sum});
    Tally rows;
    for (std::size_t row = 0; row < 3; ++row) rows += table.row_total(row);
    Tally hours;
    for (int h = 0; h < 24; ++h) hours += table.hour_total(h);
    Tally classes;
    for (int c = 0; c < 5; ++c) classes += table.class_total(static_cast<city::PersonClass>(c));
    CHECK(rows == table.total());
    CHECK(hours == table.total());
    CHECK(classes == table.total());
    CHECK(table.row_total(0).carried == 120 * 121 / 2);             // the first 120 values
    CHECK(table.at(0, 0, city::PersonClass::worker).carried == 2);  // classes vary fastest
    CHECK(table.at(0, 1, city::PersonClass::resident).carried == 6);
    CHECK(table.at(1, 0, city::PersonClass::resident).carried == 121);
    CHECK(table.cells().size() == 360);
}
