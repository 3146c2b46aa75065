// The parts of a result file about services.
#pragma once

#include "city/city.hpp"
#include "results/hdf5_file.hpp"
#include "services/service.hpp"
#include "simulation/simulation.hpp"

#include <string>

namespace halong::results {

// Offered, covered and carried demand by row, hour and class of person. `prefix` such as "/wifi/site_"; `rows` is the
// dimension of sites, places or zones.
void add_tallies(Hdf5Writer& file, std::string const& prefix, services::TallyTable const& table,
                 std::string const& rows, std::string const& unit);

// Group /queue: places where people queue, by hour; 0 rows where there are none.
void add_queues(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run);

// Group of a service whose people are served at places by windows or doctors ("counter", "clinic"): waits, servers and
// visits by place and hour, visits by zone; 0 places where the city has none.
void add_desks(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run, std::string const& service);

// Columns of group /operations about each incident; 0 rows where there are none.
void add_incidents(Hdf5Writer& file, city::City const& city, services::ServiceResult const& operations);

// Groups /motorbike_parking, /car_parking and /coach_parking: spaces by place, those taken by hour, and who found room.
void add_parking(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run);

// Groups /motorbike_charging and /car_charging: charging points by place, those at work by hour, and what they give.
void add_charging(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run);

// Group /utility: water, power and waste of people at hotels and sights, by place and by zone and hour.
void add_utilities(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run);

// Group /camera_field: passages that cameras of each field detect, by hour; 0 fields where there are no cameras.
void add_camera_fields(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run);

// Group /school: pupils and seats by school, demand by school and zone; 0 places where the city has none.
void add_schools(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run);

}  // namespace halong::results
