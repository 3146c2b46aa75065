// Finds the items whose boxes lie near a point: an R-tree (Boost.Geometry) over boxes with 32-bit keys.
#pragma once

#include "geo/geometry.hpp"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace halong::geo {

class SpatialIndex {
public:
    SpatialIndex();
    // Packs all items at once. Keys need not be unique.
    explicit SpatialIndex(std::vector<std::pair<Box, std::uint32_t>> const& items);
    ~SpatialIndex();
    SpatialIndex(SpatialIndex const&) = delete;
    SpatialIndex& operator=(SpatialIndex const&) = delete;
    SpatialIndex(SpatialIndex&&) noexcept;
    SpatialIndex& operator=(SpatialIndex&&) noexcept;

    // Keys whose box touches `box`, in ascending order, each once.
    [[nodiscard]] std::vector<std::uint32_t> touching(Box const& box) const;
    // Keys whose box the segment a-b touches, in ascending order, each once.
    [[nodiscard]] std::vector<std::uint32_t> along(PointMetric a, PointMetric b) const;
    // The `count` keys whose boxes are nearest to the point; nearest first, ties by key.
    [[nodiscard]] std::vector<std::uint32_t> nearest(PointMetric point, std::size_t count) const;

private:
    struct Tree;
    std::unique_ptr<Tree> tree_;
};

}  // namespace halong::geo
