// A small town as plain data: what a property or a comparison of two models runs, shrinks when it fails, and prints.
#pragma once

#include "city/travel.hpp"
#include "core/archive.hpp"
#include "network/network.hpp"
#include "network/routes.hpp"
#include "scenario/scenario.hpp"
#include "traffic/rank_gather.hpp"
#include "traffic/road_model.hpp"
#include "traffic/traffic.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <iomanip>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace halong::test {

struct TownLink {
    int from = 0;
    int to = 0;
    std::uint64_t stable_id = 0;
    std::uint64_t way = 0;  // of the two directions of one street; else of its own
    double length_m = 100;
    traffic::LinkModel model;
};

struct TownLeg {
    core::Millis departure_ms = 0;
    city::Mode mode = city::Mode::car;
    std::vector<std::size_t> route;  // positions in Town::links
};

struct Town {
    std::vector<std::uint64_t> node_ids;  // stable ids, by node
    std::vector<TownLink> links;
    std::vector<TownLeg> legs;
    scenario::TrafficParameters parameters;
    core::Millis until_ms = 3'600'000;

    [[nodiscard]] geo::PointMetric position(int node) const
    {
        // On a circle, in the order of the stable ids, so that numbering does not move anything.
        double const angle = 2 * 3.141592653589793 * static_cast<double>(node_ids[static_cast<std::size_t>(node)]) /
                             static_cast<double>(node_ids.size());
        return {std::round(200 * std::cos(angle)), std::round(200 * std::sin(angle))};
    }
    [[nodiscard]] network::VehicleClass vehicle(std::size_t leg) const { return city::vehicle_of(legs[leg].mode); }
    [[nodiscard]] std::int64_t mpcu(std::size_t leg) const { return network::info(vehicle(leg)).pcu_milli; }
    [[nodiscard]] core::Millis free_ms(std::size_t leg, std::size_t link) const
    {
        return links[link].model.free_time_ms[static_cast<std::size_t>(vehicle(leg))];
    }
};

// A vehicle has passed a link.
struct TownCrossing {
    core::Millis exit_ms = 0;
    std::size_t leg = 0;
    std::size_t link = 0;
    core::Millis entry_ms = 0;
    auto operator<=>(TownCrossing const&) const = default;  // NOLINT(modernize-use-nullptr): sees one in it
};

struct TownEvents {
    std::vector<TownCrossing> crossings;                         // by (exit, leg, link)
    std::vector<std::pair<core::Millis, std::size_t>> arrivals;  // time and leg, in order
    bool operator==(TownEvents const&) const = default;
};

struct TownRun {
    TownEvents events;
    traffic::Counters counters;
    std::uint64_t digest = 0;
    bool ring_stands = false;  // a gridlock at the end
};

inline network::Network network_of(Town const& town, std::vector<network::BannedTurn> const& banned = {})
{
    std::vector<network::NodeRecord> nodes;
    for (std::size_t i = 0; i < town.node_ids.size(); ++i) {
        nodes.push_back({town.position(static_cast<int>(i)), town.node_ids[i], false});
    }
    std::vector<network::LinkRecord> links;
    for (TownLink const& link : town.links) {
        network::LinkRecord record;
        record.from = core::NodeId(link.from);
        record.to = core::NodeId(link.to);
        record.stable_id = link.stable_id;
        record.way_id = std::to_string(link.way);
        record.length_m = link.length_m;
        record.width_m = 3.5;
        record.access = network::Access::all_vehicles();
        record.shape = {town.position(link.from), town.position(link.to)};
        links.push_back(record);
    }
    return network::Network(nodes, links, banned);
}

// A run that is saved in the midst. Without content: it is saved there and goes on; with content: it goes on from there.
struct Halt {
    core::Millis at_ms = 0;
    std::string content;
    traffic::WindowEvents happened;

    // From the start, or from where it was saved, until `until_ms`, in steps of at most `step_ms`. `all`: what happened;
    // of ranks, each has the passages of its own links until they are brought together here.
    void run(traffic::Traffic& traffic, std::vector<traffic::Departure> const& departures, core::Millis until_ms,
             core::Millis step_ms, traffic::WindowEvents& all, traffic::Ranks* ranks = nullptr)
    {
        auto const of_all = [ranks](std::vector<city::Passage> const& own) {
            return ranks != nullptr ? traffic::gathered(*ranks, own) : own;
        };
        auto const advance = [&](core::Millis end_ms) {
            while (traffic.now() < end_ms) traffic.advance(std::min(end_ms, traffic.now() + step_ms), all);
        };
        if (content.empty()) {
            traffic.depart(departures);
            if (at_ms > 0) {
                advance(at_ms);
                core::ArchiveWriter writer;
                traffic.save(writer);
                content = writer.take();
                happened = all;
                happened.passages = of_all(all.passages);
            }
        } else {
            core::ArchiveReader reader(content, "memory");
            traffic.load(reader);
            reader.finish();
            all = happened;
            std::erase_if(all.passages, [&](city::Passage const& passage) { return !traffic.has(passage.link); });
        }
        advance(until_ms);
        all.passages = of_all(all.passages);
    }
};

// Runs the traffic model. `departs(leg)`: which legs start; all by default. `sharing`: on one of several ranks.
inline TownRun run_traffic(Town const& town, std::function<bool(std::size_t)> const& departs = {},
                           traffic::Sharing const& sharing = {}, Halt* halt = nullptr)
{
    network::Network const network = network_of(town);
    traffic::RoadModel model;
    for (TownLink const& link : town.links) model.links.push_back(link.model);
    city::Plans plans;
    network::Routes routes;
    std::vector<traffic::Departure> departures;
    for (std::size_t leg = 0; leg < town.legs.size(); ++leg) {
        plans.traveller_key.push_back(leg);
        plans.first_stay.push_back(static_cast<std::uint32_t>(leg) + 1);
        plans.activity.push_back(city::Activity::work);
        plans.mode.push_back(town.legs[leg].mode);
        for (std::size_t const link : town.legs[leg].route) routes.links.push_back(core::LinkId(link));
        routes.offset.push_back(static_cast<std::uint32_t>(routes.links.size()));
        if (departs && !departs(leg)) continue;
        departures.push_back({static_cast<std::uint32_t>(leg), town.legs[leg].departure_ms});
    }
    std::vector<std::uint8_t> const watched(town.links.size(), city::watch_occupancy);
    traffic::Traffic traffic = traffic::traffic_on(model, network, plans, routes, watched, town.parameters, sharing);
    traffic::WindowEvents happened;
    // Ranks know only between two calls that nobody drives any more.
    core::Millis const step_ms = sharing.ranks != nullptr ? 20'000 : town.until_ms;
    Halt none;
    (halt != nullptr ? *halt : none).run(traffic, departures, town.until_ms, step_ms, happened, sharing.ranks);
    TownRun run;
    for (city::Passage const& p : happened.passages) {
        run.events.crossings.push_back({p.exit_ms, p.leg, p.link.value(), p.entry_ms});
    }
    for (traffic::Arrival const& a : happened.arrivals) run.events.arrivals.emplace_back(a.time_ms, a.leg);
    std::sort(run.events.crossings.begin(), run.events.crossings.end());
    std::sort(run.events.arrivals.begin(), run.events.arrivals.end());
    run.counters = traffic.counters();
    run.digest = traffic.digest();
    run.ring_stands = !traffic.find_gridlock().empty();
    return run;
}

// What is wrong with a town; empty when nothing is.
using TownCheck = std::function<std::string(Town const&)>;

// The town without the links that no leg uses.
inline Town without_unused_links(Town const& town)
{
    std::vector<std::size_t> place(town.links.size(), SIZE_MAX);
    for (TownLeg const& leg : town.legs) {
        for (std::size_t const link : leg.route) place[link] = 0;
    }
    Town small = town;
    small.links.clear();
    for (std::size_t i = 0; i < town.links.size(); ++i) {
        if (place[i] == SIZE_MAX) continue;
        place[i] = small.links.size();
        small.links.push_back(town.links[i]);
    }
    for (TownLeg& leg : small.legs) {
        for (std::size_t& link : leg.route) link = place[link];
    }
    return small;
}

// A smaller town in which something is still wrong: fewer legs, shorter routes, fewer links, no signals, cars only.
inline Town shrink(Town town, TownCheck const& check, int most_tries = 3'000)
{
    auto const keeps_failing = [&](Town const& smaller) {
        if (most_tries-- <= 0 || smaller.legs.empty() || check(smaller).empty()) return false;
        town = smaller;
        return true;
    };
    bool progress = true;
    while (progress && most_tries > 0) {
        progress = false;
        for (std::size_t part = std::max<std::size_t>(town.legs.size() / 2, 1); part > 0; part /= 2) {
            for (std::size_t first = 0; first + part <= town.legs.size();) {
                Town fewer = town;
                auto const begin = fewer.legs.begin() + static_cast<std::ptrdiff_t>(first);
                fewer.legs.erase(begin, begin + static_cast<std::ptrdiff_t>(part));
                bool const gone = keeps_failing(fewer);
                progress = progress || gone;
                if (!gone) first += part;
            }
        }
        for (std::size_t i = 0; i < town.legs.size(); ++i) {
            Town simpler = town;
            simpler.legs[i].route.pop_back();
            if (!simpler.legs[i].route.empty()) progress = keeps_failing(simpler) || progress;
            if (town.legs[i].mode == city::Mode::car) continue;
            simpler = town;
            simpler.legs[i].mode = city::Mode::car;
            progress = keeps_failing(simpler) || progress;
        }
        for (std::size_t i = 0; i < town.links.size(); ++i) {
            if (!town.links[i].model.green.has_signal()) continue;
            Town simpler = town;
            simpler.links[i].model.green = {};
            progress = keeps_failing(simpler) || progress;
        }
        if (Town const fewer = without_unused_links(town); fewer.links.size() < town.links.size()) {
            progress = keeps_failing(fewer) || progress;
        }
    }
    return town;
}

// The town as text, and as GeoJSON that a map program draws.
inline std::string describe(Town const& town)
{
    std::ostringstream text;
    text << "seepage " << town.parameters.seepage << ", window " << town.parameters.window_ms << " ms, pass after "
         << town.parameters.pass_blocked_after_s << " s, ring turn " << town.parameters.ring_turn_s
         << " s, squeeze after " << town.parameters.squeeze_after_s << " s\n";
    for (std::size_t i = 0; i < town.links.size(); ++i) {
        TownLink const& link = town.links[i];
        traffic::LinkModel const& m = link.model;
        text << "link " << i << " (id " << link.stable_id << "): " << link.from << " -> " << link.to << ", exit "
             << m.exit_capacity_pcu_per_h << ", entrance " << m.entrance_capacity_pcu_per_h << " PCU/h, storage "
             << m.storage_mpcu << " mPCU, wave " << m.wave_time_ms << " ms, right of way " << m.right_of_way
             << ", free ms";
        for (core::Millis const time_ms : m.free_time_ms) text << ' ' << time_ms;
        if (m.green.has_signal()) {
            text << ", green " << m.green.cycle_ms << '/' << m.green.start_ms << '/' << m.green.length_ms << " ms";
        }
        text << '\n';
    }
    for (std::size_t i = 0; i < town.legs.size(); ++i) {
        text << "leg " << i << ": class " << static_cast<int>(town.vehicle(i)) << " at " << town.legs[i].departure_ms
             << " ms over";
        for (std::size_t const link : town.legs[i].route) text << ' ' << link;
        text << '\n';
    }
    text << R"({"type":"FeatureCollection","features":[)";
    for (std::size_t i = 0; i < town.links.size(); ++i) {
        geo::PointMetric const a = town.position(town.links[i].from);
        geo::PointMetric const b = town.position(town.links[i].to);
        text << (i > 0 ? "," : "") << R"({"type":"Feature","properties":{"link":)" << i
             << R"(},"geometry":{"type":"LineString","coordinates":[[)" << a.x_m << ',' << a.y_m << "],[" << b.x_m
             << ',' << b.y_m << "]]}}";
    }
    text << "]}\n";
    return text.str();
}

// Empty when the check passes; else the seed, what is wrong, and the smallest town found in which it is.
inline std::string problem_of(Town const& town, unsigned seed, TownCheck const& check)
{
    if (check(town).empty()) return {};
    Town const small = shrink(town, check);
    return "seed " + std::to_string(seed) + ": " + check(small) + '\n' + describe(small);
}

// How many random cases to run: the number in HALONG_CASES, or `usual`.
inline unsigned case_count(unsigned usual)
{
    char const* const asked = std::getenv("HALONG_CASES");
    return asked == nullptr ? usual : static_cast<unsigned>(std::strtoul(asked, nullptr, 10));
}

}  // namespace halong::test
