#include "simulation/arriving_vehicles.hpp"

#include "network/ban_slots.hpp"
#include "network/hierarchy_tree.hpp"
#include "network/user_graph.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace halong::simulation {

using core::LinkId;
using core::Millis;
using core::NodeId;
using network::RouteUser;
using services::Parked;

// The fastest ways on free roads between car parks, tolls and bans of the hour included, each found once.
struct ArrivingVehicles::Ways {
    explicit Ways(network::Network const& network) : slots(network.hour_bans(), network.link_tolls()), distinct(network)
    {}

    // Empty from a node to itself; nothing where no way is open at that time. `worth` matters where tolls are paid.
    std::optional<std::span<LinkId const>> find(network::Network const& network,
                                                network::RouteChoiceParameters const& parameters, RouteUser user,
                                                NodeId from, NodeId to, Millis time_ms, network::WorthStep worth)
    {
        user = distinct.of(user);
        std::uint8_t const slot = slots.slot_of(time_ms);
        auto const [place, is_new] = found.try_emplace(std::tuple(user, slot, worth, from, to));
        if (is_new && from != to) {
            auto& graph = graphs[static_cast<std::size_t>(user)];
            if (!graph) graph.emplace(network, user, parameters, slots);
            auto cost = costs.find(std::tuple(user, slot, worth));
            if (cost == costs.end()) {
                std::vector<std::uint32_t> const no_delays(network.link_count(), 0);
                cost = costs
                           .try_emplace(std::tuple(user, slot, worth), graph->hierarchy,
                                        graph->costs_in(slot, no_delays, worth))
                           .first;
            }
            network::HierarchyTree tree;
            tree.grow(cost->second, from);
            tree.append_path(to, place->second);
        }
        if (place->second.empty() && from != to) return std::nullopt;
        return place->second;
    }

    network::BanSlots slots;
    network::DistinctUsers distinct;
    std::array<std::optional<network::UserGraph>, network::route_user_count> graphs;
    std::map<std::tuple<RouteUser, std::uint8_t, network::WorthStep>, network::HierarchyCosts> costs;
    std::map<std::tuple<RouteUser, std::uint8_t, network::WorthStep, NodeId, NodeId>, std::vector<LinkId>> found;
};

ArrivingVehicles::ArrivingVehicles(city::City const& city, city::Plans const& plans,
                                   std::vector<std::unique_ptr<services::Service>> const& services,
                                   network::RouteChoiceParameters const& parameters, city::ValueOfTime const& values)
    : city_(city), plans_(plans), parameters_(parameters), values_(values), ways_(std::make_unique<Ways>(city.network))
{
    for (auto const& service : services) {
        for (int mode = 0; mode < city::mode_count; ++mode) {
            if (service->parks(static_cast<city::Mode>(mode))) {
                services_[static_cast<std::size_t>(mode)] = service.get();
            }
        }
    }
}

ArrivingVehicles::~ArrivingVehicles() = default;

bool ArrivingVehicles::is_needed() const
{
    return std::ranges::any_of(services_, [](services::Service const* service) { return service != nullptr; });
}

bool ArrivingVehicles::later(Coming const& a, Coming const& b)
{
    return std::tie(b.arrival.time_ms, b.arrival.leg) < std::tie(a.arrival.time_ms, a.arrival.leg);
}

// Where the vehicle of a leg that has ended stands, and since when it has been on the way.
ArrivingVehicles::UnderWay ArrivingVehicles::take(traffic::Arrival const& arrival)
{
    auto const found = std::ranges::lower_bound(under_way_, arrival.leg, {}, &UnderWay::leg);
    if (found == under_way_.end() || found->leg != arrival.leg) {
        return {arrival.leg, plans_.node[arrival.leg + 1], arrival.departure_ms, arrival.free_ms};
    }
    UnderWay const came = *found;
    under_way_.erase(found);
    return came;
}

Parked ArrivingVehicles::park(services::VehicleComing const& vehicle, UnderWay const& came, traffic::Traffic& traffic)
{
    city::Mode const mode = plans_.mode[vehicle.leg];
    services::Service& service = *services_[static_cast<std::size_t>(mode)];
    Parked parked = service.park(vehicle);
    network::WorthStep const worth = ways_->slots.has_tolls()
                                         ? network::worth_step_of(values_.vnd_per_min(plans_, vehicle.traveller))
                                         : network::usual_worth;
    while (parked.outcome == Parked::Outcome::drives_on) {
        auto const way = ways_->find(city_.network, parameters_, city::route_user_of(mode), came.to, parked.to,
                                     parked.time_ms, worth);
        if (!way) {
            parked = service.finds_no_way({vehicle.traveller, vehicle.leg, parked.time_ms});
            continue;
        }
        double metres = 0;
        for (LinkId const link : *way) metres += city_.network.length_m(link);
        service.drives_on(vehicle.traveller, std::llround(1'000 * metres));
        traffic.drive_on(vehicle.leg, parked.time_ms, *way);
        under_way_.insert(std::ranges::lower_bound(under_way_, vehicle.leg, {}, &UnderWay::leg),
                          {vehicle.leg, parked.to, came.departure_ms, came.free_ms});
        break;
    }
    return parked;
}

void ArrivingVehicles::settle(std::vector<traffic::Arrival>& arrivals, std::vector<traffic::Arrival>& turned_away,
                              Millis now_ms, std::span<std::uint32_t const> traveller_of_stay,
                              traffic::Traffic& traffic)
{
    std::erase_if(arrivals, [&](traffic::Arrival const& arrival) {
        auto* const service = services_[static_cast<std::size_t>(plans_.mode[arrival.leg])];
        if (service == nullptr) return false;
        services::VehicleComing const vehicle{traveller_of_stay[arrival.leg], arrival.leg, arrival.time_ms};
        UnderWay const came = take(arrival);
        Parked const parked = park(vehicle, came, traffic);
        if (parked.outcome == Parked::Outcome::drives_on) return true;
        Coming coming{arrival, parked.outcome == Parked::Outcome::turned_away};
        coming.arrival.time_ms = parked.time_ms;
        coming.arrival.departure_ms = came.departure_ms;
        coming.arrival.free_ms = came.free_ms;
        coming.arrival.after_road_ms = parked.time_ms - arrival.time_ms;
        coming_.push_back(coming);
        std::ranges::push_heap(coming_, later);
        return true;
    });
    while (!coming_.empty() && coming_.front().arrival.time_ms < now_ms) {
        std::ranges::pop_heap(coming_, later);
        (coming_.back().is_turned_away ? turned_away : arrivals).push_back(coming_.back().arrival);
        coming_.pop_back();
    }
}

void ArrivingVehicles::set_out(std::span<traffic::Departure const> departures,
                               std::span<std::uint32_t const> traveller_of_stay)
{
    for (traffic::Departure const& departure : departures) {
        auto* const service = services_[static_cast<std::size_t>(plans_.mode[departure.leg])];
        if (service != nullptr) service->sets_out(traveller_of_stay[departure.leg], departure.time_ms);
    }
}

std::vector<std::uint32_t> ArrivingVehicles::legs_on_foot() const
{
    std::vector<std::uint32_t> legs;
    for (Coming const& coming : coming_) legs.push_back(coming.arrival.leg);
    std::ranges::sort(legs);
    return legs;
}

std::vector<std::uint32_t> ArrivingVehicles::legs_driving_on() const
{
    std::vector<std::uint32_t> legs;
    for (UnderWay const& one : under_way_) legs.push_back(one.leg);
    return legs;
}

}  // namespace halong::simulation
