// Small networks for tests: grids, hand-made links and random graphs with banned turns.
#pragma once

#include "core/random.hpp"
#include "network/network.hpp"

#include <string>
#include <utility>
#include <vector>

namespace halong::test {

using core::LinkId;
using core::NodeId;

inline constexpr network::Access everybody = network::Access::all_vehicles().with(network::Access::walkers());

// Numbers that tests draw in turn: draw i is Philox at counter i.
class Draws {
public:
    explicit Draws(std::uint64_t seed) : random_(seed) {}
    std::size_t below(std::size_t n)
    {
        return static_cast<std::size_t>(random_.below(core::Stream::test, {.entity = next_++}, n));
    }
    template <class T>
    void shuffle(std::vector<T>& values)
    {
        for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
    }

private:
    core::Random random_;
    std::uint64_t next_ = 0;
};

// Builds a network link by link. Stable ids differ for all nodes and links and follow the order of creation.
struct NetworkSketch {
    std::vector<network::NodeRecord> nodes;
    std::vector<network::LinkRecord> links;
    std::vector<network::BannedTurn> banned;

    NodeId node(double x_m, double y_m)
    {
        nodes.push_back({.position = {x_m, y_m}, .stable_id = 1'000'000 + nodes.size()});
        return NodeId{nodes.size() - 1};
    }
    // A one-way link of `length_m`; its way is "w<number>" unless given.
    LinkId one_way(NodeId from, NodeId to, double length_m, std::string way = {})
    {
        network::LinkRecord record;
        record.from = from;
        record.to = to;
        record.stable_id = 2'000'000 + links.size();
        record.way_id = way.empty() ? "w" + std::to_string(links.size()) : std::move(way);
        record.length_m = length_m;
        record.width_m = 3.5;
        record.speed_limit_kmh = 36;
        record.access = everybody;
        record.shape = {nodes[from.value()].position, nodes[to.value()].position};
        links.push_back(std::move(record));
        return LinkId{links.size() - 1};
    }
    // Both directions of one stretch: {there, back}.
    std::pair<LinkId, LinkId> two_way(NodeId from, NodeId to, double length_m)
    {
        std::string const way = "w" + std::to_string(links.size());
        LinkId const there = one_way(from, to, length_m, way);
        return {there, one_way(to, from, length_m, way)};
    }
    network::LinkRecord& operator[](LinkId link) { return links[link.value()]; }
    [[nodiscard]] network::Network build() const { return {nodes, links, banned}; }
};

// A grid of width x height nodes, 100 m apart, all streets two-way, lengths 100 m + 0 … `jitter_m`.
inline NetworkSketch grid_sketch(std::size_t width, std::size_t height, std::size_t jitter_m, std::uint64_t seed)
{
    NetworkSketch sketch;
    Draws draws(seed);
    for (std::size_t i = 0; i < width * height; ++i) {
        sketch.node(100.0 * static_cast<double>(i % width), 100.0 * static_cast<double>(i / width));
    }
    auto const length = [&] { return 100.0 + static_cast<double>(draws.below(jitter_m + 1)); };
    for (std::size_t i = 0; i < width * height; ++i) {
        if (i % width + 1 < width) sketch.two_way(NodeId{i}, NodeId{i + 1}, length());
        if (i + width < width * height) sketch.two_way(NodeId{i}, NodeId{i + width}, length());
    }
    return sketch;
}

// Random one-way links (parallel ones and loops too), a share of banned turns, and few different lengths, so that
// ties abound.
inline NetworkSketch random_sketch(std::size_t nodes, std::size_t links, std::size_t banned_turns, std::uint64_t seed)
{
    NetworkSketch sketch;
    Draws draws(seed);
    for (std::size_t i = 0; i < nodes; ++i) {
        sketch.node(static_cast<double>(draws.below(5000)), static_cast<double>(draws.below(5000)));
    }
    for (std::size_t i = 0; i < links; ++i) {
        NodeId const from{draws.below(nodes)};
        NodeId const to{draws.below(nodes)};
        LinkId const link = sketch.one_way(from, to, 10.0 * static_cast<double>(1 + draws.below(8)));
        if (draws.below(10) == 0)
            sketch[link].access = everybody.without(network::Access::of(network::VehicleClass::car));
    }
    while (sketch.banned.size() < banned_turns) {
        LinkId const first{draws.below(links)};
        LinkId const second{draws.below(links)};
        if (sketch[first].to == sketch[second].from) sketch.banned.push_back({first, second});
    }
    return sketch;
}

}  // namespace halong::test
