#include "app/assign_scenario.hpp"
#include "app/settings.hpp"
#include "city/gmns.hpp"
#include "city/tntp.hpp"
#include "core/csv_cell.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "core/phase_timer.hpp"
#include "core/version.hpp"
#include "equilibrium/static_assignment.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>

namespace halong::app {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Problem {
    city::StaticNetwork network;
    city::StaticDemand demand;
    std::vector<double> known_flow;  // by link; empty: none
    std::vector<fs::path> files;
    std::optional<AssignedDay> day;  // of a scenario
};

// The trips beside X_net.tntp: X_trips.tntp.
fs::path trips_of(AssignSettings const& settings)
{
    if (!settings.trips.empty()) return settings.trips;
    constexpr std::string_view ending = "_net.tntp";
    std::string const network = settings.network.string();
    if (network.ends_with(ending)) {
        fs::path const beside = network.substr(0, network.size() - ending.size()) + "_trips.tntp";
        if (fs::exists(beside)) return beside;
    }
    throw core::UserError(
        core::Diagnostic{"halong assign", 0, 0, "--trips is missing", "give the file of trips: --trips X_trips.tntp"});
}

Problem read_problem(AssignSettings const& settings)
{
    city::CostWeights const weights{settings.toll_weight, settings.distance_weight};
    Problem problem;
    if (is_scenario(settings)) {
        problem.day = assigned_day(settings);
        problem.network = problem.day->problem.network;
        problem.demand = problem.day->problem.demand;
        problem.files = {settings.network};
        return problem;
    }
    if (!settings.settled.empty() || !settings.run.empty() || !settings.city.empty() || !settings.overrides.empty()) {
        throw core::UserError(core::Diagnostic{settings.network.string(), 0, 0,
                                               "--settled, --run, --city and --set go with a scenario",
                                               "leave them out, or give a scenario (.toml)"});
    }
    if (fs::is_directory(settings.network)) {
        if (!settings.trips.empty() || !settings.flows.empty()) {
            throw core::UserError(core::Diagnostic{settings.network.string(), 0, 0,
                                                   "--trips and --flows go with a TNTP network",
                                                   "a GMNS folder has its trips in demand.csv; leave them out"});
        }
        auto gmns = city::read_gmns(settings.network, weights);
        problem.network = std::move(gmns.network);
        problem.demand = std::move(gmns.demand);
        for (char const* name : {"node.csv", "link.csv", "demand.csv"}) {
            problem.files.push_back(settings.network / name);
        }
        if (gmns.other_links > 0 && !settings.quiet) {
            fmt::print("{} links left out, whose allowed_uses admit no vehicle of one's own\n", gmns.other_links);
        }
    } else {
        fs::path const trips = trips_of(settings);
        problem.network = city::read_tntp_network(settings.network, weights);
        problem.demand = city::read_tntp_trips(trips, problem.network);
        problem.files = {settings.network, trips};
        if (!settings.flows.empty()) problem.known_flow = city::read_tntp_flows(settings.flows, problem.network);
    }
    auto unreachable = city::unreachable_pairs(problem.network, problem.demand);
    if (!unreachable.empty()) throw core::UserError(std::move(unreachable));
    return problem;
}

fs::path sidecar_of(fs::path const& out)
{
    fs::path name = out;
    name += ".json";
    return name;
}

void check_out(AssignSettings const& settings)
{
    std::vector<fs::path> files;
    if (!settings.out.empty()) files = {settings.out, sidecar_of(settings.out)};
    if (!settings.settled.empty()) files.push_back(settings.settled);
    for (fs::path const& path : files) {
        if (settings.force || !fs::exists(path)) continue;
        throw core::UserError(
            core::Diagnostic{path.string(), 0, 0, "exists already", "choose another name, or replace it with --force"});
    }
}

// Ids as the network has them, since other programs look them up.
std::string field(std::string const& id) { return core::csv_cell(id, core::CsvFor::programs); }

void write_links(fs::path const& path, Problem const& problem, equilibrium::Assignment const& result)
{
    auto const& network = problem.network;
    std::string text = "link_id,from_node_id,to_node_id,volume,cost,volume_over_capacity\n";
    for (std::uint32_t link = 0; link < network.link_count(); ++link) {
        if (network.link_id[link].empty()) continue;
        text += fmt::format("{},{},{},{},{},{:.6f}\n", field(network.link_id[link]),
                            field(network.node_id[network.from[link]]), field(network.node_id[network.to[link]]),
                            result.flow[link], result.cost[link], result.flow[link] / network.capacity[link]);
    }
    core::write_file(path, text);
}

void write_sidecar(fs::path const& path, AssignSettings const& settings, Problem const& problem,
                   equilibrium::Assignment const& result)
{
    nlohmann::ordered_json json{{"program", fmt::format("halong {}", core::program_version)},
                                {"commit", std::string(core::git_commit())},
                                {"equilibrium", settings.system_optimum ? "system optimum" : "user equilibrium"},
                                {"gap_asked", settings.gap},
                                {"toll_weight", settings.toll_weight},
                                {"distance_weight", settings.distance_weight},
                                {"relative_gap", result.gap},
                                {"converged", result.has_converged},
                                {"beckmann_objective", result.beckmann},
                                {"total_cost", result.total_cost},
                                {"trips", problem.demand.total()},
                                {"trips_within_zones", problem.demand.within_zones}};
    for (fs::path const& file : problem.files) {
        json["inputs"].push_back({{"file", file.string()}, {"hash", core::hash_of_file(file)}});
    }
    for (auto const& row : result.iterations) {
        json["iterations"].push_back(
            {{"iteration", row.number}, {"relative_gap", row.gap}, {"objective", row.objective}, {"paths", row.paths}});
    }
    core::write_file(path, json.dump(2) + "\n");
}

void print_comparison(Problem const& problem, equilibrium::Assignment const& result)
{
    double largest = 0;
    std::uint32_t where = 0;
    double squares = 0;
    for (std::uint32_t link = 0; link < problem.known_flow.size(); ++link) {
        double const difference = std::abs(result.flow[link] - problem.known_flow[link]);
        squares += difference * difference;
        if (difference <= largest) continue;
        largest = difference;
        where = link;
    }
    auto const& network = problem.network;
    fmt::print("against the given flows: largest difference {:.6g} (link {} to {}), root mean square {:.6g}\n", largest,
               network.node_id[network.from[where]], network.node_id[network.to[where]],
               std::sqrt(squares / static_cast<double>(std::max<std::size_t>(1, problem.known_flow.size()))));
}

}  // namespace

int assign_command(AssignSettings const& settings)
{
    auto const start = Clock::now();
    check_out(settings);
    core::ThreadLimit const limit(settings.threads);
    Problem const problem = read_problem(settings);
    double const reading_s = core::seconds_since(start);
    if (!settings.quiet) {
        fmt::print("{} nodes, {} links, {} pairs with {:.10g} trips\n{:>9}  {:>12}  {:>20}  {:>9}  {:>9}\n",
                   problem.network.node_count(), problem.network.link_count(), problem.demand.pair_count(),
                   problem.demand.total(), "iteration", "relative gap", "objective", "paths", "s");
    }
    equilibrium::AssignmentOptions options;
    options.whose = settings.system_optimum ? equilibrium::CostOf::society : equilibrium::CostOf::user;
    options.gap = settings.gap;
    options.iterations = settings.iterations;
    auto const solving = Clock::now();
    auto const result =
        equilibrium::assign(problem.network, problem.demand, options, [&](equilibrium::AssignmentIteration const& row) {
            if (settings.quiet) return;
            fmt::print("{:>9}  {:>12.4e}  {:>20.6f}  {:>9}  {:>9.3f}\n", row.number, row.gap, row.objective, row.paths,
                       core::seconds_since(solving));
        });
    double const solving_s = core::seconds_since(solving);
    if (!settings.out.empty()) {
        write_links(settings.out, problem, result);
        write_sidecar(sidecar_of(settings.out), settings, problem, result);
    }
    if (problem.day && !settings.settled.empty()) write_settled(settings.settled, *problem.day, result);
    if (problem.day && !settings.run.empty()) print_run_fit(settings, *problem.day, result);
    if (!problem.known_flow.empty() && !settings.quiet) print_comparison(problem, result);
    fmt::print(
        "{}: relative gap {:.3e} after {} iterations; Beckmann objective {:.6f}, total cost {:.6f}; "
        "{:.3f} s, and {:.3f} s to read\n",
        settings.system_optimum ? "system optimum" : "user equilibrium", result.gap, result.iterations.size(),
        result.beckmann, result.total_cost, solving_s, reading_s);
    if (result.has_converged) return done;
    fmt::print(stderr, "the gap asked for is {:g}: allow more --iterations, or ask for less\n", settings.gap);
    return invalid_run;
}

}  // namespace halong::app
