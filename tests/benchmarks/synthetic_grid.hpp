// A grid of 100 x 100 junctions (39,600 links of 150 m) with staircase routes, 75 % motorbikes.
#pragma once

#include "benchmarks/benchmark_case.hpp"
#include "core/random.hpp"

#include <algorithm>
#include <cstdlib>

namespace halong::benchmark {

class SyntheticGrid {
public:
    static Case make(std::uint32_t vehicles, int minutes_of_departures)
    {
        SyntheticGrid grid;
        Case result;
        result.name = "synthetic";
        result.network = grid.build();
        grid.add_vehicles(result, vehicles, minutes_of_departures);
        return result;
    }

private:
    using LinkId = core::LinkId;
    using NodeId = core::NodeId;
    static constexpr int side = 100;
    static constexpr double block_m = 150;

    static NodeId node_at(int x, int y) { return NodeId(y * side + x); }

    static network::LinkRecord road(int x, int y, int to_x, int to_y, std::uint64_t number)
    {
        network::LinkRecord record;
        record.from = node_at(x, y);
        record.to = node_at(to_x, to_y);
        record.stable_id = number;
        record.length_m = block_m;
        bool const avenue = (x == to_x ? x : y) % 5 == 0;
        record.width_m = avenue ? 10.5 : 3.5;
        record.lanes = avenue ? 3 : 1;
        record.speed_limit_kmh = avenue ? 60 : 40;
        record.road_class = avenue ? network::RoadClass::primary : network::RoadClass::tertiary;
        record.access = network::Access::all_vehicles().with(network::Access::walkers());
        record.shape = {{x * block_m, y * block_m}, {to_x * block_m, to_y * block_m}};
        return record;
    }

    network::Network build()
    {
        std::vector<network::NodeRecord> nodes;
        std::vector<network::LinkRecord> links;
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                bool const signal = x % 5 == 0 && y % 5 == 0;
                nodes.push_back({{x * block_m, y * block_m}, nodes.size() + 1, signal});
            }
        }
        auto const add = [&](int x, int y, int dx, int dy) {
            if (x + dx < 0 || x + dx >= side || y + dy < 0 || y + dy >= side) return LinkId{};
            links.push_back(road(x, y, x + dx, y + dy, links.size() + 1));
            return LinkId(links.size() - 1);
        };
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                east_.push_back(add(x, y, 1, 0));
                west_.push_back(add(x, y, -1, 0));
                north_.push_back(add(x, y, 0, 1));
                south_.push_back(add(x, y, 0, -1));
            }
        }
        return network::Network(std::move(nodes), std::move(links), {});
    }

    static city::Mode mode_for(std::uint64_t percent)
    {
        if (percent < 75) return city::Mode::motorbike;
        if (percent < 90) return city::Mode::car;
        if (percent < 95) return city::Mode::bicycle;
        if (percent < 98) return city::Mode::van;
        return percent < 99 ? city::Mode::bus : city::Mode::lorry;
    }

    // Each step goes along the axis with more to go, ties by the row.
    void add_route(int x, int y, int to_x, int to_y, std::vector<LinkId>& links) const
    {
        while (x != to_x || y != to_y) {
            auto const here = static_cast<std::size_t>(y * side + x);
            int const dx = to_x - x;
            int const dy = to_y - y;
            bool const along_x = dy == 0 || (dx != 0 && (std::abs(dx) > std::abs(dy) || y % 5 == 0));
            links.push_back(along_x ? (dx > 0 ? east_[here] : west_[here]) : (dy > 0 ? north_[here] : south_[here]));
            (along_x ? x : y) += (along_x ? dx : dy) > 0 ? 1 : -1;
        }
    }

    void add_vehicles(Case& result, std::uint32_t vehicles, int minutes) const
    {
        core::Random const random(1);
        for (std::uint32_t leg = 0; leg < vehicles; ++leg) {
            auto const draw = [&](std::uint32_t purpose, std::uint64_t n) {
                return random.below(core::Stream::test, {leg, purpose, 0}, n);
            };
            int const x = static_cast<int>(draw(1, side));
            int const y = static_cast<int>(draw(2, side));
            int const to_x = std::clamp(x + static_cast<int>(draw(3, 61)) - 30, 0, side - 1);
            int const to_y = std::clamp(y + static_cast<int>(draw(4, 61)) - 30, 0, side - 1);
            add_route(x, y, to_x, to_y, result.routes.links);
            result.routes.offset.push_back(static_cast<std::uint32_t>(result.routes.links.size()));
            auto const start_ms = draw(6, static_cast<std::uint64_t>(minutes) * 60'000);
            result.add_leg(mode_for(draw(5, 100)), static_cast<core::Millis>(start_ms));
        }
    }

    std::vector<LinkId> east_, west_, north_, south_;  // by node; invalid at the border
};

}  // namespace halong::benchmark
