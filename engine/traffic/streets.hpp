// The state of all links and nodes as columns. Each element has one owner: the region of its node.
#pragma once

#include "city/travel.hpp"
#include "network/network.hpp"
#include "network/routes.hpp"
#include "traffic/layout.hpp"
#include "traffic/link_state.hpp"
#include "traffic/region.hpp"
#include "traffic/road_model.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace halong::traffic {

struct Streets {
    Layout layout;
    network::Routes const* routes = nullptr;
    std::uint32_t seepage_percent = 0;

    // by exit
    std::vector<LinkExit> exits;
    std::vector<Millis> exit_ready;       // when the first vehicle may cross the stop line, were there space beyond
    std::vector<LinkMeter> meters;
    std::vector<GreenTime> greens;

    // by entrance
    std::vector<LinkEntrance> entrances;
    std::vector<Millis> source_ready;     // departure of the first leg that waits there
    std::vector<Source> sources;

    // by node and by group of nodes
    std::vector<Millis> node_due;         // when it next has something to do
    std::vector<Millis> group_due;        // the least of its nodes'

    // by leg
    std::vector<std::uint32_t> next_leg;  // in the same source
    std::vector<Millis> departure_ms;     // core::never before it has started
    std::vector<std::uint8_t> vehicle;    // class

    std::vector<Region> regions;

    void wake(std::uint32_t node, Millis time_ms)
    {
        if (time_ms < node_due[node]) node_due[node] = time_ms;
        Millis& group = group_due[Layout::group_of_node(node)];
        if (time_ms < group) group = time_ms;
    }
    [[nodiscard]] std::int64_t bytes() const;
};

// Empty streets. `watched` by link.
std::unique_ptr<Streets> build_streets(RoadModel const& model, network::Network const& network,
                                       city::Plans const& plans, network::Routes const& routes,
                                       std::vector<std::uint8_t> const& watched, double seepage);

// Puts a leg that departs now behind those that wait at the same entrance. Its route must not be empty.
void join_source(Streets& streets, std::uint32_t leg, Millis departure_ms);

}  // namespace halong::traffic
