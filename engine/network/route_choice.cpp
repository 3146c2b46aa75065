#include "network/route_choice.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/lending_pool.hpp"
#include "core/parallel.hpp"
#include "network/ban_slots.hpp"
#include "network/congestion.hpp"
#include "network/distinct_users.hpp"
#include "network/route_code.hpp"
#include "network/route_workspace.hpp"
#include "network/user_graph.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

namespace halong::network {
namespace {

// Requests that one tree serves: a stretch of the sorted list of tasks.
struct Group {
    NodeId origin;
    RouteUser user = RouteUser::car;
    Period period = Period::peak;
    std::uint8_t slot = 0;    // of bans by hour and tolls
    WorthStep worth = 0;      // of those who pay
    std::uint32_t first = 0;  // tasks [first, last), sorted by destination
    std::uint32_t last = 0;
    RouteCode code;  // the path to each destination once, in order, but for those who would pay
};

// One request, under what it is sorted by.
struct Task {
    std::uint32_t batch = 0;
    NodeId origin;
    RouteUser user = RouteUser::car;
    Period period = Period::peak;
    std::uint8_t slot = 0;
    WorthStep worth = 0;  // of those who pay
    NodeId destination;
    std::uint32_t request = 0;
    bool pays = false;  // there are tolls on the way of least time: another tree may serve better

    [[nodiscard]] auto tree() const { return std::tuple(batch, origin, user, period, slot, worth); }
    auto operator<=>(Task const&) const = default;  // NOLINT(modernize-use-nullptr): sees one in it
};

void check(Network const& network, std::vector<RouteRequest> const& requests, RouteChoiceParameters const& parameters)
{
    core::ensure(parameters.batches >= 1, "route choice needs a batch");
    core::ensure(parameters.peak_hour_share >= 0 && parameters.off_peak_hour_share >= 0,
                 "hour shares must not be negative");
    core::ensure(requests.size() < UINT32_MAX, "too many route requests");
    for (RouteRequest const& request : requests) {
        core::ensure(request.origin.valid() && request.origin.value() < network.node_count(),
                     "route request starts at no node");
        core::ensure(request.destination.valid() && request.destination.value() < network.node_count(),
                     "route request ends at no node");
        core::ensure(request.pcu_milli >= 0, "a vehicle's PCU must not be negative");
    }
}

// Requests that need a tree, in the order in which trees grow.
std::vector<Task> sorted_tasks(Network const& network, std::vector<RouteRequest> const& requests, int batches,
                               BanSlots const& slots)
{
    DistinctUsers const users(network);
    constexpr std::uint64_t batch_salt = 0x726f757465;  // any constant: portions unlike those of other uses
    std::vector<Task> tasks;
    tasks.reserve(requests.size());
    for (std::uint32_t i = 0; i < requests.size(); ++i) {
        RouteRequest const& request = requests[i];
        if (request.origin == request.destination) continue;
        std::uint64_t const hash = core::combine(network.stable_id(request.origin), batch_salt);
        bool const walks = request.user == RouteUser::walker;
        bool const peak = walks || is_peak(request.departure_ms);
        std::uint8_t const slot = walks ? 0 : slots.slot_of(std::max(request.departure_ms, request.earliest_ms));
        tasks.push_back({static_cast<std::uint32_t>(hash % static_cast<std::uint64_t>(batches)), request.origin,
                         users.of(request.user), peak ? Period::peak : Period::off_peak, slot, 0, request.destination,
                         i});
    }
    std::ranges::sort(tasks);
    return tasks;
}

// Tasks, and the groups of them that a tree serves.
struct Stock {
    std::vector<Task> tasks;
    std::vector<Group> groups;
};

// Makes the groups of the tasks from `begin` on.
void append_groups(Stock& stock, std::uint32_t begin)
{
    std::vector<Task> const& tasks = stock.tasks;
    for (std::uint32_t i = begin; i < tasks.size(); ++i) {
        if (i == begin || tasks[i].tree() != tasks[i - 1].tree()) {
            stock.groups.push_back(
                {tasks[i].origin, tasks[i].user, tasks[i].period, tasks[i].slot, tasks[i].worth, i, i, {}});
        }
        ++stock.groups.back().last;
    }
}

// The whole of one call of choose_routes.
class Chooser {
public:
    Chooser(Network const& network, std::vector<RouteRequest> const& requests, RouteChoiceParameters const& parameters)
        : requests_(requests),
          parameters_(parameters),
          congestion_(network, parameters),
          slots_(network.hour_bans(), network.link_tolls()),
          workspaces_([links = network.link_count()] {
              auto workspace = std::make_unique<RouteWorkspace>();
              workspace->loads.assign(links, 0);
              return workspace;
          }),
          loads_(network.link_count(), 0),
          all_{sorted_tasks(network, requests, parameters.batches, slots_), {}},
          is_unreachable_(requests.size(), 0)
    {
        append_groups(all_, 0);
        routes_.offset.assign(requests.size() + 1, 0);
        for (Group const& group : all_.groups) {
            auto const user = static_cast<std::size_t>(group.user);
            if (graphs_[user]) continue;
            graphs_[user].emplace(network, group.user, parameters, slots_);
            for (std::size_t slot = 0; slot < slots_.count(); ++slot) {
                tolled_[user].push_back(slots_.tolled(slot, access_of(group.user), network.link_count()));
            }
        }
        for (Task const& task : all_.tasks) demand_ += requests[task.request].pcu_milli;
    }

    Routes run()
    {
        auto const batch_of = [this](std::size_t group) { return all_.tasks[all_.groups[group].first].batch; };
        std::size_t first = 0;
        while (first < all_.groups.size()) {
            std::size_t last = first;
            while (last < all_.groups.size() && batch_of(last) == batch_of(first)) ++last;
            load_batch(first, last);
            first = last;
        }
        unpack();
        return std::move(routes_);
    }

private:
    UserGraph& graph_of(RouteUser user) { return *graphs_[static_cast<std::size_t>(user)]; }

    // Sets the costs that the next batch sees.
    void renew_costs()
    {
        double const scale = loaded_ > 0 ? static_cast<double>(demand_) / static_cast<double>(loaded_) : 0.0;
        for (Period const period : {Period::peak, Period::off_peak}) {
            double const share = period == Period::peak ? parameters_.peak_hour_share : parameters_.off_peak_hour_share;
            auto& delays_ms = delays_ms_[static_cast<std::size_t>(period)];
            delays_ms = congestion_.delays_ms(loads_, scale, share);
            for (auto& graph : graphs_) {
                if (graph) graph->set_costs(period, delays_ms);
            }
        }
    }

    void load_batch(std::size_t first, std::size_t last)
    {
        renew_costs();
        core::for_blocks(last - first, 1, [&](std::size_t begin, std::size_t) {
            Group& group = all_.groups[first + begin];
            auto const& tolled = tolled_[static_cast<std::size_t>(group.user)][group.slot];
            serve(all_, group, graph_of(group.user).costs(group.period, group.slot), tolled);
        });
        if (slots_.has_tolls()) load_paying(first, last);
        workspaces_.for_each_idle([&](RouteWorkspace& workspace) {
            for (std::size_t i = 0; i < loads_.size(); ++i) loads_[i] += std::exchange(workspace.loads[i], 0);
        });
        for (std::size_t i = first; i < last; ++i) {
            for (std::uint32_t t = all_.groups[i].first; t < all_.groups[i].last; ++t) {
                loaded_ += requests_[all_.tasks[t].request].pcu_milli;
            }
        }
    }

    // Those of the groups who would pay on the way of least time get the best way by what a minute is worth to them.
    void load_paying(std::size_t first, std::size_t last)
    {
        std::size_t const begin = paying_.tasks.size();
        std::size_t const first_group = paying_.groups.size();
        for (std::size_t i = first; i < last; ++i) {
            for (std::uint32_t t = all_.groups[i].first; t < all_.groups[i].last; ++t) {
                if (!all_.tasks[t].pays) continue;
                paying_.tasks.push_back(all_.tasks[t]);
                paying_.tasks.back().pays = false;
                paying_.tasks.back().worth = requests_[all_.tasks[t].request].worth;
            }
        }
        std::ranges::sort(paying_.tasks.begin() + static_cast<std::ptrdiff_t>(begin), paying_.tasks.end());
        append_groups(paying_, static_cast<std::uint32_t>(begin));
        auto const kind = [](Group const& group) {
            return std::tuple(group.user, group.period, group.slot, group.worth);
        };
        std::map<decltype(kind(Group{})), std::pair<Group, std::optional<HierarchyCosts>>> costs;
        for (std::size_t i = first_group; i < paying_.groups.size(); ++i) {
            costs.try_emplace(kind(paying_.groups[i]), paying_.groups[i], std::nullopt);
        }
        std::vector<std::pair<Group, std::optional<HierarchyCosts>>*> wanted;
        wanted.reserve(costs.size());
        for (auto& [of_kind, entry] : costs) wanted.push_back(&entry);
        core::for_blocks(wanted.size(), 1, [&](std::size_t i, std::size_t) {
            auto& [group, own] = *wanted[i];
            UserGraph const& user = graph_of(group.user);
            auto const& delays_ms = delays_ms_[static_cast<std::size_t>(group.period)];
            own.emplace(user.hierarchy, user.costs_in(group.slot, delays_ms, group.worth));
        });
        core::for_blocks(paying_.groups.size() - first_group, 1, [&](std::size_t i, std::size_t) {
            Group& group = paying_.groups[first_group + i];
            serve(paying_, group, *costs.at(kind(group)).second, {});
        });
    }

    // Calls visit(first, last) for the tasks of the group that share a destination, in order.
    template <class Visit>
    static void for_destinations(Stock const& stock, Group const& group, Visit const& visit)
    {
        std::vector<Task> const& tasks = stock.tasks;
        for (std::uint32_t first = group.first; first < group.last;) {
            std::uint32_t last = first + 1;
            while (last < group.last && tasks[last].destination == tasks[first].destination) ++last;
            visit(first, last);
            first = last;
        }
    }

    // Grows the group's tree, notes its paths and their lengths, and loads the links. Paths with links that are `tolled`
    // (by link; empty: none are) are left for those who pay.
    void serve(Stock& stock, Group& group, HierarchyCosts const& costs, std::vector<std::uint8_t> const& tolled)
    {
        auto const loan = workspaces_.borrow();
        RouteWorkspace& workspace = *loan;
        workspace.tree.grow(costs, group.origin);
        workspace.code.clear();
        std::vector<LinkId> path;
        for_destinations(stock, group, [&](std::uint32_t first, std::uint32_t last) {
            std::size_t const code_before = workspace.code.size();
            path.clear();
            auto const length = append_route(workspace.tree, stock.tasks[first].destination, workspace.code,
                                             [&](LinkId link) { path.push_back(link); });
            bool const pays = !tolled.empty() &&
                              std::ranges::any_of(path, [&tolled](LinkId link) { return tolled[link.value()] != 0; });
            if (pays) workspace.code.resize(code_before);
            std::int64_t pcu_milli = 0;
            for (std::uint32_t t = first; t < last; ++t) {
                std::uint32_t const request = stock.tasks[t].request;
                stock.tasks[t].pays = pays;
                pcu_milli += pays ? 0 : requests_[request].pcu_milli;
                routes_.offset[request + 1] = length.value_or(0);
                is_unreachable_[request] = length ? 0 : 1;
            }
            for (LinkId const link : path) workspace.loads[link.value()] += pcu_milli;
        });
        group.code.assign(workspace.code.begin(), workspace.code.end());
    }

    // Turns lengths into offsets and codes into links, each written once and in its final place.
    void unpack()
    {
        std::uint64_t total = 0;
        for (std::uint32_t& offset : routes_.offset) {
            total += offset;
            core::ensure(total <= UINT32_MAX, "routes have too many links");
            offset = static_cast<std::uint32_t>(total);
        }
        routes_.links.resize(total);
        for (Stock* stock : {&all_, &paying_}) {
            core::for_blocks(stock->groups.size(), 1,
                             [&](std::size_t i, std::size_t) { unpack_group(*stock, stock->groups[i]); });
        }
        for (std::uint32_t i = 0; i < is_unreachable_.size(); ++i) {
            if (is_unreachable_[i] != 0) routes_.unreachable.push_back(i);
        }
    }

    void unpack_group(Stock const& stock, Group& group)
    {
        SearchGraph const& graph = graph_of(group.user).graph;
        RouteReader reader(graph, group.code);
        for_destinations(stock, group, [&](std::uint32_t first, std::uint32_t last) {
            if (stock.tasks[first].pays) return;
            auto const target = [&](std::uint32_t t) { return routes_.offset[stock.tasks[t].request]; };
            std::uint32_t const length = routes_.offset[stock.tasks[first].request + 1] - target(first);
            std::span<LinkId> const path(routes_.links.data() + target(first), length);
            reader.read(group.origin, path);
            for (std::uint32_t t = first + 1; t < last; ++t) {
                std::ranges::copy(path, routes_.links.begin() + target(t));
            }
        });
        group.code = {};
    }

    std::vector<RouteRequest> const& requests_;
    RouteChoiceParameters const& parameters_;
    Congestion congestion_;
    BanSlots slots_;
    core::LendingPool<RouteWorkspace> workspaces_;
    LinkLoads loads_;          // of the batches done
    std::int64_t demand_ = 0;  // milli-PCU of all requests that travel
    std::int64_t loaded_ = 0;  // of the batches done
    Stock all_;
    Stock paying_;  // tasks that were left because there are tolls on their way of least time
    std::array<std::optional<UserGraph>, route_user_count> graphs_;
    std::array<std::vector<std::vector<std::uint8_t>>, route_user_count> tolled_;  // by user, slot and link
    std::array<std::vector<std::uint32_t>, period_count> delays_ms_;               // of the batch, by period and link
    std::vector<std::uint8_t> is_unreachable_;
    Routes routes_;
};

}  // namespace

bool is_peak(core::Millis departure_ms)
{
    constexpr core::Millis half_hour = core::ms_per_hour / 2;
    core::Millis const time = departure_ms % core::ms_per_day;
    bool const morning = time >= 6 * core::ms_per_hour && time < 8 * core::ms_per_hour + half_hour;
    bool const evening = time >= 16 * core::ms_per_hour && time < 18 * core::ms_per_hour + half_hour;
    return morning || evening;
}

Routes choose_routes(Network const& network, std::vector<RouteRequest> const& requests,
                     RouteChoiceParameters const& parameters)
{
    check(network, requests, parameters);
    return Chooser(network, requests, parameters).run();
}

}  // namespace halong::network
