#include "equilibrium/day_map.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace halong::equilibrium {
namespace {

using core::Millis;

// Where the rows of each `where` begin in a table that is sorted by it.
template <class Rows, class Where>
auto starts(Rows const& rows, std::size_t count, Where where)
{
    std::vector<std::uint64_t> first(count + 1, 0);
    for (auto const& row : rows) ++first[std::invoke(where, row) + std::size_t{1}];
    for (std::size_t i = 0; i < count; ++i) first[i + 1] += first[i];
    return first;
}

}  // namespace

DayMap::DayMap(city::City const& city, city::Plans const& plans, demand::GroupsByKey const& made)
    : city_(city),
      plans_(plans),
      group_of_stay_(plans.stay_count(), Figure::no_group),
      link_count_(city.network.link_count())
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
        passages_.push_back(
            {event.link, group_of_stay_[event.leg], event.leg, event.time_ms / core::ms_per_second, vehicle});
    }
}

void DayMap::add_visits(simulation::RunResult const& run, scenario::WifiParameters const& parameters,
                        core::Random const& random)
{
    visits_ = DayVisits(city_, plans_, group_of_stay_, run, parameters, random);
}

void DayMap::settle()
{
    std::ranges::sort(passages_, {}, [](Passage const& p) {
        return std::tuple(p.link, static_cast<std::int32_t>(p.time_s), p.group, p.leg);
    });
    link_first_ = starts(passages_, link_count_, &Passage::link);
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
    for_passages(link, wider, classes, [&](Passage const& passage) { figure.add(passage.group, share); });
    figure.gather();
    figure.noise = figure.value() * (1 + share);
    return figure;
}

std::int64_t DayMap::passages(core::LinkId link, Interval interval, ClassBits classes) const
{
    std::int64_t count = 0;
    for_passages(link, interval, classes, [&](Passage const&) { ++count; });
    return count;
}

std::vector<double> DayMap::counted_together(std::span<Counted const> devices) const
{
    constexpr Interval whole_day{0, core::ms_per_day};
    std::vector<std::uint16_t> times(group_of_stay_.size(), 0);
    auto const for_device = [&](Counted const& device, auto const& body) {
        for (core::LinkId const link : device.links) for_passages(link, whole_day, device.classes, body);
    };
    for (Counted const& device : devices) {
        for_device(device, [&](Passage const& passage) {
            auto& count = times[passage.leg];
            if (count < std::numeric_limits<std::uint16_t>::max()) ++count;
        });
    }
    std::vector<double> together;
    for (Counted const& device : devices) {
        std::int64_t sum = 0;
        std::int64_t passages = 0;
        for_device(device, [&](Passage const& passage) {
            sum += times[passage.leg];
            ++passages;
        });
        together.push_back(passages > 0 ? static_cast<double>(sum) / static_cast<double>(passages) : 1);
    }
    return together;
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
    map.add_visits(simulation.finish(), scenario.wifi, core::Random(scenario.seed));
    map.settle();
    return map;
}

}  // namespace halong::equilibrium
