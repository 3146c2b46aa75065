// Letters between regions of different ranks.
#pragma once

#include "traffic/ranks.hpp"
#include "traffic/streets.hpp"

#include <string>
#include <vector>

namespace halong::traffic {

// Between the two halves of a window. Only ranks with a link between them write to each other.
class RankLetters {
public:
    explicit RankLetters(Layout const& layout);

    // What own regions wrote to another rank goes there; what it wrote to them lies in its region here, as if its nodes had
    // been worked on in this process (delivery.hpp). InternalFault when a message cannot be such letters.
    void exchange(Streets& streets, Ranks& ranks);

    [[nodiscard]] std::vector<int> const& neighbours() const { return neighbours_; }

private:
    std::vector<int> neighbours_;         // ranks, ascending
    std::vector<std::uint32_t> regions_;  // of each
    std::vector<std::string> sent_;
    std::vector<std::string> received_;
};

}  // namespace halong::traffic
