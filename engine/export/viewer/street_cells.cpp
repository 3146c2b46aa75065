#include "export/viewer/street_cells.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_map>

namespace halong::exporting {

Streets streets_of(std::vector<std::string> const& link_names, std::vector<std::string> const* known)
{
    Streets streets{known == nullptr ? std::vector<std::string>{} : *known, {}};
    std::unordered_map<std::string_view, std::uint32_t> row_of;
    std::size_t const given = streets.names.size();
    for (std::size_t row = 0; row < given; ++row) {
        row_of.emplace(known->at(row), static_cast<std::uint32_t>(row));
    }
    for (std::string const& name : link_names) {
        auto found = row_of.find(name);
        if (found == row_of.end() && known == nullptr && !name.empty()) {
            found = row_of.emplace(name, static_cast<std::uint32_t>(streets.names.size())).first;
            streets.names.push_back(name);
        }
        streets.of_link.push_back(found == row_of.end() || name.empty() ? Streets::none : found->second);
    }
    return streets;
}

namespace {

std::size_t checked_hours(Streets const& streets, std::vector<double> const& cells, std::vector<double> const& length_m)
{
    std::size_t const links = streets.of_link.size();
    core::ensure(links > 0 && length_m.size() == links && cells.size() % links == 0,
                 "a column of links has another length");
    return cells.size() / links;
}

// Each cell with a value, the place of its street's, and its link.
template <class Visit>
void for_street_cells(Streets const& streets, std::vector<double> const& cells, Visit const& visit)
{
    std::size_t const links = streets.of_link.size();
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
        std::uint32_t const street = streets.of_link[cell % links];
        if (street == Streets::none || std::isnan(cells[cell])) continue;
        visit(cell, cell / links * streets.names.size() + street, cell % links);
    }
}

}  // namespace

std::vector<double> street_cells(Streets const& streets, std::vector<double> const& cells,
                                 std::vector<double> const& length_m, StreetMean mean,
                                 std::vector<double> const* volume)
{
    std::size_t const hours = checked_hours(streets, cells, length_m);
    core::ensure((volume == nullptr) == (mean == StreetMean::by_length), "vehicles are given where they count");
    core::ensure(volume == nullptr || volume->size() == cells.size(), "volumes are of the same cells");
    std::vector<double> sums(hours * streets.names.size());
    std::vector<double> weights(sums.size());
    for_street_cells(streets, cells, [&](std::size_t cell, std::size_t at, std::size_t link) {
        double const weight = length_m[link] * (volume == nullptr ? 1 : (*volume)[cell]);
        if (weight == 0) return;
        bool const is_speed = mean == StreetMean::of_speed;
        sums[at] += is_speed ? weight : weight * cells[cell];
        weights[at] += is_speed ? weight / cells[cell] : weight;
    });
    for (std::size_t at = 0; at < sums.size(); ++at) {
        sums[at] = weights[at] > 0 ? sums[at] / weights[at] : std::numeric_limits<double>::quiet_NaN();
    }
    return sums;
}

std::vector<double> street_steps(Streets const& streets, std::vector<double> const& cells,
                                 std::vector<double> const& length_m, double resolution)
{
    std::size_t const count = checked_hours(streets, cells, length_m) * streets.names.size();
    std::vector<double> sums(count);
    std::vector<double> shortest(count, std::numeric_limits<double>::infinity());
    for_street_cells(streets, cells, [&](std::size_t, std::size_t at, std::size_t link) {
        sums[at] += length_m[link];
        shortest[at] = std::min(shortest[at], length_m[link]);
    });
    for (std::size_t at = 0; at < count; ++at) sums[at] = sums[at] > 0 ? resolution * shortest[at] / sums[at] : 0;
    return sums;
}

}  // namespace halong::exporting
