#include "results/provenance.hpp"

#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "core/version.hpp"
#include "scenario/save.hpp"

#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace halong::results {

std::vector<city::InputFile> input_files(city::City const& city, scenario::Scenario const& scenario)
{
    std::vector<city::InputFile> files = city.inputs;
    auto const& demand = scenario.demand;
    for (std::string const& file : {demand.route_file, demand.change_file, scenario.replanning.warm_start}) {
        if (!file.empty()) files.push_back({file, core::hash_of_file(file)});
    }
    return files;
}

Provenance provenance_of(city::City const& city, scenario::Scenario const& scenario, scenario::Option const* option,
                         simulation::RunResult const& run, std::string const& command, std::string const& started_utc)
{
    Provenance provenance;
    provenance.software = fmt::format("halong {} ({})", core::program_version, core::git_commit());
    provenance.command = command;
    provenance.scenario_toml = scenario::to_toml(scenario);
    provenance.option_toml = option == nullptr ? "" : scenario::to_toml(*option);
    provenance.seed = scenario.seed;
    provenance.threads = core::thread_count();
    provenance.inputs = input_files(city, scenario);
    provenance.started_utc = started_utc;
    provenance.wall_s = run.wall_s;
    return provenance;
}

std::string utc_now() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }

}  // namespace halong::results
