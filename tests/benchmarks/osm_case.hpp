// A real network with random demand: any OpenStreetMap file, 75 % motorbikes, departures within two hours.
#pragma once

#include "benchmarks/benchmark_case.hpp"
#include "city/build.hpp"
#include "core/random.hpp"
#include "network/route_choice.hpp"

#include <cstdio>
#include <filesystem>

namespace halong::benchmark {

inline Case read_osm_case(std::filesystem::path const& path, std::uint32_t vehicles)
{
    constexpr std::uint64_t horizon_ms = 7'200'000;
    Case result;
    result.name = path.filename().string();
    city::ImportIssues issues;
    city::NetworkSummary summary;
    geo::Projection const projection("EPSG:5899");
    result.network = city::build_network(city::read_osm(path, projection, issues), projection, issues, summary);
    core::Random const random(1);
    std::vector<network::RouteRequest> requests;
    for (std::uint32_t leg = 0; leg < vehicles; ++leg) {
        auto const draw = [&](std::uint32_t purpose, std::uint64_t n) {
            return random.below(core::Stream::test, {leg, purpose, 0}, n);
        };
        network::RouteRequest request;
        request.origin = core::NodeId(static_cast<std::size_t>(draw(1, result.network.node_count())));
        request.destination = core::NodeId(static_cast<std::size_t>(draw(2, result.network.node_count())));
        bool const motorbike = draw(3, 100) < 75;
        request.user = motorbike ? network::RouteUser::motorbike : network::RouteUser::car;
        request.pcu_milli = motorbike ? 250 : 1000;
        request.departure_ms = static_cast<core::Millis>(draw(4, horizon_ms));
        requests.push_back(request);
        result.add_leg(motorbike ? city::Mode::motorbike : city::Mode::car, request.departure_ms);
    }
    result.routes = network::choose_routes(result.network, requests, {});
    std::printf("%s: %zu nodes, %zu links, %u vehicles, %zu route links, %zu without a way\n", result.name.c_str(),
                result.network.node_count(), result.network.link_count(), vehicles, result.routes.links.size(),
                result.routes.unreachable.size());
    return result;
}

}  // namespace halong::benchmark
