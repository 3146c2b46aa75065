#include "demand/freight_and_through.hpp"

#include "demand/integerise.hpp"
#include "demand/ipf.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace halong::demand {
namespace {

// Vehicles that enter at each gateway on their way to another; never more than all others together.
std::vector<double> passing(std::vector<double> const& entering)
{
    std::vector<double> through = entering;
    auto const largest = std::ranges::max_element(through);
    if (largest == through.end()) return through;
    double const others = std::accumulate(through.begin(), through.end(), 0.0) - *largest;
    *largest = std::min(*largest, others);
    return through;
}

Eigen::MatrixXd pair_table(std::vector<double> const& through)
{
    auto const size = static_cast<Eigen::Index>(through.size());
    Eigen::VectorXd const totals = Eigen::Map<Eigen::VectorXd const>(through.data(), size);
    auto const largest = std::ranges::max_element(through) - through.begin();
    double const others = totals.sum() - totals[largest];
    if (totals[largest] >= others * (1 - 1e-9)) {  // only one table: everybody passes the largest one
        Eigen::MatrixXd table = Eigen::MatrixXd::Zero(size, size);
        table.row(largest) = totals.transpose();
        table.col(largest) = totals;
        table(largest, largest) = 0;
        return table;
    }
    Eigen::MatrixXd seed = Eigen::MatrixXd::Ones(size, size);
    for (Eigen::Index i = 0; i < size; ++i) {
        seed(i, i) = 0;
        if (!(totals[i] > 0)) seed.row(i).setZero();
        if (!(totals[i] > 0)) seed.col(i).setZero();
    }
    return fit_margins(seed, totals, totals, {1e-10, 100'000}).table;
}

}  // namespace

ThroughFlows through_flows(city::City const& city, double factor)
{
    ThroughFlows flows;
    std::vector<double> entering;
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        city::Place const& place = city.places[core::PlaceId{i}];
        if (place.kind != city::PlaceKind::gateway || !is_usable(place) || !(place.through_veh_per_day > 0)) continue;
        flows.gateways.push_back(core::PlaceId{i});
        entering.push_back(place.through_veh_per_day * factor / 2);
    }
    std::size_t const size = entering.size();
    flows.between.assign(size, std::vector<std::int64_t>(size, 0));
    flows.calls.assign(size, 0);
    auto const through = passing(entering);
    double const total = std::accumulate(through.begin(), through.end(), 0.0);
    for (std::size_t i = 0; i < size; ++i) flows.calls[i] = std::llround(entering[i] - through[i]);
    if (!(total > 0)) return flows;
    Eigen::MatrixXd const table = pair_table(through);
    std::vector<double> cells;
    for (Eigen::Index i = 0; i < table.rows(); ++i) {
        for (Eigen::Index j = 0; j < table.cols(); ++j) cells.push_back(table(i, j));
    }
    auto const counts = integerise(cells, std::llround(total));
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < size; ++j) flows.between[i][j] = counts[i * size + j];
    }
    return flows;
}

}  // namespace halong::demand
