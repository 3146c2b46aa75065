// Who was where when on a simulated day, by group of travellers: people, phones in the network, vehicles that stand.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/random.hpp"
#include "equilibrium/figure.hpp"
#include "scenario/scenario.hpp"
#include "simulation/simulation.hpp"

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

namespace halong::equilibrium {

// Classes of vehicle as bits, by network::VehicleClass; walkers follow them.
using ClassBits = std::uint32_t;
inline constexpr ClassBits every_vehicle = (1U << network::vehicle_class_count) - 1U;
inline constexpr ClassBits walker_bit = 1U << network::vehicle_class_count;

// Phones of one person that are in the network of hotspots, as the mean over his stay: who takes it (by class of person)
// has one session within the part of the stay that he spends outdoors, of a lognormal length that the part cuts off
// (services/wifi.hpp). By ten values of equal chance in place of the integral.
class PhoneUse {
public:
    explicit PhoneUse(scenario::WifiParameters const& parameters);
    [[nodiscard]] double phones(city::PersonClass who, double outdoor_share, core::Millis stay_ms) const;

private:
    scenario::WifiParameters parameters_;
    std::vector<double> length_ms_;  // of sessions that nothing cuts off
};

class DayVisits {
public:
    DayVisits() = default;  // of nobody
    // Who was where when, from the legs of the run of these plans. `group_of_stay`: Figure::no_group for who has none.
    // Residents who stay at home more or less than they did are counted there: a traveller's weight takes from his home
    // what it adds elsewhere. Phones are those of sessions that `parameters` let expect; whose hotspot they ask is what
    // services::HotspotMap with the same `random` says. A vehicle stands where its driver has left it, until he leaves
    // with one again; not at homes.
    DayVisits(city::City const& city, city::Plans const& plans, std::vector<std::uint32_t> const& group_of_stay,
              simulation::RunResult const& run, scenario::WifiParameters const& parameters, core::Random const& random);

    // Each is the mean of the interval, of stays that are no `outside`. Persons who are at the place, or at a stay in the
    // zone:
    [[nodiscard]] Figure people_at(core::PlaceId place, Interval interval) const;
    [[nodiscard]] Figure people_in(core::ZoneId zone, Interval interval) const;
    // Persons who begin a stay at the place in the interval.
    [[nodiscard]] Figure arrivals_at(core::PlaceId place, Interval interval) const;
    // Phones in a network that reached everywhere; of a hotspot, those that hear it best (as many as ask for it).
    [[nodiscard]] Figure phones_at(core::PlaceId place, Interval interval) const;
    [[nodiscard]] Figure phones_in(core::ZoneId zone, Interval interval) const;
    [[nodiscard]] Figure phones_of(core::SiteId hotspot, Interval interval) const;
    // Vehicles that stand there.
    [[nodiscard]] Figure vehicles_at(core::PlaceId place, Interval interval, ClassBits classes = every_vehicle) const;
    [[nodiscard]] Figure vehicles_in(core::ZoneId zone, Interval interval, ClassBits classes = every_vehicle) const;

private:
    struct Visit {
        std::uint32_t where = 0;
        std::uint32_t group = 0;
        core::Millis from_ms = 0;
        core::Millis to_ms = 0;
        double amount = 0;      // below 0: somebody who is missing at home
        ClassBits classes = 0;  // of a vehicle: its own
        [[nodiscard]] auto order() const { return std::tie(where, from_ms, group, to_ms, amount, classes); }
    };
    struct Table {
        std::vector<Visit> rows;
        std::vector<std::size_t> first;  // by `where`
    };
    class Builder;
    static void settle(Table& table, std::size_t count);
    static Figure figure(Table const& table, std::uint32_t where, Interval interval, ClassBits classes = every_vehicle);

    Table people_of_zone_;
    Table people_of_place_;
    Table phones_of_zone_;
    Table phones_of_place_;
    Table phones_of_site_;
    Table vehicles_of_zone_;
    Table vehicles_of_place_;
};

}  // namespace halong::equilibrium
