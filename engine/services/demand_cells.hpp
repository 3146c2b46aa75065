// Demand where it arises: tallies by square cells of the city, for whoever looks for new sites.
#pragma once

#include "geo/geometry.hpp"
#include "services/service.hpp"

#include <cmath>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace halong::services {

inline constexpr double demand_cell_m = 25;  // side; shadowing of radio is constant within one (hotspot_map.cpp)

// Cells are numbered as they are met; only those with demand are kept.
class DemandCells {
public:
    // The cell of a point, new if need be.
    std::uint32_t at(geo::PointMetric point)
    {
        if (number_.size() != cells_.size()) renumber();
        std::pair const key{index(point.x_m), index(point.y_m)};
        auto const [entry, is_new] = number_.try_emplace(key, static_cast<std::uint32_t>(cells_.size()));
        if (is_new) cells_.push_back({key.first, key.second, {}});
        return entry->second;
    }
    [[nodiscard]] Tally& tally(std::uint32_t cell) { return cells_[cell].tally; }

    // The middles of all cells and their tallies, by column and row.
    [[nodiscard]] std::vector<DemandCell> sorted() const
    {
        std::map<std::pair<std::int32_t, std::int32_t>, Tally> sorted;
        for (Cell const& cell : cells_) sorted.emplace(std::pair{cell.column, cell.row}, cell.tally);
        std::vector<DemandCell> result;
        result.reserve(sorted.size());
        for (auto const& [key, tally] : sorted) {
            result.push_back({{(key.first + 0.5) * demand_cell_m, (key.second + 0.5) * demand_cell_m}, tally});
        }
        return result;
    }

    template <class Archive, class Self>
    static void transfer(Archive& archive, Self& self)
    {
        auto& [cells, number] = self;
        archive(cells);  // the numbers follow
    }

private:
    struct Cell {
        std::int32_t column = 0;
        std::int32_t row = 0;
        Tally tally;
    };
    static std::int32_t index(double metres) { return static_cast<std::int32_t>(std::floor(metres / demand_cell_m)); }

    void renumber()
    {
        number_.clear();
        for (std::uint32_t i = 0; i < cells_.size(); ++i)
            number_.emplace(std::pair{cells_[i].column, cells_[i].row}, i);
    }

    std::vector<Cell> cells_;
    std::map<std::pair<std::int32_t, std::int32_t>, std::uint32_t> number_;
};

}  // namespace halong::services
