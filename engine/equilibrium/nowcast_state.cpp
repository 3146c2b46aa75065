// What a now-cast says of the city at one time: streets, people, and the loads of services.
#include "core/parallel.hpp"
#include "equilibrium/nowcast.hpp"
#include "services/car_parks.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halong::equilibrium {
namespace {

using core::LinkId;
using core::Millis;
using core::PlaceId;
using services::ParkedKind;

constexpr Millis quarter_ms = core::ms_per_hour / 4;
constexpr double quarters_per_hour = 4;
constexpr double least_vehicles = 100;  // of a link's day
constexpr double s_per_hour = 3'600;
constexpr double min_per_hour = 60;
constexpr Interval whole_day{0, core::ms_per_day};

bool is_important(network::RoadClass road_class)
{
    return road_class <= network::RoadClass::tertiary || road_class == network::RoadClass::ramp;
}

Interval quarter_until(Millis at_ms) { return {std::max(at_ms - quarter_ms, 0), std::max(at_ms, quarter_ms)}; }

double squared(double x) { return x * x; }

bool is_rate(StateOf what) { return what == StateOf::link || what == StateOf::arrivals; }

constexpr ClassBits bit(network::VehicleClass vehicle) { return 1U << static_cast<unsigned>(vehicle); }

struct ParkedState {
    StateOf what;
    ParkedKind kind;
    ClassBits classes;
};
constexpr std::array<ParkedState, 3> parked_states{
    {{StateOf::motorbikes, ParkedKind::motorbike, bit(network::VehicleClass::motorbike)},
     {StateOf::cars, ParkedKind::car, bit(network::VehicleClass::car) | bit(network::VehicleClass::van)},
     {StateOf::coaches, ParkedKind::coach, bit(network::VehicleClass::coach)}}};

bool serves(city::Place const& place)
{
    return place.has_queue() || place.kind == city::PlaceKind::one_stop_centre ||
           place.kind == city::PlaceKind::hospital || place.kind == city::PlaceKind::clinic;
}

// Persons an hour whom the entrance lets in at most; 0: nothing is known of it.
double entrance_capacity(city::Place const& place)
{
    double most = INFINITY;
    if (place.gates > 0 && place.gate_s_per_person > 0)
        most = static_cast<double>(place.gates) * s_per_hour / place.gate_s_per_person;
    if (place.slot_min > 0 && place.slot_persons > 0)
        most = std::min(most, static_cast<double>(place.slot_persons) * min_per_hour / place.slot_min);
    return std::isfinite(most) ? most : 0;
}

}  // namespace

std::string_view name_of(StateOf what)
{
    constexpr std::array<std::string_view, state_of_count> names{"link",       "zone", "place",   "arrivals",
                                                                 "motorbikes", "cars", "coaches", "hotspot"};
    return names[static_cast<std::size_t>(what)];
}

std::string_view unit_of(StateOf what)
{
    constexpr std::array<std::string_view, state_of_count> units{"veh/h", "person", "person", "person/h",
                                                                 "veh",   "veh",    "veh",    "phone"};
    return units[static_cast<std::size_t>(what)];
}

double StateRow::low_90() const { return std::max(0.0, mean - sd_of_90 * sd); }
double StateRow::high_90() const { return mean + sd_of_90 * sd; }

void Nowcast::find_told()
{
    std::vector<std::uint8_t> seen(city_.network.link_count(), 0);
    for (std::size_t s = 0; s < sensors_.size(); ++s) {
        auto const& sensor = sensors_[s];
        if (sensor.kind != ObservedKind::count || !sensor.is_used) continue;
        for (LinkId const link : sensor.target.links) seen[link.value()] = 1;
        bool const whole = sensor.target.links.size() == 1 && sensor.classes == every_vehicle;
        if (whole) sensor_of_link_[sensor.target.links.front().value()] = static_cast<std::int32_t>(s);
    }
    for (LinkId const link : city_.network.links()) {
        bool const important =
            is_important(city_.network.road_class(link)) && map_.volume(link, whole_day).value() >= least_vehicles;
        if (important || seen[link.value()] != 0)
            told_.push_back({StateOf::link, link.value(), city_.network.supply(link).capacity_pcu_per_h});
    }
    for (std::uint32_t zone = 0; zone < city_.zones.size(); ++zone) told_.push_back({StateOf::zone, zone, 0});
    find_told_places();
    for (std::uint32_t i = 0; i < city_.sites.size(); ++i) {
        auto const& site = city_.sites[core::SiteId{i}];
        if (site.service != scenario::ServiceKind::wifi) continue;
        int const radios = site.hotspot.second_frequency_ghz > 0 ? 2 : 1;
        told_.push_back({StateOf::hotspot, i, static_cast<double>(radios * site.hotspot.association_cap)});
    }
}

void Nowcast::find_told_places()
{
    auto const& visits = map_.visits();
    auto const count = static_cast<std::uint32_t>(city_.places.size());
    for (std::uint32_t i = 0; i < count; ++i) {
        if (visits.people_at(PlaceId{i}, whole_day).value() <= 0) continue;
        told_.push_back({StateOf::place, i, static_cast<double>(city_.places[PlaceId{i}].capacity)});
    }
    for (std::uint32_t i = 0; i < count; ++i) {
        auto const& place = city_.places[PlaceId{i}];
        if (serves(place)) told_.push_back({StateOf::arrivals, i, entrance_capacity(place)});
    }
    for (auto const& parked : parked_states) {
        for (std::uint32_t i = 0; i < count; ++i) {
            auto const& place = city_.places[PlaceId{i}];
            if (!services::has_car_park(place)) continue;
            auto const spaces = services::spaces_of(place, parked.kind, options_.parking);
            bool const has_any = visits.vehicles_at(PlaceId{i}, whole_day, parked.classes).value() > 0;
            if (spaces > 0 && has_any) told_.push_back({parked.what, i, static_cast<double>(spaces)});
        }
    }
}

Figure Nowcast::figure_of_told(Told const& told, Interval interval) const
{
    auto const& visits = map_.visits();
    switch (told.what) {
        case StateOf::link:
            return map_.volume(LinkId{told.index}, interval);
        case StateOf::zone:
            return visits.people_in(core::ZoneId{told.index}, interval);
        case StateOf::place:
            return visits.people_at(PlaceId{told.index}, interval);
        case StateOf::arrivals:
            return visits.arrivals_at(PlaceId{told.index}, interval);
        case StateOf::hotspot:
            break;
        default:
            for (auto const& parked : parked_states) {
                if (parked.what == told.what) return visits.vehicles_at(PlaceId{told.index}, interval, parked.classes);
            }
    }
    auto figure = visits.phones_of(core::SiteId{told.index}, interval);
    figure.noise += figure.value();  // who of those that might takes the network just now
    return figure;
}

StateRow Nowcast::row_of(Told const& told, Millis at_ms) const
{
    auto const figure = figure_of_told(told, quarter_until(at_ms));
    std::optional<std::size_t> sensor;
    // What the simulated day gets wrong of it by itself: for a while, and all day where nobody counts.
    auto const kind = told.what == StateOf::hotspot ? ObservedKind::wifi : ObservedKind::count;
    double unseen = mismatch_sd(options_.prior, kind, figure.value());
    if (told.what == StateOf::link && sensor_of_link_[told.index] >= 0) {
        sensor = static_cast<std::size_t>(sensor_of_link_[told.index]);
    } else {
        unseen = std::hypot(unseen, options_.link_bias_sd * figure.value());
    }
    auto const estimate = estimate_.of(figure, sensor);
    double const variance = (squared(estimate.sd) + squared(unseen) + std::max(figure.noise, 0.5)) * spread_factor();
    double const factor = is_rate(told.what) ? quarters_per_hour : 1;
    return {told.what,
            told.index,
            at_ms,
            figure.value() * factor,
            std::max(estimate.mean, 0.0) * factor,
            std::sqrt(variance) * factor,
            told.capacity};
}

std::vector<StateRow> Nowcast::state(Millis at_ms) const
{
    if (at_ms > core::ms_per_day) return {};
    std::vector<StateRow> rows(told_.size());
    constexpr std::size_t grain = 16;
    core::for_each_index(rows.size(), grain, [&](std::size_t i) { rows[i] = row_of(told_[i], at_ms); });
    return rows;
}

}  // namespace halong::equilibrium
