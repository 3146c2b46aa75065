// Which hotspot a phone hears best at a spot: fixed over time, drawn once for each hotspot and cell of the city.
#pragma once

#include "city/city.hpp"
#include "city/sight.hpp"
#include "core/random.hpp"
#include "geo/spatial_index.hpp"
#include "scenario/scenario.hpp"
#include "services/radio.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace halong::services {

struct Reception {
    std::uint32_t hotspot = 0;  // row in HotspotMap::sites()
    std::uint32_t radio = 0;    // row in HotspotMap::radios()
    double power_dbm = 0;
};

// Distance within which a phone hears such a hotspot, by the better of its radios, at half of the spots at least, metres (0 … 20 km, to the metre). For
// choosing sites, before anybody knows how shadows fall.
double median_reach_m(scenario::HotspotEquipment const& hotspot, scenario::WifiParameters const& parameters);

class HotspotMap {
public:
    HotspotMap(city::City const& city, scenario::WifiParameters const& parameters, core::Random random);

    // Sites of the service, in order of SiteId.
    [[nodiscard]] std::vector<core::SiteId> const& sites() const { return sites_; }
    // Their radios, in the same order.
    [[nodiscard]] std::vector<Radio> const& radios() const { return radios_; }
    // The strongest radio at or above min_power_dbm, where one of the 5 GHz band counts for prefer_5ghz_db more than it
    // has; ties by stable id, then the first radio. Nothing when none is heard. Of those hotspots only for which
    // works(hotspot) holds, if that is given.
    [[nodiscard]] std::optional<Reception> strongest(geo::PointMetric point,
                                                     std::function<bool(std::uint32_t)> const& works = {}) const;
    // Received power of one radio at a point, dBm: EIRP - path loss + shadowing. Whether there is line of sight, where
    // the model of path loss asks for it, the city's buildings say; where they are not all known (city::Sight), it is
    // drawn by the model's chance. It and shadowing are drawn per hotspot and 25 m cell, once for both of its radios.
    [[nodiscard]] double power_dbm(std::uint32_t radio, geo::PointMetric point) const;

private:
    // With and without line of sight, dBm.
    struct Powers {
        double open_dbm = 0;
        double blocked_dbm = 0;
    };
    [[nodiscard]] Powers powers(Radio const& radio, geo::PointMetric point) const;
    [[nodiscard]] bool in_sight(Radio const& radio, geo::PointMetric point) const;

    city::City const& city_;
    scenario::WifiParameters parameters_;
    core::Random random_;
    city::Sight sight_;
    std::vector<core::SiteId> sites_;
    std::vector<Radio> radios_;
    std::vector<double> reach_m_;  // by radio: farther away it would take more than 4 standard deviations of luck
    geo::SpatialIndex index_;      // of the boxes around these
};

}  // namespace halong::services
