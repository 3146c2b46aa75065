// Car parks at places: their spaces, who has them in reach, and how many are taken.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/time.hpp"
#include "scenario/scenario.hpp"
#include "services/service.hpp"
#include "services/visit_book.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

namespace halong::services {

enum class ParkedKind : std::uint8_t {
    motorbike,
    car,
    coach
};

// What differs between them.
struct ParkedKindNames {
    std::string_view service;
    city::Mode mode;
    double scenario::ParkingParameters::*spaces_per_person;
    double scenario::ParkingParameters::*fee_vnd;
};
ParkedKindNames const& about(ParkedKind kind);

// Sights in the wide sense: what visitors come for, piers and squares among it.
bool is_sight(city::PlaceKind kind);
// Every place but a gateway.
bool has_car_park(city::Place const& place);

// Spaces of a place: its persons at once on a busy day times the spaces for each person and `spaces_factor`, at least one
// where there are persons. Busy is a quarter of the way from an ordinary day to the fullest. Persons at once: visits that
// stay for their median time (at piers for a tour of the bay, 5 h) and come within a quarter of the hours in which it is
// open; 92 % of its jobs; 1.5 for each room; 30 % of its pupils. With 0.17 car spaces for each, hotels have one for 4
// rooms, as QCVN 01:2021/BXD asks of hotels of three stars and more (recalled). Coaches have room at sights, piers,
// squares and hotels, and at bus stations one space for 20.64 persons (the load of a coach, 2015 survey). An estimate:
// car parks of the city are not published. 85 % full at the peak is what planners aim at (Shoup 2005).
std::int64_t spaces_of(city::Place const& place, ParkedKind kind, scenario::ParkingParameters const& parameters);

// What parking at the place costs, once, whole VND; 0 where nothing is taken.
std::int64_t fee_vnd(city::Place const& place, ParkedKind kind, scenario::ParkingParameters const& parameters);

// Way on foot or by vehicle over the distance as the crow flies (assumption).
inline constexpr double parking_detour = 1.3;

// The car parks of one kind of vehicle, one at each place but gateways; some without spaces.
class CarParks {
public:
    static constexpr std::uint32_t none = PlaceRows::none;

    // The city outlives it.
    CarParks(city::City const& city, ParkedKind kind, scenario::ParkingParameters const& parameters);

    [[nodiscard]] PlaceRows const& rows() const { return rows_; }
    [[nodiscard]] city::Place const& place(std::uint32_t lot) const { return city_.places[rows_[lot]]; }
    [[nodiscard]] std::int64_t spaces(std::uint32_t lot) const { return spaces_[lot]; }
    [[nodiscard]] bool is_full(std::uint32_t lot) const { return taken_[lot] >= spaces_[lot]; }
    [[nodiscard]] bool has_reach(std::uint32_t row) const { return !reach_[row].empty(); }
    // The one with the least walk there and back, fee and search in its present state that has not been tried, for who
    // values a minute so; `none` when all in reach have been.
    [[nodiscard]] std::uint32_t choose(std::uint32_t row, std::span<std::uint32_t const> tried,
                                       double vnd_per_min) const;
    // Minutes of search inside it: over the free share, since the nearest free space is that much farther (Axhausen &
    // Polak 1991), as if one in twenty were free at least.
    [[nodiscard]] double search_min(std::uint32_t lot) const;
    // Minutes on foot from the car park to the place of a row.
    [[nodiscard]] double walk_min(std::uint32_t lot, std::uint32_t row) const;
    [[nodiscard]] double metres_between(std::uint32_t lot, std::uint32_t other) const;

    // A vehicle takes a space that is free; it leaves when leave() says.
    void take(std::uint32_t lot, Millis now_ms);
    void leave(std::uint32_t lot, Millis time_ms, std::uint32_t traveller);
    // What parking costs there, whole VND; from now on.
    [[nodiscard]] std::int64_t fee_vnd(std::uint32_t lot) const { return fee_vnd_[lot]; }
    void set_fee(std::uint32_t lot, std::int64_t vnd) { fee_vnd_[lot] = vnd; }
    // Everybody leaves whose time comes before `until_ms`.
    void leave_before(Millis until_ms);

    // Occupancy up to midnight, in the columns of a result: peaks, taken and all spaces by hour; and what sums it up.
    struct Day {
        std::vector<SitePeak> peaks;
        std::vector<std::int64_t> busy_ms;
        std::vector<std::int64_t> duty_ms;
        std::int64_t spaces = 0;
        double occupancy_p95_pct = 0;
        std::int64_t hours_above_target = 0;  // more than 85 % taken
        double pier_peak_pct = 0;
    };
    [[nodiscard]] Day day() const;

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [city, kind, parameters, rows, spaces, reach, fee_vnd, taken, seen_ms, busy_ms, departures, peak,
               peak_at] = self;
        // Given: city … reach.
        archive.fixed(fee_vnd, taken, seen_ms, busy_ms, peak, peak_at);
        archive(departures);
    }

private:
    // A car park within reach of a place: minutes on foot there and back.
    struct Reach {
        std::uint32_t lot = 0;
        double walk_min = 0;
    };
    struct Departure {
        Millis time_ms = 0;
        std::uint32_t traveller = 0;
        std::uint32_t lot = 0;
        [[nodiscard]] auto order() const { return std::tuple(time_ms, traveller, lot); }
    };
    static bool later(Departure const& a, Departure const& b) { return b.order() < a.order(); }
    void find_reach();
    void write_log(std::uint32_t lot, Millis now_ms);

    city::City const& city_;
    ParkedKind kind_;
    scenario::ParkingParameters parameters_;
    PlaceRows rows_;
    std::vector<std::int64_t> spaces_;       // by lot, which is the row of its place
    std::vector<std::vector<Reach>> reach_;  // by row: car parks in the order of lots
    std::vector<std::int64_t> fee_vnd_;      // by lot
    std::vector<std::int64_t> taken_;        // by lot
    std::vector<Millis> seen_ms_;            // by lot: up to when `busy_ms_` is written
    std::vector<std::int64_t> busy_ms_;      // [lot][hour]: space-milliseconds taken
    std::vector<Departure> departures_;      // a heap, the next on top
    std::vector<std::int64_t> peak_;         // by lot: most taken at once
    std::vector<Millis> peak_at_;
};

}  // namespace halong::services
