// The HDF5 file of one run: CF/UGRID mesh with hourly link data, zones, sites, KPIs and provenance (FORMAT.md).
#pragma once

#include "city/city.hpp"
#include "results/hdf5_file.hpp"
#include "results/kpi.hpp"
#include "results/route_gap.hpp"
#include "results/spending.hpp"
#include "scenario/scenario.hpp"
#include "simulation/simulation.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace halong::results {

// What is needed to make the run again.
struct Provenance {
    std::string software;       // "halong 0.1.0 (commit)"
    std::string command;        // command line
    std::string scenario_toml;  // resolved: every default written out
    std::string option_toml;    // "" for the base
    std::uint64_t seed = 0;
    int threads = 0;
    std::vector<city::InputFile> inputs;
    std::string started_utc;  // ISO 8601
    double wall_s = 0;
};

// Writes the whole result durably; `days` of replanning came before the run; `spending` of
// its visitors, if it is known. Throws CannotWrite.
void write_result(std::filesystem::path const& path, city::City const& city, scenario::Scenario const& scenario,
                  simulation::RunResult const& run, std::vector<Kpi> const& kpis, Provenance const& provenance,
                  std::vector<RouteGap> const& days = {}, Spending const& spending = {});

// Whoever reads a result begins with this. Throws UserError, with what to do, when the open file at `path` is not a result of
// this program or has another layout than the one that it writes (FORMAT.md).
void require_result(Hdf5Reader const& file, std::filesystem::path const& path);

// By what a run is told from others, as the record in its file has it; what the record lacks is empty.
struct RunIdentity {
    std::string digest;  // 16 hex digits
    std::optional<std::uint64_t> seed;
    std::vector<city::InputFile> inputs;  // the files that the run read, as it names them, with their hashes then
};
// Of the run that left the open file. Throws UserError when the file has no record.
RunIdentity identity_of_run(Hdf5Reader const& file);

// Reads back the KPIs of a result file. Throws UserError when it is not one of ours or incomplete.
std::vector<Kpi> read_kpis(std::filesystem::path const& path);

}  // namespace halong::results
