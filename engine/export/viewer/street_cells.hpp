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
// `link_names`: by link. Only the streets in `known`, in their order, where a list is given (which may be empty); else those
// that are found.
Streets streets_of(std::vector<std::string> const& link_names, std::vector<std::string> const* known = nullptr);

// How the links of a street make up its value: weighted by their length; by the vehicles on them, too (L v); or as speeds of
// these vehicles, the way that all of them drive over the time that it takes them: sum(L v) / sum(L v / speed).
enum class StreetMean : std::uint8_t {
    by_length,
    by_vehicle,
    of_speed
};

// [hour][street] of [hour][link], over the street's links in both directions. `volume` [hour][link]: vehicles, for all but
// by_length. NaN where no link has a value that counts.
std::vector<double> street_cells(Streets const& streets, std::vector<double> const& cells,
                                 std::vector<double> const& length_m, StreetMean mean = StreetMean::by_length,
                                 std::vector<double> const* volume = nullptr);

// The step of such values where those of links are counted in steps of `resolution` and weighted by length: what one more on
// the shortest of the links with a value adds to the street's. 0 where none has a value.
std::vector<double> street_steps(Streets const& streets, std::vector<double> const& cells,
                                 std::vector<double> const& length_m, double resolution);

}  // namespace halong::exporting
