// A case from SUMO files: a folder with net.xml and *.rou.xml, plain or compressed.
#pragma once

#include "benchmarks/benchmark_case.hpp"
#include "city/sumo_network.hpp"
#include "core/error.hpp"
#include "demand/routed_legs.hpp"
#include "geo/projection.hpp"

#include <cstdio>
#include <filesystem>

namespace halong::benchmark {

// The first file of the folder, by name, that has `part` in its name.
inline std::filesystem::path file_with(std::filesystem::path const& folder, std::string_view part)
{
    std::filesystem::path found;
    if (std::filesystem::is_directory(folder)) {
        for (auto const& entry : std::filesystem::directory_iterator(folder)) {
            bool const matches = entry.path().filename().string().find(part) != std::string::npos;
            if (matches && (found.empty() || entry.path() < found)) found = entry.path();
        }
    }
    if (!found.empty()) return found;
    throw core::UserError(core::Diagnostic{folder.string(), 0, 0, "holds no file *" + std::string(part) + "*",
                                           "give the folder of a SUMO network and its routes"});
}

// SUMO's queue model and the ideal loop let everybody with green go, so that all race over the same work: nobody yields.
inline void let_all_go_at_green(network::Network& network)
{
    auto plans = network.signal_plans();
    for (auto& plan : plans) {
        for (auto& turn : plan.turns) turn.yields = false;
    }
    network.set_signal_plans(std::move(plans));
}

// Amber is green, as in SUMO's queue model and the ideal loop's 45 s of 90.
inline Case read_sumo_case(std::filesystem::path const& folder)
{
    Case result;
    result.name = folder.filename().string();
    city::ImportIssues issues;
    city::NetworkSummary summary;
    geo::Projection const projection("EPSG:5899");
    result.network = city::build_sumo_network(city::read_sumo_file(file_with(folder, "net.xml")), result.name,
                                              projection, issues, summary, {.amber_is_green = true});
    let_all_go_at_green(result.network);
    auto legs = demand::read_sumo_routes({file_with(folder, ".rou.xml")}, result.network, issues);
    for (std::size_t leg = 0; leg < legs.size(); ++leg) {
        result.add_leg(demand::mode_of(legs.vehicle[leg]), legs.departure_ms[leg]);
    }
    result.routes = std::move(legs.routes);
    result.ideal_signals = true;
    std::printf("%s: %zu nodes, %zu links, %zu signal plans, %zu vehicles, %zu route links, %ld errors in the files\n",
                result.name.c_str(), result.network.node_count(), result.network.link_count(),
                result.network.signal_plans().size(), legs.size(), result.routes.links.size(),
                issues.count(city::Severity::error));
    return result;
}

}  // namespace halong::benchmark
