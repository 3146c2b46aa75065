#include "traffic/watched_links.hpp"

#include <algorithm>
#include <tuple>

namespace halong::traffic {

WatchedLinks::WatchedLinks(Layout const& layout, std::vector<std::uint32_t> storage_mpcu_by_exit)
    : layout_(layout), storage_mpcu_(std::move(storage_mpcu_by_exit)), inside_mpcu_(storage_mpcu_.size(), 0)
{}

void WatchedLinks::settle(std::vector<WatchedCrossing>& crossings, std::vector<city::Passage>& passages)
{
    std::sort(crossings.begin(), crossings.end(), [](WatchedCrossing const& a, WatchedCrossing const& b) {
        return std::tie(a.exit, a.time_ms, a.leaves, a.leg) < std::tie(b.exit, b.time_ms, b.leaves, b.leg);
    });
    for (WatchedCrossing const& crossing : crossings) {
        std::uint32_t& inside_mpcu = inside_mpcu_[crossing.exit];
        if (!crossing.leaves) {
            inside_mpcu += crossing.mpcu;
            continue;
        }
        std::uint64_t const permille = std::uint64_t{inside_mpcu} * 1'000 / storage_mpcu_[crossing.exit];
        passages.push_back({crossing.leg, layout_.link_of_exit[crossing.exit], crossing.entry_ms, crossing.time_ms,
                            static_cast<std::uint16_t>(std::min<std::uint64_t>(permille, UINT16_MAX))});
        inside_mpcu -= crossing.mpcu;
    }
    crossings.clear();
}

}  // namespace halong::traffic
