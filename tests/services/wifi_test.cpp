// The Wi-Fi service: cases computed by hand in a town of one hotspot, properties on random towns, and that results
// depend neither on how events are cut into windows nor on sites that nobody hears.
#include "services/wifi.hpp"

#include "services/dcf.hpp"
#include "services/radio.hpp"
#include "services/toy_town.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace halong;
using namespace halong::test;
using city::PersonClass;
using core::Millis;
using services::ServiceResult;
using services::Tally;

namespace {

constexpr geo::PointMetric at_pole{300, 0};
constexpr std::int64_t person_hour = 60'000;  // milliminutes

// Everybody wants Wi-Fi for the whole of his stay, and there is no luck in the radio near the pole.
scenario::WifiParameters certain()
{
    scenario::WifiParameters parameters;
    parameters.take_rate_foreign = 1;
    parameters.take_rate_domestic = 1;
    parameters.take_rate_worker = 1;
    parameters.take_rate_resident = 1;
    parameters.session_median_min = 1'440;
    parameters.session_cv = 0;
    parameters.shadow_sigma_db = 0;
    parameters.uptime = 1;
    parameters.mac = scenario::MacModel::fixed;
    return parameters;
}

struct Case {
    city::City town = line_town();
    PlanSketch sketch;
    std::vector<city::Presence> presences;
    scenario::WifiParameters parameters = certain();

    void somebody(std::string const& id, Millis from_ms, Millis to_ms, int persons = 1,
                  PersonClass person_class = PersonClass::foreign_visitor, geo::PointMetric point = at_pole,
                  core::ZoneId zone = core::ZoneId{0})
    {
        auto const stay = sketch.one_stay(id, point, person_class, persons, zone);
        presences.push_back({static_cast<std::uint32_t>(sketch.plans.traveller_count() - 1), stay, from_ms, to_ms});
    }
    [[nodiscard]] std::vector<city::Presence> sorted() const
    {
        auto list = presences;
        std::ranges::sort(list, {}, [](city::Presence const& p) { return std::pair(p.from_ms, p.stay); });
        return list;
    }
    // Gives the events of every `cut_ms` at once.
    [[nodiscard]] ServiceResult run(Millis cut_ms = core::ms_per_day) const
    {
        auto const service = services::make_wifi(town, sketch.plans, parameters, core::Random(1));
        auto const list = sorted();
        auto next = list.begin();
        for (Millis end = std::min(cut_ms, core::ms_per_day);; end = std::min(end + cut_ms, core::ms_per_day)) {
            auto const first = next;
            while (next != list.end() && next->from_ms < end) ++next;
            service->presences({first, next});
            service->advance(end);
            if (end == core::ms_per_day) break;
        }
        return service->result();
    }
};

double extra(ServiceResult const& result, std::string const& name)
{
    for (auto const& [key, value] : result.extras) {
        if (key == name) return value;
    }
    FAIL("no extra named " << name);
    return 0;
}

void check_same(ServiceResult const& a, ServiceResult const& b)
{
    CHECK(a.by_zone.cells() == b.by_zone.cells());
    CHECK(a.by_site.cells() == b.by_site.cells());
    CHECK(a.extras == b.extras);
    REQUIRE(a.peaks.size() == b.peaks.size());
    for (std::size_t i = 0; i < a.peaks.size(); ++i) {
        CHECK(a.peaks[i].peak_load == b.peaks[i].peak_load);
        CHECK(a.peaks[i].peak_at_ms == b.peaks[i].peak_at_ms);
        CHECK(a.peaks[i].busy_share == b.peaks[i].busy_share);
    }
}

// A day with crowds at random spots around some hotspots, all of whose limits bind somewhere.
Case random_case(std::uint64_t seed)
{
    Case day;
    day.town = grid_town(6);
    Draws draws(seed);
    std::vector<city::Site> sites;
    for (int i = 0; i < 6; ++i) {
        auto site = hotspot_at("hotspot " + std::to_string(i), {draws.uniform(0, 1'000), draws.uniform(0, 1'000)});
        site.hotspot.association_cap = 1 + draws.below(30);
        site.hotspot.uplink_mbps = draws.uniform(0.5, 20);
        sites.push_back(site);
    }
    put_sites(day.town, sites);
    day.parameters = scenario::WifiParameters{};
    day.parameters.take_rate_resident = 0.5;
    day.parameters.need_mbps = draws.uniform(0.1, 20);
    day.parameters.min_power_dbm = -95;  // so that some associate at a rate of 0
    double const steps_s[] = {1, 7, 45, 60, 100, 1'000, 3'600};
    day.parameters.step_s = steps_s[seed % 7];
    for (int i = 0; i < 600; ++i) {
        auto const& near = sites[static_cast<std::size_t>(draws.below(6))].position;
        double const away_m = draws.below(10) == 0 ? 3'000 : 150;
        geo::PointMetric const point{near.x_m + draws.uniform(-away_m, away_m),
                                     near.y_m + draws.uniform(-away_m, away_m)};
        auto const from = static_cast<Millis>(draws.uniform(0, core::ms_per_day));
        auto const to = from + static_cast<Millis>(draws.uniform(0, 3 * hour));
        bool const stays_on = draws.below(10) == 0;
        day.somebody("person " + std::to_string(i), from, stays_on ? core::never : to, 1 + draws.below(4),
                     static_cast<PersonClass>(draws.below(5)), point, core::ZoneId{draws.below(3)});
    }
    return day;
}

}  // namespace

TEST_CASE("wifi: who is out of reach is offered demand, and not covered")
{
    Case day;
    put_sites(day.town, {hotspot_at("far", {50'000, 0})});
    day.somebody("a", 8 * hour, 9 * hour);
    auto const result = day.run();
    CHECK(result.by_zone.total() == Tally{person_hour, 0, 0});
    CHECK(result.by_site.total() == Tally{});
    CHECK(extra(result, "sessions") == 1);
    CHECK(extra(result, "covered_sessions") == 0);
}

TEST_CASE("wifi: one person at the pole for an hour is carried in full, in the hours in which he is there")
{
    Case day;
    put_sites(day.town, {hotspot_at("pole", at_pole)});
    day.somebody("a", 8 * hour + 30 * minute, 9 * hour + 30 * minute);
    auto const result = day.run();
    Tally const half{person_hour / 2, person_hour / 2, person_hour / 2};
    CHECK(result.by_zone.at(0, 8, PersonClass::foreign_visitor) == half);
    CHECK(result.by_zone.at(0, 9, PersonClass::foreign_visitor) == half);
    CHECK(result.by_site.at(0, 8, PersonClass::foreign_visitor) == half);
    CHECK(result.by_zone.total() == Tally{person_hour, person_hour, person_hour});
    CHECK(result.peaks[0].peak_load == 1);
    CHECK(result.peaks[0].peak_at_ms == 8 * hour + 30 * minute);
    CHECK(result.peaks[0].busy_share == 0);
    CHECK(result.unit == "person_min");
}

TEST_CASE("wifi: a stay past midnight counts until midnight")
{
    Case day;
    put_sites(day.town, {hotspot_at("pole", at_pole)});
    day.parameters.step_s = 7;  // does not divide the day
    day.somebody("a", 23 * hour, core::never);
    auto const result = day.run();
    CHECK(result.by_zone.at(0, 23, PersonClass::foreign_visitor) == Tally{person_hour, person_hour, person_hour});
    CHECK(result.by_zone.total().offered == person_hour);
}

TEST_CASE("wifi: the association cap blocks the second of two sessions that overlap, and only then")
{
    Case day;
    auto pole = hotspot_at("pole", at_pole);
    pole.hotspot.association_cap = 1;
    put_sites(day.town, {pole});
    day.somebody("a", 8 * hour, 9 * hour);
    SECTION("they overlap")
    {
        day.somebody("b", 8 * hour + 30 * minute, 10 * hour);
        auto const result = day.run();
        CHECK(result.by_zone.total() == Tally{5 * person_hour / 2, 5 * person_hour / 2, person_hour});
        CHECK(extra(result, "blocked_sessions") == 1);
        CHECK(result.by_zone.at(0, 9, PersonClass::foreign_visitor).carried == 0);
    }
    SECTION("one begins when the other ends")
    {
        day.somebody("b", 9 * hour, 10 * hour);
        auto const result = day.run();
        CHECK(result.by_zone.total() == Tally{2 * person_hour, 2 * person_hour, 2 * person_hour});
        CHECK(extra(result, "blocked_sessions") == 0);
        CHECK(result.peaks[0].peak_load == 1);
    }
    SECTION("one begins when the other ends, within one step")
    {
        day.parameters.step_s = 3'600;
        day.presences[0].to_ms = 8 * hour + 20 * minute;
        day.somebody("b", 8 * hour + 20 * minute, 8 * hour + 50 * minute);
        CHECK(extra(day.run(), "blocked_sessions") == 0);
    }
}

TEST_CASE("wifi: an uplink of half the need carries half")
{
    Case day;
    auto pole = hotspot_at("pole", at_pole);
    pole.hotspot.uplink_mbps = 1;  // four people need 0.5 each
    put_sites(day.town, {pole});
    for (auto const* id : {"a", "b", "c", "d"}) day.somebody(id, 8 * hour, 9 * hour);
    auto const result = day.run();
    CHECK(result.by_zone.total() == Tally{4 * person_hour, 4 * person_hour, 2 * person_hour});
    CHECK(result.peaks[0].busy_share == Approx(1.0 / 24).epsilon(1e-12));
    CHECK(result.peaks[0].peak_load == 4);
}

TEST_CASE("wifi: airtime is shared by need, and nobody uses more than his own time")
{
    Case day;
    auto pole = hotspot_at("pole", at_pole);
    pole.hotspot.uplink_mbps = 10'000;
    put_sites(day.town, {pole});
    // Under the pole: 23 dBm - (32.4 + 21 log10 6.5 + 20 log10 2.44) leaves more than 39 dB over the noise.
    double const goodput = 0.6 * services::phy_rate_mbps(100, 20);
    SECTION("two who each need all of the air get half")
    {
        day.parameters.need_mbps = goodput;
        day.somebody("a", 8 * hour, 9 * hour);
        day.somebody("b", 8 * hour, 9 * hour);
        CHECK(day.run().by_zone.total().carried == person_hour);
    }
    SECTION("one who needs twice what his link can do gets half, also when he is there for a quarter of a step")
    {
        day.parameters.need_mbps = 2 * goodput;
        day.parameters.step_s = 3'600;
        day.somebody("a", 8 * hour, 8 * hour + 15 * minute);
        auto const total = day.run().by_zone.total();
        CHECK(total.covered == person_hour / 4);
        CHECK(total.carried == person_hour / 8);
    }
}

TEST_CASE("wifi: each person of a group counts for himself")
{
    Case day;
    put_sites(day.town, {hotspot_at("pole", at_pole)});
    day.somebody("family", 8 * hour, 9 * hour, 7, PersonClass::domestic_visitor);
    auto const result = day.run();
    CHECK(result.by_zone.class_total(PersonClass::domestic_visitor).carried == 7 * person_hour);
    CHECK(extra(result, "sessions") == 7);
    CHECK(result.peaks[0].peak_load == 7);
}

TEST_CASE("wifi: indoors, short stays and take rates of 0 want nothing")
{
    Case day;
    put_sites(day.town, {hotspot_at("pole", at_pole)});
    day.somebody("short", 8 * hour, 8 * hour + 5 * minute);
    day.somebody("indoors", 8 * hour, 20 * hour);
    day.sketch.plans.outdoor_share.back() = 0;
    day.somebody("resident", 8 * hour, 20 * hour, 1, PersonClass::resident);
    day.parameters.take_rate_resident = 0;
    CHECK(day.run().by_zone.total() == Tally{});
}

TEST_CASE("wifi: take rates by class are kept within statistical bounds", "[statistics]")
{
    // 20,000 people of each class; a count lies within 4.9 standard deviations but for one case in a million.
    Case day;
    for (int c = 0; c < city::person_class_count; ++c) {
        day.somebody("crowd " + std::to_string(c), 8 * hour, 9 * hour, 20'000, static_cast<PersonClass>(c));
    }
    scenario::WifiParameters const usual;
    day.parameters.take_rate_foreign = usual.take_rate_foreign;
    day.parameters.take_rate_domestic = usual.take_rate_domestic;
    day.parameters.take_rate_worker = usual.take_rate_worker;
    day.parameters.take_rate_resident = usual.take_rate_resident;
    auto const result = day.run();
    auto const check = [&](PersonClass person_class, double rate) {
        double const count =
            static_cast<double>(result.by_zone.class_total(person_class).offered) / static_cast<double>(person_hour);
        CHECK(count == Approx(20'000 * rate).margin(4.9 * std::sqrt(20'000 * rate * (1 - rate))));
    };
    check(PersonClass::foreign_visitor, usual.take_rate_foreign);
    check(PersonClass::domestic_visitor, usual.take_rate_domestic);
    check(PersonClass::worker, usual.take_rate_worker);
    check(PersonClass::business, usual.take_rate_worker);
    check(PersonClass::resident, usual.take_rate_resident);
}

TEST_CASE("wifi: carried <= covered <= offered in every cell, and sites add up to zones")
{
    for (std::uint64_t seed = 0; seed < 21; ++seed) {
        CAPTURE(seed);
        Case const day = random_case(seed);
        auto const result = day.run();
        for (auto const* table : {&result.by_zone, &result.by_site}) {
            for (Tally const& cell : table->cells()) {
                REQUIRE(cell.carried >= 0);
                REQUIRE(cell.carried <= cell.covered);
                REQUIRE(cell.covered <= cell.offered);
            }
        }
        for (int h = 0; h < 24; ++h) {
            auto const zones = result.by_zone.hour_total(h);
            auto const sites = result.by_site.hour_total(h);
            REQUIRE(sites.covered == zones.covered);
            REQUIRE(sites.offered == zones.covered);
            REQUIRE(sites.carried == zones.carried);
        }
        auto const total = result.by_zone.total();
        CHECK(total.offered > total.covered);
        CHECK(total.covered > total.carried);
        CHECK(total.carried > 0);
    }
}

TEST_CASE("wifi: without limits all that is covered is carried, to the milliminute, for any step")
{
    for (std::uint64_t seed = 0; seed < 14; ++seed) {
        CAPTURE(seed);
        Case day = random_case(seed);
        day.parameters.need_mbps = 1e-6;
        day.parameters.min_power_dbm = -75;
        day.parameters.uptime = 1;
        for (auto& site : day.town.sites) {
            site.hotspot.association_cap = 10'000;
            site.hotspot.uplink_mbps = 10'000;
        }
        auto const result = day.run();
        for (Tally const& cell : result.by_zone.cells()) REQUIRE(cell.carried == cell.covered);
        CHECK(result.by_zone.total().carried > 0);
    }
}

TEST_CASE("wifi: results do not depend on how events are cut into windows")
{
    for (std::uint64_t seed = 0; seed < 7; ++seed) {
        CAPTURE(seed);
        Case const day = random_case(seed);
        auto const at_once = day.run();
        check_same(day.run(minute), at_once);
        check_same(day.run(61'234), at_once);
        check_same(day.run(5 * hour), at_once);
    }
}

TEST_CASE("wifi: a hotspot that nobody can hear changes nothing, wherever it is inserted")
{
    Case const day = random_case(3);
    auto const before = day.run();
    auto const is_idle = [](auto const& entry) { return entry.first == "idle_hotspots"; };
    auto others = before.extras;
    std::erase_if(others, is_idle);
    for (std::size_t position = 0; position <= 6; ++position) {
        CAPTURE(position);
        Case more = day;
        auto sites = day.town.sites.values();
        auto silent = hotspot_at("silent", {500, 500});
        silent.hotspot.eirp_dbm = -100;
        auto const row = static_cast<std::ptrdiff_t>(position);
        sites.insert(sites.begin() + row, silent);
        put_sites(more.town, sites);
        auto after = more.run();
        CHECK(after.by_site.row_total(position) == Tally{});
        CHECK(after.peaks[position].peak_load == 0);
        CHECK(after.by_zone.cells() == before.by_zone.cells());
        CHECK(extra(after, "idle_hotspots") == extra(before, "idle_hotspots") + 1);
        std::erase_if(after.extras, is_idle);
        CHECK(after.extras == others);
        for (std::size_t i = 0; i < 6; ++i) {
            std::size_t const now = i < position ? i : i + 1;
            for (int h = 0; h < 24; ++h) {
                for (int c = 0; c < city::person_class_count; ++c) {
                    auto const person_class = static_cast<PersonClass>(c);
                    REQUIRE(after.by_site.at(now, h, person_class) == before.by_site.at(i, h, person_class));
                }
            }
            CHECK(after.peaks[now].busy_share == before.peaks[i].busy_share);
        }
    }
}

TEST_CASE("wifi: cameras among the sites are not hotspots")
{
    Case day;
    put_sites(day.town, {camera_at("c", at_pole, 0), hotspot_at("pole", at_pole)});
    day.somebody("a", 8 * hour, 9 * hour);
    auto const result = day.run();
    REQUIRE(result.sites == std::vector<core::SiteId>{core::SiteId{1}});
    CHECK(result.by_site.row_total(0).carried == person_hour);
}

TEST_CASE("wifi: two hotspots of one channel share the air, on two channels they do not")
{
    auto const carried = [](int second_channel) {
        Case day;
        auto one = hotspot_at("one", {300, 0});
        auto two = hotspot_at("two", {330, 0});  // in sight of each other
        for (auto* site : {&one, &two}) {
            site->hotspot.uplink_mbps = 10'000;
            site->hotspot.association_cap = 100;
        }
        one.hotspot.channel = 1;
        two.hotspot.channel = second_channel;
        put_sites(day.town, {one, two});
        day.parameters.need_mbps = 60;  // two at each pole want more than its air
        day.somebody("left", 9 * hour, 10 * hour, 4, PersonClass::foreign_visitor, {299, 0});
        day.somebody("right", 9 * hour, 10 * hour, 4, PersonClass::foreign_visitor, {331, 0});
        return day.run().by_zone.total().carried;
    };
    double const goodput = 0.6 * services::phy_rate_mbps(100, 20);
    double const alone = std::min(1.0, goodput / (4 * 60));  // share of what each of the four wants
    CHECK(static_cast<double>(carried(2)) == Approx(8 * person_hour * alone).epsilon(1e-3));
    CHECK(static_cast<double>(carried(1)) == Approx(4 * person_hour * alone).epsilon(3e-3));
}

TEST_CASE("wifi: the more phones contend, the less gets through, by Bianchi's model")
{
    auto const gigabytes = [](int persons) {
        Case day;
        auto pole = hotspot_at("pole", at_pole);
        pole.hotspot.uplink_mbps = 10'000;
        pole.hotspot.association_cap = 100;
        put_sites(day.town, {pole});
        day.parameters.mac = scenario::MacModel::contention;
        day.parameters.need_mbps = 1'000;
        day.somebody("crowd", 9 * hour, 10 * hour, persons);
        return extra(day.run(), "gigabytes");
    };
    services::ContentionTable const table(32, 100);
    double const rate = services::phy_rate_mbps(100, 20);
    for (int const persons : {1, 5, 50}) {
        double const mbps = rate * table.efficiency(rate, static_cast<std::size_t>(persons));
        CHECK(gigabytes(persons) == Approx(mbps * 3'600 / 8'000).epsilon(1e-6));
    }
    CHECK(gigabytes(5) > gigabytes(50));
}

TEST_CASE("wifi: with equal rates a slow phone slows all, with equal airtime it does not")
{
    auto const carried = [](scenario::AirSharing sharing) {
        Case day;
        auto pole = hotspot_at("pole", at_pole);
        pole.hotspot.uplink_mbps = 10'000;
        put_sites(day.town, {pole});
        day.parameters.path_loss = scenario::PathLoss::log_distance;
        day.parameters.path_loss_exponent = 3.5;
        day.parameters.sharing = sharing;
        day.parameters.need_mbps = 1'000;
        day.somebody("near", 9 * hour, 10 * hour);
        day.somebody("far", 9 * hour, 10 * hour, 1, PersonClass::domestic_visitor, {at_pole.x_m + 28, 0});
        auto const result = day.run();
        auto const of = [&](PersonClass who) { return result.by_zone.at(0, 9, who).carried; };
        return std::pair(of(PersonClass::foreign_visitor), of(PersonClass::domestic_visitor));
    };
    auto const [near, far] = carried(scenario::AirSharing::airtime);
    auto const [slowed, slow] = carried(scenario::AirSharing::throughput);
    CHECK(near > far);
    CHECK(slowed == slow);
    CHECK(slowed < near);
    CHECK(slow > far);
}

TEST_CASE("wifi: who stands beside a hotspot that is out of order is covered, not carried, unless another is heard")
{
    Case day;
    put_sites(day.town, {hotspot_at("pole", at_pole)});
    day.parameters.uptime = 1e-9;
    day.parameters.repair_h = 700;
    day.somebody("guest", 9 * hour, 10 * hour);
    auto const alone = day.run();
    CHECK(alone.by_zone.total() == Tally{person_hour, person_hour, 0});
    CHECK(extra(alone, "outage_sessions") == 1);
}

TEST_CASE("wifi: a second radio takes phones off the first one's air, and both share cap and line")
{
    // 23 dBm, exponent 3: 5.5 GHz reaches 49 m; 60 m away 2.44 GHz is 23.5 dB above the noise, and a phone takes all its air.
    double const need_mbps = 0.6 * services::phy_rate_mbps(23.5, 20);
    double const near_air = need_mbps / (0.6 * services::phy_rate_mbps(100, 20));
    auto const served = [&](double second_ghz, double uplink_mbps, int cap) {
        Case day;
        auto site = hotspot_at("pole", at_pole);
        site.hotspot = {2.44, 23, 8, uplink_mbps, cap, 0, 20, second_ghz, 23, 0, 20};
        put_sites(day.town, {site});
        day.parameters.path_loss = scenario::PathLoss::log_distance;
        day.parameters.need_mbps = need_mbps;
        day.somebody("near", 10 * hour, 11 * hour);
        day.somebody("far", 10 * hour, 11 * hour, 1, PersonClass::foreign_visitor, {at_pole.x_m + 60, at_pole.y_m});
        auto const result = day.run();
        return std::pair(static_cast<double>(result.by_zone.total().carried), extra(result, "blocked_sessions"));
    };
    CHECK(served(0, 1'000, 64).first == Approx(person_hour * (0.5 + 0.5 / near_air)).margin(60));
    CHECK(served(5.5, 1'000, 64).first == 2 * person_hour);
    CHECK(served(5.5, need_mbps, 64).first == Approx(person_hour).margin(60));
    CHECK(served(5.5, 1'000, 1).second + served(5.5, 1'000, 2).second == 1);
}
