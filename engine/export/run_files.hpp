// The files that a finished run leaves in its folder.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "results/anchors.hpp"
#include "results/kpi.hpp"
#include "results/result_file.hpp"
#include "results/route_gap.hpp"
#include "results/spending.hpp"
#include "scenario/scenario.hpp"
#include "simulation/simulation.hpp"
#include "study/study.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace halong::exporting {

// One run of `halong run`, and what follows from it.
struct RunOfDay {
    city::City const& city;
    scenario::Scenario const& scenario;
    city::Plans const& plans;
    simulation::RunResult const& run;
    std::vector<results::Kpi> const& kpis;
    results::Spending const& spending;
    std::vector<results::RouteGap> const& days;  // of replanning, before the run
    results::Provenance const& provenance;
};

// run.h5, results.gpkg, kpis.csv, the tables by service, the map and the charts; not the report, which is made from
// them. Published figures beside those of the day are given back. The folder exists. Throws CannotWrite.
std::vector<results::Anchor> write_run_files(std::filesystem::path const& folder, RunOfDay const& day);

// What one run of a study leaves in <folder>/<day>/<variant>/<replication>: always its HDF5 file and KPIs; GIS layers and
// the map once for each variant. Throws CannotWrite.
void write_study_run(std::filesystem::path const& folder, study::FinishedRun const& finished,
                     std::string const& command, std::string const& started_utc);

}  // namespace halong::exporting
