// Which travellers make which count: a simulated day, kept so that it says how counts answer to more or fewer travellers.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "demand/demand_change.hpp"
#include "equilibrium/day_visits.hpp"
#include "equilibrium/figure.hpp"
#include "simulation/simulation.hpp"
#include "traffic/track_events.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::equilibrium {

// Columns by passage and by visit; everything of one simulated day.
class DayMap {
public:
    // Groups of the plans' travellers; passages come by add_tracks, visits by add_visits. `made`: groups of the same
    // travellers in the plans that changes of the demand hold for, where these leave at other times; who is not there, or
    // where it is empty, has the group of `plans`.
    DayMap(city::City const& city, city::Plans const& plans, demand::GroupsByKey const& made = {});

    // Events of the day, in any number of calls; then settle() once. Entries of links count, as `track_events.hpp` has them.
    void add_tracks(std::span<traffic::TrackEvent const> events);
    // Who was where when; once (day_visits.hpp).
    void add_visits(simulation::RunResult const& run, scenario::WifiParameters const& parameters,
                    core::Random const& random);
    void settle();

    [[nodiscard]] std::vector<demand::TravellerGroup> const& groups() const { return groups_; }
    [[nodiscard]] std::vector<std::int64_t> const& travellers_of_group() const { return travellers_; }
    [[nodiscard]] std::size_t passage_count() const { return passages_.size(); }

    // Vehicles (or walkers) that enter the link in the interval. Amounts of short intervals are taken from up to
    // `smoothing_ms` before and after, in proportion.
    [[nodiscard]] Figure volume(core::LinkId link, Interval interval, ClassBits classes = every_vehicle) const;
    // Those of the simulated day itself, without smoothing.
    [[nodiscard]] std::int64_t passages(core::LinkId link, Interval interval, ClassBits classes = every_vehicle) const;
    // What a device counts: vehicles (or walkers) of these classes on these links.
    struct Counted {
        std::vector<core::LinkId> links;
        ClassBits classes = every_vehicle;
    };
    // By how many of the devices whoever passes one is counted on the same way, that one included; the mean over its
    // passages of the day, 1 where there are none. What chance and routes do to these vehicles, all of the devices see.
    [[nodiscard]] std::vector<double> counted_together(std::span<Counted const> devices) const;
    [[nodiscard]] DayVisits const& visits() const { return visits_; }

    static constexpr core::Millis smoothing_ms = 10 * core::ms_per_minute;

private:
    struct Passage {
        std::uint32_t link = 0;
        std::uint32_t group = 0;
        std::uint32_t leg = 0;          // the stay before it
        std::int32_t time_s : 24 = 0;   // up to 97 days
        std::uint32_t vehicle : 8 = 0;  // network::VehicleClass, or the number of classes: a walker
    };
    template <class Body>
    void for_passages(core::LinkId link, Interval interval, ClassBits classes, Body const& body) const;
    city::City const& city_;
    city::Plans const& plans_;
    std::vector<demand::TravellerGroup> groups_;
    std::vector<std::int64_t> travellers_;
    std::vector<std::uint32_t> group_of_stay_;  // of the traveller whose stay it is
    std::size_t link_count_ = 0;
    std::vector<Passage> passages_;
    std::vector<std::uint64_t> link_first_;
    DayVisits visits_;
};

// Simulates the day of these plans and routes once and keeps what it says.
DayMap map_day(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
               network::Routes const& routes, simulation::Watcher const& watcher = {},
               demand::GroupsByKey const& made = {});

}  // namespace halong::equilibrium
