#include "city/issue_tally.hpp"
#include "city/sumo_words.hpp"
#include "city/xml_file.hpp"
#include "core/error.hpp"
#include "demand/leg_check.hpp"
#include "demand/leg_order.hpp"
#include "demand/routed_legs.hpp"

#include <cmath>
#include <fmt/format.h>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace halong::demand {
namespace {

using city::IssueKind;
using city::Severity;
using city::XmlElement;
using core::LinkId;
using core::Millis;
using network::VehicleClass;

// One flow may stand for so many vehicles at most, and all of them together for so many vehicles, and links on their ways:
// more than a day of any city has, and less than would fill a machine.
constexpr long most_of_flow = 1'000'000;
constexpr std::size_t most_flow_vehicles = 5'000'000;
constexpr std::size_t most_flow_links = 100'000'000;

// A route as the file gives it; `fault` says why it cannot be used.
struct Route {
    std::vector<LinkId> links;
    std::string fault = "has no route: give every vehicle one, for example with duarouter";
};

// A vehicle or flow whose element is open.
struct Open {
    bool is_flow = false;
    std::string id;
    std::string type;
    int line = 0;
    std::optional<Millis> departure_ms;
    std::string departure_text;
    double period_s = 0;  // flows
    long count = 1;
    Route route;
};

class RouteVisitor final : public city::XmlVisitor {
public:
    RouteVisitor(network::Network const& network) : network_(network)
    {
        for (LinkId const link : network.links()) {
            std::string_view const way = network.way_id(link);
            if (way.starts_with(city::sumo_edge_prefix)) {
                link_of_.emplace(way.substr(city::sumo_edge_prefix.size()), link);
            }
        }
    }

    RoutedLegs legs;
    city::IssueTally issues;

    // The file that is read from now on, for messages.
    void begin_file(std::filesystem::path const& path) { file_ = path.string(); }

    void start(XmlElement const& element) override
    {
        auto const name = element.name();
        if (name == "vehicle") {
            begin_vehicle(element, false);
        } else if (name == "route") {
            read_route(element);
        } else if (name == "flow") {
            begin_vehicle(element, true);
        } else if (name == "trip") {
            refuse(fmt::format("trip '{}'", element.text("id")), "has no route: make routes of trips with duarouter",
                   element.line());
        } else if (name == "vType") {
            add_type(element);
        } else if (name == "vTypeDistribution") {
            type_distribution_ = element.required("id");
        } else if (name == "routeDistribution") {
            begin_distribution(element);
        } else if (name == "person" || name == "personFlow" || name == "container" || name == "containerFlow") {
            issues.add(IssueKind::bad_route, Severity::warning, fmt::format("{} '{}'", name, element.text("id")),
                       "only vehicles are taken from route files: left out");
        }
    }

    void end(std::string_view name) override
    {
        if (name == "routeDistribution") end_distribution();
        if (name == "vTypeDistribution") type_distribution_.clear();
        if ((name == "vehicle" || name == "flow") && open_) finish_vehicle();
    }

private:
    void refuse(std::string const& subject, std::string const& fault, int line)
    {
        issues.add(IssueKind::bad_route, Severity::error, fmt::format("{} (line {})", subject, line),
                   fault + ": left out");
    }

    void begin_vehicle(XmlElement const& element, bool is_flow)
    {
        open_.emplace();
        open_->is_flow = is_flow;
        open_->id = element.required("id");
        open_->type = element.text("type");
        open_->line = element.line();
        open_->departure_text = is_flow ? element.text("begin", "0") : element.required("depart");
        open_->departure_ms = city::parse_sumo_time(open_->departure_text);
        if (is_flow) read_flow(element);
        if (auto const named = element.find("route")) {
            auto const found = routes_.find(*named);
            if (found != routes_.end())
                open_->route = found->second;
            else
                open_->route.fault = fmt::format("names the route '{}', which does not stand before it", *named);
        }
    }

    // How many vehicles a flow has and how far apart they start. By number alone they fill begin … end evenly.
    void read_flow(XmlElement const& element)
    {
        auto const end = city::parse_sumo_time(element.text("end", "86400"));
        double const span_s = end && open_->departure_ms ? (*end - *open_->departure_ms) / 1000.0 : -1;
        double const number = element.number("number");
        double period_s = element.number("period");
        for (char const* const rate : {"vehsPerHour", "perHour"}) {
            if (element.find(rate)) period_s = 3600 / element.number(rate);
        }
        if (!(period_s > 0)) period_s = span_s / number;
        double const count = std::isfinite(number) ? number : std::ceil(span_s / period_s);
        bool const usable = period_s > 0 && std::isfinite(period_s) && count >= 0 && count <= most_of_flow;
        open_->period_s = period_s;
        open_->count = usable ? static_cast<long>(count) : -1;
    }

    // A distribution counts as its first type; others of another class are told.
    void add_type(XmlElement const& element)
    {
        std::string const vclass(element.text("vClass", "passenger"));
        types_.insert_or_assign(std::string(element.required("id")), vclass);
        if (type_distribution_.empty()) return;
        auto const [first, is_new] = types_.emplace(type_distribution_, vclass);
        if (is_new || city::vehicle_of_sumo(first->second) == city::vehicle_of_sumo(vclass)) return;
        issues.add(IssueKind::default_used, Severity::warning,
                   fmt::format("vTypeDistribution '{}'", type_distribution_),
                   fmt::format("mixes classes: all its vehicles are taken as '{}'", first->second));
    }

    void begin_distribution(XmlElement const& element)
    {
        distribution_id_ = element.text("id");
        double const last = element.number("last");
        if (!element.find("last")) {
            issues.add(IssueKind::default_used, Severity::warning,
                       fmt::format("routeDistribution '{}' (line {})", distribution_id_, element.line()),
                       "does not say which route was taken last: the first is taken");
        }
        wanted_ = last >= 0 && last < most_of_flow ? static_cast<long>(last) : 0;
        ordinal_ = 0;
        in_distribution_ = true;
        chosen_ = Route{};
    }

    void end_distribution()
    {
        in_distribution_ = false;
        if (open_)
            open_->route = std::move(chosen_);
        else if (!distribution_id_.empty())
            routes_.insert_or_assign(distribution_id_, std::move(chosen_));
    }

    void read_route(XmlElement const& element)
    {
        if (in_distribution_ && ordinal_++ != wanted_) return;
        Route route = links_of(element.text("edges"));
        if (in_distribution_)
            chosen_ = std::move(route);
        else if (open_)
            open_->route = std::move(route);
        else
            routes_.insert_or_assign(std::string(element.required("id")), std::move(route));
    }

    [[nodiscard]] Route links_of(std::string_view edges) const
    {
        Route route;
        route.fault.clear();
        while (!edges.empty()) {
            auto const end = std::min(edges.find_first_of(" \t\n"), edges.size());
            auto const edge = edges.substr(0, end);
            edges.remove_prefix(std::min(end + 1, edges.size()));
            if (edge.empty()) continue;
            auto const link = link_of_.find(edge);
            if (link == link_of_.end()) {
                route.fault = fmt::format("passes the edge '{}', which the network lacks", edge);
                return route;
            }
            route.links.push_back(link->second);
        }
        return route;
    }

    // The class of a type, or why there is none.
    std::optional<VehicleClass> class_of(std::string const& type, std::string& fault) const
    {
        if (type.empty() || type == "DEFAULT_VEHTYPE") return VehicleClass::car;
        if (type == "DEFAULT_BIKETYPE") return VehicleClass::bicycle;
        auto const vclass = types_.find(type);
        if (vclass == types_.end()) {
            fault = fmt::format("names the type '{}', which does not stand before it", type);
            return std::nullopt;
        }
        auto const vehicle = city::vehicle_of_sumo(vclass->second);
        if (!vehicle) fault = fmt::format("is of vClass '{}', which is no road vehicle here", vclass->second);
        return vehicle;
    }

    void finish_vehicle()
    {
        Open const vehicle = std::move(*open_);
        open_.reset();
        std::string fault = vehicle.route.fault;
        auto const vehicle_class = class_of(vehicle.type, fault);
        if (fault.empty()) fault = fault_of_route(network_, vehicle.route.links, *vehicle_class);
        if (fault.empty() && !vehicle.departure_ms) {
            fault = fmt::format("departs at '{}', which is no time", vehicle.departure_text);
        }
        if (fault.empty() && *vehicle.departure_ms < 0) fault = "departs before 00:00";
        if (fault.empty() && vehicle.count < 0) fault = "has no usable number, period or rate of vehicles";
        if (!fault.empty()) {
            refuse(fmt::format("{} '{}'", vehicle.is_flow ? "flow" : "vehicle", vehicle.id), fault, vehicle.line);
            return;
        }
        if (vehicle.is_flow) count_flow(vehicle);
        for (long i = 0; i < vehicle.count; ++i) {
            double const later_ms = static_cast<double>(i) * vehicle.period_s * 1000;
            auto const departure_ms = static_cast<double>(*vehicle.departure_ms) + std::floor(later_ms + 0.5);
            if (departure_ms >= core::never) break;
            add(vehicle.is_flow ? fmt::format("{}.{}", vehicle.id, i) : vehicle.id, *vehicle_class,
                static_cast<Millis>(departure_ms), vehicle.route.links, vehicle.line);
        }
    }

    void count_flow(Open const& flow)
    {
        flow_vehicles_ += static_cast<std::size_t>(flow.count);
        flow_links_ += static_cast<std::size_t>(flow.count) * flow.route.links.size();
        if (flow_vehicles_ <= most_flow_vehicles && flow_links_ <= most_flow_links) return;
        throw core::UserError(core::Diagnostic{
            file_, flow.line, 0,
            fmt::format("with flow '{}', flows stand for more than {} vehicles, or pass more than {} links", flow.id,
                        most_flow_vehicles, most_flow_links),
            "correct its number, period or rate"});
    }

    void add(std::string id, VehicleClass vehicle, Millis departure_ms, std::vector<LinkId> const& links, int line)
    {
        if (!ids_.insert(id).second) {
            refuse(fmt::format("vehicle '{}'", id), "has an id that stands before", line);
            return;
        }
        core::ensure(legs.routes.links.size() + links.size() < UINT32_MAX, "a route file holds at most 2^32 links");
        legs.id.push_back(std::move(id));
        legs.vehicle.push_back(vehicle);
        legs.departure_ms.push_back(departure_ms);
        legs.routes.links.insert(legs.routes.links.end(), links.begin(), links.end());
        legs.routes.offset.push_back(static_cast<std::uint32_t>(legs.routes.links.size()));
    }

    std::string file_;
    network::Network const& network_;
    std::size_t flow_vehicles_ = 0;
    std::size_t flow_links_ = 0;
    std::unordered_map<std::string_view, LinkId> link_of_;  // looked up only, never walked
    std::unordered_set<std::string> ids_;                   // asked only, never walked
    std::map<std::string, std::string, std::less<>> types_;
    std::map<std::string, Route, std::less<>> routes_;
    std::string type_distribution_;
    std::optional<Open> open_;
    bool in_distribution_ = false;
    std::string distribution_id_;
    long wanted_ = 0;
    long ordinal_ = 0;
    Route chosen_;
};

}  // namespace

RoutedLegs read_sumo_routes(std::vector<std::filesystem::path> const& paths, network::Network const& network,
                            city::ImportIssues& issues)
{
    RouteVisitor visitor(network);
    for (auto const& path : paths) {
        visitor.begin_file(path);
        city::read_xml(path, {"routes", "additional", "add"}, visitor);
    }
    visitor.issues.write_to(issues);
    if (visitor.legs.size() == 0) {
        throw core::UserError(core::Diagnostic{
            paths.empty() ? "" : paths.back().string(), 0, 0, "holds no vehicle that can be used on this network",
            "give the file of routes that belongs to the network, with routes in it (not trips)"});
    }
    return in_order_of_departure(std::move(visitor.legs));
}

}  // namespace halong::demand
