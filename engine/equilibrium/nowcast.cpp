#include "equilibrium/nowcast.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace halong::equilibrium {
namespace {

using core::Millis;

constexpr double least_off = 10;        // vehicles or persons
constexpr double begun_readings = 200;  // as if so many had been as expected
constexpr int silent_intervals = 3;
constexpr double neighbour_m = 1'000;
constexpr double neighbour_score = 2;

double squared(double x) { return x * x; }

}  // namespace

std::string_view name_of(AnomalyKind kind)
{
    constexpr std::array<std::string_view, 4> names{"fewer", "more", "silent", "lasting"};
    return names[static_cast<std::size_t>(kind)];
}

Nowcast::Nowcast(city::City const& city, DayMap const& map, std::vector<Sensor> sensors, NowcastOptions options)
    : city_(city),
      map_(map),
      sensors_(std::move(sensors)),
      options_(std::move(options)),
      estimate_(map, options_.prior, bias_sds(sensors_)),
      sensor_of_link_(city.network.link_count(), -1),
      watches_(sensors_.size()),
      sends_(sensors_.size(), 0),
      together_(sensors_.size(), 1),
      shares_(shares_at_first(sensors_)),
      sums_(sensors_.size()),
      waiting_(sensors_.size())
{
    find_told();
}

double Nowcast::spread_factor() const
{
    return std::max(1.0, (squared_errors_ + begun_readings) / (readings_ + begun_readings));
}

Estimate Nowcast::reading(std::uint32_t sensor, Interval interval, double error_sd) const
{
    auto const figure = figure_of(map_, sensors_[sensor], interval);
    core::ensure(figure.has_value(), "a sensor that shows nothing was asked for a reading");
    double const share = shares_[sensor];
    core::ensure(share > 0, "a sensor was asked for a reading before its share is known");
    Observation const asked{sensor, interval, interval.to_ms, 0, error_sd, 0};
    auto const shown = reading_of(*figure, sensors_[sensor], asked, share);
    auto const expected = estimate_.of(shown.figure, sensor);
    double const mismatch = mismatch_sd(options_.prior, sensors_[sensor].kind, shown.figure.value());
    double const variance = squared(expected.sd) + shown.figure.noise + squared(shown.error_sd) + squared(mismatch);
    return {std::max(expected.mean, 0.0) * share, std::sqrt(variance * spread_factor()) * share};
}

std::vector<Observation> Nowcast::with_known_shares(std::span<Observation const> arrived)
{
    std::vector<Observation> known;
    for (Observation const& observation : arrived) {
        std::uint32_t const s = observation.sensor;
        auto const& sensor = sensors_[s];
        if (!sensor.is_used) continue;
        if (shares_[s] > 0) {
            known.push_back(observation);
            continue;
        }
        auto const figure = figure_of(map_, sensor, observation.interval);
        if (!figure) continue;
        sums_[s].add(observation.value, estimate_.of(*figure).mean, observation.interval);
        waiting_[s].push_back(observation);
        auto const share = sums_[s].share();
        if (!share) continue;
        shares_[s] = *share;
        known.insert(known.end(), waiting_[s].begin(), waiting_[s].end());
        waiting_[s].clear();
    }
    return known;
}

bool Nowcast::has_lasted(Observation const& observation, double expected, Cycle& cycle)
{
    Watch& watch = watches_[observation.sensor];
    if (watch.aside == 0) {
        watch.aside_from_ms = observation.interval.from_ms;
        watch.aside_observed = watch.aside_expected = 0;
    }
    ++watch.aside;
    watch.aside_observed += observation.value;
    watch.aside_expected += expected;
    bool const is_long = watch.aside >= options_.anomaly_readings &&
                         observation.interval.to_ms - watch.aside_from_ms >= options_.lasting_ms;
    if (!is_long || watch.aside_expected < least_off) return false;
    double const change = watch.aside_observed / watch.aside_expected - 1;
    cycle.anomalies.push_back({AnomalyKind::lasting, observation.sensor, watch.aside_from_ms, cycle.now_ms,
                               watch.aside_observed, watch.aside_expected, std::sqrt(watch.aside_expected), ""});
    estimate_.loosen_bias(observation.sensor, squared(change));
    watch.aside = 0;
    watch.raised = 0;
    watch.last.clear();
    watch.before.clear();
    return true;
}

std::optional<Reading> Nowcast::judged(Observation const& observation, Cycle& cycle)
{
    auto const& sensor = sensors_[observation.sensor];
    double const share = shares_[observation.sensor];
    auto figure = figure_of(map_, sensor, observation.interval);
    if (!figure) return std::nullopt;
    // A figure of nothing has no noise, and yet may be off.
    figure->noise = std::max(figure->noise, 1.0);
    auto reading = reading_of(std::move(*figure), sensor, observation, share);
    auto const expected = estimate_.of(reading.figure, observation.sensor);
    double const own = reading.own_variance();
    double const mismatch = mismatch_sd(options_.prior, sensor.kind, reading.figure.value());
    double const score = (reading.value - expected.mean) / std::sqrt(squared(expected.sd) + squared(mismatch) + own);
    double const shown = std::max(expected.mean, 0.0) * share;
    watch(observation, {observation.interval, observation.value, shown, own * squared(share)}, cycle);
    int const raised = watches_[observation.sensor].raised;
    bool const is_anomalous =
        raised == static_cast<int>(AnomalyKind::fewer) + 1 || raised == static_cast<int>(AnomalyKind::more) + 1;
    if (is_anomalous || std::abs(score) > options_.gate_sd * std::sqrt(spread_factor())) {
        if (!has_lasted(observation, shown, cycle)) {
            ++cycle.set_aside;
            return std::nullopt;
        }
    } else {
        squared_errors_ += squared(score);
        readings_ += 1;
    }
    watches_[observation.sensor].aside = 0;
    if (observation.interval.to_ms + observation.interval.length_ms() <= cycle.now_ms) ++cycle.late;
    bool const is_ratio = info_of(sensor.kind).share_is_unknown && reading.figure.value() > 0;
    if (is_ratio) compare_as_ratio(reading, expected.mean);
    spread_noise(reading, options_.prior, sensor.kind, observation.interval, together_[observation.sensor]);
    return reading;
}

Cycle Nowcast::advance(std::span<Observation const> arrived, Millis now_ms)
{
    Cycle cycle;
    cycle.now_ms = now_ms;
    find_senders(arrived);
    std::vector<Reading> readings;
    for (Observation const& observation : with_known_shares(arrived)) {
        auto reading = judged(observation, cycle);
        if (reading) readings.push_back(std::move(*reading));
    }
    for (auto const& waiting : waiting_) cycle.waiting += waiting.size();
    double const factor = spread_factor();
    for (Reading& reading : readings) {
        reading.figure.noise *= factor;
        reading.shared_noise *= factor;
        reading.error_sd *= std::sqrt(factor);
    }
    cycle.taken = readings.size();
    estimate_.update(readings);
    for (std::uint32_t s = 0; s < shares_.size(); ++s) {
        if (info_of(sensors_[s].kind).share_is_unknown && shares_[s] > 0) shares_[s] *= estimate_.absorb_bias(s);
    }
    cycle.spread_factor = factor;
    find_silent(cycle);
    tell_neighbours(cycle);
    return cycle;
}

void Nowcast::look(Watch& watch, Off const& off) const
{
    watch.last.push_back(off);
    if (watch.last.size() > static_cast<std::size_t>(options_.anomaly_readings)) {
        if (watch.raised == 0) watch.before.push_back(watch.last.front());
        watch.last.erase(watch.last.begin());
    }
    if (watch.before.size() > static_cast<std::size_t>(options_.readings_before))
        watch.before.erase(watch.before.begin());
    // What the sensor saw of what was expected until then, drawn to 1 where that was little.
    double seen = least_off;
    double foreseen = least_off;
    for (Off const& one : watch.before) {
        seen += one.observed;
        foreseen += one.expected;
    }
    double const ratio = seen / foreseen;
    watch.observed = 0;
    watch.expected = 0;
    double own = 0;
    for (Off const& one : watch.last) {
        watch.observed += one.observed;
        watch.expected += ratio * one.expected;
        own += one.own_variance * std::max(ratio, 1.0);
    }
    double const strays = options_.sudden_share * options_.sudden_share + 1 / seen;
    watch.sd = std::sqrt(own + squared(watch.expected) * strays);
    watch.score = (watch.observed - watch.expected) / watch.sd;
}

void Nowcast::watch(Observation const& observation, Off const& off, Cycle& cycle)
{
    Watch& watch = watches_[observation.sensor];
    watch.last_came_ms = cycle.now_ms;
    bool const is_newer = watch.last_end_ms == core::never || off.interval.to_ms > watch.last_end_ms;
    if (!is_newer) return;  // what came late is taken in, but raises nothing
    watch.last_end_ms = off.interval.to_ms;
    watch.length_ms = off.interval.length_ms();
    if (watch.raised == static_cast<int>(AnomalyKind::silent) + 1) watch.raised = 0;
    look(watch, off);
    bool const is_whole = watch.last.size() == static_cast<std::size_t>(options_.anomaly_readings) &&
                          watch.before.size() >= watch.last.size();
    if (!is_whole) return;
    double const apart = watch.observed - watch.expected;
    bool const is_off = std::abs(watch.score) >= options_.anomaly_sd && std::abs(apart) >= least_off &&
                        std::abs(apart) >= options_.least_share * watch.expected;
    auto const kind = apart < 0 ? AnomalyKind::fewer : AnomalyKind::more;
    int const now = is_off ? static_cast<int>(kind) + 1 : 0;
    if (now != 0 && now != watch.raised) {
        cycle.anomalies.push_back({kind, observation.sensor, watch.last.front().interval.from_ms, cycle.now_ms,
                                   watch.observed, watch.expected, watch.sd, ""});
    }
    watch.raised = now;
}

// Devices that send nothing tell nothing of the vehicles that they share with others.
void Nowcast::find_senders(std::span<Observation const> arrived)
{
    for (Observation const& observation : arrived) {
        auto& sends = sends_[observation.sensor];
        senders_changed_ = senders_changed_ || sends == 0;
        sends = 1;
    }
    if (senders_changed_) together_ = counted_together(map_, sensors_, sends_);
    senders_changed_ = false;
}

void Nowcast::find_silent(Cycle& cycle)
{
    for (std::uint32_t s = 0; s < watches_.size(); ++s) {
        Watch& watch = watches_[s];
        if (watch.last_end_ms == core::never) continue;
        constexpr int silent = static_cast<int>(AnomalyKind::silent) + 1;
        // What always comes late is late, not silent.
        auto const last_ms = std::max(watch.last_end_ms, watch.last_came_ms);
        bool const is_silent = cycle.now_ms - last_ms > silent_intervals * watch.length_ms;
        if (!is_silent || watch.raised == silent) continue;
        watch.raised = silent;
        sends_[s] = 0;
        senders_changed_ = true;
        watch.last.clear();
        watch.before.clear();
        watch.score = 0;
        cycle.anomalies.push_back({AnomalyKind::silent, s, watch.last_end_ms, cycle.now_ms, 0, 0, 0, ""});
    }
}

void Nowcast::tell_neighbours(Cycle& cycle) const
{
    for (Anomaly& anomaly : cycle.anomalies) {
        auto const& sensor = sensors_[anomaly.sensor];
        if (anomaly.kind == AnomalyKind::silent) {
            auto const& watch = watches_[anomaly.sensor];
            anomaly.evidence = fmt::format("nothing came since {}", core::clock_text(watch.last_came_ms));
            if (watch.last_came_ms - anomaly.from_ms >= watch.length_ms) {
                anomaly.evidence +=
                    fmt::format(", and that was of the time until {}", core::clock_text(anomaly.from_ms));
            }
        } else if (anomaly.kind == AnomalyKind::lasting) {
            anomaly.evidence = fmt::format("{:.0f} observed instead of {:.0f} since {}: taken in from now on",
                                           anomaly.observed, anomaly.expected, core::clock_text(anomaly.from_ms));
        } else {
            anomaly.evidence = fmt::format("{:.0f} observed instead of {:.0f} ± {:.0f} since {}", anomaly.observed,
                                           anomaly.expected, anomaly.sd, core::clock_text(anomaly.from_ms));
        }
        for (std::uint32_t s = 0; s < sensors_.size(); ++s) {
            auto const& other = sensors_[s];
            bool const is_off = s != anomaly.sensor && std::abs(watches_[s].score) >= neighbour_score;
            if (!is_off || !sensor.position || !other.position) continue;
            double const distance = geo::distance_m(*sensor.position, *other.position);
            if (distance > neighbour_m) continue;
            anomaly.evidence +=
                fmt::format("; {} at {:.0f} m is off by {:+.1f} sd", other.id, distance, watches_[s].score);
        }
    }
}

}  // namespace halong::equilibrium
