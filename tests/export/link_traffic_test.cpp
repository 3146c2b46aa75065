#include "export/link_traffic.hpp"

#include "export/volume_classes.hpp"
#include "study/small_city.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using core::LinkId;

namespace {

// Two motorbikes and a car in hour 7, one bus in hour 17, on link 3 alone.
traffic::LinkHours some_hours(std::size_t link_count)
{
    traffic::LinkHours hours;
    hours.link_count = link_count;
    hours.vehicles.resize(link_count * 24 * network::vehicle_class_count);
    hours.walkers.resize(link_count * 24);
    hours.time_ms.resize(link_count * 24);
    hours.free_time_ms.resize(link_count * 24);
    std::size_t const morning = hours.cell(LinkId{3}, 7);
    hours.vehicles[morning * network::vehicle_class_count + 0] = 2;
    hours.vehicles[morning * network::vehicle_class_count + 1] = 1;
    hours.walkers[morning] = 5;
    hours.time_ms[morning] = 90'000;
    hours.free_time_ms[morning] = 60'000;
    std::size_t const evening = hours.cell(LinkId{3}, 17);
    hours.vehicles[evening * network::vehicle_class_count + 3] = 1;
    hours.time_ms[evening] = 40'000;
    hours.free_time_ms[evening] = 40'000;
    return hours;
}

}  // namespace

TEST_CASE("sums of a link and hour give speed and delay")
{
    auto const hours = some_hours(10);
    auto const morning = exporting::link_hour(hours, LinkId{3}, 7);
    CHECK(morning.vehicles == 3);
    CHECK(morning.walkers == 5);
    CHECK(morning.speed_kmh(250) == Approx(250 / 30.0 * 3.6));  // 30 s each
    CHECK(morning.delay_s() == 10);
    auto const nothing = exporting::link_hour(hours, LinkId{3}, 8);
    CHECK(nothing.vehicles == 0);
    CHECK(nothing.speed_kmh(250) == 0);
    CHECK(nothing.delay_s() == 0);
}

TEST_CASE("a day is the sum of its hours, its peak the first of the greatest")
{
    auto hours = some_hours(10);
    auto const day = exporting::link_day(hours, LinkId{3});
    CHECK(day.vehicles == 4);
    CHECK(day.by_class == std::array<std::uint32_t, 7>{2, 1, 0, 1, 0, 0, 0});
    CHECK(day.time_ms == 130'000);
    CHECK(exporting::peak_hour(hours, LinkId{3}).hour == 7);
    CHECK(exporting::peak_hour(hours, LinkId{2}).vehicles == 0);
    hours.vehicles[hours.cell(LinkId{3}, 17) * network::vehicle_class_count] = 2;  // now three in either hour
    CHECK(exporting::peak_hour(hours, LinkId{3}).hour == 7);
}

TEST_CASE("the busiest hour goes by vehicle-kilometres")
{
    auto const network = test::small_network();
    auto const hours = some_hours(network.link_count());
    auto const km = exporting::vehicle_km_by_hour(network, hours);
    CHECK(km[7] == Approx(0.75));
    CHECK(km[17] == Approx(0.25));
    CHECK(exporting::busiest_hour(network, hours) == 7);
}

TEST_CASE("classes of volume leave no gap and widen with the volume")
{
    CHECK(exporting::volume_class_of(0) == nullptr);
    for (std::size_t i = 0; i < exporting::volume_classes.size(); ++i) {
        auto const& one = exporting::volume_classes[i];
        CHECK(exporting::volume_class_of(static_cast<unsigned>(one.from)) == &one);
        CHECK(exporting::volume_class_of(static_cast<unsigned>(one.below) - 1) == &one);
        if (i == 0) continue;
        CHECK(one.from == exporting::volume_classes[i - 1].below);
        CHECK(one.width_px > exporting::volume_classes[i - 1].width_px);
    }
    CHECK(exporting::volume_classes.front().from == 1);
    CHECK(exporting::volume_classes.back().below == exporting::no_end);
}
