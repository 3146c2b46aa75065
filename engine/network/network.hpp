// The immutable graph of roads, walkways and ferries: columns by node and by directed link.
#pragma once

#include "core/ids.hpp"
#include "geo/geometry.hpp"
#include "network/dark_signal.hpp"
#include "network/hour_ban.hpp"
#include "network/link_toll.hpp"
#include "network/road_class.hpp"
#include "network/signals.hpp"
#include "network/supply.hpp"
#include "network/vehicle_class.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace halong::network {

using core::Column;
using core::LinkId;
using core::NodeId;

// One direction of one stretch of road, as the builder receives it.
struct LinkRecord {
    NodeId from;
    NodeId to;
    std::uint64_t stable_id = 0;  // hash of the external id of way and stretch, and the direction
    std::string way_id;           // external id of the way it comes from
    std::string name;
    RoadClass road_class = RoadClass::residential;
    double length_m = 0;  // > 0
    double width_m = 0;   // carriageway of this direction, > 0
    int lanes = 1;        // of this direction
    double speed_limit_kmh = 30;
    network::Access access;  // who may use it
    bool bridge = false;
    geo::Line shape;  // from `from` to `to`, at least two points
};

struct NodeRecord {
    geo::PointMetric position;
    std::uint64_t stable_id = 0;
    bool signal = false;
};

struct BannedTurn {
    LinkId from;
    LinkId to;
    auto operator<=>(BannedTurn const&) const = default;  // NOLINT(modernize-use-nullptr): sees one in it
};

class Network {
public:
    Network() = default;
    // Takes records; builds the adjacency. Order of records is the order of ids. Throws InternalFault on
    // dangling ends, banned turns between links that do not meet, shapes of fewer than two points, and lengths,
    // widths, lanes or speeds that are not positive and finite (importers have reported and mended those before).
    Network(std::vector<NodeRecord> nodes, std::vector<LinkRecord> links, std::vector<BannedTurn> banned_turns);

    [[nodiscard]] std::size_t node_count() const { return node_position_.size(); }
    [[nodiscard]] std::size_t link_count() const { return link_from_.size(); }
    [[nodiscard]] core::IdRange<NodeId> nodes() const { return core::IdRange<NodeId>(node_count()); }
    [[nodiscard]] core::IdRange<LinkId> links() const { return core::IdRange<LinkId>(link_count()); }

    [[nodiscard]] geo::PointMetric position(NodeId node) const { return node_position_[node]; }
    [[nodiscard]] std::uint64_t stable_id(NodeId node) const { return node_stable_id_[node]; }
    [[nodiscard]] bool has_signal(NodeId node) const { return node_signal_[node] != 0; }
    // Both in the order of ids.
    [[nodiscard]] std::span<LinkId const> out_links(NodeId node) const;
    [[nodiscard]] std::span<LinkId const> in_links(NodeId node) const;

    [[nodiscard]] NodeId from(LinkId link) const { return link_from_[link]; }
    [[nodiscard]] NodeId to(LinkId link) const { return link_to_[link]; }
    [[nodiscard]] std::uint64_t stable_id(LinkId link) const { return link_stable_id_[link]; }
    [[nodiscard]] std::string const& name(LinkId link) const { return names_[link_name_[link]]; }
    [[nodiscard]] std::string const& way_id(LinkId link) const { return link_way_[link]; }
    [[nodiscard]] RoadClass road_class(LinkId link) const { return link_class_[link]; }
    [[nodiscard]] double length_m(LinkId link) const { return link_length_m_[link]; }
    [[nodiscard]] double width_m(LinkId link) const { return link_width_m_[link]; }
    [[nodiscard]] int lanes(LinkId link) const { return link_lanes_[link]; }
    [[nodiscard]] double speed_limit_kmh(LinkId link) const { return link_speed_kmh_[link]; }
    [[nodiscard]] Access access(LinkId link) const { return link_access_[link]; }
    [[nodiscard]] bool is_bridge(LinkId link) const { return link_bridge_[link] != 0; }
    [[nodiscard]] LinkSupply supply(LinkId link) const;
    // Free speed of one vehicle class on the link, m/s: the lower of limit and the vehicle's own top speed.
    [[nodiscard]] double free_speed_mps(LinkId link, VehicleClass vehicle) const;
    [[nodiscard]] std::span<geo::PointMetric const> shape(LinkId link) const;
    // The opposite direction of the same stretch (same way, ends swapped, the same line backwards or, failing
    // that, the same length), or invalid on a one-way road. reverse(reverse(link)) == link.
    [[nodiscard]] LinkId reverse(LinkId link) const { return link_reverse_[link]; }
    [[nodiscard]] bool is_banned(LinkId from, LinkId to) const;
    [[nodiscard]] std::vector<BannedTurn> const& banned_turns() const { return banned_turns_; }
    // Whether any turn at the node is banned.
    [[nodiscard]] bool has_banned_turn(NodeId node) const { return node_banned_[node] != 0; }

    // Plans that are known from data, by node and start; the periods of one node do not overlap.
    [[nodiscard]] std::vector<SignalPlan> const& signal_plans() const { return signal_plans_; }
    // Those of one node; empty where none is known.
    [[nodiscard]] std::span<SignalPlan const> signal_plans(NodeId node) const;

    // By link and start. They are not part of access(): who may use a link at some hour may be on it.
    [[nodiscard]] std::vector<HourBan> const& hour_bans() const { return hour_bans_; }
    // By node and start, apart.
    [[nodiscard]] std::vector<DarkSignal> const& dark_signals() const { return dark_signals_; }
    // By link and start.
    [[nodiscard]] std::vector<LinkToll> const& link_tolls() const { return link_tolls_; }
    // Of signals whose plan is made by rule: what is set instead, by node.
    [[nodiscard]] std::vector<SignalTiming> const& signal_timings() const { return signal_timings_; }
    // That of one node; nullptr where the rule alone decides.
    [[nodiscard]] SignalTiming const* signal_timing(NodeId node) const;

    // A copy of one link's record, for changes by options and for writing.
    [[nodiscard]] LinkRecord record(LinkId link) const;
    [[nodiscard]] NodeRecord record(NodeId node) const;

    // Options change these on a copy of the network; values are checked (> 0).
    void set_width(LinkId link, double width_m, int lanes);
    void set_access(LinkId link, Access access);
    void set_speed_limit(LinkId link, double speed_limit_kmh);
    // Replaces all signal plans; their nodes then have a signal. Throws InternalFault on a plan without a cycle, times
    // outside their ranges, windows or periods that overlap, and turns that do not meet at the plan's node.
    void set_signal_plans(std::vector<SignalPlan> plans);
    // Adds hours in which signals have no power; those of one node that touch or overlap become one. Throws InternalFault on
    // a node without a signal, or on no time of the day.
    void add_dark_signals(std::vector<DarkSignal> const& dark);
    // Adds to the bans by hour. Throws InternalFault on a ban of no link or of no time of the day.
    void add_hour_bans(std::vector<HourBan> const& bans);
    // Adds to the tolls. Throws InternalFault on a toll of no link, of no time of the day or of no money.
    void add_link_tolls(std::vector<LinkToll> const& tolls);
    // Gives the node a signal, or takes it away with its plans and timing.
    void set_signal(NodeId node, bool signal);
    // Adds to what is set before for the same node, and gives it a signal; members that are not said stay as they were.
    // Throws InternalFault on a timing of no node or out of its ranges.
    void set_signal_timing(SignalTiming const& timing);

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [node_position, node_stable_id, node_signal, link_from, link_to, link_stable_id, link_name, link_way,
               link_class, link_length_m, link_width_m, link_lanes, link_speed_kmh, link_access, link_bridge,
               link_reverse, shape_offset, shape_points, names, out_offset, out_links, in_offset, in_links,
               banned_turns, node_banned, signal_plans, hour_bans, link_tolls, signal_timings, dark_signals] = self;
        archive(node_position, node_stable_id, node_signal, link_from, link_to, link_stable_id, link_name, link_way,
                link_class, link_length_m, link_width_m, link_lanes, link_speed_kmh, link_access, link_bridge,
                link_reverse, shape_offset, shape_points, names, out_offset, out_links, in_offset, in_links,
                banned_turns, node_banned, signal_plans, hour_bans, link_tolls, signal_timings, dark_signals);
    }

private:
    void add_link(LinkRecord&& link, std::uint32_t name);
    void build_adjacency();
    void find_reverses();
    void keep_banned_turns(std::vector<BannedTurn>&& banned_turns);
    template <class Matches>
    void pair_reverses(Matches const& matches);
    [[nodiscard]] bool has_mirrored_shape(LinkId link, LinkId other) const;

    Column<NodeId, geo::PointMetric> node_position_;
    Column<NodeId, std::uint64_t> node_stable_id_;
    Column<NodeId, std::uint8_t> node_signal_;
    Column<LinkId, NodeId> link_from_;
    Column<LinkId, NodeId> link_to_;
    Column<LinkId, std::uint64_t> link_stable_id_;
    Column<LinkId, std::uint32_t> link_name_;
    Column<LinkId, std::string> link_way_;
    Column<LinkId, RoadClass> link_class_;
    Column<LinkId, double> link_length_m_;
    Column<LinkId, double> link_width_m_;
    Column<LinkId, int> link_lanes_;
    Column<LinkId, double> link_speed_kmh_;
    Column<LinkId, Access> link_access_;
    Column<LinkId, std::uint8_t> link_bridge_;
    Column<LinkId, LinkId> link_reverse_;
    std::vector<std::uint32_t> shape_offset_;  // links + 1
    std::vector<geo::PointMetric> shape_points_;
    std::vector<std::string> names_;
    std::vector<std::uint32_t> out_offset_;  // nodes + 1
    std::vector<LinkId> out_links_;
    std::vector<std::uint32_t> in_offset_;
    std::vector<LinkId> in_links_;
    std::vector<BannedTurn> banned_turns_;      // sorted, each once
    Column<NodeId, std::uint8_t> node_banned_;  // any turn at the node
    std::vector<SignalPlan> signal_plans_;      // by node and start
    std::vector<HourBan> hour_bans_;            // by link and start
    std::vector<LinkToll> link_tolls_;          // by link and start
    std::vector<SignalTiming> signal_timings_;  // by node
    std::vector<DarkSignal> dark_signals_;      // by node and start, apart
};

}  // namespace halong::network
