#include "equilibrium/road_assignment.hpp"

#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "equilibrium/least_cost_tree.hpp"
#include "network/u_turns.hpp"
#include "traffic/road_model.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <span>
#include <tuple>

namespace halong::equilibrium {
namespace {

using core::LinkId;
using core::NodeId;
using network::Access;
using network::Network;
using network::VehicleClass;

constexpr std::uint32_t no_node = UINT32_MAX;
constexpr std::size_t origins_in_block = 16;
constexpr double mpcu_per_pcu = 1'000;

// A leg of the hours, by its ends.
struct Drive {
    NodeId origin;
    NodeId destination;
    std::uint64_t key = 0;  // of the traveller
    std::uint32_t stay = 0;
    std::int64_t mpcu = 0;
    [[nodiscard]] auto ends() const { return std::pair(origin, destination); }
};

// By ends, then by key and stay.
std::vector<Drive> drives_in(city::Plans const& plans, AssignedHours hours)
{
    std::vector<Drive> drives;
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        for (std::uint32_t stay = plans.stays_begin(traveller); stay + 1 < plans.stays_end(traveller); ++stay) {
            core::Millis const time_ms = plans.planned_end[stay];
            bool const drives_then =
                city::has_vehicle(plans.mode[stay]) && time_ms >= hours.from_ms && time_ms < hours.to_ms;
            if (!drives_then || plans.node[stay] == plans.node[stay + 1]) continue;
            drives.push_back({plans.node[stay], plans.node[stay + 1], plans.traveller_key[traveller], stay,
                              network::info(city::vehicle_of(plans.mode[stay])).pcu_milli});
        }
    }
    std::ranges::sort(drives, {}, [](Drive const& drive) {
        return std::tuple(drive.origin, drive.destination, drive.key, drive.stay);
    });
    return drives;
}

// Calls visit(drives) for those of each pair of ends in turn.
template <class Visit>
void for_pairs(std::span<Drive const> drives, Visit const& visit)
{
    while (!drives.empty()) {
        auto const other =
            std::ranges::find_if(drives, [&](Drive const& drive) { return drive.ends() != drives.front().ends(); });
        auto const count = static_cast<std::size_t>(other - drives.begin());
        visit(drives.first(count));
        drives = drives.subspan(count);
    }
}

// Builds the static network: origins, destinations, then each link's two ends.
class NetworkMaker {
public:
    NetworkMaker(city::City const& city, scenario::Scenario const& scenario, AssignedHours hours)
        : roads_(city.network), scenario_(scenario), is_open_(roads_.link_count(), 1)
    {
        Access const cars = Access::of(VehicleClass::car);
        for (LinkId const link : roads_.links()) is_open_[link.value()] = roads_.access(link).overlaps(cars) ? 1 : 0;
        for (network::HourBan const& ban : roads_.hour_bans()) {
            bool const meets = ban.from_ms < hours.to_ms && ban.to_ms > hours.from_ms;
            if (meets && ban.banned.overlaps(cars)) is_open_[ban.link.value()] = 0;
        }
        if (scenario.routes.u_turns == scenario::UTurns::dead_ends) {
            no_u_turn_ = network::links_without_u_turn(roads_, cars);
        }
    }

    // Nodes for the ends of drives; `origin` and `destination` say which, by node of the city.
    city::StaticNetwork make(std::vector<Drive> const& drives, std::vector<std::uint32_t>& origin,
                             std::vector<std::uint32_t>& destination)
    {
        made_.file = fmt::format("roads of scenario '{}'", scenario_.id);
        origin.assign(roads_.node_count(), no_node);
        destination.assign(roads_.node_count(), no_node);
        for (Drive const& drive : drives) add_node(drive.origin, origin);
        for (Drive const& drive : drives) add_node(drive.destination, destination);
        made_.first_through_node = static_cast<std::uint32_t>(made_.node_id.size());
        for (LinkId const link : roads_.links()) add_link(link);
        for (LinkId const link : roads_.links()) {
            if (is_open_[link.value()] == 0) continue;
            if (origin[roads_.from(link).value()] != no_node)
                connect(origin[roads_.from(link).value()], begin_of(link));
            if (destination[roads_.to(link).value()] != no_node)
                connect(end_of(link), destination[roads_.to(link).value()]);
            for (LinkId const next : roads_.out_links(roads_.to(link))) {
                if (may_turn(link, next)) connect(end_of(link), begin_of(next));
            }
        }
        return std::move(made_);
    }

private:
    [[nodiscard]] std::uint32_t begin_of(LinkId link) const { return made_.first_through_node + 2 * link.value(); }
    [[nodiscard]] std::uint32_t end_of(LinkId link) const { return begin_of(link) + 1; }
    [[nodiscard]] bool may_turn(LinkId in, LinkId out) const
    {
        bool const turns_back = no_u_turn_.size() > 0 && no_u_turn_[in] != 0 && out == roads_.reverse(in);
        return is_open_[out.value()] != 0 && !turns_back && !roads_.is_banned(in, out);
    }
    void add_node(NodeId node, std::vector<std::uint32_t>& number)
    {
        if (number[node.value()] != no_node) return;
        number[node.value()] = static_cast<std::uint32_t>(made_.node_id.size());
        made_.node_id.push_back(core::hex(roads_.stable_id(node)));
    }
    void add_link(LinkId link)
    {
        for (NodeId const node : {roads_.from(link), roads_.to(link)}) {
            made_.node_id.push_back(core::hex(roads_.stable_id(node)));
        }
        auto const free_ms = traffic::free_times_of(roads_, link, scenario_.traffic);
        add(core::hex(roads_.stable_id(link)), begin_of(link), end_of(link),
            std::max(1.0, roads_.supply(link).capacity_pcu_per_h),
            static_cast<double>(free_ms[static_cast<std::size_t>(VehicleClass::car)]) / core::ms_per_second,
            scenario_.routes.delay_at_capacity);
    }
    void connect(std::uint32_t from, std::uint32_t to) { add("", from, to, 1, 0, 0); }
    void add(std::string id, std::uint32_t from, std::uint32_t to, double capacity, double free_time, double b)
    {
        made_.link_id.push_back(std::move(id));
        made_.from.push_back(from);
        made_.to.push_back(to);
        made_.capacity.push_back(capacity);
        made_.free_time.push_back(free_time);
        made_.b.push_back(b);
        made_.power.push_back(network::RouteChoiceParameters{}.bpr_beta);
        made_.fixed_cost.push_back(0);
    }

    Network const& roads_;
    scenario::Scenario const& scenario_;
    std::vector<std::uint8_t> is_open_;  // by link: cars may enter it
    core::Column<LinkId, std::uint8_t> no_u_turn_;
    city::StaticNetwork made_;
};

// Whether a path leads from a row's origin to its destination, by row; rows by origin.
std::vector<std::uint8_t> reachable(city::StaticNetwork const& network, std::vector<city::TripRow> const& rows)
{
    city::LinksFrom const links_from(network);
    std::vector<std::size_t> first;  // rows at which another origin begins
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (row == 0 || rows[row].origin != rows[row - 1].origin) first.push_back(row);
    }
    std::size_t const origins = first.size();
    first.push_back(rows.size());
    std::vector<std::uint8_t> found(rows.size(), 0);
    core::for_blocks(origins, origins_in_block, [&](std::size_t begin, std::size_t end) {
        LeastCostTree tree(network, links_from);
        for (std::size_t i = begin; i < end; ++i) {
            tree.grow(rows[first[i]].origin, network.free_time);
            for (std::size_t row = first[i]; row < first[i + 1]; ++row) {
                found[row] = std::isfinite(tree.cost_to(rows[row].destination)) ? 1 : 0;
            }
        }
    });
    return found;
}

// The links of the city along a path.
std::vector<LinkId> links_along(AssignedPath const& path, std::size_t link_count)
{
    std::vector<LinkId> links;
    for (std::uint32_t const link : path.links) {
        if (link < link_count) links.emplace_back(link);
    }
    return links;
}

}  // namespace

RoadProblem road_problem(city::City const& city, scenario::Scenario const& scenario, city::Plans const& plans,
                         AssignedHours hours)
{
    core::ensure(hours.from_ms < hours.to_ms, "hours of an assignment need a length");
    double const length_h = static_cast<double>(hours.to_ms - hours.from_ms) / core::ms_per_hour;
    std::vector<Drive> const drives = drives_in(plans, hours);
    RoadProblem problem;
    problem.link_count = city.network.link_count();
    std::vector<std::uint32_t> origin;
    std::vector<std::uint32_t> destination;
    problem.network = NetworkMaker(city, scenario, hours).make(drives, origin, destination);
    std::vector<city::TripRow> rows;
    for_pairs(drives, [&](std::span<Drive const> of_pair) {
        std::int64_t mpcu = 0;
        for (Drive const& drive : of_pair) mpcu += drive.mpcu;
        rows.push_back({origin[of_pair.front().origin.value()], destination[of_pair.front().destination.value()],
                        static_cast<double>(mpcu) / mpcu_per_pcu / length_h, 0, 0});
    });
    std::vector<std::uint8_t> const has_way = reachable(problem.network, rows);

    // Pairs of the demand stand in the order of the numbers of their ends.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> kept;
    std::vector<city::TripRow> kept_rows;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (has_way[row] == 0) continue;
        kept.emplace_back(rows[row].origin, rows[row].destination);
        kept_rows.push_back(rows[row]);
    }
    std::ranges::sort(kept);
    std::vector<core::Diagnostic> findings;
    problem.demand = city::demand_of(fmt::format("drivers of scenario '{}'", scenario.id), std::move(kept_rows),
                                     problem.network, findings);
    core::ensure(findings.empty() && problem.demand.pair_count() == kept.size(), "each pair of ends is a row");
    problem.pair.assign(plans.stay_count(), no_pair);
    std::size_t row = 0;
    for_pairs(drives, [&](std::span<Drive const> of_pair) {
        auto const ends = std::pair(rows[row].origin, rows[row].destination);
        bool const is_kept = has_way[row++] != 0;
        (is_kept ? problem.legs : problem.legs_without_way) += static_cast<std::int64_t>(of_pair.size());
        if (!is_kept) return;
        auto const pair = static_cast<std::uint32_t>(std::ranges::lower_bound(kept, ends) - kept.begin());
        for (Drive const& drive : of_pair) problem.pair[drive.stay] = pair;
    });
    return problem;
}

network::Routes with_assigned_ways(network::Routes const& routes, city::Plans const& plans, RoadProblem const& problem,
                                   Assignment const& assignment)
{
    core::ensure(problem.pair.size() == plans.stay_count() && routes.size() == plans.stay_count(),
                 "ways are assigned to the legs of the same plans");
    // Legs by pair, then by key.
    struct Leg {
        std::uint32_t pair = 0;
        std::uint64_t key = 0;
        std::uint32_t stay = 0;
    };
    std::vector<Leg> legs;
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        for (std::uint32_t stay = plans.stays_begin(traveller); stay < plans.stays_end(traveller); ++stay) {
            if (problem.pair[stay] != no_pair)
                legs.push_back({problem.pair[stay], plans.traveller_key[traveller], stay});
        }
    }
    std::ranges::sort(legs, {}, [](Leg const& leg) { return std::tuple(leg.pair, leg.key, leg.stay); });
    auto const mpcu_of = [&](Leg const& leg) {
        return static_cast<double>(network::info(city::vehicle_of(plans.mode[leg.stay])).pcu_milli);
    };

    std::vector<AssignedPath const*> path_of(plans.stay_count(), nullptr);
    for (std::size_t first = 0; first < legs.size();) {
        std::size_t last = first;
        double all_mpcu = 0;
        for (; last < legs.size() && legs[last].pair == legs[first].pair; ++last) all_mpcu += mpcu_of(legs[last]);
        std::vector<AssignedPath> const& paths = assignment.paths[legs[first].pair];
        double all_flow = 0;
        for (AssignedPath const& path : paths) all_flow += path.flow;
        double before_mpcu = 0;
        std::size_t path = 0;
        double up_to_flow = paths.empty() ? 0 : paths.front().flow;
        for (; first < last; ++first) {
            double const middle = (before_mpcu + mpcu_of(legs[first]) / 2) / all_mpcu;
            while (path + 1 < paths.size() && middle * all_flow > up_to_flow) up_to_flow += paths[++path].flow;
            if (!paths.empty()) path_of[legs[first].stay] = &paths[path];
            before_mpcu += mpcu_of(legs[first]);
        }
    }

    network::Routes changed;
    for (std::size_t stay = 0; stay < plans.stay_count(); ++stay) {
        auto const own = routes[stay];
        std::vector<LinkId> way;
        if (path_of[stay] != nullptr && !own.empty()) way = links_along(*path_of[stay], problem.link_count);
        std::span<LinkId const> const links = way.empty() ? own : std::span<LinkId const>(way);
        changed.links.insert(changed.links.end(), links.begin(), links.end());
        changed.offset.push_back(static_cast<std::uint32_t>(changed.links.size()));
    }
    changed.unreachable = routes.unreachable;
    return changed;
}

FlowFit fit_of(std::vector<double> const& flows, std::vector<double> const& others)
{
    core::ensure(flows.size() == others.size(), "flows are compared link by link");
    FlowFit fit;
    double squares = 0;
    double other_squares = 0;
    double products = 0;
    std::size_t near = 0;
    for (std::size_t link = 0; link < flows.size(); ++link) {
        double const own = flows[link];
        double const other = others[link];
        if (own <= 0 && other <= 0) continue;
        ++fit.links;
        fit.own_sum += own;
        fit.other_sum += other;
        squares += own * own;
        other_squares += other * other;
        products += own * other;
        near += std::sqrt(2 * (own - other) * (own - other) / (own + other)) < 5 ? 1 : 0;
    }
    if (fit.links == 0) return fit;
    auto const count = static_cast<double>(fit.links);
    double const variances =
        (squares - fit.own_sum * fit.own_sum / count) * (other_squares - fit.other_sum * fit.other_sum / count);
    if (variances > 0) fit.correlation = (products - fit.own_sum * fit.other_sum / count) / std::sqrt(variances);
    fit.geh_below_5 = static_cast<double>(near) / count;
    return fit;
}

}  // namespace halong::equilibrium
