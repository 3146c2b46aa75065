#include "demand/destination_choice.hpp"

#include "core/hash.hpp"
#include "demand/gravity.hpp"

#include <numeric>

namespace halong::demand {

std::size_t weighted_choice(core::Random const& random, core::Stream stream, std::uint64_t key, Decision decision,
                            std::uint32_t ordinal, std::span<double const> weights, std::span<std::uint64_t const> ids)
{
    std::size_t winner = weights.size();
    double first = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!(weights[i] > 0)) continue;
        double const time =
            random.exponential(stream, {core::combine(key, ids[i]), purpose_of(decision), ordinal}) / weights[i];
        if (winner == weights.size() || time < first) {
            winner = i;
            first = time;
        }
    }
    return winner;
}

DestinationChoice::DestinationChoice(ZoneGeometry const& geometry, AlternativesByZone const& alternatives,
                                     Matrix const& zone_weights)
    : zone_ids_(geometry.stable_id), zone_weights_(zone_weights.values()), offset_{0}
{
    for (auto const& of_zone : alternatives) {
        for (Alternative const& alternative : of_zone) {
            places_.push_back(alternative.place);
            place_ids_.push_back(alternative.stable_id);
            place_weights_.push_back(alternative.weight);
            if (alternative.weight > 0) empty_ = false;
        }
        offset_.push_back(static_cast<std::uint32_t>(places_.size()));
    }
}

DestinationChoice::Destination DestinationChoice::choose(core::Random const& random, std::uint64_t key,
                                                         std::uint32_t ordinal, Decisions decisions,
                                                         core::ZoneId from) const
{
    constexpr auto stream = core::Stream::destination;
    std::span<double const> const row{zone_weights_.data() + from.value() * zone_ids_.size(), zone_ids_.size()};
    std::size_t const zone = weighted_choice(random, stream, key, decisions.zone, ordinal, row, zone_ids_);
    std::uint32_t const first = offset_[zone];
    std::uint32_t const count = offset_[zone + 1] - first;
    std::size_t const at =
        count == 1 ? 0
                   : weighted_choice(random, stream, key, decisions.place, ordinal,
                                     {place_weights_.data() + first, count}, {place_ids_.data() + first, count});
    return {core::ZoneId{zone}, places_[first + at]};
}

double attraction_of(std::vector<Alternative> const& alternatives)
{
    double sum = 0;
    for (Alternative const& alternative : alternatives) sum += alternative.weight;
    return sum;
}

namespace {

std::vector<double> attractions(AlternativesByZone const& alternatives)
{
    std::vector<double> sums;
    for (auto const& of_zone : alternatives) sums.push_back(attraction_of(of_zone));
    return sums;
}

double sum_of(std::vector<double> const& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

// Each column times the attraction of its zone.
Matrix weighted(Matrix deterrence, std::vector<double> const& weights)
{
    for (std::size_t i = 0; i < deterrence.rows(); ++i) {
        for (std::size_t j = 0; j < deterrence.columns(); ++j) deterrence(i, j) *= weights[j];
    }
    return deterrence;
}

}  // namespace

DestinationChoice doubly_constrained_choice(ZoneGeometry const& geometry, AlternativesByZone const& alternatives,
                                            std::vector<double> const& origins, double decay_per_km)
{
    std::vector<double> in = attractions(alternatives);
    double const trips = sum_of(origins);
    double const room = sum_of(in);
    if (!(trips > 0) || !(room > 0)) return {};
    for (double& value : in) value *= trips / room;
    Matrix const deterrence = exponential_deterrence(geometry.km, decay_per_km);
    GravityResult const balanced = doubly_constrained(origins, in, deterrence);
    // Row i of T_ij without its own factor A_i O_i, which does not change a choice of somebody of zone i.
    for (std::size_t j = 0; j < in.size(); ++j) in[j] *= balanced.b[j];
    return {geometry, alternatives, weighted(deterrence, in)};
}

DestinationChoice singly_constrained_choice(ZoneGeometry const& geometry, AlternativesByZone const& alternatives,
                                            double decay_per_km)
{
    std::vector<double> const in = attractions(alternatives);
    if (!(sum_of(in) > 0)) return {};
    return {geometry, alternatives, weighted(exponential_deterrence(geometry.km, decay_per_km), in)};
}

}  // namespace halong::demand
