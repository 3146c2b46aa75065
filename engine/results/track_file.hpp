// Tracks of a day: who is on which link from when to when, in chunks of some minutes that can be read one by one.
//
// tracks.bin is the chunks behind one another, then a text of JSON, its length (8 bytes, little-endian) and the 16 bytes
// "halong-tracks/1\n". A chunk is self-contained: who is under way at its start comes with his link and the time at which
// he entered it, and who is under way at its end with the time at which he leaves his link. Numbers are LEB128, signed
// ones zigzag; times are tenths of a second. A chunk:
//   "HLT1", start, number of tracks, number of steps, then the tracks in order of leg:
//   leg less that of the track before, kind, first link, entry less start (signed), number of steps, then the steps:
//   time on the link times (ways on + 1) plus the way, counted among the links that begin where the link ends, in order of
//   row; the number of ways itself means that he arrives.
// Kinds: the classes of vehicles, then walker, boat, cabin.
// Behind the chunks stands when each leg began and ended, those without a track of their own included (track_steps.hpp reads
// both). Older files lack it.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/durable_file.hpp"
#include "simulation/simulation.hpp"
#include "traffic/track_events.hpp"

#include <cstdint>
#include <deque>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace halong::results {

inline constexpr core::Millis track_chunk_ms = 10 * core::ms_per_minute;

// Names of the kinds, in their order.
std::vector<std::string> track_kinds();

struct TrackChunk {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    std::uint64_t tracks = 0;
    std::uint64_t steps = 0;
};

// Writes the file while a day runs. Keeps the chunks of the last hour at most, until it is known when everybody in them
// leaves his link; who stands on one link for longer is said to leave it then.
class TrackWriter {
public:
    // `city` and `plans` outlive this object. Throws CannotWrite.
    TrackWriter(std::filesystem::path const& path, city::City const& city, city::Plans const& plans);

    // All events since the last call, by (leg, time); the chunk ends at `end_ms`.
    void add_chunk(std::span<traffic::TrackEvent const> events, core::Millis end_ms);
    // Completes the file. `digest` and `legs` are those of the run. Throws CannotWrite.
    void finish(std::span<traffic::Crossing const> crossings, core::Millis end_ms, std::uint64_t digest,
                std::span<simulation::LegResult const> legs);

    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

private:
    struct Step {
        std::uint32_t link = 0;
        core::Millis exit_ms = core::never;  // never: not known yet
        std::uint32_t next = traffic::track_ends;
    };
    struct Track {
        std::uint32_t leg = 0;
        core::Millis entry_ms = 0;
        std::size_t first_step = 0;
    };
    struct Open {
        std::uint32_t leg = 0;
        std::uint32_t link = 0;
        core::Millis entry_ms = 0;
    };
    struct Unknown {
        std::uint32_t leg = 0;
        std::size_t step = 0;
    };
    struct Chunk {
        core::Millis start_ms = 0;
        std::vector<Track> tracks;
        std::vector<Step> steps;
        std::vector<Unknown> unknown;  // by leg
    };

    void settle(std::span<traffic::TrackEvent const> events);
    static void settle_all(Chunk& chunk, core::Millis time_ms);
    void write_front();
    [[nodiscard]] std::string encoded(Chunk const& chunk) const;
    [[nodiscard]] std::uint32_t way_of(std::uint32_t link, std::uint32_t next) const;
    [[nodiscard]] std::uint32_t ways_on(std::uint32_t link) const;
    void write(std::string const& text);

    city::City const& city_;
    city::Plans const& plans_;
    std::filesystem::path path_;
    core::DurableFile file_;
    std::ofstream stream_;
    std::uint64_t bytes_ = 0;
    std::vector<std::uint32_t> out_first_;  // nodes + 1, into out_links_
    std::vector<std::uint32_t> out_links_;
    std::vector<Open> open_;  // by leg: who is on a link
    std::deque<Chunk> chunks_;
    std::vector<TrackChunk> written_;
    core::Millis start_ms_ = 0;
};

// A boat or cabin between two stops.
struct TrackCrossing {
    int kind = 0;
    geo::PointMetric from;
    geo::PointMetric to;
    core::Millis leaves_ms = 0;
    core::Millis arrives_ms = 0;
};

struct TrackFile {
    std::string digest;
    std::string plans;  // plans_stamp of the run's; "" in older files
    core::Millis chunk_ms = 0;
    core::Millis end_ms = 0;
    TrackChunk legs;  // where the times of the legs stand; no bytes in older files
    std::vector<std::string> kinds;
    std::vector<TrackChunk> chunks;
    std::vector<TrackCrossing> crossings;
};

// What the file holds. Throws UserError: not such a file, or truncated.
TrackFile read_track_file(std::filesystem::path const& path);
// The bytes of one of its chunks. Throws UserError.
std::string read_track_chunk(std::filesystem::path const& path, TrackChunk const& chunk);

}  // namespace halong::results
