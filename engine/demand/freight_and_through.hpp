// Vehicles that are nobody's day out: through traffic, lorries, delivery vans, line coaches. One traveller each.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/random.hpp"
#include "demand/destination_choice.hpp"
#include "demand/plan_writer.hpp"
#include "demand/visitor_groups.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::demand {

// One vehicle's day: from its start to a turning point, and back unless it passes through.
struct VehicleTrip {
    std::uint64_t key = 0;
    city::Mode mode = city::Mode::lorry;
    std::uint16_t persons = 1;
    core::PlaceId start;  // invalid: a depot in `start_zone`
    core::ZoneId start_zone;
    core::PlaceId turn;  // invalid: a customer in `turn_zone`
    core::ZoneId turn_zone;
    bool comes_back = true;
    Millis leave = 0;
    Millis stop = 0;  // length of the stay at the turning point
};

// Vehicles a day from gateway to gateway: through_veh_per_day / 2 enter and as many leave at each, nobody leaves where
// he entered, pairs by iterative proportional fitting on equal seeds, whole numbers by largest remainder. What a gateway
// has beyond the sum of all others cannot pass through: `calls` counts these vehicles, which come in, call on somebody
// and go out again (each crosses twice).
struct ThroughFlows {
    std::vector<core::PlaceId> gateways;
    std::vector<std::vector<std::int64_t>> between;  // [from][to]
    std::vector<std::int64_t> calls;
};
ThroughFlows through_flows(city::City const& city, double factor);

// Every vehicle of the day. Lorries: half of lorries_per_day (which counts both ways) of each port, mine and industrial
// park come from a gateway and go back, gateways by their own lorries, or by their through traffic where they state
// none; of a mine's, a stated share go to the ports instead, and are part of the ports' number.
// Vans: by the visits of markets and malls and the beds of hotels, from depots where jobs are. Line coaches: one for
// each 20.64 visitors who come by line, to bus stations (hotels where there are none).
std::vector<VehicleTrip> vehicle_trips(city::City const& city, scenario::Scenario const& scenario,
                                       DestinationChoice const& jobs, std::span<VisitorGroup const> groups,
                                       core::Random const& random);

void write_vehicle_trip(city::City const& city, core::Random const& random, VehicleTrip const& trip,
                        PlanWriter& writer);

}  // namespace halong::demand
