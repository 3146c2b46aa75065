// The events of a day for MATSim: what tracks tell of vehicles, and when legs began and ended.
#include "core/error.hpp"
#include "core/time.hpp"
#include "export/gzip_parts.hpp"
#include "export/matsim/event_text.hpp"
#include "export/matsim/matsim.hpp"
#include "export/matsim/track_parts.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <span>
#include <utility>

namespace halong::exporting {
namespace {

namespace fs = std::filesystem;
using Kind = EventKind;
using results::LegTimes;

constexpr std::int32_t tenths_per_hour = 36'000;
constexpr std::size_t passages_ahead = 16;  // are fetched from memory while one is written
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

// The passages of a part from `begin` to before `end`, by time and leg; those of one time and leg keep their order. They come
// by leg, so that it takes no more than dealing them out to their tenths.
std::vector<LinkPassage> passages_in_order(TrackParts const& parts, TrackPart const& part, std::int32_t begin,
                                           std::int32_t end)
{
    constexpr std::size_t most_tenths = 1U << 16U;  // what is later shares the last one
    auto const tenth_of = [begin](LinkPassage const& passage) {
        return std::min(static_cast<std::size_t>(passage.time - begin), most_tenths - 1);
    };
    auto const is_within = [begin, end](LinkPassage const& passage) {
        return passage.time >= begin && passage.time < end;
    };
    std::vector<std::uint32_t> next(most_tenths + 1);
    parts.for_each_passage(part, [&](LinkPassage const& passage) {
        if (is_within(passage)) ++next[tenth_of(passage) + 1];
    });
    for (std::size_t i = 0; i < most_tenths; ++i) next[i + 1] += next[i];
    std::vector<LinkPassage> ordered(next.back());
    parts.for_each_passage(part, [&](LinkPassage const& passage) {
        if (is_within(passage)) ordered[next[tenth_of(passage)]++] = passage;
    });
    // By now `next` tells where each tenth ends.
    auto const sort_tenth = [&](std::size_t tenth) {
        std::size_t const first = tenth == 0 ? 0 : next[tenth - 1];
        std::ranges::stable_sort(std::span(ordered).subspan(first, next[tenth] - first), {},
                                 [](LinkPassage const& passage) { return key_of(passage); });
    };
    for (std::size_t i = 0; i < part.late.size(); ++i) {
        // What was late stands first in its tenth, whatever its leg.
        if (is_within(part.late[i])) sort_tenth(tenth_of(part.late[i]));
    }
    sort_tenth(most_tenths - 1);
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

// By stay: of whom the share tells.
std::vector<char> told_stays(city::Plans const& plans, std::vector<std::uint32_t> const& traveller_of,
                             TravellerShare share)
{
    std::vector<char> is_told;
    is_told.reserve(traveller_of.size());
    for (std::uint32_t const traveller : traveller_of) is_told.push_back(share.takes(plans.traveller_key[traveller]));
    return is_told;
}

class EventWriter {
public:
    EventWriter(city::City const& city, city::Plans const& plans, results::TrackFile const& tracks,
                fs::path const& path, int from_h, int to_h, TravellerShare share)
        : plans_(plans),
          from_(from_h * tenths_per_hour),
          to_(to_h == core::hours_per_day ? no_end : to_h * tenths_per_hour),
          traveller_of_(city::travellers_by_stay(plans)),
          is_told_(told_stays(plans, traveller_of_, share)),
          parts_(city.network, plans, tracks, path, traveller_of_, is_told_),
          words_(plans, traveller_of_, city.network)
    {
        by_departure_ = ordered(parts_.legs(), [](LegTimes const& leg) { return leg.departure_tenths; });
        by_arrival_ = ordered(parts_.legs(), [this](LegTimes const& leg) { return parts_.end_of(leg); });
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
        auto const passages = passages_in_order(parts_, read, begin, end);
        Part now{EventText(words_, members), {}, departures_from(begin), arrivals_from(begin)};
        for (std::size_t i = 0; i < passages.size(); ++i) {
            if (i + passages_ahead < passages.size()) now.text.expect(passages[i + passages_ahead].leg);
            auto const key = key_of(passages[i]);
            if (key >= std::min(departure_key(now, end), arrival_key(now, end))) add_legs(now, key, end);
            add(now, passages[i]);
        }
        add_legs(now, last_key, end);
        now.text.finish();
        events_ += now.counts.events;
        links_left_ += now.counts.links_left;
        begun_ += now.counts.legs;
        stuck_ += now.counts.stuck;
    }

    [[nodiscard]] MatsimEventCounts counts() const { return {events_, links_left_, begun_, stuck_}; }

private:
    using Row = std::vector<std::uint32_t>::const_iterator;
    static constexpr std::uint64_t last_key = std::numeric_limits<std::uint64_t>::max();

    // A part that is being written, with the legs that begin and end next.
    struct Part {
        EventText text;
        MatsimEventCounts counts;
        Row departure;
        Row arrival;
    };

    [[nodiscard]] std::pair<std::int32_t, std::int32_t> span_of(std::size_t part) const
    {
        return {std::max(from_, part == 0 ? 0 : parts_.start(part)),
                std::min(to_, part + 1 < parts_.count() ? parts_.start(part + 1) : no_end)};
    }

    [[nodiscard]] Row departures_from(std::int32_t begin) const
    {
        return std::ranges::lower_bound(by_departure_, begin, {},
                                        [this](std::uint32_t row) { return parts_.legs()[row].departure_tenths; });
    }
    [[nodiscard]] Row arrivals_from(std::int32_t begin) const
    {
        return std::ranges::lower_bound(by_arrival_, begin, {},
                                        [this](std::uint32_t row) { return parts_.end_of(parts_.legs()[row]); });
    }

    [[nodiscard]] std::uint64_t departure_key(Part const& now, std::int32_t end) const
    {
        if (now.departure == by_departure_.end()) return last_key;
        LegTimes const& leg = parts_.legs()[*now.departure];
        return leg.departure_tenths < end ? key_of(leg.departure_tenths, leg.leg) : last_key;
    }
    [[nodiscard]] std::uint64_t arrival_key(Part const& now, std::int32_t end) const
    {
        if (now.arrival == by_arrival_.end()) return last_key;
        LegTimes const& leg = parts_.legs()[*now.arrival];
        return parts_.end_of(leg) < end ? key_of(parts_.end_of(leg), leg.leg) : last_key;
    }

    // The legs that begin at `key` or before, and those that end before it: of one leg and time, it begins, moves and ends.
    void add_legs(Part& now, std::uint64_t key, std::int32_t end) const
    {
        for (;;) {
            auto const departure = departure_key(now, end);
            auto const arrival = arrival_key(now, end);
            if (departure != last_key && departure <= std::min(key, arrival)) {
                add_departure(now, parts_.legs()[*now.departure++]);
            } else if (arrival < key) {
                add_arrival(now, parts_.legs()[*now.arrival++]);
            } else {
                return;
            }
        }
    }

    static void add(Part& now, MatsimEvent const& event)
    {
        now.text.add(event);
        ++now.counts.events;
    }

    void add_departure(Part& now, LegTimes const& leg) const
    {
        if (is_told_[leg.leg] == 0) return;
        auto const add_one = [&](Kind kind) { add(now, {leg.departure_tenths, leg.leg, no_event_link, kind}); };
        add_one(Kind::activity_ends);
        add_one(Kind::departs);
        if (city::has_vehicle(plans_.mode[leg.leg])) add_one(Kind::enters_vehicle);
        ++now.counts.legs;
    }

    void add_arrival(Part& now, LegTimes const& leg) const
    {
        if (is_told_[leg.leg] == 0) return;
        auto const add_one = [&](Kind kind) { add(now, {parts_.end_of(leg), leg.leg, no_event_link, kind}); };
        if (leg.arrival_tenths == results::never_tenths) {
            add_one(Kind::stuck);
            ++now.counts.stuck;
            return;
        }
        if (city::has_vehicle(plans_.mode[leg.leg])) add_one(Kind::leaves_vehicle);
        add_one(Kind::arrives);
        add_one(Kind::activity_begins);
    }

    static void add(Part& now, LinkPassage const& passage)
    {
        if (passage.from == no_passage_link) {
            add(now, {passage.time, passage.leg, passage.to, Kind::enters_traffic});
        } else if (passage.to == no_passage_link) {
            add(now, {passage.time, passage.leg, passage.from, Kind::leaves_traffic});
            ++now.counts.links_left;
        } else if (passage.to == aborted_link) {
            add(now, {passage.time, passage.leg, passage.from, Kind::aborts});
        } else {
            now.text.add(passage);
            now.counts.events += 2;
            ++now.counts.links_left;
        }
    }

    city::Plans const& plans_;
    std::int32_t from_;
    std::int32_t to_;
    std::vector<std::uint32_t> traveller_of_;  // by stay
    std::vector<char> is_told_;                // by stay
    TrackParts parts_;
    EventWords words_;
    std::vector<std::uint32_t> by_departure_;
    std::vector<std::uint32_t> by_arrival_;
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
