// Authored centre lines: one feature is one way; equal coordinates are one node.
#include "city/build.hpp"
#include "city/issue_tally.hpp"
#include "city/unread_cells.hpp"
#include "core/error.hpp"
#include "network/road_class.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

namespace halong::city {
namespace {

using network::Access;
using network::VehicleClass;

// The node of a coordinate: its 1e-7 degrees (1 cm) packed into one number, so that the id depends on nothing else.
std::int64_t node_id_of(geo::PointLonLat point)
{
    constexpr double units_per_degree = 1e7;
    auto const lon = static_cast<std::int64_t>(std::floor((point.lon_deg + 180) * units_per_degree + 0.5));
    auto const lat = static_cast<std::int64_t>(std::floor((point.lat_deg + 90) * units_per_degree + 0.5));
    return (lon << 31) | lat;  // lat needs 31 bits, lon 32
}

// Collects ways and nodes from features.
class LineReader {
public:
    LineReader(geo::Layer const& layer, geo::Projection const& projection) : layer_(layer), projection_(projection) {}

    RawRoads run(ImportIssues& issues);

private:
    void add(geo::Feature const& feature);
    void refuse(geo::Feature const& feature, std::string message, std::string help);
    [[nodiscard]] std::optional<RawWay> attributes_of(geo::Feature const& feature);
    void read_numbers(geo::Feature const& feature, RawWay& way);
    void read_users(geo::Feature const& feature, RawWay& way);
    [[nodiscard]] bool yes(geo::Feature const& feature, std::string_view field, std::string const& otherwise);
    void read_nodes(geo::Line const& line, RawWay& way);

    geo::Layer const& layer_;
    geo::Projection const& projection_;
    RawRoads roads_;
    std::map<std::int64_t, geo::PointLonLat> nodes_;
    std::map<std::string, std::int64_t> fid_of_id_;
    std::vector<core::Diagnostic> faults_;
    IssueTally tally_;
};

void LineReader::refuse(geo::Feature const& feature, std::string message, std::string help)
{
    faults_.push_back(
        {fmt::format("{}, feature {}", layer_.source, feature.fid), 0, 0, std::move(message), std::move(help)});
}

// A yes/no column; anything else is reported and read as `otherwise`.
bool LineReader::yes(geo::Feature const& feature, std::string_view field, std::string const& otherwise)
{
    std::string value = layer_.text(feature, field, otherwise);
    if (value.empty()) value = otherwise;
    if (value == "yes" || value == "true" || value == "1") return true;
    if (value != "no" && value != "false" && value != "0") {
        tally_.add(IssueKind::bad_tag, Severity::warning, layer_.text(feature, "id"),
                   fmt::format("{}={} cannot be read: taken as {} (yes or no)", field, value, otherwise));
        return otherwise == "yes";
    }
    return false;
}

// 0 means "not said"; values out of range are reported and become 0.
void LineReader::read_numbers(geo::Feature const& feature, RawWay& way)
{
    auto const number = [&](std::string_view field, double low, double high) {
        if (auto const text = text_for_number(layer_, feature, field); !text.empty()) {
            tally_.add(IssueKind::bad_tag, Severity::warning, way.id,
                       fmt::format("{}='{}' is no number: the default of the class is taken", field, text));
        }
        double const value = layer_.number(feature, field, 0);
        if (value == 0 || (value >= low && value <= high)) return value;
        tally_.add(IssueKind::bad_tag, Severity::warning, way.id,
                   fmt::format("{}={} is outside {} … {}: the default of the class is taken", field, value, low, high));
        return 0.0;
    };
    way.lanes = static_cast<int>(number("lanes", 1, 16));
    way.speed_limit_kmh = number("maxspeed_kmh", 1, 140);
    way.width_m = number("width_m", 0.5, 100);
}

void LineReader::read_users(geo::Feature const& feature, RawWay& way)
{
    bool const motorway =
        way.road_class == network::RoadClass::motorway || layer_.text(feature, "class") == "motorway_link";
    auto const motorbike = Access::of(VehicleClass::motorbike);
    if (motorway) way.banned = Access::of(VehicleClass::bicycle).with(Access::walkers());
    if (yes(feature, "motorbike", motorway ? "no" : "yes")) {
        way.allowed = motorbike;
    } else {
        way.banned = way.banned.with(motorbike);
    }
}

std::optional<RawWay> LineReader::attributes_of(geo::Feature const& feature)
{
    RawWay way;
    way.id = layer_.text(feature, "id");
    if (way.id.empty()) {
        refuse(feature, "has no id", "give each line a unique text in the column 'id'");
        return std::nullopt;
    }
    auto const class_name = layer_.text(feature, "class");
    auto const road_class = network::find_road_class(class_name);
    if (!road_class) {
        std::vector<std::string> known{"motorway_link", "trunk_link", "primary_link", "secondary_link",
                                       "tertiary_link"};
        for (int i = 0; i < network::road_class_count; ++i) {
            known.emplace_back(network::name_of(static_cast<network::RoadClass>(i)));
        }
        auto const near = core::nearest(class_name, known);
        refuse(feature, fmt::format("line '{}' has the unknown class '{}'", way.id, class_name),
               near.empty() ? "use motorway, trunk, primary, secondary, tertiary, unclassified, residential, "
                              "living_street, service, ramp, footway or ferry"
                            : fmt::format("did you mean '{}'?", near));
        return std::nullopt;
    }
    way.road_class = *road_class;
    way.name = layer_.text(feature, "name");
    if (way.name.empty()) way.name = layer_.text(feature, "ref");
    bool const backward = layer_.text(feature, "oneway") == "-1";
    way.oneway = backward ? Oneway::backward : yes(feature, "oneway", "no") ? Oneway::forward : Oneway::no;
    way.oneway_stated = true;
    way.bridge = yes(feature, "bridge", "no");
    read_numbers(feature, way);
    if (way.road_class != network::RoadClass::footway && way.road_class != network::RoadClass::ferry) {
        read_users(feature, way);
    }
    return way;
}

void LineReader::read_nodes(geo::Line const& line, RawWay& way)
{
    for (auto const point : projection_.to_lon_lat(line)) {
        auto const id = node_id_of(point);
        nodes_.try_emplace(id, point);
        if (way.nodes.empty() || way.nodes.back() != id) way.nodes.push_back(id);
    }
}

void LineReader::add(geo::Feature const& feature)
{
    auto const* const line = std::get_if<geo::Line>(&feature.geometry);
    if (line == nullptr) {
        refuse(feature, "is not a line", "keep only LineString and MultiLineString features in this layer");
        return;
    }
    auto way = attributes_of(feature);
    if (!way) return;
    auto const [known, is_new] = fid_of_id_.try_emplace(way->id, feature.fid);
    if (!is_new && known->second != feature.fid) {
        refuse(feature, fmt::format("id '{}' is used by feature {} as well", way->id, known->second),
               "give each line its own id");
        return;
    }
    read_nodes(*line, *way);
    if (way->nodes.size() < 2) {
        tally_.add(IssueKind::short_way, Severity::warning, way->id, "has no length: left out", line->front());
        return;
    }
    roads_.ways.push_back(std::move(*way));
}

RawRoads LineReader::run(ImportIssues& issues)
{
    for (auto const& feature : layer_.features) add(feature);
    if (!faults_.empty()) throw core::UserError(std::move(faults_));
    for (auto const& [id, point] : nodes_) roads_.nodes.push_back({id, point, false});
    roads_.source = layer_.source;
    tally_.write_to(issues);
    return std::move(roads_);
}

}  // namespace

RawRoads read_centre_lines(std::filesystem::path const& path, geo::Projection const& projection, ImportIssues& issues)
{
    auto const layer = geo::read_layer(path, "", projection);
    std::vector<core::Diagnostic> missing;
    for (auto const* const field : {"id", "class"}) {
        if (layer.find_field(field)) continue;
        missing.push_back({layer.source, 0, 0, fmt::format("has no column '{}'", field),
                           "columns: id, name, ref, class, lanes, oneway, maxspeed_kmh, width_m, "
                           "bridge, motorbike"});
    }
    if (!missing.empty()) throw core::UserError(std::move(missing));
    return LineReader(layer, projection).run(issues);
}

}  // namespace halong::city
