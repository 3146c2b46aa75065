// The events of a day as MATSim reads them, one element each, compressed while they are written: rows repeat one another, and the
// writer knows where.
#pragma once

#include "city/travel.hpp"
#include "core/id.hpp"
#include "core/ids.hpp"
#include "geo/row_gzip.hpp"
#include "network/network.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace halong::exporting {

// Of one leg and time, in the order in which they are told. Those of the road stay in their own order.
enum class EventKind : std::uint8_t {
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
inline constexpr std::size_t event_kind_count = 12;

inline constexpr std::uint32_t no_event_link = std::numeric_limits<std::uint32_t>::max();

struct MatsimEvent {
    std::int32_t time = 0;  // tenths of a second
    std::uint32_t leg = 0;
    std::uint32_t link = no_event_link;  // of events of the road
    EventKind kind = EventKind::departs;
};

// A vehicle leaves one link and enters the next at the same time: two events, which are most of a day.
struct LinkPassage {
    std::int32_t time = 0;  // tenths of a second
    std::uint32_t leg = 0;
    std::uint32_t from = 0;
    std::uint32_t to = 0;
};

// Words that many rows have, and where they stood last in the member of gzip that is being written.
struct EventPhrase {
    static constexpr std::size_t most_letters = 96;
    static constexpr std::int64_t nowhere = -(std::int64_t{1} << 32U);

    EventPhrase() = default;
    explicit EventPhrase(std::string_view words);

    std::array<char, most_letters> letters{};
    std::size_t size = 0;
    std::int64_t at = nowhere;
};

// What all writers of events share: put together once, with what each leg needs in one place.
class EventWords {
public:
    // `traveller_of`: by stay. The plans outlive this object.
    EventWords(city::Plans const& plans, std::vector<std::uint32_t> const& traveller_of,
               network::Network const& network);

private:
    friend class EventText;
    struct Leg {
        std::uint32_t person = 0;  // from 1
        city::Mode mode{};
    };
    using OfMode = std::array<EventPhrase, city::mode_count>;

    city::Plans const& plans_;
    std::vector<Leg> legs_;  // by stay
    core::Column<core::NodeId, std::uint32_t> node_link_;
    geo::RowCode code_;
    OfMode vehicle_end_;  // _car"/>, behind the number of the vehicle's person
    OfMode leg_end_;      // " legMode="car"/>
    OfMode enters_end_;   // _car" networkMode="car" relativePosition="0.0"/>
    OfMode leaves_end_;
    std::vector<EventPhrase> activity_end_;  // " actType="home"/>
};

// Writes one part of the events, in the order of time, an element each.
class EventText {
public:
    static constexpr std::size_t member_letters = std::size_t{1} << 18U;  // about: stays in a processor's own cache

    // All of them outlive this object. Members of gzip are appended to `members`.
    EventText(EventWords const& words, std::string& members);

    // The element of one event, whose leg is one of the plans.
    void add(MatsimEvent const& event);
    // The two elements of one passage, those of `leaves_link` and `enters_link`.
    void add(LinkPassage const& passage);
    // A leg that comes soon: what it needs is fetched meanwhile. It lies anywhere among a million.
    void expect(std::uint32_t leg) const { __builtin_prefetch(&words_.legs_[leg]); }
    // What has been added since the last member.
    [[nodiscard]] std::string_view text() const { return gzip_.text(); }
    // Closes the last member. Nothing is lost, and nothing comes later.
    void finish();

private:
    // How a row begins, up to its first number; the same for all rows of a kind and time.
    struct Head {
        EventPhrase phrase;
        std::int32_t time = -1;
    };
    using Pen = geo::RowPen;

    void set_time(std::int32_t tenths);
    void put(Pen& pen, EventPhrase& phrase) const;
    void put_head(Pen& pen, EventKind kind);
    void begin_head(Pen& pen, EventKind kind);
    void put_between(Pen& pen, std::size_t mode);
    void begin_between(Pen& pen, std::size_t mode);
    void put_place(Pen& pen, std::uint32_t person, std::uint32_t stay);
    void put_traffic(Pen& pen, MatsimEvent const& event, EventWords::OfMode& end);
    void put_vehicle(Pen& pen, std::uint32_t leg);
    void close_member();

    EventWords const& words_;
    std::string& members_;
    geo::RowGzip gzip_;
    std::int32_t time_ = -1;
    EventPhrase begin_;                           // of a row, up to the time's last digit and the word behind it
    EventPhrase last_begin_;                      // of the row before
    std::array<Head, event_kind_count> heads_;    // by kind
    std::array<Head, city::mode_count> between_;  // the links of a passage: vehicle_end_ and the head of enters_link
    EventPhrase vehicle_{"\" vehicle=\""};
    EventPhrase link_{"\" link=\""};
    EventWords::OfMode vehicle_end_;
    EventWords::OfMode leg_end_;
    EventWords::OfMode enters_end_;
    EventWords::OfMode leaves_end_;
    std::vector<EventPhrase> activity_end_;
    std::uint32_t place_person_ = 0;  // of the last put_place(), which stands at place_at_
    std::uint32_t place_link_ = no_event_link;
    std::int64_t place_at_ = EventPhrase::nowhere;
    std::size_t place_size_ = 0;
};

}  // namespace halong::exporting
