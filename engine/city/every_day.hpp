// Outages of a run that goes on after 24:00.
#pragma once

#include "city/faults.hpp"

#include <vector>

namespace halong::city {

// The spells of a day, and those of the day after, which is like it: so bans by hour and signals are, too. Apart and in order,
// as the given ones, which lie in [0, 24 h).
inline std::vector<Spell> every_day(std::vector<Spell> const& of_a_day)
{
    std::vector<Spell> spells = of_a_day;
    for (Spell const& spell : of_a_day) {
        Spell const tomorrow{spell.from_ms + core::ms_per_day, spell.to_ms + core::ms_per_day};
        if (spells.back().to_ms == tomorrow.from_ms) {
            spells.back().to_ms = tomorrow.to_ms;
        } else {
            spells.push_back(tomorrow);
        }
    }
    return spells;
}

}  // namespace halong::city
