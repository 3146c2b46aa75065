#include "export/gis/selection.hpp"

#include "core/error.hpp"
#include "core/time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <optional>
#include <set>
#include <type_traits>

namespace halong::exporting {
namespace {

using geo::Area;
using geo::Line;
using geo::OutputLayer;
using geo::PointMetric;

[[noreturn]] void refuse(std::string const& what, std::string message, std::string help)
{
    throw core::UserError(core::Diagnostic{what, 0, 0, std::move(message), std::move(help)});
}

template <class Number>
std::optional<Number> number_in(std::string_view text)
{
    Number value{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::vector<std::string_view> parts_of(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    while (true) {
        auto const end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text = text.substr(end + 1);
    }
}

// A rectangle of degrees; its sides are followed in steps, since they are no straight lines in a metric CRS.
Area rectangle(std::array<double, 4> const& degrees, std::string const& crs)
{
    constexpr int steps = 32;
    auto const [west, south, east, north] = degrees;
    std::vector<geo::PointLonLat> ring;
    auto const side = [&](geo::PointLonLat from, geo::PointLonLat to) {
        for (int i = 0; i < steps; ++i) {
            double const at = static_cast<double>(i) / steps;
            ring.push_back(
                {from.lon_deg + (to.lon_deg - from.lon_deg) * at, from.lat_deg + (to.lat_deg - from.lat_deg) * at});
        }
    };
    side({west, south}, {east, south});
    side({east, south}, {east, north});
    side({east, north}, {west, north});
    side({west, north}, {west, south});
    ring.push_back(ring.front());
    return {{geo::Projection(crs).to_metric(ring), {}}};
}

bool crosses(Area const& area, Line const& line)
{
    for (geo::Polygon const& polygon : area) {
        std::vector<geo::Ring> rings{polygon.outer};
        rings.insert(rings.end(), polygon.holes.begin(), polygon.holes.end());
        for (geo::Ring const& ring : rings) {
            for (std::size_t i = 0; i < ring.size(); ++i) {
                PointMetric const end = ring[(i + 1) % ring.size()];
                for (std::size_t k = 0; k + 1 < line.size(); ++k) {
                    if (geo::crossing(ring[i], end, line[k], line[k + 1])) return true;
                }
            }
        }
    }
    return false;
}

bool overlap(geo::Box const& a, geo::Box const& b)
{
    return a.min_x_m <= b.max_x_m && b.min_x_m <= a.max_x_m && a.min_y_m <= b.max_y_m && b.min_y_m <= a.max_y_m;
}

bool touches(Area const& area, geo::Box const& box, geo::Geometry const& geometry)
{
    if (auto const* const point = std::get_if<PointMetric>(&geometry)) return geo::contains(area, *point);
    if (auto const* const line = std::get_if<Line>(&geometry)) {
        if (line->empty() || !overlap(box, geo::box_of(*line))) return false;
        return geo::contains(area, line->front()) || crosses(area, *line);
    }
    auto const* const other = std::get_if<Area>(&geometry);
    if (other == nullptr || !overlap(box, geo::box_of(*other))) return false;
    for (geo::Polygon const& polygon : area) {
        if (!polygon.outer.empty() && geo::contains(*other, polygon.outer.front())) return true;
    }
    return std::ranges::any_of(*other, [&](geo::Polygon const& polygon) {
        Line outline = polygon.outer;
        if (!outline.empty()) outline.push_back(outline.front());
        return !outline.empty() && (geo::contains(area, outline.front()) || crosses(area, outline));
    });
}

std::optional<std::size_t> field_of(OutputLayer const& layer, std::string_view name)
{
    auto const found = std::ranges::find(layer.fields, name, &geo::Field::name);
    if (found == layer.fields.end()) return std::nullopt;
    return static_cast<std::size_t>(found - layer.fields.begin());
}

// The hour in a value of a row: a whole number, or the hour of a date and time; -1 for neither.
int hour_of(geo::Value const& value)
{
    if (auto const* const hour = std::get_if<std::int64_t>(&value)) return static_cast<int>(*hour);
    auto const* const text = std::get_if<std::string>(&value);
    constexpr std::size_t at = std::string_view("2025-06-04T").size();
    if (text == nullptr || text->size() < at + 2) return -1;
    return number_in<int>(std::string_view(*text).substr(at, 2)).value_or(-1);
}

bool is_of_hours(std::string_view column, Selection const& selection)
{
    for (std::string_view const prefix : {"volume_", "speed_kmh_", "delay_s_"}) {
        if (!column.starts_with(prefix) || column.size() != prefix.size() + 2) continue;
        if (auto const hour = number_in<int>(column.substr(prefix.size()))) {
            return *hour >= selection.from_h && *hour < selection.to_h;
        }
    }
    return true;
}

void select_columns(OutputLayer& layer, Selection const& selection)
{
    std::vector<bool> keep;
    for (geo::Field const& field : layer.fields) keep.push_back(is_of_hours(field.name, selection));
    if (std::ranges::find(keep, false) == keep.end()) return;
    auto const kept = [&keep](auto& columns) {
        std::remove_reference_t<decltype(columns)> result;
        for (std::size_t i = 0; i < keep.size(); ++i) {
            if (keep[i]) result.push_back(std::move(columns[i]));
        }
        return result;
    };
    layer.fields = kept(layer.fields);
    for (geo::Feature& feature : layer.features) feature.values = kept(feature.values);
}

// The day of the month in a date and time; 0 for neither.
int day_of(geo::Value const& value)
{
    auto const* const text = std::get_if<std::string>(&value);
    constexpr std::size_t at = std::string_view("2025-06-").size();
    if (text == nullptr || text->size() < at + 2) return 0;
    return number_in<int>(std::string_view(*text).substr(at, 2)).value_or(0);
}

// Whether any hour between two times is selected; those after midnight are hours 0, 1, … too.
bool overlaps(geo::Value const& first, geo::Value const& last, Selection const& selection)
{
    int const begin = hour_of(first);
    int const end =
        std::min(hour_of(last) + core::hours_per_day * (day_of(last) - day_of(first)), begin + core::hours_per_day - 1);
    for (int hour = begin; hour <= end; ++hour) {
        int const of_day = hour % core::hours_per_day;
        if (of_day >= selection.from_h && of_day < selection.to_h) return true;
    }
    return false;
}

void select_hours(OutputLayer& layer, Selection const& selection)
{
    select_columns(layer, selection);
    auto const first = field_of(layer, "first_seen");
    auto const last = field_of(layer, "last_seen");
    if (first && last) {
        std::erase_if(layer.features, [&](geo::Feature const& feature) {
            return !overlaps(feature.values[*first], feature.values[*last], selection);
        });
    }
    char const* const column = layer.name == "incidents" ? "at" : "hour";
    auto const field = field_of(layer, column);
    if (!field) return;
    std::erase_if(layer.features, [&](geo::Feature const& feature) {
        int const hour = hour_of(feature.values[*field]);
        return hour < selection.from_h || hour >= selection.to_h;
    });
}

void select_area(RunLayers& run, Area const& area)
{
    geo::Box const box = geo::box_of(area);
    std::set<std::int64_t> links;
    for (OutputLayer& layer : run.layers) {
        if (layer.geometry_type == geo::GeometryType::none) continue;
        std::erase_if(layer.features,
                      [&](geo::Feature const& feature) { return !touches(area, box, feature.geometry); });
        if (layer.name != "links") continue;
        for (geo::Feature const& link : layer.features) links.insert(link.fid);
    }
    for (OutputLayer& layer : run.layers) {
        auto const field = field_of(layer, "link_fid");
        if (layer.geometry_type != geo::GeometryType::none || !field) continue;
        std::erase_if(layer.features, [&](geo::Feature const& row) {
            auto const* const link = std::get_if<std::int64_t>(&row.values[*field]);
            return link == nullptr || !links.contains(*link);
        });
    }
}

[[noreturn]] void refuse_empty(Selection const& selection, std::vector<std::string> const& layers,
                               std::string const& extent)
{
    auto const names = fmt::format("{}", fmt::join(layers, ", "));
    std::string const hours = fmt::format("from {:02}:00 to {:02}:00", selection.from_h, selection.to_h);
    if (selection.area.empty()) {
        refuse("--hours", fmt::format("no row of {} is of the hours {}", names, hours),
               "choose other hours, or leave --hours out");
    }
    refuse("--area", fmt::format("no row of {} is left", names),
           fmt::format("the run lies within {} (west, south, east, north in degrees): choose an area in it, longitude "
                       "before latitude{}",
                       extent, selection.to_h - selection.from_h < core::hours_per_day ? ", or other --hours" : ""));
}

}  // namespace

void set_hours(Selection& selection, std::string const& text)
{
    auto const parts = parts_of(text, '-');
    auto const from = parts.size() == 2 ? number_in<int>(parts[0]) : std::nullopt;
    auto const to = parts.size() == 2 ? number_in<int>(parts[1]) : std::nullopt;
    if (!from || !to || *from < 0 || *to > 24 || *from >= *to) {
        refuse("--hours", fmt::format("'{}' is no span of hours", text),
               "give two whole hours from 0 to 24, the first before the second, such as --hours 6-9");
    }
    selection.from_h = *from;
    selection.to_h = *to;
}

geo::Area area_of(std::string const& text, std::string const& crs)
{
    auto const parts = parts_of(text, ',');
    std::array<double, 4> degrees{};
    bool is_rectangle = parts.size() == degrees.size();
    for (std::size_t i = 0; is_rectangle && i < degrees.size(); ++i) {
        auto const number = number_in<double>(parts[i]);
        is_rectangle = number.has_value();
        degrees[i] = number.value_or(0);
    }
    if (is_rectangle) {
        auto const [west, south, east, north] = degrees;
        if (!(west >= -180 && west < east && east <= 180 && south >= -90 && south < north && north <= 90)) {
            refuse("--area", fmt::format("'{}' is no area on the globe", text),
                   "give west, south, east, north in degrees, such as --area 107.0,20.9,107.1,21.0");
        }
        return rectangle(degrees, crs);
    }
    if (!std::filesystem::exists(text)) {
        refuse("--area", fmt::format("'{}' is neither four numbers nor a file", text),
               "give west, south, east, north in degrees, such as --area 107.0,20.9,107.1,21.0, or a layer of areas");
    }
    geo::Layer const layer = geo::read_layer(text, "", geo::Projection(crs));
    Area area;
    for (geo::Feature const& feature : layer.features) {
        auto const* const part = std::get_if<Area>(&feature.geometry);
        if (part == nullptr) {
            refuse(fmt::format("{}, feature {}", layer.source, feature.fid), "is no area",
                   "draw the area as a polygon");
        }
        area.insert(area.end(), part->begin(), part->end());
    }
    if (area.empty()) refuse(layer.source, "has no features", "draw the area as a polygon, and save the layer");
    return area;
}

std::string extent_of(RunLayers const& run)
{
    std::optional<geo::Box> all;
    for (OutputLayer const& layer : run.layers) all = geo::joined(all, geo::extent_of(layer.features));
    if (!all) return "";
    geo::Projection const projection(run.crs);
    auto const low = projection.to_lon_lat(PointMetric{all->min_x_m, all->min_y_m});
    auto const high = projection.to_lon_lat(PointMetric{all->max_x_m, all->max_y_m});
    auto const down = [](double degrees) { return std::floor(degrees * 100) / 100; };
    auto const up = [](double degrees) { return std::ceil(degrees * 100) / 100; };
    return fmt::format("{:.2f},{:.2f},{:.2f},{:.2f}", down(low.lon_deg), down(low.lat_deg), up(high.lon_deg),
                       up(high.lat_deg));
}

OutputLayer with_columns(OutputLayer const& layer, std::vector<std::string> const& names)
{
    OutputLayer result{layer.name, "", layer.geometry_type, {}, {}, ""};
    std::vector<std::size_t> kept;
    for (std::string const& name : names) {
        auto const found = std::ranges::find(layer.fields, name, &geo::Field::name);
        if (found == layer.fields.end()) continue;
        kept.push_back(static_cast<std::size_t>(found - layer.fields.begin()));
        result.fields.push_back(*found);
    }
    for (geo::Feature const& feature : layer.features) {
        std::vector<geo::Value> values;
        for (std::size_t const field : kept) values.push_back(feature.values[field]);
        result.features.push_back({feature.fid, feature.geometry, std::move(values)});
    }
    return result;
}

void drop_hours(OutputLayer& layer)
{
    Selection none;
    none.to_h = 0;
    select_columns(layer, none);
}

std::vector<std::string> select(RunLayers& run, Selection const& selection)
{
    std::vector<std::string> names;
    for (OutputLayer const& layer : run.layers) names.push_back(layer.name);
    std::vector<core::Diagnostic> faults;
    for (std::string const& wanted : selection.layers) {
        if (std::ranges::find(names, wanted) != names.end()) continue;
        auto const near = core::nearest(wanted, names);
        faults.push_back({"--layer", 0, 0, fmt::format("the run has no layer '{}'", wanted),
                          near.empty() ? fmt::format("layers are {}", fmt::join(names, ", "))
                                       : fmt::format("did you mean '{}'?", near)});
    }
    if (!faults.empty()) throw core::UserError(faults);
    std::string const extent = selection.area.empty() ? "" : extent_of(run);
    std::set<std::string> filled;
    for (OutputLayer const& layer : run.layers) {
        if (!layer.features.empty()) filled.insert(layer.name);
    }
    if (!selection.area.empty()) select_area(run, selection.area);
    if (!selection.layers.empty()) {
        std::erase_if(run.layers, [&](OutputLayer const& layer) {
            return std::ranges::find(selection.layers, layer.name) == selection.layers.end();
        });
    }
    for (OutputLayer& layer : run.layers) select_hours(layer, selection);
    std::vector<std::string> emptied;
    bool has_rows = false;
    for (OutputLayer const& layer : run.layers) {
        has_rows = has_rows || !layer.features.empty();
        if (layer.features.empty() && filled.contains(layer.name)) emptied.push_back(layer.name);
    }
    if (!has_rows && !emptied.empty()) refuse_empty(selection, emptied, extent);
    return emptied;
}

}  // namespace halong::exporting
