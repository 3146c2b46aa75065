#include "demand/transit_plans.hpp"

#include "core/hash.hpp"
#include "demand/connections.hpp"
#include "demand/decisions.hpp"
#include "demand/mode_choice.hpp"
#include "demand/plan_writer.hpp"
#include "demand/spot.hpp"

#include <algorithm>

namespace halong::demand {
namespace {

using city::Activity;

// Copies travellers one by one and changes those of their stays that public transport is for.
class TransitPlans {
public:
    TransitPlans(city::Plans const& from, city::City const& city, scenario::Scenario const& scenario)
        : from_(from), city_(city), connections_(city.transit, scenario.day, scenario.transit), writer_(to_)
    {}

    city::Plans run(scenario::Scenario const& scenario)
    {
        for (std::uint32_t traveller = 0; traveller < from_.traveller_count(); ++traveller) copy(traveller);
        to_.applications = from_.applications;
        Millis const end_ms = scenario.traffic.end_hour * core::ms_per_hour;
        for (std::uint32_t trip = 0; trip < city_.transit.trips.size(); ++trip) {
            city::TransitTrip const& row = city_.transit.trips[trip];
            if (row.runs_on(scenario.day) && city_.transit.lines[row.line].kind == city::TransitKind::bus &&
                row.times.back().arrival_ms < end_ms) {
                write_bus(trip);
            }
        }
        return std::move(to_);
    }

private:
    void copy(std::uint32_t traveller);
    void write_bus(std::uint32_t trip);
    void ride_bus(std::uint32_t stay, Connection const& bus);
    void cruise(std::uint32_t stay, Connection const& tour);
    void visit_by_cabin(std::uint32_t stay, Connection const& up);
    void ride(Millis leave_ms, std::uint32_t from_stop, std::uint32_t to_stop);
    // When the traveller is to reach a stay that is not his first, by the plan.
    [[nodiscard]] Millis planned_arrival(std::uint32_t stay) const;

    [[nodiscard]] geo::PointMetric pier_of(std::uint32_t stay) const
    {
        return from_.place[stay].valid() ? city_.places[from_.place[stay]].position : from_.point[stay];
    }
    [[nodiscard]] Spot spot_of(std::uint32_t stay) const
    {
        return {from_.place[stay], from_.zone[stay], from_.node[stay], from_.point[stay], from_.outdoor_share[stay]};
    }
    [[nodiscard]] Spot spot_at_stop(std::uint32_t stop) const
    {
        city::TransitStop const& row = city_.transit.stops[stop];
        return {PlaceId{}, row.zone, row.node, row.position, 0};
    }

    city::Plans const& from_;
    city::City const& city_;
    Connections connections_;
    city::Plans to_;
    PlanWriter writer_;
};

Millis TransitPlans::planned_arrival(std::uint32_t stay) const
{
    double const way_m = geo::distance_m(from_.point[stay - 1], from_.point[stay]);
    return from_.planned_end[stay - 1] + expected_travel_ms(from_.mode[stay - 1], way_m);
}

void TransitPlans::ride(Millis leave_ms, std::uint32_t from_stop, std::uint32_t to_stop)
{
    to_.rides.push_back({static_cast<std::uint32_t>(to_.stay_count() - 1), from_stop, to_stop});
    writer_.leave(leave_ms, city::Mode::transit);
}

// Walk to the stop, ride, walk on; the plan's times follow the departure, since nobody knows when the bus will come.
void TransitPlans::ride_bus(std::uint32_t stay, Connection const& bus)
{
    Millis const leave_ms = from_.planned_end[stay];
    writer_.leave(leave_ms, city::Mode::walk);
    writer_.stay(Activity::transfer, spot_at_stop(bus.from_stop), 0);
    ride(leave_ms, bus.from_stop, bus.to_stop);
    writer_.stay(Activity::transfer, spot_at_stop(bus.to_stop), 0);
    writer_.leave(leave_ms, city::Mode::walk);
}

// The cruise begins with the queue on the pier and ends when the boat is back.
void TransitPlans::cruise(std::uint32_t stay, Connection const& tour)
{
    Spot pier = spot_of(stay);
    writer_.stay(Activity::cruise, pier, 0);
    ride(from_.planned_end[stay - 1], tour.from_stop, tour.to_stop);
    writer_.stay(Activity::transfer, pier, 0);
    writer_.leave(from_.planned_end[stay - 1], from_.mode[stay]);
}

void TransitPlans::visit_by_cabin(std::uint32_t stay, Connection const& up)
{
    Millis const before_ms = from_.planned_end[stay - 1];
    Spot const below = spot_of(stay);
    Spot above = spot_at_stop(up.to_stop);
    above.outdoor_share = below.outdoor_share;
    writer_.stay(Activity::visit, below, 0);
    ride(before_ms, up.from_stop, up.to_stop);
    writer_.stay(Activity::visit, above, from_.min_duration[stay]);
    ride(std::max(before_ms, from_.planned_end[stay] - up.ride_ms), up.to_stop, up.from_stop);
    writer_.stay(Activity::transfer, below, 0);
    writer_.leave(from_.planned_end[stay], from_.mode[stay]);
}

void TransitPlans::copy(std::uint32_t traveller)
{
    writer_.begin({from_.traveller_key[traveller], from_.person_class[traveller], from_.persons[traveller],
                   from_.home_zone[traveller]});
    std::uint32_t const first = from_.stays_begin(traveller);
    for (std::uint32_t stay = first; stay < from_.stays_end(traveller); ++stay) {
        bool const is_between = stay > first && from_.mode[stay] != city::Mode::none;
        if (is_between && from_.activity[stay] == Activity::cruise) {
            if (auto const tour =
                    connections_.boat_tour(pier_of(stay), from_.planned_end[stay] - planned_arrival(stay))) {
                cruise(stay, *tour);
                continue;
            }
        }
        bool const at_station =
            from_.place[stay].valid() && city_.places[from_.place[stay]].kind == city::PlaceKind::cable_car;
        if (is_between && at_station && from_.activity[stay] == Activity::visit) {
            if (auto const up = connections_.cabin_from(city_.places[from_.place[stay]].position)) {
                visit_by_cabin(stay, *up);
                continue;
            }
        }
        writer_.stay(from_.activity[stay], spot_of(stay), from_.min_duration[stay]);
        if (from_.mode[stay] == city::Mode::none) continue;
        if (from_.mode[stay] != city::Mode::transit) {
            writer_.leave(from_.planned_end[stay], from_.mode[stay]);
            continue;
        }
        // Who has missed the last bus takes a hired motorbike.
        auto const bus = connections_.by_bus(from_.point[stay], from_.point[stay + 1], from_.planned_end[stay]);
        if (bus) {
            ride_bus(stay, *bus);
        } else {
            writer_.leave(from_.planned_end[stay], city::Mode::ride_hail);
        }
    }
    writer_.finish();
}

void TransitPlans::write_bus(std::uint32_t trip)
{
    city::TransitTrip const& row = city_.transit.trips[trip];
    auto const& stops = city_.transit.lines[row.line].stops;
    to_.bus_runs.push_back({static_cast<std::uint32_t>(to_.traveller_count()), trip});
    std::uint64_t const key = core::combine(core::hash_of("bus"), core::hash_of(row.id));
    writer_.begin({key, city::PersonClass::business, 1, city_.transit.stops[stops.front()].zone});
    for (std::size_t i = 0; i < stops.size(); ++i) {
        writer_.stay(Activity::transfer, spot_at_stop(stops[i]), 0);
        if (i + 1 < stops.size()) writer_.leave(row.times[i].departure_ms, city::Mode::bus);
    }
    writer_.finish();
}

}  // namespace

city::Plans with_transit(city::Plans plans, city::City const& city, scenario::Scenario const& scenario)
{
    if (city.transit.empty() || !scenario.transit.on) return plans;
    return TransitPlans(plans, city, scenario).run(scenario);
}

}  // namespace halong::demand
