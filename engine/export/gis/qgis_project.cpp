#include "export/gis/qgis_project.hpp"

#include "core/xml_text.hpp"
#include "export/gis/qgis_layers.hpp"
#include "geo/layer_formats.hpp"
#include "geo/zip_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

namespace halong::exporting {
namespace {

constexpr char const* day_starts = "2025-06-04T00:00:00Z";
constexpr char const* day_ends = "2025-06-05T00:00:00Z";

std::string title_of(std::string const& vi, std::string const& en) { return vi == en ? vi : vi + " / " + en; }

class ProjectText {
public:
    ProjectText(RunLayers const& run, std::string geopackage, std::string const& crs)
        : run_(run),
          geopackage_(std::move(geopackage)),
          crs_(crs.empty() ? run.crs : crs),
          layers_(project_layers(run)),
          srs_(srs())
    {}

    [[nodiscard]] std::string text() const
    {
        std::string const title = fmt::format("{}: {}", run_.city, title_of(run_.title_vi, run_.title_en)) +
                                  (run_.is_schematic ? " (thành phố sơ đồ / schematic city)" : "");
        return fmt::format(
            "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
            "<qgis version=\"3.22.16-Białowieża\" projectname=\"{0}\">\n<homePath path=\"\"/>\n<title>{0}</title>\n"
            "<projectCrs>{1}</projectCrs>\n{2}{3}{4}<projectlayers>\n{5}</projectlayers>\n{6}{7}</qgis>\n",
            core::xml_text(title), srs_, tree(), canvas(), relations(), map_layers(), properties(), times());
    }

private:
    [[nodiscard]] std::string srs() const
    {
        auto const text = geo::crs_text(crs_);
        return fmt::format(
            "<spatialrefsys nativeFormat=\"Wkt\"><wkt>{}</wkt><authid>{}</authid>"
            "<geographicflag>{}</geographicflag></spatialrefsys>",
            core::xml_text(text.wkt), core::xml_text(text.code), text.is_geographic ? "true" : "false");
    }

    [[nodiscard]] std::string source(ProjectLayer const& layer) const
    {
        std::string text = fmt::format("./{}|layername={}", geopackage_, layer.table);
        if (!layer.filter.empty()) text += "|subset=" + layer.filter;
        return core::xml_text(text);
    }

    [[nodiscard]] static std::string id(std::string const& layer) { return "halong_" + layer; }

    [[nodiscard]] std::string tree() const
    {
        std::string groups;
        for (LayerGroup const group :
             {LayerGroup::services, LayerGroup::traffic, LayerGroup::people, LayerGroup::tables}) {
            std::string rows;
            for (ProjectLayer const& layer : layers_) {
                if (layer.group != group) continue;
                rows += fmt::format(
                    "<layer-tree-layer id=\"{}\" name=\"{}\" source=\"{}\" providerKey=\"ogr\" checked=\"{}\" "
                    "expanded=\"{}\" legend_exp=\"\" patch_size=\"-1,-1\"><customproperties/></layer-tree-layer>\n",
                    id(layer.id), core::xml_text(title_of(layer.vi, layer.en)), source(layer),
                    layer.is_visible ? "Qt::Checked" : "Qt::Unchecked", layer.is_visible ? 1 : 0);
            }
            if (rows.empty()) continue;
            groups += fmt::format(
                "<layer-tree-group name=\"{}\" checked=\"Qt::Checked\" expanded=\"1\"><customproperties/>\n{}"
                "</layer-tree-group>\n",
                core::xml_text(group_title(group)), rows);
        }
        return fmt::format("<layer-tree-group>\n<customproperties/>\n{}</layer-tree-group>\n", groups);
    }

    // What the map shows at first: all that is there, in the run's CRS, with some room around a lone point. Nothing where no
    // row has a place.
    [[nodiscard]] std::optional<geo::Box> whole() const
    {
        constexpr double room_m = 200;
        std::optional<geo::Box> box;
        for (geo::OutputLayer const& layer : run_.layers) box = geo::joined(box, geo::extent_of(layer.features));
        if (!box || (box->min_x_m < box->max_x_m && box->min_y_m < box->max_y_m)) return box;
        return geo::expanded(*box, room_m);
    }

    [[nodiscard]] std::string canvas() const
    {
        std::string extent;
        if (auto const all = whole()) {
            geo::Box const box = geo::box_in_crs(geo::Projection(run_.crs), crs_, *all);
            extent = fmt::format(
                "<extent><xmin>{:.8f}</xmin><ymin>{:.8f}</ymin><xmax>{:.8f}</xmax><ymax>{:.8f}</ymax></extent>",
                box.min_x_m, box.min_y_m, box.max_x_m, box.max_y_m);
        }
        return fmt::format(
            "<mapcanvas annotationsVisible=\"1\" name=\"theMapCanvas\"><units>{}</units>{}<rotation>0</rotation>"
            "<destinationsrs>{}</destinationsrs><rendermaptile>0</rendermaptile></mapcanvas>\n",
            geo::crs_text(crs_).is_geographic ? "degrees" : "meters", extent, srs_);
    }

    [[nodiscard]] std::string relations() const
    {
        std::string rows;
        for (ProjectRelation const& relation : project_relations(layers_)) {
            std::string pairs;
            for (auto const& [parent, child] : relation.pairs) {
                pairs += fmt::format(R"(<fieldRef referencedField="{}" referencingField="{}"/>)", parent, child);
            }
            rows += fmt::format(
                "<relation id=\"{}\" name=\"{}\" strength=\"Association\" referencedLayer=\"{}\" "
                "referencingLayer=\"{}\">{}"
                "</relation>\n",
                relation.id, core::xml_text(title_of(relation.vi, relation.en)), id(relation.parent),
                id(relation.child), pairs);
        }
        return fmt::format("<relations>\n{}</relations>\n", rows);
    }

    [[nodiscard]] std::string map_layers() const
    {
        std::string text;
        for (ProjectLayer const& layer : layers_) text += map_layer(layer, *run_.find(layer.table));
        return text;
    }

    [[nodiscard]] std::string map_layer(ProjectLayer const& layer, geo::OutputLayer const& table) const
    {
        bool const is_table = table.geometry_type == geo::GeometryType::none;
        char const* const geometry = is_table                                          ? "No geometry"
                                     : table.geometry_type == geo::GeometryType::point ? "Point"
                                     : table.geometry_type == geo::GeometryType::line  ? "Line"
                                                                                       : "Polygon";
        std::string const drawn = !layer.renderer.empty() ? layer.renderer : is_table ? "" : null_renderer();
        return fmt::format(
            "<maplayer type=\"vector\" geometry=\"{}\" autoRefreshEnabled=\"0\" refreshOnNotifyEnabled=\"0\" "
            "simplifyDrawingHints=\"{}\" simplifyDrawingTol=\"1\" labelsEnabled=\"{}\" readOnly=\"0\" "
            "hasScaleBasedVisibilityFlag=\"0\" styleCategories=\"AllStyleCategories\">\n"
            "<id>{}</id><datasource>{}</datasource><layername>{}</layername>\n<srs>{}</srs>\n"
            "<provider encoding=\"UTF-8\">ogr</provider>\n"
            "<flags><Identifiable>{}</Identifiable><Removable>1</Removable><Searchable>1</Searchable></flags>\n"
            "{}{}{}{}</maplayer>\n",
            geometry, table.geometry_type == geo::GeometryType::line ? 1 : 0, layer.label.empty() ? 0 : 1, id(layer.id),
            source(layer), core::xml_text(title_of(layer.vi, layer.en)), is_table ? std::string() : srs_,
            is_table ? 0 : 1, temporal_xml(layer), drawn, label(layer), aliases_xml(table));
    }

    // Rows that have a place but serve as a table.
    [[nodiscard]] static std::string null_renderer()
    {
        return "<renderer-v2 type=\"nullSymbol\" symbollevels=\"0\" forceraster=\"0\" enableorderby=\"0\"/>\n";
    }

    [[nodiscard]] static std::string label(ProjectLayer const& layer)
    {
        if (layer.label.empty()) return "";
        return fmt::format(
            "<labeling type=\"simple\"><settings calloutType=\"simple\"><text-style fieldName=\"{}\" "
            "isExpression=\"0\" "
            "fontFamily=\"Sans\" fontSize=\"8\" fontSizeUnit=\"Point\" textColor=\"60,60,70,255\" textOpacity=\"1\" "
            "multilineHeight=\"1\"><text-buffer bufferDraw=\"1\" bufferSize=\"0.8\" bufferSizeUnits=\"MM\" "
            "bufferColor=\"255,255,255,255\" bufferOpacity=\"0.8\"/></text-style></settings></labeling>\n",
            layer.label);
    }

    // The ground is that of the viewer's map, so that pale zones and the bay differ. Relative paths; the controller knows the
    // day, and starts switched off: roads then show their peak hour.
    [[nodiscard]] static std::string properties()
    {
        return fmt::format(
            "<properties><Gui><CanvasColorRedPart type=\"int\">233</CanvasColorRedPart><CanvasColorGreenPart "
            "type=\"int\">238</CanvasColorGreenPart><CanvasColorBluePart "
            "type=\"int\">236</CanvasColorBluePart></Gui><SpatialRefSys><ProjectionsEnabled "
            "type=\"int\">1</ProjectionsEnabled></SpatialRefSys><Paths><Absolute type=\"bool\">false</Absolute></Paths>"
            "<TemporalControllerWidget><StartDateTime type=\"QString\">{}</StartDateTime><EndDateTime "
            "type=\"QString\">{}"
            "</EndDateTime><NavigationMode type=\"int\">0</NavigationMode></TemporalControllerWidget></properties>\n",
            day_starts, day_ends);
    }

    [[nodiscard]] static std::string times()
    {
        return fmt::format(
            "<ProjectTimeSettings timeStepUnit=\"h\" timeStep=\"1\" frameRate=\"1\" cumulativeTemporalRange=\"0\">"
            "<TemporalRange><start>{}</start><end>{}</end></TemporalRange></ProjectTimeSettings>\n",
            day_starts, day_ends);
    }

    RunLayers const& run_;
    std::string geopackage_;
    std::string crs_;
    std::vector<ProjectLayer> layers_;
    std::string srs_;
};

}  // namespace

std::string qgis_project(RunLayers const& run, std::string const& geopackage, std::string const& crs)
{
    return ProjectText(run, geopackage, crs).text();
}

void write_qgis(std::filesystem::path const& folder, std::string const& name, RunLayers run, std::string const& crs)
{
    auto const shown = project_layers(run);
    for (geo::OutputLayer& layer : run.layers) layer.style_qml = layer_style(layer, shown);
    geo::write_geopackage(folder / (name + ".gpkg"), geo::Projection(run.crs), run.layers, crs);
    geo::write_zip(folder / (name + ".qgz"), {{name + ".qgs", qgis_project(run, name + ".gpkg", crs)}});
}

}  // namespace halong::exporting
