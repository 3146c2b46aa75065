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

// Counts at sensors that were left out: how far off, and how far they were expected to be.
class OwnShare {
public:
    // Squared error, and the variance that the demand, chance and the device give it, beside a figure of this value.
    void add(double squared, double expected_variance, double value)
    {
        if (value > 0) offs_.push_back({squared, std::max(expected_variance, 0.5), value * value});
    }

    // Maximum likelihood of normal errors with variance v + s^2 x^2, by scoring; then drawn towards the prior.
    [[nodiscard]] double share(std::size_t devices, CountFitOptions const& options) const
    {
        double const prior = options.own_share * options.own_share;
        double squared = prior;
        for (int step = 0; step < steps; ++step) {
            double above = 0;
            double below = 0;
            for (Off const& off : offs_) {
                double const variance = off.variance + squared * off.value2;
                double const weight = off.value2 / (variance * variance);
                above += weight * (off.squared - off.variance);
                below += weight * off.value2;
            }
            squared = below > 0 ? std::max(0.0, above / below) : prior;
        }
        return std::sqrt(drawn_to(prior, squared, devices, options));
    }
    // Mean of the squared errors by what they are expected to be with this share; drawn towards 1.
    [[nodiscard]] double spread(double share, std::size_t devices, CountFitOptions const& options) const
    {
        double sum = 0;
        for (Off const& off : offs_) sum += off.squared / (off.variance + share * share * off.value2);
        auto const count = static_cast<double>(std::max<std::size_t>(offs_.size(), 1));
        return drawn_to(1, offs_.empty() ? 1 : sum / count, devices, options);
    }

private:
    static double drawn_to(double prior, double seen, std::size_t devices, CountFitOptions const& options)
    {
        auto const count = static_cast<double>(devices);
        double const weight = options.own_share_devices + count;
        return weight > 0 ? (options.own_share_devices * prior + count * seen) / weight : prior;
    }

    static constexpr int steps = 20;
    struct Off {
        double squared = 0;
        double variance = 0;
        double value2 = 0;
    };
    std::vector<Off> offs_;
};

// Leaves out each part of the devices in turn and tells them from the others.
class Judge {
public:
    Judge(DayMap const& map, Observations const& observations, CountFitOptions const& options)
        : map_(map),
          observations_(observations),
          options_(options),
          device_(devices_of(observations)),
          seen_(observations.sensors.size(), 0)
    {}

    HeldOut result(std::vector<Reading> const& readings, std::vector<std::size_t> const& which,
                   std::vector<bool> const& inside)
    {
        for (int part = 0; part < options_.held_out_parts && options_.held_out_parts >= 2; ++part) {
            std::vector<Reading> learnt;
            std::vector<std::size_t> kept_back;
            for (std::size_t i = 0; i < readings.size(); ++i) {
                if (!inside[i]) continue;
                if (is_in(part, *readings[i].sensor)) {
                    kept_back.push_back(i);
                } else {
                    learnt.push_back(readings[i]);
                }
            }
            if (kept_back.empty() || learnt.empty()) continue;
            DemandEstimate estimate(map_, options_.prior, biases_of(observations_));
            estimate.update(learnt);
            for (std::size_t const i : kept_back) compare(estimate, readings[i], observations_.values[which[i]]);
        }
        return finished();
    }

private:
    // The other classes of a device see the same street.
    [[nodiscard]] bool is_in(int part, std::size_t sensor) const
    {
        auto const parts = static_cast<std::size_t>(options_.held_out_parts);
        return device_[sensor] % parts == static_cast<std::size_t>(part) &&
               !info_of(observations_.sensors[sensor].kind).share_is_unknown;
    }

    void compare(DemandEstimate const& estimate, Reading const& reading, Observation const& observation)
    {
        auto const after = estimate.of(reading.figure, reading.sensor);
        double const before_error = reading.value - reading.figure.value();
        double const error = reading.value - after.mean;
        result_.rmse_before += before_error * before_error;
        result_.rmse_after += error * error;
        double const sd = std::sqrt(after.sd * after.sd + error_variance(reading));
        result_.inside_90 += std::abs(error) <= sd_of_90 * sd ? 1 : 0;
        ++result_.readings;
        auto const& sensor = observations_.sensors[*reading.sensor];
        if (seen_[*reading.sensor] == 0) {
            seen_[*reading.sensor] = 1;
            ++result_.sensors;
            counters_ += sensor.kind == ObservedKind::count ? 1 : 0;
        }
        if (sensor.kind != ObservedKind::count) return;
        // Without what readings are weighed by, and without the bias of the device.
        auto const figure = figure_of(map_, sensor, observation.interval);
        auto const demand = estimate.of(*figure);
        double const off = reading.value - demand.mean;
        own_.add(off * off, demand.sd * demand.sd + figure->noise + reading.error_sd * reading.error_sd,
                 figure->value());
    }

    HeldOut finished()
    {
        result_.own_share = own_.share(counters_, options_);
        result_.spread = own_.spread(result_.own_share, counters_, options_);
        auto const count = static_cast<double>(std::max<std::size_t>(result_.readings, 1));
        result_.rmse_before = std::sqrt(result_.rmse_before / count);
        result_.rmse_after = std::sqrt(result_.rmse_after / count);
        result_.inside_90 /= count;
        return result_;
    }

    DayMap const& map_;
    Observations const& observations_;
    CountFitOptions const& options_;
    std::vector<std::size_t> device_;
    std::vector<std::uint8_t> seen_;
    std::size_t counters_ = 0;
    OwnShare own_;
    HeldOut result_;
};

std::vector<VolumeFit> volumes_of(DayMap const& map, DemandEstimate const& estimate,
                                  std::vector<core::LinkId> const& links, HeldOut const& held_out)
{
    constexpr std::size_t hours = core::ms_per_day / core::ms_per_hour;
    constexpr std::size_t grain = 16;
    constexpr double least_variance = 0.5;  // of whole vehicles
    std::vector<VolumeFit> volumes(links.size() * hours);
    core::for_each_index(volumes.size(), grain, [&](std::size_t i) {
        auto const from = static_cast<core::Millis>(i % hours) * core::ms_per_hour;
        Interval const hour{from, from + core::ms_per_hour};
        auto const figure = map.volume(links[i / hours], hour);
        auto after = estimate.of(figure);
        double const own = held_out.own_share * figure.value();
        after.sd = std::sqrt((after.sd * after.sd + figure.noise + own * own) * held_out.spread + least_variance);
        after.mean = std::max(after.mean, 0.0);
        volumes[i] = {links[i / hours], hour, figure.value(), after};
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
    fit.held_out = Judge(map, observations, options).result(readings, which, inside);
    fit.volumes = volumes_of(map, estimate, options.links, fit.held_out);
    return fit;
}

}  // namespace halong::equilibrium
