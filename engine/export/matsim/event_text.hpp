// The events of a day as MATSim reads them, one element each.
#pragma once

#include "city/travel.hpp"
#include "core/id.hpp"
#include "core/ids.hpp"
#include "export/gzip_parts.hpp"
#include "network/network.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
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

inline constexpr std::uint32_t no_event_link = std::numeric_limits<std::uint32_t>::max();

struct MatsimEvent {
    std::int32_t time = 0;  // tenths of a second
    std::uint32_t leg = 0;
    std::uint32_t link = no_event_link;  // of events of the road
    EventKind kind = EventKind::departs;
};

// The words of events, of which a day has tens of millions: put together once, with what each leg needs in one place.
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
    // Copied as a whole, which is quicker than so many letters as there are.
    struct Ending {
        std::array<char, 32> letters{};
        std::uint32_t size = 0;
    };

    city::Plans const& plans_;
    std::vector<Leg> legs_;  // by stay
    core::Column<core::NodeId, std::uint32_t> node_link_;
    std::array<Ending, city::mode_count> vehicle_end_;  // _car", behind the number of the vehicle's person
};

// Writes one part of the events, an element each, numbers without a format.
class EventText {
public:
    // Both outlive this object.
    EventText(EventWords const& words, GzipText& out);

    // The element of one event, whose leg is one of the plans.
    void add(MatsimEvent const& event);
    // An event that comes soon: what it needs is fetched meanwhile. Its leg lies anywhere among a million.
    void expect(MatsimEvent const& event) const { __builtin_prefetch(&words_.legs_[event.leg]); }
    // What has been added since the last piece.
    [[nodiscard]] std::string_view text() const { return {letters_.data(), end_}; }
    // Hands over what has been added since the last piece. Nothing is lost, and nothing comes later.
    void finish();

private:
    template <std::size_t size>
    void put(char const (&words)[size]);
    void put(std::string_view words);
    void put(std::uint32_t number);
    void put_time(std::int32_t tenths);
    void put_vehicle(std::uint32_t leg);
    void put_person(std::uint32_t leg);
    void put_stay(std::uint32_t stay);
    void put_activity(std::uint32_t stay);
    void put_leg_end(MatsimEvent const& event, std::uint32_t stay);
    void put_traffic(MatsimEvent const& event);
    void put_on_link(MatsimEvent const& event);

    EventWords const& words_;
    GzipText& out_;
    std::vector<char> letters_;
    char* end_;
    std::int32_t time_ = -1;  // of which the next holds the words
    EventWords::Ending time_words_;
};

}  // namespace halong::exporting
