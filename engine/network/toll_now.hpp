// Tolls that have changed in the course of a day.
#pragma once

#include "network/link_toll.hpp"

#include <span>
#include <vector>

namespace halong::network {

// From `from_ms` on, whoever pays a toll of the link at some hour pays so much at any hour; at least 0.
struct TollNow {
    core::LinkId link;
    std::int64_t vnd = 0;
    core::Millis from_ms = 0;  // of the day's clock, ms from 00:00; it counts for who enters the link then or later
    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [link, vnd, from_ms] = self;
        archive(link, vnd, from_ms);
    }
};

// The tolls, with those of the links that are named replaced by the last change of each; links without a toll get none.
// `planned` by link, `changes` by link and time.
std::vector<LinkToll> with_prices(std::vector<LinkToll> const& planned, std::span<TollNow const> changes);

// Puts one among those that have changed already, by link and time; it replaces one of its link and time.
void put_price(std::vector<TollNow>& all, TollNow now);

// What a vehicle pays that enters a link at a time, VND: the sum of what its class pays of the planned tolls at that hour or,
// if one of `changes` came at that time or before, the last of these where its class pays at some hour. Order as above.
std::int64_t vnd_at(std::span<LinkToll const> planned, std::span<TollNow const> changes, core::LinkId link,
                    VehicleClass vehicle, core::Millis entry_ms);

}  // namespace halong::network
