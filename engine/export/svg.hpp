// The few elements of SVG that our pictures use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace halong::exporting {

// A point of the picture, px: x to the right, y down.
struct PicturePoint {
    double x = 0;
    double y = 0;
};
using PictureLine = std::vector<PicturePoint>;

// "M1.0 2.0L3.5 4.0": points nearer than `least_step` px to the one before are left out, ends excepted.
std::string path_data(PictureLine const& line, double least_step = 0.4);

struct TextStyle {
    double size = 14;
    std::string_view colour = "#24313f";
    std::string_view anchor = "start";  // start, middle, end
    bool bold = false;
    bool italic = false;
    double halo = 0;      // width of a white rim, px
    double turn_deg = 0;  // clockwise, about the point
    double spacing = 0;   // between letters, px
};
std::string text_element(PicturePoint at, std::string_view text, TextStyle const& style);

std::string rectangle(double x, double y, double width, double height, std::string_view attributes);
std::string stroke_path(std::string_view data, std::string_view colour, double width, double opacity = 1);

}  // namespace halong::exporting
