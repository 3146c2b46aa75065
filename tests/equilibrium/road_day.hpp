// A road along six zones, days that are driven on it, and hidden days whose demand is drawn as the prior says.
#pragma once

#include "equilibrium/demand_estimate.hpp"
#include "equilibrium/observations.hpp"
#include "services/toy_town.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

namespace halong::test {

using core::LinkId;
using core::Millis;
using core::ZoneId;
using equilibrium::DayMap;
using equilibrium::DemandPrior;
using equilibrium::Observation;
using equilibrium::Observations;
using equilibrium::Sensor;

inline constexpr int zone_count = 6;
inline constexpr int first_hour = 5;
inline constexpr int last_hour = 20;
inline constexpr double ride_s = 60;  // for a link

// A road along six zones. Link 2 i leads from zone i to i + 1, link 2 i + 1 back.
inline city::City road_town()
{
    StreetPlan streets;
    std::vector<core::NodeId> nodes;
    for (int i = 0; i < zone_count; ++i) nodes.push_back(streets.node(600.0 * i + 300, 0));
    for (int i = 0; i + 1 < zone_count; ++i) {
        streets.two_way(nodes[static_cast<std::size_t>(i)], nodes[static_cast<std::size_t>(i) + 1]);
    }
    city::City town;
    town.crs = "EPSG:5899";
    town.network = network::Network(streets.nodes, streets.links, {});
    add_zones(town, zone_count, 600);
    return town;
}

inline std::vector<LinkId> way(int from, int to)
{
    std::vector<LinkId> links;
    for (int i = from; i < to; ++i) links.emplace_back(2 * i);
    for (int i = from; i > to; --i) links.emplace_back(2 * i - 1);
    return links;
}

// A day on the road, driven as fast as the road is free.
class RoadDay {
public:
    void drive(int from, int to, Millis time)
    {
        sketch_.begin("driver " + std::to_string(sketch_.plans.traveller_count()));
        auto const leg = sketch_.stay(core::NodeId{from}, {600.0 * from, 0}, 0, 0, ZoneId{from});
        sketch_.leave(time, city::Mode::car);
        sketch_.stay(core::NodeId{to}, {600.0 * to, 0}, 0, 0, ZoneId{to});
        sketch_.end();
        double at_s = time / 1'000.0;
        for (LinkId const link : way(from, to)) {
            events_.push_back({leg, link.value(), static_cast<Millis>(1'000 * at_s)});
            at_s += ride_s;
        }
    }
    [[nodiscard]] DayMap map(city::City const& town) const
    {
        DayMap map(town, sketch_.plans);
        map.add_tracks(events_);
        map.settle();
        return map;
    }
    [[nodiscard]] city::Plans const& plans() const { return sketch_.plans; }

private:
    PlanSketch sketch_;
    std::vector<traffic::TrackEvent> events_;
};

// Poisson numbers by the times between them.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : random_(seed) {}
    double uniform() { return random_.uniform(core::Stream::test, {next_++, 7, 0}); }
    double normal() { return random_.normal(core::Stream::test, {next_++, 8, 0}); }
    int poisson(double mean)
    {
        int count = -1;
        for (double sum = 0; sum < mean; ++count) sum += random_.exponential(core::Stream::test, {next_++, 9, 0});
        return std::max(count, 0);
    }

private:
    core::Random random_;
    std::uint64_t next_ = 0;
};

inline double usual_trips(int from, int to, int h)
{
    double const peak =
        std::exp(-0.5 * std::pow((h - 7) / 1.5, 2)) + 0.8 * std::exp(-0.5 * std::pow((h - 17) / 2.0, 2));
    return from == to ? 0 : (4 + 50 * peak) / (1 + 0.2 * std::abs(from - to));
}

// Changes drawn as the prior says they are.
class DrawnChanges {
public:
    DrawnChanges(DemandPrior const& prior, Chance& chance)
    {
        auto const series = [&](double sd) {
            std::array<double, 24> values{};
            double x = chance.normal();
            for (double& value : values) {
                value = sd * x;
                double const rho = prior.hour_correlation;
                x = rho * x + std::sqrt(1 - rho * rho) * chance.normal();
            }
            return values;
        };
        person_ = series(prior.person_hour_sd);
        for (auto& values : origin_) values = series(prior.origin_hour_sd);
        for (auto& values : destination_) values = series(prior.destination_hour_sd);
        for (auto& row : pair_) {
            for (double& value : row) value = prior.pair_sd * chance.normal();
        }
    }
    [[nodiscard]] double weight(int from, int to, int h) const
    {
        auto const i = static_cast<std::size_t>(from);
        auto const j = static_cast<std::size_t>(to);
        auto const k = static_cast<std::size_t>(h);
        return std::max(0.0, 1 + person_[k] + origin_[i][k] + destination_[j][k] + pair_[i][j]);
    }

private:
    std::array<double, 24> person_{};
    std::array<std::array<double, 24>, zone_count> origin_{};
    std::array<std::array<double, 24>, zone_count> destination_{};
    std::array<std::array<double, zone_count>, zone_count> pair_{};
};

inline RoadDay drawn_day(Chance& chance, DrawnChanges const* changes)
{
    RoadDay day;
    for (int h = first_hour; h <= last_hour; ++h) {
        for (int from = 0; from < zone_count; ++from) {
            for (int to = 0; to < zone_count; ++to) {
                double const mean = usual_trips(from, to, h) * (changes == nullptr ? 1 : changes->weight(from, to, h));
                for (int n = chance.poisson(mean); n > 0; --n) {
                    day.drive(from, to, h * hour + static_cast<Millis>(chance.uniform() * hour));
                }
            }
        }
    }
    return day;
}

inline Observations counted(DayMap const& hidden, std::vector<int> const& links, Millis length_ms, double error,
                            Chance& chance)
{
    Observations seen;
    for (int const link : links) {
        auto const index = static_cast<std::uint32_t>(seen.sensors.size());
        Sensor sensor;
        sensor.id = "s" + std::to_string(link);
        sensor.target.links = {LinkId{link}};
        sensor.position = geo::PointMetric{300.0 * link, 0};
        seen.sensors.push_back(sensor);
        for (Millis from = 0; from < core::ms_per_day; from += length_ms) {
            auto const count = static_cast<double>(hidden.passages(LinkId{link}, {from, from + length_ms}));
            double const value = std::max(0.0, count * (1 + error * chance.normal()));
            seen.values.push_back(
                {index, {from, from + length_ms}, from + length_ms, value, std::max(0.5, error * count), 0});
        }
    }
    std::ranges::stable_sort(seen.values, {},
                             [](Observation const& o) { return std::tuple(o.interval.to_ms, o.sensor); });
    return seen;
}

inline DemandPrior no_bias_prior()
{
    DemandPrior prior;
    prior.least_travellers = 0;
    prior.mismatch_share = 0;  // what these days do not have
    return prior;
}

}  // namespace halong::test
