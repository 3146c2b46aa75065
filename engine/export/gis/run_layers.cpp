#include "export/gis/run_layers.hpp"

#include "city/city_folder.hpp"
#include "core/error.hpp"
#include "core/parallel.hpp"
#include "export/gis/hourly_layers.hpp"
#include "export/gis/layer_words.hpp"
#include "export/qgis_style.hpp"
#include "export/viewer/city_of_run.hpp"
#include "results/result_file.hpp"
#include "scenario/parse_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string_view>
#include <unordered_set>

namespace halong::exporting {
namespace {

namespace fs = std::filesystem;
using geo::OutputLayer;
using results::Hdf5Reader;

[[noreturn]] void refuse(fs::path const& path, std::string message,
                         std::string help = "give the folder of a run that `halong run` or `halong study` made")
{
    throw core::UserError(core::Diagnostic{path.string(), 0, 0, std::move(message), std::move(help)});
}

geo::GeometryType type_of(std::string_view layer)
{
    if (layer == "links" || layer == "gridlock") return geo::GeometryType::line;
    if (layer == "zones") return geo::GeometryType::area;
    return layer == "link_hours" ? geo::GeometryType::none : geo::GeometryType::point;
}

std::string style_of(std::string_view layer)
{
    if (layer == "links") return links_style();
    if (layer == "gridlock") return gridlock_style();
    if (layer == "zones") return zones_style();
    if (layer == "sites") return sites_style();
    if (layer == "desks") return desks_style();
    if (layer == "incidents") return incidents_style();
    if (layer == "parking") return parking_style();
    return layer == "loads" ? loads_style() : "";
}

OutputLayer read_one(fs::path const& path, std::string const& name, geo::Projection const& crs)
{
    auto const type = type_of(name);
    geo::Layer layer =
        type == geo::GeometryType::none ? geo::read_table(path, name, true) : geo::read_layer(path, name, crs, true);
    auto const word = std::ranges::find(layer_words(), name, &LayerWord::layer);
    return {name,
            fmt::format("{} / {}", word->vi, word->en),
            type,
            std::move(layer.fields),
            std::move(layer.features),
            style_of(name)};
}

// Calls visit(text, feature) for those features of a layer that have a text in a column; for none where there is no such layer
// or column.
template <class Visit>
void for_each_text(RunLayers const& run, std::string_view layer_name, std::string_view column, Visit const& visit)
{
    OutputLayer const* const layer = run.find(layer_name);
    if (layer == nullptr) return;
    auto const field = std::ranges::find(layer->fields, column, &geo::Field::name);
    if (field == layer->fields.end()) return;
    auto const at = static_cast<std::size_t>(field - layer->fields.begin());
    for (geo::Feature const& feature : layer->features) {
        if (auto const* const text = std::get_if<std::string>(&feature.values[at])) visit(*text, feature);
    }
}

// The values of a column. The layers outlive them.
std::unordered_set<std::string_view> texts_of(RunLayers const& run, std::string_view layer, std::string_view column)
{
    std::unordered_set<std::string_view> texts;
    for_each_text(run, layer, column, [&](std::string const& text, geo::Feature const&) { texts.insert(text); });
    return texts;
}

// By the value of a column.
template <class Shape>
std::map<std::string, Shape> shapes_of(RunLayers const& run, std::string_view layer, std::string_view column)
{
    std::map<std::string, Shape> shapes;
    for_each_text(run, layer, column, [&](std::string const& text, geo::Feature const& feature) {
        if (auto const* const shape = std::get_if<Shape>(&feature.geometry)) shapes.emplace(text, *shape);
    });
    return shapes;
}

// Places that have a service in the layers, and those of the city's folder where it is at hand.
std::map<std::string, geo::PointMetric> place_positions(RunLayers const& run, fs::path const& folder,
                                                        Hdf5Reader const& file)
{
    std::map<std::string, geo::PointMetric> positions;
    for (char const* layer : {"desks", "parking", "loads"})
        positions.merge(shapes_of<geo::PointMetric>(run, layer, "place"));
    if (auto const city_folder = city_of_run(folder, file); !city_folder.empty()) {
        city::City const city = city::load_city(city_folder);
        for (city::Place const& place : city.places) positions.emplace(place.id, place.position);
    }
    return positions;
}

void add_titles(RunLayers& run, Hdf5Reader const& file)
{
    std::string const title = file.attribute("/", "title");
    run.city = title.substr(0, title.find(": "));
    auto const scenario = scenario::parse_scenario(file.texts("/provenance/scenario_toml").at(0), "scenario of run.h5");
    run.title_vi = scenario.title.vi;
    run.title_en = scenario.title.en;
    if (auto const text = file.texts("/provenance/option_toml").at(0); !text.empty()) {
        auto const option = scenario::parse_option(text, "option of run.h5");
        run.title_vi += " + " + option.title.vi;
        run.title_en += " + " + option.title.en;
    }
    run.is_schematic = file.attribute("/", "city_is_schematic") == "yes";
    auto const record = nlohmann::json::parse(file.texts("/provenance/record").at(0));
    run.software = record.value("software", "");
    run.digest = record.value("digest", "");
}

RunLayers read_all(fs::path const& folder, Hdf5Reader const& file)
{
    RunLayers run;
    run.crs = file.attribute("/projected_coordinate_system", "EPSG_code");
    add_titles(run, file);
    fs::path const path = folder / "results.gpkg";
    if (!fs::exists(path)) {
        refuse(path, "does not exist: without it roads and zones have no shape",
               "give the folder of a whole run, or of a study's first replication");
    }
    geo::Projection const crs(run.crs);
    auto const present = geo::layer_names(path);
    std::vector<std::string> names;
    for (LayerWord const& word : layer_words()) {
        std::string name(word.layer);
        if (std::ranges::find(present, name) != present.end()) names.push_back(std::move(name));
    }
    run.layers.resize(names.size());  // each opens the file for itself
    core::run_tasks(names.size(), [&](std::size_t i) { run.layers[i] = read_one(path, names[i], crs); });
    for (char const* needed : {"links", "zones", "sites"}) {
        if (run.find(needed) == nullptr) {
            refuse(path, fmt::format("has no layer '{}'", needed),
                   "make the run again, or give the results.gpkg of a run");
        }
    }
    auto const ids = file.texts("/links/id");
    auto const in_layer = texts_of(run, "links", "stable_id");
    if (std::ranges::any_of(ids, [&](std::string const& id) { return !in_layer.contains(id); })) {
        refuse(path, "lacks links of run.h5: the two files are of different runs",
               "make the run again, or give its own folder");
    }
    run.layers.push_back(site_hours_layer(file));
    run.layers.push_back(place_hours_layer(file, place_positions(run, folder, file)));
    run.layers.push_back(zone_hours_layer(file, shapes_of<geo::Area>(run, "zones", "id")));
    for (OutputLayer& layer : run.layers) {
        for (geo::Field& field : layer.fields) field.alias = column_alias(layer.name, field.name);
    }
    return run;
}

}  // namespace

OutputLayer const* RunLayers::find(std::string_view name) const
{
    auto const found = std::ranges::find(layers, name, &OutputLayer::name);
    return found == layers.end() ? nullptr : &*found;
}

RunLayers read_run_layers(fs::path const& run_folder)
{
    fs::path const path = run_folder / "run.h5";
    if (!fs::exists(path)) refuse(path, "does not exist");
    Hdf5Reader const file(path);
    results::require_result(file, path);
    try {
        return read_all(run_folder, file);
    } catch (nlohmann::json::exception const& error) {
        refuse(path, fmt::format("has a record that cannot be read: {}", error.what()));
    } catch (core::InternalFault const& fault) {
        refuse(path, fmt::format("is not complete: {}", fault.what()));
    } catch (std::out_of_range const&) {
        refuse(path, "is not complete: a table is shorter than its ids");
    }
}

}  // namespace halong::exporting
