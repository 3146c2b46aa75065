// The camera service: detection by formula, one draw per camera that no other camera changes, and the three numbers.
#include "services/camera.hpp"

#include "core/archive.hpp"
#include "core/parallel.hpp"
#include "services/camera_view.hpp"
#include "services/toy_town.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace halong;
using namespace halong::test;
using city::Passage;
using city::PersonClass;
using services::ServiceResult;
using services::Tally;

namespace {

constexpr core::LinkId street{0};  // 300 m of line_town
constexpr int passage_s = 30;

struct Crowd {
    PlanSketch sketch;
    std::vector<Passage> passages;

    // `count` travellers who pass `link` one after the other from `start_ms` on, each in 30 s.
    Crowd(int count, core::Millis start_ms, core::Millis gap_ms, core::LinkId link = street, int occupancy = 0)
    {
        for (int i = 0; i < count; ++i) {
            sketch.begin("traveller " + std::to_string(i), static_cast<PersonClass>(i % 5));
            auto const leg = sketch.stay(core::NodeId{0}, {0, 0});
            sketch.leave(start_ms, city::Mode::motorbike);
            sketch.stay(core::NodeId{1}, {300, 0});
            sketch.end();
            core::Millis const entry = start_ms + i * gap_ms;
            passages.push_back(
                {leg, link, entry, entry + passage_s * 1'000, static_cast<std::uint16_t>(occupancy), true});
        }
    }
};

ServiceResult watch(city::City const& town, Crowd const& crowd, scenario::Weather const& weather = {},
                    scenario::CameraParameters const& parameters = {}, std::size_t cut = SIZE_MAX)
{
    auto const service = services::make_camera(town, crowd.sketch.plans, parameters, weather, core::Random(5));
    std::span<Passage const> left(crowd.passages);
    while (!left.empty()) {
        auto const window = left.first(std::min(cut, left.size()));
        service->passages(window);
        service->advance(window.back().exit_ms);
        left = left.subspan(window.size());
    }
    return service->result();
}

// Expected chance that a camera at the street's start which looks along it detects one passage.
double chance(city::Site const& camera, double light, double clear)
{
    scenario::CameraParameters const usual;
    double const samples = 150;  // of 2 m
    double const seen = std::floor(services::dori_distance_m(camera.camera) / 2 + 0.5) / samples;
    return usual.uptime * usual.algorithm_factor * light * clear *
           (1 - std::exp(-seen * passage_s / usual.exposure_time_s));
}

}  // namespace

TEST_CASE("camera: detection has its chance over 100,000 passages", "[statistics]")
{
    // A count lies within 4.9 standard deviations of its mean but for one case in a million.
    constexpr int count = 100'000;
    city::City town = line_town();
    auto camera = camera_at("c", {0, 0}, 0);
    scenario::CameraParameters const usual;
    struct Condition {
        core::Millis start_ms;
        int occupancy;
        scenario::Weather weather;
        double light;
        double clear;
    };
    double const half_full = std::exp(-usual.occlusion_per_density * 0.5 / 7.5);
    Condition const conditions[] = {
        {10 * hour, 0, {}, usual.day_factor, 1},
        {22 * hour, 0, {}, usual.night_factor, 1},
        {10 * hour, 0, {.rain = true}, usual.day_factor * usual.rain_factor, 1},
        {10 * hour, 0, {.fog = true}, usual.day_factor * 0.5, 1},
        {10 * hour, 500, {}, usual.day_factor, half_full},
    };
    put_sites(town, {camera});
    for (Condition const& condition : conditions) {
        CAPTURE(condition.start_ms, condition.occupancy, condition.weather.rain, condition.weather.fog);
        Crowd const crowd(count, condition.start_ms, 10, street, condition.occupancy);
        auto const total = watch(town, crowd, condition.weather).by_site.total();
        double const p = chance(camera, condition.light, condition.clear);
        CHECK(total.offered == std::int64_t{count} * 1'000);
        CHECK(total.covered == std::int64_t{count} * 1'000);
        double const carried = static_cast<double>(total.carried) / 1'000;
        CHECK(carried == Approx(count * p).margin(4.9 * std::sqrt(count * p * (1 - p))));
    }
}

TEST_CASE("camera: a passing is longer in view, likelier detected; a glimpse nearly never", "[statistics]")
{
    // 20,000 passages in 30 ms each, a sixth of them in view: 1 - exp(-0.0046/0.5) = 0.9 %. One false alarm in a million.
    city::City town = line_town();
    auto camera = camera_at("c", {0, 0}, 0);
    put_sites(town, {camera});
    Crowd crowd(20'000, 10 * hour, 10);
    for (Passage& passage : crowd.passages) passage.exit_ms = passage.entry_ms + passage_s;
    auto const total = watch(town, crowd).by_site.total();
    scenario::CameraParameters const usual;
    double const seen = std::floor(services::dori_distance_m(camera.camera) / 2 + 0.5) / 150;
    double const p =
        usual.uptime * usual.algorithm_factor * usual.day_factor * (1 - std::exp(-seen * 0.03 / usual.exposure_time_s));
    CHECK(static_cast<double>(total.carried) / 1'000 ==
          Approx(20'000 * p).margin(4.9 * std::sqrt(20'000 * p * (1 - p))));
}

TEST_CASE("camera: offered near a camera that looks away, covered where one looks, detected by any")
{
    city::City town = line_town();
    Crowd const crowd(200, 10 * hour, 1'000);
    SECTION("it looks away: near, not covered")
    {
        put_sites(town, {camera_at("away", {0, 0}, 3.14159)});
        auto const result = watch(town, crowd);
        CHECK(result.by_site.total() == Tally{200'000, 0, 0});
        CHECK(result.by_zone.total() == Tally{200'000, 0, 0});
    }
    SECTION("none at all: all passages count as offered")
    {
        auto const result = watch(town, crowd);
        CHECK(result.by_zone.total() == Tally{200'000, 0, 0});
        CHECK(result.sites.empty());
        CHECK(result.extras[0] == std::pair<std::string, double>{"main_street_km", 1.5});
        CHECK(result.extras[1] == std::pair<std::string, double>{"main_street_unseen_link_km", 1.5});
    }
    SECTION("many that look: nearly all are detected by at least one")
    {
        std::vector<city::Site> many;
        for (int i = 0; i < 100; ++i) many.push_back(camera_at("c" + std::to_string(i), {0, 0}, 0));
        put_sites(town, many);
        auto const result = watch(town, crowd);
        CHECK(result.by_zone.total() == Tally{200'000, 200'000, 200'000});
        for (std::size_t row = 0; row < many.size(); ++row) {  // also the last of a hundred on one street
            auto const total = result.by_site.row_total(row);
            CHECK(total.covered == 200'000);
            CHECK(total.carried > 100'000);
        }
    }
}

TEST_CASE("camera: tallies fall into the hour, the class and the zone of the passing; none after midnight")
{
    city::City town = line_town();
    put_sites(town, {camera_at("c", {0, 0}, 0)});
    Crowd crowd(10, 8 * hour - 31'000, 1'000);  // leave from 07:59:59 on
    auto const result = watch(town, crowd);
    CHECK(result.by_site.at(0, 7, PersonClass::resident).offered == 1'000);
    CHECK(result.by_site.hour_total(7).offered == 1'000);
    CHECK(result.by_site.hour_total(8).offered == 9'000);
    for (int c = 0; c < 5; ++c) CHECK(result.by_zone.class_total(static_cast<PersonClass>(c)).offered == 2'000);
    CHECK(result.peaks[0].peak_load == 9);
    CHECK(result.peaks[0].peak_at_ms == 8 * hour);
    Crowd late(10, core::ms_per_day - 31'000, 500);  // leave from 23:59:59 on; two before midnight
    CHECK(watch(town, late).by_zone.total().offered == 2'000);
}

TEST_CASE("camera: every street counts as offered, wherever cameras stand; ferries do not")
{
    StreetPlan streets;
    auto const a = streets.node(0, 0);
    auto const b = streets.node(300, 0);
    auto const c = streets.node(300, 300);
    auto const main = streets.one_way(a, b);
    auto const alley = streets.one_way(b, c, network::RoadClass::residential);
    streets.one_way(a, c, network::RoadClass::ferry);
    city::City town;
    town.network = network::Network(streets.nodes, streets.links, {});
    add_zones(town, 1, 1'000);
    Crowd const crowd(5, 10 * hour, 1'000, alley);
    auto const links_of = [&] {
        return services::make_camera(town, crowd.sketch.plans, {}, {}, core::Random(1))->watched_links();
    };
    CHECK(links_of() == std::vector<core::LinkId>{main, alley});
    CHECK(watch(town, crowd).by_zone.total() == Tally{5'000, 0, 0});
    put_sites(town, {camera_at("c", {300, 290}, 0)});
    CHECK(links_of() == std::vector<core::LinkId>{main, alley});
    CHECK(watch(town, crowd).by_zone.total().offered == 5'000);
}

TEST_CASE("camera: another camera changes nothing for the others, wherever it is inserted")
{
    city::City town = line_town();
    std::vector<city::Site> const cameras{camera_at("a", {0, 0}, 0), camera_at("b", {100, 10}, 2),
                                          camera_at("c", {250, 0}, 3)};
    put_sites(town, cameras);
    Crowd const crowd(3'000, 6 * hour, 5'000, street, 300);
    auto const before = watch(town, crowd);
    CHECK(before.by_site.total().carried > 0);
    for (std::size_t position = 0; position <= 3; ++position) {
        auto more = cameras;
        more.insert(more.begin() + static_cast<std::ptrdiff_t>(position), camera_at("new", {50, 0}, 0));
        put_sites(town, more);
        auto const after = watch(town, crowd);
        for (std::size_t i = 0; i < 3; ++i) {
            std::size_t const now = i < position ? i : i + 1;
            for (int h = 0; h < 24; ++h) {
                for (int c = 0; c < 5; ++c) {
                    auto const person_class = static_cast<PersonClass>(c);
                    REQUIRE(after.by_site.at(now, h, person_class) == before.by_site.at(i, h, person_class));
                }
            }
        }
        CHECK(after.by_zone.total().offered == before.by_zone.total().offered);
        CHECK(after.by_zone.total().carried >= before.by_zone.total().carried);
    }
}

TEST_CASE("camera: results do not depend on threads or on how passages are cut into windows")
{
    city::City town = line_town();
    put_sites(town, {camera_at("a", {0, 0}, 0), camera_at("b", {100, 10}, 2)});
    Crowd const crowd(20'000, 6 * hour, 1'000, street, 700);
    auto const expected = [&] {
        core::ThreadLimit const one(1);
        return watch(town, crowd);
    }();
    for (int const threads : {1, 2, 4}) {
        core::ThreadLimit const limit(threads);
        for (std::size_t const cut : {SIZE_MAX, std::size_t{1}, std::size_t{5'000}}) {
            auto const result = watch(town, crowd, {}, {}, cut);
            CHECK(result.by_site.cells() == expected.by_site.cells());
            CHECK(result.by_zone.cells() == expected.by_zone.cells());
        }
    }
}

namespace {

double extra(ServiceResult const& result, std::string const& name) { return services::extra_of(result, name); }

// P(at least k of independent events) by all their combinations.
double at_least(std::vector<double> const& chances, int k)
{
    double sum = 0;
    for (unsigned which = 0; which < (1U << chances.size()); ++which) {
        double p = 1;
        int happened = 0;
        for (std::size_t i = 0; i < chances.size(); ++i) {
            bool const happens = (which >> i & 1U) != 0;
            p *= happens ? chances[i] : 1 - chances[i];
            happened += happens ? 1 : 0;
        }
        if (happened >= k) sum += p;
    }
    return sum;
}

}  // namespace

TEST_CASE("camera: trips seen at least k times by all combinations, under the one weather of the day")
{
    city::City town = line_town();
    put_sites(town, {camera_at("a", {0, 0}, 0), camera_at("b", {300, 0}, 3.14159), camera_at("c", {300, 0}, 0)});
    Crowd crowd(1, 10 * hour, 1'000);
    crowd.passages.push_back({0, core::LinkId{2}, 10 * hour + 30'000, 10 * hour + 60'000, 500});
    scenario::CameraParameters p;
    double const half_full = std::exp(-p.occlusion_per_density * 0.5 / 7.5);
    for (bool const rains : {false, true}) {
        double const light = p.day_factor * (rains ? p.rain_factor : 1);
        double const one = chance(camera_at("a", {0, 0}, 0), light, 1);
        double const behind = chance(camera_at("a", {0, 0}, 0), light, half_full);
        for (int k = 1; k <= 4; ++k) {
            p.seen_at_least = k;
            auto const result = watch(town, crowd, {.rain = rains}, p);
            CHECK(extra(result, "trips_seen_pct") == Approx(100 * at_least({one, one, behind}, 1)).margin(1e-3));
            CHECK(extra(result, "trips_seen_often_pct") == Approx(100 * at_least({one, one, behind}, k)).margin(1e-3));
        }
    }
    put_sites(town, {});
    CHECK(extra(watch(town, crowd), "trips_seen_pct") == 0);
    CHECK(extra(watch(town, Crowd(0, 0, 0)), "trips_seen_pct") == 0);
}

TEST_CASE("camera: trips seen are the mean of the draws", "[statistics]")
{
    // One passage by one camera for each trip: the expected share against 20,000 draws, 4.9 standard deviations.
    city::City town = line_town();
    put_sites(town, {camera_at("c", {0, 0}, 0)});
    auto const result = watch(town, Crowd(20'000, 9 * hour, 1'000, street, 900));
    double const expected = extra(result, "trips_seen_pct") / 100;
    double const found = static_cast<double>(result.by_zone.total().carried) / 1'000 / 20'000;
    CHECK(found == Approx(expected).margin(4.9 * std::sqrt(expected * (1 - expected) / 20'000)));
}

TEST_CASE("camera: blind links by vehicle-km, and what one camera more or less is worth")
{
    city::City town = line_town();
    Crowd crowd(300, 10 * hour, 1'000);
    Crowd const other(100, 10 * hour, 1'000, core::LinkId{2});
    crowd.passages.insert(crowd.passages.end(), other.passages.begin(), other.passages.end());
    put_sites(town, {camera_at("a", {0, 0}, 0)});
    auto const alone = watch(town, crowd);
    CHECK(extra(alone, "blind_vehicle_km_pct") == Approx(25));
    CHECK(alone.link_sites == std::vector<std::uint16_t>{1, 1, 0, 0, 0});
    CHECK(extra(alone, "cameras_per_detection") == 1);
    CHECK(extra(alone, "one_camera_only_pct") == 100);
    CHECK(extra(alone, "worst_failure_pct") == 100);
    CHECK(alone.sole[0] == alone.by_zone.total().carried);
    put_sites(town, {camera_at("a", {0, 0}, 0), camera_at("b", {10, 0}, 0)});
    auto const both = watch(town, crowd);
    auto const carried = both.by_zone.total().carried;
    CHECK(both.by_site.total().carried ==
          std::llround(extra(both, "cameras_per_detection") * static_cast<double>(carried)));
    // What fails with one camera is what the other does not detect.
    CHECK(both.sole[0] == carried - both.by_site.row_total(1).carried);
    CHECK(both.sole[1] == carried - both.by_site.row_total(0).carried);
    CHECK(extra(both, "worst_failure_pct") < 50);
}

TEST_CASE("camera: one that turns sees all round, for its share of the time", "[statistics]")
{
    city::City town = line_town();
    auto turning = camera_at("turning", {0, 0}, 3.14159);
    turning.camera.presets = 4;
    turning.camera.preset_dwell_s = 20;
    turning.camera.preset_move_s = 5;
    CHECK(services::duty_share(turning.camera) == 0.2);
    put_sites(town, {turning});
    auto const views = services::link_views(town, services::camera_sites(town));
    REQUIRE(views.size() == 2);  // both directions of the street that begins there
    CHECK(views[0].duty == 0.2);
    auto const total = watch(town, Crowd(20'000, 9 * hour, 1'000)).by_site.total();
    auto still = camera_at("still", {0, 0}, 0);
    double const p = 0.2 * chance(still, scenario::CameraParameters{}.day_factor, 1);
    CHECK(static_cast<double>(total.carried) / 1'000 ==
          Approx(20'000 * p).margin(4.9 * std::sqrt(20'000 * p * (1 - p))));
    // A spot in one heading: in view for 20 of every 100 s.
    services::Sectors const sectors(town, services::camera_sites(town), scenario::DoriLevel::detect);
    int seen = 0;
    for (core::Millis at = 0; at < 100'000; at += 100) seen += sectors.seeing({20, 0}, at).empty() ? 0 : 1;
    CHECK(seen == 200);
    CHECK(sectors.seeing({200, 0}, 0).empty());
}

TEST_CASE("camera: what was saved is all that counts after loading, on any number of threads, also where more was seen")
{
    city::City town = line_town();
    put_sites(town, {camera_at("c", {0, 0}, 0), camera_at("d", {20, 5}, 0)});
    Crowd const crowd(2'000, 8 * hour, 2'000);
    auto const expected = watch(town, crowd);
    std::vector<Passage> all_passages = crowd.passages;
    std::ranges::reverse(all_passages);  // each of a leg of its own: in any order
    std::span<Passage const> const all(all_passages);
    for (int const threads : {1, 2, 4}) {
        core::ThreadLimit const limit(threads);
        auto const service = services::make_camera(town, crowd.sketch.plans, {}, {}, core::Random(5));
        service->passages(all.first(700));
        core::ArchiveWriter writer;
        service->save(writer);
        service->passages(all.subspan(700, 900));
        core::ArchiveReader reader(writer.bytes(), "test");
        service->load(reader);
        service->passages(all.subspan(700));
        auto const result = service->result();
        CHECK(result.by_site.cells() == expected.by_site.cells());
        CHECK(result.by_zone.cells() == expected.by_zone.cells());
        CHECK(result.sole == expected.sole);
        CHECK(result.extras == expected.extras);
    }
}
