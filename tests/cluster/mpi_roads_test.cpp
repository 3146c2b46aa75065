// What ranks that share a run make sure of, and tell at its end. The messages themselves: tests/python/shared_run_test.py.
#include "cluster/mpi_roads.hpp"

#include "core/error.hpp"
#include "traffic/rank_threads.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using Catch::Matchers::Contains;

namespace {

simulation::RunIdentity a_run() { return {"1.2.3 (abc)", 1, 2, 3, 4}; }

// What rank 2 of three says when its own run is this, and the others' that of a_run().
std::string refusal(simulation::RunIdentity const& other)
{
    auto const texts = test::on_ranks(3, [&](traffic::Ranks& ranks) -> std::string {
        try {
            cluster::require_same_run(ranks, ranks.rank() == 2 ? other : a_run());
        } catch (core::UserError const& error) {
            return error.what();
        }
        return "";
    });
    CHECK(texts[0] == texts[2]);
    CHECK(texts[1] == texts[2]);
    return texts[2];
}

}  // namespace

TEST_CASE("all ranks must have the same program, scenario, city, plans and routes")
{
    CHECK(refusal(a_run()).empty());
    auto other = a_run();
    other.software = "1.2.4 (def)";
    CHECK_THAT(refusal(other), Contains("rank 2 has another build of the program than rank 0"));
    CHECK_THAT(refusal(other), Contains("start 1.2.3 (abc) on all machines, not 1.2.4 (def)"));
    other = a_run();
    other.scenario = 9;
    CHECK_THAT(refusal(other), Contains("rank 2 has another scenario than rank 0"));
    other = a_run();
    other.city = 9;
    CHECK_THAT(refusal(other), Contains("another city") && Contains("read the same folder"));
    other = a_run();
    other.plans = 9;
    CHECK_THAT(refusal(other), Contains("another set of plans"));
    other = a_run();
    other.routes = 9;
    CHECK_THAT(refusal(other), Contains("another set of routes"));
}

TEST_CASE("a rank whose digest differs is a fault of the program, told on all of them")
{
    auto const faults = test::on_ranks(3, [&](traffic::Ranks& ranks) -> std::string {
        cluster::require_same_digest(ranks, 7);
        try {
            cluster::require_same_digest(ranks, ranks.rank() == 1 ? 8 : 7);
        } catch (core::InternalFault const& fault) {
            return fault.what();
        }
        return "";
    });
    for (std::string const& fault : faults) {
        CHECK(fault == "rank 1 has the digest 0000000000000008, but rank 0 0000000000000007");
    }
}

TEST_CASE("the end of a shared run tells shares, times and bytes")
{
    // Two ranks, one window: 30 bytes one way and 10 the other; 3 and 1 of 4 link moves.
    auto const texts = test::on_ranks(2, [&](traffic::Ranks& ranks) {
        std::vector<int> const other{1 - ranks.rank()};
        std::vector<std::string> const letters{std::string(ranks.rank() == 0 ? 30 : 10, 'x')};
        std::vector<std::string> received(1);
        ranks.exchange(other, letters, received);
        static_cast<void>(ranks.gather("12345678"));
        ranks.has_moved(ranks.rank() == 0 ? 3 : 1);
        return cluster::shared_run_text(ranks, {}, 0.001);
    });
    CHECK(texts[0] == texts[1]);
    CHECK_THAT(texts[0], Contains("2 ranks: the busiest has 75.0 % of the link moves"));
    CHECK_THAT(texts[0], Contains("1 windows of 1000.0 us"));
    CHECK_THAT(texts[0],
               Contains("1.00 messages of 20.0 bytes a window and rank to neighbours, 8.0 bytes a step to all, "
                        "0.0 kB a minute between all"));
}
