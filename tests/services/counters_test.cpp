// One-stop centres: windows and shifts, who waits, turns round or gives up, dossiers of the back office.
#include "services/counters.hpp"

#include "core/archive.hpp"
#include "services/desk_town.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::services;
using namespace halong::test;

namespace {

// Times at the window do not vary, nobody has an appointment or loses patience, and every visit leaves a dossier.
scenario::CounterParameters plain()
{
    scenario::CounterParameters p;
    p.quick_share = 1;
    p.land_share = 0;
    p.quick_min = 10;
    p.service_cv = 0;
    p.appointment_share = 0;
    p.patience_mean_min = 1e6;  // a day
    p.balk_least = p.balk_most = 1'000;
    p.dossiers_per_visit = 1;
    p.usual_online_share = 0;
    return p;
}

city::City centre_town(int windows)
{
    auto centre = desk_place("centre", city::PlaceKind::one_stop_centre, 7.5, 17);
    centre.posts = windows;
    centre.visits_per_day = 40;
    return town_with({centre});
}

}  // namespace

TEST_CASE("counters: windows as stated or by the visits of the centre, times the factor of an option")
{
    auto p = plain();
    p.lunch_share = 0;
    auto centre = desk_place("centre", city::PlaceKind::one_stop_centre, 7.5, 17);
    centre.visits_per_day = 200;
    CHECK(windows_of(centre, p) == 6);  // 2,000 minutes of work in 450 minutes, three quarters of which are used: 5.9
    p.windows_factor = 1.5;
    CHECK(windows_of(centre, p) == 9);
    centre.posts = 4;
    CHECK(windows_of(centre, p) == 6);
    centre.posts = 1;
    p.windows_factor = 0.1;
    CHECK(windows_of(centre, p) == 1);
    p.dossiers_per_visit = 0.5;
    p.usual_online_share = 0.5;
    CHECK(back_office_of(centre, p) == 12);  // 200 dossiers of 20 minutes in 450 minutes at 80 %: 11.1
    auto const rules = window_rules(centre, p);
    REQUIRE(rules.shifts.size() == 4);
    CHECK(rules.shifts[0].from_ms == 7 * hour + hour / 2);
    CHECK(rules.shifts[1].servers == 0);
    CHECK(rules.shifts[2].from_ms == 13 * hour + hour / 2);
    CHECK(rules.ends_ms == 17 * hour);
    CHECK(rules.most_more == 0);
    p.window_policy = scenario::WindowPolicy::threshold;
    CHECK(window_rules(centre, p).most_more == p.most_more_windows);
}

TEST_CASE("counters: visitors wait for their turn and leave when they have been served")
{
    auto const town = centre_town(1);
    PlanSketch sketch;
    auto const first = desk_visit(sketch, "first", core::PlaceId{0}, city::Activity::visit);
    auto const second = desk_visit(sketch, "second", core::PlaceId{0}, city::Activity::visit);
    auto const late = desk_visit(sketch, "late", core::PlaceId{0}, city::Activity::visit);
    auto const clerk = desk_visit(sketch, "clerk", core::PlaceId{0}, city::Activity::work);
    auto const counters = make_counters(town, sketch.plans, plain(), core::Random(1));
    CHECK(counters->admits(first));
    CHECK_FALSE(counters->admits(first - 1));
    CHECK_FALSE(counters->admits(clerk));
    CHECK(counters->admit({0, first, 9 * hour, 10 * hour}) == core::never);
    CHECK(counters->admit({1, second, 9 * hour + 4 * minute, 10 * hour}) == core::never);
    CHECK(counters->admit({2, late, 17 * hour, 18 * hour}) == 17 * hour + minute);
    std::vector<Release> released;
    counters->release(9 * hour + 10 * minute, released);
    CHECK(released.empty());
    counters->release(24 * hour, released);
    REQUIRE(released.size() == 2);
    CHECK(released[0].stay == first);
    CHECK(released[0].leave_ms == 9 * hour + 11 * minute);
    CHECK(released[1].leave_ms == 9 * hour + 21 * minute);

    auto const result = counters->result();
    CHECK(result.service == "counter");
    CHECK(result.by_site.total() == Tally{3'000, 2'000, 2'000});
    CHECK(result.by_zone.total() == result.by_site.total());
    CHECK(result.waits.wait_ms[9] == 6 * minute);
    CHECK(result.busy_ms[9] == 20 * minute);
    CHECK(result.duty_ms[9] == hour);
    CHECK(figure(result, "within_15_min_pct") == 100);
    CHECK(figure(result, "lost_person_h") == Approx(0.1));
    CHECK(figure(result, "dossiers") == 2);
    CHECK(figure(result, "online_share_pct") == 0);
    CHECK(figure(result, "back_office_left") == 0);
    CHECK(result.peaks[0].peak_at_ms == 9 * hour);
    CHECK(make_counters(line_town(), sketch.plans, plain(), core::Random(1)) == nullptr);
}

TEST_CASE("counters: a long queue turns people round, wears out patience and lasts beyond closing time")
{
    auto const town = centre_town(1);
    PlanSketch sketch;
    for (int i = 0; i < 60; ++i) {
        desk_visit(sketch, "visitor " + std::to_string(i), core::PlaceId{0}, city::Activity::visit);
    }
    auto const run = [&](scenario::CounterParameters const& p) {
        auto const counters = make_counters(town, sketch.plans, p, core::Random(1));
        std::vector<Release> released;
        for (std::uint32_t i = 0; i < 60; ++i) {
            Millis const at = 15 * hour + static_cast<Millis>(i) * minute;
            counters->admit({i, 3 * i + 1, at, at + hour});
        }
        counters->release(30 * hour, released);
        CHECK(released.size() == 60);
        return counters->result();
    };
    auto const patient = run(plain());
    CHECK(patient.by_site.total() == Tally{60'000, 60'000, 60'000});
    CHECK(figure(patient, "overtime_h") == Approx(8));  // ten hours of work from 15:00 on, two until 17:00
    CHECK(figure(patient, "abandonment_pct") == 0);
    auto p = plain();
    p.balk_least = p.balk_most = 3;
    auto const turned = run(p);
    CHECK(turned.waits.all_turned_away > 40);
    CHECK(*std::ranges::max_element(turned.waits.wait_p95_ms) <= 40 * minute);
    p = plain();
    p.patience_mean_min = 30;
    auto const worn = run(p);
    CHECK(worn.waits.all_turned_away > 20);
    CHECK(figure(worn, "abandonment_pct") == Approx(100.0 * worn.waits.all_turned_away / 60));
    p = plain();
    p.window_policy = scenario::WindowPolicy::threshold;
    p.open_more_above = 5;
    p.most_more_windows = 3;
    auto const opened = run(p);
    CHECK(opened.waits.mean_wait_min < patient.waits.mean_wait_min / 2);
    CHECK(figure(opened, "overtime_h") < figure(patient, "overtime_h") / 2);
}

TEST_CASE("counters: who has an appointment goes first, from its time on")
{
    auto const town = centre_town(1);
    PlanSketch sketch;
    for (int i = 0; i < 40; ++i) {
        desk_visit(sketch, "visitor " + std::to_string(i), core::PlaceId{0}, city::Activity::visit);
    }
    auto p = plain();
    p.appointment_share = 0.2;
    p.quick_min = 5;
    auto const counters = make_counters(town, sketch.plans, p, core::Random(1));
    auto p_none = p;
    p_none.appointment_share = 0;
    auto const none = make_counters(town, sketch.plans, p_none, core::Random(1));
    std::vector<Release> with;
    std::vector<Release> without;
    for (std::uint32_t i = 0; i < 40; ++i) {
        Millis const at = 8 * hour + static_cast<Millis>(i) * minute;
        counters->admit({i, 3 * i + 1, at, at + hour});
        none->admit({i, 3 * i + 1, at, at + hour});
    }
    counters->release(24 * hour, with);
    none->release(24 * hour, without);
    CHECK(with.size() == 40);
    int sooner = 0;
    for (Release const& one : with) {
        auto const other = std::ranges::find(without, one.stay, &Release::stay);
        if (one.leave_ms < other->leave_ms - 10 * minute) ++sooner;
    }
    CHECK(sooner >= 3);
    CHECK(sooner <= 14);
    CHECK(counters->result().by_site.total() == none->result().by_site.total());
}

TEST_CASE("counters: dossiers that are filed online load the back office, not the windows")
{
    auto const town = centre_town(2);
    PlanSketch sketch;
    desk_visit(sketch, "citizen", core::PlaceId{0}, city::Activity::visit);
    for (int i = 0; i < 100; ++i) sketch.plans.applications.push_back({0, core::PlaceId{0}, 8 * hour + i * minute});
    auto p = plain();
    p.back_office_utilisation = 1;  // 40 dossiers a day of 20 minutes, in 480 minutes: two clerks
    auto const counters = make_counters(town, sketch.plans, p, core::Random(1));
    std::vector<Release> released;
    counters->release(30 * hour, released);
    CHECK(released.empty());
    auto const result = counters->result();
    CHECK(figure(result, "online_share_pct") == 100);
    CHECK(figure(result, "utilisation_pct") == 0);
    CHECK(figure(result, "back_office_utilisation_pct") > 90);
    CHECK(figure(result, "back_office_left") > 30);  // two clerks do 3 an hour each, one of them at noon
    CHECK(figure(result, "back_office_left") < 60);
}

TEST_CASE("counters: a day does not depend on windows or on being saved in the middle")
{
    auto const town = centre_town(2);
    PlanSketch sketch;
    for (int i = 0; i < 80; ++i) {
        desk_visit(sketch, "visitor " + std::to_string(i), core::PlaceId{0}, city::Activity::visit);
    }
    for (int i = 0; i < 30; ++i) {
        sketch.plans.applications.push_back(
            {static_cast<std::uint32_t>(i), core::PlaceId{0}, 7 * hour + i * 5 * minute});
    }
    check_cutting(sketch.plans,
                  [&] { return make_counters(town, sketch.plans, scenario::CounterParameters{}, core::Random(7)); });
}
