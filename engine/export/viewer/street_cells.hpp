// What roads of one name show together, hour by hour: whole streets in the viewer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace halong::exporting {

// Streets by the first link that bears the name; the nameless are none.
struct Streets {
    static constexpr std::uint32_t none = 0xFFFF'FFFF;
    std::vector<std::string> names;
    std::vector<std::uint32_t> of_link;  // row of `names`, or none
};
// `link_names`: by link. Of the streets in `known` only, in their order, where there are any; else those that are found.
Streets streets_of(std::vector<std::string> const& link_names, std::vector<std::string> const& known = {});

// [hour][street] of [hour][link]: the mean over the street's links in both directions, weighted by their length and, where `volume`
// [hour][link] is given, by the vehicles on them too, so that a speed is that of all vehicles. NaN where no link has a value.
std::vector<double> street_cells(Streets const& streets, std::vector<double> const& cells,
                                 std::vector<double> const& length_m, std::vector<double> const* volume = nullptr);

}  // namespace halong::exporting
