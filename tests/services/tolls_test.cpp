// Tolls: who pays, when, and for what vehicle.
#include "services/tolls.hpp"

#include "services/desk_town.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::services;
using namespace halong::test;

TEST_CASE("tolls: each vehicle pays what holds for its class when it enters, and payers are told apart")
{
    auto town = line_town();
    core::LinkId const link{0};
    auto const cars = network::Access::of(network::VehicleClass::car);
    auto const lorries = network::Access::of(network::VehicleClass::lorry);
    CHECK(make_tolls(town, {}) == nullptr);
    town.network.add_link_tolls(
        {{link, cars.with(lorries), 6 * hour, 20 * hour, 20'000}, {link, lorries, 0, 24 * hour, 5'000}});
    PlanSketch sketch;
    std::vector<std::pair<city::PersonClass, city::Mode>> const who{
        {city::PersonClass::resident, city::Mode::car},
        {city::PersonClass::foreign_visitor, city::Mode::taxi},
        {city::PersonClass::business, city::Mode::lorry},
        {city::PersonClass::resident, city::Mode::motorbike},
        {city::PersonClass::resident, city::Mode::walk}};
    for (std::size_t i = 0; i < who.size(); ++i) {
        sketch.begin("traveller " + std::to_string(i), who[i].first);
        sketch.stay(core::NodeId{0}, {0, 0});
        sketch.leave(7 * hour, who[i].second);
        sketch.stay(core::NodeId{1}, {1'500, 0});
        sketch.end();
    }
    auto const service = make_tolls(town, sketch.plans);
    CHECK(service->watched_links() == std::vector{link});
    std::vector<city::Passage> passages;
    for (std::uint32_t i = 0; i < who.size(); ++i) passages.push_back({2 * i, link, 7 * hour, 7 * hour + 60'000});
    passages.push_back({0, link, 20 * hour - 1, 20 * hour});  // still in time
    passages.push_back({0, link, 20 * hour, 20 * hour + 1});  // no more
    passages.push_back({4, link, 26 * hour, 26 * hour + 1});  // the lorry, at two at night
    passages.push_back({0, core::LinkId{1}, 7 * hour, 8 * hour});
    service->passages(passages);

    // From now on another price, for cars and lorries at any hour; what was paid stays.
    auto const now = service->prices(8 * hour);
    REQUIRE(now.size() == 1);
    CHECK((now[0].service == "toll" && now[0].link == link && now[0].vnd == 25'000));  // a lorry's
    CHECK(service->prices(22 * hour)[0].vnd == 5'000);
    CHECK_FALSE(service->change_price({"toll", {}, core::LinkId{1}, 1'000}, 8 * hour));
    CHECK_FALSE(service->change_price({"car_parking", core::PlaceId{0}, {}, 1'000}, 8 * hour));

    core::ArchiveWriter writer;
    service->save(writer);
    auto const resumed = make_tolls(town, sketch.plans);
    core::ArchiveReader reader(writer.bytes(), "test");
    resumed->load(reader);
    reader.finish();
    auto const result = resumed->result();
    CHECK(figure(result, "residents_vnd") == 40'000);
    CHECK(figure(result, "visitors_vnd") == 20'000);
    CHECK(figure(result, "carriers_vnd") == 30'000);
    CHECK(figure(result, "vehicles") == 5);
    CHECK(result.by_zone.total().carried == 90'000 * thousandths);
    CHECK(result.by_zone.hour_total(7).carried == 65'000 * thousandths);

    // Who enters before a change pays what was taken then, though he is told of only after it.
    core::Millis const half_past = 22 * hour + hour / 2;
    REQUIRE(resumed->change_price({"toll", {}, link, 1'000}, 22 * hour));
    CHECK(resumed->prices(22 * hour)[0].vnd == 1'000);
    REQUIRE(resumed->change_price({"toll", {}, link, 2'000}, half_past));
    REQUIRE(resumed->change_price({"toll", {}, link, 3'000}, half_past));  // before anybody could enter
    CHECK(resumed->prices(half_past)[0].vnd == 3'000);
    core::ArchiveWriter changed;
    resumed->save(changed);
    core::ArchiveReader again(changed.bytes(), "test");
    service->load(again);
    again.finish();
    core::Millis const out = 23 * hour;
    std::vector<city::Passage> const late{{0, link, 20 * hour - 1, out},  // the car, as planned
                                          {4, link, 22 * hour - 1, out},  // the lorry, at night
                                          {0, link, 22 * hour, out},      // the first change, at any hour
                                          {6, link, 22 * hour, out},      // a motorbike, which pays nothing as before
                                          {0, link, half_past - 1, out},  // still
                                          {0, link, half_past, out}};     // the last
    service->passages(late);
    CHECK(figure(service->result(), "residents_vnd") == 40'000 + 20'000 + 1'000 + 1'000 + 3'000);
    CHECK(figure(service->result(), "carriers_vnd") == 30'000 + 5'000);
    CHECK(figure(service->result(), "vehicles") == 5 + 5);
}
