#include "city/stretches.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <array>

namespace halong::city {
namespace {

constexpr std::uint32_t none = UINT32_MAX;

// How many arms of road leave each node: an inner point of a way counts 2, an end 1.
std::vector<std::uint32_t> arms_of(RoadTable const& table)
{
    std::vector<std::uint32_t> arms(table.node_id.size(), 0);
    for (auto const& way : table.ways) {
        for (auto const node : way.nodes) arms[node] += 2;
        arms[way.nodes.front()] -= 1;
        arms[way.nodes.back()] -= 1;
    }
    return arms;
}

std::vector<Stretch> cut(RoadTable const& table, std::vector<std::uint8_t> const& is_cut)
{
    std::vector<Stretch> stretches;
    for (std::uint32_t row = 0; row < table.ways.size(); ++row) {
        auto const& nodes = table.ways[row].nodes;
        Stretch piece{row, row, {nodes.front()}};
        for (std::size_t i = 1; i < nodes.size(); ++i) {
            piece.nodes.push_back(nodes[i]);
            if (is_cut[nodes[i]] == 0 && i + 1 < nodes.size()) continue;
            stretches.push_back(piece);
            piece.nodes.assign(1, nodes[i]);
        }
    }
    return stretches;
}

// Joins stretches end to end into chains.
class ChainJoiner {
public:
    // `fixed[node]` != 0: nothing is joined there.
    ChainJoiner(RoadTable const& table, std::vector<Stretch> stretches, std::vector<std::uint8_t> const& fixed);
    std::vector<Stretch> run();

private:
    struct Oriented {
        std::uint32_t stretch = none;
        bool reversed = false;
    };
    [[nodiscard]] std::uint32_t end_node(Oriented piece) const;
    [[nodiscard]] Oriented next(Oriented piece) const;
    [[nodiscard]] RoadAttributes const& attributes(std::uint32_t stretch) const
    {
        return table_.ways[stretches_[stretch].first_way].attributes;
    }
    [[nodiscard]] Stretch assemble(Oriented first);

    RoadTable const& table_;
    std::vector<Stretch> stretches_;
    std::vector<std::array<std::uint32_t, 2>> at_node_;  // the stretches that end there, where they are just two
    std::vector<std::uint8_t> done_;
};

ChainJoiner::ChainJoiner(RoadTable const& table, std::vector<Stretch> stretches, std::vector<std::uint8_t> const& fixed)
    : table_(table),
      stretches_(std::move(stretches)),
      at_node_(table.node_id.size(), {none, none}),
      done_(stretches_.size(), 0)
{
    std::vector<std::uint32_t> ends(table.node_id.size(), 0);
    for (std::uint32_t i = 0; i < stretches_.size(); ++i) {
        for (auto const node : {stretches_[i].nodes.front(), stretches_[i].nodes.back()}) {
            if (ends[node] < 2) at_node_[node][ends[node]] = i;
            ends[node] += 1;
        }
    }
    for (std::size_t node = 0; node < ends.size(); ++node) {
        if (ends[node] != 2 || fixed[node] != 0) at_node_[node] = {none, none};
    }
}

std::uint32_t ChainJoiner::end_node(Oriented piece) const
{
    auto const& nodes = stretches_[piece.stretch].nodes;
    return piece.reversed ? nodes.front() : nodes.back();
}

// What continues the piece at its end, if anything does.
ChainJoiner::Oriented ChainJoiner::next(Oriented piece) const
{
    auto const node = end_node(piece);
    auto const [a, b] = at_node_[node];
    if (a == none || a == b) return {};
    Oriented other{a == piece.stretch ? b : a, false};
    other.reversed = stretches_[other.stretch].nodes.front() != node;
    auto const& mine = attributes(piece.stretch);
    if (!(mine == attributes(other.stretch))) return {};
    if (mine.one_way && piece.reversed != other.reversed) return {};
    return other;
}

Stretch ChainJoiner::assemble(Oriented first)
{
    Stretch chain;
    for (Oriented piece = first; piece.stretch != none && done_[piece.stretch] == 0; piece = next(piece)) {
        done_[piece.stretch] = 1;
        Stretch part = stretches_[piece.stretch];
        if (piece.reversed) {
            std::reverse(part.nodes.begin(), part.nodes.end());
            std::swap(part.first_way, part.last_way);
        }
        if (chain.nodes.empty()) {
            chain = std::move(part);
        } else {
            chain.last_way = part.last_way;
            chain.nodes.insert(chain.nodes.end(), part.nodes.begin() + 1, part.nodes.end());
        }
    }
    return chain;
}

std::vector<Stretch> ChainJoiner::run()
{
    std::vector<Stretch> chains;
    for (std::uint32_t i = 0; i < stretches_.size(); ++i) {
        if (done_[i] != 0) continue;
        // Back to where the chain begins; a ring begins at its first stretch.
        Oriented first{i, true};
        for (Oriented before = next(first); before.stretch != none && before.stretch != i; before = next(before)) {
            first = before;
        }
        bool const ring = next(first).stretch == i && first.stretch != i;
        first.reversed = !first.reversed;
        if (ring) first = {i, false};
        Stretch chain = assemble(first);
        bool const two_way = !table_.ways[chain.first_way].attributes.one_way;
        if (two_way && chain.nodes.front() > chain.nodes.back()) {
            std::reverse(chain.nodes.begin(), chain.nodes.end());
            std::swap(chain.first_way, chain.last_way);
        }
        chains.push_back(std::move(chain));
    }
    return chains;
}

// A loop becomes two stretches that meet at the inner point nearest to its middle.
void push_without_loop(Stretch stretch, RoadTable const& table, std::vector<Stretch>& result)
{
    auto const& nodes = stretch.nodes;
    if (nodes.front() != nodes.back()) {
        result.push_back(std::move(stretch));
        return;
    }
    core::ensure(nodes.size() >= 3, "a loop has an inner point");
    double const half_m = geo::length_m(table.line_of(nodes)) / 2;
    std::size_t best = 1;
    double along_m = 0;
    double best_gap_m = -1;
    for (std::size_t i = 1; i + 1 < nodes.size(); ++i) {
        along_m += geo::distance_m(table.position[nodes[i - 1]], table.position[nodes[i]]);
        double const gap_m = along_m > half_m ? along_m - half_m : half_m - along_m;
        if (nodes[i] == nodes.front() || (best_gap_m >= 0 && gap_m >= best_gap_m)) continue;
        best = i;
        best_gap_m = gap_m;
    }
    auto const middle = nodes.begin() + static_cast<std::ptrdiff_t>(best);
    result.push_back({stretch.first_way, stretch.first_way, {nodes.begin(), middle + 1}});
    result.push_back({stretch.last_way, stretch.last_way, {middle, nodes.end()}});
}

}  // namespace

std::vector<Stretch> cut_into_stretches(RoadTable const& table, std::vector<std::uint8_t> const& keep_node)
{
    auto const arms = arms_of(table);
    std::vector<std::uint8_t> fixed = keep_node;
    std::vector<std::uint8_t> is_cut(table.node_id.size(), 0);
    for (std::size_t node = 0; node < is_cut.size(); ++node) {
        if (table.signal[node] != 0) fixed[node] = 1;
        is_cut[node] = arms[node] > 2 || fixed[node] != 0 ? 1 : 0;
    }
    std::vector<Stretch> result;
    for (auto& chain : ChainJoiner(table, cut(table, is_cut), fixed).run()) {
        push_without_loop(std::move(chain), table, result);
    }
    return result;
}

}  // namespace halong::city
