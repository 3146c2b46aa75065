#include "traffic/turn_signal.hpp"

#include "traffic/streets.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace halong::traffic {
namespace {

using core::LinkId;
using core::NodeId;
using network::Network;
using network::SignalledTurn;
using network::SignalPlan;

// Who turns through a stream that has right of way wants this time before its next vehicle (Highway Capacity Manual
// 2010, chapter 18: critical headway of permitted turns, 4.5 s; motorbikes may take less).
constexpr Millis critical_gap_ms = 4'500;

bool is_same_direction(geo::PointMetric a, geo::PointMetric b)
{
    return a.x_m * b.y_m == a.y_m * b.x_m && a.x_m * b.x_m + a.y_m * b.y_m > 0;
}

// Counter-clockwise from east, exactly: without the library's arc tangent, which differs between machines.
bool comes_before(geo::PointMetric a, geo::PointMetric b)
{
    auto const half = [](geo::PointMetric p) { return p.y_m > 0 || (p.y_m == 0 && p.x_m > 0) ? 0 : 1; };
    if (half(a) != half(b)) return half(a) < half(b);
    return a.x_m * b.y_m - a.y_m * b.x_m > 0;
}

// The ends of links round one node.
class Arms {
public:
    Arms(Network const& network, NodeId node) : network_(network)
    {
        for (LinkId const link : network.in_links(node)) arms_.push_back({link, direction(link, true), true});
        for (LinkId const link : network.out_links(node)) arms_.push_back({link, direction(link, false), false});
        std::ranges::sort(arms_, [&](Arm const& a, Arm const& b) {
            if (!is_same_direction(a.direction, b.direction)) return comes_before(a.direction, b.direction);
            if (a.arrives != b.arrives) return b.arrives;  // on the right of those who leave
            return network.stable_id(a.link) < network.stable_id(b.link);
        });
    }

    // Whether the streams meet: they join, or cross as straight lines.
    [[nodiscard]] bool conflict(SignalledTurn const& one, SignalledTurn const& other) const
    {
        if (one.from == other.from) return false;
        if (one.to == other.to) return true;
        std::size_t const from = place(one.from, true);
        std::size_t const width = (place(one.to, false) + arms_.size() - from) % arms_.size();
        auto const is_left = [&](std::size_t at) { return (at + arms_.size() - from) % arms_.size() < width; };
        return is_left(place(other.from, true)) != is_left(place(other.to, false));
    }

private:
    struct Arm {
        LinkId link;
        geo::PointMetric direction;  // away from the node
        bool arrives = false;
    };

    [[nodiscard]] geo::PointMetric direction(LinkId link, bool arrives) const
    {
        auto const shape = network_.shape(link);
        geo::PointMetric const node = arrives ? shape.back() : shape.front();
        for (std::size_t i = 1; i < shape.size(); ++i) {
            geo::PointMetric const& next = arrives ? shape[shape.size() - 1 - i] : shape[i];
            if (next != node) return {next.x_m - node.x_m, next.y_m - node.y_m};  // importers may leave doubled points
        }
        return {1, 0};
    }

    [[nodiscard]] std::size_t place(LinkId link, bool arrives) const
    {
        auto const found =
            std::ranges::find_if(arms_, [&](Arm const& arm) { return arm.link == link && arm.arrives == arrives; });
        return static_cast<std::size_t>(found - arms_.begin());
    }

    Network const& network_;
    std::vector<Arm> arms_;
};

SignalledTurn const* find_turn(SignalPlan const& plan, LinkId from, LinkId to)
{
    auto const found =
        std::ranges::find_if(plan.turns, [&](SignalledTurn const& turn) { return turn.from == from && turn.to == to; });
    return found == plan.turns.end() ? nullptr : &*found;
}

GreenPeriod period_of(SignalPlan const& plan)
{
    return {plan.from_ms, plan.to_ms, plan.cycle_ms, plan.offset_ms, {}, false};
}

// All plans of one node, from the point of view of one link that ends there.
class Approach {
public:
    Approach(Streets const& streets, RoadModel const& model, Network const& network, std::span<SignalPlan const> plans,
             LinkId link)
        : streets_(streets), model_(model), network_(network), plans_(plans), link_(link)
    {}

    // The one green window of all ways on, where there is just one.
    [[nodiscard]] std::optional<GreenTime> plain() const
    {
        SignalPlan const& plan = plans_.front();
        if (plans_.size() > 1 || plan.from_ms > 0 || plan.to_ms < core::ms_per_day) return std::nullopt;
        SignalledTurn const* first = nullptr;
        for (LinkId const out : ways_on()) {
            SignalledTurn const* const turn = find_turn(plan, link_, out);
            if (turn == nullptr || turn->yields || turn->greens.size() != 1) return std::nullopt;
            if (first == nullptr) first = turn;
            if (turn->greens != first->greens) return std::nullopt;
        }
        if (first == nullptr) return std::nullopt;
        auto const& green = first->greens.front();
        return GreenTime{plan.cycle_ms, (plan.offset_ms + green.start_ms) % plan.cycle_ms, green.length_ms};
    }

    [[nodiscard]] TurnSignal by_turn(Arms const& arms, Millis least_ms) const
    {
        std::vector<SignalTurn> turns;
        for (LinkId const out : network_.out_links(network_.to(link_))) {
            if (!is_named(out)) continue;
            DayGreens greens(periods_of(out));
            std::vector<Rival> rivals;
            if (greens.ever_yields()) rivals = rivals_of(out, arms, least_ms);
            turns.push_back({streets_.layout.entrance_of_link[out.value()], std::move(greens), std::move(rivals)});
        }
        bool const yields = std::ranges::any_of(turns, [](SignalTurn const& turn) { return !turn.rivals.empty(); });
        return {DayGreens(joint_periods()), DayGreens(periods_of(LinkId{})), std::move(turns), yields};
    }

private:
    // Links beyond the node that some vehicle may take from here.
    [[nodiscard]] std::vector<LinkId> ways_on() const
    {
        std::vector<LinkId> ways;
        for (LinkId const out : network_.out_links(network_.to(link_))) {
            bool const open = network_.access(out).overlaps(network::Access::all_vehicles());
            if (open && !network_.is_banned(link_, out)) ways.push_back(out);
        }
        return ways;
    }

    [[nodiscard]] bool is_named(LinkId out) const
    {
        return std::ranges::any_of(plans_,
                                   [&](SignalPlan const& plan) { return find_turn(plan, link_, out) != nullptr; });
    }

    [[nodiscard]] std::vector<GreenPeriod> periods_of(LinkId out) const
    {
        std::vector<GreenPeriod> periods;
        for (SignalPlan const& plan : plans_) {
            periods.push_back(period_of(plan));
            SignalledTurn const* const turn = find_turn(plan, link_, out);
            if (turn == nullptr) continue;
            periods.back().greens = turn->greens;
            periods.back().yields = turn->yields;
        }
        return periods;
    }

    [[nodiscard]] std::vector<GreenPeriod> joint_periods() const
    {
        std::vector<GreenPeriod> periods;
        for (SignalPlan const& plan : plans_) {
            periods.push_back(period_of(plan));
            auto& greens = periods.back().greens;
            for (SignalledTurn const& turn : plan.turns) {
                if (turn.from == link_) greens.insert(greens.end(), turn.greens.begin(), turn.greens.end());
            }
            if (greens.empty()) greens.push_back({0, plan.cycle_ms});
        }
        return periods;
    }

    // A vehicle that enters a link in this window is seen in the next, so nobody looks further ahead than a link's
    // least free time less the longest window that the model allows: results do not depend on windows.
    [[nodiscard]] std::vector<Rival> rivals_of(LinkId out, Arms const& arms, Millis least_ms) const
    {
        std::vector<Rival> rivals;
        for (SignalPlan const& plan : plans_) {
            SignalledTurn const* const own = find_turn(plan, link_, out);
            if (own == nullptr || !own->yields) continue;
            for (SignalledTurn const& turn : plan.turns) {
                if (turn.yields || turn.greens.empty() || !arms.conflict(*own, turn)) continue;
                Rival rival;
                rival.exit = streets_.layout.exit_of_link[turn.from.value()];
                rival.entrance = streets_.layout.entrance_of_link[turn.to.value()];
                FreeTimes const& free_ms = model_.links[turn.from.value()].free_time_ms;
                rival.gap_ms = std::min(critical_gap_ms, *std::ranges::min_element(free_ms) - least_ms);
                bool const known = std::ranges::any_of(rivals, [&](Rival const& other) {
                    return other.exit == rival.exit && other.entrance == rival.entrance;
                });
                if (!known) rivals.push_back(rival);
            }
        }
        return rivals;
    }

    Streets const& streets_;
    RoadModel const& model_;
    Network const& network_;
    std::span<SignalPlan const> plans_;
    LinkId link_;
};

}  // namespace

SignalTurn const* TurnSignal::turn(std::uint32_t entrance) const
{
    auto const found = std::ranges::find(turns, entrance, &SignalTurn::entrance);
    return found == turns.end() ? nullptr : &*found;
}

DayGreens const& TurnSignal::greens(std::uint32_t entrance) const
{
    if (entrance == no_entrance) return any;
    SignalTurn const* const named = turn(entrance);
    return named != nullptr ? named->greens : other;
}

void set_turn_signals(Streets& streets, RoadModel const& model, Network const& network)
{
    Millis const least_ms = model.signal_plans.empty() ? 0 : least_time_ms(model);
    std::span<SignalPlan const> rest(model.signal_plans);
    while (!rest.empty()) {
        NodeId const node = rest.front().node;
        auto const other = [node](SignalPlan const& plan) { return plan.node != node; };
        auto const count = static_cast<std::size_t>(std::ranges::find_if(rest, other) - rest.begin());
        auto const plans = rest.first(count);
        Arms const arms(network, node);
        for (LinkId const link : network.in_links(node)) {
            LinkExit& exit = streets.exits[streets.layout.exit_of_link[link.value()]];
            Approach const approach(streets, model, network, plans, link);
            exit.has_signal = true;
            if (auto const green = approach.plain()) {
                exit.green = *green;
                continue;
            }
            exit.by_turn = true;
            exit.signal = static_cast<std::uint32_t>(streets.turn_signals.size());
            streets.turn_signals.push_back(approach.by_turn(arms, least_ms));
            streets.turn_signal_exits.push_back(streets.layout.exit_of_link[link.value()]);
        }
        rest = rest.subspan(count);
    }
}

}  // namespace halong::traffic
