// The events of a day for MATSim: what tracks tell of vehicles, and when legs began and ended.
#include "core/error.hpp"
#include "core/lending_pool.hpp"
#include "core/time.hpp"
#include "export/gzip_parts.hpp"
#include "export/matsim/event_text.hpp"
#include "export/matsim/matsim.hpp"
#include "export/matsim/track_parts.hpp"
#include "traffic/huge_pages.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <memory>
#include <span>
#include <utility>

namespace halong::exporting {
namespace {

namespace fs = std::filesystem;
using results::LegTimes;

constexpr std::int32_t tenths_per_hour = 36'000;
constexpr std::int32_t tenths_per_minute = 600;
constexpr std::size_t most_tenths = std::size_t{1} << 16U;  // of a part; what is later shares the last one
constexpr std::size_t usual_passage_bytes = 19;             // compressed: room that is asked for at once
constexpr std::size_t usual_leg_bytes = 44;
constexpr std::int32_t no_end = std::numeric_limits<std::int32_t>::max();

[[noreturn]] void refuse(fs::path const& path, std::string const& what, std::string const& help)
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, what, help});
}

// The time of an event and its leg, by which events are ordered.
std::uint64_t key_of(std::int32_t time, std::uint32_t leg)
{
    return std::uint64_t{static_cast<std::uint32_t>(time)} << 32U | leg;
}
std::uint64_t key_of(LinkPassage const& passage) { return key_of(passage.time, passage.leg); }

// What one thread needs for a part after another: memory that stays, and the writer with its own.
struct Workspace {
    explicit Workspace(EventWords const& words) : text(words, members) {}

    std::vector<std::uint32_t> next;  // by tenth
    traffic::BigColumn<LinkPassage> passages;
    std::vector<LegEvent> legs;
    std::string members;
    EventText text;
};

// Those things from `begin` to before `end` that `each` tells to whom it is given, in the order of their tenths, and of one tenth
// in that in which they are told. They lie in `room`. `each` is called twice.
template <class Things, class Each>
auto in_tenths(std::vector<std::uint32_t>& next, Things& room, std::int32_t begin, std::int32_t end, Each const& each)
{
    using Thing = typename Things::value_type;
    auto const tenth_of = [begin](Thing const& thing) {
        return std::min(static_cast<std::size_t>(thing.time - begin), most_tenths - 1);
    };
    auto const is_within = [begin, end](Thing const& thing) { return thing.time >= begin && thing.time < end; };
    next.assign(most_tenths + 1, 0);
    each([&](Thing const& thing) {
        if (is_within(thing)) ++next[tenth_of(thing) + 1];
    });
    for (std::size_t i = 0; i < most_tenths; ++i) next[i + 1] += next[i];
    if (room.size() < next.back()) room.resize(next.back());
    std::span const ordered(room.data(), next.back());
    each([&](Thing const& thing) {
        if (is_within(thing)) ordered[next[tenth_of(thing)]++] = thing;
    });
    return ordered;  // by now `next` tells where each tenth ends
}

// The passages of a part from `begin` to before `end`, by time and leg; those of one time and leg keep their order. They come
// by leg, so that it takes no more than dealing them out to their tenths.
std::span<LinkPassage const> passages_in_order(TrackParts const& parts, TrackPart const& part, std::int32_t begin,
                                               std::int32_t end, Workspace& work)
{
    auto const ordered =
        in_tenths(work.next, work.passages, begin, end, [&](auto const& take) { parts.for_each_passage(part, take); });
    auto const sort_tenth = [&](std::size_t tenth) {
        std::size_t const first = tenth == 0 ? 0 : work.next[tenth - 1];
        std::ranges::stable_sort(ordered.subspan(first, work.next[tenth] - first), {},
                                 [](LinkPassage const& passage) { return key_of(passage); });
    };
    for (LinkPassage const& late : part.late) {
        // What was late stands first in its tenth, whatever its leg.
        if (late.time >= begin && late.time < end)
            sort_tenth(std::min(static_cast<std::size_t>(late.time - begin), most_tenths - 1));
    }
    sort_tenth(most_tenths - 1);
    return ordered;
}

// The parts by minute: the one in whose span a minute begins.
class PartsByMinute {
public:
    explicit PartsByMinute(std::span<std::int32_t const> starts) : starts_(starts)
    {
        std::size_t part = 0;
        for (std::int32_t minute = 0; part + 1 < starts.size(); ++minute) {
            while (part + 1 < starts.size() && starts[part + 1] <= minute * tenths_per_minute) ++part;
            parts_.push_back(part);
        }
    }
    [[nodiscard]] std::size_t part_of(std::int32_t time) const
    {
        auto const minute = static_cast<std::size_t>(std::max(time, 0) / tenths_per_minute);
        if (minute >= parts_.size()) return std::max<std::size_t>(starts_.size(), 1) - 1;
        std::size_t part = parts_[minute];
        while (part + 1 < starts_.size() && starts_[part + 1] <= time) ++part;
        return part;
    }

private:
    std::span<std::int32_t const> starts_;
    std::vector<std::size_t> parts_;
};

// By stay: who makes the leg behind it, or nobody where the share does not tell of him.
std::vector<Rider> riders_of(city::Plans const& plans, TravellerShare share)
{
    std::size_t const travellers = plans.traveller_count();
    core::ensure(travellers < Rider::most_persons, "a city has fewer than 268,435,455 travellers");
    std::vector<Rider> riders(plans.stay_count());
    for (std::uint32_t traveller = 0; traveller < travellers; ++traveller) {
        if (!share.takes(plans.traveller_key[traveller])) continue;
        for (auto stay = plans.stays_begin(traveller); stay < plans.stays_end(traveller); ++stay)
            riders[stay] = Rider(traveller + 1, plans.mode[stay]);
    }
    return riders;
}

class EventWriter {
public:
    EventWriter(city::City const& city, city::Plans const& plans, results::TrackFile const& tracks,
                fs::path const& path, int from_h, int to_h, TravellerShare share)
        : from_(from_h * tenths_per_hour),
          to_(to_h == core::hours_per_day ? no_end : to_h * tenths_per_hour),
          traveller_of_(city::travellers_by_stay(plans)),
          riders_(riders_of(plans, share)),
          parts_(city.network, plans, tracks, path, traveller_of_, riders_),
          legs_(parts()),
          words_(city.network.link_count())
    {
        auto const links = links_of_nodes(city.network);
        PartsByMinute const parts_by_minute(parts_.starts());
        auto const add = [&](std::int32_t time, std::uint32_t leg, std::uint32_t stay, LegEvent::Kind kind) {
            auto const node = plans.node[stay];
            legs_[parts_by_minute.part_of(time)].push_back(
                {time, leg, riders_[leg], node ? links[node] : no_event_link, plans.activity[stay], kind});
        };
        for (LegTimes const& leg : parts_.legs()) {
            if (!riders_[leg.leg].is_somebody()) continue;
            add(leg.departure_tenths, leg.leg, leg.leg, LegEvent::Kind::begins);
            bool const is_stuck = leg.arrival_tenths == results::never_tenths;
            add(parts_.end_of(leg), leg.leg, is_stuck ? leg.leg : leg.leg + 1,
                is_stuck ? LegEvent::Kind::is_stuck : LegEvent::Kind::ends);
        }
    }

    [[nodiscard]] std::size_t parts() const { return std::max<std::size_t>(parts_.count(), 1); }

    // For one part after another.
    void read_part(std::size_t part)
    {
        auto& read = read_[part % read_.size()];
        if (auto const [begin, end] = span_of(part); begin < end) read = parts_.read(part);
    }

    void write_part(std::size_t part, std::string& members)
    {
        auto const [begin, end] = span_of(part);
        if (begin >= end) return;
        auto const read = std::exchange(read_[part % read_.size()], {});
        auto const work = workspaces_.borrow();
        auto const legs = legs_in_order(part, begin, end, *work);
        auto rest = passages_in_order(parts_, read, begin, end, *work);
        work->members.reserve(rest.size() * usual_passage_bytes + legs.size() * usual_leg_bytes);
        EventText& text = work->text;
        MatsimEventCounts counts;
        for (LegEvent const& leg : legs) {
            // The passages before the leg's event, of which there are few.
            std::size_t before = 0;
            while (before < rest.size() && order_of(rest[before]) <= order_of(leg)) count(counts, rest[before++]);
            text.add(rest.first(before));
            rest = rest.subspan(before);
            counts.events += text.add(leg);
            counts.legs += leg.kind == LegEvent::Kind::begins ? 1 : 0;
            counts.stuck += leg.kind == LegEvent::Kind::is_stuck ? 1 : 0;
        }
        for (LinkPassage const& passage : rest) count(counts, passage);
        text.add(rest);
        text.finish();
        members.empty() ? members.swap(work->members) : static_cast<void>(members.append(work->members));
        work->members = {};
        events_ += counts.events;
        links_left_ += counts.links_left;
        begun_ += counts.legs;
        stuck_ += counts.stuck;
    }

    [[nodiscard]] MatsimEventCounts counts() const { return {events_, links_left_, begun_, stuck_}; }

private:
    static void count(MatsimEventCounts& counts, LinkPassage const& passage)
    {
        bool const is_left = passage.from != no_passage_link && passage.to != aborted_link;
        bool const is_passage = is_left && passage.to != no_passage_link;
        counts.events += is_passage ? 2 : 1;
        counts.links_left += is_left ? 1 : 0;
    }

    // Of one time and leg: it begins, moves and ends. Of equal ones the passage comes first.
    static std::uint64_t order_of(LinkPassage const& passage) { return 2 * key_of(passage) + 1; }
    static std::uint64_t order_of(LegEvent const& event)
    {
        return 2 * key_of(event.time, event.leg) + (event.kind == LegEvent::Kind::begins ? 0 : 1);
    }

    [[nodiscard]] std::pair<std::int32_t, std::int32_t> span_of(std::size_t part) const
    {
        return {std::max(from_, part == 0 ? 0 : parts_.start(part)),
                std::min(to_, part + 1 < parts_.count() ? parts_.start(part + 1) : no_end)};
    }

    // What the legs do in a part, for once. They come by leg, each with its begin first.
    std::span<LegEvent const> legs_in_order(std::size_t part, std::int32_t begin, std::int32_t end, Workspace& work)
    {
        auto const legs = std::exchange(legs_[part], {});
        auto const ordered = in_tenths(work.next, work.legs, begin, end, [&](auto const& take) {
            for (LegEvent const& leg : legs) take(leg);
        });
        std::size_t const last = work.next[most_tenths - 2];
        std::ranges::sort(ordered.subspan(last), {}, [](LegEvent const& event) { return order_of(event); });
        return ordered;
    }

    std::int32_t from_;
    std::int32_t to_;
    std::vector<std::uint32_t> traveller_of_;  // by stay
    std::vector<Rider> riders_;                // by stay
    TrackParts parts_;
    std::vector<std::vector<LegEvent>> legs_;  // by part
    EventWords words_;
    core::LendingPool<Workspace> workspaces_{[this] { return std::make_unique<Workspace>(words_); }};
    std::array<TrackPart, most_gzip_parts_at_once> read_;
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
        [&](std::size_t part, GzipText& out) { writer.write_part(part, out.members()); }, "</events>\n",
        [&](std::size_t part) { writer.read_part(part); });
    return writer.counts();
}

}  // namespace halong::exporting
