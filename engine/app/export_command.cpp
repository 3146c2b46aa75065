#include "app/report_run.hpp"
#include "app/settings.hpp"
#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "demand/routed_legs.hpp"
#include "equilibrium/replanning.hpp"
#include "export/gis/gis_files.hpp"
#include "export/gis/selection.hpp"
#include "export/sumo.hpp"
#include "export/viewer/new_folder.hpp"
#include "geo/projection.hpp"
#include "scenario/parse_file.hpp"

#include <fmt/format.h>

namespace halong::app {
namespace {

namespace fs = std::filesystem;

struct Subject {
    city::City city;
    demand::RoutedLegs legs;
};

// A city folder with the route file asked for, or with its own.
Subject city_subject(ExportSettings const& settings)
{
    Subject subject{city::load_city(settings.path), {}};
    fs::path const own = settings.path / "routes.csv.gz";
    fs::path const routes = settings.routes.empty() && fs::exists(own) ? own : settings.routes;
    if (!routes.empty()) subject.legs = demand::read_route_file(routes, subject.city.network);
    return subject;
}

// A scenario, or a run by the scenario that it kept: the same people and routes again.
Subject scenario_subject(ExportSettings const& settings, fs::path const& file)
{
    if (!settings.routes.empty()) {
        throw core::UserError(core::Diagnostic{settings.routes.string(), 0, 0, "--routes goes with a city folder",
                                               "set demand.route_file in the scenario instead"});
    }
    auto const scenario = scenario::load_scenario(file);
    Subject subject{city::on_day(scenario, city::load_city(scenario.city)), {}};
    auto const plans = demand::make_plans(subject.city, scenario, core::Random(scenario.seed));
    auto const settled = equilibrium::settled_day(subject.city, scenario, plans);
    subject.legs = demand::vehicle_legs(settled.plans_or(plans), settled.routes);
    return subject;
}

Subject subject_of(ExportSettings const& settings)
{
    fs::path const& path = settings.path;
    if (fs::exists(path / "city.toml")) return city_subject(settings);
    if (fs::exists(path / "scenario.toml")) return scenario_subject(settings, path / "scenario.toml");
    if (path.filename() == "run.h5") return scenario_subject(settings, path.parent_path() / "scenario.toml");
    if (fs::is_regular_file(path)) return scenario_subject(settings, path);
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, "is neither a city, a scenario nor a run",
                                           "give a folder with city.toml, a scenario file, or the folder of a run"});
}

int export_sumo(ExportSettings const& settings)
{
    auto const subject = subject_of(settings);
    core::require_writable_folder(settings.out);
    geo::Projection const projection(subject.city.crs);
    auto const counts = exporting::write_sumo_network(settings.out, subject.city.network, projection.proj_text());
    fmt::print("{}\n{} edges, {} signal plans; left out: {} walkways, {} further plans of the day\n",
               city_line(subject.city), counts.edges, counts.plans, counts.walkways, counts.other_plans);
    if (subject.legs.size() > 0) {
        exporting::write_sumo_routes(settings.out / "city.rou.xml.gz", subject.legs, subject.city.network);
        fmt::print("{} vehicles in city.rou.xml.gz, at their planned departures\n", subject.legs.size());
    }
    fmt::print("{}: make the network with `netconvert -c city.netccfg` there\n", settings.out.string());
    return done;
}

// The folder of the run, whichever of its files is named.
fs::path run_folder_of(fs::path const& path)
{
    bool const is_file = path.filename() == "run.h5" || path.filename() == "results.gpkg";
    fs::path folder = is_file ? path.parent_path() : path;
    if (folder.empty()) folder = ".";
    if (fs::exists(folder / "run.h5")) return folder;
    std::string const help = fs::exists(folder / "answer.json")
                                 ? "it is a study: give the folder of one run in it, such as base/1"
                                 : "give the folder of a run, with run.h5 and results.gpkg: halong run makes one";
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, "is no result of a run", help});
}

int export_result(ExportSettings const& settings)
{
    auto run = exporting::read_run_layers(run_folder_of(settings.path));
    exporting::Selection selection;
    selection.layers = settings.layers;
    if (!settings.hours.empty()) exporting::set_hours(selection, settings.hours);
    if (!settings.area.empty()) selection.area = exporting::area_of(settings.area, run.crs);
    exporting::select(run, selection);
    exporting::NewFolder made(settings.out);
    auto const lines =
        exporting::write_gis_files(made.path(), settings.to, std::move(run), {settings.crs, settings.cell_m});
    if (fs::exists(settings.out)) {
        made.join_place();
    } else {
        made.take_place();
    }
    for (std::string const& line : lines) fmt::print("  {}\n", line);
    fmt::print("{}\n", settings.out.string());
    return done;
}

}  // namespace

int export_command(ExportSettings const& settings)
{
    if (fs::exists(settings.out) && !fs::is_directory(settings.out)) {
        throw core::UserError(core::Diagnostic{settings.out.string(), 0, 0, "is a file", "give a folder with --out"});
    }
    if (fs::exists(settings.out) && !settings.force && !fs::is_empty(settings.out)) {
        throw core::UserError(core::Diagnostic{settings.out.string(), 0, 0, "exists and is not empty",
                                               "choose another --out, or write into it with --force"});
    }
    return settings.to == "sumo" ? export_sumo(settings) : export_result(settings);
}

}  // namespace halong::app
