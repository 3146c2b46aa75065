// Tolls, signals of single junctions and new places of an option, on a town of thirty junctions.
#include "city/apply.hpp"
#include "city/option_faults.hpp"
#include "core/error.hpp"
#include "geo/projection.hpp"
#include "study/small_city.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace halong;
using Catch::Contains;
using core::LinkId;
using halong::test::faults_of;

namespace {

constexpr core::Millis hour = core::ms_per_hour;
auto const cars = network::Access::of(network::VehicleClass::car);

std::vector<double> lon_lat(std::vector<std::pair<double, double>> const& points)
{
    std::vector<double> all;
    for (auto const& [column, row] : points) {
        auto const at = geo::Projection("EPSG:5899").to_lon_lat(test::small_city_point(column, row));
        all.insert(all.end(), {at.lon_deg, at.lat_deg});
    }
    return all;
}

scenario::Toll toll_of_cars(std::int64_t vnd)
{
    scenario::Toll toll;
    toll.id = "cars";
    toll.vehicles = {"car"};
    toll.vnd = vnd;
    return toll;
}

}  // namespace

TEST_CASE("a cordon is paid on every link that leads into it, and on no other")
{
    auto const city = test::small_city();
    scenario::Option option;
    option.id = "cordon";
    auto toll = toll_of_cars(20'000);
    toll.cordon_lon_lat = lon_lat({{3.5, 2.5}, {4.5, 2.5}, {4.5, 3.5}, {3.5, 3.5}});  // around one junction
    toll.from_h = 22;
    toll.to_h = 6;
    option.tolls = {toll};
    auto const tolls = city::apply(option, city).network.link_tolls();
    REQUIRE(tolls.size() == 8);  // four approaches, before and after midnight
    std::set<LinkId> links;
    for (network::LinkToll const& one : tolls) {
        links.insert(one.link);
        CHECK(city.network.to(one.link) == test::small_city_node(4, 3));
        CHECK(one.payers == cars);
        CHECK(one.vnd == 20'000);
        CHECK(one.holds(one.from_ms == 0 ? 5 * hour : 23 * hour));
        CHECK_FALSE((one.holds(12 * hour)));
        CHECK((one.from_ms == 0 ? one.to_ms == 6 * hour : one.from_ms == 22 * hour && one.to_ms == 24 * hour));
    }
    CHECK(links.size() == 4);

    option.tolls[0].cordon_lon_lat = lon_lat({{30, 2}, {31, 2}, {31, 3}});
    CHECK_THAT(faults_of(option, city), Contains("toll 'cars'") && Contains("no road for these vehicles leads into"));
}

TEST_CASE("a road has one gate in each direction, and kilometres cost by the length of its links")
{
    auto const city = test::small_city();
    scenario::Option option;
    option.id = "road";
    auto gate = toll_of_cars(10'000);
    gate.road = "Trần Phú";
    option.tolls = {gate};
    auto const gates = city::apply(option, city).network.link_tolls();
    REQUIRE(gates.size() == 2);
    CHECK(city.network.reverse(gates[0].link) == gates[1].link);
    // The third of its five blocks.
    std::set const ends{city.network.from(gates[0].link), city.network.to(gates[0].link)};
    CHECK(ends == std::set{test::small_city_node(2, 2), test::small_city_node(3, 2)});

    auto by_way = toll_of_cars(0);
    by_way.id = "km";
    by_way.vnd_per_km = 2'000;
    by_way.road = "Trần Phú";
    by_way.heading_deg = 90;
    option.tolls = {by_way};
    auto const links = city::apply(option, city).network.link_tolls();
    REQUIRE(links.size() == 5);
    for (auto const& one : links) CHECK(one.vnd == 500);

    option.tolls[0].road = "Trân Phú";
    option.tolls.push_back(gate);
    option.tolls[1].vehicles = {"lorry"};
    auto const faults = faults_of(option, city);
    CHECK_THAT(faults, Contains("no road named 'Trân Phú'") && Contains("did you mean 'Trần Phú'?"));
}

TEST_CASE("tolls that cut the day into more stretches than routes can know are told by the option")
{
    auto const city = test::small_city();
    scenario::Option option;
    option.id = "by-the-minute";
    for (int i = 0; i < 130; ++i) {
        auto toll = toll_of_cars(1'000);
        toll.id = "t" + std::to_string(i);
        toll.road = "Trần Phú";
        toll.from_h = 1 + i * 0.05;
        toll.to_h = 12 + i * 0.05;
        option.tolls.push_back(toll);
    }
    CHECK_THAT(faults_of(option, city),
               Contains("option 'by-the-minute'") && Contains("bans and tolls cut the day into 261 stretches"));
    option.tolls.resize(127);  // 255 with the one that begins at midnight
    CHECK(faults_of(option, city).empty());
}

TEST_CASE("a signal is found by number, place and point, and takes what is said of it")
{
    auto city = test::small_city();
    auto const centre = test::small_city_node(2, 2);
    city.network.set_signal(centre, true);
    scenario::Option option;
    option.id = "signal";
    scenario::SignalChange change;
    change.at_lon_lat = lon_lat({{2.1, 2.1}});
    change.cycle_s = 120;
    change.main_green_share = 0.7;
    option.signals = {change};
    auto const timed = city::apply(option, city);
    CHECK(timed.network.signal_timings() == std::vector<network::SignalTiming>{{centre, 120'000, -1, 700}});
    CHECK(city.network.signal_timing(centre) == nullptr);

    scenario::SignalChange offset;
    offset.node = centre.value();
    offset.offset_s = 15;
    option.signals.push_back(offset);
    CHECK(*city::apply(option, city).network.signal_timing(centre) ==
          network::SignalTiming{centre, 120'000, 15'000, 700});

    scenario::SignalChange away;
    away.place = "hotel";  // at 2, 1
    away.remove = true;
    option.signals = {away};
    CHECK_FALSE(city::apply(option, city).network.has_signal(centre));

    scenario::SignalChange more;
    more.place = "beach";
    more.add = true;
    option.signals = {more};
    auto const grown = city::apply(option, city);
    CHECK(grown.network.has_signal(test::small_city_node(4, 3)));

    option.signals[0].add = false;
    option.signals[0].cycle_s = 60;
    option.signals[0].reach_m = 100;
    option.signals.push_back(offset);
    option.signals[1].node = 1'000;
    option.signals.push_back(offset);
    option.signals[2].node = 0;
    auto const faults = faults_of(option, city);
    CHECK_THAT(faults, Contains("no junction with a signal lies within 100 m of the junction at place 'beach'"));
    CHECK_THAT(faults, Contains("node = 1000, but nodes are numbered from 0 to 29"));
    CHECK_THAT(faults, Contains("node 0 has no signal"));
}

TEST_CASE("a signal stands where roads cross, and not in the middle of one or at a bend")
{
    // A road along the main one of the town, of which one node lies in its middle, then a bend, and a crossing.
    auto city = test::small_city();
    std::vector<network::NodeRecord> nodes;
    for (core::NodeId const node : city.network.nodes()) nodes.push_back(city.network.record(node));
    std::vector<network::LinkRecord> links;
    for (LinkId const link : city.network.links()) links.push_back(city.network.record(link));
    auto const middle = core::NodeId(nodes.size());
    nodes.push_back({test::small_city_point(4.4, 3), 9'001, false});
    for (auto& link : links) {
        auto const shorten = [&](core::NodeId& end, std::size_t point) {
            end = middle;
            link.shape[point] = nodes[middle.value()].position;
            link.length_m = geo::length_m(link.shape);
        };
        auto const west = test::small_city_node(4, 3);
        auto const east = test::small_city_node(5, 3);
        if (link.from == west && link.to == east)
            shorten(link.to, 1);
        else if (link.from == east && link.to == west)
            shorten(link.from, 0);
    }
    for (std::size_t i = links.size(); i-- > 0;) {
        if (links[i].to != middle && links[i].from != middle) continue;
        auto other = links[i];
        auto const east = test::small_city_node(5, 3);
        (other.to == middle ? other.from : other.to) = middle;
        (links[i].to == middle ? other.to : other.from) = east;
        other.stable_id += 1'000;
        other.way_id += ".more";
        other.shape = {nodes[other.from.value()].position, nodes[other.to.value()].position};
        other.length_m = geo::length_m(other.shape);
        links.push_back(other);
    }
    city.network = network::Network(nodes, links, {});
    REQUIRE(city.network.in_links(middle).size() == 2);
    scenario::Option option;
    option.id = "signal";
    scenario::SignalChange more;
    more.at_lon_lat = lon_lat({{4.45, 3}});
    more.add = true;
    option.signals = {more};
    auto const grown = city::apply(option, city);
    CHECK_FALSE(grown.network.has_signal(middle));
    CHECK(grown.network.has_signal(test::small_city_node(4, 3)));

    more.at_lon_lat = lon_lat({{0, 0}});  // the corner of the town, where the street turns
    option.signals = {more};
    auto const beside = city::apply(option, city);
    CHECK_FALSE(beside.network.has_signal(test::small_city_node(0, 0)));

    more.at_lon_lat.clear();
    more.node = middle.value();
    option.signals = {more};
    std::string const told = "at node " + std::to_string(middle.value()) + " no roads for vehicles cross";
    CHECK_THAT(faults_of(option, city), Contains(told));
    city.network.set_signal(middle, true);  // as a crossing of walkers
    option.signals[0].add = false;
    option.signals[0].cycle_s = 100;
    CHECK_THAT(faults_of(option, city), Contains(told));
}

TEST_CASE("greens that are known by turn keep their shares when the cycle changes")
{
    auto city = test::small_city();
    auto const node = test::small_city_node(0, 0);
    auto const in = city.network.in_links(node)[0];
    auto const out = city.network.out_links(node)[1];
    city.network.set_signal_plans({{node, 0, core::ms_per_day, 60'000, 10'000, {{in, out, {{0, 20'000}}}}}});
    scenario::Option option;
    option.id = "cycle";
    scenario::SignalChange change;
    change.node = 0;
    change.cycle_s = 90;
    option.signals = {change};
    auto const plan = city::apply(option, city).network.signal_plans(node)[0];
    CHECK(plan.cycle_ms == 90'000);
    CHECK(plan.offset_ms == 15'000);
    CHECK(plan.turns[0].greens == std::vector<network::GreenWindow>{{0, 30'000}});
    option.signals[0].main_green_share = 0.5;
    CHECK_THAT(faults_of(option, city), Contains("the greens at node 0 are known turn by turn"));
}

TEST_CASE("a new place is like others of its kind, but for what is said, and leaves all ids as they were")
{
    auto const city = test::small_city();
    scenario::Option option;
    option.id = "museum";
    scenario::NewPlace place;
    place.id = "new-museum";
    place.kind = "museum";
    place.at_lon_lat = lon_lat({{1.2, 3.1}});
    place.visits_per_day = 900;
    place.jobs = 40;
    place.entrance.fee_vnd = 50'000;
    place.entrance.gates = 2;
    place.entrance.gate_s_per_person = 6;
    option.new_places = {place};
    auto const grown = city::apply(option, city);
    REQUIRE(grown.places.size() == city.places.size() + 1);
    for (std::uint32_t i = 0; i < city.places.size(); ++i) {
        CHECK(grown.places[core::PlaceId{i}].id == city.places[core::PlaceId{i}].id);
    }
    auto const& museum = grown.places.values().back();
    CHECK(museum.kind == city::PlaceKind::museum);
    CHECK(museum.stable_id == core::hash_of("new-museum"));
    CHECK(museum.name == "new-museum");
    CHECK(museum.visits_per_day == 900);
    CHECK(museum.peak_visits_per_day == 1'800);
    CHECK(museum.stay_median_min == 70);  // as usual
    CHECK(museum.fee_vnd == 50'000);
    CHECK(museum.has_queue());
    CHECK(museum.vehicle_node == test::small_city_node(1, 3));
    CHECK(museum.zone == core::ZoneId{0});
    CHECK(grown.zones[core::ZoneId{0}].jobs == city.zones[core::ZoneId{0}].jobs + 40);

    option.new_places[0].id = "hotel";
    option.new_places.push_back(place);
    option.new_places[1].at_lon_lat[0] += 1;
    option.new_places.push_back(place);
    option.new_places[2].entrance.slot_min = 30;
    auto const faults = faults_of(option, city);
    CHECK_THAT(faults, Contains("new place 'hotel' has an id that the city has"));
    CHECK_THAT(faults, Contains("new place 'new-museum' lies 1") && Contains("km outside every zone"));
    CHECK_THAT(faults, Contains("would let nobody in at its times"));
}
