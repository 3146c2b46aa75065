#include "demand/population.hpp"

#include "demand/age_structure.hpp"
#include "demand/parameters.hpp"
#include "small_city.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <numeric>
#include <set>

using namespace halong;
using namespace halong::demand;
using test::small_city;

namespace {
Population people_of(city::City const& city, scenario::DemandParameters const& parameters = {})
{
    return synthesise(city, parameters, core::Random(1));
}
}  // namespace

TEST_CASE("population: the census tables have the published totals")
{
    auto const& old_city = census_ages(city::Sector::mixed);
    auto const& rural = census_ages(city::Sector::rural);
    CHECK(std::accumulate(old_city.begin(), old_city.end(), 0.0) == 270'054);
    // The 13 units of Hoành Bồ have 52,656 people; their published age table sums to this.
    CHECK(std::accumulate(rural.begin(), rural.end(), 0.0) == Approx(52'656).margin(1));
    auto const share = [&](int from, int to) {
        return std::accumulate(old_city.begin() + from, old_city.begin() + to, 0.0) / 270'054;
    };
    CHECK(share(0, 3) == Approx(0.250).margin(0.0005));
    CHECK(share(3, 13) == Approx(0.668).margin(0.0005));
    CHECK(share(13, 18) == Approx(0.083).margin(0.0006));
}

TEST_CASE("population: residents per zone are exact, also when scaled")
{
    auto const city = small_city();
    for (double const factor : {1.0, 1.172, 0.5, 0.0, 2.0}) {
        scenario::DemandParameters parameters;
        parameters.residents_factor = factor;
        auto const wanted = scaled_residents(city, factor);
        CHECK(std::accumulate(wanted.begin(), wanted.end(), std::int64_t{0}) == std::llround(45'000 * factor));
        auto const people = people_of(city, parameters);
        REQUIRE(people.person_count() == static_cast<std::size_t>(std::llround(45'000 * factor)));
        for (std::uint32_t z = 0; z < city.zones.size(); ++z) {
            CHECK(people.first_person[z + 1] - people.first_person[z] == wanted[z]);
            if (factor == 1.0) CHECK(wanted[z] == city.zones[core::ZoneId{z}].residents);
        }
    }
}

TEST_CASE("population: ages of each zone are the census shares, exactly rounded")
{
    auto const city = small_city();
    auto const people = people_of(city);
    for (std::uint32_t z = 0; z < city.zones.size(); ++z) {
        std::array<std::int64_t, age_class_count> counts{};
        for (auto i = people.first_person[z]; i < people.first_person[z + 1]; ++i) {
            counts[static_cast<std::size_t>(std::min(people.age[i] / 5, age_class_count - 1))] += 1;
        }
        auto const& zone = city.zones[core::ZoneId{z}];
        CHECK(counts == ages_of(zone.sector, zone.residents));
    }
}

TEST_CASE("population: households are exact, have adults, and live together in their zone")
{
    auto const city = small_city();
    auto const people = people_of(city);
    std::vector<int> adults(people.household_count(), 0);
    std::vector<int> members(people.household_count(), 0);
    for (std::size_t i = 0; i < people.person_count(); ++i) {
        members[people.household[i]] += 1;
        adults[people.household[i]] += people.age[i] >= 18 ? 1 : 0;
    }
    CHECK(*std::min_element(members.begin(), members.end()) >= 3);
    CHECK(*std::max_element(members.begin(), members.end()) <= 4);
    CHECK(*std::min_element(adults.begin(), adults.end()) >= 2);
    for (std::uint32_t z = 0; z < city.zones.size(); ++z) {
        CHECK(people.first_household[z + 1] - people.first_household[z] == city.zones[core::ZoneId{z}].households);
        auto const& nodes = city.zone_nodes[core::ZoneId{z}];
        for (auto h = people.first_household[z]; h < people.first_household[z + 1]; ++h) {
            CHECK(std::find(nodes.begin(), nodes.end(), people.home_node[h]) != nodes.end());
            CHECK(geo::distance_m(people.home_point[h], city.network.position(people.home_node[h])) <=
                  parameter::home_spread_m);
        }
    }
}

TEST_CASE("population: homes are spread evenly over the street nodes")
{
    auto const city = small_city();
    auto const people = people_of(city);
    std::map<core::NodeId, int> homes;
    for (auto h = people.first_household[4]; h < people.first_household[5]; ++h) homes[people.home_node[h]] += 1;
    double const expected = (people.first_household[5] - people.first_household[4]) / 36.0;
    double chi_square = 0;
    for (auto const& [node, count] : homes) chi_square += (count - expected) * (count - expected) / expected;
    CHECK(homes.size() == 36);
    CHECK(chi_square < 66.6);  // 35 degrees of freedom, 99.9 %
}

TEST_CASE("population: roles follow age, and the worker share holds")
{
    auto const city = small_city();
    auto const people = people_of(city);
    double working_age = 0;
    double workers = 0;
    for (std::size_t i = 0; i < people.person_count(); ++i) {
        int const age = people.age[i];
        switch (people.role[i]) {
            case Role::infant:
                CHECK(age < 5);
                break;
            case Role::pupil:
                CHECK((age >= 5 && age <= 17));
                break;
            case Role::student:
                CHECK((age >= 18 && age <= 22));
                break;
            case Role::worker:
                CHECK((age >= 18 && age <= 64));
                break;
            case Role::other:
                CHECK(age >= 18);
                break;
        }
        if (age >= 15 && age <= 64) working_age += 1;
        if (people.role[i] == Role::worker) workers += 1;
    }
    CHECK(workers / working_age == Approx(0.79).margin(0.01));  // four standard deviations: 0.0095
}

TEST_CASE("population: without a university nobody studies")
{
    auto city = small_city();
    for (auto& place : city.places) {
        if (place.kind == city::PlaceKind::university) place.pupils = 0;
    }
    auto const people = people_of(city);
    CHECK(std::count(people.role.begin(), people.role.end(), Role::student) == 0);
}

TEST_CASE("population: keys are unique, and a zone elsewhere changes nobody")
{
    auto const city = small_city();
    auto const before = people_of(city);
    CHECK(std::set<std::uint64_t>(before.key.begin(), before.key.end()).size() == before.person_count());
    auto grown = city;
    grown.zones[core::ZoneId{8}].residents += 500;
    grown.zones[core::ZoneId{8}].households += 140;
    auto const after = people_of(grown);
    std::size_t const persons = before.first_person[8];
    std::size_t const households = before.first_household[8];
    auto const same = [](auto const& a, auto const& b, std::size_t size) {
        return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(size), b.begin());
    };
    CHECK(same(before.key, after.key, persons));
    CHECK(same(before.age, after.age, persons));
    CHECK(same(before.role, after.role, persons));
    CHECK(same(before.has_motorbike, after.has_motorbike, persons));
    CHECK(same(before.home_node, after.home_node, households));
    CHECK(same(before.home_point, after.home_point, households));
    CHECK(same(before.has_car, after.has_car, households));
}

TEST_CASE("population: motorbikes and cars as stated")
{
    auto const people = people_of(small_city());
    double riders = 0;
    double with_motorbike = 0;
    for (std::size_t i = 0; i < people.person_count(); ++i) {
        if (people.age[i] < 16) continue;
        riders += 1;
        with_motorbike += people.has_motorbike[i];
    }
    CHECK(with_motorbike / riders == Approx(0.85).margin(0.015));
    double const cars = static_cast<double>(std::count(people.has_car.begin(), people.has_car.end(), 1));
    CHECK(cars / static_cast<double>(people.person_count()) == Approx(0.085).margin(0.003));  // 60-110 per 1,000
}
