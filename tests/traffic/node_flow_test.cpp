// The node model as a fluid against exact figures: N1-N7 (N1: the example of Tampère et al. 2011, as fractions).
#include "traffic/node_flow.hpp"

#include "core/error.hpp"

#include <catch2/catch.hpp>
#include <random>

using halong::traffic::node_flow;
using halong::traffic::NodeDemand;

namespace {

NodeDemand tampere_example()
{
    return {{500, 2000, 800, 1700},
            {1000, 2000, 1000, 2000},
            {1000, 2000, 1000, 2000},
            {0, 0.1, 0.3, 0.6,       //
             0.05, 0, 0.15, 0.8,     //
             0.125, 0.125, 0, 0.75,  //
             1.0 / 17, 8.0 / 17, 8.0 / 17, 0}};
}

void check_flow(std::vector<double> const& flow, std::vector<double> const& exact)
{
    REQUIRE(flow.size() == exact.size());
    for (std::size_t i = 0; i < flow.size(); ++i) {
        INFO("flow " << i);
        CHECK(flow[i] == Approx(exact[i]).epsilon(1e-12).margin(1e-12));
    }
}

NodeDemand merge(std::vector<double> const& sending, std::vector<double> const& capacity, double receiving)
{
    return {sending, capacity, {receiving}, std::vector<double>(sending.size(), 1.0)};
}

}  // namespace

TEST_CASE("N1: the four-by-four example of Tampère", "[traffic]")
{
    double const q2 = 289'000.0 / 211;                          // in-links 2 and 4 both end at 1369.6682
    check_flow(node_flow(tampere_example()), {0, 50, 150, 300,  //
                                              14'450.0 / 211, 0, q2 * 0.15, 231'200.0 / 211,  //
                                              100, 100, 0, 600,                               //
                                              17'000.0 / 211, 136'000.0 / 211, 136'000.0 / 211, 0});
}

TEST_CASE("N2-N5: merges share by capacity and give what is left to those who can use it", "[traffic]")
{
    check_flow(node_flow(merge({1, 2}, {1, 2}, 2)), {2.0 / 3, 4.0 / 3});
    check_flow(node_flow(merge({1, 2, 2}, {1, 2, 2}, 2)), {0.4, 0.8, 0.8});
    check_flow(node_flow(merge({0.3, 0.8}, {0.8, 0.8}, 0.8)), {0.3, 0.5});
    check_flow(node_flow(merge({0.5, 0.5}, {0.8, 0.8}, 0.8)), {0.4, 0.4});
}

TEST_CASE("N6: a blocked turn holds the others of its link", "[traffic]")
{
    check_flow(node_flow({{0.8}, {0.8}, {0.4, 0.4}, {2.0 / 3, 1.0 / 3}}), {0.4, 0.2});
}

TEST_CASE("N7: flows held back by supply do not depend on how much more would come", "[traffic]")
{
    std::vector<double> const flow = node_flow(tampere_example());
    NodeDemand more = tampere_example();
    more.sending[3] = more.capacity[3];
    CHECK(node_flow(more) == flow);
    NodeDemand less = tampere_example();
    less.sending[1] = 1500;
    CHECK(node_flow(less) == flow);
}

TEST_CASE("node flow keeps demand, supply and turning shares on random nodes", "[traffic]")
{
    std::mt19937 random(7);
    auto const draw = [&](int n) { return static_cast<double>(random() % static_cast<unsigned>(n)); };
    for (int round = 0; round < 500; ++round) {
        std::size_t const ins = 1 + random() % 5;
        std::size_t const outs = 1 + random() % 5;
        NodeDemand node;
        for (std::size_t i = 0; i < ins; ++i) {
            node.capacity.push_back(1 + draw(2000));
            node.sending.push_back(std::min(node.capacity.back(), draw(2000)));
            std::vector<double> weights;
            double sum = 0;
            for (std::size_t j = 0; j < outs; ++j) sum += weights.emplace_back(draw(4) + (j == 0 ? 1 : 0));
            for (double const weight : weights) node.turning.push_back(weight / sum);
        }
        for (std::size_t j = 0; j < outs; ++j) node.receiving.push_back(draw(1500));
        std::vector<double> const flow = node_flow(node);
        std::vector<double> used(outs, 0);
        for (std::size_t i = 0; i < ins; ++i) {
            double through = 0;
            for (std::size_t j = 0; j < outs; ++j) through += flow[i * outs + j];
            bool held = false;
            CHECK(through <= node.sending[i] + 1e-9);
            for (std::size_t j = 0; j < outs; ++j) {
                CHECK(flow[i * outs + j] >= 0);
                CHECK(flow[i * outs + j] == Approx(node.turning[i * outs + j] * through).margin(1e-9));
                used[j] += flow[i * outs + j];
            }
            // Each flow is as large as it can be: what is not let through meets a full out-link.
            for (std::size_t j = 0; j < outs; ++j) {
                double total = 0;
                for (std::size_t k = 0; k < ins; ++k) total += flow[k * outs + j];
                held = held || (node.turning[i * outs + j] > 0 && total >= node.receiving[j] - 1e-6);
            }
            CHECK((held || through >= node.sending[i] - 1e-6));
        }
        for (std::size_t j = 0; j < outs; ++j) CHECK(used[j] <= node.receiving[j] + 1e-6);
    }
}

TEST_CASE("node flow refuses columns that do not match", "[traffic]")
{
    CHECK_THROWS_WITH(node_flow({{1}, {}, {1}, {1}}), "node_flow: a capacity for every in-link is needed");
    CHECK_THROWS_AS(node_flow({{1}, {1}, {1, 1}, {1}}), halong::core::InternalFault);
}
