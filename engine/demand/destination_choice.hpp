// Where an activity is done: first the zone, then the place in it, each by one draw per alternative's stable id.
#pragma once

#include "city/city.hpp"
#include "core/random.hpp"
#include "demand/decisions.hpp"
#include "demand/zone_geometry.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halong::demand {

struct Alternative {
    core::PlaceId place;  // invalid: somewhere without a name in the zone
    std::uint64_t stable_id = 0;
    double weight = 0;  // attraction: jobs, pupils, visits
};
using AlternativesByZone = std::vector<std::vector<Alternative>>;

// The index that wins when each alternative draws an exponential time of rate weight x (its law is weight / sum, as of
// Gumbel draws on ln weight); an alternative that is added wins or changes nothing. `weights` and `ids` are parallel;
// no weight above 0 gives the size.
std::size_t weighted_choice(core::Random const& random, core::Stream stream, std::uint64_t key, Decision decision,
                            std::uint32_t ordinal, std::span<double const> weights, std::span<std::uint64_t const> ids);

class DestinationChoice {
public:
    struct Decisions {
        Decision zone;
        Decision place;
    };
    struct Destination {
        core::ZoneId zone;
        core::PlaceId place;  // invalid: somewhere in the zone
    };

    DestinationChoice() = default;  // nothing to choose
    // zone_weights(i, j): attraction of all of zone j for somebody of zone i.
    DestinationChoice(ZoneGeometry const& geometry, AlternativesByZone const& alternatives, Matrix const& zone_weights);

    [[nodiscard]] bool empty() const { return empty_; }
    // Not to be called when empty().
    [[nodiscard]] Destination choose(core::Random const& random, std::uint64_t key, std::uint32_t ordinal,
                                     Decisions decisions, core::ZoneId from) const;

private:
    bool empty_ = true;
    std::vector<std::uint64_t> zone_ids_;
    std::vector<double> zone_weights_;   // [from][to]
    std::vector<std::uint32_t> offset_;  // zones + 1
    std::vector<core::PlaceId> places_;
    std::vector<std::uint64_t> place_ids_;
    std::vector<double> place_weights_;
};

// Shares follow the doubly constrained gravity model: `origins[i]` travellers of each zone, attractions of each zone
// scaled to their total, deterrence exp(-decay km). Empty when nobody travels or nothing attracts.
DestinationChoice doubly_constrained_choice(ZoneGeometry const& geometry, AlternativesByZone const& alternatives,
                                            std::vector<double> const& origins, double decay_per_km);
// Shares follow attraction x exp(-decay km). Empty when nothing attracts.
DestinationChoice singly_constrained_choice(ZoneGeometry const& geometry, AlternativesByZone const& alternatives,
                                            double decay_per_km);

// Sum of the attractions of a zone.
double attraction_of(std::vector<Alternative> const& alternatives);

}  // namespace halong::demand
