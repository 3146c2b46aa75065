// Water, power and waste by presence: exact amounts, hours, whom they leave out, and the balance of all stays.
#include "services/utilities.hpp"

#include "core/archive.hpp"
#include "services/desk_town.hpp"
#include "services/toy_town.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::services;
using namespace halong::test;
using city::Activity;
using city::PlaceKind;
using city::Presence;

namespace {

city::City two_places()
{
    return town_with({desk_place("hotel", PlaceKind::hotel, 0, 24), desk_place("beach", PlaceKind::beach, 5, 22),
                      desk_place("works", PlaceKind::industrial_park, 0, 24)});
}

scenario::UtilityParameters plain()
{
    return {.hotel_l = 20, .hotel_kwh = 1, .hotel_kg = 0.1, .sight_l = 5, .sight_kwh = 0.2, .sight_kg = 0.3};
}

std::uint32_t somebody(PlanSketch& sketch, std::string const& id, int persons, core::PlaceId place, Activity activity)
{
    sketch.begin(id, city::PersonClass::domestic_visitor, persons);
    sketch.stay(core::NodeId{1}, {300, 0});
    sketch.plans.place.back() = place;
    sketch.plans.activity.back() = activity;
    sketch.end();
    return static_cast<std::uint32_t>(sketch.plans.stay_count() - 1);
}

}  // namespace

TEST_CASE("utilities: what guests and visitors draw and leave, hour by hour")
{
    auto const town = two_places();
    PlanSketch sketch;
    auto const guests = somebody(sketch, "guests", 2, core::PlaceId{0}, Activity::hotel);
    auto const visitors = somebody(sketch, "visitors", 3, core::PlaceId{1}, Activity::visit);
    auto const maid = somebody(sketch, "maid", 1, core::PlaceId{0}, Activity::work);
    auto const worker = somebody(sketch, "worker", 1, core::PlaceId{2}, Activity::visit);
    auto const utilities = make_utilities(town, sketch.plans, plain());
    utilities->presences(std::vector<Presence>{{0, guests, 0, 7 * hour + hour / 2},
                                               {1, visitors, 9 * hour + hour / 2, 11 * hour},
                                               {2, maid, 8 * hour, 16 * hour},
                                               {3, worker, 8 * hour, 16 * hour},
                                               {0, guests, 23 * hour, core::never}});
    auto const result = utilities->result();
    CHECK(result.unit == "person_min");
    REQUIRE(result.loads.size() == 3);
    auto const& water = result.loads[0].amount;
    CHECK(water[0] == 40);
    CHECK(water[7] == 20);
    CHECK(water[8] == 0);
    CHECK(water[23] == 40);  // up to midnight
    CHECK(water[24 + 9] == Approx(7.5));
    CHECK(water[24 + 10] == Approx(15));
    CHECK(figure(result, "water_m3") == Approx((8.5 * 40 + 22.5) / 1'000));
    CHECK(figure(result, "water_peak_m3_h") == Approx(0.04));
    CHECK(figure(result, "water_peak_hour") == 0);
    CHECK(figure(result, "power_mwh") == Approx((8.5 * 2 + 4.5 * 0.2) / 1'000));
    CHECK(figure(result, "waste_t") == Approx((8.5 * 2 * 0.1 + 4.5 * 0.3) / 1'000));
    std::int64_t const minutes = 17 * 60 + 4 * 60 + 30;
    CHECK(result.by_zone.total() == Tally{minutes * 1'000, minutes * 1'000, minutes * 1'000});
    CHECK(result.by_site.total() == result.by_zone.total());
    CHECK(result.by_site.class_total(city::PersonClass::resident) == Tally{});
}

TEST_CASE("utilities: a city without hotels and sights has none; a day may be saved in the middle")
{
    PlanSketch sketch;
    auto const guests = somebody(sketch, "guests", 2, core::PlaceId{0}, Activity::hotel);
    CHECK(make_utilities(town_with({desk_place("works", PlaceKind::industrial_park, 0, 24)}), sketch.plans, plain()) ==
          nullptr);
    auto const town = two_places();
    auto const first = make_utilities(town, sketch.plans, plain());
    first->presences(std::vector<Presence>{{0, guests, 0, 7 * hour}});
    core::ArchiveWriter writer;
    first->save(writer);
    auto const second = make_utilities(town, sketch.plans, plain());
    core::ArchiveReader reader(writer.bytes(), "test");
    second->load(reader);
    reader.finish();
    for (Service* one : {first.get(), second.get()}) {
        one->presences(std::vector<Presence>{{0, guests, 22 * hour, core::never}});
    }
    CHECK(first->result().extras == second->result().extras);
    CHECK(figure(first->result(), "water_m3") == Approx(9 * 0.04));
}
