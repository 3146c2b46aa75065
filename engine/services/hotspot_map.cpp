#include "services/hotspot_map.hpp"

#include "core/hash.hpp"
#include "services/demand_cells.hpp"
#include "services/radio.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace halong::services {
namespace {

constexpr double cell_m = demand_cell_m;  // shadowing is constant inside a cell, 20-50 m (assumption)
constexpr double most_luck = 4;        // standard deviations of shadowing that are looked for: 3 spots in 100,000 miss
constexpr double farthest_m = 20'000;  // no hotspot is looked for beyond it, whatever its power
constexpr double phone_height_m = 1.5;
constexpr double nlos_sigma_db = 7.8;  // 3GPP TR 38.901 UMi, no line of sight
constexpr std::uint32_t sight_purpose = 0;
constexpr std::uint32_t shadow_purpose = 1;

std::uint64_t cell_of(geo::PointMetric point)
{
    auto const column = static_cast<std::int64_t>(std::floor(point.x_m / cell_m));
    auto const row = static_cast<std::int64_t>(std::floor(point.y_m / cell_m));
    return core::combine(static_cast<std::uint64_t>(column), static_cast<std::uint64_t>(row));
}

std::uint64_t draw_key(city::Site const& site, geo::PointMetric point)
{
    return core::combine(site.stable_id, cell_of(point));
}

RadioPath path_to(scenario::HotspotEquipment const& hotspot, double distance_m)
{
    return {distance_m, hotspot.frequency_ghz, hotspot.height_m, phone_height_m};
}

// Distance beyond which `min_power_dbm` would need more than `most_luck`, with or without line of sight, metres.
double reach_m(scenario::HotspotEquipment const& hotspot, scenario::WifiParameters const& parameters)
{
    auto const may_be_heard = [&](double distance_m) {
        RadioPath const path = path_to(hotspot, distance_m);
        double const margin_db = hotspot.eirp_dbm - parameters.min_power_dbm;
        return path_loss_db(parameters, path, true) <= margin_db + most_luck * parameters.shadow_sigma_db ||
               path_loss_db(parameters, path, false) <= margin_db + most_luck * nlos_sigma_db;
    };
    double heard_m = 0;
    double silent_m = farthest_m;
    while (silent_m - heard_m > 1) {  // losses grow with distance
        double const middle_m = (heard_m + silent_m) / 2;
        (may_be_heard(middle_m) ? heard_m : silent_m) = middle_m;
    }
    return silent_m;
}

// Share of a normal distribution below `z` standard deviations.
double normal_share_below(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

// Share of spots at a distance at which the hotspot is heard: with and without line of sight, shadowing being normal.
double heard_share(scenario::HotspotEquipment const& hotspot, scenario::WifiParameters const& parameters,
                   double distance_m)
{
    RadioPath const path = path_to(hotspot, distance_m);
    double const margin_db = hotspot.eirp_dbm - parameters.min_power_dbm;
    auto const share = [&](bool sight) {
        double const sigma_db = sight ? parameters.shadow_sigma_db : nlos_sigma_db;
        return normal_share_below((margin_db - path_loss_db(parameters, path, sight)) / sigma_db);
    };
    double const sight = sight_probability(parameters, distance_m);
    return sight * share(true) + (1 - sight) * share(false);
}

}  // namespace

double median_reach_m(scenario::HotspotEquipment const& hotspot, scenario::WifiParameters const& parameters)
{
    double heard_m = 0;
    double silent_m = farthest_m;
    while (silent_m - heard_m > 1) {
        double const middle_m = (heard_m + silent_m) / 2;
        (heard_share(hotspot, parameters, middle_m) >= 0.5 ? heard_m : silent_m) = middle_m;
    }
    return heard_m;
}

HotspotMap::HotspotMap(city::City const& city, scenario::WifiParameters const& parameters, core::Random random)
    : city_(city), parameters_(parameters), random_(random), sight_(city.buildings)
{
    std::vector<std::pair<geo::Box, std::uint32_t>> items;
    for (std::uint32_t i = 0; i < city.sites.size(); ++i) {
        city::Site const& site = city.sites[core::SiteId{i}];
        if (site.service != scenario::ServiceKind::wifi) continue;
        auto const at = site.position;
        reach_m_.push_back(reach_m(site.hotspot, parameters));
        items.emplace_back(geo::expanded({at.x_m, at.y_m, at.x_m, at.y_m}, reach_m_.back()),
                           static_cast<std::uint32_t>(sites_.size()));
        sites_.emplace_back(i);
    }
    index_ = geo::SpatialIndex(items);
}

HotspotMap::Powers HotspotMap::powers(std::uint32_t hotspot, geo::PointMetric point) const
{
    city::Site const& site = city_.sites[sites_[hotspot]];
    RadioPath const path = path_to(site.hotspot, geo::distance_m(site.position, point));
    double const luck = random_.normal(core::Stream::radio_shadow, {draw_key(site, point), shadow_purpose, 0});
    auto const power_dbm = [&](bool sight, double sigma_db) {
        return site.hotspot.eirp_dbm - path_loss_db(parameters_, path, sight) + sigma_db * luck;
    };
    return {power_dbm(true, parameters_.shadow_sigma_db), power_dbm(false, nlos_sigma_db)};
}

bool HotspotMap::in_sight(std::uint32_t hotspot, geo::PointMetric point) const
{
    city::Site const& site = city_.sites[sites_[hotspot]];
    auto const known =
        known_sight(parameters_, sight_, {site.position, site.hotspot.height_m}, {point, phone_height_m});
    if (known) return *known;
    double const chance = sight_probability(parameters_, geo::distance_m(site.position, point));
    return random_.uniform(core::Stream::radio_shadow, {draw_key(site, point), sight_purpose, 0}) < chance;
}

double HotspotMap::power_dbm(std::uint32_t hotspot, geo::PointMetric point) const
{
    Powers const both = powers(hotspot, point);
    return in_sight(hotspot, point) ? both.open_dbm : both.blocked_dbm;
}

std::optional<Reception> HotspotMap::strongest(geo::PointMetric point,
                                               std::function<bool(std::uint32_t)> const& works) const
{
    std::optional<Reception> best;
    std::uint64_t best_id = 0;
    for (std::uint32_t const hotspot : index_.touching({point.x_m, point.y_m, point.x_m, point.y_m})) {
        if (geo::distance_m(city_.sites[sites_[hotspot]].position, point) > reach_m_[hotspot]) continue;
        Powers const both = powers(hotspot, point);
        if (std::max(both.open_dbm, both.blocked_dbm) < parameters_.min_power_dbm) continue;  // whatever stands between
        double const power = in_sight(hotspot, point) ? both.open_dbm : both.blocked_dbm;
        if (power < parameters_.min_power_dbm || (works && !works(hotspot))) continue;
        std::uint64_t const id = city_.sites[sites_[hotspot]].stable_id;
        if (!best || power > best->power_dbm || (power == best->power_dbm && id < best_id)) {
            best = Reception{hotspot, power};
            best_id = id;
        }
    }
    return best;
}

}  // namespace halong::services
