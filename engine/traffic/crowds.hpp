// How crowds slow walkers down where space is short: footways, promenades, piers and pedestrian streets.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "network/network.hpp"

#include <cstdint>
#include <vector>

namespace halong::traffic {

using core::Millis;

// Mean speed of walkers, m/s, among `persons_per_m2` > 0: v = 1.34 (1 - exp(-1.913 (1/k - 1/5.4))) (Weidmann 1993,
// Transporttechnik der Fussgänger, ETH Zürich: Kladek's formula with his constants). From 5 persons/m2 on it stays at
// 0.037 m/s: a crowd shuffles on, since walkways have no entrance that could hold people back.
double weidmann_speed_mps(double persons_per_m2);

// Weidmann's mean speed of a walker who is alone, mm/s.
inline constexpr std::uint32_t free_walkway_mm_per_s = 1'340;

// How often crowds are looked at: speeds hold from one multiple of this to the next, whatever the window.
inline constexpr Millis crowd_interval_ms = 10 * core::ms_per_second;

// A link of class footway on which nothing drives: walkers there have its width for themselves.
bool is_walkway(network::Network const& network, core::LinkId link);

// The persons on every walkway; both directions of a walkway share its space.
class Crowds {
public:
    explicit Crowds(network::Network const& network);

    // The mean speed of walkers who enter the link now; 0 where the link is no walkway.
    [[nodiscard]] std::uint32_t speed_mm_per_s(core::LinkId link) const
    {
        std::uint32_t const space = space_of_link_[link.value()];
        return space == no_space ? 0 : speed_mm_per_s_[space];
    }
    // Persons who enter, or leave (negative); nothing happens where the link is no walkway.
    void change(core::LinkId link, std::int32_t persons);
    // Sets the speeds by who is there now. Call at every multiple of crowd_interval_ms.
    void update();

    [[nodiscard]] std::int32_t persons(core::LinkId link) const
    {
        std::uint32_t const space = space_of_link_[link.value()];
        return space == no_space ? 0 : persons_[space];
    }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [space_of_link, area_m2, persons, speed_mm_per_s, has_changed, changed] = self;
        // Given by the network: spaces and their areas.
        archive.fixed(persons, speed_mm_per_s, has_changed);
        archive(changed);
    }

private:
    static constexpr std::uint32_t no_space = UINT32_MAX;

    std::vector<std::uint32_t> space_of_link_;
    // by space
    std::vector<double> area_m2_;
    std::vector<std::int32_t> persons_;
    std::vector<std::uint32_t> speed_mm_per_s_;
    std::vector<std::uint8_t> has_changed_;
    std::vector<std::uint32_t> changed_;  // spaces, since the last update
};

}  // namespace halong::traffic
