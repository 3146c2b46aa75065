#include "export/qgis_renderer.hpp"

#include "core/xml_text.hpp"

#include <fmt/format.h>

namespace halong::exporting {

std::string rgba(std::string_view hex, int alpha)
{
    auto const part = [&](std::size_t at) { return std::stoi(std::string(hex.substr(at, 2)), nullptr, 16); };
    return fmt::format("{},{},{},{}", part(1), part(3), part(5), alpha);
}

// Both forms of properties: <Option> is read from QGIS 3.20 on, <prop> before.
std::string symbol(std::string_view type, std::size_t name, std::string_view layer_class,
                   std::vector<Property> const& properties, std::string_view data_defined)
{
    std::string options;
    std::string props;
    for (auto const& [key, value] : properties) {
        options += fmt::format(R"(<Option type="QString" name="{}" value="{}"/>)", key, value);
        props += fmt::format(R"(<prop k="{}" v="{}"/>)", key, value);
    }
    return fmt::format(
        "<symbol type=\"{}\" name=\"{}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">"
        "<layer class=\"{}\" enabled=\"1\" locked=\"0\" pass=\"{}\"><Option "
        "type=\"Map\">{}</Option>{}{}"
        "</layer></symbol>\n",
        type, name, layer_class, type == "line" ? name : 0, options, props, data_defined);
}

std::vector<Property> line_look(std::string_view colour, std::string_view width_mm)
{
    return {{"line_color", rgba(colour)}, {"line_width", std::string(width_mm)},
            {"line_width_unit", "MM"},    {"line_style", "solid"},
            {"capstyle", "round"},        {"joinstyle", "round"}};
}

std::vector<Property> fill_look(std::string_view colour, int alpha)
{
    return {{"color", rgba(colour, alpha)}, {"style", "solid"},       {"outline_color", "120,130,140,255"},
            {"outline_style", "solid"},     {"outline_width", "0.2"}, {"outline_width_unit", "MM"}};
}

std::vector<Property> marker_look(std::string_view shape, std::string_view colour, std::string_view size_mm)
{
    return {{"name", std::string(shape)},
            {"color", rgba(colour)},
            {"size", std::string(size_mm)},
            {"size_unit", "MM"},
            {"angle", "0"},
            {"outline_color", "255,255,255,255"},
            {"outline_style", "solid"},
            {"outline_width", "0.2"},
            {"outline_width_unit", "MM"},
            {"horizontal_anchor_point", "1"},
            {"vertical_anchor_point", "1"}};
}

// Type 2 is a column, 3 an expression; a column in quotes is an expression, too.
std::string data_defined(std::string_view property, std::string_view expression)
{
    return fmt::format(
        "<data_defined_properties><Option type=\"Map\"><Option type=\"QString\" name=\"name\" value=\"\"/>"
        "<Option type=\"Map\" name=\"properties\"><Option type=\"Map\" name=\"{}\">"
        "<Option type=\"bool\" name=\"active\" value=\"true\"/>"
        "<Option type=\"QString\" name=\"expression\" value=\"{}\"/>"
        "<Option type=\"int\" name=\"type\" value=\"3\"/></Option></Option>"
        "<Option type=\"QString\" name=\"type\" value=\"collection\"/></Option></data_defined_properties>",
        property, core::xml_text(expression));
}

std::string range(std::size_t symbol, double lower, double upper, std::string_view label)
{
    return fmt::format("<range symbol=\"{}\" lower=\"{:.6f}\" upper=\"{:.6f}\" label=\"{}\" render=\"true\"/>\n",
                       symbol, lower, upper, core::xml_text(label));
}

std::string graduated_renderer(std::string_view expression, std::string_view ranges, std::string_view symbols,
                               bool levels)
{
    return fmt::format(
        "<renderer-v2 type=\"graduatedSymbol\" attr=\"{}\" graduatedMethod=\"GraduatedColor\" "
        "symbollevels=\"{}\" forceraster=\"0\" enableorderby=\"0\">\n<ranges>\n{}</ranges>\n"
        "<symbols>\n{}</symbols>\n</renderer-v2>\n",
        core::xml_text(expression), levels ? 1 : 0, ranges, symbols);
}

std::string categorized_renderer(std::string_view column, std::string_view categories, std::string_view symbols,
                                 bool levels)
{
    return fmt::format(
        "<renderer-v2 type=\"categorizedSymbol\" attr=\"{}\" symbollevels=\"{}\" forceraster=\"0\" "
        "enableorderby=\"0\">\n<categories>\n{}</categories>\n<symbols>\n{}</symbols>\n</renderer-v2>\n",
        column, levels ? 1 : 0, categories, symbols);
}

std::string marker_categories(std::string_view column, std::string_view shape, std::span<Category const> categories,
                              std::string_view size_mm, std::string_view extra)
{
    std::string list;
    std::string symbols;
    for (std::size_t i = 0; i < categories.size(); ++i) {
        list += fmt::format("<category symbol=\"{}\" value=\"{}\" label=\"{}\" render=\"true\" type=\"string\"/>\n", i,
                            categories[i].value, core::xml_text(categories[i].label));
        symbols += symbol("marker", i, "SimpleMarker", marker_look(shape, categories[i].colour, size_mm), extra);
    }
    return categorized_renderer(column, list, symbols, false);
}

std::string single_renderer(std::string_view one_symbol)
{
    return fmt::format(
        "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" forceraster=\"0\" "
        "enableorderby=\"0\">\n<symbols>\n{}</symbols>\n</renderer-v2>\n",
        one_symbol);
}

std::string style_document(std::string_view body, std::string_view categories)
{
    return fmt::format(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        "<qgis version=\"3.22\" styleCategories=\"{}\">\n{}</qgis>\n",
        categories, body);
}

}  // namespace halong::exporting
