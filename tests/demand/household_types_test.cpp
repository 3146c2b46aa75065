#include "demand/household_types.hpp"

#include "core/random.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

using namespace halong;
using namespace halong::demand;

namespace {

std::int64_t members(HouseholdSizes const& sizes)
{
    std::int64_t sum = 0;
    for (std::size_t size = 1; size < sizes.size(); ++size) sum += static_cast<std::int64_t>(size) * sizes[size];
    return sum;
}

std::int64_t households(HouseholdSizes const& sizes)
{
    return std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
}

HouseholdMargins margins_of(std::int64_t persons, std::int64_t count, double young_share, double old_share)
{
    HouseholdMargins margins;
    margins.sizes = household_sizes(census_household_sizes(), persons, count);
    margins.persons[0] = static_cast<std::int64_t>(young_share * static_cast<double>(persons - count));
    margins.persons[2] = static_cast<std::int64_t>(old_share * static_cast<double>(persons - margins.persons[0]));
    margins.persons[1] = persons - margins.persons[0] - margins.persons[2];
    return margins;
}

}  // namespace

TEST_CASE("household sizes: the census gives itself back")
{
    // Old Hạ Long: 270,054 people in 75,905 households.
    auto const sizes = household_sizes(census_household_sizes(), 270'054, 75'905);
    CHECK(households(sizes) == 75'905);
    CHECK(members(sizes) == 270'054);
    double worst = 0;
    double cumulative = 0;
    double census = 0;
    for (std::size_t size = 1; size <= 6; ++size) {
        cumulative += static_cast<double>(sizes[size]);
        census += census_household_sizes()[size - 1];
        worst = std::max(worst, std::abs(cumulative - census) / 75'905);
    }
    CHECK(worst < 0.001);  // the tail is cut at 20 members
}

TEST_CASE("household sizes: persons and households are exact for any mean, and sizes follow it")
{
    for (std::int64_t const count : {1, 2, 7, 300, 5'000}) {
        for (double const mean : {1.0, 1.05, 2.0, 3.62, 3.95, 5.59, 12.0, 19.9, 20.0}) {
            auto const persons = static_cast<std::int64_t>(static_cast<double>(count) * mean);
            if (!can_house(persons, count)) continue;
            auto const sizes = household_sizes(census_household_sizes(), persons, count);
            CHECK(households(sizes) == count);
            CHECK(members(sizes) == persons);
            CHECK(*std::min_element(sizes.begin(), sizes.end()) >= 0);
        }
    }
    CHECK(household_sizes(census_household_sizes(), 20, 20)[1] == 20);
    CHECK(household_sizes(census_household_sizes(), 40, 2)[20] == 2);
}

TEST_CASE("household sizes: stated counts stay, the open class takes the rest")
{
    std::array<std::int64_t, 7> const stated{10, 20, 30, 40, 20, 10, 5};
    std::int64_t const closed = 10 + 40 + 90 + 160 + 100 + 60;
    CHECK(counts_fit(stated, closed + 35));
    CHECK(counts_fit(stated, closed + 100));
    CHECK_FALSE(counts_fit(stated, closed + 34));
    CHECK_FALSE(counts_fit(stated, closed + 101));
    auto const sizes = household_sizes_as_stated(stated, closed + 44);
    CHECK(members(sizes) == closed + 44);
    for (std::size_t size = 1; size <= 6; ++size) CHECK(sizes[size] == stated[size - 1]);
    std::array<std::int64_t, 7> const closed_only{10, 20, 30, 40, 20, 10, 0};
    CHECK(counts_fit(closed_only, closed));
    CHECK_FALSE(counts_fit(closed_only, closed + 1));
}

TEST_CASE("household types: every margin of the fitted table is met")
{
    auto const margins = margins_of(3'600, 1'000, 0.4, 0.18);
    auto const table = fit_household_types(margins);
    std::array<double, largest_household + 1> by_size{};
    std::array<double, age_group_count> persons{};
    for (std::size_t t = 0; t < table.size(); ++t) {
        auto const& type = household_types()[t];
        CHECK(table[t] >= 0);
        by_size[static_cast<std::size_t>(type.size())] += table[t];
        for (std::size_t g = 0; g < age_group_count; ++g) persons[g] += table[t] * type.members[g];
    }
    for (std::size_t size = 1; size < by_size.size(); ++size) {
        CHECK(by_size[size] == Approx(static_cast<double>(margins.sizes[size])).margin(1e-6));
    }
    for (std::size_t g = 0; g < age_group_count; ++g) {
        CHECK(persons[g] == Approx(static_cast<double>(margins.persons[g])).margin(1e-4));
    }
}

TEST_CASE("household types: whole numbers are exact for random margins, to the edge of what is possible")
{
    core::Random const random(3);
    for (std::uint64_t round = 0; round < 200; ++round) {
        auto const draw = [&](std::uint32_t which) { return random.uniform(core::Stream::test, {round, which, 0}); };
        auto const count = 1 + static_cast<std::int64_t>(2'000 * draw(0) * draw(1));
        auto const persons = static_cast<std::int64_t>(static_cast<double>(count) * (1 + 5 * draw(2)));
        double const young = round % 10 == 0 ? 1.0 : draw(3);  // 1: one adult in each household
        auto const margins = margins_of(persons, count, young, round % 7 == 0 ? 0.0 : draw(4));
        REQUIRE(can_live_together(margins));
        auto const counts = whole_household_types(margins);
        HouseholdMargins made;
        for (std::size_t t = 0; t < counts.size(); ++t) {
            auto const& type = household_types()[t];
            REQUIRE(counts[t] >= 0);
            REQUIRE(type.adults() >= 1);
            made.sizes[static_cast<std::size_t>(type.size())] += counts[t];
            for (std::size_t g = 0; g < age_group_count; ++g) made.persons[g] += counts[t] * type.members[g];
        }
        REQUIRE(made.sizes == margins.sizes);
        REQUIRE(made.persons == margins.persons);
    }
}

TEST_CASE("household types: the young need a place beside an adult")
{
    HouseholdMargins margins;
    margins.sizes[1] = 10;
    margins.sizes[3] = 10;
    margins.persons = {20, 20, 0};
    CHECK(can_live_together(margins));
    margins.persons = {21, 19, 0};
    CHECK_FALSE(can_live_together(margins));
}
