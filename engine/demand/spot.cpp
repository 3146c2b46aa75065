#include "demand/spot.hpp"

#include "core/hash.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace halong::demand {

std::uint64_t key_of(std::string_view prefix, std::uint64_t ordinal)
{
    std::array<char, 256> text{};
    std::size_t const room = text.size() - 24;
    if (prefix.size() > room) return core::combine(core::hash_of(prefix), ordinal);
    std::ranges::copy(prefix, text.begin());
    auto const end = std::to_chars(text.data() + prefix.size(), text.data() + text.size(), ordinal).ptr;
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
    auto const& nodes = city.zone_nodes[zone];
    NodeId best = nodes.front();
    std::uint64_t least = core::combine(bits, city.network.stable_id(best));
    for (std::size_t i = 1; i < nodes.size(); ++i) {
        std::uint64_t const rank = core::combine(bits, city.network.stable_id(nodes[i]));
        if (rank < least) {
            least = rank;
            best = nodes[i];
        }
    }
    return best;
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
    std::uint64_t const bits = random.bits(core::Stream::spot, {key, purpose_of(Decision::unnamed_node), ordinal});
    NodeId const node = node_in_zone(city, zone, bits);
    return {PlaceId{}, zone, node,
            scattered(core::combine(bits, city.network.stable_id(node)), city.network.position(node), spread_m), 0.0F};
}

}  // namespace halong::demand
