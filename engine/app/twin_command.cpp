#include "app/report_run.hpp"
#include "app/run_folder.hpp"
#include "app/settings.hpp"
#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "core/csv_cell.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/folder_lock.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "core/progress.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "equilibrium/replanning.hpp"
#include "equilibrium/twin_experiment.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"
#include "study/kept_day.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <string>
#include <vector>

namespace halong::app {
namespace {

namespace fs = std::filesystem;
using core::LinkId;
using equilibrium::DayMap;
using equilibrium::TwinResult;
using equilibrium::TwinScore;

constexpr std::size_t least_judged = 10;  // streets that nobody counts
// More counters that miss by no more than this share more than fewer did are no worse: what is left is chance.
constexpr double no_worse = 0.01;

// The day stays where it is: the map looks into its plans.
struct TwinDay {
    city::Plans plans;
    equilibrium::Replanned settled;
    std::unique_ptr<DayMap> map;
};

std::unique_ptr<TwinDay> day_of(city::City const& city, scenario::Scenario const& scenario, std::string const& name,
                                bool quiet)
{
    auto day = std::make_unique<TwinDay>();
    study::KeptDay const kept(city, scenario);
    day->plans = kept.plans();
    day->settled = kept.settled(day->plans);
    core::Progress progress(name, quiet);
    day->map = std::make_unique<DayMap>(equilibrium::map_day(
        city, scenario, day->settled.plans_or(day->plans), day->settled.routes,
        [&](core::Millis now, std::int64_t on_road) {
            progress.update(static_cast<double>(now) / core::ms_per_day,
                            fmt::format("{} · {} on the road", core::clock_text(now), on_road));
        },
        demand::groups_by_key(day->plans)));
    return day;
}

bool sets(std::string const& assignment, std::string_view key)
{
    return assignment.starts_with(key) && assignment.substr(key.size()).starts_with("=");
}

void check(TwinSettings const& settings, scenario::Scenario const& scenario)
{
    std::vector<core::Diagnostic> findings;
    for (std::string const& assignment : settings.hidden) {
        for (std::string_view const key : {"city", "demand.route_file", "demand.change_file"}) {
            if (!sets(assignment, key)) continue;
            findings.push_back({"--hidden", 0, 0, fmt::format("'{}' cannot differ on the hidden day", key),
                                "both days are of one city and of travellers of the model; change other keys"});
        }
        if (sets(assignment, "seed") && settings.days > 1)
            findings.push_back({"--hidden", 0, 0, "with one 'seed' all hidden days would be the same",
                                "leave out --hidden seed=…, or --days"});
    }
    if (!std::ranges::is_sorted(settings.counters) ||
        std::ranges::adjacent_find(settings.counters) != settings.counters.end()) {
        findings.push_back({"--counters", 0, 0,
                            fmt::format("{} are not in rising order", fmt::join(settings.counters, ",")),
                            "give each number once, the fewest first, as 25,100,400"});
    }
    if (!scenario.demand.route_file.empty()) {
        findings.push_back({settings.file.string(), 0, 0,
                            "the demand is a file of routed vehicles, which no count changes",
                            "leave out demand.route_file"});
    }
    if (!findings.empty()) throw core::UserError(std::move(findings));
}

// The hidden day: other people of a demand that is drawn, or as asked.
scenario::Scenario hidden_scenario(TwinSettings const& settings, city::City const& city, DayMap const& map,
                                   scenario::Scenario const& base, int which, fs::path const& folder)
{
    auto overrides = settings.overrides;
    overrides.push_back(fmt::format("seed={}", base.seed + static_cast<std::uint64_t>(which)));
    overrides.insert(overrides.end(), settings.hidden.begin(), settings.hidden.end());
    auto hidden = scenario::load_scenario(settings.file, overrides);
    hidden.city = base.city;
    if (!settings.hidden.empty()) {
        core::write_file(folder / fmt::format("hidden_{}.toml", which), scenario::to_toml(hidden, folder));
        return hidden;
    }
    auto changes = equilibrium::drawn_changes(city, map, {}, core::Random(hidden.seed));
    if (!base.demand.change_file.empty()) {
        changes = demand::both_changes(demand::read_demand_changes(base.demand.change_file, city), changes);
    }
    auto const path = folder / fmt::format("hidden_changes_{}.csv", which);
    demand::write_demand_changes(path, std::move(changes), city);
    hidden.demand.change_file = path.string();
    return hidden;
}

// Figures of the two days are compared by link and zone.
void check_same_roads(city::City const& city, city::City const& hidden)
{
    bool is_same = city.network.link_count() == hidden.network.link_count() && city.zones.size() == hidden.zones.size();
    for (LinkId const link : city.network.links()) {
        is_same = is_same && city.network.stable_id(link) == hidden.network.stable_id(link);
    }
    if (is_same) return;
    throw core::UserError(core::Diagnostic{"--hidden", 0, 0, "the roads of the hidden day are others",
                                           "leave out what adds or takes away roads"});
}

// As a file of observations: what `halong nowcast --observations` takes.
void write_counts(fs::path const& path, city::City const& city, equilibrium::Observations const& day)
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

std::string number(double value, int decimals)
{
    return std::isfinite(value) ? fmt::format("{:.{}f}", value, decimals) : std::string{};
}

std::string twin_csv(std::vector<TwinResult> const& results)
{
    std::string text = "counters,figure,figures,rmse,rmse_before,ratio,inside_90_share,left_of_rest\n";
    for (TwinResult const& result : results) {
        for (TwinScore const& score : result.scores) {
            text += fmt::format("{},{},{},{:.3f},{:.3f},{:.4f},{:.4f},{}\n", result.counters,
                                core::csv_cell(score.figure), score.figures, score.rmse, score.rmse_before,
                                score.ratio(), score.inside_90, number(score.left_of_rest(), 4));
        }
    }
    return text;
}

void print_result(TwinResult const& result)
{
    fmt::print(
        "\n{} streets counted; {} unknowns; {} cycles of {:.2f} s, the longest {:.2f} s; {} anomalies where there "
        "is none\n",
        result.counters, result.unknowns, result.cycles, result.mean_cycle_s, result.longest_cycle_s, result.anomalies);
    for (TwinScore const& score : result.scores) {
        fmt::print(
            "  {:<16} {:>7} figures: error {:>8.2f}, simulated day alone {:>8.2f} ({:.2f} of it{}); {:.1f} % "
            "inside the 90 % bands\n",
            score.figure, score.figures, score.rmse, score.rmse_before, score.ratio(),
            std::isfinite(score.left_of_rest()) ? fmt::format(", {:.2f} of what is no chance", score.left_of_rest())
                                                : "",
            100 * score.inside_90);
    }
    std::fflush(stdout);  // each takes minutes
}

// Where more counters made an estimate worse.
void tell_worse(std::vector<TwinResult> const& results)
{
    for (std::size_t i = 1; i < results.size(); ++i) {
        for (std::size_t f = 0; f < results[i].scores.size(); ++f) {
            auto const& fewer = results[i - 1].scores[f];
            auto const& more = results[i].scores[f];
            if (more.rmse <= (1 + no_worse) * fewer.rmse) continue;
            fmt::print("worse with more counters: {}, {:.2f} with {}, {:.2f} with {}\n", more.figure, fewer.rmse,
                       results[i - 1].counters, more.rmse, results[i].counters);
        }
    }
}

}  // namespace

int twin_command(TwinSettings const& settings)
{
    core::ThreadLimit const limit(settings.threads);
    auto scenario = scenario::load_scenario(settings.file, settings.overrides);
    if (!settings.city.empty()) scenario.city = settings.city.string();
    check(settings, scenario);
    auto const city = city::on_day(scenario, city::load_city(scenario.city));
    std::string const content = fmt::format("{}{}{}{}", scenario::to_toml(scenario), fmt::join(settings.counters, ","),
                                            fmt::join(settings.hidden, " "), settings.days);
    fs::path const folder = make_run_folder(settings.out, scenario.id + "-twin", content, settings.force);
    core::FolderLock const lock(folder);
    core::write_file(folder / "scenario.toml", scenario::to_toml(scenario, folder));
    fmt::print("{}\n", city_line(city));
    auto const day = day_of(city, scenario, "simulating", settings.quiet);
    auto const links = equilibrium::links_to_count(city, *day->map);
    std::size_t const most = settings.counters.back();
    if (links.size() < most + least_judged) {
        throw core::UserError(core::Diagnostic{
            "--counters", 0, 0,
            fmt::format("{} counters leave no {} of the {} streets with traffic to judge by", most, least_judged,
                        links.size()),
            "give fewer: streets are links from motorway to tertiary with more than 500 vehicles a day"});
    }
    std::span<LinkId const> const all(links);
    core::Random const random(scenario.seed);
    std::vector<TwinResult> results;
    for (int which = 1; which <= settings.days; ++which) {
        auto const truth = hidden_scenario(settings, city, *day->map, scenario, which, folder);
        // What acts through the city (events, outages, barred boats) is as the hidden day says.
        auto const hidden_city = settings.hidden.empty() ? city : city::on_day(truth, city::load_city(truth.city));
        check_same_roads(city, hidden_city);
        auto const hidden = day_of(hidden_city, truth, "the hidden day", settings.quiet);
        if (settings.days > 1) fmt::print("\nhidden day {} of {}:\n", which, settings.days);
        for (std::size_t i = 0; i < settings.counters.size(); ++i) {
            auto const counted = all.first(settings.counters[i]);
            auto const result =
                equilibrium::twin_experiment(city, *day->map, *hidden->map, counted, all.subspan(most), random);
            print_result(result);
            if (which == 1) {
                results.push_back(result);
            } else {
                results[i].add(result);
            }
        }
        equilibrium::TwinOptions const options;
        if (which > 1) continue;
        write_counts(folder / "counts.csv", city,
                     equilibrium::counts_of_day(city, *hidden->map, all.first(most), options.cycle_ms,
                                                options.counter_error, random));
    }
    if (settings.days > 1) {
        fmt::print("\nall {} days:\n", settings.days);
        for (TwinResult const& result : results) print_result(result);
    }
    core::write_file(folder / "twin.csv", twin_csv(results));
    link_latest(folder);
    tell_worse(results);
    fmt::print("\njudged at the {} streets that none of them counts\ntwin.csv and counts.csv in {}\n",
               links.size() - most, folder.string());
    return done;
}

}  // namespace halong::app
