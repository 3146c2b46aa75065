#include "equilibrium/held_out.hpp"

#include "equilibrium/sensor_reading.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace halong::equilibrium {
namespace {

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
    [[nodiscard]] double share(std::size_t devices, HeldOutOptions const& options) const
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
    [[nodiscard]] double spread(double share, std::size_t devices, HeldOutOptions const& options) const
    {
        double sum = 0;
        for (Off const& off : offs_) sum += off.squared / (off.variance + share * share * off.value2);
        auto const count = static_cast<double>(std::max<std::size_t>(offs_.size(), 1));
        return drawn_to(1, offs_.empty() ? 1 : sum / count, devices, options);
    }

private:
    static double drawn_to(double prior, double seen, std::size_t devices, HeldOutOptions const& options)
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
    Judge(DayMap const& map, Observations const& observations, HeldOutOptions const& options)
        : map_(map), observations_(observations), options_(options), device_(devices_of(observations))
    {}

    HeldOut result(DemandPrior const& prior, std::span<Reading const> readings, std::span<std::size_t const> which)
    {
        auto const biases = bias_sds(observations_.sensors);
        for (int part = 0; part < options_.parts && options_.parts >= 2; ++part) {
            std::vector<Reading> learnt;
            std::vector<std::size_t> kept_back;
            for (std::size_t i = 0; i < readings.size(); ++i) {
                if (is_in(part, *readings[i].sensor)) {
                    kept_back.push_back(i);
                } else {
                    learnt.push_back(readings[i]);
                }
            }
            if (kept_back.empty() || learnt.empty()) continue;
            DemandEstimate estimate(map_, prior, biases);
            estimate.update(learnt);
            for (std::size_t const i : kept_back) compare(estimate, readings[i], observations_.values[which[i]]);
            compare_hours(estimate);
        }
        return finished();
    }

private:
    // The other classes of a device see the same street.
    [[nodiscard]] bool is_in(int part, std::size_t sensor) const
    {
        auto const parts = static_cast<std::size_t>(options_.parts);
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
        double const sd = std::sqrt(after.sd * after.sd + reading.own_variance());
        result_.inside_90 += std::abs(error) <= sd_of_90 * sd ? 1 : 0;
        ++result_.readings;
        auto const& sensor = observations_.sensors[*reading.sensor];
        sensors_.insert(*reading.sensor);
        if (sensor.kind != ObservedKind::count) return;
        counters_.insert(device_[*reading.sensor]);
        hours_[{*reading.sensor, observation.interval.from_ms / core::ms_per_hour}].add(
            observation.interval, reading.value, reading.error_sd * reading.error_sd);
    }

    // What comes and goes within an hour, as signals let vehicles through, is nothing that the day gets wrong of a street. So
    // this is asked of hours, as far as they were counted; without what readings are weighed by and the bias of the device.
    void compare_hours(DemandEstimate const& estimate)
    {
        for (auto const& [key, hour] : hours_) {
            if (hour.counted_ms != hour.whole.length_ms()) continue;  // not without gaps
            auto const figure = figure_of(map_, observations_.sensors[key.first], hour.whole);
            if (!figure) continue;
            auto const demand = estimate.of(*figure);
            double const off = hour.value - demand.mean;
            own_.add(off * off, demand.sd * demand.sd + figure->noise + hour.error_variance, figure->value());
        }
        hours_.clear();
    }

    HeldOut finished()
    {
        result_.sensors = sensors_.size();
        result_.own_share = own_.share(counters_.size(), options_);
        result_.spread = own_.spread(result_.own_share, counters_.size(), options_);
        auto const count = static_cast<double>(std::max<std::size_t>(result_.readings, 1));
        result_.rmse_before = std::sqrt(result_.rmse_before / count);
        result_.rmse_after = std::sqrt(result_.rmse_after / count);
        result_.inside_90 /= count;
        return result_;
    }

    // Readings of a counter that begin within an hour.
    struct CountedHour {
        Interval whole;
        core::Millis counted_ms = 0;
        double value = 0;
        double error_variance = 0;
        void add(Interval interval, double count, double variance)
        {
            whole.from_ms = counted_ms == 0 ? interval.from_ms : std::min(whole.from_ms, interval.from_ms);
            whole.to_ms = counted_ms == 0 ? interval.to_ms : std::max(whole.to_ms, interval.to_ms);
            counted_ms += interval.length_ms();
            value += count;
            error_variance += variance;
        }
    };

    DayMap const& map_;
    Observations const& observations_;
    HeldOutOptions const& options_;
    std::map<std::pair<std::uint32_t, core::Millis>, CountedHour> hours_;  // by sensor and hour
    std::vector<std::size_t> device_;
    std::set<std::size_t> sensors_;   // that were left out
    std::set<std::size_t> counters_;  // devices of these that count vehicles
    OwnShare own_;
    HeldOut result_;
};

}  // namespace

HeldOut told_by_others(DayMap const& map, Observations const& observations, DemandPrior const& prior,
                       std::span<Reading const> readings, std::span<std::size_t const> which,
                       HeldOutOptions const& options)
{
    return Judge(map, observations, options).result(prior, readings, which);
}

}  // namespace halong::equilibrium
