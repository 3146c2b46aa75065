#include "export/report/map_section.hpp"

#include "core/error.hpp"
#include "export/report/map_roads_shown.hpp"
#include "export/report/texts.hpp"
#include "export/volume_classes.hpp"
#include "study/number_text.hpp"
#include "study/paired_cells.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <span>
#include <unordered_map>

namespace halong::exporting {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(Text const& text) { return {{"vi", text.vi}, {"en", text.en}}; }

std::string base64(std::span<std::uint8_t const> bytes)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k) bits = bits << 8U | (i + k < bytes.size() ? bytes[i + k] : 0U);
        for (std::size_t k = 0; k < 4; ++k) {
            text += i + k < bytes.size() + 1 ? digits[bits >> (18U - 6U * k) & 63U] : '=';
        }
    }
    return text;
}

// Whole multiples of `unit` in 16 bits, least byte first.
std::string packed(std::vector<double> const& values, double unit)
{
    constexpr double most = std::numeric_limits<std::int16_t>::max();
    std::vector<std::uint8_t> bytes;
    for (double const value : values) {
        auto const whole = static_cast<std::int16_t>(std::clamp(std::round(value / unit), -most, most));
        auto const bits = std::bit_cast<std::uint16_t>(whole);
        bytes.push_back(static_cast<std::uint8_t>(bits & 0xFFU));
        bytes.push_back(static_cast<std::uint8_t>(bits >> 8U));
    }
    return base64(bytes);
}

std::string packed_bits(std::vector<bool> const& values)
{
    std::vector<std::uint8_t> bytes((values.size() + 7) / 8);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i]) bytes[i / 8] = static_cast<std::uint8_t>(bytes[i / 8] | 1U << i % 8);
    }
    return base64(bytes);
}

// Means of the cells of all replications.
class Means {
public:
    explicit Means(std::size_t count) : sum_(count) {}

    void add(std::vector<double> const& values)
    {
        std::ranges::transform(sum_, values, sum_.begin(), std::plus());
        ++count_;
    }
    [[nodiscard]] std::vector<double> values() const
    {
        std::vector<double> means;
        for (double const sum : sum_) means.push_back(sum / std::max(1, count_));
        return means;
    }

private:
    std::vector<double> sum_;
    int count_ = 0;
};

std::vector<double> means_of(study::PairedCells const& difference)
{
    std::vector<double> means;
    for (std::size_t cell = 0; cell < difference.size(); ++cell) means.push_back(difference.mean(cell));
    return means;
}

// Each hour's map is judged by itself: cells are [stretch][hour] and [zone][hour].
std::vector<bool> clear_cells(study::PairedCells const& difference)
{
    return difference.distinguishable({hours_of_day, 1});
}

// ---- Roads -------------------------------------------------------------------------------------

using Rows = std::vector<std::vector<std::size_t>>;  // by stretch: its links' columns in a run

Rows rows_of(std::vector<Stretch> const& stretches, RunFigures const& run)
{
    std::unordered_map<std::string_view, std::size_t> row_of;
    for (std::size_t i = 0; i < run.link_ids.size(); ++i) row_of[run.link_ids[i]] = i;
    Rows rows;
    for (Stretch const& stretch : stretches) {
        std::vector<std::size_t> own;
        for (std::string const& link : stretch.links) {
            auto const found = row_of.find(link);
            if (found != row_of.end()) own.push_back(found->second);
        }
        rows.push_back(std::move(own));
    }
    return rows;
}

struct RoadCells {
    std::vector<double> volume;   // [stretch][hour]
    std::vector<double> delay_s;  // mean of the vehicles of both directions
};

RoadCells road_cells(Rows const& rows, RunFigures const& run)
{
    RoadCells cells;
    std::size_t const links = run.link_ids.size();
    for (auto const& own : rows) {
        for (std::size_t hour = 0; hour < hours_of_day; ++hour) {
            double volume = 0;
            double delay_s = 0;
            for (std::size_t const link : own) {
                double const vehicles = static_cast<double>(run.volume[hour * links + link]);
                volume += vehicles;
                delay_s += vehicles * static_cast<double>(run.delay_s[hour * links + link]);
            }
            cells.volume.push_back(volume);
            cells.delay_s.push_back(volume > 0 ? delay_s / volume : 0);
        }
    }
    return cells;
}

struct Measure {
    std::string id;
    double unit = 1;  // of packed numbers
    Json base;
    Json difference = Json::array();
    Json clear = Json::array();
};

void add_difference(Measure& measure, study::PairedCells const& difference)
{
    bool const nothing = difference.is_zero();
    measure.difference.push_back(nothing ? Json() : Json(packed(means_of(difference), measure.unit)));
    measure.clear.push_back(nothing ? Json() : Json(packed_bits(clear_cells(difference))));
}

std::array<Measure, 2> road_measures(std::vector<VariantRuns> const& variants, std::vector<Stretch> const& stretches)
{
    Measure volume{"volume", 1, {}};
    Measure delay{"delay", 0.1, {}};
    std::size_t const count = stretches.size() * hours_of_day;
    std::vector<RoadCells> base;
    Means base_volume(count);
    Means base_delay(count);
    for (RunFigures const& run : variants.front().runs) {
        base.push_back(road_cells(rows_of(stretches, run), run));
        base_volume.add(base.back().volume);
        base_delay.add(base.back().delay_s);
    }
    volume.base = packed(base_volume.values(), volume.unit);
    delay.base = packed(base_delay.values(), delay.unit);
    for (VariantRuns const& variant : std::span(variants).subspan(1)) {
        study::PairedCells more_volume(count, 1);  // vehicles
        study::PairedCells more_delay(count);
        for (std::size_t r = 0; r < variant.runs.size() && r < base.size(); ++r) {
            RoadCells const cells = road_cells(rows_of(stretches, variant.runs[r]), variant.runs[r]);
            more_volume.add(base[r].volume, cells.volume);
            more_delay.add(base[r].delay_s, cells.delay_s);
        }
        add_difference(volume, more_volume);
        add_difference(delay, more_delay);
    }
    return {volume, delay};
}

// ---- Zones and sites ---------------------------------------------------------------------------

struct ShareCells {
    std::vector<double> share_pct;  // [zone][hour]; NaN where nearly nothing was offered
    std::vector<double> step_pct;   // what one person-minute or passage changes in it
};

// Of the demand offered in a zone and hour, the share that was carried.
ShareCells shares(ServiceFigures const& service)
{
    constexpr double least = 1;  // person-minute or passage
    ShareCells cells;
    for (std::size_t zone = 0; zone < service.zone_offered.rows; ++zone) {
        HourSums const offered = service.zone_offered.row_by_hour(zone);
        HourSums const carried = service.zone_carried.row_by_hour(zone);
        for (std::size_t hour = 0; hour < hours_of_day; ++hour) {
            bool const is_any = offered[hour] >= least;
            double const each_pct = is_any ? 100 / offered[hour] : std::numeric_limits<double>::quiet_NaN();
            cells.share_pct.push_back(each_pct * carried[hour]);
            cells.step_pct.push_back(each_pct);
        }
    }
    return cells;
}

Json shares_json(std::vector<double> const& cells)
{
    Json list = Json::array();
    for (double const cell : cells) {
        list.push_back(std::isfinite(cell) ? Json(std::round(cell * 100) / 100) : Json());
    }
    return list;
}

Json clear_json(std::vector<bool> const& cells)
{
    Json list = Json::array();
    for (bool const cell : cells) list.push_back(cell ? 1 : 0);
    return list;
}

using Service = ServiceFigures RunFigures::*;

struct SitesFrame {
    double left_m = 0;
    double top_m = 0;
};

// Each site once, with the variants that have it and the share of its day's demand that it carries there.
Json sites_json(std::vector<VariantRuns> const& variants, Service service, SitesFrame const& frame)
{
    Json list = Json::array();
    std::unordered_map<std::string, std::size_t> known;
    for (std::size_t v = 0; v < variants.size(); ++v) {
        ServiceFigures const& figures = variants[v].runs.front().*service;
        auto const offered = figures.site_offered.by_row();
        auto const carried = figures.site_carried.by_row();
        for (std::size_t i = 0; i < figures.site_ids.size(); ++i) {
            auto const [found, is_new] = known.try_emplace(figures.site_ids[i], list.size());
            if (is_new) {
                list.push_back({{"x", std::lround(figures.site_x_m[i] - frame.left_m)},
                                {"y", std::lround(frame.top_m - figures.site_y_m[i])},
                                {"share", Json(std::vector<Json>(variants.size()))}});
            }
            double const share = offered[i] > 0 ? 100 * carried[i] / offered[i] : 0;
            list[found->second]["share"][v] = std::round(share * 10) / 10;
        }
    }
    return list;
}

Measure zone_measure(std::vector<VariantRuns> const& variants, std::string id, Service service)
{
    Measure measure{std::move(id), 1, {}};
    auto const& first = variants.front().runs.front().*service;
    std::size_t const count = first.zone_offered.rows * hours_of_day;
    std::vector<ShareCells> base;
    Means mean(count);
    for (RunFigures const& run : variants.front().runs) {
        base.push_back(shares(run.*service));
        mean.add(base.back().share_pct);
    }
    measure.base = shares_json(mean.values());
    for (VariantRuns const& variant : std::span(variants).subspan(1)) {
        study::PairedCells difference(count);
        for (std::size_t r = 0; r < variant.runs.size() && r < base.size(); ++r) {
            ShareCells const cells = shares(variant.runs[r].*service);
            std::vector<double> step_pct;
            std::ranges::transform(base[r].step_pct, cells.step_pct, std::back_inserter(step_pct),
                                   [](double a, double b) { return std::max(a, b); });
            difference.add(base[r].share_pct, cells.share_pct, step_pct);
        }
        auto const means = means_of(difference);
        bool const nothing =
            std::ranges::all_of(means, [](double value) { return !(value != 0) || std::isnan(value); });
        measure.difference.push_back(nothing ? Json() : shares_json(means));
        measure.clear.push_back(nothing ? Json() : clear_json(clear_cells(difference)));
    }
    return measure;
}

// ---- What is drawn -----------------------------------------------------------------------------

struct Frame {
    double left_m = 0;
    double right_m = 1;
    double bottom_m = 0;
    double top_m = 1;
};

Frame frame_of(std::vector<Stretch> const& stretches)
{
    Frame frame{1e9, -1e9, 1e9, -1e9};
    for (Stretch const& stretch : stretches) {
        for (geo::PointMetric const& point : stretch.line) {
            frame.left_m = std::min(frame.left_m, point.x_m);
            frame.right_m = std::max(frame.right_m, point.x_m);
            frame.bottom_m = std::min(frame.bottom_m, point.y_m);
            frame.top_m = std::max(frame.top_m, point.y_m);
        }
    }
    return stretches.empty() ? Frame{} : frame;
}

// Between the quantiles of 3 and 97 % of the day's passages of stretches: where the town is.
std::pair<double, double> middle_span(std::vector<Stretch> const& stretches, double geo::PointMetric::*axis)
{
    constexpr double cut = 0.03;
    std::vector<std::pair<double, double>> values;
    double all = 0;
    for (Stretch const& stretch : stretches) {
        double const weight = stretch.volume_day + 1e-6;
        values.emplace_back(geo::point_along(stretch.line, 0.5).*axis, weight);
        all += weight;
    }
    std::ranges::sort(values);
    std::pair<double, double> span{0, 1};
    double sum = 0;
    for (auto const& [value, weight] : values) {
        if (sum <= cut * all) span.first = value;
        if (sum <= (1 - cut) * all) span.second = value;
        sum += weight;
    }
    return span;
}

// Whole metres to the right of and below the frame's corner: the first point, then steps.
Json steps_json(geo::Line const& line, Frame const& frame)
{
    Json list = Json::array();
    long last_x = 0;
    long last_y = 0;
    for (geo::PointMetric const& point : line) {
        long const x = std::lround(point.x_m - frame.left_m);
        long const y = std::lround(frame.top_m - point.y_m);
        list.push_back(x - last_x);
        list.push_back(y - last_y);
        last_x = x;
        last_y = y;
    }
    return list;
}

Json roads_json(std::vector<Stretch> const& stretches, Frame const& frame)
{
    Json lines = Json::array();
    Json names = Json::array();
    Json name_of = Json::array();
    std::unordered_map<std::string, std::size_t> known;
    for (Stretch const& stretch : stretches) {
        lines.push_back(steps_json(stretch.line, frame));
        auto const [found, is_new] = known.try_emplace(stretch.name, names.size());
        if (is_new) names.push_back(stretch.name);
        name_of.push_back(found->second);
    }
    return {{"lines", std::move(lines)}, {"names", std::move(names)}, {"nameOf", std::move(name_of)}};
}

// Zones in the order of the runs.
Json zones_json(std::vector<ZoneShape> const& shapes, RunFigures const& run, Frame const& frame)
{
    Json zones = Json::array();
    for (std::size_t i = 0; i < run.zone_ids.size(); ++i) {
        auto const shape = std::ranges::find(shapes, run.zone_ids[i], &ZoneShape::id);
        Json rings = Json::array();
        if (shape != shapes.end()) {
            for (geo::Polygon const& polygon : shape->area) {
                rings.push_back(steps_json(polygon.outer, frame));
                for (geo::Ring const& hole : polygon.holes) rings.push_back(steps_json(hole, frame));
            }
        }
        zones.push_back({{"name", run.zone_names[i]}, {"rings", std::move(rings)}});
    }
    return zones;
}

// Straw to dark violet, as maps and styles elsewhere; a smaller one of blues for zones, under their sites.
struct Scale {
    std::vector<double> limits;  // where classes begin; less than the first: no class
    std::vector<std::string> colours;
    std::vector<double> widths;             // px
    std::vector<double> difference_limits;  // of the absolute difference
    int decimals = 0;
};

Scale volume_scale()
{
    Scale scale{{}, {}, {}, {5, 20, 60, 200, 600}, 0};
    for (VolumeClass const& one : volume_classes) {
        scale.limits.push_back(one.from);
        scale.colours.emplace_back(one.colour);
        scale.widths.push_back(0.5 + 0.42 * one.width_px);
    }
    return scale;
}

Scale delay_scale()
{
    Scale scale{{0.5, 2, 5, 15, 40, 120}, {}, {0.9, 1.2, 1.7, 2.4, 3.2, 4.2}, {0.5, 2, 5, 15, 40}, 1};
    for (std::size_t i = 0; i < scale.limits.size(); ++i) scale.colours.emplace_back(volume_classes[i + 1].colour);
    return scale;
}

Scale share_scale()
{
    return {{0, 10, 25, 50, 75, 90},
            {"#ecf3f9", "#bdd5e7", "#8fbad8", "#5c9ac4", "#2971a1", "#0e4266"},
            {},
            {0.1, 1, 5, 15, 30},
            1};
}

Json measure_json(Measure const& measure, Scale const& scale, std::string_view kind)
{
    std::string const key = "map." + measure.id;
    return {{"id", measure.id},
            {"kind", std::string(kind)},
            {"title", json_of(text_of(key))},
            {"unit", json_of(text_of(key + ".unit"))},
            {"differenceUnit", json_of(text_of(key + ".difference_unit"))},
            {"packedUnit", measure.unit},
            {"decimals", scale.decimals},
            {"limits", scale.limits},
            {"colours", scale.colours},
            {"widths", scale.widths},
            {"differenceLimits", scale.difference_limits},
            {"base", measure.base},
            {"difference", measure.difference},
            {"clear", measure.clear}};
}

Text map_note(std::size_t shown, std::size_t all, std::size_t replications, bool has_options)
{
    Text note = filled(
        shown == all ? "map.all_roads" : "map.some_roads",
        {{"shown", count_text(static_cast<std::int64_t>(shown))}, {"all", count_text(static_cast<std::int64_t>(all))}});
    if (has_options) {
        note = joined(note, " ",
                      filled("map.clear", {{"replications", count_text(static_cast<std::int64_t>(replications))}}));
    }
    return note;
}

}  // namespace

Maps maps_of(std::vector<VariantRuns> const& variants, std::filesystem::path const& layers)
{
    core::ensure(!variants.empty() && !variants.front().runs.empty(), "maps need the runs of a base");
    RunFigures const& first = variants.front().runs.front();
    geo::Projection const crs(first.crs);
    std::size_t all = 0;
    std::vector<Stretch> const stretches = stretches_shown(layers, crs, most_roads, all);
    Frame const frame = frame_of(stretches);
    auto const [left, right] = middle_span(stretches, &geo::PointMetric::x_m);
    auto const [bottom, top] = middle_span(stretches, &geo::PointMetric::y_m);

    Json options = Json::array();
    for (VariantRuns const& variant : std::span(variants).subspan(1)) {
        options.push_back({{"id", variant.id}, {"title", json_of(variant.title)}});
    }
    Json measures = Json::array();
    auto const roads = road_measures(variants, stretches);
    measures.push_back(measure_json(roads[0], volume_scale(), "roads"));
    measures.push_back(measure_json(roads[1], delay_scale(), "roads"));
    for (auto const& [id, service] :
         {std::pair<char const*, Service>{"wifi", &RunFigures::wifi}, {"camera", &RunFigures::camera}}) {
        if ((first.*service).unit.empty()) continue;
        Json measure = measure_json(zone_measure(variants, id, service), share_scale(), "zones");
        measure["sites"] = sites_json(variants, service, {frame.left_m, frame.top_m});
        measures.push_back(std::move(measure));
    }
    Json const json{{"width", std::lround(frame.right_m - frame.left_m)},
                    {"height", std::lround(frame.top_m - frame.bottom_m)},
                    {"view",
                     {std::lround(left - frame.left_m), std::lround(frame.top_m - top),
                      std::lround(right - frame.left_m), std::lround(frame.top_m - bottom)}},
                    {"zones", zones_json(zone_shapes(layers, crs), first, frame)},
                    {"roads", roads_json(stretches, frame)},
                    {"options", std::move(options)},
                    {"measures", std::move(measures)}};
    return {text_of("map.title"), map_note(stretches.size(), all, variants.front().runs.size(), variants.size() > 1),
            json.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

}  // namespace halong::exporting
