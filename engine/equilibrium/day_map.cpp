#include "equilibrium/day_map.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <tuple>

namespace halong::equilibrium {
namespace {

using core::Millis;

constexpr std::uint32_t no_group = UINT32_MAX;

// Adds up parts of one group and sorts them.
void gather(Figure& figure)
{
    std::ranges::stable_sort(figure.parts, {}, &Figure::Part::group);
    std::size_t last = 0;
    for (std::size_t i = 1; i < figure.parts.size(); ++i) {
        if (figure.parts[i].group == figure.parts[last].group) {
            figure.parts[last].amount += figure.parts[i].amount;
        } else {
            figure.parts[++last] = figure.parts[i];
        }
    }
    if (!figure.parts.empty()) figure.parts.resize(last + 1);
}

void add(Figure& figure, std::uint32_t group, double amount)
{
    if (group == no_group) {
        figure.fixed += amount;
    } else {
        figure.parts.push_back({group, amount});
    }
}

// Where the rows of each `where` begin in a table that is sorted by it.
template <class Rows, class Where>
auto starts(Rows const& rows, std::size_t count, Where where)
{
    std::vector<std::uint64_t> first(count + 1, 0);
    for (auto const& row : rows) ++first[std::invoke(where, row) + std::size_t{1}];
    for (std::size_t i = 0; i < count; ++i) first[i + 1] += first[i];
    return first;
}

bool lives_here(city::PersonClass who)
{
    return who == city::PersonClass::resident || who == city::PersonClass::worker;
}

}  // namespace

double Figure::value() const
{
    double sum = fixed;
    for (Part const& part : parts) sum += part.amount;
    return sum;
}

DayMap::DayMap(city::City const& city, city::Plans const& plans, demand::GroupsByKey const& made)
    : plans_(plans),
      group_of_stay_(plans.stay_count(), no_group),
      link_count_(city.network.link_count()),
      zone_count_(city.zones.size()),
      place_count_(city.places.size())
{
    auto groups = demand::groups_of(plans);
    for (std::uint32_t traveller = 0; traveller < groups.size() && !made.empty(); ++traveller) {
        auto const found = made.find(plans.traveller_key[traveller]);
        if (found != made.end()) groups[traveller] = found->second;
    }
    for (auto const& group : groups) {
        if (group) groups_.push_back(*group);
    }
    std::ranges::sort(groups_);
    groups_.erase(std::unique(groups_.begin(), groups_.end()), groups_.end());
    travellers_.assign(groups_.size(), 0);
    for (std::uint32_t traveller = 0; traveller < groups.size(); ++traveller) {
        if (!groups[traveller]) continue;
        auto const index =
            static_cast<std::uint32_t>(std::ranges::lower_bound(groups_, *groups[traveller]) - groups_.begin());
        ++travellers_[index];
        for (auto stay = plans.stays_begin(traveller); stay < plans.stays_end(traveller); ++stay) {
            group_of_stay_[stay] = index;
        }
    }
}

void DayMap::add_tracks(std::span<traffic::TrackEvent const> events)
{
    for (auto const& event : events) {
        if (event.link == traffic::track_ends) continue;
        auto const mode = plans_.mode[event.leg];
        auto const vehicle = city::has_vehicle(mode) ? static_cast<std::uint32_t>(city::vehicle_of(mode))
                                                     : static_cast<std::uint32_t>(network::vehicle_class_count);
        if (vehicle == network::vehicle_class_count && mode != city::Mode::walk) continue;  // who rides is not counted
        passages_.push_back({event.link, group_of_stay_[event.leg], event.time_ms / core::ms_per_second, vehicle});
    }
}

void DayMap::add_visits(simulation::RunResult const& run)
{
    for (std::uint32_t traveller = 0; traveller < plans_.traveller_count(); ++traveller) add_visits_of(traveller, run);
}

void DayMap::add_visits_of(std::uint32_t traveller, simulation::RunResult const& run)
{
    std::uint32_t const first = plans_.stays_begin(traveller);
    std::uint32_t const last = plans_.stays_end(traveller);
    std::uint32_t const group = group_of_stay_[first];
    bool const is_bus = std::ranges::binary_search(plans_.bus_runs, traveller, {}, &city::BusRun::traveller);
    if (is_bus || plans_.person_class[traveller] == city::PersonClass::business) return;
    auto const persons = static_cast<std::int32_t>(plans_.persons[traveller]);
    bool const resident = lives_here(plans_.person_class[traveller]);
    constexpr Millis end_of_day = core::ms_per_day;
    if (resident && plans_.zone[first].valid()) {
        zone_visits_.push_back({plans_.zone[first].value(), no_group, 0, end_of_day, persons});
    }
    for (std::uint32_t stay = first; stay < last; ++stay) {
        Millis const from = stay == first ? 0 : run.legs[stay - 1].arrival_ms;
        if (from == core::never || from >= end_of_day) break;
        Millis const leaves = run.legs[stay].departure_ms;
        bool const stays = stay + 1 == last || leaves == core::never;
        Millis const to = stays ? end_of_day : std::min(leaves, end_of_day);
        bool const at_home = resident && plans_.activity[stay] == city::Activity::home;
        if (to > from && !at_home && plans_.activity[stay] != city::Activity::outside) {
            if (plans_.zone[stay].valid())
                zone_visits_.push_back({plans_.zone[stay].value(), group, from, to, persons});
            if (plans_.place[stay].valid())
                place_visits_.push_back({plans_.place[stay].value(), group, from, to, persons});
        }
        if (stays) break;
        // Away from home until he comes back there.
        if (!at_home || !plans_.zone[first].valid()) continue;
        std::uint32_t back = stay + 1;
        while (back < last && plans_.activity[back] != city::Activity::home) ++back;
        Millis const returns = back < last ? std::min(run.legs[back - 1].arrival_ms, end_of_day) : end_of_day;
        if (returns > to) zone_visits_.push_back({plans_.zone[first].value(), group, to, returns, -persons});
    }
}

void DayMap::settle()
{
    std::ranges::sort(passages_, {}, [](Passage const& p) { return std::tie(p.link, p.time_s, p.group, p.vehicle); });
    link_first_ = starts(passages_, link_count_, &Passage::link);
    auto const sort_visits = [](std::vector<Visit>& visits, std::vector<std::uint32_t>& first, std::size_t count) {
        std::ranges::sort(visits, {},
                          [](Visit const& v) { return std::tie(v.where, v.from_ms, v.group, v.to_ms, v.persons); });
        auto const all = starts(visits, count, &Visit::where);
        first.assign(all.begin(), all.end());
    };
    sort_visits(zone_visits_, zone_first_, zone_count_);
    sort_visits(place_visits_, place_first_, place_count_);
}

// Calls body(passage) for each on the link in the interval, of these classes.
template <class Body>
void DayMap::for_passages(core::LinkId link, Interval interval, ClassBits classes, Body const& body) const
{
    auto const begin = passages_.begin() + static_cast<std::ptrdiff_t>(link_first_[link.value()]);
    auto const end = passages_.begin() + static_cast<std::ptrdiff_t>(link_first_[link.value() + std::size_t{1}]);
    // A second belongs to the interval in which it begins.
    auto const second = [](Millis time) { return (time + core::ms_per_second - 1) / core::ms_per_second; };
    auto passage = std::lower_bound(begin, end, second(interval.from_ms),
                                    [](Passage const& row, std::int32_t time_s) { return row.time_s < time_s; });
    for (; passage != end && passage->time_s < second(interval.to_ms); ++passage) {
        if (((classes >> passage->vehicle) & 1U) != 0) body(*passage);
    }
}

Figure DayMap::volume(core::LinkId link, Interval interval, ClassBits classes) const
{
    Figure figure;
    Millis const margin = interval.length_ms() < core::ms_per_hour ? smoothing_ms : 0;
    Interval const wider{std::max(interval.from_ms - margin, 0), interval.to_ms + margin};
    double const share = static_cast<double>(interval.length_ms()) / wider.length_ms();
    for_passages(link, wider, classes, [&](Passage const& passage) { add(figure, passage.group, share); });
    gather(figure);
    figure.noise = figure.value() * (1 + share);
    return figure;
}

std::int64_t DayMap::passages(core::LinkId link, Interval interval, ClassBits classes) const
{
    std::int64_t count = 0;
    for_passages(link, interval, classes, [&](Passage const&) { ++count; });
    return count;
}

Figure DayMap::people(std::vector<Visit> const& visits, std::vector<std::uint32_t> const& first, std::uint32_t where,
                      Interval interval) const
{
    Figure figure;
    for (auto i = first[where]; i < first[where + std::size_t{1}]; ++i) {
        Visit const& visit = visits[i];
        if (visit.from_ms >= interval.to_ms) break;
        Millis const there = std::min(visit.to_ms, interval.to_ms) - std::max(visit.from_ms, interval.from_ms);
        if (there <= 0) continue;
        double const amount = visit.persons * (static_cast<double>(there) / interval.length_ms());
        add(figure, visit.group, amount);
        if (visit.group != no_group) figure.noise += 2 * amount * amount;
    }
    gather(figure);
    return figure;
}

Figure DayMap::people_at(core::PlaceId place, Interval interval) const
{
    return people(place_visits_, place_first_, place.value(), interval);
}

Figure DayMap::people_in(core::ZoneId zone, Interval interval) const
{
    return people(zone_visits_, zone_first_, zone.value(), interval);
}

Figure DayMap::arrivals_at(core::PlaceId place, Interval interval) const
{
    Figure figure;
    for (auto i = place_first_[place.value()]; i < place_first_[place.value() + std::size_t{1}]; ++i) {
        Visit const& visit = place_visits_[i];
        if (visit.from_ms >= interval.to_ms) break;
        if (visit.from_ms < interval.from_ms || visit.from_ms == 0) continue;
        add(figure, visit.group, visit.persons);
        figure.noise += 2.0 * visit.persons * visit.persons;
    }
    gather(figure);
    return figure;
}

DayMap map_day(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
               network::Routes const& routes, simulation::Watcher const& watcher, demand::GroupsByKey const& made)
{
    DayMap map(city, plans, made);
    simulation::Simulation simulation(city, scenario, plans, routes, simulation::ServicesOfRun::none);
    simulation.record_tracks();
    constexpr Millis look_ms = 10 * core::ms_per_minute;
    while (!simulation.ended()) {
        simulation.step();
        if (simulation.passed_multiple_of(look_ms)) map.add_tracks(simulation.take_tracks());
        if (watcher && simulation.passed_multiple_of(core::ms_per_minute)) {
            watcher(simulation.now(), simulation.on_road());
        }
    }
    map.add_tracks(simulation.take_tracks());
    map.add_visits(simulation.finish());
    map.settle();
    return map;
}

}  // namespace halong::equilibrium
