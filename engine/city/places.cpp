#include "city/build.hpp"
#include "city/unread_cells.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"

#include <array>
#include <fmt/format.h>
#include <map>
#include <set>

namespace halong::city {
namespace {

// How an OpenStreetMap-like class (OpenMapTiles `class` or `subclass`) becomes a kind of place, and what such a place
// is assumed to be like where nothing is stated. Numbers are estimates: pupils 530-620 a school (data/halong/SOURCES.md §4),
// 595 establishments for about 28,000 rooms (§5.6); the rest is judgement.
struct PoiKind {
    std::string_view name;
    PlaceKind kind;
    double visits_per_day;
    std::int64_t jobs;
    std::int64_t rooms;
    std::int64_t beds;
    std::int64_t pupils;
    double radius_m;
    double outdoor_share;
    double stay_median_min;
    double opens_h;
    double closes_h;
};

constexpr std::array<PoiKind, 23> poi_kinds{{
    {"school", PlaceKind::school, 0, 40, 0, 0, 570, 60, 0.1, 240, 6.5, 17.5},
    {"kindergarten", PlaceKind::school, 0, 20, 0, 0, 200, 40, 0.1, 480, 6.5, 17.5},
    {"college", PlaceKind::university, 0, 120, 0, 0, 1500, 120, 0.1, 240, 6.5, 20},
    {"university", PlaceKind::university, 0, 200, 0, 0, 3000, 150, 0.1, 240, 6.5, 20},
    {"hospital", PlaceKind::hospital, 500, 300, 0, 300, 0, 120, 0.1, 120, 0, 24},
    {"clinic", PlaceKind::clinic, 60, 15, 0, 0, 0, 30, 0, 60, 7, 17},
    {"doctors", PlaceKind::clinic, 30, 6, 0, 0, 0, 20, 0, 40, 7, 17},
    {"lodging", PlaceKind::hotel, 0, 25, 45, 0, 0, 40, 0.1, 600, 0, 24},
    {"hotel", PlaceKind::hotel, 0, 35, 60, 0, 0, 40, 0.1, 600, 0, 24},
    {"guest_house", PlaceKind::hotel, 0, 6, 15, 0, 0, 30, 0.1, 600, 0, 24},
    {"marketplace", PlaceKind::market, 1500, 200, 0, 0, 0, 80, 0.4, 35, 5, 18},
    {"supermarket", PlaceKind::mall, 600, 60, 0, 0, 0, 60, 0.1, 40, 8, 22},
    {"mall", PlaceKind::mall, 3000, 400, 0, 0, 0, 100, 0.1, 75, 9, 22},
    {"museum", PlaceKind::museum, 500, 30, 0, 0, 0, 60, 0.3, 70, 8, 17},
    {"attraction", PlaceKind::attraction, 300, 20, 0, 0, 0, 80, 0.8, 75, 7, 21},
    {"viewpoint", PlaceKind::attraction, 150, 0, 0, 0, 0, 50, 1.0, 40, 5, 21},
    {"theme_park", PlaceKind::attraction, 2000, 300, 0, 0, 0, 200, 0.8, 240, 9, 21},
    {"beach", PlaceKind::beach, 1000, 20, 0, 0, 0, 150, 1.0, 150, 5, 20},
    {"park", PlaceKind::park, 300, 5, 0, 0, 0, 120, 1.0, 50, 5, 22},
    {"ferry_terminal", PlaceKind::pier, 300, 20, 0, 0, 0, 80, 0.6, 30, 6, 18},
    {"bus_station", PlaceKind::bus_station, 500, 40, 0, 0, 0, 80, 0.4, 25, 5, 22},
    {"town_hall", PlaceKind::one_stop_centre, 150, 25, 0, 0, 0, 40, 0.1, 35, 7.5, 17},
    {"townhall", PlaceKind::one_stop_centre, 150, 25, 0, 0, 0, 40, 0.1, 35, 7.5, 17},
}};

PoiKind const* find_poi_kind(std::string_view name)
{
    for (auto const& kind : poi_kinds) {
        if (kind.name == name) return &kind;
    }
    return nullptr;
}

Place place_of_poi(PoiKind const& kind)
{
    Place place;
    place.kind = kind.kind;
    place.visits_per_day = kind.visits_per_day;
    place.peak_visits_per_day = kind.visits_per_day * 2;
    place.jobs = kind.jobs;
    place.rooms = kind.rooms;
    place.beds = kind.beds;
    place.pupils = kind.pupils;
    place.radius_m = kind.radius_m;
    place.outdoor_share = kind.outdoor_share;
    place.stay_median_min = kind.stay_median_min;
    place.opens_h = kind.opens_h;
    place.closes_h = kind.closes_h;
    return place;
}

void read_own_columns(geo::Layer const& layer, geo::Feature const& feature, Place& place)
{
    auto const number = [&](char const* column, double fallback) { return layer.number(feature, column, fallback); };
    place.visits_per_day = number("visits_per_day", place.visits_per_day);
    place.peak_visits_per_day = number("peak_visits_per_day", place.peak_visits_per_day);
    place.jobs = layer.integer(feature, "jobs", place.jobs);
    place.rooms = layer.integer(feature, "rooms", place.rooms);
    place.beds = layer.integer(feature, "beds", place.beds);
    place.pupils = layer.integer(feature, "pupils", place.pupils);
    place.radius_m = number("radius_m", place.radius_m);
    place.outdoor_share = number("outdoor_share", place.outdoor_share);
    place.stay_median_min = number("stay_median_min", place.stay_median_min);
    place.opens_h = number("opens_h", place.opens_h);
    place.closes_h = number("closes_h", place.closes_h);
    place.visitor_share = number("visitor_share", place.visitor_share);
    place.through_veh_per_day = number("through_veh_per_day", place.through_veh_per_day);
    place.lorries_per_day = number("lorries_per_day", place.lorries_per_day);
    place.gates = layer.integer(feature, "gates", 0);
    place.gate_s_per_person = number("gate_s_per_person", 0);
    place.capacity = layer.integer(feature, "capacity", 0);
    place.slot_min = number("slot_min", 0);
    place.slot_persons = layer.integer(feature, "slot_persons", 0);
    place.fee_vnd = layer.integer(feature, "fee_vnd", 0);
    place.posts = layer.integer(feature, "posts", 0);
    place.estimated = layer.text(feature, "mark", "estimate") != "stated";
}

// Every value outside its range, in the words of the layer.
void check_ranges(geo::Layer const& layer, geo::Feature const& feature, Place const& place, std::string const& where,
                  std::vector<core::Diagnostic>& findings)
{
    struct Range {
        char const* column;
        double value;
        double low;
        double high;
    };
    Range const ranges[] = {{"visits_per_day", place.visits_per_day, 0, 1e6},
                            {"peak_visits_per_day", place.peak_visits_per_day, 0, 1e6},
                            {"jobs", static_cast<double>(place.jobs), 0, 1e6},
                            {"rooms", static_cast<double>(place.rooms), 0, 1e5},
                            {"beds", static_cast<double>(place.beds), 0, 1e5},
                            {"pupils", static_cast<double>(place.pupils), 0, 1e5},
                            {"radius_m", place.radius_m, 0, 5000},
                            {"outdoor_share", place.outdoor_share, 0, 1},
                            {"stay_median_min", place.stay_median_min, 0, 1440},
                            {"opens_h", place.opens_h, 0, 24},
                            {"closes_h", place.closes_h, 0, 30},
                            {"visitor_share", place.visitor_share, 0, 1},
                            {"through_veh_per_day", place.through_veh_per_day, 0, 1e6},
                            {"lorries_per_day", place.lorries_per_day, 0, 1e6},
                            {"gates", static_cast<double>(place.gates), 0, 1000},
                            {"gate_s_per_person", place.gate_s_per_person, 0, 3600},
                            {"capacity", static_cast<double>(place.capacity), 0, 1e6},
                            {"slot_min", place.slot_min, 0, 1440},
                            {"slot_persons", static_cast<double>(place.slot_persons), 0, 1e6},
                            {"fee_vnd", static_cast<double>(place.fee_vnd), 0, 1e8},
                            {"posts", static_cast<double>(place.posts), 0, 1000}};
    bool const is_ours = find_place_kind(layer.text(feature, "kind")).has_value();  // else its columns are not read
    for (auto const& range : ranges) {
        auto const text = is_ours ? text_for_number(layer, feature, range.column) : "";
        if (!text.empty()) {
            findings.push_back(
                {where, 0, 0, fmt::format("place '{}' has {} = '{}', which is no number", place.id, range.column, text),
                 "write digits alone, with a point for decimals"});
            continue;
        }
        if (range.value >= range.low && range.value <= range.high) continue;
        findings.push_back({where, 0, 0,
                            fmt::format("place '{}' has {} = {}; allowed are {} to {}", place.id, range.column,
                                        range.value, range.low, range.high),
                            "correct the value in the layer"});
    }
    if (place.opens_h == place.closes_h) {
        findings.push_back(
            {where, 0, 0,
             fmt::format("place '{}' opens at {} h and closes at {} h", place.id, place.opens_h, place.closes_h),
             "a place that is always open has 0 and 24; past midnight, closes_h = 25 or 1 is 01:00"});
    }
}

// A limit of zero would let nobody in; where no limit is known the column is left empty. What belongs together must be
// said together.
void check_entrance(geo::Layer const& layer, geo::Feature const& feature, Place const& place, std::string const& where,
                    std::vector<core::Diagnostic>& findings)
{
    if (!find_place_kind(layer.text(feature, "kind"))) return;  // not our columns
    auto const refuse = [&](std::string const& message, char const* help) {
        findings.push_back({where, 0, 0, fmt::format("place '{}' {}", place.id, message), help});
    };
    for (char const* limit : {"gates", "capacity", "slot_min", "slot_persons", "posts"}) {
        if (layer.number(feature, limit, 1) == 0) {
            refuse(fmt::format("has {} = 0, which lets nobody in", limit),
                   "write how many (1 or more), or leave it empty where no limit is known");
        }
    }
    bool const is_centre = place.kind == PlaceKind::one_stop_centre;
    if ((is_centre || place.kind == PlaceKind::clinic) && place.closes_h < place.opens_h) {
        refuse(fmt::format("is a {} that opens at {} h and closes at {} h", is_centre ? "one-stop centre" : "clinic",
                           place.opens_h, place.closes_h),
               "it closes on the day on which it opens: exchange the two, or write closes_h after opens_h");
    }
    if ((place.gates > 0) != (place.gate_s_per_person > 0)) {
        refuse(fmt::format("has gates = {} and gate_s_per_person = {}", place.gates, place.gate_s_per_person),
               "write both, or leave both empty");
    }
    if ((place.slot_min > 0) != (place.slot_persons > 0)) {
        refuse(fmt::format("has slot_min = {} and slot_persons = {}", place.slot_min, place.slot_persons),
               "write both, or leave both empty");
    }
}

// The kind from our own column, or from the classes of a points-of-interest layer.
std::optional<Place> recognised(geo::Layer const& layer, geo::Feature const& feature)
{
    if (auto const kind = find_place_kind(layer.text(feature, "kind"))) {
        Place place;
        place.kind = *kind;
        read_own_columns(layer, feature, place);
        return place;
    }
    for (char const* column : {"subclass", "class", "amenity", "tourism"}) {
        if (auto const* poi = find_poi_kind(layer.text(feature, column))) return place_of_poi(*poi);
    }
    return std::nullopt;
}

std::string name_in(geo::Layer const& layer, geo::Feature const& feature)
{
    for (char const* column : {"name", "name:vi", "name:latin", "name_vi"}) {
        std::string name = layer.text(feature, column);
        if (!name.empty()) return name;
    }
    return "";
}

// A place of the same kind within 150 m is taken for the same thing from another source.
bool is_known(Place const& place, Column<PlaceId, Place> const& places, std::size_t before)
{
    constexpr double same_place_m = 150;
    for (std::size_t i = 0; i < before; ++i) {
        Place const& other = places[PlaceId{i}];
        if (other.kind == place.kind && geo::distance_m(other.position, place.position) < same_place_m) {
            return true;
        }
    }
    return false;
}

std::string unknown_kind_text(geo::Layer const& layer, geo::Feature const& feature)
{
    std::string const kind = layer.text(feature, "kind");
    return kind.empty() ? layer.text(feature, "class", "(no class)") : kind;
}

}  // namespace

Place usual_place(PlaceKind kind)
{
    for (PoiKind const& poi : poi_kinds) {
        if (poi.kind == kind) return place_of_poi(poi);
    }
    PoiKind const other{"", kind, 300, 20, 0, 0, 0, 80, 0.5, 60, 7, 21};
    return place_of_poi(other);
}

void add_places(geo::Layer const& layer, std::string const& id_prefix, Column<PlaceId, Place>& places,
                ImportIssues& issues)
{
    std::size_t const before = places.size();
    std::vector<core::Diagnostic> findings;
    std::map<std::string, long> unused;
    std::set<std::string> ids;
    long same = 0;
    for (Place const& place : places) ids.insert(place.id);
    for (geo::Feature const& feature : layer.features) {
        std::string const where = fmt::format("{}, feature {}", layer.source, feature.fid);
        auto const* point = std::get_if<geo::PointMetric>(&feature.geometry);
        auto place = recognised(layer, feature);
        if (!place || point == nullptr) {
            ++unused[unknown_kind_text(layer, feature)];
            continue;
        }
        place->position = *point;
        place->name = name_in(layer, feature);
        std::string const own_id = layer.text(feature, "id");
        place->id = id_prefix + (own_id.empty() ? fmt::format("{}", feature.fid) : own_id);
        if (place->name.empty()) place->name = place->id;
        if (is_known(*place, places, before)) {
            ++same;
            continue;
        }
        if (!ids.insert(place->id).second) {
            findings.push_back(
                {where, 0, 0, fmt::format("the id '{}' occurs twice", place->id), "give every place an id of its own"});
        }
        place->stable_id = core::hash_of(place->id);
        check_ranges(layer, feature, *place, where, findings);
        check_entrance(layer, feature, *place, where, findings);
        places.push_back(std::move(*place));
    }
    if (!findings.empty()) throw core::UserError(findings);
    for (auto const& [kind, count] : unused) {
        issues.add({IssueKind::unknown_kind, Severity::note, layer.source,
                    fmt::format("points of kind '{}' are not used by the model", kind), std::nullopt, 0, count});
    }
    if (same > 0) {
        issues.add({IssueKind::duplicate_id, Severity::note, layer.source,
                    "places of a kind that another source has within 150 m: left out", std::nullopt, 0, same});
    }
}

}  // namespace halong::city
