// Schools: seats, ways, and who counts.
#include "services/schools.hpp"

#include "services/desk_town.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::services;
using namespace halong::test;

namespace {

city::Place school_of(std::int64_t seats)
{
    auto place = desk_place("school", city::PlaceKind::school, 7, 17);
    place.pupils = seats;
    return place;
}

}  // namespace

TEST_CASE("schools: pupils are seated as they come, and those beyond the seats are counted")
{
    auto const town = town_with({school_of(2)});
    PlanSketch sketch;
    for (char const* id : {"a", "b", "c"}) desk_visit(sketch, id, core::PlaceId{0}, city::Activity::school);
    auto const teacher = desk_visit(sketch, "teacher", core::PlaceId{0}, city::Activity::work);
    auto const unnamed = desk_visit(sketch, "unnamed", core::PlaceId{}, city::Activity::school);
    auto const service = make_schools(town, sketch.plans);
    CHECK_FALSE(service->admits(1));
    std::vector<city::Presence> const morning{
        {0, 1, 7 * hour, 11 * hour}, {2, 7, 7 * hour + 1, 11 * hour}, {3, teacher, 7 * hour + 2, 11 * hour}};
    std::vector<city::Presence> const later{{1, 4, 8 * hour, 11 * hour}, {4, unnamed, 8 * hour, 11 * hour}};
    service->presences(morning);
    service->presences(later);
    auto const result = service->result();
    CHECK(result.service == "school");
    CHECK(result.by_site.total() == Tally{3'000, 3'000, 2'000});
    CHECK(result.by_zone.total() == Tally{4'000, 3'000, 2'000});
    CHECK(result.by_zone.hour_total(8) == Tally{2'000, 1'000, 0});
    CHECK(figure(result, "overloaded_schools") == 1);
    CHECK(figure(result, "without_seat") == 1);
    CHECK(figure(result, "mean_way_km") == Approx(0.3));
    CHECK(figure(result, "way_p90_km") == Approx(0.3));
    CHECK(figure(result, "beyond_radius_pct") == 0);
    CHECK(result.peaks[0].busy_share == Approx(1.5));
    CHECK(make_schools(line_town(), sketch.plans) == nullptr);
}

TEST_CASE("schools: who comes back after lunch counts once")
{
    auto const town = town_with({school_of(10)});
    PlanSketch sketch;
    sketch.begin("pupil");
    for (int i = 0; i < 4; ++i) {
        bool const at_school = i % 2 == 1;
        sketch.stay(core::NodeId{at_school ? 1 : 0}, {at_school ? 1'500.0 : 0.0, 0});
        if (at_school) sketch.plans.place.back() = core::PlaceId{0};
        sketch.plans.activity.back() = at_school ? city::Activity::school : city::Activity::home;
        if (i < 3) sketch.leave((7 + i) * hour, city::Mode::walk);
    }
    sketch.end();
    auto const service = make_schools(town, sketch.plans);
    service->presences(std::vector<city::Presence>{{0, 0, 0, 7 * hour}, {0, 1, 7 * hour, 9 * hour}});
    core::ArchiveWriter writer;
    service->save(writer);
    auto const resumed = make_schools(town, sketch.plans);
    core::ArchiveReader reader(writer.bytes(), "test");
    resumed->load(reader);
    reader.finish();
    resumed->presences(std::vector<city::Presence>{{0, 2, 9 * hour, 10 * hour}, {0, 3, 10 * hour, core::never}});
    auto const result = resumed->result();
    CHECK(result.by_site.total() == Tally{1'000, 1'000, 1'000});
    CHECK(figure(result, "beyond_radius_pct") == 100);
    CHECK(figure(result, "way_p90_km") == Approx(1.5));
}
