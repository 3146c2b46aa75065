#include "equilibrium/twin_experiment.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "equilibrium/count_fit.hpp"
#include "equilibrium/nowcast_replay.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace halong::equilibrium {
namespace {

using core::LinkId;
using core::Millis;
using demand::ChangeKey;
using demand::ChangeKind;

// Purposes of Stream::recount beside those of travellers (recount.cpp).
constexpr std::uint32_t draw_of_change = 16;
constexpr std::uint32_t draw_of_counter = 17;

// Of what the kind names, but for the hour.
std::uint64_t entity_of(city::City const& city, ChangeKey const& key)
{
    auto const zone = [&](core::ZoneId id) { return id.valid() ? core::hash_of(city.zones[id].id) : 0; };
    std::uint64_t entity =
        core::combine(static_cast<std::uint64_t>(key.kind), static_cast<std::uint64_t>(key.group.who));
    entity = core::combine(entity, zone(key.group.origin));
    return core::combine(entity, zone(key.group.destination));
}

// The number of this hour in the key's series, standard normal: x(h) = rho x(h - 1) + sqrt(1 - rho^2) z(h).
double normal_at(core::Random const& random, std::uint64_t entity, int hour, double rho)
{
    double x = random.normal(core::Stream::recount, {entity, draw_of_change, 0});
    for (int h = 1; h <= hour; ++h) {
        double const z = random.normal(core::Stream::recount, {entity, draw_of_change, static_cast<std::uint32_t>(h)});
        x = rho * x + std::sqrt(1 - rho * rho) * z;
    }
    return x;
}

class Tally {
public:
    explicit Tally(std::string figure) : figure_(std::move(figure)) {}

    void add(double truth, double before, double mean, double sd)
    {
        squared_ += (truth - mean) * (truth - mean);
        squared_before_ += (truth - before) * (truth - before);
        inside_ += std::abs(truth - mean) <= sd_of_90 * sd ? 1 : 0;
        ++count_;
    }
    // Variance of the hidden day's and of the simulated day's own draw: what nobody could foresee.
    void add_chance(double variance) { chance_ += variance; }

    [[nodiscard]] TwinScore score() const
    {
        double const n = std::max<double>(1, static_cast<double>(count_));
        return {figure_,
                count_,
                std::sqrt(squared_ / n),
                std::sqrt(squared_before_ / n),
                static_cast<double>(inside_) / n,
                chance_ / n};
    }

private:
    std::string figure_;
    double squared_ = 0;
    double squared_before_ = 0;
    double chance_ = 0;
    std::size_t inside_ = 0;
    std::size_t count_ = 0;
};

class Twin {
public:
    Twin(city::City const& city, DayMap const& map, DayMap const& hidden, std::span<LinkId const> counted,
         std::span<LinkId const> judged, core::Random const& random, TwinOptions const& options)
        : city_(city),
          map_(map),
          hidden_(hidden),
          counted_(counted),
          judged_(judged),
          random_(random),
          options_(options),
          is_judged_(city.network.link_count(), 0)
    {
        for (LinkId const link : judged) is_judged_[link.value()] = 1;
    }

    TwinResult result()
    {
        result_.counters = counted_.size();
        fit_hours();
        follow_day();
        return std::move(result_);
    }

private:
    void fit_hours()
    {
        auto const hours = counts_of_day(city_, hidden_, counted_, core::ms_per_hour, options_.counter_error, random_);
        CountFitOptions fit_options;
        fit_options.prior = options_.prior;
        fit_options.links.assign(judged_.begin(), judged_.end());
        auto const fit = fit_to_counts(map_, hours, fit_options);
        Tally tally("hour");
        for (VolumeFit const& volume : fit.volumes) {
            if (volume.hour.from_ms < options_.from_ms || volume.hour.to_ms > options_.to_ms) continue;
            auto const truth = static_cast<double>(hidden_.passages(volume.link, volume.hour));
            tally.add(truth, volume.before, volume.after.mean, volume.after.sd);
            tally.add_chance(truth + map_.volume(volume.link, volume.hour).noise - volume.before);
        }
        result_.scores.push_back(tally.score());
    }

    void follow_day()
    {
        auto const day = counts_of_day(city_, hidden_, counted_, options_.cycle_ms, options_.counter_error, random_);
        NowcastOptions nowcast_options;
        nowcast_options.prior = options_.prior;
        Nowcast nowcast(city_, map_, day.sensors, nowcast_options);
        result_.unknowns = nowcast.estimate().size();
        ReplayOptions replay_options;
        replay_options.cycle_ms = options_.cycle_ms;
        double all_s = 0;
        replay(nowcast, map_, day, replay_options, [&](Nowcast const& now, Cycle const& cycle, double wall_s) {
            result_.anomalies += cycle.anomalies.size();
            result_.longest_cycle_s = std::max(result_.longest_cycle_s, wall_s);
            all_s += wall_s;
            ++result_.cycles;
            bool const is_whole_hour = cycle.now_ms % core::ms_per_hour == 0;
            if (!is_whole_hour || cycle.now_ms < options_.from_ms || cycle.now_ms > options_.to_ms) return;
            for (std::size_t a = 0; a < links_.size(); ++a) {
                compare(now.state(cycle.now_ms + now.options().ahead_ms[a]), a);
            }
        });
        result_.mean_cycle_s = all_s / static_cast<double>(std::max<std::size_t>(1, result_.cycles));
        for (Tally const& tally : links_) result_.scores.push_back(tally.score());
        result_.scores.push_back(zones_.score());
    }

    void compare(std::vector<StateRow> const& state, std::size_t ahead)
    {
        constexpr double quarters = 4;  // of an hour: volumes are told as vehicles an hour
        // A volume is known from the quarter and from as long as it is smoothed on either side.
        constexpr double quarter_ms = core::ms_per_hour / quarters;
        constexpr double known_share = quarter_ms / (quarter_ms + 2.0 * DayMap::smoothing_ms);
        for (StateRow const& row : state) {
            Interval const quarter{row.at_ms - std::min<Millis>(row.at_ms, core::ms_per_hour / 4), row.at_ms};
            if (row.what == StateOf::zone && ahead == 0) {
                double const truth = hidden_.visits().people_in(core::ZoneId{row.index}, quarter).value();
                zones_.add(truth, row.before, row.mean, row.sd);
            }
            if (row.what != StateOf::link || is_judged_[row.index] == 0) continue;
            double const truth = quarters * static_cast<double>(hidden_.passages(LinkId{row.index}, quarter));
            links_[ahead].add(truth, row.before, row.mean, row.sd);
            links_[ahead].add_chance(quarters * (truth + row.before * known_share));
        }
    }

    city::City const& city_;
    DayMap const& map_;
    DayMap const& hidden_;
    std::span<LinkId const> counted_;
    std::span<LinkId const> judged_;
    core::Random random_;
    TwinOptions const& options_;
    std::vector<std::uint8_t> is_judged_;
    std::array<Tally, 3> links_{Tally("now"), Tally("in 1 h"), Tally("in 3 h")};
    Tally zones_{"people in zones"};
    TwinResult result_;
};

}  // namespace

double TwinScore::left_of_rest() const
{
    double const rest = rmse_before * rmse_before - chance;
    return chance > 0 && rest > 0 ? (rmse * rmse - chance) / rest : std::numeric_limits<double>::quiet_NaN();
}

void TwinScore::add(TwinScore const& day)
{
    auto const own = static_cast<double>(figures);
    auto const other = static_cast<double>(day.figures);
    double const all = std::max(1.0, own + other);
    auto const mean = [&](double mine, double theirs) { return (own * mine + other * theirs) / all; };
    rmse = std::sqrt(mean(rmse * rmse, day.rmse * day.rmse));
    rmse_before = std::sqrt(mean(rmse_before * rmse_before, day.rmse_before * day.rmse_before));
    inside_90 = mean(inside_90, day.inside_90);
    chance = mean(chance, day.chance);
    figures += day.figures;
}

void TwinResult::add(TwinResult const& day)
{
    core::ensure(counters == day.counters && scores.size() == day.scores.size(), "results of unlike experiments");
    for (std::size_t i = 0; i < scores.size(); ++i) scores[i].add(day.scores[i]);
    unknowns = std::max(unknowns, day.unknowns);
    anomalies += day.anomalies;
    mean_cycle_s = (mean_cycle_s * static_cast<double>(cycles) + day.mean_cycle_s * static_cast<double>(day.cycles)) /
                   std::max(1.0, static_cast<double>(cycles + day.cycles));
    cycles += day.cycles;
    longest_cycle_s = std::max(longest_cycle_s, day.longest_cycle_s);
}

std::vector<demand::DemandChange> drawn_changes(city::City const& city, DayMap const& map, DemandPrior const& prior,
                                                core::Random const& random)
{
    DemandEstimate const estimate(map, prior);
    std::vector<demand::DemandChange> changes;
    for (ChangeKey const& key : estimate.keys()) {
        ChangeKey series = key;
        series.group.hour = 0;
        double const x = normal_at(random, entity_of(city, series), key.kind == ChangeKind::pair ? 0 : key.group.hour,
                                   prior.hour_correlation);
        changes.push_back({key, std::max(-1.0, sd_of(prior, key.kind) * x)});
    }
    return changes;
}

std::vector<LinkId> links_to_count(city::City const& city, DayMap const& map)
{
    auto links = busy_links(city, map);
    std::ranges::sort(links, {}, [&](LinkId link) { return core::combine(city.network.stable_id(link), 5); });
    return links;
}

Observations counts_of_day(city::City const& city, DayMap const& hidden, std::span<LinkId const> links,
                           Millis length_ms, double error_share, core::Random const& random)
{
    Observations counts;
    for (LinkId const link : links) {
        auto const index = static_cast<std::uint32_t>(counts.sensors.size());
        auto const id = city.network.stable_id(link);
        Sensor sensor;
        sensor.id = "s" + core::hex(id);
        sensor.target.links = {link};
        sensor.position = city.network.position(city.network.to(link));
        counts.sensors.push_back(sensor);
        for (Millis from = 0; from + length_ms <= core::ms_per_day; from += length_ms) {
            auto const count = static_cast<double>(hidden.passages(link, {from, from + length_ms}));
            double const error = random.normal(
                core::Stream::recount, {id, draw_of_counter, static_cast<std::uint32_t>(from / core::ms_per_second)});
            double const value = std::max(0.0, std::round(count + error_share * count * error));
            counts.values.push_back(
                {index, {from, from + length_ms}, from + length_ms, value, std::max(0.5, error_share * count), 0});
        }
    }
    std::ranges::stable_sort(counts.values, {}, [](Observation const& o) {
        return std::tuple(o.interval.to_ms, o.sensor, o.interval.from_ms);
    });
    return counts;
}

TwinResult twin_experiment(city::City const& city, DayMap const& map, DayMap const& hidden,
                           std::span<LinkId const> counted, std::span<LinkId const> judged, core::Random const& random,
                           TwinOptions const& options)
{
    return Twin(city, map, hidden, counted, judged, random, options).result();
}

}  // namespace halong::equilibrium
