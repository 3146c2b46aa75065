// Tables and lines about one-stop centres, hospitals and clinics.
#include "export/desk_tables.hpp"

#include "export/result_layers.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::test;
using Catch::Contains;

namespace {

city::City two_centres()
{
    city::City town;
    for (char const* id : {"quiet", "busy"}) {
        city::Place place;
        place.id = id;
        place.name = std::string("Trung tâm ") + id;
        place.kind = city::PlaceKind::one_stop_centre;
        place.position = {100, 200};
        town.places.push_back(place);
    }
    return town;
}

// Nobody comes to the first; to the second 3 persons at 9 (one leaves unserved) and 2 at 10.
simulation::RunResult morning()
{
    services::ServiceResult counter;
    counter.service = "counter";
    counter.unit = "visit";
    counter.places = {core::PlaceId{0}, core::PlaceId{1}};
    std::size_t const cells = 2 * core::hours_per_day;
    services::WaitTable& waits = counter.waits;
    for (auto* column : {&waits.admitted, &waits.turned_away, &waits.wait_ms, &waits.peak_inside, &counter.busy_ms,
                         &counter.duty_ms}) {
        column->assign(cells, 0);
    }
    waits.wait_p95_ms.assign(cells, 0);
    std::size_t const nine = core::hours_per_day + 9;
    waits.admitted[nine] = 2;
    waits.turned_away[nine] = 1;
    waits.wait_ms[nine] = 20 * core::ms_per_minute;
    waits.wait_p95_ms[nine] = 15 * core::ms_per_minute;
    waits.peak_inside[nine] = 2;
    waits.admitted[nine + 1] = 2;
    waits.wait_ms[nine + 1] = 4 * core::ms_per_minute;
    waits.wait_p95_ms[nine + 1] = 3 * core::ms_per_minute;
    waits.peak_inside[nine + 1] = 1;
    waits.all_admitted = 4;
    waits.mean_wait_min = 6;
    waits.wait_p95_min = 15;
    for (std::size_t const cell : {nine, nine + 1}) {
        counter.busy_ms[cell] = core::ms_per_hour / 2;
        counter.duty_ms[cell] = 2 * core::ms_per_hour;
    }
    counter.extras = {{"abandonment_pct", 20}, {"utilisation_pct", 25}, {"online_share_pct", 60}, {"dossiers", 10}};
    simulation::RunResult run;
    run.services = {counter};
    return run;
}

}  // namespace

TEST_CASE("desks: one point for each place with the sums of its day")
{
    auto const layer = exporting::desks_layer(two_centres(), morning());
    REQUIRE(layer.features.size() == 2);
    auto const& busy = layer.features[1].values;
    REQUIRE(busy.size() == layer.fields.size());
    CHECK(std::get<std::string>(busy[0]) == "counter");
    CHECK(std::get<std::string>(busy[1]) == "busy");
    CHECK(std::get<std::int64_t>(busy[3]) == 5);
    CHECK(std::get<std::int64_t>(busy[4]) == 4);
    CHECK(std::get<std::int64_t>(busy[5]) == 1);
    CHECK(std::get<double>(busy[6]) == Approx(6));
    CHECK(std::get<double>(busy[7]) == Approx(15));
    CHECK(std::get<std::int64_t>(busy[8]) == 2);
    CHECK(std::get<double>(busy[9]) == Approx(25));
    CHECK(std::get<std::int64_t>(busy[10]) == 9);
    CHECK(std::get<std::int64_t>(layer.features[0].values[3]) == 0);
    CHECK(exporting::desks_layer(two_centres(), {}).features.empty());
}

TEST_CASE("desks: a table by place and hour, and none where there are no such places")
{
    ScratchFolder const folder;
    exporting::write_desk_csv(folder.path() / "counters.csv", two_centres(), morning(), "counter");
    exporting::write_desk_csv(folder.path() / "clinics.csv", two_centres(), morning(), "clinic");
    CHECK(folder.names() == std::vector<std::string>{"counters.csv"});
    auto const text = bytes_of(folder.path() / "counters.csv");
    CHECK_THAT(text,
               Contains("place,name,hour,came,served,left_unserved,mean_wait_min,wait_p95_min,at_work_h,on_duty_h"));
    CHECK_THAT(text, Contains("busy,Trung tâm busy,9,3,2,1,10,15,0.5,2"));
    CHECK_THAT(text, Contains("busy,Trung tâm busy,10,2,2,0,2,3,0.5,2"));
    CHECK_THAT(text, !Contains("quiet"));
}

TEST_CASE("desks: lines for the terminal, the longest waits first")
{
    auto const text = exporting::desk_text(two_centres(), morning());
    CHECK_THAT(text, Contains("4 served after 6.0 min on average (95 %: 15.0 min), 20.0 % left"));
    CHECK_THAT(text, Contains("60.0 % of 10 dossiers online"));
    CHECK(text.find("Trung tâm busy") < text.find("Trung tâm quiet"));
    CHECK(exporting::desk_text(two_centres(), {}).empty());
}
