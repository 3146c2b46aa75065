// A stated rule by which sites of a service are placed where no list of real sites is public. Each
// member is described in describe_site_rule.cpp.
#pragma once

#include <string>
#include <vector>

namespace halong::scenario {

enum class ServiceKind {
    wifi,
    camera
};

enum class Anchor {
    junctions,  // nodes of at least three legs, ranked by the capacity of their legs (classes in road_classes)
    places,     // places of place_kinds, ranked by visits (jobs, pupils, beds where they have no visits)
    roads,      // points along links of road_classes, `min_spacing_m` apart, ranked by capacity
    points,     // the points given in `points_lon_lat`
    layer       // the points of the GIS layer `layer`
};

struct HotspotEquipment {
    double frequency_ghz = 2.44;
    double eirp_dbm = 23;
    double height_m = 8;
    double uplink_mbps = 100;
    int association_cap = 64;
    int channel = 0;  // 0: the quietest
    int channel_mhz = 20;
    double second_frequency_ghz = 0;  // of a second radio on the same post; 0: there is none
    double second_eirp_dbm = 27;
    int second_channel = 0;
    int second_channel_mhz = 40;
    bool operator==(HotspotEquipment const&) const = default;
};

enum class DoriLevel {
    detect,
    observe,
    recognise,
    identify
};  // 25, 62.5, 125, 250 px/m: IEC EN 62676-4

struct CameraEquipment {
    int pixels = 1920;  // horizontal
    double field_of_view_deg = 79.6;
    double height_m = 6;
    DoriLevel level = DoriLevel::detect;
    int presets = 1;             // headings that it turns to in turn, evenly round; 1: it stands still
    double preset_dwell_s = 20;  // at each
    double preset_move_s = 4;    // from one to the next, in which nothing is seen
    bool operator==(CameraEquipment const&) const = default;
};

struct SiteRule {
    std::string id;  // unique; part of every placed site's external id
    ServiceKind service = ServiceKind::wifi;
    std::string field;  // cameras: one of the nine fields; free text
    Anchor anchor = Anchor::places;
    std::vector<std::string> place_kinds;
    std::vector<std::string> road_classes;
    std::vector<double> points_lon_lat;  // lon, lat, lon, lat, …
    std::vector<double> headings_deg;    // of each of these points, clockwise from north; empty: 90, to the east
    std::string layer;         // file of points, formats: geo/layer_source.hpp; columns: data/halong/README.md
    int count = 0;             // sites to place, > 0; 0 with a layer: all of its points
    int per_anchor = 1;        // at most so many at one anchor; further ones stand around it
    double min_spacing_m = 0;  // to every other site of the same service (0: no limit)
    HotspotEquipment hotspot;
    CameraEquipment camera;
    bool operator==(SiteRule const&) const = default;
};

}  // namespace halong::scenario
