// Channels of hotspots and the sharing of the air between them.
#include "services/channels.hpp"

#include "services/toy_town.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <numeric>

using namespace halong;
using namespace halong::test;
using services::Channels;

namespace {

using Graph = std::vector<std::vector<std::uint32_t>>;

std::vector<double> air(Graph const& contenders, std::vector<double> const& wanted)
{
    std::vector<double> shares(wanted.size());
    services::share_air(contenders, wanted, shares);
    return shares;
}

Channels plan(std::vector<city::Site> const& sites)
{
    auto town = line_town();
    put_sites(town, sites);
    std::vector<core::SiteId> ids;
    for (std::uint32_t i = 0; i < sites.size(); ++i) ids.emplace_back(i);
    return services::plan_channels(town, services::radios_of(town, ids), {});
}

Graph random_graph(Draws& draws, std::uint32_t size)
{
    Graph graph(size);
    for (std::uint32_t i = 0; i < size; ++i) {
        graph[i].push_back(i);
        for (std::uint32_t j = 0; j < i; ++j) {
            if (draws.below(4) != 0) continue;
            graph[i].push_back(j);
            graph[j].push_back(i);
        }
    }
    for (auto& list : graph) std::ranges::sort(list);
    return graph;
}

}  // namespace

TEST_CASE("the air round a hotspot by hand")
{
    Graph const alone{{0}, {1}};
    CHECK(air(alone, {1, 0.4}) == std::vector<double>{1, 0.4});
    Graph const pair{{0, 1}, {0, 1}};
    CHECK(air(pair, {0.5, 0.5}) == std::vector<double>{0.5, 0.5});
    CHECK(air(pair, {1, 1}) == std::vector<double>{0.5, 0.5});
    CHECK(air(pair, {0.25, 1}) == std::vector<double>{0.25, 0.75});
    CHECK(air(pair, {0, 1}) == std::vector<double>{0, 1});
    // The middle one hears both ends, which do not hear each other.
    Graph const row{{0, 1}, {0, 1, 2}, {1, 2}};
    auto const shares = air(row, {1, 1, 1});
    CHECK(shares[0] == Approx(1.0 / 3));
    CHECK(shares[1] == Approx(1.0 / 3));
    CHECK(shares[2] == Approx(1.0 / 3));
    CHECK(air(row, {1, 0, 1}) == std::vector<double>{1, 0, 1});  // who wants nothing binds nobody
}

TEST_CASE("the air is shared max-min on random graphs: nobody could have more without a poorer one having less")
{
    Draws draws(9);
    for (int trial = 0; trial < 2'000; ++trial) {
        auto const size = static_cast<std::uint32_t>(1 + draws.below(12));
        Graph const graph = random_graph(draws, size);
        std::vector<double> wanted(size);
        for (double& value : wanted) value = draws.below(4) == 0 ? 0 : draws.uniform(0, 1);
        auto const shares = air(graph, wanted);
        auto const around = [&](std::uint32_t h) {
            double sum = 0;
            for (std::uint32_t const other : graph[h]) sum += shares[other];
            return sum;
        };
        for (std::uint32_t h = 0; h < size; ++h) {
            REQUIRE(shares[h] <= wanted[h]);
            REQUIRE(shares[h] >= 0);
            if (wanted[h] > 0) REQUIRE(around(h) <= 1 + 1e-9);
            if (shares[h] == wanted[h]) continue;
            // Who has less than he wants is among the richest of some neighbourhood that is full.
            bool const bound = std::ranges::any_of(graph[h], [&](std::uint32_t n) {
                return wanted[n] > 0 && around(n) > 1 - 1e-9 && std::ranges::all_of(graph[n], [&](std::uint32_t other) {
                           return shares[other] <= shares[h] + 1e-9;
                       });
            });
            REQUIRE(bound);
        }
    }
}

TEST_CASE("hotspots side by side take different channels while there are any")
{
    std::vector<city::Site> sites;
    for (int i = 0; i < 5; ++i) sites.push_back(hotspot_at("pole " + std::to_string(i), {300.0 + 10 * i, 0}));
    CHECK(plan(sites).channel == std::vector<int>{1, 2, 3, 1, 2});
    CHECK(plan(sites).contenders == Graph{{0, 3}, {1, 4}, {2}, {0, 3}, {1, 4}});
    for (auto& site : sites) site.hotspot.frequency_ghz = 5.5;
    CHECK(plan(sites).channel == std::vector<int>{1, 2, 3, 4, 5});
    sites[2].hotspot.frequency_ghz = 2.4;  // the other band: nobody's rival
    CHECK(plan(sites).channel == std::vector<int>{1, 2, 1, 3, 4});
    CHECK(plan(sites).contenders[2] == std::vector<std::uint32_t>{2});
}

TEST_CASE("hotspots far from each other share nothing on one channel, and a given channel stays")
{
    auto far = hotspot_at("far", {300'000, 0});
    auto given = hotspot_at("given", {305, 0});
    given.hotspot.channel = 1;
    Channels const planned = plan({hotspot_at("pole", {300, 0}), far, given});
    CHECK(planned.channel == std::vector<int>{2, 1, 1});
    CHECK(planned.contenders == Graph{{0}, {1}, {2}});
}

TEST_CASE("a hotspot added behind the others changes nobody's channel")
{
    Draws draws(4);
    for (int trial = 0; trial < 50; ++trial) {
        std::vector<city::Site> sites;
        for (int i = 0; i < 30; ++i) {
            sites.push_back(hotspot_at("pole " + std::to_string(i), {draws.uniform(0, 400), draws.uniform(0, 400)}));
        }
        auto const all = plan(sites).channel;
        sites.pop_back();
        auto const fewer = plan(sites).channel;
        REQUIRE(std::equal(fewer.begin(), fewer.end(), all.begin()));
    }
}

TEST_CASE("a wide channel takes the room of several, and contends with all of them")
{
    CHECK(services::channel_count(2.44, 20) == 3);
    CHECK(services::channel_count(2.44, 40) == 1);
    CHECK(services::channel_count(5.5, 20) == 24);
    CHECK(services::channel_count(5.5, 40) == 12);
    CHECK(services::channel_count(5.5, 80) == 6);
    // side by side at 5 GHz: channels 2, 3 and 9 of 20 MHz, and the first and the second of 80 MHz (1-4 and 5-8)
    std::vector<city::Site> sites;
    for (int i = 0; i < 5; ++i) {
        auto site = hotspot_at("h" + std::to_string(i), {i * 5.0, 0});
        site.hotspot.frequency_ghz = 5.5;
        site.hotspot.channel = std::array{2, 3, 9, 1, 2}[static_cast<std::size_t>(i)];
        site.hotspot.channel_mhz = i < 3 ? 20 : 80;
        sites.push_back(site);
    }
    auto const contenders = plan(sites).contenders;
    CHECK(contenders == Graph{{0, 3}, {1, 3}, {2}, {0, 1, 3}, {4}});
    // one more of 80 MHz takes channels that nobody hears: 13 to 16, since 9 is taken
    sites.push_back(sites.back());
    sites.back().id = "last";
    sites.back().hotspot.channel = 0;
    CHECK(plan(sites).channel.back() == 4);
}

TEST_CASE("the two radios of a hotspot have channels of their own bands")
{
    auto site = hotspot_at("two bands", {0, 0});
    site.hotspot.second_frequency_ghz = 5.5;
    auto const both = plan({site, site});
    CHECK(both.channel == std::vector<int>{1, 1, 2, 2});
    CHECK(both.contenders == Graph{{0}, {1}, {2}, {3}});
}
