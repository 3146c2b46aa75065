#include "app/report_run.hpp"
#include "app/run_folder.hpp"
#include "app/settings.hpp"
#include "city/city_folder.hpp"
#include "core/durable_file.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "core/progress.hpp"
#include "core/random.hpp"
#include "demand/demand.hpp"
#include "export/geopackage.hpp"
#include "export/transit_table.hpp"
#include "export/volume_map.hpp"
#include "results/kpi.hpp"
#include "scenario/parse_file.hpp"
#include "scenario/save.hpp"

#include <fmt/format.h>

namespace halong::app {
namespace {

void print_kpis(std::vector<results::Kpi> const& kpis)
{
    for (std::size_t i = 0; i < kpis.size(); ++i) {
        auto const& info = results::all_kpis()[i];
        fmt::print("  {:<32} {:>16.1f} {}\n", info.id, kpis[i].value, info.unit);
    }
}

constexpr int map_hour = 7;  // the morning peak

}  // namespace

int run_command(RunSettings const& settings)
{
    core::ThreadLimit const limit(settings.threads);
    auto scenario = scenario::load_scenario(settings.file, settings.overrides);
    if (!settings.city.empty()) scenario.city = settings.city.string();
    std::string const started = utc_now();
    auto const city = city::load_city(scenario.city);
    auto const folder = make_run_folder(settings.out, scenario.id, scenario::to_toml(scenario), settings.force);
    fmt::print("{}\n", city_line(city));
    auto const plans = demand::make_plans(city, scenario, core::Random(scenario.seed));
    auto const routes = simulation::route_plans(city, plans, scenario);
    core::Progress progress("simulating", settings.quiet);
    auto const run = simulation::simulate(city, scenario, plans, routes, [&](core::Millis now, std::int64_t on_road) {
        progress.update(static_cast<double>(now) / core::ms_per_day,
                        fmt::format("{} · {} on the road", core::clock_text(now), on_road));
    });
    auto const kpis = results::kpis_of(city, plans, run);
    results::write_result(folder / "run.h5", city, scenario, run, kpis,
                          provenance_of(city, scenario, nullptr, run, settings.command_line, started));
    exporting::write_geopackage(folder / "results.gpkg", city, run);
    exporting::write_kpi_csv(folder / "kpis.csv", kpis);
    exporting::write_transit_csv(folder / "transit.csv", city, run);
    exporting::write_volume_map(folder / "volumes.svg", city, run, map_hour);
    core::write_file(folder / "scenario.toml", scenario::to_toml(scenario, folder));
    link_latest(folder);
    print_kpis(kpis);
    fmt::print("{}\n{}{}digest {}\n{}\n", speed_line(run), exporting::transit_text(city, run), gridlock_text(city, run),
               core::hex(run.digest),
               folder.string());
    return run.valid ? done : invalid_run;
}

}  // namespace halong::app
