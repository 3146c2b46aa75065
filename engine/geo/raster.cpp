#include "geo/raster.hpp"

#include "core/error.hpp"
#include "geo/ogr_output.hpp"

#include <algorithm>
#include <cmath>
#include <cpl_string.h>
#include <gdal_priv.h>
#include <limits>
#include <map>
#include <ogr_spatialref.h>

namespace halong::geo {
namespace {

// Where a segment crosses the lines of the grid on one axis, as fractions of it.
void add_cuts(std::vector<double>& cuts, double from, double to, double origin, double cell)
{
    double const low = (std::min(from, to) - origin) / cell;
    double const high = (std::max(from, to) - origin) / cell;
    for (double line = std::ceil(low); line <= high; line += 1) {
        double const fraction = (origin + line * cell - from) / (to - from);
        if (fraction > 0 && fraction < 1) cuts.push_back(fraction);
    }
}

}  // namespace

PointMetric Grid::centre(std::size_t cell) const
{
    auto const width = static_cast<std::size_t>(columns);
    std::size_t const row = cell / width;
    std::size_t const column = cell % width;
    return {west_m + (static_cast<double>(column) + 0.5) * cell_m, north_m - (static_cast<double>(row) + 0.5) * cell_m};
}

std::size_t Grid::cell_at(PointMetric point) const
{
    double const column = std::floor((point.x_m - west_m) / cell_m);
    double const row =
        std::ceil((north_m - point.y_m) / cell_m) - 1;  // its lower side belongs to a cell, as its left one
    if (!(column >= 0 && row >= 0 && column < columns && row < rows)) return size();
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column);
}

Grid grid_over(Box const& box, double cell_m)
{
    core::ensure(cell_m > 0, "cells of a grid have a size");
    double const west = std::floor(box.min_x_m / cell_m);
    double const north = std::floor(box.max_y_m / cell_m) + 1;
    return {west * cell_m, north * cell_m, cell_m, static_cast<int>(std::floor(box.max_x_m / cell_m) + 1 - west),
            static_cast<int>(north - std::floor(box.min_y_m / cell_m))};
}

std::vector<CellShare> cells_along(Grid const& grid, Line const& line)
{
    std::map<std::size_t, double> shares;
    double const whole = length_m(line);
    if (line.empty()) return {};
    if (!(whole > 0)) shares[grid.cell_at(line.front())] = 1;
    for (std::size_t i = 0; whole > 0 && i + 1 < line.size(); ++i) {
        PointMetric const a = line[i];
        PointMetric const b = line[i + 1];
        double const share = distance_m(a, b) / whole;
        if (!(share > 0)) continue;
        std::vector<double> cuts{0, 1};
        if (a.x_m != b.x_m) add_cuts(cuts, a.x_m, b.x_m, grid.west_m, grid.cell_m);
        if (a.y_m != b.y_m) add_cuts(cuts, a.y_m, b.y_m, grid.north_m, grid.cell_m);
        std::ranges::sort(cuts);
        for (std::size_t piece = 0; piece + 1 < cuts.size(); ++piece) {
            double const middle = (cuts[piece] + cuts[piece + 1]) / 2;
            PointMetric const at{a.x_m + (b.x_m - a.x_m) * middle, a.y_m + (b.y_m - a.y_m) * middle};
            shares[grid.cell_at(at)] += share * (cuts[piece + 1] - cuts[piece]);
        }
    }
    shares.erase(grid.size());
    std::vector<CellShare> result;
    result.reserve(shares.size());
    for (auto const& [cell, share] : shares) result.push_back({cell, share});
    return result;
}

void write_cog(std::filesystem::path const& path, std::string const& metric_crs, Raster const& raster)
{
    register_gdal();
    auto const reference = reference_of(metric_crs);
    GdalMessages messages;
    WriteTarget const target{path, messages};
    auto* const manager = GetGDALDriverManager();
    auto* const memory = manager->GetDriverByName("MEM");
    auto* const cog = manager->GetDriverByName("COG");
    core::ensure(memory != nullptr && cog != nullptr, "GDAL has its MEM and COG drivers");
    Grid const& grid = raster.grid;
    Dataset const source(
        memory->Create("", grid.columns, grid.rows, static_cast<int>(raster.bands.size()), GDT_Float32, nullptr));
    target.require(source != nullptr);
    double corner[6] = {grid.west_m, grid.cell_m, 0, grid.north_m, 0, -grid.cell_m};
    target.require(source->SetGeoTransform(corner) == CE_None);
    target.require(source->SetSpatialRef(reference.get()) == CE_None);
    source->SetMetadataItem("TIFFTAG_IMAGEDESCRIPTION", raster.title.c_str());
    for (std::size_t i = 0; i < raster.bands.size(); ++i) {
        core::ensure(raster.bands[i].cells.size() == grid.size(), "a band has a number for each cell");
        auto* const band = source->GetRasterBand(static_cast<int>(i) + 1);
        band->SetDescription(raster.bands[i].name.c_str());
        band->SetUnitType(raster.unit.c_str());
        band->SetNoDataValue(std::numeric_limits<double>::quiet_NaN());
        auto cells = raster.bands[i].cells;
        target.require(band->RasterIO(GF_Write, 0, 0, grid.columns, grid.rows, cells.data(), grid.columns, grid.rows,
                                      GDT_Float32, 0, 0) == CE_None);
    }
    CPLStringList options;
    options.SetNameValue("COMPRESS", "DEFLATE");
    options.SetNameValue("PREDICTOR", "YES");
    options.SetNameValue("OVERVIEW_RESAMPLING", "AVERAGE");
    Dataset made(cog->CreateCopy(path.c_str(), source.get(), FALSE, options.List(), nullptr, nullptr));
    target.require(made != nullptr);
    made.reset();
    target.require(!messages.failed());
}

}  // namespace halong::geo
