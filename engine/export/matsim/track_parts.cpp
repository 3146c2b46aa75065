#include "export/matsim/track_parts.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace halong::exporting {
namespace {

namespace fs = std::filesystem;
using results::Track;
using results::TrackSteps;

[[noreturn]] void refuse(fs::path const& path, std::string const& what)
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, what, "make the run again with `halong run --tracks`"});
}

}  // namespace

TrackParts::TrackParts(network::Network const& network, city::Plans const& plans, results::TrackFile const& tracks,
                       fs::path const& path, std::vector<std::uint32_t> const& traveller_of,
                       std::vector<Rider> const& riders)
    : network_(network),
      plans_(plans),
      tracks_(tracks),
      path_(path),
      riders_(riders),
      end_(tracks.end_ms / 100),
      traveller_of_(traveller_of),
      legs_(results::read_leg_times(results::read_track_chunk(path, tracks.legs), path))
{
    for (results::LegTimes const& leg : legs_) require_leg(leg.leg);
    for (results::TrackChunk const& chunk : tracks.chunks) {
        auto head = chunk;
        head.bytes = std::min<std::uint64_t>(head.bytes, results::chunk_head_bytes);
        starts_.push_back(results::start_of_chunk(results::read_track_chunk(path, head), path));
    }
}

// A leg goes from its stay to the next one of the same traveller.
void TrackParts::require_leg(std::uint32_t leg) const
{
    if (std::size_t{leg} + 1 < traveller_of_.size() && traveller_of_[leg] == traveller_of_[leg + 1]) return;
    refuse(path_, "has legs that the plans lack");
}

TrackParts::Chunk TrackParts::chunk(std::size_t number) const
{
    if (number >= tracks_.chunks.size()) return {std::make_shared<TrackSteps>(), {}};
    auto steps = std::make_shared<TrackSteps>(
        results::read_track_steps(results::read_track_chunk(path_, tracks_.chunks[number]), network_, path_));
    std::vector<std::size_t> overdue;
    auto const end = number + 1 < starts_.size() ? starts_[number + 1] : std::numeric_limits<std::int32_t>::max();
    for (std::size_t i = 0; i < steps->tracks.size(); ++i) {
        Track const& track = steps->tracks[i];
        if (i + look_ahead < steps->tracks.size())
            __builtin_prefetch(
                &traveller_of_[std::min<std::size_t>(steps->tracks[i + look_ahead].leg, traveller_of_.size() - 1)]);
        require_leg(track.leg);
        if (track.kind < network::vehicle_class_count && !city::has_vehicle(plans_.mode[track.leg]))
            refuse(path_, "has vehicles of those who travel without one");
        auto const of_track = steps->steps_of(i);
        if (!of_track.empty() && of_track.back().exit_tenths >= end) overdue.push_back(i);
    }
    return {std::move(steps), std::move(overdue)};
}

// The legs whose first track in `next` is the one that was open at the end of their last in the chunk: entered at the same
// time, and on the same link.
std::vector<std::uint32_t> TrackParts::legs_that_go_on(Chunk const& chunk, TrackSteps const& next)
{
    std::vector<std::uint32_t> legs;
    auto const& tracks = chunk.steps->tracks;
    std::size_t to = 0;
    for (std::size_t const i : chunk.overdue) {
        Track const& last = tracks[i];
        if (i + 1 < tracks.size() && tracks[i + 1].leg == last.leg) continue;
        while (to < next.tracks.size() && next.tracks[to].leg < last.leg) ++to;
        if (to == next.tracks.size() || next.tracks[to].leg != last.leg) continue;
        auto const steps = chunk.steps->steps_of(i);
        auto const more = next.steps_of(to);
        if (more.empty()) continue;
        auto const entry = steps.size() > 1 ? steps[steps.size() - 2].exit_tenths : last.entry_tenths;
        if (next.tracks[to].entry_tenths == entry && more[0].link == steps.back().link) legs.push_back(last.leg);
    }
    return legs;
}

bool TrackParts::is_open(std::uint32_t leg) const
{
    auto const found = std::ranges::lower_bound(legs_, leg, {}, &results::LegTimes::leg);
    return found != legs_.end() && found->leg == leg && found->arrival_tenths == results::never_tenths;
}

// What the chunk before tells of the tenths of this one.
void TrackParts::add_late(TrackPart& part, Chunk const& before) const
{
    auto const begin = part.steps->start_tenths;
    auto const& tracks = before.steps->tracks;
    auto goes = part.came_on.begin();
    for (std::size_t number = 0; number < before.overdue.size(); ++number) {
        std::size_t const i = before.overdue[number];
        if (number + look_ahead < before.overdue.size())
            __builtin_prefetch(&riders_[tracks[before.overdue[number + look_ahead]].leg]);
        auto const leg = tracks[i].leg;
        bool const is_last = i + 1 == tracks.size() || tracks[i + 1].leg != leg;
        goes = std::lower_bound(goes, part.came_on.end(), leg);
        add_track(
            *before.steps, i, false, is_last && goes != part.came_on.end() && *goes == leg,
            [&](LinkPassage const& passage) { part.late.push_back(passage); }, begin);
    }
}

TrackPart TrackParts::read(std::size_t part)
{
    if (here_.steps == nullptr || part != next_part_) {
        here_ = chunk(part);
        before_ = part > 0 ? chunk(part - 1) : Chunk{std::make_shared<TrackSteps>(), {}};
        came_on_ = legs_that_go_on(before_, *here_.steps);
    }
    auto next = chunk(part + 1);
    auto goes_on = legs_that_go_on(here_, *next.steps);
    TrackPart result{here_.steps, std::exchange(came_on_, goes_on), goes_on, {}};
    add_late(result, before_);
    before_ = std::exchange(here_, std::move(next));
    next_part_ = part + 1;
    return result;
}

}  // namespace halong::exporting
