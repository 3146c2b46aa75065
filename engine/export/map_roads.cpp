#include "export/map_roads.hpp"

#include "export/link_traffic.hpp"
#include "network/link_line.hpp"

#include <algorithm>
#include <numeric>

namespace halong::exporting {
namespace {

using core::LinkId;

struct Weighted {
    double value = 0;
    double weight = 0;
};

// The value below which `share` of the weight lies.
double weighted_quantile(std::vector<Weighted> values, double share)
{
    std::ranges::sort(values, {}, [](Weighted const& one) { return std::pair(one.value, one.weight); });
    double const all = std::accumulate(values.begin(), values.end(), 0.0,
                                       [](double sum, Weighted const& one) { return sum + one.weight; });
    double sum = 0;
    for (Weighted const& one : values) {
        sum += one.weight;
        if (sum >= share * all) return one.value;
    }
    return values.empty() ? 0 : values.back().value;
}

struct Span {
    double low = 0;
    double high = 0;
};

Span middle_span(std::vector<Weighted> const& values)
{
    constexpr double cut = 0.02;  // of the weight at either end
    return {weighted_quantile(values, cut), weighted_quantile(values, 1 - cut)};
}

bool shows(MapFrame const& frame, PictureLine const& line)
{
    return std::ranges::any_of(line, [&](PicturePoint const& point) { return frame.has(point, -20); });
}

}  // namespace

void fit_frame(MapFrame& frame, network::Network const& network, traffic::LinkHours const& hours, int hour)
{
    constexpr double margin = 1.10;
    constexpr double least_m = 200;  // a frame for a city of one point
    std::vector<Weighted> xs;
    std::vector<Weighted> ys;
    for (bool const by_volume : {true, false}) {
        for (LinkId const link : network.links()) {
            double const vehicles = by_volume ? link_hour(hours, link, hour).vehicles : 1;
            if (vehicles == 0) continue;
            geo::PointMetric const middle = middle_of(network, link);
            // Passages, not vehicle-kilometres: long empty roads out of town would shrink the town.
            xs.push_back({middle.x_m, vehicles});
            ys.push_back({middle.y_m, vehicles});
        }
        if (!xs.empty()) break;
    }
    Span const x = middle_span(xs);
    Span const y = middle_span(ys);
    frame.centre = {(x.low + x.high) / 2, (y.low + y.high) / 2};
    frame.px_per_m = std::min(frame.width / std::max(margin * (x.high - x.low), least_m),
                              frame.height / std::max(margin * (y.high - y.low), least_m));
}

std::vector<MapRoad> map_roads(MapFrame const& frame, network::Network const& network, traffic::LinkHours const& hours,
                               int hour)
{
    std::vector<MapRoad> roads;
    for (LinkId const link : network.links()) {
        LinkId const other = network.reverse(link);
        if (!is_drawn(network.road_class(link)) || (other.valid() && other < link)) continue;
        MapRoad road{link, link_hour(hours, link, hour).vehicles, {}};
        if (other.valid()) road.vehicles += link_hour(hours, other, hour).vehicles;
        for (geo::PointMetric const& point : network.shape(link)) road.line.push_back(frame.at(point));
        if (shows(frame, road.line)) roads.push_back(std::move(road));
    }
    return roads;
}

}  // namespace halong::exporting
