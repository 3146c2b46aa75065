#include "demand/spot.hpp"

#include "core/hash.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace halong::demand {
namespace {

struct DrawnNodes {
    std::array<NodeId, most_local_spots> nodes{};  // by rank
    std::uint32_t count = 0;
};

// Nodes of the zone by highest random weight, the first `count`, as far as there are.
DrawnNodes nodes_in_zone(city::City const& city, ZoneId zone, std::uint64_t bits, std::uint32_t count)
{
    DrawnNodes drawn;
    std::array<std::uint64_t, most_local_spots> ranks{};
    for (NodeId const node : city.zone_nodes[zone]) {
        std::uint64_t const rank = core::combine(bits, city.network.stable_id(node));
        if (drawn.count == count && rank >= ranks[count - 1]) continue;
        std::uint32_t at = drawn.count < count ? drawn.count++ : count - 1;
        for (; at > 0 && ranks[at - 1] > rank; --at) {
            ranks[at] = ranks[at - 1];
            drawn.nodes[at] = drawn.nodes[at - 1];
        }
        ranks[at] = rank;
        drawn.nodes[at] = node;
    }
    return drawn;
}

std::uint64_t node_bits(core::Random const& random, std::uint64_t key, std::uint32_t ordinal)
{
    return random.bits(core::Stream::spot, {key, purpose_of(Decision::unnamed_node), ordinal});
}

Spot spot_at(city::City const& city, ZoneId zone, NodeId node, std::uint64_t bits, double spread_m)
{
    return {PlaceId{}, zone, node,
            scattered(core::combine(bits, city.network.stable_id(node)), city.network.position(node), spread_m), 0.0F};
}

}  // namespace

std::uint64_t key_of(std::string_view prefix, std::uint64_t ordinal)
{
    std::array<char, 256> text{};
    std::size_t const room = text.size() - 24;
    if (prefix.size() > room) return core::combine(core::hash_of(prefix), ordinal);
    std::ranges::copy(prefix, text.begin());
    auto const* const end = std::to_chars(text.data() + prefix.size(), text.data() + text.size(), ordinal).ptr;
    return core::hash_of({text.data(), static_cast<std::size_t>(end - text.data())});
}

geo::PointMetric scattered(std::uint64_t bits, geo::PointMetric centre, double radius_m)
{
    constexpr int tries = 16;  // 4 - pi of 4 fail: all do once in 5e10 draws
    for (int i = 0; i < tries; ++i) {
        double const x = static_cast<double>(bits >> 32) * 0x1.0p-31 - 1.0;
        double const y = static_cast<double>(bits & 0xFFFF'FFFFU) * 0x1.0p-31 - 1.0;
        if (x * x + y * y < 1.0) return {centre.x_m + x * radius_m, centre.y_m + y * radius_m};
        bits = core::combine(bits, static_cast<std::uint64_t>(i));
    }
    return centre;
}

NodeId node_in_zone(city::City const& city, ZoneId zone, std::uint64_t bits)
{
    return nodes_in_zone(city, zone, bits, 1).nodes.front();
}

Spot spot_in_place(city::City const& city, core::Random const& random, std::uint64_t key, std::uint32_t ordinal,
                   PlaceId id)
{
    city::Place const& place = city.places[id];
    std::uint64_t const bits = random.bits(
        core::Stream::spot, {core::combine(key, place.stable_id), purpose_of(Decision::spot_in_place), ordinal});
    return {id, place.zone, place.vehicle_node, scattered(bits, place.position, place.radius_m),
            static_cast<float>(place.outdoor_share)};
}

Spot spot_in_zone(city::City const& city, core::Random const& random, std::uint64_t key, std::uint32_t ordinal,
                  ZoneId zone, double spread_m)
{
    std::uint64_t const bits = node_bits(random, key, ordinal);
    return spot_at(city, zone, node_in_zone(city, zone, bits), bits, spread_m);
}

Spot spot_near(city::City const& city, core::Random const& random, std::uint64_t key, std::uint32_t ordinal,
               Spot const& home, std::uint32_t candidates, double spread_m)
{
    std::uint64_t const bits = node_bits(random, key, ordinal);
    DrawnNodes const drawn = nodes_in_zone(city, home.zone, bits, candidates);
    NodeId nearest = drawn.nodes.front();
    double nearest_m = geo::distance_m(home.point, city.network.position(nearest));
    for (std::uint32_t i = 1; i < drawn.count; ++i) {
        double const away_m = geo::distance_m(home.point, city.network.position(drawn.nodes[i]));
        if (away_m >= nearest_m) continue;
        nearest = drawn.nodes[i];
        nearest_m = away_m;
    }
    return spot_at(city, home.zone, nearest, bits, spread_m);
}

}  // namespace halong::demand
