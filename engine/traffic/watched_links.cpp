#include "traffic/watched_links.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace halong::traffic {

void watch_own_links(Layout const& layout, std::vector<std::uint8_t>& watched)
{
    for (std::uint32_t link = 0; link < watched.size(); ++link) {
        if (!layout.is_own(core::LinkId{link})) watched[link] = city::watch_nothing;
    }
}

WatchedLinks::WatchedLinks(Layout const& layout, std::vector<std::uint32_t> storage_mpcu_by_exit)
    : layout_(layout),
      storage_mpcu_(std::move(storage_mpcu_by_exit)),
      inside_mpcu_(storage_mpcu_.size(), 0),
      places_(storage_mpcu_.size(), 0)
{}

void WatchedLinks::settle(std::vector<WatchedCrossing>& crossings, std::vector<city::Passage>& passages)
{
    group_by_exit(crossings);
    std::uint32_t first = 0;
    for (std::uint32_t const exit : exits_) {
        std::uint32_t const end = places_[exit];
        settle_exit({by_exit_.data() + first, by_exit_.data() + end}, passages);
        places_[exit] = 0;
        first = end;
    }
    exits_.clear();
    crossings.clear();
}

// By counting: a window has few crossings of each of many exits. Then `places_` tells where those of an exit end.
void WatchedLinks::group_by_exit(std::vector<WatchedCrossing> const& crossings)
{
    for (WatchedCrossing const& crossing : crossings) {
        if (places_[crossing.exit]++ == 0) exits_.push_back(crossing.exit);
    }
    std::uint32_t begin = 0;
    for (std::uint32_t const exit : exits_) begin += std::exchange(places_[exit], begin);
    by_exit_.resize(crossings.size());
    for (WatchedCrossing const& crossing : crossings) by_exit_[places_[crossing.exit]++] = crossing;
}

void WatchedLinks::settle_exit(std::span<WatchedCrossing> crossings, std::vector<city::Passage>& passages)
{
    std::sort(crossings.begin(), crossings.end(), [](WatchedCrossing const& a, WatchedCrossing const& b) {
        return std::tie(a.time_ms, a.leaves, a.leg) < std::tie(b.time_ms, b.leaves, b.leg);
    });
    std::uint32_t const exit = crossings.front().exit;
    std::uint32_t& inside_mpcu = inside_mpcu_[exit];
    for (WatchedCrossing const& crossing : crossings) {
        if (!crossing.leaves) {
            inside_mpcu += crossing.mpcu;
            continue;
        }
        std::uint64_t const permille = std::uint64_t{inside_mpcu} * 1'000 / storage_mpcu_[exit];
        passages.push_back({crossing.leg, layout_.link_of_exit[exit], crossing.entry_ms, crossing.time_ms,
                            static_cast<std::uint16_t>(std::min<std::uint64_t>(permille, UINT16_MAX)), true});
        inside_mpcu -= crossing.mpcu;
    }
}

}  // namespace halong::traffic
