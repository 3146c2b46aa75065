// Reads observations piece by piece, with what rows before said of their sensors: a whole file, or a day as it comes in.
#pragma once

#include "city/city.hpp"
#include "city/csv_table.hpp"
#include "equilibrium/observation_cells.hpp"
#include "equilibrium/observations.hpp"

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace halong::equilibrium {

// One row of whatever source, as texts.
struct ObservationRow {
    ObservationCells cell;
    std::optional<geo::PointMetric> position;  // of a feature of a layer
    int line = 0;                              // of the file, or the feature's number
};

// Where the columns of observations stand in a table. Throws UserError, for all columns that are needed and missing.
using ColumnPositions = std::array<std::optional<std::size_t>, observation_column_count>;
ColumnPositions columns_of(city::CsvTable const& table);
// The cells of a row of a table, counted from 0.
ObservationRow row_of(city::CsvTable const& table, std::size_t row, ColumnPositions const& position);

// The city outlives it.
class ObservationReader {
public:
    explicit ObservationReader(city::City const& city);
    ~ObservationReader();
    ObservationReader(ObservationReader&&) noexcept;
    ObservationReader(ObservationReader const&) = delete;
    ObservationReader& operator=(ObservationReader const&) = delete;
    ObservationReader& operator=(ObservationReader&&) = delete;

    // A whole file, as read_observations does; once, and once more after close_sensors, then of the sensors that are known.
    void read_file(std::filesystem::path const& path, std::string const& day = {});
    // Forgets values and issues. The sensors stay as they are, and rows of any other are refused as unknown from now on.
    // Rows to come are of `day` ("2026-05-01", or "" where their times have no date).
    void close_sensors(std::string day);
    // What the rows observed, in their order; those that cannot be used become issues.
    std::vector<Observation> read_rows(std::span<ObservationRow const> rows);
    // A line that is no row at all.
    void refuse_line(int line, std::string message);
    // Everything since close_sensors, or since it was made.
    [[nodiscard]] Observations const& seen() const;

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace halong::equilibrium
