// Heights of the ground from a raster.
#pragma once

#include "geo/projection.hpp"

#include <filesystem>
#include <vector>

namespace halong::geo {

// The raster's first band at points in the CRS of `from`, in its own unit (metres in every usual elevation model), between the
// centres of its four nearest cells (bilinear). NaN outside of it, and where it has no value in any of the four. Formats: GeoTIFF, ESRI
// ASCII grid, SRTM .hgt, ENVI, Erdas Imagine. Throws UserError: no such file or raster, no coordinate system, turned axes, more than
// 400 million cells over the points (and than 4 million and 100 for each byte of its files), blocks that hold more values than
// that in all bands, or none of the points in it.
std::vector<double> heights_at(std::filesystem::path const& raster, Projection const& from,
                               std::vector<PointMetric> const& points);

}  // namespace halong::geo
