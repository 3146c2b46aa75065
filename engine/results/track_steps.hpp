// What the chunks of a file of tracks tell, as columns; and when each leg began and ended, which the file tells besides.
#pragma once

#include "city/travel.hpp"
#include "core/time.hpp"
#include "network/network.hpp"
#include "simulation/simulation.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halong::results {

inline constexpr std::string_view track_chunk_magic = "HLT1";  // how a chunk begins
inline constexpr core::Millis ms_per_tenth = 100;

// Times in tenths of a second.
struct TrackStep {
    std::uint32_t link = 0;
    std::int32_t exit_tenths = 0;
};

// A track of one leg within a chunk. Who was under way at the chunk's start has the time of entry of an earlier chunk; of who
// is under way at its end, the last step is told again as the first one of the next chunk.
struct Track {
    std::uint32_t leg = 0;
    std::int32_t kind = 0;  // row of track_kinds()
    std::int32_t entry_tenths = 0;
    std::size_t first_step = 0;
};

struct TrackSteps {
    std::int32_t start_tenths = 0;
    std::vector<Track> tracks;  // by leg
    std::vector<TrackStep> steps;

    [[nodiscard]] std::span<TrackStep const> steps_of(std::size_t track) const;
};

// Reads one chunk by the description in track_file.hpp. `network` is that of the run, `path` for messages. Throws UserError:
// truncated, of another form, links that the network lacks, or legs and times that 32 bits do not hold.
TrackSteps read_track_steps(std::string_view chunk, network::Network const& network, std::filesystem::path const& path);

// The time at which a chunk begins, tenths of a second, from its first bytes. Throws UserError.
std::int32_t start_of_chunk(std::string_view chunk, std::filesystem::path const& path);
inline constexpr std::size_t chunk_head_bytes = 9;  // enough for start_of_chunk

// When a leg began and ended, tenths of a second; `never_tenths`: it had not ended when the run did.
struct LegTimes {
    std::uint32_t leg = 0;
    std::int32_t departure_tenths = 0;
    std::int32_t arrival_tenths = 0;
};
inline constexpr std::int32_t never_tenths = -1;

// The legs that began before the run's end, in their order, as LEB128: leg less that of the one before, departure, and 0 for a
// leg that did not end, else the time that it took and one.
std::string encoded_leg_times(std::span<simulation::LegResult const> legs, core::Millis end_ms);
// Throws UserError: cut, legs that do not rise, or times that 32 bits do not hold.
std::vector<LegTimes> read_leg_times(std::string_view text, std::filesystem::path const& path);

// Tells whether plans made again are those of a run: who travels, in what order, by what means.
std::string plans_stamp(city::Plans const& plans);

}  // namespace halong::results
