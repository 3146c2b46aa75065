#include "equilibrium/day_visits.hpp"

#include "core/exact_math.hpp"
#include "services/hotspot_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halong::equilibrium {
namespace {

using core::Millis;

constexpr Millis end_of_day = core::ms_per_day;

// Middles of ten parts of equal chance of the standard normal distribution.
constexpr std::array<double, 10> normal_tenths{-1.644854, -1.036433, -0.674490, -0.385320, -0.125661,
                                               0.125661,  0.385320,  0.674490,  1.036433,  1.644854};

bool lives_here(city::PersonClass who)
{
    return who == city::PersonClass::resident || who == city::PersonClass::worker;
}

double take_rate(scenario::WifiParameters const& parameters, city::PersonClass who)
{
    switch (who) {
        case city::PersonClass::resident:
            return parameters.take_rate_resident;
        case city::PersonClass::worker:
        case city::PersonClass::business:
            return parameters.take_rate_worker;
        case city::PersonClass::domestic_visitor:
            return parameters.take_rate_domestic;
        case city::PersonClass::foreign_visitor:
            break;
    }
    return parameters.take_rate_foreign;
}

// Vehicles whose driver leaves them and comes back to them.
bool is_left(city::Mode mode)
{
    return mode == city::Mode::bicycle || mode == city::Mode::motorbike || mode == city::Mode::car ||
           mode == city::Mode::van || mode == city::Mode::coach;
}

}  // namespace

double Figure::value() const
{
    double sum = fixed;
    for (Part const& part : parts) sum += part.amount;
    return sum;
}

void Figure::add(std::uint32_t group, double amount)
{
    if (group == no_group) {
        fixed += amount;
    } else {
        parts.push_back({group, amount});
    }
}

void Figure::gather()
{
    std::ranges::stable_sort(parts, {}, &Part::group);
    std::size_t last = 0;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (parts[i].group == parts[last].group) {
            parts[last].amount += parts[i].amount;
        } else {
            parts[++last] = parts[i];
        }
    }
    if (!parts.empty()) parts.resize(last + 1);
}

PhoneUse::PhoneUse(scenario::WifiParameters const& parameters) : parameters_(parameters)
{
    double const sigma = std::sqrt(core::exact_log(1 + parameters.session_cv * parameters.session_cv));
    for (double const tenth : normal_tenths) {
        length_ms_.push_back(parameters.session_median_min * core::ms_per_minute * core::exact_exp(sigma * tenth));
    }
}

double PhoneUse::phones(city::PersonClass who, double outdoor_share, Millis stay_ms) const
{
    if (outdoor_share <= 0 || stay_ms <= 0) return 0;
    double const outdoor_ms = outdoor_share * stay_ms;
    double sum = 0;
    for (double const length : length_ms_) sum += std::min(length, outdoor_ms);
    return take_rate(parameters_, who) * sum / static_cast<double>(length_ms_.size()) / stay_ms;
}

// Goes through the travellers once.
class DayVisits::Builder {
public:
    Builder(DayVisits& visits, city::City const& city, city::Plans const& plans,
            std::vector<std::uint32_t> const& group_of_stay, simulation::RunResult const& run,
            scenario::WifiParameters const& parameters, core::Random const& random)
        : visits_(visits),
          plans_(plans),
          group_of_stay_(group_of_stay),
          run_(run),
          use_(parameters),
          hotspots_(city, parameters, random)
    {}

    void add(std::uint32_t traveller)
    {
        std::uint32_t const first = plans_.stays_begin(traveller);
        std::uint32_t const last = plans_.stays_end(traveller);
        auto const who = plans_.person_class[traveller];
        bool const is_bus = std::ranges::binary_search(plans_.bus_runs, traveller, {}, &city::BusRun::traveller);
        if (is_bus || who == city::PersonClass::business) return;
        auto const persons = static_cast<double>(plans_.persons[traveller]);
        bool const resident = lives_here(who);
        if (resident && plans_.zone[first].valid()) {
            visits_.people_of_zone_.rows.push_back(
                {plans_.zone[first].value(), Figure::no_group, 0, end_of_day, persons});
        }
        for (std::uint32_t stay = first; stay < last; ++stay) {
            Millis const from = stay == first ? 0 : run_.legs[stay - 1].arrival_ms;
            if (from == core::never || from >= end_of_day) break;
            Millis const leaves = run_.legs[stay].departure_ms;
            bool const stays = stay + 1 == last || leaves == core::never;
            Millis const to = stays ? end_of_day : std::min(leaves, end_of_day);
            bool const at_home = resident && plans_.activity[stay] == city::Activity::home;
            if (to > from && plans_.activity[stay] != city::Activity::outside) {
                if (!at_home) add_people(stay, from, to, persons);
                if (!at_home) add_vehicle(stay, first, last, from);
                add_phones(stay, from, to, who, persons);
            }
            if (stays) break;
            if (at_home && plans_.zone[first].valid()) add_absence(stay, first, last, to, persons);
        }
    }

private:
    void add_people(std::uint32_t stay, Millis from, Millis to, double persons)
    {
        std::uint32_t const group = group_of_stay_[stay];
        if (plans_.zone[stay].valid())
            visits_.people_of_zone_.rows.push_back({plans_.zone[stay].value(), group, from, to, persons});
        if (plans_.place[stay].valid())
            visits_.people_of_place_.rows.push_back({plans_.place[stay].value(), group, from, to, persons});
    }

    // Away from home until he comes back there.
    void add_absence(std::uint32_t stay, std::uint32_t first, std::uint32_t last, Millis to, double persons)
    {
        std::uint32_t back = stay + 1;
        while (back < last && plans_.activity[back] != city::Activity::home) ++back;
        Millis const returns = back < last ? std::min(run_.legs[back - 1].arrival_ms, end_of_day) : end_of_day;
        if (returns <= to) return;
        visits_.people_of_zone_.rows.push_back(
            {plans_.zone[first].value(), group_of_stay_[stay], to, returns, -persons});
    }

    void add_phones(std::uint32_t stay, Millis from, Millis to, city::PersonClass who, double persons)
    {
        double const phones = persons * use_.phones(who, plans_.outdoor_share[stay], to - from);
        if (phones <= 0) return;
        std::uint32_t const group = group_of_stay_[stay];
        if (plans_.zone[stay].valid())
            visits_.phones_of_zone_.rows.push_back({plans_.zone[stay].value(), group, from, to, phones});
        if (plans_.place[stay].valid())
            visits_.phones_of_place_.rows.push_back({plans_.place[stay].value(), group, from, to, phones});
        if (hotspots_.sites().empty()) return;
        auto const heard = hotspots_.strongest(plans_.point[stay]);
        if (heard)
            visits_.phones_of_site_.rows.push_back(
                {hotspots_.sites()[heard->hotspot].value(), group, from, to, phones});
    }

    // Who comes with a vehicle leaves it there, and so does who slept there and sets out with one.
    void add_vehicle(std::uint32_t stay, std::uint32_t first, std::uint32_t last, Millis from)
    {
        auto const mode = stay == first ? plans_.mode[stay] : plans_.mode[stay - 1];
        if (!is_left(mode)) return;
        std::uint32_t leg = stay;
        while (leg + 1 < last && plans_.mode[leg] != mode) ++leg;
        Millis const leaves = leg + 1 < last ? run_.legs[leg].departure_ms : core::never;
        Millis const to = leaves == core::never ? end_of_day : std::min(leaves, end_of_day);
        if (to <= from) return;
        std::uint32_t const group = group_of_stay_[stay];
        ClassBits const classes = 1U << static_cast<unsigned>(city::vehicle_of(mode));
        if (plans_.zone[stay].valid())
            visits_.vehicles_of_zone_.rows.push_back({plans_.zone[stay].value(), group, from, to, 1, classes});
        if (plans_.place[stay].valid())
            visits_.vehicles_of_place_.rows.push_back({plans_.place[stay].value(), group, from, to, 1, classes});
    }

    DayVisits& visits_;
    city::Plans const& plans_;
    std::vector<std::uint32_t> const& group_of_stay_;
    simulation::RunResult const& run_;
    PhoneUse use_;
    services::HotspotMap hotspots_;
};

DayVisits::DayVisits(city::City const& city, city::Plans const& plans, std::vector<std::uint32_t> const& group_of_stay,
                     simulation::RunResult const& run, scenario::WifiParameters const& parameters,
                     core::Random const& random)
{
    Builder builder(*this, city, plans, group_of_stay, run, parameters, random);
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) builder.add(traveller);
    settle(people_of_zone_, city.zones.size());
    settle(people_of_place_, city.places.size());
    settle(phones_of_zone_, city.zones.size());
    settle(phones_of_place_, city.places.size());
    settle(phones_of_site_, city.sites.size());
    settle(vehicles_of_zone_, city.zones.size());
    settle(vehicles_of_place_, city.places.size());
}

void DayVisits::settle(Table& table, std::size_t count)
{
    std::ranges::sort(table.rows, {}, &Visit::order);
    table.first.assign(count + 1, 0);
    for (Visit const& row : table.rows) ++table.first[row.where + std::size_t{1}];
    for (std::size_t i = 0; i < count; ++i) table.first[i + 1] += table.first[i];
}

Figure DayVisits::figure(Table const& table, std::uint32_t where, Interval interval, ClassBits classes)
{
    Figure figure;
    double stays_ms = 0;
    if (table.first.empty()) return figure;
    for (auto i = table.first[where]; i < table.first[where + std::size_t{1}]; ++i) {
        Visit const& visit = table.rows[i];
        if (visit.from_ms >= interval.to_ms) break;
        if (visit.classes != 0 && (visit.classes & classes) == 0) continue;
        Millis const there = std::min(visit.to_ms, interval.to_ms) - std::max(visit.from_ms, interval.from_ms);
        if (there <= 0) continue;
        double const amount = visit.amount * (static_cast<double>(there) / interval.length_ms());
        figure.add(visit.group, amount);
        if (visit.group == Figure::no_group) continue;
        double const noise = 2 * amount * amount;
        figure.noise += noise;
        stays_ms += noise * (visit.to_ms - visit.from_ms);
    }
    figure.gather();
    if (figure.noise > 0) figure.alike_ms = static_cast<Millis>(stays_ms / figure.noise);
    return figure;
}

Figure DayVisits::people_at(core::PlaceId place, Interval interval) const
{
    return figure(people_of_place_, place.value(), interval);
}

Figure DayVisits::people_in(core::ZoneId zone, Interval interval) const
{
    return figure(people_of_zone_, zone.value(), interval);
}

Figure DayVisits::arrivals_at(core::PlaceId place, Interval interval) const
{
    Figure figure;
    auto const& [rows, first] = people_of_place_;
    if (first.empty()) return figure;
    for (auto i = first[place.value()]; i < first[place.value() + std::size_t{1}]; ++i) {
        Visit const& visit = rows[i];
        if (visit.from_ms >= interval.to_ms) break;
        if (visit.from_ms < interval.from_ms || visit.from_ms == 0) continue;
        figure.add(visit.group, visit.amount);
        figure.noise += 2 * visit.amount * visit.amount;
    }
    figure.gather();
    return figure;
}

Figure DayVisits::phones_at(core::PlaceId place, Interval interval) const
{
    return figure(phones_of_place_, place.value(), interval);
}

Figure DayVisits::phones_in(core::ZoneId zone, Interval interval) const
{
    return figure(phones_of_zone_, zone.value(), interval);
}

Figure DayVisits::phones_of(core::SiteId hotspot, Interval interval) const
{
    return figure(phones_of_site_, hotspot.value(), interval);
}

Figure DayVisits::vehicles_at(core::PlaceId place, Interval interval, ClassBits classes) const
{
    return figure(vehicles_of_place_, place.value(), interval, classes);
}

Figure DayVisits::vehicles_in(core::ZoneId zone, Interval interval, ClassBits classes) const
{
    return figure(vehicles_of_zone_, zone.value(), interval, classes);
}

}  // namespace halong::equilibrium
