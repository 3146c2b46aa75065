#include "equilibrium/count_fit.hpp"

#include "core/parallel.hpp"
#include "equilibrium/sensor_reading.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace halong::equilibrium {
namespace {

constexpr int most_steps = 5;  // of finding shares and demand together

// Readings that the day can explain within so many standard deviations.
std::vector<bool> within_gate(DemandEstimate const& estimate, std::vector<Reading> const& readings, double gate_sd)
{
    std::vector<bool> inside;
    for (Reading const& reading : readings) {
        auto const expected = estimate.of(reading.figure, reading.sensor);
        double const sd = std::sqrt(expected.sd * expected.sd + reading.own_variance());
        inside.push_back(std::abs(reading.value - expected.mean) <= gate_sd * sd);
    }
    return inside;
}

template <class Row>
std::vector<Row> chosen(std::vector<Row> const& rows, std::vector<bool> const& inside)
{
    std::vector<Row> used;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (inside[i]) used.push_back(rows[i]);
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

// By link: the sensor that counts all its vehicles, or nothing.
std::map<core::LinkId, std::size_t> counters_of(Observations const& observations)
{
    std::map<core::LinkId, std::size_t> counters;
    for (std::size_t s = 0; s < observations.sensors.size(); ++s) {
        Sensor const& sensor = observations.sensors[s];
        bool const counts_all = sensor.is_used && sensor.kind == ObservedKind::count &&
                                sensor.classes == every_vehicle && sensor.target.links.size() == 1;
        if (counts_all) counters.try_emplace(sensor.target.links.front(), s);
    }
    return counters;
}

std::vector<VolumeFit> volumes_of(DayMap const& map, Observations const& observations, DemandEstimate const& estimate,
                                  CountFitOptions const& options, HeldOut const& held_out)
{
    constexpr std::size_t hours = core::ms_per_day / core::ms_per_hour;
    constexpr std::size_t grain = 16;
    constexpr double least_variance = 0.5;  // of whole vehicles
    auto const counters = counters_of(observations);
    std::vector<VolumeFit> volumes(options.links.size() * hours);
    core::for_each_index(volumes.size(), grain, [&](std::size_t i) {
        core::LinkId const link = options.links[i / hours];
        auto const from = static_cast<core::Millis>(i % hours) * core::ms_per_hour;
        Interval const hour{from, from + core::ms_per_hour};
        auto const figure = map.volume(link, hour);
        // What a counted street has by itself all day is in what was learnt of its counter.
        auto const counter = counters.find(link);
        bool const is_counted = counter != counters.end();
        auto after = is_counted ? estimate.of(figure, counter->second) : estimate.of(figure);
        double const own = figure.value() * (is_counted ? options.prior.mismatch_share : held_out.own_share);
        after.sd = std::sqrt((after.sd * after.sd + figure.noise + own * own) * held_out.spread + least_variance);
        after.mean = std::max(after.mean, 0.0);
        volumes[i] = {link, hour, figure.value(), after};
    });
    return volumes;
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
    std::vector<std::uint8_t> sends(observations.sensors.size(), 0);
    for (auto const& value : observations.values) sends[value.sensor] = 1;
    auto const together = counted_together(map, observations.sensors, sends);
    for (std::size_t i = 0; i < observations.values.size(); ++i) {
        auto const& value = observations.values[i];
        auto const& sensor = observations.sensors[value.sensor];
        if (!sensor.is_used || shares[value.sensor] <= 0) continue;
        auto figure = figure_of(map, sensor, value.interval);
        if (!figure) continue;
        readings.push_back(reading_of(std::move(*figure), sensor, value, shares[value.sensor]));
        spread_noise(readings.back(), prior, sensor.kind, value.interval, together[value.sensor]);
        which.push_back(i);
    }
    return readings;
}

DemandEstimate estimate_of_counts(DayMap const& map, Observations const& observations, CountFitOptions const& options)
{
    DemandEstimate estimate(map, options.prior, bias_sds(observations.sensors));
    std::vector<std::size_t> which;
    auto const readings = readings_of(map, observations, options.prior, shares_of_day(map, observations), which);
    estimate.update(chosen(readings, within_gate(estimate, readings, options.gate_sd)));
    return estimate;
}

std::vector<core::LinkId> busy_links(city::City const& city, DayMap const& map)
{
    constexpr double busy_vehicles = 500;
    constexpr Interval whole_day{0, core::ms_per_day};
    std::vector<core::LinkId> links;
    for (core::LinkId const link : city.network.links()) {
        bool const is_important = city.network.road_class(link) <= network::RoadClass::tertiary;
        if (is_important && static_cast<double>(map.passages(link, whole_day)) > busy_vehicles) links.push_back(link);
    }
    return links;
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
    auto const biases = bias_sds(observations.sensors);
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
    fit.held_out = told_by_others(map, observations, options.prior, chosen(readings, inside), chosen(which, inside),
                                  options.held_out);
    fit.volumes = volumes_of(map, observations, estimate, options, fit.held_out);
    return fit;
}

}  // namespace halong::equilibrium
