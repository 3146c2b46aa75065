#include "export/svg.hpp"

#include "core/xml_text.hpp"

#include <cmath>
#include <fmt/format.h>

namespace halong::exporting {

std::string path_data(PictureLine const& line, double least_step)
{
    std::string data;
    PicturePoint last;
    for (std::size_t i = 0; i < line.size(); ++i) {
        bool const is_end = i == 0 || i + 1 == line.size();
        if (!is_end && std::hypot(line[i].x - last.x, line[i].y - last.y) < least_step) continue;
        data += fmt::format("{}{:.1f} {:.1f}", i == 0 ? 'M' : 'L', line[i].x, line[i].y);
        last = line[i];
    }
    return data;
}

std::string text_element(PicturePoint at, std::string_view text, TextStyle const& style)
{
    std::string attributes =
        fmt::format(R"(x="{:.1f}" y="{:.1f}" font-size="{:g}" fill="{}")", at.x, at.y, style.size, style.colour);
    if (style.anchor != "start") attributes += fmt::format(" text-anchor=\"{}\"", style.anchor);
    if (style.bold) attributes += " font-weight=\"bold\"";
    if (style.italic) attributes += " font-style=\"italic\"";
    if (style.spacing > 0) attributes += fmt::format(" letter-spacing=\"{:g}\"", style.spacing);
    if (style.halo > 0) {
        attributes += fmt::format(
            " stroke=\"#ffffff\" stroke-opacity=\"0.9\" stroke-width=\"{:g}\" "
            "stroke-linejoin=\"round\" paint-order=\"stroke\"",
            2 * style.halo);
    }
    if (style.turn_deg != 0) {
        attributes += fmt::format(" transform=\"rotate({:.1f} {:.1f} {:.1f})\"", style.turn_deg, at.x, at.y);
    }
    return fmt::format("<text {}>{}</text>\n", attributes, core::xml_text(text));
}

std::string rectangle(double x, double y, double width, double height, std::string_view attributes)
{
    return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" {}/>\n", x, y, width, height,
                       attributes);
}

std::string stroke_path(std::string_view data, std::string_view colour, double width, double opacity)
{
    if (data.empty()) return {};
    return fmt::format(
        "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{:g}\" stroke-opacity=\"{:g}\" "
        "stroke-linecap=\"round\" stroke-linejoin=\"round\"/>\n",
        data, colour, width, opacity);
}

}  // namespace halong::exporting
