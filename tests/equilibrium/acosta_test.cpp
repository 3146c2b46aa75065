// An external case: the detectors of the Bologna scenario "Acosta" (Bieker, Krajzewicz, Morra, Michelacci, Cartolano 2015,
// Traffic simulation for all: a real world traffic scenario from the city of Bologna) count the vehicles of its routes, which
// were made elsewhere from counts of real loops. Plans that lack a part of these vehicles, of each pair of zones another, are
// corrected by what the detectors count, and judged at all streets that have none.
#include "city/sumo_devices.hpp"
#include "city/sumo_network.hpp"
#include "core/random.hpp"
#include "demand/routed_legs.hpp"
#include "equilibrium/count_fit.hpp"
#include "scenario/scenario.hpp"
#include "support/test_data.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

using namespace halong;
using namespace halong::equilibrium;
using namespace halong::test;

namespace {

using core::LinkId;
using demand::RoutedLegs;

constexpr int side = 5;  // zones along each side of the town
constexpr core::Millis half_hour = core::ms_per_hour / 2;
constexpr int half_hours = 2;  // in which most of its vehicles leave

// Squares over the whole network.
void add_squares(city::City& town)
{
    double west = INFINITY;
    double south = INFINITY;
    double east = -INFINITY;
    double north = -INFINITY;
    for (LinkId const link : town.network.links()) {
        auto const at = town.network.position(town.network.from(link));
        west = std::min(west, at.x_m);
        east = std::max(east, at.x_m);
        south = std::min(south, at.y_m);
        north = std::max(north, at.y_m);
    }
    double const dx = (east - west) / side;
    double const dy = (north - south) / side;
    for (int row = 0; row < side; ++row) {
        for (int column = 0; column < side; ++column) {
            double const x = west + column * dx;
            double const y = south + row * dy;
            city::Zone zone;
            zone.id = std::to_string(row * side + column);
            zone.area = {{{{x, y}, {x + dx, y}, {x + dx, y + dy}, {x, y + dy}}, {}}};
            town.zones.push_back(zone);
            town.zone_nodes.push_back({core::NodeId{0}});
        }
    }
}

// Of the vehicles between two zones, a share of 55 to 95 % that is the pair's own.
RoutedLegs thinned(RoutedLegs const& legs, city::Plans const& plans)
{
    core::Random const random(7);
    RoutedLegs kept;
    for (std::uint32_t i = 0; i < legs.size(); ++i) {
        auto const pair = std::uint64_t{plans.zone[2 * i].value()} * side * side + plans.zone[2 * i + 1].value();
        double const share = 0.55 + 0.4 * random.uniform(core::Stream::test, {pair, 1, 0});
        if (random.uniform(core::Stream::test, {i, 2, 0}) > share) continue;
        kept.id.push_back(legs.id[i]);
        kept.vehicle.push_back(legs.vehicle[i]);
        kept.departure_ms.push_back(legs.departure_ms[i]);
        auto const route = legs.routes[i];
        kept.routes.links.insert(kept.routes.links.end(), route.begin(), route.end());
        kept.routes.offset.push_back(static_cast<std::uint32_t>(kept.routes.links.size()));
    }
    return kept;
}

DayMap driven(city::City const& town, RoutedLegs const& legs)
{
    return map_day(town, scenario::Scenario{}, demand::plans_of(legs, town), demand::routes_by_stay(legs.routes));
}

}  // namespace

TEST_CASE("detectors of Bologna correct plans that lack vehicles, at streets without detectors", "[nowcast]")
{
    auto const net = test_data_or_skip("sumo/acosta/acosta_buslanes.net.xml");
    if (!net) return;
    city::ImportIssues issues;
    city::NetworkSummary summary;
    geo::Projection const projection("EPSG:32632");
    city::City town;
    town.crs = "EPSG:32632";
    town.network = city::build_sumo_network(city::read_sumo_file(*net), "acosta", projection, issues, summary);
    add_squares(town);
    auto const legs = demand::read_sumo_routes(
        {*test_data("sumo/acosta/acosta_vtypes.add.xml"), *test_data("sumo/acosta/acosta.rou.xml")}, town.network,
        issues);
    auto const devices =
        city::read_sumo_devices({*test_data("sumo/acosta/acosta_detectors.add.xml")}, town.network, issues);
    auto const hidden = driven(town, legs);
    auto const map = driven(town, thinned(legs, demand::plans_of(legs, town)));

    std::set<LinkId> with_detector;
    for (auto const& device : devices) with_detector.insert(device.link);
    Observations counts;
    core::Random const random(8);
    for (LinkId const link : with_detector) {
        Sensor sensor;
        sensor.id = std::to_string(link.value());
        sensor.target.links = {link};
        auto const index = static_cast<std::uint32_t>(counts.sensors.size());
        counts.sensors.push_back(sensor);
        for (int i = 0; i < half_hours; ++i) {
            Interval const interval{i * half_hour, (i + 1) * half_hour};
            auto const truth = static_cast<double>(hidden.passages(link, interval));
            double const off =
                0.05 * truth * random.normal(core::Stream::test, {link.value(), 3, static_cast<std::uint32_t>(i)});
            counts.values.push_back({index, interval, interval.to_ms, std::max(0.0, std::round(truth + off)),
                                     std::max(0.5, 0.05 * truth), 0});
        }
    }
    REQUIRE(counts.sensors.size() > 25);

    CountFitOptions options;
    Interval const hour{0, core::ms_per_hour};
    for (LinkId const link : town.network.links()) {
        if (!with_detector.contains(link) && hidden.passages(link, hour) >= 30) options.links.push_back(link);
    }
    REQUIRE(options.links.size() > 50);
    auto const fit = fit_to_counts(map, counts, options);
    double before = 0;
    double after = 0;
    double inside = 0;
    for (VolumeFit const& volume : fit.volumes) {
        if (volume.hour.from_ms != 0) continue;
        double const truth = static_cast<double>(hidden.passages(volume.link, hour));
        before += (truth - volume.before) * (truth - volume.before);
        after += (truth - volume.after.mean) * (truth - volume.after.mean);
        inside += std::abs(truth - volume.after.mean) <= sd_of_90 * volume.after.sd ? 1 : 0;
    }
    auto const judged = static_cast<double>(options.links.size());
    CAPTURE(judged, counts.sensors.size(), fit.travellers_before, fit.travellers_after.mean, legs.size(),
            fit.held_out.own_share, fit.held_out.spread);
    CHECK(std::sqrt(after / before) < 0.4);  // 0.32 when this was written
    CHECK(inside / judged > 0.87);
    CHECK(fit.held_out.rmse_after < 0.85 * fit.held_out.rmse_before);
    // Ways that pass no detector keep what the plans say, so that not all who are missing are found.
    CHECK(fit.travellers_after.mean > fit.travellers_before + 300);
    CHECK(fit.travellers_after.mean < static_cast<double>(legs.size()));
}
