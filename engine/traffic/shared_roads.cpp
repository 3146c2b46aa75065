#include "traffic/shared_roads.hpp"

#include "core/archive.hpp"
#include "core/error.hpp"
#include "traffic/node_parts.hpp"
#include "traffic/rank_gather.hpp"
#include "traffic/whereabouts.hpp"

#include <algorithm>

namespace halong::traffic {

RoadSums& RoadSums::operator+=(RoadSums const& other)
{
    link_moves += other.link_moves;
    vehicles_arrived += other.vehicles_arrived;
    banned_entries += other.banned_entries;
    squeezes += other.squeezes;
    digest += other.digest;
    return *this;
}

RoadSums sums_of(Streets const& streets)
{
    RoadSums sums;
    for (Region const& region : streets.regions) {
        sums.link_moves += region.link_moves;
        sums.vehicles_arrived += region.vehicles_arrived;
        sums.banned_entries += region.banned_entries;
        sums.digest += region.digest;
    }
    return sums;
}

void set_sums(Streets& streets, RoadSums const& sums)
{
    for (Region& region : streets.regions) {
        bool const is_first = &region == &streets.regions[streets.layout.first_own_region];
        region.link_moves = is_first ? sums.link_moves : 0;
        region.vehicles_arrived = is_first ? sums.vehicles_arrived : 0;
        region.banned_entries = is_first ? sums.banned_entries : 0;
        region.digest = is_first ? sums.digest : 0;
    }
}

NodeParts node_parts(Sharing const& sharing, network::Network const& network, city::Plans const& plans,
                     network::Routes const& routes)
{
    if (sharing.ranks == nullptr) return {};
    auto const count = static_cast<std::uint32_t>(sharing.ranks->count());
    auto const rank = static_cast<std::uint32_t>(sharing.ranks->rank());
    core::ensure(count <= most_regions, "at most 64 ranks can share the roads");
    if (!sharing.rank_of_node.empty()) return {sharing.rank_of_node, count, rank};
    std::vector<std::uint32_t> shared;
    if (rank == 0) shared = share_nodes(network, plans, routes, count);
    return {gathered(*sharing.ranks, shared), count, rank};
}

void SharedRoads::tell(RoadSums const& own, std::vector<Arrival>& arrivals)
{
    core::ArchiveWriter writer;
    writer(own, own_arrivals_);
    own_arrivals_.clear();
    ranks_.has_moved(own.link_moves);
    others_ = {};
    vehicles_arrived_ = 0;
    auto const all = ranks_.gather(writer.bytes());
    for (int rank = 0; rank < ranks_.count(); ++rank) {
        core::ArchiveReader reader(all[static_cast<std::size_t>(rank)], other_rank);
        RoadSums sums;
        std::vector<Arrival> happened;
        reader(sums, happened);
        reader.finish();
        arrivals.insert(arrivals.end(), happened.begin(), happened.end());
        vehicles_arrived_ += sums.vehicles_arrived;
        if (rank != ranks_.rank()) others_ += sums;
    }
}

RoadSums SharedRoads::take_over(RoadSums const& all, LinkHours& hours)
{
    bool const is_first = ranks_.rank() == 0;
    vehicles_arrived_ = all.vehicles_arrived;
    others_ = is_first ? RoadSums{} : all;
    own_arrivals_.clear();
    ranks_.has_moved(is_first ? all.link_moves : 0);
    if (is_first) return all;
    std::ranges::fill(hours.vehicles, 0);
    std::ranges::fill(hours.time_ms, 0);
    std::ranges::fill(hours.free_time_ms, 0);
    return {};
}

void SharedRoads::gather(LinkHours& hours, Millis now_ms)
{
    add_of_others(ranks_, hours.vehicles);
    add_of_others(ranks_, hours.time_ms);
    add_of_others(ranks_, hours.free_time_ms);
    all_vehicles_ = gathered(ranks_, vehicles_in(streets_));
    has_gathered_ = true;
    if (!streets_.turn_meter) return;
    turn_waits_ = streets_.turn_meter->read(streets_, now_ms);
    add_of_others(ranks_, turn_waits_->turns);
    add_of_others(ranks_, turn_waits_->starts);
}

}  // namespace halong::traffic
