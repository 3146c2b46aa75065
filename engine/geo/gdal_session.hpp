// What every use of GDAL in this room needs: drivers registered once, messages caught instead of
// printed, and coordinate reference systems with x to the east. GDAL's own headers stay out of here.
#pragma once

#include <memory>
#include <string>
#include <vector>

class GDALDataset;
class OGRCoordinateTransformation;
class OGRSpatialReference;

namespace halong::geo {

// Registers GDAL's drivers; only the first call does anything. Thread-safe.
void register_gdal();

// Catches what GDAL says in this thread while it lives; nothing reaches standard error.
class GdalMessages {
public:
    GdalMessages();
    ~GdalMessages();
    GdalMessages(GdalMessages const&) = delete;
    GdalMessages& operator=(GdalMessages const&) = delete;

    // Whether GDAL reported a failure (not merely a warning).
    [[nodiscard]] bool failed() const { return failed_; }
    // The first messages, failures before warnings, joined by "; ". "" when nothing was said.
    [[nodiscard]] std::string text() const;
    void clear();
    // For the error handler only.
    void add(bool failure, std::string message);

private:
    std::vector<std::string> failures_;
    std::vector<std::string> warnings_;
    bool failed_ = false;
};

struct DatasetCloser {
    void operator()(GDALDataset* dataset) const;
};
using Dataset = std::unique_ptr<GDALDataset, DatasetCloser>;

struct ReferenceReleaser {
    void operator()(OGRSpatialReference* reference) const;
};
using Reference = std::unique_ptr<OGRSpatialReference, ReferenceReleaser>;

// Gives a transformation back to GDAL, which lends it again for the same two systems: looking one up takes PROJ some 20 ms.
struct TransformationReleaser {
    void operator()(OGRCoordinateTransformation* transformation) const;
};
using Transformation = std::unique_ptr<OGRCoordinateTransformation, TransformationReleaser>;

// Null where nothing leads from one to the other.
Transformation transformation_between(OGRSpatialReference const& from, OGRSpatialReference const& to);

// A CRS from "EPSG:5899", WKT or PROJ text, with axes in the order of GIS: east, north.
// Throws UserError when it is unknown.
Reference reference_of(std::string const& crs);

}  // namespace halong::geo
