// Two busy hours: a grid of streets with signals at every third junction, hotspots and cameras, and more people on the
// move by all means than the streets can take at once.
#pragma once

#include "network/network.hpp"
#include "services/toy_town.hpp"

#include <string>
#include <vector>

namespace halong::test {

inline city::City busy_town(int side)
{
    city::City town = grid_town(side);
    StreetPlan streets;
    for (core::NodeId const node : town.network.nodes()) {
        bool const has_signal = node.value() % 3 == 0;
        streets.nodes.push_back({town.network.position(node), town.network.stable_id(node), has_signal});
    }
    for (core::LinkId const link : town.network.links()) {
        streets.one_way(town.network.from(link), town.network.to(link));
    }
    town.network = network::Network(streets.nodes, streets.links, {});
    put_row_of_sites(town, side);
    return town;
}

// They leave within the first `rush` and go from corner to corner of the town, up to three times.
inline city::Plans busy_plans(int side, int people, core::Millis rush)
{
    Draws draws(29);
    PlanSketch sketch;
    using city::Mode;
    Mode const modes[] = {Mode::walk, Mode::bicycle, Mode::motorbike, Mode::motorbike, Mode::car,
                          Mode::van,  Mode::bus,     Mode::coach,     Mode::lorry,     Mode::passenger};
    auto const somewhere = [&](double outdoor_share) {
        int const x = draws.below(side);
        int const y = draws.below(side);
        sketch.stay(core::NodeId{y * side + x}, {x * 200.0 + draws.uniform(-20, 20), y * 200.0}, outdoor_share,
                    static_cast<core::Millis>(draws.uniform(0, 20 * minute)), core::ZoneId{draws.below(3)});
    };
    for (int i = 0; i < people; ++i) {
        sketch.begin("person " + std::to_string(i), static_cast<city::PersonClass>(draws.below(5)), 1 + draws.below(4));
        somewhere(0);
        auto time = static_cast<core::Millis>(draws.uniform(0, rush));
        for (int tour = draws.below(4); tour > 0; --tour) {
            sketch.leave(time, modes[draws.below(10)]);
            somewhere(draws.uniform(0, 1));
            time += static_cast<core::Millis>(draws.uniform(0, hour / 2));
        }
        sketch.end();
    }
    return sketch.plans;
}

}  // namespace halong::test
