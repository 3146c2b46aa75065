// One way to write a column of a result file.
#pragma once

#include "results/hdf5_file.hpp"

#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace halong::results {

// Adds a dataset with what it means and, for numbers, its unit ("1" for counts, none where rows differ).
template <class T>
void add_column(Hdf5Writer& file, std::string const& path, std::vector<T> const& values,
                Hdf5Writer::Dimensions const& dimensions, std::string const& long_name, std::string const& units = {})
{
    if constexpr (std::is_arithmetic_v<T>) {
        file.add(path, std::span<T const>(values), dimensions);
        if (!units.empty()) file.attribute(path, "units", units);
    } else {
        file.add(path, values, dimensions);
    }
    file.attribute(path, "long_name", long_name);
}

}  // namespace halong::results
