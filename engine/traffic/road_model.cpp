#include "traffic/road_model.hpp"

#include "traffic/crowds.hpp"
#include "traffic/dark_signals.hpp"
#include "traffic/free_movers.hpp"
#include "traffic/signal_plan.hpp"

#include <algorithm>
#include <cmath>

namespace halong::traffic {
namespace {

using core::LinkId;
using network::VehicleClass;

constexpr std::uint32_t mpcu_per_car = 1'000;
constexpr std::uint32_t largest_vehicle_mpcu = 3'000;  // bus and coach
constexpr double largest_storage_cars = 1e6;           // keeps mpcu within 32 bits

Millis travel_time_ms(double length_m, double speed_mps)
{
    double const time_ms = std::floor(length_m / speed_mps * core::ms_per_second + 0.5);
    return static_cast<Millis>(std::clamp(time_ms, 1.0, double{core::ms_per_day}));
}

std::uint32_t whole_pcu_per_h(double capacity)
{
    return static_cast<std::uint32_t>(std::max(1.0, std::floor(capacity + 0.5)));
}

// Rounding down to whole cars would cost a 20 m link a quarter of its capacity, so it is up; and vehicles stand across
// the ends of short links, so each holds one large vehicle more than its length says.
std::uint32_t storage_mpcu(network::LinkSupply const& supply, double length_m)
{
    double const cars = std::min(std::ceil(supply.jam_pcu_per_m * length_m - 1e-9), largest_storage_cars);
    return largest_vehicle_mpcu + static_cast<std::uint32_t>(cars) * mpcu_per_car;
}

// q (L/u + L/w) plus one car: eq. 7 of Agarwal, Lämmel and Nagel (2018), and what whole vehicles need beyond it.
std::uint32_t storage_for_full_flow_mpcu(LinkModel const& link)
{
    auto const round_trip_ms =
        static_cast<std::uint64_t>(link.free_time_ms[static_cast<std::size_t>(VehicleClass::car)]) +
        static_cast<std::uint64_t>(link.wave_time_ms);
    std::uint64_t const mpcu = link.exit_capacity_pcu_per_h * round_trip_ms / (core::ms_per_hour / mpcu_per_car);
    return static_cast<std::uint32_t>(mpcu) + mpcu_per_car;
}

// Whether any vehicle that may use the link would pass it in less than `least_ms`.
bool is_shorter(network::Network const& network, LinkId link, Millis least_ms)
{
    for (int i = 0; i < network::vehicle_class_count; ++i) {
        auto const vehicle = static_cast<VehicleClass>(i);
        if (!network.access(link).has(vehicle)) continue;
        if (travel_time_ms(network.length_m(link), network.free_speed_mps(link, vehicle)) < least_ms) return true;
    }
    return false;
}

// Where roads of unlike classes meet, those on the more important one go first most of the time (estimate). Between
// equals the factor cancels: shares follow capacity, as Tampère et al. 2011 require.
std::uint32_t right_of_way(network::RoadClass road_class)
{
    using network::RoadClass;
    switch (road_class) {
        case RoadClass::motorway:
        case RoadClass::trunk:
        case RoadClass::primary:
            return 16;
        case RoadClass::ramp:
        case RoadClass::secondary:
            return 8;
        case RoadClass::tertiary:
            return 4;
        case RoadClass::unclassified:
            return 2;
        default:
            return 1;
    }
}

LinkModel link_model_of(network::Network const& network, LinkId link, bool held,
                        scenario::TrafficParameters const& parameters)
{
    network::LinkSupply const supply = network.supply(link);
    double const length_m = network.length_m(link);
    LinkModel model;
    model.free_time_ms = free_times_of(network, link, parameters);
    model.exit_capacity_pcu_per_h = whole_pcu_per_h(supply.capacity_pcu_per_h);
    model.entrance_capacity_pcu_per_h = model.exit_capacity_pcu_per_h;
    model.right_of_way = right_of_way(network.road_class(link));
    model.storage_mpcu = storage_mpcu(supply, length_m);
    Millis const wave_ms = travel_time_ms(length_m, supply.wave_speed_mps);
    model.wave_time_ms = std::max(wave_ms, parameters.min_link_time_ms);
    if (held || wave_ms < parameters.min_link_time_ms) {
        model.storage_mpcu = std::max(model.storage_mpcu, storage_for_full_flow_mpcu(model));
    }
    return model;
}

}  // namespace

Millis least_time_ms(RoadModel const& model)
{
    Millis least_ms = core::never;
    for (LinkModel const& link : model.links) {
        least_ms = std::min({least_ms, link.wave_time_ms, *std::ranges::min_element(link.free_time_ms)});
    }
    return least_ms;
}

FreeTimes free_times_of(network::Network const& network, LinkId link, scenario::TrafficParameters const& parameters)
{
    FreeTimes times{};
    for (std::size_t i = 0; i < times.size(); ++i) {
        double const speed_mps = network.free_speed_mps(link, static_cast<VehicleClass>(i));
        times[i] = std::max(travel_time_ms(network.length_m(link), speed_mps), parameters.min_link_time_ms);
    }
    return times;
}

RoadModel road_model_of(network::Network const& network, scenario::TrafficParameters const& parameters)
{
    RoadModel model;
    model.links.reserve(network.link_count());
    std::vector<GreenTime> greens = signal_plans(network, parameters);
    model.signal_plans = plans_with_dark_hours(network, parameters.dark_signal_lane_pcu_h, greens);
    for (LinkId const link : network.links()) {
        bool const held = is_shorter(network, link, parameters.min_link_time_ms);
        model.held_short_links += held ? 1 : 0;
        model.links.push_back(link_model_of(network, link, held, parameters));
        model.links.back().green = greens[link.value()];
    }
    return model;
}

Millis free_time_ms(network::Network const& network, std::span<LinkId const> route, city::Mode mode,
                    scenario::TrafficParameters const& parameters)
{
    Millis sum_ms = 0;
    for (LinkId const link : route) {
        if (mode == city::Mode::walk) {
            bool const alone = is_walkway(network, link);
            sum_ms += walking_time_ms(network.length_m(link), alone ? free_walkway_mm_per_s : mean_walker_mm_per_s);
            continue;
        }
        auto const vehicle = city::has_vehicle(mode) ? city::vehicle_of(mode) : VehicleClass::car;
        sum_ms += free_times_of(network, link, parameters)[static_cast<std::size_t>(vehicle)];
    }
    return sum_ms;
}

}  // namespace halong::traffic
