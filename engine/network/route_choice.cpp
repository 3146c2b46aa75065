#include "network/route_choice.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "network/ban_slots.hpp"
#include "network/congestion.hpp"
#include "network/route_code.hpp"
#include "network/route_workspace.hpp"
#include "network/user_graph.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

namespace halong::network {
namespace {

// Requests that one tree serves: a stretch of the sorted list of tasks.
struct Group {
    NodeId origin;
    RouteUser user = RouteUser::car;
    Period period = Period::peak;
    std::uint8_t slot = 0;    // of bans by hour
    std::uint32_t first = 0;  // tasks [first, last), sorted by destination
    std::uint32_t last = 0;
    RouteCode code;  // the path to each destination once, in order
};

// One request, under what it is sorted by.
struct Task {
    std::uint32_t batch = 0;
    NodeId origin;
    RouteUser user = RouteUser::car;
    Period period = Period::peak;
    std::uint8_t slot = 0;
    NodeId destination;
    std::uint32_t request = 0;

    [[nodiscard]] auto tree() const { return std::tuple(batch, origin, user, period, slot); }
    auto operator<=>(Task const&) const = default;
};

void check(Network const& network, std::vector<RouteRequest> const& requests, RouteChoiceParameters const& parameters)
{
    core::ensure(parameters.batches >= 1, "route choice needs a batch");
    core::ensure(parameters.peak_hour_share >= 0 && parameters.off_peak_hour_share >= 0,
                 "hour shares must not be negative");
    core::ensure(parameters.vnd_per_min > 0, "a minute must be worth something");
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
    constexpr std::uint64_t batch_salt = 0x726f757465;  // any constant: portions unlike those of other uses
    std::vector<Task> tasks;
    tasks.reserve(requests.size());
    for (std::uint32_t i = 0; i < requests.size(); ++i) {
        RouteRequest const& request = requests[i];
        if (request.origin == request.destination) continue;
        std::uint64_t const hash = core::combine(network.stable_id(request.origin), batch_salt);
        bool const walks = request.user == RouteUser::walker;
        bool const peak = walks || is_peak(request.departure_ms);
        std::uint8_t const slot = walks ? 0 : slots.slot_of(request.departure_ms);
        tasks.push_back({static_cast<std::uint32_t>(hash % static_cast<std::uint64_t>(batches)), request.origin,
                         request.user, peak ? Period::peak : Period::off_peak, slot, request.destination, i});
    }
    std::ranges::sort(tasks);
    return tasks;
}

std::vector<Group> groups_of(std::vector<Task> const& tasks)
{
    std::vector<Group> groups;
    for (std::uint32_t i = 0; i < tasks.size(); ++i) {
        if (i == 0 || tasks[i].tree() != tasks[i - 1].tree()) {
            groups.push_back({tasks[i].origin, tasks[i].user, tasks[i].period, tasks[i].slot, i, i, {}});
        }
        ++groups.back().last;
    }
    return groups;
}

// The whole of one call of choose_routes.
class Chooser {
public:
    Chooser(Network const& network, std::vector<RouteRequest> const& requests, RouteChoiceParameters const& parameters)
        : requests_(requests),
          parameters_(parameters),
          congestion_(network, parameters),
          slots_(network.hour_bans(), network.link_tolls()),
          pool_(network.link_count()),
          loads_(network.link_count(), 0),
          tasks_(sorted_tasks(network, requests, parameters.batches, slots_)),
          groups_(groups_of(tasks_)),
          is_unreachable_(requests.size(), 0)
    {
        routes_.offset.assign(requests.size() + 1, 0);
        for (Group const& group : groups_) {
            auto& graph = graphs_[static_cast<std::size_t>(group.user)];
            if (!graph) graph.emplace(network, group.user, parameters, slots_);
        }
        for (Task const& task : tasks_) demand_ += requests[task.request].pcu_milli;
    }

    Routes run()
    {
        std::size_t first = 0;
        while (first < groups_.size()) {
            std::uint32_t const batch = tasks_[groups_[first].first].batch;
            std::size_t last = first;
            while (last < groups_.size() && tasks_[groups_[last].first].batch == batch) ++last;
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
            auto const delays = congestion_.delays_ms(loads_, scale, share);
            for (auto& graph : graphs_) {
                if (graph) graph->set_costs(period, delays);
            }
        }
    }

    void load_batch(std::size_t first, std::size_t last)
    {
        renew_costs();
        core::for_blocks(last - first, 1, [&](std::size_t begin, std::size_t) {
            RouteWorkspace& workspace = pool_.borrow();
            serve(groups_[first + begin], workspace);
            pool_.give_back(workspace);
        });
        pool_.collect(loads_);
        for (std::size_t i = first; i < last; ++i) {
            for (std::uint32_t t = groups_[i].first; t < groups_[i].last; ++t) {
                loaded_ += requests_[tasks_[t].request].pcu_milli;
            }
        }
    }

    // Calls visit(first, last) for the tasks of the group that share a destination, in order.
    template <class Visit>
    void for_destinations(Group const& group, Visit const& visit) const
    {
        for (std::uint32_t first = group.first; first < group.last;) {
            std::uint32_t last = first + 1;
            while (last < group.last && tasks_[last].destination == tasks_[first].destination) ++last;
            visit(first, last);
            first = last;
        }
    }

    // Grows the group's tree, notes its paths and their lengths, and loads the links.
    void serve(Group& group, RouteWorkspace& workspace)
    {
        UserGraph& user = graph_of(group.user);
        workspace.tree.grow(user.costs(group.period, group.slot), group.origin);
        workspace.code.clear();
        for_destinations(group, [&](std::uint32_t first, std::uint32_t last) {
            std::int64_t pcu_milli = 0;
            for (std::uint32_t t = first; t < last; ++t) pcu_milli += requests_[tasks_[t].request].pcu_milli;
            auto const length = append_route(workspace.tree, tasks_[first].destination, workspace.code,
                                             [&](LinkId link) { workspace.loads[link.value()] += pcu_milli; });
            for (std::uint32_t t = first; t < last; ++t) {
                routes_.offset[tasks_[t].request + 1] = length.value_or(0);
                is_unreachable_[tasks_[t].request] = length ? 0 : 1;
            }
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
        core::for_blocks(groups_.size(), 1, [&](std::size_t i, std::size_t) { unpack_group(groups_[i]); });
        for (std::uint32_t i = 0; i < is_unreachable_.size(); ++i) {
            if (is_unreachable_[i] != 0) routes_.unreachable.push_back(i);
        }
    }

    void unpack_group(Group& group)
    {
        SearchGraph const& graph = graph_of(group.user).graph;
        RouteReader reader(graph, group.code);
        for_destinations(group, [&](std::uint32_t first, std::uint32_t last) {
            auto const target = [&](std::uint32_t t) { return routes_.offset[tasks_[t].request]; };
            std::uint32_t const length = routes_.offset[tasks_[first].request + 1] - target(first);
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
    RouteWorkspacePool pool_;
    LinkLoads loads_;          // of the batches done
    std::int64_t demand_ = 0;  // milli-PCU of all requests that travel
    std::int64_t loaded_ = 0;  // of the batches done
    std::vector<Task> tasks_;
    std::vector<Group> groups_;
    std::array<std::optional<UserGraph>, route_user_count> graphs_;
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
