#include "demand/routed_legs.hpp"

#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "demand/leg_check.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <tuple>
#include <utility>

namespace halong::demand {
namespace {

using core::LinkId;
using core::NodeId;

void add_stay(city::Plans& plans, network::Network const& network, NodeId node, core::ZoneId zone)
{
    plans.activity.push_back(city::Activity::outside);
    plans.place.emplace_back();
    plans.zone.push_back(zone);
    plans.node.push_back(node);
    plans.point.push_back(network.position(node));
    plans.outdoor_share.push_back(0);
    plans.min_duration.push_back(0);
}

// The zone of every node, looked up when it is first asked for.
class NodeZones {
public:
    explicit NodeZones(city::City const& city) : city_(city), zone_(city.network.node_count()) {}
    core::ZoneId operator()(NodeId node)
    {
        if (!zone_[node].valid()) zone_[node] = city_.nearest_zone(city_.network.position(node));
        return zone_[node];
    }

private:
    city::City const& city_;
    core::Column<NodeId, core::ZoneId> zone_;
};

}  // namespace

city::Mode mode_of(network::VehicleClass vehicle)
{
    using city::Mode;
    constexpr std::array<Mode, network::vehicle_class_count> modes{
        Mode::motorbike, Mode::car, Mode::van, Mode::bus, Mode::coach, Mode::lorry, Mode::bicycle};
    return modes[static_cast<std::size_t>(vehicle)];
}

std::string fault_of_route(network::Network const& network, std::span<LinkId const> route,
                           network::VehicleClass vehicle)
{
    if (route.empty()) return "has no links";
    for (std::size_t i = 0; i < route.size(); ++i) {
        if (!network.access(route[i]).has(vehicle)) {
            return fmt::format("passes {}, which is closed to {}", network.way_id(route[i]),
                               network::info(vehicle).name);
        }
        if (i == 0) continue;
        NodeId const node = network.to(route[i - 1]);
        bool const meet = network.from(route[i]) == node;
        if (meet && !(network.has_banned_turn(node) && network.is_banned(route[i - 1], route[i]))) continue;
        return fmt::format("goes from {} to {}, {}", network.way_id(route[i - 1]), network.way_id(route[i]),
                           meet ? "a turn that is not allowed" : "which do not meet");
    }
    return "";
}

city::Plans plans_of(RoutedLegs const& legs, city::City const& city)
{
    city::Plans plans;
    NodeZones zone_of(city);
    for (std::size_t leg = 0; leg < legs.size(); ++leg) {
        auto const route = legs.routes[leg];
        NodeId const from = city.network.from(route.front());
        NodeId const to = city.network.to(route.back());
        plans.traveller_key.push_back(core::hash_of(fmt::format("leg/{}", legs.id[leg])));
        plans.person_class.push_back(city::PersonClass::business);
        plans.persons.push_back(1);
        plans.home_zone.push_back(zone_of(from));
        add_stay(plans, city.network, from, zone_of(from));
        plans.planned_end.push_back(legs.departure_ms[leg]);
        plans.mode.push_back(mode_of(legs.vehicle[leg]));
        add_stay(plans, city.network, to, zone_of(to));
        plans.planned_end.push_back(core::never);
        plans.mode.push_back(city::Mode::none);
        plans.first_stay.push_back(static_cast<std::uint32_t>(plans.stay_count()));
    }
    return plans;
}

RoutedLegs vehicle_legs(city::Plans const& plans, network::Routes const& routes)
{
    struct Leg {
        std::uint64_t traveller_key;
        core::Millis departure_ms;
        std::uint32_t stay;
        std::uint32_t number;  // among the traveller's stays
    };
    std::vector<Leg> order;
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        auto const first = plans.stays_begin(traveller);
        for (auto stay = first; stay < plans.stays_end(traveller); ++stay) {
            if (!city::has_vehicle(plans.mode[stay]) || routes[stay].empty()) continue;
            order.push_back({plans.traveller_key[traveller], plans.planned_end[stay], stay, stay - first});
        }
    }
    // By departure and id, whose text is the key in hexadecimal digits and the number in decimal ones.
    std::ranges::sort(order, [](Leg const& a, Leg const& b) {
        auto const rank = [](Leg const& leg) { return std::tie(leg.departure_ms, leg.traveller_key); };
        if (rank(a) != rank(b)) return rank(a) < rank(b);
        return fmt::to_string(a.number) < fmt::to_string(b.number);
    });
    RoutedLegs legs;
    legs.id.resize(order.size());
    legs.vehicle.resize(order.size());
    legs.departure_ms.resize(order.size());
    legs.routes.offset.reserve(order.size() + 1);
    for (Leg const& leg : order) {
        legs.routes.offset.push_back(legs.routes.offset.back() + static_cast<std::uint32_t>(routes[leg.stay].size()));
    }
    legs.routes.links.resize(legs.routes.offset.back());
    constexpr std::size_t legs_at_once = 8'192;
    core::for_each_index(order.size(), legs_at_once, [&](std::size_t i) {
        Leg const& leg = order[i];
        legs.id[i] = fmt::format("{}.{}", core::hex(leg.traveller_key), leg.number);
        legs.vehicle[i] = city::vehicle_of(plans.mode[leg.stay]);
        legs.departure_ms[i] = leg.departure_ms;
        std::ranges::copy(routes[leg.stay], legs.routes.links.data() + legs.routes.offset[i]);
    });
    return legs;
}

network::Routes routes_by_stay(network::Routes const& by_leg)
{
    network::Routes by_stay;
    by_stay.links = by_leg.links;
    by_stay.offset.reserve(2 * by_leg.size() + 1);
    for (std::size_t leg = 0; leg < by_leg.size(); ++leg) {
        by_stay.offset.push_back(by_leg.offset[leg + 1]);
        by_stay.offset.push_back(by_leg.offset[leg + 1]);
    }
    return by_stay;
}

}  // namespace halong::demand
