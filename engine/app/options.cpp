#include "app/options.hpp"

#include "export/gis/gis_files.hpp"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <fmt/format.h>
#include <map>

namespace halong::app {
namespace {

// What commands share that simulate a scenario and write a folder; `name` is that of the default folder.
template <class Settings>
void add_common_options(CLI::App& command, Settings& settings, std::string const& name, std::string const& example)
{
    command.add_option("--city", settings.city, "run on this city folder instead of the scenario's");
    command.add_option("--out", settings.out,
                       fmt::format("folder for the results (default: runs/{}/<time>-<hash>)", name));
    command.add_option("--set", settings.overrides, "override a key, each with a --set of its own: --set " + example)
        ->allow_extra_args(false);
    command.add_option("--threads", settings.threads, "threads (default: all cores); results do not depend on it")
        ->check(CLI::Range(0, 4096));
    command.add_flag("--force", settings.force, "write into an existing folder");
    command.add_flag("--quiet", settings.quiet, "no progress display");
}

}  // namespace

void add_run_options(CLI::App& command, RunSettings& settings, char const* what)
{
    command.add_option("file", settings.file, what)->required();
    add_common_options(command, settings, "<name>", "demand.visitors_per_day=30000");
}

void add_checkpoint_options(CLI::App& command, RunSettings& settings)
{
    std::map<std::string, std::int64_t> const units{{"s", 1'000}, {"min", 60'000}, {"h", 3'600'000}};
    command
        .add_option("--checkpoint-every", settings.checkpoint_every_ms,
                    "write a checkpoint at each multiple of this simulated time, such as 60min (s, min, h)")
        ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::UNIT_REQUIRED, "TIME"));
    auto* const out = command.get_option("--out");
    command
        .add_flag("--resume", settings.resume,
                  "go on from the newest checkpoint in the folder --out (from 00:00 when it has none yet); "
                  "without a file, the scenario in that folder")
        ->needs(out);
    command.get_option("file")->required(false);
}

void add_import_options(CLI::App& command, ImportSettings& settings)
{
    command.add_option("--from", settings.from, "sumo: the roads are a SUMO network")->check(CLI::IsMember({"sumo"}));
    command.add_option("--roads", settings.roads, "OpenStreetMap file (.osm, .osm.gz, .pbf) or authored centre lines");
    command.add_option("--net", settings.net, "SUMO network (.net.xml, also compressed by gzip or xz)");
    command.add_option(
        "--additional", settings.additional,
        "SUMO additional files: signal programs, and detectors and stops, which become detectors.geojson");
    command.add_option("--routes", settings.routes,
                       "SUMO routes and vehicle types (.rou.xml), which become routes.csv.gz in the city's folder");
    command.add_option(
        "--zones", settings.zones,
        "layer of areas with their residents (GeoPackage, GeoJSON, shapefile …); SUMO networks can do without");
    command.add_option("--zones-layer", settings.zones_layer, "name of the layer, if the file has several");
    command.add_option("--zone-id", settings.zone_id, "column of the zones' ids")->capture_default_str();
    command.add_option("--zone-name", settings.zone_name, "column of the zones' names")->capture_default_str();
    command.add_option("--zone-population", settings.zone_population, "column of residents")->capture_default_str();
    command.add_option("--places", settings.places, "layers of places (points); several may be given");
    command.add_option("--table", settings.tables, "CSV whose first column is a zone's id or name");
    command.add_option("--buildings", settings.buildings,
                       "layer of footprints, with height_m or levels: what stands in the way of radio and cameras");
    command.add_option("--sites", settings.sites, "TOML with the rules that place hotspots and cameras");
    command.add_option("--gtfs", settings.gtfs, "folder with a timetable in GTFS (stops.txt, routes.txt, trips.txt …)");
    command.add_option("--name", settings.name, "name of the city");
    command.add_option("--crs", settings.crs,
                       "metric coordinate reference system (default: EPSG:5899, of SUMO networks their own)");
    command.add_option("--out", settings.out, "folder for the city")->required();
    command.add_flag("--include-construction", settings.include_construction, "take roads under construction as open");
    command.add_flag("--force", settings.force, "replace an existing folder");
}

void add_export_options(CLI::App& command, ExportSettings& settings)
{
    command
        .add_option("path", settings.path,
                    "folder of a run; for sumo, matsim, omx, gmns and gtfs also a scenario or a city")
        ->required();
    std::vector<std::string> formats{"sumo", "matsim", "omx", "gmns", "gtfs"};
    for (auto const& format : halong::exporting::gis_formats()) formats.emplace_back(format.name);
    command.add_option("--to", settings.to, "form of the files")->check(CLI::IsMember(formats))->required();
    command.add_option("--routes", settings.routes,
                       "route file for a city folder (default: routes.csv.gz in it, if any)");
    command.add_option("--out", settings.out, "folder for the files")->required();
    command.add_flag("--force", settings.force, "write into an existing folder");
    command
        .add_option("--share", settings.share_pct,
                    "only so many per cent of the travellers (matsim) or vehicles (sumo), the same ones each time")
        ->check(CLI::Range(0.001, 100.0));
    auto* const part = command.add_option_group("part", "of a run's result");
    part->add_option("--layer", settings.layers,
                     "only these layers: links, sites, site_hours, zones …; several as --layer links,zones")
        ->delimiter(',')
        ->allow_extra_args(false);
    part->add_option("--hours", settings.hours, "only these hours, such as 6-9 for 06:00 to 09:00");
    part->add_option("--area", settings.area,
                     "only what touches it: west,south,east,north in degrees, or a layer of areas");
    part->add_option("--crs", settings.crs, "coordinates in another system, such as EPSG:3405 or EPSG:4326");
    part->add_option("--elevation", settings.elevation,
                     "raster of heights (GeoTIFF …): heights and gradients of the roads in the layer links");
    part->add_option("--cell", settings.cell_m, "side of a cell of heat maps, m")->capture_default_str();
}

void add_report_options(CLI::App& command, ReportSettings& settings)
{
    command.add_option("folder", settings.folder, "results folder of a study or a run")->required();
    command.add_option("--out", settings.out, "the HTML file (default: report.html in the folder)");
    command.add_flag("--force", settings.force, "replace an existing file");
}

void add_view_options(CLI::App& command, ViewSettings& settings)
{
    command
        .add_option("results", settings.results,
                    "folder of a run, or two to compare: runs, or variants of a study with all their replications; or "
                    "a study")
        ->required();
    command.add_option("--option", settings.option, "the option of a study to compare with its base");
    command.add_option("--observed", settings.observed,
                       "show what was observed (a CSV or GIS layer, as for nowcast) beside the first result");
    command.add_option("--day", settings.day, "day of the observations (default: the one with most rows)");
    command.add_option("--city", settings.city, "take the city from this folder instead of the run's");
    command.add_option("--out", settings.out, "write a folder for any web server instead of serving");
    command.add_flag("--open", settings.open, "open the address in the browser");
    command.add_flag("--force", settings.force, "write into an existing folder");
}

void add_assign_options(CLI::App& command, AssignSettings& settings)
{
    command.add_option("network", settings.network, "TNTP network (_net.tntp), GMNS folder, or scenario (TOML)")
        ->required();
    command.add_option("--trips", settings.trips, "TNTP trips (default: the _trips.tntp beside the network)");
    command.add_option("--flows", settings.flows, "TNTP flows to compare the result with");
    command
        .add_option("--gap", settings.gap, "relative gap at which to stop, once it is met in two iterations in a row")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 1.0));
    command.add_option("--iterations", settings.iterations, "stop after so many, whatever the gap (exit code 3)")
        ->capture_default_str()
        ->check(CLI::Range(1, 1'000'000));
    command.add_flag("--system-optimum", settings.system_optimum, "the least total cost, instead of the users' choice");
    command.add_option("--toll-weight", settings.toll_weight, "cost of a unit of toll, in units of time")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    command.add_option("--distance-weight", settings.distance_weight, "cost of a unit of length, in units of time")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    command.add_option("--out", settings.out,
                       "CSV of links with volume and cost; a .json beside it says how they came");
    command.add_option("--threads", settings.threads, "threads (default: all cores); results do not depend on it")
        ->check(CLI::Range(0, 4096));
    command.add_flag("--force", settings.force, "replace the files of --out and --settled");
    command.add_flag("--quiet", settings.quiet, "only the last line");
    auto* const scenario = command.add_option_group("scenario", "with a scenario");
    scenario->add_option("--from-h", settings.from_h, "hour of the day from which legs leave")
        ->capture_default_str()
        ->check(CLI::Range(0, 23));
    scenario->add_option("--to-h", settings.to_h, "hour at which the last have left")
        ->capture_default_str()
        ->check(CLI::Range(1, 24));
    scenario->add_option("--settled", settings.settled,
                         "write the ways that were found, with which runs begin: replanning.warm_start");
    scenario->add_option("--run", settings.run, "run.h5 of a run of the scenario to compare the flows with");
    scenario->add_option("--city", settings.city, "use this city folder instead of the scenario's");
    scenario->add_option("--set", settings.overrides, "override a key, each with a --set of its own: --set seed=7")
        ->allow_extra_args(false);
}

void add_calibrate_options(CLI::App& command, CalibrateSettings& settings)
{
    command.add_option("file", settings.file, "calibration file (TOML), or with --counts a scenario")->required();
    auto* const counts = command.add_option(
        "--counts", settings.counts,
        "fit the demand of the scenario to these observations (CSV, GeoJSON, GeoPackage) instead of parameters");
    command.add_option("--day", settings.day, "day of the observations, 2026-05-01 (default: that of most)")
        ->needs(counts);
    add_common_options(command, settings, "<name>", "iterations=3");
}

void add_nowcast_options(CLI::App& command, NowcastSettings& settings)
{
    command.add_option("scenario", settings.file, "scenario file (TOML)")->required();
    command
        .add_option("--observations", settings.observations,
                    "what was observed (CSV, GeoJSON, GeoPackage), gone through as it came")
        ->required();
    command.add_option("--day", settings.day, "day of the observations, 2026-05-01 (default: that of most)");
    command.add_option("--from-h", settings.from_h, "hour of the day at which to begin")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 23.0));
    command.add_option("--to-h", settings.to_h, "hour at which to end")
        ->capture_default_str()
        ->check(CLI::Range(0.1, 24.0));
    command.add_option("--every", settings.every_min, "minutes of a cycle")
        ->capture_default_str()
        ->check(CLI::Range(1.0, 60.0));
    command.add_option("--sensors", settings.sensors,
                       "other observations (of yesterday, say), which alone say which sensors there are");
    auto* const follow = command.add_flag("--follow", settings.follow,
                                          "go on as the file grows, by the clock of the city (UTC+7), until --to-h");
    command
        .add_option("--speed", settings.speed,
                    "follow a recorded day from --from-h, so many times as fast as the clock")
        ->needs(follow)
        ->check(CLI::Range(0.1, 1e6));
    add_common_options(command, settings, "<name>-nowcast", "seed=7");
}

void add_twin_options(CLI::App& command, TwinSettings& settings)
{
    command.add_option("scenario", settings.file, "scenario file (TOML)")->required();
    command.add_option("--counters", settings.counters, "how many streets are counted; several numbers are compared")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->capture_default_str()
        ->check(CLI::Range(1, 100'000));
    command
        .add_option("--hidden", settings.hidden,
                    "key of the hidden day: --hidden demand.through_factor=1.3 (default: its demand is drawn, as the "
                    "estimate believes that it may differ)")
        ->allow_extra_args(false);
    command
        .add_option("--days", settings.days,
                    "hidden days, each of other people and another demand; the figures are those of all together")
        ->capture_default_str()
        ->check(CLI::Range(1, 1'000));
    add_common_options(command, settings, "<name>-twin", "seed=7");
}

void add_listen_options(CLI::App& command, ListenSettings& settings)
{
    command.add_option("--out", settings.out, "CSV of the day: begun, or gone on with")->required();
    command
        .add_option("--http", settings.http_port,
                    "take POST requests on this port of 127.0.0.1 (0, the default without --mqtt: the system chooses)")
        ->check(CLI::Range(0, 65'535));
    command.add_option("--token-file", settings.token_file,
                       "file with the token of HTTP, for its owner alone (default: one is drawn and printed)");
    command.add_option("--rate", settings.messages_per_second, "most messages a second over HTTP")
        ->capture_default_str()
        ->check(CLI::Range(1.0, 100'000.0));
    auto* const mqtt = command.add_option("--mqtt", settings.mqtt, "subscribe at this broker, HOST:PORT");
    command.add_option("--topic", settings.topics, "what to subscribe; several may be given")
        ->needs(mqtt)
        ->allow_extra_args(false);
    auto* const user = command.add_option("--mqtt-user", settings.mqtt_user, "name to log in at the broker with");
    user->needs(mqtt);
    command
        .add_option("--mqtt-password-file", settings.mqtt_password_file,
                    "file with the password on its first line, for its owner alone")
        ->needs(user);
    auto* const authorities = command.add_option("--mqtt-ca", settings.mqtt_authorities,
                                                 "TLS: certificates (PEM) of those who vouch for the broker");
    authorities->needs(mqtt);
    auto* const certificate =
        command.add_option("--mqtt-cert", settings.mqtt_certificate, "certificate (PEM) to show to the broker");
    auto* const key = command.add_option("--mqtt-key", settings.mqtt_key, "its key (PEM), without a pass phrase");
    certificate->needs(authorities)->needs(key);
    key->needs(certificate);
    command.add_option(
        "--devices", settings.devices,
        "CSV with what messages of devices lack: stream (their id), sensor, kind, unit, minutes, link …");
    command.add_option("--until", settings.until, "end at this time of the city, HH:MM");
    command.add_flag("--quiet", settings.quiet, "no counts under way");
}

void add_site_options(CLI::App& command, SiteSettings& settings)
{
    command.add_option("scenario", settings.file, "scenario file (TOML)")->required();
    command.add_option("--service", settings.request.service, "service of the sites")
        ->check(CLI::IsMember({"wifi", "camera"}))
        ->capture_default_str();
    command.add_option("--count", settings.request.count, "at most so many sites")->check(CLI::Range(1, 100'000));
    command.add_option("--budget", settings.request.budget_vnd, "at most so much capital, VND")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 60));
    command
        .add_option("--capex", settings.request.capex_vnd,
                    "capital cost of one site, VND (default: 200 million for a hotspot, 208 million for a camera)")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 60));
    command
        .add_option("--opex", settings.request.opex_vnd_per_year,
                    "running cost of one site, VND a year (default: 12 % of the capital cost)")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 60));
    command.add_option("--life", settings.request.life_years, "life of a site, years")
        ->check(CLI::Range(0.1, 200.0))
        ->capture_default_str();
    command.add_option("--eirp", settings.request.equipment.eirp_dbm, "radiated power of a new hotspot, dBm")
        ->check(CLI::Range(-10.0, 60.0))
        ->capture_default_str();
    command.add_option("--frequency", settings.request.equipment.frequency_ghz, "its frequency, GHz")
        ->check(CLI::Range(0.5, 100.0))
        ->capture_default_str();
    command.add_option("--pixels", settings.request.camera.pixels, "width of the picture of a new camera")
        ->check(CLI::Range(160, 20'000))
        ->capture_default_str();
    command.add_option("--view", settings.request.camera.field_of_view_deg, "its horizontal field of view, degrees")
        ->check(CLI::Range(1.0, 175.0))
        ->capture_default_str();
    command.add_option("--level", settings.request.level, "what it is for")
        ->check(CLI::IsMember({"detect", "observe", "recognise", "identify"}))
        ->capture_default_str();
    command.add_option("--height", settings.request.equipment.height_m, "height of a new hotspot above the ground, m")
        ->check(CLI::Range(1.0, 150.0))
        ->capture_default_str();
    command.add_option("--uplink", settings.request.equipment.uplink_mbps, "rate of its line, Mbit/s")
        ->check(CLI::Range(0.001, 100'000.0))
        ->capture_default_str();
    command.add_option("--association-cap", settings.request.equipment.association_cap, "most phones at once")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    auto* const information =
        command
            .add_option("--information", settings.request.information,
                        "share of the benefit of cameras that is what their counts tell of the demand, 0 to 1")
            ->check(CLI::Range(0.0, 1.0))
            ->capture_default_str();
    command
        .add_option("--observations", settings.request.observations,
                    "observations (CSV, GeoJSON, GeoPackage) of what is counted already: it tells nothing new")
        ->needs(information);
    command.add_option(
        "--candidates", settings.request.candidates,
        "layer of points where sites may stand, with columns name, capex_vnd and, for cameras, heading_deg where these "
        "differ (default: street "
        "corners and places; for cameras, the approaches of junctions)");
    command
        .add_option("--cover", settings.request.cover, "whether demand in reach counts whole, or less with distance")
        ->check(CLI::IsMember({"whole", "gradual"}))
        ->capture_default_str();
    command
        .add_option("--full-cover", settings.request.full_m,
                    "gradual: whole up to so far from a hotspot, m (default: half its reach)")
        ->check(CLI::Range(0.0, 10'000.0));
    command
        .add_option("--no-cover", settings.request.none_m,
                    "gradual: nothing from there on, m (default: one and a half times its reach)")
        ->check(CLI::Range(0.0, 10'000.0));
    command.add_option("--rounds", settings.request.rounds, "of choosing and simulating")
        ->check(CLI::Range(1, 20))
        ->capture_default_str();
    command
        .add_option(
            "--finalists", settings.request.finalists,
            "simulated in each round: the best choice, that without one of its sites, that without half of them")
        ->check(CLI::Range(1, 3))
        ->capture_default_str();
    command.add_option("--seconds", settings.request.solver_s, "at most so long for the exact search of a round")
        ->check(CLI::Range(0.0, 86'400.0))
        ->capture_default_str();
    add_common_options(command, settings, "<name>-sites", "demand.visitors_per_day=30000");
}

void add_sweep_options(CLI::App& command, SweepSettings& settings)
{
    command.add_option("file", settings.file, "sweep file (TOML), or the folder of a sweep that has begun")->required();
    add_common_options(command, settings, "<name>",
                       "seeds=3, or of the scenario: scenario.demand.visitors_per_day=30000");
    command.add_flag("--resume", settings.resume,
                     "go on in the folder --out: only tasks that failed or are missing are run");
    command.add_option("--task", settings.tasks, "only these tasks, such as 7 or 0-9,12");
    command.add_flag("--dry-run", settings.dry_run, "say what would be run, and write nothing");
    command.add_flag("--list", settings.list, "list the tasks and how they stand");
    auto* const status = command.add_flag("--status", settings.status, "say how the sweep stands, wherever it runs");
    auto* const slurm = command.add_flag("--slurm", settings.slurm,
                                         "hand the tasks to Slurm as a job array; with --dry-run, print the script");
    command
        .add_flag("--mpi", settings.mpi, "this is one of several processes of mpirun: share the tasks with the others")
        ->excludes(slurm)
        ->excludes(status);
}

void add_merge_options(CLI::App& command, MergeSettings& settings)
{
    command.add_option("folder", settings.folder, "folder of a sweep")->required();
    command.add_option("--out", settings.out, "the HDF5 file; a CSV of the same name is written beside it")->required();
    command.add_flag("--force", settings.force, "replace existing files");
}

std::string formats_text()
{
    std::string text =
        "Forms:\n  sumo        network, signals and vehicles for SUMO\n"
        "  matsim      network, vehicles, plans and the events of a run for MATSim\n"
        "  omx         trips between zones by mode, as Open Matrix\n"
        "  gmns        network, zones and demand in the General Modeling Network Specification\n"
        "  gtfs        the timetable\n";
    for (auto const& format : exporting::gis_formats()) text += fmt::format("  {:<11} {}\n", format.name, format.what);
    return text;
}

}  // namespace halong::app
