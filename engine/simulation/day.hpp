// The travellers' side of a run: which stay each traveller is in, when it ends, and which leg comes next.
#pragma once

#include "city/travel.hpp"
#include "network/routes.hpp"
#include "simulation/simulation.hpp"
#include "traffic/traffic.hpp"

#include <span>
#include <vector>

namespace halong::simulation {

// Nobody leaves within the window in which he arrives: as long as the longest window that a scenario may have, so that
// no window changes a result.
inline constexpr core::Millis least_stay_ms = 1'000;

// Columns by stay; grows nothing after construction but the vectors that callers hand in.
class Day {
public:
    // `plans` and `routes` outlive this object. `doors`: by stay, 1 + the service that admits to it or 0; empty: none.
    Day(city::Plans const& plans, network::Routes const& routes, std::vector<std::uint8_t> doors = {});

    // The first stays, which begin at 00:00: their presences and the departures that end them.
    void begin(std::vector<traffic::Departure>& departures, std::vector<city::Presence>& presences);
    // Ends legs: records them, begins the next stays, and tells when those end: at the planned time, and at least
    // `min_duration` (and 1 s) after the arrival. Buses of the timetable stand for as long as their riders need, which the
    // public transport knows: their departures name every stop, the last as well, and the time at which they reached it.
    void arrive(std::span<traffic::Arrival const> arrivals, std::vector<traffic::Departure>& departures,
                std::vector<city::Presence>& presences);

    // The same of legs whose vehicle found no room: their travellers begin the next stay, and leave after a minute.
    void turn_away(std::span<traffic::Arrival const> arrivals, std::vector<traffic::Departure>& departures,
                   std::vector<city::Presence>& presences);

    // Who has come to a stay with a door since the last admit(), by (from_ms, stay), with the time at which he would leave
    // if he need not wait.
    struct Coming {
        city::Presence presence;
        std::uint8_t door = 0;
    };
    [[nodiscard]] std::vector<Coming> take_coming();
    // Begins the stay, which ends at `presence.to_ms` as the service at the door has decided (least 1 s after it began).
    void admit(city::Presence presence, std::vector<traffic::Departure>& departures,
               std::vector<city::Presence>& presences);

    // Begins a stay whose end the service at the door does not know yet; others take it to end as planned.
    void keep(city::Presence presence, std::vector<city::Presence>& presences);
    // Ends it; with `never`, its traveller makes none of the legs that he has planned from then on.
    void release(std::uint32_t stay, core::Millis leave_ms, std::vector<traffic::Departure>& departures);

    [[nodiscard]] std::vector<LegResult> const& legs() const { return legs_; }
    [[nodiscard]] std::vector<std::uint32_t> const& traveller_of_stay() const { return traveller_of_stay_; }
    [[nodiscard]] std::int64_t unreachable_legs() const { return unreachable_; }
    // Stays whose leg has no way, and stays whose leg is planned for `end_ms` or later; ascending. O(stays).
    [[nodiscard]] std::vector<std::uint32_t> unreachable_stays() const;
    [[nodiscard]] std::vector<std::uint32_t> legs_not_begun(core::Millis end_ms) const;
    // Stays that were kept and not released, and that a leg follows; ascending. O(stays).
    [[nodiscard]] std::vector<std::uint32_t> kept_stays() const;
    // Legs that are planned to start or under way, or follow a stay that is kept.
    [[nodiscard]] std::int64_t open_legs() const { return open_legs_; }
    [[nodiscard]] std::int64_t stays_begun() const { return stays_begun_; }
    // Persons who are at a stay in the city at `now_ms`, by zone; not those under way. O(stays).
    [[nodiscard]] std::vector<std::int64_t> persons_by_zone(std::size_t zone_count, core::Millis now_ms) const;
    // Person-milliminutes of all stays in the city by [zone][hour], up to `end_ms` or midnight.
    [[nodiscard]] std::vector<std::int64_t> presence_by_zone_hour(std::size_t zone_count, core::Millis end_ms) const;
    // The same by class of person: [zone][hour][class].
    [[nodiscard]] std::vector<std::int64_t> presence_by_class(std::size_t zone_count, core::Millis end_ms) const;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [plans, routes, doors, traveller_of_stay, is_bus, legs, unreachable, open_legs, stays_begun, overnight,
               coming] = self;
        // Given: plans, routes, doors and who is in which stay. Empty between steps: who is coming.
        archive.fixed(legs);
        archive(unreachable, open_legs, stays_begun, overnight);
    }

private:
    // visit(traveller, zone * hours + hour, person-milliseconds) for each hour of each stay of persons in the city, up
    // to `end_ms`.
    template <class Visit>
    void for_each_hour_of_stays(core::Millis end_ms, Visit const& visit) const;

    void end_leg(traffic::Arrival const& arrival);
    void begin_stay(std::uint32_t traveller, std::uint32_t stay, core::Millis from_ms,
                    std::vector<traffic::Departure>& departures, std::vector<city::Presence>& presences);
    [[nodiscard]] core::Millis planned_departure(std::uint32_t traveller, std::uint32_t stay,
                                                 core::Millis from_ms) const;
    void begin_halt(std::uint32_t stay, core::Millis from_ms, std::vector<traffic::Departure>& departures);
    [[nodiscard]] bool is_unreachable(std::uint32_t stay) const;
    [[nodiscard]] bool leaves(std::uint32_t stay) const;
    [[nodiscard]] bool is_in_city(std::uint32_t stay) const;

    city::Plans const& plans_;
    network::Routes const& routes_;
    std::vector<std::uint8_t> doors_;
    std::vector<std::uint32_t> traveller_of_stay_;
    std::vector<std::uint8_t> is_bus_;  // by traveller
    std::vector<LegResult> legs_;
    std::int64_t unreachable_ = 0;
    std::int64_t open_legs_ = 0;
    std::int64_t stays_begun_ = 0;
    std::vector<std::uint32_t> overnight_;  // stays that a planned leg no longer follows
    std::vector<Coming> coming_;
};

}  // namespace halong::simulation
