// What an option does to the signal of one junction. Each member is described in describe_charges.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace halong::scenario {

// The junction is named by one of `node`, `place` and `at_lon_lat`.
struct SignalChange {
    std::int64_t node = -1;          // number of the node, as in the layers of the city and of runs
    std::string place;               // id of a place: the junction nearest to it
    std::vector<double> at_lon_lat;  // the junction nearest to this point
    double reach_m = 300;            // a junction further than that from the place or point is an error
    double cycle_s = 0;              // 0: as before
    double offset_s = -1;            // when a cycle begins, counted from 00:00; -1: as before
    double main_green_share = 0;     // of the green time, for the widest approach and those along it; 0: as before
    bool add = false;                // a signal where there is none
    bool remove = false;             // priority by the roads instead
    bool operator==(SignalChange const&) const = default;
};

}  // namespace halong::scenario
