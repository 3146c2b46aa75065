#include "export/run_files.hpp"

#include "core/durable_file.hpp"
#include "demand/people_summary.hpp"
#include "export/delay_file.hpp"
#include "export/desk_tables.hpp"
#include "export/geopackage.hpp"
#include "export/incident_tables.hpp"
#include "export/load_tables.hpp"
#include "export/parking_tables.hpp"
#include "export/people_chart.hpp"
#include "export/people_file.hpp"
#include "export/transit_table.hpp"
#include "export/visitor_tables.hpp"
#include "export/volume_map.hpp"
#include "results/provenance.hpp"

#include <fmt/format.h>

namespace halong::exporting {
namespace {

constexpr int map_hour = 7;  // the morning peak

// run.h5 comes last and goes first, so that where it is the other files are of the same run, all of them.
void withdraw(std::filesystem::path const& result)
{
    std::error_code ignored;  // what cannot be removed cannot be replaced either, and is told then
    std::filesystem::remove(result, ignored);
}

}  // namespace

std::vector<results::Anchor> write_run_files(std::filesystem::path const& folder, RunOfDay const& day)
{
    auto const& [city, scenario, plans, run, kpis, spending, days, provenance] = day;
    auto const result = folder / "run.h5";
    withdraw(result);
    write_geopackage(folder / "results.gpkg", city, run);
    write_kpi_csv(folder / "kpis.csv", kpis);
    write_delays_json(folder / "delays.json", person_delays(city, plans, run));
    write_transit_csv(folder / "transit.csv", city, run);
    write_queue_csv(folder / "queues.csv", city, run);
    write_desk_csv(folder / "counters.csv", city, run, "counter");
    write_desk_csv(folder / "clinics.csv", city, run, "clinic");
    write_incident_csv(folder / "incidents.csv", city, run);
    write_parking_csv(folder / "parking.csv", city, run);
    write_load_csv(folder / "loads.csv", city, run);
    write_camera_field_csv(folder / "camera_fields.csv", city, run);
    auto anchors = results::anchors_of(city, scenario, run);
    write_anchor_csv(folder / "anchors.csv", anchors);
    write_spending_csv(folder / "spending.csv", city, spending);
    write_volume_map(folder / "volumes.svg", city, run, map_hour);
    if (scenario.demand.route_file.empty()) {
        auto const people = demand::summarise(city, scenario, plans);
        write_people_svg(folder / "people.svg", people, scenario.title.vi + " / " + scenario.title.en);
        write_people_json(folder / "people.json", people);
    }
    results::write_result(result, city, scenario, run, kpis, provenance, days, spending);
    return anchors;
}

void write_study_run(std::filesystem::path const& folder, study::FinishedRun const& finished,
                     std::string const& command, std::string const& started_utc)
{
    auto const out = folder / finished.day / finished.variant / fmt::format("{}", finished.replication + 1);
    core::require_writable_folder(out);
    auto const result = out / "run.h5";
    withdraw(result);
    write_kpi_csv(out / "kpis.csv", finished.kpis);
    write_delays_json(out / "delays.json", person_delays(finished.city, finished.plans, finished.run));
    if (finished.replication == 0) {
        write_geopackage(out / "results.gpkg", finished.city, finished.run);
        write_volume_map(out / "volumes.svg", finished.city, finished.run, map_hour);
        if (finished.scenario.demand.route_file.empty()) {
            write_people_json(out / "people.json", demand::summarise(finished.city, finished.scenario, finished.plans));
        }
    }
    results::write_result(
        result, finished.city, finished.scenario, finished.run, finished.kpis,
        results::provenance_of(finished.city, finished.scenario, finished.option, finished.run, command, started_utc),
        finished.days);
}

}  // namespace halong::exporting
