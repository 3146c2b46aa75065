#include "equilibrium/static_assignment.hpp"

#include "city/tntp.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "equilibrium/static_case.hpp"
#include "support/test_data.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

using namespace halong;
using equilibrium::assign;
using equilibrium::Assignment;
using equilibrium::AssignmentOptions;
using equilibrium::CostOf;
using test::add_static_link;
using test::StaticCase;

namespace {

constexpr AssignmentOptions tight{CostOf::user, 1e-12, 1'000};
constexpr AssignmentOptions tight_optimum{CostOf::society, 1e-12, 1'000};

Assignment assigned(StaticCase const& made, AssignmentOptions const& options = tight)
{
    return assign(made.network, made.demand, options);
}

// Parallel roads from node 1 to node 2, each over a node of its own.
StaticCase parallel_routes(std::vector<test::StaticCost> const& costs, double trips)
{
    StaticCase made{test::static_nodes(static_cast<std::uint32_t>(2 + costs.size())), {}};
    for (std::uint32_t i = 0; i < costs.size(); ++i) {
        add_static_link(made.network, 0, 2 + i, costs[i]);
        add_static_link(made.network, 2 + i, 1, {0, 0, 1, 1});
    }
    made.demand = test::static_demand(made.network, {{0, 1, trips, 1, 1}});
    return made;
}

struct Published {
    StaticCase made;
    std::vector<double> flow;
};

std::optional<Published> published(std::string const& name)
{
    auto const net = test::test_data_or_skip("assignment/" + name + "/" + name + "_net.tntp");
    if (!net) return std::nullopt;
    Published found;
    found.made.network = city::read_tntp_network(*net);
    found.made.demand = city::read_tntp_trips(net->parent_path() / (name + "_trips.tntp"), found.made.network);
    found.flow = city::read_tntp_flows(net->parent_path() / (name + "_flow.tntp"), found.made.network);
    return found;
}

double largest_difference(std::vector<double> const& a, std::vector<double> const& b)
{
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
    return largest;
}

std::uint64_t digest_of(Assignment const& result)
{
    core::Digest digest;
    digest.add(result.flow);
    digest.add(result.cost);
    for (auto const& row : result.iterations) {
        for (double const value : {row.gap, row.objective}) digest.add_bytes(&value, sizeof value);
    }
    for (auto const& paths : result.paths) {
        for (auto const& path : paths) {
            digest.add_bytes(&path.flow, sizeof path.flow);
            digest.add(path.links);
        }
    }
    return digest.value();
}

// What is known of a network's user equilibrium, and how near the finest gap comes to it.
struct KnownEquilibrium {
    double beckmann = 0;
    double total_cost = 0;
    double fine_epsilon = 0;     // of the objective
    double fine_difference = 0;  // of a link's flow, vehicles
};

// At a gap of 1e-6 and at the finest one. Returns the finest.
Assignment check_published(Published const& found, KnownEquilibrium const& known)
{
    auto const rough = assigned(found.made, {CostOf::user, 1e-6, 1'000});
    CHECK(rough.has_converged);
    CHECK(rough.beckmann == Approx(known.beckmann).epsilon(1e-6));
    CHECK(largest_difference(rough.flow, found.flow) < 1);
    auto fine = assigned(found.made);
    CHECK(fine.has_converged);
    CHECK(fine.beckmann == Approx(known.beckmann).epsilon(known.fine_epsilon));
    CHECK(fine.total_cost == Approx(known.total_cost).epsilon(1e-9));
    CHECK(largest_difference(fine.flow, found.flow) < known.fine_difference);
    return fine;
}

}  // namespace

TEST_CASE("Braess: the bridge makes everybody worse off, and the optimum does not use it", "[assign]")
{
    auto const with = assigned(test::braess(true));
    CHECK(with.flow[0] == Approx(4));
    CHECK(with.flow[1] == Approx(2));
    CHECK(with.flow[4] == Approx(2));
    CHECK(with.cost[0] + with.cost[2] == Approx(92));
    CHECK(with.cost[1] + with.cost[3] == Approx(92));
    CHECK(with.cost[0] + with.cost[4] + with.cost[3] == Approx(92));
    CHECK(with.beckmann == Approx(386));
    CHECK(with.total_cost == Approx(552));

    auto const without = assigned(test::braess(false));
    CHECK(without.cost[0] + without.cost[2] == Approx(83));
    CHECK(without.total_cost == Approx(498));

    auto const optimum = assigned(test::braess(true), tight_optimum);
    CHECK(optimum.flow[4] == Approx(0).margin(1e-9));
    CHECK(optimum.cost[0] + optimum.cost[2] == Approx(83));
    CHECK(optimum.total_cost == Approx(498));
    CHECK(optimum.iterations.back().objective == Approx(498));
}

TEST_CASE("tolls of what one more user costs the others bring the users to the system optimum", "[assign]")
{
    // Pigou 1920: a road of one hour for any number, and one whose time is the share that takes it.
    auto const pigou = parallel_routes({{1, 0, 1, 1}, {1e-9, 1e9, 1, 1}}, 1);
    CHECK(assigned(pigou).flow[2] == Approx(1).margin(1e-6));
    CHECK(assigned(pigou).total_cost == Approx(1).margin(1e-6));
    CHECK(assigned(pigou, tight_optimum).flow[2] == Approx(0.5).margin(1e-6));
    CHECK(assigned(pigou, tight_optimum).total_cost == Approx(0.75).margin(1e-6));

    std::vector<StaticCase> cases{pigou, test::braess(true), test::braess(false)};
    for (std::uint64_t seed = 1; seed <= 4; ++seed) cases.push_back(test::random_grid(seed, 5, 6));
    for (StaticCase const& made : cases) {
        INFO(made.network.node_count() << " nodes");
        auto const optimum = assigned(made, tight_optimum);
        StaticCase tolled = made;
        for (std::size_t link = 0; link < made.network.link_count(); ++link) {
            auto const& network = made.network;
            double const load = std::pow(optimum.flow[link] / network.capacity[link], network.power[link]);
            tolled.network.fixed_cost[link] = network.free_time[link] * network.b[link] * network.power[link] * load;
        }
        auto const result = assigned(tolled);
        double paid = 0;
        for (std::size_t link = 0; link < result.flow.size(); ++link) {
            paid += result.flow[link] * tolled.network.fixed_cost[link];
        }
        CHECK(result.total_cost - paid == Approx(optimum.total_cost).epsilon(1e-7));
        CHECK(result.total_cost - paid <= assigned(made).total_cost * (1 + 1e-9));
    }
    auto const braess = assigned(cases[1], tight_optimum);
    CHECK(braess.total_cost == Approx(498));
}

TEST_CASE("two equal routes share the trips, and a route twice as long gets none", "[assign]")
{
    test::StaticCost const road{50, 0.15, 4, 1'000};
    auto const equal = assigned(parallel_routes({road, road}, 1'200));
    CHECK(equal.flow[0] == Approx(600));
    CHECK(equal.flow[2] == Approx(600));
    auto const longer = assigned(parallel_routes({road, {100, 0.15, 4, 1'000}}, 1'200));
    CHECK(longer.flow[0] == Approx(1'200));
    CHECK(longer.flow[2] == 0);
}

TEST_CASE("four equal routes carry the same", "[assign]")
{
    test::StaticCost const road{100, 0.15, 4, 600};
    auto const result = assigned(parallel_routes({road, road, road, road}, 1'600));
    for (std::size_t i = 0; i < 4; ++i) CHECK(result.flow[2 * i] == Approx(400));
}

TEST_CASE("two unequal routes balance as by hand", "[assign]")
{
    // Six trips all take the shorter one, which then takes 10.6. Of 180, v with 10 + v/10 = 20 + (180 - v)/5 take it.
    auto const few = assigned(parallel_routes({{10, 0.01, 1, 1}, {20, 0.01, 1, 1}}, 6));
    CHECK(few.flow[0] == Approx(6));
    auto const many = assigned(parallel_routes({{10, 0.01, 1, 1}, {20, 0.01, 1, 1}}, 180));
    CHECK(many.flow[0] == Approx(46 / 0.3));
    CHECK(many.flow[2] == Approx(180 - 46 / 0.3));
}

TEST_CASE("Sioux Falls: objective and flows as published", "[assign]")
{
    auto const found = published("SiouxFalls");
    if (!found) return;
    auto const fine = check_published(*found, {4'231'335.287107, 7'480'225.344921, 1e-12, 1e-4});
    CHECK(fine.flow[0] == Approx(4'494.6576465).epsilon(1e-9));
    CHECK(fine.cost[0] == Approx(6.0008162373543197).epsilon(1e-12));
}

TEST_CASE("Anaheim: objective and flows as published, zones closed to through traffic", "[assign]")
{
    auto const found = published("Anaheim");
    if (!found) return;
    check_published(*found, {1'286'032.171096, 1'419'913.851059, 1e-11, 1e-3});
}

TEST_CASE("the system optimum costs less in total than the users' choice", "[assign]")
{
    auto const sioux_falls = published("SiouxFalls");
    if (!sioux_falls) return;
    auto const optimum = assigned(sioux_falls->made, tight_optimum);
    CHECK(optimum.has_converged);
    CHECK(optimum.total_cost == Approx(7'194'256.05).epsilon(1e-8));  // 7,194,256: LeBlanc's network, widely published
    CHECK(optimum.beckmann > 4'231'335.3);
    auto const anaheim = published("Anaheim");
    auto const better = assigned(anaheim->made, {CostOf::society, 1e-10, 1'000});
    CHECK(better.has_converged);
    CHECK(better.total_cost < 1'419'913.85 * 0.99);
}

TEST_CASE("the result is the same for any number of threads", "[assign]")
{
    auto const grid = test::random_grid(7, 12, 20);
    std::vector<std::uint64_t> digests;
    for (int const threads : {1, 2, 4}) {
        core::ThreadLimit const limit(threads);
        digests.push_back(digest_of(assigned(grid, {CostOf::user, 1e-9, 200})));
    }
    CHECK(digests[1] == digests[0]);
    CHECK(digests[2] == digests[0]);
}

TEST_CASE("random grids: flow is conserved, the objective falls, used paths cost the same", "[assign]")
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        auto const grid = test::random_grid(seed, 4 + static_cast<std::uint32_t>(seed % 5), 8);
        for (CostOf const whose : {CostOf::user, CostOf::society}) {
            INFO("seed " << seed << (whose == CostOf::user ? " user" : " society"));
            auto const result = assigned(grid, {whose, 1e-11, 2'000});
            CHECK(result.has_converged);

            std::vector<double> balance(grid.network.node_count(), 0.0);
            for (std::uint32_t link = 0; link < grid.network.link_count(); ++link) {
                REQUIRE(result.flow[link] >= 0);
                balance[grid.network.from[link]] -= result.flow[link];
                balance[grid.network.to[link]] += result.flow[link];
            }
            for (std::size_t pair = 0; pair < grid.demand.pair_count(); ++pair) {
                balance[grid.demand.origin[pair]] += grid.demand.trips[pair];
                balance[grid.demand.destination[pair]] -= grid.demand.trips[pair];
            }
            for (double const rest : balance) REQUIRE(std::abs(rest) < 1e-7);

            double last = std::numeric_limits<double>::infinity();
            for (auto const& row : result.iterations) {
                REQUIRE(row.gap >= 0);
                REQUIRE(row.objective <= last * (1 + 1e-13));
                last = row.objective;
            }

            equilibrium::VolumeDelay const costs(grid.network, whose);
            for (std::size_t pair = 0; pair < grid.demand.pair_count(); ++pair) {
                double least = std::numeric_limits<double>::infinity();
                double most = 0;
                double flow = 0;
                for (auto const& path : result.paths[pair]) {
                    double cost = 0;
                    std::uint32_t node = grid.demand.origin[pair];
                    for (std::uint32_t const link : path.links) {
                        REQUIRE(grid.network.from[link] == node);
                        REQUIRE((node == grid.demand.origin[pair] || node >= grid.network.first_through_node));
                        node = grid.network.to[link];
                        cost += costs.at(link, result.flow[link]).cost;
                    }
                    REQUIRE(node == grid.demand.destination[pair]);
                    flow += path.flow;
                    least = std::min(least, cost);
                    if (path.flow > 1e-3 * grid.demand.trips[pair]) most = std::max(most, cost);
                }
                REQUIRE(flow == Approx(grid.demand.trips[pair]));
                REQUIRE(most <= least * (1 + 1e-5));
            }
        }
    }
}

TEST_CASE("a path may not lead through a zone", "[assign]")
{
    // 1 -> 2 -> 3 over zone 2 would be cheaper than 1 -> 4 -> 3.
    StaticCase made{test::static_nodes(4), {}};
    made.network.first_through_node = 3;
    add_static_link(made.network, 0, 1, {1, 0, 1, 1});
    add_static_link(made.network, 1, 2, {1, 0, 1, 1});
    add_static_link(made.network, 0, 3, {5, 0, 1, 1});
    add_static_link(made.network, 3, 2, {5, 0, 1, 1});
    made.demand = test::static_demand(made.network, {{0, 1, 3, 1, 1}, {0, 2, 7, 1, 1}});
    auto const result = assigned(made);
    CHECK(result.flow == std::vector<double>{3, 0, 7, 7});
}

TEST_CASE("an assignment stops at its limit and says so", "[assign]")
{
    auto const grid = test::random_grid(3, 8, 10);
    auto const result = assigned(grid, {CostOf::user, 0, 3});
    CHECK_FALSE(result.has_converged);
    CHECK(result.iterations.size() == 3);
    CHECK(result.gap == result.iterations.back().gap);
}

TEST_CASE("costs that no number can hold are told by the pair and the link", "[assign]")
{
    city::StaticNetwork network = test::static_nodes(3);
    add_static_link(network, 0, 1, {.free_time = 2, .b = 0.15, .power = 4, .capacity = 1e-100});
    add_static_link(network, 1, 2, {.free_time = 1});
    auto const demand = test::static_demand(network, {{0, 1, 10, 7, 3}, {0, 2, 5, 8, 3}, {1, 2, 5, 9, 3}});
    std::string message;
    try {
        static_cast<void>(assign(network, demand, {}));
    } catch (core::UserError const& error) {
        message = error.what();
    }
    CHECK_THAT(message, Catch::Contains("demand:7:3") && Catch::Contains("from node 1 to node 2") &&
                            Catch::Contains("for 2 pairs in all") && Catch::Contains("link from 1 to 2 of network") &&
                            Catch::Contains("15 trips on a capacity of 1e-100"));
}

TEST_CASE("a link whose cost does not grow has it at any flow", "[assign]")
{
    city::StaticNetwork network = test::static_nodes(2);
    add_static_link(network, 0, 1, {.free_time = 2, .b = 0, .power = 4, .capacity = 1e-100});
    auto const result = assign(network, test::static_demand(network, {{0, 1, 10, 1, 1}}), {});
    CHECK(result.cost == std::vector<double>{2});
    CHECK(result.total_cost == 20);
    CHECK(result.beckmann == 20);
    CHECK(result.has_converged);
}

TEST_CASE("no demand needs no path", "[assign]")
{
    StaticCase made{test::static_nodes(2), {}};
    add_static_link(made.network, 0, 1, {1, 0.15, 4, 10});
    made.demand = test::static_demand(made.network, {{0, 0, 5, 1, 1}, {0, 1, 0, 1, 5}});
    auto const result = assigned(made);
    CHECK(made.demand.within_zones == 5);
    CHECK(result.has_converged);
    CHECK(result.flow == std::vector<double>{0});
}
