// Schools: who comes, who finds a seat, how far it is.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "services/service.hpp"

#include <memory>

namespace halong::services {

// Pupils whose school lies farther from home than this, as the crow flies, count as beyond its reach. QCVN 01:2021/BXD
// gives 500 m for primary and 1,000 m for lower secondary schools (from memory); plans do not tell the level, so the
// longer one is taken for all (assumption).
inline constexpr double school_radius_m = 1'000;

// Offered: pupils and students who come to a school on the day, each once. Covered: of these, those of schools whose
// seats are known (places of the kinds school and university with pupils). Carried: of the covered, those who find a
// seat, first come, first seated. By site: the school; by zone: where they live; by hour of coming. Nothing when the
// city has no such place.
std::unique_ptr<Service> make_schools(city::City const& city, city::Plans const& plans);

}  // namespace halong::services
