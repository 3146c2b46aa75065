#include "geo/projection.hpp"

#include "core/error.hpp"
#include "support/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace halong::geo;
using Catch::Contains;
using halong::core::UserError;
using halong::test::message_of;

TEST_CASE("EPSG:5899 gives what gdaltransform gives, in whole millimetres")
{
    Projection const projection("EPSG:5899");
    // echo 107.0525 20.9511 | gdaltransform -s_srs OGC:CRS84 -t_srs EPSG:5899   (PROJ 9.1.1)
    CHECK(projection.to_metric(PointLonLat{107.0525, 20.9511}) == PointMetric{427'268.100, 2'317'700.458});
    CHECK(projection.to_metric(PointLonLat{107.084, 20.9}) == PointMetric{430'520.581, 2'312'029.225});
    // The central meridian 107°45' is one of VN-2000, which lies 195 m off that of WGS 84.
    CHECK(projection.to_metric(PointLonLat{107.75, 20.95}) == PointMetric{499'804.908, 2'317'420.802});
    CHECK(projection.crs() == "EPSG:5899");
    CHECK_THAT(projection.wkt(), Contains("TM-3 107-45") && Contains("5899"));
}

TEST_CASE("on the central meridian of UTM 48N x is the false easting, and y grows northwards")
{
    Projection const projection("EPSG:32648");
    CHECK(projection.to_metric(PointLonLat{105, 0}) == PointMetric{500'000, 0});
    CHECK(projection.to_metric(PointLonLat{105, 21}).x_m == 500'000);
    CHECK(projection.to_metric(PointLonLat{105, 21}).y_m > 2'300'000);
    CHECK(projection.to_metric(PointLonLat{105.1, 21}).x_m > 500'000);
}

TEST_CASE("a projection made again, with what GDAL kept of the first, moves points to the bit as that did")
{
    PointLonLat const harbour{107.0525, 20.9511};
    PointMetric const metric = Projection("EPSG:5899").to_metric(harbour);
    PointLonLat const back = Projection("EPSG:5899").to_lon_lat(metric);
    for (auto const* other : {"EPSG:32648", "EPSG:5899"}) {
        Projection const between(other);
        CHECK_THROWS_AS(between.to_metric(PointLonLat{400, 20.9511}), UserError);
        Projection const again("EPSG:5899");
        CHECK(again.to_metric(harbour) == metric);
        CHECK(again.to_lon_lat(metric).lon_deg == back.lon_deg);
        CHECK(again.to_lon_lat(metric).lat_deg == back.lat_deg);
    }
}

TEST_CASE("there and back is less than a millimetre, and columns equal single points")
{
    for (auto const* crs : {"EPSG:5899", "EPSG:32648", "EPSG:3405"}) {
        Projection const projection(crs);
        std::vector<PointLonLat> points;
        for (double lon = 106.8; lon < 107.5; lon += 0.017) {
            for (double lat = 20.7; lat < 21.2; lat += 0.019) points.push_back({lon, lat});
        }
        auto const metric = projection.to_metric(points);
        auto const back = projection.to_lon_lat(metric);
        auto const again = projection.to_metric(back);
        REQUIRE(metric.size() == points.size());
        for (std::size_t i = 0; i < points.size(); ++i) {
            REQUIRE(again[i] == metric[i]);
            REQUIRE(std::fabs(back[i].lon_deg - points[i].lon_deg) < 1e-8);  // 1e-8° is about 1 mm
            REQUIRE(std::fabs(back[i].lat_deg - points[i].lat_deg) < 1e-8);
            REQUIRE(projection.to_metric(points[i]) == metric[i]);
            REQUIRE(projection.to_lon_lat(metric[i]) == back[i]);
            REQUIRE(std::floor(metric[i].x_m * 1000 + 0.5) / 1000 == metric[i].x_m);
        }
    }
}

TEST_CASE("a projection survives being moved, and no points are no points")
{
    Projection first("EPSG:5899");
    Projection second(std::move(first));
    second = Projection("EPSG:32648");
    CHECK(second.crs() == "EPSG:32648");
    CHECK(second.to_metric(PointLonLat{105, 0}).x_m == 500'000);
    CHECK(second.to_metric(std::vector<PointLonLat>{}).empty());
    Projection const from_wkt(Projection("EPSG:5899").wkt());
    CHECK(from_wkt.to_metric(PointLonLat{107.084, 20.9}) == PointMetric{430'520.581, 2'312'029.225});
}

TEST_CASE("a CRS that is not metric is refused with what to use instead")
{
    auto message = message_of<UserError>([] { Projection("EPSG:4326"); });
    CHECK_THAT(message, Contains("'EPSG:4326' (WGS 84) is not metric: its coordinates are degrees"));
    CHECK_THAT(message, Contains("EPSG:5899"));
    message = message_of<UserError>([] { Projection("EPSG:2263"); });  // New York, feet
    CHECK_THAT(message, Contains("is not metric: its unit is 'US survey foot'"));
    message = message_of<UserError>([] { Projection("EPSG:4978"); });
    CHECK_THAT(message, Contains("is not metric: it is not a projection"));
}

TEST_CASE("the scale error tells a CRS that fits a place from one that does not")
{
    // The scale on the central meridian is 0.9999 (VN-2000 / TM-3) and 0.9996 (UTM) by definition.
    CHECK(Projection("EPSG:5899").scale_error({107.75, 20.95}) == Approx(0.0001).margin(2e-5));
    CHECK(Projection("EPSG:32648").scale_error({105, 20.95}) == Approx(0.0004).margin(2e-5));
    CHECK(Projection("EPSG:5899").scale_error({107.05, 20.95}) < 0.0003);
    CHECK(Projection("EPSG:32632").scale_error({107.05, 20.95}) > 0.5);                        // Germany's
    CHECK(Projection("EPSG:3857").scale_error({107.05, 20.95}) == Approx(0.07).margin(0.01));  // Web Mercator
}

TEST_CASE("an unknown CRS is refused by name")
{
    for (auto const* crs : {"EPSG:99999", "EPSG5899", "", "Hạ Long"}) {
        auto const message = message_of<UserError>([&] { Projection{std::string(crs)}; });
        CHECK_THAT(message, Contains(std::string("unknown coordinate reference system '") + crs + "'"));
        CHECK_THAT(message, Contains("help: give an EPSG code"));
    }
}

TEST_CASE("points off the globe are refused with their values")
{
    Projection const projection("EPSG:5899");
    CHECK_THAT(
        message_of<UserError>([&] {
            (void)projection.to_metric(PointLonLat{20.9, 107.05});
        }),
        Contains("the point 20.9°, 107.05° has no place in EPSG:5899") && Contains("longitude comes before latitude"));
    CHECK_THROWS_AS((void)projection.to_metric(PointLonLat{std::nan(""), 20}), UserError);
    CHECK_THROWS_AS((void)projection.to_lon_lat(PointMetric{1e300, 0}), UserError);
}
