// The rings of gridlock of a day, each once.
#pragma once

#include "core/ids.hpp"
#include "traffic/traffic.hpp"

#include <algorithm>
#include <map>
#include <type_traits>
#include <vector>

namespace halong::simulation {

// Rings by their links, each with the first and the last sight, the most vehicles and its turns.
class Rings {
public:
    void add(traffic::Gridlock const& seen)
    {
        auto const [place, is_new] = rings_.try_emplace(seen.links, seen);
        if (is_new) return;
        traffic::Gridlock& ring = place->second;
        ring.first_seen_ms = std::min(ring.first_seen_ms, seen.first_seen_ms);
        ring.last_seen_ms = std::max(ring.last_seen_ms, seen.last_seen_ms);
        ring.vehicles_held = std::max(ring.vehicles_held, seen.vehicles_held);
        ring.turns += seen.turns;
    }

    // By (first sight, links).
    [[nodiscard]] std::vector<traffic::Gridlock> list() const
    {
        std::vector<traffic::Gridlock> all;
        for (auto const& [links, ring] : rings_) all.push_back(ring);
        std::ranges::stable_sort(all, {}, &traffic::Gridlock::first_seen_ms);
        return all;
    }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [rings] = self;
        auto all = self.list();
        archive(all);
        if constexpr (!std::is_const_v<Self>) {
            rings.clear();
            for (auto const& ring : all) rings.try_emplace(ring.links, ring);
        }
    }

private:
    std::map<std::vector<core::LinkId>, traffic::Gridlock> rings_;
};

}  // namespace halong::simulation
