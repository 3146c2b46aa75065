// One tour of a resident: from home to an activity and back, perhaps with lunch at home or a stop on the way back.
#pragma once

#include "city/travel.hpp"
#include "core/time.hpp"
#include "demand/mode_choice.hpp"
#include "demand/population.hpp"
#include "demand/spot.hpp"

#include <cstdint>

namespace halong::demand {

struct Tour {
    city::Activity activity = city::Activity::work;
    Spot spot;
    Mode mode = Mode::walk;
    Millis travel = 0;       // one way, as expected
    Millis leave = 0;        // from home
    Millis end = 0;          // leaves the activity
    bool overnight = false;  // the activity began yesterday and begins again tonight (night shift):
                             // `end` is this morning, `leave` this evening
    Millis lunch_out = 0;    // leaves for lunch at home; 0: no such break
    Millis lunch_back = 0;   // leaves home again
    bool has_stop = false;   // a shop on the way home
    Spot stop;
    Millis stop_travel = 0;  // activity to stop, as expected
    Millis stop_length = 0;
    Millis stop_home = 0;  // stop to home, as expected

    // Expected time of being home again.
    [[nodiscard]] Millis back() const { return has_stop ? end + stop_travel + stop_length + stop_home : end + travel; }
    [[nodiscard]] Millis length() const { return back() - leave; }
    void shift(Millis by)
    {
        leave += by;
        end += by;
    }
};

// One resident, as the makers of tours see him.
struct Resident {
    std::uint64_t key = 0;
    int age = 0;
    Role role = Role::other;
    Spot home;
    ModeAccess access;
};
Resident resident_of(Population const& population, std::size_t person);

}  // namespace halong::demand
