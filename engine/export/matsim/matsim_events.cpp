// The events of a day for MATSim: what tracks tell of vehicles, and when legs began and ended.
#include "core/error.hpp"
#include "core/time.hpp"
#include "export/gzip_parts.hpp"
#include "export/matsim/event_text.hpp"
#include "export/matsim/matsim.hpp"
#include "results/track_steps.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <span>
#include <tuple>

namespace halong::exporting {
namespace {

namespace fs = std::filesystem;
using Event = MatsimEvent;
using Kind = EventKind;
using results::LegTimes;
using results::TrackSteps;

constexpr std::int32_t tenths_per_hour = 36'000;
constexpr std::size_t events_ahead = 16;  // are fetched from memory while one is written
constexpr std::int32_t no_end = std::numeric_limits<std::int32_t>::max();

int rank_of(Kind kind)
{
    bool const is_of_road = kind >= Kind::enters_traffic && kind <= Kind::aborts;
    return static_cast<int>(is_of_road ? Kind::enters_traffic : kind);
}

[[noreturn]] void refuse(fs::path const& path, std::string const& what, std::string const& help)
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, what, help});
}

// By time, leg and rank; what is equal keeps its order. All are at `begin` or later. First by tenth, which is nearly all of the
// work, then within each.
std::vector<Event> in_order(std::vector<Event> const& events, std::int32_t begin)
{
    constexpr std::size_t most_tenths = 1U << 16U;  // what is later shares the last one
    auto const tenth_of = [begin](Event const& event) {
        return std::min(static_cast<std::size_t>(event.time - begin), most_tenths - 1);
    };
    std::size_t tenths = 0;
    for (Event const& event : events) tenths = std::max(tenths, tenth_of(event) + 1);
    std::vector<std::size_t> first(tenths + 1);
    for (Event const& event : events) ++first[tenth_of(event) + 1];
    for (std::size_t i = 0; i < tenths; ++i) first[i + 1] += first[i];
    std::vector<Event> ordered(events.size());
    auto next = first;
    for (Event const& event : events) ordered[next[tenth_of(event)]++] = event;
    for (std::size_t i = 0; i < tenths; ++i) {
        std::ranges::stable_sort(
            std::span(ordered).subspan(first[i], first[i + 1] - first[i]), [](Event const& a, Event const& b) {
                return std::tuple(a.time, a.leg, rank_of(a.kind)) < std::tuple(b.time, b.leg, rank_of(b.kind));
            });
    }
    return ordered;
}

// Rows in the order of a time.
template <class TimeOf>
std::vector<std::uint32_t> ordered(std::vector<LegTimes> const& legs, TimeOf const& time_of)
{
    std::vector<std::uint32_t> rows(legs.size());
    for (std::uint32_t row = 0; row < rows.size(); ++row) rows[row] = row;
    std::ranges::stable_sort(rows, {}, [&](std::uint32_t row) { return time_of(legs[row]); });
    return rows;
}

class EventWriter {
public:
    EventWriter(city::City const& city, city::Plans const& plans, results::TrackFile const& tracks,
                fs::path const& path, int from_h, int to_h, TravellerShare share)
        : network_(city.network),
          plans_(plans),
          tracks_(tracks),
          path_(path),
          from_(from_h * tenths_per_hour),
          to_(to_h == core::hours_per_day ? no_end : to_h * tenths_per_hour),
          end_(tracks.end_ms / 100),
          legs_(results::read_leg_times(results::read_track_chunk(path, tracks.legs), path)),
          traveller_of_(city::travellers_by_stay(plans)),
          words_(plans, traveller_of_, city.network)
    {
        by_departure_ = ordered(legs_, [](LegTimes const& leg) { return leg.departure_tenths; });
        by_arrival_ = ordered(legs_, [this](LegTimes const& leg) { return end_of(leg); });
        for (LegTimes const& leg : legs_) require_leg(leg.leg);
        for (std::uint32_t const traveller : traveller_of_)
            is_told_.push_back(share.takes(plans.traveller_key[traveller]));
        for (results::TrackChunk const& chunk : tracks.chunks) {
            auto head = chunk;
            head.bytes = std::min<std::uint64_t>(head.bytes, results::chunk_head_bytes);
            starts_.push_back(results::start_of_chunk(results::read_track_chunk(path, head), path));
        }
    }

    [[nodiscard]] std::size_t parts() const { return std::max<std::size_t>(tracks_.chunks.size(), 1); }

    void write_part(std::size_t part, GzipText& out)
    {
        std::int32_t const begin = std::max(from_, part == 0 ? 0 : starts_[part]);
        std::int32_t const end = std::min(to_, part + 1 < starts_.size() ? starts_[part + 1] : no_end);
        if (begin >= end) return;
        auto const events = in_order(events_of(part, begin, end), begin);
        MatsimEventCounts counts;
        counts.events = events.size();
        EventText text(words_, out);
        for (std::size_t i = 0; i < events.size(); ++i) {
            Event const& event = events[i];
            if (i + events_ahead < events.size()) text.expect(events[i + events_ahead]);
            text.add(event);
            counts.links_left += event.kind == Kind::leaves_link || event.kind == Kind::leaves_traffic ? 1 : 0;
            counts.legs += event.kind == Kind::departs ? 1 : 0;
            counts.stuck += event.kind == Kind::stuck ? 1 : 0;
        }
        text.finish();
        events_ += counts.events;
        links_left_ += counts.links_left;
        begun_ += counts.legs;
        stuck_ += counts.stuck;
    }

    [[nodiscard]] MatsimEventCounts counts() const { return {events_, links_left_, begun_, stuck_}; }

private:
    // A leg goes from its stay to the next one of the same traveller.
    void require_leg(std::uint32_t leg) const
    {
        if (std::size_t{leg} + 1 < traveller_of_.size() && traveller_of_[leg] == traveller_of_[leg + 1]) return;
        refuse(path_, "has legs that the plans lack", "make the run again with `halong run --tracks`");
    }

    void require_tracks_of_plans(TrackSteps const& chunk) const
    {
        for (results::Track const& track : chunk.tracks) {
            require_leg(track.leg);
            if (track.kind >= network::vehicle_class_count || city::has_vehicle(plans_.mode[track.leg])) continue;
            refuse(path_, "has vehicles of those who travel without one",
                   "make the run again with `halong run --tracks`");
        }
    }

    [[nodiscard]] std::int32_t end_of(LegTimes const& leg) const
    {
        return leg.arrival_tenths == results::never_tenths ? end_ : leg.arrival_tenths;
    }

    [[nodiscard]] TrackSteps steps(std::size_t chunk) const
    {
        if (chunk >= tracks_.chunks.size()) return {};
        auto result =
            results::read_track_steps(results::read_track_chunk(path_, tracks_.chunks[chunk]), network_, path_);
        require_tracks_of_plans(result);
        return result;
    }

    [[nodiscard]] std::vector<Event> events_of(std::size_t part, std::int32_t begin, std::int32_t end) const
    {
        std::vector<Event> events;
        auto const here = steps(part);
        auto const within = [&](std::int32_t first) {
            return [&events, first, end](Event const& event) {
                if (event.time >= first && event.time < end) events.push_back(event);
            };
        };
        if (part > 0) {
            auto const before = steps(part - 1);
            add_road(before, {}, here, within(begin));  // what happened in the tenth in which this part begins
            add_road(here, before, steps(part + 1), within(begin));
        } else {
            add_road(here, {}, steps(part + 1), within(begin));
        }
        add_legs(begin, end, events);
        return events;
    }

    // Whether the leg's first track in `next` is the one that was open at the end of its last in `chunk`.
    [[nodiscard]] static bool goes_on(TrackSteps const& chunk, std::size_t track, TrackSteps const& next)
    {
        auto const leg = chunk.tracks[track].leg;
        auto const found = std::ranges::lower_bound(next.tracks, leg, {}, &results::Track::leg);
        if (found == next.tracks.end() || found->leg != leg) return false;
        auto const of_track = chunk.steps_of(track);
        if (of_track.empty() || found->first_step >= next.steps.size()) return false;
        auto const entry =
            of_track.size() > 1 ? of_track[of_track.size() - 2].exit_tenths : chunk.tracks[track].entry_tenths;
        return found->entry_tenths == entry && next.steps[found->first_step].link == of_track.back().link;
    }

    // Whether the track, its leg's first in the chunk, was open at the end of the chunk before.
    [[nodiscard]] static bool came_on(TrackSteps const& chunk, std::size_t track, TrackSteps const& before)
    {
        auto const leg = chunk.tracks[track].leg;
        if (track > 0 && chunk.tracks[track - 1].leg == leg) return false;
        auto const after = std::ranges::upper_bound(before.tracks, leg, {}, &results::Track::leg);
        if (after == before.tracks.begin() || (after - 1)->leg != leg) return false;
        return goes_on(before, static_cast<std::size_t>(after - 1 - before.tracks.begin()), chunk);
    }

    template <class Take>
    void add_road(TrackSteps const& chunk, TrackSteps const& before, TrackSteps const& next, Take const& take) const
    {
        for (std::size_t i = 0; i < chunk.tracks.size(); ++i) {
            results::Track const& track = chunk.tracks[i];
            if (track.kind >= network::vehicle_class_count || is_told_[track.leg] == 0)
                continue;  // on foot, or left out
            auto const steps = chunk.steps_of(i);
            if (steps.empty()) continue;
            if (!came_on(chunk, i, before)) take({track.entry_tenths, track.leg, steps[0].link, Kind::enters_traffic});
            for (std::size_t step = 0; step + 1 < steps.size(); ++step) {
                take({steps[step].exit_tenths, track.leg, steps[step].link, Kind::leaves_link});
                take({steps[step].exit_tenths, track.leg, steps[step + 1].link, Kind::enters_link});
            }
            bool const is_last = i + 1 == chunk.tracks.size() || chunk.tracks[i + 1].leg != track.leg;
            if (is_last && goes_on(chunk, i, next)) continue;
            bool const was_held = steps.back().exit_tenths >= end_ && is_open(track.leg);
            take({steps.back().exit_tenths, track.leg, steps.back().link,
                  was_held ? Kind::aborts : Kind::leaves_traffic});
        }
    }

    [[nodiscard]] bool is_open(std::uint32_t leg) const
    {
        auto const found = std::ranges::lower_bound(legs_, leg, {}, &LegTimes::leg);
        return found != legs_.end() && found->leg == leg && found->arrival_tenths == results::never_tenths;
    }

    void add_legs(std::int32_t begin, std::int32_t end, std::vector<Event>& events) const
    {
        auto const departure = [this](std::uint32_t row) { return legs_[row].departure_tenths; };
        auto const arrival = [this](std::uint32_t row) { return end_of(legs_[row]); };
        for (auto row = std::ranges::lower_bound(by_departure_, begin, {}, departure);
             row != by_departure_.end() && departure(*row) < end; ++row) {
            auto const leg = legs_[*row].leg;
            if (is_told_[leg] == 0) continue;
            events.push_back({departure(*row), leg, no_event_link, Kind::activity_ends});
            events.push_back({departure(*row), leg, no_event_link, Kind::departs});
            if (city::has_vehicle(plans_.mode[leg]))
                events.push_back({departure(*row), leg, no_event_link, Kind::enters_vehicle});
        }
        for (auto row = std::ranges::lower_bound(by_arrival_, begin, {}, arrival);
             row != by_arrival_.end() && arrival(*row) < end; ++row) {
            auto const leg = legs_[*row].leg;
            if (is_told_[leg] == 0) continue;
            if (legs_[*row].arrival_tenths == results::never_tenths) {
                events.push_back({end_, leg, no_event_link, Kind::stuck});
                continue;
            }
            if (city::has_vehicle(plans_.mode[leg]))
                events.push_back({arrival(*row), leg, no_event_link, Kind::leaves_vehicle});
            events.push_back({arrival(*row), leg, no_event_link, Kind::arrives});
            events.push_back({arrival(*row), leg, no_event_link, Kind::activity_begins});
        }
    }

    network::Network const& network_;
    city::Plans const& plans_;
    results::TrackFile const& tracks_;
    fs::path path_;
    std::int32_t from_;
    std::int32_t to_;
    std::int32_t end_;
    std::vector<LegTimes> legs_;
    std::vector<std::uint32_t> by_departure_;
    std::vector<std::uint32_t> by_arrival_;
    std::vector<std::uint32_t> traveller_of_;  // by stay
    std::vector<char> is_told_;                // by stay: of whom the share tells
    EventWords words_;
    std::vector<std::int32_t> starts_;  // by chunk
    std::atomic<std::size_t> events_{0};
    std::atomic<std::size_t> links_left_{0};
    std::atomic<std::size_t> begun_{0};
    std::atomic<std::size_t> stuck_{0};
};

}  // namespace

MatsimEventCounts write_matsim_events(fs::path const& path, city::City const& city, city::Plans const& plans,
                                      results::TrackFile const& tracks, fs::path const& tracks_path, int from_h,
                                      int to_h, TravellerShare share)
{
    std::string const again = "make the run again with `halong run --tracks`";
    if (tracks.legs.bytes == 0)
        refuse(tracks_path, "does not tell when legs began and ended: an older version wrote it", again);
    if (tracks.plans != results::plans_stamp(plans)) {
        refuse(tracks_path, "is of other plans than the scenario gives now: its data or the program have changed",
               again);
    }
    EventWriter writer(city, plans, tracks, tracks_path, from_h, to_h, share);
    write_gzip_parts(
        path, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<events version=\"1.0\">\n", writer.parts(),
        [&](std::size_t part, GzipText& out) { writer.write_part(part, out); }, "</events>\n");
    return writer.counts();
}

}  // namespace halong::exporting
