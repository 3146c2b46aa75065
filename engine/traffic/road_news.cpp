#include "traffic/road_news.hpp"

#include "core/parallel.hpp"
#include "traffic/streets.hpp"

#include <algorithm>

namespace halong::traffic {
namespace {

constexpr std::size_t exits_in_block = 2'048;

// No wait is told as longer than a day.
std::uint32_t told(std::int64_t wait_ms)
{
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(wait_ms, 0, core::ms_per_day));
}

}  // namespace

RoadNews::RoadNews(Layout const& layout, network::TurnIndex const& index)
    : numbers_(layout, index), left_(index.turn_count()), started_(index.link_count())
{}

RoadWaits RoadNews::renew(Streets const& streets, Millis now_ms)
{
    RoadWaits waits{std::vector<std::uint32_t>(left_.size(), 0), std::vector<std::uint32_t>(started_.size(), 0)};
    core::for_each_index(streets.exits.size(), exits_in_block, [&](std::size_t exit) {
        waits_at(streets, static_cast<std::uint32_t>(exit), now_ms, waits.turns);
    });
    for (std::uint32_t entrance = 0; entrance < started_.size(); ++entrance) {
        Waits const& started = started_[entrance];
        std::int64_t wait_ms = started.sum.wait_ms() / std::max<std::int64_t>(1, started.sum.vehicles());
        std::uint32_t const first_leg = streets.sources[entrance].first_leg;
        if (first_leg != no_leg) {
            Millis const so_far_ms = now_ms - streets.departure_ms[first_leg];
            if (so_far_ms > started.longest_ms) wait_ms = so_far_ms;
        }
        waits.starts[numbers_.link_of_entrance(entrance)] = told(wait_ms);
    }
    std::ranges::fill(left_, Waits{});
    std::ranges::fill(started_, Waits{});
    return waits;
}

void RoadNews::list(Layout const& layout, std::vector<Part>& turns, std::vector<Part>& starts) const
{
    for (std::uint32_t exit = 0; exit < layout.node_of_exit.size(); ++exit) {
        if (!layout.is_own(layout.node_of_exit[exit])) continue;
        for (std::uint32_t turn = numbers_.first(exit); turn <= numbers_.end(exit); ++turn) {
            if (left_[turn].sum.vehicles() > 0) turns.push_back({left_[turn].sum, left_[turn].longest_ms, turn});
        }
    }
    for (std::uint32_t entrance = 0; entrance < started_.size(); ++entrance) {
        bool const is_told = layout.is_own(layout.node_of_entrance[entrance]) && started_[entrance].sum.vehicles() > 0;
        if (is_told)
            starts.push_back(
                {started_[entrance].sum, started_[entrance].longest_ms, numbers_.link_of_entrance(entrance)});
    }
}

void RoadNews::restore(Layout const& layout, std::vector<Part> const& turns, std::vector<Part> const& starts)
{
    std::ranges::fill(left_, Waits{});
    std::ranges::fill(started_, Waits{});
    for (Part const& part : turns) {
        if (part.number < left_.size()) left_[part.number] = {part.sum, part.longest_ms};
    }
    for (std::uint32_t exit = 0; exit < layout.node_of_exit.size(); ++exit) {
        if (layout.is_own(layout.node_of_exit[exit])) continue;
        for (std::uint32_t turn = numbers_.first(exit); turn <= numbers_.end(exit); ++turn) left_[turn] = {};
    }
    for (Part const& part : starts) {
        if (part.number >= layout.entrance_of_link.size()) continue;
        std::uint32_t const entrance = layout.entrance_of_link[part.number];
        if (layout.is_own(layout.node_of_entrance[entrance])) started_[entrance] = {part.sum, part.longest_ms};
    }
}

// `turns` holds the longest waits of those who stand, until the waits of the link are known.
void RoadNews::waits_at(Streets const& streets, std::uint32_t exit, Millis now_ms,
                        std::vector<std::uint32_t>& turns) const
{
    LinkExit const& state = streets.exits[exit];
    std::int64_t vehicles = 0;
    std::int64_t sum_ms = 0;
    auto const& pool = streets.regions[streets.layout.region_of_node(state.node)].queues;
    for (Ring const& file : state.files) {
        for (std::uint32_t i = 0; i < file.size; ++i) {
            QueuedVehicle const& vehicle = pool.at(file, i);
            Millis const so_far_ms = now_ms - vehicle.exit_ms;
            if (so_far_ms <= 0) continue;
            ++vehicles;
            sum_ms += so_far_ms;
            std::uint32_t& longest_ms = turns[numbers_.turn(exit, vehicle.next_entrance)];
            longest_ms = std::max(longest_ms, told(so_far_ms));
        }
    }
    for (std::uint32_t turn = numbers_.first(exit); turn <= numbers_.end(exit); ++turn) {
        vehicles += left_[turn].sum.vehicles();
        sum_ms += left_[turn].sum.wait_ms();
    }
    std::int64_t const mean_ms = sum_ms / std::max<std::int64_t>(1, vehicles);
    for (std::uint32_t turn = numbers_.first(exit); turn <= numbers_.end(exit); ++turn) {
        Waits const& left = left_[turn];
        std::int64_t const wait_ms =
            (left.sum.wait_ms() + prior_vehicles * mean_ms) / (left.sum.vehicles() + prior_vehicles);
        bool const stands_longer = turns[turn] > static_cast<std::uint32_t>(left.longest_ms);
        turns[turn] = told(stands_longer ? std::max<std::int64_t>(wait_ms, turns[turn]) : wait_ms);
    }
}

}  // namespace halong::traffic
