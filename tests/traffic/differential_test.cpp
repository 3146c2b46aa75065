// The traffic model against a plain reference: the same events, vehicle by vehicle and link by link.
#include "traffic/random_town.hpp"
#include "traffic/reference_model.hpp"

#include <catch2/catch.hpp>

using namespace halong;
using test::Town;

namespace {

std::string differs(Town const& town)
{
    test::TownEvents const real = test::run_traffic(town).events;
    test::TownEvents const expected = test::run_reference(town);
    if (real == expected) return {};
    for (std::size_t i = 0; i < std::max(real.crossings.size(), expected.crossings.size()); ++i) {
        auto const text = [i](test::TownEvents const& events) {
            if (i >= events.crossings.size()) return std::string("nothing");
            test::TownCrossing const& c = events.crossings[i];
            return "leg " + std::to_string(c.leg) + " on link " + std::to_string(c.link) + " from " +
                   std::to_string(c.entry_ms) + " to " + std::to_string(c.exit_ms) + " ms";
        };
        if (text(real) == text(expected)) continue;
        return "crossing " + std::to_string(i) + ": " + text(real) + ", reference: " + text(expected);
    }
    return "arrivals differ";
}

// Every third town relieves its jams.
Town town_of(unsigned seed)
{
    Town town = test::random_town(seed, seed % 2 == 0 ? test::TownShape::any : test::TownShape::acyclic);
    if (seed % 3 == 0) {
        town.parameters.pass_blocked_after_s = seed % 4;
        town.parameters.ring_turn_s = seed % 5;
        town.parameters.squeeze_after_s = seed % 2 == 0 ? 20 : 0;
    }
    town.parameters.window_ms = seed % 7 == 0 ? 130 : 1'000;
    return town;
}

void compare(unsigned first, unsigned count)
{
    for (unsigned seed = first; seed < first + count; ++seed) {
        std::string const problem = test::problem_of(town_of(seed), seed, differs);
        if (!problem.empty()) FAIL(problem);
    }
}

}  // namespace

TEST_CASE("random towns run as in the plain reference", "[traffic]") { compare(0, test::case_count(10'000)); }

TEST_CASE("many more random towns run as in the plain reference", "[traffic][slow]")
{
    compare(1'000'000, test::case_count(100'000));
}
