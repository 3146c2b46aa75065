// Other plans that travellers try in yesterday's times: another time to leave, another means of travel, another day.
#pragma once

#include "core/random.hpp"
#include "equilibrium/plan_cost.hpp"
#include "results/route_gap.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace halong::equilibrium {

// Utilities of the modes that a traveller who takes `taken` may take for a tour of this crow-fly distance, with the travel
// times that people expect; -infinity where he cannot, also because others of his household may need the vehicle.
using ModeUtilities = std::function<std::array<double, city::mode_count>(std::uint64_t traveller_key, double crow_fly_m,
                                                                         city::Mode taken)>;

// Whether nobody else of a traveller's household needs his vehicle of this mode; empty: it is everybody's own.
using OwnVehicle = std::function<bool(std::uint64_t traveller_key, city::Mode mode)>;

// A traveller, what he tries, and what came of it.
struct PlanTrial {
    std::uint32_t traveller = 0;
    results::PlanChoice choice = results::PlanChoice::departure_time;
    double draw = 0;            // below the share of those who look
    std::int64_t cost_ms = 0;   // of his plan
    std::int64_t saved_ms = 0;  // by the other; negative when it is worse
    // The stays whose legs differ, and how; the ways of a mode that was tried follow in `routes`.
    std::uint32_t first_stay = 0;
    std::uint32_t end_stay = 0;
    Millis planned_end = core::never;
    city::Mode mode = city::Mode::none;
    network::Routes routes;
    std::unique_ptr<RoutedPlans> itinerary;  // the whole day, of that choice

    [[nodiscard]] std::int64_t gain_ms() const { return saved_ms; }
    [[nodiscard]] std::int64_t base_ms() const { return cost_ms; }
};

class PlanTrials {
public:
    // All outlive it. Roads must be prepared for all users.
    PlanTrials(RoutedPlans const& today, DayRoads const& roads, scenario::Scenario const& scenario,
               PlanCost const& cost, ModeUtilities const& utilities, OwnVehicle const& has_own_vehicle,
               core::Random const& random, int day);

    // Tries another time to leave for one leg with a vehicle of his own; nothing where he has no such leg. The move is largest_shift
    // times v |v|, v uniform in (-1, 1): small moves are most frequent. Times to leave keep their order. One trial and
    // not the best time of all: those who all took the best would meet there, and days would swing.
    [[nodiscard]] std::optional<PlanTrial> other_departure(std::uint32_t traveller) const;
    // Tries one other mode for one tour from home to home whose legs have all the same mode. Tastes are such as to make
    // him choose what he takes: drawn from Gumbel's distribution, given that choice (in the times that he expected then).
    // A simplification: of a logit without nests, and given the mode of today, also where he changed to it.
    [[nodiscard]] std::optional<PlanTrial> other_mode(std::uint32_t traveller, network::TurnSearch& search) const;
    // Tries the day that `redrawn` has for him (traveller `there` in it): better when it spares more time on the way
    // than it takes from the places for which he came. Nothing where one of the two rides public transport.
    [[nodiscard]] std::optional<PlanTrial> other_itinerary(std::uint32_t traveller, city::Plans const& redrawn,
                                                           std::uint32_t there, network::TurnSearch& search) const;
    // The traveller's day as he tried it, appended to `to`.
    void append(RoutedPlans& to, PlanTrial const& trial) const;

private:
    [[nodiscard]] double uniform(core::Stream stream, std::uint32_t traveller, std::uint32_t purpose,
                                 std::uint32_t ordinal) const;
    [[nodiscard]] std::int64_t cost_of(PlanTrial const& trial) const;
    [[nodiscard]] std::vector<std::pair<std::uint32_t, std::uint32_t>> tours_of(std::uint32_t traveller) const;
    // Worth of the tour by each mode beyond its times, in ms on the way; the largest number where he cannot.
    [[nodiscard]] std::array<std::int64_t, city::mode_count> dislikes(
        PlanTrial const& trial, std::array<double, city::mode_count> const& utilities, double crow_fly_m) const;

    RoutedPlans const& today_;
    DayRoads const& roads_;
    scenario::Scenario const& scenario_;
    PlanCost const& cost_;
    ModeUtilities const& utilities_;
    OwnVehicle const& has_own_vehicle_;
    core::Random random_;
    std::uint32_t day_;
};

}  // namespace halong::equilibrium
