#include "demand/destination_choice.hpp"

#include "core/hash.hpp"
#include "demand/gravity.hpp"

namespace halong::demand {

std::size_t weighted_choice(core::Random const& random, core::Stream stream, std::uint64_t key, Decision decision,
                            std::uint32_t ordinal, std::span<double const> weights,
                            std::span<std::uint64_t const> ids)
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
                                     Eigen::MatrixXd const& zone_weights)
    : zone_ids_(geometry.stable_id), offset_{0}
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
    for (Eigen::Index i = 0; i < zone_weights.rows(); ++i) {
        for (Eigen::Index j = 0; j < zone_weights.cols(); ++j) zone_weights_.push_back(zone_weights(i, j));
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
    std::size_t const at = count == 1 ? 0
                                      : weighted_choice(random, stream, key, decisions.place, ordinal,
                                                        {place_weights_.data() + first, count},
                                                        {place_ids_.data() + first, count});
    return {core::ZoneId{zone}, places_[first + at]};
}

double attraction_of(std::vector<Alternative> const& alternatives)
{
    double sum = 0;
    for (Alternative const& alternative : alternatives) sum += alternative.weight;
    return sum;
}

namespace {

Eigen::VectorXd attractions(AlternativesByZone const& alternatives)
{
    Eigen::VectorXd sums(static_cast<Eigen::Index>(alternatives.size()));
    for (Eigen::Index j = 0; j < sums.size(); ++j) {
        sums[j] = attraction_of(alternatives[static_cast<std::size_t>(j)]);
    }
    return sums;
}

}  // namespace

DestinationChoice doubly_constrained_choice(ZoneGeometry const& geometry, AlternativesByZone const& alternatives,
                                            std::vector<double> const& origins, double decay_per_km)
{
    Eigen::VectorXd const out = Eigen::Map<Eigen::VectorXd const>(origins.data(), static_cast<Eigen::Index>(origins.size()));
    Eigen::VectorXd in = attractions(alternatives);
    if (!(out.sum() > 0) || !(in.sum() > 0)) return {};
    in *= out.sum() / in.sum();
    Eigen::MatrixXd const deterrence = exponential_deterrence(geometry.km, decay_per_km);
    GravityResult const balanced = doubly_constrained(out, in, deterrence);
    // Row i of T_ij without its own factor A_i O_i, which does not change a choice of somebody of zone i.
    return {geometry, alternatives, deterrence * balanced.b.cwiseProduct(in).asDiagonal()};
}

DestinationChoice singly_constrained_choice(ZoneGeometry const& geometry, AlternativesByZone const& alternatives,
                                            double decay_per_km)
{
    Eigen::VectorXd const in = attractions(alternatives);
    if (!(in.sum() > 0)) return {};
    return {geometry, alternatives, exponential_deterrence(geometry.km, decay_per_km) * in.asDiagonal()};
}

}  // namespace halong::demand
