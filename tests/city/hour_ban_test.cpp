// Bans of an option: for the whole day they take the access away, by hour they stand beside it.
#include "city/apply.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using core::LinkId;
using core::NodeId;
using network::Access;
using network::HourBan;
using network::VehicleClass;

namespace {

constexpr core::Millis hour = core::ms_per_hour;

// Two roads, "Bãi Cháy" and another, of two links each; the last link is for walkers only.
city::City two_roads()
{
    std::vector<network::NodeRecord> nodes;
    for (int i = 0; i < 5; ++i)
        nodes.push_back({{427'000.0 + i * 100, 2'316'000}, 1ULL + static_cast<unsigned>(i), false});
    std::vector<network::LinkRecord> links;
    for (std::uint32_t i = 0; i < 4; ++i) {
        network::LinkRecord link;
        link.from = NodeId{i};
        link.to = NodeId{i + 1};
        link.stable_id = i + 1;
        link.name = i % 2 == 0 ? "Bãi Cháy" : "Hạ Long";
        link.length_m = 100;
        link.width_m = 7;
        link.access = i == 2 ? Access::walkers() : Access::all_vehicles();
        link.shape = {nodes[i].position, nodes[i + 1].position};
        links.push_back(link);
    }
    city::City city;
    city.crs = "EPSG:5899";
    city.network = network::Network(nodes, links, {});
    return city;
}

scenario::Option ban(std::vector<std::string> const& classes, double from_h, double to_h)
{
    scenario::Option option;
    option.id = "ban";
    scenario::RoadChange change;
    change.name = "Bãi Cháy";
    change.ban = classes;
    change.ban_from_h = from_h;
    change.ban_to_h = to_h;
    option.roads.push_back(change);
    return option;
}

}  // namespace

TEST_CASE("a ban for the whole day takes the access away")
{
    auto const base = two_roads();
    auto const changed = city::apply(ban({"lorry", "coach"}, 0, 24), base);
    CHECK(changed.network.access(LinkId{0}) ==
          Access::all_vehicles().without(Access::of(VehicleClass::lorry)).without(Access::of(VehicleClass::coach)));
    CHECK(changed.network.access(LinkId{1}) == Access::all_vehicles());
    CHECK(changed.network.hour_bans().empty());
}

TEST_CASE("a ban by hour stands beside the access, over midnight in two parts")
{
    auto const base = two_roads();
    auto const lorries = Access::of(VehicleClass::lorry);
    auto const by_day = city::apply(ban({"lorry"}, 6, 20.5), base);
    CHECK(by_day.network.access(LinkId{0}) == Access::all_vehicles());
    CHECK(by_day.network.hour_bans() == std::vector{HourBan{LinkId{0}, lorries, 6 * hour, 20 * hour + hour / 2}});
    auto const by_night = city::apply(ban({"lorry"}, 22, 6), base);
    CHECK(by_night.network.hour_bans() ==
          std::vector{HourBan{LinkId{0}, lorries, 0, 6 * hour}, HourBan{LinkId{0}, lorries, 22 * hour, 24 * hour}});
    CHECK(by_night.network.hour_bans()[1].holds(23 * hour + core::ms_per_day));
    CHECK_FALSE(by_night.network.hour_bans()[1].holds(21 * hour));
    auto const until_morning = city::apply(ban({"lorry"}, 24, 6), base);
    CHECK(until_morning.network.hour_bans() == std::vector{HourBan{LinkId{0}, lorries, 0, 6 * hour}});
    auto const both = city::apply(ban({"car"}, 8, 9), by_day);
    CHECK(both.network.hour_bans().size() == 2);
}
