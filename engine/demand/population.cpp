#include "demand/population.hpp"

#include "core/parallel.hpp"
#include "demand/age_structure.hpp"
#include "demand/household_members.hpp"
#include "demand/household_types.hpp"
#include "demand/integerise.hpp"
#include "demand/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace halong::demand {
namespace {

using core::Stream;

constexpr int first_adult_class = 4;    // 20-24
constexpr int first_old_class = 12;     // 60-64
constexpr int teen_class = 3;           // 15-19
constexpr int last_working_class = 12;  // 60-64
constexpr int school_from = 5;
constexpr int school_to = 17;
constexpr int student_to = 22;
constexpr int working_to = 64;
constexpr int riding_from = 16;  // years; also the age from which motorbikes are owned
constexpr int riding_to = 69;

// What one zone's people have in common while they are made.
struct ZonePeople {
    core::ZoneId zone;
    std::string person_prefix;
    std::string household_prefix;
    std::array<std::int64_t, age_class_count> ages{};
    std::int64_t persons = 0;
    std::int64_t households = 0;
    HouseholdMargins margins;
    double student_share = 0;
    double work_share = 0;  // of those of working age who do not learn
};

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

AgeGroup group_of(int age_class)
{
    if (age_class < first_adult_class) return AgeGroup::young;
    return age_class < first_old_class ? AgeGroup::grown : AgeGroup::old;
}

bool states_sizes(city::Zone const& zone) { return !zone.household_sizes.empty(); }

SizeClasses size_classes_of(city::Zone const& zone)
{
    SizeClasses classes = census_household_sizes();
    if (states_sizes(zone)) std::ranges::copy(zone.household_sizes, classes.begin());
    return classes;
}

HouseholdSizes sizes_of(city::Zone const& zone, std::int64_t persons, std::int64_t households)
{
    bool const as_stated = states_sizes(zone) && persons == zone.residents && households == zone.households;
    return as_stated ? household_sizes_as_stated(zone.household_sizes, persons)
                     : household_sizes(size_classes_of(zone), persons, households);
}

// Rounding can leave a few young people too many in a zone of a handful: they become adults, unless the zone states its
// ages in whole numbers.
void give_adults(std::array<std::int64_t, age_class_count>& ages, std::int64_t places_for_young)
{
    constexpr std::int64_t most_by_rounding = 3;
    constexpr std::size_t thirties = 6;
    std::int64_t surplus = -places_for_young;
    for (int c = 0; c < first_adult_class; ++c) surplus += ages[static_cast<std::size_t>(c)];
    if (surplus > most_by_rounding) return;
    for (std::size_t c = teen_class + 1; c-- > 0;) {
        std::int64_t const moved = std::clamp<std::int64_t>(surplus, 0, ages[c]);
        ages[c] -= moved;
        ages[thirties] += moved;
        surplus -= moved;
    }
}

std::array<std::int64_t, age_class_count> whole_ages(city::Zone const& zone, std::int64_t persons,
                                                     std::int64_t households)
{
    auto ages = ages_of(zone, persons);
    if (zone.ages.empty() || persons != zone.residents) give_adults(ages, persons - households);
    return ages;
}

HouseholdMargins margins_of(city::Zone const& zone, std::array<std::int64_t, age_class_count> const& ages,
                            std::int64_t persons, std::int64_t households)
{
    HouseholdMargins margins;
    margins.sizes = sizes_of(zone, persons, households);
    for (int c = 0; c < age_class_count; ++c) {
        margins.persons[static_cast<std::size_t>(group_of(c))] += ages[static_cast<std::size_t>(c)];
    }
    return margins;
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
    people.persons = persons;
    people.households = scaled_households(zone, parameters.residents_factor, persons);
    people.ages = whole_ages(zone, persons, people.households);
    people.margins = margins_of(zone, people.ages, persons, people.households);
    people.student_share = students ? parameter::student_share.value : 0.0;
    people.work_share = work_share_of(people, parameters.worker_share);
    return people;
}

// Years of everybody of the zone, rising: exact by class, drawn within it. Draws are keyed as persons are, by ordinal.
AgesByGroup years_of(ZonePeople const& people, core::Random const& random)
{
    AgesByGroup years;
    std::uint64_t ordinal = 0;
    for (int c = 0; c < age_class_count; ++c) {
        auto& group = years[static_cast<std::size_t>(group_of(c))];
        int const width = c + 1 == age_class_count ? 2 * years_per_age_class : years_per_age_class;
        for (std::int64_t k = 0; k < people.ages[static_cast<std::size_t>(c)]; ++k) {
            core::Draw const draw{key_of(people.person_prefix, ordinal++), purpose_of(Decision::age_in_class), 0};
            group.push_back(static_cast<std::uint8_t>(
                c * years_per_age_class +
                static_cast<int>(random.below(Stream::population, draw, static_cast<std::uint64_t>(width)))));
        }
    }
    for (auto& group : years) std::ranges::sort(group);
    return years;
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

bool can_ride(core::Random const& random, std::uint64_t key, int age, Role role)
{
    if (age < riding_from) return false;
    double share = parameter::old_rider_share;
    if (age <= riding_to) share = role == Role::worker ? parameter::worker_rider_share : parameter::other_rider_share;
    return random.uniform(Stream::population, {key, purpose_of(Decision::can_ride), 0}) < share;
}

bool owns_motorbike(core::Random const& random, std::uint64_t key, int age, Role role)
{
    double const share = role == Role::worker ? parameter::worker_motorbike_share : parameter::other_motorbike_share;
    return age >= riding_from &&
           random.uniform(Stream::population, {key, purpose_of(Decision::has_motorbike), 0}) < share;
}

// Men and women alike, couples of one each: the second adult of a household is of the other sex than the first.
Sex sex_of(core::Random const& random, std::uint64_t key, std::uint64_t first_key, bool is_second_adult)
{
    core::Draw const draw{is_second_adult ? first_key : key, purpose_of(Decision::sex), 0};
    bool const male = random.uniform(Stream::population, draw) < parameter::male_share;
    return male != is_second_adult ? Sex::male : Sex::female;
}

void make_household(Population& population, city::City const& city, std::size_t h, std::uint64_t ordinal,
                    ZonePeople const& people, core::Random const& random)
{
    std::uint64_t const key = key_of(people.household_prefix, ordinal);
    std::uint64_t const bits = random.bits(Stream::home, {key, purpose_of(Decision::home_node), 0});
    core::NodeId const node = node_in_zone(city, people.zone, bits);
    double const car_share =
        parameter::cars_per_person * static_cast<double>(people.persons) / static_cast<double>(people.households);
    population.household_key[h] = key;
    population.home_node[h] = node;
    population.home_point[h] = scattered(random.bits(Stream::home, {key, purpose_of(Decision::home_jitter), 0}),
                                         city.network.position(node), parameter::home_spread_m);
    population.cars[h] =
        random.uniform(Stream::population, {key, purpose_of(Decision::household_car), 0}) < car_share ? 1 : 0;
}

// One member; `i` and `first`, the household's first member, count persons of the city, `ordinal` those of the zone. Zones
// are made at the same time: nothing that another one writes may be read here.
void make_person(Population& population, std::size_t i, std::size_t first, std::uint64_t ordinal, std::size_t household,
                 int age, ZonePeople const& people, core::Random const& random)
{
    constexpr int adult_from = first_adult_class * years_per_age_class;
    std::uint64_t const key = key_of(people.person_prefix, ordinal);
    Role const role = role_of(random, key, age, people);
    population.key[i] = key;
    population.zone[i] = people.zone;
    population.age[i] = static_cast<std::uint8_t>(age);
    population.sex[i] = sex_of(random, key, population.key[first], i == first + 1 && age >= adult_from);
    population.role[i] = role;
    population.can_ride[i] = can_ride(random, key, age, role) ? 1 : 0;
    population.household[i] = static_cast<std::uint32_t>(household);
    population.motorbikes[household] =
        static_cast<std::uint8_t>(population.motorbikes[household] + (owns_motorbike(random, key, age, role) ? 1 : 0));
}

void make_zone(Population& population, city::City const& city, ZonePeople const& people, core::Random const& random)
{
    if (people.persons == 0) return;
    auto const types = whole_household_types(people.margins);
    auto const members = seat_members(types, years_of(people, random), people.household_prefix, random);
    std::size_t const z = people.zone.value();
    std::uint32_t const first_person = population.first_person[z];
    std::uint32_t const first_household = population.first_household[z];
    for (std::uint32_t k = 0; k + 1 < members.first.size(); ++k) {
        std::size_t const h = first_household + k;
        population.first_member[h + 1] = first_person + members.first[k + 1];
        make_household(population, city, h, k, people, random);
    }
    for (std::uint32_t k = 0; k + 1 < members.first.size(); ++k) {
        for (std::uint32_t m = members.first[k]; m < members.first[k + 1]; ++m) {
            make_person(population, first_person + m, first_person + members.first[k], m, first_household + k,
                        members.age[m], people, random);
        }
    }
}

void resize(Population& population, std::size_t persons, std::size_t households)
{
    population.key.resize(persons);
    population.zone.resize(persons);
    population.age.resize(persons);
    population.sex.resize(persons);
    population.role.resize(persons);
    population.can_ride.resize(persons);
    population.household.resize(persons);
    population.household_key.resize(households);
    population.home_node.resize(households);
    population.home_point.resize(households);
    population.motorbikes.resize(households);
    population.cars.resize(households);
    population.first_member.resize(households + 1);
}

// A zone's margins, compared before anything is made of them.
class ZoneCheck {
public:
    ZoneCheck(city::Zone const& zone, std::string const& where, std::vector<core::Diagnostic>& findings)
        : zone_(zone), where_(fmt::format("{}, zone '{}'", where, zone.id)), findings_(findings)
    {}

    // Whether the stated margins agree with each other.
    bool margins_agree()
    {
        std::size_t const before = findings_.size();
        check_ages();
        check_sizes();
        if (zone_.residents > 0 && zone_.households > 0 && !can_house(zone_.residents, zone_.households)) {
            add(fmt::format("{} residents cannot live in {} households of 1 to {} members", zone_.residents,
                            zone_.households, largest_household),
                "correct 'population' or 'households' in the zones layer");
        }
        return findings_.size() == before;
    }

    void check_people(std::int64_t persons, std::int64_t households)
    {
        auto const margins = margins_of(zone_, whole_ages(zone_, persons, households), persons, households);
        if (can_live_together(margins)) return;
        add(fmt::format(
                "{} people younger than 20 have no place: {} residents in {} households of one adult or more leave "
                "{} places for them",
                margins.persons[0], persons, households, persons - households),
            "give the zone fewer households, or ages with more adults, in the zones layer");
    }

private:
    void add(std::string message, std::string help)
    {
        findings_.push_back({where_, 0, 0, std::move(message), std::move(help)});
    }

    void check_ages()
    {
        if (zone_.ages.empty()) return;
        if (std::ranges::any_of(zone_.ages, [](std::int64_t count) { return count < 0; })) {
            add("an age class has fewer than 0 people", "give counts of 0 or more in the zones layer");
        }
        auto const sum = std::accumulate(zone_.ages.begin(), zone_.ages.end(), std::int64_t{0});
        if (sum != zone_.residents) {
            add(fmt::format("the age classes have {} people, 'population' has {}", sum, zone_.residents),
                "make the two the same in the zones layer, or leave the ages out");
        }
    }

    void check_sizes()
    {
        if (!states_sizes(zone_)) return;
        if (std::ranges::any_of(zone_.household_sizes, [](std::int64_t count) { return count < 0; })) {
            add("a household size has fewer than 0 households", "give counts of 0 or more in the zones layer");
            return;
        }
        auto const sum = std::accumulate(zone_.household_sizes.begin(), zone_.household_sizes.end(), std::int64_t{0});
        if (sum != zone_.households) {
            add(fmt::format("the household sizes have {} households, 'households' has {}", sum, zone_.households),
                "make the two the same in the zones layer, or leave the sizes out");
        } else if (!counts_fit(zone_.household_sizes, zone_.residents)) {
            add(fmt::format("households of the stated sizes cannot have {} residents", zone_.residents),
                fmt::format("correct 'population' or the sizes; the last class has {} to {} members",
                            city::household_size_classes, largest_household));
        }
    }

    city::Zone const& zone_;
    std::string where_;
    std::vector<core::Diagnostic>& findings_;
};

}  // namespace

SchoolLevel school_level(int age, Role role)
{
    if (role == Role::student) return SchoolLevel::university;
    if (age < 3 || age > school_to) return SchoolLevel::none;
    if (age < 6) return SchoolLevel::kindergarten;
    if (age < 11) return SchoolLevel::primary;
    return age < 15 ? SchoolLevel::lower_secondary : SchoolLevel::upper_secondary;
}

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

std::int64_t scaled_households(city::Zone const& zone, double factor, std::int64_t residents)
{
    double const stated = zone.households > 0 ? static_cast<double>(zone.households)
                                              : static_cast<double>(zone.residents) / parameter::persons_per_household;
    std::int64_t const fewest = (residents + largest_household - 1) / largest_household;
    return std::clamp<std::int64_t>(std::llround(stated * factor), fewest, residents);
}

std::vector<core::Diagnostic> population_findings(city::City const& city, double residents_factor,
                                                  std::string const& where)
{
    std::vector<core::Diagnostic> findings;
    bool agree = true;
    for (city::Zone const& zone : city.zones) agree = ZoneCheck(zone, where, findings).margins_agree() && agree;
    if (!agree) return findings;
    auto const residents = scaled_residents(city, residents_factor);
    for (std::uint32_t z = 0; z < city.zones.size(); ++z) {
        city::Zone const& zone = city.zones[core::ZoneId{z}];
        if (residents[z] == 0) continue;
        std::int64_t const households = scaled_households(zone, residents_factor, residents[z]);
        ZoneCheck(zone, where, findings).check_people(residents[z], households);
    }
    return findings;
}

Population synthesise(city::City const& city, scenario::DemandParameters const& parameters, core::Random const& random)
{
    auto findings = population_findings(city, parameters.residents_factor, fmt::format("city '{}'", city.name));
    if (!findings.empty()) throw core::UserError(std::move(findings));
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
    core::for_each_index(zones.size(), 1, [&](std::size_t z) { make_zone(population, city, zones[z], random); });
    return population;
}

}  // namespace halong::demand
