// Tracks of a day: the same bytes on any number of threads, and who is where as the counts of the links say.
#include "results/track_file.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "results/track_steps.hpp"
#include "simulation/busy_town.hpp"
#include "simulation/simulation.hpp"
#include "support/file_bytes.hpp"
#include "support/scratch_folder.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <map>

using namespace halong;
using namespace halong::results;
using test::bytes_of;
using traffic::TrackEvent;

namespace {

std::string leb128(std::vector<std::uint64_t> const& numbers)
{
    std::string text;
    for (std::uint64_t number : numbers) {
        for (; number >= 128; number /= 128) text.push_back(static_cast<char>(number % 128 + 128));
        text.push_back(static_cast<char>(number));
    }
    return text;
}

// A track as a reader finds it, in tenths of a second.
struct Seen {
    std::uint64_t leg = 0;
    std::uint64_t kind = 0;
    std::int64_t entry = 0;
    std::vector<std::pair<std::uint32_t, std::int64_t>> exits;  // link, when
    bool ends = false;
};

// Reads a chunk by the description in the header, independently of the writer.
class ChunkReader {
public:
    ChunkReader(std::string const& text, network::Network const& network) : text_(text), network_(network)
    {
        REQUIRE(text.substr(0, 4) == "HLT1");
    }

    std::vector<Seen> read()
    {
        start_ = static_cast<std::int64_t>(number());
        auto const tracks = number();
        number();
        std::vector<Seen> all;
        std::uint64_t leg = 0;
        for (std::uint64_t i = 0; i < tracks; ++i) {
            Seen seen;
            seen.leg = leg += number();
            seen.kind = number();
            auto link = static_cast<std::uint32_t>(number());
            auto const zigzag = number();
            seen.entry = start_ + (zigzag % 2 == 0 ? static_cast<std::int64_t>(zigzag / 2)
                                                   : -static_cast<std::int64_t>(zigzag / 2) - 1);
            std::int64_t time = seen.entry;
            for (auto steps = number(); steps > 0; --steps) {
                auto const ways = ways_on(link);
                auto const code = number();
                time += static_cast<std::int64_t>(code / (ways.size() + 1));
                seen.exits.emplace_back(link, time);
                auto const way = code % (ways.size() + 1);
                seen.ends = way == ways.size();
                if (!seen.ends) link = ways[way];
            }
            all.push_back(seen);
        }
        CHECK(at_ == text_.size());
        return all;
    }

private:
    std::uint64_t number()
    {
        std::uint64_t value = 0;
        for (int shift = 0;; shift += 7) {
            auto const byte = static_cast<unsigned char>(text_.at(at_++));
            value |= std::uint64_t{byte & 127U} << shift;
            if (byte < 128) return value;
        }
    }

    std::vector<std::uint32_t> ways_on(std::uint32_t link) const
    {
        std::vector<std::uint32_t> ways;
        for (auto const other : network_.links()) {
            if (network_.from(other) == network_.to(core::LinkId{link})) ways.push_back(other.value());
        }
        return ways;
    }

    std::string const& text_;
    network::Network const& network_;
    std::size_t at_ = 4;
    std::int64_t start_ = 0;
};

struct BusyTown {
    city::City city = test::busy_town(6);
    city::Plans plans = test::busy_plans(6, 1'500, test::hour);
    scenario::Scenario scenario;
    network::Routes routes = simulation::route_plans(city, plans, scenario);
};

struct Recorded {
    simulation::RunResult run;
    std::string bytes;
    std::vector<TrackEvent> events;
};

Recorded record(std::filesystem::path const& path, int threads)
{
    core::ThreadLimit const limit(threads);
    BusyTown const town;
    simulation::Simulation simulation(town.city, town.scenario, town.plans, town.routes);
    simulation.record_tracks();
    TrackWriter writer(path, town.city, town.plans);
    Recorded recorded;
    auto const take = [&] {
        auto const events = simulation.take_tracks();
        writer.add_chunk(events, simulation.now());
        recorded.events.insert(recorded.events.end(), events.begin(), events.end());
    };
    while (!simulation.ended()) {
        simulation.step();
        if (simulation.passed_multiple_of(track_chunk_ms)) take();
    }
    recorded.run = simulation.finish();
    take();
    writer.finish(simulation.crossings(), simulation.now(), recorded.run.digest, recorded.run.legs);
    recorded.bytes = bytes_of(path);
    return recorded;
}

}  // namespace

TEST_CASE("tracks are the same bytes on 1, 2 and 4 threads, and do not change the run")
{
    test::ScratchFolder const folder;
    auto const one = record(folder.path() / "1.bin", 1);
    CHECK(one.bytes.size() > 1'000);
    CHECK(record(folder.path() / "2.bin", 2).bytes == one.bytes);
    CHECK(record(folder.path() / "4.bin", 4).bytes == one.bytes);
    BusyTown const town;
    CHECK(simulation::simulate(town.city, town.scenario, town.plans, town.routes).digest == one.run.digest);
}

TEST_CASE("a file of tracks tells every crossing of a node once, at its time")
{
    test::ScratchFolder const folder;
    auto const path = folder.path() / "tracks.bin";
    auto const recorded = record(path, 2);
    BusyTown const town;
    auto const file = read_track_file(path);
    CHECK(file.digest == core::hex(recorded.run.digest));
    CHECK(file.kinds.at(0) == "motorbike");
    CHECK(file.kinds.at(7) == "walker");

    // Every event of the run, and no other, lies in the chunk of its time.
    std::map<std::pair<std::uint64_t, std::int64_t>, std::uint32_t> expected;  // leg, time -> link that is left
    std::map<std::uint64_t, std::uint32_t> on_link;
    std::int64_t vehicles_left = 0;
    auto events = recorded.events;
    std::stable_sort(events.begin(), events.end());
    for (TrackEvent const& event : events) {
        if (auto const found = on_link.find(event.leg); found != on_link.end()) {
            expected[{event.leg, event.time_ms / 100}] = found->second;
            ++vehicles_left;
        }
        on_link[event.leg] = event.link;
    }
    CHECK(vehicles_left > 0);
    std::size_t found = 0;
    std::size_t unexpected = 0;
    for (std::size_t i = 0; i < file.chunks.size(); ++i) {
        auto const text = read_track_chunk(path, file.chunks[i]);
        auto const begin = static_cast<std::int64_t>(i) * track_chunk_ms / 100;
        auto const end = begin + track_chunk_ms / 100;
        for (Seen const& seen : ChunkReader(text, town.city.network).read()) {
            CHECK(seen.entry < end);
            CHECK(seen.exits.back().second >= begin);
            for (auto const& [link, time] : seen.exits) {
                auto const event = expected.find({seen.leg, time});
                bool const is_right = event != expected.end() && event->second == link;
                unexpected += is_right ? 0 : 1;
                if (is_right && time >= begin && time < end) ++found;
            }
        }
    }
    CHECK(unexpected == 0);
    CHECK(found == expected.size());

    // And they add up to what the links counted.
    std::int64_t counted = 0;
    for (auto const vehicles : recorded.run.link_hours.vehicles) counted += vehicles;
    for (auto const walkers : recorded.run.link_hours.walkers) counted += walkers;
    CHECK(counted == vehicles_left);
}

TEST_CASE("chunks read as columns are what the description says, and legs have their times")
{
    test::ScratchFolder const folder;
    auto const path = folder.path() / "tracks.bin";
    auto const recorded = record(path, 2);
    BusyTown const town;
    auto const file = read_track_file(path);
    std::size_t tracks = 0;
    for (TrackChunk const& chunk : file.chunks) {
        auto const text = read_track_chunk(path, chunk);
        auto const expected = ChunkReader(text, town.city.network).read();
        auto const columns = read_track_steps(text, town.city.network, path);
        CHECK(columns.start_tenths == start_of_chunk(std::string_view(text).substr(0, chunk_head_bytes), path));
        REQUIRE(columns.tracks.size() == expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            CHECK(columns.tracks[i].leg == expected[i].leg);
            CHECK(columns.tracks[i].entry_tenths == expected[i].entry);
            auto const steps = columns.steps_of(i);
            REQUIRE(steps.size() == expected[i].exits.size());
            for (std::size_t step = 0; step < steps.size(); ++step) {
                CHECK(std::pair(steps[step].link, std::int64_t{steps[step].exit_tenths}) == expected[i].exits[step]);
            }
        }
        tracks += expected.size();
        // Cut anywhere, it is refused; with any byte changed, it is refused or read, and nothing worse.
        for (std::size_t length = 0; length < text.size(); length += 1 + text.size() / 40) {
            CHECK_THROWS_AS(read_track_steps(std::string_view(text).substr(0, length), town.city.network, path),
                            core::UserError);
        }
        for (std::size_t at = 0; at < text.size(); at += 1 + text.size() / 40) {
            auto changed = text;
            changed[at] = static_cast<char>(changed[at] ^ 0x95);
            try {
                (void)read_track_steps(changed, town.city.network, path);
            } catch (core::UserError const& error) {
                CHECK_THAT(std::string(error.what()), Catch::Contains("not those of this city"));
            }
        }
    }
    CHECK(tracks > 0);

    auto const times = read_leg_times(read_track_chunk(path, file.legs), path);
    std::size_t begun = 0;
    for (std::size_t leg = 0; leg < recorded.run.legs.size(); ++leg) {
        auto const& result = recorded.run.legs[leg];
        if (result.departure_ms >= file.end_ms) continue;
        REQUIRE(begun < times.size());
        CHECK(times[begun].leg == leg);
        CHECK(times[begun].departure_tenths == result.departure_ms / 100);
        CHECK(times[begun].arrival_tenths ==
              (result.arrival_ms == core::never ? never_tenths : result.arrival_ms / 100));
        ++begun;
    }
    CHECK(begun == times.size());
    CHECK(begun > 0);
    CHECK(file.plans == plans_stamp(town.plans));
    city::Plans other = town.plans;
    other.mode[0] = city::Mode::walk;
    CHECK(file.plans != plans_stamp(other));
    CHECK_THROWS_AS(read_leg_times("\xff", path), core::UserError);
}

TEST_CASE("a file of tracks that is cut or of another kind is refused")
{
    test::ScratchFolder const folder;
    auto const path = folder.path() / "tracks.bin";
    auto const whole = record(path, 1).bytes;
    for (std::size_t const length : {std::size_t{0}, std::size_t{10}, whole.size() / 2, whole.size() - 1}) {
        core::write_file(path, std::string_view(whole).substr(0, length));
        CHECK_THROWS_AS(read_track_file(path), core::UserError);
    }
    core::write_file(path, whole.substr(100));  // the table of contents points beyond the end
    CHECK_THROWS_AS(read_track_file(path), core::UserError);
    CHECK_THROWS_AS(read_track_file(folder.path() / "none"), core::UserError);
}

TEST_CASE("legs and times that 32 bits do not hold, and legs that do not rise, are refused")
{
    BusyTown const town;
    auto const ways = town.city.network.out_links(town.city.network.to(core::LinkId{0})).size();
    constexpr std::uint64_t most = std::numeric_limits<std::int32_t>::max();
    constexpr std::uint64_t most_leg = std::numeric_limits<std::uint32_t>::max();
    // Start, tracks, steps; leg, kind, link, entry less start (zigzag), steps; time on the link and its way: an arrival.
    auto const steps = [&](std::uint64_t start, std::uint64_t leg, std::uint64_t entry, std::uint64_t on_link) {
        return read_track_steps("HLT1" + leb128({start, 1, 1, leg, 0, 0, entry, 1, on_link * (ways + 1) + ways}),
                                town.city.network, "t");
    };
    CHECK(steps(10, most_leg, 4, 5).tracks[0].leg == most_leg);
    CHECK(steps(10, 0, 2 * 20, 5).steps[0].exit_tenths == 35);
    CHECK(steps(10, 0, 2 * 10 - 1, 5).tracks[0].entry_tenths == 0);
    CHECK(steps(most - 3, 0, 2 * 2, 1).steps[0].exit_tenths == std::numeric_limits<std::int32_t>::max());
    CHECK_THROWS_AS(steps(10, most_leg + 1, 4, 5), core::UserError);
    CHECK_THROWS_AS(steps(most - 3, 0, 2 * 4, 0), core::UserError);
    CHECK_THROWS_AS(steps(10, 0, 2 * 11 - 1, 5), core::UserError);  // before the day
    CHECK_THROWS_AS(steps(most - 3, 0, 2 * 2, 2), core::UserError);
    CHECK_THROWS_AS(steps(10, 0, 4, std::uint64_t{1} << 40U), core::UserError);
    CHECK_THROWS_AS(
        read_track_steps("HLT1" + leb128({0, 2, 0, most_leg, 0, 0, 0, 0, 1, 0, 0, 0, 0}), town.city.network, "t"),
        core::UserError);

    auto const legs = [](std::vector<std::uint64_t> const& numbers) { return read_leg_times(leb128(numbers), "t"); };
    CHECK(legs({0, 5, 0, most_leg, most, 1}).at(1).arrival_tenths == std::numeric_limits<std::int32_t>::max());
    CHECK_THROWS_AS(legs({3, 5, 0, 0, 5, 0}), core::UserError);
    CHECK_THROWS_AS(legs({1, 5, 0, most_leg, 5, 0}), core::UserError);
    CHECK_THROWS_AS(legs({0, most, 2}), core::UserError);
}
