// What an option does to places: hours, entrances, tickets, staff; and places that it opens. Each member is described in
// describe_places.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace halong::scenario {

// A change to every place of these ids and of these kinds. Values below 0 keep what there is.
struct PlaceChange {
    std::vector<std::string> ids;
    std::vector<std::string> kinds;
    double opens_h = -1;
    double closes_h = -1;
    std::int64_t gates = -1;
    double gate_s_per_person = -1;
    std::int64_t capacity = -1;  // persons inside at once; 0: no limit
    double slot_min = -1;        // 0: entry at any time
    std::int64_t slot_persons = -1;
    std::int64_t fee_vnd = -1;
    std::int64_t posts = -1;  // windows, consulting rooms
    std::int64_t beds = -1;
    std::int64_t rooms = -1;
    bool operator==(PlaceChange const&) const = default;
};

// A place that an option opens. Values below 0 are as usual for the kind (city::usual_place).
struct NewPlace {
    std::string id;  // unlike those of the city
    std::string name;
    std::string kind;
    std::vector<double> at_lon_lat;
    double visits_per_day = -1;
    double peak_visits_per_day = -1;
    std::int64_t jobs = -1;
    std::int64_t pupils = -1;
    double radius_m = -1;
    double outdoor_share = -1;
    double stay_median_min = -1;
    PlaceChange entrance;  // hours, gates, tickets, posts, beds, rooms; its ids and kinds are empty
    bool operator==(NewPlace const&) const = default;
};

}  // namespace halong::scenario
