// The least that a time-stepped queue simulation can cost on this machine: the measure for the speed of the traffic
// room. One-second steps; links with storage, flow capacity and one queue; signals of two phases. No classes, no
// backward waves, no passing, no sharing of supply, no outputs. Only links with an event due are touched, only links
// that were touched are published to the other side, and nothing is locked: a node moves vehicles out of its in-links
// and into its out-links, and what it sees of a link's other end is as of the last step. The result is the same for
// any threads.
#pragma once

#include "core/error.hpp"
#include "core/time.hpp"
#include "network/network.hpp"
#include "network/routes.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <limits>
#include <numeric>
#include <span>
#include <thread>
#include <vector>

namespace halong::benchmark {

struct IdealOptions {
    int threads = 1;
    bool signals = true;         // 45 s for approaches from east and west, then 45 s for the others
    std::uint32_t closed_s = 0;  // > 0: whoever arrives starts its route again, for so many seconds (one thread only)
};

struct IdealOutcome {
    double wall_s = 0;
    double cpu_s = 0;
    std::int64_t moves = 0;  // links left
    std::int64_t arrivals = 0;
    double mean_time_s = 0;  // of arrived vehicles, from their departures
    std::uint32_t end_s = 0;
};

// Waits by spinning, then by yielding, since steps are microseconds long.
class SpinBarrier {
public:
    explicit SpinBarrier(int threads) : threads_(threads) {}
    void wait()
    {
        if (threads_ == 1) return;
        int const round = round_.load(std::memory_order_relaxed);
        if (arrived_.fetch_add(1, std::memory_order_acq_rel) == threads_ - 1) {
            arrived_.store(0, std::memory_order_relaxed);
            round_.store(round + 1, std::memory_order_release);
            return;
        }
        constexpr int spins_before_yield = 2'000;
        for (int spins = 0; round_.load(std::memory_order_acquire) == round; ++spins) {
            if (spins >= spins_before_yield) std::this_thread::yield();
        }
    }

private:
    int threads_;
    alignas(64) std::atomic<int> arrived_{0};
    alignas(64) std::atomic<int> round_{0};
};

// Lists first + i for each i with due_s[i] <= now_s; returns how many. The size is a multiple of scan_width. Most
// blocks have none, which one comparison of the widest kind that the processor has can tell.
inline constexpr std::uint32_t scan_width = 16;
__attribute__((target_clones("avx512f", "avx2", "default"))) inline std::size_t list_due(
    std::span<std::uint32_t const> due_s, std::uint32_t first, std::uint32_t now_s, std::uint32_t* list)
{
    std::size_t count = 0;
    for (std::size_t block = 0; block < due_s.size(); block += scan_width) {
        std::uint32_t least = due_s[block];
        for (std::size_t i = 1; i < scan_width; ++i) least = std::min(least, due_s[block + i]);
        if (least > now_s) continue;
        for (std::size_t i = block; i < block + scan_width; ++i) {
            list[count] = first + static_cast<std::uint32_t>(i);
            count += due_s[i] <= now_s ? 1 : 0;
        }
    }
    return count;
}

class IdealLoop {
public:
    // `routes` by vehicle, none empty; departures, ms, are cut to whole seconds. Takes networks of less than 65,535
    // links.
    IdealLoop(network::Network const& network, network::Routes const& routes,
              std::span<core::Millis const> departure_ms, IdealOptions const& options)
        : options_(options), barrier_(options.threads), workers_(static_cast<std::size_t>(options.threads))
    {
        core::ensure(network.link_count() < no_link, "the ideal loop keeps links in 16 bits");
        core::ensure(options.closed_s == 0 || options.threads == 1, "the closed ideal loop runs on one thread");
        divide_nodes(network);
        lay_out_links(network);
        add_vehicles(routes, departure_ms);
    }

    IdealOutcome run()
    {
        auto const start = std::chrono::steady_clock::now();
        std::clock_t const cpu_start = std::clock();
        {
            std::vector<std::jthread> others;
            for (std::size_t k = 1; k < workers_.size(); ++k) others.emplace_back([this, k] { work(k); });
            work(0);
        }
        IdealOutcome outcome;
        outcome.cpu_s = static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC;
        outcome.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        std::int64_t time_s = 0;
        for (Worker const& worker : workers_) {
            outcome.moves += worker.moves;
            outcome.arrivals += worker.arrivals;
            time_s += worker.time_s;
        }
        outcome.mean_time_s =
            static_cast<double>(time_s) / static_cast<double>(std::max<std::int64_t>(1, outcome.arrivals));
        outcome.end_s = workers_[0].end_s;
        return outcome;
    }

private:
    static constexpr std::uint16_t no_link = std::numeric_limits<std::uint16_t>::max();
    static constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();
    static constexpr std::uint32_t cycle_s = 90;
    static constexpr std::uint32_t green_s = 45;

    struct Slot {
        std::uint32_t vehicle;
        std::uint32_t exit_s;
        std::uint32_t place;  // in the routes
        std::uint32_t next;   // link, or no_link at the end
    };
    // The upstream node's side of a link.
    struct alignas(32) Entrance {
        std::uint32_t first_slot = 0;
        std::uint32_t mask = 0;
        std::uint32_t storage = 1;
        std::uint32_t free_s = 1;
        std::uint32_t tail = 0;
        std::uint32_t head_seen = 0;
        std::uint32_t exit_owner = 0;
    };
    // The downstream node's side.
    enum Phase : std::uint32_t {
        first_green,
        second_green,
        no_signal
    };
    struct alignas(32) Exit {
        std::uint32_t first_slot = 0;
        std::uint32_t mask = 0;
        std::uint32_t head = 0;
        std::uint32_t tail_seen = 0;
        std::uint32_t next_service_ms = 0;
        std::uint32_t headway_ms = 0;
        Phase phase = no_signal;
    };
    struct alignas(64) Worker {
        std::uint32_t first_link = 0;  // whose exits it serves
        std::uint32_t end_link = 0;
        std::vector<std::uint32_t> departing;             // by departure
        std::vector<std::uint32_t> waiting;               // for space on their first link
        std::vector<std::uint32_t> ready;                 // exits with an event due in this step
        std::vector<std::vector<std::uint32_t>> entered;  // links entered in this step, by owner of the exit
        std::int64_t moves = 0;
        std::int64_t arrivals = 0;
        std::int64_t time_s = 0;
        std::uint32_t end_s = 0;
    };

    // Nodes by x in as many strips as there are threads.
    void divide_nodes(network::Network const& network)
    {
        std::vector<std::uint32_t> order(network.node_count());
        std::iota(order.begin(), order.end(), 0U);
        std::ranges::stable_sort(order, {}, [&](std::uint32_t node) {
            auto const position = network.position(core::NodeId(node));
            return std::pair(position.x_m, position.y_m);
        });
        node_rank_.resize(order.size());
        for (std::uint32_t rank = 0; rank < order.size(); ++rank) node_rank_[order[rank]] = rank;
    }
    [[nodiscard]] std::uint32_t owner_of(core::NodeId node) const
    {
        return static_cast<std::uint32_t>(std::uint64_t{node_rank_[node.value()]} * workers_.size() /
                                          node_rank_.size());
    }

    // Links in the order of their downstream nodes; each worker's begin at a multiple of the scan's width.
    void lay_out_links(network::Network const& network)
    {
        std::vector<core::LinkId> order;
        for (auto const link : network.links()) order.push_back(link);
        std::ranges::stable_sort(order, {}, [&](core::LinkId link) { return node_rank_[network.to(link).value()]; });
        place_.resize(network.link_count());
        std::uint32_t place = 0;
        std::size_t i = 0;
        for (std::size_t k = 0; k < workers_.size(); ++k) {
            workers_[k].first_link = place;
            for (; i < order.size() && owner_of(network.to(order[i])) == k; ++i) place_[order[i].value()] = place++;
            place = (place + scan_width - 1) / scan_width * scan_width;
            workers_[k].end_link = place;
            workers_[k].ready.reserve(place);
            workers_[k].entered.resize(workers_.size());
        }
        entrances_.resize(place);
        exits_.resize(place);
        due_s_.assign(place, never);
        entrance_owner_.assign(place, 0);
        for (auto const link : order) describe_link(network, link);
        slots_.resize(slot_count_);
    }

    void describe_link(network::Network const& network, core::LinkId link)
    {
        constexpr double vehicle_m = 7.5;
        constexpr std::uint32_t lane_headway_ms = 2'000;
        Entrance& entrance = entrances_[place_[link.value()]];
        Exit& exit = exits_[place_[link.value()]];
        double const length_m = network.length_m(link);
        auto const lanes = static_cast<std::uint32_t>(network.lanes(link));
        double const speed_mps = network.free_speed_mps(link, network::VehicleClass::car);
        entrance.storage = std::max(1U, static_cast<std::uint32_t>(length_m * lanes / vehicle_m));
        entrance.free_s = std::max(1U, static_cast<std::uint32_t>(length_m / speed_mps + 0.5));
        entrance.exit_owner = owner_of(network.to(link));
        entrance_owner_[place_[link.value()]] = owner_of(network.from(link));
        entrance.mask = exit.mask = std::bit_ceil(entrance.storage + 1) - 1;
        entrance.first_slot = exit.first_slot = slot_count_;
        slot_count_ += entrance.mask + 1;
        exit.headway_ms = std::max(1U, lane_headway_ms / lanes);
        auto const from = network.position(network.from(link));
        auto const to = network.position(network.to(link));
        bool const along_x = std::abs(to.x_m - from.x_m) > std::abs(to.y_m - from.y_m);
        if (options_.signals && network.has_signal(network.to(link))) exit.phase = along_x ? first_green : second_green;
    }

    void add_vehicles(network::Routes const& routes, std::span<core::Millis const> departure_ms)
    {
        core::ensure(routes.size() == departure_ms.size(), "every vehicle needs a departure and a route");
        for (std::uint32_t vehicle = 0; vehicle < routes.size(); ++vehicle) {
            first_place_.push_back(static_cast<std::uint32_t>(route_links_.size()));
            departure_s_.push_back(static_cast<std::uint32_t>(departure_ms[vehicle] / core::ms_per_second));
            for (auto const link : routes[vehicle])
                route_links_.push_back(static_cast<std::uint16_t>(place_[link.value()]));
            route_links_.push_back(no_link);
        }
        for (std::uint32_t vehicle = 0; vehicle < routes.size(); ++vehicle) {
            if (routes[vehicle].empty()) continue;  // it is there already
            ++travelling_;
            // The upstream node of its first link lets a vehicle in.
            workers_[entrance_owner_[route_links_[first_place_[vehicle]]]].departing.push_back(vehicle);
        }
        for (Worker& worker : workers_) {
            std::ranges::stable_sort(worker.departing, {}, [this](std::uint32_t v) { return departure_s_[v]; });
        }
    }

    // Puts a vehicle on a link unless it is full as far as can be seen.
    bool enter(Worker& worker, std::uint32_t link, std::uint32_t vehicle, std::uint32_t place, std::uint32_t now_s)
    {
        Entrance& entrance = entrances_[link];
        if (entrance.tail - entrance.head_seen >= entrance.storage) return false;
        slots_[entrance.first_slot + (entrance.tail & entrance.mask)] = {vehicle, now_s + entrance.free_s, place,
                                                                         route_links_[place + 1]};
        ++entrance.tail;
        worker.entered[entrance.exit_owner].push_back(link);
        return true;
    }

    void start_vehicles(Worker& worker, std::size_t& next, std::uint32_t now_s)
    {
        auto const start = [&](std::uint32_t vehicle) {
            std::uint32_t const place = first_place_[vehicle];
            return enter(worker, route_links_[place], vehicle, place, now_s);
        };
        std::erase_if(worker.waiting, start);
        for (; next < worker.departing.size() && departure_s_[worker.departing[next]] <= now_s; ++next) {
            if (!start(worker.departing[next])) worker.waiting.push_back(worker.departing[next]);
        }
    }

    void find_ready(Worker& worker, std::uint32_t now_s) const
    {
        worker.ready.resize(worker.end_link - worker.first_link);
        std::span<std::uint32_t const> const due(due_s_.data() + worker.first_link, worker.ready.size());
        worker.ready.resize(list_due(due, worker.first_link, now_s, worker.ready.data()));
    }

    // Lets vehicles leave a link until something stops them; returns when to look again.
    std::uint32_t serve(Worker& worker, Exit& exit, std::uint32_t now_s)
    {
        std::uint32_t const now_ms = now_s * 1000;
        std::uint32_t const in_cycle_s = now_s % cycle_s;
        if (exit.phase == first_green && in_cycle_s >= green_s) return now_s + cycle_s - in_cycle_s;
        if (exit.phase == second_green && in_cycle_s < green_s) return now_s + green_s - in_cycle_s;
        while (true) {
            Slot const slot = slots_[exit.first_slot + (exit.head & exit.mask)];
            if (slot.exit_s > now_s) return slot.exit_s;
            if (exit.next_service_ms > now_ms) return (exit.next_service_ms + 999) / 1000;
            if (slot.next != no_link) {
                if (!enter(worker, slot.next, slot.vehicle, slot.place + 1, now_s)) return now_s + 1;
            } else if (!arrive(worker, slot.vehicle, now_s)) {
                return now_s + 1;
            }
            ++worker.moves;
            ++exit.head;
            // Unused capacity of up to one second is kept, so that whole steps cost none.
            std::uint32_t const earliest_ms = now_ms >= 1000 ? now_ms - 1000 : 0;
            exit.next_service_ms = std::max(exit.next_service_ms, earliest_ms) + exit.headway_ms;
            if (exit.head == exit.tail_seen) return never;
        }
    }

    bool arrive(Worker& worker, std::uint32_t vehicle, std::uint32_t now_s)
    {
        if (options_.closed_s > 0) {
            std::uint32_t const place = first_place_[vehicle];
            if (!enter(worker, route_links_[place], vehicle, place, now_s)) return false;
        } else {
            worker.time_s += now_s - departure_s_[vehicle];
        }
        ++worker.arrivals;
        return true;
    }

    // Shows each side of a link what the other did in this step.
    void publish(std::uint32_t link)
    {
        Exit& exit = exits_[link];
        Entrance& entrance = entrances_[link];
        entrance.head_seen = exit.head;
        exit.tail_seen = entrance.tail;
        if (due_s_[link] != never || exit.head == exit.tail_seen) return;
        std::uint32_t const exit_s = slots_[exit.first_slot + (exit.head & exit.mask)].exit_s;
        due_s_[link] = std::max(exit_s, (exit.next_service_ms + 999) / 1000);
    }

    void work(std::size_t k)
    {
        constexpr std::size_t exit_ahead = 8;
        constexpr std::size_t slot_ahead = 4;
        constexpr std::uint32_t hard_end_s = 36'000;
        Worker& worker = workers_[k];
        std::size_t next = 0;
        for (std::uint32_t now_s = 0;; ++now_s) {
            for (auto& links : worker.entered) links.clear();
            start_vehicles(worker, next, now_s);
            find_ready(worker, now_s);
            for (std::size_t i = 0; i < worker.ready.size(); ++i) {
                if (i + exit_ahead < worker.ready.size()) __builtin_prefetch(&exits_[worker.ready[i + exit_ahead]]);
                if (i + slot_ahead < worker.ready.size()) {
                    Exit const& later = exits_[worker.ready[i + slot_ahead]];
                    __builtin_prefetch(&slots_[later.first_slot + (later.head & later.mask)]);
                }
                std::uint32_t const link = worker.ready[i];
                due_s_[link] = serve(worker, exits_[link], now_s);
            }
            barrier_.wait();
            for (std::uint32_t const link : worker.ready) publish(link);
            for (Worker const& other : workers_) {
                for (std::uint32_t const link : other.entered[k]) publish(link);
            }
            worker.end_s = now_s;
            barrier_.wait();
            if (options_.closed_s > 0) {
                if (now_s >= options_.closed_s) return;
            } else if (now_s % 64 == 63) {
                std::int64_t arrivals = 0;
                for (Worker const& other : workers_) arrivals += other.arrivals;
                barrier_.wait();
                if (arrivals == travelling_ || now_s > hard_end_s) return;
            }
        }
    }

    IdealOptions options_;
    SpinBarrier barrier_;
    std::vector<Worker> workers_;
    std::vector<std::uint32_t> node_rank_;
    std::vector<std::uint32_t> place_;  // of a link of the network among ours
    std::vector<Entrance> entrances_;
    std::vector<std::uint32_t> entrance_owner_;
    std::vector<Exit> exits_;
    std::vector<std::uint32_t> due_s_;
    std::vector<Slot> slots_;
    std::uint32_t slot_count_ = 0;
    std::vector<std::uint16_t> route_links_;
    std::vector<std::uint32_t> first_place_;
    std::int64_t travelling_ = 0;  // by vehicle, in route_links_
    std::vector<std::uint32_t> departure_s_;
};

}  // namespace halong::benchmark
