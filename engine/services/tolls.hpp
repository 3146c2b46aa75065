// Tolls: who pays them, where and when.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "services/service.hpp"

#include <memory>

namespace halong::services {

// Every vehicle that enters a link with a toll for its class at that hour pays it (network::LinkToll), buses of the
// timetable as well; who meets two tolls pays both. A toll that is
// changed is paid by who enters from then on. Offered, covered and carried: VND, by the home zone of who pays, hour of
// entry and class of person; extras: VND by payer, and vehicles that paid. Nothing where no toll stands.
std::unique_ptr<Service> make_tolls(city::City const& city, city::Plans const& plans);

}  // namespace halong::services
