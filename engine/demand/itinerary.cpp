#include "demand/itinerary.hpp"

#include "core/hash.hpp"
#include "demand/parameters.hpp"

#include <algorithm>

namespace halong::demand {
namespace {

using core::ms_per_minute;

constexpr Millis at_vehicle = 2 * ms_per_minute;
constexpr Millis longest_min_stay = 30 * ms_per_minute;  // of a group that comes late

}  // namespace

Itinerary::Itinerary(city::City const& city, core::Random const& random, VisitorGroup const& group, PlanWriter& writer,
                     city::Activity activity, Spot const& start, Millis now)
    : city_(city),
      random_(random),
      group_(group),
      writer_(writer),
      at_(start),
      parked_(start),
      now_(now),
      arriving_(activity == city::Activity::outside)
{
    parked_.place = PlaceId{};  // the street before it
    parked_.outdoor_share = 0;
    writer_.stay(activity, start, 0);
}

Spot Itinerary::spot_at(core::PlaceId place) const
{
    return spot_in_place(city_, random_, group_.key, ordinal_, place);
}

Spot Itinerary::meal_spot() const
{
    std::uint64_t const bits =
        random_.bits(core::Stream::visitor, {group_.key, purpose_of(Decision::meal_place), ordinal_});
    Spot spot = at_;
    spot.place = PlaceId{};
    spot.outdoor_share = 0;
    std::uint64_t least = 0;
    bool found = false;
    for (NodeId const node : city_.zone_nodes[at_.zone]) {
        if (node == at_.node || !in_walking_reach(at_.point, city_.network.position(node))) continue;
        std::uint64_t const rank = core::combine(bits, city_.network.stable_id(node));
        if (found && rank >= least) continue;
        found = true;
        least = rank;
        spot.node = node;
    }
    if (found) spot.point = scattered(bits, city_.network.position(spot.node), parameter::workplace_spread_m);
    return spot;
}

Millis Itinerary::travel_to(geo::PointMetric point) const
{
    if (!vehicle_is_elsewhere() || in_walking_reach(at_.point, point)) {
        return hop_time(group_.vehicle(), at_.point, point);
    }
    return hop_time(city::Mode::walk, at_.point, parked_.point) + at_vehicle +
           hop_time(group_.vehicle(), parked_.point, point);
}

bool Itinerary::vehicle_is_elsewhere() const { return group_.has_parked_vehicle() && at_.node != parked_.node; }

void Itinerary::fetch_vehicle()
{
    Millis const walk = hop_time(city::Mode::walk, at_.point, parked_.point);
    writer_.leave(now_, city::Mode::walk);
    writer_.stay(city::Activity::visit, parked_, at_vehicle);
    at_ = parked_;
    now_ += walk + at_vehicle;
    ++ordinal_;
}

void Itinerary::ride(city::Mode mode, Spot const& spot)
{
    writer_.leave(now_, mode);
    parked_ = spot;
    parked_.place = PlaceId{};
    parked_.outdoor_share = 0;
}

void Itinerary::go(city::Activity activity, Spot const& spot, Millis length, Millis earliest_end)
{
    bool const on_foot = !arriving_ && in_walking_reach(at_.point, spot.point);
    if (!on_foot && vehicle_is_elsewhere()) fetch_vehicle();
    Millis const arrival = now_ + hop_time(group_.vehicle(), at_.point, spot.point);
    if (on_foot) {
        writer_.leave(now_, city::Mode::walk);
    } else {
        bool const cruise_ship = city_.places[group_.gateway].kind != city::PlaceKind::gateway;
        ride(arriving_ && !cruise_ship ? group_.arrival : group_.vehicle(), spot);
    }
    arriving_ = false;
    writer_.stay(activity, spot, std::min(length / 2, longest_min_stay));
    at_ = spot;
    now_ = std::max(arrival + length, earliest_end);
    ++ordinal_;
}

void Itinerary::leave_city()
{
    if (vehicle_is_elsewhere()) fetch_vehicle();
    bool const cruise_ship = city_.places[group_.gateway].kind != city::PlaceKind::gateway;
    Spot gate = spot_at(group_.gateway);
    gate.outdoor_share = 0;
    writer_.leave(now_, cruise_ship ? group_.vehicle() : group_.arrival);
    writer_.stay(city::Activity::outside, gate, 0);
    finish();
}

void Itinerary::finish() { writer_.finish(); }

}  // namespace halong::demand
