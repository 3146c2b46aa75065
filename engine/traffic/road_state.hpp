// All that changes on the roads of a run, by links of the network: the same whatever the layout and however many ranks share
// the roads, so that the state that some have saved can be taken up by others.
#pragma once

#include "traffic/link_state.hpp"
#include "traffic/region.hpp"
#include "traffic/road_news.hpp"
#include "traffic/shared_roads.hpp"
#include "traffic/streets.hpp"
#include "traffic/watched_links.hpp"

#include <array>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace halong::traffic {

// Between two windows. Records of links and nodes name them and come in any order; what belongs to a record stands in the
// list beside it, in the same order.
struct RoadState {
    struct StopLine {
        std::uint64_t tag = 0;
        std::int64_t delay_ms = 0;
        std::array<std::uint32_t, network::vehicle_class_count> vehicles{};
        ServiceClock service;
        GreenTime green;
        Millis ready_ms = core::never;
        Millis passing_ms = 0;
        std::uint32_t passing_links = 0;
        std::uint32_t inside_mpcu = 0;  // of a watched link
        std::uint32_t link = 0;
        std::array<std::uint32_t, 2> files{};  // how many of `queued`, by File
        File chosen = File::none;
        std::uint8_t seepage_credit_percent = 0;
        bool nobody_passes = false;
        bool is_waiting = false;  // as far as its region knows
    };
    struct Entrance {
        std::uint64_t source_tag = 0;
        ServiceClock service;
        Millis source_ready_ms = core::never;
        Millis open_from_ms = 0;
        Millis claim_end_ms = core::never;
        std::uint32_t used_mpcu = 0;
        std::uint32_t turn_mpcu = 0;
        std::uint32_t link = 0;
        std::uint32_t holes = 0;     // how many of `holes`
        std::uint32_t starting = 0;  // how many of `starting`
        std::uint32_t claimant = no_claimant;
        std::uint32_t is_wanted = 0;
    };
    struct Node {
        std::uint32_t link = 0;      // that ends or begins there
        std::uint32_t is_ended = 0;  // it ends there
        Millis due_ms = core::never;
        Millis source_due_ms = core::never;
        ServiceClock supply;
        std::uint32_t leads = 0;  // how many of `turn_leads`
    };

    std::vector<StopLine> stop_lines;
    std::vector<QueuedVehicle> queued;  // `next_entrance` is the number of the next link, or no_entrance
    std::vector<Entrance> entrances;
    std::vector<Hole> holes;
    std::vector<std::uint32_t> starting;  // legs
    std::vector<Node> nodes;
    std::vector<std::uint64_t> turn_leads;
    std::vector<RoadNews::Part> news_of_turns;   // none where nobody asks for news
    std::vector<RoadNews::Part> news_of_starts;  // the same
    std::vector<std::uint32_t> other_ways;       // as in Streets, of links; the same on all ranks
    RoadSums sums;
    Millis waiting_since_ms = 0;

    // What another rank has; ways are the same there.
    void add(RoadState const& other);

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [stop_lines, queued, entrances, holes, starting, nodes, turn_leads, news_of_turns, news_of_starts,
               other_ways, sums, waiting_since_ms] = self;
        archive(stop_lines, queued, entrances, holes, starting, nodes, turn_leads, news_of_turns, news_of_starts,
                other_ways, sums, waiting_since_ms);
    }
};

// Of the nodes of this rank; without the sums and since when somebody waits, which the traffic knows.
RoadState road_state(Streets const& streets, WatchedLinks const& watched_links);

// UserError when the state cannot be one of these streets.
void require_fit(RoadState const& state, Streets const& streets);

// Puts what belongs to the nodes of this rank into streets of the same network, plans and routes; what stood there is
// forgotten. `state` fits; `own`: what counts as this rank's of its sums.
void restore(RoadState const& state, RoadSums const& own, Streets& streets, WatchedLinks& watched_links);

// Of all ranks on the first of them, where it is true; on all others false. All call it at once, with what they have
// themselves. Walkers by link and hour are the same on each.
bool bring_together(Ranks& ranks, RoadState& state, LinkHours& hours);

// The same state gives the same bytes.
static_assert(std::has_unique_object_representations_v<RoadState::StopLine>);
static_assert(std::has_unique_object_representations_v<RoadState::Entrance>);
static_assert(std::has_unique_object_representations_v<RoadState::Node>);
static_assert(std::has_unique_object_representations_v<RoadNews::Part>);
static_assert(std::has_unique_object_representations_v<RoadSums>);

}  // namespace halong::traffic
