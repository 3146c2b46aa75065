// One tour of a resident: from home to an activity and back, perhaps with lunch at home, a stop on the way back, or a child
// brought to school on the way out or fetched on the way back.
#pragma once

#include "city/travel.hpp"
#include "core/time.hpp"
#include "demand/mode_choice.hpp"
#include "demand/population.hpp"
#include "demand/spot.hpp"

#include <cstdint>

namespace halong::demand {

// A child is brought or fetched on the way: a short stay at the school.
struct SchoolStop {
    Spot spot;
    Millis until = 0;  // leaves the school; 0: there is no such stop
    [[nodiscard]] bool is_made() const { return until > 0; }
};

struct Tour {
    city::Activity activity = city::Activity::work;
    std::uint32_t ordinal = 0;  // among the person's tours, for draws
    Spot spot;
    Mode mode = Mode::walk;
    Millis travel = 0;       // one way, as expected
    Millis arrive_by = 0;    // work and school: wished arrival
    Millis leave = 0;        // from home
    Millis end = 0;          // leaves the activity
    bool overnight = false;  // the activity began yesterday and begins again tonight (night shift):
                             // `end` is this morning, `leave` this evening
    bool may_lunch = false;  // works a day with a break at noon
    Millis lunch_out = 0;    // leaves for lunch at home; 0: no such break
    Millis lunch_back = 0;   // leaves home again
    bool has_stop = false;   // a shop on the way home
    Spot stop;
    Millis stop_travel = 0;  // activity to stop, as expected
    Millis stop_length = 0;
    Millis stop_home = 0;  // stop to home, as expected

    SchoolStop bring;         // on the way out
    SchoolStop fetch;         // on the way back
    Millis bring_travel = 0;  // school to activity, as expected
    Millis fetch_home = 0;    // school to home, as expected

    // Expected time of reaching the activity.
    [[nodiscard]] Millis arrival() const { return bring.is_made() ? bring.until + bring_travel : leave + travel; }
    // Expected time of being home again.
    [[nodiscard]] Millis back() const
    {
        if (fetch.is_made()) return fetch.until + fetch_home;
        return has_stop ? end + stop_travel + stop_length + stop_home : end + travel;
    }
    [[nodiscard]] Millis length() const { return back() - leave; }
    void shift(Millis by)
    {
        leave += by;
        end += by;
    }
};

// One resident, as the makers of tours see him. `access` assumes that the vehicles of his household are free.
struct Resident {
    std::uint64_t key = 0;
    std::uint64_t household_key = 0;
    int age = 0;
    Role role = Role::other;
    Spot home;
    ModeAccess access;
};
Resident resident_of(Population const& population, std::size_t person);

// Whether somebody of the household takes this child to school: kindergarten and primary school below escort_age.
bool is_escorted(Resident const& resident);

}  // namespace halong::demand
