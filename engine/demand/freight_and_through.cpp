#include "demand/freight_and_through.hpp"

#include "demand/attractions.hpp"
#include "demand/departure_profile.hpp"
#include "demand/mode_choice.hpp"
#include "demand/parameters.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace halong::demand {
namespace {

using city::Activity;
using city::PlaceKind;
using core::ms_per_minute;
using core::Stream;

constexpr double longest_stop_min = 480;

// What all makers of vehicles share, and the list that they add to.
struct Fleet {
    city::City const& city;
    core::Random const& random;
    DestinationChoice const& jobs;
    std::vector<VehicleTrip>& trips;

    [[nodiscard]] double uniform(std::uint64_t key, Decision decision) const
    {
        return random.uniform(Stream::freight, {key, purpose_of(decision), 0});
    }
    [[nodiscard]] Millis stop(std::uint64_t key, double median_min) const
    {
        double const minutes = random.lognormal(Stream::freight, {key, purpose_of(Decision::freight_duration), 0},
                                                median_min, parameter::freight_cv);
        return static_cast<Millis>(std::min(minutes, longest_stop_min) * ms_per_minute);
    }
    void set_start(VehicleTrip& trip, core::PlaceId place) const
    {
        trip.start = place;
        trip.start_zone = city.places[place].zone;
    }
    void set_turn(VehicleTrip& trip, core::PlaceId place) const
    {
        trip.turn = place;
        trip.turn_zone = city.places[place].zone;
    }
};

// 2.27 people in a car on average (survey of 2015; the spread is an estimate).
std::uint16_t car_occupancy(double u)
{
    constexpr std::array<double, 4> cumulative{0.30, 0.65, 0.82, 0.96};
    return static_cast<std::uint16_t>(1 + std::ranges::count_if(cumulative, [u](double share) { return u >= share; }));
}

VehicleTrip through_vehicle(Fleet const& fleet, std::uint64_t key, core::PlaceId gateway)
{
    VehicleTrip trip;
    trip.key = key;
    fleet.set_start(trip, gateway);
    double const u = fleet.uniform(key, Decision::through_type);
    trip.mode = city::Mode::lorry;
    if (u < parameter::through_car_share) {
        trip.mode = city::Mode::car;
        trip.persons = car_occupancy(fleet.uniform(key, Decision::through_occupancy));
    } else if (u < parameter::through_car_share + parameter::through_van_share) {
        trip.mode = city::Mode::van;
    }
    trip.leave = time_at(trip.mode == city::Mode::lorry ? profiles::lorry : profiles::through,
                         fleet.uniform(key, Decision::through_time));
    return trip;
}

void add_through(Fleet const& fleet, double factor)
{
    ThroughFlows const flows = through_flows(fleet.city, factor);
    for (std::size_t i = 0; i < flows.gateways.size(); ++i) {
        std::string const& from = fleet.city.places[flows.gateways[i]].id;
        for (std::size_t j = 0; j < flows.gateways.size(); ++j) {
            std::string const prefix = fmt::format("through/{}/{}/", from, fleet.city.places[flows.gateways[j]].id);
            for (std::int64_t k = 0; k < flows.between[i][j]; ++k) {
                VehicleTrip trip =
                    through_vehicle(fleet, key_of(prefix, static_cast<std::uint64_t>(k)), flows.gateways[i]);
                fleet.set_turn(trip, flows.gateways[j]);
                trip.comes_back = false;
                fleet.trips.push_back(trip);
            }
        }
        std::string const prefix = fmt::format("call/{}/", from);
        for (std::int64_t k = 0; k < flows.calls[i]; ++k) {
            VehicleTrip trip = through_vehicle(fleet, key_of(prefix, static_cast<std::uint64_t>(k)), flows.gateways[i]);
            auto const customer = fleet.jobs.choose(fleet.random, trip.key, 0,
                                                    {Decision::work_zone, Decision::work_place}, trip.start_zone);
            trip.turn_zone = customer.zone;
            trip.turn = customer.place;
            trip.stop = fleet.stop(trip.key, parameter::business_call_min);
            fleet.trips.push_back(trip);
        }
    }
}

// Places with weights, to choose partners from.
struct Partners {
    std::vector<core::PlaceId> places;
    std::vector<double> weights;
    std::vector<std::uint64_t> ids;
    void add(city::City const& city, core::PlaceId place, double weight)
    {
        if (!(weight > 0) || !is_usable(city.places[place])) return;
        places.push_back(place);
        weights.push_back(weight);
        ids.push_back(city.places[place].stable_id);
    }
    [[nodiscard]] core::PlaceId choose(core::Random const& random, std::uint64_t key) const
    {
        return places[weighted_choice(random, Stream::freight, key, Decision::freight_partner, 0, weights, ids)];
    }
};

Partners lorry_gateways(city::City const& city)
{
    Partners by_lorries;
    Partners by_through;
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        core::PlaceId const id{i};
        if (city.places[id].kind != PlaceKind::gateway) continue;
        by_lorries.add(city, id, city.places[id].lorries_per_day);
        by_through.add(city, id, city.places[id].through_veh_per_day);
    }
    return by_lorries.places.empty() ? by_through : by_lorries;
}

Partners ports_of(city::City const& city)
{
    Partners ports;
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        core::PlaceId const id{i};
        if (city.places[id].kind == PlaceKind::port) ports.add(city, id, city.places[id].lorries_per_day);
    }
    return ports;
}

// Share of the ports' lorries that come from gateways: the rest are the mines' own, so that the ports' totals hold.
double gateway_share_at_ports(city::City const& city)
{
    double mines = 0;
    double ports = 0;
    for (city::Place const& place : city.places) {
        if (!is_usable(place)) continue;
        if (place.kind == PlaceKind::mine) mines += place.lorries_per_day;
        if (place.kind == PlaceKind::port) ports += place.lorries_per_day;
    }
    return ports > 0 ? std::max(0.0, 1 - mines * parameter::mine_to_port_share / ports) : 0.0;
}

void add_lorry(Fleet const& fleet, std::uint64_t key, core::PlaceId id, Partners const& gateways, Partners const& ports)
{
    bool const to_port = fleet.city.places[id].kind == PlaceKind::mine && !ports.places.empty() &&
                         fleet.uniform(key, Decision::through_type) < parameter::mine_to_port_share;
    if (!to_port && gateways.places.empty()) return;
    VehicleTrip trip;
    trip.key = key;
    trip.mode = city::Mode::lorry;
    fleet.set_start(trip, to_port ? id : gateways.choose(fleet.random, key));
    fleet.set_turn(trip, to_port ? ports.choose(fleet.random, key) : id);
    trip.leave = time_at(profiles::lorry, fleet.uniform(key, Decision::freight_time));
    trip.stop = fleet.stop(key, parameter::loading_min);
    fleet.trips.push_back(trip);
}

void add_lorries(Fleet const& fleet, double factor)
{
    Partners const gateways = lorry_gateways(fleet.city);
    Partners const ports = ports_of(fleet.city);
    double const at_ports = gateway_share_at_ports(fleet.city);
    for (std::uint32_t i = 0; i < fleet.city.places.size(); ++i) {
        core::PlaceId const id{i};
        city::Place const& place = fleet.city.places[id];
        if (place.kind == PlaceKind::gateway || !is_usable(place)) continue;
        double const share = place.kind == PlaceKind::port ? at_ports : 1.0;
        auto const count = std::llround(place.lorries_per_day / 2 * share * factor);
        std::string const prefix = fmt::format("lorry/{}/", place.id);
        for (std::int64_t k = 0; k < count; ++k) {
            add_lorry(fleet, key_of(prefix, static_cast<std::uint64_t>(k)), id, gateways, ports);
        }
    }
}

double vans_a_day(city::Place const& place)
{
    switch (place.kind) {
        case PlaceKind::market:
        case PlaceKind::mall:
            return place.visits_per_day / 1000.0 * parameter::vans_per_1000_visits;
        case PlaceKind::hotel: {
            auto const beds = static_cast<double>(place.beds);
            return (beds > 0 ? beds : static_cast<double>(place.rooms) * parameter::rooms_to_beds) / 100.0 *
                   parameter::vans_per_100_beds;
        }
        default:
            return 0;
    }
}

void add_vans(Fleet const& fleet)
{
    if (fleet.jobs.empty()) return;
    for (std::uint32_t i = 0; i < fleet.city.places.size(); ++i) {
        core::PlaceId const id{i};
        city::Place const& place = fleet.city.places[id];
        double const wished = vans_a_day(place);
        if (!(wished > 0) || !is_usable(place)) continue;
        // The fraction of a van comes on some days: many small hotels still get their share together.
        double const u =
            fleet.random.uniform(Stream::freight, {place.stable_id, purpose_of(Decision::freight_time), 1});
        auto const count = static_cast<std::int64_t>(wished + u);
        std::string const prefix = fmt::format("van/{}/", place.id);
        for (std::int64_t k = 0; k < count; ++k) {
            VehicleTrip trip;
            trip.key = key_of(prefix, static_cast<std::uint64_t>(k));
            trip.mode = city::Mode::van;
            trip.start_zone =
                fleet.jobs.choose(fleet.random, trip.key, 0, {Decision::depot_zone, Decision::work_place}, place.zone)
                    .zone;
            fleet.set_turn(trip, id);
            trip.leave = time_at(profiles::delivery, fleet.uniform(trip.key, Decision::freight_time));
            trip.stop = fleet.stop(trip.key, parameter::delivery_stop_min);
            fleet.trips.push_back(trip);
        }
    }
}

Partners coach_stops(city::City const& city)
{
    Partners stops;
    Partners hotels;
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        core::PlaceId const id{i};
        city::Place const& place = city.places[id];
        if (place.kind == PlaceKind::bus_station) stops.add(city, id, std::max(1.0, place.visits_per_day));
        if (place.kind == PlaceKind::hotel) hotels.add(city, id, std::max(1.0, static_cast<double>(place.beds)));
    }
    return stops.places.empty() ? hotels : stops;
}

// A line coach brings arriving visitors and takes others back: as many as there are loads of people who come today.
void add_line_coaches(Fleet const& fleet, std::span<VisitorGroup const> groups)
{
    std::vector<double> by_line(fleet.city.places.size(), 0.0);
    for (VisitorGroup const& group : groups) {
        bool const comes = (group.kind == VisitKind::day || group.kind == VisitKind::arriving_guest) &&
                           group.arrival == city::Mode::passenger;
        if (comes) by_line[group.gateway.value()] += group.persons;
    }
    Partners const stops = coach_stops(fleet.city);
    if (stops.places.empty()) return;
    for (std::uint32_t i = 0; i < by_line.size(); ++i) {
        city::Place const& gateway = fleet.city.places[core::PlaceId{i}];
        if (gateway.kind != PlaceKind::gateway) continue;  // cruise ships bring no line coaches
        auto const count = std::llround(by_line[i] / parameter::line_coach_load);
        std::string const prefix = fmt::format("line-coach/{}/", gateway.id);
        for (std::int64_t k = 0; k < count; ++k) {
            VehicleTrip trip;
            trip.key = key_of(prefix, static_cast<std::uint64_t>(k));
            trip.mode = city::Mode::coach;
            fleet.set_start(trip, core::PlaceId{i});
            fleet.set_turn(trip, stops.choose(fleet.random, trip.key));
            trip.leave = time_at(profiles::day_visitor_arrival, fleet.uniform(trip.key, Decision::freight_time));
            trip.stop = fleet.stop(trip.key, parameter::loading_min);
            fleet.trips.push_back(trip);
        }
    }
}

Spot spot_of(city::City const& city, core::Random const& random, std::uint64_t key, std::uint32_t ordinal,
             core::PlaceId place, core::ZoneId zone)
{
    Spot spot = place.valid() ? spot_in_place(city, random, key, ordinal, place)
                              : spot_in_zone(city, random, key, ordinal, zone, parameter::workplace_spread_m);
    spot.outdoor_share = 0;  // in their cabs and at their desks
    return spot;
}

Activity activity_at(city::City const& city, core::PlaceId place)
{
    return place.valid() && city.places[place].kind == PlaceKind::gateway ? Activity::outside : Activity::deliver;
}

}  // namespace

std::vector<VehicleTrip> vehicle_trips(city::City const& city, scenario::Scenario const& scenario,
                                       DestinationChoice const& jobs, std::span<VisitorGroup const> groups,
                                       core::Random const& random)
{
    std::vector<VehicleTrip> trips;
    Fleet const fleet{city, random, jobs, trips};
    add_through(fleet, scenario.demand.through_factor);
    add_lorries(fleet, scenario.demand.through_factor);
    add_vans(fleet);
    add_line_coaches(fleet, groups);
    return trips;
}

void write_vehicle_trip(city::City const& city, core::Random const& random, VehicleTrip const& trip, PlanWriter& writer)
{
    Spot const start = spot_of(city, random, trip.key, 0, trip.start, trip.start_zone);
    Spot const turn = spot_of(city, random, trip.key, 1, trip.turn, trip.turn_zone);
    writer.begin({trip.key, city::PersonClass::business, trip.persons, trip.start_zone});
    writer.stay(activity_at(city, trip.start), start, 0);
    writer.leave(trip.leave, trip.mode);
    writer.stay(activity_at(city, trip.turn), turn, trip.comes_back ? trip.stop : 0);
    if (trip.comes_back) {
        Millis const travel = expected_travel_ms(trip.mode, geo::distance_m(start.point, turn.point));
        writer.leave(trip.leave + travel + trip.stop, trip.mode);
        writer.stay(activity_at(city, trip.start), start, 0);
    }
    writer.finish();
}

}  // namespace halong::demand
