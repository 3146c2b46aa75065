// Who serves at a hospital or clinic, and when.
#pragma once

#include "city/city.hpp"
#include "scenario/scenario.hpp"
#include "services/stations.hpp"

#include <cstdint>

namespace halong::services {

// Where a patient can be, in the order of his way: registration, doctor, laboratory or imaging, doctor again, pharmacy.
enum class ClinicStation : std::uint8_t {
    registration,
    doctor,
    laboratory,
    pharmacy
};
inline constexpr int clinic_station_count = 4;

// People who serve at a station at once in the outpatients' hours. Doctors: as the place states; else, like all
// others, as many as its visits of an ordinary day keep busy for `hospital_utilisation` (`clinic_utilisation`) of
// these hours, one at least. All times `posts_factor`. A clinic (commune health station) has neither registration nor
// laboratory: 0.
int posts_at(city::Place const& place, ClinicStation station, scenario::ClinicParameters const& parameters);

// Hours of the day in which outpatients are seen: those of a place that closes, else those of the scenario.
struct OutpatientHours {
    double opens_h = 0;
    double closes_h = 24;
};
OutpatientHours outpatient_hours(city::Place const& place, scenario::ClinicParameters const& parameters);

// Hospitals see people at any time; out of hours there are fewer who do.
bool never_closes(city::Place const& place);

// Shifts of a station over the day, the pause at noon and the night.
StationRules clinic_rules(city::Place const& place, ClinicStation station,
                          scenario::ClinicParameters const& parameters);

}  // namespace halong::services
