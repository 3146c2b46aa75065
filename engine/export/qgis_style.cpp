#include "export/qgis_style.hpp"

#include "export/volume_classes.hpp"

#include <array>
#include <fmt/format.h>
#include <span>
#include <vector>

namespace halong::exporting {
namespace {

constexpr double mm_per_px = 0.25;

// "#rrggbb" as QGIS writes colours: "r,g,b,a".
std::string rgba(std::string_view hex, int alpha = 255)
{
    auto const part = [&](std::size_t at) { return std::stoi(std::string(hex.substr(at, 2)), nullptr, 16); };
    return fmt::format("{},{},{},{}", part(1), part(3), part(5), alpha);
}

struct Property {
    std::string name;
    std::string value;
};

// One symbol of one layer. Both forms of properties: <Option> is read from QGIS 3.20 on, <prop> before.
std::string symbol(std::string_view type, std::size_t name, std::string_view layer_class,
                   std::vector<Property> const& properties, std::string_view data_defined = "")
{
    std::string options;
    std::string props;
    for (auto const& [key, value] : properties) {
        options += fmt::format("<Option type=\"QString\" name=\"{}\" value=\"{}\"/>", key, value);
        props += fmt::format("<prop k=\"{}\" v=\"{}\"/>", key, value);
    }
    return fmt::format(
        "<symbol type=\"{}\" name=\"{}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">"
        "<layer class=\"{}\" enabled=\"1\" locked=\"0\" pass=\"{}\"><Option "
        "type=\"Map\">{}</Option>{}{}"
        "</layer></symbol>\n",
        type, name, layer_class, type == "line" ? name : 0, options, props, data_defined);
}

std::string document(std::string_view renderer)
{
    return fmt::format(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        "<qgis version=\"3.22\" styleCategories=\"Symbology\">\n{}</qgis>\n",
        renderer);
}

std::string graduated(std::string_view attribute, std::string_view ranges, std::string_view symbols, bool levels)
{
    return document(
        fmt::format("<renderer-v2 type=\"graduatedSymbol\" attr=\"{}\" graduatedMethod=\"GraduatedColor\" "
                    "symbollevels=\"{}\" forceraster=\"0\" enableorderby=\"0\">\n<ranges>\n{}</ranges>\n"
                    "<symbols>\n{}</symbols>\n</renderer-v2>\n",
                    attribute, levels ? 1 : 0, ranges, symbols));
}

std::string range(std::size_t name, double lower, double upper, std::string_view label)
{
    return fmt::format("<range symbol=\"{}\" lower=\"{:.6f}\" upper=\"{:.6f}\" label=\"{}\" render=\"true\"/>\n", name,
                       lower, upper, label);
}

// The view of a camera turns its mark.
constexpr std::string_view turned_by_azimuth =
    "<data_defined_properties><Option type=\"Map\"><Option type=\"QString\" name=\"name\" "
    "value=\"\"/>"
    "<Option type=\"Map\" name=\"properties\"><Option type=\"Map\" name=\"angle\">"
    "<Option type=\"bool\" name=\"active\" value=\"true\"/><Option type=\"QString\" name=\"field\" "
    "value=\"azimuth_deg\"/>"
    "<Option type=\"int\" name=\"type\" value=\"2\"/></Option></Option>"
    "<Option type=\"QString\" name=\"type\" "
    "value=\"collection\"/></Option></data_defined_properties>";

std::vector<Property> marker(std::string_view shape, std::string_view colour, std::string_view size)
{
    return {{"name", std::string(shape)},
            {"color", rgba(colour)},
            {"size", std::string(size)},
            {"size_unit", "MM"},
            {"angle", "0"},
            {"outline_color", "255,255,255,255"},
            {"outline_style", "solid"},
            {"outline_width", "0.2"},
            {"outline_width_unit", "MM"},
            {"horizontal_anchor_point", "1"},
            {"vertical_anchor_point", "1"}};
}

}  // namespace

std::string links_style()
{
    std::string ranges = range(0, 0, 0.5, "0");
    std::string symbols = symbol("line", 0, "SimpleLine",
                                 {{"line_color", rgba("#c9ccd1")},
                                  {"line_width", "0.15"},
                                  {"line_width_unit", "MM"},
                                  {"line_style", "solid"},
                                  {"capstyle", "round"},
                                  {"joinstyle", "round"}});
    for (std::size_t i = 0; i < volume_classes.size(); ++i) {
        VolumeClass const& one = volume_classes[i];
        bool const last = one.below == no_end;
        ranges += range(i + 1, one.from - 0.5, last ? no_end : one.below - 0.5,
                        last ? fmt::format("&gt;= {}", one.from) : fmt::format("{} - {}", one.from, one.below - 1));
        symbols += symbol("line", i + 1, "SimpleLine",
                          {{"line_color", rgba(one.colour)},
                           {"line_width", fmt::format("{:.2f}", one.width_px * mm_per_px)},
                           {"line_width_unit", "MM"},
                           {"line_style", "solid"},
                           {"capstyle", "round"},
                           {"joinstyle", "round"}});
    }
    return graduated("peak_volume", ranges, symbols, true);
}

std::string gridlock_style()
{
    auto const line = [](std::size_t name, std::string_view colour, std::string_view width) {
        return symbol("line", name, "SimpleLine",
                      {{"line_color", rgba(colour)},
                       {"line_width", std::string(width)},
                       {"line_width_unit", "MM"},
                       {"line_style", "solid"},
                       {"capstyle", "round"},
                       {"joinstyle", "round"}});
    };
    return document(
        fmt::format("<renderer-v2 type=\"categorizedSymbol\" attr=\"state\" symbollevels=\"1\" "
                    "forceraster=\"0\" "
                    "enableorderby=\"0\">\n<categories>\n"
                    "<category symbol=\"0\" value=\"stood\" label=\"stood\" render=\"true\" type=\"string\"/>\n"
                    "<category symbol=\"1\" value=\"moved on\" label=\"moved on\" render=\"true\" "
                    "type=\"string\"/>\n"
                    "</categories>\n<symbols>\n{}</symbols>\n</renderer-v2>\n",
                    line(0, "#c1121f", "1.2") + line(1, "#f4a261", "0.7")));
}

std::string zones_style()
{
    struct Share {
        double below;
        std::string_view colour;
        std::string_view label;
    };
    constexpr Share shares[]{{5, "#f1eef6", "&lt; 5 %"},   {15, "#d0d1e6", "5 - 15 %"},  {30, "#a6bddb", "15 - 30 %"},
                             {50, "#67a9cf", "30 - 50 %"}, {75, "#1c9099", "50 - 75 %"}, {100, "#016c59", "&gt; 75 %"}};
    std::string ranges;
    std::string symbols;
    double lower = 0;
    for (std::size_t i = 0; i < std::size(shares); ++i) {
        ranges += range(i, lower, shares[i].below, shares[i].label);
        symbols += symbol("fill", i, "SimpleFill",
                          {{"color", rgba(shares[i].colour, 170)},
                           {"style", "solid"},
                           {"outline_color", "120,130,140,255"},
                           {"outline_style", "solid"},
                           {"outline_width", "0.2"},
                           {"outline_width_unit", "MM"}});
        lower = shares[i].below;
    }
    return graduated("wifi_carried_share_pct", ranges, symbols, false);
}

namespace {

// Points by `service`, the first symbol for the first word.
std::string by_service(std::string_view first, std::string_view first_label, std::string_view second,
                       std::string_view second_label, std::string_view symbols)
{
    return document(
        fmt::format("<renderer-v2 type=\"categorizedSymbol\" attr=\"service\" symbollevels=\"0\" forceraster=\"0\" "
                    "enableorderby=\"0\">\n<categories>\n"
                    "<category symbol=\"0\" value=\"{}\" label=\"{}\" render=\"true\" type=\"string\"/>\n"
                    "<category symbol=\"1\" value=\"{}\" label=\"{}\" render=\"true\" type=\"string\"/>\n"
                    "</categories>\n<symbols>\n{}</symbols>\n</renderer-v2>\n",
                    first, first_label, second, second_label, symbols));
}

}  // namespace

std::string sites_style()
{
    std::string const symbols =
        symbol("marker", 0, "SimpleMarker", marker("circle", "#1f6fb2", "2.6")) +
        symbol("marker", 1, "SimpleMarker", marker("triangle", "#2f7d4f", "1.8"), turned_by_azimuth);
    return by_service("wifi", "Wi-Fi", "camera", "Camera", symbols);
}

std::string desks_style()
{
    std::string const symbols = symbol("marker", 0, "SimpleMarker", marker("square", "#8c510a", "2.8")) +
                                symbol("marker", 1, "SimpleMarker", marker("cross_fill", "#c51b7d", "3.2"));
    return by_service("counter", "Một cửa / One-stop centre", "clinic", "Khám bệnh / Hospital, clinic", symbols);
}

namespace {

struct Category {
    std::string_view value;
    std::string_view label;
    std::string_view colour;
};

// Points by the values of a column.
std::string by_category(std::string_view column, std::string_view shape, std::span<Category const> categories)
{
    std::string list;
    std::string symbols;
    for (std::size_t i = 0; i < categories.size(); ++i) {
        list += fmt::format("<category symbol=\"{}\" value=\"{}\" label=\"{}\" render=\"true\" type=\"string\"/>\n", i,
                            categories[i].value, categories[i].label);
        symbols += symbol("marker", i, "SimpleMarker", marker(shape, categories[i].colour, "2.4"));
    }
    return document(
        fmt::format("<renderer-v2 type=\"categorizedSymbol\" attr=\"{}\" symbollevels=\"0\" forceraster=\"0\" "
                    "enableorderby=\"0\">\n<categories>\n{}</categories>\n<symbols>\n{}</symbols>\n</renderer-v2>\n",
                    column, list, symbols));
}

}  // namespace

std::string incidents_style()
{
    constexpr std::array<Category, 4> notices{{{"tour", "Nhìn thấy / Seen on a screen", "#1b9e77"},
                                               {"analytics", "Phân tích hình ảnh / Analytics", "#66a61e"},
                                               {"call", "Gọi điện / Call", "#1f6fb2"},
                                               {"none", "Bỏ sót / Missed", "#c1121f"}}};
    return by_category("noticed_by", "diamond", notices);
}

std::string parking_style()
{
    constexpr std::array<Category, 3> vehicles{{{"motorbike", "Xe máy / Motorbikes", "#fdb863"},
                                                {"car", "Ô tô / Cars", "#5e3c99"},
                                                {"coach", "Xe khách / Coaches", "#e66101"}}};
    return by_category("vehicle", "square", vehicles);
}

std::string loads_style()
{
    constexpr std::array<Category, 3> kinds{{{"hotel", "Khách sạn / Hotels", "#7570b3"},
                                             {"sight", "Điểm tham quan / Sights", "#1b9e77"},
                                             {"other", "Trụ sạc nơi khác / Charging elsewhere", "#e6ab02"}}};
    return by_category("kind", "triangle", kinds);
}

}  // namespace halong::exporting
