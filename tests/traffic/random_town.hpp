// Random small towns of 2-30 links with traffic of all classes.
#pragma once

#include "traffic/town.hpp"

#include <array>
#include <random>

namespace halong::test {

enum class TownShape {
    any,      // rings may lock
    acyclic,  // links lead to higher nodes, so that every leg comes to an end
};

class TownMaker {
public:
    explicit TownMaker(unsigned seed) : random_(seed) {}

    [[nodiscard]] Town make(TownShape shape)
    {
        Town town;
        town.parameters.window_ms = 1'000;
        town.parameters.seepage = below(3) / 2.0;
        town.parameters.ring_turn_s = 0;
        town.parameters.pass_blocked_after_s = 0;
        town.parameters.squeeze_after_s = 0;
        int const nodes = 2 + below(8);
        for (int i = 0; i < nodes; ++i) town.node_ids.push_back(static_cast<std::uint64_t>(i));
        std::shuffle(town.node_ids.begin(), town.node_ids.end(), random_);
        int const links = 2 + below(29);
        while (static_cast<int>(town.links.size()) < links) add_link(town, shape);
        add_legs(town);
        return town;
    }

private:
    int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

    void add_link(Town& town, TownShape shape)
    {
        TownLink link;
        auto const nodes = static_cast<int>(town.node_ids.size());
        link.from = below(nodes);
        link.to = below(nodes);
        if (link.from == link.to) return;
        if (shape == TownShape::acyclic && link.from > link.to) std::swap(link.from, link.to);
        link.stable_id = 1'000 - town.links.size() * 7 % 31;  // neither in the order of the links nor against it
        link.way = link.stable_id;
        bool const pairs =
            shape == TownShape::any && !town.links.empty() && town.links.back().way == town.links.back().stable_id;
        if (pairs && below(3) == 0) {  // the other direction of the street before
            link.way = town.links.back().way;
            link.from = town.links.back().to;
            link.to = town.links.back().from;
        }
        link.length_m = 20 + below(250);
        link.model = random_model(link.length_m);
        town.links.push_back(link);
    }

    traffic::LinkModel random_model(double length_m)
    {
        traffic::LinkModel model;
        auto const car_ms = static_cast<core::Millis>(length_m * 1000 / (8 + below(10)));
        for (std::size_t i = 0; i < model.free_time_ms.size(); ++i) {
            int const slower_percent = i == 6 ? 150 : i == 1 ? 0 : below(40);
            model.free_time_ms[i] = std::max(1'000, car_ms + car_ms * slower_percent / 100);
        }
        model.exit_capacity_pcu_per_h = static_cast<std::uint32_t>(300 + below(12) * 300 + below(2) * below(100));
        model.entrance_capacity_pcu_per_h = static_cast<std::uint32_t>(300 + below(12) * 300 + below(2) * below(100));
        // Holding one large vehicle at least; often little more, so that space is what everybody waits for.
        model.storage_mpcu = 3'000 + static_cast<std::uint32_t>(length_m * (below(3) * 70));
        model.wave_time_ms = std::max(1'000, static_cast<core::Millis>(length_m * 1000 / (3 + below(4))));
        model.right_of_way = 1U << static_cast<unsigned>(below(3) * below(3));
        if (below(4) == 0) {
            core::Millis const cycle_ms = 20'000 + below(40) * 1'000;
            model.green = {cycle_ms, below(cycle_ms), 1 + below(cycle_ms)};
        }
        return model;
    }

    void add_legs(Town& town)
    {
        static constexpr std::array modes{city::Mode::motorbike, city::Mode::motorbike, city::Mode::motorbike,
                                          city::Mode::car,       city::Mode::car,       city::Mode::van,
                                          city::Mode::bus,       city::Mode::coach,     city::Mode::lorry,
                                          city::Mode::bicycle};
        int const legs = 20 + below(120);
        int const spread_ms = 1'000 + below(150) * 1'000;
        for (int i = 0; i < legs; ++i) {
            TownLeg leg;
            leg.departure_ms = below(4) == 0 ? below(spread_ms / 1'000 + 1) * 1'000 : below(spread_ms);
            leg.mode = modes[static_cast<std::size_t>(below(static_cast<int>(modes.size())))];
            std::size_t link = static_cast<std::size_t>(below(static_cast<int>(town.links.size())));
            int const most = 1 + below(7);
            while (static_cast<int>(leg.route.size()) < most) {
                leg.route.push_back(link);
                std::vector<std::size_t> next;
                for (std::size_t k = 0; k < town.links.size(); ++k) {
                    if (town.links[k].from == town.links[link].to) next.push_back(k);
                }
                if (next.empty()) break;
                link = next[static_cast<std::size_t>(below(static_cast<int>(next.size())))];
            }
            town.legs.push_back(std::move(leg));
        }
    }

    std::mt19937 random_;
};

inline Town random_town(unsigned seed, TownShape shape) { return TownMaker(seed).make(shape); }

}  // namespace halong::test
