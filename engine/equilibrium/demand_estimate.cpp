#include "equilibrium/demand_estimate.hpp"

#include "core/error.hpp"
#include "core/exact_math.hpp"

#include <Eigen/Dense>
#include <Eigen/SparseCore>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <utility>
#include <vector>

namespace halong::equilibrium {
namespace {

using demand::ChangeKey;
using demand::ChangeKind;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Rows = Eigen::SparseMatrix<double, Eigen::RowMajor>;
using Row = Eigen::SparseVector<double>;

constexpr Index portion = 256;          // readings that are taken in together
constexpr double least_change = 0.001;  // that is worth a row
constexpr double most_absorbed = 0.5;   // of a bias, at once
constexpr std::int32_t no_state = -1;

// Changes with enough travellers, by key.
std::vector<ChangeKey> worth_changing(DayMap const& map, DemandPrior const& prior)
{
    std::map<ChangeKey, std::int64_t> travellers;
    for (std::size_t g = 0; g < map.groups().size(); ++g) {
        for (int k = 0; k < demand::change_kind_count; ++k) {
            travellers[key_of(static_cast<ChangeKind>(k), map.groups()[g])] += map.travellers_of_group()[g];
        }
    }
    std::vector<ChangeKey> keys;
    std::vector<std::pair<std::int64_t, ChangeKey>> pairs;  // by minus travellers, then key
    for (auto const& [key, count] : travellers) {
        if (count < prior.least_travellers) continue;
        if (key.kind == ChangeKind::pair) {
            pairs.emplace_back(-count, key);
        } else {
            keys.push_back(key);
        }
    }
    std::ranges::sort(pairs);
    pairs.resize(std::min(pairs.size(), static_cast<std::size_t>(std::max(prior.most_pairs, 1))));
    for (auto const& [count, key] : pairs) keys.push_back(key);
    std::ranges::sort(keys);
    return keys;
}

MatrixXd prior_covariance(std::vector<ChangeKey> const& keys, DemandPrior const& prior,
                          std::vector<double> const& bias_sd)
{
    auto const changes = static_cast<Index>(keys.size());
    auto const size = changes + static_cast<Index>(bias_sd.size());
    MatrixXd covariance = MatrixXd::Zero(size, size);
    for (Index i = 0; i < changes; ++i) {
        auto const& key = keys[static_cast<std::size_t>(i)];
        double const sd = sd_of(prior, key.kind);
        for (Index j = 0; j <= i; ++j) {
            auto other = keys[static_cast<std::size_t>(j)];
            if (other.kind != key.kind) continue;
            int const apart = std::abs(other.group.hour - key.group.hour);
            other.group.hour = key.group.hour;
            if (other != key) continue;
            double const correlation = apart == 0 ? 1 : core::exact_pow(prior.hour_correlation, apart);
            covariance(i, j) = covariance(j, i) = sd * sd * correlation;
        }
    }
    for (Index s = changes; s < size; ++s) {
        double const sd = bias_sd[static_cast<std::size_t>(s - changes)];
        covariance(s, s) = sd * sd;
    }
    return covariance;
}

}  // namespace

double sd_of(DemandPrior const& prior, ChangeKind kind)
{
    switch (kind) {
        case ChangeKind::person_hour:
            return prior.person_hour_sd;
        case ChangeKind::origin_hour:
            return prior.origin_hour_sd;
        case ChangeKind::destination_hour:
            return prior.destination_hour_sd;
        case ChangeKind::pair:
            return prior.pair_sd;
    }
    throw core::InternalFault("a kind of change without a prior");
}

struct DemandEstimate::State {
    std::vector<ChangeKey> keys;
    std::vector<std::array<std::int32_t, demand::change_kind_count>> states_of_group;
    VectorXd mean;
    MatrixXd covariance;
    MatrixXd prior;

    [[nodiscard]] Index sensor_state(std::size_t sensor) const
    {
        core::ensure(keys.size() + sensor < static_cast<std::size_t>(mean.size()), "a sensor without a bias");
        return static_cast<Index>(keys.size() + sensor);
    }

    // How the figure moves with the states.
    [[nodiscard]] Row row(Figure const& figure, std::optional<std::size_t> sensor) const
    {
        std::vector<std::pair<Index, double>> sums;
        sums.reserve(figure.parts.size() * demand::change_kind_count + 1);
        for (auto const& part : figure.parts) {
            for (std::int32_t const state : states_of_group[part.group]) {
                if (state != no_state) sums.emplace_back(state, part.amount);
            }
        }
        if (sensor) sums.emplace_back(sensor_state(*sensor), figure.value());
        std::ranges::stable_sort(sums, {}, [](auto const& sum) { return sum.first; });
        Row row(mean.size());
        row.reserve(static_cast<Index>(sums.size()));
        for (auto sum = sums.begin(); sum != sums.end();) {
            Index const state = sum->first;
            double amount = 0;
            for (; sum != sums.end() && sum->first == state; ++sum) amount += sum->second;
            row.insertBack(state) = amount;
        }
        return row;
    }

    // Columns are read in their order; most of the time of a now-cast goes here.
    static double between(Row const& a, MatrixXd const& covariance, Row const& b)
    {
        auto const* const index = b.innerIndexPtr();
        auto const* const value = b.valuePtr();
        auto const count = b.nonZeros();
        double sum = 0;
        for (Row::InnerIterator i(a); i; ++i) {
            double const* const column = covariance.col(i.index()).data();
            double inner = 0;
            for (Index k = 0; k < count; ++k) inner += column[index[k]] * value[k];
            sum += inner * i.value();
        }
        return sum;
    }

    // The same of a figure with itself: only one half of the products.
    static double variance(Row const& a, MatrixXd const& covariance)
    {
        auto const* const index = a.innerIndexPtr();
        auto const* const value = a.valuePtr();
        auto const count = a.nonZeros();
        double diagonal = 0;
        double below = 0;
        for (Index i = 0; i < count; ++i) {
            double const* const column = covariance.col(index[i]).data();
            double inner = 0;
            for (Index k = i + 1; k < count; ++k) inner += column[index[k]] * value[k];
            below += inner * value[i];
            diagonal += column[index[i]] * value[i] * value[i];
        }
        return diagonal + 2 * below;
    }

    void update_by_portions(Rows const& rows, VectorXd const& innovation_of_zero, VectorXd const& variance)
    {
        for (Index first = 0; first < rows.rows(); first += portion) {
            Index const count = std::min(portion, rows.rows() - first);
            Rows const h = rows.middleRows(first, count);
            MatrixXd const across = covariance * h.transpose();  // states by readings
            MatrixXd spread = h * across;
            spread.diagonal() += variance.segment(first, count);
            Eigen::LLT<MatrixXd> const factor(spread);
            core::ensure(factor.info() == Eigen::Success, "the spread of readings is no longer positive definite");
            VectorXd const innovation = innovation_of_zero.segment(first, count) - h * mean;
            mean += across * factor.solve(innovation);
            MatrixXd const root = factor.matrixL().solve(across.transpose()).transpose();
            covariance.selfadjointView<Eigen::Lower>().rankUpdate(root, -1.0);
            covariance.triangularView<Eigen::StrictlyUpper>() = covariance.transpose();
        }
    }

    // False, with nothing changed, where the covariance has no inverse in these digits.
    bool update_at_once(Rows const& rows, VectorXd const& innovation_of_zero, VectorXd const& variance)
    {
        Index const size = mean.size();
        MatrixXd const identity = MatrixXd::Identity(size, size);
        Eigen::LLT<MatrixXd> const before(covariance);
        if (before.info() != Eigen::Success) return false;
        MatrixXd information = before.solve(identity);
        VectorXd weighed = information * mean;
        Rows const scaled = variance.cwiseInverse().asDiagonal() * rows;
        information += MatrixXd(Eigen::SparseMatrix<double>(rows.transpose() * scaled));
        weighed += rows.transpose() * variance.cwiseInverse().cwiseProduct(innovation_of_zero);
        Eigen::LLT<MatrixXd> const after(information);
        if (after.info() != Eigen::Success) return false;
        mean = after.solve(weighed);
        covariance = after.solve(identity);
        covariance.triangularView<Eigen::StrictlyUpper>() = covariance.transpose();
        return true;
    }
};

DemandEstimate::DemandEstimate(DayMap const& map, DemandPrior const& prior, std::vector<double> const& bias_sd)
    : state_(std::make_unique<State>())
{
    state_->keys = worth_changing(map, prior);
    auto const& keys = state_->keys;
    for (auto const& group : map.groups()) {
        auto& states = state_->states_of_group.emplace_back();
        for (int k = 0; k < demand::change_kind_count; ++k) {
            auto const key = key_of(static_cast<ChangeKind>(k), group);
            auto const found = std::ranges::lower_bound(keys, key);
            bool const there = found != keys.end() && *found == key;
            states[static_cast<std::size_t>(k)] = there ? static_cast<std::int32_t>(found - keys.begin()) : no_state;
        }
    }
    state_->prior = prior_covariance(keys, prior, bias_sd);
    state_->covariance = state_->prior;
    state_->mean = VectorXd::Zero(state_->prior.rows());
}

DemandEstimate::~DemandEstimate() = default;
DemandEstimate::DemandEstimate(DemandEstimate&&) noexcept = default;
DemandEstimate::DemandEstimate(DemandEstimate const& other) : state_(std::make_unique<State>(*other.state_)) {}

std::vector<ChangeKey> const& DemandEstimate::keys() const { return state_->keys; }
std::size_t DemandEstimate::size() const { return static_cast<std::size_t>(state_->mean.size()); }

Estimate DemandEstimate::change(std::size_t state) const
{
    auto const i = static_cast<Index>(state);
    return {state_->mean[i], std::sqrt(std::max(state_->covariance(i, i), 0.0))};
}

double DemandEstimate::prior_sd(std::size_t state) const
{
    auto const i = static_cast<Index>(state);
    return std::sqrt(state_->prior(i, i));
}

Estimate DemandEstimate::bias(std::size_t sensor) const
{
    return change(static_cast<std::size_t>(state_->sensor_state(sensor)));
}

double DemandEstimate::absorb_bias(std::size_t sensor)
{
    Index const i = state_->sensor_state(sensor);
    double const bias = std::clamp(state_->mean[i], -most_absorbed, most_absorbed);
    state_->mean[i] -= bias;
    return core::exact_exp(bias);
}

void DemandEstimate::loosen_bias(std::size_t sensor, double variance)
{
    Index const i = state_->sensor_state(sensor);
    state_->covariance(i, i) += variance;
}

Estimate DemandEstimate::of(Figure const& figure, std::optional<std::size_t> sensor) const
{
    Row const row = state_->row(figure, sensor);
    double const variance = State::variance(row, state_->covariance);
    return {figure.value() + row.dot(state_->mean), std::sqrt(std::max(variance, 0.0))};
}

Estimate DemandEstimate::prior_of(Figure const& figure) const
{
    Row const row = state_->row(figure, {});
    return {figure.value(), std::sqrt(std::max(State::variance(row, state_->prior), 0.0))};
}

double DemandEstimate::covariance(Figure const& one, Figure const& other) const
{
    return State::between(state_->row(one, {}), state_->covariance, state_->row(other, {}));
}

std::vector<DemandEstimate::Slope> DemandEstimate::slopes(Figure const& figure) const
{
    std::vector<Slope> slopes;
    Row const row = state_->row(figure, {});
    for (Row::InnerIterator i(row); i; ++i) slopes.push_back({static_cast<std::size_t>(i.index()), i.value()});
    return slopes;
}

std::vector<double> DemandEstimate::covariance() const
{
    auto const* const data = state_->covariance.data();
    return {data, data + state_->covariance.size()};
}

void DemandEstimate::update(std::span<Reading const> readings)
{
    if (readings.empty()) return;
    auto const count = static_cast<Index>(readings.size());
    std::vector<Eigen::Triplet<double>> entries;
    VectorXd innovation(count);
    VectorXd variance(count);
    for (Index i = 0; i < count; ++i) {
        Reading const& reading = readings[static_cast<std::size_t>(i)];
        Row const row = state_->row(reading.figure, reading.sensor);
        for (Row::InnerIterator entry(row); entry; ++entry) entries.emplace_back(i, entry.index(), entry.value());
        innovation[i] = reading.value - reading.figure.value();
        variance[i] = reading.weighed_variance();
        core::ensure(variance[i] > 0 && std::isfinite(innovation[i]), "a reading without error, or without a value");
    }
    Rows rows(count, state_->mean.size());
    rows.setFromTriplets(entries.begin(), entries.end());
    // Biases of sensors that cannot err have no inverse.
    bool const invertible = state_->covariance.diagonal().minCoeff() > 0;
    bool const by_information = invertible && count > 2 * state_->mean.size();
    if (by_information && state_->update_at_once(rows, innovation, variance)) return;
    state_->update_by_portions(rows, innovation, variance);
}

std::vector<demand::DemandChange> DemandEstimate::changes() const
{
    std::vector<demand::DemandChange> changes;
    for (std::size_t i = 0; i < state_->keys.size(); ++i) {
        double const mean = std::max(state_->mean[static_cast<Index>(i)], -1.0);
        if (std::abs(mean) >= least_change) changes.push_back({state_->keys[i], mean});
    }
    return changes;
}

std::vector<double> DemandEstimate::weights() const
{
    std::vector<double> weights;
    for (auto const& states : state_->states_of_group) {
        double weight = 1;
        for (std::int32_t const state : states) {
            if (state != no_state) weight += state_->mean[state];
        }
        weights.push_back(std::max(weight, 0.0));
    }
    return weights;
}

double misfit_of(DemandEstimate const& estimate, std::span<Reading const> readings)
{
    double sum = 0;
    for (Reading const& reading : readings) {
        auto const expected = estimate.of(reading.figure, reading.sensor);
        double const error = reading.value - expected.mean;
        sum += error * error / (expected.sd * expected.sd + reading.own_variance());
    }
    return readings.empty() ? 0 : sum / static_cast<double>(readings.size());
}

}  // namespace halong::equilibrium
