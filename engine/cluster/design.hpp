// The variants of a scenario that a sweep asks for: rows times grid times points of a sample.
#pragma once

#include "scenario/sweep.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace halong::cluster {

// One variant.
struct DesignPoint {
    std::string row;                // id of the row; "" without rows
    scenario::ScenarioPatch patch;  // all that differs from the scenario
};

// Points of [0, 1)^dimensions from a Sobol sequence (Sobol 1967; directions of Joe and Kuo 2008, as boost/random has
// them) from its begin on, shifted by one random word of bits for each dimension, which keeps it a net (L'Ecuyer and
// Lemieux 2002) and differs with the seed. At most scenario::most_sobol_keys dimensions.
std::vector<std::vector<double>> sobol_points(std::size_t count, std::size_t dimensions, std::uint64_t seed);

class Design {
public:
    // `scenario`: that of the sweep.
    Design(scenario::Sweep const& sweep, scenario::Scenario const& scenario);

    [[nodiscard]] std::size_t size() const { return scenario::point_count(sweep_); }
    // Rows are slowest, then the axes in their order; points of the sample are fastest.
    [[nodiscard]] DesignPoint point(std::size_t index) const;
    // Every key that any point sets: those of the axes, of the rows (by first sight) and of the sample.
    [[nodiscard]] std::vector<std::string> const& keys() const { return keys_; }
    // What holds for each of keys() at a point, as TOML; of keys that its row does not set, what the scenario says; ""
    // where that says nothing, either.
    [[nodiscard]] std::vector<std::string> values(DesignPoint const& point) const;

private:
    [[nodiscard]] scenario::Node drawn_value(std::size_t key, std::size_t sample) const;

    scenario::Sweep sweep_;
    scenario::Node scenario_;  // with every default
    std::vector<std::string> keys_;
    std::vector<bool> is_whole_;                // by sampled key
    std::vector<std::vector<double>> sampled_;  // [point of the sample][key], in [0, 1)
};

}  // namespace halong::cluster
