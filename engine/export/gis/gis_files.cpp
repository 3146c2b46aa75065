#include "export/gis/gis_files.hpp"

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/parallel.hpp"
#include "export/gis/heat_maps.hpp"
#include "export/gis/kepler.hpp"
#include "export/gis/layer_words.hpp"
#include "export/gis/qgis_project.hpp"
#include "export/gis/selection.hpp"
#include "export/gis/simwrapper.hpp"
#include "geo/layer_formats.hpp"
#include "geo/vector_tiles.hpp"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <functional>
#include <iterator>
#include <numeric>

namespace halong::exporting {
namespace {

namespace fs = std::filesystem;
using geo::OutputLayer;
using Lines = std::vector<std::string>;

std::string counted(fs::path const& file, std::size_t features)
{
    return fmt::format("{}: {} {}", file.filename().string(), features, features == 1 ? "row" : "rows");
}

// The numbers of the layers, by how many values each has.
std::vector<std::size_t> largest_first(std::vector<OutputLayer> const& layers)
{
    std::vector<std::size_t> order(layers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t layer) {
        return layers[layer].features.size() * layers[layer].fields.size();
    });
    return order;
}

bool is_table(OutputLayer const& layer) { return layer.geometry_type == geo::GeometryType::none; }

// The fid of a road is what link_fid of other layers means. Only a GeoPackage keeps it beside the columns: others give none,
// number anew, or sort.
void show_fid(OutputLayer& links)
{
    links.fields.insert(links.fields.begin(), {"fid", geo::FieldType::integer, column_alias("links", "fid")});
    for (geo::Feature& link : links.features) link.values.insert(link.values.begin(), geo::Value(link.fid));
}

class GisWriter {
public:
    GisWriter(fs::path folder, RunLayers run, GisOptions options)
        : folder_(std::move(folder)), run_(std::move(run)), options_(std::move(options)), from_(run_.crs)
    {}

    Lines write(std::string const& format)
    {
        if (format == "qgis") return qgis();
        if (format == "geopackage") return geopackage();
        if (format == "cog") return heat();
        if (format == "simwrapper") return write_simwrapper(folder_, run_);
        for (OutputLayer& layer : run_.layers) {
            if (layer.name == "links") show_fid(layer);
        }
        if (format == "kepler") return write_kepler(folder_, run_);
        if (format == "kml") return kml();
        if (format == "mvt" || format == "pmtiles") return tiles(format);
        files(format);
        if (format == "shapefile") column_table();
        return std::move(lines_);
    }

private:
    // What was made of one layer, and what a shapefile cannot hold of it.
    struct LayerFile {
        std::string line;
        std::vector<geo::Feature> columns;  // rows of columns_
        std::size_t renamed = 0;
        std::size_t cut = 0;
    };

    // A file for each layer, several at a time: the largest first, so that nobody waits for them alone.
    void files(std::string const& format)
    {
        std::vector<LayerFile> made(run_.layers.size());
        auto const order = largest_first(run_.layers);
        std::atomic<std::size_t> begun{0};  // tasks do not begin in the order of their numbers
        core::run_tasks(made.size(), [&](std::size_t) {
            std::size_t const layer = order[begun++];
            made[layer] = one_file(format, run_.layers[layer]);
        });
        for (LayerFile& file : made) {
            lines_.push_back(std::move(file.line));
            std::ranges::move(file.columns, std::back_inserter(columns_.features));
            renamed_ += file.renamed;
            cut_ += file.cut;
        }
    }

    Lines qgis()
    {
        write_qgis(folder_, "halong", run_, options_.crs);
        std::size_t rows = 0;
        for (OutputLayer const& layer : run_.layers) rows += layer.features.size();
        return {fmt::format("halong.gpkg: {} layers, {} rows, styles inside", run_.layers.size(), rows),
                "halong.qgz: open it in QGIS (3.22 or newer); the two files belong together"};
    }

    Lines geopackage()
    {
        geo::write_geopackage(folder_ / "halong.gpkg", from_, run_.layers, options_.crs);
        for (OutputLayer const& layer : run_.layers)
            lines_.push_back("halong.gpkg, " + counted(layer.name, layer.features.size()));
        return std::move(lines_);
    }

    // Of a shapefile the layer is used up, since it takes names and texts of its own.
    [[nodiscard]] LayerFile one_file(std::string const& format, OutputLayer& layer) const
    {
        std::size_t const features = layer.features.size();
        bool const has_tables = format == "csv" || format == "shapefile";
        if (is_table(layer) && !has_tables) return {csv_table(layer), {}};
        LayerFile made;
        geo::Projection const from(run_.crs);  // of this thread
        fs::path file = folder_ / layer.name;
        if (format == "geojson") {
            file += ".geojson";
            geo::write_geojson(file, from, layer);
        } else if (format == "flatgeobuf") {
            file += ".fgb";
            geo::write_flatgeobuf(file, from, options_.crs, layer);
        } else if (format == "csv") {
            file += ".csv";
            geo::write_csv_with_places(file, from, options_.crs, layer);
        } else {
            core::ensure(format == "shapefile", "a format of GIS has a writer");
            file += is_table(layer) ? ".dbf" : ".shp";
            made = shapefile(file, from, layer);
        }
        made.line = counted(file, features);
        return made;
    }

    // The line that tells of it.
    [[nodiscard]] std::string csv_table(OutputLayer const& layer) const
    {
        geo::write_csv(folder_ / (layer.name + ".csv"), layer);
        return counted(layer.name + ".csv", layer.features.size());
    }

    [[nodiscard]] LayerFile shapefile(fs::path const& file, geo::Projection const& from, OutputLayer& layer) const
    {
        LayerFile made;
        std::string const name = layer.name;
        auto const fields = layer.fields;
        auto const losses = geo::write_shapefile(file, from, options_.crs, std::move(layer));
        for (std::size_t i = 0; i < fields.size(); ++i) {
            std::string const& full_name = fields[i].name;
            made.columns.push_back({0, {}, {name, losses.short_names[i], full_name, fields[i].alias}});
            made.renamed += losses.short_names[i] != full_name ? 1 : 0;
        }
        made.cut = losses.cut_texts;
        return made;
    }

    // What a shapefile calls its columns, since ten letters say little.
    void column_table()
    {
        geo::write_csv(folder_ / "columns.csv", columns_);
        lines_.push_back(fmt::format(
            "a shapefile holds names of 10 letters, texts of 254 bytes and no times of day: {} columns have shorter "
            "names (columns.csv tells which), {} texts were cut, dates with times are text",
            renamed_, cut_));
    }

    Lines kml()
    {
        // Three numbers for each of 24 hours would make placemarks that no globe can carry.
        for (OutputLayer& layer : run_.layers) {
            if (layer.name == "links") drop_hours(layer);
        }
        write_beside_tables("halong.kml", [this] { geo::write_kml(folder_ / "halong.kml", from_, run_.layers); });
        lines_.emplace_back("links carry the figures of the day; those by hour are in the other forms");
        return std::move(lines_);
    }

    Lines tiles(std::string const& format)
    {
        std::string const file = format == "mvt" ? "halong.mbtiles" : "halong.pmtiles";
        std::string about;
        write_beside_tables(file, [&] {
            auto const tiles = geo::vector_tiles(from_, run_.layers);
            if (tiles.tiles.empty()) {
                throw core::UserError(core::Diagnostic{"--to " + format, 0, 0,
                                                       "nothing of what is selected has a place",
                                                       "choose a layer with points, lines or areas, such as links"});
            }
            auto const name = fmt::format("{}: {} / {}", run_.city, run_.title_vi, run_.title_en);
            format == "mvt" ? geo::write_mbtiles(folder_ / file, tiles, name)
                            : geo::write_pmtiles(folder_ / file, tiles, name);
            about =
                fmt::format("{}: {} tiles, zooms {} to {}", file, tiles.tiles.size(), tiles.zooms.min, tiles.zooms.max);
        });
        lines_.push_back(about);
        return std::move(lines_);
    }

    // Writes `file`, which holds what has a place, and at the same time a table for each layer that has none.
    void write_beside_tables(std::string const& file, std::function<void()> const& write)
    {
        Lines of_layers(run_.layers.size());
        core::run_tasks(of_layers.size() + 1, [&](std::size_t task) {
            if (task == 0) return write();
            OutputLayer const& layer = run_.layers[task - 1];
            of_layers[task - 1] = is_table(layer)
                                      ? csv_table(layer)
                                      : fmt::format("{}, {}", file, counted(layer.name, layer.features.size()));
        });
        std::ranges::move(of_layers, std::back_inserter(lines_));
    }

    Lines heat()
    {
        auto const maps = heat_maps(run_, options_.cell_m);
        if (maps.empty()) {
            throw core::UserError(core::Diagnostic{"--to cog", 0, 0, "nothing of what is selected makes a heat map",
                                                   "heat maps come from the layers links and zone_hours"});
        }
        core::run_tasks(maps.size(), [&](std::size_t i) {
            geo::write_cog(folder_ / (maps[i].name + ".tif"), run_.crs, maps[i].raster);
        });
        for (HeatMap const& map : maps) {
            lines_.push_back(fmt::format("{}.tif: {} / {} [{}], {} hours of {} x {} cells", map.name, map.vi, map.en,
                                         map.raster.unit, map.raster.bands.size(), map.raster.grid.columns,
                                         map.raster.grid.rows));
        }
        return std::move(lines_);
    }

    fs::path folder_;
    RunLayers run_;
    GisOptions options_;
    geo::Projection from_;
    Lines lines_;
    OutputLayer columns_{"columns",
                         "",
                         geo::GeometryType::none,
                         {{"layer", geo::FieldType::text},
                          {"column", geo::FieldType::text},
                          {"full_name", geo::FieldType::text},
                          {"meaning", geo::FieldType::text}},
                         {},
                         ""};
    std::size_t renamed_ = 0;
    std::size_t cut_ = 0;
};

}  // namespace

std::vector<GisFormat> const& gis_formats()
{
    static std::vector<GisFormat> const formats{
        {"qgis", true, "", "GeoPackage with styles and a project for QGIS"},
        {"geopackage", true, "", "GeoPackage"},
        {"geojson", false, "WGS 84 (RFC 7946)", "GeoJSON, a file for each layer"},
        {"flatgeobuf", true, "", "FlatGeobuf, a file for each layer"},
        {"shapefile", true, "", "ESRI shapefiles, and columns.csv with what their short names mean"},
        {"csv", true, "", "CSV with coordinates"},
        {"kml", false, "WGS 84 (OGC KML 2.3)", "KML for Google Earth, with time spans"},
        {"mvt", false, "web Mercator (EPSG:3857)", "Mapbox vector tiles in an .mbtiles file"},
        {"pmtiles", false, "web Mercator (EPSG:3857)", "the same in one .pmtiles file, for any web server"},
        {"cog", false, "the city's own, in which a cell is square; gdalwarp brings it into another",
         "GeoTIFF heat maps by hour: density, delay, service"},
        {"simwrapper", false, "WGS 84", "a dashboard for SimWrapper"},
        {"kepler", false, "WGS 84", "a map by hour for kepler.gl, and the CSV in it"}};
    return formats;
}

std::vector<std::string> write_gis_files(fs::path const& folder, std::string const& format, RunLayers run,
                                         GisOptions const& options)
{
    auto const known = std::ranges::find(gis_formats(), format, &GisFormat::name);
    core::ensure(known != gis_formats().end(), "the format is one of GIS");
    if (!options.crs.empty() && !known->takes_crs) {
        throw core::UserError(core::Diagnostic{
            "--crs", 0, 0, fmt::format("--to {} has its own coordinate system: {}", format, known->own_crs),
            "leave --crs out, or choose --to geopackage, flatgeobuf, shapefile, csv or qgis"});
    }
    if (!options.crs.empty()) geo::crs_text(options.crs);  // known, before anything is written
    return GisWriter(folder, std::move(run), options).write(format);
}

}  // namespace halong::exporting
