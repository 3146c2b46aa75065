#include "equilibrium/count_fit.hpp"

#include "equilibrium/counter_worth.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string_view>
#include <utility>

namespace halong::equilibrium {
namespace {

constexpr double sd_of_90 = 1.6449;  // half width of the central 90 % of a normal distribution

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
        bool const is_kept_back = device[sensor] % static_cast<std::size_t>(options.held_out_every) == 0;
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

std::vector<Reading> readings_of(DayMap const& map, Observations const& observations, DemandPrior const& prior,
                                 std::vector<std::size_t>& which)
{
    std::vector<Reading> readings;
    for (std::size_t i = 0; i < observations.values.size(); ++i) {
        auto const& value = observations.values[i];
        auto const& sensor = observations.sensors[value.sensor];
        if (!sensor.is_used) continue;
        auto figure = figure_of(map, sensor, value.interval);
        if (!figure) continue;
        figure->noise += mismatch_variance(prior, figure->value(), value.interval);
        readings.push_back({std::move(*figure), value.value, value.error_sd, value.sensor});
        which.push_back(i);
    }
    return readings;
}

std::vector<ProposedCounter> propose_counters(city::City const& city, DayMap const& map,
                                              Observations const& observations, CountFitOptions const& options,
                                              std::size_t count)
{
    constexpr std::size_t most_candidates = 200;
    std::vector<std::uint8_t> is_counted(city.network.link_count(), 0);
    for (auto const& sensor : observations.sensors) {
        if (!sensor.is_used || sensor.kind != ObservedKind::count) continue;
        for (auto const link : sensor.target.links) is_counted[link.value()] = 1;
    }
    std::vector<ProposedCounter> streets;
    for (auto const link : city.network.links()) {
        auto const vehicles = static_cast<double>(map.passages(link, {0, core::ms_per_day}));
        if (is_counted[link.value()] == 0 && vehicles > 0) streets.push_back({link, vehicles, 0});
    }
    std::ranges::stable_sort(streets, std::greater{}, &ProposedCounter::vehicles);
    streets.resize(std::min(streets.size(), most_candidates));
    std::vector<CounterCandidate> candidates;
    for (ProposedCounter const& street : streets) {
        auto& candidate = candidates.emplace_back();
        for (int const hour : {7, 17}) {
            Interval const interval{hour * core::ms_per_hour, (hour + 1) * core::ms_per_hour};
            auto figure = map.volume(street.link, interval);
            figure.noise += mismatch_variance(options.prior, figure.value(), interval);
            double const error = info_of(ObservedKind::count).error_share * figure.value();
            candidate.readings.push_back({std::move(figure), 0, error, {}});
        }
    }
    DemandEstimate estimate(map, options.prior, biases_of(observations));
    std::vector<std::size_t> which;
    auto const readings = readings_of(map, observations, options.prior, which);
    auto const inside = within_gate(estimate, readings, options.gate_sd);
    std::vector<Reading> used;
    for (std::size_t i = 0; i < readings.size(); ++i) {
        if (inside[i]) used.push_back(readings[i]);
    }
    estimate.update(used);
    std::vector<Figure> targets;
    for (auto& [zones, figure] : pair_figures(map)) targets.push_back(figure);
    std::vector<ProposedCounter> proposed;
    for (auto const& chosen : worth_of_counters(estimate, targets, candidates, count)) {
        proposed.push_back(streets[chosen.candidate]);
        proposed.back().removed_share = chosen.removed_share;
    }
    return proposed;
}

CountFit fit_to_counts(DayMap const& map, Observations const& observations, CountFitOptions const& options)
{
    CountFit fit;
    std::vector<std::size_t> which;
    auto const readings = readings_of(map, observations, options.prior, which);
    DemandEstimate estimate(map, options.prior, biases_of(observations));
    fit.states = estimate.size();
    auto const inside = within_gate(estimate, readings, options.gate_sd);
    std::vector<Reading> used;
    for (std::size_t i = 0; i < readings.size(); ++i) {
        if (inside[i]) used.push_back(readings[i]);
    }
    fit.misfit = misfit_of(estimate, used);
    estimate.update(used);
    for (std::size_t i = 0; i < readings.size(); ++i) {
        fit.rows.push_back(
            {which[i], readings[i].figure.value(), estimate.of(readings[i].figure, readings[i].sensor), inside[i]});
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
