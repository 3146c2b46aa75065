#include "traffic/road_model.hpp"

#include "traffic/signal_plan.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace halong;
using core::LinkId;
using core::NodeId;

namespace {

network::LinkRecord street(int from, int to, geo::PointMetric a, geo::PointMetric b, double width_m, std::uint64_t id)
{
    network::LinkRecord record;
    record.from = NodeId(from);
    record.to = NodeId(to);
    record.stable_id = id;
    record.length_m = geo::distance_m(a, b);
    record.width_m = width_m;
    record.speed_limit_kmh = 36;
    record.road_class = network::RoadClass::primary;
    record.access = network::Access::all_vehicles();
    record.shape = {a, b};
    return record;
}

// Node 0 in the middle, four arms: east, north, west, south; the arms along x are `main_m` wide.
network::Network crossing(bool signal, double main_m, double side_m, std::uint64_t stable_id)
{
    std::vector<network::NodeRecord> nodes{{{0, 0}, stable_id, signal},
                                           {{200, 0}, 2, false},
                                           {{10, 200}, 3, false},
                                           {{-200, 20}, 4, false},
                                           {{0, -200}, 5, false}};
    std::vector<network::LinkRecord> links;
    for (int arm = 1; arm <= 4; ++arm) {
        auto const end = nodes[static_cast<std::size_t>(arm)].position;
        double const width_m = arm % 2 == 1 ? main_m : side_m;
        links.push_back(street(arm, 0, end, {0, 0}, width_m, 100 + static_cast<unsigned>(arm)));
        links.push_back(street(0, arm, {0, 0}, end, width_m, 200 + static_cast<unsigned>(arm)));
    }
    return network::Network(nodes, links, {});
}

}  // namespace

TEST_CASE("links take their figures from the network's supply", "[traffic]")
{
    network::Network const network = crossing(false, 7, 3.5, 1);
    scenario::TrafficParameters const parameters;
    traffic::RoadModel const model = traffic::road_model_of(network, parameters);
    REQUIRE(model.links.size() == network.link_count());
    CHECK(model.held_short_links == 0);
    for (LinkId const link : network.links()) {
        traffic::LinkModel const& m = model.links[link.value()];
        network::LinkSupply const supply = network.supply(link);
        CHECK(m.exit_capacity_pcu_per_h == static_cast<std::uint32_t>(std::lround(supply.capacity_pcu_per_h)));
        CHECK(m.entrance_capacity_pcu_per_h == m.exit_capacity_pcu_per_h);
        // Whole cars, and one large vehicle that stands across the ends.
        CHECK(m.storage_mpcu == 3000 + 1000 * static_cast<std::uint32_t>(
                                                  std::ceil(supply.jam_pcu_per_m * network.length_m(link) - 1e-9)));
        CHECK(m.wave_time_ms == Approx(network.length_m(link) / supply.wave_speed_mps * 1000).margin(0.51));
        CHECK(m.free_time_ms[static_cast<std::size_t>(network::VehicleClass::car)] ==
              Approx(network.length_m(link) / 10 * 1000).margin(0.51));
        CHECK(m.free_time_ms[static_cast<std::size_t>(network::VehicleClass::bicycle)] ==
              Approx(network.length_m(link) / (14 / 3.6) * 1000).margin(0.51));
        CHECK_FALSE(m.green.has_signal());
    }
}

TEST_CASE("short links are held, counted, and keep their capacity", "[traffic]")
{
    std::vector<network::NodeRecord> const nodes{{{0, 0}, 1, false}, {{6, 0}, 2, false}, {{106, 0}, 3, false}};
    network::Network const network(nodes, {street(0, 1, {0, 0}, {6, 0}, 14, 1), street(1, 2, {6, 0}, {106, 0}, 14, 2)},
                                   {});
    scenario::TrafficParameters const parameters;
    traffic::RoadModel const model = traffic::road_model_of(network, parameters);
    CHECK(model.held_short_links == 1);
    traffic::LinkModel const& held = model.links[0];
    CHECK(held.free_time_ms[static_cast<std::size_t>(network::VehicleClass::car)] == 1000);
    CHECK(held.free_time_ms[static_cast<std::size_t>(network::VehicleClass::bicycle)] == 1543);
    CHECK(held.wave_time_ms >= 1000);
    // What full flow keeps on it over a round trip of 1 s and the wave.
    double const full_flow = held.exit_capacity_pcu_per_h / 3600.0 * (1000 + held.wave_time_ms) / 1000;
    CHECK(held.storage_mpcu >= static_cast<std::uint32_t>(full_flow * 1000) + 1000);
}

TEST_CASE("a signal has two phases shared by capacity", "[traffic]")
{
    scenario::TrafficParameters parameters;
    parameters.signal_cycle_s = 90;
    parameters.signal_lost_s = 4;
    std::uint64_t const stable_id = 1'234'567;
    network::Network const network = crossing(true, 7, 3.5, stable_id);
    auto const greens = traffic::signal_plans(network, parameters);
    auto const& east = greens[0];
    auto const& north = greens[2];
    auto const& west = greens[4];
    auto const& south = greens[6];
    CHECK(east.cycle_ms == 90'000);
    CHECK(east.start_ms == west.start_ms);
    CHECK(east.length_ms == west.length_ms);
    CHECK(north.start_ms == south.start_ms);
    CHECK(east.length_ms + north.length_ms == 82'000);
    CHECK(east.length_ms == Approx(82'000.0 * 2 / 3).margin(20));  // twice the width
    CHECK(east.start_ms == static_cast<core::Millis>(stable_id % 90'000));
    CHECK(north.start_ms == (east.start_ms + east.length_ms + 4'000) % 90'000);
    for (core::Millis t = 0; t < 90'000; t += 7) CHECK_FALSE((east.is_green(t) && north.is_green(t)));
    for (int out : {1, 3, 5, 7}) CHECK_FALSE(greens[static_cast<std::size_t>(out)].has_signal());
}

TEST_CASE("a signal where all approaches lie along one street is left out", "[traffic]")
{
    std::vector<network::NodeRecord> const nodes{{{0, 0}, 1, true}, {{200, 0}, 2, true}, {{-200, 30}, 3, false}};
    network::Network const network(nodes,
                                   {street(1, 0, {200, 0}, {0, 0}, 7, 1), street(2, 0, {-200, 30}, {0, 0}, 7, 2),
                                    street(0, 1, {0, 0}, {200, 0}, 7, 3)},
                                   {});
    for (auto const& green : traffic::signal_plans(network, {})) CHECK_FALSE(green.has_signal());
}

TEST_CASE("a signal whose lost time eats the cycle is a fault", "[traffic]")
{
    scenario::TrafficParameters parameters;
    parameters.signal_cycle_s = 8;
    parameters.signal_lost_s = 4;
    CHECK_THROWS_WITH(traffic::signal_plans(crossing(true, 7, 7, 1), parameters),
                      "a signal's cycle must exceed the lost time of its phases");
}

TEST_CASE("what is set for one signal takes the place of the rule's cycle, offset and shares", "[traffic]")
{
    scenario::TrafficParameters parameters;
    parameters.signal_cycle_s = 90;
    parameters.signal_lost_s = 4;
    auto network = crossing(true, 7, 7, 12'345);
    auto const by_rule = traffic::signal_plans(network, parameters);
    network.set_signal_timing({core::NodeId{0}, 60'000, 10'000, 750});
    auto const greens = traffic::signal_plans(network, parameters);
    // 60 s less twice 4 s lost: 39 s for the main road from 10 s on, 13 s for the side road after it.
    int main = 0;
    int side = 0;
    for (std::size_t link = 0; link < greens.size(); ++link) {
        CHECK(greens[link].has_signal() == by_rule[link].has_signal());
        if (!greens[link].has_signal()) continue;
        CHECK(greens[link].cycle_ms == 60'000);
        bool const is_main = greens[link].start_ms == 10'000;
        CHECK(greens[link].length_ms == (is_main ? 39'000 : 13'000));
        if (!is_main) CHECK(greens[link].start_ms == 10'000 + 39'000 + 4'000);
        ++(is_main ? main : side);
    }
    CHECK(main == 2);
    CHECK(side == 2);
    // Nothing said: the rule. A cycle that lost times eat is stretched.
    network.set_signal(core::NodeId{0}, false);
    network.set_signal_timing({core::NodeId{0}, 5'000, -1, 0});
    for (auto const& green : traffic::signal_plans(network, parameters)) {
        if (green.has_signal()) CHECK(green.cycle_ms == 8'002);
    }
}
