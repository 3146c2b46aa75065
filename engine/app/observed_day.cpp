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
#include "study/kept_day.hpp"

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

// What is read before the day is simulated: a wrong file should not cost one.
struct ReadFiles {
    equilibrium::Observations known;  // says which sensors there are, and how good their clocks are
    equilibrium::Observations day;    // empty where the sensors' file is that of the day, or is followed
};

ReadFiles read_files(equilibrium::ObservationReader& reader, ObservationFiles const& files)
{
    ReadFiles read;
    bool const has_sensors = !files.sensors.empty();
    reader.read_file(has_sensors ? files.sensors : files.observations, has_sensors ? "" : files.day);
    read.known = reader.seen();
    equilibrium::check_series(read.known, files.doubtful);
    if (!has_sensors && !files.is_followed) return read;
    reader.close_sensors(has_sensors ? files.day : read.known.day);
    if (files.is_followed) return read;
    reader.read_file(files.observations, files.day);
    read.day = reader.seen();
    equilibrium::check_series(read.day, files.doubtful);
    return read;
}

// The observations of the day, with the sensors as they are known.
equilibrium::Observations observations_of(ReadFiles read, ObservationFiles const& files,
                                          equilibrium::ObservationReader const& reader)
{
    if (files.sensors.empty() && !files.is_followed) return std::move(read.known);
    auto result = files.is_followed ? reader.seen() : std::move(read.day);
    result.sensors = std::move(read.known.sensors);
    for (auto& issue : read.known.issues) {
        if (issue.kind == equilibrium::ObservationIssueKind::clock_shift) result.issues.push_back(std::move(issue));
    }
    return result;
}

std::size_t usable_sensors(ObservedDay const& day)
{
    return static_cast<std::size_t>(std::ranges::count_if(day.observations.sensors, [&](auto const& sensor) {
        return sensor.is_used && equilibrium::figure_of(*day.map, sensor, {0, core::ms_per_hour}).has_value();
    }));
}

}  // namespace

void tell_issues(equilibrium::Observations const& observations, std::filesystem::path const& folder)
{
    print_issues(observations);
    core::write_file(folder / "observation_issues.csv", equilibrium::issues_csv(observations));
}

std::unique_ptr<ObservedDay> observed_day(scenario::Scenario const& scenario, ObservationFiles const& files,
                                          std::filesystem::path const& folder, bool quiet)
{
    auto result = std::make_unique<ObservedDay>();
    result->scenario = scenario;
    result->city = city::on_day(scenario, city::load_city(scenario.city));
    fmt::print("{}\n", city_line(result->city));
    result->reader.emplace(result->city);
    auto read = read_files(*result->reader, files);
    study::KeptDay const kept(result->city, scenario);
    auto made = kept.plans();
    // Changes hold for travellers as they are made, whenever they leave in the end.
    auto const groups = demand::groups_by_key(made);
    auto settled = kept.settled(made);
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
    equilibrium::check_clocks(read.known, [&](equilibrium::Sensor const& sensor, equilibrium::Interval interval) {
        auto const figure = equilibrium::figure_of(*result->map, sensor, interval);
        return figure ? figure->value() : 0.0;
    });
    auto& observed = result->observations;
    observed = observations_of(std::move(read), files, *result->reader);
    auto const used = std::ranges::count_if(observed.sensors, &equilibrium::Sensor::is_used);
    fmt::print("observations{}: {} rows, {} values of {} sensors kept, {} sensors used\n",
               observed.day.empty() ? "" : " of " + observed.day, observed.rows, observed.values.size(),
               observed.sensors.size(), used);
    core::write_file(folder / "sensors.csv", equilibrium::sensors_csv(observed, result->city));
    tell_issues(observed, folder);
    if (files.is_followed && usable_sensors(*result) == 0) {
        auto const& file = files.sensors.empty() ? files.observations : files.sensors;
        throw core::UserError(
            core::Diagnostic{file.string(), 0, 0, "no sensor that can be used is known from it",
                             "give --sensors: observations of another day, which say where they are"});
    }
    if (!files.is_followed && equilibrium::usable_values(*result->map, observed) == 0) {
        throw core::UserError(
            core::Diagnostic{files.observations.string(), 0, 0, "nothing in it can be used",
                             fmt::format("{} in {} says why, row by row", "observation_issues.csv", folder.string())});
    }
    return result;
}

}  // namespace halong::app
