// A network with vehicles, their routes and their departures: what a traffic benchmark runs.
#pragma once

#include "city/travel.hpp"
#include "core/time.hpp"
#include "network/network.hpp"
#include "network/routes.hpp"
#include "traffic/traffic.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace halong::benchmark {

struct Case {
    std::string name;
    network::Network network;
    city::Plans plans;       // one stay for each leg: only what the traffic reads
    network::Routes routes;  // by leg
    std::vector<core::Millis> departure_ms;
    bool ideal_signals = false;  // whether the ideal loop stops at this network's signals too

    void add_leg(city::Mode mode, core::Millis departure)
    {
        plans.traveller_key.push_back(departure_ms.size());
        plans.activity.push_back(city::Activity::outside);
        plans.mode.push_back(mode);
        plans.first_stay.push_back(static_cast<std::uint32_t>(plans.activity.size()));
        departure_ms.push_back(departure);
    }
    [[nodiscard]] std::vector<traffic::Departure> departures() const
    {
        std::vector<traffic::Departure> result;
        for (std::uint32_t leg = 0; leg < departure_ms.size(); ++leg) result.push_back({leg, departure_ms[leg]});
        return result;
    }
};

}  // namespace halong::benchmark
