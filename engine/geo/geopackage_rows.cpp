#include "geo/geopackage_rows.hpp"

#include "core/error.hpp"
#include "geo/sqlite_index.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <ogr_core.h>
#include <vector>

namespace halong::geo {
namespace {

static_assert(std::endian::native == std::endian::little, "blobs are written as they lie in memory");

constexpr std::uint32_t wkb_point = 1;
constexpr std::uint32_t wkb_line = 2;
constexpr std::uint32_t wkb_polygon = 3;
constexpr std::uint32_t wkb_multipolygon = 6;

template <class Number>
void put(std::string& blob, Number value)
{
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    blob.append(bytes, sizeof value);
}

void put_head(std::string& blob, std::uint32_t type)
{
    blob.push_back('\x01');  // little-endian
    put(blob, type);
}

void put_points(std::string& blob, Line const& points, bool closes)
{
    bool const is_open = closes && !points.empty() && !(points.front() == points.back());
    put(blob, static_cast<std::uint32_t>(points.size() + (is_open ? 1 : 0)));
    auto const add = [&](PointMetric point) {
        put(blob, point.x_m);
        put(blob, point.y_m);
    };
    for (PointMetric const& point : points) add(point);
    if (is_open) add(points.front());
}

void put_wkb(std::string& blob, Geometry const& geometry)
{
    if (auto const* const point = std::get_if<PointMetric>(&geometry)) {
        put_head(blob, wkb_point);
        put(blob, point->x_m);
        put(blob, point->y_m);
    } else if (auto const* const line = std::get_if<Line>(&geometry)) {
        put_head(blob, wkb_line);
        put_points(blob, *line, false);
    } else if (auto const* const area = std::get_if<Area>(&geometry)) {
        put_head(blob, wkb_multipolygon);
        put(blob, static_cast<std::uint32_t>(area->size()));
        for (Polygon const& polygon : *area) {
            put_head(blob, wkb_polygon);
            put(blob, static_cast<std::uint32_t>(1 + polygon.holes.size()));
            put_points(blob, polygon.outer, true);
            for (Ring const& hole : polygon.holes) put_points(blob, hole, true);
        }
    }
}

// Dates with times have milliseconds; whatever else ISO 8601 allows is read by GDAL. Text that is no date is a fault of ours.
std::string date_text(std::string const& value)
{
    if (plain_date(value)) return value + ".000";
    OGRField read{};
    core::ensure(OGRParseDate(value.c_str(), &read, 0) != FALSE, "date and time are written as ISO 8601 text");
    auto const& date = read.Date;
    std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:06.3f}", date.Year, date.Month, date.Day, date.Hour,
                                   date.Minute, date.Second);
    constexpr int utc = 100;  // GDAL's zones: quarter hours from here; 0 and 1 are none
    int const zone = date.TZFlag;
    if (zone == utc) return text + 'Z';
    if (zone > 1) {
        int const minutes = 15 * std::abs(zone - utc);
        text += fmt::format("{}{:02}:{:02}", zone < utc ? '-' : '+', minutes / 60, minutes % 60);
    }
    return text;
}

// The triggers of a table, as they were made. They call functions of GDAL's for each row, and what they would do is done here.
struct Trigger {
    std::string name;
    std::string sql;
};

std::vector<Trigger> take_triggers(Database& database, std::string const& table)
{
    std::vector<Trigger> triggers;
    {
        Statement found(database,
                        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?1 ORDER BY rowid");
        found.text(1, table);
        while (found.next()) triggers.push_back({std::string(found.text_at(0)), std::string(found.text_at(1))});
    }
    for (Trigger const& trigger : triggers)
        database.run(fmt::format("DROP TRIGGER {}", sql_name(trigger.name)).c_str());
    return triggers;
}

std::int64_t srs_of(Database& database, std::string const& table)
{
    Statement found(database, "SELECT srs_id FROM gpkg_contents WHERE table_name = ?1");
    found.text(1, table);
    core::ensure(found.next(), "GDAL told of the table in gpkg_contents");
    return found.number_at(0);
}

std::string insert_text(OutputLayer const& layer, TableColumns const& columns)
{
    std::string names = sql_name(columns.number);
    if (!columns.geometry.empty()) names += ", " + sql_name(columns.geometry);
    for (Field const& field : layer.fields) names += ", " + sql_name(field.name);
    std::string marks = "?";
    for (std::size_t i = 0; i < layer.fields.size() + (columns.geometry.empty() ? 0 : 1); ++i) marks += ", ?";
    return fmt::format("INSERT INTO {} ({}) VALUES ({})", sql_name(layer.name), names, marks);
}

class TableFiller {
public:
    TableFiller(Database& database, OutputLayer const& layer, TableColumns const& columns,
                Reprojection const& reprojection)
        : layer_(layer),
          reprojection_(reprojection),
          has_places_(!columns.geometry.empty()),
          srs_id_(has_places_ ? srs_of(database, layer.name) : 0),
          row_(database, insert_text(layer, columns)),
          dates_(layer.fields.size())
    {}

    void add(Feature const& feature, std::int64_t number)
    {
        require_fitting(layer_, feature);
        int parameter = 1;
        row_.number(parameter++, number);
        std::optional<Box> box;
        if (has_places_) bind_place(parameter++, feature, box);
        for (std::size_t i = 0; i < feature.values.size(); ++i) bind(parameter++, i, feature.values[i]);
        row_.step();
        if (!box) return;
        boxes_.push_back({number, *box});
        extent_ = joined(extent_, box);
    }

    [[nodiscard]] std::optional<Box> const& extent() const { return extent_; }
    [[nodiscard]] std::vector<IndexedBox> const& boxes() const { return boxes_; }

private:
    void bind_place(int parameter, Feature const& feature, std::optional<Box>& box)
    {
        if (feature.geometry.index() == 0) return row_.null(parameter);
        if (reprojection_.moves()) {
            Geometry there = feature.geometry;
            reprojection_.move(there, layer_, feature);
            blob_ = geopackage_blob(there, srs_id_, box);
        } else {
            blob_ = geopackage_blob(feature.geometry, srs_id_, box);
        }
        row_.blob(parameter, blob_);
    }

    void bind(int parameter, std::size_t field, Value const& value)
    {
        if (auto const* const integer = std::get_if<std::int64_t>(&value)) return row_.number(parameter, *integer);
        if (auto const* const real = std::get_if<double>(&value)) return row_.real(parameter, *real);
        auto const* const text = std::get_if<std::string>(&value);
        if (text == nullptr) return row_.null(parameter);
        if (layer_.fields[field].type != FieldType::date_time) return row_.text(parameter, *text);
        row_.text(parameter, dates_[field] = date_text(*text));
    }

    OutputLayer const& layer_;
    Reprojection const& reprojection_;
    bool has_places_;
    std::int64_t srs_id_;
    Statement row_;
    std::vector<IndexedBox> boxes_;
    std::optional<Box> extent_;
    std::string blob_;
    std::vector<std::string> dates_;  // by field, until the row is there
};

void set_extent(Database& database, std::string const& table, Box const& extent)
{
    Statement row(database,
                  "UPDATE gpkg_contents SET min_x = ?1, min_y = ?2, max_x = ?3, max_y = ?4 WHERE table_name = ?5");
    row.real(1, extent.min_x_m);
    row.real(2, extent.min_y_m);
    row.real(3, extent.max_x_m);
    row.real(4, extent.max_y_m);
    row.text(5, table);
    row.step();
}

}  // namespace

std::string geopackage_blob(Geometry const& geometry, std::int64_t srs_id, std::optional<Box>& box)
{
    auto const own = extent_of(geometry);
    bool const is_point = std::holds_alternative<PointMetric>(geometry);
    constexpr unsigned little_endian = 1;
    constexpr unsigned with_box = 2;
    constexpr unsigned is_empty = 16;
    unsigned const flags = little_endian + (!own ? is_empty : is_point ? 0 : with_box);
    std::string blob{'G', 'P', '\0', static_cast<char>(flags)};
    put(blob, static_cast<std::int32_t>(srs_id));
    if (own && !is_point) {
        for (double const bound : {own->min_x_m, own->max_x_m, own->min_y_m, own->max_y_m}) put(blob, bound);
    }
    put_wkb(blob, geometry);
    if (own) box = own;
    return blob;
}

void fill_table(Database& database, OutputLayer const& layer, TableColumns const& columns,
                Reprojection const& reprojection)
{
    auto const triggers = take_triggers(database, layer.name);
    {
        TableFiller filler(database, layer, columns, reprojection);
        bool const numbered = keeps_numbers(layer);
        std::int64_t next = 1;
        for (Feature const& feature : layer.features) {
            filler.add(feature, numbered ? feature.fid : next);
            ++next;
        }
        if (filler.extent()) {
            set_extent(database, layer.name, *filler.extent());
            fill_index(database, "rtree_" + layer.name + "_" + columns.geometry, filler.boxes());
        }
    }
    for (Trigger const& trigger : triggers) database.run(trigger.sql.c_str());
    Statement count(database, "UPDATE gpkg_ogr_contents SET feature_count = ?1 WHERE table_name = ?2");
    count.number(1, static_cast<std::int64_t>(layer.features.size()));
    count.text(2, layer.name);
    count.step();
}

}  // namespace halong::geo
