// The events of a day as MATSim reads them, one element each.
#pragma once

#include "city/travel.hpp"
#include "core/id.hpp"
#include "core/ids.hpp"
#include "network/network.hpp"

#include <array>
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

inline constexpr std::uint32_t no_event_link = std::numeric_limits<std::uint32_t>::max();

struct MatsimEvent {
    std::int32_t time = 0;  // tenths of a second
    std::uint32_t leg = 0;
    std::uint32_t link = no_event_link;  // of events of the road
    EventKind kind = EventKind::departs;
};

// Writes events, of which a day has tens of millions: words are put together once, numbers written without a format.
class EventText {
public:
    // `traveller_of`: by stay. It and the plans outlive this object.
    EventText(city::Plans const& plans, std::vector<std::uint32_t> const& traveller_of,
              network::Network const& network);

    // Appends the element of one event, whose leg is one of the plans.
    void add(std::string& text, MatsimEvent const& event) const;

private:
    class Line;
    void add_stay(Line& line, std::uint32_t stay) const;
    void add_vehicle(Line& line, std::uint32_t leg) const;

    city::Plans const& plans_;
    std::vector<std::uint32_t> const& traveller_of_;
    core::Column<core::NodeId, std::uint32_t> node_link_;
    std::array<std::string, city::mode_count> vehicle_end_;  // _car", behind the number of the vehicle's person
};

}  // namespace halong::exporting
