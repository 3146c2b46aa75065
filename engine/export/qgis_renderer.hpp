// The parts of QGIS's styles (QML) that our layers need: symbols and renderers, written by hand so that no QGIS is needed to
// make them. Labels and expressions are escaped where they become markup.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halong::exporting {

inline constexpr double mm_per_px = 0.25;

// "#rrggbb" as QGIS writes colours: "r,g,b,a".
std::string rgba(std::string_view hex, int alpha = 255);

struct Property {
    std::string name;
    std::string value;
};

// One symbol of one layer; `type` is line, fill or marker, `data_defined` XML that follows the properties.
std::string symbol(std::string_view type, std::size_t name, std::string_view layer_class,
                   std::vector<Property> const& properties, std::string_view data_defined = "");
// Properties of a plain line with round ends, an area with a thin outline, a mark with a white rim. Sizes in mm.
std::vector<Property> line_look(std::string_view colour, std::string_view width_mm);
std::vector<Property> fill_look(std::string_view colour, int alpha);
std::vector<Property> marker_look(std::string_view shape, std::string_view colour, std::string_view size_mm);
// A property of a symbol that follows an expression of the feature: "size", "angle".
std::string data_defined(std::string_view property, std::string_view expression);

// Classes of a number. `expression` may be a column.
std::string range(std::size_t symbol, double lower, double upper, std::string_view label);
std::string graduated_renderer(std::string_view expression, std::string_view ranges, std::string_view symbols,
                               bool levels);

struct Category {
    std::string_view value;
    std::string_view label;
    std::string_view colour;
};
std::string categorized_renderer(std::string_view column, std::string_view categories, std::string_view symbols,
                                 bool levels);
// Marks of one shape by the values of a column; `extra` is data-defined XML for each.
std::string marker_categories(std::string_view column, std::string_view shape, std::span<Category const> categories,
                              std::string_view size_mm = "2.4", std::string_view extra = "");
std::string single_renderer(std::string_view one_symbol);

// A whole QML file around renderers and what else belongs to a style.
std::string style_document(std::string_view body, std::string_view categories = "Symbology");

}  // namespace halong::exporting
