// What services do in outages of a day: nobody is served at what does not work, and all is as before afterwards.
#include "services/camera.hpp"
#include "services/charging.hpp"
#include "services/counters.hpp"
#include "services/desk_town.hpp"
#include "services/entrances.hpp"
#include "services/operations.hpp"
#include "services/outages.hpp"
#include "services/utilities.hpp"
#include "services/wifi.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::services;
using namespace halong::test;
using city::Mode;
using city::PlaceKind;
using city::Presence;
using city::Spell;
using core::PlaceId;
using core::SiteId;

namespace {

using Spells = std::vector<Spell>;

std::int64_t carried_at(ServiceResult const& result, int hour_of_day)
{
    return result.by_zone.hour_total(hour_of_day).carried;
}

// A traveller with a stay at the first place of the town, between two at home.
std::uint32_t visitor(PlanSketch& sketch, std::string const& id, Mode mode, int persons = 1)
{
    sketch.begin(id, city::PersonClass::domestic_visitor, persons);
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.leave(0, mode);
    auto const stay = sketch.stay(core::NodeId{1}, {300, 0});
    sketch.plans.place.back() = PlaceId{0};
    sketch.leave(0, mode);
    sketch.stay(core::NodeId{0}, {0, 0});
    sketch.end();
    return stay;
}

std::vector<std::pair<Millis, int>> pairs_of(std::vector<Shift> const& shifts)
{
    std::vector<std::pair<Millis, int>> pairs;
    for (Shift const& shift : shifts) pairs.emplace_back(shift.from_ms, shift.servers);
    return pairs;
}

}  // namespace

TEST_CASE("spells of one thing join where they touch, and tell what they overlap and when they end")
{
    city::SpellsOf<SiteId> all;
    all.add(SiteId{2}, {5, 7});
    all.add(SiteId{1}, {30, 40});
    all.add(SiteId{1}, {10, 20});
    all.add(SiteId{1}, {20, 25});
    all.add(SiteId{1}, {50, 50});
    Spells const spells = all.of(SiteId{1});
    CHECK(spells == Spells{{10, 25}, {30, 40}});
    CHECK(all.of(SiteId{3}).empty());
    CHECK(city::overlap_ms(spells, 0, 100) == 25);
    CHECK(city::overlap_ms(spells, 24, 31) == 2);
    CHECK(city::end_of_spell(spells, 24) == 25);
    CHECK(city::end_of_spell(spells, 25) == 25);
    CHECK_FALSE(city::any_holds(spells, 25));
    Outages outages(core::Random(1), 7, 1, 4);
    outages.add(spells);
    CHECK(outages.works_at(9));
    CHECK_FALSE(outages.works_at(10));
    CHECK(outages.works_at(25));
}

TEST_CASE("shifts without who would serve in an outage")
{
    std::vector<Shift> const shifts{{8 * hour, 4}, {11 * hour, 1}, {13 * hour, 4}, {17 * hour, 4}};
    using Pairs = std::vector<std::pair<Millis, int>>;
    CHECK(pairs_of(interrupted(shifts, {})) == pairs_of(shifts));
    CHECK(pairs_of(interrupted(shifts, {{9 * hour, 10 * hour}})) ==
          Pairs{{8 * hour, 4}, {9 * hour, 0}, {10 * hour, 4}, {11 * hour, 1}, {13 * hour, 4}, {17 * hour, 4}});
    CHECK(pairs_of(interrupted(shifts, {{10 * hour, 12 * hour}, {13 * hour, 14 * hour}})) ==
          Pairs{{8 * hour, 4}, {10 * hour, 0}, {12 * hour, 1}, {13 * hour, 0}, {14 * hour, 4}, {17 * hour, 4}});
    CHECK(pairs_of(interrupted(shifts, {{0, 9 * hour}})) ==
          Pairs{{9 * hour, 4}, {11 * hour, 1}, {13 * hour, 4}, {17 * hour, 4}});
    CHECK(pairs_of(interrupted(shifts, {{0, 7 * hour}})) == pairs_of(shifts));
    CHECK(pairs_of(interrupted(shifts, {{16 * hour, 24 * hour}})) ==
          Pairs{{8 * hour, 4}, {11 * hour, 1}, {13 * hour, 4}, {16 * hour, 0}, {24 * hour, 4}});
}

TEST_CASE("charging pauses while there is no power, and whoever would wait too long does without")
{
    auto place = desk_place("lot", PlaceKind::park, 0, 24);
    auto town = town_with({place});
    town.faults.mains.add(PlaceId{0}, {9 * hour + 30 * minute, 10 * hour + 30 * minute});
    scenario::Scenario s;
    s.charging.car_share = s.charging.charge_share = 1;
    s.charging.car_points_per_100_spaces = 0;
    s.charging.car_kw = 10;
    s.charging.car_kwh = 10;
    s.charging.energy_cv = 0;
    s.chargers = {{{"park"}, 2, 0}};
    PlanSketch sketch;
    for (char const* id : {"charges", "waits", "cannot wait", "leaves"}) visitor(sketch, id, Mode::car);
    auto const at = [&](std::uint32_t traveller, Millis from_ms, Millis to_ms) {
        return Presence{traveller, sketch.plans.stays_begin(traveller) + 1, from_ms, to_ms};
    };
    auto const charging = make_charging(town, sketch.plans, ParkedKind::car, s, core::Random(5));
    charging->presences(std::vector<Presence>{at(0, 9 * hour, 12 * hour), at(2, 10 * hour, 13 * hour),
                                              at(1, 10 * hour + 20 * minute, 12 * hour)});
    auto const result = charging->result();
    // Half an hour before the cut and half an hour after it; the second a whole hour from half past ten on.
    CHECK(result.busy_ms[9] == 30 * minute);
    CHECK(result.busy_ms[10] == 2 * 30 * minute);
    CHECK(result.busy_ms[11] == 30 * minute);
    CHECK(figure(result, "energy_kwh") == Approx(20));
    CHECK(figure(result, "unserved_kwh") == Approx(10));
    CHECK(figure(result, "mean_wait_min") == Approx(5));
    CHECK(figure(result, "cut_short") == 0);
    // Who leaves in the dark has had his first half hour only.
    auto const short_stay = make_charging(town, sketch.plans, ParkedKind::car, s, core::Random(5));
    short_stay->presences(std::vector<Presence>{at(3, 9 * hour, 10 * hour)});
    CHECK(figure(short_stay->result(), "energy_kwh") == Approx(5));
    CHECK(figure(short_stay->result(), "unserved_kwh") == Approx(5));
    CHECK(figure(short_stay->result(), "cut_short") == 1);
}

TEST_CASE("gates without power take longer, and nobody enters a cable car")
{
    auto museum = desk_place("museum", PlaceKind::museum, 0, 24);
    museum.gates = 1;
    museum.gate_s_per_person = 30;
    auto cable = desk_place("cable", PlaceKind::cable_car, 0, 24);
    cable.gates = 1;
    cable.gate_s_per_person = 30;
    for (auto const& place : {museum, cable}) {
        auto town = town_with({place});
        town.faults.mains.add(PlaceId{0}, {10 * hour, 10 * hour + minute});
        town.faults.gates.add(PlaceId{0}, {10 * hour, 10 * hour + minute});
        PlanSketch sketch;
        std::vector<std::uint32_t> stays;
        for (char const* id : {"before", "in the dark", "behind", "after"}) {
            stays.push_back(visitor(sketch, id, Mode::walk));
        }
        auto const service = make_entrances(town, sketch.plans, {.patience_min = 60}, 3);
        std::vector<Millis> leaves;
        for (std::uint32_t i = 0; i < 4; ++i) {
            Millis const come_ms = std::array{10 * hour - 10'000, 10 * hour, 10 * hour, 34 * hour}[i];
            leaves.push_back(service->admit({i, stays[i], come_ms, come_ms}));  // he only wants to be in
        }
        CHECK(leaves[0] == 10 * hour + 20'000);
        if (place.kind == PlaceKind::museum) {
            CHECK(leaves[1] == 10 * hour + 20'000 + 90'000);
            CHECK(leaves[2] == 10 * hour + 20'000 + 90'000 + 30'000);  // power is back when his turn comes
            CHECK(leaves[3] == 34 * hour + 90'000);                    // as at 10 h of every day
        } else {
            CHECK(leaves[1] == 10 * hour + minute + 30'000);
            CHECK(leaves[2] == 10 * hour + minute + 60'000);
            CHECK(leaves[3] == 34 * hour + minute + 30'000);
        }
    }
}

TEST_CASE("a centre without power serves nobody until it is back")
{
    auto town = town_with({desk_place("centre", PlaceKind::one_stop_centre, 7, 17)});
    town.places[PlaceId{0}].visits_per_day = 100;
    PlanSketch sketch;
    auto const stay = desk_visit(sketch, "visitor", PlaceId{0}, city::Activity::visit);
    scenario::CounterParameters parameters;
    parameters.patience_mean_min = 1e6;
    auto const leave = [&] {
        auto const service = make_counters(town, sketch.plans, parameters, core::Random(3));
        std::vector<Release> released;
        CHECK(service->admit({0, stay, 9 * hour, 9 * hour}) == core::never);
        service->release(24 * hour, released);
        REQUIRE(released.size() == 1);
        return released[0].leave_ms;
    };
    Millis const usual_ms = leave();
    CHECK(usual_ms > 9 * hour);
    town.faults.windows.add(PlaceId{0}, {8 * hour, 10 * hour});
    CHECK(leave() == usual_ms + hour);
}

TEST_CASE("power that a hotel does not get is told")
{
    auto hotel = desk_place("hotel", PlaceKind::hotel, 0, 24);
    auto town = town_with({hotel});
    town.faults.mains.add(PlaceId{0}, {18 * hour + 30 * minute, 20 * hour});
    PlanSketch sketch;
    auto const stay = visitor(sketch, "guests", Mode::walk, 4);
    sketch.plans.activity[stay] = city::Activity::hotel;
    scenario::UtilityParameters parameters;
    parameters.hotel_kwh = 2;
    auto const service = make_utilities(town, sketch.plans, parameters);
    service->presences(std::vector<Presence>{{0, stay, 18 * hour, 21 * hour}});
    auto const result = service->result();
    CHECK(result.loads[1].amount[18] == Approx(4));  // four guests for half an hour
    CHECK(result.loads[1].amount[19] == Approx(0).margin(1e-9));
    CHECK(result.loads[1].amount[20] == Approx(8));
    CHECK(figure(result, "power_unserved_mwh") == Approx(0.012));
    CHECK(result.loads[0].amount[19] == Approx(4 * parameters.hotel_l));
}

TEST_CASE("a hotspot that is out carries nothing in these hours, and what it would have covered stays covered")
{
    auto town = line_town();
    put_sites(town, {hotspot_at("h", {0, 10})});
    PlanSketch sketch;
    std::vector<Presence> all;
    for (int i = 0; i < 400; ++i) {
        auto const stay = sketch.one_stay("p" + std::to_string(i), {5, 0}, city::PersonClass::foreign_visitor);
        Millis const from_ms = 8 * hour + i * minute;
        all.push_back({static_cast<std::uint32_t>(i), stay, from_ms, from_ms + hour});
    }
    scenario::WifiParameters parameters;
    parameters.uptime = 1;
    auto const day = [&] {
        auto const service = make_wifi(town, sketch.plans, parameters, core::Random(9));
        service->presences(all);
        service->advance(core::ms_per_day);
        return service->result();
    };
    auto const lit = day();
    town.faults.sites.add(SiteId{0}, {10 * hour, 12 * hour});
    auto const dark = day();
    for (int h : {10, 11}) {
        CHECK(carried_at(lit, h) > 0);
        CHECK(carried_at(dark, h) == 0);
    }
    CHECK(carried_at(dark, 8) == carried_at(lit, 8));
    CHECK(carried_at(dark, 14) == carried_at(lit, 14));
    CHECK(dark.by_zone.total().covered == lit.by_zone.total().covered);
    CHECK(figure(lit, "outage_sessions") == 0);
    CHECK(figure(dark, "outage_sessions") > 0);
}

TEST_CASE("a camera that is out detects nothing in these hours, and the same as ever in others")
{
    auto town = line_town();
    put_sites(town, {camera_at("c", {0, 0}, 0)});
    PlanSketch sketch;
    std::vector<city::Passage> passages;
    for (int i = 0; i < 300; ++i) {
        sketch.begin("t" + std::to_string(i));
        auto const leg = sketch.stay(core::NodeId{0}, {0, 0});
        sketch.leave(8 * hour, Mode::motorbike);
        sketch.stay(core::NodeId{1}, {300, 0});
        sketch.end();
        Millis const exit_ms = 8 * hour + i * minute;
        passages.push_back({leg, core::LinkId{0}, exit_ms - 30'000, exit_ms, 0, true});
    }
    auto const day = [&] {
        auto const service = make_camera(town, sketch.plans, {}, {}, core::Random(4));
        service->passages(passages);
        return service->result();
    };
    auto const lit = day();
    town.faults.sites.add(SiteId{0}, {10 * hour, 11 * hour});
    auto const dark = day();
    CHECK(carried_at(lit, 10) > 0);
    CHECK(carried_at(dark, 10) == 0);
    for (int h : {8, 9, 11, 12}) CHECK(carried_at(dark, h) == carried_at(lit, h));
    CHECK(dark.by_zone.total().covered == lit.by_zone.total().covered);
}

TEST_CASE("the operations centre notices nothing through a camera that is out, and has no false alarms of it")
{
    auto town = line_town();
    put_sites(town, {camera_at("first", {0, 0}, 0)});
    PlanSketch sketch;
    auto const crowd = sketch.one_stay("crowd", {10, 0}, city::PersonClass::domestic_visitor, 1'000);
    scenario::OperationsParameters parameters;
    parameters.public_incidents_per_million_h = 50'000;
    parameters.public_visible_min = 30;
    parameters.analytics_delay_s = 300;
    parameters.call_delay_min = 600;
    parameters.handling_min = 0.05;
    parameters.false_alarms_per_camera_h = 2;
    scenario::CameraParameters cameras;
    cameras.uptime = 1;
    auto const day = [&] {
        auto const service = make_operations(town, sketch.plans, parameters, cameras, {}, core::Random(2));
        service->presences(std::vector<Presence>{{0, crowd, 0, core::ms_per_day}});
        service->advance(core::ms_per_day);
        return service->result();
    };
    auto const lit = day();
    CHECK(lit.by_zone.total().carried > 0);
    Spell const dark{12 * hour, 20 * hour};
    town.faults.sites.add(SiteId{0}, dark);
    auto const half = day();
    CHECK(half.by_zone.total().offered == lit.by_zone.total().offered);
    CHECK(half.by_zone.total().carried > 0);
    for (int h = 0; h < 24; ++h) CHECK(half.by_zone.hour_total(h).covered == lit.by_zone.hour_total(h).covered);
    CHECK(half.by_site.total().covered == lit.by_site.total().covered);
    for (int h = 12; h < 16; ++h) CHECK(carried_at(half, h) == 0);
    REQUIRE(half.incidents.size() == lit.incidents.size());
    int seen_afterwards = 0;
    for (Incident const& incident : half.incidents) {
        if (dark.holds(incident.at_ms)) CHECK(incident.cameras == 0);
        if (incident.notice != Notice::tour && incident.notice != Notice::analytics) continue;
        CHECK_FALSE(dark.holds(incident.noticed_ms));
        if (!dark.holds(incident.at_ms)) continue;
        CHECK(incident.notice == Notice::tour);  // by a look, when the power is back
        ++seen_afterwards;
    }
    CHECK(seen_afterwards > 0);
    town.faults.sites.add(SiteId{0}, {0, core::ms_per_day});
    auto const none = day();
    CHECK(none.by_zone.total().covered == lit.by_zone.total().covered);
    CHECK(none.by_zone.total().carried == 0);
    CHECK(figure(none, "by_tour_pct") == 0);
    CHECK(figure(none, "by_analytics_pct") == 0);
    CHECK(figure(none, "alarms_per_operator_h") < figure(lit, "alarms_per_operator_h"));

    // Nobody looks: alarms alone tell of incidents, and none of those that the cut overtakes comes.
    parameters.operators_morning = parameters.operators_afternoon = parameters.operators_night = 0;
    auto const late_alarms = [&](ServiceResult const& result) {
        return std::ranges::count_if(result.incidents, [&](Incident const& incident) {
            bool const is_alarm = incident.notice == Notice::analytics;
            return is_alarm && incident.at_ms < dark.from_ms && dark.holds(incident.noticed_ms);
        });
    };
    town.faults = {};
    CHECK(late_alarms(day()) > 0);
    town.faults.sites.add(SiteId{0}, dark);
    auto const unwatched = day();
    CHECK(late_alarms(unwatched) == 0);
    CHECK(unwatched.by_zone.total().carried > 0);
}
