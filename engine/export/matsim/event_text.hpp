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
#include <span>
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

// Who makes a leg, and how, in few bytes.
class Rider {
public:
    static constexpr std::uint32_t most_persons = (std::uint32_t{1} << 28U) - 1;

    Rider() = default;  // nobody
    // `person`: from 1, at most `most_persons`.
    Rider(std::uint32_t person, city::Mode mode) : value_(person << 4U | static_cast<std::uint32_t>(mode)) {}

    [[nodiscard]] bool is_somebody() const { return value_ != 0; }
    [[nodiscard]] std::uint32_t person() const { return value_ >> 4U; }
    [[nodiscard]] std::size_t mode() const { return value_ & 15U; }  // number of city::Mode

private:
    static_assert(city::mode_count <= 16);
    std::uint32_t value_ = 0;
};

// A leg begins (three events, two without a vehicle), ends (as many), or has not ended when the run does (one event).
struct LegEvent {
    enum class Kind : std::uint8_t {
        begins,
        ends,
        is_stuck
    };
    std::int32_t time = 0;  // tenths of a second
    std::uint32_t leg = 0;
    Rider rider;
    std::uint32_t link = no_event_link;  // at which the stay before or behind it is
    city::Activity activity{};           // of that stay
    Kind kind{};
};

// In place of a link of a passage: the vehicle enters traffic (from) or leaves it (to), or has not ended its way when the run ends (to).
inline constexpr std::uint32_t no_passage_link = no_event_link;
inline constexpr std::uint32_t aborted_link = no_event_link - 1;

// A vehicle leaves one link and enters the next at the same time: two events, which are most of a day.
struct LinkPassage {
    std::int32_t time = 0;  // tenths of a second
    std::uint32_t leg = 0;
    Rider rider;
    std::uint32_t from = 0;
    std::uint32_t to = 0;
};

// What all writers of events share, put together once.
class EventWords {
public:
    explicit EventWords(std::size_t links);

private:
    friend class EventText;
    using OfMode = std::array<geo::RowPhrase, city::mode_count>;
    // Copied by each writer, with where they stood.
    struct Phrases {
        OfMode vehicle_end;  // _car"/>, behind the number of the vehicle's person; nothing for modes without one
        OfMode leg_end;      // " legMode="car"/>
        OfMode enters_end;   // _car" networkMode="car" relativePosition="0.0"/>
        OfMode leaves_end;
        std::array<geo::RowPhrase, city::activity_count> activity_end;  // " actType="home"/>
        geo::RowPhrase vehicle{"\" vehicle=\""};
        geo::RowPhrase link{"\" link=\""};
    };

    geo::RowCode code_;
    std::vector<geo::RowWord> links_;  // their numbers, from 1
    Phrases phrases_;
};

// A link that leads to each node, or else one that leads away; the first that vehicles may use.
core::Column<core::NodeId, std::uint32_t> links_of_nodes(network::Network const& network);

// Writes one part of the events, in the order of time, an element each.
class EventText {
public:
    static constexpr std::size_t member_letters = std::size_t{1} << 19U;  // about: stays in a processor's own cache

    // All of them outlive this object. Members of gzip are appended to `members`.
    EventText(EventWords const& words, std::string& members);

    // The elements of a leg's begin or end: how many.
    std::size_t add(LegEvent const& event);
    // The two elements of each passage, or the one of who enters or leaves traffic. Links are those of the network.
    void add(std::span<LinkPassage const> passages);
    void add(LinkPassage const& passage) { add(std::span(&passage, 1)); }
    // What has been added since the last member.
    [[nodiscard]] std::string_view text() const { return gzip_.text(); }
    // Closes the last member. Nothing is lost, and nothing comes later.
    void finish();

private:
    // Where a row of a kind began last, up to its first number: the same letters for all of a kind and time.
    struct Head {
        std::int64_t at = geo::RowPhrase::nowhere;
        std::size_t size = 0;
        std::int32_t time = -1;
    };
    using Pen = geo::RowPen;

    void set_time(std::int32_t tenths)
    {
        if (tenths != time_) begin_time(tenths);
    }
    void begin_time(std::int32_t tenths);
    // A pen whose address is known does not stay in registers: what is written for each passage stands in one place, and what is
    // rare takes and gives pens by value.
    [[gnu::always_inline]] static bool put_again(Pen& pen, Head& head, std::int32_t time);
    [[gnu::always_inline]] void put_head(Pen& pen, EventKind kind);
    [[gnu::noinline]] Pen begin_head(Pen pen, EventKind kind);
    [[gnu::always_inline]] void put_between(Pen& pen, std::size_t mode);
    [[gnu::noinline]] Pen begin_between(Pen pen, std::size_t mode);
    void put_place(Pen& pen, LegEvent const& event);
    void put_place_again(Pen& pen, Rider rider);
    void put_ride(Pen& pen, EventKind kind, Rider rider);
    void put_vehicle(Pen& pen, Rider rider);
    void put_traffic(Pen& pen, EventKind kind, Rider rider, std::uint32_t link);
    void add_rare(LinkPassage const& passage);
    void close_member();

    EventWords const& words_;
    std::string& members_;
    geo::RowGzip gzip_;
    EventWords::Phrases phrases_;
    std::int32_t time_ = -1;
    geo::RowPhrase begin_;                           // of a row, up to the word behind the time
    std::size_t same_ = 0;                           // the letters with which it begins as the row before does
    std::int64_t row_at_ = geo::RowPhrase::nowhere;  // of the row before
    std::array<Head, event_kind_count> heads_;       // by kind
    std::array<Head, city::mode_count> between_;  // the links of a passage: a vehicle's end and the head of enters_link
    std::int64_t place_at_ = 0;                   // of a leg's person and link
    std::size_t place_size_ = 0;
};

}  // namespace halong::exporting
