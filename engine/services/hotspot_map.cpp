#include "services/hotspot_map.hpp"

#include "core/hash.hpp"
#include "services/demand_cells.hpp"
#include "services/radio.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

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

RadioPath path_to(Radio const& radio, double distance_m)
{
    return {distance_m, radio.frequency_ghz, radio.height_m, phone_height_m};
}

// Distance beyond which `min_power_dbm` would need more than `most_luck`, with or without line of sight, metres.
double reach_m(Radio const& radio, scenario::WifiParameters const& parameters)
{
    auto const may_be_heard = [&](double distance_m) {
        RadioPath const path = path_to(radio, distance_m);
        double const margin_db = radio.eirp_dbm - parameters.min_power_dbm;
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

// Share of spots at a distance at which the radio is heard: with and without line of sight, shadowing being normal.
double heard_share(Radio const& radio, scenario::WifiParameters const& parameters, double distance_m)
{
    RadioPath const path = path_to(radio, distance_m);
    double const margin_db = radio.eirp_dbm - parameters.min_power_dbm;
    auto const share = [&](bool sight) {
        double const sigma_db = sight ? parameters.shadow_sigma_db : nlos_sigma_db;
        return normal_share_below((margin_db - path_loss_db(parameters, path, sight)) / sigma_db);
    };
    double const sight = sight_probability(parameters, distance_m);
    return sight * share(true) + (1 - sight) * share(false);
}

double median_reach_m(Radio const& radio, scenario::WifiParameters const& parameters)
{
    double heard_m = 0;
    double silent_m = farthest_m;
    while (silent_m - heard_m > 1) {
        double const middle_m = (heard_m + silent_m) / 2;
        (heard_share(radio, parameters, middle_m) >= 0.5 ? heard_m : silent_m) = middle_m;
    }
    return heard_m;
}

}  // namespace

double median_reach_m(scenario::HotspotEquipment const& hotspot, scenario::WifiParameters const& parameters)
{
    double reach_m = 0;
    for (Radio const& radio : radios_of(hotspot)) reach_m = std::max(reach_m, median_reach_m(radio, parameters));
    return reach_m;
}

HotspotMap::HotspotMap(city::City const& city, scenario::WifiParameters const& parameters, core::Random random)
    : city_(city), parameters_(parameters), random_(random), sight_(city.buildings)
{
    for (std::uint32_t i = 0; i < city.sites.size(); ++i) {
        if (city.sites[core::SiteId{i}].service == scenario::ServiceKind::wifi) sites_.emplace_back(i);
    }
    radios_ = radios_of(city, sites_);
    std::vector<std::pair<geo::Box, std::uint32_t>> items;
    for (std::uint32_t row = 0; row < radios_.size(); ++row) {
        auto const at = city.sites[radios_[row].site].position;
        reach_m_.push_back(reach_m(radios_[row], parameters));
        items.emplace_back(geo::expanded({at.x_m, at.y_m, at.x_m, at.y_m}, reach_m_.back()), row);
    }
    index_ = geo::SpatialIndex(items);
}

HotspotMap::Powers HotspotMap::powers(Radio const& radio, geo::PointMetric point) const
{
    city::Site const& site = city_.sites[radio.site];
    RadioPath const path = path_to(radio, geo::distance_m(site.position, point));
    double const luck = random_.normal(core::Stream::radio_shadow, {draw_key(site, point), shadow_purpose, 0});
    auto const power_dbm = [&](bool sight, double sigma_db) {
        return radio.eirp_dbm - path_loss_db(parameters_, path, sight) + sigma_db * luck;
    };
    return {power_dbm(true, parameters_.shadow_sigma_db), power_dbm(false, nlos_sigma_db)};
}

bool HotspotMap::in_sight(Radio const& radio, geo::PointMetric point) const
{
    city::Site const& site = city_.sites[radio.site];
    auto const known = known_sight(parameters_, sight_, {site.position, radio.height_m}, {point, phone_height_m});
    if (known) return *known;
    double const chance = sight_probability(parameters_, geo::distance_m(site.position, point));
    return random_.uniform(core::Stream::radio_shadow, {draw_key(site, point), sight_purpose, 0}) < chance;
}

double HotspotMap::power_dbm(std::uint32_t radio, geo::PointMetric point) const
{
    Powers const both = powers(radios_[radio], point);
    return in_sight(radios_[radio], point) ? both.open_dbm : both.blocked_dbm;
}

std::optional<Reception> HotspotMap::strongest(geo::PointMetric point,
                                               std::function<bool(std::uint32_t)> const& works) const
{
    // Of more worth, or of the same and lower by stable id and band.
    using Rank = std::tuple<double, std::uint64_t, std::uint32_t>;
    std::optional<Reception> best;
    Rank best_rank;
    for (std::uint32_t const row : index_.touching({point.x_m, point.y_m, point.x_m, point.y_m})) {
        Radio const& radio = radios_[row];
        city::Site const& site = city_.sites[radio.site];
        if (geo::distance_m(site.position, point) > reach_m_[row]) continue;
        Powers const both = powers(radio, point);
        if (std::max(both.open_dbm, both.blocked_dbm) < parameters_.min_power_dbm) continue;  // whatever stands between
        double const power = in_sight(radio, point) ? both.open_dbm : both.blocked_dbm;
        if (power < parameters_.min_power_dbm || (works && !works(radio.hotspot))) continue;
        double const worth = power + (is_high_band(radio.frequency_ghz) ? parameters_.prefer_5ghz_db : 0);
        Rank const rank{-worth, site.stable_id, row};
        if (!best || rank < best_rank) {
            best = Reception{radio.hotspot, row, power};
            best_rank = rank;
        }
    }
    return best;
}

}  // namespace halong::services
