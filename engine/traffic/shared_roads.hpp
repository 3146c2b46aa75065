// The roads of one run that several ranks share: what they tell each other, and when.
#pragma once

#include "traffic/rank_letters.hpp"
#include "traffic/ranks.hpp"
#include "traffic/streets.hpp"
#include "traffic/traffic.hpp"
#include "traffic/turn_meter.hpp"

#include <optional>
#include <vector>

namespace halong::traffic {

// What has happened at the nodes of a rank since the start.
struct RoadSums {
    std::int64_t link_moves = 0;
    std::int64_t vehicles_arrived = 0;
    std::int64_t banned_entries = 0;
    std::int64_t squeezes = 0;
    std::uint64_t digest = 0;

    RoadSums& operator+=(RoadSums const& other);
};

// By the regions of this process; without squeezes, which the traffic counts. And back: as if all were of one region.
RoadSums sums_of(Streets const& streets);
void set_sums(Streets& streets, RoadSums const& sums);

// The nodes of which rank? As given, or shared out by rank 0 (node_parts.hpp), whose METIS counts.
NodeParts node_parts(Sharing const& sharing, network::Network const& network, city::Plans const& plans,
                     network::Routes const& routes);

// A rank has the vehicles on links to its nodes, and the entrances of links from them, and is told of the passages there.
// All else is the same on every rank: who has departed, people on foot, and whatever follows from arrivals; so all ranks must
// learn of these.
class SharedRoads {
public:
    SharedRoads(Ranks& ranks, Streets& streets) : ranks_(ranks), streets_(streets), letters_(streets.layout)
    {
        ranks_.has_moved(0);  // a day begins
    }

    [[nodiscard]] Ranks& ranks() const { return ranks_; }
    // In each window in which somebody may drive: neighbours tell each other who crosses between them.
    void exchange_letters() { letters_.exchange(streets_, ranks_); }

    // Arrivals of the vehicles of this rank, until they are told.
    [[nodiscard]] std::vector<Arrival>& own_arrivals() { return own_arrivals_; }
    // All ranks tell each other theirs, which are appended to `arrivals`, and their sums.
    void tell(RoadSums const& own, std::vector<Arrival>& arrivals);
    // As they were told last.
    [[nodiscard]] RoadSums const& sums_of_others() const { return others_; }
    [[nodiscard]] std::int64_t vehicles_arrived() const { return vehicles_arrived_; }

    // A saved day goes on, with what had happened on all ranks until then. Returns what counts as this rank's, and leaves
    // no more in `hours`: all of it on the first, no vehicles on others.
    [[nodiscard]] RoadSums take_over(RoadSums const& all, LinkHours& hours);

    // All ranks bring together what each counted and where its vehicles stand. Once, at the end; `hours` as counted so far.
    void gather(LinkHours& hours, Millis now_ms);
    [[nodiscard]] bool has_gathered() const { return has_gathered_; }
    [[nodiscard]] std::vector<Whereabouts> const& all_vehicles() const { return all_vehicles_; }
    [[nodiscard]] std::optional<TurnWaits> const& turn_waits() const { return turn_waits_; }

private:
    Ranks& ranks_;
    Streets& streets_;
    RankLetters letters_;
    std::vector<Arrival> own_arrivals_;
    RoadSums others_;
    std::int64_t vehicles_arrived_ = 0;  // on all ranks
    bool has_gathered_ = false;
    std::vector<Whereabouts> all_vehicles_;
    std::optional<TurnWaits> turn_waits_;  // of all ranks, where turns are metered
};

}  // namespace halong::traffic
