#include "city/travel.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <array>

namespace halong::city {

std::string_view name_of(PersonClass person_class)
{
    constexpr std::array<std::string_view, person_class_count> names{"resident", "worker", "domestic_visitor",
                                                                     "foreign_visitor", "business"};
    return names[static_cast<std::size_t>(person_class)];
}

std::string_view name_of(Activity activity)
{
    constexpr std::array<std::string_view, 14> names{"home",    "work",    "school",   "shopping", "leisure",
                                                     "health",  "visit",   "cruise",   "hotel",    "meal",
                                                     "deliver", "outside", "transfer", "escort"};
    return names[static_cast<std::size_t>(activity)];
}

std::string_view name_of(Mode mode)
{
    constexpr std::array<std::string_view, mode_count> names{"none",    "walk", "bicycle",  "motorbike", "car",
                                                             "van",     "bus",  "coach",    "lorry",     "passenger",
                                                             "transit", "taxi", "ride_hail"};
    return names[static_cast<std::size_t>(mode)];
}

bool has_vehicle(Mode mode)
{
    return mode != Mode::none && mode != Mode::walk && mode != Mode::passenger && mode != Mode::transit;
}

network::VehicleClass vehicle_of(Mode mode)
{
    using network::VehicleClass;
    switch (mode) {
        case Mode::bicycle:
            return VehicleClass::bicycle;
        case Mode::motorbike:
        case Mode::ride_hail:
            return VehicleClass::motorbike;
        case Mode::car:
        case Mode::taxi:
            return VehicleClass::car;
        case Mode::van:
            return VehicleClass::van;
        case Mode::bus:
            return VehicleClass::bus;
        case Mode::coach:
            return VehicleClass::coach;
        case Mode::lorry:
            return VehicleClass::lorry;
        case Mode::none:
        case Mode::walk:
        case Mode::passenger:
        case Mode::transit:
            break;
    }
    throw core::InternalFault("vehicle_of: this mode moves no vehicle");
}

network::RouteUser route_user_of(Mode mode)
{
    switch (mode) {
        case Mode::motorbike:
        case Mode::ride_hail:
            return network::RouteUser::motorbike;
        case Mode::bicycle:
            return network::RouteUser::bicycle;
        case Mode::bus:
            return network::RouteUser::bus;
        case Mode::coach:
            return network::RouteUser::coach;
        case Mode::lorry:
            return network::RouteUser::lorry;
        case Mode::van:
            return network::RouteUser::van;
        case Mode::car:
        case Mode::taxi:
        case Mode::passenger:
            return network::RouteUser::car;
        case Mode::none:
        case Mode::walk:
        case Mode::transit:
            break;
    }
    return network::RouteUser::walker;
}

namespace {

// Calls body(column of `to`, the same column of `from`) for every column of travellers.
template <class Body>
void for_traveller_columns(Plans& to, Plans const& from, Body const& body)
{
    body(to.traveller_key, from.traveller_key);
    body(to.person_class, from.person_class);
    body(to.persons, from.persons);
    body(to.home_zone, from.home_zone);
}

// The same for every column of stays.
template <class Body>
void for_stay_columns(Plans& to, Plans const& from, Body const& body)
{
    body(to.activity, from.activity);
    body(to.place, from.place);
    body(to.zone, from.zone);
    body(to.node, from.node);
    body(to.point, from.point);
    body(to.outdoor_share, from.outdoor_share);
    body(to.planned_end, from.planned_end);
    body(to.min_duration, from.min_duration);
    body(to.mode, from.mode);
}

auto appending(std::uint32_t begin, std::uint32_t end)
{
    return [begin, end](auto& column, auto const& rows) {
        column.insert(column.end(), rows.begin() + begin, rows.begin() + end);
    };
}

}  // namespace

std::vector<std::uint32_t> travellers_by_stay(Plans const& plans)
{
    std::vector<std::uint32_t> travellers(plans.stay_count());
    for (std::uint32_t traveller = 0; traveller < plans.traveller_count(); ++traveller) {
        std::fill(travellers.begin() + plans.stays_begin(traveller), travellers.begin() + plans.stays_end(traveller),
                  traveller);
    }
    return travellers;
}

void reserve(Plans& plans, std::size_t travellers, std::size_t stays)
{
    for_traveller_columns(plans, plans, [travellers](auto& column, auto const&) { column.reserve(travellers); });
    for_stay_columns(plans, plans, [stays](auto& column, auto const&) { column.reserve(stays); });
    plans.first_stay.reserve(travellers + 1);
}

void append_travellers(Plans& to, Plans const& from, std::uint32_t first, std::uint32_t last)
{
    std::uint32_t const begin = from.first_stay[first];
    std::uint32_t const end = from.first_stay[last];
    auto const here = static_cast<std::uint32_t>(to.stay_count());
    auto const travellers_here = static_cast<std::uint32_t>(to.traveller_count());
    for_traveller_columns(to, from, appending(first, last));
    for_stay_columns(to, from, appending(begin, end));
    for (std::uint32_t traveller = first; traveller < last; ++traveller) {
        to.first_stay.push_back(from.first_stay[traveller + std::size_t{1}] - begin + here);
    }
    auto ride = std::ranges::lower_bound(from.rides, begin, {}, &Ride::stay);
    for (; ride != from.rides.end() && ride->stay < end; ++ride) {
        to.rides.push_back({ride->stay - begin + here, ride->from_stop, ride->to_stop});
    }
    auto application = std::ranges::lower_bound(from.applications, first, {}, &Application::traveller);
    for (; application != from.applications.end() && application->traveller < last; ++application) {
        std::uint32_t const traveller = application->traveller - first + travellers_here;
        to.applications.push_back({traveller, application->centre, application->time_ms});
    }
}

}  // namespace halong::city
