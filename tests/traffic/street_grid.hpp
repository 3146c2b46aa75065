// A small grid of two-way streets with signals, random legs of all modes on it, and a full record of a run.
#pragma once

#include "city/travel.hpp"
#include "core/parallel.hpp"
#include "core/random.hpp"
#include "network/network.hpp"
#include "network/routes.hpp"
#include "traffic/rank_gather.hpp"
#include "traffic/traffic.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace halong::test {

class StreetGrid {
public:
    scenario::TrafficParameters parameters;

    StreetGrid(int side, double block_m) : side_(side)
    {
        std::vector<network::NodeRecord> nodes;
        std::vector<network::LinkRecord> links;
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                bool const signal = (x + y) % 3 == 0;
                nodes.push_back({{x * block_m, y * block_m}, 1000 + nodes.size(), signal});
            }
        }
        out_.resize(nodes.size());
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                for (auto const& [dx, dy] : std::array<std::pair<int, int>, 4>{{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}}) {
                    if (x + dx < 0 || x + dx >= side || y + dy < 0 || y + dy >= side) continue;
                    out_[static_cast<std::size_t>(y * side + x)].push_back(core::LinkId(links.size()));
                    links.push_back(street(x, y, x + dx, y + dy, block_m, links.size()));
                }
            }
        }
        network = network::Network(std::move(nodes), std::move(links), {});
    }

    network::Network network;
    city::Plans plans;
    network::Routes routes;
    std::vector<traffic::Departure> departures;

    // Random walks without turning round, so that streets are crossed in all directions.
    void add_legs(std::uint32_t count, int most_links, core::Millis until_ms, std::uint64_t seed)
    {
        core::Random const random(seed);
        for (std::uint32_t i = 0; i < count; ++i) {
            auto const draw = [&](std::uint32_t purpose, std::uint32_t ordinal, std::uint64_t n) {
                return random.below(core::Stream::test, {i, purpose, ordinal}, n);
            };
            auto node = static_cast<std::size_t>(draw(1, 0, out_.size()));
            auto const length = static_cast<std::uint32_t>(draw(2, 0, static_cast<std::uint64_t>(most_links) + 1));
            core::LinkId last;
            for (std::uint32_t step = 0; step < length; ++step) {
                std::vector<core::LinkId> ways;
                for (core::LinkId const link : out_[node]) {
                    if (!last.valid() || network.to(link) != network.from(last)) ways.push_back(link);
                }
                last = ways[draw(3, step, ways.size())];
                routes.links.push_back(last);
                node = network.to(last).value();
            }
            routes.offset.push_back(static_cast<std::uint32_t>(routes.links.size()));
            auto const leg = static_cast<std::uint32_t>(departures.size());
            plans.traveller_key.push_back(core::Random(leg).bits(core::Stream::test, {}));
            plans.first_stay.push_back(leg + 1);
            plans.activity.push_back(city::Activity::work);
            plans.mode.push_back(mode_for(draw(4, 0, 20)));
            departures.push_back({leg, static_cast<core::Millis>(draw(5, 0, static_cast<std::uint64_t>(until_ms)))});
        }
    }

    struct Record {
        std::uint64_t digest = 0;
        std::vector<std::tuple<core::Millis, std::uint32_t, core::Millis, core::Millis>> arrivals;
        std::vector<std::tuple<core::Millis, std::uint32_t, std::uint32_t, core::Millis, int>> passages;
        std::map<std::uint32_t, core::Millis> last_passage_ms;  // by leg
        bool are_legs_in_order = true;
        traffic::LinkHours hours;
        traffic::Counters counters;
        bool operator==(Record const& other) const
        {
            return digest == other.digest && arrivals == other.arrivals && passages == other.passages &&
                   last_passage_ms == other.last_passage_ms && are_legs_in_order && other.are_legs_in_order &&
                   hours.vehicles == other.hours.vehicles && hours.walkers == other.hours.walkers &&
                   hours.time_ms == other.hours.time_ms && hours.free_time_ms == other.hours.free_time_ms &&
                   counters.link_moves == other.counters.link_moves && counters.on_road == other.counters.on_road;
        }
    };

    // Departures are announced a minute before they happen; `step_ms` is how far each call advances.
    Record run(int window_ms, int threads, core::Millis until_ms, core::Millis step_ms,
               std::uint8_t watch = city::watch_occupancy) const
    {
        core::ThreadLimit const limit(threads);
        return run_here(window_ms, until_ms, step_ms, watch, {});
    }

    // The same on one of several ranks.
    Record run_on(traffic::Ranks& ranks, int window_ms, core::Millis until_ms, core::Millis step_ms) const
    {
        return run_here(window_ms, until_ms, step_ms, city::watch_occupancy, {&ranks, {}});
    }

private:
    Record run_here(int window_ms, core::Millis until_ms, core::Millis step_ms, std::uint8_t watch,
                    traffic::Sharing const& sharing) const
    {
        scenario::TrafficParameters with_window = parameters;
        with_window.window_ms = window_ms;
        traffic::Traffic traffic(network, plans, routes, std::vector<std::uint8_t>(network.link_count(), watch),
                                 with_window, sharing);
        std::vector<std::uint8_t> told(departures.size(), 0);
        traffic::WindowEvents events;
        while (traffic.now() < until_ms) {
            std::vector<traffic::Departure> due;
            for (std::size_t i = 0; i < departures.size(); ++i) {
                if (told[i] != 0 || departures[i].time_ms >= traffic.now() + 60'000 + step_ms) continue;
                told[i] = 1;
                due.push_back(departures[i]);
            }
            traffic.depart(due);
            traffic.advance(std::min(until_ms, traffic.now() + step_ms), events);
        }
        traffic.gather();
        Record record;
        record.are_legs_in_order = have_legs_in_order(events.passages);  // of ranks, what each is told
        if (sharing.ranks != nullptr) events.passages = traffic::gathered(*sharing.ranks, events.passages);
        record.digest = traffic.digest();
        record.hours = traffic.link_hours();
        record.counters = traffic.counters();
        for (auto const& a : events.arrivals) record.arrivals.emplace_back(a.time_ms, a.leg, a.departure_ms, a.free_ms);
        for (auto const& p : events.passages) {
            record.passages.emplace_back(p.exit_ms, p.leg, p.link.value(), p.entry_ms, p.occupancy_permille);
            core::Millis& last_ms = record.last_passage_ms.try_emplace(p.leg, 0).first->second;
            last_ms = std::max(last_ms, p.exit_ms);
        }
        std::sort(record.passages.begin(), record.passages.end());  // else in no order
        return record;
    }

    static bool have_legs_in_order(std::vector<city::Passage> const& passages)
    {
        std::map<std::uint32_t, core::Millis> last_ms;
        return std::ranges::all_of(passages, [&](city::Passage const& p) {
            return std::exchange(last_ms[p.leg], p.exit_ms) <= p.exit_ms;
        });
    }

    static city::Mode mode_for(std::uint64_t draw)
    {
        constexpr std::array modes{city::Mode::car,     city::Mode::car,   city::Mode::car,  city::Mode::van,
                                   city::Mode::bus,     city::Mode::lorry, city::Mode::walk, city::Mode::passenger,
                                   city::Mode::bicycle, city::Mode::coach};
        return draw < modes.size() ? modes[draw] : city::Mode::motorbike;
    }

    network::LinkRecord street(int x, int y, int to_x, int to_y, double block_m, std::size_t number) const
    {
        network::LinkRecord record;
        record.from = core::NodeId(y * side_ + x);
        record.to = core::NodeId(to_y * side_ + to_x);
        record.stable_id = 77'000 + number * 31 % 997;
        record.length_m = block_m;
        record.width_m = 3.5;
        record.speed_limit_kmh = (x + to_x) % 4 == 0 ? 50 : 30;
        record.access = network::Access::all_vehicles().with(network::Access::walkers());
        record.shape = {{x * block_m, y * block_m}, {to_x * block_m, to_y * block_m}};
        return record;
    }

    int side_;
    std::vector<std::vector<core::LinkId>> out_;  // by node
};

}  // namespace halong::test
