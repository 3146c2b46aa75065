#include "city/signal_layer.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <optional>

namespace halong::city {
namespace {

using core::LinkId;
using core::Millis;
using core::NodeId;
using geo::Feature;
using geo::FieldType;
using network::GreenWindow;
using network::Network;
using network::SignalledTurn;
using network::SignalPlan;

constexpr char const* layer_name = "signals";

double seconds(Millis time_ms) { return static_cast<double>(time_ms) / core::ms_per_second; }

void add_row(geo::OutputLayer& layer, SignalPlan const& plan, SignalledTurn const& turn, GreenWindow const& green)
{
    auto const whole = [](auto value) { return geo::Value{static_cast<std::int64_t>(value)}; };
    layer.features.push_back({static_cast<std::int64_t>(layer.features.size()) + 1,
                              {},
                              {whole(plan.node.value()), seconds(plan.from_ms), seconds(plan.to_ms),
                               seconds(plan.cycle_ms), seconds(plan.offset_ms), whole(turn.from.value()),
                               whole(turn.to.value()), seconds(green.start_ms), seconds(green.length_ms),
                               whole(turn.yields ? 1 : 0)}});
}

// Reads rows into plans, and notes each fault with its place.
class SignalReader {
public:
    SignalReader(geo::Layer const& layer, Network const& network) : layer_(layer), network_(network) {}

    std::vector<SignalPlan> read()
    {
        for (Feature const& row : layer_.features) take(row);
        check_greens();
        check_periods();
        if (!findings_.empty()) throw core::UserError(findings_);
        return std::move(plans_);
    }

private:
    void fault(std::int64_t feature, std::string const& what, std::string const& remedy)
    {
        findings_.push_back({fmt::format("{}, feature {}", layer_.source, feature), 0, 0, what, remedy});
    }

    // A time of the row in [least, most], ms; noted as a fault and nothing otherwise.
    std::optional<Millis> time_of(Feature const& row, char const* field, Millis least, Millis most)
    {
        double const value_s = layer_.number(row, field, std::nan(""));
        double const value_ms = std::round(value_s * core::ms_per_second);
        if (value_ms >= least && value_ms <= most) return static_cast<Millis>(value_ms);
        fault(row.fid, fmt::format("{} = {} is not between {} and {}", field, value_s, seconds(least), seconds(most)),
              "give seconds, of the day or of the cycle");
        return std::nullopt;
    }

    // An id of the row below `count`.
    std::optional<std::uint32_t> id_of(Feature const& row, char const* field, std::size_t count)
    {
        std::int64_t const value = layer_.integer(row, field, -1);
        if (value >= 0 && static_cast<std::size_t>(value) < count) return static_cast<std::uint32_t>(value);
        fault(row.fid, fmt::format("{} = {}, but they are numbered from 0 to {}", field, value,
                                   static_cast<std::int64_t>(count) - 1),
              "nodes and links count from 0 in the order of their layers");
        return std::nullopt;
    }

    void take(Feature const& row)
    {
        auto const node = id_of(row, "node", network_.node_count());
        auto const from_ms = time_of(row, "from_s", 0, core::ms_per_day - 1);
        auto const to_ms = time_of(row, "to_s", from_ms.value_or(0) + 1, core::ms_per_day);
        auto const cycle_ms = time_of(row, "cycle_s", 1, core::ms_per_day);
        Millis const longest_ms = cycle_ms.value_or(core::ms_per_day);
        auto const offset_ms = time_of(row, "offset_s", 0, longest_ms - 1);
        auto const from = id_of(row, "from_link", network_.link_count());
        auto const to = id_of(row, "to_link", network_.link_count());
        auto const start_ms = time_of(row, "green_start_s", 0, longest_ms - 1);
        auto const length_ms = time_of(row, "green_s", 0, longest_ms);
        if (!node || !from_ms || !to_ms || !cycle_ms || !offset_ms || !from || !to || !start_ms || !length_ms) return;
        if (network_.to(LinkId{*from}).value() != *node || network_.from(LinkId{*to}).value() != *node) {
            fault(row.fid, fmt::format("the turn from link {} to link {} does not pass node {}", *from, *to, *node),
                  "from_link must end at the node and to_link begin there");
            return;
        }
        SignalPlan const head{NodeId{*node}, *from_ms, *to_ms, *cycle_ms, *offset_ms, {}};
        SignalPlan& plan = plan_of(row, head);
        SignalledTurn& turn = turn_of(row, plan, LinkId{*from}, LinkId{*to});
        if (*length_ms > 0) turn.greens.push_back({*start_ms, *length_ms});
    }

    SignalPlan& plan_of(Feature const& row, SignalPlan const& head)
    {
        auto const [entry, is_new] = number_.try_emplace({head.node, head.from_ms}, plans_.size());
        if (is_new) {
            plans_.push_back(head);
            first_row_.push_back(row.fid);
        }
        SignalPlan& plan = plans_[entry->second];
        if (plan.to_ms != head.to_ms || plan.cycle_ms != head.cycle_ms || plan.offset_ms != head.offset_ms) {
            fault(row.fid,
                  fmt::format("to_s, cycle_s and offset_s differ from those of feature {}, which has the same node and "
                              "from_s",
                              first_row_[entry->second]),
                  "all rows of one plan have the same period, cycle and offset");
        }
        return plan;
    }

    SignalledTurn& turn_of(Feature const& row, SignalPlan& plan, LinkId from, LinkId to)
    {
        bool const yields = layer_.integer(row, "yields", 0) != 0;
        auto const found = std::ranges::find_if(
            plan.turns, [&](SignalledTurn const& turn) { return turn.from == from && turn.to == to; });
        if (found == plan.turns.end()) return plan.turns.emplace_back(SignalledTurn{from, to, {}, yields});
        if (found->yields != yields) {
            fault(row.fid, fmt::format("yields = {} differs from that of another green of the same turn", yields ? 1 : 0),
                  "a turn yields in all its greens of a plan or in none");
        }
        return *found;
    }

    void check_greens()
    {
        for (std::size_t i = 0; i < plans_.size(); ++i) {
            for (SignalledTurn& turn : plans_[i].turns) {
                std::ranges::sort(turn.greens);
                if (are_apart(turn.greens, plans_[i].cycle_ms)) continue;
                fault(first_row_[i],
                      fmt::format("greens of the turn from link {} to link {} overlap", turn.from.value(),
                                  turn.to.value()),
                      "greens of one turn follow each other within the cycle");
            }
        }
    }

    static bool are_apart(std::vector<GreenWindow> const& greens, Millis cycle_ms)
    {
        for (std::size_t i = 0; i < greens.size(); ++i) {
            Millis const next_ms =
                i + 1 < greens.size() ? greens[i + 1].start_ms : cycle_ms + greens.front().start_ms;
            if (greens[i].length_ms > next_ms - greens[i].start_ms) return false;
        }
        return true;
    }

    void check_periods()
    {
        SignalPlan const* before = nullptr;
        for (auto const& [key, number] : number_) {  // by node and start
            SignalPlan const& plan = plans_[number];
            if (before != nullptr && before->node == plan.node && before->to_ms > plan.from_ms) {
                fault(first_row_[number],
                      fmt::format("begins at {} s, before the plan that begins at {} s ends at {} s",
                                  seconds(plan.from_ms), seconds(before->from_ms), seconds(before->to_ms)),
                      "plans of one signal follow each other");
            }
            before = &plan;
        }
    }

    geo::Layer const& layer_;
    Network const& network_;
    std::vector<SignalPlan> plans_;
    std::vector<std::int64_t> first_row_;                           // by plan: its first feature
    std::map<std::pair<NodeId, Millis>, std::size_t> number_;       // of plans, by node and start
    std::vector<core::Diagnostic> findings_;
};

}  // namespace

geo::OutputLayer signal_layer(Network const& network)
{
    geo::OutputLayer layer{layer_name,
                           "Greens of fixed-time signals, by plan and turn",
                           geo::GeometryType::none,
                           {{"node", FieldType::integer},
                            {"from_s", FieldType::real},
                            {"to_s", FieldType::real},
                            {"cycle_s", FieldType::real},
                            {"offset_s", FieldType::real},
                            {"from_link", FieldType::integer},
                            {"to_link", FieldType::integer},
                            {"green_start_s", FieldType::real},
                            {"green_s", FieldType::real},
                            {"yields", FieldType::integer}},
                           {},
                           ""};
    for (SignalPlan const& plan : network.signal_plans()) {
        for (SignalledTurn const& turn : plan.turns) {
            for (GreenWindow const& green : turn.greens) add_row(layer, plan, turn, green);
            if (turn.greens.empty()) add_row(layer, plan, turn, {});
        }
    }
    return layer;
}

std::vector<SignalPlan> read_signal_plans(std::filesystem::path const& geopackage, Network const& network)
{
    auto const layers = geo::layer_names(geopackage);
    if (std::ranges::find(layers, layer_name) == layers.end()) return {};
    auto const rows = geo::read_table(geopackage, layer_name, true);
    return SignalReader(rows, network).read();
}

}  // namespace halong::city
