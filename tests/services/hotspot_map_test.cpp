// Who hears whom: against all hotspots one by one, independent of the order of sites, and shadowing as it should be.
#include "services/hotspot_map.hpp"

#include "services/radio.hpp"
#include "services/toy_town.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace halong;
using namespace halong::test;
using services::HotspotMap;

namespace {

city::City town_of(std::vector<city::Site> sites)
{
    city::City town = line_town();
    put_sites(town, std::move(sites));
    return town;
}

std::vector<city::Site> scattered(int count, std::uint64_t seed)
{
    Draws draws(seed);
    std::vector<city::Site> sites;
    for (int i = 0; i < count; ++i) {
        auto site = hotspot_at("h" + std::to_string(i), {draws.uniform(0, 3'000), draws.uniform(0, 3'000)});
        site.hotspot.eirp_dbm = draws.uniform(10, 36);
        site.hotspot.frequency_ghz = draws.below(2) == 0 ? 2.44 : 5.5;
        site.hotspot.second_frequency_ghz = draws.below(3) == 0 ? 5.2 : 0;
        sites.push_back(site);
    }
    return sites;
}

}  // namespace

TEST_CASE("hotspot map: the strongest of all is found at any spot")
{
    auto const town = town_of(scattered(60, 1));
    scenario::WifiParameters const parameters;
    HotspotMap const map(town, parameters, core::Random(7));
    Draws draws(2);
    int heard = 0;
    for (int i = 0; i < 3'000; ++i) {
        geo::PointMetric const point{draws.uniform(-500, 3'500), draws.uniform(-500, 3'500)};
        std::optional<std::uint32_t> best;
        auto const worth = [&](std::uint32_t radio) {
            bool const fast = map.radios()[radio].frequency_ghz > 5;
            return map.power_dbm(radio, point) + (fast ? parameters.prefer_5ghz_db : 0);
        };
        for (std::uint32_t r = 0; r < map.radios().size(); ++r) {
            if (map.power_dbm(r, point) < parameters.min_power_dbm) continue;
            if (!best || worth(r) > worth(*best)) best = r;
        }
        auto const found = map.strongest(point);
        REQUIRE(found.has_value() == best.has_value());
        if (!found) continue;
        ++heard;
        REQUIRE(found->radio == *best);
        REQUIRE(found->hotspot == map.radios()[*best].hotspot);
        REQUIRE(found->power_dbm == map.power_dbm(*best, point));
    }
    CHECK(heard > 300);
    CHECK(heard < 3'000);
}

TEST_CASE("hotspot map: power without luck is EIRP less path loss")
{
    auto const town = town_of({hotspot_at("pole", {0, 0})});
    scenario::WifiParameters parameters;
    parameters.shadow_sigma_db = 0;
    HotspotMap const map(town, parameters, core::Random(1));
    for (double const d : {0.0, 5.0, 18.0}) {  // always in line of sight
        CHECK(map.power_dbm(0, {d, 0}) == 23 - services::umi_path_loss_db({d, 2.44, 8, 1.5}, true));
    }
    auto const found = map.strongest({10, 0});
    REQUIRE(found);
    CHECK(found->power_dbm == map.power_dbm(0, {10, 0}));
}

TEST_CASE("hotspot map: equal powers are decided by the stable id, not by the order of sites")
{
    scenario::WifiParameters parameters;
    parameters.shadow_sigma_db = 0;
    auto const a = hotspot_at("a", {-10, 0});
    auto const b = hotspot_at("b", {10, 0});
    auto const winner = a.stable_id < b.stable_id ? std::string("a") : std::string("b");
    for (auto const& sites : {std::vector{a, b}, std::vector{b, a}}) {
        auto const town = town_of(sites);
        HotspotMap const map(town, parameters, core::Random(1));
        auto const found = map.strongest({0, 0});
        REQUIRE(found);
        CHECK(town.sites[map.sites()[found->hotspot]].id == winner);
    }
}

TEST_CASE("hotspot map: shadowing is constant in a cell of 25 m and has its deviation over cells", "[statistics]")
{
    // 40,000 cells at the site's own foot (line of sight is certain): each site has its own draw for its cell.
    // Mean within 4.9 sigma / 200, deviation within 4.9 sigma / (200 sqrt 2): one false alarm in a million each.
    std::vector<city::Site> sites;
    for (int i = 0; i < 40'000; ++i) {
        sites.push_back(hotspot_at("s" + std::to_string(i), {25.0 * (i % 200) + 12.5, 25.0 * (i / 200) + 12.5}));
    }
    auto const town = town_of(sites);
    scenario::WifiParameters const parameters;
    HotspotMap const map(town, parameters, core::Random(3));
    double const sigma = parameters.shadow_sigma_db;
    double sum = 0;
    double squares = 0;
    for (std::uint32_t i = 0; i < sites.size(); ++i) {
        auto const foot = sites[i].position;
        double const luck = map.power_dbm(i, foot) - (23 - services::umi_path_loss_db({0, 2.44, 8, 1.5}, true));
        double const beside =
            map.power_dbm(i, {foot.x_m + 12, foot.y_m}) - (23 - services::umi_path_loss_db({12, 2.44, 8, 1.5}, true));
        REQUIRE(beside == Approx(luck).margin(1e-9));
        sum += luck;
        squares += luck * luck;
    }
    double const n = 40'000;
    CHECK(sum / n == Approx(0).margin(4.9 * sigma / 200));
    CHECK(std::sqrt(squares / n) == Approx(sigma).margin(4.9 * sigma / (200 * std::sqrt(2.0))));
}

TEST_CASE("hotspot map: a strong hotspot is heard farther than an ordinary one can be")
{
    auto strong = hotspot_at("mast", {0, 0});
    strong.hotspot.eirp_dbm = 60;
    auto const town = town_of({strong});
    scenario::WifiParameters const parameters;
    HotspotMap const map(town, parameters, core::Random(1));
    int heard = 0;  // of 100 spots 1 km away, where the mean power without line of sight is -76 dBm
    for (int i = 0; i < 100; ++i) {
        double const x = 10.0 * i;
        if (map.strongest({x, std::sqrt(1'000'000 - x * x)})) ++heard;
    }
    CHECK(heard > 20);
    CHECK(heard < 80);
    CHECK_FALSE(map.strongest({19'000, 19'000}).has_value());
}

TEST_CASE("hotspot map: at the median reach half of the spots hear a hotspot", "[statistics]")
{
    for (double const eirp_dbm : {20.0, 23.0, 36.0}) {
        scenario::WifiParameters const parameters;
        auto site = hotspot_at("h", {0, 0});
        site.hotspot.eirp_dbm = eirp_dbm;
        double const reach_m = services::median_reach_m(site.hotspot, parameters);
        // Many hotspots at one place, each with shadows of its own, heard at one spot.
        std::vector<city::Site> sites;
        for (int i = 0; i < 4'000; ++i) {
            sites.push_back(site);
            sites.back().stable_id = static_cast<std::uint64_t>(i) + 1;
        }
        auto const town = town_of(sites);
        HotspotMap const map(town, parameters, core::Random(5));
        geo::PointMetric const spot{reach_m, 0};
        int heard = 0;
        for (std::uint32_t h = 0; h < map.sites().size(); ++h) {
            if (map.power_dbm(h, spot) >= parameters.min_power_dbm) ++heard;
        }
        // 4.5 standard deviations of a share of one half, and 1 % for the metre that the reach is rounded to.
        CHECK(std::abs(heard / 4'000.0 - 0.5) < 4.5 * 0.5 / std::sqrt(4'000.0) + 0.01);
    }
}

TEST_CASE("hotspot map: buildings decide on line of sight where they are known, and chance where not")
{
    auto town = town_of({hotspot_at("pole", {0, 100})});
    scenario::WifiParameters parameters;
    parameters.shadow_sigma_db = 0;
    parameters.min_power_dbm = -120;
    auto const wall = [](double x_m, double y_m, double width_m, double depth_m) {
        return city::Building{
            {{{{x_m, y_m}, {x_m + width_m, y_m}, {x_m + width_m, y_m + depth_m}, {x_m, y_m + depth_m}}, {}}}, 12};
    };
    geo::PointMetric const behind{80, 90};  // in the square of 200 m of the pole
    geo::PointMetric const aside{60, 180};
    auto const open_dbm = [](geo::PointMetric at) {
        return 23 - services::umi_path_loss_db({std::hypot(at.x_m, at.y_m - 100), 2.44, 8, 1.5}, true);
    };
    int open = 0;
    constexpr int seeds = 200;
    auto const count_open = [&](geo::PointMetric at) {
        open = 0;
        for (std::uint64_t seed = 0; seed < seeds; ++seed) {
            open += HotspotMap(town, parameters, core::Random(seed)).power_dbm(0, at) == open_dbm(at);
        }
        return open;
    };
    double const chance = services::umi_line_of_sight_probability(std::hypot(60, 80));
    double const error = std::sqrt(chance * (1 - chance) * seeds);
    CHECK(std::abs(count_open(aside) - chance * seeds) < 4 * error);  // wrong in less than one of 10,000
    town.buildings = {wall(40, 80, 10, 20)};                          // one house: nobody says that it is the only one
    CHECK(count_open(behind) == 0);
    CHECK(std::abs(count_open(aside) - chance * seeds) < 4 * error);
    town.buildings.push_back(wall(100, 0, 95, 84));  // a fifth of the square
    CHECK(count_open(behind) == 0);
    CHECK(count_open(aside) == seeds);
    parameters.path_loss = scenario::PathLoss::log_distance;  // knows of no walls
    HotspotMap const map(town, parameters, core::Random(1));
    CHECK(map.power_dbm(0, behind) ==
          23 - services::log_distance_loss_db({std::hypot(80, 10), 2.44, 8, 1.5}, parameters.path_loss_exponent));
}
