// What MATSim is told of the city: its network, its vehicles, and who travels in it.
#include "core/durable_file.hpp"
#include "core/hash.hpp"
#include "core/xml_text.hpp"
#include "export/gzip_parts.hpp"
#include "export/matsim/matsim.hpp"
#include "export/matsim/plan_text.hpp"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <iterator>

namespace halong::exporting {
namespace {

using core::LinkId;
using core::NodeId;
using network::Access;
using network::Network;
using network::VehicleClass;

constexpr std::size_t rows_a_part = 8'192;
constexpr char const* xml_head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::string modes_of(Access access)
{
    std::string modes;
    for (int i = 0; i < network::vehicle_class_count; ++i) {
        auto const vehicle = static_cast<VehicleClass>(i);
        if (access.has(vehicle)) modes += fmt::format("{}{}", modes.empty() ? "" : ",", matsim_network_mode(vehicle));
    }
    return modes;
}

void add_attribute(std::string& text, std::string_view name, std::string_view type, std::string_view value)
{
    fmt::format_to(std::back_inserter(text), "<attribute name=\"{}\" class=\"java.lang.{}\">{}</attribute>\n", name,
                   type, value);
}

std::string place_attributes(city::City const& city)
{
    std::string text = "<attributes>\n";
    add_attribute(text, "coordinateReferenceSystem", "String", core::xml_text(city.crs));
    return text += "</attributes>\n";
}

void add_node(std::string& text, Network const& network, NodeId node)
{
    auto const at = network.position(node);
    fmt::format_to(std::back_inserter(text), "<node id=\"{}\" x=\"{:.3f}\" y=\"{:.3f}\" origid=\"{}\"/>\n",
                   node.value() + 1, at.x_m, at.y_m, core::hex(network.stable_id(node)));
}

void add_link(std::string& text, Network const& network, LinkId link)
{
    // A link may be no shorter than the straight way between its nodes, says the DTD.
    double const straight_m = geo::distance_m(network.position(network.from(link)), network.position(network.to(link)));
    fmt::format_to(std::back_inserter(text),
                   "<link id=\"{}\" from=\"{}\" to=\"{}\" length=\"{:.3f}\" freespeed=\"{:.6g}\" capacity=\"{:.6g}\" "
                   "permlanes=\"{}\" modes=\"{}\" origid=\"{}\" type=\"highway.{}\"/>\n",
                   link.value() + 1, network.from(link).value() + 1, network.to(link).value() + 1,
                   std::max(network.length_m(link), straight_m), network.speed_limit_kmh(link) / network::kmh_per_mps,
                   network.supply(link).capacity_pcu_per_h, network.lanes(link), modes_of(network.access(link)),
                   core::hex(network.stable_id(link)), network::name_of(network.road_class(link)));
}

}  // namespace

std::string_view matsim_network_mode(VehicleClass vehicle)
{
    if (vehicle == VehicleClass::bicycle) return "bike";
    if (vehicle == VehicleClass::lorry) return "truck";
    return network::info(vehicle).name;
}

std::string_view matsim_mode(city::Mode mode)
{
    switch (mode) {
        case city::Mode::bicycle:
            return "bike";
        case city::Mode::lorry:
            return "truck";
        case city::Mode::passenger:
            return "ride";
        case city::Mode::transit:
            return "pt";
        default:
            return city::name_of(mode);
    }
}

std::size_t write_matsim_network(std::filesystem::path const& path, city::City const& city)
{
    Network const& network = city.network;
    std::size_t links = 0;
    write_gzip_parts(
        path,
        std::string(xml_head) + "<!DOCTYPE network SYSTEM \"http://www.matsim.org/files/dtd/network_v2.dtd\">\n" +
            fmt::format("<network name=\"{}\">\n", core::xml_text(city.name)) + place_attributes(city),
        1,
        [&](std::size_t, GzipText& out) {
            out.text += "<nodes>\n";
            for (NodeId const node : network.nodes()) {
                add_node(out.text, network, node);
                out.step();
            }
            out.text += "</nodes>\n<links capperiod=\"01:00:00\">\n";
            for (LinkId const link : network.links()) {
                if (!network.access(link).overlaps(Access::all_vehicles())) continue;
                add_link(out.text, network, link);
                out.step();
                ++links;
            }
            out.text += "</links>\n";
        },
        "</network>\n");
    return links;
}

void write_matsim_vehicles(std::filesystem::path const& path)
{
    std::string text = std::string(xml_head) +
                       "<vehicleDefinitions xmlns=\"http://www.matsim.org/files/dtd\" "
                       "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                       "xsi:schemaLocation=\"http://www.matsim.org/files/dtd "
                       "http://www.matsim.org/files/dtd/vehicleDefinitions_v2.0.xsd\">\n";
    for (int i = 0; i < network::vehicle_class_count; ++i) {
        auto const vehicle = static_cast<VehicleClass>(i);
        auto const& about = network::info(vehicle);
        double const pcu = about.pcu_milli / 1000.0;
        auto const mode = matsim_network_mode(vehicle);
        text += fmt::format(
            "<vehicleType id=\"{}\">\n<length meter=\"{:.3f}\"/>\n<maximumVelocity meterPerSecond=\"{:.4f}\"/>\n"
            "<passengerCarEquivalents pce=\"{:.3f}\"/>\n<networkMode networkMode=\"{}\"/>\n</vehicleType>\n",
            mode, network::jam_spacing_m * pcu, about.speed_limit_kmh / network::kmh_per_mps, pcu, mode);
    }
    core::write_file(path, text + "</vehicleDefinitions>\n");
}

std::size_t write_matsim_plans(std::filesystem::path const& path, city::City const& city, city::Plans const& plans,
                               TravellerShare share)
{
    std::size_t const travellers = plans.traveller_count();
    std::atomic<std::size_t> persons{0};
    PlanWords const words;
    write_gzip_parts(
        path,
        std::string(xml_head) + "<!DOCTYPE population SYSTEM \"http://www.matsim.org/files/dtd/population_v6.dtd\">\n" +
            "<population>\n" + place_attributes(city),
        (travellers + rows_a_part - 1) / rows_a_part,
        [&](std::size_t part, GzipText& out) {
            std::size_t const end = std::min(travellers, (part + 1) * rows_a_part);
            PlanText text(words, plans, out.members());
            std::size_t told = 0;
            for (std::size_t i = part * rows_a_part; i < end; ++i) {
                if (!share.takes(plans.traveller_key[i])) continue;
                text.add(static_cast<std::uint32_t>(i));
                ++told;
            }
            text.finish();
            persons += told;
        },
        "</population>\n");
    return persons;
}

}  // namespace halong::exporting
