#include "demand/population.hpp"

#include "core/parallel.hpp"
#include "demand/age_structure.hpp"
#include "demand/integerise.hpp"
#include "demand/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace halong::demand {
namespace {

using core::Stream;

constexpr int first_adult_class = 4;    // 20-24: households are filled with these first
constexpr int teen_class = 3;           // 15-19
constexpr int last_working_class = 12;  // 60-64
constexpr int school_from = 5;
constexpr int school_to = 17;
constexpr int student_to = 22;
constexpr int working_to = 64;

// What one zone's people have in common while they are made.
struct ZonePeople {
    core::ZoneId zone;
    std::string person_prefix;
    std::string household_prefix;
    std::array<std::int64_t, age_class_count> ages{};
    std::int64_t adults = 0;
    std::int64_t persons = 0;
    std::int64_t households = 0;
    std::int64_t stride = 1;  // visits the adults in mixed order of age
    double student_share = 0;
    double work_share = 0;  // of those of working age who do not learn
};

// A step near the golden section that is coprime to `size`: steps of it visit 0 … size-1 once each, well mixed.
std::int64_t mixing_stride(std::int64_t size)
{
    auto stride = std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(size) * 0.6180339887));
    while (std::gcd(stride, size) > 1) ++stride;
    return stride;
}

double work_share_of(ZonePeople const& people, double worker_share)
{
    auto const count = [&](int age_class) {
        return static_cast<double>(people.ages[static_cast<std::size_t>(age_class)]);
    };
    double working_age = 0;
    for (int c = teen_class; c <= last_working_class; ++c) working_age += count(c);
    double const pupils = 0.6 * count(teen_class);                                           // 15, 16, 17
    double const of_student_age = 0.4 * count(teen_class) + 0.6 * count(first_adult_class);  // 18 … 22
    double const able = working_age - pupils - people.student_share * of_student_age;
    return able > 0 ? std::min(1.0, worker_share * working_age / able) : 0.0;
}

std::int64_t household_count_of(city::Zone const& zone, double factor, std::int64_t persons)
{
    double const stated = zone.households > 0 ? static_cast<double>(zone.households)
                                              : static_cast<double>(zone.residents) / parameter::persons_per_household;
    return persons == 0 ? 0 : std::clamp<std::int64_t>(std::llround(stated * factor), 1, persons);
}

bool has_university(city::City const& city)
{
    return std::ranges::any_of(city.places, [](city::Place const& place) {
        return place.kind == city::PlaceKind::university && place.pupils > 0 && is_usable(place);
    });
}

ZonePeople zone_people(city::City const& city, core::ZoneId id, std::int64_t persons,
                       scenario::DemandParameters const& parameters, bool students)
{
    city::Zone const& zone = city.zones[id];
    ZonePeople people;
    people.zone = id;
    people.person_prefix = fmt::format("resident/{}/", zone.id);
    people.household_prefix = fmt::format("household/{}/", zone.id);
    people.ages = ages_of(zone.sector, persons);
    people.adults = std::accumulate(people.ages.begin() + first_adult_class, people.ages.end(), std::int64_t{0});
    people.persons = persons;
    people.households = household_count_of(zone, parameters.residents_factor, persons);
    people.stride = mixing_stride(std::max<std::int64_t>(1, people.adults));
    people.student_share = students ? parameter::student_share.value : 0.0;
    people.work_share = work_share_of(people, parameters.worker_share);
    return people;
}

// Age class of person `ordinal` of the zone: adults in mixed order, then 15-19 down to 0-4.
int age_class_of(ZonePeople const& people, std::int64_t ordinal)
{
    if (ordinal < people.adults) {
        std::int64_t position = ordinal * people.stride % people.adults;
        int age_class = first_adult_class;
        while (position >= people.ages[static_cast<std::size_t>(age_class)]) {
            position -= people.ages[static_cast<std::size_t>(age_class++)];
        }
        return age_class;
    }
    std::int64_t position = ordinal - people.adults;
    int age_class = teen_class;
    while (position >= people.ages[static_cast<std::size_t>(age_class)]) {
        position -= people.ages[static_cast<std::size_t>(age_class--)];
    }
    return age_class;
}

Role role_of(core::Random const& random, std::uint64_t key, int age, ZonePeople const& people)
{
    if (age < school_from) return Role::infant;
    if (age <= school_to) return Role::pupil;
    if (age > working_to) return Role::other;
    double const u = random.uniform(Stream::population, {key, purpose_of(Decision::role), 0});
    if (age > student_to) return u < people.work_share ? Role::worker : Role::other;
    if (u < people.student_share) return Role::student;
    return u < people.student_share + (1 - people.student_share) * people.work_share ? Role::worker : Role::other;
}

void make_person(Population& population, std::size_t i, std::int64_t ordinal, ZonePeople const& people,
                 core::Random const& random)
{
    std::uint64_t const key = key_of(people.person_prefix, static_cast<std::uint64_t>(ordinal));
    int const age_class = age_class_of(people, ordinal);
    int const years = age_class + 1 == age_class_count ? 2 * years_per_age_class : years_per_age_class;
    int const age = age_class * years_per_age_class +
                    static_cast<int>(random.below(Stream::population, {key, purpose_of(Decision::age_in_class), 0},
                                                  static_cast<std::uint64_t>(years)));
    population.key[i] = key;
    population.zone[i] = people.zone;
    population.age[i] = static_cast<std::uint8_t>(age);
    population.role[i] = role_of(random, key, age, people);
    double const motorbike_share =
        population.role[i] == Role::worker ? parameter::worker_motorbike_share : parameter::other_motorbike_share;
    population.has_motorbike[i] =
        random.uniform(Stream::population, {key, purpose_of(Decision::has_motorbike), 0}) < motorbike_share;
    population.household[i] =
        population.first_household[people.zone.value()] + static_cast<std::uint32_t>(ordinal % people.households);
}

void make_household(Population& population, city::City const& city, std::size_t i, std::int64_t ordinal,
                    ZonePeople const& people, core::Random const& random)
{
    std::uint64_t const key = key_of(people.household_prefix, static_cast<std::uint64_t>(ordinal));
    std::uint64_t const bits = random.bits(Stream::home, {key, purpose_of(Decision::home_node), 0});
    core::NodeId const node = node_in_zone(city, people.zone, bits);
    double const car_share =
        parameter::cars_per_person * static_cast<double>(people.persons) / static_cast<double>(people.households);
    population.household_key[i] = key;
    population.home_node[i] = node;
    population.home_point[i] = scattered(random.bits(Stream::home, {key, purpose_of(Decision::home_jitter), 0}),
                                         city.network.position(node), parameter::home_spread_m);
    population.has_car[i] =
        random.uniform(Stream::population, {key, purpose_of(Decision::household_car), 0}) < car_share;
}

void resize(Population& population, std::size_t persons, std::size_t households)
{
    population.key.resize(persons);
    population.zone.resize(persons);
    population.age.resize(persons);
    population.role.resize(persons);
    population.has_motorbike.resize(persons);
    population.household.resize(persons);
    population.household_key.resize(households);
    population.home_node.resize(households);
    population.home_point.resize(households);
    population.has_car.resize(households);
}

}  // namespace

std::vector<double> Population::count_by_zone(Role wanted) const
{
    std::vector<double> counts(first_person.size() - 1, 0.0);
    for (std::size_t i = 0; i < role.size(); ++i) {
        if (role[i] == wanted) counts[zone[i].value()] += 1;
    }
    return counts;
}

std::vector<std::int64_t> scaled_residents(city::City const& city, double factor)
{
    std::vector<double> weights;
    for (city::Zone const& zone : city.zones) weights.push_back(static_cast<double>(zone.residents));
    auto const total = std::llround(static_cast<double>(city.resident_count()) * factor);
    return integerise(weights, total);
}

Population synthesise(city::City const& city, scenario::DemandParameters const& parameters, core::Random const& random)
{
    auto const residents = scaled_residents(city, parameters.residents_factor);
    bool const students = has_university(city);
    Population population;
    population.first_person.push_back(0);
    population.first_household.push_back(0);
    std::vector<ZonePeople> zones;
    for (std::uint32_t i = 0; i < city.zones.size(); ++i) {
        zones.push_back(zone_people(city, core::ZoneId{i}, residents[i], parameters, students));
        population.first_person.push_back(population.first_person.back() + static_cast<std::uint32_t>(residents[i]));
        population.first_household.push_back(population.first_household.back() +
                                             static_cast<std::uint32_t>(zones.back().households));
    }
    resize(population, population.first_person.back(), population.first_household.back());

    constexpr std::size_t block = 4096;
    auto const zone_at = [](std::vector<std::uint32_t> const& first, std::size_t i) {
        return static_cast<std::size_t>(std::ranges::upper_bound(first, static_cast<std::uint32_t>(i)) -
                                        first.begin()) -
               1;
    };
    core::for_each_index(population.household_count(), block, [&](std::size_t i) {
        std::size_t const z = zone_at(population.first_household, i);
        make_household(population, city, i, static_cast<std::int64_t>(i - population.first_household[z]), zones[z],
                       random);
    });
    core::for_each_index(population.person_count(), block, [&](std::size_t i) {
        std::size_t const z = zone_at(population.first_person, i);
        make_person(population, i, static_cast<std::int64_t>(i - population.first_person[z]), zones[z], random);
    });
    return population;
}

}  // namespace halong::demand
