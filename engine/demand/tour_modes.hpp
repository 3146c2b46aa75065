// The mode of a whole tour, by what the person, the household's vehicles and the buses of the time allow.
#pragma once

#include "core/random.hpp"
#include "demand/connections.hpp"
#include "demand/tour.hpp"
#include "scenario/scenario.hpp"

namespace halong::demand {

class TourModes {
public:
    // `buses` may be null: none run. Both outlive this object.
    TourModes(scenario::Scenario const& scenario, Connections const* buses, core::Random const& random);

    struct Times {
        Millis out = 0;   // when the person would leave home, about
        Millis back = 0;  // … and the activity
    };
    // Sets the tour's mode and expected travel time by nested logit; a bus only where one goes there at `times.out` and
    // back at `times.back`.
    void choose(Tour& tour, Resident const& resident, ModeAccess access, Times times) const;
    // The same for who must take a vehicle of the household: motorbike or car, of which `access` allows at least one.
    void choose_vehicle(Tour& tour, Resident const& resident, ModeAccess const& access) const;

private:
    [[nodiscard]] double bus_minutes(Spot const& home, Spot const& spot, Times times) const;

    scenario::Scenario const& scenario_;
    Connections const* buses_;
    core::Random random_;
};

// `access` without the mode, once its vehicle is found to be in use or its bus gone.
ModeAccess without(ModeAccess access, Mode mode);

}  // namespace halong::demand
