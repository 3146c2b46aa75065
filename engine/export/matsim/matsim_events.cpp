// The events of a day for MATSim: what tracks tell of vehicles, and when legs began and ended.
#include "core/error.hpp"
#include "core/time.hpp"
#include "export/matsim/gzip_parts.hpp"
#include "export/matsim/matsim.hpp"
#include "results/track_steps.hpp"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <iterator>
#include <limits>
#include <tuple>

namespace halong::exporting {
namespace {

namespace fs = std::filesystem;
using core::LinkId;
using core::NodeId;
using results::LegTimes;
using results::TrackSteps;

constexpr std::int32_t tenths_per_hour = 36'000;
constexpr std::int32_t no_end = std::numeric_limits<std::int32_t>::max();
constexpr std::uint32_t no_link = std::numeric_limits<std::uint32_t>::max();

// Of one leg and time, in the order in which they are told. Those of the road stay in their own order.
enum class Kind : std::uint8_t {
    activity_ends,
    departs,
    enters_vehicle,
    enters_traffic,
    leaves_link,
    enters_link,
    leaves_traffic,
    aborts,
    leaves_vehicle,
    arrives,
    stuck,
    activity_begins
};

int rank_of(Kind kind)
{
    bool const is_of_road = kind >= Kind::enters_traffic && kind <= Kind::aborts;
    return static_cast<int>(is_of_road ? Kind::enters_traffic : kind);
}

struct Event {
    std::int32_t time = 0;  // tenths of a second
    std::uint32_t leg = 0;
    std::uint32_t link = no_link;
    Kind kind = Kind::departs;
};

[[noreturn]] void refuse(fs::path const& path, std::string const& what, std::string const& help)
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, what, help});
}

// A link that leads to each node, or else one that leads away; the first that vehicles may use.
core::Column<NodeId, std::uint32_t> links_of_nodes(network::Network const& network)
{
    core::Column<NodeId, std::uint32_t> links;
    auto const first_of = [&](auto const& some) {
        for (LinkId const link : some) {
            if (network.access(link).overlaps(network::Access::all_vehicles())) return link.value();
        }
        return no_link;
    };
    for (NodeId const node : network.nodes()) {
        auto const in = first_of(network.in_links(node));
        links.push_back(in != no_link ? in : first_of(network.out_links(node)));
    }
    return links;
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
                fs::path const& path, int from_h, int to_h)
        : network_(city.network),
          plans_(plans),
          tracks_(tracks),
          path_(path),
          from_(from_h * tenths_per_hour),
          to_(to_h == core::hours_per_day ? no_end : to_h * tenths_per_hour),
          end_(tracks.end_ms / 100),
          legs_(results::read_leg_times(results::read_track_chunk(path, tracks.legs), path)),
          node_link_(links_of_nodes(city.network)),
          traveller_of_(city::travellers_by_stay(plans))
    {
        by_departure_ = ordered(legs_, [](LegTimes const& leg) { return leg.departure_tenths; });
        by_arrival_ = ordered(legs_, [this](LegTimes const& leg) { return end_of(leg); });
        for (LegTimes const& leg : legs_) require_leg(leg.leg);
        for (results::TrackChunk const& chunk : tracks.chunks) {
            auto head = chunk;
            head.bytes = std::min<std::uint64_t>(head.bytes, results::chunk_head_bytes);
            starts_.push_back(results::start_of_chunk(results::read_track_chunk(path, head), path));
        }
    }

    [[nodiscard]] std::size_t parts() const { return std::max<std::size_t>(tracks_.chunks.size(), 1); }

    void write_part(std::size_t part, GzipText& out)
    {
        std::int32_t const begin = part == 0 ? 0 : starts_[part];
        std::int32_t const end = part + 1 < starts_.size() ? starts_[part + 1] : no_end;
        if (begin >= to_ || end <= from_) return;
        auto events = events_of(part, begin, end);
        std::erase_if(events, [this](Event const& event) { return event.time < from_ || event.time >= to_; });
        std::ranges::stable_sort(events, [](Event const& a, Event const& b) {
            return std::tuple(a.time, a.leg, rank_of(a.kind)) < std::tuple(b.time, b.leg, rank_of(b.kind));
        });
        MatsimEventCounts counts;
        counts.events = events.size();
        for (Event const& event : events) {
            add_text(out.text, event);
            out.step();
            counts.links_left += event.kind == Kind::leaves_link || event.kind == Kind::leaves_traffic ? 1 : 0;
            counts.legs += event.kind == Kind::departs ? 1 : 0;
            counts.stuck += event.kind == Kind::stuck ? 1 : 0;
        }
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
            if (track.kind >= network::vehicle_class_count) continue;  // on foot
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
            events.push_back({departure(*row), leg, no_link, Kind::activity_ends});
            events.push_back({departure(*row), leg, no_link, Kind::departs});
            if (city::has_vehicle(plans_.mode[leg]))
                events.push_back({departure(*row), leg, no_link, Kind::enters_vehicle});
        }
        for (auto row = std::ranges::lower_bound(by_arrival_, begin, {}, arrival);
             row != by_arrival_.end() && arrival(*row) < end; ++row) {
            auto const leg = legs_[*row].leg;
            if (legs_[*row].arrival_tenths == results::never_tenths) {
                events.push_back({end_, leg, no_link, Kind::stuck});
                continue;
            }
            if (city::has_vehicle(plans_.mode[leg]))
                events.push_back({arrival(*row), leg, no_link, Kind::leaves_vehicle});
            events.push_back({arrival(*row), leg, no_link, Kind::arrives});
            events.push_back({arrival(*row), leg, no_link, Kind::activity_begins});
        }
    }

    // The link of a stay, as an attribute.
    [[nodiscard]] std::string at_link(std::uint32_t stay) const
    {
        auto const node = plans_.node[stay];
        auto const link = node ? node_link_[node] : no_link;
        return link == no_link ? "" : fmt::format(" link=\"{}\"", link + 1);
    }

    void add_text(std::string& text, Event const& event) const
    {
        auto const out = std::back_inserter(text);
        auto const leg = event.leg;
        auto const person = traveller_of_[leg] + 1;
        auto const mode = plans_.mode[leg];
        auto const legmode = matsim_mode(mode);
        fmt::format_to(out, "<event time=\"{}.{}\" type=\"", event.time / 10, event.time % 10);
        auto const vehicle = [&] {
            fmt::format_to(out, " vehicle=\"{}_{}\"", person, matsim_network_mode(city::vehicle_of(mode)));
        };
        auto const traffic = [&](char const* type, char const* position) {
            fmt::format_to(out, "{}\" person=\"{}\" link=\"{}\"", type, person, event.link + 1);
            vehicle();
            fmt::format_to(out, " networkMode=\"{}\" relativePosition=\"{}\"",
                           matsim_network_mode(city::vehicle_of(mode)), position);
        };
        switch (event.kind) {
            case Kind::activity_ends:
            case Kind::activity_begins: {
                bool const ends = event.kind == Kind::activity_ends;
                auto const stay = ends ? leg : leg + 1;
                fmt::format_to(out, "{}\" person=\"{}\"{} actType=\"{}\"", ends ? "actend" : "actstart", person,
                               at_link(stay), city::name_of(plans_.activity[stay]));
                break;
            }
            case Kind::departs:
            case Kind::arrives: {
                bool const departs = event.kind == Kind::departs;
                fmt::format_to(out, "{}\" person=\"{}\"{} legMode=\"{}\"", departs ? "departure" : "arrival", person,
                               at_link(departs ? leg : leg + 1), legmode);
                break;
            }
            case Kind::stuck:
                fmt::format_to(out, "stuckAndAbort\" person=\"{}\"{} legMode=\"{}\"", person, at_link(leg), legmode);
                break;
            case Kind::enters_vehicle:
            case Kind::leaves_vehicle:
                fmt::format_to(out, "{}\" person=\"{}\"",
                               event.kind == Kind::enters_vehicle ? "PersonEntersVehicle" : "PersonLeavesVehicle",
                               person);
                vehicle();
                break;
            case Kind::enters_traffic:
                traffic("vehicle enters traffic", "0.0");
                break;
            case Kind::leaves_traffic:
                traffic("vehicle leaves traffic", "1.0");
                break;
            case Kind::leaves_link:
            case Kind::enters_link:
                fmt::format_to(out, "{}\" link=\"{}\"", event.kind == Kind::leaves_link ? "left link" : "entered link",
                               event.link + 1);
                vehicle();
                break;
            case Kind::aborts:
                fmt::format_to(out, "vehicle aborts\" link=\"{}\"", event.link + 1);
                vehicle();
                break;
        }
        text += "/>\n";
    }

    network::Network const& network_;
    city::Plans const& plans_;
    results::TrackFile const& tracks_;
    fs::path path_;
    std::int32_t from_;
    std::int32_t to_;
    std::int32_t end_;
    std::vector<LegTimes> legs_;
    core::Column<NodeId, std::uint32_t> node_link_;
    std::vector<std::uint32_t> by_departure_;
    std::vector<std::uint32_t> by_arrival_;
    std::vector<std::uint32_t> traveller_of_;  // by stay
    std::vector<std::int32_t> starts_;         // by chunk
    std::atomic<std::size_t> events_{0};
    std::atomic<std::size_t> links_left_{0};
    std::atomic<std::size_t> begun_{0};
    std::atomic<std::size_t> stuck_{0};
};

}  // namespace

MatsimEventCounts write_matsim_events(fs::path const& path, city::City const& city, city::Plans const& plans,
                                      results::TrackFile const& tracks, fs::path const& tracks_path, int from_h,
                                      int to_h)
{
    std::string const again = "make the run again with `halong run --tracks`";
    if (tracks.legs.bytes == 0)
        refuse(tracks_path, "does not tell when legs began and ended: an older version wrote it", again);
    if (tracks.plans != results::plans_stamp(plans)) {
        refuse(tracks_path, "is of other plans than the scenario gives now: its data or the program have changed",
               again);
    }
    EventWriter writer(city, plans, tracks, tracks_path, from_h, to_h);
    write_gzip_parts(
        path, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<events version=\"1.0\">\n", writer.parts(),
        [&](std::size_t part, GzipText& out) { writer.write_part(part, out); }, "</events>\n");
    return writer.counts();
}

}  // namespace halong::exporting
