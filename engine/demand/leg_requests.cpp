#include "demand/demand.hpp"
#include "network/vehicle_class.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace halong::demand {
namespace {

constexpr std::uint32_t no_request = std::numeric_limits<std::uint32_t>::max();

// From stop to stop by the timetable: the first trip of each line, the fastest line.
class RideTimes {
public:
    explicit RideTimes(city::Transit const& transit)
    {
        std::vector<std::uint8_t> seen(transit.lines.size(), 0);
        for (city::TransitTrip const& trip : transit.trips) {
            if (std::exchange(seen[trip.line], 1) == 0) add(transit.lines[trip.line].stops, trip.times);
        }
    }

    // 0 where no line leads there.
    [[nodiscard]] core::Millis of(city::Ride const& ride) const
    {
        auto const found = times_.find({ride.from_stop, ride.to_stop});
        return found == times_.end() ? 0 : found->second;
    }

private:
    void add(std::vector<std::uint32_t> const& stops, std::vector<city::StopTime> const& times)
    {
        for (std::size_t from = 0; from < stops.size(); ++from) {
            for (std::size_t to = from + 1; to < stops.size(); ++to) {
                core::Millis const ride_ms = times[to].arrival_ms - times[from].departure_ms;
                auto const [kept, is_new] = times_.try_emplace({stops[from], stops[to]}, ride_ms);
                if (!is_new) kept->second = std::min(kept->second, ride_ms);
            }
        }
    }

    std::map<std::pair<std::uint32_t, std::uint32_t>, core::Millis> times_;
};

// By stay: before this nobody leaves it, however fast he came: stays and rides take their time.
std::vector<core::Millis> earliest_departures(city::Plans const& plans, city::Transit const& transit)
{
    RideTimes const rides(transit);
    std::vector<core::Millis> earliest(plans.stay_count(), 0);
    std::size_t next_ride = 0;
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        core::Millis comes_ms = 0;
        for (std::uint32_t stay = plans.stays_begin(traveller); stay < plans.stays_end(traveller); ++stay) {
            if (plans.mode[stay] == city::Mode::none) break;
            bool const is_first = stay == plans.stays_begin(traveller);
            core::Millis const ready_ms = is_first ? 0 : comes_ms + plans.min_duration[stay];
            earliest[stay] = std::max(plans.planned_end[stay], ready_ms);
            comes_ms = earliest[stay];
            while (next_ride < plans.rides.size() && plans.rides[next_ride].stay < stay) ++next_ride;
            if (next_ride < plans.rides.size() && plans.rides[next_ride].stay == stay) {
                comes_ms += rides.of(plans.rides[next_ride]);
            }
        }
    }
    return earliest;
}

}  // namespace

LegRequests leg_requests(city::Plans const& plans, city::Transit const& transit)
{
    auto const earliest = earliest_departures(plans, transit);
    LegRequests legs;
    legs.requests.reserve(plans.stay_count());
    legs.request_of_stay.assign(plans.stay_count(), no_request);
    for (std::size_t stay = 0; stay < plans.stay_count(); ++stay) {
        city::Mode const mode = plans.mode[stay];
        if (mode == city::Mode::none || mode == city::Mode::transit) continue;  // transit has its own ways
        network::RouteRequest request;
        request.origin = plans.node[stay];
        request.destination = plans.node[stay + 1];
        request.user = city::route_user_of(mode);
        request.pcu_milli = city::has_vehicle(mode) ? network::info(city::vehicle_of(mode)).pcu_milli : 0;
        request.departure_ms = plans.planned_end[stay];
        request.earliest_ms = earliest[stay];
        legs.request_of_stay[stay] = static_cast<std::uint32_t>(legs.requests.size());
        legs.requests.push_back(request);
    }
    return legs;
}

}  // namespace halong::demand
