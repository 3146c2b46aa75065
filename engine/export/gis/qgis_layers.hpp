// How a project of QGIS shows the layers of a result: which, in which group, drawn how, and when.
#pragma once

#include "export/gis/layer_words.hpp"
#include "export/gis/run_layers.hpp"

#include <string>
#include <utility>
#include <vector>

namespace halong::exporting {

// How QGIS's Temporal Controller treats a layer.
enum class Temporal {
    none,
    span,    // a row is shown from `time_from` to `time_to`
    moment,  // a row is shown from `time_from` on
    redraw   // all rows are shown, drawn anew for each hour: the renderer asks for @map_start_time
};

struct ProjectLayer {
    std::string id;     // unique in the project
    std::string table;  // layer of the GeoPackage
    LayerGroup group = LayerGroup::tables;
    std::string vi;
    std::string en;
    std::string renderer;  // XML; "" for tables
    Temporal temporal = Temporal::none;
    std::string time_from;
    std::string time_to;
    std::string filter;  // SQL; "" for all rows
    std::string label;   // column that is written on the map; "" for none
    bool is_visible = false;
};

// From top to bottom within each group; only of layers that the run has.
std::vector<ProjectLayer> project_layers(RunLayers const& run);

// From a site to its hours, and so on.
struct ProjectRelation {
    std::string id;
    std::string vi;
    std::string en;
    std::string parent;                                      // id of a ProjectLayer
    std::string child;                                       // id of a ProjectLayer
    std::vector<std::pair<std::string, std::string>> pairs;  // column of the parent, of the child
};
std::vector<ProjectRelation> project_relations(std::vector<ProjectLayer> const& layers);

// The default style of a layer of the GeoPackage: how it is drawn, names of its columns, and its time span.
std::string layer_style(geo::OutputLayer const& layer, std::vector<ProjectLayer> const& shown);

// <aliases> and <temporal> of a layer, as they stand in styles and projects.
std::string aliases_xml(geo::OutputLayer const& layer);
std::string temporal_xml(ProjectLayer const& layer);

}  // namespace halong::exporting
