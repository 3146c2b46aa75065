// What the traffic model needs to know of every link, in whole units; and the way in for tests that give it themselves.
#pragma once

#include "city/travel.hpp"
#include "core/time.hpp"
#include "network/network.hpp"
#include "network/routes.hpp"
#include "scenario/scenario.hpp"
#include "traffic/green_time.hpp"
#include "traffic/traffic.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace halong::traffic {

using FreeTimes = std::array<Millis, network::vehicle_class_count>;

struct LinkModel {
    FreeTimes free_time_ms{};                       // by vehicle class, entrance to stop line
    std::uint32_t exit_capacity_pcu_per_h = 0;      // of the stop line, > 0
    std::uint32_t entrance_capacity_pcu_per_h = 0;  // > 0
    std::uint32_t storage_mpcu = 0;                 // thousandths of a PCU that fit
    Millis wave_time_ms = 0;                        // that space takes from the stop line to the entrance
    GreenTime green;                                // at the stop line
    std::uint32_t right_of_way = 1;                 // its share of a full road is capacity times this, 1-16
};

struct RoadModel {
    std::vector<LinkModel> links;  // by link
    // Plans that are known; the links that end at their nodes have no `green`.
    std::vector<network::SignalPlan> signal_plans;
    // Of all turns of a node together, PCU/h, by node; 0: no limit. Empty: no node has one.
    std::vector<std::uint32_t> node_capacity_pcu_per_h;
    std::int64_t held_short_links = 0;  // links on which some vehicle is held
};

// Free times from length and each class's speed, capacity and storage from `network.supply(link)`, waves from L/w
// (triangular diagram: Newell 1993). Times are at least `min_link_time_ms`; where one had to be raised, storage is
// raised to what full flow then needs, q (L/u + L/w) plus one car, so that holding a vehicle costs no capacity.
// Storage is rounded up to whole cars, and one large vehicle (3 PCU) is added, since queues stand across nodes.
RoadModel road_model_of(network::Network const& network, scenario::TrafficParameters const& parameters);

// The least time that anything takes from one node to the next, in either direction: no window may be longer.
// core::never without links.
Millis least_time_ms(RoadModel const& model);

// One link's free times, ms, by class.
FreeTimes free_times_of(network::Network const& network, core::LinkId link,
                        scenario::TrafficParameters const& parameters);

// Traffic on links that the caller describes: for cases of theory, where capacity, storage and wave are given.
// Free times and wave times must be at least `parameters.window_ms`. Otherwise as Traffic's constructor.
Traffic traffic_on(RoadModel model, network::Network const& network, city::Plans const& plans,
                   network::Routes const& routes, std::vector<std::uint8_t> watched,
                   scenario::TrafficParameters const& parameters, Sharing const& sharing = {});

}  // namespace halong::traffic
