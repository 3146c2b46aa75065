// The operations centre: the tour of views by hand and in the mean, waits of two priorities, incidents that no option moves.
#include "services/operations.hpp"

#include "services/desk_town.hpp"
#include "services/exposure.hpp"
#include "services/queue_theory.hpp"
#include "services/tour.hpp"
#include "services/toy_town.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace halong;
using namespace halong::services;
using namespace halong::test;
using city::Passage;
using city::Presence;

namespace {

scenario::OperationsParameters staffed(int operators)
{
    scenario::OperationsParameters p;
    p.posts = operators;
    p.operators_morning = p.operators_afternoon = p.operators_night = operators;
    return p;
}

// Nothing but the tour: no false alarms, no analytics, hardly a call, and next to no handling.
scenario::OperationsParameters only_tour(int operators)
{
    auto p = staffed(operators);
    p.false_alarms_per_camera_h = 0;
    p.analytics_chance = 0;
    p.call_delay_min = 1e6;
    p.handling_min = 1e-3;
    return p;
}

// Cameras of which the first sees the street's beginning, and the others nothing.
city::City watched_town(int cameras)
{
    auto town = line_town();
    std::vector<city::Site> sites{camera_at("first", {0, 0}, 0)};
    for (int i = 1; i < cameras; ++i) sites.push_back(camera_at("far " + std::to_string(i), {-9'000, 0}, 3));
    put_sites(town, sites);
    return town;
}

// A crowd of a thousand before the first camera, all day.
PlanSketch crowd_in_view()
{
    PlanSketch sketch;
    sketch.one_stay("crowd", {10, 0}, city::PersonClass::domestic_visitor, 1'000);
    return sketch;
}

ServiceResult day_of(city::City const& town, PlanSketch const& sketch, scenario::OperationsParameters const& p,
                     std::uint64_t seed = 1, double uptime = 1)
{
    scenario::CameraParameters cameras;
    cameras.uptime = uptime;
    auto const centre = make_operations(town, sketch.plans, p, cameras, {}, core::Random(seed));
    std::vector<Presence> all;
    for (std::uint32_t traveller = 0; traveller < sketch.plans.traveller_count(); ++traveller) {
        all.push_back({traveller, sketch.plans.stays_begin(traveller), 0, core::never});
    }
    centre->presences(all);
    centre->advance(core::ms_per_day);
    return centre->result();
}

double rate_for(double incidents) { return incidents * 1e6 / 24'000; }

}  // namespace

TEST_CASE("tour: attention by the views before one operator")
{
    CHECK(attention(1) == 0.85);
    CHECK(attention(4) == 0.74);
    CHECK(attention(6) == 0.58);
    CHECK(attention(9) == 0.53);
    CHECK(attention(16) == 0.3);
    CHECK(attention(40) == 0.3);
    CHECK(attention(5) == Approx(0.66));
    CHECK(attention(2) == Approx(0.85 - 0.11 / 3));
    for (int views = 1; views < 40; ++views) CHECK(attention(views + 1) <= attention(views));
}

TEST_CASE("tour: every camera comes before somebody's eyes once in each revisit time")
{
    CHECK(revisit_ms(1'300, 10, 9, 8'000) == 120'000);
    CHECK(revisit_ms(1'300, 10, 16, 8'000) == 72'000);
    CHECK(revisit_ms(90, 10, 9, 8'000) == 8'000);
    CHECK(revisit_ms(91, 10, 9, 8'000) == 16'000);
    CHECK(revisit_ms(1'300, 0, 9, 8'000) == core::never);
    CHECK(revisit_ms(0, 10, 9, 8'000) == 8'000);
    Tour const tour(1'300, staffed(10));
    CHECK(tour.next_view(0, 0) == 0);
    CHECK(tour.next_view(89, 1) == 120'000);
    CHECK(tour.next_view(90, 0) == 8'000);
    CHECK(tour.next_view(1'299, 0) == 112'000);
    CHECK(tour.next_view(1'299, 112'001) == 232'000);
    Draws draws(3);
    for (int i = 0; i < 1'000; ++i) {
        auto const camera = static_cast<std::uint32_t>(draws.below(1'300));
        auto const from = static_cast<Millis>(draws.uniform(0, 5.9 * hour));
        Millis const view = tour.next_view(camera, from);
        CHECK(view >= from);
        CHECK(view < from + 120'000);
        CHECK(tour.next_view(camera, view + 1) == view + 120'000);
    }
}

TEST_CASE("tour: shifts begin anew, and nobody looks where there is no operator")
{
    auto p = staffed(2);
    p.operators_night = 0;
    Tour const tour(100, p);
    CHECK(tour.operators_at(0) == 0);
    CHECK(tour.operators_at(6 * hour) == 2);
    CHECK(tour.operators_at(23 * hour) == 0);
    CHECK(tour.next_view(0, hour) == 6 * hour);
    CHECK(tour.next_view(18, hour) == 6 * hour + 8'000);
    CHECK(tour.next_view(0, 22 * hour) == 30 * hour);
    p.operators_morning = p.operators_afternoon = 0;
    CHECK(Tour(100, p).next_view(0, 0) == core::never);
}

TEST_CASE("exposure: so many incidents as the rate says, however amounts are cut", "[statistics]")
{
    // 5,000 expected; the count of a Poisson process lies within 4.9 standard deviations but for one case in a million.
    Exposure whole(core::Random(1), core::Stream::test, 1, {7, 8}, 1'000);
    std::vector<std::int64_t> at;
    whole.add(0, 5'000'000, [&](std::uint32_t number, double fraction) {
        CHECK(number == at.size());
        at.push_back(std::llround(fraction * 5'000'000));
    });
    CHECK(static_cast<double>(at.size()) == Approx(5'000).margin(4.9 * std::sqrt(5'000.0)));
    CHECK(std::ranges::is_sorted(at));
    Exposure cut(core::Random(1), core::Stream::test, 1, {7, 8}, 1'000);
    std::vector<std::int64_t> again;
    Draws draws(5);
    for (std::int64_t sum = 0; sum < 5'000'000;) {
        std::int64_t const amount = std::min<std::int64_t>(draws.below(4'000), 5'000'000 - sum);
        cut.add(0, amount, [&](std::uint32_t, double fraction) {
            again.push_back(sum + std::llround(fraction * static_cast<double>(amount)));
        });
        sum += amount;
    }
    CHECK(again == at);
    Exposure never(core::Random(1), core::Stream::test, 1, {7}, std::numeric_limits<double>::infinity());
    never.add(0, std::int64_t{1} << 50, [](std::uint32_t, double) { FAIL("there are none"); });
}

// An incident of exponential length with mean m is shown at U, U + T, ... with U uniform in [0, T), and noticed each time
// with probability p: p m/T (1 - q) / (1 - (1 - p) q), q = exp(-T/m). For p = 1 this is the mean of min(1, D/T).
TEST_CASE("operations: the tour notices its share of incidents", "[statistics]")
{
    constexpr double count = 5'000;
    auto const town = watched_town(900);
    for (int const views : {1, 9}) {
        for (double const visible_min : {0.5, 3.0}) {
            auto p = only_tour(10);
            p.views = views;
            p.view_s = views == 9 ? 8 : 2;
            p.public_visible_min = visible_min;
            p.public_incidents_per_million_h = rate_for(count);
            auto const result = day_of(town, crowd_in_view(), p);
            double const n = static_cast<double>(result.incidents.size());
            CHECK(n == Approx(count).margin(4.9 * std::sqrt(count)));
            double const round = revisit_ms(900, 10, views, core::millis(p.view_s, 1'000)) / 60'000.0;
            double const q = std::exp(-round / visible_min);
            double const a = attention(views);
            double const share = a * visible_min / round * (1 - q) / (1 - (1 - a) * q);
            INFO(views << " views, " << visible_min << " min, " << round << " min a tour");
            // 4.9 standard deviations, and 1 % for operators who see to what was noticed, and for whole seconds.
            double const margin = 100 * (4.9 * std::sqrt(share * (1 - share) / n) + 0.01);
            CHECK(figure(result, "by_tour_pct") == Approx(100 * share).margin(margin));
            CHECK(result.by_zone.total().covered == result.by_zone.total().offered);
        }
    }
}

TEST_CASE("operations: an alarm or a call comes first when it is quicker, and nothing comes after the end",
          "[statistics]")
{
    auto const town = watched_town(1);
    auto p = only_tour(0);  // nobody looks
    p.public_incidents_per_million_h = rate_for(5'000);
    p.analytics_chance = 1;
    p.analytics_delay_s = 60;
    p.call_delay_min = 2;
    p.public_visible_min = 4;
    scenario::CameraParameters const usual;
    auto const result = day_of(town, crowd_in_view(), p);
    // Rates 1/min of analytics where light lets it see, 1/2 of a call, 1/4 of the end.
    double const day = (usual.sunset_h - usual.sunrise_h) / 24;
    double const sees = day * usual.day_factor + (1 - day) * usual.night_factor;
    double const by_analytics = sees * 1 / 1.75;
    double const by_call = sees * 0.5 / 1.75 + (1 - sees) * 0.5 / 0.75;
    double const margin = 100 * (4.9 * std::sqrt(0.25 / 5'000) + 0.005);  // and whole seconds
    CHECK(figure(result, "by_analytics_pct") == Approx(100 * by_analytics).margin(margin));
    CHECK(figure(result, "by_call_pct") == Approx(100 * by_call).margin(margin));
    CHECK(figure(result, "by_tour_pct") == 0);
    std::int64_t missed = 0;
    for (Incident const& incident : result.incidents) {
        if (incident.notice == Notice::none) {
            ++missed;
            CHECK(incident.noticed_ms == core::never);
            continue;
        }
        CHECK(incident.delay_ms() > 0);
        CHECK(incident.delay_ms() < incident.visible_ms);
        CHECK(incident.attended_ms == core::never);  // nobody is there all day
    }
    CHECK(figure(result, "missed") == static_cast<double>(missed));
    CHECK(figure(result, "noticed_pct") == Approx(figure(result, "by_call_pct") + figure(result, "by_analytics_pct")));
}

// W1 = C(c, a) / (c mu (1 - r1)), W2 = W1 / (1 - r) (Cobham 1954), at 80 % use. 60 days: the mean lies within 5 standard
// errors but for one case in a hundred thousand; 3 % for days that begin without alarms.
TEST_CASE("operations: false alarms wait as in M/M/c with two priorities", "[statistics]")
{
    auto town = watched_town(100);
    auto p = only_tour(3);
    p.urgent_share = 0.3;
    p.false_alarm_min = 4;
    p.false_alarms_per_camera_h = 0.8 * 3 / 4 * 60 / 100;
    p.public_incidents_per_million_h = 0;
    std::vector<double> urgent;
    std::vector<double> other;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        auto const result = day_of(town, crowd_in_view(), p, seed);
        urgent.push_back(figure(result, "urgent_wait_s") / 240);
        other.push_back(figure(result, "other_wait_s") / 240);
        CHECK(figure(result, "false_alarms_per_camera_h_at_85_pct") == Approx(0.85 * 3 / 4 * 60 / 100));
        CHECK(figure(result, "alarms_per_operator_h") == Approx(figure(result, "false_alarms") / 72));
    }
    double const first = erlang_c(2.4, 3) / (3 * (1 - 0.8 * 0.3));
    for (auto const& [found, expected] :
         {std::pair{estimate_of(urgent), first}, {estimate_of(other), first / (1 - 0.8)}}) {
        INFO("expected " << expected << ", found " << found.mean << " +- " << found.standard_error);
        CHECK(std::abs(found.mean - expected) <= 5 * found.standard_error + 0.03 * expected);
    }
}

TEST_CASE("operations: nothing is lost between alarms and operators")
{
    auto const town = watched_town(200);
    auto p = staffed(4);
    p.false_alarms_per_camera_h = 0.3;
    p.public_incidents_per_million_h = rate_for(500);
    auto const result = day_of(town, crowd_in_view(), p);
    auto const noticed =
        std::ranges::count_if(result.incidents, [](Incident const& i) { return i.notice != Notice::none; });
    auto const attended =
        std::ranges::count_if(result.incidents, [](Incident const& i) { return i.attended_ms != core::never; });
    CHECK(noticed > 100);
    CHECK(attended == noticed);  // whoever waits at midnight is seen to later
    CHECK(figure(result, "alarms_per_operator_h") * 96 ==
          Approx(figure(result, "false_alarms") + static_cast<double>(noticed)));
    for (Incident const& i : result.incidents) CHECK((i.attended_ms == core::never || i.attended_ms >= i.noticed_ms));
    auto const total = result.by_zone.total();
    CHECK(total.offered == 1'000 * static_cast<std::int64_t>(result.incidents.size()));
    CHECK(total.covered <= total.offered);
    CHECK(total.carried <= total.covered);
    std::int64_t by_camera = 0;
    for (Incident const& i : result.incidents)
        by_camera += i.notice == Notice::tour || i.notice == Notice::analytics ? 1 : 0;
    CHECK(total.carried == 1'000 * by_camera);
    CHECK(result.by_site.total() == result.by_site.row_total(0));
    CHECK(result.by_site.total().carried == total.carried);
}

TEST_CASE("operations: a camera at work no longer, and one more, move no incident")
{
    auto p = staffed(4);
    p.public_incidents_per_million_h = rate_for(300);
    auto const few = day_of(watched_town(50), crowd_in_view(), p);
    auto const many = day_of(watched_town(800), crowd_in_view(), p);
    auto const dark = day_of(watched_town(50), crowd_in_view(), p, 1, 0);
    REQUIRE(few.incidents.size() == many.incidents.size());
    REQUIRE(few.incidents.size() == dark.incidents.size());
    for (std::size_t i = 0; i < few.incidents.size(); ++i) {
        CHECK(few.incidents[i].key == many.incidents[i].key);
        CHECK(few.incidents[i].at_ms == many.incidents[i].at_ms);
        CHECK(few.incidents[i].visible_ms == many.incidents[i].visible_ms);
        CHECK(few.incidents[i].at_ms == dark.incidents[i].at_ms);
        CHECK(dark.incidents[i].cameras == 0);
    }
    CHECK(dark.by_zone.total().covered == 0);
    CHECK(figure(dark, "by_tour_pct") + figure(dark, "by_analytics_pct") == 0);
    CHECK(figure(dark, "by_call_pct") > 10);
    auto const none = day_of(line_town(), crowd_in_view(), p);  // no camera at all
    CHECK(none.incidents.size() == few.incidents.size());
    CHECK(none.sites.empty());
}

TEST_CASE("operations: incidents on roads by vehicle-kilometres, on foot by person-hours", "[statistics]")
{
    auto const town = watched_town(1);
    PlanSketch sketch;
    for (auto const mode : {city::Mode::motorbike, city::Mode::walk}) {
        sketch.begin(mode == city::Mode::walk ? "walker" : "rider", city::PersonClass::resident, 2);
        sketch.stay(core::NodeId{0}, {0, 0});
        sketch.leave(0, mode);
        sketch.stay(core::NodeId{1}, {300, 0});
        sketch.end();
    }
    std::vector<Passage> passages;
    for (Millis at = 30'000; at < 20 * hour; at += 30'000) {
        passages.push_back({0, core::LinkId{0}, at - 30'000, at, 0, true});
        passages.push_back({2, core::LinkId{0}, at - 30'000, at, 0});
    }
    auto p = staffed(4);
    p.road_incidents_per_million_km = 1e6 * 1'000 / (0.3 * 2'400);  // 300 m, 2,400 times
    p.public_incidents_per_million_h = 1e6 * 500 / 40;              // two persons, 20 h
    auto const run = [&](std::size_t cut, bool saves, bool turns_round = false) {
        auto centre = make_operations(town, sketch.plans, p, {}, {}, core::Random(3));
        std::span<Passage const> left(passages);
        while (!left.empty()) {
            auto const window = left.first(std::min(cut, left.size()));
            if (turns_round) {
                centre->passages(std::vector(window.rbegin(), window.rend()));  // no order is promised
            } else {
                centre->passages(window);
            }
            centre->advance(window.back().exit_ms);
            left = left.subspan(window.size());
            if (!saves) continue;
            core::ArchiveWriter writer;
            centre->save(writer);
            centre = make_operations(town, sketch.plans, p, {}, {}, core::Random(3));
            core::ArchiveReader reader(writer.bytes(), "test");
            centre->load(reader);
            reader.finish();
        }
        return centre->result();
    };
    auto const result = run(SIZE_MAX, false);
    auto const on_road = std::ranges::count(result.incidents, IncidentKind::road, &Incident::kind);
    auto const on_foot = static_cast<std::ptrdiff_t>(result.incidents.size()) - on_road;
    CHECK(static_cast<double>(on_road) == Approx(1'000).margin(4.9 * std::sqrt(1'000.0)));
    CHECK(static_cast<double>(on_foot) == Approx(500).margin(4.9 * std::sqrt(500.0)));
    for (Incident const& incident : result.incidents) {
        CHECK(incident.point.y_m == 0);
        CHECK(incident.point.x_m >= 0);
        CHECK(incident.point.x_m <= 300);
    }
    double in_view = 0;  // of 300 m, to the distance of the level
    for (Incident const& incident : result.incidents) in_view += incident.point.x_m < 46 ? 1 : 0;
    CHECK(static_cast<double>(result.by_site.total().offered) / 1'000 == Approx(in_view).margin(3));
    for (auto const& [cut, saves] : {std::pair{std::size_t{1}, false}, {std::size_t{37}, true}, {SIZE_MAX, false}}) {
        auto const other = run(cut, saves, cut != 1);
        CHECK(other.incidents.size() == result.incidents.size());
        CHECK(other.extras == result.extras);
        CHECK(other.by_site.cells() == result.by_site.cells());
        CHECK(other.by_zone.cells() == result.by_zone.cells());
        CHECK(other.busy_ms == result.busy_ms);
    }
}
