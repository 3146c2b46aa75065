// The classes of hourly volume that maps and styles share: limits, colours, widths.
#pragma once

#include <array>
#include <string_view>

namespace halong::exporting {

struct VolumeClass {
    int from = 0;             // vehicles per hour, inclusive
    int below = 0;            // exclusive; the last class has no end
    std::string_view colour;  // from straw to dark violet: lightness falls, also in grey print and for the
                              // colour-blind; neighbours differ by CIEDE2000 8 at least (viz/test/sight.ts)
    double width_px = 1;      // on the picture; a quarter of it in millimetres in QGIS
};

inline constexpr int no_end = 1'000'000'000;
inline constexpr std::array<VolumeClass, 7> volume_classes{{
    {1, 50, "#ddc893", 1.1},
    {50, 150, "#f3a74a", 1.9},
    {150, 400, "#e07d3f", 3.0},
    {400, 900, "#cc4d38", 4.4},
    {900, 1'800, "#aa2762", 6.2},
    {1'800, 3'500, "#771069", 8.4},
    {3'500, no_end, "#32044f", 11.0},
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
