#include "network/network.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_map>

namespace halong::network {
namespace {

// Two directions that were measured apart may differ by rounding of their points.
constexpr double same_length_m = 0.01;

bool is_positive(double value) { return std::isfinite(value) && value > 0; }

void check_link(LinkRecord const& link, std::size_t node_count)
{
    core::ensure(link.from.valid() && link.from.value() < node_count, "link starts at no node");
    core::ensure(link.to.valid() && link.to.value() < node_count, "link ends at no node");
    core::ensure(is_positive(link.length_m), "length of link must be positive");
    core::ensure(is_positive(link.width_m), "width of link must be positive");
    core::ensure(is_positive(link.speed_limit_kmh), "speed limit of link must be positive");
    core::ensure(link.lanes > 0, "link must have a lane");
    core::ensure(link.shape.size() >= 2, "shape of link must have two points or more");
}

void check_greens(SignalledTurn const& turn, core::Millis cycle_ms)
{
    core::Millis free_from_ms = 0;
    for (GreenWindow const& green : turn.greens) {
        core::ensure(green.start_ms >= free_from_ms && green.start_ms < cycle_ms,
                     "greens of a turn must lie in the cycle, in order and apart");
        core::ensure(green.length_ms > 0 && green.length_ms <= cycle_ms, "a green must last some of the cycle");
        free_from_ms = green.start_ms + green.length_ms;
    }
    core::ensure(turn.greens.empty() || free_from_ms <= cycle_ms + turn.greens.front().start_ms,
                 "the last green of a turn runs into its first");
}

// Lists links by the node that `end_of` gives, in the order of ids, by counting.
template <class EndOf>
void list_by_node(std::size_t node_count, std::size_t link_count, EndOf const& end_of,
                  std::vector<std::uint32_t>& offset, std::vector<LinkId>& list)
{
    offset.assign(node_count + 1, 0);
    list.resize(link_count);
    core::IdRange<LinkId> const links(link_count);
    for (LinkId const link : links) ++offset[end_of(link).value() + 1];
    for (std::size_t i = 0; i < node_count; ++i) offset[i + 1] += offset[i];
    std::vector<std::uint32_t> next(offset.begin(), offset.end() - 1);
    for (LinkId const link : links) list[next[end_of(link).value()]++] = link;
}

}  // namespace

// NOLINTNEXTLINE(performance-unnecessary-value-param): all three are taken, and freed when it is made
Network::Network(std::vector<NodeRecord> nodes, std::vector<LinkRecord> links, std::vector<BannedTurn> banned_turns)
{
    for (NodeRecord const& node : nodes) {
        node_position_.push_back(node.position);
        node_stable_id_.push_back(node.stable_id);
        node_signal_.push_back(node.signal ? 1 : 0);
    }
    std::unordered_map<std::string, std::uint32_t> name_index;  // looked up only, never walked
    shape_offset_.assign(1, 0);
    for (LinkRecord& link : links) {
        check_link(link, node_count());
        auto const [entry, is_new] = name_index.try_emplace(link.name, static_cast<std::uint32_t>(names_.size()));
        if (is_new) names_.push_back(link.name);
        add_link(std::move(link), entry->second);
    }
    build_adjacency();
    find_reverses();
    keep_banned_turns(std::move(banned_turns));
}

void Network::add_link(LinkRecord&& link, std::uint32_t name)
{
    link_from_.push_back(link.from);
    link_to_.push_back(link.to);
    link_stable_id_.push_back(link.stable_id);
    link_name_.push_back(name);
    link_way_.push_back(std::move(link.way_id));
    link_class_.push_back(link.road_class);
    link_length_m_.push_back(link.length_m);
    link_width_m_.push_back(link.width_m);
    link_lanes_.push_back(link.lanes);
    link_speed_kmh_.push_back(link.speed_limit_kmh);
    link_access_.push_back(link.access);
    link_bridge_.push_back(link.bridge ? 1 : 0);
    shape_points_.insert(shape_points_.end(), link.shape.begin(), link.shape.end());
    shape_offset_.push_back(static_cast<std::uint32_t>(shape_points_.size()));
}

void Network::build_adjacency()
{
    list_by_node(
        node_count(), link_count(), [this](LinkId link) { return from(link); }, out_offset_, out_links_);
    list_by_node(
        node_count(), link_count(), [this](LinkId link) { return to(link); }, in_offset_, in_links_);
}

bool Network::has_mirrored_shape(LinkId link, LinkId other) const
{
    auto const one = shape(link);
    auto const two = shape(other);
    return std::equal(one.begin(), one.end(), std::make_reverse_iterator(two.end()),
                      std::make_reverse_iterator(two.begin()));
}

// Pairs every link that has no reverse yet with the first later one of the same way and swapped ends that matches.
template <class Matches>
void Network::pair_reverses(Matches const& matches)
{
    for (LinkId const link : links()) {
        if (reverse(link).valid()) continue;
        for (LinkId const other : out_links(to(link))) {
            if (other <= link || to(other) != from(link) || reverse(other).valid()) continue;
            if (way_id(other) != way_id(link) || !matches(link, other)) continue;
            link_reverse_[link] = other;
            link_reverse_[other] = link;
            break;
        }
    }
}

// Equal lines first, so that two stretches of one way between the same nodes are not mixed up.
void Network::find_reverses()
{
    link_reverse_.resize(link_count());
    pair_reverses([this](LinkId link, LinkId other) { return has_mirrored_shape(link, other); });
    pair_reverses(
        [this](LinkId link, LinkId other) { return std::abs(length_m(link) - length_m(other)) <= same_length_m; });
}

void Network::keep_banned_turns(std::vector<BannedTurn>&& banned_turns)
{
    node_banned_.resize(node_count());
    for (BannedTurn const& turn : banned_turns) {
        core::ensure(
            turn.from.valid() && turn.from.value() < link_count() && turn.to.valid() && turn.to.value() < link_count(),
            "banned turn names no link");
        core::ensure(to(turn.from) == from(turn.to), "banned turn joins links that do not meet");
        node_banned_[to(turn.from)] = 1;
    }
    banned_turns_ = std::move(banned_turns);
    std::ranges::sort(banned_turns_);
    banned_turns_.erase(std::unique(banned_turns_.begin(), banned_turns_.end()), banned_turns_.end());
}

std::span<LinkId const> Network::out_links(NodeId node) const
{
    return {out_links_.data() + out_offset_[node.value()], out_links_.data() + out_offset_[node.value() + 1]};
}

std::span<LinkId const> Network::in_links(NodeId node) const
{
    return {in_links_.data() + in_offset_[node.value()], in_links_.data() + in_offset_[node.value() + 1]};
}

LinkSupply Network::supply(LinkId link) const
{
    return supply_of(width_m(link), speed_limit_kmh(link), road_class(link));
}

double Network::free_speed_mps(LinkId link, VehicleClass vehicle) const
{
    return std::min(speed_limit_kmh(link), info(vehicle).speed_limit_kmh) / kmh_per_mps;
}

std::span<geo::PointMetric const> Network::shape(LinkId link) const
{
    return {shape_points_.data() + shape_offset_[link.value()], shape_points_.data() + shape_offset_[link.value() + 1]};
}

bool Network::is_banned(LinkId from, LinkId to) const
{
    return std::ranges::binary_search(banned_turns_, BannedTurn{from, to});
}

LinkRecord Network::record(LinkId link) const
{
    auto const points = shape(link);
    return {.from = from(link),
            .to = to(link),
            .stable_id = stable_id(link),
            .way_id = way_id(link),
            .name = name(link),
            .road_class = road_class(link),
            .length_m = length_m(link),
            .width_m = width_m(link),
            .lanes = lanes(link),
            .speed_limit_kmh = speed_limit_kmh(link),
            .access = access(link),
            .bridge = is_bridge(link),
            .shape = geo::Line(points.begin(), points.end())};
}

NodeRecord Network::record(NodeId node) const
{
    return {.position = position(node), .stable_id = stable_id(node), .signal = has_signal(node)};
}

void Network::set_width(LinkId link, double width_m, int lanes)
{
    core::ensure(is_positive(width_m), "set_width: width must be positive");
    core::ensure(lanes > 0, "set_width: a link needs a lane");
    link_width_m_[link] = width_m;
    link_lanes_[link] = lanes;
}

void Network::set_signal_plans(std::vector<SignalPlan> plans)
{
    std::ranges::sort(plans, {}, [](SignalPlan const& plan) { return std::pair(plan.node, plan.from_ms); });
    SignalPlan const* before = nullptr;
    for (SignalPlan const& plan : plans) {
        core::ensure(plan.node.valid() && plan.node.value() < node_count(), "a signal plan names no node");
        core::ensure(plan.cycle_ms > 0, "a signal plan needs a cycle");
        core::ensure(plan.offset_ms >= 0 && plan.offset_ms < plan.cycle_ms, "an offset must lie in the cycle");
        core::ensure(plan.from_ms >= 0 && plan.from_ms < plan.to_ms && plan.to_ms <= core::ms_per_day,
                     "a signal plan must be in force for some of the day");
        core::ensure(before == nullptr || before->node != plan.node || before->to_ms <= plan.from_ms,
                     "two plans of one signal are in force at once");
        for (SignalledTurn const& turn : plan.turns) {
            core::ensure(turn.from.valid() && turn.from.value() < link_count() && turn.to.valid() &&
                             turn.to.value() < link_count() && to(turn.from) == plan.node && from(turn.to) == plan.node,
                         "a signalled turn does not pass its node");
            check_greens(turn, plan.cycle_ms);
        }
        before = &plan;
    }
    for (SignalPlan const& plan : plans) node_signal_[plan.node] = 1;
    signal_plans_ = std::move(plans);
}

std::span<SignalPlan const> Network::signal_plans(NodeId node) const
{
    auto const first = std::ranges::lower_bound(signal_plans_, node, {}, &SignalPlan::node);
    auto const last = std::ranges::upper_bound(signal_plans_, node, {}, &SignalPlan::node);
    return {first, last};
}

void Network::add_dark_signals(std::vector<DarkSignal> const& dark)
{
    for (DarkSignal const& hours : dark) {
        core::ensure(hours.node.valid() && hours.node.value() < node_count() && has_signal(hours.node),
                     "a dark signal names no node with a signal");
        core::ensure(hours.from_ms >= 0 && hours.from_ms < hours.to_ms && hours.to_ms <= core::ms_per_day,
                     "a signal must be dark for some of the day");
        dark_signals_.push_back(hours);
    }
    std::ranges::sort(dark_signals_, {},
                      [](DarkSignal const& hours) { return std::tuple(hours.node, hours.from_ms, hours.to_ms); });
    std::vector<DarkSignal> joined;
    for (DarkSignal const& hours : dark_signals_) {
        if (!joined.empty() && joined.back().node == hours.node && hours.from_ms <= joined.back().to_ms) {
            joined.back().to_ms = std::max(joined.back().to_ms, hours.to_ms);
        } else {
            joined.push_back(hours);
        }
    }
    dark_signals_ = std::move(joined);
}

void Network::add_hour_bans(std::vector<HourBan> const& bans)
{
    for (HourBan const& ban : bans) {
        core::ensure(ban.link.valid() && ban.link.value() < link_count(), "a ban by hour names no link");
        core::ensure(ban.from_ms >= 0 && ban.from_ms < ban.to_ms && ban.to_ms <= core::ms_per_day,
                     "a ban by hour must hold for some of the day");
        hour_bans_.push_back(ban);
    }
    std::ranges::stable_sort(hour_bans_, {}, [](HourBan const& ban) { return std::pair(ban.link, ban.from_ms); });
}

void Network::add_link_tolls(std::vector<LinkToll> const& tolls)
{
    for (LinkToll const& toll : tolls) {
        core::ensure(toll.link.valid() && toll.link.value() < link_count(), "a toll names no link");
        core::ensure(toll.from_ms >= 0 && toll.from_ms < toll.to_ms && toll.to_ms <= core::ms_per_day,
                     "a toll must hold for some of the day");
        core::ensure(toll.vnd > 0, "a toll must be more than 0 VND");
        link_tolls_.push_back(toll);
    }
    std::ranges::stable_sort(link_tolls_, {}, [](LinkToll const& toll) { return std::pair(toll.link, toll.from_ms); });
}

SignalTiming const* Network::signal_timing(NodeId node) const
{
    auto const found = std::ranges::lower_bound(signal_timings_, node, {}, &SignalTiming::node);
    return found != signal_timings_.end() && found->node == node ? &*found : nullptr;
}

void Network::set_signal(NodeId node, bool signal)
{
    core::ensure(node.valid() && node.value() < node_count(), "a signal stands at no node");
    node_signal_[node] = signal ? 1 : 0;
    if (signal) return;
    std::erase_if(signal_plans_, [node](SignalPlan const& plan) { return plan.node == node; });
    std::erase_if(signal_timings_, [node](SignalTiming const& timing) { return timing.node == node; });
    std::erase_if(dark_signals_, [node](DarkSignal const& dark) { return dark.node == node; });
}

void Network::set_signal_timing(SignalTiming const& timing)
{
    core::ensure(timing.node.valid() && timing.node.value() < node_count(), "a signal's timing names no node");
    core::ensure(
        timing.cycle_ms >= 0 && timing.offset_ms >= -1 && timing.main_permille >= 0 && timing.main_permille < 1'000,
        "a signal's timing is out of its ranges");
    node_signal_[timing.node] = 1;
    auto const found = std::ranges::lower_bound(signal_timings_, timing.node, {}, &SignalTiming::node);
    if (found == signal_timings_.end() || found->node != timing.node) {
        signal_timings_.insert(found, timing);
        return;
    }
    if (timing.cycle_ms > 0) found->cycle_ms = timing.cycle_ms;
    if (timing.offset_ms >= 0) found->offset_ms = timing.offset_ms;
    if (timing.main_permille > 0) found->main_permille = timing.main_permille;
}

void Network::set_access(LinkId link, Access access) { link_access_[link] = access; }

void Network::set_speed_limit(LinkId link, double speed_limit_kmh)
{
    core::ensure(is_positive(speed_limit_kmh), "set_speed_limit: speed must be positive");
    link_speed_kmh_[link] = speed_limit_kmh;
}

}  // namespace halong::network
