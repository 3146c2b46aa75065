// One-stop centres: windows for people, a back office for dossiers.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/random.hpp"
#include "scenario/scenario.hpp"
#include "services/service.hpp"
#include "services/stations.hpp"

#include <memory>

namespace halong::services {

// Windows of a centre on an ordinary day: as its place states, else as many as its visits keep busy for
// `window_utilisation` of the hours in which it is open; at least one. Both times `windows_factor`.
int windows_of(city::Place const& centre, scenario::CounterParameters const& parameters);

// Clerks of the back office: as many as the dossiers of its visits and those that come online keep busy for
// `back_office_utilisation` of the same hours; at least one.
int back_office_of(city::Place const& centre, scenario::CounterParameters const& parameters);

// Shifts of the windows over opening, lunch and the regular end.
StationRules window_rules(city::Place const& centre, scenario::CounterParameters const& parameters);

// Whoever comes as a visitor to a one-stop centre takes a number at its windows, with an errand that is quick,
// standard or about land or business, and leaves when he has been served or has lost patience. Visitors with an
// appointment go first from its time on. Who is there at closing time is still served. Offered: visits. Covered: of
// these, those within opening hours (or before them). Carried: of the covered, those served. By site: the centre; by
// zone: where the visitor lives; by hour of coming, of visitors with an appointment that of it. Dossiers go on to the
// back office, those that were filed online (`Plans::applications`) go there at once. Nothing when the city has no
// such centre.
std::unique_ptr<Service> make_counters(city::City const& city, city::Plans const& plans,
                                       scenario::CounterParameters const& parameters, core::Random random);

}  // namespace halong::services
