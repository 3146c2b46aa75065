// Buses, boats and cable-car cabins: who waits where, who is aboard, and when vehicles leave.
#pragma once

#include "city/transit.hpp"
#include "city/travel.hpp"
#include "traffic/departures.hpp"
#include "traffic/track_events.hpp"
#include "traffic/traffic.hpp"

#include <cstdint>
#include <limits>
#include <vector>

namespace halong::traffic {

// Time that a bus stands at a stop: t = t_oc + max(t_b B, t_a A), the doors and then the busier one, for B who board in front
// and A who alight behind (Kittelson et al. 2003, Transit Capacity and Quality of Service Manual, 2nd ed., part 4: t_oc 2-5 s,
// t_b 2-4 s, t_a 1.5-2 s; values inside are estimates). 0 when nobody boards or alights: the bus drives on.
constexpr Millis dwell_time_ms(std::int64_t boarding, std::int64_t alighting)
{
    constexpr std::int64_t doors_ms = 4'000;
    constexpr std::int64_t per_boarding_ms = 3'000;
    constexpr std::int64_t per_alighting_ms = 1'750;
    if (boarding == 0 && alighting == 0) return 0;
    std::int64_t const longer = std::max(per_boarding_ms * boarding, per_alighting_ms * alighting);
    return static_cast<Millis>(doors_ms + longer);
}

// What happened on each line by hour of the day: [line][hour]. Persons, not groups.
struct LineHours {
    std::vector<std::int64_t> departures;  // vehicles that left the first stop
    std::vector<std::int64_t> boardings;
    std::vector<std::int64_t> alightings;
    std::vector<std::int64_t> passed_up;  // left behind by a vehicle without room, each time
    std::vector<std::int64_t> wait_ms;    // person-ms, of those who board
    std::vector<std::int64_t> ride_ms;    // person-ms, of those who alight
    std::vector<std::int64_t> peak_load;  // most aboard when leaving a stop
    std::vector<std::int64_t> aboard_ms;  // person-ms between calls at stops
    // Of these, in vehicles with more than 1.25 persons a seat: levels of service E and F (Kittelson et al. 2003, TCQSM).
    std::vector<std::int64_t> crowded_ms;

    [[nodiscard]] static std::size_t cell(std::uint32_t line, Millis time_ms)
    {
        return std::size_t{line} * core::hours_per_day + static_cast<std::size_t>(core::hour_of(time_ms));
    }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [departures, boardings, alightings, passed_up, wait_ms, ride_ms, peak_load, aboard_ms, crowded_ms] = self;
        archive.fixed(departures, boardings, alightings, passed_up, wait_ms, ride_ms, peak_load, aboard_ms, crowded_ms);
    }
};

// One day of a timetable. Buses drive as travellers of the plans: the caller tells when one reaches a stop, and is told when
// it leaves. Boats and cabins take the time of the timetable from stop to stop. Rules:
//   * Vehicles take riders in the order of their coming, groups as one, up to the capacity; the first who does not fit stops
//     the boarding, and all who wait for this way are passed up. A group too large for any vehicle takes an empty one.
//   * A vehicle leaves its first stop on time: doors close 1 s before. A boat leaves earlier when those who wait fill it, from
//     the planned start of the boat before it on, which lies at the berth until then.
//   * A bus halts off the lane (in a bay or at the kerb), so it holds nobody up while it stands; it gives way when it goes on.
//   * Who comes after the last vehicle, or is left behind by it, goes by taxi at once, and is counted; so does who is left
//     behind by a full bus when he has waited beyond his patience.
// Not thread-safe; everything happens in the order of (time, riders before vehicles, number), so no window or thread matters.
class PublicTransport {
public:
    // Arguments outlive this object.
    PublicTransport(city::Transit const& transit, city::Plans const& plans, scenario::DayKind day, Millis end_ms,
                    Millis patience_ms = core::never);

    // A rider comes to his stop for leg `leg` of mode transit, at or after the last advance.
    void come(std::uint32_t leg, Millis time_ms);
    // Whether a stay belongs to a bus.
    [[nodiscard]] bool is_bus_stay(std::uint32_t stay) const;
    // A bus has reached the stop `stay`; nothing for the first one, where it starts by the timetable.
    void reach(std::uint32_t stay, Millis time_ms);
    // Handles all that happens before `until_ms`; appends riders who have arrived and buses that leave, the latter at least
    // 1 s after the event that lets them go, so at or after `until_ms` when that grows by 1 s at most.
    void advance(Millis until_ms, std::vector<Arrival>& arrivals, std::vector<Departure>& departures);

    // From now on it is kept how boats and cabins go from stop to stop, in the order of their leaving.
    void record_tracks() { records_tracks_ = true; }
    [[nodiscard]] std::vector<Crossing> const& crossings() const { return crossings_; }
    [[nodiscard]] LineHours const& hours() const { return hours_; }
    // Persons who went by taxi: for whom no vehicle came any more, and who had waited for too long.
    [[nodiscard]] std::int64_t turned_away() const { return turned_away_; }
    [[nodiscard]] std::int64_t gave_up() const { return gave_up_; }
    [[nodiscard]] std::uint64_t digest() const { return digest_; }
    // Legs of riders on their way to a stop, waiting, aboard or in a taxi, and of buses that stand at a stop and go on;
    // found by looking, in no particular order.
    [[nodiscard]] std::vector<std::uint32_t> open_legs() const;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [transit, plans, traveller, next_rider, came_ms, boarded_ms, exit_position, free_ms, first_waiting,
               last_waiting, waiting_persons, call_offset, stop_calls, first_run, next_run, position_offset, calls_left,
               trip, first_stay, position, call_ms, called_ms, first_aboard, load, runs_of_line, run_of_bus, coming,
               calls, taxis, hours, turned_away, gave_up, digest, records_tracks, crossings, patience_ms, arrivals,
               departures] = self;
        // Given by the timetable and the plans: who rides, which runs there are, and which call where. Of this
        // process: crossings.
        archive.fixed(next_rider, came_ms, boarded_ms, exit_position, free_ms, first_waiting, last_waiting,
                      waiting_persons, next_run, calls_left, position, call_ms, called_ms, first_aboard, load);
        archive(coming, calls, taxis, hours, turned_away, gave_up, digest);
    }

private:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    void add_run(std::uint32_t trip, std::uint32_t traveller);
    void count_future_calls();
    void call(Millis time_ms, std::uint32_t run);
    void join(Millis time_ms, std::uint32_t rider);
    [[nodiscard]] std::int64_t alight(Millis time_ms, std::uint32_t run);
    [[nodiscard]] std::int64_t board(Millis time_ms, std::uint32_t run);
    void depart(Millis time_ms, std::uint32_t run, Millis dwell_ms);
    void plan_call(std::uint32_t run, Millis time_ms);
    void count_aboard(Millis time_ms, std::uint32_t run);
    void leave_when_full(Millis time_ms, std::uint32_t line);
    // Sends away everybody at the stop for whom gives_up(rider) holds; returns how many persons.
    template <class GivesUp>
    std::int64_t send_away(Millis time_ms, std::uint32_t stop, GivesUp const& gives_up);
    void take_taxi(Millis time_ms, std::uint32_t rider);
    [[nodiscard]] bool has_hope(std::uint32_t rider) const;
    // Position of the rider's last stop on a line after `position`, or none.
    [[nodiscard]] std::uint32_t exit_position(std::uint32_t line, std::uint32_t position, std::uint32_t rider) const;
    [[nodiscard]] std::uint32_t persons(std::uint32_t rider) const;
    [[nodiscard]] Millis taxi_ms(std::uint32_t rider) const;
    [[nodiscard]] std::uint32_t rider_of(std::uint32_t leg) const;
    void log(std::uint32_t what, std::uint32_t who, Millis time_ms);

    city::Transit const& transit_;
    city::Plans const& plans_;

    // by rider, in the order of plans.rides
    std::vector<std::uint32_t> traveller_;
    std::vector<std::uint32_t> next_rider_;  // behind him in the queue, or in the vehicle
    std::vector<Millis> came_ms_;
    std::vector<Millis> boarded_ms_;
    std::vector<std::uint32_t> exit_position_;  // on the line that he rides
    std::vector<Millis> free_ms_;               // of that ride by the timetable

    // by stop
    std::vector<std::uint32_t> first_waiting_;
    std::vector<std::uint32_t> last_waiting_;
    std::vector<std::int64_t> waiting_persons_;
    std::vector<std::uint32_t> call_offset_;  // stops + 1, into stop_calls_
    struct StopCall {
        std::uint32_t line = 0;
        std::uint32_t position = 0;
    };
    std::vector<StopCall> stop_calls_;

    // by line
    std::vector<std::uint32_t> first_run_;        // lines + 1, into runs_of_line_
    std::vector<std::uint32_t> next_run_;         // of runs_of_line_: the first that has not left
    std::vector<std::uint32_t> position_offset_;  // lines + 1, into calls_left_
    std::vector<std::uint32_t> calls_left_;       // by line and position: vehicles that are still to call there

    // by run, in the order of the trips of the day
    std::vector<std::uint32_t> trip_;
    std::vector<std::uint32_t> first_stay_;  // of the bus in the plans; none: not a bus
    std::vector<std::uint32_t> position_;    // of the stop where it is or that it reaches next
    std::vector<Millis> call_ms_;            // planned calls at stops; never: on the road, or done
    std::vector<Millis> called_ms_;          // its last call
    std::vector<std::uint32_t> first_aboard_;
    std::vector<std::int64_t> load_;  // persons
    std::vector<std::uint32_t> runs_of_line_;

    // by bus, in the order of plans.bus_runs
    std::vector<std::uint32_t> run_of_bus_;

    Departures coming_;  // riders on their way to the stop
    Departures calls_;   // runs; a call whose time is not the run's call_ms is void
    Departures taxis_;   // riders who arrive by taxi
    LineHours hours_;
    std::int64_t turned_away_ = 0;
    std::int64_t gave_up_ = 0;
    std::uint64_t digest_ = 0;
    bool records_tracks_ = false;
    std::vector<Crossing> crossings_;
    Millis patience_ms_;
    std::vector<Arrival>* arrivals_ = nullptr;  // while advancing
    std::vector<Departure>* departures_ = nullptr;
};

}  // namespace halong::traffic
