// Networks built from towns that tests write, and questions to them.
#pragma once

#include "city/build.hpp"
#include "city/osm_text.hpp"
#include "core/hash.hpp"
#include "network/connectivity.hpp"

#include <catch2/catch.hpp>
#include <set>

namespace halong::test {

using namespace city;
using network::Access;
using network::VehicleClass;

struct Built {
    network::Network network;
    ImportIssues issues;
    NetworkSummary summary;
};

inline Built build(OsmText const& town, bool backwards = false)
{
    Built result;
    auto const roads = town.read(result.issues, {}, backwards);
    result.network = build_network(roads, halong_crs(), result.issues, result.summary);
    return result;
}

inline Built build_file(std::filesystem::path const& path, char const* crs, OsmOptions const& options = {})
{
    Built result;
    geo::Projection const projection(crs);
    auto const roads = read_osm(path, projection, result.issues, options);
    result.network = build_network(roads, projection, result.issues, result.summary);
    return result;
}

inline std::uint64_t digest_of(network::Network const& network)
{
    core::Digest digest;
    for (auto const node : network.nodes()) {
        digest.add(network.stable_id(node));
        digest.add(static_cast<std::uint64_t>(network.has_signal(node)));
    }
    for (auto const link : network.links()) {
        digest.add(network.stable_id(link));
        digest.add(static_cast<std::uint64_t>(network.from(link).value()));
        digest.add(static_cast<std::uint64_t>(network.to(link).value()));
        digest.add(static_cast<std::uint64_t>(network.access(link).bits()));
        digest.add(std::string_view(network.way_id(link)));
        double const sizes[] = {network.length_m(link), network.width_m(link), network.speed_limit_kmh(link)};
        digest.add_bytes(sizes, sizeof sizes);
        for (auto const point : network.shape(link)) digest.add_bytes(&point, sizeof point);
    }
    for (auto const& turn : network.banned_turns()) {
        digest.add(static_cast<std::uint64_t>(turn.from.value()));
        digest.add(static_cast<std::uint64_t>(turn.to.value()));
    }
    return digest.value();
}

inline std::uint64_t node_stable_id(long osm_id) { return core::hash_of(fmt::format("node/{}", osm_id)); }

// The link from one OpenStreetMap node to another that vehicles (or, if asked, only walkers) use; invalid if none.
inline core::LinkId link_between(network::Network const& network, long from, long to, bool walk_only = false)
{
    for (auto const link : network.links()) {
        bool const ends = network.stable_id(network.from(link)) == node_stable_id(from) &&
                          network.stable_id(network.to(link)) == node_stable_id(to);
        if (ends && network.access(link).overlaps(Access::all_vehicles()) != walk_only) return link;
    }
    return {};
}

// Two streets that cross at node 1; arms end at 2 (east), 3 (west), 4 (north), 5 (south).
inline OsmText crossroads()
{
    OsmText town;
    town.node(1, 0, 0).node(2, 100, 0).node(3, -100, 0).node(4, 0, 100).node(5, 0, -100);
    town.road(10, {3, 1}).road(11, {1, 2}).road(12, {4, 1}).road(13, {1, 5});
    return town;
}

// A ring road 1-2-3-4-1 of 4 x 100 m; every corner has a side road, so that it stays a node.
inline OsmText square(TagList const& tags = {})
{
    OsmText town;
    town.node(1, 0, 0).node(2, 100, 0).node(3, 100, 100).node(4, 0, 100);
    town.node(21, -50, 0).node(22, 150, 0).node(23, 150, 100).node(24, -50, 100);
    town.road(10, {1, 2}, tags).road(11, {2, 3}, tags).road(12, {3, 4}, tags).road(13, {4, 1}, tags);
    town.road(31, {1, 21}).road(32, {2, 22}).road(33, {3, 23}).road(34, {4, 24});
    return town;
}

inline void check_every_class_is_strongly_connected(network::Network const& network)
{
    std::vector<Access> users{Access::walkers()};
    for (int i = 0; i < network::vehicle_class_count; ++i) users.push_back(Access::of(static_cast<VehicleClass>(i)));
    for (auto const user : users) {
        auto const parts = network::strong_components(network, user);
        std::set<std::uint32_t> seen;
        for (auto const link : network.links()) {
            if (!network.access(link).overlaps(user)) continue;
            seen.insert(parts.of_node[network.from(link)]);
            seen.insert(parts.of_node[network.to(link)]);
        }
        CHECK(seen.size() <= 1);
    }
}

}  // namespace halong::test
