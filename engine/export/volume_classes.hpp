// The classes of hourly volume that maps and styles share: limits, colours, widths.
#pragma once

#include <array>
#include <string_view>

namespace halong::exporting {

struct VolumeClass {
    int from = 0;             // vehicles per hour, inclusive
    int below = 0;            // exclusive; the last class has no end
    std::string_view colour;  // from straw to dark violet: lightness falls evenly, also in grey print and for the
                              // colour-blind (sampled from the family of perceptually even ramps)
    double width_px = 1;      // on the picture; a quarter of it in millimetres in QGIS
};

inline constexpr int no_end = 1'000'000'000;
inline constexpr std::array<VolumeClass, 7> volume_classes{{
    {1, 50, "#cdb06c", 1.1},
    {50, 150, "#f0b05a", 1.9},
    {150, 400, "#ee8a3c", 3.0},
    {400, 900, "#dd5a3f", 4.4},
    {900, 1'800, "#b8325c", 6.2},
    {1'800, 3'500, "#7f1d6d", 8.4},
    {3'500, no_end, "#3d0f5c", 11.0},
}};

// The class of a volume; nullptr for 0.
constexpr VolumeClass const* volume_class_of(unsigned vehicles_per_hour)
{
    for (auto const& one : volume_classes) {
        if (vehicles_per_hour >= static_cast<unsigned>(one.from) &&
            vehicles_per_hour < static_cast<unsigned>(one.below)) {
            return &one;
        }
    }
    return nullptr;
}

}  // namespace halong::exporting
