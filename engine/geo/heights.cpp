#include "geo/heights.hpp"

#include "core/error.hpp"
#include "core/input_file.hpp"
#include "geo/gdal_session.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <limits>
#include <ogr_spatialref.h>
#include <string_view>

namespace halong::geo {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t most_cells = 400'000'000;
// Of a small file: a measured surface does not shrink to a hundredth, but one that is mostly left out, or made up, does.
constexpr std::int64_t most_cells_of_any = 4'194'304;
constexpr std::int64_t most_cells_per_byte = 100;
constexpr std::uintmax_t most_bytes = std::uintmax_t{1} << 40;

// Data and nothing else: formats that lead to other files or to the network are not tried.
constexpr char const* formats[] = {"GTiff", "AAIGrid", "SRTMHGT", "ENVI", "HFA", nullptr};

[[noreturn]] void refuse(std::filesystem::path const& path, std::string const& what, std::string const& help)
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, what, help});
}

// Columns and rows from the north-western corner; the centre of the first cell is at (0.5, 0.5).
struct CellPoint {
    double column = none;
    double row = none;
};

std::vector<CellPoint> cell_points(GDALDataset& dataset, std::filesystem::path const& path, Projection const& from,
                                   std::vector<PointMetric> const& points)
{
    std::array<double, 6> transform{};
    if (dataset.GetGeoTransform(transform.data()) != CE_None || transform[1] == 0 || transform[5] == 0) {
        refuse(path, "does not say where its cells lie", "give a raster with a geotransform, such as a GeoTIFF");
    }
    if (transform[2] != 0 || transform[4] != 0) refuse(path, "has turned axes", "turn it north with gdalwarp");
    auto const* const own = dataset.GetSpatialRef();
    if (own == nullptr) refuse(path, "has no coordinate system", "give it one with gdal_edit.py -a_srs EPSG:…");
    OGRSpatialReference target(*own);
    target.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    auto const source = reference_of(from.crs());
    Transformation const moves = transformation_between(*source, target);
    if (moves == nullptr)
        refuse(path, "has a coordinate system to which nothing leads from the city's", "warp it with gdalwarp");
    std::vector<double> x;
    std::vector<double> y;
    for (PointMetric const& point : points) {
        x.push_back(point.x_m);
        y.push_back(point.y_m);
    }
    std::vector<int> good(points.size(), 0);
    moves->Transform(static_cast<int>(points.size()), x.data(), y.data(), nullptr, good.data());
    std::vector<CellPoint> cells(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (good[i] == 0) continue;
        CellPoint const cell{(x[i] - transform[0]) / transform[1], (y[i] - transform[3]) / transform[5]};
        bool const is_inside = cell.column >= 0 && cell.column <= dataset.GetRasterXSize() && cell.row >= 0 &&
                               cell.row <= dataset.GetRasterYSize();
        if (is_inside) cells[i] = cell;
    }
    return cells;
}

// The part of the raster around the points.
struct Window {
    int column = 0;
    int row = 0;
    int columns = 0;
    int rows = 0;
    std::vector<float> values;
    double no_value = none;

    [[nodiscard]] double at(int wanted_column, int wanted_row) const
    {
        int const c = std::clamp(wanted_column - column, 0, columns - 1);
        int const r = std::clamp(wanted_row - row, 0, rows - 1);
        double const value =
            values[static_cast<std::size_t>(r) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(c)];
        return value == no_value || !std::isfinite(value) ? none : value;
    }
};

// Of all the files that hold the raster: formats of more than one keep the cells beside what describes them.
std::uintmax_t bytes_of(GDALDataset& dataset)
{
    char** const files = dataset.GetFileList();
    std::uintmax_t sum = 0;
    for (int i = 0; files != nullptr && files[i] != nullptr; ++i) {
        std::error_code error;
        auto const bytes = std::filesystem::file_size(files[i], error);
        if (!error) sum = std::min(most_bytes, sum + std::min(bytes, most_bytes));
    }
    CSLDestroy(files);
    return sum;
}

// Of a text, GDAL finds a row by reading those above it, and where one cannot be read it tries all of them again from each
// below: 2^n times for n rows. Reads them in order, so that it never has to look for one. False at the first that cannot
// be read.
bool can_read_rows(GDALDataset& dataset, int rows)
{
    if (std::string_view(dataset.GetDriverName()) != "AAIGrid") return true;
    for (int row = 0; row < rows; ++row) {
        GDALRasterBlock* const block = dataset.GetRasterBand(1)->GetLockedBlockRef(0, row);
        if (block == nullptr) return false;
        block->DropLock();
    }
    return true;
}

Window window_around(GDALDataset& dataset, std::filesystem::path const& path, std::vector<CellPoint> const& cells)
{
    double min_column = HUGE_VAL;
    double max_column = -1;
    double min_row = HUGE_VAL;
    double max_row = -1;
    for (CellPoint const& cell : cells) {
        if (std::isnan(cell.column)) continue;
        min_column = std::min(min_column, cell.column);
        max_column = std::max(max_column, cell.column);
        min_row = std::min(min_row, cell.row);
        max_row = std::max(max_row, cell.row);
    }
    if (max_column < 0) refuse(path, "does not cover any of the roads", "give the raster of this place");
    auto const first = [](double at) { return std::max(0, static_cast<int>(std::floor(at - 0.5))); };
    auto const last = [](double at, int size) { return std::min(size - 1, static_cast<int>(std::floor(at + 0.5))); };
    Window window;
    window.column = std::min(first(min_column), dataset.GetRasterXSize() - 1);
    window.row = std::min(first(min_row), dataset.GetRasterYSize() - 1);
    window.columns = last(max_column, dataset.GetRasterXSize()) - window.column + 1;
    window.rows = last(max_row, dataset.GetRasterYSize()) - window.row + 1;
    auto const size = std::int64_t{window.columns} * window.rows;
    auto const bytes = bytes_of(dataset);
    auto const most_for_bytes = most_cells_of_any + most_cells_per_byte * static_cast<std::int64_t>(bytes);
    std::int64_t const most = std::min(most_cells, most_for_bytes);
    if (size > most) {
        refuse(path, fmt::format("has {} cells over the roads; {} can be read of {} bytes", size, most, bytes),
               "make a coarser one with gdalwarp -tr, or one without parts that are left out");
    }
    auto* const band = dataset.GetRasterBand(1);
    int block_columns = 0;
    int block_rows = 0;
    band->GetBlockSize(&block_columns, &block_rows);
    // Where a cell's bands lie together, all of a block's are read for one.
    int const bands = dataset.GetRasterCount();
    if (std::int64_t{block_columns} * block_rows > most / bands) {
        refuse(path,
               fmt::format("has blocks of {} × {} cells in {} bands; {} values can be read at once", block_columns,
                           block_rows, bands, most),
               "take its first band alone, in small blocks, with gdal_translate -b 1 -co TILED=YES");
    }
    int has_no_value = 0;
    double const no_value = band->GetNoDataValue(&has_no_value);
    if (has_no_value != 0) window.no_value = static_cast<float>(no_value);
    window.values.resize(static_cast<std::size_t>(size));
    GdalMessages const messages;
    if (!can_read_rows(dataset, window.row + window.rows) ||
        band->RasterIO(GF_Read, window.column, window.row, window.columns, window.rows, window.values.data(),
                       window.columns, window.rows, GDT_Float32, 0, 0, nullptr) != CE_None) {
        refuse(path, "cannot be read: " + messages.text(), "see that the file is whole");
    }
    return window;
}

double bilinear(Window const& window, CellPoint cell)
{
    if (std::isnan(cell.column)) return none;
    double const column = std::floor(cell.column - 0.5);
    double const row = std::floor(cell.row - 0.5);
    double const right = cell.column - 0.5 - column;
    double const down = cell.row - 0.5 - row;
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < 4; ++i) {
        double const value = window.at(static_cast<int>(column) + i % 2, static_cast<int>(row) + i / 2);
        double const weight = (i % 2 == 1 ? right : 1 - right) * (i / 2 == 1 ? down : 1 - down);
        if (std::isnan(value)) continue;
        sum += weight * value;
        weights += weight;
    }
    return weights > 0 ? sum / weights : none;
}

}  // namespace

std::vector<double> heights_at(std::filesystem::path const& raster, Projection const& from,
                               std::vector<PointMetric> const& points)
{
    register_gdal();
    core::require_ordinary_file(raster);
    GdalMessages messages;
    Dataset const dataset(static_cast<GDALDataset*>(
        GDALOpenEx(raster.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, formats, nullptr, nullptr)));
    if (dataset == nullptr || dataset->GetRasterCount() == 0) {
        refuse(raster, "is no raster that can be read" + (messages.text().empty() ? "" : ": " + messages.text()),
               "give a GeoTIFF, ASCII grid, .hgt, ENVI or Imagine file");
    }
    auto const cells = cell_points(*dataset, raster, from, points);
    auto const window = window_around(*dataset, raster, cells);
    std::vector<double> heights;
    heights.reserve(cells.size());
    for (CellPoint const cell : cells) heights.push_back(bilinear(window, cell));
    return heights;
}

}  // namespace halong::geo
