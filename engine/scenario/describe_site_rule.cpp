#include "scenario/degrees.hpp"
#include "scenario/describe.hpp"

#include <fmt/format.h>

namespace halong::scenario {
namespace {

// What the anchor needs that the rule does not say, or "".
std::string_view missing_key(SiteRule const& rule)
{
    switch (rule.anchor) {
        case Anchor::places:
            return rule.place_kinds.empty() ? "place_kinds" : "";
        case Anchor::junctions:
        case Anchor::roads:
            return rule.road_classes.empty() ? "road_classes" : "";
        case Anchor::points:
            return rule.points_lon_lat.empty() ? "points_lon_lat" : "";
        case Anchor::layer:
            return rule.layer.empty() ? "layer" : "";
    }
    return "";
}

std::string_view example_of(std::string_view key)
{
    if (key == "place_kinds") return R"(write e.g. place_kinds = ["beach", "attraction"])";
    if (key == "road_classes") return R"(write e.g. road_classes = ["primary", "secondary"])";
    if (key == "layer") return "write e.g. layer = \"new_sites.gpkg\": points, drawn in QGIS";
    return "write e.g. points_lon_lat = [107.08, 20.95]: longitude, latitude, longitude, latitude, "
           "...";
}

void check_anchor(Visitor& v, SiteRule const& rule)
{
    auto const missing = missing_key(rule);
    v.check({"anchor", "place_kinds", "road_classes", "points_lon_lat"}, missing.empty(),
            fmt::format("anchor \"{}\" needs '{}'", word_of(rule.anchor), missing), example_of(missing));
    auto const numbers = rule.points_lon_lat.size();
    v.check({"points_lon_lat"}, numbers % 2 == 0,
            fmt::format("'points_lon_lat' holds {} numbers: a latitude is missing", numbers),
            example_of("points_lon_lat"));
    v.check({"points_lon_lat"}, numbers % 2 != 0 || are_points(rule.points_lon_lat, 0),
            "'points_lon_lat' leaves -180 to 180 degrees of longitude or -90 to 90 of latitude",
            "the longitude comes first: " + std::string{"Hạ Long lies at 107.08, 20.95"});
    v.check({"headings_deg", "points_lon_lat"}, rule.headings_deg.empty() || rule.headings_deg.size() * 2 == numbers,
            fmt::format("'headings_deg' holds {} headings for {} points", rule.headings_deg.size(), numbers / 2),
            "write one heading for each point, or none");
    v.check({"layer", "anchor"}, rule.layer.empty() || rule.anchor == Anchor::layer,
            fmt::format("a layer is given, but the anchor is \"{}\"", word_of(rule.anchor)),
            "write anchor = \"layer\", or leave the layer out");
    auto const room = static_cast<std::int64_t>(numbers / 2) * rule.per_anchor;
    v.check({"count", "per_anchor", "anchor", "points_lon_lat"},
            rule.anchor != Anchor::points || numbers == 0 || numbers % 2 != 0 || rule.count <= room,
            fmt::format("'count' = {} does not fit: {} points with at most {} each", rule.count, numbers / 2,
                        rule.per_anchor),
            "lower count, raise per_anchor or add points");
}

// The channel of one radio. 802.11 has three channels of 20 MHz that do not overlap at 2.4 GHz and 24 from 5.15 to 5.85 GHz;
// wider ones take two or four of them.
void describe_channel(Visitor& v, std::string_view channel_key, int& channel, std::string_view width_key,
                      int& width_mhz, double frequency_ghz)
{
    v.field(
        channel_key, channel,
        {.text = "Number among the channels of its width that do not overlap (of 20 MHz: 3 at 2.4 GHz, 24 at 5 GHz); "
                 "0: the one on which it hears the fewest others.",
         .range = {0, 24}});
    v.field(
        width_key, width_mhz,
        {.text = "Width of the channel: 20, 40 or 80 MHz (80 not at 2.4 GHz). A wide one is faster near by, and has "
                 "more neighbours.",
         .unit = "MHz",
         .range = {20, 80}});
    bool const is_width = width_mhz == 20 || width_mhz == 40 || width_mhz == 80;
    v.check({width_key}, is_width, fmt::format("'{}' = {} is no width of a channel", width_key, width_mhz),
            "channels are 20, 40 or 80 MHz wide");
    if (!is_width || frequency_ghz == 0) return;  // no such radio: nothing to fit
    int const most = (frequency_ghz < 3 ? 3 : 24) * 20 / width_mhz;
    v.check({width_key}, most > 0,
            fmt::format("'{}' = {} is wider than the band of {} GHz has room for", width_key, width_mhz, frequency_ghz),
            "give 20 or 40 MHz there");
    v.check({channel_key}, most == 0 || channel <= most,
            fmt::format("'{}' = {}, but there are {} channels of {} MHz that do not overlap", channel_key, channel,
                        most, width_mhz),
            "give a lower number, or 0 for the quietest");
}

}  // namespace

void describe(Visitor& v, HotspotEquipment& h)
{
    v.field(HALONG_KEY(h, frequency_ghz),
            {.text = "Frequency of the radio.",
             .unit = "GHz",
             .range = {0.5, 100},
             .mark = Mark::published,
             .source = "middle of the 2.4 GHz band; the path loss model of 3GPP TR 38.901 "
                       "holds from 0.5 to 100 GHz"});
    v.field(HALONG_KEY(h, eirp_dbm),
            {.text = "Radiated power, antenna gain included.",
             .unit = "dBm",
             .range = {-10, 60},
             .mark = Mark::estimate,
             .source = "200 mW, the limit for 2.4 GHz in Vietnam (Circular 08/2021/TT-BTTTT)"});
    v.field(HALONG_KEY(h, height_m), {.text = "Height of the antenna above the ground.",
                                      .unit = "m",
                                      .range = {1, 150},
                                      .mark = Mark::assumption,
                                      .source = "on a lamp post"});
    v.field(HALONG_KEY(h, uplink_mbps), {.text = "Rate of the line that connects the hotspot.",
                                         .unit = "Mbit/s",
                                         .range = {0, 100'000, true},
                                         .mark = Mark::assumption,
                                         .source = "a common fibre line"});
    v.field(HALONG_KEY(h, association_cap), {.text = "Most phones that are associated at once.",
                                             .unit = "phones",
                                             .range = {1, 10'000},
                                             .mark = Mark::estimate,
                                             .source = "60 to 80 per access point: Đà Nẵng's specification, 2016"});
    describe_channel(v, HALONG_KEY(h, channel), HALONG_KEY(h, channel_mhz), h.frequency_ghz);
    v.field(HALONG_KEY(h, second_frequency_ghz),
            {.text = "Frequency of a second radio on the same post; 0: it has one only.",
             .unit = "GHz",
             .range = {0, 100},
             .mark = Mark::assumption,
             .source = "hotspots with two bands have one radio at 2.4 GHz and one from 5.15 to 5.85 GHz"});
    v.field(HALONG_KEY(h, second_eirp_dbm), {.text = "Radiated power of the second radio, antenna gain included.",
                                             .unit = "dBm",
                                             .range = {-10, 60},
                                             .mark = Mark::estimate,
                                             .source = "within the limits for 5 GHz in Vietnam, 23 to 30 dBm by band "
                                                       "(Circular 08/2021/TT-BTTTT)"});
    describe_channel(v, HALONG_KEY(h, second_channel), HALONG_KEY(h, second_channel_mhz), h.second_frequency_ghz);
    v.check({"second_frequency_ghz"}, h.second_frequency_ghz == 0 || h.second_frequency_ghz >= 0.5,
            fmt::format("'second_frequency_ghz' = {} is below 0.5 GHz, where the model of path loss begins",
                        h.second_frequency_ghz),
            "give 0.5 GHz or more, or 0 for one radio only");
}

void describe(Visitor& v, CameraEquipment& c)
{
    v.field(HALONG_KEY(c, pixels), {.text = "Width of the picture.",
                                    .unit = "px",
                                    .range = {160, 20'000},
                                    .mark = Mark::assumption,
                                    .source = "full HD"});
    v.field(HALONG_KEY(c, field_of_view_deg), {.text = "Horizontal field of view.",
                                               .unit = "degrees",
                                               .range = {1, 175},
                                               .mark = Mark::published,
                                               .source = "data sheet of a 1920 x 1080 camera with a 3.6 mm lens"});
    v.field(HALONG_KEY(c, height_m), {.text = "Height of the camera above the ground.",
                                      .unit = "m",
                                      .range = {1, 100},
                                      .mark = Mark::assumption,
                                      .source = "on a signal or lamp post"});
    v.field(HALONG_KEY(c, level), {.text = "What the camera is for: 25, 62.5, 125 or 250 pixels per metre.",
                                   .mark = Mark::published,
                                   .source = "IEC EN 62676-4"});
    v.field(HALONG_KEY(c, presets),
            {.text = "Headings, evenly round, to which the camera turns in turn; 1: it stands still.",
             .unit = "headings",
             .range = {1, 360}});
    v.field(HALONG_KEY(c, preset_dwell_s), {.text = "How long a turning camera stays at each heading.",
                                            .unit = "s",
                                            .range = {0, 86'400, true},
                                            .mark = Mark::assumption,
                                            .source = "usual tours of turning cameras"});
    v.field(HALONG_KEY(c, preset_move_s),
            {.text = "How long it takes to turn from one heading to the next; nothing is seen then.",
             .unit = "s",
             .range = {0, 3'600},
             .mark = Mark::assumption,
             .source = "usual tours of turning cameras"});
}

void describe(Visitor& v, SiteRule& rule)
{
    v.field(HALONG_KEY(rule, id),
            {.text = "Name of the rule, unique in its list; part of the id of each site it places.",
             .required = true,
             .if_missing = "give the rule a name, e.g. id = \"beach-wifi\"",
             .is_id = true});
    v.field(HALONG_KEY(rule, service), {.text = "Service that the sites give.",
                                        .required = true,
                                        .if_missing = R"(write service = "wifi" or service = "camera")"});
    v.field(HALONG_KEY(rule, field), {.text = "Field of use of the cameras, e.g. traffic or port; any text."});
    v.field(HALONG_KEY(rule, anchor),
            {.text = "What the sites stand at: junctions by capacity, places by visits, roads by "
                     "capacity, points, or the points of a layer.",
             .required = true,
             .if_missing = R"(write anchor = "places", "junctions", "roads", "points" or "layer")"});
    v.field(HALONG_KEY(rule, place_kinds),
            {.text = "Kinds of places for anchor \"places\".", .words = place_kind_words()});
    v.field(HALONG_KEY(rule, road_classes),
            {.text = R"(Classes of roads for anchors "junctions" and "roads".)", .words = road_class_words()});
    v.field(HALONG_KEY(rule, points_lon_lat),
            {.text = "Points for anchor \"points\": longitude, latitude, longitude, latitude, ... "
                     "(WGS 84).",
             .unit = "degrees",
             .range = {-180, 180}});
    v.field(
        HALONG_KEY(rule, headings_deg),
        {.text = "Where cameras at these points look, clockwise from north, one for each point; empty: to the east.",
         .unit = "degrees",
         .range = {0, 360}});
    v.field(HALONG_KEY(rule, layer), {.text = "File with a layer of points for anchor \"layer\", as QGIS draws it.",
                                      .if_missing = "write e.g. layer = \"new_sites.gpkg\"",
                                      .is_path = true});
    v.field(HALONG_KEY(rule, count), {.text = "Sites to place; with a layer, all of its points where this is left out.",
                                      .unit = "sites",
                                      .range = {1, 100'000},
                                      .required = true,
                                      .required_unless = "layer",
                                      .if_missing = "write e.g. count = 40"});
    v.field(HALONG_KEY(rule, per_anchor),
            {.text = "Most sites at one anchor; further ones stand around it.", .unit = "sites", .range = {1, 1000}});
    v.field(HALONG_KEY(rule, min_spacing_m),
            {.text = "Least distance to every other site of the same service; 0: no limit.",
             .unit = "m",
             .range = {0, 100'000}});
    v.field(HALONG_KEY(rule, hotspot), {.text = "Equipment of each hotspot, where service = \"wifi\"."});
    v.field(HALONG_KEY(rule, camera), {.text = "Equipment of each camera, where service = \"camera\"."});
    check_anchor(v, rule);
}

void describe(Visitor& v, SiteRules& rules)
{
    v.field(HALONG_KEY(rules, site_rules),
            {.text = "Rules by which sites are placed where no list of real ones is public.", .item = "site rule"});
}

}  // namespace halong::scenario
