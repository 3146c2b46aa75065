// Whose delay it is: by home zone, hour of departure and class of person, as a file beside a run's others.
#pragma once

#include "city/city.hpp"
#include "city/travel.hpp"
#include "simulation/simulation.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace halong::exporting {

struct PersonDelays {
    std::size_t zones = 0;
    // [zone][hour][class of person]: delay of completed trips times the people who travel together, ms. The zone is
    // that in which they live, or sleep, or enter the city.
    std::vector<std::int64_t> person_ms;
};

// The sum over all cells is the indicator person_delay_h.
PersonDelays person_delays(city::City const& city, city::Plans const& plans, simulation::RunResult const& run);

// As JSON, durably. Throws CannotWrite.
void write_delays_json(std::filesystem::path const& path, PersonDelays const& delays);
// Reads it back. Throws UserError when the file is missing or not of this form.
PersonDelays read_delays_json(std::filesystem::path const& path);

}  // namespace halong::exporting
