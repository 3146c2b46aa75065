#include "app/checkpoints.hpp"
#include "app/report_run.hpp"
#include "app/run_folder.hpp"
#include "app/settings.hpp"
#include "app/stop_signals.hpp"
#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "core/progress.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "demand/hotels.hpp"
#include "equilibrium/replanning.hpp"
#include "equilibrium/settled_file.hpp"
#include "export/desk_tables.hpp"
#include "export/incident_tables.hpp"
#include "export/load_tables.hpp"
#include "export/parking_tables.hpp"
#include "export/report/report.hpp"
#include "export/report/run_figures.hpp"
#include "export/run_files.hpp"
#include "export/transit_table.hpp"
#include "export/visitor_tables.hpp"
#include "results/kpi.hpp"
#include "results/provenance.hpp"
#include "results/track_file.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"

#include <chrono>
#include <fmt/format.h>
#include <fstream>
#include <optional>

namespace halong::app {
namespace {

void print_kpis(std::vector<results::Kpi> const& kpis)
{
    for (std::size_t i = 0; i < kpis.size(); ++i) {
        auto const& info = results::all_kpis()[i];
        fmt::print("  {:<32} {:>16.1f} {}\n", info.id, kpis[i].value, info.unit);
    }
}

constexpr core::Millis display_interval_ms = core::ms_per_minute;

[[noreturn]] void refuse(std::string message, std::string help)
{
    throw core::UserError(core::Diagnostic{"", 0, 0, std::move(message), std::move(help)});
}

void check(RunSettings const& settings)
{
    if (settings.file.empty() && !settings.resume) {
        refuse("no scenario file is given", "name one, or go on with an old run: --resume --out FOLDER");
    }
    bool const sound = settings.checkpoint_every_ms == 0 || (settings.checkpoint_every_ms >= core::ms_per_second &&
                                                             settings.checkpoint_every_ms <= core::ms_per_day);
    if (!sound) refuse("--checkpoint-every must be between 1s and 24h", "give it with its unit, such as 60min");
}

scenario::Scenario scenario_of(RunSettings const& settings)
{
    auto const file = settings.file.empty() ? settings.out / "scenario.toml" : settings.file;
    auto scenario = scenario::load_scenario(file, settings.overrides);
    if (!settings.city.empty()) scenario.city = settings.city.string();
    return scenario;
}

void resume(simulation::Simulation& simulation, Checkpoints const& checkpoints, std::filesystem::path const& folder)
{
    if (checkpoints.resume(simulation)) {
        fmt::print("goes on at {}\n", core::clock_text(simulation.now()));
    } else {
        fmt::print("{} has no checkpoint yet: begins at 00:00\n", folder.string());
    }
}

std::string content_of(std::filesystem::path const& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool has_checkpoint(std::filesystem::path const& folder)
{
    return !simulation::checkpoints_in(folder / "checkpoints").empty();
}

// Of a run that had ended: run.h5 is written last, and without checkpoints nothing is left to do but the report. `wanted` is
// what the folder's scenario.toml holds if it is the same run.
int finish_report(std::filesystem::path const& folder, std::string const& wanted)
{
    if (content_of(folder / "scenario.toml") != wanted) {
        refuse(fmt::format("{} holds a run of another scenario, which has ended", folder.string()),
               "choose another --out, or begin there anew with --force");
    }
    std::error_code ignored;
    std::filesystem::remove(folder / "checkpoints", ignored);  // empty by now
    if (std::filesystem::exists(folder / report_file)) {
        link_latest(folder);
        refuse(fmt::format("{} holds a run that has ended", folder.string()), "there is nothing to go on with");
    }
    exporting::write_report(folder, folder / report_file);
    link_latest(folder);
    fmt::print("the run had ended but for its report: {}\n", (folder / report_file).string());
    return exporting::read_run(folder).valid ? done : invalid_run;
}

// Results of an earlier run, before anything of a new one is written.
void withdraw_results(std::filesystem::path const& folder)
{
    std::error_code ignored;  // what cannot be removed cannot be replaced either, and is told then
    std::filesystem::remove(folder / "run.h5", ignored);
    std::filesystem::remove(folder / report_file, ignored);
}

equilibrium::Replanned settled_day(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
                                   bool quiet)
{
    core::Progress progress("replanning", quiet || scenario.replanning.days == 0);
    return equilibrium::settled_day(city, scenario, plans, [&](int day, double done, results::RouteGap const* gap) {
        if (gap != nullptr) fmt::print("{}\n", gap_line(*gap));
        progress.update((day - 1 + done) / scenario.replanning.days, fmt::format("day {}", day));
    });
}

// How long checkpoints hold up a run.
struct CheckpointCost {
    int count = 0;
    double wall_s = 0;
};

std::filesystem::path save(simulation::Simulation const& simulation, Checkpoints& checkpoints, CheckpointCost& cost)
{
    auto const start = std::chrono::steady_clock::now();
    auto path = checkpoints.save(simulation);
    cost.wall_s += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    ++cost.count;
    return path;
}

std::string cost_line(CheckpointCost const& cost, std::size_t last_size)
{
    if (cost.count == 0) return "";
    return fmt::format("{} checkpoints held up the run for {:.2f} s in all, the last has {:.1f} MB\n", cost.count,
                       cost.wall_s, static_cast<double>(last_size) / 1e6);
}

// The tracks of the run, where they were asked for.
class Tracks {
public:
    Tracks(std::filesystem::path const& path, bool asked, simulation::Simulation& simulation, city::City const& city,
           city::Plans const& plans)
    {
        if (!asked) return;
        simulation.record_tracks();
        writer_.emplace(path, city, plans);
    }

    void take(simulation::Simulation& simulation)
    {
        if (!writer_) return;
        auto const start = std::chrono::steady_clock::now();
        writer_->add_chunk(simulation.take_tracks(), simulation.now());
        wall_s_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }

    // What was written; "" without tracks.
    std::string finish(simulation::Simulation& simulation, std::vector<traffic::Crossing> const& crossings,
                       std::uint64_t digest)
    {
        if (!writer_) return "";
        take(simulation);
        writer_->finish(crossings, simulation.now(), digest);
        return fmt::format("tracks.bin: {:.1f} MB, written in {:.2f} s\n", static_cast<double>(writer_->bytes()) / 1e6,
                           wall_s_);
    }

private:
    std::optional<results::TrackWriter> writer_;
    double wall_s_ = 0;
};

// False when the run was asked to stop; the last checkpoint is then that of this moment.
bool run_to_end(simulation::Simulation& simulation, Checkpoints& checkpoints, RunSettings const& settings,
                CheckpointCost& cost, Tracks& tracks)
{
    core::Progress progress("simulating", settings.quiet);
    auto const interval_ms = static_cast<core::Millis>(settings.checkpoint_every_ms);
    while (!simulation.ended()) {
        if (StopSignals::requested()) {
            auto const path = save(simulation, checkpoints, cost);
            checkpoints.wait();
            fmt::print("stopped at {} after a checkpoint: {}\n", core::clock_text(simulation.now()), path.string());
            return false;
        }
        simulation.step();
        if (simulation.passed_multiple_of(results::track_chunk_ms)) tracks.take(simulation);
        if (interval_ms > 0 && simulation.passed_multiple_of(interval_ms)) save(simulation, checkpoints, cost);
        if (!simulation.passed_multiple_of(display_interval_ms)) continue;
        progress.update(static_cast<double>(simulation.now()) / core::ms_per_day,
                        fmt::format("{} · {} on the road", core::clock_text(simulation.now()), simulation.on_road()));
    }
    checkpoints.wait();
    return true;
}

}  // namespace

int run_command(RunSettings const& settings)
{
    check(settings);
    StopSignals const stop;
    core::ThreadLimit const limit(settings.threads);
    auto const scenario = scenario_of(settings);
    std::string const started = results::utc_now();
    auto const city = city::on_day(scenario, city::load_city(scenario.city));
    auto const folder =
        make_run_folder(settings.out, scenario.id, scenario::to_toml(scenario), settings.force || settings.resume);
    FolderLock const lock(folder);
    std::string const scenario_text = scenario::to_toml(scenario, folder);
    if (settings.resume && std::filesystem::exists(folder / "run.h5") && !has_checkpoint(folder)) {
        return finish_report(folder, scenario_text);
    }
    if (!settings.resume) withdraw_results(folder);
    core::write_file(folder / "scenario.toml", scenario_text);
    fmt::print("{}\n", city_line(city));
    auto const made_plans = demand::make_plans(city, scenario, core::Random(scenario.seed));
    auto const nights = demand::hotel_nights(city, scenario, core::Random(scenario.seed));
    auto const settled = settled_day(city, scenario, made_plans, settings.quiet);
    auto const& plans = settled.plans_or(made_plans);
    auto const& routes = settled.routes;
    if (!settled.days.empty()) {
        equilibrium::save_settled_day(folder / "settled.bin", equilibrium::settled_day_of(city.network, plans, routes));
    }
    simulation::Simulation simulation(city, scenario, plans, routes);
    Checkpoints checkpoints(folder, simulation::identity_of(city, scenario, plans, routes));
    if (settings.resume) {
        resume(simulation, checkpoints, folder);
    } else {
        checkpoints.clear();  // of a run that --force replaces
    }
    Tracks tracks(folder / "tracks.bin", settings.tracks, simulation, city, plans);
    CheckpointCost cost;
    if (!run_to_end(simulation, checkpoints, settings, cost, tracks)) {
        fmt::print("go on with: halong run --resume --out {}\n", folder.string());
        return stopped;
    }
    auto const run = simulation.finish();
    std::string const tracks_line = tracks.finish(simulation, simulation.crossings(), run.digest);
    auto const kpis = results::kpis_of(city, plans, run);
    auto const spending = results::spending_of(city, plans, run);
    auto const provenance = results::provenance_of(city, scenario, nullptr, run, settings.command_line, started);
    auto const anchors =
        exporting::write_run_files(folder, {city, scenario, plans, run, kpis, spending, settled.days, provenance});
    exporting::write_report(folder, folder / report_file);
    link_latest(folder);
    checkpoints.clear();
    print_kpis(kpis);
    fmt::print("{}", tracks_line);
    fmt::print("{}\n{}{}{}{}{}{}{}{}{}{}{}{}digest {}\n{}\n", speed_line(run), cost_line(cost, checkpoints.size()),
               exporting::transit_text(city, run), exporting::queue_text(city, run), exporting::desk_text(city, run),
               exporting::operations_text(run), exporting::parking_text(run), exporting::load_text(city, run),
               exporting::anchor_text(anchors), exporting::spending_text(spending), hotel_text(nights),
               gridlock_text(city, run), stranded_text(city, run), core::hex(run.digest), folder.string());
    fmt::print("{}\n", (folder / report_file).string());
    return run.valid ? done : invalid_run;
}

}  // namespace halong::app
