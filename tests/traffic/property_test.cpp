// What must hold for any traffic on any network, checked on random small ones.
#include "traffic/traffic_case.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <random>

using namespace halong;
using city::Mode;
using core::Millis;
using test::LinkId;
using test::TrafficCase;

namespace {

constexpr std::array modes{Mode::motorbike, Mode::motorbike, Mode::motorbike, Mode::car,
                           Mode::van,       Mode::bus,       Mode::bicycle,   Mode::lorry};

std::int64_t mpcu_of(TrafficCase const& town, std::uint32_t leg)
{
    return network::info(city::vehicle_of(town.plans().mode[leg])).pcu_milli;
}

// Links lead from lower to higher nodes, so that every leg comes to an end; or anywhere.
struct RandomTown {
    TrafficCase town;
    std::vector<LinkId> links;

    RandomTown(unsigned seed, bool acyclic)
    {
        std::mt19937 random(seed);
        int const nodes = 3 + static_cast<int>(random() % 8);
        std::vector<std::vector<std::pair<LinkId, int>>> out(static_cast<std::size_t>(nodes));
        int const count = 2 + static_cast<int>(random() % 29);
        for (int i = 0; i < count; ++i) {
            int from = static_cast<int>(random() % static_cast<unsigned>(nodes));
            int to = static_cast<int>(random() % static_cast<unsigned>(nodes));
            if (from == to) continue;
            if (acyclic && from > to) std::swap(from, to);
            test::LinkSpec spec;
            spec.length_m = 20 + static_cast<double>(random() % 300);
            spec.speed_mps = 8 + static_cast<double>(random() % 10);
            spec.wave_mps = 4 + static_cast<double>(random() % 3);
            spec.exit_per_s = 0.2 + static_cast<double>(random() % 10) / 10;
            spec.entrance_per_s = 0.2 + static_cast<double>(random() % 10) / 10;
            LinkId const link = town.link(from, to, spec);
            auto& model = town.model(link);
            model.storage_mpcu = std::max(model.storage_mpcu, 3'000U);
            model.free_time_ms[0] += static_cast<Millis>(random() % 500);
            model.free_time_ms[6] *= 2;
            for (auto& time_ms : model.free_time_ms) time_ms = std::max(time_ms, 1000);
            model.wave_time_ms = std::max(model.wave_time_ms, 1000);
            if (random() % 4 == 0) model.green = {60'000, static_cast<Millis>(random() % 60'000), 25'000};
            links.push_back(link);
            out[static_cast<std::size_t>(from)].emplace_back(link, to);
        }
        town.parameters.seepage = static_cast<double>(random() % 3) / 2;
        int const legs = 100 + static_cast<int>(random() % 200);
        for (int i = 0; i < legs; ++i) {
            auto node = static_cast<std::size_t>(random() % static_cast<unsigned>(nodes));
            std::vector<LinkId> route;
            for (int step = 0; step < 8 && !out[node].empty(); ++step) {
                auto const& [link, to] = out[node][random() % out[node].size()];
                route.push_back(link);
                node = static_cast<std::size_t>(to);
            }
            town.leg(static_cast<double>(random() % 200'000) / 1000, route, modes[random() % modes.size()]);
        }
    }

};

// PCU inside at every entry, where space comes back a wave time after an exit.
void check_storage(TrafficCase& town, LinkId link, std::vector<city::Passage> const& passages)
{
    traffic::LinkModel const& model = town.model(link);
    for (city::Passage const& entering : passages) {
        std::int64_t inside = 0;
        for (city::Passage const& other : passages) {
            bool const gone = other.exit_ms + model.wave_time_ms <= entering.entry_ms;
            bool const came = other.entry_ms < entering.entry_ms ||
                              (other.entry_ms == entering.entry_ms && other.leg == entering.leg);
            if (came && !gone) inside += mpcu_of(town, other.leg);
        }
        CHECK(inside <= model.storage_mpcu);
    }
}

// Between any two that leave, the stop line can have done its work; the same with green and free time.
void check_stop_line(TrafficCase& town, LinkId link, std::vector<city::Passage> passages)
{
    traffic::LinkModel const& model = town.model(link);
    std::sort(passages.begin(), passages.end(), [](auto const& a, auto const& b) { return a.exit_ms < b.exit_ms; });
    std::map<Mode, core::Millis> last_entry;
    for (std::size_t i = 0; i < passages.size(); ++i) {
        city::Passage const& p = passages[i];
        Mode const mode = town.plans().mode[p.leg];
        auto const vehicle = static_cast<std::size_t>(city::vehicle_of(mode));
        CHECK(p.exit_ms - p.entry_ms >= model.free_time_ms[vehicle]);
        if (model.green.has_signal()) CHECK(model.green.is_green(p.exit_ms));
        if (last_entry.contains(mode)) CHECK(p.entry_ms >= last_entry[mode]);  // first in, first out in a class
        last_entry[mode] = p.entry_ms;
        if (i == 0) continue;
        std::int64_t const headway_ms =
            mpcu_of(town, passages[i - 1].leg) * 3600 / static_cast<std::int64_t>(model.exit_capacity_pcu_per_h);
        CHECK(p.exit_ms - passages[i - 1].exit_ms >= headway_ms - 1);
    }
}

void check_town(TrafficCase& town, std::vector<LinkId> const& links)
{
    for (LinkId const link : links) {
        std::vector<city::Passage> passages;
        for (city::Passage const& p : town.passages) {
            if (p.link == link) passages.push_back(p);
        }
        check_storage(town, link, passages);
        check_stop_line(town, link, passages);
        for (city::Passage const& p : passages) CHECK(p.occupancy_permille <= 1000);
    }
}

}  // namespace

TEST_CASE("vehicles are conserved, links keep their storage, stop lines their order and capacity", "[traffic]")
{
    for (unsigned seed = 0; seed < 40; ++seed) {
        INFO("seed " << seed);
        RandomTown random(seed, true);
        random.town.run();
        REQUIRE(random.town.arrivals.size() == random.town.legs());
        CHECK(random.town.traffic().counters().on_road == 0);
        check_town(random.town, random.links);
        for (traffic::Arrival const& a : random.town.arrivals) {
            Millis free_ms = 0;
            for (LinkId const link : random.town.routes()[a.leg]) {
                auto const vehicle = static_cast<std::size_t>(city::vehicle_of(random.town.plans().mode[a.leg]));
                free_ms += random.town.model(link).free_time_ms[vehicle];
            }
            CHECK(a.free_ms == free_ms);
            CHECK(a.time_ms - a.departure_ms >= free_ms);
        }
    }
}

TEST_CASE("on networks with rings nothing is lost even when they lock", "[traffic]")
{
    for (unsigned seed = 100; seed < 140; ++seed) {
        INFO("seed " << seed);
        RandomTown random(seed, false);
        random.town.run(7200);
        traffic::Counters const counters = random.town.traffic().counters();
        CHECK(counters.departures == static_cast<std::int64_t>(random.town.legs()));
        CHECK(counters.arrivals + counters.on_road == counters.departures);
        CHECK(counters.arrivals == static_cast<std::int64_t>(random.town.arrivals.size()));
        check_town(random.town, {});
        // Who is held after two hours is held by a ring, and the ring is named.
        if (counters.on_road > 0) CHECK_FALSE(random.town.traffic().find_gridlock().empty());
        for (traffic::Gridlock const& ring : random.town.traffic().find_gridlock()) {
            CHECK(ring.vehicles_held <= counters.on_road);
        }
    }
}

TEST_CASE("windows do not change random congested towns", "[traffic]")
{
    for (unsigned seed = 200; seed < 230; ++seed) {
        INFO("seed " << seed);
        std::vector<std::uint64_t> digests;
        for (int const window_ms : {100, 370, 1000}) {
            RandomTown random(seed, seed % 2 == 0);
            random.town.parameters.window_ms = window_ms;
            random.town.run(3600);
            digests.push_back(random.town.traffic().digest());
        }
        CHECK(digests[0] == digests[1]);
        CHECK(digests[1] == digests[2]);
    }
}
