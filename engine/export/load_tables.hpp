// Charging points, utilities and fields of cameras of a run, and published figures beside it: tables for spreadsheets, and
// lines in Vietnamese and English for the terminal.
#pragma once

#include "city/city.hpp"
#include "results/anchors.hpp"
#include "simulation/simulation.hpp"

#include <filesystem>
#include <span>
#include <string>

namespace halong::exporting {

// CSV with the columns of the layer `loads` but for its point. Durable. Throws CannotWrite. Writes nothing where the run
// has neither charging points nor utilities.
void write_load_csv(std::filesystem::path const& path, city::City const& city, simulation::RunResult const& run);

// CSV with one row for each field of cameras: field, cameras, offered, covered, carried (passages of each camera),
// sole (that one camera of the field alone detected). Nothing where the run has no cameras.
void write_camera_field_csv(std::filesystem::path const& path, city::City const& city,
                            simulation::RunResult const& run);

// CSV with one row for each figure: id, name_vi, name_en, unit, simulated, observed, error_pct, source. Nothing without
// any.
void write_anchor_csv(std::filesystem::path const& path, std::span<results::Anchor const> anchors);

// A line for each kind of vehicle that charges, one of utilities, one of the fields of cameras; "" without all of them.
std::string load_text(city::City const& city, simulation::RunResult const& run);

// One line for each figure; "" without any.
std::string anchor_text(std::span<results::Anchor const> anchors);

}  // namespace halong::exporting
