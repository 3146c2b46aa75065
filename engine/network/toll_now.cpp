#include "network/toll_now.hpp"

#include <algorithm>

namespace halong::network {

std::vector<LinkToll> with_prices(std::vector<LinkToll> const& planned, std::span<TollNow const> now)
{
    std::vector<LinkToll> tolls;
    for (auto first = planned.begin(); first != planned.end();) {
        auto const last =
            std::find_if(first, planned.end(), [&](LinkToll const& one) { return one.link != first->link; });
        auto const changed = std::ranges::lower_bound(now, first->link, {}, &TollNow::link);
        if (changed == now.end() || changed->link != first->link) {
            tolls.insert(tolls.end(), first, last);
        } else {
            Access payers;
            for (auto toll = first; toll != last; ++toll) payers = payers.with(toll->payers);
            tolls.push_back({first->link, payers, 0, core::ms_per_day, changed->vnd});
        }
        first = last;
    }
    return tolls;
}

void put_price(std::vector<TollNow>& all, TollNow now)
{
    auto const place = std::ranges::lower_bound(all, now.link, {}, &TollNow::link);
    if (place != all.end() && place->link == now.link) {
        *place = now;
    } else {
        all.insert(place, now);
    }
}

}  // namespace halong::network
