// Work and school: the tours that a day is built around.
#pragma once

#include "city/city.hpp"
#include "core/random.hpp"
#include "demand/destination_choice.hpp"
#include "demand/population.hpp"
#include "demand/tour.hpp"
#include "scenario/scenario.hpp"

#include <optional>

namespace halong::demand {

// Workplaces: the zone by the doubly constrained gravity model on workers and jobs, then a named place by its jobs or
// an unnamed one. Schools: the same on pupils and school places; universities for students. Mines, ports and hotels
// work in three shifts (06-14-22); places that open after noon from half an hour before until they close; trade and
// tourism by the commerce tables; all else by the office tables with a break at noon. Children of one household who are
// escorted share a school and its hours; kindergartens of children of 3 and 4 are unnamed spots of the home zone. Unnamed
// schools of the home zone are near home.
class Commitments {
public:
    Commitments(city::City const& city, scenario::Scenario const& scenario, ZoneGeometry const& geometry,
                Population const& population, core::Random const& random);

    // The resident's tour to work or school without a mode yet (spot, arrive_by, end), or nothing: no such role, or not
    // today.
    [[nodiscard]] std::optional<Tour> duty_of(Resident const& resident) const;
    // Lunch at home, for who wishes it and once mode and times of the tour are set: where the time is long enough.
    void add_lunch(Tour& tour, Resident const& resident) const;

private:
    [[nodiscard]] bool attends(Resident const& resident, bool works_in_shifts) const;
    [[nodiscard]] Tour work_tour(Resident const& resident, DestinationChoice::Destination destination) const;
    [[nodiscard]] Tour school_tour(Resident const& resident, DestinationChoice::Destination destination) const;
    [[nodiscard]] Spot spot_of(std::uint64_t key, DestinationChoice::Destination destination) const;
    [[nodiscard]] Spot school_of(Resident const& resident, DestinationChoice::Destination destination) const;
    void set_shift(Tour& tour, std::uint64_t key, city::PlaceKind kind) const;
    void set_working_day(Tour& tour, std::uint64_t key) const;
    [[nodiscard]] double uniform(Decision decision, std::uint64_t key) const;

    city::City const& city_;
    scenario::Scenario const& scenario_;
    ZoneGeometry const& geometry_;
    core::Random random_;
    DestinationChoice work_;
    DestinationChoice school_;
    DestinationChoice university_;
};

// Jobs by zone and place without competition for them: whom callers, business visitors and delivery depots choose.
DestinationChoice job_choice(city::City const& city, ZoneGeometry const& geometry, double decay_per_km);

// Mines, ports and hotels.
bool works_in_shifts(city::PlaceKind kind);

}  // namespace halong::demand
