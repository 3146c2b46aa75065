// Shopping, leisure, health and the one-stop centre: tours that people fit round work and school.
#pragma once

#include "city/city.hpp"
#include "core/random.hpp"
#include "demand/departure_profile.hpp"
#include "demand/destination_choice.hpp"
#include "demand/population.hpp"
#include "demand/tour.hpp"
#include "demand/tour_modes.hpp"
#include "scenario/scenario.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace halong::demand {

enum class Purpose : std::uint8_t {
    shopping,
    leisure,
    health,
    one_stop
};
inline constexpr int purpose_count = 4;

// A dossier that a resident files online.
struct FiledOnline {
    core::PlaceId centre;
    Millis time = 0;
};

// At most so many errands of one person in a day: three by rate, one at a hospital, one at a one-stop centre.
inline constexpr std::size_t errand_limit = 5;
struct ErrandList {
    std::array<Tour, errand_limit> tours;
    std::size_t count = 0;
};

// Named destinations: markets and malls; beaches, squares, night markets and parks (all by visits x exp(-decay km));
// hospitals and clinics, one-stop centres (doubly constrained, so that their visits a day hold). A stated share of
// shopping and leisure stays at an unnamed spot near home.
class Errands {
public:
    Errands(city::City const& city, scenario::Scenario const& scenario, ZoneGeometry const& geometry,
            Population const& population, TourModes const& modes, core::Random const& random);

    // The errands that the resident wishes to do, by wished time to leave home; `committed`: works or learns today.
    void wishes_of(Resident const& resident, bool committed, ErrandList& list) const;
    // Whether the resident sees a doctor or an authority today and does neither work nor learn.
    [[nodiscard]] bool takes_day_off(Resident const& resident) const;
    // A shop for a stop on the way home; invalid zone where none can be chosen.
    [[nodiscard]] Spot shop_for(Resident const& resident) const;
    // What the resident files online today instead of going to a one-stop centre.
    [[nodiscard]] std::optional<FiledOnline> filed_online(Resident const& resident) const;
    // Whether the place of the tour is open for at least half of its stay; moves the end to the closing time.
    [[nodiscard]] bool fits_opening_hours(Tour& tour) const;

private:
    [[nodiscard]] bool needs_health(Resident const& resident) const;
    [[nodiscard]] bool needs_one_stop(Resident const& resident) const;
    [[nodiscard]] double need_of_authority(Resident const& resident) const;
    [[nodiscard]] double online_chance(Resident const& resident) const;
    [[nodiscard]] double tours_per_day(Resident const& resident, bool committed) const;
    [[nodiscard]] std::optional<Tour> tour_for(Resident const& resident, Purpose purpose, std::uint32_t ordinal) const;
    [[nodiscard]] Spot spot_for(Resident const& resident, Purpose purpose, std::uint32_t ordinal) const;
    [[nodiscard]] double uniform(Decision decision, Resident const& resident, std::uint32_t ordinal) const;

    city::City const& city_;
    scenario::Scenario const& scenario_;
    ZoneGeometry const& geometry_;
    TourModes const& modes_;
    core::Random random_;
    std::array<DestinationChoice, purpose_count> choice_;
    double health_rate_ = 0;     // visits per resident and day
    double authority_rate_ = 0;  // procedures per adult and day, at a counter or online
};

}  // namespace halong::demand
