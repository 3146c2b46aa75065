#include "app/observed_day.hpp"

#include "app/report_run.hpp"
#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/progress.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "equilibrium/replanning.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

namespace halong::app {
namespace {

void print_issues(equilibrium::Observations const& observations)
{
    std::map<std::pair<std::string_view, city::Severity>, std::pair<long, std::string>> kinds;
    for (auto const& issue : observations.issues) {
        auto& [count, first] = kinds[{equilibrium::name_of(issue.kind), issue.severity}];
        if (count == 0) first = fmt::format("{}: {}", issue.sensor, issue.message);
        count += issue.count;
    }
    for (auto const& [kind, told] : kinds) {
        char const* const what = kind.second == city::Severity::error     ? "left out"
                                 : kind.second == city::Severity::warning ? "warning"
                                                                          : "note";
        fmt::print("  {:<18} {:<9} {:>7}  first: {}\n", kind.first, what, told.first, told.second);
    }
}

}  // namespace

std::unique_ptr<ObservedDay> observed_day(scenario::Scenario const& scenario, std::filesystem::path const& observations,
                                          std::string const& day, std::filesystem::path const& folder, bool quiet,
                                          equilibrium::Doubtful doubtful)
{
    auto result = std::make_unique<ObservedDay>();
    result->scenario = scenario;
    result->city = city::on_day(scenario, city::load_city(scenario.city));
    fmt::print("{}\n", city_line(result->city));
    // Read first: a wrong file should not cost a simulated day.
    auto& observed = result->observations;
    observed = equilibrium::read_observations(observations, result->city, day);
    equilibrium::check_series(observed, doubtful);
    auto made = demand::make_plans(result->city, scenario, core::Random(scenario.seed));
    // Changes hold for travellers as they are made, whenever they leave in the end.
    auto const groups = demand::groups_by_key(made);
    auto settled = equilibrium::settled_day(result->city, scenario, made);
    result->plans = settled.plans ? std::move(*settled.plans) : std::move(made);
    {
        core::Progress progress("simulating", quiet);
        result->map = std::make_unique<equilibrium::DayMap>(equilibrium::map_day(
            result->city, scenario, result->plans, settled.routes,
            [&](core::Millis now, std::int64_t on_road) {
                progress.update(static_cast<double>(now) / core::ms_per_day,
                                fmt::format("{} · {} on the road", core::clock_text(now), on_road));
            },
            groups));
    }
    equilibrium::check_clocks(observed, [&](equilibrium::Sensor const& sensor, equilibrium::Interval interval) {
        auto const figure = equilibrium::figure_of(*result->map, sensor, interval);
        return figure ? figure->value() : 0.0;
    });
    auto const used = std::ranges::count_if(observed.sensors, &equilibrium::Sensor::is_used);
    fmt::print("observations{}: {} rows, {} values of {} sensors kept, {} sensors used\n",
               observed.day.empty() ? "" : " of " + observed.day, observed.rows, observed.values.size(),
               observed.sensors.size(), used);
    print_issues(observed);
    core::write_file(folder / "sensors.csv", equilibrium::sensors_csv(observed, result->city));
    core::write_file(folder / "observation_issues.csv", equilibrium::issues_csv(observed));
    if (equilibrium::usable_values(*result->map, observed) == 0) {
        throw core::UserError(
            core::Diagnostic{observations.string(), 0, 0, "nothing in it can be used",
                             fmt::format("{} in {} says why, row by row", "observation_issues.csv", folder.string())});
    }
    return result;
}

}  // namespace halong::app
