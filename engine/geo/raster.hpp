// Grids of numbers over the city, and cloud-optimised GeoTIFF.
#pragma once

#include "geo/projection.hpp"
#include "geo/vector_layer.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace halong::geo {

// Square cells in rows from north to south, in metres of a metric CRS.
struct Grid {
    double west_m = 0;
    double north_m = 0;
    double cell_m = 100;
    int columns = 0;
    int rows = 0;

    [[nodiscard]] std::size_t size() const { return std::size_t(columns) * std::size_t(rows); }
    [[nodiscard]] PointMetric centre(std::size_t cell) const;
    // The cell of a point, or size() outside.
    [[nodiscard]] std::size_t cell_at(PointMetric point) const;
};

// The least grid around a box whose corner is a multiple of the cell. `cell_m` > 0.
Grid grid_over(Box const& box, double cell_m);

struct CellShare {
    std::size_t cell = 0;
    double share = 0;  // of the line's length
};
// Which part of a line lies in each cell, exactly: the shares sum to 1 where the grid holds the whole line. A line without
// length lies in the cell of its first point. Segments are cut at the grid's lines, each piece is in the cell of its middle.
std::vector<CellShare> cells_along(Grid const& grid, Line const& line);

struct RasterBand {
    std::string name;
    std::vector<float> cells;  // by row, then column; NaN: no value
};
struct Raster {
    Grid grid;
    std::string title;
    std::string unit;
    std::vector<RasterBand> bands;
};

// A cloud-optimised GeoTIFF (OGC 21-026) of 32-bit numbers with overviews. The file is complete when the function returns;
// the caller writes aside. Throws CannotWrite.
void write_cog(std::filesystem::path const& path, std::string const& metric_crs, Raster const& raster);

}  // namespace halong::geo
