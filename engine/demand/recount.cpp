#include "demand/recount.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"

#include <algorithm>
#include <cmath>

namespace halong::demand {
namespace {

using core::Millis;

constexpr Millis furthest_shift_ms = 10 * core::ms_per_minute;

// The copy's times, all moved alike; what never ends stays so.
void shift(city::Plans& plans, std::uint32_t traveller, Millis by)
{
    std::uint32_t const first = plans.stays_begin(traveller);
    by = std::max(by, -plans.planned_end[first]);
    for (std::uint32_t stay = first; stay < plans.stays_end(traveller); ++stay) {
        if (plans.planned_end[stay] != core::never) plans.planned_end[stay] += by;
    }
}

void append_copy(city::Plans& to, city::Plans const& from, std::uint32_t traveller, std::uint32_t ordinal,
                 core::Random const& random)
{
    city::append_travellers(to, from, traveller, traveller + 1);
    if (ordinal == 0) return;
    std::uint64_t const key = core::combine(from.traveller_key[traveller], ordinal);
    to.traveller_key.back() = key;
    double const u = random.uniform(core::Stream::recount, {.entity = key, .purpose = 1});
    auto const copy = static_cast<std::uint32_t>(to.traveller_count() - 1);
    shift(to, copy, static_cast<Millis>((2 * u - 1) * furthest_shift_ms));
}

}  // namespace

city::Plans with_changes(city::Plans const& plans, std::vector<DemandChange> const& changes, core::Random const& random)
{
    core::ensure(plans.bus_runs.empty(), "demand is changed before the timetable's buses are added");
    city::Plans changed;
    city::reserve(changed, plans.traveller_count(), plans.stay_count());
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        auto const group = group_of(plans, traveller);
        double const weight = group ? weight_of(*group, changes) : 1;
        double const whole = std::floor(weight);
        double const u =
            random.uniform(core::Stream::recount, {.entity = plans.traveller_key[traveller], .purpose = 0});
        auto const times = static_cast<std::uint32_t>(whole) + (u < weight - whole ? 1U : 0U);
        for (std::uint32_t i = 0; i < times; ++i) append_copy(changed, plans, traveller, i, random);
    }
    return changed;
}

}  // namespace halong::demand
