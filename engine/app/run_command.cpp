#include "app/checkpoints.hpp"
#include "app/report_run.hpp"
#include "app/run_folder.hpp"
#include "app/settings.hpp"
#include "app/stop_signals.hpp"
#include "city/apply.hpp"
#include "city/city_folder.hpp"
#include "cluster/mpi_roads.hpp"
#include "cluster/shared_day.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/folder_lock.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "core/phase_timer.hpp"
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
#include "study/kept_day.hpp"
#include "traffic/layout.hpp"
#include "traffic/rank_gather.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <functional>
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

void tell_resumed(simulation::Simulation const& simulation, Checkpoints const& checkpoints,
                  std::filesystem::path const& folder)
{
    if (checkpoints.resumed_from().empty()) {
        fmt::print("{} has no checkpoint yet: begins at 00:00\n", folder.string());
    } else {
        fmt::print("goes on at {}\n", core::clock_text(simulation.now()));
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

// How long checkpoints hold up a run.
struct CheckpointCost {
    int count = 0;
    double wall_s = 0;
};

std::filesystem::path save(simulation::Simulation const& simulation, Checkpoints& checkpoints, CheckpointCost& cost)
{
    auto const start = std::chrono::steady_clock::now();
    auto path = checkpoints.save(simulation);
    cost.wall_s += core::seconds_since(start);
    ++cost.count;
    return path;
}

std::string cost_line(CheckpointCost const& cost, std::size_t last_size)
{
    if (cost.count == 0) return "";
    return fmt::format("{} checkpoints held up the run for {:.2f} s in all, the last has {:.1f} MB\n", cost.count,
                       cost.wall_s, static_cast<double>(last_size) / 1e6);
}

// The tracks of the run, where they were asked for; of ranks, all give theirs to the first, which writes.
class Tracks {
public:
    Tracks(std::filesystem::path const& path, bool asked, bool is_writing, simulation::Simulation& simulation,
           city::City const& city, city::Plans const& plans)
        : asked_(asked)
    {
        if (!asked) return;
        simulation.record_tracks();
        if (is_writing) writer_.emplace(path, city, plans);
    }

    void take(simulation::Simulation& simulation)
    {
        if (!asked_) return;
        auto const start = std::chrono::steady_clock::now();
        auto const events = simulation.take_tracks();
        if (writer_) writer_->add_chunk(events, simulation.now());
        wall_s_ += core::seconds_since(start);
    }

    // What was written; "" without tracks.
    std::string finish(simulation::Simulation& simulation, simulation::RunResult const& run)
    {
        take(simulation);
        if (!writer_) return "";
        writer_->finish(simulation.crossings(), simulation.now(), run.digest, run.legs);
        return fmt::format("tracks.bin: {:.1f} MB, written in {:.2f} s\n", static_cast<double>(writer_->bytes()) / 1e6,
                           wall_s_);
    }

private:
    bool asked_;
    std::optional<results::TrackWriter> writer_;
    double wall_s_ = 0;
};

void show(core::Progress& progress, simulation::Simulation const& simulation)
{
    if (!simulation.passed_multiple_of(display_interval_ms)) return;
    progress.update(static_cast<double>(simulation.now()) / core::ms_per_day,
                    fmt::format("{} · {} on the road", core::clock_text(simulation.now()), simulation.on_road()));
}

// Whether the run is asked to stop now. Ranks agree on it once a simulated minute: a signal may reach but some of them.
bool is_to_stop(simulation::Simulation const& simulation, traffic::Ranks* ranks)
{
    if (ranks == nullptr) return StopSignals::requested();
    if (!simulation.passed_multiple_of(core::ms_per_minute)) return false;
    auto const asked = traffic::gathered(
        *ranks, std::vector<std::uint8_t>{StopSignals::requested() ? std::uint8_t{1} : std::uint8_t{0}});
    return std::ranges::find(asked, 1) != asked.end();
}

// False when the run was asked to stop; the last checkpoint is then that of this moment. `ranks` all do it at once.
bool run_to_end(simulation::Simulation& simulation, Checkpoints& checkpoints, RunSettings const& settings,
                CheckpointCost& cost, Tracks& tracks, traffic::Ranks* ranks)
{
    bool const is_first = ranks == nullptr || ranks->rank() == 0;
    core::Progress progress("simulating", settings.quiet || !is_first);
    auto const interval_ms = static_cast<core::Millis>(settings.checkpoint_every_ms);
    bool has_told = false;
    while (!simulation.ended()) {
        if (ranks != nullptr && is_first && !has_told && StopSignals::requested()) {
            fmt::print("asked to stop: all ranks do at the next simulated minute\n");
            std::fflush(stdout);
            has_told = true;
        }
        if (is_to_stop(simulation, ranks)) {
            auto const path = save(simulation, checkpoints, cost);
            checkpoints.wait();
            if (is_first)
                fmt::print("stopped at {} after a checkpoint: {}\n", core::clock_text(simulation.now()), path.string());
            return false;
        }
        simulation.step();
        if (simulation.passed_multiple_of(results::track_chunk_ms)) tracks.take(simulation);
        if (interval_ms > 0 && simulation.passed_multiple_of(interval_ms)) save(simulation, checkpoints, cost);
        show(progress, simulation);
    }
    checkpoints.wait();
    return true;
}

// A run and what it was made of.
struct MadeRun {
    std::filesystem::path folder;
    scenario::Scenario scenario;
    std::string started;  // UTC
    city::City city;
    city::Plans made_plans;
    equilibrium::Replanned settled;
    bool has_begun =
        false;  // checkpoints lie in the folder, whose own files stay as they are until one of them is accepted

    [[nodiscard]] city::Plans const& plans() const { return settled.plans_or(made_plans); }
    [[nodiscard]] network::Routes const& routes() const { return settled.routes; }
};

// What the folder tells of a run before it has ended.
void write_inputs(MadeRun const& made)
{
    core::write_file(made.folder / "scenario.toml", scenario::to_toml(made.scenario, made.folder));
}

void save_settled_day(MadeRun const& made)
{
    if (made.settled.days.empty()) return;
    equilibrium::save_settled_day(made.folder / "settled.bin",
                                  equilibrium::settled_day_of(made.city.network, made.plans(), made.routes()));
}

// All files of a run that has ended, run.h5 last, and its figures on the screen. `notes`: lines on how it was run.
// `when_written`: once nothing can be lost any more.
int finish_run(MadeRun const& made, simulation::RunResult const& run, RunSettings const& settings,
               std::string const& tracks_line, std::function<std::string()> const& when_written)
{
    auto const& city = made.city;
    auto const nights = demand::hotel_nights(city, made.scenario, core::Random(made.scenario.seed));
    auto const kpis = results::kpis_of(city, made.plans(), run);
    auto const spending = results::spending_of(city, made.plans(), run);
    auto const provenance =
        results::provenance_of(city, made.scenario, nullptr, run, settings.command_line, made.started);
    auto const anchors = exporting::write_run_files(
        made.folder, {city, made.scenario, made.plans(), run, kpis, spending, made.settled.days, provenance});
    exporting::write_report(made.folder, made.folder / report_file);
    link_latest(made.folder);
    std::string const notes = when_written();
    print_kpis(kpis);
    fmt::print("{}", tracks_line);
    fmt::print("{}\n{}{}{}{}{}{}{}{}{}{}{}{}digest {}\n{}\n", speed_line(run), notes,
               exporting::transit_text(city, run), exporting::queue_text(city, run), exporting::desk_text(city, run),
               exporting::operations_text(run), exporting::parking_text(run), exporting::load_text(city, run),
               exporting::anchor_text(anchors), exporting::spending_text(spending), hotel_text(nights),
               gridlock_text(city, run), stranded_text(city, run), core::hex(run.digest), made.folder.string());
    fmt::print("{}\n", (made.folder / report_file).string());
    return run.valid ? done : invalid_run;
}

// `ranks`: who shares the roads of days of replanning, of which the first tells about them; nullptr: nobody. Of ranks each
// would have to find the same in a cache of its own, so such days are driven.
equilibrium::Replanned settled_day(MadeRun const& made, study::KeptDay const& kept, bool quiet, traffic::Ranks* ranks)
{
    auto const& scenario = made.scenario;
    if (ranks != nullptr && ranks->rank() != 0) {
        return equilibrium::settled_day(made.city, scenario, made.made_plans, {}, {}, ranks);
    }
    core::Progress progress("replanning", quiet || scenario.replanning.days == 0);
    bool is_told = false;
    auto const watch = [&](int day, double done, results::RouteGap const* gap) {
        if (gap != nullptr) fmt::print("{}\n", gap_line(*gap));
        is_told = is_told || gap != nullptr;
        progress.update((day - 1 + done) / scenario.replanning.days, fmt::format("day {}", day));
    };
    auto settled = ranks != nullptr ? equilibrium::settled_day(made.city, scenario, made.made_plans, watch, {}, ranks)
                                    : kept.settled(made.made_plans, watch);
    for (results::RouteGap const& gap : settled.days) {
        if (!is_told) fmt::print("{}\n", gap_line(gap));  // days that were driven before
    }
    return settled;
}

// The day and its files, from the newest checkpoint on where `settings` ask for that.
// `ranks`: who shares the roads, of which the first writes; nullptr: nobody.
int run_day(MadeRun& made, RunSettings const& settings, traffic::Ranks* ranks)
{
    bool const is_first = ranks == nullptr || ranks->rank() == 0;
    auto const& [folder, scenario, started, city, made_plans, settled, has_begun] = made;
    if (is_first && !has_begun) save_settled_day(made);
    auto const identity = simulation::identity_of(city, scenario, made.plans(), made.routes());
    if (ranks != nullptr) cluster::require_same_run(*ranks, identity);

    std::optional<simulation::Simulation> day;
    auto const make_day = [&]() -> simulation::Simulation& {
        return day.emplace(made.city, made.scenario, made.plans(), made.routes(), simulation::ServicesOfRun::all,
                           ranks);
    };
    Checkpoints checkpoints(folder, identity, ranks);
    auto& simulation = settings.resume ? checkpoints.resume(make_day) : make_day();
    if (settings.resume && is_first) tell_resumed(simulation, checkpoints, folder);
    if (is_first && has_begun) {
        write_inputs(made);
        save_settled_day(made);
    }
    traffic::RankMessages const before = ranks != nullptr ? ranks->messages() : traffic::RankMessages{};
    auto const start = std::chrono::steady_clock::now();
    Tracks tracks(folder / "tracks.bin", settings.tracks, is_first, simulation, city, made.plans());
    CheckpointCost cost;
    if (!run_to_end(simulation, checkpoints, settings, cost, tracks, ranks)) {
        if (is_first) fmt::print("go on with: halong run --resume --out {}\n", folder.string());
        return stopped;
    }
    double const driven_s = core::seconds_since(start) - cost.wall_s;  // from the checkpoint on
    auto const run = simulation.finish();
    std::string notes;
    if (ranks != nullptr) {
        cluster::require_same_digest(*ranks, run.digest);
        notes = cluster::shared_run_text(*ranks, before, driven_s);
    }
    std::string const tracks_line = tracks.finish(simulation, run);
    if (!is_first) return run.valid ? done : invalid_run;
    return finish_run(made, run, settings, tracks_line, [&] {
        checkpoints.clear();
        return notes + cost_line(cost, checkpoints.size());
    });
}

// Settles the folder and begins to write there. False when the run there had ended.
bool begin_folder(MadeRun& made, RunSettings const& settings, std::optional<core::FolderLock>& lock)
{
    made.folder = make_run_folder(settings.out, made.scenario.id, scenario::to_toml(made.scenario),
                                  settings.force || settings.resume);
    lock.emplace(made.folder);
    cluster::remove_shared_day(made.folder);  // of ranks that were killed
    if (settings.resume && std::filesystem::exists(made.folder / "run.h5") && !has_checkpoint(made.folder))
        return false;
    if (!settings.resume) {
        withdraw_results(made.folder);
        Checkpoints(made.folder, {}).clear();  // of a run that --force replaces
    }
    made.has_begun = settings.resume && has_checkpoint(made.folder);
    if (!made.has_begun) write_inputs(made);
    fmt::print("{}\n", city_line(made.city));
    return true;
}

void read_inputs(MadeRun& made, RunSettings const& settings)
{
    made.scenario = scenario_of(settings);
    made.started = results::utc_now();
    made.city = city::on_day(made.scenario, city::load_city(made.scenario.city));
}

// Rank 0 settles the folder and writes into it; the others read the same files and help with the roads.
int run_by_mpi(RunSettings const& settings)
{
    cluster::MpiRanks const mpi;
    cluster::MpiRoads ranks(mpi);
    StopSignals const stop;
    bool const is_first = mpi.rank() == 0;
    core::ThreadLimit const limit(std::max(1, settings.threads));
    MadeRun made;
    std::optional<core::FolderLock> lock;
    // What is wrong with the input is told once: the others begin when rank 0 has found nothing.
    if (is_first) {
        if (mpi.count() > static_cast<int>(traffic::most_regions)) {
            refuse(fmt::format("{} ranks are more than can share the roads of a run", mpi.count()),
                   fmt::format("start {} or fewer", traffic::most_regions));
        }
        read_inputs(made, settings);
        if (!begin_folder(made, settings, lock)) {
            static_cast<void>(mpi.from_first(""));
            return finish_report(made.folder, scenario::to_toml(made.scenario, made.folder));
        }
    }
    made.folder = mpi.from_first(made.folder.string());
    if (made.folder.empty()) return done;  // nothing is left to do but what rank 0 does
    if (!is_first) read_inputs(made, settings);
    cluster::require_same_run(ranks, simulation::identity_of(made.city, made.scenario, {}, {}));
    // The first makes people and ways; days of replanning are driven by all.
    cluster::SharedDay const shared(ranks, made.folder);
    study::KeptDay const kept(made.city, made.scenario);
    made.made_plans = shared.get<city::Plans>("people", [&] { return kept.plans(); });
    equilibrium::Replanned driven;
    bool const is_driven = made.scenario.replanning.days > 0;
    if (is_driven) driven = settled_day(made, kept, settings.quiet, &ranks);
    made.settled = shared.get<equilibrium::Replanned>("ways", [&] {
        return is_driven ? std::move(driven) : settled_day(made, kept, settings.quiet || !is_first, nullptr);
    });
    driven = {};
    int const how = run_day(made, settings, &ranks);
    shared.finish();
    return how;
}

}  // namespace

int run_command(RunSettings const& settings)
{
    check(settings);
    if (settings.mpi) return run_by_mpi(settings);
    StopSignals const stop;
    core::ThreadLimit const limit(settings.threads);
    MadeRun made;
    std::optional<core::FolderLock> lock;
    read_inputs(made, settings);
    if (!begin_folder(made, settings, lock)) {
        return finish_report(made.folder, scenario::to_toml(made.scenario, made.folder));
    }
    study::KeptDay const kept(made.city, made.scenario);
    made.made_plans = kept.plans();
    made.settled = settled_day(made, kept, settings.quiet, nullptr);
    return run_day(made, settings, nullptr);
}

}  // namespace halong::app
