#include "export/map_labels.hpp"

#include "core/exact_math.hpp"
#include "export/volume_classes.hpp"
#include "study/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <optional>
#include <set>

namespace halong::exporting {
namespace {

using core::NodeId;

constexpr double deg_per_rad = 57.295779513082320877;
constexpr double road_size = 12.5;
constexpr double zone_size = 15;

// The stretches of one name.
struct NamedRoad {
    std::string name;
    double vehicle_px = 0;  // vehicles times length on the map
    std::vector<MapRoad const*> stretches;
};

double length_px(PictureLine const& line)
{
    double sum = 0;
    for (std::size_t i = 1; i < line.size(); ++i)
        sum += std::hypot(line[i].x - line[i - 1].x, line[i].y - line[i - 1].y);
    return sum;
}

std::vector<NamedRoad> named_roads(network::Network const& network, std::vector<MapRoad> const& roads)
{
    std::map<std::string, NamedRoad> by_name;
    for (MapRoad const& road : roads) {
        std::string const& name = network.name(road.link);
        if (name.empty() || road.vehicles == 0) continue;
        NamedRoad& entry = by_name[name];
        entry.name = name;
        entry.vehicle_px += road.vehicles * length_px(road.line);
        entry.stretches.push_back(&road);
    }
    std::vector<NamedRoad> sorted;
    for (auto& [name, road] : by_name) sorted.push_back(std::move(road));
    std::ranges::stable_sort(sorted, std::ranges::greater{}, &NamedRoad::vehicle_px);
    return sorted;
}

// Grows one chain of stretches at both ends as long as exactly one more meets it there.
class Chains {
public:
    Chains(network::Network const& network, NamedRoad const& road) : network_(network)
    {
        for (MapRoad const* stretch : road.stretches) {
            at_node_[network.from(stretch->link)].push_back(stretch);
            at_node_[network.to(stretch->link)].push_back(stretch);
        }
    }

    // The chain through `start`, or nothing when it has been walked.
    PictureLine walk(MapRoad const& start)
    {
        if (!used_.insert(&start).second) return {};
        std::deque<PicturePoint> chain(start.line.begin(), start.line.end());
        extend(network_.to(start.link),
               [&](PictureLine const& line) { chain.insert(chain.end(), line.begin() + 1, line.end()); });
        extend(network_.from(start.link), [&](PictureLine const& line) {
            for (auto point = line.begin() + 1; point != line.end(); ++point) chain.push_front(*point);
        });
        return {chain.begin(), chain.end()};
    }

private:
    template <class Append>
    void extend(NodeId node, Append const& append)
    {
        while (MapRoad const* next = next_at(node)) {
            used_.insert(next);
            PictureLine line = next->line;
            bool const forward = network_.from(next->link) == node;
            if (!forward) std::ranges::reverse(line);
            append(line);
            node = forward ? network_.to(next->link) : network_.from(next->link);
        }
    }

    MapRoad const* next_at(NodeId node) const
    {
        for (MapRoad const* stretch : at_node_.at(node)) {
            if (!used_.contains(stretch)) return stretch;
        }
        return nullptr;
    }

    network::Network const& network_;
    std::map<NodeId, std::vector<MapRoad const*>> at_node_;
    std::set<MapRoad const*> used_;  // asked only whether it holds one, never walked
};

// A line of even steps, so that a window of a given length is a number of steps.
PictureLine resampled(PictureLine const& line, double step)
{
    PictureLine result;
    double left_over = 0;
    for (std::size_t i = 1; i < line.size(); ++i) {
        double const length = std::hypot(line[i].x - line[i - 1].x, line[i].y - line[i - 1].y);
        for (double at = left_over; at < length; at += step) {
            double const f = at / length;
            result.push_back(
                {line[i - 1].x + f * (line[i].x - line[i - 1].x), line[i - 1].y + f * (line[i].y - line[i - 1].y)});
        }
        double const steps = std::ceil((length - left_over) / step);
        left_over += std::max(0.0, steps) * step - length;
    }
    return result;
}

// A place for a name: how far the road strays from the straight, and the label.
struct Place {
    double bend_px = 0;
    MapLabel label;
};

double bend_of(PictureLine const& line, std::size_t first, std::size_t last)
{
    double const dx = line[last].x - line[first].x;
    double const dy = line[last].y - line[first].y;
    double const chord = std::hypot(dx, dy);
    double worst = 0;
    for (std::size_t i = first; i <= last; ++i) {
        double const away =
            std::abs(dx * (line[i].y - line[first].y) - dy * (line[i].x - line[first].x)) / std::max(chord, 1e-9);
        worst = std::max(worst, away);
    }
    return worst;
}

// The label over the window, moved off the road to its upper side.
MapLabel label_over(std::string const& name, PictureLine const& line, std::size_t first, std::size_t last, double away)
{
    double dx = line[last].x - line[first].x;
    double dy = line[last].y - line[first].y;
    if (dx < 0) {
        dx = -dx;
        dy = -dy;
    }
    double const chord = std::max(std::hypot(dx, dy), 1e-9);
    PicturePoint const middle{(line[first].x + line[last].x) / 2, (line[first].y + line[last].y) / 2};
    return {name,
            {middle.x + dy / chord * away, middle.y - dx / chord * away},
            core::exact_atan2(dy, dx) * deg_per_rad,
            road_size};
}

std::vector<Place> places_on(MapFrame const& frame, std::string const& name, PictureLine const& chain, double away)
{
    constexpr double step = 6;
    constexpr double most_bend = 7;
    constexpr double edge = 12;
    PictureLine const line = resampled(chain, step);
    std::size_t const window = static_cast<std::size_t>(text_width(name, road_size) / step) + 1;
    std::vector<Place> places;
    for (std::size_t first = 0; first + window < line.size(); first += 2) {
        std::size_t const last = first + window;
        if (!frame.has(line[first], edge) || !frame.has(line[last], edge)) continue;
        double const bend = bend_of(line, first, last);
        if (bend > most_bend) continue;
        // Half the bend is added, so that an arched road does not run through its name.
        places.push_back({bend, label_over(name, line, first, last, away + bend / 2)});
    }
    return places;
}

std::optional<MapLabel> place_name(MapFrame const& frame, network::Network const& network, NamedRoad const& road,
                                   LabelSpace& space)
{
    Chains chains(network, road);
    std::vector<Place> places;
    for (MapRoad const* stretch : road.stretches) {
        PictureLine const chain = chains.walk(*stretch);
        if (chain.empty()) continue;
        VolumeClass const* const volume = volume_class_of(stretch->vehicles);
        double const away = (volume == nullptr ? 1 : volume->width_px) / 2 + 4;
        std::ranges::move(places_on(frame, road.name, chain, away), std::back_inserter(places));
    }
    std::ranges::stable_sort(places, {}, &Place::bend_px);
    for (Place const& place : places) {
        if (space.take(place.label, text_width(road.name, road_size))) return place.label;
    }
    return std::nullopt;
}

// The roads that a zone's name should not cover.
LabelSpace space_of_busy(std::vector<MapRoad> const& roads)
{
    constexpr std::uint32_t busy_vehicles = 900;
    constexpr double step = 8;
    LabelSpace space;
    for (MapRoad const& road : roads) {
        if (road.vehicles < busy_vehicles) continue;
        for (PicturePoint const& point : resampled(road.line, step)) {
            space.block(point, volume_class_of(road.vehicles)->width_px / 2);
        }
    }
    return space;
}

std::optional<MapLabel> place_zone_name(MapFrame const& frame, city::Zone const& zone, LabelSpace const& busy,
                                        LabelSpace& space)
{
    constexpr double letter_spacing = 1.12;  // of the zones' names
    double const width = text_width(zone.name, zone_size) * letter_spacing;
    PicturePoint const centre = frame.at(geo::centroid(zone.area));
    for (double const right : {0.0, 30.0, -30.0}) {
        for (double const down : {5.0, 22.0, -14.0, 38.0, -30.0}) {
            MapLabel const label{zone.name, {centre.x + right, centre.y + down}, 0, zone_size};
            bool const inside = frame.has({label.at.x - width / 2, label.at.y}, 12) &&
                                frame.has({label.at.x + width / 2, label.at.y}, 12);
            if (inside && busy.is_free(label, width) && space.take(label, width)) return label;
        }
    }
    return std::nullopt;
}

}  // namespace

double text_width(std::string_view text, double size)
{
    constexpr double mean_letter = 0.58;  // of the size; DejaVu Sans, the widest of the common ones, has 0.57-0.59
    return mean_letter * size * static_cast<double>(study::display_width(text));
}

std::vector<LabelSpace::Circle> LabelSpace::row_of(MapLabel const& label, double width)
{
    double const radius = 0.62 * label.size;
    double const dx = core::exact_cos(label.turn_deg / deg_per_rad);
    double const dy = core::exact_sin(label.turn_deg / deg_per_rad);
    // Letters stand above the base line: the circles' centres too.
    PicturePoint const middle{label.at.x + dy * 0.35 * label.size, label.at.y - dx * 0.35 * label.size};
    std::vector<Circle> row;
    for (double at = -width / 2; at <= width / 2; at += radius) {
        row.push_back({{middle.x + at * dx, middle.y + at * dy}, radius});
    }
    return row;
}

bool LabelSpace::is_free(MapLabel const& label, double width) const
{
    for (Circle const& own : row_of(label, width)) {
        for (Circle const& other : circles_) {
            double const away = std::hypot(own.centre.x - other.centre.x, own.centre.y - other.centre.y);
            if (away < own.radius + other.radius) return false;
        }
    }
    return true;
}

bool LabelSpace::take(MapLabel const& label, double width)
{
    if (!is_free(label, width)) return false;
    auto const row = row_of(label, width);
    circles_.insert(circles_.end(), row.begin(), row.end());
    return true;
}

std::vector<MapLabel> road_labels(MapFrame const& frame, network::Network const& network,
                                  std::vector<MapRoad> const& roads, std::size_t most, LabelSpace& space)
{
    std::vector<MapLabel> labels;
    for (NamedRoad const& road : named_roads(network, roads)) {
        if (labels.size() >= most) break;
        if (auto label = place_name(frame, network, road, space)) labels.push_back(std::move(*label));
    }
    return labels;
}

std::vector<MapLabel> zone_labels(MapFrame const& frame, city::City const& city, std::vector<MapRoad> const& roads,
                                  std::size_t most, LabelSpace& space)
{
    std::vector<city::Zone const*> zones;
    for (city::Zone const& zone : city.zones) zones.push_back(&zone);
    std::ranges::stable_sort(zones, std::ranges::greater{}, [](city::Zone const* zone) { return zone->residents; });
    LabelSpace const busy = space_of_busy(roads);
    std::vector<MapLabel> labels;
    for (city::Zone const* zone : zones) {
        if (labels.size() >= most) break;
        if (zone->name.empty()) continue;
        if (auto label = place_zone_name(frame, *zone, busy, space)) labels.push_back(std::move(*label));
    }
    return labels;
}

}  // namespace halong::exporting
