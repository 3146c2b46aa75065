// Numbers for the turns of a network: from each link to those that begin where it ends, and the one of who ends there.
#pragma once

#include "network/network.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace halong::network {

// The turns of a link have consecutive numbers, in the order of Network::out_links of its end; the last is that of
// vehicles whose way ends there. Banned turns have numbers, too.
class TurnIndex {
public:
    TurnIndex() = default;
    explicit TurnIndex(Network const& network);

    [[nodiscard]] std::size_t link_count() const { return place_.size(); }
    [[nodiscard]] std::size_t turn_count() const { return first_.empty() ? 0 : first_.back(); }
    [[nodiscard]] std::uint32_t first(LinkId link) const { return first_[link.value()]; }
    // `next` must begin where `link` ends.
    [[nodiscard]] std::uint32_t turn(LinkId link, LinkId next) const
    {
        return first_[link.value()] + place_[next.value()];
    }
    [[nodiscard]] std::uint32_t end(LinkId link) const { return first_[link.value() + std::size_t{1}] - 1U; }
    // Which of the links that begin at its node it is.
    [[nodiscard]] std::uint32_t place(LinkId link) const { return place_[link.value()]; }
    // The nodes where the link begins and ends.
    [[nodiscard]] NodeId node_before(LinkId link) const { return node_before_[link.value()]; }
    [[nodiscard]] NodeId node_after(LinkId link) const { return node_after_[link.value()]; }

private:
    std::vector<std::uint32_t> first_;  // links + 1
    std::vector<std::uint32_t> place_;  // by link: which of those that begin at its node it is
    std::vector<NodeId> node_before_;   // by link
    std::vector<NodeId> node_after_;    // the same
};

}  // namespace halong::network
