// Hospitals and clinics: patients on their way from desk to doctor, laboratory and pharmacy, and beds.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "core/random.hpp"
#include "scenario/scenario.hpp"
#include "services/service.hpp"

#include <memory>

namespace halong::services {

// Whoever comes to see a doctor is registered, seen, perhaps sent to the laboratory and seen again, and fetches his
// medicine; then he leaves. Emergencies go straight to the doctor, before all others. Some are given a bed, and stay
// for the night. Registration opens in the morning, so that those who come early wait for it together; hospitals never
// close. Offered: patients. Covered: of these, those who come before closing time. Carried: of the covered, those who
// get what they came for. By site: the place; by zone: where the patient lives; by hour of coming. Waits are those for
// the first care: from coming until a doctor sees them, registration and the way to him included, as in the survey of
// 2015 (PMC7151016). Nothing when the city has neither hospitals nor clinics.
std::unique_ptr<Service> make_clinics(city::City const& city, city::Plans const& plans,
                                      scenario::ClinicParameters const& parameters, core::Random random);

}  // namespace halong::services
