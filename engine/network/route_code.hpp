// Routes packed as one byte for each link, so that many can wait until their final place is known.
#pragma once

#include "network/hierarchy_tree.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace halong::network {

// For each link of a route, which of its state's arcs it is; the byte `code_continues` adds 255 and goes on.
using RouteCode = std::vector<std::uint8_t>;
inline constexpr std::uint8_t code_continues = 255;

// Appends the route from the tree's origin to `destination` and calls visit(link) for each of its links.
// Returns the number of links, or nothing when there is no way.
template <class Visit>
std::optional<std::uint32_t> append_route(HierarchyTree& tree, NodeId destination, RouteCode& code, Visit const& visit)
{
    auto const begin = static_cast<std::ptrdiff_t>(code.size());
    std::uint32_t length = 0;
    bool const found = tree.walk_back(destination, [&](SearchGraph::Arc const& arc) {
        code.push_back(static_cast<std::uint8_t>(arc.ordinal % code_continues));
        for (std::uint32_t i = arc.ordinal / code_continues; i > 0; --i) code.push_back(code_continues);
        visit(arc.link);
        ++length;
    });
    std::reverse(code.begin() + begin, code.end());
    if (!found) return std::nullopt;
    return length;
}

// Reads routes one after the other in the order in which they were appended.
class RouteReader {
public:
    RouteReader(SearchGraph const& graph, RouteCode const& code) : graph_(graph), next_(code.data()) {}

    // Fills `links` with the next route, which starts at `origin` and has as many links.
    void read(NodeId origin, std::span<LinkId> links)
    {
        std::uint32_t state = graph_.start_state(origin);
        for (LinkId& link : links) {
            std::uint32_t arc = graph_.first_arc(state);
            while (*next_ == code_continues) arc += *next_++;
            arc += *next_++;
            link = graph_.arc(arc).link;
            state = graph_.arc(arc).target;
        }
    }

private:
    SearchGraph const& graph_;
    std::uint8_t const* next_;
};

}  // namespace halong::network
