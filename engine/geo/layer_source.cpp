#include "geo/layer_source.hpp"

#include "core/error.hpp"
#include "core/input_file.hpp"
#include "geo/vector_layer.hpp"

#include <algorithm>
#include <cpl_conv.h>
#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

namespace halong::geo {
namespace {

[[noreturn]] void refuse_missing(std::filesystem::path const& path)
{
    auto const folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    std::error_code error;
    std::vector<std::string> names;
    for (auto const& entry : std::filesystem::directory_iterator(folder, error)) {
        names.push_back(entry.path().filename().string());
    }
    if (error) {
        refuse(path.string(), "there is no such file, nor its folder", "check the path");
    }
    std::sort(names.begin(), names.end());
    auto const near = core::nearest(path.filename().string(), names);
    refuse(path.string(), "there is no such file",
           near.empty() ? "check the path" : fmt::format("did you mean '{}'?", near));
}

// GDAL looks at what a file holds, not at its name, and some of its formats open other files or addresses on the network
// (virtual layers, services, schemas). So only these are tried: each is data and nothing else.
constexpr char const* formats[] = {"GPKG",       "GeoJSON", "GeoJSONSeq",   "TopoJSON",    "ESRI Shapefile",
                                   "FlatGeobuf", "CSV",     "MapInfo File", "OpenFileGDB", "KML",
                                   "LIBKML",     "GPX",     "DXF",          nullptr};

// A GeoPackage is a database that may hold code (SQLite, "Defense Against The Dark Arts"): functions in its schema are not
// called, damage is looked for, and nothing is read through the memory map.
constexpr char const* defensive_pragmas = "trusted_schema=OFF,cell_size_check=ON,mmap_size=0";

// Layers that are queries can run without end.
void refuse_view(GDALDataset& dataset, std::string const& layer, std::string const& file)
{
    if (std::string_view(dataset.GetDriverName()) != "GPKG") return;
    std::string quoted;
    for (char const c : layer) quoted += c == '\'' ? "''" : std::string(1, c);
    std::string const query =
        "SELECT 1 FROM sqlite_master WHERE type = 'view' AND lower(name) = lower('" + quoted + "')";
    OGRLayer* const found = dataset.ExecuteSQL(query.c_str(), nullptr, nullptr);
    bool const is_view = found != nullptr && found->GetFeatureCount() > 0;
    if (found != nullptr) dataset.ReleaseResultSet(found);
    if (is_view) {
        refuse(file, fmt::format("layer '{}' is a view, a stored query", layer),
               "export it as a layer of its own (QGIS: Export › Save Features As)");
    }
}

bool is_for_users(std::string_view layer) { return layer != "layer_styles" && layer != "qgis_projects"; }

std::vector<std::string> names_of(GDALDataset& dataset)
{
    std::vector<std::string> names;
    for (int i = 0; i < dataset.GetLayerCount(); ++i) {
        std::string name = dataset.GetLayer(i)->GetName();
        if (is_for_users(name)) names.push_back(std::move(name));
    }
    return names;
}

std::string joined(std::vector<std::string> const& names)
{
    std::string text;
    for (auto const& name : names) text += (text.empty() ? "'" : ", '") + name + "'";
    return text;
}

}  // namespace

void refuse(std::string const& source, std::string const& message, std::string const& help)
{
    throw core::UserError(core::Diagnostic{source, 0, 0, message, help});
}

std::string reason_of(GdalMessages const& messages)
{
    auto const text = messages.text();
    return text.empty() ? "" : " (" + text + ")";
}

// CSV cells are text, and empty ones null; a table with columns of longitude and latitude has points.
Dataset open_dataset(std::filesystem::path const& path)
{
    register_gdal();
    std::error_code error;
    auto const type = std::filesystem::status(path, error).type();
    if (type == std::filesystem::file_type::not_found) refuse_missing(path);
    if (type != std::filesystem::file_type::directory) core::require_ordinary_file(path);
    CPLStringList options;
    auto const extension = path.extension().string();
    if (CPLString(extension).tolower() == ".csv" || CPLString(extension).tolower() == ".tsv") {
        options.SetNameValue("HEADERS", "YES");
        options.SetNameValue("EMPTY_STRING_AS_NULL", "YES");
        options.SetNameValue("X_POSSIBLE_NAMES", "lon,lng,longitude,lon_deg");
        options.SetNameValue("Y_POSSIBLE_NAMES", "lat,latitude,lat_deg");
        options.SetNameValue("KEEP_GEOM_COLUMNS", "YES");
    }
    CPLConfigOptionSetter const pragmas("OGR_SQLITE_PRAGMA", defensive_pragmas, false);
    GdalMessages messages;
    Dataset dataset(static_cast<GDALDataset*>(
        GDALOpenEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, formats, options.List(), nullptr)));
    if (!dataset || messages.failed()) {
        refuse(path.string(),
               "cannot be read as a GIS layer: it is cut short, damaged, or of an unknown format" + reason_of(messages),
               advice_open);
    }
    return dataset;
}

OGRLayer& layer_of(GDALDataset& dataset, std::string const& file, std::string const& wanted)
{
    auto const names = names_of(dataset);
    if (names.empty()) refuse(file, "the file holds no layer", "export it again, with a layer in it");
    auto const& name = wanted.empty() ? names.front() : wanted;
    OGRLayer* const layer = dataset.GetLayerByName(name.c_str());
    if (layer != nullptr) {
        refuse_view(dataset, name, file);
        return *layer;
    }
    auto const near = core::nearest(wanted, names);
    refuse(file, fmt::format("there is no layer '{}'", wanted),
           (near.empty() ? "" : fmt::format("did you mean '{}'? ", near)) + "the file holds " + joined(names));
}

std::string source_text(GDALDataset& dataset, OGRLayer& layer, std::string const& file)
{
    if (names_of(dataset).size() <= 1) return file;
    return fmt::format("layer '{}' of {}", layer.GetName(), file);
}

std::vector<std::string> layer_names(std::filesystem::path const& path) { return names_of(*open_dataset(path)); }

}  // namespace halong::geo
