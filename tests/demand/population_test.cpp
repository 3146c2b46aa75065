#include "demand/population.hpp"

#include "demand/age_structure.hpp"
#include "demand/household_sizes.hpp"
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
        CHECK(counts == ages_of(zone, zone.residents));
    }
}

TEST_CASE("population: households are exact, have adults, and live together in their zone")
{
    auto const city = small_city();
    auto const people = people_of(city);
    for (std::size_t h = 0; h < people.household_count(); ++h) {
        REQUIRE(people.first_member[h] < people.first_member[h + 1]);
        CHECK(people.age[people.first_member[h]] >= 20);
        for (auto i = people.first_member[h]; i < people.first_member[h + 1]; ++i) CHECK(people.household[i] == h);
    }
    for (std::uint32_t z = 0; z < city.zones.size(); ++z) {
        auto const& zone = city.zones[core::ZoneId{z}];
        CHECK(people.first_household[z + 1] - people.first_household[z] == zone.households);
        HouseholdSizes sizes{};
        auto const& nodes = city.zone_nodes[core::ZoneId{z}];
        for (auto h = people.first_household[z]; h < people.first_household[z + 1]; ++h) {
            sizes[people.first_member[h + 1] - people.first_member[h]] += 1;
            CHECK(std::find(nodes.begin(), nodes.end(), people.home_node[h]) != nodes.end());
            CHECK(geo::distance_m(people.home_point[h], city.network.position(people.home_node[h])) <=
                  parameter::home_spread_m);
        }
        CHECK(sizes == household_sizes(census_household_sizes(), zone.residents, zone.households));
    }
}

TEST_CASE("population: a zone's own margins hold exactly")
{
    auto city = small_city();
    auto& zone = city.zones[core::ZoneId{0}];
    zone.households = 1'700;
    zone.household_sizes = {200, 300, 350, 450, 250, 100, 50};
    std::int64_t closed = 0;
    for (int size = 1; size <= 6; ++size) closed += size * zone.household_sizes[static_cast<std::size_t>(size - 1)];
    zone.residents = closed + 50 * 8 + 3;
    zone.ages.assign(age_class_count, zone.residents / age_class_count);
    zone.ages[7] += zone.residents % age_class_count;
    auto const people = people_of(city);
    std::vector<std::int64_t> sizes(7, 0);
    for (auto h = people.first_household[0]; h < people.first_household[1]; ++h) {
        sizes[std::min(6U, people.first_member[h + 1] - people.first_member[h] - 1)] += 1;
    }
    CHECK(sizes == zone.household_sizes);
    std::vector<std::int64_t> ages(age_class_count, 0);
    for (auto i = people.first_person[0]; i < people.first_person[1]; ++i) {
        ages[static_cast<std::size_t>(std::min(people.age[i] / 5, age_class_count - 1))] += 1;
    }
    CHECK(ages == zone.ages);
}

TEST_CASE("population: margins that disagree are told, each in its zone")
{
    auto const told = [](city::City const& city) {
        std::string all;
        for (auto const& finding : population_findings(city, 1.0, "city")) all += core::text_of(finding) + "\n";
        return all;
    };
    auto city = small_city();
    CHECK(told(city).empty());
    auto& zone = city.zones[core::ZoneId{2}];
    zone.household_sizes = {1, 1, 1, 1, 1, 1, 1};
    CHECK_THAT(told(city),
               Catch::Contains("zone 'zone-2'") && Catch::Contains("the household sizes have 7 households"));
    zone.households = 7;
    CHECK_THAT(told(city), Catch::Contains("households of the stated sizes cannot have 3000 residents"));
    zone.household_sizes.clear();
    CHECK_THAT(told(city), Catch::Contains("3000 residents cannot live in 7 households of 1 to 20 members"));
    zone.households = 2'500;
    CHECK_THAT(told(city), Catch::Contains("people younger than 20 have no place"));
    zone.households = 800;
    zone.ages.assign(age_class_count, 10);
    CHECK_THAT(told(city), Catch::Contains("the age classes have 180 people, 'population' has 3000"));
    zone.ages.assign(age_class_count, 0);
    zone.ages[1] = 3'000;  // children only
    CHECK_THAT(told(city), Catch::Contains("3000 people younger than 20 have no place"));
    CHECK_THROWS_AS(people_of(city), core::UserError);
}

TEST_CASE("population: random zones are exact in persons, households, ages and sizes")
{
    core::Random const random(77);
    auto const draw = [&](std::uint64_t k, std::uint32_t which, double low, double high) {
        return low + (high - low) * random.uniform(core::Stream::test, {k, which, 0});
    };
    for (std::uint64_t round = 0; round < 6; ++round) {
        auto city = small_city();
        for (std::uint32_t z = 0; z < city.zones.size(); ++z) {
            auto& zone = city.zones[core::ZoneId{z}];
            std::uint64_t const k = round * 100 + z;
            zone.residents = static_cast<std::int64_t>(z == 0 ? round : draw(k, 1, 1, 3'000));
            zone.households = static_cast<std::int64_t>(static_cast<double>(zone.residents) / draw(k, 2, 2.4, 6));
            zone.sector = draw(k, 3, 0, 1) < 0.5 ? city::Sector::rural : city::Sector::mixed;
        }
        scenario::DemandParameters parameters;
        parameters.residents_factor = draw(round, 4, 0.1, 1.5);
        auto const people = people_of(city, parameters);
        auto const wanted = scaled_residents(city, parameters.residents_factor);
        for (std::uint32_t z = 0; z < city.zones.size(); ++z) {
            auto const& zone = city.zones[core::ZoneId{z}];
            std::int64_t const persons = people.first_person[z + 1] - people.first_person[z];
            std::int64_t const households = people.first_household[z + 1] - people.first_household[z];
            CHECK(persons == wanted[z]);
            CHECK(households == scaled_households(zone, parameters.residents_factor, persons));
            std::array<std::int64_t, age_class_count> ages{};
            for (auto i = people.first_person[z]; i < people.first_person[z + 1]; ++i) {
                ages[static_cast<std::size_t>(std::min(people.age[i] / 5, age_class_count - 1))] += 1;
            }
            if (persons > 20) CHECK(ages == ages_of(zone, persons));
            for (auto h = people.first_household[z]; h < people.first_household[z + 1]; ++h) {
                CHECK(people.age[people.first_member[h]] >= 20);
            }
        }
    }
}

TEST_CASE("population: children have parents of a plausible age, couples are near in age")
{
    auto const people = people_of(small_city());
    double children = 0;
    double with_parent = 0;
    double couples = 0;
    double near = 0;
    for (std::size_t h = 0; h < people.household_count(); ++h) {
        auto const first = people.first_member[h];
        auto const end = people.first_member[h + 1];
        for (auto i = first; i < end; ++i) {
            if (people.age[i] >= 20) continue;
            children += 1;
            bool found = false;
            for (auto k = first; k < end; ++k) {
                int const gap = people.age[k] - people.age[i];
                found = found || (people.age[k] >= 20 && gap >= 16 && gap <= 75);
            }
            with_parent += found ? 1 : 0;
        }
        if (end - first >= 2 && people.age[first + 1] >= 20 && people.age[first + 1] < 60 && people.age[first] < 60) {
            couples += 1;
            near += std::abs(people.age[first] - people.age[first + 1]) <= 12 ? 1 : 0;
        }
    }
    CHECK(with_parent / children > 0.97);
    CHECK(near / couples > 0.85);
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
    CHECK(same(before.can_ride, after.can_ride, persons));
    CHECK(same(before.sex, after.sex, persons));
    CHECK(same(before.home_node, after.home_node, households));
    CHECK(same(before.home_point, after.home_point, households));
    CHECK(same(before.motorbikes, after.motorbikes, households));
    CHECK(same(before.cars, after.cars, households));
}

TEST_CASE("population: motorbikes and cars as stated")
{
    auto const people = people_of(small_city());
    auto const per_1000 = [&](std::vector<std::uint8_t> const& column) {
        return 1000.0 * std::accumulate(column.begin(), column.end(), 0.0) / static_cast<double>(people.person_count());
    };
    CHECK(per_1000(people.motorbikes) > 550);  // SOURCES.md section 2: 550-680 motorcycles, 60-110 cars per 1,000
    CHECK(per_1000(people.motorbikes) < 680);
    CHECK(per_1000(people.cars) == Approx(85).margin(4));
    CHECK(*std::max_element(people.motorbikes.begin(), people.motorbikes.end()) >= 3);
    CHECK(*std::min_element(people.motorbikes.begin(), people.motorbikes.end()) == 0);
}

TEST_CASE("population: school levels follow age")
{
    CHECK(school_level(2, Role::infant) == SchoolLevel::none);
    CHECK(school_level(3, Role::infant) == SchoolLevel::kindergarten);
    CHECK(school_level(5, Role::pupil) == SchoolLevel::kindergarten);
    CHECK(school_level(6, Role::pupil) == SchoolLevel::primary);
    CHECK(school_level(11, Role::pupil) == SchoolLevel::lower_secondary);
    CHECK(school_level(17, Role::pupil) == SchoolLevel::upper_secondary);
    CHECK(school_level(20, Role::student) == SchoolLevel::university);
    CHECK(school_level(20, Role::worker) == SchoolLevel::none);
}
