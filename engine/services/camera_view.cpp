#include "services/camera_view.hpp"

#include "core/exact_math.hpp"
#include "geo/spatial_index.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace halong::services {
namespace {

constexpr double sample_m = 2;

// A sector: apex, axis as a unit vector, cosine of half the opening.
struct Sector {
    geo::PointMetric apex;
    double axis_x;
    double axis_y;
    double cosine;
    double radius_m;

    [[nodiscard]] bool in_reach(geo::PointMetric point) const { return geo::distance_m(apex, point) <= radius_m; }
    [[nodiscard]] bool sees(geo::PointMetric point) const
    {
        double const distance = geo::distance_m(apex, point);
        if (distance > radius_m) return false;
        double const along = (point.x_m - apex.x_m) * axis_x + (point.y_m - apex.y_m) * axis_y;
        return along >= cosine * distance;
    }
};

Sector sector_of(city::Site const& site)
{
    double const half = site.camera.field_of_view_deg / 2 * std::numbers::pi / 180;
    return {site.position, core::exact_cos(site.heading_rad), core::exact_sin(site.heading_rad), core::exact_cos(half),
            dori_distance_m(site.camera)};
}

LinkView view_of(network::Network const& network, core::LinkId link, std::uint32_t camera, Sector const& sector)
{
    auto const shape = network.shape(link);
    geo::Line const line(shape.begin(), shape.end());
    int const samples = std::max(1, static_cast<int>(geo::length_m(line) / sample_m));
    LinkView view{link, camera, false, 0};
    int seen = 0;
    for (int i = 0; i < samples; ++i) {
        auto const point = geo::point_along(line, (i + 0.5) / samples);
        view.near = view.near || sector.in_reach(point);
        seen += sector.sees(point) ? 1 : 0;
    }
    view.seen_share = static_cast<double>(seen) / samples;
    return view;
}

geo::SpatialIndex index_of_links(network::Network const& network)
{
    std::vector<std::pair<geo::Box, std::uint32_t>> items;
    items.reserve(network.link_count());
    for (core::LinkId const link : network.links()) {
        if (network.road_class(link) == network::RoadClass::ferry) continue;
        auto const shape = network.shape(link);
        items.emplace_back(geo::box_of(geo::Line(shape.begin(), shape.end())), link.value());
    }
    return geo::SpatialIndex(items);
}

}  // namespace

double pixels_per_metre(scenario::DoriLevel level)
{
    switch (level) {
        case scenario::DoriLevel::detect:
            return 25;
        case scenario::DoriLevel::observe:
            return 62.5;
        case scenario::DoriLevel::recognise:
            return 125;
        case scenario::DoriLevel::identify:
            return 250;
    }
    return 25;
}

double dori_distance_m(scenario::CameraEquipment const& camera)
{
    double const half = camera.field_of_view_deg / 2 * std::numbers::pi / 180;
    return camera.pixels * core::exact_cos(half) / (2 * pixels_per_metre(camera.level) * core::exact_sin(half));
}

std::vector<LinkView> link_views(city::City const& city, std::vector<core::SiteId> const& cameras)
{
    auto const index = index_of_links(city.network);
    std::vector<LinkView> views;
    for (std::uint32_t camera = 0; camera < cameras.size(); ++camera) {
        city::Site const& site = city.sites[cameras[camera]];
        Sector const sector = sector_of(site);
        geo::Box const reach = geo::expanded(
            {site.position.x_m, site.position.y_m, site.position.x_m, site.position.y_m}, sector.radius_m);
        for (std::uint32_t const key : index.touching(reach)) {
            LinkView const view = view_of(city.network, core::LinkId{key}, camera, sector);
            if (view.near) views.push_back(view);
        }
    }
    std::ranges::sort(views, {}, [](LinkView const& view) { return std::pair(view.link, view.camera); });
    return views;
}

}  // namespace halong::services
