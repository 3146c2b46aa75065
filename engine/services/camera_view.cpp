#include "services/camera_view.hpp"

#include "core/exact_math.hpp"
#include "core/parallel.hpp"
#include "geo/spatial_index.hpp"
#include "network/link_line.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace halong::services {
namespace {

constexpr double sample_m = 2;
constexpr double seen_height_m = 1.5;  // of a car, or of a rider's shoulders (assumption: data/halong/SOURCES.md §4)

constexpr double fog_factor = 0.5;  // assumption: data/halong/SOURCES.md §4

geo::Box reach_of(Sector const& sector)
{
    return geo::expanded({sector.apex.x_m, sector.apex.y_m, sector.apex.x_m, sector.apex.y_m}, sector.radius_m);
}

geo::SpatialIndex index_of(std::vector<std::vector<Sector>> const& cameras)
{
    std::vector<std::pair<geo::Box, std::uint32_t>> items;
    for (std::uint32_t row = 0; row < cameras.size(); ++row) items.emplace_back(reach_of(cameras[row].front()), row);
    return geo::SpatialIndex(items);
}

// A camera on its pole, and what stands around it.
struct Pole {
    std::vector<Sector> sectors;
    double height_m = 0;
    double duty = 1;
    city::Sight const& buildings;

    [[nodiscard]] bool has_in_the_way(geo::PointMetric point) const
    {
        return buildings.blocked({sectors.front().apex, height_m}, {point, seen_height_m});
    }
};

LinkView view_of(core::LinkId link, std::uint32_t camera, Pole const& pole,
                 std::vector<geo::PointMetric> const& samples)
{
    auto const& sectors = pole.sectors;
    LinkView view{link, camera, false, 0, 0};
    std::vector<int> seen(sectors.size(), 0);
    for (geo::PointMetric const point : samples) {
        if (!sectors.front().in_reach(point)) continue;
        view.near = true;
        auto const sees = [&](Sector const& sector) { return sector.sees(point); };
        if (std::ranges::none_of(sectors, sees) || pole.has_in_the_way(point)) continue;
        for (std::size_t k = 0; k < sectors.size(); ++k) seen[k] += sees(sectors[k]) ? 1 : 0;
    }
    int headings = 0;
    for (int const count : seen) {
        if (count == 0) continue;
        ++headings;
        view.seen_share += static_cast<double>(count) / static_cast<double>(samples.size());
    }
    if (headings > 0) view.seen_share /= headings;
    view.duty = pole.duty * headings;
    return view;
}

// Every 2 m of a link.
std::vector<geo::PointMetric> samples_of(network::Network const& network, core::LinkId link)
{
    geo::Line const line = line_of(network, link);
    return geo::middles_along(line, std::max<std::size_t>(1, static_cast<std::size_t>(geo::length_m(line) / sample_m)));
}

geo::SpatialIndex index_of_links(network::Network const& network)
{
    std::vector<std::pair<geo::Box, std::uint32_t>> items;
    items.reserve(network.link_count());
    for (core::LinkId const link : network.links()) {
        if (network.road_class(link) == network::RoadClass::ferry) continue;
        items.emplace_back(geo::box_of(line_of(network, link)), link.value());
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

std::vector<core::SiteId> camera_sites(city::City const& city)
{
    std::vector<core::SiteId> sites;
    for (std::uint32_t i = 0; i < city.sites.size(); ++i) {
        if (city.sites[core::SiteId{i}].service == scenario::ServiceKind::camera) sites.emplace_back(i);
    }
    return sites;
}

double clear_sight(core::Millis time, scenario::CameraParameters const& parameters, scenario::Weather const& weather)
{
    double const hour = static_cast<double>(time % core::ms_per_day) / core::ms_per_hour;
    bool const day = hour >= parameters.sunrise_h && hour < parameters.sunset_h;
    double p = day ? parameters.day_factor : parameters.night_factor;
    if (weather.rain) p *= parameters.rain_factor;
    if (weather.fog) p *= fog_factor;
    return p;
}

std::vector<Sector> sectors_of(city::Site const& camera, scenario::DoriLevel level)
{
    scenario::CameraEquipment at_level = camera.camera;
    at_level.level = level;
    double const half = camera.camera.field_of_view_deg / 2 * std::numbers::pi / 180;
    double const between = 2 * std::numbers::pi / camera.camera.presets;
    std::vector<Sector> sectors;
    for (int heading = 0; heading < camera.camera.presets; ++heading) {
        double const axis = camera.heading_rad + heading * between;
        sectors.push_back({camera.position, core::exact_cos(axis), core::exact_sin(axis), core::exact_cos(half),
                           dori_distance_m(at_level)});
    }
    return sectors;
}

double duty_share(scenario::CameraEquipment const& camera)
{
    if (camera.presets <= 1) return 1;
    return camera.preset_dwell_s / (camera.presets * (camera.preset_dwell_s + camera.preset_move_s));
}

Sectors::Sectors(city::City const& city, std::vector<core::SiteId> const& cameras, scenario::DoriLevel level)
    : buildings_(city.buildings)
{
    for (core::SiteId const id : cameras) {
        city::Site const& site = city.sites[id];
        sectors_.push_back(sectors_of(site, level));
        height_m_.push_back(site.camera.height_m);
        Turn turn;
        turn.stay_ms = std::max<std::int64_t>(1, core::millis(site.camera.preset_dwell_s, core::ms_per_second));
        turn.move_ms = core::millis(site.camera.preset_move_s, core::ms_per_second);
        auto const cycle = static_cast<std::uint64_t>(site.camera.presets * (turn.stay_ms + turn.move_ms));
        turn.begins_ms = site.stable_id % cycle;
        turns_.push_back(turn);
    }
    index_ = index_of(sectors_);
}

bool Sectors::sees(std::uint32_t row, geo::PointMetric point, core::Millis time_ms) const
{
    auto const& sectors = sectors_[row];
    if (sectors.size() == 1) return sectors.front().sees(point);
    Turn const& turn = turns_[row];
    std::int64_t const one = turn.stay_ms + turn.move_ms;
    auto const headings = static_cast<std::int64_t>(sectors.size());
    std::int64_t const at = (time_ms + static_cast<std::int64_t>(turn.begins_ms)) % (headings * one);
    return at % one < turn.stay_ms && sectors[static_cast<std::size_t>(at / one)].sees(point);
}

std::vector<std::uint32_t> Sectors::seeing(geo::PointMetric point, core::Millis time_ms) const
{
    auto rows = index_.touching({point.x_m, point.y_m, point.x_m, point.y_m});
    std::erase_if(rows, [&](std::uint32_t row) {
        return !sees(row, point, time_ms) ||
               buildings_.blocked({sectors_[row].front().apex, height_m_[row]}, {point, seen_height_m});
    });
    return rows;
}

std::vector<LinkView> link_views(city::City const& city, std::vector<core::SiteId> const& cameras)
{
    auto const index = index_of_links(city.network);
    city::Sight const buildings(city.buildings);
    std::vector<std::vector<LinkView>> views_of(cameras.size());
    core::for_each_index(cameras.size(), 8, [&](std::size_t camera) {
        city::Site const& site = city.sites[cameras[camera]];
        Pole const pole{sectors_of(site, site.camera.level), site.camera.height_m, duty_share(site.camera), buildings};
        for (std::uint32_t const key : index.touching(reach_of(pole.sectors.front()))) {
            core::LinkId const link{key};
            LinkView const view =
                view_of(link, static_cast<std::uint32_t>(camera), pole, samples_of(city.network, link));
            if (view.near) views_of[camera].push_back(view);
        }
    });
    std::vector<LinkView> views;
    for (auto const& of_camera : views_of) views.insert(views.end(), of_camera.begin(), of_camera.end());
    std::ranges::sort(views, {}, [](LinkView const& view) { return std::pair(view.link, view.camera); });
    return views;
}

}  // namespace halong::services
