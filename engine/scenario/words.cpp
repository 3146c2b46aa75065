#include "scenario/words.hpp"

#include <array>

namespace halong::scenario {
namespace {

using std::string_view;

constexpr std::array<string_view, 3> day_kinds{"weekday", "weekend", "holiday"};
constexpr std::array<string_view, 2> betters{"more", "less"};
constexpr std::array<string_view, 2> service_kinds{"wifi", "camera"};
constexpr std::array<string_view, 5> anchors{"junctions", "places", "roads", "points", "layer"};
constexpr std::array<string_view, 4> dori_levels{"detect", "observe", "recognise", "identify"};
constexpr std::array<string_view, 2> line_kinds{"bus", "boat"};
constexpr std::array<string_view, 2> u_turns{"dead_ends", "anywhere"};
constexpr std::array<string_view, 2> window_policies{"fixed", "threshold"};
constexpr std::array<string_view, 2> online_channels{"choice", "given"};
constexpr std::array<string_view, 2> path_losses{"umi", "log_distance"};
constexpr std::array<string_view, 2> mac_models{"contention", "fixed"};
constexpr std::array<string_view, 2> air_sharings{"airtime", "throughput"};
constexpr std::array<string_view, 3> replanning_steps{"msa", "self_regulating", "gap_ordered"};

constexpr std::array<string_view, 10> quantities{"trips_per_person",
                                                 "mode_share",
                                                 "visitors",
                                                 "bay_passengers",
                                                 "place_visits",
                                                 "gateway_vehicles",
                                                 "gateway_vehicles_at_hour",
                                                 "kpi",
                                                 "bay_passengers_after_storm",
                                                 "hai_phong_time"};
constexpr std::array<string_view, 2> target_roles{"fit", "validation"};
constexpr std::array<string_view, 2> sample_methods{"latin_hypercube", "sobol"};
constexpr std::array<string_view, 2> sample_scales{"linear", "log"};

constexpr std::array<string_view, 22> place_kinds{
    "gateway",  "attraction",      "beach",       "museum",     "night_market",    "cable_car",
    "pier",     "cruise_port",     "square",      "hotel",      "market",          "mall",
    "hospital", "clinic",          "school",      "university", "one_stop_centre", "port",
    "mine",     "industrial_park", "bus_station", "park"};

constexpr std::array<string_view, 12> road_classes{"motorway", "trunk",        "primary",     "secondary",
                                                   "tertiary", "unclassified", "residential", "living_street",
                                                   "service",  "ramp",         "footway",     "ferry"};

constexpr std::array<string_view, 7> vehicle_classes{"motorbike", "car", "van", "bus", "coach", "lorry", "bicycle"};

constexpr std::array<string_view, 5> outages{"power", "hotspots", "cameras", "uplink", "roads"};

}  // namespace

Words words_of(DayKind) { return day_kinds; }
Words words_of(Better) { return betters; }
Words words_of(ServiceKind) { return service_kinds; }
Words words_of(Anchor) { return anchors; }
Words words_of(DoriLevel) { return dori_levels; }
Words words_of(LineKind) { return line_kinds; }
Words words_of(UTurns) { return u_turns; }
Words words_of(ReplanningStep) { return replanning_steps; }
Words words_of(WindowPolicy) { return window_policies; }
Words words_of(OnlineChannel) { return online_channels; }
Words words_of(PathLoss) { return path_losses; }
Words words_of(MacModel) { return mac_models; }
Words words_of(AirSharing) { return air_sharings; }
Words words_of(Quantity) { return quantities; }
Words words_of(TargetRole) { return target_roles; }
Words words_of(SampleMethod) { return sample_methods; }
Words words_of(SampleScale) { return sample_scales; }
Words place_kind_words() { return place_kinds; }
Words road_class_words() { return road_classes; }
Words vehicle_class_words() { return vehicle_classes; }
Words outage_words() { return outages; }

}  // namespace halong::scenario
