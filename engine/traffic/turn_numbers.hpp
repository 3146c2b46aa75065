// Which turn of the network it is when a vehicle leaves an exit for an entrance.
#pragma once

#include "network/turn_index.hpp"

#include <cstdint>
#include <vector>

namespace halong::traffic {

struct Layout;

// Numbers of network::TurnIndex, by the dense numbers of stop lines and entrances.
class TurnNumbers {
public:
    TurnNumbers(Layout const& layout, network::TurnIndex const& index);

    [[nodiscard]] std::uint32_t first(std::uint32_t exit) const { return first_[exit]; }
    // The turn of who ends there: the last of the exit's.
    [[nodiscard]] std::uint32_t end(std::uint32_t exit) const { return end_[exit]; }
    [[nodiscard]] std::uint32_t turn(std::uint32_t exit, std::uint32_t next_entrance) const;
    [[nodiscard]] std::uint32_t link_of_entrance(std::uint32_t entrance) const { return link_of_entrance_[entrance]; }

private:
    std::vector<std::uint32_t> first_;             // by exit
    std::vector<std::uint32_t> end_;               // by exit
    std::vector<std::uint32_t> place_;             // by entrance: which of the links that begin at its node it is
    std::vector<std::uint32_t> link_of_entrance_;  // by entrance
};

}  // namespace halong::traffic
