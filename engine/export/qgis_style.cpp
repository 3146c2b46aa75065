#include "export/qgis_style.hpp"

#include "export/qgis_renderer.hpp"
#include "export/volume_classes.hpp"

#include <array>
#include <fmt/format.h>

namespace halong::exporting {

std::string volume_renderer(std::string_view expression)
{
    std::string ranges = range(0, 0, 0.5, "0");
    std::string symbols = symbol("line", 0, "SimpleLine", line_look("#c9ccd1", "0.15"));
    for (std::size_t i = 0; i < volume_classes.size(); ++i) {
        VolumeClass const& one = volume_classes[i];
        bool const last = one.below == no_end;
        ranges += range(i + 1, one.from - 0.5, last ? no_end : one.below - 0.5,
                        last ? fmt::format(">= {}", one.from) : fmt::format("{} - {}", one.from, one.below - 1));
        symbols +=
            symbol("line", i + 1, "SimpleLine", line_look(one.colour, fmt::format("{:.2f}", one.width_px * mm_per_px)));
    }
    return graduated_renderer(expression, ranges, symbols, true);
}

std::string links_style() { return style_document(volume_renderer("peak_volume")); }

std::string gridlock_style()
{
    return style_document(categorized_renderer(
        "state",
        "<category symbol=\"0\" value=\"stood\" label=\"Đứng yên / stood\" render=\"true\" type=\"string\"/>\n"
        "<category symbol=\"1\" value=\"moved on\" label=\"Tự gỡ / moved on\" render=\"true\" type=\"string\"/>\n",
        symbol("line", 0, "SimpleLine", line_look("#c1121f", "1.2")) +
            symbol("line", 1, "SimpleLine", line_look("#f4a261", "0.7")),
        true));
}

std::string zones_style()
{
    struct Share {
        double below;
        std::string_view colour;
        std::string_view label;
    };
    // Greens, from pale to middling: land beside a bay does not look like water, and roads stand out, the blue of quick ones too.
    constexpr Share shares[]{{5, "#f6f3e6", "< 5 %"},      {15, "#e6ebcb", "5 - 15 %"},  {30, "#d0e0b1", "15 - 30 %"},
                             {50, "#b2d195", "30 - 50 %"}, {75, "#8dbd7b", "50 - 75 %"}, {100, "#63a564", "> 75 %"}};
    std::string ranges;
    std::string symbols;
    double lower = 0;
    for (std::size_t i = 0; i < std::size(shares); ++i) {
        ranges += range(i, lower, shares[i].below, shares[i].label);
        symbols += symbol("fill", i, "SimpleFill", fill_look(shares[i].colour, 170));
        lower = shares[i].below;
    }
    return style_document(graduated_renderer("wifi_carried_share_pct", ranges, symbols, false));
}

namespace {

// Points by `service`, the first symbol for the first word.
std::string by_service(std::string_view first, std::string_view first_label, std::string_view second,
                       std::string_view second_label, std::string_view symbols)
{
    return style_document(categorized_renderer(
        "service",
        fmt::format("<category symbol=\"0\" value=\"{}\" label=\"{}\" render=\"true\" type=\"string\"/>\n"
                    "<category symbol=\"1\" value=\"{}\" label=\"{}\" render=\"true\" type=\"string\"/>\n",
                    first, first_label, second, second_label),
        symbols, false));
}

}  // namespace

std::string sites_style()
{
    // The view of a camera turns its mark.
    std::string const symbols = symbol("marker", 0, "SimpleMarker", marker_look("circle", "#1f6fb2", "2.6")) +
                                symbol("marker", 1, "SimpleMarker", marker_look("triangle", "#2f7d4f", "1.8"),
                                       data_defined("angle", "\"azimuth_deg\""));
    return by_service("wifi", "Wi-Fi", "camera", "Camera", symbols);
}

std::string desks_style()
{
    std::string const symbols = symbol("marker", 0, "SimpleMarker", marker_look("square", "#8c510a", "2.8")) +
                                symbol("marker", 1, "SimpleMarker", marker_look("cross_fill", "#c51b7d", "3.2"));
    return by_service("counter", "Một cửa / One-stop centre", "clinic", "Khám bệnh / Hospital, clinic", symbols);
}

std::string incidents_style()
{
    constexpr std::array<Category, 4> notices{{{"tour", "Nhìn thấy / Seen on a screen", "#1b9e77"},
                                               {"analytics", "Phân tích hình ảnh / Analytics", "#66a61e"},
                                               {"call", "Gọi điện / Call", "#1f6fb2"},
                                               {"none", "Bỏ sót / Missed", "#c1121f"}}};
    return style_document(marker_categories("noticed_by", "diamond", notices));
}

std::string parking_style()
{
    constexpr std::array<Category, 3> vehicles{{{"motorbike", "Xe máy / Motorbikes", "#fdb863"},
                                                {"car", "Ô tô / Cars", "#5e3c99"},
                                                {"coach", "Xe khách / Coaches", "#e66101"}}};
    return style_document(marker_categories("vehicle", "square", vehicles));
}

std::string loads_style()
{
    constexpr std::array<Category, 3> kinds{{{"hotel", "Khách sạn / Hotels", "#7570b3"},
                                             {"sight", "Điểm tham quan / Sights", "#1b9e77"},
                                             {"other", "Trụ sạc nơi khác / Charging elsewhere", "#e6ab02"}}};
    return style_document(marker_categories("kind", "triangle", kinds));
}

}  // namespace halong::exporting
