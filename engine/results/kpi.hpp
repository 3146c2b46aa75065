// The indicators of a run, each in its own unit, with Vietnamese and English names.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "simulation/simulation.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halong::results {

struct KpiInfo {
    std::string_view id;    // "wifi_carried_person_min"
    std::string_view unit;  // "person-min"
    std::string_view name_vi;
    std::string_view name_en;
    std::string_view definition;  // one sentence
};

// Every KPI that runs report, in the order of the report.
std::vector<KpiInfo> const& all_kpis();
// Those that only studies report, where they are asked for: each costs more than a look at the run.
std::vector<KpiInfo> const& study_kpis();
// Of either; nullptr where there is no such KPI.
KpiInfo const* find_kpi(std::string_view id);

struct Kpi {
    std::string id;
    double value = 0;
};

// Whether the leg after a stay is a trip that reached its end. A cruise by boat is a leg of hours that ends where it
// began: a stay on the water, not a trip.
bool is_completed_trip(city::Plans const& plans, simulation::RunResult const& run, std::uint32_t stay);

// Values in the order of all_kpis(). Traffic: vehicle-km, vehicle-hours, delay, mean speed, trips, mean trip time;
// services: offered, covered, carried and their shares, by class of person where it matters; waits in queues, at
// one-stop centres, hospitals and clinics; spending; transfers.
std::vector<Kpi> kpis_of(city::City const& city, city::Plans const& plans, simulation::RunResult const& run);

}  // namespace halong::results
