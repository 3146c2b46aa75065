// What happens on the roads of a day, chunk by chunk of its tracks, each of which is read once.
#pragma once

#include "city/travel.hpp"
#include "export/matsim/event_text.hpp"
#include "network/network.hpp"
#include "results/track_file.hpp"
#include "results/track_steps.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace halong::exporting {

// One chunk, and what of its neighbours belongs to it.
struct TrackPart {
    std::shared_ptr<results::TrackSteps const> steps;  // never nothing where a part was read
    std::vector<std::uint32_t> came_on;  // by leg: its first track was open at the end of the chunk before
    std::vector<std::uint32_t> goes_on;  // by leg: its last track is open at the end
    std::vector<LinkPassage> late;       // of the chunk before, by leg, in the tenths of this one
};

// The tracks and legs of a run. All that is given outlives this object.
class TrackParts {
public:
    // By stay: `traveller_of`, and `riders`, nobody for those who are left out. Throws UserError: legs that are not those of
    // the plans.
    TrackParts(network::Network const& network, city::Plans const& plans, results::TrackFile const& tracks,
               std::filesystem::path const& path, std::vector<std::uint32_t> const& traveller_of,
               std::vector<Rider> const& riders);

    [[nodiscard]] std::size_t count() const { return starts_.size(); }
    [[nodiscard]] std::int32_t start(std::size_t part) const { return starts_[part]; }  // tenths of a second
    [[nodiscard]] std::span<std::int32_t const> starts() const { return starts_; }      // by part
    [[nodiscard]] std::vector<results::LegTimes> const& legs() const { return legs_; }
    // When the leg ended: when the run did, where it had not.
    [[nodiscard]] std::int32_t end_of(results::LegTimes const& leg) const
    {
        return leg.arrival_tenths == results::never_tenths ? end_ : leg.arrival_tenths;
    }

    // Quickest one part after the other: each chunk is read once then. Throws UserError: tracks that are not those of the plans.
    TrackPart read(std::size_t part);
    // All passages of a part, by leg: take(LinkPassage).
    template <class Take>
    void for_each_passage(TrackPart const& part, Take const& take) const
    {
        for (LinkPassage const& passage : part.late) take(passage);
        auto came = part.came_on.begin();
        auto goes = part.goes_on.begin();
        auto const& tracks = part.steps->tracks;
        for (std::size_t i = 0; i < tracks.size(); ++i) {
            auto const leg = tracks[i].leg;
            // Legs lie far from one another: who makes them is asked for in time.
            if (i + look_ahead < tracks.size()) __builtin_prefetch(&riders_[tracks[i + look_ahead].leg]);
            while (came != part.came_on.end() && *came < leg) ++came;
            while (goes != part.goes_on.end() && *goes < leg) ++goes;
            bool const is_first = i == 0 || tracks[i - 1].leg != leg;
            bool const is_last = i + 1 == tracks.size() || tracks[i + 1].leg != leg;
            add_track(*part.steps, i, is_first && came != part.came_on.end() && *came == leg,
                      is_last && goes != part.goes_on.end() && *goes == leg, take);
        }
    }

private:
    // A chunk, and which of its tracks have a last step that ends behind it: those that go on, and those that are late.
    struct Chunk {
        std::shared_ptr<results::TrackSteps const> steps;
        std::vector<std::size_t> overdue;
    };

    static constexpr std::size_t look_ahead = 16;  // tracks

    [[nodiscard]] Chunk chunk(std::size_t number) const;
    static std::vector<std::uint32_t> legs_that_go_on(Chunk const& chunk, results::TrackSteps const& next);
    void require_leg(std::uint32_t leg) const;
    [[nodiscard]] bool is_open(std::uint32_t leg) const;
    void add_late(TrackPart& part, Chunk const& before) const;

    // What a track tells from a time on.
    template <class Take>
    void add_track(results::TrackSteps const& chunk, std::size_t i, bool came_on, bool goes_on, Take const& take,
                   std::int32_t from = std::numeric_limits<std::int32_t>::min()) const
    {
        results::Track const& track = chunk.tracks[i];
        if (track.kind >= network::vehicle_class_count || !riders_[track.leg].is_somebody())
            return;  // on foot, or left out
        auto const steps = chunk.steps_of(i);
        if (steps.empty()) return;
        auto const rider = riders_[track.leg];
        if (!came_on && track.entry_tenths >= from)
            take(LinkPassage{track.entry_tenths, track.leg, rider, no_passage_link, steps[0].link});
        auto const first = steps[0].exit_tenths >= from
                               ? steps.begin()
                               : std::ranges::lower_bound(steps, from, {}, &results::TrackStep::exit_tenths);
        for (auto step = static_cast<std::size_t>(first - steps.begin()); step + 1 < steps.size(); ++step)
            take(LinkPassage{steps[step].exit_tenths, track.leg, rider, steps[step].link, steps[step + 1].link});
        if (goes_on || first == steps.end()) return;
        bool const was_held = steps.back().exit_tenths >= end_ && is_open(track.leg);
        take(LinkPassage{steps.back().exit_tenths, track.leg, rider, steps.back().link,
                         was_held ? aborted_link : no_passage_link});
    }

    network::Network const& network_;
    city::Plans const& plans_;
    results::TrackFile const& tracks_;
    std::filesystem::path const& path_;
    std::vector<Rider> const& riders_;
    std::int32_t end_;
    std::vector<std::uint32_t> const& traveller_of_;
    std::vector<results::LegTimes> legs_;
    std::vector<std::int32_t> starts_;  // by chunk
    std::size_t next_part_ = 0;         // of which `here_` is the chunk
    Chunk before_;
    Chunk here_;
    std::vector<std::uint32_t> came_on_;  // to `here_`
};

}  // namespace halong::exporting
