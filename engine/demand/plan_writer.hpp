// Writes travellers and their stays into columns, keeping the rules of city::Plans.
#pragma once

#include "city/travel.hpp"
#include "demand/spot.hpp"

#include <functional>
#include <vector>

namespace halong::demand {

using core::Millis;

struct Traveller {
    std::uint64_t key = 0;
    city::PersonClass person_class = city::PersonClass::resident;
    std::uint16_t persons = 1;
    core::ZoneId home_zone;
};

// Use: begin, stay, leave, stay, …, stay, finish. Times to leave never fall.
class PlanWriter {
public:
    explicit PlanWriter(city::Plans& plans) : plans_(plans) {}

    void begin(Traveller const& traveller);
    // Appends a stay; whoever comes late stays at least `min_duration`.
    void stay(city::Activity activity, Spot const& spot, Millis min_duration);
    // Ends the last stay at `time` (not before the stay before it ended) with a leg by `mode`.
    void leave(Millis time, city::Mode mode);
    // The traveller files a dossier online; by time.
    void apply(core::PlaceId centre, Millis time);
    // The last stay never ends. The traveller has at least one.
    void finish();

private:
    city::Plans& plans_;
    Millis last_end_ = 0;
};

// Runs `write(i, writer)` for i in [0, count) in parallel blocks and returns the plans in the order of i, whatever the
// number of threads.
std::vector<city::Plans> write_in_blocks(std::size_t count, std::function<void(std::size_t, PlanWriter&)> const& write);

// All parts after each other; parts are emptied on the way.
city::Plans joined(std::vector<city::Plans> parts);

}  // namespace halong::demand
