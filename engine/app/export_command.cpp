#include "app/report_run.hpp"
#include "app/settings.hpp"
#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/new_folder.hpp"
#include "core/parallel.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "demand/routed_legs.hpp"
#include "equilibrium/replanning.hpp"
#include "export/gis/gis_files.hpp"
#include "export/gis/link_heights.hpp"
#include "export/gis/selection.hpp"
#include "export/matsim/matsim.hpp"
#include "export/model_files.hpp"
#include "export/sumo.hpp"
#include "export/viewer/city_of_run.hpp"
#include "geo/projection.hpp"
#include "results/hdf5_file.hpp"
#include "results/result_file.hpp"
#include "results/track_file.hpp"
#include "scenario/parse_file.hpp"
#include "study/kept_day.hpp"

#include <fmt/format.h>
#include <optional>
#include <string>
#include <vector>

namespace halong::app {
namespace {

namespace fs = std::filesystem;

struct Subject {
    city::City city;
    demand::RoutedLegs legs;
};

bool is_of_model(std::string const& format) { return format == "omx" || format == "gmns" || format == "gtfs"; }

// The scenario file that is meant: the path itself, or that which a run kept. Empty for a city folder.
fs::path scenario_of(fs::path const& path)
{
    if (fs::exists(path / "city.toml")) return {};
    if (fs::exists(path / "scenario.toml")) return path / "scenario.toml";
    if (path.filename() == "run.h5") return path.parent_path() / "scenario.toml";
    if (fs::is_regular_file(path)) return path;
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, "is neither a city, a scenario nor a run",
                                           "give a folder with city.toml, a scenario file, or the folder of a run"});
}

exporting::TravellerShare share_of(ExportSettings const& settings)
{
    return exporting::TravellerShare(settings.share_pct / 100);
}

// A city folder with the route file asked for, or with its own.
Subject city_subject(ExportSettings const& settings)
{
    Subject subject{city::load_city(settings.path), {}};
    fs::path const own = settings.path / "routes.csv.gz";
    fs::path const routes = settings.routes.empty() && fs::exists(own) ? own : settings.routes;
    if (!routes.empty()) subject.legs = demand::read_route_file(routes, subject.city.network);
    return subject;
}

// A scenario, or a run by the scenario that it kept: the same people and routes again, with its days of replanning.
Subject scenario_subject(ExportSettings const& settings, fs::path const& file)
{
    if (!settings.routes.empty()) {
        throw core::UserError(core::Diagnostic{settings.routes.string(), 0, 0, "--routes goes with a city folder",
                                               "set demand.route_file in the scenario instead"});
    }
    auto const scenario = scenario::load_scenario(file);
    Subject subject{city::on_day(scenario, city::load_city(scenario.city)), {}};
    study::KeptDay const kept(subject.city, scenario);
    auto const plans = kept.plans();
    auto const settled = kept.settled(plans);
    subject.legs = demand::vehicle_legs(settled.plans_or(plans), settled.routes);
    return subject;
}

Subject subject_of(ExportSettings const& settings)
{
    auto const file = scenario_of(settings.path);
    return file.empty() ? city_subject(settings) : scenario_subject(settings, file);
}

int export_sumo(ExportSettings const& settings)
{
    auto const subject = subject_of(settings);
    core::require_writable_folder(settings.out);
    geo::Projection const projection(subject.city.crs);
    exporting::SumoCounts counts;
    std::size_t vehicles = 0;
    core::run_tasks(2, [&](std::size_t task) {  // both files at once
        if (task == 1) {
            counts = exporting::write_sumo_network(settings.out, subject.city.network, projection.proj_text());
        } else if (subject.legs.size() > 0) {
            vehicles = exporting::write_sumo_routes(settings.out / "city.rou.xml.gz", subject.legs,
                                                    subject.city.network, share_of(settings));
        }
    });
    fmt::print("{}\n{} edges, {} signal plans; left out: {} walkways, {} further plans of the day\n",
               city_line(subject.city), counts.edges, counts.plans, counts.walkways, counts.other_plans);
    if (subject.legs.size() > 0) {
        fmt::print("{} vehicles in city.rou.xml.gz, at their planned departures\n", vehicles);
    }
    fmt::print("{}: make the network with `netconvert -c city.netccfg` there\n", settings.out.string());
    return done;
}

// The plans of a scenario's day: as people make them, or as they are after days of replanning that change more than routes.
// These days are simulated again, unless that was done before.
city::Plans plans_of_day(city::City const& city, scenario::Scenario const& scenario)
{
    study::KeptDay const kept(city, scenario);
    auto plans = kept.plans();
    auto const& replanning = scenario.replanning;
    bool const is_replanned = replanning.days > 0 || !replanning.warm_start.empty();
    if (!is_replanned || !(replanning.departure_times || replanning.modes || replanning.itineraries)) return plans;
    return kept.settled(plans).plans_or(plans);
}

// Matrices, networks and timetables for other models: of a city, or of a scenario's day as it is run.
int export_model(ExportSettings const& settings)
{
    auto const file = scenario_of(settings.path);
    exporting::Selection selection;
    if (!settings.hours.empty()) exporting::set_hours(selection, settings.hours);
    city::City city;
    std::vector<exporting::TripMatrix> matrices;
    if (file.empty()) {
        city = city::load_city(settings.path);
    } else {
        auto const scenario = scenario::load_scenario(file);
        city = city::on_day(scenario, city::load_city(scenario.city));
        if (settings.to != "gtfs") {
            auto const plans = plans_of_day(city, scenario);
            matrices = exporting::trip_matrices(city, plans, selection.from_h, selection.to_h);
        }
    }
    if (settings.to == "omx" && matrices.empty()) {
        throw core::UserError(core::Diagnostic{settings.path.string(), 0, 0, "is a city, in which nobody travels yet",
                                               "give a scenario file or the folder of a run for --to omx"});
    }
    if (settings.to == "gtfs" && city.transit.empty()) {
        throw core::UserError(core::Diagnostic{settings.path.string(), 0, 0, "has no timetable",
                                               "import one with halong import --gtfs FOLDER"});
    }
    core::NewFolder made(settings.out, core::IfThere::join);
    fmt::print("{}\n", city_line(city));
    if (settings.to == "omx") {
        exporting::write_omx(made.path() / "trips.omx", city, matrices);
        for (auto const& matrix : matrices) {
            double sum = 0;
            for (double const trips : matrix.trips) sum += trips;
            fmt::print("  trips.omx, {}: {:.0f} {}\n", matrix.name, sum, matrix.unit);
        }
    } else if (settings.to == "gmns") {
        auto const counts = exporting::write_gmns(made.path(), city, matrices, selection.to_h - selection.from_h);
        fmt::print("  {} nodes, {} links, {} pairs of zones with demand\n", counts.nodes, counts.links, counts.pairs);
    } else {
        fmt::print("  {} trips\n", exporting::write_gtfs(made.path(), city));
    }
    made.take_place();
    fmt::print("{}\n", settings.out.string());
    return done;
}

// The tracks of the run whose scenario file is given; nothing for a scenario that is no run's, or a run without tracks.
// `city`: the folder from which the people are made again. Vehicles are on its links by row, so it must be that of the run.
std::optional<results::TrackFile> tracks_beside(fs::path const& scenario_file, fs::path const& city)
{
    fs::path const folder = scenario_file.parent_path();
    if (!fs::exists(folder / "tracks.bin") || !fs::exists(folder / "run.h5")) return std::nullopt;
    results::Hdf5Reader const run(folder / "run.h5");
    results::require_result(run, folder / "run.h5");
    auto tracks = results::read_track_file(folder / "tracks.bin");
    if (tracks.digest != results::identity_of_run(run).digest) {
        throw core::UserError(core::Diagnostic{(folder / "tracks.bin").string(), 0, 0, "is of another run than run.h5",
                                               "make the run again with `halong run --tracks`"});
    }
    if (!exporting::is_city_of(run, city)) {
        throw core::UserError(core::Diagnostic{
            city.string(), 0, 0,
            fmt::format("is not the city of {}: it has changed since, or is another", (folder / "run.h5").string()),
            "bring back the city's files, or make the run again with `halong run --tracks`"});
    }
    return tracks;
}

// Files of an earlier export that this one does not make would be taken for parts of it.
void remove_earlier(fs::path const& file)
{
    std::error_code failed;
    fs::remove(file, failed);
    if (failed) throw core::CannotWrite(file.string(), "cannot be removed: " + failed.message(), "remove it yourself");
}

// The day's people are made again; what happened on it is read from the run's tracks.
int export_matsim(ExportSettings const& settings)
{
    auto const file = scenario_of(settings.path);
    exporting::Selection hours;
    if (!settings.hours.empty()) exporting::set_hours(hours, settings.hours);
    std::optional<scenario::Scenario> scenario;
    if (!file.empty()) scenario = scenario::load_scenario(file);
    fs::path const city_folder = scenario ? fs::path(scenario->city) : settings.path;
    auto const tracks = scenario ? tracks_beside(file, city_folder) : std::nullopt;
    if (!settings.hours.empty() && !tracks) {
        throw core::UserError(core::Diagnostic{
            "--hours", 0, 0,
            fmt::format("chooses events, and {} has no tracks to make them of", settings.path.string()),
            "leave --hours out, or give a run that `halong run --tracks` made"});
    }
    city::City city = city::load_city(city_folder);
    if (scenario) city = city::on_day(*scenario, city);
    core::NewFolder made(settings.out, core::IfThere::join);
    fmt::print("{}\n", city_line(city));
    std::vector<std::string> said(3);  // in the order of files
    auto const write_city = [&] {
        said[0] = fmt::format("  network.xml.gz: {} links\n",
                              exporting::write_matsim_network(made.path() / "network.xml.gz", city));
        exporting::write_matsim_vehicles(made.path() / "vehicles.xml");
    };
    if (scenario) {
        auto const plans = plans_of_day(city, *scenario);
        auto const write_plans = [&] {
            said[1] = fmt::format(
                "  plans.xml.gz: {} persons\n",
                exporting::write_matsim_plans(made.path() / "plans.xml.gz", city, plans, share_of(settings)));
        };
        auto const write_events = [&] {
            auto const counts = exporting::write_matsim_events(made.path() / "events.xml.gz", city, plans, *tracks,
                                                               file.parent_path() / "tracks.bin", hours.from_h,
                                                               hours.to_h, share_of(settings));
            said[2] = fmt::format(
                "  events.xml.gz: {} events; {} legs begin, vehicles leave links {} times, {} legs had not ended\n",
                counts.events, counts.legs, counts.links_left, counts.stuck);
        };
        core::run_tasks(2, [&](std::size_t task) {  // two files at once
            if (task == 0 && tracks) write_events();
            if (task == 1) {
                write_plans();
                write_city();
            }
        });
    } else {
        write_city();
    }
    for (std::string const& line : said) fmt::print("{}", line);
    made.take_place();
    if (!scenario) remove_earlier(settings.out / "plans.xml.gz");
    if (!tracks) {
        remove_earlier(settings.out / "events.xml.gz");
        fmt::print("no events.xml.gz: {} has no tracks; `halong run --tracks` makes a run that has them\n",
                   settings.path.string());
    }
    fmt::print("{}\n", settings.out.string());
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
    auto const emptied = exporting::select(run, selection);
    if (!settings.elevation.empty()) exporting::add_link_heights(run, settings.elevation);
    core::NewFolder made(settings.out, core::IfThere::join);
    auto const lines =
        exporting::write_gis_files(made.path(), settings.to, std::move(run), {settings.crs, settings.cell_m});
    made.take_place();
    if (!emptied.empty()) {
        fmt::print(stderr, "{}: warning: no row of these layers is left, they are empty: {}\n",
                   settings.area.empty() ? "--hours" : "--area", fmt::join(emptied, ", "));
    }
    for (std::string const& line : lines) fmt::print("  {}\n", line);
    fmt::print("{}\n", settings.out.string());
    return done;
}

// What a form does not take is not passed over in silence.
void require_fitting(ExportSettings const& settings)
{
    bool const is_result = settings.to != "sumo" && settings.to != "matsim" && !is_of_model(settings.to);
    bool const takes_hours = is_result || settings.to == "matsim" || settings.to == "omx" || settings.to == "gmns";
    std::vector<core::Diagnostic> faults;
    auto const check = [&](char const* option, bool is_given, bool is_taken, char const* help) {
        if (is_given && !is_taken) {
            faults.push_back({option, 0, 0, fmt::format("does not go with --to {}", settings.to), help});
        }
    };
    check("--layer", !settings.layers.empty(), is_result, "it chooses layers of a run's result");
    check("--hours", !settings.hours.empty(), takes_hours,
          "it chooses hours of a result, of events, of matrices or of demand");
    check("--area", !settings.area.empty(), is_result, "it chooses a part of a run's result");
    check("--crs", !settings.crs.empty(), is_result, "leave it out: the form has its own coordinate system");
    check("--elevation", !settings.elevation.empty(), is_result && settings.to != "cog",
          "it adds heights to the roads of a run's result, of which heat maps have no columns");
    check("--share", settings.share_pct < 100, settings.to == "matsim" || settings.to == "sumo",
          "it chooses travellers for --to matsim, and vehicles for --to sumo");
    check("--routes", !settings.routes.empty(), settings.to == "sumo", "it goes with --to sumo and a city folder");
    if (!faults.empty()) throw core::UserError(std::move(faults));
}

}  // namespace

int export_command(ExportSettings const& settings)
{
    require_fitting(settings);
    if (fs::exists(settings.out) && !fs::is_directory(settings.out)) {
        throw core::UserError(core::Diagnostic{settings.out.string(), 0, 0, "is a file", "give a folder with --out"});
    }
    if (fs::exists(settings.out) && !settings.force && !fs::is_empty(settings.out)) {
        throw core::UserError(core::Diagnostic{settings.out.string(), 0, 0, "exists and is not empty",
                                               "choose another --out, or write into it with --force"});
    }
    if (settings.to == "sumo") return export_sumo(settings);
    if (settings.to == "matsim") return export_matsim(settings);
    return is_of_model(settings.to) ? export_model(settings) : export_result(settings);
}

}  // namespace halong::app
