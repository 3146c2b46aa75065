#include "export/sumo.hpp"

#include "city/sumo_words.hpp"
#include "city/text_output.hpp"
#include "core/durable_file.hpp"
#include "core/hash.hpp"
#include "core/xml_text.hpp"
#include "export/gzip_parts.hpp"
#include "export/sumo_lanes.hpp"
#include "export/sumo_program.hpp"
#include "network/road_class.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fmt/format.h>

namespace halong::exporting {
namespace {

using core::LinkId;
using core::NodeId;
using network::Network;

std::string node_id(Network const& network, NodeId node) { return core::hex(network.stable_id(node)); }

std::string type_id(network::RoadClass road_class) { return fmt::format("highway.{}", network::name_of(road_class)); }

bool takes_vehicles(Network const& network, LinkId link)
{
    return network.access(link).overlaps(network::Access::all_vehicles());
}

// The plan that is in force longest; of equal ones the earliest.
network::SignalPlan const* main_plan(Network const& network, NodeId node)
{
    auto const plans = network.signal_plans(node);
    auto const longest =
        std::ranges::max_element(plans, {}, [](network::SignalPlan const& plan) { return plan.to_ms - plan.from_ms; });
    return longest == plans.end() ? nullptr : &*longest;
}

std::vector<LaneTurn> turns_at(Network const& network, NodeId node)
{
    std::vector<LaneTurn> turns;
    for (LinkId const link : network.in_links(node)) {
        if (!takes_vehicles(network, link)) continue;
        auto const more = lane_turns(network, link);
        turns.insert(turns.end(), more.begin(), more.end());
    }
    return turns;
}

class NetworkWriter {
public:
    NetworkWriter(std::filesystem::path const& folder, Network const& network) : folder_(folder), network_(network) {}

    SumoCounts counts;

    void write_types() const
    {
        auto file = open("typ", "types");
        for (int i = 0; i < network::road_class_count; ++i) {
            auto const road_class = static_cast<network::RoadClass>(i);
            // SUMO gives way to the larger number.
            file->write(fmt::format("<type id=\"{}\" priority=\"{}\" numLanes=\"1\"/>\n", type_id(road_class),
                                    network::road_class_count - i));
        }
        close(*file, "types");
    }

    void write_nodes(std::string const& projection) const
    {
        geo::PointMetric least{HUGE_VAL, HUGE_VAL};
        geo::PointMetric most{-HUGE_VAL, -HUGE_VAL};
        for (NodeId const node : network_.nodes()) {
            auto const at = network_.position(node);
            least = {std::min(least.x_m, at.x_m), std::min(least.y_m, at.y_m)};
            most = {std::max(most.x_m, at.x_m), std::max(most.y_m, at.y_m)};
        }
        auto file = open("nod", "nodes");
        auto const bounds = fmt::format("{:.2f},{:.2f},{:.2f},{:.2f}", least.x_m, least.y_m, most.x_m, most.y_m);
        file->write(
            fmt::format("<location netOffset=\"0.00,0.00\" convBoundary=\"{}\" origBoundary=\"{}\" "
                        "projParameter=\"{}\"/>\n",
                        bounds, bounds, core::xml_text(projection)));
        for (NodeId const node : network_.nodes()) {
            auto const at = network_.position(node);
            file->write(fmt::format("<node id=\"{}\" x=\"{:.3f}\" y=\"{:.3f}\"{}/>\n", node_id(network_, node), at.x_m,
                                    at.y_m, network_.has_signal(node) ? " type=\"traffic_light\"" : ""));
        }
        close(*file, "nodes");
    }

    void write_edges()
    {
        auto file = open("edg", "edges");
        for (LinkId const link : network_.links()) {
            if (takes_vehicles(network_, link)) {
                file->write(edge_text(link));
                ++counts.edges;
            } else {
                ++counts.walkways;
            }
        }
        close(*file, "edges");
    }

    void write_turns()
    {
        auto connections = open("con", "connections");
        auto programs = open("tll", "tlLogics");
        for (NodeId const node : network_.nodes()) {
            auto const turns = turns_at(network_, node);
            for (LaneTurn const& turn : turns) connections->write(fmt::format("<connection {}/>\n", text_of(turn)));
            for (LinkId const link : network_.in_links(node)) {
                bool const ends = std::ranges::none_of(turns, [&](LaneTurn const& turn) { return turn.from == link; });
                // netconvert would guess turns for an edge that names none.
                if (ends && takes_vehicles(network_, link))
                    connections->write(fmt::format("<connection from=\"{}\"/>\n", edge_id(link)));
            }
            if (auto const* plan = main_plan(network_, node); plan != nullptr && !turns.empty()) {
                programs->write(program_text(*plan, turns));
                ++counts.plans;
                counts.other_plans += network_.signal_plans(node).size() - 1;
            }
        }
        close(*connections, "connections");
        close(*programs, "tlLogics");
    }

    void write_configuration() const
    {
        core::write_file(folder_ / "city.netccfg",
                         "<configuration>\n"
                         "<node-files value=\"city.nod.xml\"/>\n<edge-files value=\"city.edg.xml\"/>\n"
                         "<connection-files value=\"city.con.xml\"/>\n<tllogic-files value=\"city.tll.xml\"/>\n"
                         "<type-files value=\"city.typ.xml\"/>\n<output-file value=\"city.net.xml\"/>\n"
                         "<no-turnarounds value=\"true\"/>\n<offset.disable-normalization value=\"true\"/>\n"
                         "</configuration>\n");
    }

private:
    [[nodiscard]] std::unique_ptr<city::TextOutput> open(char const* kind, char const* root) const
    {
        auto file = std::make_unique<city::TextOutput>(folder_ / fmt::format("city.{}.xml", kind));
        file->write(fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{}>\n", root));
        return file;
    }
    static void close(city::TextOutput& file, char const* root)
    {
        file.write(fmt::format("</{}>\n", root));
        file.commit();
    }

    [[nodiscard]] std::string edge_id(LinkId link) const { return core::xml_text(sumo_edge_id(network_, link)); }

    [[nodiscard]] std::string edge_text(LinkId link) const
    {
        std::string shape;
        for (auto const& point : network_.shape(link)) {
            shape += fmt::format("{}{:.3f},{:.3f}", shape.empty() ? "" : " ", point.x_m, point.y_m);
        }
        auto const& road = network_.name(link);
        std::string const name = road.empty() ? "" : fmt::format(" name=\"{}\"", core::xml_text(road));  // never empty
        return fmt::format(
            "<edge id=\"{}\" from=\"{}\" to=\"{}\"{} type=\"{}\" numLanes=\"{}\" speed=\"{:.6g}\" "
            "length=\"{:.3f}\" width=\"{:.3f}\" allow=\"{}\" shape=\"{}\"/>\n",
            edge_id(link), node_id(network_, network_.from(link)), node_id(network_, network_.to(link)), name,
            type_id(network_.road_class(link)), network_.lanes(link),
            network_.speed_limit_kmh(link) / network::kmh_per_mps, network_.length_m(link),
            network_.width_m(link) / network_.lanes(link), city::sumo_allow_list(network_.access(link)), shape);
    }

    [[nodiscard]] std::string text_of(LaneTurn const& turn) const
    {
        return fmt::format(R"(from="{}" to="{}" fromLane="{}" toLane="{}")", edge_id(turn.from), edge_id(turn.to),
                           turn.from_lane, turn.to_lane);
    }

    [[nodiscard]] std::string program_text(network::SignalPlan const& plan, std::vector<LaneTurn> const& turns) const
    {
        auto const id = node_id(network_, plan.node);
        std::string text = fmt::format("<tlLogic id=\"{}\" type=\"static\" programID=\"0\" offset=\"{:.3f}\">\n", id,
                                       plan.offset_ms / 1000.0);
        for (auto const& phase : sumo_phases(plan, turns)) {
            text += fmt::format("<phase duration=\"{:.3f}\" state=\"{}\"/>\n", phase.length_ms / 1000.0, phase.state);
        }
        text += "</tlLogic>\n";
        for (std::size_t i = 0; i < turns.size(); ++i) {
            text += fmt::format("<connection {} tl=\"{}\" linkIndex=\"{}\"/>\n", text_of(turns[i]), id, i);
        }
        return text;
    }

    std::filesystem::path folder_;
    Network const& network_;
};

std::string type_text(network::VehicleClass vehicle)
{
    auto const& about = network::info(vehicle);
    double const pcu = about.pcu_milli / 1000.0;
    return fmt::format("<vType id=\"{}\" vClass=\"{}\" length=\"{:.3f}\" minGap=\"{:.3f}\" maxSpeed=\"{:.4g}\"/>\n",
                       about.name, city::sumo_class_of(vehicle), 5.0 * pcu, 2.5 * pcu,
                       about.speed_limit_kmh / network::kmh_per_mps);
}

// Whole milliseconds as seconds with three decimals.
void add_seconds(std::string& text, core::Millis time)
{
    std::array<char, 16> digits{};
    auto* const end = digits.data() + digits.size();
    auto* first = end;
    auto rest = static_cast<std::uint32_t>(std::abs(std::int64_t{time}));
    for (int place = 0; place < 4 || rest > 0; ++place, rest /= 10) {
        if (place == 3) *--first = '.';
        *--first = static_cast<char>('0' + rest % 10);
    }
    if (time < 0) *--first = '-';
    text.append(first, end);
}

}  // namespace

std::string sumo_edge_id(Network const& network, LinkId link)
{
    std::string_view const way = network.way_id(link);
    if (way.starts_with(city::sumo_edge_prefix)) return std::string(way.substr(city::sumo_edge_prefix.size()));
    return core::hex(network.stable_id(link));
}

SumoCounts write_sumo_network(std::filesystem::path const& folder, Network const& network,
                              std::string const& projection)
{
    core::require_writable_folder(folder);
    NetworkWriter writer(folder, network);
    writer.write_types();
    writer.write_nodes(projection);
    writer.write_edges();
    writer.write_turns();
    writer.write_configuration();
    return writer.counts;
}

std::size_t write_sumo_routes(std::filesystem::path const& path, demand::RoutedLegs const& legs, Network const& network,
                              TravellerShare share)
{
    constexpr std::size_t legs_a_part = 16'384;
    core::Column<LinkId, std::string> edge_ids;
    for (LinkId const link : network.links()) edge_ids.push_back(core::xml_text(sumo_edge_id(network, link)) + ' ');
    std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<routes>\n";
    for (int i = 0; i < network::vehicle_class_count; ++i) head += type_text(static_cast<network::VehicleClass>(i));
    std::atomic<std::size_t> vehicles{0};
    write_gzip_parts(
        path, head, (legs.size() + legs_a_part - 1) / legs_a_part,
        [&](std::size_t part, GzipText& out) {
            std::size_t const end = std::min(legs.size(), (part + 1) * legs_a_part);
            for (std::size_t leg = part * legs_a_part; leg < end; ++leg) {
                if (!share.is_all() && !share.takes(core::hash_of(legs.id[leg]))) continue;
                out.text += "<vehicle id=\"";
                core::add_xml_text(out.text, legs.id[leg]);
                out.text += "\" type=\"";
                out.text += network::info(legs.vehicle[leg]).name;
                out.text += "\" depart=\"";
                add_seconds(out.text, legs.departure_ms[leg]);
                out.text += R"(" departLane="best" departSpeed="max"><route edges=")";
                for (LinkId const link : legs.routes[leg]) out.text += edge_ids[link];
                out.text.back() = '"';
                out.text += "/></vehicle>\n";
                out.step();
                ++vehicles;
            }
        },
        "</routes>\n");
    return vehicles;
}

}  // namespace halong::exporting
