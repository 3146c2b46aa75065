#include "geo/layer_formats.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "geo/csv_rows.hpp"
#include "geo/ogr_output.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>
#include <optional>
#include <set>
#include <string_view>

namespace halong::geo {
namespace {

constexpr std::size_t most_dbf_fields = 255;
constexpr std::size_t most_dbf_text = 254;  // bytes
constexpr std::size_t most_dbf_name = 10;
constexpr std::uintmax_t most_shapefile_bytes = std::uintmax_t{2} << 30;

// How a driver is to write.
struct Format {
    char const* driver = nullptr;
    CPLStringList dataset_options;
    CPLStringList layer_options;
};

// `file`: where GDAL writes, which need not be the target's path.
Dataset created(Format const& format, std::string const& file, WriteTarget const& target)
{
    register_gdal();
    auto* const driver = GetGDALDriverManager()->GetDriverByName(format.driver);
    if (driver == nullptr) {
        throw core::CannotWrite(
            target.path.string(), fmt::format("GDAL here has no driver {}", format.driver),
            "install GDAL with this driver (Debian: libgdal32 and gdal-plugins), or choose another --to");
    }
    Dataset dataset(driver->Create(file.c_str(), 0, 0, 0, GDT_Unknown, format.dataset_options.List()));
    target.require(dataset != nullptr);
    return dataset;
}

void write(Format format, std::string const& file, std::filesystem::path const& path, Projection const& from,
           std::string const& crs, OutputLayer const& layer)
{
    register_gdal();
    Reprojection const reprojection(from, crs);
    GdalMessages messages;
    WriteTarget const target{path, messages};
    Dataset dataset = created(format, file, target);
    bool const is_table = layer.geometry_type == GeometryType::none;
    OGRLayer* const out = dataset->CreateLayer(layer.name.c_str(), is_table ? nullptr : &reprojection.reference(),
                                               static_cast<OGRwkbGeometryType>(geometry_code(layer.geometry_type)),
                                               format.layer_options.List());
    target.require(out != nullptr);
    add_fields(*out, layer, target);
    add_features(*out, layer, reprojection, target);
    dataset.reset();  // what fails here shows in the messages only
    target.require(!messages.failed());
}

// A folder of GDAL's in memory, for drivers that write in small pieces: five times as fast as on a disk.
class MemoryFolder {
public:
    MemoryFolder() : name_(next_name()) {}
    MemoryFolder(MemoryFolder const&) = delete;
    MemoryFolder& operator=(MemoryFolder const&) = delete;
    ~MemoryFolder() { VSIRmdirRecursive(name_.c_str()); }

    [[nodiscard]] std::string file(std::filesystem::path const& path) const
    {
        return name_ + "/" + path.filename().string();
    }
    // The bytes of a file; nothing where there is none.
    [[nodiscard]] std::string_view bytes(std::filesystem::path const& path) const
    {
        vsi_l_offset size = 0;
        auto const* const data = reinterpret_cast<char const*>(VSIGetMemFileBuffer(file(path).c_str(), &size, FALSE));
        return data == nullptr ? std::string_view() : std::string_view(data, static_cast<std::size_t>(size));
    }

private:
    static std::string next_name()
    {
        static std::atomic<int> made{0};
        return fmt::format("/vsimem/halong-{}", ++made);
    }

    std::string name_;
};

// Whether GDAL finds as many features as went in: some drivers do not notice a full disk.
void require_complete(std::filesystem::path const& path, std::size_t features)
{
    GdalMessages messages;
    WriteTarget const target{path, messages};
    Dataset const dataset(static_cast<GDALDataset*>(
        GDALOpenEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, nullptr, nullptr, nullptr)));
    target.require(dataset != nullptr);
    std::size_t found = 0;
    for (auto* const layer : dataset->GetLayers()) found += static_cast<std::size_t>(layer->GetFeatureCount());
    target.require(found == features);
}

// At most this many bytes of UTF-8, and no letter halved.
std::string cut_text(std::string const& text, std::size_t bytes)
{
    if (text.size() <= bytes) return text;
    std::size_t end = bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end);
}

// "speed_kmh_07" is "speed_07": the words go from the middle, and what repeats gets a number.
std::string short_name(std::string const& name, std::set<std::string>& taken)
{
    std::string text = name;
    if (auto const last = name.rfind('_'); name.size() > most_dbf_name && last != std::string::npos) {
        std::string const end = name.substr(last);
        if (end.size() < most_dbf_name)
            text = name.substr(0, std::min(name.find('_'), most_dbf_name - end.size())) + end;
    }
    text.resize(std::min(text.size(), most_dbf_name));
    std::string unique = text;
    for (int i = 1; !taken.insert(unique).second; ++i) {
        std::string const number = fmt::format("{}", i);
        unique = text.substr(0, most_dbf_name - number.size()) + number;
    }
    return unique;
}

// Date-times as text: some formats have dates without times only.
void as_text(OutputLayer& layer)
{
    for (Field& field : layer.fields) {
        if (field.type == FieldType::date_time) field.type = FieldType::text;
    }
}

}  // namespace

void write_flatgeobuf(std::filesystem::path const& path, Projection const& from, std::string const& crs,
                      OutputLayer const& layer)
{
    Format format{"FlatGeobuf", {}, {}};
    // Without an index, GDAL writes nothing at all for a layer without features.
    bool const has_all =
        std::ranges::none_of(layer.features, [](Feature const& feature) { return feature.geometry.index() == 0; });
    format.layer_options.SetNameValue("SPATIAL_INDEX", has_all ? "YES" : "NO");
    write(format, path.string(), path, from, crs, layer);
    require_complete(path, layer.features.size());
}

ShapefileLosses write_shapefile(std::filesystem::path const& path, Projection const& from, std::string const& crs,
                                OutputLayer layer)
{
    auto const refuse = [&](std::string const& what) {
        throw core::UserError(
            core::Diagnostic{fmt::format("layer '{}'", layer.name), 0, 0, what,
                             "choose a part of it with --layer, --hours or --area, or --to flatgeobuf"});
    };
    if (layer.fields.size() > most_dbf_fields) {
        refuse(fmt::format("has {} fields; a shapefile holds {}", layer.fields.size(), most_dbf_fields));
    }
    ShapefileLosses losses;
    as_text(layer);
    std::set<std::string> taken;
    for (Field& field : layer.fields) {
        field.name = short_name(field.name, taken);
        losses.short_names.push_back(field.name);
    }
    for (Feature& feature : layer.features) {
        for (Value& value : feature.values) {
            auto* const text = std::get_if<std::string>(&value);
            if (text == nullptr || text->size() <= most_dbf_text) continue;
            *text = cut_text(*text, most_dbf_text);
            ++losses.cut_texts;
        }
    }
    Format format{"ESRI Shapefile", {}, {}};
    format.layer_options.SetNameValue("ENCODING", "UTF-8");
    format.layer_options.SetNameValue("RESIZE", "YES");
    format.layer_options.SetNameValue("2GB_LIMIT", "YES");
    MemoryFolder const memory;
    write(format, memory.file(path), path, from, crs, layer);
    for (char const* const extension : {".shp", ".shx", ".dbf", ".prj", ".cpg"}) {
        auto const part = std::filesystem::path(path).replace_extension(extension);
        auto const bytes = memory.bytes(part);
        if (bytes.size() >= most_shapefile_bytes) refuse(fmt::format("is over the 2 GB of a {} file", extension));
        if (bytes.data() != nullptr) core::write_file(part, bytes);
    }
    bool const is_table = layer.geometry_type == GeometryType::none;
    require_complete(is_table ? std::filesystem::path(path).replace_extension(".dbf") : path, layer.features.size());
    return losses;
}

CrsText crs_text(std::string const& crs)
{
    auto const reference = reference_of(crs);
    char* wkt = nullptr;
    char const* const options[] = {"FORMAT=WKT2_2019", "MULTILINE=NO", nullptr};
    core::ensure(reference->exportToWkt(&wkt, options) == OGRERR_NONE, "a known CRS has a text");
    CrsText text{wkt, "", reference->IsGeographic() != 0};
    CPLFree(wkt);
    char const* const authority = reference->GetAuthorityName(nullptr);
    char const* const code = reference->GetAuthorityCode(nullptr);
    if (authority != nullptr && code != nullptr) text.code = fmt::format("{}:{}", authority, code);
    return text;
}

Box box_in_crs(Projection const& from, std::string const& crs, Box const& box)
{
    Reprojection const reprojection(from, crs);
    Line corners;
    for (double const x : {box.min_x_m, box.max_x_m}) {
        for (double const y : {box.min_y_m, box.max_y_m}) corners.push_back(reprojection.moved({x, y}));
    }
    return box_of(corners);
}

namespace {

// Seven decimals of a degree are a centimetre; metres have three.
class PlaceText {
public:
    PlaceText(Projection const& from, std::string const& crs)
        : reprojection_(from, crs.empty() ? "EPSG:4326" : crs),
          decimals_(reprojection_.reference().IsGeographic() != 0 ? 7 : 3)
    {}

    [[nodiscard]] PointMetric moved(PointMetric point) const
    {
        PointMetric const there = reprojection_.moved(point);
        double const scale = decimals_ == 7 ? 1e7 : 1e3;
        return {std::round(there.x_m * scale) / scale, std::round(there.y_m * scale) / scale};
    }
    [[nodiscard]] std::string wkt(Geometry const& geometry) const
    {
        if (auto const* const line = std::get_if<Line>(&geometry)) return "LINESTRING " + points(*line, false);
        auto const* const area = std::get_if<Area>(&geometry);
        if (area == nullptr) return "";
        std::string text;
        for (Polygon const& polygon : *area) {
            text += (text.empty() ? "(" : ", (") + points(polygon.outer, true);
            for (Ring const& hole : polygon.holes) text += ", " + points(hole, true);
            text += ")";
        }
        return area->empty() ? "MULTIPOLYGON EMPTY" : "MULTIPOLYGON (" + text + ")";
    }

private:
    [[nodiscard]] std::string points(Line const& line, bool is_ring) const
    {
        std::string text;
        auto const add = [&](PointMetric point) {
            auto const there = moved(point);
            text +=
                fmt::format("{}{:.{}f} {:.{}f}", text.empty() ? "" : ", ", there.x_m, decimals_, there.y_m, decimals_);
        };
        for (PointMetric const& point : line) add(point);
        if (is_ring && !line.empty() && !(line.front() == line.back())) add(line.front());
        return "(" + text + ")";
    }

    Reprojection reprojection_;
    int decimals_;
};

// The columns that say where each feature of a layer is.
class PlaceColumns {
public:
    PlaceColumns(Projection const& from, std::string const& crs, OutputLayer const& layer,
                 std::string const& text_column)
        : type_(layer.geometry_type)
    {
        if (type_ == GeometryType::none) return;
        text_.emplace(from, crs);
        if (type_ != GeometryType::point) {
            fields_ = {{text_column, FieldType::text}};
        } else {
            fields_ = {{crs.empty() ? "lon" : "x", FieldType::real}, {crs.empty() ? "lat" : "y", FieldType::real}};
        }
    }
    [[nodiscard]] std::vector<Field> const& fields() const { return fields_; }
    [[nodiscard]] std::vector<Value> values(Geometry const& geometry) const
    {
        if (type_ == GeometryType::none) return {};
        if (auto const* const point = std::get_if<PointMetric>(&geometry)) {
            PointMetric const there = text_->moved(*point);
            return {there.x_m, there.y_m};
        }
        if (type_ == GeometryType::point || geometry.index() == 0) return std::vector<Value>(fields_.size());
        return {text_->wkt(geometry)};
    }

private:
    GeometryType type_;
    std::optional<PlaceText> text_;
    std::vector<Field> fields_;
};

}  // namespace

OutputLayer table_with_places(Projection const& from, std::string const& crs, OutputLayer const& layer,
                              std::string const& text_column)
{
    PlaceColumns const places(from, crs, layer, text_column);
    OutputLayer table = layer;
    table.geometry_type = GeometryType::none;
    table.fields.insert(table.fields.begin(), places.fields().begin(), places.fields().end());
    for (Feature& feature : table.features) {
        auto const place = places.values(feature.geometry);
        feature.values.insert(feature.values.begin(), place.begin(), place.end());
        feature.geometry = {};
    }
    return table;
}

void write_csv_with_places(std::filesystem::path const& path, Projection const& from, std::string const& crs,
                           OutputLayer const& layer, std::string const& text_column, core::CsvFor reader)
{
    PlaceColumns const places(from, crs, layer, text_column);
    auto fields = places.fields();
    fields.insert(fields.end(), layer.fields.begin(), layer.fields.end());
    std::string text;  // row by row: a table of all would be another copy of the layer
    add_csv_head(text, fields, reader);
    for (Feature const& feature : layer.features) {
        core::ensure(feature.values.size() == layer.fields.size(),
                     "every feature of an output layer has one value for each field");
        add_csv_row(text, places.values(feature.geometry), feature.values, reader);
    }
    core::write_file(path, text);
}

}  // namespace halong::geo
