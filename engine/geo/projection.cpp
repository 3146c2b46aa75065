#include "geo/projection.hpp"

#include "core/error.hpp"
#include "geo/gdal_session.hpp"

#include <algorithm>
#include <cmath>
#include <cpl_conv.h>
#include <fmt/format.h>
#include <numbers>
#include <ogr_spatialref.h>
#include <span>

namespace halong::geo {
namespace {

Transformation transformation(OGRSpatialReference const& from, OGRSpatialReference const& to)
{
    GdalMessages messages;
    Transformation result = transformation_between(from, to);
    if (!result) {
        throw core::UserError(core::Diagnostic{
            "", 0, 0,
            fmt::format("no way to transform from '{}' to '{}' ({})", from.GetName(), to.GetName(), messages.text()),
            "choose a CRS whose datum is linked to WGS 84, such as EPSG:5899"});
    }
    return result;
}

void require_metric(OGRSpatialReference const& reference, std::string const& crs)
{
    char const* unit = nullptr;
    double const metres = reference.GetLinearUnits(&unit);
    std::string reason;
    if (!reference.IsProjected()) {
        reason = reference.IsGeographic() ? "its coordinates are degrees" : "it is not a projection";
    } else if (std::fabs(metres - 1) > 1e-12) {
        reason = fmt::format("its unit is '{}'", unit == nullptr ? "unknown" : unit);
    }
    if (reason.empty()) return;
    char const* const name = reference.GetName();
    throw core::UserError(core::Diagnostic{
        "", 0, 0, fmt::format("the CRS '{}' ({}) is not metric: {}", crs, name == nullptr ? "unnamed" : name, reason),
        "choose a projected CRS in metres: EPSG:5899 (VN-2000 / TM-3 107-45) for Hạ Long, "
        "EPSG:32648 or EPSG:32649 (UTM) elsewhere in Việt Nam"});
}

// PROJ computes with the C library's sine and logarithm, which differ between machines in the last
// bits, about a nanometre here. Whole millimetres wipe that out (but for one point in about a million,
// where the difference straddles half a millimetre) and are finer than any survey of a city.
double whole_millimetres(double metres) { return std::floor(metres * 1000 + 0.5) / 1000; }

struct Columns {
    std::vector<double> x;
    std::vector<double> y;
    std::vector<int> done;

    explicit Columns(std::size_t size) : x(size), y(size), done(size) {}
    // Transforms both columns in place; where it fails, `done` is 0.
    void transform(OGRCoordinateTransformation& by)
    {
        GdalMessages const silent;
        if (!x.empty()) by.Transform(x.size(), x.data(), y.data(), nullptr, nullptr, done.data());
    }
    [[nodiscard]] bool good(std::size_t i) const { return done[i] != 0 && std::isfinite(x[i]) && std::isfinite(y[i]); }
};

[[noreturn]] void refuse_point(std::string const& point, std::string const& crs)
{
    throw core::UserError(
        core::Diagnostic{"", 0, 0, fmt::format("the point {} has no place in {}", point, crs),
                         "check that longitude comes before latitude, and that the CRS is the right one"});
}

std::vector<PointMetric> to_metric(OGRCoordinateTransformation& by, std::string const& crs,
                                   std::span<PointLonLat const> points)
{
    Columns columns(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        columns.x[i] = points[i].lon_deg;
        columns.y[i] = points[i].lat_deg;
    }
    columns.transform(by);
    std::vector<PointMetric> result(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        bool const on_globe = std::fabs(points[i].lon_deg) <= 180 && std::fabs(points[i].lat_deg) <= 90;
        if (!on_globe || !columns.good(i)) {
            refuse_point(fmt::format("{}°, {}°", points[i].lon_deg, points[i].lat_deg), crs);
        }
        result[i] = {whole_millimetres(columns.x[i]), whole_millimetres(columns.y[i])};
    }
    return result;
}

// A shift of datum (Helmert) drops the height that it produces, so that PROJ's way back misses the start
// by up to a millimetre. One step of correction brings that below a micrometre.
Columns lon_lat_columns(OGRCoordinateTransformation& forward, OGRCoordinateTransformation& backward,
                        std::span<PointMetric const> points)
{
    Columns result(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        result.x[i] = points[i].x_m;
        result.y[i] = points[i].y_m;
    }
    result.transform(backward);
    Columns missed = result;
    missed.transform(forward);
    for (std::size_t i = 0; i < points.size(); ++i) {
        result.x[i] = points[i].x_m + (points[i].x_m - missed.x[i]);
        result.y[i] = points[i].y_m + (points[i].y_m - missed.y[i]);
    }
    result.transform(backward);
    return result;
}

std::vector<PointLonLat> to_lon_lat(OGRCoordinateTransformation& forward, OGRCoordinateTransformation& backward,
                                    std::string const& crs, std::span<PointMetric const> points)
{
    Columns const columns = lon_lat_columns(forward, backward, points);
    std::vector<PointLonLat> result(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!columns.good(i)) {
            refuse_point(fmt::format("{} m, {} m", points[i].x_m, points[i].y_m), crs);
        }
        result[i] = {columns.x[i], columns.y[i]};
    }
    return result;
}

}  // namespace

// The ways between both are looked up when somebody asks: each takes PROJ some 20 ms, and who only names a CRS needs none.
struct Projection::Transformations {
    Reference metric;
    Reference lon_lat;

    OGRCoordinateTransformation& forward()
    {
        if (forward_ == nullptr) forward_ = transformation(*lon_lat, *metric);
        return *forward_;
    }
    OGRCoordinateTransformation& backward()
    {
        if (backward_ == nullptr) backward_ = transformation(*metric, *lon_lat);
        return *backward_;
    }

private:
    Transformation forward_;
    Transformation backward_;
};

Projection::Projection(std::string crs) : crs_(std::move(crs)), transformations_(std::make_unique<Transformations>())
{
    auto& t = *transformations_;
    t.metric = reference_of(crs_);
    require_metric(*t.metric, crs_);
    t.lon_lat = reference_of("EPSG:4326");
}

Projection::~Projection() = default;
Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;

std::string Projection::wkt() const
{
    char* text = nullptr;
    char const* const options[] = {"FORMAT=WKT2_2019", nullptr};
    transformations_->metric->exportToWkt(&text, options);
    std::string result = text == nullptr ? "" : text;
    CPLFree(text);
    return result;
}

std::string Projection::proj_text() const
{
    char* text = nullptr;
    transformations_->metric->exportToProj4(&text);
    std::string result = text == nullptr ? "" : text;
    CPLFree(text);
    return result;
}

PointMetric Projection::to_metric(PointLonLat point) const
{
    return geo::to_metric(transformations_->forward(), crs_, {&point, 1}).front();
}

PointLonLat Projection::to_lon_lat(PointMetric point) const
{
    return geo::to_lon_lat(transformations_->forward(), transformations_->backward(), crs_, {&point, 1}).front();
}

double Projection::scale_error(PointLonLat point) const
{
    constexpr double semi_major_m = 6'378'137;
    constexpr double eccentricity_squared = 0.00669437999014;
    constexpr double step_deg = 0.01;
    constexpr double step_rad = step_deg * std::numbers::pi / 180;
    double const lat_rad = point.lat_deg * std::numbers::pi / 180;
    double const flat = 1 - eccentricity_squared * std::sin(lat_rad) * std::sin(lat_rad);
    double const north_m = step_rad * semi_major_m * (1 - eccentricity_squared) / (flat * std::sqrt(flat));
    double const east_m = step_rad * semi_major_m / std::sqrt(flat) * std::cos(lat_rad);
    PointMetric const here = to_metric(point);
    double const map_north_m = distance_m(here, to_metric(PointLonLat{point.lon_deg, point.lat_deg + step_deg}));
    double const map_east_m = distance_m(here, to_metric(PointLonLat{point.lon_deg + step_deg, point.lat_deg}));
    return std::max(std::fabs(map_north_m / north_m - 1), std::fabs(map_east_m / east_m - 1));
}

std::vector<PointMetric> Projection::to_metric(std::vector<PointLonLat> const& points) const
{
    return geo::to_metric(transformations_->forward(), crs_, points);
}

std::vector<PointLonLat> Projection::to_lon_lat(std::vector<PointMetric> const& points) const
{
    return geo::to_lon_lat(transformations_->forward(), transformations_->backward(), crs_, points);
}

}  // namespace halong::geo
