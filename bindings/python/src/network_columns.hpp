// Where the columns of a network lie in memory.
#pragma once

#include "network/network.hpp"

#include <string>
#include <vector>

namespace halong::python {

// Network::transfer names every member to an archive, in order; this is an archive that only takes note of where they
// are. Whoever adds a member to the network has to name it here too, or nothing compiles. Valid while the network lives.
struct NetworkColumns {
    template <class IdType, class T>
    using Column = core::Column<IdType, T>;
    using NodeId = core::NodeId;
    using LinkId = core::LinkId;

    explicit NetworkColumns(network::Network const& network) { network::Network::transfer(*this, network); }

    void operator()(Column<NodeId, geo::PointMetric> const& position, Column<NodeId, std::uint64_t> const& node_id,
                    Column<NodeId, std::uint8_t> const& signal, Column<LinkId, NodeId> const& from,
                    Column<LinkId, NodeId> const& to, Column<LinkId, std::uint64_t> const& link_id,
                    Column<LinkId, std::uint32_t> const& name, Column<LinkId, std::string> const& way,
                    Column<LinkId, network::RoadClass> const& road_class, Column<LinkId, double> const& length_m,
                    Column<LinkId, double> const& width_m, Column<LinkId, int> const& lanes,
                    Column<LinkId, double> const& speed_kmh, Column<LinkId, network::Access> const& access,
                    Column<LinkId, std::uint8_t> const& bridge, Column<LinkId, LinkId> const& reverse,
                    std::vector<std::uint32_t> const& shape_offset, std::vector<geo::PointMetric> const& shape_points,
                    std::vector<std::string> const&, std::vector<std::uint32_t> const&, std::vector<LinkId> const&,
                    std::vector<std::uint32_t> const&, std::vector<LinkId> const&,
                    std::vector<network::BannedTurn> const&, Column<NodeId, std::uint8_t> const&,
                    std::vector<network::SignalPlan> const&, std::vector<network::HourBan> const&,
                    std::vector<network::LinkToll> const&, std::vector<network::SignalTiming> const&,
                    std::vector<network::DarkSignal> const&)
    {
        static_cast<void>(name);
        static_cast<void>(way);
        node_position = &position.values();
        node_stable_id = &node_id.values();
        node_signal = &signal.values();
        link_from = &from.values();
        link_to = &to.values();
        link_stable_id = &link_id.values();
        link_class = &road_class.values();
        link_length_m = &length_m.values();
        link_width_m = &width_m.values();
        link_lanes = &lanes.values();
        link_speed_kmh = &speed_kmh.values();
        link_access = &access.values();
        link_bridge = &bridge.values();
        link_reverse = &reverse.values();
        link_shape_offset = &shape_offset;
        link_shape_points = &shape_points;
    }

    std::vector<geo::PointMetric> const* node_position = nullptr;
    std::vector<std::uint64_t> const* node_stable_id = nullptr;
    std::vector<std::uint8_t> const* node_signal = nullptr;
    std::vector<NodeId> const* link_from = nullptr;
    std::vector<NodeId> const* link_to = nullptr;
    std::vector<std::uint64_t> const* link_stable_id = nullptr;
    std::vector<network::RoadClass> const* link_class = nullptr;
    std::vector<double> const* link_length_m = nullptr;
    std::vector<double> const* link_width_m = nullptr;
    std::vector<int> const* link_lanes = nullptr;
    std::vector<double> const* link_speed_kmh = nullptr;
    std::vector<network::Access> const* link_access = nullptr;
    std::vector<std::uint8_t> const* link_bridge = nullptr;
    std::vector<LinkId> const* link_reverse = nullptr;
    std::vector<std::uint32_t> const* link_shape_offset = nullptr;  // links + 1
    std::vector<geo::PointMetric> const* link_shape_points = nullptr;
};

}  // namespace halong::python
