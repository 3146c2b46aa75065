#include "export/gis/link_heights.hpp"

#include "core/error.hpp"
#include "export/gis/layer_words.hpp"
#include "geo/heights.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halong::exporting {
namespace {

geo::Value rounded(double value)
{
    return std::isnan(value) ? geo::Value() : geo::Value(std::round(value * 100) / 100);
}

}  // namespace

void add_link_heights(RunLayers& run, std::filesystem::path const& raster)
{
    auto const links = std::ranges::find(run.layers, "links", &geo::OutputLayer::name);
    if (links == run.layers.end()) {
        throw core::UserError(core::Diagnostic{"--elevation", 0, 0, "adds to the layer links, which is not selected",
                                               "leave --layer out, or name links as well"});
    }
    auto const length = static_cast<std::size_t>(std::ranges::find(links->fields, "length_m", &geo::Field::name) -
                                                 links->fields.begin());
    core::ensure(length < links->fields.size(), "roads of a result have a length");
    std::vector<geo::PointMetric> ends;
    for (geo::Feature const& link : links->features) {
        auto const* const line = std::get_if<geo::Line>(&link.geometry);
        core::ensure(line != nullptr && !line->empty(), "roads of a result are lines");
        ends.push_back(line->front());
        ends.push_back(line->back());
    }
    auto const heights = geo::heights_at(raster, geo::Projection(run.crs), ends);
    for (std::size_t i = 0; i < links->features.size(); ++i) {
        auto& values = links->features[i].values;
        double const from_m = heights[2 * i];
        double const to_m = heights[2 * i + 1];
        auto const* const length_m = std::get_if<double>(&values[length]);
        double const gradient = length_m != nullptr && *length_m > 0 ? 100 * (to_m - from_m) / *length_m : std::nan("");
        for (double const value : {from_m, to_m, gradient}) values.push_back(rounded(value));
    }
    for (char const* column : {"from_height_m", "to_height_m", "gradient_pct"}) {
        links->fields.push_back({column, geo::FieldType::real, column_alias("links", column)});
    }
}

}  // namespace halong::exporting
