#include "export/viewer/street_cells.hpp"

#include "core/error.hpp"

#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_map>

namespace halong::exporting {

Streets streets_of(std::vector<std::string> const& link_names, std::vector<std::string> const& known)
{
    Streets streets{known, {}};
    std::unordered_map<std::string_view, std::uint32_t> row_of;
    for (std::size_t row = 0; row < known.size(); ++row) row_of.emplace(known[row], static_cast<std::uint32_t>(row));
    for (std::string const& name : link_names) {
        auto found = row_of.find(name);
        if (found == row_of.end() && known.empty() && !name.empty()) {
            found = row_of.emplace(name, static_cast<std::uint32_t>(streets.names.size())).first;
            streets.names.push_back(name);
        }
        streets.of_link.push_back(found == row_of.end() || name.empty() ? Streets::none : found->second);
    }
    return streets;
}

std::vector<double> street_cells(Streets const& streets, std::vector<double> const& cells,
                                 std::vector<double> const& length_m, std::vector<double> const* volume)
{
    std::size_t const links = streets.of_link.size();
    core::ensure(length_m.size() == links && cells.size() % links == 0, "a column of links has another length");
    core::ensure(volume == nullptr || volume->size() == cells.size(), "volumes are of the same cells");
    std::size_t const hours = cells.size() / links;
    std::size_t const count = streets.names.size();
    std::vector<double> sums(hours * count);
    std::vector<double> weights(hours * count);
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
        std::uint32_t const street = streets.of_link[cell % links];
        if (street == Streets::none || std::isnan(cells[cell])) continue;
        double const weight = length_m[cell % links] * (volume == nullptr ? 1 : (*volume)[cell]);
        std::size_t const at = cell / links * count + street;
        sums[at] += weight * cells[cell];
        weights[at] += weight;
    }
    for (std::size_t at = 0; at < sums.size(); ++at) {
        sums[at] = weights[at] > 0 ? sums[at] / weights[at] : std::numeric_limits<double>::quiet_NaN();
    }
    return sums;
}

}  // namespace halong::exporting
