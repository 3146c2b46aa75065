#include "city/apply.hpp"
#include "core/hash.hpp"
#include "network/link_line.hpp"
#include "study/siting.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

namespace halong::study {
namespace {

constexpr double candidate_square_m = 50;

std::string street_at(city::City const& city, core::NodeId node)
{
    core::LinkId widest;
    for (core::LinkId const link : city.network.out_links(node)) {
        bool const named = !city.network.name(link).empty();
        if (named && (!widest.valid() ||
                      city.network.supply(link).capacity_pcu_per_h > city.network.supply(widest).capacity_pcu_per_h)) {
            widest = link;
        }
    }
    return widest.valid() ? std::string(city.network.name(widest)) : std::string{};
}

}  // namespace

std::vector<Candidate> street_candidates(city::City const& city)
{
    std::vector<Candidate> all;
    for (core::NodeId const node : city.network.nodes()) {
        all.push_back({city.network.position(node), city.network.stable_id(node), {}});
    }
    std::size_t const nodes = all.size();
    for (city::Place const& place : city.places) all.push_back({place.position, place.stable_id, place.name});

    std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> first;  // by square
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::pair const square{static_cast<std::int64_t>(std::floor(all[i].position.x_m / candidate_square_m)),
                               static_cast<std::int64_t>(std::floor(all[i].position.y_m / candidate_square_m))};
        auto const [entry, is_new] = first.try_emplace(square, i);
        bool const named_first = i >= nodes && entry->second < nodes;  // a place rather than a corner
        bool const same_kind = (i >= nodes) == (entry->second >= nodes);
        if (named_first || (same_kind && all[i].stable_id < all[entry->second].stable_id)) entry->second = i;
    }
    std::vector<std::size_t> kept;
    for (auto const& [square, i] : first) {
        if (city::may_stand(city, all[i].position)) kept.push_back(i);
    }
    std::ranges::sort(kept, {}, [&](std::size_t i) { return all[i].stable_id; });
    std::vector<Candidate> candidates;
    for (std::size_t const i : kept) {
        if (i < nodes) all[i].near = street_at(city, core::NodeId{i});
        if (all[i].near.empty()) all[i].near = city.zones[city.nearest_zone(all[i].position)].name;
        candidates.push_back(std::move(all[i]));
    }
    return candidates;
}

std::vector<Candidate> junction_candidates(city::City const& city)
{
    constexpr double look_m = 30;  // up the approach
    network::Network const& network = city.network;
    auto const is_main = [&network](core::LinkId link) {
        return network.road_class(link) <= network::RoadClass::tertiary;
    };
    std::vector<Candidate> candidates;
    for (core::NodeId const node : network.nodes()) {
        std::set<core::NodeId> neighbours;
        for (core::LinkId const link : network.in_links(node)) neighbours.insert(network.from(link));
        for (core::LinkId const link : network.out_links(node)) neighbours.insert(network.to(link));
        if (neighbours.size() < 3 || !city::may_stand(city, network.position(node))) continue;
        for (core::LinkId const link : network.in_links(node)) {
            if (!is_main(link)) continue;
            geo::Line const line = line_of(network, link);
            double const length_m = geo::length_m(line);
            auto const towards = length_m <= look_m ? line.front() : geo::point_along(line, 1 - look_m / length_m);
            auto const at = network.position(node);
            double const heading_rad = geo::heading_along({at, towards}, 0.5);
            // In whole tenths of a degree, as the option file will say it.
            double const azimuth = std::round((90 - heading_rad * 180 / std::numbers::pi) * 10) / 10;
            candidates.push_back({at, core::combine(network.stable_id(node), network.stable_id(link)),
                                  street_at(city, node), azimuth < 0 ? azimuth + 360 : azimuth});
        }
    }
    return candidates;
}

}  // namespace halong::study
