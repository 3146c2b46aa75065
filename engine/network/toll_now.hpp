// Tolls that have changed in the course of a day.
#pragma once

#include "network/link_toll.hpp"

#include <span>
#include <vector>

namespace halong::network {

// From now on, whoever pays a toll of the link at some hour pays so much at any hour; at least 0.
struct TollNow {
    core::LinkId link;
    std::int64_t vnd = 0;
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [link, vnd] = self;
        archive(link, vnd);
    }
};

// The tolls, with those of the links that are named replaced; links without a toll get none. Both by link.
std::vector<LinkToll> with_prices(std::vector<LinkToll> const& planned, std::span<TollNow const> now);

// Puts one among those that have changed already, by link; it replaces an earlier one of its link.
void put_price(std::vector<TollNow>& all, TollNow now);

}  // namespace halong::network
