#include "equilibrium/sensor_reading.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <utility>

namespace halong::equilibrium {
namespace {

constexpr double least_unit_hours = 5;
constexpr double least_expected_share = 0.2;  // of the simulated day: below it a ratio tells of chance

double hours_of(Interval interval) { return static_cast<double>(interval.length_ms()) / core::ms_per_hour; }

}  // namespace

std::vector<double> shares_at_first(std::span<Sensor const> sensors)
{
    std::vector<double> shares;
    for (Sensor const& sensor : sensors) shares.push_back(info_of(sensor.kind).share_is_unknown ? 0 : 1);
    return shares;
}

void ShareSums::add(double value, double figure, Interval interval)
{
    shown += value * hours_of(interval);
    expected += std::max(figure, 0.0) * hours_of(interval);
    seen_ms += interval.length_ms();
}

std::optional<double> ShareSums::share() const
{
    bool const is_enough = seen_ms >= core::ms_per_hour && expected >= least_unit_hours && shown > 0;
    return is_enough ? std::optional(shown / expected) : std::nullopt;
}

Reading reading_of(Figure figure, Sensor const& sensor, Observation const& observation, double share)
{
    core::ensure(share > 0, "a reading of a sensor whose share is not known");
    if (info_of(sensor.kind).share_is_unknown) {
        double const per_unit = sensor.kind == ObservedKind::wifi ? 1 / share : std::max(0.0, 1 - share) / share;
        figure.noise += std::max(figure.value(), 0.0) * per_unit;
    }
    return {std::move(figure), observation.value / share, observation.error_sd / share, observation.sensor};
}

void compare_as_ratio(Reading& reading, double expected)
{
    double const value = reading.figure.value();
    double const ratio = value / std::max(expected, least_expected_share * value);
    reading.value = expected + std::clamp(ratio * (reading.value - expected), -value, value);
    reading.error_sd *= ratio;
    reading.figure.noise *= ratio * ratio;
}

double mismatch_sd(DemandPrior const& prior, ObservedKind kind, double value)
{
    return std::max(prior.mismatch_share, info_of(kind).mismatch_share) * value;
}

void spread_noise(Reading& reading, DemandPrior const& prior, ObservedKind kind, Interval interval, double together)
{
    double const value = reading.figure.value();
    double const length = interval.length_ms();
    double const mismatch = mismatch_sd(prior, kind, value);
    double const chance = reading.figure.noise * std::max(1.0, reading.figure.alike_ms / length);
    double const wrong = mismatch * mismatch * std::max(1.0, core::ms_per_hour / length);
    reading.figure.noise += mismatch * mismatch;
    reading.shared_noise = (chance + wrong) * together - reading.figure.noise;
}

std::vector<double> bias_sds(std::span<Sensor const> sensors)
{
    std::vector<double> sds;
    for (Sensor const& sensor : sensors) sds.push_back(info_of(sensor.kind).bias_sd);
    return sds;
}

std::vector<double> counted_together(DayMap const& map, std::span<Sensor const> sensors,
                                     std::span<std::uint8_t const> sends)
{
    std::vector<DayMap::Counted> devices(sensors.size());
    for (std::size_t s = 0; s < sensors.size(); ++s) {
        Sensor const& sensor = sensors[s];
        if (sensor.is_used && sends[s] != 0 && sensor.kind == ObservedKind::count)
            devices[s] = {sensor.target.links, sensor.classes};
    }
    return map.counted_together(devices);
}

}  // namespace halong::equilibrium
