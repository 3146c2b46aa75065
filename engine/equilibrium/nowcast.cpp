#include "equilibrium/nowcast.hpp"

#include "core/error.hpp"
#include "core/parallel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace halong::equilibrium {
namespace {

using core::LinkId;
using core::Millis;

constexpr double sd_of_90 = 1.6449;  // half width of the central 90 % of a normal distribution
constexpr Millis quarter_ms = core::ms_per_hour / 4;
constexpr double quarters_per_hour = 4;
constexpr double least_vehicles = 100;  // of a link's day
constexpr double least_off = 10;        // vehicles or persons
constexpr double begun_readings = 200;  // as if so many had been as expected
constexpr int silent_intervals = 3;
constexpr double neighbour_m = 1'000;
constexpr double neighbour_score = 2;

std::vector<double> biases_of(std::vector<Sensor> const& sensors)
{
    std::vector<double> sd;
    for (Sensor const& sensor : sensors) sd.push_back(info_of(sensor.kind).bias_sd);
    return sd;
}

bool is_important(network::RoadClass road_class)
{
    return road_class <= network::RoadClass::tertiary || road_class == network::RoadClass::ramp;
}

Interval quarter_until(Millis at_ms) { return {std::max(at_ms - quarter_ms, 0), std::max(at_ms, quarter_ms)}; }

double squared(double x) { return x * x; }

}  // namespace

std::string_view name_of(StateOf what)
{
    constexpr std::array<std::string_view, 3> names{"link", "zone", "place"};
    return names[static_cast<std::size_t>(what)];
}

std::string_view name_of(AnomalyKind kind)
{
    constexpr std::array<std::string_view, 3> names{"fewer", "more", "silent"};
    return names[static_cast<std::size_t>(kind)];
}

double StateRow::low_90() const { return std::max(0.0, mean - sd_of_90 * sd); }
double StateRow::high_90() const { return mean + sd_of_90 * sd; }

Nowcast::Nowcast(city::City const& city, DayMap const& map, std::vector<Sensor> sensors, NowcastOptions options)
    : city_(city),
      map_(map),
      sensors_(std::move(sensors)),
      options_(std::move(options)),
      estimate_(map, options_.prior, biases_of(sensors_)),
      sensor_of_link_(city.network.link_count(), -1),
      watches_(sensors_.size())
{
    std::vector<std::uint8_t> told(city.network.link_count(), 0);
    for (std::size_t s = 0; s < sensors_.size(); ++s) {
        auto const& sensor = sensors_[s];
        if (sensor.kind != ObservedKind::count || !sensor.is_used) continue;
        for (LinkId const link : sensor.target.links) told[link.value()] = 1;
        bool const whole = sensor.target.links.size() == 1 && sensor.classes == every_vehicle;
        if (whole) sensor_of_link_[sensor.target.links.front().value()] = static_cast<std::int32_t>(s);
    }
    for (LinkId const link : city.network.links()) {
        bool const important = is_important(city.network.road_class(link)) &&
                               map.volume(link, {0, core::ms_per_day}).value() >= least_vehicles;
        if (important || told[link.value()] != 0) links_.push_back(link.value());
    }
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        if (map.people_at(core::PlaceId{i}, {0, core::ms_per_day}).value() > 0) places_.push_back(i);
    }
}

double Nowcast::spread_factor() const
{
    return std::max(1.0, (squared_errors_ + begun_readings) / (readings_ + begun_readings));
}

Estimate Nowcast::reading(std::uint32_t sensor, Interval interval, double error_sd) const
{
    auto const figure = figure_of(map_, sensors_[sensor], interval);
    core::ensure(figure.has_value(), "a sensor that shows nothing was asked for a reading");
    auto const expected = estimate_.of(*figure, sensor);
    double const mismatch = options_.prior.mismatch_share * figure->value();
    double const variance = squared(expected.sd) + figure->noise + squared(error_sd) + squared(mismatch);
    return {std::max(expected.mean, 0.0), std::sqrt(variance * spread_factor())};
}

Cycle Nowcast::advance(std::span<Observation const> arrived, Millis now_ms)
{
    Cycle cycle;
    cycle.now_ms = now_ms;
    std::vector<Reading> readings;
    for (Observation const& observation : arrived) {
        auto const& sensor = sensors_[observation.sensor];
        if (!sensor.is_used) continue;
        auto figure = figure_of(map_, sensor, observation.interval);
        if (!figure) continue;
        // A figure of nothing has no noise, and yet may be off.
        figure->noise = std::max(figure->noise, 1.0);
        auto const expected = estimate_.of(*figure, observation.sensor);
        double const own = figure->noise + squared(observation.error_sd);
        double const mismatch = options_.prior.mismatch_share * figure->value();
        double const off = observation.value - expected.mean;
        double const score = off / std::sqrt(squared(expected.sd) + squared(mismatch) + own);
        watch(observation, {observation.interval, observation.value, std::max(expected.mean, 0.0), own}, cycle);
        int const raised = watches_[observation.sensor].raised;
        bool const is_anomalous =
            raised == static_cast<int>(AnomalyKind::fewer) + 1 || raised == static_cast<int>(AnomalyKind::more) + 1;
        if (is_anomalous || std::abs(score) > options_.gate_sd * std::sqrt(spread_factor())) {
            ++cycle.set_aside;
            continue;
        }
        if (observation.interval.to_ms + observation.interval.length_ms() <= now_ms) ++cycle.late;
        squared_errors_ += squared(score);
        readings_ += 1;
        figure->noise += mismatch_variance(options_.prior, figure->value(), observation.interval);
        readings.push_back({std::move(*figure), observation.value, observation.error_sd, observation.sensor});
    }
    double const factor = spread_factor();
    for (Reading& reading : readings) {
        reading.figure.noise *= factor;
        reading.error_sd *= std::sqrt(factor);
    }
    cycle.taken = readings.size();
    estimate_.update(readings);
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

void Nowcast::find_silent(Cycle& cycle)
{
    for (std::uint32_t s = 0; s < watches_.size(); ++s) {
        Watch& watch = watches_[s];
        if (watch.last_end_ms == core::never) continue;
        constexpr int silent = static_cast<int>(AnomalyKind::silent) + 1;
        bool const is_silent = cycle.now_ms - watch.last_end_ms > silent_intervals * watch.length_ms;
        if (!is_silent || watch.raised == silent) continue;
        watch.raised = silent;
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
            anomaly.evidence = fmt::format("nothing came since {}", core::clock_text(anomaly.from_ms));
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

StateRow Nowcast::row_of(StateOf what, std::uint32_t index, Figure const& figure, double factor, Millis at_ms) const
{
    std::optional<std::size_t> sensor;
    // What the simulated day gets wrong of it by itself: for a while, and all day where nobody counts.
    double unseen = options_.prior.mismatch_share * figure.value();
    if (what == StateOf::link && sensor_of_link_[index] >= 0) {
        sensor = static_cast<std::size_t>(sensor_of_link_[index]);
    } else {
        unseen = std::hypot(unseen, options_.link_bias_sd * figure.value());
    }
    auto const estimate = estimate_.of(figure, sensor);
    double const variance = (squared(estimate.sd) + squared(unseen) + std::max(figure.noise, 0.5)) * spread_factor();
    return {what,
            index,
            at_ms,
            figure.value() * factor,
            std::max(estimate.mean, 0.0) * factor,
            std::sqrt(variance) * factor};
}

std::vector<StateRow> Nowcast::state(Millis at_ms) const
{
    if (at_ms > core::ms_per_day) return {};
    Interval const interval = quarter_until(at_ms);
    std::size_t const zones = city_.zones.size();
    std::vector<StateRow> rows(links_.size() + zones + places_.size());
    constexpr std::size_t grain = 16;
    core::for_each_index(rows.size(), grain, [&](std::size_t i) {
        if (i < links_.size()) {
            auto const figure = map_.volume(LinkId{links_[i]}, interval);
            rows[i] = row_of(StateOf::link, links_[i], figure, quarters_per_hour, at_ms);
        } else if (i < links_.size() + zones) {
            auto const zone = static_cast<std::uint32_t>(i - links_.size());
            rows[i] = row_of(StateOf::zone, zone, map_.people_in(core::ZoneId{zone}, interval), 1, at_ms);
        } else {
            auto const place = places_[i - links_.size() - zones];
            rows[i] = row_of(StateOf::place, place, map_.people_at(core::PlaceId{place}, interval), 1, at_ms);
        }
    });
    return rows;
}

}  // namespace halong::equilibrium
