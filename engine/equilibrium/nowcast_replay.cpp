#include "equilibrium/nowcast_replay.hpp"

#include "equilibrium/taken_intervals.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace halong::equilibrium {
namespace {

using core::Millis;

// What was foreseen for readings that have not come yet.
class Foreseen {
public:
    Foreseen(Nowcast const& nowcast, DayMap const& map, std::span<Sensor const> sensors)
        : nowcast_(nowcast), map_(map), sensors_(sensors), length_ms_(sensors.size(), 0)
    {
        for (Millis const ahead : nowcast.options().ahead_ms) scores_.push_back({ahead, 0, 0, 0, 0});
    }

    // Of every sensor, the interval that ends so far ahead of `now_ms`, or last before.
    void foresee(Millis now_ms)
    {
        for (std::size_t a = 0; a < scores_.size(); ++a) {
            if (scores_[a].ahead_ms == 0) continue;
            for (std::uint32_t s = 0; s < length_ms_.size(); ++s) {
                if (length_ms_[s] == 0 || !is_used(s) || nowcast_.share(s) <= 0) continue;
                Millis const end = (now_ms + scores_[a].ahead_ms) / length_ms_[s] * length_ms_[s];
                if (end > core::ms_per_day) continue;
                auto const [entry, is_new] = expected_.try_emplace(std::tuple(end, s, a));
                if (is_new) entry->second = nowcast_.reading(s, {end - length_ms_[s], end}, 0);
            }
        }
    }

    // Before the observations are taken in.
    void compare(std::span<Observation const> arrived)
    {
        for (Observation const& observation : arrived) {
            length_ms_[observation.sensor] = observation.interval.length_ms();
            double const share = nowcast_.share(observation.sensor);
            if (!is_used(observation.sensor) || share <= 0) continue;
            auto const figure = figure_of(map_, sensors_[observation.sensor], observation.interval);
            if (!figure) continue;
            double const before = figure->value() * share;
            for (std::size_t a = 0; a < scores_.size(); ++a) {
                if (scores_[a].ahead_ms == 0) {
                    score(scores_[a], observation, before,
                          nowcast_.reading(observation.sensor, observation.interval, observation.error_sd));
                    continue;
                }
                auto const found = expected_.find(std::tuple(observation.interval.to_ms, observation.sensor, a));
                if (found == expected_.end()) continue;
                Estimate expected = found->second;
                expected.sd = std::sqrt(expected.sd * expected.sd + observation.error_sd * observation.error_sd);
                score(scores_[a], observation, before, expected);
                expected_.erase(found);
            }
        }
    }

    [[nodiscard]] std::vector<ForecastScore> scores() const
    {
        auto means = scores_;
        for (ForecastScore& score : means) {
            double const count = std::max<double>(1, static_cast<double>(score.readings));
            score.inside_90 /= count;
            score.rmse = std::sqrt(score.rmse / count);
            score.rmse_before = std::sqrt(score.rmse_before / count);
        }
        return means;
    }

private:
    [[nodiscard]] bool is_used(std::uint32_t sensor) const
    {
        auto const& one = sensors_[sensor];
        return one.is_used && info_of(one.kind).is_used && figure_of(map_, one, {0, core::ms_per_hour}).has_value();
    }

    static void score(ForecastScore& sums, Observation const& observation, double before, Estimate const& expected)
    {
        double const off = observation.value - expected.mean;
        ++sums.readings;
        sums.inside_90 += std::abs(off) <= sd_of_90 * expected.sd ? 1 : 0;
        sums.rmse += off * off;
        sums.rmse_before += (observation.value - before) * (observation.value - before);
    }

    Nowcast const& nowcast_;
    DayMap const& map_;
    std::span<Sensor const> sensors_;
    std::vector<Millis> length_ms_;  // by sensor, of its last reading; 0: none yet
    std::vector<ForecastScore> scores_;
    std::map<std::tuple<Millis, std::uint32_t, std::size_t>, Estimate> expected_;
};

}  // namespace

std::vector<ForecastScore> go_through(Nowcast& nowcast, DayMap const& map, std::span<Sensor const> sensors,
                                      ReplayOptions const& options, ObservationSource const& source,
                                      ReplayWatcher const& watcher)
{
    Foreseen foreseen(nowcast, map, sensors);
    TakenIntervals taken(sensors.size());
    std::vector<Observation> waiting;
    // What came before the first cycle is known at its begin.
    for (Millis now = options.from_ms + options.cycle_ms; now <= options.to_ms; now += options.cycle_ms) {
        auto const in_order = static_cast<std::ptrdiff_t>(waiting.size());
        if (!source(now, waiting)) break;
        auto const start = std::chrono::steady_clock::now();
        auto const by_arrival = [](Observation const& o) { return std::tuple(o.received_ms, o.sensor, o.line); };
        auto const come = waiting.begin() + in_order;
        std::ranges::stable_sort(come, waiting.end(), {}, by_arrival);
        std::ranges::inplace_merge(waiting.begin(), come, waiting.end(), {}, by_arrival);
        auto const to_come = std::ranges::upper_bound(waiting, now, {}, &Observation::received_ms);
        std::vector<Observation> arrived;
        for (auto one = waiting.begin(); one != to_come; ++one) {
            if (taken.take(*one) == Taken::fresh) arrived.push_back(*one);
        }
        auto const repeated = static_cast<std::size_t>(to_come - waiting.begin()) - arrived.size();
        waiting.erase(waiting.begin(), to_come);
        std::ranges::stable_sort(arrived, {}, [](Observation const& o) {
            return std::tuple(o.interval.to_ms, o.sensor, o.interval.from_ms);
        });
        foreseen.compare(arrived);
        Cycle cycle = nowcast.advance(arrived, now);
        cycle.repeated = repeated;
        foreseen.foresee(now);
        double const wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        if (watcher) watcher(nowcast, cycle, wall_s);
    }
    return foreseen.scores();
}

std::vector<ForecastScore> replay(Nowcast& nowcast, DayMap const& map, Observations const& observations,
                                  ReplayOptions const& options, ReplayWatcher const& watcher)
{
    bool is_first = true;
    return go_through(
        nowcast, map, observations.sensors, options,
        [&](Millis, std::vector<Observation>& come) {
            if (!std::exchange(is_first, false)) return true;
            come = observations.values;
            come.insert(come.end(), observations.repeated.begin(), observations.repeated.end());
            return true;
        },
        watcher);
}

}  // namespace halong::equilibrium
