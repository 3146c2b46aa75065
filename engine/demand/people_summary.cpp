#include "demand/people_summary.hpp"

#include "core/random.hpp"
#include "demand/trips.hpp"

#include <algorithm>
#include <numeric>

namespace halong::demand {
namespace {

using city::Activity;
using city::Mode;

void count_population(PeopleSummary& summary, Population const& population)
{
    summary.persons = static_cast<std::int64_t>(population.person_count());
    summary.households = static_cast<std::int64_t>(population.household_count());
    for (std::size_t i = 0; i < population.person_count(); ++i) {
        int const age_class = std::min(population.age[i] / years_per_age_class, age_class_count - 1);
        ++summary.pyramid[static_cast<std::size_t>(age_class)][static_cast<std::size_t>(population.sex[i])];
    }
    for (std::size_t h = 0; h < population.household_count(); ++h) {
        std::size_t const size = population.first_member[h + 1] - population.first_member[h];
        ++summary.household_sizes[std::min<std::size_t>(size, city::household_size_classes) - 1];
        summary.motorbikes += population.motorbikes[h];
        summary.cars += population.cars[h];
    }
}

TripPurpose purpose_of(Activity activity)
{
    switch (activity) {
        case Activity::work:
            return TripPurpose::work;
        case Activity::school:
            return TripPurpose::school;
        case Activity::escort:
            return TripPurpose::escort;
        case Activity::shopping:
            return TripPurpose::shopping;
        case Activity::leisure:
            return TripPurpose::leisure;
        default:
            return TripPurpose::other;
    }
}

void count_trips(PeopleSummary& summary, city::Plans const& plans, std::uint32_t traveller)
{
    for_trips(plans, traveller, [&](Trip const& trip) {
        auto const hour = static_cast<std::size_t>(plans.planned_end[trip.from] / core::ms_per_hour % hours_shown);
        Activity const to = plans.activity[trip.to];
        TripPurpose const purpose = purpose_of(to == Activity::home ? plans.activity[trip.from] : to);
        ++summary.trips;
        ++summary.by_mode[static_cast<std::size_t>(trip.mode)];
        ++summary.departures[static_cast<std::size_t>(purpose)][hour];
    });
}

void count_visitors(PeopleSummary& summary, city::Plans const& plans, std::uint32_t traveller)
{
    std::uint32_t const first = plans.stays_begin(traveller);
    std::uint32_t const last = plans.stays_end(traveller) - 1;
    bool const arrives = plans.activity[first] == Activity::outside;
    core::Millis const from_ms = arrives ? plans.planned_end[first] : 0;
    bool const leaves = last > first && plans.activity[last] == Activity::outside;
    core::Millis const to_ms = leaves ? plans.planned_end[last - 1] : core::never;
    summary.visitors += plans.persons[traveller];
    if (arrives) summary.visitors_arriving += plans.persons[traveller];
    for (int hour = 0; hour < hours_shown; ++hour) {
        core::Millis const middle = hour * core::ms_per_hour + core::ms_per_hour / 2;
        if (middle >= from_ms && middle < to_ms) {
            summary.visitors_present[static_cast<std::size_t>(hour)] += plans.persons[traveller];
        }
    }
}

}  // namespace

double PeopleSummary::trips_per_person() const
{
    return persons > 0 ? static_cast<double>(trips) / static_cast<double>(persons) : 0.0;
}

double PeopleSummary::share(city::Mode mode) const
{
    return trips > 0 ? static_cast<double>(by_mode[static_cast<std::size_t>(mode)]) / static_cast<double>(trips) : 0.0;
}

PeopleSummary summarise(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans)
{
    PeopleSummary summary;
    count_population(summary, synthesise(city, scenario.demand, core::Random(scenario.seed)));
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        switch (plans.person_class[traveller]) {
            case city::PersonClass::resident:
            case city::PersonClass::worker:
                count_trips(summary, plans, traveller);
                break;
            case city::PersonClass::domestic_visitor:
            case city::PersonClass::foreign_visitor:
                count_visitors(summary, plans, traveller);
                break;
            case city::PersonClass::business:
                break;
        }
    }
    return summary;
}

std::vector<Comparison> beside_published(PeopleSummary const& summary)
{
    auto const persons = std::max(1.0, static_cast<double>(summary.persons));
    auto const households = std::max(1.0, static_cast<double>(summary.households));
    auto const of_ages = [&](int from, int to) {
        std::int64_t sum = 0;
        for (int c = from; c < to; ++c) {
            sum += summary.pyramid[static_cast<std::size_t>(c)][0] + summary.pyramid[static_cast<std::size_t>(c)][1];
        }
        return 100 * static_cast<double>(sum) / persons;
    };
    auto const percent = [&](std::initializer_list<Mode> modes) {
        double sum = 0;
        for (Mode const mode : modes) sum += summary.share(mode);
        return 100 * sum;
    };
    constexpr std::string_view census = "census 2019";
    constexpr std::string_view split = "prior for the city 2019-24, from Đà Nẵng's shares and ownership";
    return {
        {"Người mỗi hộ", "Persons per household", "person", persons / households, 3.56, 3.95, Mark::estimate, census},
        {"Dưới 15 tuổi", "Younger than 15", "%", of_ages(0, 3), 24.9, 26.9, Mark::stated, census},
        {"Từ 65 tuổi", "65 and older", "%", of_ages(13, age_class_count), 6.4, 8.3, Mark::stated, census},
        {"Xe máy trên 1.000 dân", "Motorcycles per 1,000", "1",
         1000 * static_cast<double>(summary.motorbikes) / persons, 550, 680, Mark::estimate,
         "Hải Dương and Nghệ An 2023"},
        {"Ô tô trên 1.000 dân", "Cars per 1,000", "1", 1000 * static_cast<double>(summary.cars) / persons, 60, 110,
         Mark::estimate, "Hải Dương and Nghệ An 2023"},
        {"Chuyến đi mỗi người", "Trips per person", "trip/day", summary.trips_per_person(), 2.5, 3.0, Mark::assumption,
         "big cities of Việt Nam about 2005, from memory"},
        {"Xe máy, kể cả người ngồi sau", "Motorcycle with its passengers", "%",
         percent({Mode::motorbike, Mode::passenger}), 70, 75, Mark::estimate, split},
        {"Ô tô", "Car", "%", percent({Mode::car}), 8, 12, Mark::estimate, split},
        {"Đi bộ, xe đạp", "Walk and bicycle", "%", percent({Mode::walk, Mode::bicycle}), 12, 15, Mark::estimate, split},
        {"Xe buýt", "Bus", "%", percent({Mode::transit}), 1, 3, Mark::estimate, split},
        {"Taxi, xe công nghệ", "Taxi and ride-hail", "%", percent({Mode::taxi, Mode::ride_hail}), 2, 4, Mark::estimate,
         split},
    };
}

}  // namespace halong::demand
