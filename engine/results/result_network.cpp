#include "results/result_network.hpp"

#include "core/hash.hpp"

#include <cmath>
#include <fmt/format.h>

namespace halong::results {
namespace {

using core::hours_per_day;
using core::LinkId;

void describe_edge_data(Hdf5Writer& file, std::string const& name, std::string const& units,
                        std::string const& long_name)
{
    file.attribute(name, "units", units);
    file.attribute(name, "long_name", long_name);
    file.attribute(name, "mesh", std::string("network"));
    file.attribute(name, "location", std::string("edge"));
    file.attribute(name, "grid_mapping", std::string("projected_coordinate_system"));
}

void add_node_coordinate(Hdf5Writer& file, std::string const& axis, std::vector<double> const& values)
{
    std::string const name = "/node_" + axis;
    file.add(name, values, {"/nodes"});
    file.attribute(name, "standard_name", fmt::format("projection_{}_coordinate", axis));
    file.attribute(name, "long_name", fmt::format("{} of the node", axis));
    file.attribute(name, "units", std::string("m"));
    file.attribute(name, "mesh", std::string("network"));
    file.attribute(name, "location", std::string("node"));
}

// The columns of LinkHours, transposed to [hour][link].
struct HourColumns {
    std::vector<float> volume;
    std::vector<float> walkers;
    std::vector<float> speed_kmh;        // NaN where no vehicle passed
    std::vector<float> delay_s;          // NaN where no vehicle passed
    std::vector<std::int32_t> by_class;  // [vehicle class][hour][link]
};

HourColumns columns_of(network::Network const& network, traffic::LinkHours const& hours)
{
    std::size_t const cells = network.link_count() * hours_per_day;
    float const none = std::nanf("");
    HourColumns columns{std::vector<float>(cells), std::vector<float>(cells), std::vector<float>(cells, none),
                        std::vector<float>(cells, none),
                        std::vector<std::int32_t>(cells * network::vehicle_class_count)};
    for (LinkId const link : network.links()) {
        for (int hour = 0; hour < hours_per_day; ++hour) {
            std::size_t const from = hours.cell(link, hour);
            std::size_t const to = static_cast<std::size_t>(hour) * network.link_count() + link.value();
            std::int64_t vehicles = 0;
            for (std::size_t c = 0; c < network::vehicle_class_count; ++c) {
                auto const count = hours.vehicles[from * network::vehicle_class_count + c];
                columns.by_class[c * cells + to] = static_cast<std::int32_t>(count);
                vehicles += count;
            }
            columns.volume[to] = static_cast<float>(vehicles);
            columns.walkers[to] = static_cast<float>(hours.walkers[from]);
            if (vehicles == 0 || hours.time_ms[from] == 0) continue;
            double const time_s = static_cast<double>(hours.time_ms[from]) / 1000;
            double const free_s = static_cast<double>(hours.free_time_ms[from]) / 1000;
            auto const count = static_cast<double>(vehicles);
            columns.speed_kmh[to] = static_cast<float>(network.length_m(link) * count / time_s * network::kmh_per_mps);
            columns.delay_s[to] = static_cast<float>((time_s - free_s) / count);
        }
    }
    return columns;
}

}  // namespace

void add_mesh(Hdf5Writer& file, network::Network const& network)
{
    file.add_scalar("/network", 0);
    file.attribute("/network", "cf_role", std::string("mesh_topology"));
    file.attribute("/network", "long_name", std::string("directed links of the road network"));
    file.attribute("/network", "topology_dimension", 1);
    file.attribute("/network", "node_coordinates", std::string("node_x node_y"));
    file.attribute("/network", "edge_node_connectivity", std::string("edge_nodes"));
    file.attribute("/network", "node_dimension", std::string("nodes"));
    file.attribute("/network", "edge_dimension", std::string("edges"));
    std::vector<double> x;
    std::vector<double> y;
    for (auto const node : network.nodes()) {
        x.push_back(network.position(node).x_m);
        y.push_back(network.position(node).y_m);
    }
    std::vector<std::int32_t> ends;
    for (LinkId const link : network.links()) {
        ends.push_back(static_cast<std::int32_t>(network.from(link).value()));
        ends.push_back(static_cast<std::int32_t>(network.to(link).value()));
    }
    add_node_coordinate(file, "x", x);
    add_node_coordinate(file, "y", y);
    file.add("/edge_nodes", ends, {"/edges", "/two"});
    file.attribute("/edge_nodes", "cf_role", std::string("edge_node_connectivity"));
    file.attribute("/edge_nodes", "long_name", std::string("node where the link starts and node where it ends"));
    file.attribute("/edge_nodes", "start_index", 0);
}

// Texts stand in a group of their own: QGIS takes every variable of the root that has a mesh dimension for numbers.
void add_link_columns(Hdf5Writer& file, network::Network const& network)
{
    std::vector<std::string> ids;
    std::vector<std::string> names;
    std::vector<std::string> classes;
    std::vector<float> lengths;
    std::vector<float> capacities;
    for (LinkId const link : network.links()) {
        ids.push_back(core::hex(network.stable_id(link)));
        names.push_back(network.name(link));
        classes.emplace_back(network::name_of(network.road_class(link)));
        lengths.push_back(static_cast<float>(network.length_m(link)));
        capacities.push_back(static_cast<float>(network.supply(link).capacity_pcu_per_h));
    }
    auto const add_texts = [&](std::string const& name, std::vector<std::string> const& values,
                               std::string const& long_name) {
        file.add(name, values, {"/edges"});
        file.attribute(name, "long_name", long_name);
    };
    file.add_group("/links");
    add_texts("/links/id", ids, "stable id of the link");
    add_texts("/links/name", names, "name of the street");
    add_texts("/links/class", classes, "class of the road");
    file.add("/link_length", std::span<float const>(lengths), {"/edges"});
    describe_edge_data(file, "/link_length", "m", "length of the link");
    file.add("/link_capacity", std::span<float const>(capacities), {"/edges"});
    describe_edge_data(file, "/link_capacity", "PCU h-1", "capacity of the link");
}

void add_link_hours(Hdf5Writer& file, network::Network const& network, traffic::LinkHours const& hours)
{
    HourColumns const columns = columns_of(network, hours);
    auto const add = [&](std::string const& name, std::vector<float> const& values, std::string const& units,
                         std::string const& long_name) {
        file.add(name, std::span<float const>(values), {"/time", "/edges"});
        describe_edge_data(file, name, units, long_name);
        file.attribute(name, "_FillValue", std::nanf(""));
    };
    add("/link_volume", columns.volume, "h-1", "vehicles that left the link in the hour");
    add("/link_walkers", columns.walkers, "h-1", "walkers that left the link in the hour");
    add("/link_speed", columns.speed_kmh, "km h-1", "mean speed of vehicles on the link");
    add("/link_delay", columns.delay_s, "s", "mean delay of vehicles on the link");
    file.add("/link_volume_by_class", std::span<std::int32_t const>(columns.by_class),
             {"/vehicle_class", "/time", "/edges"});
    file.attribute("/link_volume_by_class", "units", std::string("h-1"));
    file.attribute("/link_volume_by_class", "long_name",
                   std::string("vehicles that left the link in the hour, by class"));
}

}  // namespace halong::results
