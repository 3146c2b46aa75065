#include "city/sumo_devices.hpp"

#include "city/issue_tally.hpp"
#include "city/sumo_words.hpp"
#include "city/xml_file.hpp"
#include "core/hash.hpp"
#include "network/link_line.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <unordered_map>

namespace halong::city {
namespace {

using core::LinkId;

struct Word {
    std::string_view element;
    std::string_view kind;
    bool has_length;
};
// sumo.dlr.de, "Output from simulated detectors", "Additional files"; the older names mean the same.
constexpr std::array<Word, 12> words{{{"e1Detector", "e1", false},
                                      {"inductionLoop", "e1", false},
                                      {"instantInductionLoop", "instant_e1", false},
                                      {"e2Detector", "e2", true},
                                      {"laneAreaDetector", "e2", true},
                                      {"detEntry", "e3_entry", false},
                                      {"detExit", "e3_exit", false},
                                      {"busStop", "bus_stop", true},
                                      {"trainStop", "bus_stop", true},
                                      {"containerStop", "container_stop", true},
                                      {"chargingStation", "charging_station", true},
                                      {"parkingArea", "parking_area", true}}};

double share_of(network::Network const& network, LinkId link, double at_m)
{
    return std::clamp(at_m / network.length_m(link), 0.0, 1.0);
}

class DeviceVisitor final : public XmlVisitor {
public:
    explicit DeviceVisitor(network::Network const& network) : network_(network)
    {
        for (LinkId const link : network.links()) {
            std::string_view const way = network.way_id(link);
            if (way.starts_with(sumo_edge_prefix)) links_.emplace(way.substr(sumo_edge_prefix.size()), link);
        }
    }

    std::vector<SumoDevice> devices;
    IssueTally issues;

    void start(XmlElement const& element) override
    {
        auto const name = element.name();
        if (name == "e3Detector" || name == "entryExitDetector") {
            gate_of_ = element.required("id");
            gate_period_s_ = period_of(element);
        }
        auto const* const word = std::ranges::find(words, name, &Word::element);
        if (word != words.end()) add(element, *word);
    }

    void end(std::string_view name) override
    {
        if (name == "e3Detector" || name == "entryExitDetector") gate_of_.clear();
    }

private:
    static double period_of(XmlElement const& element)
    {
        for (auto const* const attribute : {"period", "freq"}) {
            if (auto const time = parse_sumo_time(element.text(attribute)); time && *time > 0) return *time / 1000.0;
        }
        return 0;
    }

    void refuse(XmlElement const& element, std::string const& message)
    {
        issues.add(IssueKind::bad_device, Severity::warning,
                   fmt::format("{} '{}' (line {})", element.name(), element.text("id", gate_of_), element.line()),
                   message);
    }

    // From the begin of the lane, also where the file counts from its end; NaN stays.
    static double from_begin(double at_m, double length_m) { return at_m < 0 ? at_m + length_m : at_m; }

    void add(XmlElement const& element, Word const& word)
    {
        bool const is_gate = word.kind.starts_with("e3_");
        if (is_gate && gate_of_.empty()) return refuse(element, "stands outside an entry-exit detector");
        auto lanes = element.text("lane", element.text("lanes"));
        auto const lane = lanes.substr(0, lanes.find(' '));
        auto const cut = lane.rfind('_');
        if (cut == std::string_view::npos) return refuse(element, "names no lane");
        auto const found = links_.find(lane.substr(0, cut));
        double const index = parse_number(lane.substr(cut + 1));
        if (found == links_.end() || !(index >= 0 && index < network_.lanes(found->second))) {
            return refuse(element, "stands on a lane that the network lacks");
        }
        SumoDevice device;
        device.link = found->second;
        double const length_m = network_.length_m(device.link);
        double begin =
            from_begin(element.number(word.has_length && element.find("startPos") ? "startPos" : "pos"), length_m);
        double end = from_begin(element.number("endPos"), length_m);
        if (word.kind == "e2") {
            double const long_m = element.number("length");
            if (std::isnan(end)) end = begin + long_m;
            if (std::isnan(begin)) begin = end - long_m;
        }
        bool const is_stop = word.has_length && word.kind != "e2";
        if (std::isnan(begin) && !is_stop) return refuse(element, "has no position");
        auto const on_lane = [length_m](double at_m) { return std::clamp(at_m, 0.0, length_m); };
        device.from_m = std::isnan(begin) ? 0 : on_lane(begin);
        device.to_m = !word.has_length ? device.from_m : std::isnan(end) ? length_m : on_lane(end);
        device.to_m = std::max(device.to_m, device.from_m);
        if (is_gate) {
            device.id = fmt::format("{}/{}/{}", gate_of_, word.kind == "e3_entry" ? "in" : "out", lane);
            device.period_s = gate_period_s_;
        } else {
            device.id = element.text("id");
            device.period_s = period_of(element);
        }
        if (device.id.empty()) return refuse(element, "has no id");
        device.kind = word.kind;
        device.lane = static_cast<int>(index);
        device.name = element.text("name");
        device.lines = element.text("lines");
        double const spaces = element.number("roadsideCapacity");
        device.spaces = spaces > 0 && spaces < 1e9 ? std::lround(spaces) : 0;
        devices.push_back(std::move(device));
    }

    network::Network const& network_;
    std::unordered_map<std::string_view, LinkId> links_;  // by the edge's id
    std::string gate_of_;
    double gate_period_s_ = 0;
};

}  // namespace

geo::PointMetric SumoDevice::position(network::Network const& network) const
{
    return geo::point_along(line_of(network, link), share_of(network, link, (from_m + to_m) / 2));
}

std::vector<SumoDevice> read_sumo_devices(std::vector<std::filesystem::path> const& paths,
                                          network::Network const& network, ImportIssues& issues)
{
    DeviceVisitor visitor(network);
    for (auto const& path : paths) read_xml(path, {"additional", "add"}, visitor);
    visitor.issues.write_to(issues);
    return std::move(visitor.devices);
}

geo::OutputLayer device_layer(std::vector<SumoDevice> const& devices, network::Network const& network)
{
    using geo::FieldType;
    geo::OutputLayer layer{"detectors",
                           "Detectors and stops along lanes of the SUMO network",
                           geo::GeometryType::point,
                           {{"sensor", FieldType::text},
                            {"kind", FieldType::text},
                            {"link", FieldType::text},
                            {"lane", FieldType::integer},
                            {"from_m", FieldType::real},
                            {"to_m", FieldType::real},
                            {"period_s", FieldType::real},
                            {"name", FieldType::text},
                            {"lines", FieldType::text},
                            {"spaces", FieldType::integer},
                            {"heading_deg", FieldType::real}},
                           {},
                           ""};
    for (SumoDevice const& device : devices) {
        double const middle = share_of(network, device.link, (device.from_m + device.to_m) / 2);
        double const east_ccw_deg = geo::heading_along(line_of(network, device.link), middle) * 180 / std::numbers::pi;
        double const heading_deg = std::fmod(450 - east_ccw_deg, 360);
        layer.features.push_back({static_cast<std::int64_t>(layer.features.size()) + 1,
                                  device.position(network),
                                  {device.id, device.kind, core::hex(network.stable_id(device.link)),
                                   std::int64_t{device.lane}, device.from_m, device.to_m, device.period_s, device.name,
                                   device.lines, std::int64_t{device.spaces}, std::round(heading_deg * 10) / 10}});
    }
    return layer;
}

}  // namespace halong::city
