#include "city/travel.hpp"

#include "core/error.hpp"

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

}  // namespace halong::city
