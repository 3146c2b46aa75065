#include "network/toll_now.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace halong::network {
namespace {

using Key = std::pair<core::LinkId, core::Millis>;

Key key_of(TollNow const& change) { return {change.link, change.from_ms}; }

// The last change of the link at that time or before; nullptr where there is none.
TollNow const* change_at(std::span<TollNow const> changes, core::LinkId link, core::Millis time_ms)
{
    auto const later = std::ranges::upper_bound(changes, Key{link, time_ms}, {}, key_of);
    if (later == changes.begin() || std::prev(later)->link != link) return nullptr;
    return &*std::prev(later);
}

}  // namespace

std::vector<LinkToll> with_prices(std::vector<LinkToll> const& planned, std::span<TollNow const> changes)
{
    std::vector<LinkToll> tolls;
    for (auto first = planned.begin(); first != planned.end();) {
        auto const last =
            std::find_if(first, planned.end(), [&](LinkToll const& one) { return one.link != first->link; });
        auto const* const changed = change_at(changes, first->link, std::numeric_limits<core::Millis>::max());
        if (changed == nullptr) {
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
    auto const place = std::ranges::lower_bound(all, key_of(now), {}, key_of);
    if (place != all.end() && key_of(*place) == key_of(now)) {
        *place = now;
    } else {
        all.insert(place, now);
    }
}

std::int64_t vnd_at(std::span<LinkToll const> planned, std::span<TollNow const> changes, core::LinkId link,
                    VehicleClass vehicle, core::Millis entry_ms)
{
    auto const* const changed = change_at(changes, link, entry_ms);
    std::int64_t vnd = 0;
    auto const first = std::ranges::lower_bound(planned, link, {}, &LinkToll::link);
    for (auto toll = first; toll != planned.end() && toll->link == link; ++toll) {
        if (!toll->payers.has(vehicle)) continue;
        if (changed != nullptr) return changed->vnd;
        if (toll->holds(entry_ms)) vnd += toll->vnd;
    }
    return vnd;
}

}  // namespace halong::network
