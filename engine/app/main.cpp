// The program `halong`: parses the command line, calls a command, maps errors to exit codes.
#include "app/options.hpp"
#include "app/settings.hpp"
#include "app/standard_streams.hpp"
#include "core/error.hpp"
#include "core/version.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fmt/format.h>

namespace {

std::string joined(int count, char** words)
{
    std::string text;
    for (int i = 0; i < count; ++i) text += (i == 0 ? "" : " ") + std::string(i == 0 ? "halong" : words[i]);
    return text;
}

// CLI11 does not say what was meant by a mistyped command.
void suggest_command(CLI::App const& program, int count, char** words)
{
    if (count < 2 || words[1][0] == '-') return;
    std::vector<std::string> names;
    for (auto const* command : program.get_subcommands({})) names.push_back(command->get_name());
    if (std::find(names.begin(), names.end(), words[1]) != names.end()) return;
    std::string const near = halong::core::nearest(words[1], names);
    if (!near.empty()) fmt::print(stderr, "there is no command '{}'; did you mean '{}'?\n", words[1], near);
}

// Says how several values are written, where the words after an option look like further ones of it.
void suggest_values(int count, char** words)
{
    for (int i = 1; i + 2 < count; ++i) {
        std::string const option = words[i];
        std::string const value = words[i + 1];
        std::string const next = words[i + 2];
        if (next.starts_with("-")) continue;
        bool const is_pair = value.find('=') != std::string::npos;
        if (option == "--set" && !is_pair) {
            fmt::print(stderr, "--set takes a key and its value as one word, such as --set {}={}\n", value, next);
        } else if (option == "--set" && next.find('=') != std::string::npos) {
            fmt::print(stderr, "each override has a --set of its own: --set {} --set {}\n", value, next);
        } else if (option == "--layer" && !std::filesystem::exists(next)) {
            fmt::print(stderr, "several layers are one word: --layer {},{}\n", value, next);
        }
    }
}

int command_line(int count, char** words)
{
    using namespace halong::app;
    CLI::App program("Hạ Long Twin: simulates a day of the city, person by person, for a base case and its options");
    program.set_version_flag("--version",
                             fmt::format("halong {} ({})", halong::core::program_version, halong::core::git_commit()));
    program.require_subcommand(1);
    program.footer("The launcher ./halong also knows: test, build, bench, format, lint, package.");
    int code = done;
    RunSettings run;
    run.command_line = joined(count, words);
    ImportSettings import;
    ExportSettings exporting;
    ReportSettings reporting;
    ViewSettings viewing;
    AssignSettings assigning;
    CalibrateSettings calibrating;
    NowcastSettings nowcasting;
    TwinSettings twinning;
    ListenSettings listening;
    SiteSettings siting;
    SweepSettings sweeping;
    MergeSettings merging;
    std::vector<std::filesystem::path> files;
    std::string key;
    std::filesystem::path file;
    std::string kind = "scenario";
    std::filesystem::path out;

    auto* study = program.add_subcommand("study", "run a study: base and options with the same people, and compare");
    study->footer(
        "Example: halong study scenarios/hotspots-or-cameras.toml --out my-study\n"
        "Interrupted, it goes on with: halong study scenarios/hotspots-or-cameras.toml --out my-study --resume");
    add_run_options(*study, run, "study file (TOML)");
    study
        ->add_flag(
            "--resume", run.resume,
            "go on with the study in the folder --out after the runs that had ended (from the first when none had)")
        ->needs(study->get_option("--out"));
    study->callback([&] { code = study_command(run); });

    auto* single = program.add_subcommand("run", "simulate one scenario");
    single->footer(
        "Example: halong run scenarios/holiday.toml --threads 2 --set seed=7\n"
        "Asked to stop (Ctrl-C, SIGTERM, SIGUSR1) it writes a checkpoint and ends with code 75; go on with:\n"
        "  halong run --resume --out FOLDER\n"
        "One run on several machines or processes, with the same result:\n"
        "  mpirun -n 4 halong run scenarios/holiday.toml --mpi   (asked to stop, it ends without a checkpoint)");
    add_run_options(*single, run, "scenario file (TOML)");
    add_checkpoint_options(*single, run);
    single
        ->add_flag("--tracks", run.tracks,
                   "write tracks.bin, with which `halong view` shows vehicles, walkers and boats on the move")
        ->excludes("--resume");
    single->add_flag("--mpi", run.mpi,
                     "this is one of several processes of mpirun: share the roads of the run with the others");
    single->callback([&] { code = run_command(run); });

    auto* importing = program.add_subcommand("import", "make a city from real files");
    importing->footer(
        "Example: halong import --roads quang-ninh.osm.pbf --zones wards.geojson "
        "--places data/halong/places.geojson --sites data/halong/site_rules.toml --out my-city\n"
        "     or: halong import --from sumo --net town.net.xml --routes town.rou.xml --out my-town");
    add_import_options(*importing, import);
    importing->callback([&] { code = import_command(import); });

    auto* export_to =
        program.add_subcommand("export", "write a result, or a city and its vehicles, for another program");
    export_to->footer(formats_text() +
                      "Example: halong export runs/weekday/latest --to qgis --out weekday-qgis\n"
                      "     or: halong export runs/weekday/latest --to geojson --layer links --hours 6-9 "
                      "--area 107.0,20.93,107.1,20.98 --out peak\n"
                      "     or: halong export --to sumo runs/holiday/latest --out holiday-sumo");
    add_export_options(*export_to, exporting);
    export_to->callback([&] { code = export_command(exporting); });

    auto* report = program.add_subcommand("report", "make the report of a study or a run again, without simulating");
    report->footer("Example: halong report runs/hotspots-or-cameras/latest --out report.html");
    add_report_options(*report, reporting);
    report->callback([&] { code = report_command(reporting); });

    auto* view =
        program.add_subcommand("view", "look at a run, or at two and their difference, on a map in the browser");
    view->footer(
        "Example: halong view runs/weekday/latest\n"
        "     or: halong view runs/hotspots-or-cameras/latest --option more-hotspots\n"
        "     or: halong view runs/weekday/latest --observed counts.csv");
    add_view_options(*view, viewing);
    view->callback([&] { code = view_command(viewing); });

    auto* assign =
        program.add_subcommand("assign", "static user equilibrium of a network and its trips, or of a scenario's peak");
    assign->footer(
        "Example: halong assign SiouxFalls_net.tntp --trips SiouxFalls_trips.tntp --gap 1e-8 --out flows.csv\n"
        "     or: halong assign gmns-folder --out flows.csv   (node.csv, link.csv, demand.csv)\n"
        "     or: halong assign scenarios/weekday.toml --from-h 7 --to-h 8 --gap 1e-4 --settled settled.bin");
    add_assign_options(*assign, assigning);
    assign->callback([&] { code = assign_command(assigning); });

    auto* calibrate = program.add_subcommand(
        "calibrate", "fit parameters of a scenario to published figures, or its demand to counts");
    calibrate->footer(
        "Example: halong calibrate scenarios/calibration.toml --out my-fit\n"
        "     or: halong calibrate scenarios/weekday.toml --counts counts.csv --out my-counts");
    add_calibrate_options(*calibrate, calibrating);
    calibrate->callback(
        [&] { code = calibrating.counts.empty() ? calibrate_command(calibrating) : counts_command(calibrating); });

    auto* nowcast = program.add_subcommand(
        "nowcast", "the state of the city as a day goes on, from a scenario and what was observed so far");
    nowcast->footer(
        "Example: halong nowcast scenarios/weekday.toml --observations counts.csv --out my-nowcast\n"
        "     or: halong nowcast scenarios/weekday.toml --observations today.csv --follow --sensors yesterday.csv");
    add_nowcast_options(*nowcast, nowcasting);
    nowcast->callback([&] { code = nowcast_command(nowcasting); });

    auto* twin = program.add_subcommand(
        "twin", "how well counts of some streets tell of the others: a hidden day, counted and estimated");
    twin->footer("Example: halong twin scenarios/weekday.toml --counters 25,100,400 --out my-twin");
    add_twin_options(*twin, twinning);
    twin->callback([&] { code = twin_command(twinning); });

    auto* listen =
        program.add_subcommand("listen", "write what devices send over HTTP or MQTT into a file of observations");
    listen->footer(
        "Takes JSON: objects with the columns of observations, GeoJSON of them, OGC SensorThings 1.1 Observations,\n"
        "NGSI-LD entities TrafficFlowObserved, CrowdFlowObserved, OffStreetParking, ParkingGroup, WeatherObserved.\n"
        "Example: halong listen --out today.csv --http 8080\n"
        "     or: halong listen --out today.csv --mqtt 127.0.0.1:1883 --topic 'v1.1/Datastreams(12)/Observations'\n"
        "Ctrl-C ends it. What was refused, and why: today.refused.csv");
    add_listen_options(*listen, listening);
    listen->callback([&] { code = listen_command(listening); });

    auto* site = program.add_subcommand("site", "propose where further hotspots should stand, and simulate them");
    site->footer("Example: halong site scenarios/weekday.toml --service wifi --count 40 --out my-sites");
    add_site_options(*site, siting);
    site->callback([&] { code = site_command(siting); });

    auto* sweep = program.add_subcommand("sweep", "run many variants of a scenario, here or on a cluster");
    sweep->footer(
        "Example: halong sweep scenarios/wifi-sweep.toml --out my-sweep\n"
        "         halong merge my-sweep --out my-sweep.h5\n"
        "On a cluster: halong sweep FILE --out FOLDER --slurm, or mpirun halong sweep FILE --out FOLDER --mpi\n"
        "Asked to stop, running tasks write checkpoints; go on with: halong sweep FOLDER --resume");
    add_sweep_options(*sweep, sweeping);
    sweep->callback([&] { code = sweep_command(sweeping); });

    auto* merge = program.add_subcommand("merge", "put the results of a sweep into one file and one table");
    merge->footer("Example: halong merge my-sweep --out my-sweep.h5");
    add_merge_options(*merge, merging);
    merge->callback([&] { code = merge_command(merging); });

    auto* check = program.add_subcommand(
        "check", "check scenario, option, study, calibration, sweep and site-rule files, and cities with their layers");
    check->footer("Example: halong check scenarios/*.toml");
    check->add_option("files", files, "files")->required();
    check->callback([&] { code = check_command(files); });

    auto* explain = program.add_subcommand("explain", "tell what a key means, its unit, range and default");
    explain->footer("Example: halong explain demand.visitors_per_day --file scenarios/holiday.toml");
    explain->add_option("key", key, "key, table or 'kpis'")->required();
    explain->add_option("--file", file, "show the value in force in this file and where it is set");
    explain->callback([&] { code = explain_command(key, file); });

    auto* schema = program.add_subcommand("schema", "write the JSON Schema of a kind of file, for editors");
    schema->footer("Example: halong schema study --out study.schema.json");
    schema->add_option("kind", kind, "scenario, option, study, sites, calibration or sweep")->capture_default_str();
    schema->add_option("--out", out, "file (default: the terminal)");
    schema->callback([&] { code = schema_command(kind, out); });

    auto* info = program.add_subcommand("info", "describe a city folder, a scenario's city, or a result file");
    info->footer("Example: halong info data/halong");
    info->add_option("path", file, "city folder, scenario or run.h5")->required();
    info->callback([&] { code = info_command(file); });

    try {
        program.parse(count, words);
    } catch (CLI::ParseError const& error) {
        if (error.get_exit_code() != 0) {
            suggest_command(program, count, words);
            suggest_values(count, words);
        }
        return program.exit(error) == 0 ? done : bad_input;
    }
    return code;
}

// Runs the command; every error ends as a message and an exit code.
int guarded(int count, char** words)
{
    using namespace halong;
    try {
        return command_line(count, words);
    } catch (core::UserError const& error) {
        app::tell(error.what());
        return app::bad_input;
    } catch (core::CannotWrite const& error) {
        app::tell(error.what());
        return app::cannot_write;
    } catch (std::filesystem::filesystem_error const& error) {
        app::tell(fmt::format("{}: error: {}\n    help: check its name and permissions", error.path1().string(),
                              error.code().message()));
        return app::bad_input;
    } catch (std::bad_alloc const&) {
        app::tell("error: out of memory\n    help: use a smaller city or fewer visitors");
        return app::internal_fault;
    } catch (std::exception const& error) {
        if (app::output_is_lost()) return app::cannot_write;  // told by main
        app::tell(
            fmt::format("internal fault: {}\n    help: please report it with the command and its files", error.what()));
        return app::internal_fault;
    }
}

}  // namespace

int main(int count, char** words)
{
    using namespace halong;
    app::open_missing_streams();
    int const code = guarded(count, words);
    if (!app::output_is_lost()) return code;
    app::tell(
        "standard output: error: cannot be written\n    help: free space where it leads to, or choose another file");
    return app::cannot_write;
}
