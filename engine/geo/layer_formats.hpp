// Layers in the formats of other programs, beside the GeoPackage, GeoJSON and CSV of vector_layer.hpp.
//
// All take coordinates in the CRS of `from` and write them in `crs` ("" is that of `from`). Files are complete when a
// function returns; the caller writes aside. All throw CannotWrite, and UserError for a CRS that is unknown or has no
// place for a point.
#pragma once

#include "geo/vector_layer.hpp"

namespace halong::geo {

// One layer as FlatGeobuf, with a spatial index where every feature has a geometry.
void write_flatgeobuf(std::filesystem::path const& path, Projection const& from, std::string const& crs,
                      OutputLayer const& layer);

// What a shapefile cannot hold of a layer, as it was written.
struct ShapefileLosses {
    std::vector<std::string> short_names;  // by field: at most 10 letters, digits and _, each once
    std::size_t cut_texts = 0;             // texts of more than 254 bytes, cut between two letters
};
// One layer as ESRI Shapefile: .shp, .shx, .dbf, .prj, .cpg (UTF-8) beside `path`; a table is a .dbf alone. Dates with
// times become text, since its dates have no times. Throws UserError where the layer is over a limit of the format: 255
// fields, 2 GB a file (dBASE III+ and ESRI, Shapefile Technical Description, 1998).
ShapefileLosses write_shapefile(std::filesystem::path const& path, Projection const& from, std::string const& crs,
                                OutputLayer layer);

// All layers with geometry as one KML document in WGS 84, a folder each; null values are left out. A field `name` is the
// placemark's, fields `starts` and `ends` become a time span. Durable.
void write_kml(std::filesystem::path const& path, Projection const& from, std::vector<OutputLayer> const& layers);

// A layer as a table that says where each feature is: points in columns `lon` and `lat`, lines and areas as well-known text
// in `text_column`, in degrees; with another `crs` than "", `x` and `y` and text in that. A layer's own columns of these names
// stay, and come later.
OutputLayer table_with_places(Projection const& from, std::string const& crs, OutputLayer const& layer,
                              std::string const& text_column = "wkt");
// The same as CSV (as write_csv).
void write_csv_with_places(std::filesystem::path const& path, Projection const& from, std::string const& crs,
                           OutputLayer const& layer, std::string const& text_column = "wkt",
                           core::CsvFor reader = core::CsvFor::people);

struct CrsText {
    std::string wkt;
    std::string code;  // "EPSG:5899", or "" where it has none
    bool is_geographic = false;
};
// A CRS for the files of other programs. Throws UserError when it is unknown.
CrsText crs_text(std::string const& crs);

// The box around a box's corners in another CRS, in its units.
Box box_in_crs(Projection const& from, std::string const& crs, Box const& box);

}  // namespace halong::geo
