#include "traffic/crowds.hpp"

#include "core/exact_math.hpp"

#include <algorithm>
#include <cmath>

namespace halong::traffic {
namespace {

constexpr double free_speed_mps = free_walkway_mm_per_s / 1e3;
constexpr double shape_per_m2 = 1.913;  // Weidmann's gamma
constexpr double jam_per_m2 = 5.4;      // nobody moves
constexpr double densest_per_m2 = 5.0;  // see weidmann_speed_mps

}  // namespace

double weidmann_speed_mps(double persons_per_m2)
{
    double const density = std::min(persons_per_m2, densest_per_m2);
    return free_speed_mps * (1 - core::exact_exp(-shape_per_m2 * (1 / density - 1 / jam_per_m2)));
}

bool is_walkway(network::Network const& network, core::LinkId link)
{
    return network.road_class(link) == network::RoadClass::footway &&
           !network.access(link).overlaps(network::Access::all_vehicles());
}

Crowds::Crowds(network::Network const& network) : space_of_link_(network.link_count(), no_space)
{
    for (core::LinkId const link : network.links()) {
        if (!is_walkway(network, link)) continue;
        core::LinkId const reverse = network.reverse(link);
        bool const shared = reverse.valid() && is_walkway(network, reverse);
        if (shared && reverse < link) {
            space_of_link_[link.value()] = space_of_link_[reverse.value()];
            continue;
        }
        space_of_link_[link.value()] = static_cast<std::uint32_t>(area_m2_.size());
        double const width_m = network.width_m(link) + (shared ? network.width_m(reverse) : 0.0);
        area_m2_.push_back(network.length_m(link) * width_m);
    }
    persons_.assign(area_m2_.size(), 0);
    speed_mm_per_s_.assign(area_m2_.size(), free_walkway_mm_per_s);
    has_changed_.assign(area_m2_.size(), 0);
}

void Crowds::change(core::LinkId link, std::int32_t persons)
{
    std::uint32_t const space = space_of_link_[link.value()];
    if (space == no_space) return;
    persons_[space] += persons;
    if (has_changed_[space] != 0) return;
    has_changed_[space] = 1;
    changed_.push_back(space);
}

void Crowds::update()
{
    for (std::uint32_t const space : changed_) {
        has_changed_[space] = 0;
        speed_mm_per_s_[space] = free_walkway_mm_per_s;
        if (persons_[space] == 0) continue;
        double const speed_mps = weidmann_speed_mps(persons_[space] / area_m2_[space]);
        speed_mm_per_s_[space] = static_cast<std::uint32_t>(std::floor(speed_mps * 1e3 + 0.5));
    }
    changed_.clear();
}

}  // namespace halong::traffic
