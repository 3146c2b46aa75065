#include "city/site_layer.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "scenario/equipment_check.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace halong::city {
namespace {

using core::SiteId;
using geo::Feature;
using geo::FieldType;
using geo::GeometryType;
using geo::OutputLayer;
using geo::Value;

Value integer(std::int64_t value) { return value; }

constexpr std::string_view service_names[] = {"wifi", "camera"};

// A whole number as the equipment holds it; numbers beyond its type stay outside every range.
int whole(geo::Layer const& rows, Feature const& feature, std::string_view column, int fallback)
{
    constexpr std::int64_t most = std::numeric_limits<int>::max();
    return static_cast<int>(std::clamp(rows.integer(feature, column, fallback), -most, most));
}

scenario::HotspotEquipment hotspot_of(geo::Layer const& rows, Feature const& feature)
{
    scenario::HotspotEquipment const by_default;
    auto const number = [&](std::string_view column, double fallback) {
        return rows.number(feature, column, fallback);
    };
    return {.frequency_ghz = number("frequency_ghz", by_default.frequency_ghz),
            .eirp_dbm = number("eirp_dbm", by_default.eirp_dbm),
            .height_m = number("height_m", by_default.height_m),
            .uplink_mbps = number("uplink_mbps", by_default.uplink_mbps),
            .association_cap = whole(rows, feature, "association_cap", by_default.association_cap),
            .channel = whole(rows, feature, "channel", by_default.channel),
            .channel_mhz = whole(rows, feature, "channel_mhz", by_default.channel_mhz),
            .second_frequency_ghz = number("second_frequency_ghz", by_default.second_frequency_ghz),
            .second_eirp_dbm = number("second_eirp_dbm", by_default.second_eirp_dbm),
            .second_channel = whole(rows, feature, "second_channel", by_default.second_channel),
            .second_channel_mhz = whole(rows, feature, "second_channel_mhz", by_default.second_channel_mhz)};
}

scenario::CameraEquipment camera_of(geo::Layer const& rows, Feature const& feature)
{
    scenario::CameraEquipment const by_default;
    auto const number = [&](std::string_view column, double fallback) {
        return rows.number(feature, column, fallback);
    };
    return {.pixels = whole(rows, feature, "pixels", by_default.pixels),
            .field_of_view_deg = number("field_of_view_deg", by_default.field_of_view_deg),
            .height_m = number("height_m", by_default.height_m),
            .level = static_cast<scenario::DoriLevel>(whole(rows, feature, "level", 0)),
            .presets = whole(rows, feature, "presets", by_default.presets),
            .preset_dwell_s = number("preset_dwell_s", by_default.preset_dwell_s),
            .preset_move_s = number("preset_move_s", by_default.preset_move_s)};
}

}  // namespace

OutputLayer site_layer(City const& city)
{
    OutputLayer layer{"sites",
                      "Where services stand (placed by stated rules: estimated)",
                      GeometryType::point,
                      {{"id", FieldType::text},
                       {"service", FieldType::text},
                       {"field", FieldType::text},
                       {"rule", FieldType::text},
                       {"zone", FieldType::text},
                       {"heading_rad", FieldType::real},
                       {"frequency_ghz", FieldType::real},
                       {"eirp_dbm", FieldType::real},
                       {"height_m", FieldType::real},
                       {"uplink_mbps", FieldType::real},
                       {"association_cap", FieldType::integer},
                       {"channel", FieldType::integer},
                       {"channel_mhz", FieldType::integer},
                       {"second_frequency_ghz", FieldType::real},
                       {"second_eirp_dbm", FieldType::real},
                       {"second_channel", FieldType::integer},
                       {"second_channel_mhz", FieldType::integer},
                       {"pixels", FieldType::integer},
                       {"field_of_view_deg", FieldType::real},
                       {"level", FieldType::integer},
                       {"presets", FieldType::integer},
                       {"preset_dwell_s", FieldType::real},
                       {"preset_move_s", FieldType::real}},
                      {},
                      ""};
    for (Site const& site : city.sites) {
        bool const wifi = site.service == scenario::ServiceKind::wifi;
        auto const& hotspot = site.hotspot;
        auto const& camera = site.camera;
        layer.features.push_back({static_cast<std::int64_t>(layer.features.size()) + 1,
                                  site.position,
                                  {site.id,
                                   std::string(service_names[static_cast<std::size_t>(site.service)]),
                                   site.field,
                                   site.rule,
                                   city.zones[site.zone].id,
                                   site.heading_rad,
                                   hotspot.frequency_ghz,
                                   hotspot.eirp_dbm,
                                   wifi ? hotspot.height_m : camera.height_m,
                                   hotspot.uplink_mbps,
                                   integer(hotspot.association_cap),
                                   integer(hotspot.channel),
                                   integer(hotspot.channel_mhz),
                                   hotspot.second_frequency_ghz,
                                   hotspot.second_eirp_dbm,
                                   integer(hotspot.second_channel),
                                   integer(hotspot.second_channel_mhz),
                                   integer(camera.pixels),
                                   camera.field_of_view_deg,
                                   integer(static_cast<std::int64_t>(camera.level)),
                                   integer(camera.presets),
                                   camera.preset_dwell_s,
                                   camera.preset_move_s}});
    }
    return layer;
}

Column<SiteId, Site> read_sites(std::filesystem::path const& geopackage, geo::Projection const& projection)
{
    auto const rows = geo::read_layer(geopackage, "sites", projection, true);
    std::vector<core::Diagnostic> findings;
    Column<SiteId, Site> sites;
    for (Feature const& feature : rows.features) {
        std::string const where = fmt::format("{}, feature {}", rows.source, feature.fid);
        auto const* point = std::get_if<geo::PointMetric>(&feature.geometry);
        std::string const service = rows.text(feature, "service");
        if (point == nullptr || (service != service_names[0] && service != service_names[1])) {
            findings.push_back({where, 0, 0, fmt::format("a site needs a point and a service, not '{}'", service),
                                "services are wifi and camera"});
            continue;
        }
        Site site;
        site.id = rows.text(feature, "id");
        site.stable_id = core::hash_of(site.id);
        site.service = service == service_names[0] ? scenario::ServiceKind::wifi : scenario::ServiceKind::camera;
        site.field = rows.text(feature, "field");
        site.rule = rows.text(feature, "rule");
        site.position = *point;
        site.heading_rad = rows.number(feature, "heading_rad", 0);
        bool const is_wifi = site.service == scenario::ServiceKind::wifi;
        if (is_wifi) {
            site.hotspot = hotspot_of(rows, feature);
        } else {
            site.camera = camera_of(rows, feature);
        }
        for (std::string& fault : is_wifi ? faults_of(site.hotspot) : faults_of(site.camera)) {
            findings.push_back({where, 0, 0, std::move(fault), "see: halong explain site_rules"});
        }
        sites.push_back(std::move(site));
    }
    if (!findings.empty()) throw core::UserError(std::move(findings));
    return sites;
}

}  // namespace halong::city
