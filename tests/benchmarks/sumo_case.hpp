// A case from SUMO files: a folder with net.xml and *.rou.xml, plain or compressed.
#pragma once

#include "benchmarks/benchmark_case.hpp"
#include "city/sumo_network.hpp"
#include "core/compiled_cache.hpp"
#include "core/error.hpp"
#include "demand/routed_legs.hpp"
#include "geo/projection.hpp"

#include <cstdio>
#include <filesystem>
#include <utility>

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

struct SumoCase {
    network::Network network;
    demand::RoutedLegs legs;
    std::int64_t errors = 0;  // in the files

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [network, legs, errors] = self;
        archive(network, legs, errors);
    }
};

// Amber is green, as in SUMO's queue model and the ideal loop's 45 s of 90.
inline SumoCase read_sumo_files(std::filesystem::path const& net, std::filesystem::path const& routes)
{
    SumoCase result;
    city::ImportIssues issues;
    city::NetworkSummary summary;
    geo::Projection const projection("EPSG:5899");
    result.network = city::build_sumo_network(city::read_sumo_file(net), net.string(), projection, issues, summary,
                                              {.amber_is_green = true});
    let_all_go_at_green(result.network);
    result.legs = demand::read_sumo_routes({routes}, result.network, issues);
    result.errors = issues.count(city::Severity::error);
    return result;
}

// From the cache of compiled files when they were read before, as a city's folder is.
inline Case read_sumo_case(std::filesystem::path const& folder)
{
    auto const net = file_with(folder, "net.xml");
    auto const routes = file_with(folder, ".rou.xml");
    core::CompiledKey key({"HLBENCH ", "compiled benchmark case", 1});
    key.add_file(net);
    key.add_file(routes);
    auto files = core::compiled<SumoCase>(key, [&] { return read_sumo_files(net, routes); });
    Case result;
    result.name = folder.filename().string();
    result.network = std::move(files.network);
    for (std::size_t leg = 0; leg < files.legs.size(); ++leg) {
        result.add_leg(demand::mode_of(files.legs.vehicle[leg]), files.legs.departure_ms[leg]);
    }
    result.routes = std::move(files.legs.routes);
    result.ideal_signals = true;
    std::printf("%s: %zu nodes, %zu links, %zu signal plans, %zu vehicles, %zu route links, %ld errors in the files\n",
                result.name.c_str(), result.network.node_count(), result.network.link_count(),
                result.network.signal_plans().size(), files.legs.size(), result.routes.links.size(),
                static_cast<long>(files.errors));
    return result;
}

}  // namespace halong::benchmark
