// What a camera sees: published distances, cases by hand, and random sectors against a fine brute force.
#include "services/camera_view.hpp"

#include "services/toy_town.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

using namespace halong;
using namespace halong::test;
using scenario::DoriLevel;
using services::LinkView;

namespace {

constexpr double pi = std::numbers::pi;

scenario::CameraEquipment equipment(double field_of_view_deg, DoriLevel level, int pixels = 1920)
{
    return {pixels, field_of_view_deg, 6, level};
}

std::vector<core::SiteId> all_sites(city::City const& town)
{
    std::vector<core::SiteId> sites;
    for (std::uint32_t i = 0; i < town.sites.size(); ++i) sites.emplace_back(i);
    return sites;
}

LinkView const* view_of(std::vector<LinkView> const& views, core::LinkId link, std::uint32_t camera = 0)
{
    auto const found =
        std::ranges::find_if(views, [&](LinkView const& view) { return view.link == link && view.camera == camera; });
    return found == views.end() ? nullptr : &*found;
}

// By angles and steps of 1 cm, apart from any code of ours.
struct BruteForce {
    double nearest_m = 1e9;
    double seen_share = 0;
};
BruteForce brute_force(geo::PointMetric from, geo::PointMetric to, city::Site const& site, double radius_m)
{
    double const length = std::hypot(to.x_m - from.x_m, to.y_m - from.y_m);
    int const steps = static_cast<int>(length / 0.01);
    int seen = 0;
    BruteForce result;
    for (int i = 0; i < steps; ++i) {
        double const at = (i + 0.5) / steps;
        double const dx = from.x_m + at * (to.x_m - from.x_m) - site.position.x_m;
        double const dy = from.y_m + at * (to.y_m - from.y_m) - site.position.y_m;
        double const distance = std::hypot(dx, dy);
        double const turn = std::remainder(std::atan2(dy, dx) - site.heading_rad, 2 * pi);
        result.nearest_m = std::min(result.nearest_m, distance);
        if (distance <= radius_m && std::abs(turn) <= site.camera.field_of_view_deg / 360 * pi) ++seen;
    }
    result.seen_share = static_cast<double>(seen) / steps;
    return result;
}

}  // namespace

TEST_CASE("DORI distances of common lenses are the published ones")
{
    struct Row {
        double field_of_view_deg;
        double detect, observe, recognise, identify;
    };
    for (Row const& row :
         {Row{106.4, 28.7, 11.5, 5.7, 2.9}, Row{79.6, 46.1, 18.4, 9.2, 4.6}, Row{51.9, 78.9, 31.6, 15.8, 7.9}}) {
        CAPTURE(row.field_of_view_deg);
        auto const distance = [&](DoriLevel level) {
            return services::dori_distance_m(equipment(row.field_of_view_deg, level));
        };
        CHECK(distance(DoriLevel::detect) == Approx(row.detect).margin(0.051));
        CHECK(distance(DoriLevel::observe) == Approx(row.observe).margin(0.051));
        CHECK(distance(DoriLevel::recognise) == Approx(row.recognise).margin(0.051));
        CHECK(distance(DoriLevel::identify) == Approx(row.identify).margin(0.051));
    }
    // 90 degrees: tan is 1, so 1,000 px at 25 px/m reach 20 m.
    CHECK(services::dori_distance_m(equipment(90, DoriLevel::detect, 1'000)) == Approx(20).epsilon(1e-12));
    CHECK(services::pixels_per_metre(DoriLevel::observe) == 62.5);
}

TEST_CASE("DORI distances of finer pictures, by 3,840 px")
{
    for (auto const& [field_of_view_deg, level, metres] : {std::tuple{79.6, DoriLevel::detect, 92.0},
                                                           {79.6, DoriLevel::observe, 37.0},
                                                           {79.6, DoriLevel::recognise, 18.0},
                                                           {51.9, DoriLevel::detect, 158.0},
                                                           {51.9, DoriLevel::recognise, 32.0},
                                                           {30.0, DoriLevel::detect, 287.0},
                                                           {30.0, DoriLevel::observe, 115.0},
                                                           {30.0, DoriLevel::identify, 29.0}}) {
        CHECK(services::dori_distance_m(equipment(field_of_view_deg, level, 3'840)) == Approx(metres).margin(0.51));
    }
}

TEST_CASE("a camera that looks along a street sees it up to its distance; one that looks away sees none of it")
{
    city::City town = line_town();
    auto ahead = camera_at("ahead", {0, 0}, 0);
    auto away = camera_at("away", {0, 0}, pi);
    put_sites(town, {ahead, away});
    double const reach = services::dori_distance_m(ahead.camera);
    auto const views = services::link_views(town, all_sites(town));
    REQUIRE(view_of(views, core::LinkId{0}, 0));
    CHECK(view_of(views, core::LinkId{0}, 0)->seen_share == Approx(reach / 300).margin(2.0 / 300));
    CHECK(view_of(views, core::LinkId{1}, 0)->seen_share == view_of(views, core::LinkId{0}, 0)->seen_share);
    REQUIRE(view_of(views, core::LinkId{0}, 1));
    CHECK(view_of(views, core::LinkId{0}, 1)->near);
    CHECK(view_of(views, core::LinkId{0}, 1)->seen_share == 0);
    CHECK(view_of(views, core::LinkId{2}, 0) == nullptr);  // 300 m away
    CHECK(std::ranges::is_sorted(views, {}, [](LinkView const& v) { return std::pair(v.link, v.camera); }));
}

TEST_CASE("ferry lines are not watched")
{
    StreetPlan streets;
    auto const a = streets.node(0, 0);
    auto const b = streets.node(20, 0);
    streets.one_way(a, b, network::RoadClass::ferry);
    city::City town;
    town.network = network::Network(streets.nodes, streets.links, {});
    put_sites(town, {camera_at("c", {0, 0}, 0)});
    CHECK(services::link_views(town, all_sites(town)).empty());
}

TEST_CASE("shares in view agree with a brute force for random streets and cameras")
{
    Draws draws(11);
    StreetPlan streets;
    std::vector<std::pair<geo::PointMetric, geo::PointMetric>> ends;
    for (int i = 0; i < 60; ++i) {
        geo::PointMetric const from{draws.uniform(0, 200), draws.uniform(0, 200)};
        geo::PointMetric const to{from.x_m + draws.uniform(-80, 80), from.y_m + draws.uniform(-80, 80)};
        streets.one_way(streets.node(from.x_m, from.y_m), streets.node(to.x_m, to.y_m));
        ends.emplace_back(from, to);
    }
    city::City town;
    town.network = network::Network(streets.nodes, streets.links, {});
    std::vector<city::Site> cameras;
    for (int i = 0; i < 20; ++i) {
        auto site =
            camera_at("c" + std::to_string(i), {draws.uniform(0, 200), draws.uniform(0, 200)}, draws.uniform(-4, 4));
        site.camera = equipment(draws.uniform(5, 170), static_cast<DoriLevel>(draws.below(3)));
        cameras.push_back(site);
    }
    put_sites(town, cameras);
    auto const views = services::link_views(town, all_sites(town));
    int seen_somewhere = 0;
    for (std::uint32_t c = 0; c < cameras.size(); ++c) {
        double const reach = services::dori_distance_m(cameras[c].camera);
        for (std::uint32_t l = 0; l < ends.size(); ++l) {
            CAPTURE(c, l);
            auto const expected = brute_force(ends[l].first, ends[l].second, cameras[c], reach);
            auto const* view = view_of(views, core::LinkId{l}, c);
            // Samples stand 2 m to 4 m apart: reach is certain outside a band of that width.
            if (expected.nearest_m < reach - 2) REQUIRE(view != nullptr);
            if (expected.nearest_m > reach) REQUIRE(view == nullptr);
            if (view == nullptr) continue;
            // A straight street enters and leaves a sector of less than 180 degrees once: half a sample each.
            double const length = geo::distance_m(ends[l].first, ends[l].second);
            double const samples = std::max(1.0, std::floor(length / 2));
            REQUIRE(view->seen_share == Approx(expected.seen_share).margin(1 / samples + 0.02 / length + 1e-9));
            if (view->seen_share > 0) ++seen_somewhere;
        }
    }
    CHECK(seen_somewhere > 50);
}

TEST_CASE("a house between a camera and the street hides the part behind it, unless the camera looks over the roof")
{
    // The street runs along y = 0 from 0 to 300 m; the camera stands 20 m north of x = 20 and looks south.
    city::City town = line_town();
    put_sites(town, {camera_at("c", {20, 20}, -pi / 2)});
    auto const seen_m = [&] {
        auto const views = services::link_views(town, all_sites(town));
        return view_of(views, core::LinkId{0})->seen_share * 300;
    };
    double const half_width_m = 20 * std::tan(79.6 / 360 * pi);
    double const all_m = 2 * half_width_m;
    CHECK(seen_m() == Approx(all_m).margin(2));
    // A wall at 10 m from x = 20 to 30 hides twice its width in the street, from 20 to 40: all on that side.
    town.buildings = {{{{{{20, 8}, {30, 8}, {30, 10}, {20, 10}}, {}}}, 9}};
    CHECK(seen_m() == Approx(half_width_m).margin(2));
    services::Sectors const sectors(town, all_sites(town), DoriLevel::detect);
    CHECK(sectors.seeing({25, 0}, 0).empty());
    CHECK(sectors.seeing({15, 0}, 0).size() == 1);
    // From 6 m down to 1.5 m over 20 m: 3.75 m at the wall's north side and 3.3 m at its south side.
    town.buildings.front().height_m = 3.2;
    CHECK(seen_m() == Approx(all_m).margin(2));
    town.buildings.front().height_m = 3.5;
    CHECK(seen_m() < all_m - 10);
    // Who stands at a wall is not hidden by it, nor is a camera on the house.
    town.buildings = {{{{{{0, 15}, {40, 15}, {40, 25}, {0, 25}}, {}}}, 9}};
    CHECK(seen_m() == Approx(all_m).margin(2));
}
