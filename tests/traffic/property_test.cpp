// What must hold for any traffic on any network, checked on random small ones; a failure shrinks to a town to draw.
#include "traffic/random_town.hpp"
#include "traffic/rank_threads.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <numeric>

using namespace halong;
using core::Millis;
using test::Town;
using test::TownCrossing;
using test::TownRun;
using test::TownShape;

namespace {

std::vector<std::vector<TownCrossing>> by_link(Town const& town, TownRun const& run)
{
    std::vector<std::vector<TownCrossing>> crossings(town.links.size());
    for (TownCrossing const& c : run.events.crossings) crossings[c.link].push_back(c);
    return crossings;
}

// PCU inside at every entry, where space comes back a wave time after an exit.
std::string storage_problem(Town const& town, std::size_t link, std::vector<TownCrossing> const& crossings)
{
    traffic::LinkModel const& model = town.links[link].model;
    for (TownCrossing const& entering : crossings) {
        std::int64_t inside = 0;
        for (TownCrossing const& other : crossings) {
            bool const gone = other.exit_ms + model.wave_time_ms <= entering.entry_ms;
            if (other.entry_ms <= entering.entry_ms && !gone) inside += town.mpcu(other.leg);
        }
        if (inside > model.storage_mpcu) return "link " + std::to_string(link) + " holds more than its storage";
    }
    return {};
}

// In no interval does more pass than capacity times its length, a saved-up `bank_pcu`, and the vehicle that begins it.
std::string capacity_problem(Town const& town, std::size_t link, std::vector<std::pair<Millis, std::size_t>> passing,
                             std::uint32_t capacity, std::int64_t bank_pcu)
{
    // Of those at the same millisecond the largest may have been the last.
    std::sort(passing.begin(), passing.end(), [&town](auto const& a, auto const& b) {
        return std::pair(a.first, town.mpcu(a.second)) < std::pair(b.first, town.mpcu(b.second));
    });
    std::int64_t next = 0;  // ms x capacity
    std::int64_t const bank = (bank_pcu * core::ms_per_hour / capacity + 1) * capacity;
    for (auto const& [time_ms, leg] : passing) {
        std::int64_t const now = std::int64_t{time_ms} * capacity;
        if (now < next - bank) return "more passes an end of link " + std::to_string(link) + " than its capacity";
        next = std::max(next, now) + town.mpcu(leg) * 3'600;
    }
    return {};
}

std::string stop_line_problem(Town const& town, std::size_t link, std::vector<TownCrossing> crossings)
{
    traffic::LinkModel const& model = town.links[link].model;
    std::sort(crossings.begin(), crossings.end(), [](TownCrossing const& a, TownCrossing const& b) {
        return std::pair(a.exit_ms, a.entry_ms) < std::pair(b.exit_ms, b.entry_ms);
    });
    std::map<network::VehicleClass, Millis> last_entry;
    for (TownCrossing const& c : crossings) {
        if (c.exit_ms - c.entry_ms < town.free_ms(c.leg, link)) return "somebody is faster than the free time";
        if (model.green.has_signal() && !model.green.is_green(c.exit_ms)) return "somebody crosses at red";
        Millis& last_ms = last_entry.try_emplace(town.vehicle(c.leg), 0).first->second;
        if (c.entry_ms < last_ms) return "a class is not first in, first out on link " + std::to_string(link);
        last_ms = c.entry_ms;
    }
    return {};
}

// Entries follow exits at the same millisecond, and the first follows the departure.
std::string route_problem(Town const& town, TownRun const& run)
{
    std::vector<std::vector<TownCrossing>> trips(town.legs.size());
    for (TownCrossing const& c : run.events.crossings) trips[c.leg].push_back(c);
    std::size_t complete = 0;
    for (std::size_t leg = 0; leg < trips.size(); ++leg) {
        Millis last_ms = town.legs[leg].departure_ms;
        for (std::size_t i = 0; i < trips[leg].size(); ++i) {
            TownCrossing const& c = trips[leg][i];
            if (c.link != town.legs[leg].route[i]) return "leg " + std::to_string(leg) + " leaves its route";
            if (i == 0 ? c.entry_ms < last_ms : c.entry_ms != last_ms) return "times of a leg do not follow each other";
            last_ms = c.exit_ms;
        }
        complete += trips[leg].size() == town.legs[leg].route.size() ? 1 : 0;
    }
    if (complete != run.events.arrivals.size()) return "arrivals are not the legs that have passed their last links";
    traffic::Counters const& counters = run.counters;
    if (counters.departures != static_cast<std::int64_t>(town.legs.size())) return "not everybody departed";
    if (counters.arrivals + counters.on_road != counters.departures) return "vehicles in are not out plus inside";
    if (counters.link_moves != static_cast<std::int64_t>(run.events.crossings.size())) return "moves are miscounted";
    return {};
}

// Everything that holds without relief of jams.
std::string strict_problem(Town const& town)
{
    TownRun const run = test::run_traffic(town);
    if (std::string problem = route_problem(town, run); !problem.empty()) return problem;
    auto const crossings = by_link(town, run);
    for (std::size_t link = 0; link < crossings.size(); ++link) {
        traffic::LinkModel const& model = town.links[link].model;
        std::vector<std::pair<Millis, std::size_t>> entries;
        std::vector<std::pair<Millis, std::size_t>> exits;
        for (TownCrossing const& c : crossings[link]) {
            entries.emplace_back(c.entry_ms, c.leg);
            exits.emplace_back(c.exit_ms, c.leg);
        }
        for (std::string const& problem :
             {storage_problem(town, link, crossings[link]), stop_line_problem(town, link, crossings[link]),
              capacity_problem(town, link, entries, model.entrance_capacity_pcu_per_h, 4),
              capacity_problem(town, link, exits, model.exit_capacity_pcu_per_h, 2)}) {
            if (!problem.empty()) return problem;
        }
    }
    return {};
}

// Without rings everybody arrives; with rings, who is held is held by one that is named.
std::string end_problem(Town const& town)
{
    TownRun const run = test::run_traffic(town);
    if (run.counters.on_road > 0 && !run.ring_stands) return "somebody is held and no ring stands";
    return {};
}

void check_towns(unsigned first, unsigned count, std::function<Town(unsigned)> const& town,
                 test::TownCheck const& check)
{
    for (unsigned seed = first; seed < first + count; ++seed) {
        std::string const problem = test::problem_of(town(seed), seed, check);
        if (!problem.empty()) FAIL(problem);
    }
}

Town any_town(unsigned seed) { return test::random_town(seed, TownShape::any); }
Town acyclic_town(unsigned seed) { return test::random_town(seed, TownShape::acyclic); }

Town relieved_town(unsigned seed)
{
    Town town = any_town(seed);
    town.parameters.pass_blocked_after_s = 1 + seed % 3;
    town.parameters.ring_turn_s = 1 + seed % 5;
    town.parameters.squeeze_after_s = seed % 2 == 0 ? 15 : 0;
    return town;
}

}  // namespace

TEST_CASE("vehicles are conserved, links keep their storage, stop lines their order and capacity", "[traffic]")
{
    check_towns(0, test::case_count(300), any_town, strict_problem);
}

TEST_CASE("everybody arrives, or is held by a ring that is named", "[traffic]")
{
    auto const all_arrive = [](Town const& town) -> std::string {
        return test::run_traffic(town).counters.on_road == 0 ? "" : "somebody does not arrive";
    };
    auto const patient = [](unsigned seed) {
        Town town = acyclic_town(seed);
        town.until_ms = 40'000'000;
        return town;
    };
    check_towns(1'000, test::case_count(200), patient, all_arrive);
    auto const long_town = [](unsigned seed) {
        Town town = any_town(seed);
        town.until_ms = 40'000'000;
        return town;
    };
    check_towns(2'000, test::case_count(200), long_town, end_problem);
}

TEST_CASE("relief of jams loses nobody and leaves no ring", "[traffic]")
{
    auto const check = [](Town const& town) {
        TownRun const run = test::run_traffic(town);
        return route_problem(town, run);
    };
    check_towns(3'000, test::case_count(200), relieved_town, check);
}

TEST_CASE("windows do not change random congested towns", "[traffic]")
{
    auto const check = [](Town const& town) -> std::string {
        Town other = town;
        std::vector<std::uint64_t> digests;
        for (int const window_ms : {100, 370, 1'000}) {
            other.parameters.window_ms = window_ms;
            digests.push_back(test::run_traffic(other).digest);
        }
        return digests[0] == digests[1] && digests[1] == digests[2] ? "" : "windows change the events";
    };
    check_towns(4'000, test::case_count(100), any_town, check);
    check_towns(5'000, test::case_count(100), relieved_town, check);
}

TEST_CASE("on long links windows of 0.1, 0.5, 1 and 5 s give the same events", "[traffic]")
{
    auto const long_links = [](unsigned seed) {
        Town town = seed % 2 == 0 ? any_town(seed) : relieved_town(seed);
        for (test::TownLink& link : town.links) {
            for (Millis& time_ms : link.model.free_time_ms) time_ms += 5'000;
            link.model.wave_time_ms += 5'000;
        }
        town.parameters.min_link_time_ms = 5'000;
        return town;
    };
    auto const check = [](Town const& town) -> std::string {
        Town other = town;
        other.parameters.window_ms = 100;
        TownRun const expected = test::run_traffic(other);
        for (int const window_ms : {500, 1'000, 5'000}) {
            other.parameters.window_ms = window_ms;
            TownRun const run = test::run_traffic(other);
            if (run.digest != expected.digest || !(run.events == expected.events)) return "windows change the events";
        }
        return {};
    };
    check_towns(6'000, test::case_count(100), long_links, check);
}

TEST_CASE("ranks that share the nodes at random give the events of one process", "[traffic]")
{
    auto const check = [](Town const& town) -> std::string {
        TownRun const expected = test::run_traffic(town);
        auto const seed = static_cast<unsigned>(town.legs.size() + town.links.size());
        int const count = 2 + static_cast<int>(seed % 3);
        std::mt19937 random(seed);
        traffic::Sharing sharing;
        for (std::size_t i = 0; i < town.node_ids.size(); ++i) {
            sharing.rank_of_node.push_back(static_cast<std::uint32_t>(random() % static_cast<unsigned>(count)));
        }
        auto const runs = test::on_ranks(count, [&](traffic::Ranks& ranks) {
            traffic::Sharing own = sharing;
            own.ranks = &ranks;
            return test::run_traffic(town, {}, own);
        });
        for (TownRun const& run : runs) {
            bool const counts_differ = run.counters.link_moves != expected.counters.link_moves ||
                                       run.counters.arrivals != expected.counters.arrivals ||
                                       run.counters.on_road != expected.counters.on_road ||
                                       run.counters.ring_turns != expected.counters.ring_turns ||
                                       run.counters.squeezes != expected.counters.squeezes;
            if (counts_differ || run.ring_stands != expected.ring_stands) return "ranks change the counts";
            if (run.digest != expected.digest || !(run.events == expected.events)) return "ranks change the events";
        }
        return {};
    };
    check_towns(11'000, test::case_count(40), any_town, check);
    check_towns(12'000, test::case_count(80), relieved_town, check);
}

TEST_CASE("what ranks save in the midst goes on alone and on other ranks, and the other way round", "[traffic]")
{
    // Nodes dealt out at random to so many ranks.
    auto const run_on = [](Town const& town, int count, std::vector<test::Halt>& halts) {
        std::mt19937 random(static_cast<unsigned>(town.legs.size()));
        std::vector<std::uint32_t> dealt;
        for (std::size_t i = 0; i < town.node_ids.size(); ++i) {
            dealt.push_back(static_cast<std::uint32_t>(random() % static_cast<unsigned>(count)));
        }
        return test::on_ranks(count, [&](traffic::Ranks& ranks) {
            return test::run_traffic(town, {}, {&ranks, dealt}, &halts[static_cast<std::size_t>(ranks.rank())]);
        });
    };
    auto const differs = [](TownRun const& run, TownRun const& expected) {
        return run.digest != expected.digest || !(run.events == expected.events) ||
               run.counters.link_moves != expected.counters.link_moves ||
               run.counters.arrivals != expected.counters.arrivals ||
               run.counters.on_road != expected.counters.on_road ||
               run.counters.ring_turns != expected.counters.ring_turns ||
               run.counters.squeezes != expected.counters.squeezes;
    };
    std::size_t moving = 0;
    auto const check = [&](Town const& town) -> std::string {
        TownRun const expected = test::run_traffic(town);
        auto const count = static_cast<std::size_t>(2 + town.links.size() % 3);
        core::Millis const at_ms = town.until_ms / 4 + static_cast<core::Millis>(town.legs.size() * 337 % 10'000);
        std::vector<test::Halt> halts(count, test::Halt{at_ms, {}, {}});
        for (TownRun const& run : run_on(town, static_cast<int>(count), halts)) {
            if (differs(run, expected)) return "saving changes what happens on ranks";
        }
        for (std::size_t rank = 1; rank < count; ++rank) {
            if (!halts[rank].content.empty()) return "another rank than the first has written";
        }
        test::Halt of_ranks = halts.front();
        moving += of_ranks.happened.arrivals.size() < expected.events.arrivals.size() ? 1 : 0;
        if (differs(test::run_traffic(town, {}, {}, &of_ranks), expected)) return "what ranks saved goes on otherwise";
        std::vector<test::Halt> others(count == 4 ? 2 : count + 1, halts.front());
        for (TownRun const& run : run_on(town, static_cast<int>(others.size()), others)) {
            if (differs(run, expected)) return "what ranks saved goes on otherwise on other ranks";
        }
        test::Halt alone{at_ms, {}, {}};
        if (differs(test::run_traffic(town, {}, {}, &alone), expected)) return "saving changes what happens";
        others.assign(count, alone);
        for (TownRun const& run : run_on(town, static_cast<int>(count), others)) {
            if (differs(run, expected)) return "what one process saved goes on otherwise on ranks";
        }
        return {};
    };
    check_towns(13'000, test::case_count(20), any_town, check);
    check_towns(14'000, test::case_count(40), relieved_town, check);
    CHECK(moving > 20);
}

TEST_CASE("k times longer times give k times later events", "[traffic]")
{
    // Headways are whole milliseconds before and after; one capacity for all stop lines, so that no tag is rounded.
    auto const whole = [](unsigned seed) {
        Town town = any_town(seed);
        static constexpr std::array<std::uint32_t, 5> capacities{600, 720, 900, 1'200, 1'800};
        for (std::size_t i = 0; i < town.links.size(); ++i) {
            traffic::LinkModel& model = town.links[i].model;
            model.exit_capacity_pcu_per_h = capacities[seed % 5];
            model.entrance_capacity_pcu_per_h = capacities[(seed + i) % 5];
            model.right_of_way = 1;
        }
        return town;
    };
    auto const check = [](Town const& town) -> std::string {
        TownRun const plain = test::run_traffic(town);
        for (int const k : {2, 3}) {
            Town slow = town;
            slow.until_ms *= k;
            for (test::TownLeg& leg : slow.legs) leg.departure_ms *= k;
            for (test::TownLink& link : slow.links) {
                for (Millis& time_ms : link.model.free_time_ms) time_ms *= k;
                link.model.wave_time_ms *= k;
                link.model.exit_capacity_pcu_per_h /= static_cast<std::uint32_t>(k);
                link.model.entrance_capacity_pcu_per_h /= static_cast<std::uint32_t>(k);
                link.model.green = {link.model.green.cycle_ms * k, link.model.green.start_ms * k,
                                    link.model.green.length_ms * k};
            }
            test::TownEvents scaled = plain.events;
            for (TownCrossing& c : scaled.crossings) {
                c.exit_ms *= k;
                c.entry_ms *= k;
            }
            for (auto& [time_ms, leg] : scaled.arrivals) time_ms *= k;
            if (!(test::run_traffic(slow).events == scaled)) return "times do not scale by " + std::to_string(k);
        }
        return {};
    };
    check_towns(7'000, test::case_count(100), whole, check);
}

TEST_CASE("numbering links and nodes backwards changes nothing", "[traffic]")
{
    auto const check = [](Town const& town) -> std::string {
        Town mirrored = town;
        auto const last_node = static_cast<int>(town.node_ids.size()) - 1;
        std::size_t const last_link = town.links.size() - 1;
        std::reverse(mirrored.node_ids.begin(), mirrored.node_ids.end());
        std::reverse(mirrored.links.begin(), mirrored.links.end());
        for (test::TownLink& link : mirrored.links) {
            link.from = last_node - link.from;
            link.to = last_node - link.to;
        }
        for (test::TownLeg& leg : mirrored.legs) {
            for (std::size_t& link : leg.route) link = last_link - link;
        }
        test::TownEvents events = test::run_traffic(mirrored).events;
        for (TownCrossing& c : events.crossings) c.link = last_link - c.link;
        std::sort(events.crossings.begin(), events.crossings.end());
        return events == test::run_traffic(town).events ? "" : "numbering changes the events";
    };
    check_towns(8'000, test::case_count(200), any_town, check);
}

TEST_CASE("a link split in two gives the same curves at its ends", "[traffic]")
{
    // A corridor of cars with bottlenecks; any one link is cut at half its length. Cumulative counts at both ends of it
    // stay within a vehicle at all times, that is, the n-th vehicle is between the others' (n-1)-th and (n+1)-th.
    auto const corridor = [](unsigned seed) {
        std::mt19937 random(seed);
        auto const below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
        Town town;
        town.parameters = any_town(0).parameters;
        int const links = 2 + below(5);
        for (int i = 0; i <= links; ++i) town.node_ids.push_back(static_cast<std::uint64_t>(i));
        for (int i = 0; i < links; ++i) {
            test::TownLink link;
            link.from = i;
            link.to = i + 1;
            link.stable_id = static_cast<std::uint64_t>(i) + 1;
            link.way = link.stable_id;
            auto const capacity = static_cast<std::uint32_t>(600 + 100 * below(20));
            link.model.free_time_ms.fill(2'000 * (2 + below(20)));
            link.model.wave_time_ms = 4 * link.model.free_time_ms[0];
            link.model.exit_capacity_pcu_per_h = capacity;
            link.model.entrance_capacity_pcu_per_h = capacity;
            // What full flow needs, and more or less: an even number of cars.
            double const full = capacity / 3.6e6 * (link.model.free_time_ms[0] + link.model.wave_time_ms);
            link.model.storage_mpcu = 2'000 * static_cast<std::uint32_t>(std::ceil(full / 2) + below(8));
            town.links.push_back(link);
        }
        std::vector<std::size_t> route(static_cast<std::size_t>(links));
        std::iota(route.begin(), route.end(), std::size_t{0});
        Millis time_ms = 0;
        for (int i = 0; i < 200; ++i) {
            time_ms += below(i % 100 < 50 ? 2'000 : 12'000);
            town.legs.push_back({time_ms, city::Mode::car, route});
        }
        return town;
    };
    auto const check = [](Town const& town) -> std::string {
        auto const whole = by_link(town, test::run_traffic(town));
        for (std::size_t cut = 0; cut < town.links.size(); ++cut) {
            Town split = town;
            test::TownLink half = town.links[cut];
            for (Millis& time_ms : half.model.free_time_ms) time_ms /= 2;
            half.model.wave_time_ms /= 2;
            half.model.storage_mpcu /= 2;
            split.links[cut] = half;
            split.node_ids.push_back(split.node_ids.size());
            split.links[cut].to = static_cast<int>(split.node_ids.size()) - 1;
            half.from = split.links[cut].to;
            half.stable_id = 1'000;
            half.way = half.stable_id;
            split.links.push_back(half);
            for (test::TownLeg& leg : split.legs) {
                auto const at = std::find(leg.route.begin(), leg.route.end(), cut);
                if (at != leg.route.end()) leg.route.insert(at + 1, split.links.size() - 1);
            }
            auto const halves = by_link(split, test::run_traffic(split));
            std::size_t const n = whole[cut].size();
            if (halves[cut].size() != n || halves.back().size() != n) return "a cut link loses vehicles";
            auto const strays = [n](auto const& time_in, auto const& time_of) {
                for (std::size_t i = 1; i + 1 < n; ++i) {
                    if (time_in(i) < time_of(i - 1) - 1 || time_in(i) > time_of(i + 1) + 1) return true;
                }
                return false;
            };
            auto const& in = halves[cut];
            auto const& out = halves.back();
            auto const& old = whole[cut];
            if (strays([&](std::size_t i) { return in[i].entry_ms; }, [&](std::size_t i) { return old[i].entry_ms; }) ||
                strays([&](std::size_t i) { return out[i].exit_ms; }, [&](std::size_t i) { return old[i].exit_ms; })) {
                return "cutting link " + std::to_string(cut) + " moves a curve by more than a vehicle";
            }
        }
        return {};
    };
    check_towns(9'000, test::case_count(60), corridor, check);
}

TEST_CASE("copies that are not connected superpose", "[traffic]")
{
    auto const check = [](Town const& town) -> std::string {
        Town both = town;
        auto const nodes = static_cast<int>(town.node_ids.size());
        std::size_t const links = town.links.size();
        std::size_t const legs = town.legs.size();
        for (int i = 0; i < nodes; ++i) both.node_ids.push_back(town.node_ids[static_cast<std::size_t>(i)] + 100);
        for (test::TownLink link : town.links) {
            link.from += nodes;
            link.to += nodes;
            link.stable_id += 10'000;
            link.way += 10'000;
            both.links.push_back(link);
        }
        for (test::TownLeg leg : town.legs) {
            for (std::size_t& link : leg.route) link += links;
            both.legs.push_back(leg);
        }
        TownRun const together = test::run_traffic(both);
        TownRun const first = test::run_traffic(both, [&](std::size_t leg) { return leg < legs; });
        TownRun const second = test::run_traffic(both, [&](std::size_t leg) { return leg >= legs; });
        if (together.digest != first.digest + second.digest) return "the digests of copies do not add up";
        test::TownEvents copy = second.events;
        for (TownCrossing& c : copy.crossings) {
            c.leg -= legs;
            c.link -= links;
        }
        for (auto& [time_ms, leg] : copy.arrivals) leg -= legs;
        if (!(copy == first.events)) return "a copy runs differently";
        return first.events == test::run_traffic(town).events ? "" : "a copy changes the other";
    };
    check_towns(10'000, test::case_count(100), any_town, check);
}
