// The parts of a result file about queues and about what visitors spend.
#pragma once

#include "city/city.hpp"
#include "results/hdf5_file.hpp"
#include "results/spending.hpp"
#include "simulation/simulation.hpp"

namespace halong::results {

// Group /queue: places where people queue, by hour; 0 rows where there are none.
void add_queues(Hdf5Writer& file, city::City const& city, simulation::RunResult const& run);

// Group /spending: VND by kind of business, zone and visitor class; zeros when `spending` is empty.
void add_spending(Hdf5Writer& file, city::City const& city, Spending const& spending);

}  // namespace halong::results
