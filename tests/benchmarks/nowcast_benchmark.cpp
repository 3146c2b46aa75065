// A twin experiment on the whole city: a hidden day with other demand and other people makes counts with known errors;
// how near do the simulated day, the fit to counts and the now-cast come at streets that nobody counts, how often do the
// bands hold, and what does a cycle cost?
//
//     ./halong bench nowcast_benchmark [SCENARIO [SENSORS [--write counts.csv] [--set key=value of the hidden day] ...]]
#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "core/durable_file.hpp"
#include "core/hash.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "equilibrium/count_fit.hpp"
#include "equilibrium/nowcast_replay.hpp"
#include "scenario/parse_file.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <string>
#include <sys/resource.h>

using namespace halong;
using namespace halong::equilibrium;
using core::LinkId;
using core::Millis;

namespace {

constexpr double counter_error = 0.05;
constexpr Millis cycle_ms = 5 * core::ms_per_minute;

struct Day {
    scenario::Scenario scenario;
    city::Plans plans;
    std::unique_ptr<DayMap> map;
};

std::unique_ptr<Day> day_of(city::City const& city, scenario::Scenario const& scenario)
{
    auto day = std::make_unique<Day>();
    day->scenario = scenario;
    day->plans = demand::make_plans(city, scenario, core::Random(scenario.seed));
    auto const routes = simulation::route_plans(city, day->plans, scenario);
    day->map = std::make_unique<DayMap>(map_day(city, scenario, day->plans, routes));
    return day;
}

// Links with traffic, spread over the city by their stable ids.
std::vector<LinkId> busy_links(city::City const& city, DayMap const& map)
{
    std::vector<LinkId> links;
    for (LinkId const link : city.network.links()) {
        if (city.network.road_class(link) <= network::RoadClass::tertiary &&
            map.passages(link, {0, core::ms_per_day}) > 500) {
            links.push_back(link);
        }
    }
    std::ranges::sort(links, {}, [&](LinkId link) { return core::combine(city.network.stable_id(link), 5); });
    return links;
}

Observations observed(city::City const& city, DayMap const& hidden, std::vector<LinkId> const& links, Millis length_ms)
{
    Observations result;
    core::Random const random(99);
    for (LinkId const link : links) {
        auto const index = static_cast<std::uint32_t>(result.sensors.size());
        Sensor sensor;
        sensor.id = "s" + core::hex(city.network.stable_id(link));
        sensor.target.links = {link};
        sensor.position = city.network.position(city.network.to(link));
        result.sensors.push_back(sensor);
        for (Millis from = 0; from < core::ms_per_day; from += length_ms) {
            auto const count = static_cast<double>(hidden.passages(link, {from, from + length_ms}));
            double const error = random.normal(
                core::Stream::test, {city.network.stable_id(link), 1, static_cast<std::uint32_t>(from / 1'000)});
            double const sd = std::max(0.5, counter_error * count);
            double const seen = std::max(0.0, std::round(count + counter_error * count * error));
            result.values.push_back({index, {from, from + length_ms}, from + length_ms, seen, sd, 0});
        }
    }
    std::ranges::stable_sort(result.values, {}, [](Observation const& o) {
        return std::tuple(o.interval.to_ms, o.sensor, o.interval.from_ms);
    });
    return result;
}

struct Score {
    double squared = 0;
    double squared_before = 0;
    double chance = 0;  // variance of the hidden day's own draw: what nobody could foresee
    double drawn = 0;   // and of the simulated day's
    long inside = 0;
    long count = 0;

    void add(double truth, double before, double mean, double sd)
    {
        squared += (truth - mean) * (truth - mean);
        squared_before += (truth - before) * (truth - before);
        inside += std::abs(truth - mean) <= 1.6449 * sd ? 1 : 0;
        ++count;
    }
    void add_chance(double of_hidden, double of_simulated)
    {
        chance += of_hidden;
        drawn += of_simulated;
    }
    void print(std::string const& what) const
    {
        double const n = std::max<double>(1, static_cast<double>(count));
        fmt::print("  {:<28} {:>8} figures: error {:>8.2f}, before {:>8.2f} ({:.2f} of it); {:.1f} % inside 90 %\n",
                   what, count, std::sqrt(squared / n), std::sqrt(squared_before / n),
                   std::sqrt(squared / squared_before), 100 * static_cast<double>(inside) / n);
        if (chance <= 0) return;
        double const left = squared - chance - drawn;
        double const there = squared_before - chance - drawn;
        fmt::print("    of the squared error before {:.0f} % is chance of the hidden day and {:.0f} % of the simulated one; of "
                   "the rest {:.2f} is left\n",
                   100 * chance / squared_before, 100 * drawn / squared_before, left / there);
    }
};

double peak_gb()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1e6;
}

void write_csv(std::string const& path, city::City const& city, Observations const& day)
{
    std::string text = "sensor,kind,time,minutes,value,unit,error,link\n";
    for (auto const& value : day.values) {
        auto const& sensor = day.sensors[value.sensor];
        text += fmt::format("{},count,{},{},{},veh,5 %,{}\n", sensor.id, core::clock_text(value.interval.from_ms),
                            value.interval.length_ms() / core::ms_per_minute, value.value,
                            core::hex(city.network.stable_id(sensor.target.links.front())));
    }
    core::write_file(path, text);
}

void fit_hours(city::City const& city, DayMap const& map, DayMap const& hidden, std::vector<LinkId> const& links,
               std::size_t sensors)
{
    auto const start = std::chrono::steady_clock::now();
    std::vector<LinkId> const counted(links.begin(), links.begin() + static_cast<std::ptrdiff_t>(sensors));
    auto const hours = observed(city, hidden, counted, core::ms_per_hour);
    CountFitOptions options;
    options.held_out_every = 0;
    auto const fit = fit_to_counts(map, hours, options);
    DemandEstimate estimate(map, options.prior, std::vector<double>(hours.sensors.size(), 0.1));
    std::vector<std::size_t> which;
    estimate.update(readings_of(map, hours, options.prior, fit.shares, which));
    Score score;
    constexpr std::size_t every = 5;  // enough to judge by
    for (std::size_t i = sensors; i < links.size(); i += every) {
        for (Millis from = 5 * core::ms_per_hour; from < 22 * core::ms_per_hour; from += core::ms_per_hour) {
            Interval const interval{from, from + core::ms_per_hour};
            auto const figure = map.volume(links[i], interval);
            auto const after = estimate.of(figure);
            double const bias = std::hypot(0.1, options.prior.mismatch_share) * figure.value();
            auto const truth = static_cast<double>(hidden.passages(links[i], interval));
            score.add(truth, figure.value(), after.mean,
                      std::sqrt(after.sd * after.sd + figure.noise + bias * bias + 0.5));
            score.add_chance(truth, figure.noise - figure.value());
        }
    }
    double const wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    fmt::print("fit to hourly counts: {} unknowns, misfit {:.2f}, {:.1f} % of the pairs' variance settled, {:.1f} s\n",
               fit.states, fit.misfit, 100 * fit.resolved, wall_s);
    score.print("uncounted links, by hour");
}

void follow_day(city::City const& city, DayMap const& map, DayMap const& hidden, Observations const& day,
                std::vector<std::uint8_t> const& is_counted)
{
    Nowcast nowcast(city, map, day.sensors);
    std::size_t anomalies = 0;
    std::array<Score, 3> uncounted;
    Score zones;
    double longest_s = 0;
    double all_s = 0;
    int cycles = 0;
    auto const scores = replay(nowcast, map, day, {}, [&](Nowcast const& now, Cycle const& cycle, double wall_s) {
        auto const start = std::chrono::steady_clock::now();
        for (std::size_t a = 0; a < uncounted.size(); ++a) {
            Millis const at = cycle.now_ms + now.options().ahead_ms[a];
            if (at > core::ms_per_day) continue;
            Interval const quarter{at - std::min(at, core::ms_per_hour / 4), at};
            for (StateRow const& row : now.state(at)) {
                if (cycle.now_ms % core::ms_per_hour != 0 || cycle.now_ms < 5 * core::ms_per_hour) continue;
                if (row.what == StateOf::zone && a == 0) {
                    zones.add(hidden.visits().people_in(core::ZoneId{row.index}, quarter).value(), row.before, row.mean,
                              row.sd);
                }
                if (row.what != StateOf::link || is_counted[row.index] != 0) continue;
                double const truth = 4.0 * static_cast<double>(hidden.passages(LinkId{row.index}, quarter));
                uncounted[a].add(truth, row.before, row.mean, row.sd);
                // A volume is known from a quarter of an hour and ten minutes on either side; as vehicles an hour.
                uncounted[a].add_chance(4 * truth, 4 * row.before * 15.0 / 35.0);
            }
        }
        wall_s += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        longest_s = std::max(longest_s, wall_s);
        all_s += wall_s;
        ++cycles;
        anomalies += cycle.anomalies.size();
    });
    fmt::print(
        "now-cast: {} anomalies (there is none); {} unknowns, {} cycles of {:.2f} s, the longest {:.2f} "
        "s; spread factor {:.2f}; {:.2f} GB\n",
        anomalies, nowcast.estimate().size(), cycles, all_s / cycles, longest_s, nowcast.spread_factor(), peak_gb());
    uncounted[0].print("uncounted links, now");
    uncounted[1].print("uncounted links, in 1 h");
    uncounted[2].print("uncounted links, in 3 h");
    zones.print("people in zones, now");
    for (auto const& score : scores) {
        fmt::print("  counters, {:>3} min ahead: {} readings, {:.1f} % inside 90 %, error {:.2f}, before {:.2f}\n",
                   score.ahead_ms / core::ms_per_minute, score.readings, 100 * score.inside_90, score.rmse,
                   score.rmse_before);
    }
}

}  // namespace

int main(int count, char** words)
{
    std::setvbuf(stdout, nullptr, _IOLBF, 1 << 12);
    std::string const file = count > 1 ? words[1] : "scenarios/weekday.toml";
    auto const sensors = static_cast<std::size_t>(count > 2 ? std::stoul(words[2]) : 100);
    scenario::Overrides hidden_changes{"seed=1234"};
    if (count <= 3) {
        hidden_changes.emplace_back("demand.visitors_per_day=36_000");
        hidden_changes.emplace_back("demand.through_factor=1.3");
    }
    std::string csv;
    for (int i = 3; i + 1 < count; i += 2) {
        std::string const option = words[i];
        if (option == "--write") csv = words[i + 1];
        if (option == "--set") hidden_changes.emplace_back(words[i + 1]);
    }
    auto const base_scenario = scenario::load_scenario(file);
    auto const city = city::on_day(base_scenario, city::load_city(base_scenario.city));
    auto const base = day_of(city, base_scenario);
    auto const hidden = day_of(city, scenario::load_scenario(file, hidden_changes));
    auto const links = busy_links(city, *base->map);
    fmt::print("{} links with traffic, {} of them counted; {} passages, {} groups; {:.2f} GB\n", links.size(),
               std::min(sensors, links.size()), base->map->passage_count(), base->map->groups().size(), peak_gb());
    fit_hours(city, *base->map, *hidden->map, links, std::min(sensors, links.size()));
    std::vector<std::uint8_t> is_counted(city.network.link_count(), 0);
    std::vector<LinkId> counted(links.begin(),
                                links.begin() + static_cast<std::ptrdiff_t>(std::min(sensors, links.size())));
    for (LinkId const link : counted) is_counted[link.value()] = 1;
    auto const day = observed(city, *hidden->map, counted, cycle_ms);
    if (!csv.empty()) write_csv(csv, city, day);
    follow_day(city, *base->map, *hidden->map, day, is_counted);
    return 0;
}
