// Which travellers make which count: a simulated day, kept so that it says how counts answer to more or fewer travellers.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/time.hpp"
#include "demand/demand_change.hpp"
#include "simulation/simulation.hpp"
#include "traffic/track_events.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::equilibrium {

// A figure that observations can be compared with, as a sum over groups: its value is `fixed` plus the sum of amount times
// the group's weight.
struct Figure {
    double fixed = 0;
    struct Part {
        std::uint32_t group = 0;
        double amount = 0;
    };
    std::vector<Part> parts;  // by group, each once
    // Variance that the figure has by itself, since people decide for themselves: of the day looked at (Poisson), and of
    // the simulated day of which the amounts are one draw.
    double noise = 0;

    // With every weight 1.
    [[nodiscard]] double value() const;
};

// Classes of vehicles as bits, by network::VehicleClass; walkers follow them.
using ClassBits = std::uint32_t;
inline constexpr ClassBits every_vehicle = (1U << network::vehicle_class_count) - 1U;
inline constexpr ClassBits walker_bit = 1U << network::vehicle_class_count;

// A piece of the day.
struct Interval {
    core::Millis from_ms = 0;
    core::Millis to_ms = 0;  // > from_ms
    [[nodiscard]] core::Millis length_ms() const { return to_ms - from_ms; }
    bool operator==(Interval const&) const = default;
};

// Columns by passage and by visit; everything of one simulated day.
class DayMap {
public:
    // Groups of the plans' travellers; passages come by add_tracks, visits by add_visits. `made`: groups of the same
    // travellers in the plans that changes of the demand hold for, where these leave at other times; who is not there, or
    // where it is empty, has the group of `plans`.
    DayMap(city::City const& city, city::Plans const& plans, demand::GroupsByKey const& made = {});

    // Events of the day, in any number of calls; then settle() once. Entries of links count, as `track_events.hpp` has them.
    void add_tracks(std::span<traffic::TrackEvent const> events);
    // Who was where when, from the legs of the run. Residents who stay at home more or less than they did are counted
    // there: a traveller's weight takes from his home what it adds elsewhere.
    void add_visits(simulation::RunResult const& run);
    void settle();

    [[nodiscard]] std::vector<demand::TravellerGroup> const& groups() const { return groups_; }
    [[nodiscard]] std::vector<std::int64_t> const& travellers_of_group() const { return travellers_; }
    [[nodiscard]] std::size_t passage_count() const { return passages_.size(); }

    // Vehicles (or walkers) that enter the link in the interval. Amounts of short intervals are taken from up to
    // `smoothing_ms` before and after, in proportion.
    [[nodiscard]] Figure volume(core::LinkId link, Interval interval, ClassBits classes = every_vehicle) const;
    // Those of the simulated day itself, without smoothing.
    [[nodiscard]] std::int64_t passages(core::LinkId link, Interval interval, ClassBits classes = every_vehicle) const;
    // Persons who are at the place, mean of the interval.
    [[nodiscard]] Figure people_at(core::PlaceId place, Interval interval) const;
    // Persons who are at a stay in the zone, mean of the interval.
    [[nodiscard]] Figure people_in(core::ZoneId zone, Interval interval) const;
    // Persons who begin a stay at the place in the interval.
    [[nodiscard]] Figure arrivals_at(core::PlaceId place, Interval interval) const;

    static constexpr core::Millis smoothing_ms = 10 * core::ms_per_minute;

private:
    struct Passage {
        std::uint32_t link = 0;
        std::uint32_t group = 0;
        std::int32_t time_s = 0;
        std::uint32_t vehicle = 0;  // network::VehicleClass, or the number of classes: a walker
    };
    struct Visit {
        std::uint32_t where = 0;  // zone or place
        std::uint32_t group = 0;
        core::Millis from_ms = 0;
        core::Millis to_ms = 0;
        std::int32_t persons = 0;  // below 0: somebody who is missing at home
    };

    template <class Body>
    void for_passages(core::LinkId link, Interval interval, ClassBits classes, Body const& body) const;
    void add_visits_of(std::uint32_t traveller, simulation::RunResult const& run);
    [[nodiscard]] Figure people(std::vector<Visit> const& visits, std::vector<std::uint32_t> const& first,
                                std::uint32_t where, Interval interval) const;

    city::Plans const& plans_;
    std::vector<demand::TravellerGroup> groups_;
    std::vector<std::int64_t> travellers_;
    std::vector<std::uint32_t> group_of_stay_;  // of the traveller whose stay it is
    std::size_t link_count_ = 0;
    std::size_t zone_count_ = 0;
    std::size_t place_count_ = 0;
    std::vector<Passage> passages_;
    std::vector<std::uint64_t> link_first_;
    std::vector<Visit> zone_visits_;
    std::vector<std::uint32_t> zone_first_;
    std::vector<Visit> place_visits_;
    std::vector<std::uint32_t> place_first_;
};

// Simulates the day of these plans and routes once and keeps what it says.
DayMap map_day(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
               network::Routes const& routes, simulation::Watcher const& watcher = {},
               demand::GroupsByKey const& made = {});

}  // namespace halong::equilibrium
