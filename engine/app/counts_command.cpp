#include "app/observed_day.hpp"
#include "app/run_folder.hpp"
#include "app/settings.hpp"
#include "core/csv_cell.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/folder_lock.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "equilibrium/count_fit.hpp"
#include "equilibrium/day_figures.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <string_view>

namespace halong::app {
namespace {

namespace fs = std::filesystem;
using equilibrium::CountFit;

// An observation of an interval as a flow of an hour.
double per_hour(double amount, equilibrium::Observation const& observation)
{
    return amount * core::ms_per_hour / observation.interval.length_ms();
}

void write_counts(fs::path const& folder, ObservedDay const& day, CountFit const& fit)
{
    std::string text = "sensor,kind,from,to,observed,before,after,after_sd,geh_before,geh_after,used,share\n";
    for (auto const& row : fit.rows) {
        auto const& value = day.observations.values[row.observation];
        auto const& sensor = day.observations.sensors[value.sensor];
        double const seen = per_hour(value.value, value);
        text +=
            fmt::format("{},{},{},{},{:.3f},{:.3f},{:.3f},{:.3f},{:.2f},{:.2f},{},{:.4f}\n", core::csv_cell(sensor.id),
                        equilibrium::name_of(sensor.kind), core::clock_text(value.interval.from_ms),
                        core::clock_text(value.interval.to_ms), value.value, row.before, row.after.mean, row.after.sd,
                        equilibrium::geh(per_hour(row.before, value), seen),
                        equilibrium::geh(per_hour(std::max(row.after.mean, 0.0), value), seen), row.is_used ? 1 : 0,
                        fit.shares[value.sensor]);
    }
    core::write_file(folder / "counts.csv", text);
}

void write_pairs(fs::path const& folder, ObservedDay const& day, CountFit const& fit)
{
    std::string text = "origin,destination,travellers_before,sd_before,travellers_after,sd_after,resolved_share\n";
    for (auto const& pair : fit.pairs) {
        text +=
            fmt::format("{},{},{:.0f},{:.1f},{:.1f},{:.1f},{:.3f}\n", core::csv_cell(day.city.zones[pair.origin].id),
                        core::csv_cell(day.city.zones[pair.destination].id), pair.before, pair.before_sd,
                        pair.after.mean, pair.after.sd, pair.resolved);
    }
    core::write_file(folder / "zone_pairs.csv", text);
}

// Vehicles by street and hour, with bands, also where nobody counts.
void write_volumes(fs::path const& folder, ObservedDay const& day, CountFit const& fit)
{
    std::string text = "link,name,from,to,before,after,low_90,high_90\n";
    for (auto const& volume : fit.volumes) {
        double const half = equilibrium::sd_of_90 * volume.after.sd;
        text +=
            fmt::format("{},{},{},{},{:.0f},{:.1f},{:.1f},{:.1f}\n", core::hex(day.city.network.stable_id(volume.link)),
                        core::csv_cell(day.city.network.name(volume.link)), core::clock_text(volume.hour.from_ms),
                        core::clock_text(volume.hour.to_ms), volume.before, volume.after.mean,
                        std::max(0.0, volume.after.mean - half), volume.after.mean + half);
    }
    core::write_file(folder / "volumes.csv", text);
}

// The scenario with the changed demand, complete, and beside the file of changes that it names.
void write_scenario(fs::path const& folder, ObservedDay const& day)
{
    auto fitted = day.scenario;
    fitted.demand.change_file.clear();
    std::string text = scenario::to_toml(fitted, folder);
    // Relative to the file itself, so that the folder may move.
    constexpr std::string_view demand = "\n[demand]\n";
    auto const at = text.find(demand);
    core::ensure(at != std::string::npos, "a scenario without its demand was written");
    text.insert(at + demand.size(), "change_file = \"changes.csv\"\n");
    core::write_file(folder / "fitted.toml", text);
}

// Of kinds whose share is found with the demand.
void print_shares(ObservedDay const& day, CountFit const& fit)
{
    auto const& sensors = day.observations.sensors;
    std::size_t known = 0;
    std::size_t unknown = 0;
    for (std::size_t s = 0; s < sensors.size(); ++s) {
        if (!sensors[s].is_used || !equilibrium::info_of(sensors[s].kind).share_is_unknown) continue;
        ++(fit.shares[s] > 0 ? known : unknown);
    }
    if (known + unknown == 0) return;
    fmt::print("Wi-Fi and parking: what share they show was found for {} sensors (column share of counts.csv)", known);
    if (unknown > 0) {
        fmt::print("; {} are not used: they show nothing, or nobody is there on the simulated day", unknown);
    }
    fmt::print("\n");
}

void print_fit(ObservedDay const& day, CountFit const& fit)
{
    long used = 0;
    long near_before = 0;
    long near_after = 0;
    for (auto const& row : fit.rows) {
        if (!row.is_used) continue;
        auto const& value = day.observations.values[row.observation];
        double const seen = per_hour(value.value, value);
        ++used;
        near_before += equilibrium::geh(per_hour(row.before, value), seen) < 5 ? 1 : 0;
        near_after += equilibrium::geh(per_hour(std::max(row.after.mean, 0.0), value), seen) < 5 ? 1 : 0;
    }
    double const whole = 100.0 / static_cast<double>(std::max(used, 1L));
    fmt::print("{} readings used, {} beyond the gate; {} unknowns; GEH below 5: {:.1f} % before, {:.1f} % after\n",
               used, static_cast<long>(fit.rows.size()) - used, fit.states, whole * static_cast<double>(near_before),
               whole * static_cast<double>(near_after));
    fmt::print("squared errors before the fit, by their variances: {:.2f} (1 where the stated errors are right)\n",
               fit.misfit);
    fmt::print("travellers: {:.0f} planned, {:.0f} ± {:.0f} by the counts\n", fit.travellers_before,
               fit.travellers_after.mean, fit.travellers_after.sd);
    auto const told = std::ranges::count_if(fit.pairs, [](auto const& pair) { return pair.resolved >= 0.5; });
    fmt::print(
        "pairs of zones: {}; the counts settle {:.1f} % of their variance in all, and half or more of {} pairs\n",
        fit.pairs.size(), 100 * fit.resolved, told);
    print_shares(day, fit);
    auto const& held = fit.held_out;
    if (held.sensors > 0) {
        fmt::print(
            "left out, to judge by: {} sensors, {} readings: root mean square error {:.1f} before, {:.1f} after; "
            "{:.1f} % inside the 90 % band\n",
            held.sensors, held.readings, held.rmse_before, held.rmse_after, 100 * held.inside_90);
        fmt::print("what the simulated day gets wrong of a street by itself: {:.0f} % of its volume\n",
                   100 * held.own_share);
    }
}

}  // namespace

int counts_command(CalibrateSettings const& settings)
{
    core::ThreadLimit const limit(settings.threads);
    auto scenario = scenario::load_scenario(settings.file, settings.overrides);
    if (!settings.city.empty()) scenario.city = settings.city.string();
    if (!scenario.demand.route_file.empty()) {
        throw core::UserError(core::Diagnostic{
            settings.file.string(), 0, 0, "the demand is a file of routed vehicles, which counts cannot change",
            "leave out demand.route_file: changes of a fit hold for travellers of the model"});
    }
    std::string const content = scenario::to_toml(scenario) + core::hash_of_file(settings.counts);
    fs::path const folder = make_run_folder(settings.out, scenario.id + "-counts", content, settings.force);
    core::FolderLock const lock(folder);
    ObservationFiles const files{settings.counts, {}, settings.day, equilibrium::Doubtful::put_aside, false};
    auto const day = observed_day(scenario, files, folder, settings.quiet);
    equilibrium::CountFitOptions options;
    options.links = equilibrium::busy_links(day->city, *day->map);
    auto fit = equilibrium::fit_to_counts(*day->map, day->observations, options);
    print_fit(*day, fit);
    write_counts(folder, *day, fit);
    write_pairs(folder, *day, fit);
    write_volumes(folder, *day, fit);
    auto changes = std::move(fit.changes);
    if (auto const& before = scenario.demand.change_file; !before.empty()) {
        changes = demand::both_changes(demand::read_demand_changes(before, day->city), changes);
    }
    demand::write_demand_changes(folder / "changes.csv", std::move(changes), day->city);
    write_scenario(folder, *day);
    link_latest(folder);
    fmt::print("counts.csv, zone_pairs.csv, volumes.csv, changes.csv and fitted.toml (run it) in {}\n",
               folder.string());
    return done;
}

}  // namespace halong::app
