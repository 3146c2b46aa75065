// The part of a result file about what visitors spend.
#pragma once

#include "city/city.hpp"
#include "results/hdf5_file.hpp"
#include "results/spending.hpp"

namespace halong::results {

// Group /spending: VND by kind of business, zone and visitor class; zeros when `spending` is empty.
void add_spending(Hdf5Writer& file, city::City const& city, Spending const& spending);

}  // namespace halong::results
