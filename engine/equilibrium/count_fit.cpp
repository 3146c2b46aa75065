#include "equilibrium/count_fit.hpp"

#include "equilibrium/sensor_reading.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace halong::equilibrium {
namespace {

constexpr double sd_of_90 = 1.6449;  // half width of the central 90 % of a normal distribution
constexpr int most_steps = 5;        // of finding shares and demand together

std::vector<double> biases_of(Observations const& observations)
{
    std::vector<double> sd;
    for (auto const& sensor : observations.sensors) sd.push_back(info_of(sensor.kind).bias_sd);
    return sd;
}

double error_variance(Reading const& reading) { return reading.error_sd * reading.error_sd + reading.figure.noise; }

// Readings that the day can explain within so many standard deviations.
std::vector<bool> within_gate(DemandEstimate const& estimate, std::vector<Reading> const& readings, double gate_sd)
{
    std::vector<bool> inside;
    for (Reading const& reading : readings) {
        auto const expected = estimate.of(reading.figure, reading.sensor);
        double const sd = std::sqrt(expected.sd * expected.sd + error_variance(reading));
        inside.push_back(std::abs(reading.value - expected.mean) <= gate_sd * sd);
    }
    return inside;
}

std::vector<Reading> chosen(std::vector<Reading> const& readings, std::vector<bool> const& inside)
{
    std::vector<Reading> used;
    for (std::size_t i = 0; i < readings.size(); ++i) {
        if (inside[i]) used.push_back(readings[i]);
    }
    return used;
}

// Corrects unknown shares by what the fit found of them; false where none moved by more than a thousandth.
bool learn_shares(std::vector<double>& shares, Observations const& observations, DemandEstimate const& estimate)
{
    bool has_moved = false;
    for (std::size_t s = 0; s < shares.size(); ++s) {
        if (!info_of(observations.sensors[s].kind).share_is_unknown || shares[s] <= 0) continue;
        double const off = std::clamp(estimate.bias(s).mean, -0.5, 1.0);
        if (std::abs(off) <= 0.001) continue;
        shares[s] *= 1 + off;
        has_moved = true;
    }
    return has_moved;
}

// Travellers between two zones.
std::map<std::pair<core::ZoneId, core::ZoneId>, Figure> pair_figures(DayMap const& map)
{
    std::map<std::pair<core::ZoneId, core::ZoneId>, Figure> figures;
    for (std::uint32_t g = 0; g < map.groups().size(); ++g) {
        auto const& group = map.groups()[g];
        figures[{group.origin, group.destination}].parts.push_back(
            {g, static_cast<double>(map.travellers_of_group()[g])});
    }
    return figures;
}

std::vector<PairFit> pairs_of(DayMap const& map, DemandEstimate const& estimate)
{
    std::vector<PairFit> pairs;
    for (auto const& [zones, figure] : pair_figures(map)) {
        auto const before = estimate.prior_of(figure);
        auto const after = estimate.of(figure);
        double const share = before.sd > 0 ? after.sd * after.sd / (before.sd * before.sd) : 1;
        pairs.push_back({zones.first, zones.second, before.mean, before.sd, after, std::max(0.0, 1 - share)});
    }
    return pairs;
}

// By sensor: a number of the device that it is part of, from 0 in the order of their first sensors.
std::vector<std::size_t> devices_of(Observations const& observations)
{
    std::map<std::string_view, std::size_t> devices;
    std::vector<std::size_t> device;
    for (auto const& sensor : observations.sensors) {
        device.push_back(devices.try_emplace(sensor.id, devices.size()).first->second);
    }
    return device;
}

HeldOut judged(DayMap const& map, Observations const& observations, std::vector<Reading> const& readings,
               std::vector<bool> const& inside, CountFitOptions const& options)
{
    HeldOut result;
    if (options.held_out_every < 2) return result;
    std::vector<Reading> learnt;
    std::vector<Reading> kept_back;
    std::vector<std::uint8_t> seen(observations.sensors.size(), 0);
    // The other classes of a device see the same street.
    auto const device = devices_of(observations);
    for (std::size_t i = 0; i < readings.size(); ++i) {
        if (!inside[i]) continue;
        std::size_t const sensor = *readings[i].sensor;
        bool const is_kept_back = device[sensor] % static_cast<std::size_t>(options.held_out_every) == 0 &&
                                  !info_of(observations.sensors[sensor].kind).share_is_unknown;
        (is_kept_back ? kept_back : learnt).push_back(readings[i]);
        if (!is_kept_back || seen[sensor] != 0) continue;
        seen[sensor] = 1;
        ++result.sensors;
    }
    if (kept_back.empty() || learnt.empty()) return HeldOut{};
    DemandEstimate estimate(map, options.prior, biases_of(observations));
    estimate.update(learnt);
    for (Reading const& reading : kept_back) {
        auto const after = estimate.of(reading.figure, reading.sensor);
        double const before_error = reading.value - reading.figure.value();
        double const error = reading.value - after.mean;
        result.rmse_before += before_error * before_error;
        result.rmse_after += error * error;
        double const sd = std::sqrt(after.sd * after.sd + error_variance(reading));
        result.inside_90 += std::abs(error) <= sd_of_90 * sd ? 1 : 0;
    }
    result.readings = kept_back.size();
    auto const count = static_cast<double>(kept_back.size());
    result.rmse_before = std::sqrt(result.rmse_before / count);
    result.rmse_after = std::sqrt(result.rmse_after / count);
    result.inside_90 /= count;
    return result;
}

}  // namespace

std::vector<double> shares_of_day(DayMap const& map, Observations const& observations)
{
    auto shares = shares_at_first(observations.sensors);
    std::vector<ShareSums> sums(shares.size());
    for (auto const& value : observations.values) {
        auto const& sensor = observations.sensors[value.sensor];
        if (!sensor.is_used || !info_of(sensor.kind).share_is_unknown) continue;
        auto const figure = figure_of(map, sensor, value.interval);
        if (figure) sums[value.sensor].add(value.value, figure->value(), value.interval);
    }
    for (std::size_t s = 0; s < shares.size(); ++s) {
        if (info_of(observations.sensors[s].kind).share_is_unknown) shares[s] = sums[s].share().value_or(0);
    }
    return shares;
}

std::vector<Reading> readings_of(DayMap const& map, Observations const& observations, DemandPrior const& prior,
                                 std::span<double const> shares, std::vector<std::size_t>& which)
{
    std::vector<Reading> readings;
    for (std::size_t i = 0; i < observations.values.size(); ++i) {
        auto const& value = observations.values[i];
        auto const& sensor = observations.sensors[value.sensor];
        if (!sensor.is_used || shares[value.sensor] <= 0) continue;
        auto figure = figure_of(map, sensor, value.interval);
        if (!figure) continue;
        readings.push_back(reading_of(std::move(*figure), sensor, value, shares[value.sensor]));
        spread_noise(readings.back(), prior, sensor.kind, value.interval);
        which.push_back(i);
    }
    return readings;
}

DemandEstimate estimate_of_counts(DayMap const& map, Observations const& observations, CountFitOptions const& options)
{
    DemandEstimate estimate(map, options.prior, biases_of(observations));
    std::vector<std::size_t> which;
    auto const readings = readings_of(map, observations, options.prior, shares_of_day(map, observations), which);
    estimate.update(chosen(readings, within_gate(estimate, readings, options.gate_sd)));
    return estimate;
}

std::vector<Figure> figures_of_pairs(DayMap const& map)
{
    std::vector<Figure> figures;
    for (auto& [zones, figure] : pair_figures(map)) figures.push_back(figure);
    return figures;
}

CountFit fit_to_counts(DayMap const& map, Observations const& observations, CountFitOptions const& options)
{
    CountFit fit;
    fit.shares = shares_of_day(map, observations);
    auto const biases = biases_of(observations);
    std::vector<std::size_t> which;
    std::vector<Reading> readings;
    std::vector<bool> inside;
    std::optional<DemandEstimate> found;
    for (int step = 0; step < most_steps; ++step) {
        found.emplace(map, options.prior, biases);
        which.clear();
        readings = readings_of(map, observations, options.prior, fit.shares, which);
        inside = within_gate(*found, readings, options.gate_sd);
        auto const used = chosen(readings, inside);
        fit.misfit = misfit_of(*found, used);
        found->update(used);
        if (step + 1 == most_steps || !learn_shares(fit.shares, observations, *found)) break;
    }
    DemandEstimate const& estimate = *found;
    fit.states = estimate.size();
    for (std::size_t i = 0; i < readings.size(); ++i) {
        double const share = fit.shares[*readings[i].sensor];
        auto const after = estimate.of(readings[i].figure, readings[i].sensor);
        fit.rows.push_back(
            {which[i], readings[i].figure.value() * share, {after.mean * share, after.sd * share}, inside[i]});
    }
    fit.pairs = pairs_of(map, estimate);
    fit.changes = estimate.changes();
    double before = 0;
    double after = 0;
    Figure all;
    for (std::uint32_t g = 0; g < map.groups().size(); ++g) {
        all.parts.push_back({g, static_cast<double>(map.travellers_of_group()[g])});
    }
    fit.travellers_before = all.value();
    fit.travellers_after = estimate.of(all);
    for (PairFit const& pair : fit.pairs) {
        before += pair.before_sd * pair.before_sd;
        after += pair.after.sd * pair.after.sd;
    }
    fit.resolved = before > 0 ? 1 - after / before : 0;
    fit.held_out = judged(map, observations, readings, inside, options);
    return fit;
}

}  // namespace halong::equilibrium
