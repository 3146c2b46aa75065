#include "export/matsim/track_parts.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <string>

namespace halong::exporting {
namespace {

namespace fs = std::filesystem;
using results::Track;
using results::TrackSteps;

[[noreturn]] void refuse(fs::path const& path, std::string const& what)
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, what, "make the run again with `halong run --tracks`"});
}

// The legs whose first track in `next` is the one that was open at the end of their last in `chunk`: entered at the same time, and on
// the same link.
std::vector<std::uint32_t> legs_that_go_on(TrackSteps const& chunk, TrackSteps const& next)
{
    std::vector<std::uint32_t> legs;
    std::size_t to = 0;
    for (std::size_t i = 0; i < chunk.tracks.size(); ++i) {
        Track const& last = chunk.tracks[i];
        if (i + 1 < chunk.tracks.size() && chunk.tracks[i + 1].leg == last.leg) continue;
        while (to < next.tracks.size() && next.tracks[to].leg < last.leg) ++to;
        if (to == next.tracks.size() || next.tracks[to].leg != last.leg) continue;
        auto const steps = chunk.steps_of(i);
        auto const more = next.steps_of(to);
        if (steps.empty() || more.empty()) continue;
        auto const entry = steps.size() > 1 ? steps[steps.size() - 2].exit_tenths : last.entry_tenths;
        if (next.tracks[to].entry_tenths == entry && more[0].link == steps.back().link) legs.push_back(last.leg);
    }
    return legs;
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

TrackParts::Steps TrackParts::steps(std::size_t chunk) const
{
    if (chunk >= tracks_.chunks.size()) return std::make_shared<TrackSteps>();
    auto steps = std::make_shared<TrackSteps>(
        results::read_track_steps(results::read_track_chunk(path_, tracks_.chunks[chunk]), network_, path_));
    for (Track const& track : steps->tracks) {
        require_leg(track.leg);
        if (track.kind >= network::vehicle_class_count || city::has_vehicle(plans_.mode[track.leg])) continue;
        refuse(path_, "has vehicles of those who travel without one");
    }
    return steps;
}

bool TrackParts::is_open(std::uint32_t leg) const
{
    auto const found = std::ranges::lower_bound(legs_, leg, {}, &results::LegTimes::leg);
    return found != legs_.end() && found->leg == leg && found->arrival_tenths == results::never_tenths;
}

// What the chunk before tells of the tenths of this one. Few of its tracks end so late.
void TrackParts::add_late(TrackPart& part, TrackSteps const& before) const
{
    auto const begin = part.steps->start_tenths;
    auto goes = part.came_on.begin();
    for (std::size_t i = 0; i < before.tracks.size(); ++i) {
        auto const steps = before.steps_of(i);
        if (steps.empty() || steps.back().exit_tenths < begin) continue;
        auto const leg = before.tracks[i].leg;
        bool const is_last = i + 1 == before.tracks.size() || before.tracks[i + 1].leg != leg;
        goes = std::lower_bound(goes, part.came_on.end(), leg);
        add_track(before, i, false, is_last && goes != part.came_on.end() && *goes == leg,
                  [&](LinkPassage const& passage) {
                      if (passage.time >= begin) part.late.push_back(passage);
                  });
    }
}

TrackPart TrackParts::read(std::size_t part)
{
    if (here_ == nullptr || part != next_part_) {
        before_ = part > 0 ? steps(part - 1) : nullptr;
        here_ = steps(part);
    }
    auto const next = steps(part + 1);
    TrackPart result{here_, {}, legs_that_go_on(*here_, *next), {}};
    if (before_ != nullptr) {
        result.came_on = legs_that_go_on(*before_, *here_);
        add_late(result, *before_);
    }
    before_ = here_;
    here_ = next;
    next_part_ = part + 1;
    return result;
}

}  // namespace halong::exporting
