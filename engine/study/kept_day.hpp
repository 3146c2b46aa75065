// The people of a scenario's day and their ways, read back where this program has made the same before.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "equilibrium/replanning.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>

namespace halong::study {

// What demand::make_plans and equilibrium::settled_day give, kept in the user's cache (core/compiled_cache.hpp) by all that
// they follow from: the city as it is on that day, the scenario without what services alone read, the files that it names,
// and this very program. They are the same whether they were kept or not: only time is won. City and scenario outlive it.
class KeptDay {
public:
    // Throws UserError where a file that the scenario names cannot be read.
    KeptDay(city::City const& city, scenario::Scenario const& scenario);

    // demand::make_plans with the scenario's seed.
    [[nodiscard]] city::Plans plans() const;
    // equilibrium::settled_day for these plans, whose days are watched where they are driven. Of ranks each would have to
    // find the same in a cache of its own: where roads are shared, ask equilibrium::settled_day itself.
    [[nodiscard]] equilibrium::Replanned settled(city::Plans const& plans,
                                                 equilibrium::DayWatcher const& watcher = {}) const;

private:
    city::City const& city_;
    scenario::Scenario const& scenario_;
    std::uint64_t key_;
    bool is_read_;  // from a route file, which is kept already
};

}  // namespace halong::study
