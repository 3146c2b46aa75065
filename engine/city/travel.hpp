// What moves through a day, as columns: the one form that demand writes and that traffic, services and replanning read.
#pragma once

#include "city/transit.hpp"
#include "core/ids.hpp"
#include "core/kept_column.hpp"
#include "core/time.hpp"
#include "geo/geometry.hpp"
#include "network/route_choice.hpp"
#include "network/vehicle_class.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace halong::city {

using core::Millis;
using core::NodeId;
using core::PlaceId;
using core::TravellerId;
using core::ZoneId;

// Who somebody is, for results and equity. `business`: drivers of lorries, vans and through traffic.
enum class PersonClass : std::uint8_t {
    resident,
    worker,
    domestic_visitor,
    foreign_visitor,
    business
};
inline constexpr int person_class_count = 5;
std::string_view name_of(PersonClass person_class);

enum class Activity : std::uint8_t {
    home,
    work,
    school,
    shopping,
    leisure,
    health,
    visit,
    cruise,
    hotel,
    meal,
    deliver,
    outside,
    transfer,
    escort
};
inline constexpr int activity_count = 14;
std::string_view name_of(Activity activity);

// How a leg is made. `passenger` rides in a vehicle that another leg moves: no road space of its own. `transit` waits for
// a bus, boat or cabin of the timetable and rides in it. `taxi` is a car and `ride_hail` a motorbike, each with a driver
// who is no traveller.
enum class Mode : std::uint8_t {
    none,
    walk,
    bicycle,
    motorbike,
    car,
    van,
    bus,
    coach,
    lorry,
    passenger,
    transit,
    taxi,
    ride_hail
};
inline constexpr int mode_count = 13;
std::string_view name_of(Mode mode);
// The vehicle that a mode moves; only for modes that have one.
network::VehicleClass vehicle_of(Mode mode);
bool has_vehicle(Mode mode);
// Whose routes a leg of this mode takes: passengers ride along car routes; all that has no way on roads counts as walking.
network::RouteUser route_user_of(Mode mode);

// A dossier that somebody files online with a one-stop centre, from wherever he is.
struct Application {
    std::uint32_t traveller = 0;
    PlaceId centre;
    Millis time_ms = 0;
};

// One row for each stay. Stay k of a traveller is followed by a leg (row k's leg columns) to stay k+1;
// the traveller's last stay has mode `none`. A traveller moves as one: a person or a group in one vehicle.
struct Plans {
    // travellers
    core::KeptColumn<std::uint64_t> traveller_key;  // hash of the stable external id; unique
    core::KeptColumn<PersonClass> person_class;
    core::KeptColumn<std::uint16_t> persons;        // >= 1
    core::KeptColumn<ZoneId> home_zone;             // residents: where they live; others: where they sleep or enter
    core::KeptColumn<std::uint32_t> first_stay{0};  // travellers + 1

    // stays
    core::KeptColumn<Activity> activity;
    core::KeptColumn<PlaceId> place;  // invalid for homes and workplaces without a named place
    core::KeptColumn<ZoneId> zone;
    core::KeptColumn<NodeId> node;             // where legs end and start
    core::KeptColumn<geo::PointMetric> point;  // where the people are during the stay
    core::KeptColumn<float> outdoor_share;     // of the stay, 0 … 1
    core::KeptColumn<Millis> planned_end;      // time of day to leave; `never` for the last stay
    core::KeptColumn<Millis> min_duration;     // leaves at max(planned_end, arrival + min_duration)
    core::KeptColumn<Mode> mode;               // of the leg that follows

    // public transport
    core::KeptColumn<Ride> rides;       // one for each leg of mode `transit`, by stay
    core::KeptColumn<BusRun> bus_runs;  // travellers who are buses, by traveller

    core::KeptColumn<Application> applications;  // by traveller

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [traveller_key, person_class, persons, home_zone, first_stay, activity, place, zone, node, point,
               outdoor_share, planned_end, min_duration, mode, rides, bus_runs, applications] = self;
        archive.section("plans");
        archive(traveller_key, person_class, persons, home_zone, first_stay, activity, place, zone, node, point,
                outdoor_share, planned_end, min_duration, mode, rides, bus_runs, applications);
    }

    [[nodiscard]] std::size_t traveller_count() const { return traveller_key.size(); }
    [[nodiscard]] std::size_t stay_count() const { return activity.size(); }
    [[nodiscard]] std::uint32_t stays_begin(std::uint32_t traveller) const { return first_stay[traveller]; }
    [[nodiscard]] std::uint32_t stays_end(std::uint32_t traveller) const { return first_stay[traveller + 1]; }
};

// By stay: the traveller whose it is.
std::vector<std::uint32_t> travellers_by_stay(Plans const& plans);

// Makes room in all columns for so many travellers and stays.
void reserve(Plans& plans, std::size_t travellers, std::size_t stays);
// Appends the travellers first … last - 1 of `from`, with their stays, rides and applications, in
// their order. Bus runs stay behind.
void append_travellers(Plans& to, Plans const& from, std::uint32_t first, std::uint32_t last);

// Somebody is at a spot for a while: what services on the spot react to.
struct Presence {
    std::uint32_t traveller = 0;
    std::uint32_t stay = 0;
    Millis from_ms = 0;
    Millis to_ms = 0;
    bool is_turned_away = false;  // found no room to park, and goes on at once
};

// What may be asked of a link: nothing, who passes it, and how full it is then as well.
inline constexpr std::uint8_t watch_nothing = 0;
inline constexpr std::uint8_t watch_passages = 1;
inline constexpr std::uint8_t watch_occupancy = 2;

// Somebody passes a stretch of road: what services along roads react to.
struct Passage {
    std::uint32_t leg = 0;  // row in Plans (a leg has its stay's number)
    core::LinkId link;
    Millis entry_ms = 0;
    Millis exit_ms = 0;
    // How full the link was when the vehicle left it; 0 for walkers, and where nobody asks.
    std::uint16_t occupancy_permille = 0;
    bool drives = false;  // a vehicle; else on foot
};

}  // namespace halong::city
