// Between WGS 84 and a metric coordinate reference system. GDAL and PROJ stay inside the .cpp.
#pragma once

#include "geo/geometry.hpp"

#include <memory>
#include <string>
#include <vector>

namespace halong::geo {

// Thread-compatible: use one object per thread.
class Projection {
public:
    // `crs` as "EPSG:5899" or WKT. Throws UserError when unknown or not metric (projected, metres).
    explicit Projection(std::string crs);
    ~Projection();
    Projection(Projection const&) = delete;
    Projection& operator=(Projection const&) = delete;
    Projection(Projection&&) noexcept;
    Projection& operator=(Projection&&) noexcept;

    [[nodiscard]] std::string const& crs() const { return crs_; }
    [[nodiscard]] std::string wkt() const;
    // The CRS as a PROJ string, for programs that read no other; what it cannot say is lost.
    [[nodiscard]] std::string proj_text() const;
    // In whole millimetres, so that the last bits of the C library's sine do not make machines differ.
    // Throws UserError for a point off the globe or without a place in the CRS.
    [[nodiscard]] PointMetric to_metric(PointLonLat point) const;
    // The inverse to better than a micrometre. Throws UserError as above.
    [[nodiscard]] PointLonLat to_lon_lat(PointMetric point) const;
    // How much longer or shorter a short way near the point is on the map than on the ground, as a share: the larger
    // of north and east. 0.0004 at the centre of a UTM zone; large where the CRS is not made for the place.
    // WGS 84 ellipsoid; radii of curvature as in Snyder (1987), Map Projections: A Working Manual, eqs. 4-18 and 4-20.
    [[nodiscard]] double scale_error(PointLonLat point) const;
    // Whole columns at once, which is much faster than point by point.
    [[nodiscard]] std::vector<PointMetric> to_metric(std::vector<PointLonLat> const& points) const;
    [[nodiscard]] std::vector<PointLonLat> to_lon_lat(std::vector<PointMetric> const& points) const;

private:
    struct Transformations;
    std::string crs_;
    std::unique_ptr<Transformations> transformations_;
};

}  // namespace halong::geo
